//! `GET` and `POST /admin/tokens`: the API tokens, and a new one, which is shown once; `POST /admin/tokens/{token}/revoke`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::token_views::{Fresh, TokenRow, TokensPage};
use crate::app::App;
use crate::ids::TokenId;
use crate::people::signed_in::{Administrator, SignedIn};
use crate::people::tokens::store::{self, Listed};
use crate::people::tokens::{self, LONGEST_DAYS, LONGEST_NAME_CHARS, MOST_LIVING, Made, New};
use crate::requests::frame::frame;
use crate::web::page::{Badge, Choice, Moment, Place, Tone};
use crate::web::{Failure, Form, Nothing, flash};

/// Tokens that are listed: all that are good, and the latest of the others.
const MOST_ROWS: i64 = 100;
/// Days that can be chosen.
const DAYS: [i64; 4] = [30, 90, 180, LONGEST_DAYS];
const USUAL_DAYS: i64 = 90;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// Minted with the form.
    token: String,
    name: String,
    /// `yes`.
    feed: String,
    reports: String,
    days: String,
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
) -> Result<TokensPage, Failure> {
    let mut conn = app.pool.acquire().await?;
    let page = show(&mut conn, &person, app.clock.now(), &Typed::default()).await?;
    Ok(TokensPage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

/// Makes one and shows it: nothing keeps it, so there is no page to be sent to.
pub async fn make(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let now = app.clock.now();
    let new = match parse(&typed) {
        Ok(new) => new,
        Err(errors) => {
            let mut conn = app.pool.acquire().await?;
            let page = show(&mut conn, &person, now, &typed).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, TokensPage { errors, ..page }).into_response());
        }
    };
    let mut tx = app.pool.begin().await?;
    let made = tokens::make(&mut tx, now, person.person, &new).await?;
    match made {
        Made::Token(secret) => {
            tx.commit().await?;
            let mut conn = app.pool.acquire().await?;
            let page = show(&mut conn, &person, now, &Typed::default()).await?;
            let fresh = Some(Fresh {
                name: new.name,
                secret,
            });
            Ok(TokensPage { fresh, ..page }.into_response())
        }
        Made::Before => {
            flash::leave_not_done(&session, t!("tokens-made-before")).await?;
            Ok(Redirect::to("/admin/tokens").into_response())
        }
        Made::TooMany => {
            let page = show(&mut tx, &person, now, &typed).await?;
            let errors = vec![("name", t!("tokens-too-many", most = MOST_LIVING))];
            Ok((StatusCode::UNPROCESSABLE_ENTITY, TokensPage { errors, ..page }).into_response())
        }
    }
}

pub async fn revoke(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Failure> {
    let id: TokenId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.pool.begin().await?;
    let name = tokens::revoke(&mut tx, app.clock.now(), person.person, id).await?;
    tx.commit().await?;
    match name {
        Some(name) => {
            flash::leave(&session, &t!("tokens-revoked-now", name = name)).await?;
            Ok(Redirect::to("/admin/tokens"))
        }
        None => Err(Failure::NotFound),
    }
}

fn parse(typed: &Typed) -> Result<New, Vec<(&'static str, String)>> {
    let mut errors = Vec::new();
    let name = typed.name.trim();
    let chars = name.chars().count();
    if chars == 0 || chars > LONGEST_NAME_CHARS || name.chars().any(char::is_control) {
        errors.push(("name", t!("tokens-name-wrong", longest = LONGEST_NAME_CHARS)));
    }
    let (may_feed, may_report) = (typed.feed == "yes", typed.reports == "yes");
    if !may_feed && !may_report {
        errors.push(("feed", t!("tokens-scope-wrong").to_owned()));
    }
    let days = typed.days.trim().parse().ok();
    let days = days.filter(|days| (1..=LONGEST_DAYS).contains(days));
    if days.is_none() {
        errors.push(("days", t!("tokens-days-wrong", longest = LONGEST_DAYS)));
    }
    // A form without it is not one of ours.
    let id = typed.token.parse().ok();
    if id.is_none() {
        errors.push(("name", t!("tokens-form-old").to_owned()));
    }
    match (id, days, errors.is_empty()) {
        (Some(id), Some(days), true) => Ok(New {
            id,
            name: name.to_owned(),
            may_feed,
            may_report,
            days,
        }),
        _ => Err(errors),
    }
}

async fn show(
    conn: &mut PgConnection,
    person: &SignedIn,
    now: DateTime<Utc>,
    typed: &Typed,
) -> Result<TokensPage, Failure> {
    let listed = store::all(conn, now, MOST_ROWS).await?;
    let days = typed.days.parse().unwrap_or(USUAL_DAYS);
    Ok(TokensPage {
        chrome: frame(conn, person, t!("tokens-title"), Place::Tokens).await?,
        fresh: None,
        token: TokenId::mint(now).to_string(),
        name: typed.name.clone(),
        longest_name: LONGEST_NAME_CHARS,
        feed: typed.feed == "yes",
        reports: typed.reports == "yes",
        days: DAYS
            .iter()
            .map(|count| Choice {
                value: count.to_string(),
                label: t!("tokens-days", count = count),
                chosen: *count == days,
            })
            .collect(),
        errors: Vec::new(),
        rows: listed.iter().map(|one| row(one, now)).collect(),
    })
}

fn row(one: &Listed, now: DateTime<Utc>) -> TokenRow {
    let is_over = one.revoked_at.is_some() || one.expires_at <= now;
    let scope = match (one.may_feed, one.may_report) {
        (true, true) => t!("tokens-for-both"),
        (true, false) => t!("tokens-for-feed"),
        (false, _) => t!("tokens-for-reports"),
    };
    TokenRow {
        id: one.id.to_string(),
        name: one.name.clone(),
        scope,
        made_by: match one.maker_left {
            true => t!("tokens-maker-left", name = one.made_by),
            false => one.made_by.clone(),
        },
        made: Moment::new(one.made_at, now),
        expires: Moment::new(one.expires_at, now),
        used: one.last_used_at.map(|at| Moment::new(at, now)),
        revoked: match (&one.revoked_by, one.revoked_at) {
            (Some(by), Some(at)) => Some((by.clone(), Moment::new(at, now))),
            _ => None,
        },
        state: match (one.revoked_at, is_over) {
            (Some(_), _) => Badge::new(Tone::Neutral, t!("tokens-revoked")),
            (None, true) => Badge::new(Tone::Neutral, t!("tokens-expired")),
            (None, false) => Badge::new(Tone::Good, t!("tokens-good")),
        },
        can_revoke: !is_over,
    }
}
