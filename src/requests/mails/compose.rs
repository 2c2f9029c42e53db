//! The job `Tell`: makes mails of what is to be told. What a mail tells is marked in the transaction that writes the mail and
//! the job that sends it, so nothing is told twice.

use askama::Template;
use chrono::{DateTime, Days, TimeZone, Utc};
use chrono_tz::Tz;
use sqlx::{PgConnection, PgPool};
use url::Url;
use uuid::Uuid;

use super::store::{self, NewMail};
use super::words::{Letter, Paper};
use crate::clock::Clock;
use crate::config::Zones;
use crate::ids::{NoticeId, PersonId};
use crate::jobs::{self, Job, Leased};
use crate::people;
use crate::requests::notices::Notice;
use crate::words::{self, Language, Reader};

/// Seconds between two looks at what is to be told.
pub const TELL_EVERY_S: i64 = 5;
/// Mails of one transaction.
const BATCH: i64 = 50;
/// People of whom it is looked at at once whether it is their hour.
const READERS: i64 = 200;
/// News and open items that one mail names; it says how many more there are.
const MOST_ITEMS: i64 = 50;
/// Items beyond those of a mail that are marked as told with it.
const MOST_NEWS: i64 = 1_000;

#[derive(Clone, Copy)]
pub struct Hands<'a> {
    pub pool: &'a PgPool,
    pub clock: &'a Clock,
    pub zones: &'a Zones,
    /// Of those who chose none.
    pub language: Language,
    /// Links are below it.
    pub public_url: &'a Url,
    /// Whether a mail server is named.
    pub sends: bool,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    letter: &'a Letter,
}

/// A letter as it is sent.
struct Mail {
    subject: String,
    text: String,
    html: String,
}

impl Mail {
    /// In the language of this reader.
    fn of(reader: Reader, letter: impl FnOnce() -> Letter) -> askama::Result<Self> {
        words::read_by(reader, || {
            let letter = &letter();
            Ok(Self {
                subject: letter.subject.clone(),
                text: Text { letter }.render()?,
                html: Html { letter }.render()?,
            })
        })
    }
}

/// Makes mails of all that is due, in batches; answers whether there are any. The job is the caller's to end.
pub async fn tell(hands: Hands<'_>, leased: &Leased) -> anyhow::Result<bool> {
    let mut tx = hands.pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    let now = hands.clock.now();
    match hands.sends {
        true => store::drop_needless(&mut tx, now).await?,
        // Switched on later, it must not tell what is old by then.
        false => store::drop_due(&mut tx, now).await?,
    }
    tx.commit().await?;
    if !hands.sends {
        return Ok(false);
    }
    let mut any = false;
    loop {
        let mut tx = hands.pool.begin().await?;
        jobs::hold(&mut tx, leased).await?;
        let now = hands.clock.now();
        let due = store::due_each(&mut tx, now, BATCH).await?;
        for told in store::told(&mut tx, &due).await? {
            let reader = people::reader(
                hands.zones,
                hands.language,
                (told.language.as_deref(), told.time_zone.as_deref()),
                [told.country.as_deref(), told.usage_location.as_deref()],
            );
            let paper = Paper {
                base: hands.public_url,
                zone: reader.zone,
                now,
            };
            let mail = Mail::of(reader, || Letter::of(&told, &paper))?;
            let to = (told.person, told.address.as_str());
            write(&mut tx, now, to, &mail, &[told.notice]).await?;
        }
        tx.commit().await?;
        any |= !due.is_empty();
        if due.len() < usize::try_from(BATCH)? {
            break;
        }
    }
    Ok(digests(hands, leased).await? || any)
}

/// One mail for each person whose hour has come and for whom something waited then.
async fn digests(hands: Hands<'_>, leased: &Leased) -> anyhow::Result<bool> {
    let mut any = false;
    let mut after = PersonId(Uuid::nil());
    loop {
        let mut tx = hands.pool.begin().await?;
        jobs::hold(&mut tx, leased).await?;
        let now = hands.clock.now();
        let readers = store::readers(&mut tx, now, after, READERS).await?;
        for due in &readers {
            let reader = people::reader(
                hands.zones,
                hands.language,
                (due.language.as_deref(), due.time_zone.as_deref()),
                [due.country.as_deref(), due.usage_location.as_deref()],
            );
            let hour = last_hour(now, reader.zone, due.digest_hour);
            // What came after the hour waits for the next one.
            if due.since <= hour && due.digest_at.is_none_or(|last| last < hour) {
                let paper = Paper {
                    base: hands.public_url,
                    zone: reader.zone,
                    now,
                };
                digest(&mut tx, due.id, &paper, reader).await?;
                any = true;
            }
        }
        tx.commit().await?;
        match readers.last() {
            Some(last) if readers.len() == usize::try_from(READERS)? => after = last.id,
            _ => return Ok(any),
        }
    }
}

async fn digest(
    tx: &mut PgConnection,
    person: PersonId,
    paper: &Paper<'_>,
    reader: Reader,
) -> anyhow::Result<()> {
    let now = paper.now;
    let to_sign = store::to_sign(tx, person, MOST_ITEMS).await?;
    let waiting = crate::requests::store::count_waiting_for(tx, person).await?;
    let due = store::due_of(tx, now, person, MOST_NEWS).await?;
    let mut news = store::told(tx, &due).await?;
    // What waits to be signed is listed whole.
    news.retain(|told| !is_to_sign(told.kind));
    let more_news = news.len().saturating_sub(usize::try_from(MOST_ITEMS)?);
    news.truncate(usize::try_from(MOST_ITEMS)?);
    let to = store::addressee(tx, person).await?;
    let mail = Mail::of(reader, || {
        Letter::of_the_day(&to.name, (&to_sign, waiting), (&news, more_news), paper)
    })?;
    write(tx, now, (person, &to.address), &mail, &due).await?;
    store::digest_made(tx, now, person).await?;
    Ok(())
}

fn is_to_sign(notice: Notice) -> bool {
    matches!(notice, Notice::ToSign | Notice::Reminder | Notice::Escalated)
}

/// The mail, what it tells, and the job that sends it.
async fn write(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (person, address): (PersonId, &str),
    mail: &Mail,
    tells: &[NoticeId],
) -> anyhow::Result<()> {
    let new = NewMail {
        person,
        address,
        subject: &mail.subject,
        text: &mail.text,
        html: &mail.html,
    };
    let id = store::insert(tx, now, &new).await?;
    store::told_by(tx, tells, id).await?;
    jobs::enqueue(tx, now, Job::SendMail(id), now).await?;
    Ok(())
}

/// The last moment, up to now, at which it was this hour there.
fn last_hour(now: DateTime<Utc>, zone: Tz, hour: i16) -> DateTime<Utc> {
    let today = now.with_timezone(&zone).date_naive();
    let hour = u32::try_from(hour).unwrap_or_default();
    let days = [0, 1, 2]
        .into_iter()
        .filter_map(|ago| today.checked_sub_days(Days::new(ago)));
    // An hour that a day in spring does not have is the next one.
    let moments = days.filter_map(|day| {
        let on_the_hour = |hour| zone.from_local_datetime(&day.and_hms_opt(hour, 0, 0)?).earliest();
        on_the_hour(hour).or_else(|| on_the_hour(hour + 1))
    });
    let mut passed = moments.map(|at| at.with_timezone(&Utc)).filter(|at| *at <= now);
    passed.next().unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_hour_is_that_of_the_person() {
        let oslo = "Europe/Oslo".parse().unwrap();
        let hour = |now: &str| last_hour(at(now), oslo, 8).to_rfc3339();
        assert_eq!(hour("2026-11-24T06:59:59Z"), "2026-11-23T07:00:00+00:00");
        assert_eq!(hour("2026-11-24T07:00:00Z"), "2026-11-24T07:00:00+00:00");
        assert_eq!(hour("2026-07-01T06:00:00Z"), "2026-07-01T06:00:00+00:00");
    }

    #[test]
    fn an_hour_that_a_day_does_not_have_is_the_next_one() {
        let oslo = "Europe/Oslo".parse().unwrap();
        let hour = last_hour(at("2026-03-29T05:00:00Z"), oslo, 2);
        assert_eq!(hour.to_rfc3339(), "2026-03-29T01:00:00+00:00");
    }
}
