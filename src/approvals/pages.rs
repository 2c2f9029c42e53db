//! `GET /approvals`, `GET /approvals/{stage}`, `POST /approvals/{stage}/approve` and `…/deny`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::answers::{Answering, not_narrower, refusal};
use super::denied;
use super::views::{ApprovalPage, ApprovalRow, ApprovalState, ApprovalsPage, Fact, PlanChange, SignedLine};
use crate::app::App;
use crate::catalog::{self, Plan, PlanClass, Product};
use crate::fulfilment::conflicts;
use crate::graph::wire::LicenseAssignmentState;
use crate::ids::{PersonId, PlanId, StageId};
use crate::people;
use crate::people::directory;
use crate::people::signed_in::{Role, SignedIn};
use crate::requests::ask::Justification;
use crate::requests::calendar;
use crate::requests::facts::{self, Seen, Wish};
use crate::requests::frame::{ReasonLine, frame, one_of, price_words, reason_lines};
use crate::requests::narrowing::Narrowing;
use crate::requests::paths::{self, GroupNames, held_now};
use crate::requests::questions::{self, answers_to};
use crate::requests::review::{self, Review, Reviewed};
use crate::requests::submit::Decided;
use crate::requests::{
    Answer, Change, Request, RequestState, Stage, StageState, StoredDecision, deadlines, delegation, rules,
    store,
};
use crate::web::page::{Moment, Pager, Place, Tone};
use crate::web::{Failure, Form, flash};

/// Items of the queue that are shown; who has more should sign some first.
const MOST_ROWS: i64 = 200;
/// Versions of the policy by which one signature is tried, each because the one before it was replaced meanwhile.
const MOST_VERSIONS: usize = 3;

pub async fn queue(State(app): State<App>, person: SignedIn) -> Result<ApprovalsPage, Failure> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    let mut rows = Vec::new();
    let zone = zone_of(&app, &mut conn, person.person).await?;
    for stage in store::waiting_for(&mut conn, person.person, MOST_ROWS).await? {
        let shown = Shown::read(&mut conn, stage, person.person, Vec::new()).await?;
        let seen = &shown.seen;
        let (position, last) = (shown.stage.position, shown.stages.len());
        rows.push(ApprovalRow {
            href: format!("/approvals/{}", shown.stage.id),
            requester: seen.requester.name.clone(),
            beneficiary: seen.beneficiary.name.clone(),
            product: seen.product.title().to_owned(),
            cost: price_words(seen.product.price_cents, seen.product.currency.as_deref()),
            asked: Moment::new(shown.request.created_at, now),
            due: shown.due(now, zone),
            stands_in_for: shown.on_behalf_of.as_ref().map(|(_, name)| name.clone()),
            stage: match shown.stage.needed {
                1 => format!("Stage {position} of {last}"),
                needed => format!(
                    "Stage {position} of {last}: {} of {needed} signed",
                    shown.signed_here()
                ),
            },
        });
    }
    Ok(ApprovalsPage {
        chrome: frame(&mut conn, &person, "Approvals", Place::Approvals).await?,
        denied: denied::lately(&mut conn, person.person, now).await?,
        rows,
        pager: Pager::default(),
    })
}

pub async fn card(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
) -> Result<ApprovalPage, Failure> {
    let stage = parse(&id)?;
    let page = show(&app, &person, stage, Typed::default(), None, false).await?;
    Ok(ApprovalPage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

/// What the browser sends; the reason of a denial, or the note of an approval.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    change: String,
    note: String,
    reason: String,
    /// A question to the requester.
    pub(super) question: String,
    /// A shorter term, in days or as a last day; empty = as it was asked.
    pub(super) days: String,
    pub(super) ends_on: String,
    /// Plans that are to be off, too.
    pub(super) plans_off: Vec<String>,
}

/// A field of the card's forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongField {
    Reason,
    Question,
    Narrowing,
}

pub async fn approve(
    State(app): State<App>,
    person: SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let as_it_is = Narrowing::default();
    sign(&app, person, parse(&id)?, (Answer::Approve, &as_it_is), typed).await
}

pub async fn deny(
    State(app): State<App>,
    person: SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let as_it_is = Narrowing::default();
    sign(&app, person, parse(&id)?, (Answer::Deny, &as_it_is), typed).await
}

/// In which the days of whoever looks are.
async fn zone_of(app: &App, conn: &mut PgConnection, person: PersonId) -> Result<Tz, Failure> {
    let zones = &app.config.living.zones;
    let person = people::store::by_id(conn, person).await?;
    Ok(person.map_or(zones.usual, |person| person.zone(zones)))
}

pub(super) fn parse(id: &str) -> Result<StageId, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}

pub(super) async fn sign(
    app: &App,
    person: SignedIn,
    id: StageId,
    (answer, narrowing): (Answer, &Narrowing),
    typed: Typed,
) -> Result<Response, Failure> {
    let text = if answer == Answer::Deny {
        &typed.reason
    } else {
        &typed.note
    };
    let reason = match Justification::parse(text) {
        Ok(reason) if answer == Answer::Deny && reason.as_str().is_empty() => {
            Err("Say why: the requester reads it.".to_owned())
        }
        other => other,
    };
    let reason = match reason {
        Ok(reason) => reason,
        Err(message) => {
            let wrong = Some((WrongField::Reason, message));
            let page = show(app, &person, id, typed.clone(), wrong, false).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let mut conn = app.pool.acquire().await?;
    let freshness = directory::freshness(&mut conn, app.clock.now(), app.config.living.fresh_hours).await?;
    if let Some(message) = freshness.waits().filter(|_| answer == Answer::Approve) {
        drop(conn);
        let page = show(app, &person, id, typed, None, false).await?;
        let chrome = page
            .chrome
            .clone()
            .with_notice(Tone::Bad, &format!("Nothing was signed. {message}"));
        return Ok((StatusCode::SERVICE_UNAVAILABLE, ApprovalPage { chrome, ..page }).into_response());
    }
    let stage = store::stage(&mut conn, id).await?.ok_or(Failure::NotFound)?;
    let request = store::by_id(&mut conn, stage.request_id)
        .await?
        .ok_or(Failure::NotFound)?;
    drop(conn);
    // Facts are read and the policy decides again at the signature.
    let parties = (request.requester_id, request.beneficiary_id);
    let mut seen = read_again(app, parties, request.sku_id).await?;
    let review = Review {
        stage: id,
        approver: person.person,
        answer,
        reason: reason.as_str(),
        shown: &typed.change,
        zone: seen.beneficiary.zone(&app.config.living.zones),
        narrowing,
        undo_for: app.config.undo_for,
    };
    let reviewed = decide_and_sign(app, &request, &mut seen, &review).await?;
    match reviewed {
        Reviewed::Signed | Reviewed::Approved | Reviewed::Denied => {
            app.bell.ring();
            Ok(Redirect::to(&format!("/approvals/{id}")).into_response())
        }
        Reviewed::DeniedByPolicy | Reviewed::Closed | Reviewed::TooLate => {
            let page = show(app, &person, id, Typed::default(), None, false).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Reviewed::Changed => {
            let page = show(app, &person, id, typed, None, true).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Reviewed::PolicyChanged => Err(Failure::Conflict(
            "Nothing was signed: the policy changes in this moment. Go back and try again in a minute."
                .into(),
        )),
        Reviewed::NotNarrower(why) => {
            let wrong = Some((WrongField::Narrowing, not_narrower(why)));
            let page = show(app, &person, id, typed, wrong, false).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Reviewed::NotYours | Reviewed::SignedBefore | Reviewed::SignedInTheirPlace | Reviewed::OwnRequest => {
            Err(refusal(&reviewed))
        }
    }
}

/// Decides by the policy in force and signs; where another process has just put another version in force, by that one.
async fn decide_and_sign(
    app: &App,
    request: &Request,
    seen: &mut Seen,
    review: &Review<'_>,
) -> Result<Reviewed, Failure> {
    let now = app.clock.now();
    let wished = review.narrowing.apply(request);
    for _ in 0..MOST_VERSIONS {
        let policy = app.in_force()?.policy;
        let (facts, decision) = questions::decide_waiting(&policy, seen.facts(now, &Wish::from(&wished)));
        let decided = Decided {
            policy: &policy,
            facts: &facts,
            decision: &decision,
        };
        let mut tx = app.pool.begin().await?;
        let reviewed = review::sign(&mut tx, now, seen, review, decided).await?;
        tx.commit().await?;
        if reviewed != Reviewed::PolicyChanged {
            return Ok(reviewed);
        }
        rules::refresh(app).await?;
        let mut conn = app.pool.acquire().await?;
        seen.count_spend(&mut conn, &app.in_force()?.policy, now).await?;
    }
    Ok(Reviewed::PolicyChanged)
}

async fn read_again(
    app: &App,
    parties: (PersonId, PersonId),
    sku: crate::ids::SkuId,
) -> Result<Seen, Failure> {
    match facts::read(app, parties, sku).await {
        Ok(seen) => seen.ok_or(Failure::NotFound),
        Err(error) if error.is::<crate::graph::Error>() => {
            tracing::warn!("facts could not be read: {error:#}");
            Err(Failure::Unavailable(
                "Nothing was signed. Go back and try again in a minute.".into(),
            ))
        }
        Err(error) => Err(error.into()),
    }
}

/// What the card shows.
struct Shown {
    stage: Stage,
    stages: Vec<Stage>,
    request: Request,
    decision: StoredDecision,
    seen: Seen,
    signatures: Vec<crate::requests::Signature>,
    /// Why it was closed or denied by itself.
    close_reason: Option<String>,
    is_lapsed: bool,
    /// Whom the looker signs for.
    on_behalf_of: Option<(PersonId, String)>,
}

impl Shown {
    /// `held`: what the beneficiary has, as far as it was read.
    async fn read(
        conn: &mut PgConnection,
        stage: Stage,
        looker: PersonId,
        held: Vec<LicenseAssignmentState>,
    ) -> Result<Self, Failure> {
        let missing = || Failure::Internal(anyhow::anyhow!("stage {} lacks its request", stage.id));
        let request = store::by_id(conn, stage.request_id).await?.ok_or_else(missing)?;
        let parties = (request.requester_id, request.beneficiary_id);
        let right = delegation::store::right_of(conn, stage.id, looker).await?;
        let on_behalf_of = match right.and_then(|right| right.on_behalf_of) {
            Some(other) => people::store::by_id(conn, other)
                .await?
                .map(|person| (person.id, person.name)),
            None => None,
        };
        Ok(Self {
            on_behalf_of,
            stages: store::stages_of(conn, request.id).await?,
            decision: store::last_decision(conn, request.id)
                .await?
                .ok_or_else(missing)?,
            seen: facts::from_mirror(conn, parties, request.sku_id, held)
                .await?
                .ok_or_else(missing)?,
            signatures: store::signatures_of(conn, request.id).await?,
            close_reason: store::close_reason(conn, request.id).await?,
            is_lapsed: deadlines::store::is_lapsed(conn, request.id).await?,
            request,
            stage,
        })
    }

    /// "To be signed by Tuesday 14:00".
    fn due(&self, now: DateTime<Utc>, zone: Tz) -> Option<String> {
        let due = self
            .stage
            .due_at
            .filter(|_| self.stage.state == StageState::Open)?;
        let by = calendar::moment_words(due, now, zone);
        Some(match due > now {
            true => format!("To be signed by {by}."),
            false => format!("Overdue: it was to be signed by {by}."),
        })
    }

    /// "You sign as manager of Mia Berg. Rule e5 asks for one signature."
    fn why_you(&self) -> String {
        let signatures = match self.stage.needed {
            1 => "one signature".to_owned(),
            needed => format!("{needed} signatures"),
        };
        let why = &self.stage.why;
        let rule = &self.stage.rule;
        match &self.on_behalf_of {
            None => format!("You sign as {why}. Rule {rule} asks for {signatures}."),
            Some((_, other)) => format!(
                "You sign for {other}, who signs as {why}. Rule {rule} asks for {signatures}. {other} may sign too: whoever is first."
            ),
        }
    }

    /// What it takes the place of, as the rules say, and what stays.
    fn replaces(&self) -> Vec<ReasonLine> {
        let decision = &self.decision.decision;
        let of_it = decision.reasons.iter().filter(|reason| reason.code == "replaces");
        reason_lines(of_it, &self.seen.plans)
    }

    fn signed_here(&self) -> usize {
        self.signatures
            .iter()
            .filter(|s| s.stage_id == self.stage.id)
            .count()
    }

    fn change(&self) -> Change {
        self.seen
            .change(&self.decision.decision, &Wish::from(&self.request))
    }

    fn state(&self, changed: bool, looker: PersonId, now: DateTime<Utc>) -> ApprovalState {
        let mine = self
            .signatures
            .iter()
            .find(|s| s.stage_id == self.stage.id && s.person_id == looker);
        if let Some(mine) = mine {
            let did = if mine.answer == Answer::Approve {
                "approved"
            } else {
                "denied"
            };
            return ApprovalState::Decided(format!(
                "You {did} this {}.",
                Moment::new(mine.signed_at, now).words
            ));
        }
        // One right gives one signature, by whoever is first.
        let authority = self.on_behalf_of.as_ref().map_or(looker, |(other, _)| *other);
        let same = self
            .signatures
            .iter()
            .find(|s| s.stage_id == self.stage.id && s.authority() == authority);
        if let Some(same) = same {
            let did = if same.answer == Answer::Approve {
                "approved"
            } else {
                "denied"
            };
            let when = Moment::new(same.signed_at, now).words;
            return ApprovalState::Decided(format!("{} {did} this {when}.", same.signer()));
        }
        if self.stage.state == StageState::Open && self.request.state == RequestState::AwaitingApproval {
            return if changed {
                ApprovalState::Changed
            } else {
                ApprovalState::Open
            };
        }
        let last = self.signatures.iter().rev().find(|s| s.stage_id == self.stage.id);
        ApprovalState::Decided(match (self.request.state, last) {
            (RequestState::Denied, _) if self.close_reason.is_some() => {
                let why = self.close_reason.as_deref().unwrap_or_default();
                let did = if self.is_lapsed { "lapsed" } else { "was denied" };
                format!("{why} The request {did}; there is nothing to sign.")
            }
            (RequestState::Closed, _) => "The request was closed; there is nothing to sign.".into(),
            (RequestState::Cancelled, _) => "The request was cancelled; there is nothing to sign.".into(),
            (_, Some(last)) => {
                let did = if last.answer == Answer::Approve {
                    "approved"
                } else {
                    "denied"
                };
                format!(
                    "{} was quicker and {did} this {}.",
                    last.signer(),
                    Moment::new(last.signed_at, now).words
                )
            }
            (RequestState::Denied, None) => "The request was denied; there is nothing to sign.".into(),
            _ => "This stage is not open for signatures.".into(),
        })
    }

    fn changes(&self, change: &Change, groups: &GroupNames) -> Vec<PlanChange> {
        if change.extends.is_some() {
            return Vec::new();
        }
        let decision = &self.decision.decision;
        let granted = self.seen.granted_plans();
        let line = |plan: &Plan| {
            let rule = decision.plans_off.iter().find(|off| off.plan == plan.name);
            let on = change.plans_on.contains(&plan.plan_id);
            let before = match change.changes {
                Some(_) if granted.contains(&plan.plan_id) => "on",
                Some(_) => "off",
                None => "—",
            };
            let why = match (plan.class, rule) {
                _ if on => String::new(),
                (PlanClass::Unclassified, _) => "New, not classified yet: off.".into(),
                (PlanClass::KeptOff, _) => "Kept off for everybody by an administrator".into(),
                (PlanClass::Offered, Some(off)) => format!("Rule {} keeps it off", off.rule),
                (PlanClass::Offered, None) => "Not wanted".into(),
            };
            PlanChange {
                plan: plan.title().to_owned(),
                before,
                after: if on { "on" } else { "off" },
                why,
                still_on: paths::still_on_for(&self.seen, groups, plan.plan_id).filter(|_| !on),
            }
        };
        let switchable = self.seen.plans.iter().filter(|plan| plan.can_be_switched());
        let mut lines: Vec<_> = switchable.map(line).collect();
        // Of other plans, what changes stands first.
        lines.sort_by_key(|line| change.changes.is_some() && !line.differs());
        lines
    }

    /// Plans that are sent as off: all that can be switched and are not on, those that nobody has classified too.
    fn sent_as_off(&self, change: &Change) -> Vec<PlanId> {
        let switchable = self.seen.plans.iter().filter(|plan| plan.can_be_switched());
        let mut off: Vec<_> = switchable.map(|plan| plan.plan_id).collect();
        off.retain(|plan| !change.plans_on.contains(plan));
        off.sort();
        off
    }

    fn facts(&self, products: &[Product]) -> Vec<Fact> {
        let fact = |name: &str, value: &str| Fact {
            name: name.into(),
            value: value.into(),
        };
        let facts = &self.decision.facts;
        let person = &facts.beneficiary;
        let or_none = |text: &str| {
            if text.is_empty() {
                "not set".to_owned()
            } else {
                text.to_owned()
            }
        };
        let title = |sku: &str| {
            let product = products.iter().find(|product| product.part_number == sku);
            product.map_or_else(|| sku.to_owned(), |product| product.title().to_owned())
        };
        let mut held: Vec<_> = facts.held.iter().map(|held| title(&held.sku)).collect();
        held.sort();
        held.dedup();
        vec![
            fact("Department", &or_none(&person.department)),
            fact("Job title", &or_none(&person.job_title)),
            fact("Kind of employment", &or_none(&person.employee_type)),
            fact("Country", &or_none(&person.country)),
            fact(
                "Has already",
                &if held.is_empty() {
                    "nothing".to_owned()
                } else {
                    held.join(", ")
                },
            ),
            fact(
                "Free seats",
                &format!("{} of {}", facts.seats.free, facts.seats.enabled),
            ),
        ]
    }

    /// The call as the worker will send it for this product, ids as they are.
    fn json(&self, change: &Change) -> anyhow::Result<String> {
        if change.extends.is_some() {
            return Ok(serde_json::to_string_pretty(change)?);
        }
        let body = json!({
            "addLicenses": [{ "skuId": change.sku, "disabledPlans": self.sent_as_off(change) }],
            "removeLicenses": change.replaces,
        });
        Ok(format!(
            "POST /users/{}/assignLicense\n{}",
            change.beneficiary,
            serde_json::to_string_pretty(&body)?
        ))
    }

    fn names(&self, change: &Change, products: &[Product]) -> Vec<Fact> {
        let mut names = vec![
            Fact {
                name: change.beneficiary.to_string(),
                value: self.seen.beneficiary.name.clone(),
            },
            Fact {
                name: change.sku.to_string(),
                value: self.seen.product.title().to_owned(),
            },
        ];
        if change.extends.is_some() {
            return names;
        }
        let replaced = products
            .iter()
            .filter(|product| change.replaces.contains(&product.sku_id));
        names.extend(replaced.map(|product| Fact {
            name: product.sku_id.to_string(),
            value: format!("{} (taken away)", product.title()),
        }));
        let off_ids = self.sent_as_off(change);
        let off = self
            .seen
            .plans
            .iter()
            .filter(|plan| off_ids.contains(&plan.plan_id));
        names.extend(off.map(|plan| Fact {
            name: plan.plan_id.to_string(),
            value: plan.title().to_owned(),
        }));
        names
    }
}

pub(super) async fn show(
    app: &App,
    person: &SignedIn,
    id: StageId,
    typed: Typed,
    wrong: Option<(WrongField, String)>,
    changed: bool,
) -> Result<ApprovalPage, Failure> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    let stage = store::stage(&mut conn, id).await?.ok_or(Failure::NotFound)?;
    let approvers = store::approvers_of(&mut conn, stage.id).await?;
    if !approvers.iter().any(|(approver, _)| *approver == person.person) {
        // Whoever may not sign learns nothing about it.
        return Err(Failure::NotFound);
    }
    let request = store::by_id(&mut conn, stage.request_id)
        .await?
        .ok_or(Failure::NotFound)?;
    drop(conn);
    // Without a connection: Graph may be slow, and others need it.
    let held = held_now(&app.graph, request.beneficiary_id).await;
    let groups = GroupNames::read(&app.graph, &app.pool, request.beneficiary_id, &held).await?;
    let mut conn = app.pool.acquire().await?;
    let shown = Shown::read(&mut conn, stage, person.person, held).await?;
    let zone = zone_of(app, &mut conn, person.person).await?;
    let change = shown.change();
    let products = catalog::store::all(&mut conn).await?;
    let price = price_words(
        shown.seen.product.price_cents,
        shown.seen.product.currency.as_deref(),
    );
    let next = shown.stages.iter().find(|next| next.state == StageState::Coming);
    let next = match next {
        Some(next) => {
            let names: Vec<_> = store::approvers_of(&mut conn, next.id)
                .await?
                .into_iter()
                .map(|(_, name)| name)
                .collect();
            one_of(&names)
        }
        None => String::new(),
    };
    let signed = shown
        .signatures
        .iter()
        .map(|signature| {
            let position = shown
                .stages
                .iter()
                .find(|s| s.id == signature.stage_id)
                .map_or(0, |stage| stage.position);
            let did = if signature.answer == Answer::Approve {
                "approved"
            } else {
                "denied"
            };
            SignedLine {
                name: signature.signer(),
                what: format!("{did} at stage {position}"),
                at: Moment::new(signature.signed_at, now),
                note: signature.reason.clone(),
            }
        })
        .collect();
    let title = format!(
        "{} for {}",
        shown.seen.product.title(),
        shown.seen.beneficiary.name
    );
    let asked = shown.decision.decision.questions.clone();
    let asked = app.in_force()?.policy.questions_in_order(asked);
    let state = shown.state(changed, person.person, now);
    let answering = Answering::of(
        &mut conn,
        (person.person, now, app),
        (&shown.request, &shown.stage),
        (&change, &shown.seen.plans),
        (&typed, wrong.as_ref()),
    )
    .await?;
    let reason_error = wrong
        .filter(|(field, _)| *field == WrongField::Reason)
        .map(|(_, message)| message);
    let mut chrome = frame(&mut conn, person, &title, Place::Approvals).await?;
    if changed {
        chrome = chrome.with_notice(
            Tone::Waiting,
            "The facts have changed since you looked. Please look again.",
        );
    }
    if let (None, Some(why)) = (&answering.narrowing, &answering.narrow_error) {
        chrome = chrome.with_notice(Tone::Bad, why);
    }
    Ok(ApprovalPage {
        chrome,
        stage_id: id.to_string(),
        product: shown.seen.product.title().to_owned(),
        requester: shown.seen.requester.name.clone(),
        beneficiary: shown.seen.beneficiary.name.clone(),
        asked: Moment::new(shown.request.created_at, now),
        why_you: shown.why_you(),
        changes: shown.changes(&change, &groups),
        warnings: conflicts::warnings(&mut conn, &shown.seen, &change.plans_on).await?,
        is_extension: change.extends.is_some(),
        cost_before: match change.extends.or(change.changes) {
            Some(_) => price.clone(),
            None => "nothing".into(),
        },
        cost_after: price,
        term: change.term_in_words(),
        justification: shown.request.justification.clone(),
        answers: answers_to(&asked, &shown.request.answers),
        replaces: shown.replaces(),
        due: shown.due(now, zone),
        explain_href: (person.has(Role::Auditor) || person.has(Role::Administrator))
            .then(|| format!("/requests/{}/explain", shown.request.id)),
        facts: shown.facts(&products),
        signed,
        next,
        change_json: shown.json(&change)?,
        change_names: shown.names(&change, &products),
        change: change.hash()?,
        state,
        answering,
        note: typed.note,
        reason: typed.reason,
        reason_error,
    })
}
