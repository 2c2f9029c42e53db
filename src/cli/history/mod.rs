//! Half a year of the made-up company, told before the demo begins: everybody comes in by the front door, the tenant does what
//! Microsoft does, and the clock is turned day by day. The same seed tells the same story.
//!
//! `weekdays.rs` has what happens all the time, the other files what happens once: who leaves and moves, what is edited by
//! hand, what administrators and auditors do, and what goes wrong.

mod browser;
mod house;
mod leaving;
mod offices;
mod page;
mod policies;
mod store;
mod troubles;
mod weekdays;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Utc, Weekday};

use crate::app::App;
use crate::config::{Config, Session};
use crate::fulfilment::terms;
use house::House;
use weekdays::Weekdays;

/// Which of all stories the demo tells.
pub const SEED: u64 = 2_026;
/// How long it is, in weeks.
pub const WEEKS: i64 = 26;
/// When the first of them comes, when lunch is over, and when the last one leaves; in UTC.
const MORNING: NaiveTime = time_of(6, 30);
const AFTERNOON: NaiveTime = time_of(11, 30);
const EVENING: NaiveTime = time_of(17, 0);
/// When the day is over where most of them are, and with it what ends with the day.
const NIGHT: NaiveTime = time_of(23, 30);
/// From this work day on people are told by mail.
const MAIL_FROM: i64 = 84;
const WEEK_HOURS: u32 = 168;
const WEEKEND_HOURS: u32 = 72;
/// Licences that may end by themselves within an hour.
const FUSE_AT_LEAST: u32 = 8;

/// What became of it.
#[derive(Clone, Debug)]
pub struct Told {
    pub requests: i64,
    pub events: i64,
    /// What was not done, and what was answered instead: nothing with the policy that the demo begins with.
    pub missed: Vec<String>,
}

const fn time_of(hour: u32, minute: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, minute, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

/// What the clock must show when a story begins that ends then.
pub fn begins_at(ends_at: DateTime<Utc>) -> DateTime<Utc> {
    let first = ends_at.date_naive() - Duration::weeks(WEEKS);
    first.and_time(time_of(5, 0)).and_utc()
}

/// A house in which half a year passes in a minute: each reading is a new one, a week passes between two comparisons, whoever
/// signed in stays for the week, and the fuse is for a company of this size.
pub fn suits(config: &mut Config) {
    config.worker.skus_for_seconds = 0;
    // The clock stands still while a whole office comes in by one address.
    config.limits.forms_per_minute = u32::MAX;
    config.limits.visits_per_minute = u32::MAX;
    config.living.scan_every_hours = WEEK_HOURS;
    // Nothing is read from Friday to Sunday.
    config.living.fresh_hours = WEEKEND_HOURS;
    config.living.fuse.at_least = FUSE_AT_LEAST;
    config.session = Session {
        idle_minutes: WEEK_HOURS * 60,
        absolute_hours: WEEK_HOURS,
    };
}

/// Tells it, from `begins_at` to `ends_at`; the clock of `app` can be turned. `said` hears how far it is, in percent. What can
/// not be done is noted, and the story goes on.
pub async fn tell(
    app: &App,
    tenant: &str,
    (seed, ends_at): (u64, DateTime<Utc>),
    mut said: impl FnMut(i64),
) -> anyhow::Result<Told> {
    let mut house = House::new(app, tenant, seed)?;
    let mut life = Weekdays::default();
    let done = offices::opens(&mut house).await;
    house.note(done);
    let first = begins_at(ends_at).date_naive();
    let days = WEEKS * 7;
    // Monday to Friday, counted: what happens once has its place by this number.
    let mut workday = 0;
    for day in 0..days {
        let date = first + Duration::days(day);
        house.turn_to(date.and_time(MORNING).and_utc());
        if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            let done = life.weekend(&mut house, workday / 5).await;
            house.note(done);
        } else {
            passes(&mut house, &mut life, (date, workday)).await;
            workday += 1;
        }
        let done = night_falls(&mut house, date).await;
        house.note(done);
        if date.weekday() == Weekday::Sun {
            house.everybody_leaves();
        }
        said((day + 1) * 100 / days);
    }
    let done = offices::makes_room(&mut house).await;
    house.note(done);
    house.turn_to(ends_at);
    let done = house.works().await;
    house.note(done);
    house.seals().await?;
    let mut conn = app.pool.acquire().await?;
    let (events, requests) = store::counted(&mut conn).await?;
    Ok(Told {
        requests,
        events,
        missed: house.missed,
    })
}

/// A day on which people work.
async fn passes(house: &mut House<'_>, life: &mut Weekdays, (date, workday): (NaiveDate, i64)) {
    if workday == MAIL_FROM {
        house.begins_to_mail();
    }
    let done = life.morning(house, workday).await;
    house.note(done);
    let done = offices::on(house, workday).await;
    house.note(done);
    let done = leaving::on(house, workday).await;
    house.note(done);
    house.turn_to(date.and_time(AFTERNOON).and_utc());
    let done = policies::on(house, workday).await;
    house.note(done);
    let done = troubles::on(house, workday).await;
    house.note(done);
    let done = life.afternoon(house, workday).await;
    house.note(done);
    house.turn_to(date.and_time(EVENING).and_utc());
    let done = house.works().await;
    house.note(done);
}

/// What begins or ends with the day does so; where nothing does, the worker's next round is soon enough.
async fn night_falls(house: &mut House<'_>, date: NaiveDate) -> anyhow::Result<()> {
    let night = date.and_time(NIGHT).and_utc();
    let mut conn = house.app.pool.acquire().await?;
    let next = terms::store::next_due(&mut conn, house.now()).await?;
    drop(conn);
    let is_due = next.is_some_and(|due| due <= night);
    house.turn_to(night);
    if is_due {
        house.works().await?;
    }
    house.seals().await
}
