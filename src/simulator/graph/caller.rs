//! Owns who is calling and what they may: read from the token alone, except a person's directory roles.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::super::errors::GraphError;
use super::super::history::By;
use super::super::keys::Keys;
use super::super::token::GRAPH;
use super::super::{Inner, lock};
use crate::ids::PersonId;

/// Tokens whose signature was checked already; when there are more, all are forgotten and checked again.
const TOKENS_KNOWN: usize = 1_000;

/// Whoever holds the token.
pub enum Caller {
    /// An application by itself, with the app roles in its token.
    Application { app: Uuid, roles: Vec<String> },
    /// An application on behalf of a signed-in person, with the scopes in its token.
    Person {
        app: Uuid,
        id: PersonId,
        scopes: Vec<String>,
    },
}

/// Claims of tokens that carry our signature, so that it is computed once for each.
#[derive(Default)]
pub struct KnownTokens(Mutex<HashMap<Box<str>, Arc<Value>>>);

impl KnownTokens {
    fn claims(&self, keys: &Keys, token: &str) -> Option<Arc<Value>> {
        if let Some(claims) = lock(&self.0).get(token) {
            return Some(Arc::clone(claims));
        }
        let claims = Arc::new(keys.verify(token)?);
        let mut known = lock(&self.0);
        if known.len() >= TOKENS_KNOWN {
            known.clear();
        }
        known.insert(token.into(), Arc::clone(&claims));
        Some(claims)
    }
}

/// What a call needs: one app role of these, or one scope of these.
pub struct Needs {
    pub roles: &'static [&'static str],
    pub scopes: &'static [&'static str],
}

pub const READ_USERS: Needs = Needs {
    roles: &[
        "User.Read.All",
        "User.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ],
    scopes: &["User.Read.All", "User.ReadWrite.All", "Directory.Read.All"],
};
/// That GroupMember.Read.All is enough is from memory [M]; older documents name Directory.Read.All [V21].
pub const READ_GROUPS: Needs = Needs {
    roles: &[
        "GroupMember.Read.All",
        "Group.Read.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ],
    scopes: &["GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"],
};
/// That LicenseAssignment.ReadWrite.All includes reading SKUs is from memory [M].
pub const READ_SKUS: Needs = Needs {
    roles: &[
        "LicenseAssignment.Read.All",
        "LicenseAssignment.ReadWrite.All",
        "Organization.Read.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ],
    scopes: &[
        "LicenseAssignment.Read.All",
        "LicenseAssignment.ReadWrite.All",
        "Organization.Read.All",
    ],
};
pub const ASSIGN: Needs = Needs {
    roles: &[
        "LicenseAssignment.ReadWrite.All",
        "Directory.ReadWrite.All",
        "User.ReadWrite.All",
    ],
    scopes: &[
        "LicenseAssignment.ReadWrite.All",
        "Directory.ReadWrite.All",
        "User.ReadWrite.All",
    ],
};
/// To process what groups give [V].
pub const REPROCESS: Needs = Needs {
    roles: &["User.ReadWrite.All", "Directory.ReadWrite.All"],
    scopes: &["User.ReadWrite.All", "Directory.ReadWrite.All"],
};
/// Who did what, and when people signed in [V].
pub const READ_AUDITS: Needs = Needs {
    roles: &["AuditLog.Read.All"],
    scopes: &["AuditLog.Read.All"],
};
/// Directory roles of which a person needs one, beside the scope, to change a licence [V].
pub const ASSIGNING_ROLES: [&str; 3] = ["License Administrator", "User Administrator", "Directory Writers"];

impl Caller {
    pub fn by(&self) -> By {
        match self {
            Self::Application { app, .. } => By::Application(*app),
            Self::Person { id, .. } => By::Person(*id),
        }
    }

    pub fn app(&self) -> Uuid {
        match self {
            Self::Application { app, .. } | Self::Person { app, .. } => *app,
        }
    }

    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Application { .. } => None,
            Self::Person { id, .. } => Some(*id),
        }
    }

    pub fn may(&self, needs: &Needs) -> Result<(), GraphError> {
        let (has, wanted) = match self {
            Self::Application { roles, .. } => (roles, needs.roles),
            Self::Person { scopes, .. } => (scopes, needs.scopes),
        };
        if has.iter().any(|one| wanted.contains(&one.as_str())) {
            Ok(())
        } else {
            Err(GraphError::denied())
        }
    }

    /// A person reads themself with `User.Read` alone.
    pub fn may_read(&self, person: PersonId) -> Result<(), GraphError> {
        match self {
            Self::Person { id, scopes, .. } if *id == person && scopes.iter().any(|s| s == "User.Read") => {
                Ok(())
            }
            _ => self.may(&READ_USERS),
        }
    }
}

/// Row 17 of the catalogue [T].
pub fn check(shared: &Inner, headers: &HeaderMap, now: DateTime<Utc>) -> Result<Caller, GraphError> {
    let bad = |message: &str| GraphError::bad_token(message, &shared.authorize_url());
    let token = bearer(headers).ok_or_else(|| bad("Access token is empty."))?;
    let claims = shared.known_tokens.claims(&shared.keys, token);
    // These two texts are from memory [M].
    let claims = claims.ok_or_else(|| bad("Access token validation failure."))?;
    if claims["aud"] != GRAPH || claims["tid"] != shared.tenant_id.to_string() {
        return Err(bad("Access token validation failure. Invalid audience."));
    }
    let expires = claims["exp"].as_i64().unwrap_or(0);
    if expires <= now.timestamp() {
        return Err(bad("Lifetime validation failed, the token is expired."));
    }
    holder(&claims).ok_or_else(|| bad("Access token validation failure."))
}

/// Who holds a token of ours, be it still good or not; for the log of calls.
pub fn known(shared: &Inner, headers: &HeaderMap) -> Option<Caller> {
    holder(&*shared.known_tokens.claims(&shared.keys, bearer(headers)?)?)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get("authorization")?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn holder(claims: &Value) -> Option<Caller> {
    let words = |value: &Value| -> Vec<String> {
        match value {
            Value::String(text) => text.split(' ').map(str::to_owned).collect(),
            Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    };
    let id = |name: &str| claims[name].as_str().and_then(|id| Uuid::parse_str(id).ok());
    let app = id("appid")?;
    if !claims["scp"].is_string() {
        return Some(Caller::Application {
            app,
            roles: words(&claims["roles"]),
        });
    }
    Some(Caller::Person {
        app,
        id: PersonId(id("oid")?),
        scopes: words(&claims["scp"]),
    })
}
