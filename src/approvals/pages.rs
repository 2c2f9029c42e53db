//! The card: `GET /approvals/{stage}`, `POST /approvals/{stage}/approve` and `…/deny`.

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::answers::{self, Answering, not_narrower, refusal};
use super::card::{self, Shown};
use super::queue::view::View;
use super::queue::{self, Standing};
use super::signing::{self, Given};
use super::views::{ApprovalPage, SignedLine};
use super::{done, team, zone_of};
use crate::app::App;
use crate::catalog;
use crate::fulfilment::conflicts;
use crate::ids::StageId;
use crate::people::directory;
use crate::people::signed_in::{Role, SignedIn};
use crate::requests::ask::Justification;
use crate::requests::frame::{frame, one_of, price_words};
use crate::requests::narrowing::Narrowing;
use crate::requests::paths::{GroupNames, held_now};
use crate::requests::questions::answers_to;
use crate::requests::review::Reviewed;
use crate::requests::{Answer, StageState, store};
use crate::web::page::{Moment, Place, Tone};
use crate::web::{Failure, Form, flash};

pub async fn card(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<ApprovalPage, Failure> {
    let stage = parse(&id)?;
    let typed = Typed {
        list: query.unwrap_or_default(),
        ..Typed::default()
    };
    let page = show(&app, &person, stage, typed, None, false).await?;
    let mut conn = app.pool.acquire().await?;
    Ok(ApprovalPage {
        done: done::last(&session, &mut conn, (&app, person.person), Some(stage)).await?,
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
    /// The list from which one came, as its address says it.
    pub(super) list: String,
}

/// A field of the card's forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongField {
    Note,
    Reason,
    Question,
    Narrowing,
}

pub async fn approve(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let as_it_is = Narrowing::default();
    sign(
        (&app, &session),
        person,
        parse(&id)?,
        (Answer::Approve, &as_it_is),
        typed,
    )
    .await
}

pub async fn deny(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let as_it_is = Narrowing::default();
    sign(
        (&app, &session),
        person,
        parse(&id)?,
        (Answer::Deny, &as_it_is),
        typed,
    )
    .await
}

/// Nothing of what was typed but where one is.
fn only_list(typed: &Typed) -> Typed {
    Typed {
        list: typed.list.clone(),
        ..Typed::default()
    }
}

pub(super) fn parse(id: &str) -> Result<StageId, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}

pub(super) async fn sign(
    (app, session): (&App, &Session),
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
            Err(t!("answer-say-why").to_owned())
        }
        other => other,
    };
    let reason = match reason {
        Ok(reason) => reason,
        Err(message) => {
            let field = match answer {
                Answer::Approve => WrongField::Note,
                Answer::Deny => WrongField::Reason,
            };
            let page = show(app, &person, id, typed.clone(), Some((field, message)), false).await?;
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
            .with_notice(Tone::Bad, &t!("answer-nothing-signed", why = message));
        return Ok((StatusCode::SERVICE_UNAVAILABLE, ApprovalPage { chrome, ..page }).into_response());
    }
    let view = View::parse(&typed.list);
    let zone = zone_of(app, &mut conn, person.person).await?;
    let times = (app.clock.now(), zone);
    let standing = queue::standing(&mut conn, &view, (person.person, id), times).await?;
    drop(conn);
    let given = Given {
        stage: id,
        approver: person.person,
        signed_in_at: person.at,
        answer,
        reason: reason.as_str(),
        shown: &typed.change,
        narrowing,
    };
    let reviewed = signing::sign(app, signing::read(app, id).await?, &given).await?;
    match reviewed {
        Reviewed::Signed | Reviewed::Approved | Reviewed::Denied => {
            app.bell.ring();
            let said = said(app, id, (answer, narrowing)).await?;
            done::leave(session, app.clock.now(), id, said).await?;
            let next = standing.after.map_or_else(|| view.href(), |next| view.card(next));
            Ok(Redirect::to(&next).into_response())
        }
        Reviewed::DeniedByPolicy | Reviewed::Closed | Reviewed::TooLate => {
            let mut page = show(app, &person, id, only_list(&typed), None, false).await?;
            // It is in the list no more; the one behind it is.
            page.next_item = page
                .next_item
                .or_else(|| standing.after.map(|next| view.card(next)));
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Reviewed::Changed => {
            let page = show(app, &person, id, typed, None, true).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Reviewed::PolicyChanged => Err(Failure::Conflict(t!("answer-policy-changes").into())),
        Reviewed::NoteWanted => {
            let field = match narrowing.is_empty() {
                true => WrongField::Note,
                false => WrongField::Narrowing,
            };
            let wrong = Some((field, t!("answer-say-why-yes").to_owned()));
            let page = show(app, &person, id, typed, wrong, false).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
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

/// "You approved Visio Plan 2 for Mia Berg."
async fn said(app: &App, id: StageId, (answer, narrowing): (Answer, &Narrowing)) -> Result<String, Failure> {
    let mut conn = app.pool.acquire().await?;
    let title = card::title(&mut conn, id).await?;
    Ok(match answer {
        Answer::Deny => t!("done-denied", title = title),
        Answer::Approve if narrowing.is_empty() => t!("done-approved", title = title),
        Answer::Approve => t!("done-narrowed", title = title),
    })
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
    let held = held_now(&app.graph, request.beneficiary_id)
        .await
        .unwrap_or_default();
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
            SignedLine {
                name: signature.signer(),
                what: match (signature.answer, position) {
                    // Before the appeal, or before others were to sign.
                    (Answer::Deny, 0) => t!("card-denied-before").into(),
                    (Answer::Approve, 0) => t!("card-approved-before").into(),
                    (Answer::Approve, _) => t!("card-approved-at", position = position),
                    (Answer::Deny, _) => t!("card-denied-at", position = position),
                },
                at: Moment::new(signature.signed_at, now),
                note: signature.reason.clone(),
            }
        })
        .collect();
    let title = shown.title();
    let view = View::parse(&typed.list);
    let Standing {
        place,
        previous,
        next: next_item,
        ..
    } = queue::standing(&mut conn, &view, (person.person, id), (now, zone)).await?;
    let asked = shown.decision.decision.questions.clone();
    let asked = app.in_force()?.policy.questions_in_order(asked);
    let mut heard = answers_to(&asked, &shown.request.answers);
    heard.extend(answers::since(&mut conn, shown.request.id).await?);
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
        chrome = chrome.with_notice(Tone::Waiting, t!("card-facts-changed"));
    }
    if let (None, Some(why)) = (&answering.narrowing, &answering.narrow_error) {
        chrome = chrome.with_notice(Tone::Bad, why);
    }
    let mut facts = shown.facts(&products);
    facts.extend(team::facts(&mut conn, &shown, (now, zone)).await?);
    Ok(ApprovalPage {
        chrome,
        done: None,
        list: view.query(),
        back_href: view.href(),
        place,
        previous: previous.map(|stage| view.card(stage)),
        next_item: next_item.map(|stage| view.card(stage)),
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
            None => t!("card-cost-nothing").into(),
        },
        cost_after: price,
        term: change.term_in_words(),
        justification: shown.request.justification.clone(),
        answers: heard,
        replaces: shown.replaces(),
        due: shown.due(now, zone),
        explain_href: (person.has(Role::Auditor) || person.has(Role::Administrator))
            .then(|| format!("/requests/{}/explain", shown.request.id)),
        facts,
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
