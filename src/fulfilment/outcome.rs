//! What became of a call to Graph: judged by the read-back first, by Graph's answer second.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::attention::{Attention, Cause, GraphAnswer};
use super::plan::{self, Wanted};
use super::store::{self, RunResult};
use crate::audit::{self, Event};
use crate::graph::wire::{AssignLicense, LicenseAssignmentState, SubscribedSku};
use crate::graph::{self, Class, ErrorKind};
use crate::ids::RunId;

/// Attempts before a person is asked for help; with the back-off below that is about nine minutes.
const MOST_ATTEMPTS: i32 = 8;
/// Attempts for a person whom Graph does not find: a new account takes minutes to be everywhere.
const MOST_ATTEMPTS_NOT_FOUND: i32 = 9;

/// What became of the call, judged by the read-back first.
pub(super) struct Outcome {
    pub(super) verdict: Verdict,
    graph_request_id: Option<String>,
    answer: Option<GraphAnswer>,
    result: RunResult,
    read_back: Option<Vec<LicenseAssignmentState>>,
}

/// What is to be done now.
pub(super) enum Verdict {
    Done,
    Seat(Attention),
    Person(Attention),
    Again {
        at_most: i32,
        after: Option<Duration>,
        attention: Attention,
    },
}

impl Verdict {
    /// The attempts are used up: a person is asked.
    pub(super) fn after_attempt(self, attempt: i32) -> Self {
        match self {
            Self::Again {
                at_most, attention, ..
            } if attempt >= at_most => Self::Person(attention),
            other => other,
        }
    }

    pub(super) fn of_error(error: &graph::Error) -> Self {
        let attention = Attention {
            cause: cause_of(&error.kind),
            answer: Some(GraphAnswer::from(error)),
        };
        let after = error.retry_after.and_then(|wait| Duration::from_std(wait).ok());
        match error.kind.class() {
            Class::WaitForSeat => Self::Seat(attention),
            Class::RetryLater => Self::Again {
                at_most: MOST_ATTEMPTS,
                after,
                attention,
            },
            Class::RetryLimited => Self::Again {
                at_most: MOST_ATTEMPTS_NOT_FOUND,
                after,
                attention,
            },
            Class::AlreadyDone => Self::Done,
            Class::Permanent | Class::FixableByHuman | Class::WrongPath | Class::Authentication => {
                Self::Person(attention)
            }
        }
    }
}

impl Outcome {
    pub(super) fn of(
        call: &AssignLicense,
        skus: &[SubscribedSku],
        wanted: &[Wanted],
        answered: Result<graph::Receipt, graph::Error>,
        read_back: Result<Vec<LicenseAssignmentState>, graph::Error>,
    ) -> Self {
        let agrees = read_back
            .as_ref()
            .ok()
            .map(|states| agrees(call, states, skus, wanted));
        let (graph_request_id, answer) = match &answered {
            Ok(receipt) => (receipt.request_id.clone(), None),
            Err(error) => (error.request_id.clone(), Some(GraphAnswer::from(error))),
        };
        let differs = || Attention {
            cause: Cause::ReadBackDiffers,
            answer: answer.clone(),
        };
        let (verdict, result) = match (&answered, agrees) {
            // The read-back is the only proof, whatever the answer was.
            (_, Some(true)) => (Verdict::Done, RunResult::Done),
            (Ok(_), Some(false)) => (
                Verdict::Again {
                    at_most: MOST_ATTEMPTS,
                    after: None,
                    attention: differs(),
                },
                RunResult::Unknown,
            ),
            (Ok(_), None) => (
                Verdict::Again {
                    at_most: MOST_ATTEMPTS,
                    after: None,
                    attention: differs(),
                },
                RunResult::Unknown,
            ),
            (Err(error), _) => {
                let refused = !error.kind.outcome_unknown();
                let verdict = match Verdict::of_error(error) {
                    // "Not held" while removing, and yet the read-back differs: look again.
                    Verdict::Done => Verdict::Again {
                        at_most: MOST_ATTEMPTS,
                        after: None,
                        attention: differs(),
                    },
                    other => other,
                };
                (
                    verdict,
                    if refused {
                        RunResult::Refused
                    } else {
                        RunResult::Unknown
                    },
                )
            }
        };
        Self {
            verdict,
            graph_request_id,
            answer,
            result,
            read_back: read_back.ok(),
        }
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

fn agrees(
    call: &AssignLicense,
    states: &[LicenseAssignmentState],
    skus: &[SubscribedSku],
    wanted: &[Wanted],
) -> bool {
    let added = call.add_licenses.iter().all(|license| {
        let sku = skus.iter().find(|sku| sku.sku_id == license.sku_id);
        let want = wanted.iter().find(|want| want.sku == license.sku_id);
        match (sku, want) {
            (Some(sku), Some(want)) => plan::is_assigned(states, sku, &want.plans_on),
            _ => false,
        }
    });
    let removed = call.remove_licenses.iter().all(|sku| {
        !states
            .iter()
            .any(|state| state.sku_id == *sku && state.assigned_by_group.is_none())
    });
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
