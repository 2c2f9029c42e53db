//! Whether this process is able to do its work, as `/readyz` asks again and again.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::sync::Mutex;

use crate::graph;

/// The app roles are asked for once in this time, however often somebody wants to know.
const ROLES_EVERY: Duration = Duration::from_secs(60);
/// What a load balancer would wait for an answer, less a bit.
const ROLES_TIMEOUT: Duration = Duration::from_secs(4);
/// Seconds between two lines in the log about the same thing.
const SAY_AGAIN_AFTER_S: i64 = 24 * 60 * 60;

/// An app role that Countersign can not do without.
#[derive(Clone, Copy, Debug)]
pub struct Needed {
    pub role: &'static str,
    /// Roles that include it.
    or: &'static [&'static str],
    pub what_for: &'static str,
}

pub const NEEDED_ROLES: [Needed; 3] = [
    Needed {
        role: "LicenseAssignment.ReadWrite.All",
        or: &["Directory.ReadWrite.All", "User.ReadWrite.All"],
        what_for: "assigning licences",
    },
    Needed {
        role: "User.Read.All",
        or: &[
            "User.ReadWrite.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All",
        ],
        what_for: "reading people and managers",
    },
    Needed {
        role: "GroupMember.Read.All",
        or: &["Group.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"],
        what_for: "reading the groups that the policy names",
    },
];

/// The needed roles that `held` has not.
pub fn missing(held: &[String]) -> Vec<&'static str> {
    NEEDED_ROLES
        .iter()
        .filter(|needed| {
            !held
                .iter()
                .any(|role| role == needed.role || needed.or.contains(&role.as_str()))
        })
        .map(|needed| needed.role)
        .collect()
}

/// What the last look at the token's app roles found.
#[derive(Clone, Debug, PartialEq)]
pub enum Roles {
    Held,
    Missing(Vec<&'static str>),
    /// There was no token to look at.
    Unknown(graph::ErrorKind),
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held => f.write_str("ok"),
            Self::Missing(roles) => write!(f, "missing {}", roles.join(", ")),
            Self::Unknown(why) => write!(f, "not known ({why})"),
        }
    }
}

/// What is kept between two questions.
#[derive(Debug, Default)]
pub struct Readiness {
    works: AtomicBool,
    /// Held while the roles are asked for, so that one caller asks for all.
    roles: Mutex<Option<(Instant, Roles)>>,
    /// Seconds since 1970; 0 = never.
    said_at: AtomicI64,
}

impl Readiness {
    /// This process works off the queue from now on.
    pub fn works(&self) {
        self.works.store(true, Ordering::Relaxed);
    }

    pub fn is_working(&self) -> bool {
        self.works.load(Ordering::Relaxed)
    }

    /// Whether the last line in the log is a day old; then it counts as written now.
    pub(super) fn is_news(&self, now: DateTime<Utc>) -> bool {
        let (now, said_at) = (now.timestamp(), self.said_at.load(Ordering::Relaxed));
        now - said_at >= SAY_AGAIN_AFTER_S
            && self
                .said_at
                .compare_exchange(said_at, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }

    pub(super) async fn roles(&self, graph: &graph::Client) -> Roles {
        let mut last = self.roles.lock().await;
        if let Some((_, roles)) = last.as_ref().filter(|(at, _)| at.elapsed() < ROLES_EVERY) {
            return roles.clone();
        }
        // A role that was granted since is in a new token only.
        let anew = matches!(*last, Some((_, Roles::Missing(_))));
        let asked = async {
            if anew {
                graph.token_roles_anew().await
            } else {
                graph.token_roles().await
            }
        };
        let roles = match tokio::time::timeout(ROLES_TIMEOUT, asked).await {
            Ok(Ok(held)) => match missing(&held) {
                none if none.is_empty() => Roles::Held,
                missing => Roles::Missing(missing),
            },
            Ok(Err(error)) => Roles::Unknown(error.kind),
            Err(_) => Roles::Unknown(graph::ErrorKind::Timeout),
        };
        *last = Some((Instant::now(), roles.clone()));
        roles
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_role_stands_for_a_smaller_one() {
        let held = |roles: &[&str]| missing(&roles.iter().map(|role| (*role).to_owned()).collect::<Vec<_>>());
        assert_eq!(held(&["Directory.ReadWrite.All"]), Vec::<&str>::new());
        assert_eq!(
            held(&["User.ReadWrite.All"]),
            ["GroupMember.Read.All"],
            "which includes assigning and reading people"
        );
        assert_eq!(held(&[]).len(), 3);
    }

    #[test]
    fn the_same_is_said_once_a_day() {
        let readiness = Readiness::default();
        let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().unwrap();
        assert!(readiness.is_news(now));
        assert!(!readiness.is_news(now + chrono::Duration::hours(23)));
        assert!(readiness.is_news(now + chrono::Duration::hours(24)));
    }
}
