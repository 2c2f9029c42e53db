//! What became of a call to Graph: judged by the read-back first, by Graph's answer second.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::attention::{Attention, Cause, GraphAnswer};
use super::conflicts::Conflict;
use super::plan;
use super::store::{self, RunResult};
use crate::audit::{self, Event};
use crate::graph::wire::{AssignLicense, LicenseAssignmentState, SubscribedSku};
use crate::graph::{self, Class, ErrorKind};
use crate::ids::RunId;

/// Attempts before a person is asked why Graph shows something else; with the back-off that is about nine minutes.
const MOST_ATTEMPTS_DIFFERENT: i32 = 8;
/// Attempts for what Graph may not have everywhere yet: a new account, or a usage location that is visibly set. About a
/// quarter of an hour.
const MOST_ATTEMPTS_NEW: i32 = 9;

/// What became of the call, judged by the read-back first.
pub(super) struct Outcome {
    pub(super) verdict: Verdict,
    /// What the refusal taught about plans.
    pub(super) conflict: Option<Conflict>,
    graph_request_id: Option<String>,
    answer: Option<GraphAnswer>,
    result: RunResult,
    read_back: Option<Vec<LicenseAssignmentState>>,
}

/// What is to be done now.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    Done,
    Seat(Attention),
    Person(Attention),
    Again {
        /// After so many attempts a person is asked; `None` = it is tried until it works.
        at_most: Option<i32>,
        after: Option<Duration>,
        attention: Attention,
    },
}

impl Verdict {
    /// The attempts are used up: a person is asked.
    pub(super) fn after_attempt(self, attempt: i32) -> Self {
        match self {
            Self::Again {
                at_most: Some(most),
                attention,
                ..
            } if attempt >= most => Self::Person(attention),
            other => other,
        }
    }

    pub(super) fn of_error(error: &graph::Error) -> Self {
        let attention = Attention {
            cause: cause_of(&error.kind),
            answer: Some(GraphAnswer::from(error)),
        };
        let after = error.retry_after.and_then(|wait| Duration::from_std(wait).ok());
        let again = |at_most, attention| Self::Again {
            at_most,
            after,
            attention,
        };
        match error.kind.class() {
            Class::WaitForSeat => Self::Seat(attention),
            // What stands between us and Graph as a whole is tried until it works: one who mends it must not also have to
            // touch every request.
            Class::RetryLater | Class::Authentication => again(None, attention),
            Class::RetryLimited => again(Some(MOST_ATTEMPTS_NEW), attention),
            Class::AlreadyDone => Self::Done,
            Class::Permanent | Class::FixableByHuman | Class::WrongPath => Self::Person(attention),
        }
    }
}

impl Outcome {
    pub(super) fn of(
        call: &AssignLicense,
        skus: &[SubscribedSku],
        answered: Result<graph::Receipt, graph::Error>,
        read_back: Result<Vec<LicenseAssignmentState>, graph::Error>,
        in_doubt: bool,
    ) -> Self {
        let agrees = read_back.as_ref().is_ok_and(|states| agrees(call, states, skus));
        // After a call that failed, a reading in doubt may be from before it, and from before what it was to undo.
        let proved = match &answered {
            Err(error) if in_doubt => error.kind.class() == Class::AlreadyDone,
            _ => true,
        };
        let (graph_request_id, answer) = match &answered {
            Ok(receipt) => (receipt.request_id.clone(), None),
            Err(error) => (error.request_id.clone(), Some(GraphAnswer::from(error))),
        };
        let look_again = || Verdict::Again {
            at_most: Some(MOST_ATTEMPTS_DIFFERENT),
            after: None,
            attention: Attention {
                cause: Cause::ReadBackDiffers,
                answer: answer.clone(),
            },
        };
        let (verdict, result) = match &answered {
            // The read-back is the only proof, whatever the answer was.
            _ if agrees && proved => (Verdict::Done, RunResult::Done),
            Ok(_) => (look_again(), RunResult::Unknown),
            Err(error) => {
                let verdict = match (Verdict::of_error(error), &error.kind) {
                    // "Not held" while removing, and yet the read-back differs.
                    (Verdict::Done, _) => look_again(),
                    // We saw a usage location before we called: Graph has it, only not everywhere yet.
                    (Verdict::Person(attention), ErrorKind::UsageLocationInvalid) => Verdict::Again {
                        at_most: Some(MOST_ATTEMPTS_NEW),
                        after: None,
                        attention,
                    },
                    (other, _) => other,
                };
                let result = if error.kind.outcome_unknown() {
                    RunResult::Unknown
                } else {
                    RunResult::Refused
                };
                (verdict, result)
            }
        };
        Self {
            verdict,
            conflict: answered
                .as_ref()
                .err()
                .and_then(|error| Conflict::of(&error.kind)),
            graph_request_id,
            answer,
            result,
            read_back: read_back.ok(),
        }
    }

    /// Graph answered that it did not do it.
    pub(super) fn refused(&self) -> bool {
        self.result == RunResult::Refused
    }

    /// Writes the end of the run, and the event.
    pub(super) async fn record(
        &self,
        tx: &mut PgConnection,
        now: DateTime<Utc>,
        run: RunId,
        event: Event,
    ) -> anyhow::Result<()> {
        let answer = (self.graph_request_id.as_deref(), self.answer.as_ref());
        store::end_run(tx, now, run, self.result, answer, self.read_back.as_deref()).await?;
        let result = self.result.as_str();
        let event = event.saying(json!({
            "run": run,
            "result": result,
            "graph_request_id": self.graph_request_id,
            "answer": self.answer,
            "after": self.read_back,
        }));
        audit::append(tx, now, event).await?;
        tracing::info!(run.id = %run, graph.request_id = self.graph_request_id, "assignLicense: {result}");
        Ok(())
    }
}

fn agrees(call: &AssignLicense, states: &[LicenseAssignmentState], skus: &[SubscribedSku]) -> bool {
    let added = call.add_licenses.iter().all(|license| {
        let sku = skus.iter().find(|sku| sku.sku_id == license.sku_id);
        sku.is_some_and(|sku| plan::is_set(states, sku, &license.disabled_plans))
    });
    let removed = call
        .remove_licenses
        .iter()
        .all(|sku| plan::direct(states, *sku).is_none());
    added && removed
}

fn cause_of(kind: &ErrorKind) -> Cause {
    match kind {
        ErrorKind::UsageLocationInvalid => Cause::UsageLocation,
        ErrorKind::NoFreeSeat => Cause::NoFreeSeat,
        ErrorKind::UnknownSku => Cause::UnknownSku,
        ErrorKind::SkuNotAssignable => Cause::NotAssignable,
        ErrorKind::Inherited => Cause::Inherited,
        ErrorKind::DependencyMissing { .. } => Cause::Dependency,
        ErrorKind::MutuallyExclusive { .. } => Cause::Exclusive,
        ErrorKind::PlanNotInSku => Cause::PlanNotInSku,
        ErrorKind::PlanProhibitedInLocation => Cause::PlanProhibited,
        ErrorKind::ProxyAddressClash => Cause::ProxyClash,
        ErrorKind::PersonNotFound => Cause::PersonMissing,
        ErrorKind::PermissionMissing => Cause::Permission,
        ErrorKind::TokenRefused | ErrorKind::SignIn(_) => Cause::SignIn,
        ErrorKind::DirectoryQuota => Cause::DirectoryQuota,
        ErrorKind::NothingToChange
        | ErrorKind::ParameterMissing
        | ErrorKind::NotAGuid
        | ErrorKind::MethodNotAllowed => Cause::OurFault,
        ErrorKind::ConcurrentChange
        | ErrorKind::Throttled
        | ErrorKind::ServerFault
        | ErrorKind::Timeout
        | ErrorKind::Unreachable
        | ErrorKind::Unreadable => Cause::Unavailable,
        ErrorKind::NotAssigned => Cause::ReadBackDiffers,
        ErrorKind::Unknown => Cause::Unknown,
    }
}
