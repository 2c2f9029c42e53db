//! `GET /requests`, `GET /requests/{id}` and `POST /requests/{id}/cancel`.

use axum::extract::{Path, State};
use axum::response::Redirect;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::PgConnection;

use super::views::{Confirmed, OffLine, RequestPage, RequestRow, RequestsPage, Step, StepState};
use crate::app::App;
use crate::catalog::{self, Plan, Product};
use crate::fulfilment::attention::Cause;
use crate::fulfilment::{Grant, GrantState, store as grants};
use crate::ids::{PersonId, RequestId};
use crate::people;
use crate::people::signed_in::{Role, SignedIn};
use crate::policy::Outcome;
use crate::requests::ask::term_words;
use crate::requests::cancel::{Cancelled, cancel};
use crate::requests::frame::{frame, one_of, price_words, with_plan_titles};
use crate::requests::{Answer, Request, RequestState, Signature, Stage, StageState, StoredDecision, store};
use crate::web::page::{Badge, Moment, Pager, Place, Tone};
use crate::web::{Failure, Form, Query};

/// Requests on a page of the list.
const PAGE_ROWS: i64 = 25;

#[derive(Deserialize)]
pub struct Before {
    /// Microseconds since 1970; the list shows what is older.
    before: Option<i64>,
}

pub async fn list(
    State(app): State<App>,
    person: SignedIn,
    Query(query): Query<Before>,
) -> Result<RequestsPage, Failure> {
    let before = query.before.and_then(DateTime::from_timestamp_micros);
    let mut requests = store::of_person(&app.pool, person.person, before, PAGE_ROWS + 1).await?;
    let more = requests.len() > usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    requests.truncate(usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX));
    let older = requests
        .last()
        .filter(|_| more)
        .map(|last| format!("/requests?before={}", last.created_at.timestamp_micros()));
    let newer = before.map(|_| "/requests".to_owned());
    let mut conn = app.pool.acquire().await?;
    let mut rows = Vec::new();
    for request in &requests {
        let told = Told::read(&mut conn, request.clone()).await?;
        rows.push(RequestRow {
            href: format!("/requests/{}", request.id),
            product: told.product.title().to_owned(),
            beneficiary: (request.beneficiary_id != person.person).then(|| told.beneficiary.clone()),
            state: told.badge(),
            asked: Moment::new(request.created_at, app.clock.now()),
            waits_for: told.waits_for(),
        });
    }
    let chrome = frame(&mut conn, &person, "My requests", Place::Requests).await?;
    Ok(RequestsPage {
        chrome,
        rows,
        pager: Pager { newer, older },
    })
}

pub async fn page(
    State(app): State<App>,
    person: SignedIn,
    Path(id): Path<String>,
) -> Result<RequestPage, Failure> {
    let id: RequestId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut conn = app.pool.acquire().await?;
    let request = store::by_id(&mut conn, id).await?.ok_or(Failure::NotFound)?;
    let told = Told::read(&mut conn, request).await?;
    if !told.may_be_seen_by(&person) {
        return Err(Failure::NotFound);
    }
    let now = app.clock.now();
    let in_progress = grants::in_progress(&mut conn, told.request.beneficiary_id).await?;
    let confirmed = match told
        .grant
        .as_ref()
        .and_then(|grant| grant.active_at.map(|at| (grant, at)))
    {
        Some((grant, at)) => {
            let on = told
                .plans
                .iter()
                .filter(|plan| grant.plans_on.contains(&plan.plan_id))
                .count();
            let off = told
                .plans
                .iter()
                .filter(|plan| plan.can_be_switched())
                .count()
                .saturating_sub(on);
            Some(Confirmed {
                at: Moment::new(at, now),
                plans_on: on,
                plans_off: off,
            })
        }
        None => None,
    };
    let mine = told.request.requester_id == person.person || told.request.beneficiary_id == person.person;
    Ok(RequestPage {
        chrome: frame(&mut conn, &person, told.product.title(), Place::Requests).await?,
        id: told.request.id.to_string(),
        product: told.product.title().to_owned(),
        requester: told.requester.clone(),
        beneficiary: told.beneficiary.clone(),
        state: told.badge(),
        is_final: told.request.state.is_final(),
        steps: told.steps(now, in_progress),
        justification: told.request.justification.clone(),
        term: term_words(told.decision.decision.term_days),
        until: told
            .grant
            .as_ref()
            .and_then(|grant| grant.until_at)
            .map(|at| at.format("%-d %B %Y").to_string()),
        cost: price_words(told.product.price_cents, told.product.currency.as_deref()),
        plans_off: told.plans_off(),
        confirmed,
        can_cancel: mine && told.request.state == RequestState::AwaitingApproval,
    })
}

#[derive(Deserialize)]
pub struct Nothing {}

pub async fn cancel_it(
    State(app): State<App>,
    person: SignedIn,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Failure> {
    let id: RequestId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.pool.begin().await?;
    let cancelled = cancel(&mut tx, app.clock.now(), person.person, id).await?;
    tx.commit().await?;
    match cancelled {
        Cancelled::Done => Ok(Redirect::to(&format!("/requests/{id}"))),
        Cancelled::TooLate => Err(Failure::Conflict(
            "This request has been decided already, so it can no longer be cancelled.".into(),
        )),
        Cancelled::NotYours => Err(Failure::NotFound),
    }
}

/// A request with everything that is told about it.
struct Told {
    request: Request,
    requester: String,
    beneficiary: String,
    product: Product,
    plans: Vec<Plan>,
    decision: StoredDecision,
    stages: Vec<(Stage, Vec<(PersonId, String)>)>,
    signatures: Vec<Signature>,
    grant: Option<Grant>,
}

impl Told {
    async fn read(conn: &mut PgConnection, request: Request) -> Result<Self, Failure> {
        let name = async |conn: &mut PgConnection, id| -> Result<String, Failure> {
            Ok(people::store::by_id(conn, id)
                .await?
                .map_or_else(|| "somebody who has left".into(), |person| person.name))
        };
        let missing = || {
            Failure::Internal(anyhow::anyhow!(
                "request {} lacks its product or decision",
                request.id
            ))
        };
        let mut stages = Vec::new();
        for stage in store::stages_of(conn, request.id).await? {
            let approvers = store::approvers_of(conn, stage.id).await?;
            stages.push((stage, approvers));
        }
        Ok(Self {
            requester: name(conn, request.requester_id).await?,
            beneficiary: name(conn, request.beneficiary_id).await?,
            product: catalog::store::by_sku(conn, request.sku_id)
                .await?
                .ok_or_else(missing)?,
            plans: catalog::store::plans_of(conn, &[request.sku_id]).await?,
            decision: store::last_decision(conn, request.id)
                .await?
                .ok_or_else(missing)?,
            stages,
            signatures: store::signatures_of(conn, request.id).await?,
            grant: grants::of_request(conn, request.id).await?,
            request,
        })
    }

    /// Those whose request it is, those who sign it, auditors and administrators.
    fn may_be_seen_by(&self, person: &SignedIn) -> bool {
        let id = person.person;
        self.request.requester_id == id
            || self.request.beneficiary_id == id
            || self
                .stages
                .iter()
                .any(|(_, approvers)| approvers.iter().any(|(approver, _)| *approver == id))
            || person.has(Role::Auditor)
            || person.has(Role::Administrator)
    }

    fn grant_state(&self) -> Option<GrantState> {
        self.grant.as_ref().map(|grant| grant.state)
    }

    fn badge(&self) -> Badge {
        match (self.request.state, self.grant_state()) {
            (RequestState::AwaitingApproval, _) => Badge::new(Tone::Waiting, "Waiting for approval"),
            (RequestState::Approved, Some(GrantState::WaitingForSeat)) => {
                Badge::new(Tone::Waiting, "Waiting for a seat")
            }
            (RequestState::Approved, Some(GrantState::NeedsAttention)) => {
                Badge::new(Tone::Bad, "Needs attention")
            }
            (RequestState::Approved, _)
                if self.grant.as_ref().is_some_and(|grant| grant.attention.is_some()) =>
            {
                Badge::new(Tone::Waiting, "Delayed, being tried again")
            }
            (RequestState::Approved, _) => Badge::new(Tone::Waiting, "Approved, being set up"),
            (RequestState::Active, _) => Badge::new(Tone::Good, "Active"),
            (RequestState::Denied, _) => Badge::new(Tone::Bad, "Denied"),
            (RequestState::Cancelled, _) => Badge::new(Tone::Neutral, "Cancelled"),
            (RequestState::Closed, _) => Badge::new(Tone::Neutral, "Closed"),
        }
    }

    fn waits_for(&self) -> String {
        let open = self
            .stages
            .iter()
            .find(|(stage, _)| stage.state == StageState::Open);
        match (self.request.state, open, self.grant_state()) {
            (RequestState::AwaitingApproval, Some((stage, approvers)), _) => {
                one_of(&self.unsigned(stage, approvers))
            }
            (RequestState::Approved, _, Some(GrantState::WaitingForSeat)) => "a free seat".into(),
            (RequestState::Approved, _, Some(GrantState::NeedsAttention)) => "an administrator".into(),
            (RequestState::Approved, ..) => "Microsoft".into(),
            _ => String::new(),
        }
    }

    fn unsigned(&self, stage: &Stage, approvers: &[(PersonId, String)]) -> Vec<String> {
        let signed = |id: &PersonId| {
            self.signatures
                .iter()
                .any(|s| s.stage_id == stage.id && s.person_id == *id)
        };
        approvers
            .iter()
            .filter(|(id, _)| !signed(id))
            .map(|(_, name)| name.clone())
            .collect()
    }

    fn plans_off(&self) -> Vec<OffLine> {
        let decision = &self.decision.decision;
        let mut lines = Vec::new();
        for plan in self.plans.iter().filter(|plan| plan.can_be_switched()) {
            if let Some(off) = decision.plans_off.iter().find(|off| off.plan == plan.name) {
                let reason = decision
                    .reasons
                    .iter()
                    .find(|reason| reason.rule == off.rule && reason.code == "kept_off");
                let why = reason
                    .map(|reason| with_plan_titles(&reason.text, &self.plans))
                    .unwrap_or_default();
                lines.push(OffLine {
                    plan: plan.title().to_owned(),
                    why,
                    rule: off.rule.clone(),
                });
            } else if self.request.plans_off.contains(&plan.plan_id) {
                let why = "Not wanted by the requester.".to_owned();
                lines.push(OffLine {
                    plan: plan.title().to_owned(),
                    why,
                    rule: String::new(),
                });
            }
        }
        lines
    }

    fn steps(&self, now: DateTime<Utc>, in_progress: bool) -> Vec<Step> {
        let mut steps = vec![
            Step {
                state: StepState::Done,
                title: "Asked".into(),
                people: self.requester.clone(),
                at: Some(Moment::new(self.request.created_at, now)),
                notes: Vec::new(),
            },
            self.decided(now),
        ];
        for (stage, approvers) in &self.stages {
            if stage.state != StageState::Dropped {
                steps.push(self.stage_step(stage, approvers, now));
            }
        }
        match self.request.state {
            RequestState::Denied => {}
            RequestState::Cancelled | RequestState::Closed => steps.push(Step {
                state: StepState::Failed,
                title: if self.request.state == RequestState::Cancelled {
                    "Cancelled"
                } else {
                    "Closed"
                }
                .into(),
                people: String::new(),
                at: self.request.settled_at.map(|at| Moment::new(at, now)),
                notes: Vec::new(),
            }),
            _ => steps.extend(self.fulfilment_steps(now, in_progress)),
        }
        steps
    }

    fn decided(&self, now: DateTime<Utc>) -> Step {
        let denied_by_policy = self.decision.decision.outcome == Outcome::Denied;
        Step {
            state: if denied_by_policy {
                StepState::Failed
            } else {
                StepState::Done
            },
            title: if denied_by_policy {
                "Denied by policy"
            } else {
                "Policy decided"
            }
            .into(),
            people: String::new(),
            at: Some(Moment::new(self.request.created_at, now)),
            notes: self
                .decision
                .decision
                .reasons
                .iter()
                .map(|reason| with_plan_titles(&reason.text, &self.plans))
                .collect(),
        }
    }

    fn stage_step(&self, stage: &Stage, approvers: &[(PersonId, String)], now: DateTime<Utc>) -> Step {
        let here: Vec<_> = self
            .signatures
            .iter()
            .filter(|s| s.stage_id == stage.id)
            .collect();
        let mut notes: Vec<_> = here
            .iter()
            .map(|signature| {
                let did = if signature.answer == Answer::Approve {
                    "approved"
                } else {
                    "denied"
                };
                let said = if signature.reason.is_empty() {
                    String::new()
                } else {
                    format!(": “{}”", signature.reason)
                };
                format!(
                    "{} {did} {}{said}",
                    signature.name,
                    Moment::new(signature.signed_at, now).words
                )
            })
            .collect();
        let (state, title) = match stage.state {
            StageState::Signed => (StepState::Done, format!("Stage {} signed", stage.position)),
            StageState::Denied => (StepState::Failed, format!("Denied at stage {}", stage.position)),
            StageState::Open => (
                StepState::Current,
                format!("Stage {}: waiting for approval", stage.position),
            ),
            StageState::Coming | StageState::Dropped => {
                (StepState::Coming, format!("Stage {}: approval", stage.position))
            }
        };
        if stage.state == StageState::Open {
            let since = stage
                .opened_at
                .map(|at| Moment::new(at, now).words.replace("just now", "a moment ago"))
                .unwrap_or_default();
            let names = self.unsigned(stage, approvers);
            notes.push(format!("Waiting for {} since {since}", one_of(&names)));
            if stage.needed > 1 {
                notes.push(format!("{} of {} signatures given", here.len(), stage.needed));
            }
        }
        if matches!(stage.state, StageState::Open | StageState::Coming) {
            notes.push(format!("Why: {} (rule {})", stage.why, stage.rule));
        }
        // Once it is open, a note below says who and since when.
        let people = match stage.state {
            StageState::Signed | StageState::Denied | StageState::Open => String::new(),
            _ => one_of(&approvers.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>()),
        };
        Step {
            state,
            title,
            people,
            at: stage.closed_at.map(|at| Moment::new(at, now)),
            notes,
        }
    }

    /// Approved is not ready: setting up and being active are steps of their own.
    fn fulfilment_steps(&self, now: DateTime<Utc>, in_progress: bool) -> Vec<Step> {
        let step = |state, title: &str, at: Option<DateTime<Utc>>, notes: Vec<String>| Step {
            state,
            title: title.into(),
            people: String::new(),
            at: at.map(|at| Moment::new(at, now)),
            notes,
        };
        let Some(grant) = &self.grant else {
            return vec![
                step(StepState::Coming, "Set up at Microsoft", None, Vec::new()),
                step(StepState::Coming, "Licence active", None, Vec::new()),
            ];
        };
        let words = grant.attention.as_ref().map(|attention| attention.cause.words());
        let explained: Vec<_> = words.iter().map(|words| words.requester.to_owned()).collect();
        let waiting_for_seat = grant
            .attention
            .as_ref()
            .is_some_and(|a| a.cause == Cause::NoFreeSeat);
        let active = step(StepState::Coming, "Licence active", None, Vec::new());
        match grant.state {
            GrantState::Pending => {
                let title = if in_progress {
                    "Being set up at Microsoft"
                } else {
                    "Queued for Microsoft"
                };
                vec![
                    step(StepState::Current, title, Some(grant.state_since), explained),
                    active,
                ]
            }
            GrantState::WaitingForSeat => {
                let title = if waiting_for_seat {
                    "Waiting for a free seat"
                } else {
                    "Waiting"
                };
                vec![
                    step(StepState::Current, title, Some(grant.state_since), explained),
                    active,
                ]
            }
            GrantState::NeedsAttention => {
                vec![
                    step(
                        StepState::Failed,
                        "Needs an administrator",
                        Some(grant.state_since),
                        explained,
                    ),
                    active,
                ]
            }
            GrantState::Active => vec![
                step(
                    StepState::Done,
                    "Set up at Microsoft",
                    grant.active_at,
                    Vec::new(),
                ),
                step(
                    StepState::Done,
                    "Licence active",
                    grant.active_at,
                    vec![
                        "Microsoft's own records confirm it. Apps can take a quarter of an hour to notice."
                            .into(),
                    ],
                ),
            ],
            GrantState::Ending => vec![step(
                StepState::Current,
                "Being removed at Microsoft",
                Some(grant.state_since),
                explained,
            )],
            GrantState::RemovalNeedsAttention => vec![step(
                StepState::Failed,
                "Removal needs an administrator",
                Some(grant.state_since),
                explained,
            )],
            GrantState::Ended => vec![step(
                StepState::Done,
                "Licence ended",
                Some(grant.state_since),
                Vec::new(),
            )],
        }
    }
}
