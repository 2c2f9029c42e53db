//! When a stage is to be signed, and when those who may are reminded. Pure.

use chrono::{DateTime, Duration, Utc};

use crate::policy::StageRule;

/// Hours between two reminders of a stage whose time is over: a day, and a working day where there is a calendar.
const REMIND_AGAIN_HOURS: i64 = 24;

/// When a stage whose time begins now is to be signed; `None` = its rule sets no time.
pub fn due(rule: &StageRule, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    Some(later(rule, now, rule.within_hours?))
}

/// When those who may sign are reminded before it is due; `None` = not at all, or that moment is over already.
pub fn remind(rule: &StageRule, now: DateTime<Utc>, due_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let hours = rule.remind_hours?;
    let working = rule
        .calendar
        .as_ref()
        .and_then(|calendar| calendar.before(due_at, hours));
    Some(working.unwrap_or(due_at - Duration::hours(hours))).filter(|at| *at > now)
}

/// When they are reminded again whose time is over.
pub fn again(rule: Option<&StageRule>, now: DateTime<Utc>) -> DateTime<Utc> {
    match rule {
        Some(rule) => later(rule, now, REMIND_AGAIN_HOURS),
        None => now + Duration::hours(REMIND_AGAIN_HOURS),
    }
}

/// When it is after the time has stood still from `stopped` until `now`: as much of the rule's time is left as was.
pub fn resumed(
    rule: Option<&StageRule>,
    (stopped, now): (DateTime<Utc>, DateTime<Utc>),
    at: DateTime<Utc>,
) -> DateTime<Utc> {
    if at <= stopped {
        // Nothing was left.
        return at;
    }
    let calendar = rule.and_then(|rule| rule.calendar.as_ref());
    let working = calendar.and_then(|calendar| calendar.after_work(now, calendar.between(stopped, at)?));
    working.unwrap_or(at + (now - stopped))
}

fn later(rule: &StageRule, from: DateTime<Utc>, hours: i64) -> DateTime<Utc> {
    let working = rule
        .calendar
        .as_ref()
        .and_then(|calendar| calendar.after(from, hours));
    working.unwrap_or(from + Duration::hours(hours))
}
