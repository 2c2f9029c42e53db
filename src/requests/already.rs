//! What is there already for many people and products, read in one go: why a request for one of them would not be taken,
//! whatever is typed. Takes no lock; what is sent is looked at again by [`super::submit`].

use sqlx::PgConnection;

use super::facts::Seen;
use super::store;
use super::submit::NotTaken;
use crate::ids::{PersonId, SkuId};
use crate::people;

pub struct Already {
    /// Whose accounts are open.
    open_accounts: Vec<PersonId>,
    /// Rights that live.
    granted: Vec<(PersonId, SkuId)>,
    /// Requests that are open.
    asked: Vec<(PersonId, SkuId)>,
}

impl Already {
    pub async fn read(
        conn: &mut PgConnection,
        (people, skus): (&[PersonId], &[SkuId]),
    ) -> sqlx::Result<Self> {
        let known = people::store::these(conn, people).await?;
        let open = known.into_iter().filter(|person| person.enabled);
        Ok(Self {
            open_accounts: open.map(|person| person.id).collect(),
            granted: store::granted_among(conn, people, skus).await?,
            asked: store::open_among(conn, people, skus).await?,
        })
    }

    pub fn obstacle(&self, seen: &Seen) -> Option<NotTaken> {
        let (person, product) = (seen.beneficiary.id, &seen.product);
        let of_it = (person, product.sku_id);
        if !self.open_accounts.contains(&person) {
            Some(NotTaken::AccountClosed)
        } else if !product.can_be_asked_for() {
            Some(NotTaken::NotAssignable)
        } else if !product.is_found() {
            Some(NotTaken::Hidden)
        } else if seen.held.iter().any(|held| held.sku_id == of_it.1) || self.granted.contains(&of_it) {
            Some(NotTaken::AlreadyHeld)
        } else {
            self.asked.contains(&of_it).then_some(NotTaken::AlreadyAsked)
        }
    }
}
