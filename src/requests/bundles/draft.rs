//! What somebody has begun to ask for and not sent. It is theirs alone, and nothing of it counts before it is sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::{MOST_ITEMS, store};
use crate::ids::{PersonId, RequestDraftId, SkuId};
use crate::requests::ask::{TypedTerm, USUAL_TERM};
use crate::requests::questions::Answers;

/// Drafts that one person keeps.
pub const MOST_DRAFTS: i64 = 20;
/// Products of one draft.
pub const MOST_PRODUCTS: usize = 30;
/// People of one draft; how many requests are sent together is limited on its own.
pub const MOST_PEOPLE: usize = 400;

/// As typed: nothing of it is believed before it is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    pub products: Vec<SkuId>,
    pub people: Vec<PersonId>,
    /// Taken out of products × people.
    pub left_out: Vec<(PersonId, SkuId)>,
    pub justification: String,
    #[serde(flatten)]
    pub term: TypedTerm,
    pub answers: Answers,
}

impl Default for Content {
    fn default() -> Self {
        Self {
            products: Vec::new(),
            people: Vec::new(),
            left_out: Vec::new(),
            justification: String::new(),
            term: TypedTerm {
                begin: "now".into(),
                term: USUAL_TERM.map_or("none".into(), |days| days.to_string()),
                ..TypedTerm::default()
            },
            answers: Answers::new(),
        }
    }
}

/// A draft as it is kept.
#[derive(Clone, Debug)]
pub struct Draft {
    pub id: RequestDraftId,
    pub content: Content,
    pub updated_at: DateTime<Utc>,
}

impl Content {
    /// What would be sent: each person with each product that was not taken out.
    pub fn items(&self) -> Vec<(PersonId, SkuId)> {
        let all = self
            .people
            .iter()
            .flat_map(|person| self.products.iter().map(|sku| (*person, *sku)));
        all.filter(|item| !self.left_out.contains(item)).collect()
    }

    pub fn is_too_much(&self) -> bool {
        self.items().len() > MOST_ITEMS
    }

    /// Adds a product; one that stands there already stays once. What was taken out of it is in again.
    pub fn add_product(&mut self, sku: SkuId) {
        if !self.products.contains(&sku) && self.products.len() < MOST_PRODUCTS {
            self.products.push(sku);
            self.left_out.retain(|(_, out)| *out != sku);
        }
    }

    /// The same for a person; `false` = there is no room for another.
    #[must_use]
    pub fn add_person(&mut self, person: PersonId) -> bool {
        if self.people.contains(&person) {
            return true;
        }
        if self.people.len() >= MOST_PEOPLE {
            return false;
        }
        self.people.push(person);
        self.left_out.retain(|(out, _)| *out != person);
        true
    }
}

/// Keeps it; `None` = whoever owns it has as many as one keeps.
pub async fn save(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    owner: PersonId,
    (id, content): (Option<RequestDraftId>, &Content),
) -> sqlx::Result<Option<RequestDraftId>> {
    if let Some(id) = id {
        let kept = store::update_draft(tx, now, (owner, id), content).await?;
        return Ok(kept.then_some(id));
    }
    if store::count_drafts(tx, owner).await? >= MOST_DRAFTS {
        return Ok(None);
    }
    let id = RequestDraftId::mint(now);
    store::insert_draft(tx, now, (owner, id), content).await?;
    Ok(Some(id))
}
