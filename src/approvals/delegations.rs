//! `GET` and `POST /delegation`: who signs for me; the same for anybody, for administrators, at `/admin/delegations`; and
//! `POST …/{delegation}/end`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::Deserialize;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::delegation_views::{DelegationRow, DelegationsPage};
use crate::app::App;
use crate::catalog;
use crate::ids::{DelegationId, SkuId};
use crate::people;
use crate::people::picker::Picker;
use crate::people::signed_in::{Administrator, SignedIn};
use crate::requests::calendar::{day_of, day_words, end_of, last_day, start_of};
use crate::requests::delegation::{self, Delegation, Ended, LONGEST_DAYS, New, NotMade, store, why_words};
use crate::requests::frame::frame;
use crate::web::page::{Badge, Choice, Moment, Place, Tone};
use crate::web::{Failure, Form, Nothing, flash};
use crate::words::format::money;

/// Delegations on the page; who has more sees the latest.
const MOST_ROWS: i64 = 200;
/// Items that stay, listed for each delegation.
const MOST_STAYING: i64 = 50;
/// Most of a currency's units that a limit can be.
const HIGHEST_UNITS: i64 = 1_000_000;

/// Whose page it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    Mine,
    Administration,
}

impl Room {
    fn path(self) -> &'static str {
        match self {
            Self::Mine => "/delegation",
            Self::Administration => "/admin/delegations",
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    from: String,
    from_id: String,
    to: String,
    to_id: String,
    from_day: String,
    until_day: String,
    /// `all` or `some`.
    scope: String,
    products: Vec<String>,
    up_to: String,
    /// `search` or `save`.
    step: String,
}

pub async fn mine(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
) -> Result<DelegationsPage, Failure> {
    first(&app, &session, &person, Room::Mine).await
}

pub async fn everybodys(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
) -> Result<DelegationsPage, Failure> {
    first(&app, &session, &person, Room::Administration).await
}

pub async fn make_mine(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    make(&app, &session, &person, Room::Mine, typed).await
}

pub async fn make_anybodys(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    make(&app, &session, &person, Room::Administration, typed).await
}

pub async fn end_mine(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Failure> {
    end(&app, &session, &person, Room::Mine, &id).await
}

pub async fn end_anybodys(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Failure> {
    end(&app, &session, &person, Room::Administration, &id).await
}

async fn end(
    app: &App,
    session: &Session,
    person: &SignedIn,
    room: Room,
    id: &str,
) -> Result<Redirect, Failure> {
    let id: DelegationId = id.parse().map_err(|_| Failure::NotFound)?;
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let by = (person.person, room == Room::Administration);
    let ended = delegation::end_by_hand(&mut tx, now, id, by).await?;
    tx.commit().await?;
    match ended {
        Ended::Done => flash::leave(session, t!("delegation-ended-done")).await?,
        Ended::OverAlready => flash::leave_not_done(session, t!("delegation-over-already")).await?,
        Ended::NotYours => return Err(Failure::NotFound),
    }
    Ok(Redirect::to(room.path()))
}

async fn first(
    app: &App,
    session: &Session,
    person: &SignedIn,
    room: Room,
) -> Result<DelegationsPage, Failure> {
    let mut conn = app.pool.acquire().await?;
    let zone = zone_of(app, &mut conn, person).await?;
    let page = show(
        app,
        &mut conn,
        person,
        (room, zone),
        (pickers(room), Typed::default()),
    )
    .await?;
    Ok(DelegationsPage {
        chrome: flash::take(session, page.chrome).await?,
        ..page
    })
}

async fn zone_of(app: &App, conn: &mut PgConnection, person: &SignedIn) -> Result<Tz, Failure> {
    let zones = &app.config.living.zones;
    let me = people::store::by_id(conn, person.person).await?;
    Ok(me.map_or(zones.usual, |me| me.zone(zones)))
}

fn pickers(room: Room) -> Vec<Picker> {
    let to = Picker::new("to", t!("delegation-to"), t!("delegation-to-hint"));
    match room {
        Room::Mine => vec![to],
        Room::Administration => vec![
            Picker::new("from", t!("delegation-from"), t!("delegation-from-hint")),
            to,
        ],
    }
}

async fn make(
    app: &App,
    session: &Session,
    person: &SignedIn,
    room: Room,
    typed: Typed,
) -> Result<Response, Failure> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    let mut pickers = pickers(room);
    let mut picked = Vec::new();
    for picker in &mut pickers {
        let of_it = match picker.name {
            "from" => (typed.from.as_str(), typed.from_id.as_str()),
            _ => (typed.to.as_str(), typed.to_id.as_str()),
        };
        picked.push(picker.pick(&mut conn, person, of_it).await?);
    }
    if room == Room::Mine {
        picked.insert(0, people::store::by_id(&mut conn, person.person).await?);
    }
    let mut picked = picked.into_iter().flatten();
    let zones = &app.config.living.zones;
    let (from, to) = (picked.next(), picked.next());
    let zone = match &from {
        Some(from) => from.zone(zones),
        None => zone_of(app, &mut conn, person).await?,
    };
    if typed.step == "search" {
        let page = show(app, &mut conn, person, (room, zone), (pickers, typed)).await?;
        return Ok(page.into_response());
    }
    let mut errors: Vec<_> = pickers
        .iter()
        .filter_map(|picker| Some((picker.name, picker.error.clone()?)))
        .collect();
    let parsed = parse(&typed, now, zone, &mut errors);
    let wish = match (from, to, parsed) {
        (Some(from), Some(to), Some(parsed)) if errors.is_empty() => New {
            from: from.id,
            to: to.id,
            starts_at: parsed.starts_at,
            ends_at: parsed.ends_at,
            skus: parsed.skus,
            up_to_cents: parsed.up_to_cents,
            by: person.person,
        },
        _ => return again(app, &mut conn, person, (room, zone), (pickers, typed, errors)).await,
    };
    drop(conn);
    let mut tx = app.pool.begin().await?;
    let made = delegation::make(&mut tx, now, &wish).await?;
    tx.commit().await?;
    match made {
        Ok(_) => {
            app.bell.ring();
            let sentence = match wish.starts_at <= now {
                true => t!("delegation-begun"),
                false => t!("delegation-to-begin"),
            };
            flash::leave(session, sentence).await?;
            Ok(Redirect::to(room.path()).into_response())
        }
        Err(why) => {
            let (field, message) = refusal(why);
            for picker in &mut pickers {
                if picker.name == field {
                    picker.error = Some(message.clone());
                }
            }
            let mut conn = app.pool.acquire().await?;
            let errors = vec![(field, message)];
            again(app, &mut conn, person, (room, zone), (pickers, typed, errors)).await
        }
    }
}

fn refusal(why: NotMade) -> (&'static str, String) {
    let (field, message) = match why {
        NotMade::ToOneself => ("to", t!("delegation-to-oneself").into()),
        NotMade::DelegateClosed => ("to", t!("delegation-delegate-closed").into()),
        NotMade::DelegatorLeft => ("from", t!("delegation-delegator-left").into()),
        NotMade::OverAlready => ("until_day", t!("delegation-last-day-over").into()),
        NotMade::EndsBeforeItStarts => ("until_day", t!("delegation-ends-before").into()),
        NotMade::TooLong => ("until_day", t!("delegation-too-long", days = LONGEST_DAYS)),
        NotMade::TooMany => ("to", t!("delegation-too-many").into()),
    };
    (field, message)
}

/// What was typed, understood.
struct Parsed {
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    skus: Option<Vec<SkuId>>,
    up_to_cents: Option<i64>,
}

fn parse(
    typed: &Typed,
    now: DateTime<Utc>,
    zone: Tz,
    errors: &mut Vec<(&'static str, String)>,
) -> Option<Parsed> {
    let today = day_of(now, zone);
    let starts_at = match typed.from_day.trim() {
        "" => now,
        text => match text.parse::<NaiveDate>() {
            Ok(day) if day < today => {
                errors.push(("from_day", t!("delegation-day-over").into()));
                now
            }
            Ok(day) => start_of(day, zone).max(now),
            Err(_) => {
                errors.push(("from_day", t!("delegation-no-day").into()));
                now
            }
        },
    };
    let ends_at = match typed.until_day.trim().parse::<NaiveDate>() {
        Ok(day) => Some(end_of(day, zone)),
        Err(_) => {
            errors.push(("until_day", t!("delegation-no-last-day").into()));
            None
        }
    };
    let skus = match typed.scope.as_str() {
        "some" => {
            let skus: Vec<SkuId> = typed.products.iter().filter_map(|sku| sku.parse().ok()).collect();
            if skus.is_empty() {
                errors.push(("scope", t!("delegation-no-product").into()));
            }
            Some(skus)
        }
        _ => None,
    };
    let up_to_cents = match typed.up_to.trim() {
        "" => None,
        text => {
            let cents = cents_of(text);
            if cents.is_none() {
                errors.push(("up_to", t!("delegation-no-amount").into()));
            }
            cents
        }
    };
    Some(Parsed {
        starts_at,
        ends_at: ends_at?,
        skus,
        up_to_cents,
    })
}

/// "25", "25.5" and "25.50" in hundredths.
fn cents_of(text: &str) -> Option<i64> {
    let (units, part) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(units) || !is_digits(part) || part.len() > 2 {
        return None;
    }
    let units: i64 = units.parse().ok().filter(|units| *units <= HIGHEST_UNITS)?;
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    Some(units * 100 + part)
}

async fn again(
    app: &App,
    conn: &mut PgConnection,
    person: &SignedIn,
    place: (Room, Tz),
    (pickers, typed, errors): (Vec<Picker>, Typed, Vec<(&'static str, String)>),
) -> Result<Response, Failure> {
    let page = show(app, conn, person, place, (pickers, typed)).await?;
    let page = DelegationsPage { errors, ..page };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn show(
    app: &App,
    conn: &mut PgConnection,
    person: &SignedIn,
    (room, zone): (Room, Tz),
    (pickers, typed): (Vec<Picker>, Typed),
) -> Result<DelegationsPage, Failure> {
    let now = app.clock.now();
    let of = (room == Room::Mine).then_some(person.person);
    let mut rows = Vec::new();
    for delegation in store::list(conn, of, MOST_ROWS).await? {
        rows.push(row(conn, person, (room, zone, now), &delegation).await?);
    }
    let products = catalog::store::all(conn).await?;
    let products = products.iter().filter(|product| product.can_be_asked_for());
    let products = products.map(|product| Choice {
        value: product.sku_id.to_string(),
        label: product.title().to_owned(),
        chosen: typed.products.contains(&product.sku_id.to_string()),
    });
    let (heading, lead, list_heading, place) = match room {
        Room::Mine => (
            t!("delegation-title-mine"),
            t!("delegation-lead-mine"),
            t!("delegation-list-mine"),
            Place::Approvals,
        ),
        Room::Administration => (
            t!("delegation-title-all"),
            t!("delegation-lead-all"),
            t!("delegation-list-all"),
            Place::Delegations,
        ),
    };
    Ok(DelegationsPage {
        products: products.collect(),
        chrome: frame(conn, person, heading, place).await?,
        is_administration: room == Room::Administration,
        heading,
        lead,
        list_heading,
        action: room.path(),
        pickers,
        zone: zone.name().to_owned(),
        from_day: typed.from_day,
        until_day: typed.until_day,
        is_some: typed.scope == "some",
        up_to: typed.up_to,
        errors: Vec::new(),
        rows,
    })
}

async fn row(
    conn: &mut PgConnection,
    person: &SignedIn,
    (room, zone, now): (Room, Tz, DateTime<Utc>),
    delegation: &Delegation,
) -> Result<DelegationRow, Failure> {
    let is_over = delegation.ended_at.is_some();
    let runs = delegation.begun_at.is_some() && !is_over;
    let (items, staying) = match runs {
        true => (
            store::count_items(conn, delegation.id).await?,
            store::staying(conn, delegation.id, delegation.from_id, MOST_STAYING).await?,
        ),
        false => (0, Vec::new()),
    };
    let (first, last) = (
        day_of(delegation.starts_at, zone),
        last_day(delegation.ends_at, zone),
    );
    let names = match &delegation.skus {
        None => t!("delegation-all-products").to_owned(),
        Some(skus) => {
            let products = catalog::store::all(conn).await?;
            let chosen = products.iter().filter(|product| skus.contains(&product.sku_id));
            chosen
                .map(|product| product.title())
                .collect::<Vec<_>>()
                .join(", ")
        }
    };
    let mut by = Vec::new();
    if delegation.made_by != delegation.from_id {
        by.push(t!("delegation-made-by", name = delegation.made_by_name));
    }
    if let Some(ended_at) = delegation.ended_at {
        let when = Moment::new(ended_at, now).words;
        by.push(match &delegation.ended_by_name {
            Some(name) => t!("delegation-ended-by", name = name, when = when),
            None => t!("delegation-ended-itself", when = when),
        });
    }
    Ok(DelegationRow {
        id: delegation.id.to_string(),
        from: delegation.from_name.clone(),
        to: delegation.to_name.clone(),
        period: match first == last {
            true => day_words(first),
            false => t!(
                "delegation-period",
                first = day_words(first),
                last = day_words(last)
            ),
        },
        scope: match delegation.up_to_cents {
            None => names,
            Some(cents) => t!(
                "delegation-up-to-words",
                names = names,
                amount = money(cents, None)
            ),
        },
        items: match (runs, items) {
            (false, _) => String::new(),
            (true, 0) => t!("delegation-nothing-waits").into(),
            (true, items) => t!("delegation-waiting", count = items),
        },
        by: by.join(" "),
        stays_heading: match delegation.from_id == person.person {
            true => t!("delegation-stays-with-you", count = staying.len()),
            false => t!(
                "delegation-stays-with",
                count = staying.len(),
                name = delegation.from_name
            ),
        },
        stays: staying
            .iter()
            .map(|item| {
                t!(
                    "delegation-stays",
                    product = item.product,
                    beneficiary = item.beneficiary,
                    why = why_words(&item.why)
                )
            })
            .collect(),
        state: match (is_over, runs) {
            (true, _) => Badge::new(Tone::Neutral, t!("delegation-over")),
            (false, true) => Badge::new(Tone::Good, t!("delegation-runs")),
            (false, false) => Badge::new(Tone::Waiting, t!("delegation-to-come")),
        },
        can_end: !is_over
            && (room == Room::Administration
                || [delegation.from_id, delegation.to_id].contains(&person.person)),
    })
}
