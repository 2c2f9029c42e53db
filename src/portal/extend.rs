//! `GET` and `POST /licences/{sku}/extend`: a later end of what one has, asked through policy again.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;
use tower_sessions::Session;

use super::catalogue::{denials, signers};
use super::form::{ASKED_ALREADY, before_typing, justification_error, not_taken, read, term_choices};
use super::licence_views::ExtendPage;
use super::views::FieldError;
use crate::app::App;
use crate::catalog;
use crate::fulfilment::store as grants;
use crate::ids::SkuId;
use crate::people::directory;
use crate::people::signed_in::SignedIn;
use crate::policy::Outcome;
use crate::requests::ask::{Ask, Justification, TypedTerm, justification_to_come};
use crate::requests::calendar::{self, day_words};
use crate::requests::extension::{self, Extendable};
use crate::requests::facts::{Seen, Wish};
use crate::requests::frame::{frame, price_words};
use crate::requests::store;
use crate::requests::submit::{self, NotTaken};
use crate::requests::term::Term;
use crate::web::page::Place;
use crate::web::{Failure, Form, flash};

/// What the browser sends; nothing of it is believed yet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    justification: String,
    term: String,
    days: String,
    ends_on: String,
}

/// What is to be extended, and how its days are counted.
struct Standing {
    seen: Seen,
    grant: Extendable,
    zone: Tz,
    last_day: NaiveDate,
    today: NaiveDate,
}

impl Standing {
    fn term(&self, typed: &Typed) -> Result<Term, FieldError> {
        let typed = TypedTerm {
            term: typed.term.clone(),
            days: typed.days.clone(),
            ends_on: typed.ends_on.clone(),
            ..TypedTerm::default()
        };
        let extends = Some((self.grant.id, self.last_day));
        let term = typed.read(self.today, extends);
        term.map_err(|(field, message)| FieldError { field, message })
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
        flash::leave_not_done(&session, ASKED_ALREADY).await?;
        return Ok(elsewhere);
    }
    let Some(standing) = standing(&app, &person, sku).await? else {
        return not_extendable(&app, &session, &person, sku).await;
    };
    let mut errors = Vec::new();
    let justification = Justification::parse(&typed.justification).unwrap_or_else(|message| {
        errors.push(FieldError {
            field: "justification",
            message,
        });
        Justification::default()
    });
    let term = standing.term(&typed).unwrap_or_else(|error| {
        errors.push(error);
        Term::default()
    });
    let ask = Ask {
        requester: person.person,
        beneficiary: person.person,
        sku,
        justification,
        term,
        zone: standing.zone,
        plans_off: Vec::new(),
    };
    let now = app.clock.now();
    let facts = standing.seen.facts(now, &Wish::from(&ask));
    let decision = app.in_force()?.policy.decide(&facts);
    if !errors.iter().any(|error| error.field == "justification") {
        errors.extend(justification_error(&decision));
    }
    if !errors.is_empty() {
        let page = show(&app, &person, &standing, typed, errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.pool.begin().await?;
    let freshness = directory::freshness(&mut tx, now, app.config.living.fresh_hours).await?;
    if let Some(message) = freshness.waits() {
        drop(tx);
        let stale = FieldError { field: "", message };
        let page = show(&app, &person, &standing, typed, vec![stale]).await?;
        return Ok((StatusCode::SERVICE_UNAVAILABLE, page).into_response());
    }
    match submit::submit(&mut tx, now, &standing.seen, &ask, (&facts, &decision)).await? {
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
                flash::leave_not_done(&session, ASKED_ALREADY).await?;
                return Ok(elsewhere);
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
    let sentence = format!(
        "{} was not extended: it has no end, has not begun, or is over.",
        product.title()
    );
    flash::leave_not_done(session, &sentence).await?;
    Ok(Redirect::to("/licences").into_response())
}

/// `None` = there is nothing whose end could move.
async fn standing(app: &App, person: &SignedIn, sku: SkuId) -> Result<Option<Standing>, Failure> {
    let mut conn = app.pool.acquire().await?;
    let grant = extension::store::of_person(&mut conn, person.person, sku).await?;
    drop(conn);
    let Some(grant) = grant else { return Ok(None) };
    let seen = read(app, person.person, person.person, sku).await?;
    let zone = seen.beneficiary.zone(&app.config.living.zones);
    Ok(Some(Standing {
        last_day: calendar::last_day(grant.until_at, zone),
        today: calendar::day_of(app.clock.now(), zone),
        seen,
        grant,
        zone,
    }))
}

async fn show(
    app: &App,
    person: &SignedIn,
    standing: &Standing,
    typed: Typed,
    mut errors: Vec<FieldError>,
) -> Result<ExtendPage, Failure> {
    let now = app.clock.now();
    let policy = app.in_force()?.policy;
    let (seen, product) = (&standing.seen, &standing.seen.product);
    let term = standing.term(&typed).unwrap_or(Term {
        extends: Some(standing.grant.id),
        ..Term::default()
    });
    let decide = |justification: &str| {
        let wish = Wish {
            justification,
            term,
            plans_off: &[],
        };
        policy.decide(&seen.facts(now, &wish))
    };
    let decision = decide(&justification_to_come());
    let mut conn = app.pool.acquire().await?;
    if decision.outcome == Outcome::Denied && errors.is_empty() {
        errors.extend(denials(&decision).map(|text| FieldError {
            field: "",
            message: text.to_owned(),
        }));
    }
    let title = format!("Extend {}", product.title());
    Ok(ExtendPage {
        chrome: frame(&mut conn, person, &title, Place::Licences).await?,
        sku: product.sku_id.to_string(),
        product: product.title().to_owned(),
        until: day_words(standing.last_day),
        until_exact: calendar::exact_words(standing.grant.until_at, standing.zone),
        is_held: standing.grant.is_held,
        price: price_words(product.price_cents, product.currency.as_deref()),
        signers: signers(&mut conn, seen, &decision, person.person).await?,
        justification: typed.justification,
        justification_required: justification_error(&decide("")).map(|error| before_typing(&error.message)),
        terms: term_choices(&typed.term),
        days: typed.days,
        ends_on: typed.ends_on,
        first_day: calendar::plus(standing.last_day, 1)
            .max(standing.today)
            .to_string(),
        zone: format!(
            "Counted from {} on, in your time zone, {}.",
            day_words(standing.last_day),
            standing.zone
        ),
        errors,
    })
}
