//! API tokens: keys with which a program reads the feed or the reports. An administrator makes and revokes them; each is shown once
//! and kept as its SHA-256. What is read with one stands in the log as read by the token ([`Actor::Token`]), whose own event says
//! who made it.

pub mod store;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use crate::app::App;
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{PersonId, TokenId};
use crate::web::Failure;

/// What every token begins with, so that it is known as one wherever it turns up.
const PREFIX: &str = "cs_";
/// Random bytes of a token: nobody guesses one, so a plain SHA-256 keeps it.
const SECRET_BYTES: usize = 32;
/// Days that a token is good, at most.
pub const LONGEST_DAYS: i64 = 365;
/// Characters of a name.
pub const LONGEST_NAME_CHARS: usize = 80;
/// Tokens that are good at the same time.
pub const MOST_LIVING: i64 = 50;

/// What may be read with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// `/audit/feed`.
    Feed,
    /// What auditors read below `/audit`.
    Reports,
}

impl Scope {
    fn as_str(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Reports => "reports",
        }
    }
}

/// A token, without what proves it.
#[derive(Clone, Debug)]
pub struct Token {
    pub id: TokenId,
    pub name: String,
    pub may_feed: bool,
    pub may_report: bool,
    pub made_by: PersonId,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Why a token is not taken. The words stand in the log for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// None was ever made that reads so.
    Unknown,
    Revoked,
    Expired,
    /// It is for something else.
    Scope,
}

impl Refusal {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::Scope => "wrong_scope",
        }
    }

    fn failure(self) -> Failure {
        let (status, error, sentence) = match self {
            Self::Unknown => (StatusCode::UNAUTHORIZED, "invalid_token", t!("token-unknown")),
            Self::Revoked => (StatusCode::UNAUTHORIZED, "invalid_token", t!("token-revoked")),
            Self::Expired => (StatusCode::UNAUTHORIZED, "invalid_token", t!("token-expired")),
            Self::Scope => (StatusCode::FORBIDDEN, "insufficient_scope", t!("token-scope")),
        };
        Failure::Token(status, error, sentence.to_owned())
    }
}

impl Token {
    fn check(&self, scope: Scope, now: DateTime<Utc>) -> Result<(), Refusal> {
        let is_for = match scope {
            Scope::Feed => self.may_feed,
            Scope::Reports => self.may_report,
        };
        if self.revoked_at.is_some() {
            Err(Refusal::Revoked)
        } else if self.expires_at <= now {
            Err(Refusal::Expired)
        } else if is_for {
            Ok(())
        } else {
            Err(Refusal::Scope)
        }
    }
}

/// What a new token is to be.
#[derive(Clone, Debug)]
pub struct New {
    /// Minted with the form, so that a form that is sent twice makes one.
    pub id: TokenId,
    pub name: String,
    pub may_feed: bool,
    pub may_report: bool,
    pub days: i64,
}

/// What became of it.
pub enum Made {
    /// The token itself: the only time that anybody sees it.
    Token(String),
    /// This form made one before.
    Before,
    TooMany,
}

/// Makes a token.
pub async fn make(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    by: PersonId,
    new: &New,
) -> sqlx::Result<Made> {
    if store::living(conn, now).await? >= MOST_LIVING {
        return Ok(Made::TooMany);
    }
    let secret = format!(
        "{PREFIX}{}",
        URL_SAFE_NO_PAD.encode(rand::random::<[u8; SECRET_BYTES]>())
    );
    let expires_at = now + Duration::days(new.days);
    if !store::insert(conn, new, &hash(&secret), by, (now, expires_at)).await? {
        return Ok(Made::Before);
    }
    let event = Event::new(Kind::TokenMade, Actor::Person(by)).saying(json!({
        "token": new.id, "feed": new.may_feed, "reports": new.may_report, "expires_at": expires_at,
    }));
    audit::append(conn, now, event).await?;
    Ok(Made::Token(secret))
}

/// Takes a token out of use for ever; `None` = there is none, or it was revoked before.
pub async fn revoke(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    by: PersonId,
    id: TokenId,
) -> sqlx::Result<Option<String>> {
    let name = store::revoke(conn, id, by, now).await?;
    if name.is_some() {
        let event = Event::new(Kind::TokenRevoked, Actor::Person(by)).saying(json!({ "token": id }));
        audit::append(conn, now, event).await?;
    }
    Ok(name)
}

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}

/// Whether the request comes with a token, good or not.
pub fn is_given(parts: &Parts) -> bool {
    given(parts).is_some()
}

/// What stands behind `Bearer`; empty where it is no text.
fn given(parts: &Parts) -> Option<&str> {
    const SCHEME: &[u8] = b"bearer ";
    let value = parts.headers.get(AUTHORIZATION)?.as_bytes();
    let (scheme, rest) = value.split_at_checked(SCHEME.len())?;
    scheme
        .eq_ignore_ascii_case(SCHEME)
        .then(|| std::str::from_utf8(rest).unwrap_or_default().trim())
}

/// The token of the request, if it is good for this; a refusal is an event, one a minute for each token.
pub async fn admit(parts: &Parts, app: &App, scope: Scope) -> Result<Token, Failure> {
    let now = app.clock.now();
    let secret = given(parts).unwrap_or_default();
    let mut conn = app.pool.acquire().await?;
    let token = match secret.starts_with(PREFIX) {
        true => store::by_hash(&mut conn, &hash(secret)).await?,
        false => None,
    };
    let (id, checked) = match &token {
        Some(token) => (Some(token.id), token.check(scope, now)),
        None => (None, Err(Refusal::Unknown)),
    };
    match (checked, token) {
        (Ok(()), Some(token)) => {
            store::used(&mut conn, token.id, now).await?;
            Ok(token)
        }
        (checked, _) => {
            let why = checked.err().unwrap_or(Refusal::Unknown);
            let path = parts.uri.path();
            note(&mut conn, app, (id, scope), why, path).await?;
            Err(why.failure())
        }
    }
}

async fn note(
    conn: &mut PgConnection,
    app: &App,
    (id, scope): (Option<TokenId>, Scope),
    why: Refusal,
    path: &str,
) -> sqlx::Result<()> {
    let now = app.clock.now();
    let matter = match id {
        Some(id) => format!("token {id} {}", why.as_str()),
        None => format!("token {}", scope.as_str()),
    };
    let Some(unsaid) = app.sparing.may_say(&matter, now) else {
        return Ok(());
    };
    let event = Event::new(Kind::Refused, id.map_or(Actor::Service, Actor::Token)).saying(json!({
        "attempt": "token", "why": why.as_str(), "path": path, "needs": scope.as_str(), "token": id, "unsaid": unsaid,
    }));
    audit::append(conn, now, event).await?;
    Ok(())
}

/// A program that may read the feed.
pub struct Feeder(pub Token);

impl FromRequestParts<App> for Feeder {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        if !is_given(parts) {
            let sentence = t!("token-needed").to_owned();
            return Err(Failure::Token(StatusCode::UNAUTHORIZED, "", sentence));
        }
        admit(parts, app, Scope::Feed).await.map(Self)
    }
}
