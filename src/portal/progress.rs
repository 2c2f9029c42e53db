//! What happens at Microsoft with a request that was approved, as steps of its page. Approved is not ready: setting up,
//! being active, being removed are steps of their own.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::views::{Step, StepState};
use super::waiting;
use crate::catalog::Product;
use crate::config::SeatsInWarning;
use crate::fulfilment::attention::Cause;
use crate::fulfilment::seats::Place;
use crate::fulfilment::{EndCause, Grant, GrantState};
use crate::requests::{Request, RequestState, calendar};
use crate::web::page::Moment;
use crate::words;

/// The step at which a licence was assigned; of what was found, it was not by us.
pub fn set_up() -> &'static str {
    t!("progress-set-up")
}

/// Beside what Graph's read-back says.
fn confirmed() -> String {
    t!("progress-confirmed").to_owned()
}

struct Steps {
    now: DateTime<Utc>,
}

impl Steps {
    fn step(&self, state: StepState, title: &str, at: Option<DateTime<Utc>>, notes: Vec<String>) -> Step {
        Step {
            state,
            title: title.into(),
            people: String::new(),
            at: at.map(|at| Moment::new(at, self.now)),
            reasons: Vec::new(),
            notes,
        }
    }

    fn to_come(&self) -> Step {
        self.step(StepState::Coming, t!("progress-active"), None, Vec::new())
    }

    fn active(&self, grant: &Grant) -> Vec<Step> {
        vec![
            self.step(StepState::Done, set_up(), grant.active_at, Vec::new()),
            self.step(
                StepState::Done,
                t!("progress-active"),
                grant.active_at,
                vec![confirmed()],
            ),
        ]
    }
}

/// What one must know beside the grant to say how far it is.
#[derive(Clone, Copy)]
pub struct Around {
    pub now: DateTime<Utc>,
    /// Signed, and carried out then, unless it is taken back.
    pub carry_out_at: Option<DateTime<Utc>>,
    /// The worker is at it.
    pub in_progress: bool,
    /// In the waiting room.
    pub place: Option<Place>,
    pub in_warning: SeatsInWarning,
    /// In which the person's days are.
    pub zone: Tz,
}

/// Steps from the approval on.
pub fn steps(grant: Option<&Grant>, product: &Product, around: Around) -> Vec<Step> {
    let Around {
        now,
        carry_out_at,
        in_progress,
        place,
        in_warning,
        zone,
    } = around;
    let make = Steps { now };
    if let (None, Some(at)) = (grant, carry_out_at) {
        return vec![
            make.step(
                StepState::Current,
                t!("state-approved"),
                None,
                vec![carried_out_words(at, now)],
            ),
            make.to_come(),
        ];
    }
    let Some(grant) = grant else {
        return vec![
            make.step(StepState::Coming, set_up(), None, Vec::new()),
            make.to_come(),
        ];
    };
    let since = Some(grant.state_since);
    let explained = explained(grant);
    match grant.state {
        GrantState::Scheduled => vec![
            make.step(
                StepState::Current,
                t!("progress-begins-later"),
                since,
                begins(grant, zone),
            ),
            make.to_come(),
        ],
        GrantState::Pending | GrantState::NeedsAttention if grant.active_at.is_some() => {
            let mut steps = make.active(grant);
            steps.push(make.step(StepState::Current, t!("progress-changing"), since, explained));
            steps
        }
        GrantState::Pending => {
            let title = if in_progress {
                t!("progress-setting-up")
            } else {
                t!("progress-queued")
            };
            vec![
                make.step(StepState::Current, title, since, explained),
                make.to_come(),
            ]
        }
        GrantState::WaitingForSeat => {
            let title = place.map_or_else(
                || t!("state-waits-for-seat").to_owned(),
                |place| t!("progress-waits-for-seat", place = waiting::place_words(place)),
            );
            let no_seat = grant
                .attention
                .as_ref()
                .is_some_and(|attention| attention.cause == Cause::NoFreeSeat);
            let notes = if no_seat {
                waiting::sentences(product, in_warning)
            } else {
                explained
            };
            vec![
                make.step(StepState::Current, &title, since, notes),
                make.to_come(),
            ]
        }
        GrantState::NeedsAttention => vec![
            make.step(StepState::Failed, t!("progress-stuck"), since, explained),
            make.to_come(),
        ],
        GrantState::Active => {
            let mut steps = make.active(grant);
            if grant.held_at.is_some() {
                let note = t!("progress-held").to_owned();
                steps.push(make.step(StepState::Current, t!("over-expired"), grant.until_at, vec![note]));
            }
            steps
        }
        GrantState::Ending | GrantState::RemovalNeedsAttention | GrantState::Ended => {
            let mut steps = make.active(grant);
            steps.push(make.step(StepState::Done, over(grant), grant.end_wished_at, Vec::new()));
            steps.extend(removal(grant, now));
            steps
        }
    }
}

/// When a right begins that is to come.
fn begins(grant: &Grant, zone: Tz) -> Vec<String> {
    let day = grant
        .begins_at
        .map(|at| calendar::day_words(calendar::day_of(at, zone)));
    day.map(|day| t!("progress-begins", day = day, zone = zone.name()))
        .into_iter()
        .collect()
}

/// Of an extension: there is nothing to do at Microsoft.
pub fn end_moved(request: &Request, term: String, now: DateTime<Utc>) -> Step {
    let make = Steps { now };
    match request.state {
        RequestState::Active => make.step(
            StepState::Done,
            t!("progress-end-moved"),
            request.settled_at,
            vec![t!(
                "progress-end-now",
                end = term.rsplit("→").next().unwrap_or_default().trim()
            )],
        ),
        _ => make.step(StepState::Coming, t!("progress-end-moves"), None, vec![term]),
    }
}

/// Of other plans: done when Graph's read-back says so. `setting`: the grant, while they are being set.
pub fn plans_set(request: &Request, setting: Option<&Grant>, around: Around) -> Step {
    let make = Steps { now: around.now };
    match (request.state, setting, around.carry_out_at) {
        (RequestState::Active, ..) => make.step(
            StepState::Done,
            t!("progress-plans-changed"),
            request.settled_at,
            vec![confirmed()],
        ),
        (_, Some(grant), _) => {
            let title = match grant.state {
                GrantState::WaitingForSeat => t!("state-waits-for-seat"),
                GrantState::NeedsAttention => t!("progress-stuck"),
                _ if around.in_progress => t!("progress-setting-up"),
                _ => t!("progress-queued"),
            };
            make.step(
                StepState::Current,
                title,
                Some(grant.state_since),
                explained(grant),
            )
        }
        (_, None, Some(at)) => make.step(
            StepState::Current,
            t!("state-approved"),
            None,
            vec![carried_out_words(at, around.now)],
        ),
        (_, None, None) => make.step(StepState::Coming, t!("progress-plans-change"), None, Vec::new()),
    }
}

/// When what was signed is carried out, and what can be done until then.
fn carried_out_words(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match at > now {
        true => t!("progress-carried-out", when = Moment::new(at, now).words),
        false => t!("progress-carried-out-now").into(),
    }
}

/// How far the removal is; it is over only when Graph's read-back says so.
pub fn removal(grant: &Grant, now: DateTime<Utc>) -> Option<Step> {
    let make = Steps { now };
    let since = Some(grant.state_since);
    let explained = explained(grant);
    match grant.state {
        GrantState::Ending => Some(make.step(StepState::Current, t!("progress-removing"), since, explained)),
        GrantState::RemovalNeedsAttention => {
            Some(make.step(StepState::Failed, t!("state-removal-stuck"), since, explained))
        }
        GrantState::Ended => {
            // What an administrator closes may be there still.
            let title = match grant.active_at {
                Some(_) => t!("progress-ended"),
                None => t!("progress-nothing"),
            };
            let note = match (grant.end_cause, &grant.end_reason) {
                (Some(EndCause::Closed), Some(reason)) => t!("progress-closed-why", reason = reason),
                (Some(EndCause::Replaced), Some(reason)) => words::kept(reason),
                _ => t!("progress-gone").to_owned(),
            };
            Some(make.step(StepState::Done, title, grant.ended_at, vec![note]))
        }
        _ => None,
    }
}

fn over(grant: &Grant) -> &'static str {
    match grant.end_cause {
        Some(EndCause::GivenBack) => t!("over-given-back"),
        Some(EndCause::Withdrawn) => t!("over-withdrawn"),
        Some(EndCause::Closed) => t!("over-closed"),
        Some(EndCause::Expired) => t!("over-expired"),
        Some(EndCause::Left) => t!("over-left"),
        Some(EndCause::Moved) => t!("over-moved"),
        Some(EndCause::NotGranted) => t!("over-not-granted"),
        Some(EndCause::Gone) => t!("over-gone"),
        Some(EndCause::Replaced) => t!("over-replaced"),
        None => t!("over"),
    }
}

fn explained(grant: &Grant) -> Vec<String> {
    let words = grant.attention.as_ref().map(|attention| attention.cause.words());
    words.iter().map(|words| words.requester.to_owned()).collect()
}
