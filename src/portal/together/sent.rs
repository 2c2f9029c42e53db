//! `GET /requests/bundles/{bundle}`: what was sent together, and how far each of it is.

use axum::extract::{Path, State};

use super::views::{BundlePage, BundleRow};
use crate::app::App;
use crate::ids::BundleId;
use crate::people;
use crate::people::signed_in::{Role, SignedIn};
use crate::portal::store as listed;
use crate::requests::bundles::store;
use crate::requests::frame::frame;
use crate::web::Failure;
use crate::web::page::{Moment, Place};

pub async fn page(
    State(app): State<App>,
    person: SignedIn,
    Path(id): Path<String>,
) -> Result<BundlePage, Failure> {
    let id: BundleId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut conn = app.pool.acquire().await?;
    let (by, at) = store::sent_by(&mut conn, id).await?.ok_or(Failure::NotFound)?;
    if !may_be_seen_by(&person, by) {
        return Err(Failure::NotFound);
    }
    let mut rows = Vec::new();
    for request in listed::requests_of_bundle(&mut conn, id).await? {
        rows.push(BundleRow {
            href: format!("/requests/{}", request.id),
            state: request.standing.badge(),
            waits_for: request.standing.waits_for(),
            product: request.product,
            person: request.beneficiary,
        });
    }
    rows.sort_by(|one, other| (&one.person, &one.product).cmp(&(&other.person, &other.product)));
    let name = people::store::by_id(&mut conn, by).await?;
    Ok(BundlePage {
        chrome: frame(&mut conn, &person, t!("bundle-title"), Place::Requests).await?,
        by: name.map_or_else(|| t!("somebody-gone").into(), |person| person.name),
        at: Moment::new(at, app.clock.now()),
        rows,
    })
}

/// Whoever sent it, and who may see every request.
pub(in crate::portal) fn may_be_seen_by(person: &SignedIn, by: crate::ids::PersonId) -> bool {
    person.person == by || person.has(Role::Auditor) || person.has(Role::Administrator)
}
