//! Owns who goes, comes back and is switched off, and many at once, as an administrator does it; and who that administrator
//! is.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::Shared;
use super::super::company;
use super::super::history::{Author, By};
use super::super::tenant::{Churn, Tenant, Unmoved};
use super::{Refused, unknown};

/// Who acts: a person by id or UPN, or else an application of this name; nobody in particular if absent.
pub fn author(tenant: &mut Tenant, actor: Option<&str>) -> Author {
    let Some(actor) = actor else {
        return Author::nameless(By::Hand);
    };
    if let Some(person) = tenant.person(actor) {
        return Author::nameless(By::Person(person.id));
    }
    let app = company::id_of("application", actor);
    tenant.name_app(app, actor);
    Author::nameless(By::Application(app))
}

pub fn unmoved(refused: Unmoved, key: &str) -> Refused {
    match refused {
        Unmoved::NoSuchPerson => unknown("person", key),
        Unmoved::Taken => (
            StatusCode::CONFLICT,
            format!("There is somebody {key:?} already.\n"),
        ),
        other => (StatusCode::CONFLICT, format!("{key:?}: {other}.\n")),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// Whether they can be brought back.
    #[serde(default = "yes")]
    soft: bool,
    actor: Option<String>,
}

fn yes() -> bool {
    true
}

pub async fn leave(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Json(asked): Json<Leave>,
) -> Result<StatusCode, Refused> {
    let now = shared.clock.now();
    let mut tenant = shared.tenant();
    let author = author(&mut tenant, asked.actor.as_deref());
    let left = tenant.leave(&key, asked.soft, &author, now);
    left.map(|()| StatusCode::NO_CONTENT)
        .map_err(|refused| unmoved(refused, &key))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acting {
    actor: Option<String>,
}

pub async fn restore(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Json(asked): Json<Acting>,
) -> Result<StatusCode, Refused> {
    let now = shared.clock.now();
    let mut tenant = shared.tenant();
    let author = author(&mut tenant, asked.actor.as_deref());
    let back = tenant.restore(&key, &author, now);
    back.map(|()| StatusCode::NO_CONTENT)
        .map_err(|refused| unmoved(refused, &key))
}

pub async fn disable(
    state: State<Shared>,
    path: Path<String>,
    asked: Json<Acting>,
) -> Result<StatusCode, Refused> {
    switch(&state.0, &path.0, &asked.0, false)
}

pub async fn enable(
    state: State<Shared>,
    path: Path<String>,
    asked: Json<Acting>,
) -> Result<StatusCode, Refused> {
    switch(&state.0, &path.0, &asked.0, true)
}

fn switch(shared: &Shared, key: &str, asked: &Acting, on: bool) -> Result<StatusCode, Refused> {
    let now = shared.clock.now();
    let mut tenant = shared.tenant();
    let author = author(&mut tenant, asked.actor.as_deref());
    let changed = tenant.change(key, |person| person.account_enabled = on, &author, now);
    changed
        .map(|()| StatusCode::NO_CONTENT)
        .map_err(|refused| unmoved(refused, key))
}

/// Who has left, the latest first.
pub async fn left(State(shared): State<Shared>) -> Json<Value> {
    let tenant = shared.tenant();
    let rows: Vec<Value> = tenant
        .left()
        .map(|(person, left)| {
            json!({ "id": person.id, "upn": person.upn, "at": left.at, "soft": !left.for_good })
        })
        .collect();
    Json(json!({ "left": rows }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChurnAsked {
    seed: u64,
    /// From 0 to 1.
    share: f64,
    kinds: Vec<Churn>,
    actor: Option<String>,
}

pub async fn churn(
    State(shared): State<Shared>,
    Json(asked): Json<ChurnAsked>,
) -> Result<Json<Value>, Refused> {
    check(asked.share)?;
    let now = shared.clock.now();
    let mut tenant = shared.tenant();
    let author = author(&mut tenant, asked.actor.as_deref());
    let changed = tenant.churn((asked.seed, asked.share), &asked.kinds, &author, now);
    changed
        .map(|count| Json(json!({ "people": count })))
        .map_err(|refused| unmoved(refused, "churn"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Give {
    seed: u64,
    /// From 0 to 1.
    share: f64,
    /// Part number or id.
    sku: String,
    actor: Option<String>,
}

pub async fn give(State(shared): State<Shared>, Json(asked): Json<Give>) -> Result<Json<Value>, Refused> {
    check(asked.share)?;
    let now = shared.clock.now();
    let mut tenant = shared.tenant();
    let author = author(&mut tenant, asked.actor.as_deref());
    let sku = tenant
        .sku_mut(&asked.sku)
        .ok_or_else(|| unknown("SKU", &asked.sku))?
        .id;
    let given = tenant.give((asked.seed, asked.share), sku, &author, now);
    given
        .map(|count| Json(json!({ "people": count })))
        .map_err(|error| (StatusCode::CONFLICT, format!("{error:#}\n")))
}

fn check(share: f64) -> Result<(), Refused> {
    match (0.0..=1.0).contains(&share) {
        true => Ok(()),
        false => Err((
            StatusCode::UNPROCESSABLE_ENTITY,
            "A share is from 0 to 1.\n".to_owned(),
        )),
    }
}
