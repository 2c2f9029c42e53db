//! `GET /admin/policy/drafts/{draft}`: what a draft would change; `POST …/put-in-force`: another administrator puts it in
//! force; `POST …/take-away`: it is withdrawn or refused.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::views::{Act, DraftPage, Ended, ReasonForm};
use super::{diff, reason, short, state_badge, told, trials, version_href};
use crate::app::App;
use crate::config::ChangeControl;
use crate::ids::DraftId;
use crate::people::signed_in::{Administrator, SignedIn};
use crate::policy::{Coverage, Policy, Problem};
use crate::requests::frame::frame;
use crate::requests::rules::drafts::{self, Draft, DraftKind, DraftState, Put, PutInForce, TakenAway};
use crate::requests::rules::passes::{self, Pass};
use crate::requests::{rules, store};
use crate::web::page::{Moment, Place, Tone};
use crate::web::{Failure, Form, flash};

pub(in crate::administration) fn href(id: DraftId) -> String {
    format!("/admin/policy/drafts/{id}")
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(id): Path<String>,
) -> Result<DraftPage, Failure> {
    let mut page = show(&app, &person, parse(&id)?).await?;
    page.chrome = flash::take(&session, page.chrome).await?;
    Ok(page)
}

fn parse(id: &str) -> Result<DraftId, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The version that the page showed.
    version: String,
    /// The version in force that it was compared with.
    against: String,
    why: String,
}

pub async fn put_in_force(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let id = parse(&id)?;
    let why = reason::required(&typed.why);
    let act = PutInForce {
        draft: id,
        by: person.person,
        why: why.as_deref().unwrap_or_default(),
        shown: &typed.version,
        against: &typed.against,
        control: app.config.change_control,
        checked: &drafts::check(&app.pool, id).await?.ok_or(Failure::NotFound)?,
    };
    let mut tx = app.pool.begin().await?;
    let put = drafts::put_in_force(&mut tx, app.clock.now(), act).await?;
    // A reason that is missing keeps nothing back that has to be noted, and lets nothing through.
    if let (Put::InForce, Err(message)) = (&put, &why) {
        tx.rollback().await?;
        let mut page = show(&app, &person, id).await?;
        page.put = ReasonForm {
            why: typed.why,
            error: Some(message.clone()),
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    tx.commit().await?;
    match put {
        Put::InForce => {
            rules::refresh(&app).await?;
            app.bell.ring();
            flash::leave(&session, t!("draft-put")).await?;
            Ok(Redirect::to(&href(id)).into_response())
        }
        Put::OwnDraft => Err(Failure::Forbidden(t!("draft-own-refused").into())),
        Put::NoSuchDraft => Err(Failure::NotFound),
        Put::NoLongerWaits => {
            let sentence = t!("draft-no-longer-waits");
            said(&app, &person, id, StatusCode::CONFLICT, sentence, typed.why).await
        }
        Put::Changed => {
            let sentence = t!("draft-changed");
            said(&app, &person, id, StatusCode::CONFLICT, sentence, typed.why).await
        }
        Put::Altered => {
            let sentence = t!("draft-altered");
            said(&app, &person, id, StatusCode::CONFLICT, sentence, typed.why).await
        }
        Put::Broken(_) => {
            let sentence = t!("draft-broken");
            said(
                &app,
                &person,
                id,
                StatusCode::UNPROCESSABLE_ENTITY,
                sentence,
                typed.why,
            )
            .await
        }
    }
}

pub async fn take_away(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let id = parse(&id)?;
    let why = match reason::required(&typed.why) {
        Ok(why) => why,
        Err(message) => {
            let mut page = show(&app, &person, id).await?;
            page.away = ReasonForm {
                why: typed.why,
                error: Some(message),
            };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let mut tx = app.pool.begin().await?;
    let taken = drafts::take_away(&mut tx, app.clock.now(), id, (person.person, &why)).await?;
    tx.commit().await?;
    let sentence = match taken {
        TakenAway::Withdrawn => t!("draft-withdrawn"),
        TakenAway::Refused => t!("draft-refused"),
        TakenAway::NoSuchDraft => return Err(Failure::NotFound),
        TakenAway::NoLongerWaits => {
            let sentence = t!("draft-no-longer-waits");
            return said(&app, &person, id, StatusCode::CONFLICT, sentence, typed.why).await;
        }
    };
    flash::leave(&session, sentence).await?;
    Ok(Redirect::to(&href(id)).into_response())
}

/// The page as it is now, with a sentence on top, and what was typed.
async fn said(
    app: &App,
    person: &SignedIn,
    id: DraftId,
    status: StatusCode,
    sentence: &str,
    why: String,
) -> Result<Response, Failure> {
    // Another process may have put a version in force that this one does not know yet.
    rules::refresh(app).await?;
    let mut page = show(app, person, id).await?;
    page.chrome = page.chrome.with_notice(Tone::Bad, sentence);
    page.put.why = why;
    Ok((status, page).into_response())
}

async fn show(app: &App, person: &SignedIn, id: DraftId) -> Result<DraftPage, Failure> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    let draft = drafts::by_id(&mut conn, id).await?.ok_or(Failure::NotFound)?;
    let missing = || Failure::Internal(anyhow::anyhow!("a version of draft {id} is not kept"));
    let (against, against_what) = match draft.state {
        DraftState::InForce => (
            drafts::replaced(&mut conn, id).await?,
            t!("draft-against-replaced"),
        ),
        _ => {
            let in_force = store::policy_in_force(&mut conn).await?;
            (in_force.map(|(version, _)| version), t!("draft-against-in-force"))
        }
    };
    let against = against.ok_or_else(missing)?;
    let before = store::policy_bytes(&mut conn, &against)
        .await?
        .ok_or_else(missing)?;
    let after = store::policy_bytes(&mut conn, &draft.version)
        .await?
        .ok_or_else(missing)?;
    // What takes a while holds no connection.
    drop(conn);
    let is_altered = store::is_altered(&draft.version, &after);
    let is_before_altered = store::is_altered(&against, &before);
    let (was, before) = rules::parse("policy.toml".into(), before).await?;
    let was = was.ok().filter(|_| !is_before_altered);
    let name = draft.file_name.clone().unwrap_or_else(|| "policy.toml".into());
    let tries = draft.state == DraftState::Waiting && !is_altered;
    let (parsed, after, coverage) = try_out(name.clone(), after, tries).await?;
    let mut conn = app.pool.acquire().await?;
    let trials = match (&parsed, coverage) {
        (Ok(policy), Some(coverage)) => {
            Some(trials::of(&mut conn, now, (&name, policy, &after), coverage).await?)
        }
        _ => None,
    };
    let pass = passes::of_draft(&mut conn, id).await?;
    let heading = heading(&draft);
    let mut chrome = frame(&mut conn, person, heading, Place::Policy).await?;
    if is_altered || is_before_altered {
        let sentence = match (is_altered, draft.state) {
            (true, _) => t!("draft-altered-this"),
            (false, DraftState::InForce) => t!("draft-altered-replaced"),
            (false, _) => t!("draft-altered-in-force"),
        };
        chrome = chrome.with_notice(Tone::Bad, sentence);
    }
    Ok(DraftPage {
        chrome,
        href: href(id),
        heading,
        state: state_badge(draft.state),
        version_href: version_href(&draft.version),
        short: short(&draft.version),
        file_name: draft.file_name.clone().unwrap_or_default(),
        submitter: draft.submitter.clone(),
        submitted: Moment::new(draft.submitted_at, now),
        why: draft.why.clone(),
        ended: ended(&draft, now),
        applied: pass.map(|pass| applied(&pass)),
        against_short: short(&against),
        against_what,
        problems: parsed
            .as_ref()
            .err()
            .map(|problems| told(problems, &after))
            .unwrap_or_default(),
        counts: parsed
            .as_ref()
            .map(|policy| diff::counts(was.as_ref(), policy))
            .unwrap_or_default(),
        rules: match (&was, &parsed) {
            (Some(was), Ok(policy)) => diff::of_rules(was, policy),
            _ => Vec::new(),
        },
        trials,
        diff: diff::of_lines(&before, &after),
        act: act(
            &draft,
            person,
            app.config.change_control,
            parsed.is_ok() && !is_altered,
        ),
        put: ReasonForm::default(),
        away: ReasonForm::default(),
        version: draft.version,
        against,
    })
}

/// Reads the file and, where that is wanted, tries what its examples notice, which takes a while.
async fn try_out(
    name: String,
    bytes: Vec<u8>,
    tries: bool,
) -> anyhow::Result<(Result<Policy, Vec<Problem>>, Vec<u8>, Option<Coverage>)> {
    let work = move || {
        let parsed = Policy::parse(&name, &bytes);
        let coverage = parsed
            .as_ref()
            .ok()
            .filter(|_| tries)
            .map(|policy| policy.coverage(trials::STEPS_MAX));
        (parsed, bytes, coverage)
    };
    Ok(tokio::task::spawn_blocking(work).await?)
}

fn heading(draft: &Draft) -> &'static str {
    match draft.kind {
        DraftKind::Change => t!("draft-change"),
        DraftKind::Rollback => t!("draft-rollback"),
    }
}

fn act(draft: &Draft, person: &SignedIn, control: ChangeControl, is_good: bool) -> Act {
    let own = draft.submitted_by == person.person;
    match (draft.state, own, control) {
        (DraftState::Waiting, true, ChangeControl::SingleAdministrator) if is_good => Act::Alone,
        (DraftState::Waiting, true, _) => Act::Own,
        (DraftState::Waiting, false, _) if is_good => Act::PutInForce,
        (DraftState::Waiting, false, _) => Act::RefuseOnly,
        _ => Act::None,
    }
}

fn ended(draft: &Draft, now: chrono::DateTime<chrono::Utc>) -> Option<Ended> {
    let settled = draft.settled.as_ref()?;
    let by = &settled.by;
    Some(Ended {
        what: match draft.state {
            DraftState::Waiting => return None,
            DraftState::InForce => t!("draft-put-by", name = by),
            DraftState::Withdrawn => t!("draft-withdrawn-by", name = by),
            DraftState::Refused => t!("draft-refused-by", name = by),
        },
        at: Moment::new(settled.at, now),
        why: settled.why.clone(),
    })
}

/// What came of the requests that waited, in a sentence.
fn applied(pass: &Pass) -> String {
    let (denied, kept, unjudged) = (pass.denied, pass.kept, pass.not_judged);
    match (pass.finished_at, pass.is_overtaken) {
        (None, _) => t!(
            "draft-pass-running",
            denied = denied,
            kept = kept,
            unjudged = unjudged
        ),
        (Some(_), true) => t!(
            "draft-pass-overtaken",
            denied = denied,
            kept = kept,
            unjudged = unjudged
        ),
        (Some(_), false) => match denied + kept + unjudged {
            0 => t!("draft-pass-nothing").into(),
            _ => t!("draft-pass", denied = denied, kept = kept, unjudged = unjudged),
        },
    }
}
