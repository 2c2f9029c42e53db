//! `GET /admin/break-glass`: an administrator gives a licence at once; `POST`: looks at it first, then gives it.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sqlx::PgConnection;
use tower_sessions::Session;

use crate::app::App;
use crate::catalog;
use crate::config::SeatsInWarning;
use crate::ids::{PersonId, SkuId};
use crate::people::Person;
use crate::people::picker::Picker;
use crate::people::signed_in::{Administrator, SignedIn};
use crate::requests::ask::Justification;
use crate::requests::break_glass::{self, Giving, LONGEST_DAYS, NotGiven, SHORTEST_REASON_CHARS};
use crate::requests::facts::{self, Seen};
use crate::requests::frame::{frame, price_words};
use crate::requests::paths::held_now;
use crate::requests::submit::NotTaken;
use crate::web::page::{Choice, Chrome, Place};
use crate::web::{Failure, Form, flash};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "break_glass.html")]
pub struct BreakGlassPage {
    pub chrome: Chrome,
    /// Who gets it.
    pub pickers: Vec<Picker>,
    pub products: Vec<Choice>,
    pub longest: i32,
    pub shortest: usize,
    /// As typed.
    pub days: String,
    pub reason: String,
    /// Field and message.
    pub errors: Vec<(&'static str, String)>,
    /// What would be given, once everything is typed.
    pub preview: Option<Preview>,
}

impl BreakGlassPage {
    pub fn error(&self, field: &str) -> Option<&str> {
        let found = self.errors.iter().find(|(name, _)| *name == field);
        found.map(|(_, message)| message.as_str())
    }
}

#[derive(Clone, Debug)]
pub struct Preview {
    pub upn: String,
    pub person: String,
    pub sku: String,
    pub product: String,
    pub cost: String,
    /// "3 of 25".
    pub free: String,
    pub plans: Vec<Choice>,
    /// Why it can not be given.
    pub obstacle: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    person: String,
    person_id: String,
    product: String,
    days: String,
    reason: String,
    plans: Vec<String>,
    /// `yes` = the plans were shown.
    looked: String,
    /// `search`, `preview`, `change` or `give`.
    step: String,
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
) -> Result<BreakGlassPage, Failure> {
    let mut conn = app.pool.acquire().await?;
    let page = show(&mut conn, &person, picker(), &Typed::default()).await?;
    Ok(BreakGlassPage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

fn picker() -> Picker {
    Picker::new("person", t!("glass-who"), t!("glass-who-hint"))
}

pub async fn give(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let mut conn = app.pool.acquire().await?;
    let mut picker = picker();
    let who = picker
        .pick(&mut conn, &person, (&typed.person, &typed.person_id))
        .await?;
    let mut errors = Vec::new();
    errors.extend(picker.error.clone().map(|message| ("person", message)));
    let wish = parse(&typed, &mut errors);
    if matches!(typed.step.as_str(), "search" | "change") {
        return Ok(show(&mut conn, &person, picker, &typed).await?.into_response());
    }
    let (Some(who), Some(wish), true) = (who, wish, errors.is_empty()) else {
        let page = show(&mut conn, &person, picker, &typed).await?;
        return Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            BreakGlassPage { errors, ..page },
        )
            .into_response());
    };
    drop(conn);
    if typed.step != "give" || typed.looked != "yes" {
        let preview = look(&app, person.person, &who, wish.sku).await?;
        let mut conn = app.pool.acquire().await?;
        let page = show(&mut conn, &person, picker, &typed).await?;
        return Ok(BreakGlassPage {
            preview: Some(preview),
            ..page
        }
        .into_response());
    }
    let seen = read_again(&app, (person.person, who.id), wish.sku).await?;
    let plans_off: Vec<_> = seen
        .switchable()
        .map(|plan| plan.plan_id)
        .filter(|plan| !typed.plans.contains(&plan.to_string()))
        .collect();
    let giving = Giving {
        by: person.person,
        plans_off: &plans_off,
        days: wish.days,
        reason: &wish.reason,
        zone: who.zone(&app.config.living.zones),
    };
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let given = break_glass::give(&mut tx, now, &seen, &giving).await?;
    tx.commit().await?;
    match given {
        Ok(request) => {
            app.bell.ring();
            flash::leave(&session, t!("glass-given")).await?;
            Ok(Redirect::to(&format!("/requests/{request}")).into_response())
        }
        Err(why) => {
            let mut conn = app.pool.acquire().await?;
            let page = show(&mut conn, &person, picker, &typed).await?;
            let errors = vec![(field_of(&why), sentence(&why, &who.name))];
            let mut preview = preview(&seen, &who);
            if why != NotGiven::NoPlans {
                preview.obstacle = errors.first().map(|(_, message)| message.clone());
            }
            for plan in &mut preview.plans {
                plan.chosen = typed.plans.contains(&plan.value);
            }
            let page = BreakGlassPage {
                errors,
                preview: Some(preview),
                ..page
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// What was typed, understood.
struct Wish {
    sku: SkuId,
    days: i32,
    reason: String,
}

fn parse(typed: &Typed, errors: &mut Vec<(&'static str, String)>) -> Option<Wish> {
    let sku: Option<SkuId> = typed.product.parse().ok();
    if sku.is_none() {
        errors.push(("product", t!("glass-no-product").into()));
    }
    let days = typed.days.trim().parse::<i32>().ok();
    let days = days.filter(|days| (1..=LONGEST_DAYS).contains(days));
    if days.is_none() {
        errors.push(("days", t!("glass-no-days", days = LONGEST_DAYS)));
    }
    let reason = match Justification::parse(&typed.reason) {
        Ok(reason) if reason.as_str().chars().count() >= SHORTEST_REASON_CHARS => {
            Some(reason.as_str().to_owned())
        }
        Ok(_) => {
            errors.push(("reason", t!("glass-no-reason", chars = SHORTEST_REASON_CHARS)));
            None
        }
        Err(message) => {
            errors.push(("reason", message));
            None
        }
    };
    Some(Wish {
        sku: sku?,
        days: days?,
        reason: reason?,
    })
}

async fn read_again(app: &App, parties: (PersonId, PersonId), sku: SkuId) -> Result<Seen, Failure> {
    match facts::read(app, parties, sku).await {
        Ok(seen) => seen.ok_or(Failure::NotFound),
        Err(error) if error.is::<crate::graph::Error>() => {
            tracing::warn!("facts could not be read: {error:#}");
            Err(Failure::Unavailable(t!("glass-unavailable").into()))
        }
        Err(error) => Err(error.into()),
    }
}

/// What would be given, by what Graph says now as far as it answers.
async fn look(app: &App, by: PersonId, who: &Person, sku: SkuId) -> Result<Preview, Failure> {
    let held = held_now(&app.graph, who.id).await.unwrap_or_default();
    let mut conn = app.pool.acquire().await?;
    let seen = facts::from_mirror(&mut conn, (by, who.id), sku, held)
        .await?
        .ok_or(Failure::NotFound)?;
    let obstacle = break_glass::obstacle(&mut conn, &seen, by).await?;
    Ok(Preview {
        obstacle: obstacle.map(|why| sentence(&why, &who.name)),
        ..preview(&seen, who)
    })
}

fn preview(seen: &Seen, who: &Person) -> Preview {
    let product = &seen.product;
    let plans = seen.switchable().map(|plan| Choice {
        value: plan.plan_id.to_string(),
        label: plan.title().to_owned(),
        chosen: true,
    });
    Preview {
        upn: who.upn.clone(),
        person: who.name.clone(),
        sku: product.sku_id.to_string(),
        product: product.title().to_owned(),
        cost: price_words(product.price_cents, product.currency.as_deref()),
        free: t!(
            "glass-free-of",
            free = product.free_seats(SeatsInWarning::Ignore),
            enabled = product.enabled_seats
        ),
        plans: plans.collect(),
        obstacle: None,
    }
}

fn field_of(why: &NotGiven) -> &'static str {
    match why {
        NotGiven::NoPlans => "plans",
        NotGiven::NotTakeable(_) => "product",
        _ => "person",
    }
}

fn sentence(why: &NotGiven, name: &str) -> String {
    match why {
        NotGiven::ToOneself => t!("glass-to-oneself").into(),
        NotGiven::AccountClosed => t!("glass-account-closed", name = name),
        NotGiven::NoPlans => t!("glass-no-plans").into(),
        NotGiven::TooFewToTell => t!("glass-too-few-to-tell").into(),
        NotGiven::NotTakeable(NotTaken::Hidden) => t!("glass-hidden").into(),
        NotGiven::NotTakeable(NotTaken::AlreadyHeld) => t!("glass-already-held", name = name),
        NotGiven::NotTakeable(NotTaken::AlreadyAsked) => t!("glass-already-asked", name = name),
        NotGiven::NotTakeable(_) => t!("glass-not-given-out").into(),
    }
}

async fn show(
    conn: &mut PgConnection,
    person: &SignedIn,
    picker: Picker,
    typed: &Typed,
) -> Result<BreakGlassPage, Failure> {
    let products = catalog::store::all(conn).await?;
    let products = products.iter().filter(|product| product.is_found());
    let products = products.map(|product| Choice {
        value: product.sku_id.to_string(),
        label: product.title().to_owned(),
        chosen: product.sku_id.to_string() == typed.product,
    });
    Ok(BreakGlassPage {
        products: products.collect(),
        chrome: frame(conn, person, t!("glass-title"), Place::BreakGlass).await?,
        pickers: vec![picker],
        longest: LONGEST_DAYS,
        shortest: SHORTEST_REASON_CHARS,
        days: typed.days.clone(),
        reason: typed.reason.clone(),
        errors: Vec::new(),
        preview: None,
    })
}
