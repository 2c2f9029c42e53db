//! `GET` and `POST /products/{sku}/request`: the form, shown again with what was typed when something is missing; and
//! `POST /products/{sku}/request/preview`: what would happen, while it is being filled in.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::form_parts::{self, first_look};
use super::instead;
use super::question_fields;
use super::typed::Typed;
use super::views::{FieldError, RequestPreview};
use crate::app::App;
use crate::catalog::Visibility;
use crate::ids::{PersonId, PlanId, RequestId, SkuId};
use crate::people;
use crate::people::directory;
use crate::people::signed_in::SignedIn;
use crate::policy::{Decision, Reason};
use crate::requests::ask::{Ask, Justification};
use crate::requests::bundles::people_file::named;
use crate::requests::calendar;
use crate::requests::change::{self, Changed};
use crate::requests::facts::{self, Seen, Wish};
use crate::requests::paths::held_now;
use crate::requests::questions;
use crate::requests::submit::{self, Decided, NotTaken};
use crate::requests::term::Term;
use crate::requests::{rules, store};
use crate::web::{Failure, Form, Query, flash};
use crate::words;

/// Said on the page of the request that is open.
pub(super) fn asked_already_words() -> &'static str {
    t!("form-asked-already")
}

/// What the form begins with.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Begin {
    /// A request of one's own that is asked for again.
    like: Option<RequestId>,
    /// A request of one's own that waits, and whose place this takes.
    change: Option<RequestId>,
    /// What would pass in place of what was asked.
    instead: String,
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(sku): Path<String>,
    Query(begin): Query<Begin>,
) -> Result<Response, Failure> {
    let mut sku: SkuId = sku.parse().map_err(|_| Failure::NotFound)?;
    let before = match begin.change.or(begin.like) {
        Some(id) => {
            let mut conn = app.pool.acquire().await?;
            let request = store::by_id(&mut conn, id).await?;
            let request = request.filter(|request| request.requester_id == person.person);
            let request = request.ok_or(Failure::NotFound)?;
            if begin.change.is_some()
                && let Some(why) = change::obstacle(&mut conn, person.person, &request).await?
            {
                flash::leave_not_done(&session, not_changed(&why)).await?;
                return Ok(Redirect::to(&format!("/requests/{id}")).into_response());
            }
            Some(request)
        }
        None => None,
    };
    let beneficiary = before
        .as_ref()
        .map_or(person.person, |request| request.beneficiary_id);
    let mut seen = read(&app, person.person, beneficiary, sku).await?;
    let mut typed = match &before {
        Some(request) => instead::as_asked(&app, &seen, request),
        None => first_look(&seen, person.person),
    };
    typed.changes = begin.change.map(|id| id.to_string()).unwrap_or_default();
    instead::apply(&mut typed, &begin.instead);
    if !typed.product.is_empty() {
        sku = chosen_product(&typed, "")?;
        seen = read(&app, person.person, beneficiary, sku).await?;
    }
    may_be_asked_for(&seen)?;
    let page = form_parts::page(&app, &person, &seen, typed, Vec::new()).await?;
    Ok(page.into_response())
}

/// Why a request is not changed.
fn not_changed(why: &Changed) -> &'static str {
    match why {
        Changed::Signed => {
            t!("form-signed")
        }
        Changed::NotYours => t!("form-not-requester"),
        _ => t!("form-not-waiting"),
    }
}

/// The parts of the form that follow from what is chosen. Reads the licences from Graph, the rest from the mirror, and
/// writes nothing; a form all the same, because answers are for those who sign and for no log of addresses.
pub async fn preview(
    State(app): State<App>,
    person: SignedIn,
    Path(sku): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<RequestPreview, Failure> {
    let sku = chosen_product(&typed, &sku)?;
    let (beneficiary, wrong) = beneficiary(&app, &person, &typed).await?;
    let held = held_now(&app.graph, beneficiary).await;
    let is_unread = held.is_none();
    let held = held.unwrap_or_default();
    let mut conn = app.pool.acquire().await?;
    let parties = (person.person, beneficiary);
    let mut seen = facts::from_mirror(&mut conn, parties, sku, held)
        .await?
        .ok_or(Failure::NotFound)?;
    may_be_asked_for(&seen)?;
    seen.count_spend(&mut conn, &app.in_force()?.policy, app.clock.now())
        .await?;
    drop(conn);
    let mut page = form_parts::preview(&app, &person, &seen, typed, &wrong).await?;
    page.live.is_unread = is_unread;
    Ok(page)
}

pub async fn submit(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(sku): Path<String>,
    Form(mut typed): Form<Typed>,
) -> Result<Response, Failure> {
    let chosen = std::mem::take(&mut typed.instead);
    instead::apply(&mut typed, &chosen);
    typed.look |= !chosen.is_empty();
    let sku = chosen_product(&typed, &sku)?;
    let (beneficiary, mut errors) = beneficiary(&app, &person, &typed).await?;
    let mut seen = read(&app, person.person, beneficiary, sku).await?;
    if typed.look {
        may_be_asked_for(&seen)?;
        let page = form_parts::page(&app, &person, &seen, typed, errors).await?;
        return Ok(page.into_response());
    }
    if !typed.plans_of.is_empty() && typed.plans_of != sku.to_string() {
        may_be_asked_for(&seen)?;
        errors.push(FieldError {
            field: "product".into(),
            message: t!("form-other-product").into(),
        });
        let page = form_parts::page(&app, &person, &seen, typed, errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let now = app.clock.now();
    let (mut ask, wrong) = parse(&app, &person, &seen, &typed);
    errors.extend(wrong);
    let policy = app.in_force()?.policy;
    let mut facts = seen.facts(now, &Wish::from(&ask));
    let mut conn = app.pool.acquire().await?;
    let (decision, wrong) = questions::decide(&mut conn, &policy, &mut facts, &ask.answers).await?;
    drop(conn);
    ask.answers.clone_from(&facts.request.answers);
    complain(&mut errors, &decision, wrong);
    if decision.is_not_yours() {
        let mut tx = app.pool.begin().await?;
        submit::note_not_yours(&mut tx, now, &ask).await?;
        tx.commit().await?;
        errors.push(beneficiary_error(not_taken(&NotTaken::NotYours).message));
    }
    // Of what one holds already, that is said first.
    let holds_it = seen.held.iter().any(|state| state.sku_id == sku);
    let covered = submit::covered(now, &seen, &ask, &decision).filter(|_| !holds_it);
    errors.extend(covered.as_ref().map(not_taken));
    if !errors.is_empty() {
        let form = form_parts::page(&app, &person, &seen, typed, errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response());
    }
    let mut tx = app.pool.begin().await?;
    let freshness = directory::freshness(&mut tx, now, app.config.living.fresh_hours).await?;
    if let Some(message) = freshness.waits() {
        drop(tx);
        let stale = FieldError::of_all(message);
        let page = form_parts::page(&app, &person, &seen, typed, vec![stale]).await?;
        return Ok((StatusCode::SERVICE_UNAVAILABLE, page).into_response());
    }
    let decided = Decided {
        policy: &policy,
        facts: &facts,
        decision: &decision,
    };
    let taken = match typed.changes.parse::<RequestId>() {
        Err(_) => submit::submit(&mut tx, now, &seen, &ask, decided).await?,
        Ok(old) => match change::change(&mut tx, now, old, (&seen, &ask), decided).await? {
            Changed::Sent(request) => Ok(*request),
            Changed::NotTaken(why) => Err(why),
            Changed::Denied => {
                tx.rollback().await?;
                let error = FieldError::of_all(t!("form-denied-change").to_owned());
                let form = form_parts::page(&app, &person, &seen, typed, vec![error]).await?;
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response());
            }
            why => {
                // What was refused stands in the log.
                tx.commit().await?;
                flash::leave_not_done(&session, not_changed(&why)).await?;
                return Ok(Redirect::to(&format!("/requests/{old}")).into_response());
            }
        },
    };
    match taken {
        Ok(request) => {
            tx.commit().await?;
            app.bell.ring();
            Ok(Redirect::to(&format!("/requests/{}", request.id)).into_response())
        }
        Err(why) => {
            tx.rollback().await?;
            let mut conn = app.pool.acquire().await?;
            if let (NotTaken::AlreadyAsked, Some(open)) =
                (&why, store::open_for(&mut conn, beneficiary, sku).await?)
            {
                flash::leave_not_done(&session, asked_already_words()).await?;
                return Ok(Redirect::to(&format!("/requests/{}", open.id)).into_response());
            }
            if why == NotTaken::PolicyChanged {
                rules::refresh(&app).await?;
                seen.count_spend(&mut conn, &app.in_force()?.policy, now).await?;
            }
            drop(conn);
            let form = form_parts::page(&app, &person, &seen, typed, vec![not_taken(&why)]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response())
        }
    }
}

/// The product of the form: what was chosen there, else that of the address.
fn chosen_product(typed: &Typed, address: &str) -> Result<SkuId, Failure> {
    let text = match typed.product.trim() {
        "" => address,
        chosen => chosen,
    };
    text.parse().map_err(|_| Failure::NotFound)
}

fn may_be_asked_for(seen: &Seen) -> Result<(), Failure> {
    match seen.product.visibility {
        Visibility::Everybody => Ok(()),
        Visibility::Hidden => Err(Failure::Forbidden(not_taken(&NotTaken::Hidden).message)),
    }
}

fn beneficiary_error(message: String) -> FieldError {
    FieldError {
        field: "beneficiary".into(),
        message,
    }
}

/// For whom it is asked; where that is wrong, oneself and what is wrong.
async fn beneficiary(
    app: &App,
    person: &SignedIn,
    typed: &Typed,
) -> Result<(PersonId, Vec<FieldError>), Failure> {
    let wrong = |message: &str| Ok((person.person, vec![beneficiary_error(message.into())]));
    let for_anybody = app.in_force()?.policy.is_ever_for_anybody();
    let somebody = typed.somebody.trim();
    if for_anybody && !somebody.is_empty() {
        let mut conn = app.pool.acquire().await?;
        let found = people::store::called(&mut conn, &[somebody.to_lowercase()]).await?;
        return match named(somebody, &found, t!("name-nobody")) {
            Ok(found) => Ok((found.id, Vec::new())),
            Err(why) => wrong(&why),
        };
    }
    let beneficiary = match typed.beneficiary.trim() {
        "" => return Ok((person.person, Vec::new())),
        text => text.parse::<PersonId>(),
    };
    let Ok(beneficiary) = beneficiary else {
        return wrong(t!("form-choose-person"));
    };
    if beneficiary == person.person {
        return Ok((beneficiary, Vec::new()));
    }
    let mut conn = app.pool.acquire().await?;
    let reports = people::store::reports_of(&mut conn, person.person).await?;
    // For whom else it can be asked is the policy's to say, for each product.
    let is_known = for_anybody && people::store::by_id(&mut conn, beneficiary).await?.is_some();
    if is_known || reports.iter().any(|report| report.id == beneficiary) {
        Ok((beneficiary, Vec::new()))
    } else {
        wrong(t!("form-not-yours"))
    }
}

/// What is asked, and what of it can not be read.
fn parse(app: &App, person: &SignedIn, seen: &Seen, typed: &Typed) -> (Ask, Vec<FieldError>) {
    let mut errors = Vec::new();
    let justification = Justification::parse(&typed.justification).unwrap_or_else(|message| {
        errors.push(FieldError {
            field: "justification".into(),
            message,
        });
        Justification::default()
    });
    let zone = seen.beneficiary.zone(&app.config.living.zones);
    let today = calendar::day_of(app.clock.now(), zone);
    let term = typed.term().read(today, None).unwrap_or_else(|(field, message)| {
        errors.push(FieldError {
            field: field.into(),
            message,
        });
        Term::default()
    });
    let plans_off = plans_off(seen, &typed.plans).unwrap_or_else(|message| {
        errors.push(FieldError {
            field: "plans".into(),
            message,
        });
        Vec::new()
    });
    let (answers, wrong) = question_fields::read(&typed.answers);
    errors.extend(wrong);
    let ask = Ask {
        requester: person.person,
        beneficiary: seen.beneficiary.id,
        sku: seen.product.sku_id,
        justification,
        term,
        zone,
        plans_off,
        changes: None,
        answers,
    };
    (ask, errors)
}

pub(super) fn not_taken(why: &NotTaken) -> FieldError {
    let message = match why {
        NotTaken::Covered(sentence) => sentence,
        NotTaken::AlreadyAsked => t!("form-already-asked"),
        NotTaken::AlreadyHeld => {
            t!("form-already-held")
        }
        NotTaken::NobodyToSign => {
            t!("form-nobody-to-sign")
        }
        NotTaken::NotAssignable => t!("form-not-assignable"),
        NotTaken::Hidden => {
            t!("form-hidden")
        }
        NotTaken::NotExtendable => {
            t!("form-not-extendable")
        }
        NotTaken::NotChangeable => {
            t!("form-not-changeable")
        }
        NotTaken::NothingChanges => {
            t!("form-nothing-changes")
        }
        NotTaken::NotYours => t!("form-not-yours"),
        NotTaken::PolicyChanged => {
            t!("form-policy-changed")
        }
        NotTaken::AccountClosed => t!("form-account-closed"),
    };
    FieldError::of_all(message.to_owned())
}

/// What the policy finds wrong with what was typed, each thing once.
pub(super) fn complain(errors: &mut Vec<FieldError>, decision: &Decision, wrong: Vec<(String, String)>) {
    if !errors.iter().any(|error| error.field == "justification") {
        errors.extend(justification_error(decision));
    }
    let wrong = wrong.into_iter();
    errors.extend(wrong.map(|(id, message)| question_fields::error(&id, message)));
}

fn justification_error(decision: &Decision) -> Option<FieldError> {
    Some(FieldError {
        field: "justification".into(),
        message: words::kept(&too_short(decision)?.text),
    })
}

fn too_short(decision: &Decision) -> Option<&Reason> {
    let mut reasons = decision.reasons.iter();
    reasons.find(|reason| reason.code == "justification_too_short")
}

/// What is demanded of a justification, said to somebody who has not typed anything yet ("At least 40 characters are needed. …"),
/// from what the policy says of one: "The justification has 12 characters; at least 40 are needed. …", as it is kept.
pub(super) fn before_typing(bare: &Decision) -> Option<String> {
    let sentence = too_short(bare)?.text.as_str();
    let (_, demand) = sentence.split_once("; at least ")?;
    let (least, rest) = demand.split_once(" are needed.")?;
    Some(format!("{}{rest}", t!("form-justification-least", least = least)))
}

/// The plans that the requester wants off: those of the product that were not ticked.
pub(super) fn plans_off(seen: &Seen, wanted_on: &[String]) -> Result<Vec<PlanId>, String> {
    let wanted: Vec<PlanId> = wanted_on
        .iter()
        .map(|id| id.parse())
        .collect::<Result<_, _>>()
        .map_err(|_| unknown_plan())?;
    if wanted
        .iter()
        .any(|id| !seen.plans.iter().any(|plan| plan.plan_id == *id))
    {
        return Err(unknown_plan());
    }
    if wanted.is_empty() && seen.switchable().next().is_some() {
        return Err(t!("form-no-plan").into());
    }
    Ok(seen
        .switchable()
        .map(|plan| plan.plan_id)
        .filter(|id| !wanted.contains(id))
        .collect())
}

fn unknown_plan() -> String {
    t!("form-unknown-plan").into()
}

/// Facts from Graph, with its failure as a sentence.
pub(super) async fn read(
    app: &App,
    requester: PersonId,
    beneficiary: PersonId,
    sku: SkuId,
) -> Result<Seen, Failure> {
    match facts::read(app, (requester, beneficiary), sku).await {
        Ok(seen) => seen.ok_or(Failure::NotFound),
        Err(error) if error.is::<crate::graph::Error>() => {
            tracing::warn!("facts could not be read: {error:#}");
            Err(Failure::Unavailable(t!("form-unavailable").into()))
        }
        Err(error) => Err(error.into()),
    }
}
