//! Owns who is calling and what they may: read from the token alone, except a person's directory roles.

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::super::Shared;
use super::super::errors::GraphError;
use super::super::token::GRAPH;
use crate::ids::PersonId;

/// Whoever holds the token.
pub enum Caller {
    /// An application by itself, with the app roles in its token.
    Application { roles: Vec<String> },
    /// An application on behalf of a signed-in person, with the scopes in its token.
    Person { id: PersonId, scopes: Vec<String> },
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
/// Directory roles of which a person needs one, beside the scope, to change a licence [V].
pub const ASSIGNING_ROLES: [&str; 3] = ["License Administrator", "User Administrator", "Directory Writers"];

impl Caller {
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Application { .. } => None,
            Self::Person { id, .. } => Some(*id),
        }
    }

    pub fn may(&self, needs: &Needs) -> Result<(), GraphError> {
        let (has, wanted) = match self {
            Self::Application { roles } => (roles, needs.roles),
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
            Self::Person { id, scopes } if *id == person && scopes.iter().any(|s| s == "User.Read") => Ok(()),
            _ => self.may(&READ_USERS),
        }
    }
}

/// Row 17 of the catalogue [T].
pub fn check(shared: &Shared, headers: &HeaderMap, now: DateTime<Utc>) -> Result<Caller, GraphError> {
    let bad = |message: &str| GraphError::bad_token(message, &shared.authorize_url());
    let token = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let token = match token.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => {
            token.trim()
        }
        _ => return Err(bad("Access token is empty.")),
    };
    let claims = shared.keys.verify(token);
    // These two texts are from memory [M].
    let claims = claims.ok_or_else(|| bad("Access token validation failure."))?;
    if claims["aud"] != GRAPH || claims["tid"] != shared.tenant_id.to_string() {
        return Err(bad("Access token validation failure. Invalid audience."));
    }
    let expires = claims["exp"].as_i64().unwrap_or(0);
    if expires <= now.timestamp() {
        return Err(bad("Lifetime validation failed, the token is expired."));
    }
    let words = |value: &Value| -> Vec<String> {
        match value {
            Value::String(text) => text.split(' ').map(str::to_owned).collect(),
            Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    };
    if claims["scp"].is_string() {
        let id = claims["oid"].as_str().and_then(|id| Uuid::parse_str(id).ok());
        let id = PersonId(id.ok_or_else(|| bad("Access token validation failure."))?);
        return Ok(Caller::Person {
            id,
            scopes: words(&claims["scp"]),
        });
    }
    Ok(Caller::Application {
        roles: words(&claims["roles"]),
    })
}
