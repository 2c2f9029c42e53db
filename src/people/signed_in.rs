//! Who is signed in: what a page asks for, and what it gets when nobody is or the role is missing.

use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::app::App;
use crate::audit::Actor;
use crate::config::ChangeControl;
use crate::ids::{PersonId, TokenId};
use crate::people::tokens::{self, Scope, Token};
use crate::refusal::{self, Refusal};
use crate::web::form::TOKEN_KEY;
use crate::web::{Failure, csrf};
use crate::words;

/// Where the session keeps the person.
pub(super) const PERSON_KEY: &str = "person";
/// Seconds between two notes that a session is in use; each note is a write.
const SEEN_STEP_S: i64 = 60;

/// What may be done beyond asking and signing. From the `roles` claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    Auditor,
    Administrator,
}

impl Role {
    /// Roles that we do not know are passed over.
    pub fn from_claim(word: &str) -> Option<Self> {
        match word {
            "Auditor" => Some(Self::Auditor),
            "Administrator" => Some(Self::Administrator),
            _ => None,
        }
    }
}

/// The person of the session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignedIn {
    pub person: PersonId,
    pub name: String,
    pub upn: String,
    pub roles: Vec<Role>,
    pub at: DateTime<Utc>,
    /// Last use, to the minute.
    seen: DateTime<Utc>,
    /// The token that this session's forms carry.
    #[serde(skip)]
    pub csrf: String,
    /// When this page was asked for.
    #[serde(skip)]
    pub now: DateTime<Utc>,
    /// Hours after which the mirror is too old to decide by.
    #[serde(skip)]
    pub fresh_hours: u32,
    /// How many it takes to change the policy.
    #[serde(skip)]
    pub change_control: ChangeControl,
    /// A program reads with this token, and the person is whoever made it.
    #[serde(skip)]
    pub token: Option<TokenId>,
}

impl SignedIn {
    /// Who reads or acts, for the log: the token, where one came.
    pub fn actor(&self) -> Actor {
        match self.token {
            Some(token) => Actor::Token(token),
            None => Actor::Person(self.person),
        }
    }

    /// A program that reads what auditors read.
    fn by_token(token: &Token, app: &App) -> Self {
        let now = app.clock.now();
        Self {
            person: token.made_by,
            name: token.name.clone(),
            upn: String::new(),
            roles: vec![Role::Auditor],
            at: now,
            seen: now,
            csrf: String::new(),
            now,
            fresh_hours: app.config.living.fresh_hours,
            change_control: app.config.change_control,
            token: Some(token.id),
        }
    }

    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Begins a session of this person under a new id, with nothing of the old one.
    pub async fn begin(
        session: &Session,
        now: DateTime<Utc>,
        person: PersonId,
        (name, upn): (String, String),
        roles: Vec<Role>,
    ) -> anyhow::Result<()> {
        session.clear().await;
        session.cycle_id().await?;
        let csrf = csrf::new_token();
        session.insert(TOKEN_KEY, &csrf).await?;
        session
            .insert(
                PERSON_KEY,
                Self {
                    person,
                    name,
                    upn,
                    roles,
                    at: now,
                    seen: now,
                    csrf,
                    now,
                    fresh_hours: 0,
                    change_control: ChangeControl::default(),
                    token: None,
                },
            )
            .await?;
        Ok(())
    }

    /// Whom the session names, however old it is.
    pub async fn named_by(session: Option<&Session>) -> Option<PersonId> {
        let person = session?.get::<Self>(PERSON_KEY).await.ok()??;
        Some(person.person)
    }

    /// Who this session is of, while it is good.
    pub async fn of_session(session: Option<&Session>, app: &App) -> anyhow::Result<Option<Self>> {
        let Some(session) = session else {
            return Ok(None);
        };
        let Some(mut person) = session.get::<Self>(PERSON_KEY).await? else {
            return Ok(None);
        };
        let now = app.clock.now();
        let idle = Duration::minutes(app.config.session.idle_minutes.into());
        let absolute = Duration::hours(app.config.session.absolute_hours.into());
        // Use is noted once a minute, so the last use may be that much later than the note.
        if now - person.seen > idle + Duration::seconds(SEEN_STEP_S) || now - person.at > absolute {
            session.flush().await?;
            return Ok(None);
        }
        // Whoever has left is not in any more, however young the session.
        let mut conn = app.pool.acquire().await?;
        let reads = super::store::reads(&mut conn, person.person).await?;
        drop(conn);
        let Some(reads) = reads else {
            refusal::say(Refusal::PersonLeft, Some(person.person), serde_json::json!({}));
            session.flush().await?;
            return Ok(None);
        };
        words::is_read_by(reads.reader(&app.config.living.zones, words::reader().language));
        if (now - person.seen).num_seconds() >= SEEN_STEP_S {
            person.seen = now;
            session.insert(PERSON_KEY, &person).await?;
        }
        person.csrf = session.get(TOKEN_KEY).await?.unwrap_or_default();
        person.now = now;
        person.fresh_hours = app.config.living.fresh_hours;
        person.change_control = app.config.change_control;
        Ok(Some(person))
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        match Self::of_session(parts.extensions.get(), app).await? {
            Some(person) => Ok(person),
            None if parts.method == Method::GET => {
                let next = parts.uri.path_and_query().map_or("/", |path| path.as_str());
                let next = percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC);
                Err(Failure::SignInFirst(format!("/sign-in?next={next}")))
            }
            None => Err(Failure::NotSignedIn),
        }
    }
}

/// Somebody with the role Auditor.
pub struct Auditor(pub SignedIn);
/// Somebody with the role Administrator.
pub struct Administrator(pub SignedIn);
/// Somebody with either role: who looks into what was decided.
pub struct Overseer(pub SignedIn);

impl FromRequestParts<App> for Auditor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        with_role(parts, app, &[Role::Auditor]).await.map(Self)
    }
}

impl FromRequestParts<App> for Overseer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let either = [Role::Auditor, Role::Administrator];
        with_role(parts, app, &either).await.map(Self)
    }
}

impl FromRequestParts<App> for Administrator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        with_role(parts, app, &[Role::Administrator]).await.map(Self)
    }
}

/// Whether a program may ask for this with a token for reports: it only looks, and stands below `/audit`.
fn is_report(parts: &Parts) -> bool {
    let path = parts.uri.path();
    let is_below = path == "/audit" || path == "/audit.csv" || path.starts_with("/audit/");
    is_below && matches!(parts.method, Method::GET | Method::HEAD)
}

/// Whoever has one of these roles.
async fn with_role(parts: &mut Parts, app: &App, roles: &[Role]) -> Result<SignedIn, Failure> {
    if roles.contains(&Role::Auditor) && is_report(parts) && tokens::is_given(parts) {
        let token = tokens::admit(parts, app, Scope::Reports).await?;
        return Ok(SignedIn::by_token(&token, app));
    }
    let person = <SignedIn as FromRequestParts<App>>::from_request_parts(parts, app).await?;
    if roles.iter().any(|role| person.has(*role)) {
        return Ok(person);
    }
    let words: Vec<_> = roles
        .iter()
        .map(|role| match role {
            Role::Auditor => "Auditor",
            Role::Administrator => "Administrator",
        })
        .collect();
    let word = words.join(" or ");
    let more = serde_json::json!({ "attempt": "open", "needs": word });
    refusal::say(Refusal::MissingRole, Some(person.person), more);
    Err(Failure::Forbidden(match words.as_slice() {
        [one] => t!("role-needed", role = one),
        _ => t!("role-needed-either").to_owned(),
    }))
}
