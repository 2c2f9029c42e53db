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
                Badge::new(Tone::Waiting, t!("state-waits-for-answer"))
            }
            (RequestState::AwaitingApproval, _) => Badge::new(Tone::Waiting, t!("state-waits-for-approval")),
            (RequestState::Approved, None) if self.is_signed_only => {
                Badge::new(Tone::Waiting, t!("state-approved"))
            }
            (RequestState::Approved, Some(GrantState::WaitingForSeat)) => {
                Badge::new(Tone::Waiting, t!("state-waits-for-seat"))
            }
            (RequestState::Approved, Some(GrantState::NeedsAttention)) => {
                Badge::new(Tone::Bad, t!("state-attention"))
            }
            (RequestState::Approved, Some(GrantState::Scheduled)) => {
                Badge::new(Tone::Waiting, t!("state-scheduled"))
            }
            (RequestState::Approved, _) if self.has_attention => {
                Badge::new(Tone::Waiting, t!("state-delayed"))
            }
            (RequestState::Approved, _) => Badge::new(Tone::Waiting, t!("state-approved-setting-up")),
            (RequestState::Active, Some(GrantState::Ending)) => {
                Badge::new(Tone::Waiting, t!("state-removing"))
            }
            (RequestState::Cancelled, Some(GrantState::Ending)) => {
                Badge::new(Tone::Waiting, t!("state-cancelled-removing"))
            }
            (RequestState::Closed, Some(GrantState::Ending)) => {
                Badge::new(Tone::Waiting, t!("state-closed-removing"))
            }
            (_, Some(GrantState::RemovalNeedsAttention)) => {
                Badge::new(Tone::Bad, t!("state-removal-attention"))
            }
            (RequestState::Active, Some(GrantState::Ended)) => Badge::new(Tone::Neutral, t!("state-ended")),
            (RequestState::Active, None) if self.is_extension => Badge::new(Tone::Good, t!("state-extended")),
            (RequestState::Active, None) if self.is_change => {
                Badge::new(Tone::Good, t!("state-plans-changed"))
            }
            (RequestState::Active, Some(GrantState::Active) | None) => {
                Badge::new(Tone::Good, t!("state-active"))
            }
            (RequestState::Active, Some(_)) => Badge::new(Tone::Good, t!("state-active-changing")),
            (RequestState::Denied, _) if self.is_denied_later() => {
                Badge::new(Tone::Bad, t!("state-denied-later"))
            }
            (RequestState::Denied, _) if self.is_lapsed => Badge::new(Tone::Bad, t!("state-lapsed")),
            (RequestState::Denied, _) => Badge::new(Tone::Bad, t!("state-denied")),
            (RequestState::Cancelled, _) => Badge::new(Tone::Neutral, t!("state-cancelled")),
            (RequestState::Closed, _) => Badge::new(Tone::Neutral, t!("state-closed")),
        }
    }

    /// A version of the policy that came in force while it waited denied it.
    pub(super) fn is_denied_later(&self) -> bool {
        self.state == RequestState::Denied && self.has_close_reason && !self.is_lapsed
    }

    pub(super) fn waits_for(&self) -> String {
        match (self.state, &self.unsigned, self.grant) {
            (RequestState::AwaitingApproval, ..) if self.asker.is_some() => {
                t!(
                    "waits-for-answer",
                    name = self.asker.as_deref().unwrap_or_default()
                )
            }
            (RequestState::AwaitingApproval, Some(unsigned), _) => one_of(unsigned),
            (RequestState::Approved, _, Some(GrantState::WaitingForSeat)) => t!("waits-for-seat").into(),
            (RequestState::Approved, _, Some(GrantState::NeedsAttention)) => {
                t!("waits-for-administrator").into()
            }
            (RequestState::Approved, _, Some(GrantState::Scheduled)) => t!("waits-for-day").into(),
            (RequestState::Approved, ..) | (_, _, Some(GrantState::Ending)) => "Microsoft".into(),
            (_, _, Some(GrantState::RemovalNeedsAttention)) => t!("waits-for-administrator").into(),
            _ => String::new(),
        }
    }
}
