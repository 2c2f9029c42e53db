//! Every version of the policy that is kept, read once: good, altered, or not readable by this program.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use super::store;
use crate::policy::Policy;
use crate::requests;

/// Problems of one version that are kept.
const MOST_PROBLEMS: usize = 5;

/// Every version, by its name; shared by whoever looks at decisions.
#[derive(Clone, Default)]
pub struct Versions(Arc<HashMap<String, Version>>);

pub(super) enum Version {
    Good(Box<Policy>),
    /// The bytes are not those that the version is named after.
    Altered,
    Unreadable,
}

/// A version that can not be used, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyTrouble {
    pub version: String,
    /// Sentences.
    pub why: Vec<String>,
}

impl Versions {
    /// Reads all of them, and names those that can not be used.
    pub async fn read(pool: &PgPool) -> anyhow::Result<(Self, Vec<PolicyTrouble>)> {
        let mut versions = HashMap::new();
        let mut troubles = Vec::new();
        let mut conn = pool.acquire().await?;
        for name in store::versions(&mut conn).await? {
            let bytes = requests::store::policy_bytes(&mut conn, &name)
                .await?
                .context("a version of the policy went away")?;
            let of = name.clone();
            // A version runs its examples when it is read.
            let (version, why) = tokio::task::spawn_blocking(move || judge(&of, &bytes)).await?;
            if !why.is_empty() {
                troubles.push(PolicyTrouble {
                    version: name.clone(),
                    why,
                });
            }
            versions.insert(name, version);
        }
        Ok((Self(Arc::new(versions)), troubles))
    }

    pub(super) fn of(&self, version: &str) -> Option<&Version> {
        self.0.get(version)
    }
}

fn judge(name: &str, bytes: &[u8]) -> (Version, Vec<String>) {
    let hash = hex::encode(Sha256::digest(bytes));
    if hash != name {
        let why = format!("was altered: its bytes hash to {hash}");
        return (Version::Altered, vec![why]);
    }
    match Policy::parse("policy", bytes) {
        Ok(policy) => (Version::Good(Box::new(policy)), Vec::new()),
        Err(problems) => {
            let mut why = vec!["can not be read by this version of Countersign".to_owned()];
            why.extend(problems.iter().take(MOST_PROBLEMS).map(ToString::to_string));
            (Version::Unreadable, why)
        }
    }
}
