//! Doubt: Graph's directory has many copies, and for a while a reading may show what was before our own last change. What
//! says that nothing is to be done is then not believed: the call is made, which changes nothing where it was true.

use chrono::{DateTime, Duration, Utc};

use super::{Grant, GrantState};
use crate::graph::wire::LicenseAssignmentState;
use crate::ids::{GrantId, SkuId};

/// Seconds in which a reading may be older than our own last change. Replication usually takes seconds.
const DOUBTED_FOR_S: i64 = 120;

/// What our own last changes to a person were, as far as a reading may not show them yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Doubt {
    /// To be assigned, and removed lately: a reading that shows them may be from before.
    removed: Vec<SkuId>,
    /// Removed now, and assigned lately: a reading that does not show them may be from before.
    assigned: Vec<(GrantId, SkuId)>,
}

/// Whether a reading now may be from before what was done at `at`.
pub(super) fn may_lag_behind(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    at.is_some_and(|at| now < believed_from(at))
}

/// From when on readings are believed to show what was done at `at`.
pub(super) fn believed_from(at: DateTime<Utc>) -> DateTime<Utc> {
    at + Duration::seconds(DOUBTED_FOR_S)
}

/// What was done after this may not be in a reading of `now` yet.
pub(super) fn doubted_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - Duration::seconds(DOUBTED_FOR_S)
}

impl Doubt {
    /// From all grants of a person, ended ones too.
    pub(super) fn of(grants: &[Grant], now: DateTime<Utc>) -> Self {
        let is_to_come = |sku: SkuId| {
            grants.iter().any(|grant| {
                grant.sku_id == sku && matches!(grant.state, GrantState::Pending | GrantState::WaitingForSeat)
            })
        };
        let removed = |grant: &&Grant| {
            grant.state == GrantState::Ended
                && (grant.sent_at.is_some() || grant.active_at.is_some())
                && may_lag_behind(grant.ended_at, now)
                && is_to_come(grant.sku_id)
        };
        // One that was never active may have been assigned by a call whose answer was lost.
        let assigned = |grant: &&Grant| {
            grant.state == GrantState::Ending
                && (grant.active_at.is_none() || may_lag_behind(grant.active_at, now))
        };
        Self {
            removed: grants.iter().filter(removed).map(|grant| grant.sku_id).collect(),
            assigned: grants
                .iter()
                .filter(assigned)
                .map(|grant| (grant.id, grant.sku_id))
                .collect(),
        }
    }

    /// A reading without what may be from before: what is to be assigned counts as not there.
    pub(super) fn believed(&self, states: &[LicenseAssignmentState]) -> Vec<LicenseAssignmentState> {
        let doubted = |state: &&LicenseAssignmentState| {
            state.assigned_by_group.is_none() && self.removed.contains(&state.sku_id)
        };
        states.iter().filter(|state| !doubted(state)).cloned().collect()
    }

    /// A grant that is to be removed although the reading does not show it. Graph refuses a call that removes what is not
    /// there, so it is tried by itself. What a group gives can not be told from it, and is left alone.
    pub(super) fn hidden(
        &self,
        states: &[LicenseAssignmentState],
        alone: Option<GrantId>,
    ) -> Option<(GrantId, LicenseAssignmentState)> {
        let (grant, sku_id) = *self.assigned.iter().find(|(grant, sku)| {
            alone.is_none_or(|alone| alone == *grant) && !states.iter().any(|state| state.sku_id == *sku)
        })?;
        let there = LicenseAssignmentState {
            sku_id,
            assigned_by_group: None,
            disabled_plans: Vec::new(),
            error: None,
            state: "Active".into(),
            last_updated_date_time: None,
        };
        Some((grant, there))
    }

    /// Whether a reading after a call that failed proves nothing about these.
    pub(super) fn is_about(&self, grants: &[&Grant]) -> bool {
        grants.iter().any(|grant| {
            self.removed.contains(&grant.sku_id) || self.assigned.iter().any(|(id, _)| *id == grant.id)
        })
    }
}
