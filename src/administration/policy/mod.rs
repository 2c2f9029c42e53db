//! `GET /admin/policy`: the version in force, the drafts that wait, and the file as it is on the disk; `POST
//! /admin/policy/drafts` and `…/from-disk`: a version is submitted, from a file that is sent or from the disk.

mod diff;
pub mod draft;
pub mod register;
mod trials;
pub mod views;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use self::views::{DraftRow, PolicyOnDisk, PolicyPage, PolicyProblem, RefusedFile, RuleLine, SubmitForm};
use super::reason;
use crate::app::App;
use crate::audit::Actor;
use crate::config::ChangeControl;
use crate::people::signed_in::{Administrator, SignedIn};
use crate::policy::{Policy, Problem, RuleKind, RuleSummary};
use crate::requests::frame::frame;
use crate::requests::rules::drafts::{self, Draft, DraftKind, DraftState, NewDraft, Submitted};
use crate::requests::rules::{self, OnDisk};
use crate::web::page::{Badge, Moment, Place, Tone};
use crate::web::upload::{NoFile, Upload};
use crate::web::{Failure, Form, flash};

/// Characters of a version that are shown; enough to tell versions apart.
const SHORT_VERSION_CHARS: usize = 12;
/// Drafts that are listed; whoever has more should decide some first.
const MOST_DRAFTS: i64 = 50;
/// Characters of a file's name that are kept.
pub(super) const FILE_NAME_CHARS: usize = 100;
/// Characters of a line that are shown at a mistake.
const LINE_CHARS: usize = 200;

pub async fn page(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
) -> Result<PolicyPage, Failure> {
    let mut page = show(&app, &person).await?;
    page.chrome = flash::take(&session, page.chrome).await?;
    Ok(page)
}

async fn show(app: &App, person: &SignedIn) -> Result<PolicyPage, Failure> {
    let now = app.clock.now();
    let in_force = app.in_force()?;
    let version = in_force.policy.version();
    let mut conn = app.pool.acquire().await?;
    let waiting = drafts::waiting(&mut conn, MOST_DRAFTS).await?;
    drop(conn);
    let disk = on_disk(app, version, &waiting).await?;
    let mut conn = app.pool.acquire().await?;
    let rules = in_force.policy.rules();
    let lines = |kind| rules.iter().filter(|rule| rule.kind == kind).map(line).collect();
    Ok(PolicyPage {
        chrome: frame(&mut conn, person, t!("policy-title"), Place::Policy).await?,
        version: short(version),
        version_href: version_href(version),
        since: Moment::new(in_force.since, now),
        path: app.config.policy_file.display().to_string(),
        disk,
        guards: lines(RuleKind::Guard),
        routes: lines(RuleKind::Route),
        examples: t!("policy-examples", count = in_force.policy.examples()),
        drafts: waiting.iter().map(|draft| draft_row(draft, now)).collect(),
        who_decides: match app.config.change_control {
            ChangeControl::TwoAdministrators => t!("policy-two-decide"),
            ChangeControl::SingleAdministrator => t!("policy-one-decides"),
        },
        upload: SubmitForm::default(),
        from_disk: SubmitForm::default(),
        refused: None,
    })
}

async fn on_disk(app: &App, in_force: &str, waiting: &[Draft]) -> anyhow::Result<PolicyOnDisk> {
    let read = rules::read_file_aside(&app.config.policy_file).await?;
    Ok(match read {
        OnDisk::Good(policy, _) if policy.version() == in_force => PolicyOnDisk::Same,
        OnDisk::Good(policy, _) => {
            let version = policy.version();
            match waiting.iter().find(|draft| draft.version == version) {
                Some(draft) => PolicyOnDisk::Waits(draft::href(draft.id)),
                None => PolicyOnDisk::Newer {
                    version: version.to_owned(),
                    short: short(version),
                },
            }
        }
        OnDisk::Broken(problems) => {
            let bytes = rules::read_no_more(&app.config.policy_file).unwrap_or_default();
            PolicyOnDisk::Broken(told(&problems, &bytes))
        }
    })
}

/// A version from a file that is sent.
pub async fn submit(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    request: Request,
) -> Result<Response, Failure> {
    let upload = match Upload::read_at_most(rules::LARGEST_POLICY_BYTES, request).await {
        Ok(upload) => upload,
        Err(NoFile::Failure(failure)) => return Err(failure),
        Err(NoFile::TooLarge) => {
            let form = SubmitForm {
                file_error: Some(t!("policy-file-too-large").into()),
                ..SubmitForm::default()
            };
            return typed_again(&app, &person, StatusCode::PAYLOAD_TOO_LARGE, |page| {
                page.upload = form
            })
            .await;
        }
    };
    let why = reason::required(upload.text("why"));
    let file_error = match (upload.bytes.is_empty(), upload.file_name.is_empty()) {
        (true, true) => Some(t!("policy-file-none").to_owned()),
        (true, false) => Some(t!("policy-file-empty", name = upload.file_name)),
        (false, _) => None,
    };
    let mut form = SubmitForm {
        why: upload.text("why").to_owned(),
        why_error: why.as_ref().err().cloned(),
        file_error,
    };
    let (Ok(why), None) = (&why, &form.file_error) else {
        return typed_again(&app, &person, StatusCode::UNPROCESSABLE_ENTITY, |page| {
            page.upload = form;
        })
        .await;
    };
    let name: String = match upload.file_name.trim() {
        "" => "policy.toml".to_owned(),
        name => name.chars().take(FILE_NAME_CHARS).collect(),
    };
    let (parsed, bytes) = rules::parse(name.clone(), upload.bytes).await?;
    match parsed {
        Ok(policy) => {
            let submitted = begin(&app, &person, (&policy, &bytes), (&name, why)).await?;
            answer(&session, submitted).await
        }
        Err(problems) => {
            reject(&app, &person, &problems).await?;
            form.file_error = Some(t!("policy-file-bad").into());
            let refused = RefusedFile {
                count: t!("policy-mistakes", count = problems.len()),
                problems: told(&problems, &bytes),
                name,
            };
            typed_again(&app, &person, StatusCode::UNPROCESSABLE_ENTITY, |page| {
                page.upload = form;
                page.refused = Some(refused);
            })
            .await
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FromDisk {
    /// The version that the page showed; what is submitted is what was looked at.
    version: String,
    why: String,
}

/// The version of the file on the disk.
pub async fn submit_from_disk(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Form(typed): Form<FromDisk>,
) -> Result<Response, Failure> {
    match rules::read_file_aside(&app.config.policy_file).await? {
        OnDisk::Good(policy, bytes) if policy.version() == typed.version => {
            let why = match reason::required(&typed.why) {
                Ok(why) => why,
                Err(message) => {
                    return typed_again(&app, &person, StatusCode::UNPROCESSABLE_ENTITY, |page| {
                        page.from_disk.why = typed.why;
                        page.from_disk.why_error = Some(message);
                    })
                    .await;
                }
            };
            let path = &app.config.policy_file;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let name = name.unwrap_or_else(|| "policy.toml".into());
            let submitted = begin(&app, &person, (&policy, &bytes), (&name, &why)).await?;
            answer(&session, submitted).await
        }
        OnDisk::Good(..) => {
            typed_again(&app, &person, StatusCode::CONFLICT, |page| {
                page.from_disk.why = typed.why;
                page.from_disk.file_error = Some(t!("policy-disk-changed").into());
            })
            .await
        }
        OnDisk::Broken(problems) => {
            reject(&app, &person, &problems).await?;
            typed_again(&app, &person, StatusCode::UNPROCESSABLE_ENTITY, |_| {}).await
        }
    }
}

/// Submits what was read, and answers what became of it.
async fn begin(
    app: &App,
    person: &SignedIn,
    (policy, bytes): (&Policy, &[u8]),
    (name, why): (&str, &str),
) -> Result<Submitted, Failure> {
    let new = NewDraft {
        kind: DraftKind::Change,
        policy,
        bytes,
        file_name: Some(name),
        by: person.person,
        why,
    };
    let mut tx = app.pool.begin().await?;
    let submitted = drafts::submit(&mut tx, app.clock.now(), new).await?;
    tx.commit().await?;
    Ok(submitted)
}

/// Where one goes after submitting.
pub(super) async fn answer(session: &Session, submitted: Submitted) -> Result<Response, Failure> {
    let (sentence, address) = match submitted {
        Submitted::Waits(id) => (t!("policy-submitted"), draft::href(id)),
        Submitted::InForceAlready => (t!("policy-in-force-already"), "/admin/policy".into()),
        Submitted::WaitsAlready(id) => (t!("policy-waits-already"), draft::href(id)),
    };
    flash::leave(session, sentence).await?;
    Ok(Redirect::to(&address).into_response())
}

async fn reject(app: &App, person: &SignedIn, problems: &[Problem]) -> Result<(), Failure> {
    let mut tx = app.pool.begin().await?;
    rules::rejected(&mut tx, app.clock.now(), Actor::Person(person.person), problems).await?;
    tx.commit().await?;
    Ok(())
}

/// The page again, with what was typed and what is wrong.
async fn typed_again(
    app: &App,
    person: &SignedIn,
    status: StatusCode,
    with: impl FnOnce(&mut PolicyPage),
) -> Result<Response, Failure> {
    let mut page = show(app, person).await?;
    with(&mut page);
    Ok((status, page).into_response())
}

/// Mistakes with the lines that they are on.
pub(super) fn told(problems: &[Problem], bytes: &[u8]) -> Vec<PolicyProblem> {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<_> = text.lines().collect();
    let line = |number: usize| {
        let line = number.checked_sub(1).and_then(|at| lines.get(at));
        line.map(|line| line.trim().chars().take(LINE_CHARS).collect())
            .unwrap_or_default()
    };
    problems
        .iter()
        .map(|problem| PolicyProblem {
            at: format!("{}:{}:{}", problem.file, problem.line, problem.column),
            message: problem.message.clone(),
            line: line(problem.line),
        })
        .collect()
}

fn line(rule: &RuleSummary) -> RuleLine {
    let mut effect = rule.does.join("; ");
    if !rule.products.is_empty() {
        effect = format!("{}: {effect}", rule.products.join(", "));
    }
    RuleLine {
        id: rule.id.clone(),
        when: rule.when.clone().unwrap_or_default(),
        effect,
    }
}

pub(super) fn short(version: &str) -> String {
    version.chars().take(SHORT_VERSION_CHARS).collect()
}

fn version_href(version: &str) -> String {
    format!("/admin/policy/versions/{version}")
}

fn draft_row(draft: &Draft, now: chrono::DateTime<chrono::Utc>) -> DraftRow {
    DraftRow {
        href: draft::href(draft.id),
        kind: match draft.kind {
            DraftKind::Change => t!("policy-kind-change"),
            DraftKind::Rollback => t!("policy-kind-rollback"),
        },
        short: short(&draft.version),
        submitter: draft.submitter.clone(),
        submitted: Moment::new(draft.submitted_at, now),
        why: draft.why.clone(),
        state: state_badge(draft.state),
    }
}

fn state_badge(state: DraftState) -> Badge {
    match state {
        DraftState::Waiting => Badge::new(Tone::Waiting, t!("policy-state-waits")),
        DraftState::InForce => Badge::new(Tone::Good, t!("policy-state-in-force")),
        DraftState::Withdrawn => Badge::new(Tone::Neutral, t!("policy-state-withdrawn")),
        DraftState::Refused => Badge::new(Tone::Bad, t!("policy-state-refused")),
    }
}
