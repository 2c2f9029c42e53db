//! The approver's room: what waits for a signature, and the card on which one signs.

pub mod answers;
mod card;
pub mod delegation_views;
pub mod delegations;
mod denied;
pub mod done;
pub mod pages;
pub mod queue;
pub mod review_views;
pub mod reviews;
mod signing;
mod store;
mod team;
pub mod views;

use chrono_tz::Tz;
use sqlx::PgConnection;

use crate::app::App;
use crate::ids::PersonId;
use crate::people;
use crate::web::Failure;

/// In which the days of whoever looks are.
async fn zone_of(app: &App, conn: &mut PgConnection, person: PersonId) -> Result<Tz, Failure> {
    let zones = &app.config.living.zones;
    let person = people::store::by_id(conn, person).await?;
    Ok(person.map_or(zones.usual, |person| person.zone(zones)))
}
