//! What an approver can do beside signing and denying as it was asked: `POST /approvals/{stage}/narrow`, `…/ask`,
//! `…/ask/take-back` and `…/undo`; and what the card shows for it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::pages::{self, Typed, WrongField, parse, show};
use super::queue::view::View;
use crate::app::App;
use crate::catalog::Plan;
use crate::ids::{PersonId, PlanId, RequestId, StageId};
use crate::people::signed_in::SignedIn;
use crate::policy::MayChange;
use crate::requests::appeal;
use crate::requests::ask::Justification;
use crate::requests::ask::parse_day;
use crate::requests::inquiry::{self, Asked};
use crate::requests::narrowing::{Narrowing, NewEnd, NotNarrower};
use crate::requests::questions::Answered;
use crate::requests::replacement::staging_decision;
use crate::requests::review::Reviewed;
use crate::requests::take_back::{self, TakenBack};
use crate::requests::{Answer, Change, Request, RequestState, Stage, store};
use crate::web::page::Moment;
use crate::web::{Failure, Form, flash};

/// What can be answered, as the card shows it.
#[derive(Clone, Debug, Default)]
pub struct Answering {
    /// What of it may be changed while signing; `None` = nothing.
    pub narrowing: Option<NarrowingForm>,
    /// A question that waits for an answer.
    pub asked: Option<AskedLine>,
    /// One's own answer can be taken back.
    pub can_undo: bool,
    /// "It is carried out in 20 seconds."
    pub carried_out: Option<Moment>,
    pub question: String,
    pub question_error: Option<String>,
    pub narrow_error: Option<String>,
    /// Whoever approves has to write why.
    pub wants_note: bool,
    pub note_error: Option<String>,
}

#[derive(Clone, Debug)]
pub struct NarrowingForm {
    pub term: Option<TermField>,
    /// Empty = the plans may not be changed.
    pub plans: Vec<PlanTick>,
}

/// A shorter term, said as the term was: days, or a last day.
#[derive(Clone, Debug)]
pub struct TermField {
    pub is_day: bool,
    /// As typed; empty = as it was asked.
    pub typed: String,
    /// At most this; `None` = it was asked without end.
    pub most: Option<String>,
}

#[derive(Clone, Debug)]
pub struct PlanTick {
    pub id: String,
    pub title: String,
    /// To be off.
    pub off: bool,
}

#[derive(Clone, Debug)]
pub struct AskedLine {
    pub who: String,
    pub text: String,
    pub at: Moment,
    /// Whoever looks asked it.
    pub is_mine: bool,
}

impl Answering {
    pub(super) async fn of(
        conn: &mut PgConnection,
        (person, now, app): (PersonId, DateTime<Utc>, &App),
        (request, stage): (&Request, &Stage),
        (change, plans): (&Change, &[Plan]),
        (typed, wrong): (&Typed, Option<&(WrongField, String)>),
    ) -> Result<Self, Failure> {
        let waits = request.state == RequestState::AwaitingApproval;
        let error = |field: WrongField| wrong.filter(|(at, _)| *at == field).map(|(_, text)| text.clone());
        let open = inquiry::store::open_of(conn, request.id).await?;
        let asked = open.filter(|_| waits).map(|inquiry| AskedLine {
            is_mine: inquiry.asked_by == person,
            who: inquiry.asker,
            text: inquiry.question,
            at: Moment::new(inquiry.asked_at, now),
        });
        let carry_out_at = store::signed(conn, request.id).await?.map(|(_, at)| at);
        Ok(Self {
            narrowing: narrowing_form(conn, (request, stage), (change, plans), typed).await?,
            asked,
            can_undo: take_back::is_possible(conn, now, person, (request, stage), app.config.undo_for)
                .await?,
            carried_out: carry_out_at.filter(|at| *at > now).map(|at| Moment::new(at, now)),
            question: typed.question.clone(),
            question_error: error(WrongField::Question),
            narrow_error: error(WrongField::Narrowing),
            wants_note: store::wants_note(conn, &[stage.id]).await?,
            note_error: error(WrongField::Note),
        })
    }
}

/// What whoever asked said since: to questions of those who sign, and against a denial.
pub(super) async fn since(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<Vec<Answered>> {
    let asked = inquiry::store::of_request(conn, request).await?;
    let appeal = appeal::store::of_request(conn, request).await?;
    let answered = asked.into_iter().filter_map(|inquiry| {
        Some(Answered {
            question: t!(
                "card-asked-since",
                who = inquiry.asker,
                question = inquiry.question
            ),
            answer: inquiry.answer?,
        })
    });
    let appealed = appeal.map(|appeal| Answered {
        question: t!("card-appealed", who = appeal.by),
        answer: appeal.text,
    });
    Ok(answered.chain(appealed).collect())
}

/// What the route lets whoever signs here change.
async fn narrowing_form(
    conn: &mut PgConnection,
    (request, stage): (&Request, &Stage),
    (change, plans): (&Change, &[Plan]),
    typed: &Typed,
) -> Result<Option<NarrowingForm>, Failure> {
    let staging = staging_decision(conn, request.id).await?;
    let rule = staging.as_ref().and_then(|decision| {
        let place = usize::try_from(stage.position - 1).ok()?;
        decision.stages.get(place)
    });
    let may = rule.map_or(&[][..], |rule| rule.may_change.as_slice());
    let may_shorten = may.contains(&MayChange::Term) && change.changes.is_none();
    let term = may_shorten.then(|| match change.ends_on {
        Some(day) => TermField {
            is_day: true,
            typed: typed.ends_on.clone(),
            most: Some(day.to_string()),
        },
        None => TermField {
            is_day: false,
            typed: typed.days.clone(),
            most: change.term_days.map(|days| days.to_string()),
        },
    });
    let tick = |id: &PlanId| {
        let plan = plans
            .iter()
            .find(|plan| plan.plan_id == *id && plan.can_be_asked_for())?;
        Some(PlanTick {
            id: id.to_string(),
            title: plan.title().to_owned(),
            off: typed.plans_off.contains(&id.to_string()),
        })
    };
    let plans: Vec<_> = match may.contains(&MayChange::Plans) && change.plans_on.len() > 1 {
        true => change.plans_on.iter().filter_map(tick).collect(),
        false => Vec::new(),
    };
    Ok((term.is_some() || !plans.is_empty()).then_some(NarrowingForm { term, plans }))
}

/// What the form says.
fn read_narrowing(typed: &Typed) -> Result<Narrowing, String> {
    let end = match (typed.days.trim(), typed.ends_on.trim()) {
        ("", "") => None,
        ("", day) => Some(NewEnd::On(parse_day(day)?)),
        (days, _) => match days.parse() {
            Ok(days) if days > 0 => Some(NewEnd::Days(days)),
            _ => return Err(t!("answer-days-wrong").into()),
        },
    };
    let plans_off: Result<Vec<PlanId>, _> = typed.plans_off.iter().map(|id| id.parse()).collect();
    let plans_off = plans_off.map_err(|_| t!("answer-plan-unknown"))?;
    let narrowing = Narrowing { end, plans_off };
    match narrowing.is_empty() {
        true => Err(t!("answer-nothing-changed").into()),
        false => Ok(narrowing),
    }
}

pub(super) fn not_narrower(why: NotNarrower) -> String {
    match why {
        NotNarrower::Longer => t!("answer-not-less"),
        NotNarrower::NoPlans => t!("answer-no-plans"),
        NotNarrower::NoDays => t!("answer-no-days"),
        NotNarrower::Denied => t!("answer-less-denied"),
        NotNarrower::TermIsFixed => t!("answer-term-fixed"),
        NotNarrower::PlansAreFixed => t!("answer-plans-fixed"),
    }
    .into()
}

pub async fn narrow(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let id = parse(&id)?;
    match read_narrowing(&typed) {
        Ok(narrowing) => {
            pages::sign((&app, &session), person, id, (Answer::Approve, &narrowing), typed).await
        }
        Err(message) => {
            let wrong = Some((WrongField::Narrowing, message));
            let page = show(&app, &person, id, typed, wrong, false).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

pub async fn ask(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let id = parse(&id)?;
    let question = match Justification::parse(&typed.question) {
        Ok(question) if question.as_str().is_empty() => Err(t!("answer-question-empty").to_owned()),
        other => other,
    };
    let question = match question {
        Ok(question) => question,
        Err(message) => {
            let wrong = Some((WrongField::Question, message));
            let page = show(&app, &person, id, typed, wrong, false).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let mut tx = app.pool.begin().await?;
    let asked = inquiry::ask(&mut tx, app.clock.now(), person.person, id, question.as_str()).await?;
    tx.commit().await?;
    app.bell.ring();
    match asked {
        Asked::Done => flash::leave(&session, t!("answer-question-sent")).await?,
        Asked::OneIsOpen => flash::leave_not_done(&session, t!("answer-question-open")).await?,
        Asked::TooLate => flash::leave_not_done(&session, t!("answer-question-late")).await?,
        Asked::Refused(why) => return Err(refusal(&why)),
    }
    Ok(back(id, &typed.list))
}

/// From where a button was pressed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    /// The list from which one came to the card.
    list: String,
    /// The page that says what became of several.
    outcome: bool,
}

pub async fn take_question_back(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(from): Form<From>,
) -> Result<Response, Failure> {
    let id = parse(&id)?;
    let mut tx = app.pool.begin().await?;
    let stage = store::stage(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    let asked = inquiry::take_back(&mut tx, app.clock.now(), person.person, stage.request_id).await?;
    tx.commit().await?;
    app.bell.ring();
    match asked {
        Asked::Done => flash::leave(&session, t!("answer-question-taken-back")).await?,
        Asked::TooLate | Asked::OneIsOpen => {
            flash::leave_not_done(&session, t!("answer-question-answered")).await?;
        }
        Asked::Refused(_) => return Err(Failure::NotFound),
    }
    Ok(back(id, &from.list))
}

pub async fn undo(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(from): Form<From>,
) -> Result<Response, Failure> {
    let id = parse(&id)?;
    let mut tx = app.pool.begin().await?;
    let taken =
        take_back::take_back(&mut tx, app.clock.now(), person.person, id, app.config.undo_for).await?;
    tx.commit().await?;
    app.bell.ring();
    match taken {
        TakenBack::Done => flash::leave(&session, t!("answer-taken-back")).await?,
        TakenBack::TooLate => flash::leave_not_done(&session, t!("answer-stays")).await?,
        TakenBack::NotYours => return Err(Failure::NotFound),
    }
    Ok(match from.outcome {
        true => Redirect::to("/approvals/bulk").into_response(),
        false => back(id, &from.list),
    })
}

/// Why somebody may not answer, as a page.
pub(super) fn refusal(why: &Reviewed) -> Failure {
    Failure::Forbidden(refusal_words(why).into())
}

pub(super) fn refusal_words(why: &Reviewed) -> &'static str {
    match why {
        Reviewed::OwnRequest => t!("answer-own-request"),
        Reviewed::SignedBefore => t!("answer-signed-before"),
        Reviewed::SignedInTheirPlace => t!("answer-signed-in-place"),
        _ => t!("answer-not-yours"),
    }
}

fn back(id: StageId, list: &str) -> Response {
    Redirect::to(&View::parse(list).card(id)).into_response()
}
