//! Ends that people were reminded of, as notices with the ways out.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::config::Zones;
use crate::fulfilment::terms::store;
use crate::ids::PersonId;
use crate::people;
use crate::requests::calendar;

/// Notices of one page; who has more ends than these sees them in the list.
const MOST_NOTICES: i64 = 10;

/// "Visio Plan 2 ends after 3 March 2027."
#[derive(Clone, Debug)]
pub struct EndNotice {
    pub product: String,
    /// What ends, to stand before the day.
    pub sentence: String,
    /// The last day.
    pub until: String,
    /// The moment after it, with the zone.
    pub exact: String,
    pub is_held: bool,
    pub extend_href: Option<String>,
    pub give_back_href: Option<String>,
    pub request_href: Option<String>,
}

pub async fn notices(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    zones: &Zones,
    person: PersonId,
) -> sqlx::Result<Vec<EndNotice>> {
    let mut notices = Vec::new();
    for near in store::reminded(conn, person, MOST_NOTICES).await? {
        let mine = near.person_id == person;
        let whose = people::store::by_id(conn, near.person_id).await?;
        let zone = whose.map_or(zones.usual, |person| person.zone(zones));
        let tense = if near.until_at <= now { "past" } else { "to-come" };
        notices.push(EndNotice {
            sentence: match mine {
                true => t!("end-of-yours", product = near.product, tense = tense),
                false => t!(
                    "end-of-theirs",
                    product = near.product,
                    name = near.person,
                    tense = tense
                ),
            },
            until: calendar::day_words(calendar::last_day(near.until_at, zone)),
            exact: calendar::exact_words(near.until_at, zone),
            is_held: near.is_held,
            extend_href: mine.then(|| format!("/licences/{}/extend", near.sku_id)),
            give_back_href: mine.then(|| format!("/licences/{}/give-back", near.sku_id)),
            request_href: (!mine).then(|| format!("/requests/{}", near.request_id)),
            product: near.product,
        });
    }
    Ok(notices)
}
