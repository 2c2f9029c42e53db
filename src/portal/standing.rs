//! How a request stands, in a few words: for its page and for the list of requests.

use crate::fulfilment::GrantState;
use crate::requests::RequestState;
use crate::requests::frame::one_of;
use crate::web::page::{Badge, Tone};

/// What those words are made from.
pub(super) struct Standing {
    pub(super) state: RequestState,
    /// How far the grant is for which something is done at Microsoft because of it.
    pub(super) grant: Option<GrantState>,
    /// That grant waits, is tried again, or needs a person.
    pub(super) has_attention: bool,
    /// Whose question waits for an answer.
    pub(super) asker: Option<String>,
    /// It is signed, and carried out later.
    pub(super) is_signed_only: bool,
    pub(super) is_lapsed: bool,
    /// It was closed by itself, for a reason.
    pub(super) has_close_reason: bool,
    pub(super) is_extension: bool,
    /// It is for other plans of a grant that lives.
    pub(super) is_change: bool,
    /// Who can still sign the stage that is open; `None` = no stage is.
    pub(super) unsigned: Option<Vec<String>>,
}

impl Standing {
    pub(super) fn badge(&self) -> Badge {
        match (self.state, self.grant) {
            (RequestState::AwaitingApproval, _) if self.asker.is_some() => {
                Badge::new(Tone::Waiting, "Waiting for an answer")
            }
            (RequestState::AwaitingApproval, _) => Badge::new(Tone::Waiting, "Waiting for approval"),
            (RequestState::Approved, None) if self.is_signed_only => Badge::new(Tone::Waiting, "Approved"),
            (RequestState::Approved, Some(GrantState::WaitingForSeat)) => {
                Badge::new(Tone::Waiting, "Waiting for a seat")
            }
            (RequestState::Approved, Some(GrantState::NeedsAttention)) => {
                Badge::new(Tone::Bad, "Needs attention")
            }
            (RequestState::Approved, Some(GrantState::Scheduled)) => {
                Badge::new(Tone::Waiting, "Approved, begins later")
            }
            (RequestState::Approved, _) if self.has_attention => {
                Badge::new(Tone::Waiting, "Delayed, being tried again")
            }
            (RequestState::Approved, _) => Badge::new(Tone::Waiting, "Approved, being set up"),
            (RequestState::Active, Some(GrantState::Ending)) => Badge::new(Tone::Waiting, "Being removed"),
            (RequestState::Cancelled, Some(GrantState::Ending)) => {
                Badge::new(Tone::Waiting, "Cancelled, being removed")
            }
            (RequestState::Closed, Some(GrantState::Ending)) => {
                Badge::new(Tone::Waiting, "Closed, being removed")
            }
            (_, Some(GrantState::RemovalNeedsAttention)) => Badge::new(Tone::Bad, "Removal needs attention"),
            (RequestState::Active, Some(GrantState::Ended)) => Badge::new(Tone::Neutral, "Ended"),
            (RequestState::Active, None) if self.is_extension => Badge::new(Tone::Good, "Extended"),
            (RequestState::Active, None) if self.is_change => Badge::new(Tone::Good, "Plans changed"),
            (RequestState::Active, Some(GrantState::Active) | None) => Badge::new(Tone::Good, "Active"),
            (RequestState::Active, Some(_)) => Badge::new(Tone::Good, "Active, being changed"),
            (RequestState::Denied, _) if self.is_denied_later() => {
                Badge::new(Tone::Bad, "Denied: the policy changed")
            }
            (RequestState::Denied, _) if self.is_lapsed => Badge::new(Tone::Bad, "Lapsed: nobody signed"),
            (RequestState::Denied, _) => Badge::new(Tone::Bad, "Denied"),
            (RequestState::Cancelled, _) => Badge::new(Tone::Neutral, "Cancelled"),
            (RequestState::Closed, _) => Badge::new(Tone::Neutral, "Closed"),
        }
    }

    /// A version of the policy that came in force while it waited denied it.
    pub(super) fn is_denied_later(&self) -> bool {
        self.state == RequestState::Denied && self.has_close_reason && !self.is_lapsed
    }

    pub(super) fn waits_for(&self) -> String {
        match (self.state, &self.unsigned, self.grant) {
            (RequestState::AwaitingApproval, ..) if self.asker.is_some() => {
                format!("an answer to {}", self.asker.as_deref().unwrap_or_default())
            }
            (RequestState::AwaitingApproval, Some(unsigned), _) => one_of(unsigned),
            (RequestState::Approved, _, Some(GrantState::WaitingForSeat)) => "a free seat".into(),
            (RequestState::Approved, _, Some(GrantState::NeedsAttention)) => "an administrator".into(),
            (RequestState::Approved, _, Some(GrantState::Scheduled)) => "its first day".into(),
            (RequestState::Approved, ..) | (_, _, Some(GrantState::Ending)) => "Microsoft".into(),
            (_, _, Some(GrantState::RemovalNeedsAttention)) => "an administrator".into(),
            _ => String::new(),
        }
    }
}
