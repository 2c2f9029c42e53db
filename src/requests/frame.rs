//! The frame of every page behind sign-in, and words that several pages share.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::{break_glass, store};
use crate::catalog::Plan;
use crate::config::ChangeControl;
use crate::people::directory;
use crate::people::signed_in::{Role, SignedIn};
use crate::policy::Reason;
use crate::web::Failure;
use crate::web::page::{self, Alarm, Chrome, Moment, Place, Tasks, Tone};
use crate::words::{self, format::money};

/// Minutes after which the seats are said to be old; they are counted every few.
const SEATS_FRESH_MIN: i64 = 60;

/// The frame of a page for the person who is signed in.
pub async fn frame(
    conn: &mut PgConnection,
    person: &SignedIn,
    title: &str,
    place: Place,
) -> Result<Chrome, Failure> {
    let administrator = person.has(Role::Administrator);
    let tasks = match administrator {
        true => store::tasks(conn, person.person).await?,
        false => Tasks::default(),
    };
    let framed = store::framed(conn, person.person, administrator).await?;
    let who = page::SignedIn {
        name: person.name.clone(),
        upn: person.upn.clone(),
        auditor: person.has(Role::Auditor),
        administrator,
        keys: framed.keys,
        waiting: framed.to_sign,
        reviews: framed.reviews,
        exceptions: match administrator || person.has(Role::Auditor) {
            true => break_glass::store::count_to_review(conn, person.person).await?,
            false => 0,
        },
        tasks,
    };
    let mut chrome = Chrome::signed_in(title, place, who, &person.csrf);
    let freshness = directory::freshness(conn, person.now, person.fresh_hours).await?;
    chrome.as_of = freshness.as_of();
    if person.change_control == ChangeControl::SingleAdministrator && !chrome.rooms.is_empty() {
        chrome.alarms.push(Alarm {
            tone: Tone::Bad,
            text: t!("alarm-one-administrator").into(),
            way: (place != Place::Policy).then_some((t!("alarm-see-policy"), "/admin/policy")),
        });
    }
    chrome.alarms.extend(freshness.waits().map(|text| Alarm {
        tone: Tone::Bad,
        text,
        way: (administrator && place != Place::Mirror).then_some((t!("alarm-see-why"), "/admin/mirror")),
    }));
    if administrator && place != Place::Mirror && freshness.is_fresh && tasks.refused == 0 {
        chrome
            .alarms
            .extend(readings_fail(conn, person, freshness.read_at).await?);
    }
    chrome.alarms.extend(
        seats_are_old(freshness.seats_read_at, person.now).map(|text| Alarm {
            tone: Tone::Waiting,
            text,
            way: (administrator && place != Place::Mirror).then_some((t!("alarm-see-why"), "/admin/mirror")),
        }),
    );
    Ok(chrome)
}

/// That the directory could not be read for half of the time after which decisions wait; `None` = it could.
async fn readings_fail(
    conn: &mut PgConnection,
    person: &SignedIn,
    read_at: Option<DateTime<Utc>>,
) -> Result<Option<Alarm>, Failure> {
    let half = Duration::hours(person.fresh_hours.into()) / 2;
    let Some(at) = read_at.filter(|at| person.now - *at > half) else {
        return Ok(None);
    };
    let mirror = directory::store::mirror(conn, "people").await?;
    Ok(mirror.and_then(|mirror| mirror.error).map(|_| Alarm {
        tone: Tone::Waiting,
        text: t!(
            "alarm-readings-fail",
            when = Moment::new(at, person.now).words,
            hours = person.fresh_hours
        ),
        way: Some((t!("alarm-see-why"), "/admin/mirror")),
    }))
}

/// That the seats were not counted for long, in a sentence; `None` = they were.
fn seats_are_old(read_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<String> {
    match read_at {
        None => Some(t!("alarm-seats-unknown").into()),
        Some(at) => (now - at > Duration::minutes(SEATS_FRESH_MIN))
            .then(|| t!("alarm-seats-old", when = Moment::new(at, now).words)),
    }
}

/// A reason of the policy as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonLine {
    pub text: String,
    /// Id of the rule; empty where none is behind it.
    pub rule: String,
    /// Where one reads more.
    pub link: Option<String>,
}

/// Reasons with the plan names that people read.
pub fn reason_lines<'a>(reasons: impl IntoIterator<Item = &'a Reason>, plans: &[Plan]) -> Vec<ReasonLine> {
    let line = |reason: &Reason| ReasonLine {
        text: with_plan_titles(&reason.text, plans),
        rule: reason.rule.clone(),
        link: reason.link.clone(),
    };
    reasons.into_iter().map(line).collect()
}

/// A price for one seat and month, in words.
pub fn price_words(cents: Option<i64>, currency: Option<&str>) -> String {
    match cents {
        None => t!("price-unknown").into(),
        Some(0) => t!("price-free").into(),
        Some(cents) => t!("price-a-month", amount = money(cents, currency)),
    }
}

/// A sentence that is kept, in the reader's language: those of the policy know plans by `servicePlanName` only, and get the
/// names that people read.
pub fn with_plan_titles(sentence: &str, plans: &[Plan]) -> String {
    let sentence = words::kept(sentence);
    let said = sentence.split(' ').map(|word| {
        let bare = word.trim_end_matches([',', '.', ';', ':']);
        match plans.iter().find(|plan| plan.name == bare) {
            Some(plan) => format!("{}{}", plan.title(), &word[bare.len()..]),
            None => word.to_owned(),
        }
    });
    said.collect::<Vec<_>>().join(" ")
}

/// Names as one reads them: "A", "A or B", "A, B or C".
pub fn one_of(names: &[String]) -> String {
    match names {
        [] => t!("names-none").into(),
        [one] => one.clone(),
        [first @ .., last] => t!("names-or", names = first.join(", "), last = last),
    }
}
