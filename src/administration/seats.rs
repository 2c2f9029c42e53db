//! `GET /admin/seats` and `POST /admin/seats/{sku}`: the seats of each product, who waits for one, and holding some back.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use tower_sessions::Session;

use super::reason;
use super::seat_views::{HoldBack, SeatCard, SeatsPage, Waiter};
use crate::app::App;
use crate::audit::{self, Actor, Event, Kind};
use crate::catalog::{self, Product};
use crate::config::SeatsInWarning;
use crate::fulfilment::seats;
use crate::ids::SkuId;
use crate::jobs::{self, Job};
use crate::people;
use crate::people::signed_in::Administrator;
use crate::requests::frame::frame;
use crate::web::page::{Moment, Place};
use crate::web::{Failure, Form, flash};

/// People of one waiting room that are listed; the others are counted.
const MOST_WAITING: i64 = 50;
/// Seats; more than any tenant has.
const MOST_HELD_BACK: i32 = 1_000_000;

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    seats: String,
    #[serde(default)]
    reason: String,
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
) -> Result<SeatsPage, Failure> {
    let page = show(&app, &person, None).await?;
    Ok(SeatsPage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

/// Holds seats of a product back, or lets them go.
pub async fn hold_back(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(sku): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sku: SkuId = sku.parse().map_err(|_| Failure::NotFound)?;
    let checked = seats_typed(&typed.seats).and_then(|seats| Ok((seats, reason::optional(&typed.reason)?)));
    let (seats, reason) = match checked {
        Ok(good) => good,
        Err(message) => {
            let page = show(&app, &person, Some((sku, typed, message))).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let before = catalog::store::hold_back(&mut tx, sku, seats)
        .await?
        .ok_or(Failure::NotFound)?;
    let product = catalog::store::by_sku(&mut tx, sku)
        .await?
        .ok_or(Failure::NotFound)?;
    if before != seats {
        let event = Event::new(Kind::SeatsHeldBack, Actor::Person(person.person))
            .with_product(sku)
            .saying(json!({ "before": before, "after": seats, "reason": reason }));
        audit::append(&mut tx, now, event).await?;
        // The seats are counted anew, and whoever waits gets what is free now.
        jobs::enqueue(&mut tx, now, Job::SyncCatalog, now).await?;
    }
    tx.commit().await?;
    app.bell.ring();
    let title = product.title();
    let sentence = match before == seats {
        true => t!("seats-held-as-before", product = title, count = seats),
        false => t!("seats-held-now", product = title, count = seats, before = before),
    };
    flash::leave(&session, &sentence).await?;
    Ok(Redirect::to("/admin/seats").into_response())
}

fn seats_typed(text: &str) -> Result<i32, String> {
    let seats = text.trim().parse::<i32>().ok();
    seats
        .filter(|seats| (0..=MOST_HELD_BACK).contains(seats))
        .ok_or_else(|| t!("seats-write-a-number", most = MOST_HELD_BACK.to_string()))
}

async fn show(
    app: &App,
    person: &people::signed_in::SignedIn,
    wrong: Option<(SkuId, Typed, String)>,
) -> Result<SeatsPage, Failure> {
    let mut conn = app.pool.acquire().await?;
    let mut products = catalog::store::all(&mut conn).await?;
    products.retain(|product| product.applies_to == "User");
    let set_aside = seats::store::set_aside_in_all(&mut conn).await?;
    let rooms: BTreeMap<_, _> = seats::store::waiting_rooms(&mut conn)
        .await?
        .into_iter()
        .collect();
    let read = products.iter().map(|product| product.seen_at).min();
    let mut cards = Vec::new();
    for product in &products {
        let waiting = rooms.get(&product.sku_id).copied().unwrap_or(0);
        let aside = set_aside.get(&product.sku_id).copied().unwrap_or(0);
        let waiters = match waiting {
            0 => Vec::new(),
            _ => waiters(app, &mut conn, product.sku_id).await?,
        };
        let wrong = wrong.as_ref().filter(|(sku, ..)| *sku == product.sku_id);
        cards.push(SeatCard {
            more: waiting - i64::try_from(waiters.len()).unwrap_or(waiting),
            hold_back: HoldBack {
                action: format!("/admin/seats/{}", product.sku_id),
                seats: wrong.map_or_else(
                    || product.held_back_seats.to_string(),
                    |(_, typed, _)| typed.seats.clone(),
                ),
                reason: wrong
                    .map(|(_, typed, _)| typed.reason.clone())
                    .unwrap_or_default(),
                error: wrong.map(|(.., message)| message.clone()),
            },
            ..card(product, app.config.seats_in_warning, (aside, waiting), waiters)
        });
    }
    // Where somebody waits, or a form is to be mended, one looks first.
    cards.sort_by_key(|card| (card.hold_back.error.is_none(), card.waiting == 0));
    let now = app.clock.now();
    Ok(SeatsPage {
        chrome: frame(&mut conn, person, t!("nav-seats"), Place::Seats).await?,
        read: read.map(|at| Moment::new(at, now)),
        waiting: rooms.values().sum(),
        cards,
    })
}

fn card(
    product: &Product,
    in_warning: SeatsInWarning,
    (set_aside, waiting): (i64, i64),
    waiters: Vec<Waiter>,
) -> SeatCard {
    let free = i64::from(product.free_seats(in_warning)) - set_aside;
    SeatCard {
        sku: product.sku_id.to_string(),
        product: product.title().to_owned(),
        part_number: product.part_number.clone(),
        enabled: product.enabled_seats,
        warning: product.warning_seats,
        suspended: product.suspended_seats,
        locked_out: product.locked_out_seats,
        consumed: product.consumed_seats,
        held_back: product.held_back_seats,
        set_aside,
        free: free.max(0),
        waiting,
        waiters,
        more: 0,
        notes: notes(product, in_warning),
        hold_back: HoldBack::default(),
    }
}

/// What the counters mean, where they are not as one expects.
fn notes(product: &Product, in_warning: SeatsInWarning) -> Vec<String> {
    let mut notes = Vec::new();
    let (consumed, enabled) = (product.consumed_seats, product.enabled_seats);
    if consumed > enabled {
        notes.push(t!(
            "seats-too-many",
            people = consumed,
            seats = enabled,
            many = consumed - enabled
        ));
    }
    if product.warning_seats > 0 {
        let counted = match in_warning {
            SeatsInWarning::Count => t!("seats-in-warning-count"),
            SeatsInWarning::Ignore => t!("seats-in-warning-ignore"),
        };
        let seats = t!("seats-in-warning", count = product.warning_seats);
        notes.push(format!("{seats} {counted}"));
    }
    if product.suspended_seats > 0 {
        notes.push(t!("seats-are-suspended", count = product.suspended_seats));
    }
    if product.locked_out_seats > 0 {
        notes.push(t!("seats-are-locked-out", count = product.locked_out_seats));
    }
    match product.capability.as_str() {
        "Warning" => notes.push(t!("seats-subscription-warning").into()),
        "Suspended" => notes.push(t!("seats-subscription-suspended").into()),
        "LockedOut" => notes.push(t!("seats-subscription-locked-out").into()),
        "Deleted" => notes.push(t!("seats-subscription-deleted").into()),
        _ => {}
    }
    notes
}

async fn waiters(app: &App, conn: &mut sqlx::PgConnection, sku: SkuId) -> Result<Vec<Waiter>, Failure> {
    let now = app.clock.now();
    let grants = seats::store::waiting_for_seat(conn, sku, MOST_WAITING).await?;
    let ids: Vec<_> = grants.iter().map(|grant| grant.person_id).collect();
    let names = people::store::names_of(conn, &ids).await?;
    let waiters = grants.iter().map(|grant| Waiter {
        person: names
            .get(&grant.person_id)
            .cloned()
            .unwrap_or_else(|| t!("room-somebody-left").into()),
        href: format!("/requests/{}", grant.request_id),
        approved: Moment::new(grant.approved_at, now),
        since: Moment::since(grant.state_since, now),
    });
    Ok(waiters.collect())
}
