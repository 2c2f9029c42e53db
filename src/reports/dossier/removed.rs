//! I: it was removed in time: after its term, after its person left or moved, after it was given back.

use chrono::{DateTime, Duration, Utc};

use super::attributes::{Code, Evidence, Look};
use super::item::{Fact, Item};
use crate::requests::RequestKind;

/// Hours between the moment at which a right is over and that at which Microsoft has nothing of it any more.
pub const PROMISED_H: i64 = 24;

pub(super) fn look(item: &Item, now: DateTime<Utc>) -> Look {
    let mut look = Look::default();
    if matches!(item.kind(), RequestKind::Extend | RequestKind::Change) {
        look.does_not_apply(Code::OfTheGrant);
        return look;
    }
    let Some(grant) = item.grant.as_ref().filter(|_| item.granted().is_some()) else {
        look.does_not_apply(Code::NotGranted);
        return look;
    };
    look.stands_on(Evidence::Row("grants", grant.id.0));
    let is_over_in_row = matches!(
        grant.state.as_str(),
        "ending" | "removal_needs_attention" | "ended"
    );
    let Some((over, gone)) = end(item) else {
        look.fail_if(is_over_in_row, Code::LogDiffers);
        goes_on(&mut look, item, now);
        return look;
    };
    look.saw(over);
    let from = promised_from(&mut look, item, over);
    let deadline = from + Duration::hours(PROMISED_H);
    match gone {
        None => {
            look.fail_if(grant.state == "ended", Code::LogDiffers);
            match now > deadline {
                true => look.fail(Code::StillNotRemoved),
                false => look.open(Code::RemovalUnderWay),
            }
        }
        Some(gone) => {
            look.saw(gone);
            let differs = grant.state != "ended" || grant.ended_at.is_some_and(|at| at != gone.at);
            look.fail_if(differs, Code::LogDiffers);
            look.fail_if(gone.at > deadline, Code::RemovedLate);
            look.fail_if(gone.is_true("left_in_graph"), Code::LeftAtMicrosoft);
        }
    }
    look
}

/// The event by which the right was over, and that by which nothing was left of it.
fn end(item: &Item) -> Option<(&Fact, Option<&Fact>)> {
    let (mut over, mut gone): (Option<&Fact>, Option<&Fact>) = (None, None);
    for event in item.of_grant() {
        match event.kind.as_str() {
            "grant.ending" => over = over.or(Some(event)),
            "grant.ended" => {
                over = over.or(Some(event));
                gone = Some(event);
            }
            // It goes on after all.
            "grant.came_back" => (over, gone) = (None, None),
            "departure.called_off"
                if gone.is_none() && over.is_some_and(|over| over.text("cause") == "left") =>
            {
                over = None;
            }
            _ => {}
        }
    }
    over.map(|over| (over, gone))
}

/// From when the promised hours are counted.
fn promised_from(look: &mut Look, item: &Item, over: &Fact) -> DateTime<Utc> {
    let cause = over.text("cause");
    match cause {
        "expired" => item.until().flatten().unwrap_or(over.at),
        "left" | "moved" => {
            let of_cause = item.departures.iter().rev().filter(|row| row.cause == cause);
            let departure = of_cause.clone().find(|row| row.due_at.is_some());
            if let Some(departure) = departure {
                look.stands_on(Evidence::Row("departures", departure.id));
            }
            let left = leaver(item).filter(|_| cause == "left");
            left.into_iter().for_each(|event| look.saw(event));
            let due = departure.and_then(|row| row.due_at);
            due.or(left.map(|event| event.at)).unwrap_or(over.at).min(over.at)
        }
        _ => over.at,
    }
}

/// The event by which the person left and did not come back.
fn leaver(item: &Item) -> Option<&Fact> {
    let mut left = None;
    for event in item
        .events
        .iter()
        .filter(|event| event.person_id == item.beneficiary())
    {
        match event.kind.as_str() {
            "person.left" => left = left.or(Some(event)),
            "person.returned" => left = None,
            _ => {}
        }
    }
    left
}

/// Nothing says that the right is over: ought it to be?
fn goes_on(look: &mut Look, item: &Item, now: DateTime<Utc>) {
    let late = |at: DateTime<Utc>| now > at + Duration::hours(PROMISED_H);
    if let Some(until) = item.until().flatten() {
        look.fail_if(late(until), Code::StillNotRemoved);
    }
    if let Some(left) = leaver(item) {
        look.saw(left);
        let followed = item
            .departures
            .iter()
            .rev()
            .find(|row| row.cause == "left" && row.noticed_at <= left.at);
        match followed {
            None => look.fail_if(late(left.at), Code::LeaverNotFollowed),
            Some(row) => {
                look.stands_on(Evidence::Row("departures", row.id));
                let waits = matches!(row.state.as_str(), "waiting" | "reviewing" | "held");
                look.fail_if(waits && row.due_at.is_some_and(late), Code::StillNotRemoved);
            }
        }
    }
    look.does_not_apply(Code::GoesOn);
}
