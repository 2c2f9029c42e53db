//! SQL of bundles and drafts.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::draft::{Content, Draft, MOST_DRAFTS};
use crate::ids::{BundleId, PersonId, RequestDraftId, RequestId};

pub(super) async fn insert(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: BundleId,
    requester: PersonId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into bundles (id, requester_id, created_at) values ($1, $2, $3)",
        id.0,
        requester.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn put_into(
    conn: &mut PgConnection,
    bundle: BundleId,
    requests: &[RequestId],
) -> sqlx::Result<()> {
    let ids: Vec<_> = requests.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update requests set bundle_id = $1 where id = any ($2)",
        bundle.0,
        &ids
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Who sent it, and when.
pub async fn sent_by(
    conn: &mut PgConnection,
    bundle: BundleId,
) -> sqlx::Result<Option<(PersonId, DateTime<Utc>)>> {
    let row = sqlx::query!(
        r#"select requester_id as "requester_id: PersonId", created_at from bundles where id = $1"#,
        bundle.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.requester_id, row.created_at)))
}

/// What a request was sent together with, and how many others there are.
pub async fn around(
    conn: &mut PgConnection,
    request: RequestId,
) -> sqlx::Result<Option<(BundleId, PersonId, i64)>> {
    let row = sqlx::query!(
        r#"select b.id as "id: BundleId", b.requester_id as "requester_id: PersonId",
                  (select count(*) - 1 from requests o where o.bundle_id = b.id) as "others!"
             from requests r join bundles b on b.id = r.bundle_id where r.id = $1"#,
        request.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.id, row.requester_id, row.others)))
}

pub(super) async fn insert_draft(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    (owner, id): (PersonId, RequestDraftId),
    content: &Content,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into request_drafts (id, owner_id, content, updated_at) values ($1, $2, $3, $4)",
        id.0,
        owner.0,
        Json(content) as _,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn update_draft(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    (owner, id): (PersonId, RequestDraftId),
    content: &Content,
) -> sqlx::Result<bool> {
    let kept = sqlx::query!(
        "update request_drafts set content = $3, updated_at = $4 where id = $1 and owner_id = $2",
        id.0,
        owner.0,
        Json(content) as _,
        now
    )
    .execute(conn)
    .await?;
    Ok(kept.rows_affected() == 1)
}

pub(super) async fn count_drafts(conn: &mut PgConnection, owner: PersonId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from request_drafts where owner_id = $1"#,
        owner.0
    )
    .fetch_one(conn)
    .await
}

/// A draft of this person, locked until the transaction ends: it is sent once.
pub async fn draft(
    conn: &mut PgConnection,
    owner: PersonId,
    id: RequestDraftId,
) -> sqlx::Result<Option<Draft>> {
    let row = sqlx::query!(
        r#"select content as "content: Json<Content>", updated_at from request_drafts
            where id = $1 and owner_id = $2 for update"#,
        id.0,
        owner.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Draft {
        id,
        content: row.content.0,
        updated_at: row.updated_at,
    }))
}

/// The drafts of a person, the one touched last first.
pub async fn drafts_of(conn: &mut PgConnection, owner: PersonId) -> sqlx::Result<Vec<Draft>> {
    let rows = sqlx::query!(
        r#"select id as "id: RequestDraftId", content as "content: Json<Content>", updated_at from request_drafts
            where owner_id = $1 order by updated_at desc, id limit $2"#,
        owner.0,
        MOST_DRAFTS
    )
    .fetch_all(conn)
    .await?;
    let draft = rows.into_iter().map(|row| Draft {
        id: row.id,
        content: row.content.0,
        updated_at: row.updated_at,
    });
    Ok(draft.collect())
}

/// Throws it away; answers whether it was there.
pub async fn delete_draft(
    conn: &mut PgConnection,
    owner: PersonId,
    id: RequestDraftId,
) -> sqlx::Result<bool> {
    let gone = sqlx::query!(
        "delete from request_drafts where id = $1 and owner_id = $2",
        id.0,
        owner.0
    )
    .execute(conn)
    .await?;
    Ok(gone.rows_affected() == 1)
}
