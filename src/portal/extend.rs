//! `GET` and `POST /licences/{sku}/extend`: a later end of what one has, asked through policy again; and
//! `POST /licences/{sku}/extend/preview`: what would happen, while it is being filled in.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use chrono_tz::Tz;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::before::{self, Before};
use super::catalogue::KnownSigners;
use super::form::{asked_already_words, complain, not_taken, read};
use super::form_parts::term_choices;
use super::licence_views::{ExtendLive, ExtendPage, ExtendPreview};
use super::question_fields;
use super::typed::Typed;
use super::views::FieldError;
use crate::app::App;
use crate::catalog;
use crate::fulfilment::store as grants;
use crate::ids::SkuId;
use crate::people::directory;
use crate::people::signed_in::SignedIn;
use crate::requests::ask::{Ask, Justification, TypedTerm, justification_to_come};
use crate::requests::calendar::{self, day_words};
use crate::requests::extension::{self, Extendable};
use crate::requests::facts::{self, Seen, Wish};
use crate::requests::frame::{frame, price_words};
use crate::requests::paths::held_now;
use crate::requests::questions::{self, Answers};
use crate::requests::submit::{self, Decided, NotTaken};
use crate::requests::term::Term;
use crate::requests::{rules, store};
use crate::web::page::Place;
use crate::web::{Failure, Form, flash};

/// What is to be extended, and how its days are counted.
struct Standing {
    seen: Seen,
    grant: Extendable,
    zone: Tz,
    last_day: NaiveDate,
    /// What was answered when it was asked for.
    answers: Answers,
    today: NaiveDate,
}

impl Standing {
    fn new(app: &App, seen: Seen, grant: Extendable, answers: Answers) -> Self {
        let zone = seen.beneficiary.zone(&app.config.living.zones);
        Self {
            last_day: calendar::last_day(grant.until_at, zone),
            today: calendar::day_of(app.clock.now(), zone),
            seen,
            grant,
            zone,
            answers,
        }
    }

    fn term(&self, typed: &Typed) -> Result<Term, FieldError> {
        let typed = TypedTerm {
            term: typed.term.clone(),
            days: typed.days.clone(),
            ends_on: typed.ends_on.clone(),
            ..TypedTerm::default()
        };
        let extends = Some((self.grant.id, self.last_day));
        let term = typed.read(self.today, extends);
        term.map_err(|(field, message)| FieldError {
            field: field.into(),
            message,
        })
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
        return not_extendable(&app, &session, &person, sku).await;
    };
    let typed = Typed {
        term: "90".into(),
        answers: standing.answers.clone(),
        ..Typed::default()
    };
    Ok(show(&app, &person, &standing, typed, Vec::new())
        .await?
        .into_response())
}

pub async fn extend(
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
        return not_extendable(&app, &session, &person, sku).await;
    };
    if typed.look {
        let page = show(&app, &person, &standing, typed, Vec::new()).await?;
        return Ok(page.into_response());
    }
    let mut errors = Vec::new();
    let justification = Justification::parse(&typed.justification).unwrap_or_else(|message| {
        errors.push(FieldError {
            field: "justification".into(),
            message,
        });
        Justification::default()
    });
    let term = standing.term(&typed).unwrap_or_else(|error| {
        errors.push(error);
        Term::default()
    });
    let mut ask = Ask {
        requester: person.person,
        beneficiary: person.person,
        sku,
        justification,
        term,
        zone: standing.zone,
        plans_off: Vec::new(),
        changes: None,
        answers: standing.answers.clone(),
    };
    let (answers, wrong) = question_fields::read(&typed.answers);
    errors.extend(wrong);
    ask.answers.extend(answers);
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
            let page = show(&app, &person, &standing, typed, vec![not_taken(&why)]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// To the open request for the same product, if there is one.
async fn asked_already(app: &App, person: &SignedIn, sku: SkuId) -> Result<Option<Response>, Failure> {
    let mut conn = app.pool.acquire().await?;
    let open = store::open_for(&mut conn, person.person, sku).await?;
    Ok(open.map(|open| Redirect::to(&format!("/requests/{}", open.id)).into_response()))
}

/// Somebody had it in another window, or has it without an end: said beside what they have.
async fn not_extendable(
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
    let sentence = t!("extend-not", product = product.title());
    flash::leave_not_done(session, &sentence).await?;
    Ok(Redirect::to("/licences").into_response())
}

/// As Graph has it now; `None` = there is nothing whose end could move.
async fn standing(app: &App, person: &SignedIn, sku: SkuId) -> Result<Option<Standing>, Failure> {
    let Some((grant, answers)) = extendable(app, person, sku).await? else {
        return Ok(None);
    };
    let seen = read(app, person.person, person.person, sku).await?;
    Ok(Some(Standing::new(app, seen, grant, answers)))
}

async fn extendable(
    app: &App,
    person: &SignedIn,
    sku: SkuId,
) -> Result<Option<(Extendable, Answers)>, Failure> {
    let mut conn = app.pool.acquire().await?;
    let grant = extension::store::of_person(&mut conn, person.person, sku).await?;
    let Some(grant) = grant else { return Ok(None) };
    let answers = extension::store::answers_of(&mut conn, grant.id).await?;
    Ok(Some((grant, answers)))
}

async fn show(
    app: &App,
    person: &SignedIn,
    standing: &Standing,
    typed: Typed,
    errors: Vec<FieldError>,
) -> Result<ExtendPage, Failure> {
    let product = &standing.seen.product;
    let mut conn = app.pool.acquire().await?;
    let live = live(app, &mut conn, person, standing, (&typed, &errors)).await?;
    let title = t!("extend-title", product = product.title());
    Ok(ExtendPage {
        chrome: frame(&mut conn, person, &title, Place::Licences).await?,
        sku: product.sku_id.to_string(),
        product: product.title().to_owned(),
        until: day_words(standing.last_day),
        until_exact: calendar::exact_words(standing.grant.until_at, standing.zone),
        is_held: standing.grant.is_held,
        live,
        justification: typed.justification,
        terms: term_choices(&typed.term),
        term: typed.term,
        days: typed.days,
        ends_on: typed.ends_on,
        first_day: calendar::plus(standing.last_day, 1)
            .max(standing.today)
            .to_string(),
        zone: t!(
            "extend-zone",
            day = day_words(standing.last_day),
            zone = standing.zone.name()
        ),
        errors,
    })
}

/// What follows from what is chosen.
async fn live(
    app: &App,
    conn: &mut PgConnection,
    person: &SignedIn,
    standing: &Standing,
    (typed, errors): (&Typed, &[FieldError]),
) -> Result<ExtendLive, Failure> {
    let policy = app.in_force()?.policy;
    let (seen, product) = (&standing.seen, &standing.seen.product);
    let term = standing.term(typed);
    let (mut answers, _) = question_fields::read(&typed.answers);
    for (id, answer) in &standing.answers {
        answers.entry(id.clone()).or_insert_with(|| answer.clone());
    }
    let wish = Wish {
        justification: &justification_to_come(),
        term: term.as_ref().copied().unwrap_or(Term {
            extends: Some(standing.grant.id),
            ..Term::default()
        }),
        plans_off: &[],
        changes: None,
        answers: &answers,
        for_whom: None,
    };
    let told = before::tell(&policy, seen, (&wish, app.clock.now()));
    let change = seen.change(&told.foretold.decision, &wish);
    let instead = term.is_err().then(|| t!("before-without-days").to_owned());
    let suggests = seen.requester.is_member();
    Ok(ExtendLive {
        until: day_words(standing.last_day),
        before: Before {
            price: price_words(product.price_cents, product.currency.as_deref()),
            term: match term {
                Ok(_) => change.term_in_words(),
                Err(error) => error.message,
            },
            usual: before::usual(conn, seen, &told).await?,
            ..before::of(
                conn,
                seen,
                &told,
                (person.person, &mut KnownSigners::default()),
                instead,
            )
            .await?
        },
        questions: question_fields::fields(conn, &told.asked, &answers, errors, suggests).await?,
        justification_required: told.justification_required,
    })
}

/// The parts of the form that follow from what is chosen. Reads the licences from Graph, the rest from the mirror, and
/// writes nothing.
pub async fn preview(
    State(app): State<App>,
    person: SignedIn,
    Path(sku): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<ExtendPreview, Failure> {
    let sku: SkuId = sku.parse().map_err(|_| Failure::NotFound)?;
    let (grant, answers) = extendable(&app, &person, sku).await?.ok_or(Failure::NotFound)?;
    let held = held_now(&app.graph, person.person).await.unwrap_or_default();
    let mut conn = app.pool.acquire().await?;
    let parties = (person.person, person.person);
    let seen = facts::from_mirror(&mut conn, parties, sku, held).await?;
    let mut seen = seen.ok_or(Failure::NotFound)?;
    seen.count_spend(&mut conn, &app.in_force()?.policy, app.clock.now())
        .await?;
    let standing = Standing::new(&app, seen, grant, answers);
    let live = live(&app, &mut conn, &person, &standing, (&typed, &[])).await?;
    Ok(ExtendPreview { live })
}
