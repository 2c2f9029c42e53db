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

use chrono::{DateTime, Datelike, Duration, NaiveTime, Utc, Weekday};

use crate::app::App;
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

/// Tells it, from `begins_at` to `ends_at`; the clock of `app` can be turned. `said` hears how far it is, in percent.
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
            if workday == MAIL_FROM {
                house.begins_to_mail();
            }
            let done = life.morning(&mut house, workday).await;
            house.note(done);
            let done = offices::on(&mut house, workday).await;
            house.note(done);
            let done = leaving::on(&mut house, workday).await;
            house.note(done);
            house.turn_to(date.and_time(AFTERNOON).and_utc());
            let done = policies::on(&mut house, workday).await;
            house.note(done);
            let done = troubles::on(&mut house, workday).await;
            house.note(done);
            let done = life.afternoon(&mut house, workday).await;
            house.note(done);
            workday += 1;
            house.turn_to(date.and_time(EVENING).and_utc());
            house.works().await?;
        }
        house.turn_to(date.and_time(NIGHT).and_utc());
        house.works().await?;
        house.seals().await?;
        if date.weekday() == Weekday::Sun {
            house.everybody_leaves();
        }
        said((day + 1) * 100 / days);
    }
    let done = offices::makes_room(&mut house).await;
    house.note(done);
    house.turn_to(ends_at);
    house.works().await?;
    house.seals().await?;
    let mut conn = app.pool.acquire().await?;
    let (events, requests) = store::counted(&mut conn).await?;
    Ok(Told {
        requests,
        events,
        missed: house.missed,
    })
}
