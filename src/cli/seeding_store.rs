//! The one kind of thing of the demo that did not happen as on the pages: time that has passed before it began.

use sqlx::PgConnection;

use crate::ids::{PersonId, RequestId, SkuId};

/// What somebody has of a product was given so many days earlier, and ends so many days earlier.
pub async fn begun_earlier(
    conn: &mut PgConnection,
    person: PersonId,
    sku: SkuId,
    days: i32,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update grants set approved_at = approved_at - make_interval(days => $3),
                           active_at = active_at - make_interval(days => $3),
                           until_at = until_at - make_interval(days => $3),
                           asserted_at = asserted_at - make_interval(days => $3)
          where person_id = $1 and sku_id = $2 and state = 'active'",
        person.0,
        sku.0,
        days,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The open stage of a request was opened so many days earlier, and is due so many days earlier.
pub async fn opened_earlier(conn: &mut PgConnection, request: RequestId, days: i32) -> sqlx::Result<()> {
    sqlx::query!(
        "update stages set opened_at = opened_at - make_interval(days => $2), due_at = due_at - make_interval(days => $2),
                           remind_at = remind_at - make_interval(days => $2)
          where request_id = $1 and state = 'open'",
        request.0,
        days,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Somebody asked so many hours earlier; the time to sign it is shorter by as much.
pub async fn asked_earlier(conn: &mut PgConnection, request: RequestId, hours: i32) -> sqlx::Result<()> {
    sqlx::query!(
        "with asked as (update requests set created_at = created_at - make_interval(hours => $2) where id = $1)
         update stages set opened_at = opened_at - make_interval(hours => $2), due_at = due_at - make_interval(hours => $2)
          where request_id = $1",
        request.0,
        hours,
    )
    .execute(conn)
    .await?;
    Ok(())
}
