//! `GET` and `POST /licences/{sku}/plans`: other plans of what one has, asked through policy again; and
//! `POST /licences/{sku}/plans/preview`: what would happen, while it is being filled in.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono_tz::Tz;
use tower_sessions::Session;

use super::before::{self, Before};
use super::catalogue::KnownSigners;
use super::form::{asked_already_words, complain, not_taken, plans_off, read};
use super::form_parts::plan_choices;
use super::licence_views::{ReplanLive, ReplanPage, ReplanPreview};
use super::question_fields;
use super::typed::Typed;
use super::views::{FieldError, PlanChoice};
use crate::app::App;
use crate::catalog;
use crate::fulfilment::{conflicts, store as grants};
use crate::ids::{PlanId, SkuId};
use crate::people::directory;
use crate::people::signed_in::SignedIn;
use crate::policy::Decision;
use crate::requests::ask::{Ask, Justification, justification_to_come};
use crate::requests::calendar;
use crate::requests::extension;
use crate::requests::facts::{self, Seen, Wish};
use crate::requests::frame::{frame, price_words};
use crate::requests::paths::{GroupNames, held_now};
use crate::requests::questions::{self, Answers};
use crate::requests::replan::{self, Changeable};
use crate::requests::submit::{self, Decided, NotTaken};
use crate::requests::term::Term;
use crate::requests::{rules, store};
use crate::web::page::Place;
use crate::web::{Failure, Form, flash};

/// What is to have other plans.
struct Standing {
    seen: Seen,
    grant: Changeable,
    zone: Tz,
    /// As the policy sees it: the days that are left, at least one.
    term: Term,
    /// What was answered when it was asked for.
    answers: Answers,
}

impl Standing {
    fn new(app: &App, seen: Seen, grant: Changeable, answers: Answers) -> Self {
        let zone = seen.beneficiary.zone(&app.config.living.zones);
        let today = calendar::day_of(app.clock.now(), zone);
        let left = grant.until_at.map(|until| {
            let days = (calendar::last_day(until, zone) - today).num_days().max(1);
            i32::try_from(days).unwrap_or(i32::MAX)
        });
        Self {
            term: Term::now(left),
            seen,
            grant,
            zone,
            answers,
        }
    }

    /// As the form is shown first: the plans that are on.
    fn first_look(&self) -> Typed {
        Typed {
            plans: self.grant.plans_on.iter().map(PlanId::to_string).collect(),
            answers: self.answers.clone(),
            ..Typed::default()
        }
    }
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(sku): Path<String>,
) -> Result<Response, Failure> {
    let sku: SkuId = sku.parse().map_err(|_| Failure::NotFound)?;
    if let Some(elsewhere) = asked_already(&app, &person, sku).await? {
        return Ok(elsewhere);
    }
    let Some(standing) = standing(&app, &person, sku).await? else {
        return not_changeable(&app, &session, &person, sku).await;
    };
    let typed = standing.first_look();
    Ok(show(&app, &person, &standing, typed, Vec::new())
        .await?
        .into_response())
}

pub async fn change(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(sku): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sku: SkuId = sku.parse().map_err(|_| Failure::NotFound)?;
    if let Some(elsewhere) = asked_already(&app, &person, sku).await? {
        flash::leave_not_done(&session, asked_already_words()).await?;
        return Ok(elsewhere);
    }
    let Some(standing) = standing(&app, &person, sku).await? else {
        return not_changeable(&app, &session, &person, sku).await;
    };
    if typed.look {
        let page = show(&app, &person, &standing, typed, Vec::new()).await?;
        return Ok(page.into_response());
    }
    let (mut ask, mut errors) = parse(&person, &standing, &typed);
    let now = app.clock.now();
    let policy = app.in_force()?.policy;
    let mut facts = standing.seen.facts(now, &Wish::from(&ask));
    let mut conn = app.pool.acquire().await?;
    let (decision, wrong) = questions::decide(&mut conn, &policy, &mut facts, &ask.answers).await?;
    drop(conn);
    ask.answers.clone_from(&facts.request.answers);
    complain(&mut errors, &decision, wrong);
    if !errors.is_empty() {
        let page = show(&app, &person, &standing, typed, errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.pool.begin().await?;
    let freshness = directory::freshness(&mut tx, now, app.config.living.fresh_hours).await?;
    if let Some(message) = freshness.waits() {
        drop(tx);
        let stale = FieldError::of_all(message);
        let page = show(&app, &person, &standing, typed, vec![stale]).await?;
        return Ok((StatusCode::SERVICE_UNAVAILABLE, page).into_response());
    }
    let decided = Decided {
        policy: &policy,
        facts: &facts,
        decision: &decision,
    };
    match submit::submit(&mut tx, now, &standing.seen, &ask, decided).await? {
        Ok(request) => {
            tx.commit().await?;
            app.bell.ring();
            Ok(Redirect::to(&format!("/requests/{}", request.id)).into_response())
        }
        Err(why) => {
            tx.rollback().await?;
            if why == NotTaken::AlreadyAsked
                && let Some(elsewhere) = asked_already(&app, &person, sku).await?
            {
                flash::leave_not_done(&session, asked_already_words()).await?;
                return Ok(elsewhere);
            }
            if why == NotTaken::PolicyChanged {
                rules::refresh(&app).await?;
            }
            let mut error = not_taken(&why);
            if why == NotTaken::NothingChanges {
                error.field = "plans".into();
            }
            let page = show(&app, &person, &standing, typed, vec![error]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// What is asked, and what of it can not be read.
fn parse(person: &SignedIn, standing: &Standing, typed: &Typed) -> (Ask, Vec<FieldError>) {
    let mut errors = Vec::new();
    let justification = Justification::parse(&typed.justification).unwrap_or_else(|message| {
        errors.push(FieldError {
            field: "justification".into(),
            message,
        });
        Justification::default()
    });
    let plans_off = plans_off(&standing.seen, &typed.plans).unwrap_or_else(|message| {
        errors.push(FieldError {
            field: "plans".into(),
            message,
        });
        Vec::new()
    });
    let (answers, wrong) = question_fields::read(&typed.answers);
    errors.extend(wrong);
    let mut ask = Ask {
        requester: person.person,
        beneficiary: person.person,
        sku: standing.grant.sku_id,
        justification,
        term: standing.term,
        zone: standing.zone,
        plans_off,
        changes: Some(standing.grant.id),
        answers: standing.answers.clone(),
    };
    ask.answers.extend(answers);
    (ask, errors)
}

/// To the open request for the same product, if there is one.
async fn asked_already(app: &App, person: &SignedIn, sku: SkuId) -> Result<Option<Response>, Failure> {
    let mut conn = app.pool.acquire().await?;
    let open = store::open_for(&mut conn, person.person, sku).await?;
    Ok(open.map(|open| Redirect::to(&format!("/requests/{}", open.id)).into_response()))
}

/// It was given back in another window, or something of it is on its way: said beside what they have.
async fn not_changeable(
    app: &App,
    session: &Session,
    person: &SignedIn,
    sku: SkuId,
) -> Result<Response, Failure> {
    let mut conn = app.pool.acquire().await?;
    let grants = grants::of_person(&mut conn, person.person).await?;
    if !grants.iter().any(|grant| grant.sku_id == sku) {
        return Err(Failure::NotFound);
    }
    let product = catalog::store::by_sku(&mut conn, sku).await?;
    let product = product.ok_or(Failure::NotFound)?;
    let sentence = t!("replan-not", product = product.title());
    flash::leave_not_done(session, &sentence).await?;
    Ok(Redirect::to("/licences").into_response())
}

/// As Graph has it now; `None` = there is nothing whose plans could change.
async fn standing(app: &App, person: &SignedIn, sku: SkuId) -> Result<Option<Standing>, Failure> {
    let Some((grant, answers)) = changeable(app, person, sku).await? else {
        return Ok(None);
    };
    let seen = read(app, person.person, person.person, sku).await?;
    Ok(Some(Standing::new(app, seen, grant, answers)))
}

async fn changeable(
    app: &App,
    person: &SignedIn,
    sku: SkuId,
) -> Result<Option<(Changeable, Answers)>, Failure> {
    let mut conn = app.pool.acquire().await?;
    let grant = replan::store::of_person(&mut conn, person.person, sku).await?;
    let Some(grant) = grant.filter(|grant| grant.is_settled) else {
        return Ok(None);
    };
    let answers = extension::store::answers_of(&mut conn, grant.id).await?;
    Ok(Some((grant, answers)))
}

async fn show(
    app: &App,
    person: &SignedIn,
    standing: &Standing,
    typed: Typed,
    errors: Vec<FieldError>,
) -> Result<ReplanPage, Failure> {
    let product = &standing.seen.product;
    let live = live(app, person, standing, (&typed, &errors)).await?;
    let title = t!("replan-title", product = product.title());
    let mut conn = app.pool.acquire().await?;
    Ok(ReplanPage {
        chrome: frame(&mut conn, person, &title, Place::Licences).await?,
        product: product.title().to_owned(),
        live,
        justification: typed.justification,
        errors,
    })
}

/// What follows from what is chosen.
async fn live(
    app: &App,
    person: &SignedIn,
    standing: &Standing,
    (typed, errors): (&Typed, &[FieldError]),
) -> Result<ReplanLive, Failure> {
    let policy = app.in_force()?.policy;
    let (seen, product) = (&standing.seen, &standing.seen.product);
    let groups = GroupNames::read(&app.graph, &app.pool, seen.beneficiary.id, &seen.held).await?;
    let mut conn = app.pool.acquire().await?;
    let (mut answers, _) = question_fields::read(&typed.answers);
    for (id, answer) in &standing.answers {
        answers.entry(id.clone()).or_insert_with(|| answer.clone());
    }
    let off = plans_off(seen, &typed.plans);
    let wish = Wish {
        justification: &justification_to_come(),
        term: standing.term,
        plans_off: off.as_deref().unwrap_or_default(),
        changes: Some(standing.grant.id),
        answers: &answers,
        for_whom: None,
    };
    let told = before::tell(&policy, seen, (&wish, app.clock.now()));
    let decision = &told.foretold.decision;
    let change = seen.change(decision, &wish);
    let nothing = replan::changes_nothing(&standing.grant, &change).then(|| t!("replan-nothing").to_owned());
    let instead = off.as_ref().err().cloned().or(nothing);
    let suggests = seen.requester.is_member();
    let titles = |of: &dyn Fn(&PlanId) -> bool| {
        let plans = seen.plans.iter().filter(|plan| of(&plan.plan_id));
        plans.map(|plan| plan.title().to_owned()).collect::<Vec<_>>()
    };
    let (was, will) = (&standing.grant.plans_on, &change.plans_on);
    Ok(ReplanLive {
        sku: product.sku_id.to_string(),
        switched_on: titles(&|plan| will.contains(plan) && !was.contains(plan)),
        switched_off: match off {
            Ok(_) => titles(&|plan| was.contains(plan) && !will.contains(plan)),
            Err(_) => Vec::new(),
        },
        before: Before {
            price: price_words(product.price_cents, product.currency.as_deref()),
            term: change.term_in_words(),
            ..before::of(
                &mut conn,
                seen,
                &told,
                (person.person, &mut KnownSigners::default()),
                instead,
            )
            .await?
        },
        questions: question_fields::fields(&mut conn, &told.asked, &answers, errors, suggests).await?,
        justification_required: told.justification_required,
        plans_error: errors
            .iter()
            .find(|error| error.field == "plans")
            .map(|error| error.message.clone()),
        warnings: conflicts::warnings(&mut conn, seen, will).await?,
        plans: choices(standing, typed, decision, &groups),
    })
}

/// Every plan that can be switched. What nobody can ask for and is on stays on.
fn choices(standing: &Standing, typed: &Typed, decision: &Decision, groups: &GroupNames) -> Vec<PlanChoice> {
    let mut choices = plan_choices(&standing.seen, typed, decision, groups);
    for stays in standing.seen.stay_on() {
        let id = stays.plan_id.to_string();
        for choice in choices.iter_mut().filter(|choice| choice.id == id) {
            choice.on = true;
            choice.kept_off = Some(t!("replan-stays-on").to_owned());
        }
    }
    choices
}

/// The parts of the form that follow from what is chosen. Reads the licences from Graph, the rest from the mirror, and
/// writes nothing.
pub async fn preview(
    State(app): State<App>,
    person: SignedIn,
    Path(sku): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<ReplanPreview, Failure> {
    let sku: SkuId = sku.parse().map_err(|_| Failure::NotFound)?;
    let (grant, answers) = changeable(&app, &person, sku).await?.ok_or(Failure::NotFound)?;
    let held = held_now(&app.graph, person.person).await.unwrap_or_default();
    let mut conn = app.pool.acquire().await?;
    let parties = (person.person, person.person);
    let seen = facts::from_mirror(&mut conn, parties, sku, held).await?;
    let mut seen = seen.ok_or(Failure::NotFound)?;
    seen.count_spend(&mut conn, &app.in_force()?.policy, app.clock.now())
        .await?;
    drop(conn);
    let standing = Standing::new(&app, seen, grant, answers);
    let live = live(&app, &person, &standing, (&typed, &[])).await?;
    Ok(ReplanPreview { live })
}
