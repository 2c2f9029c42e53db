//! SQL of what a refusal concerns.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::{PersonId, RequestId, SkuId};

/// The request that somebody came for.
pub(super) struct Concerned {
    pub request: RequestId,
    pub beneficiary: PersonId,
    pub sku: SkuId,
}

pub(super) async fn request(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Concerned>> {
    sqlx::query_as!(
        Concerned,
        r#"select id as "request: RequestId", beneficiary_id as "beneficiary: PersonId", sku_id as "sku: SkuId"
             from requests where id = $1"#,
        id,
    )
    .fetch_optional(conn)
    .await
}

pub(super) async fn request_of_stage(
    conn: &mut PgConnection,
    stage: Uuid,
) -> sqlx::Result<Option<Concerned>> {
    sqlx::query_as!(
        Concerned,
        r#"select r.id as "request: RequestId", r.beneficiary_id as "beneficiary: PersonId", r.sku_id as "sku: SkuId"
             from stages s join requests r on r.id = s.request_id where s.id = $1"#,
        stage,
    )
    .fetch_optional(conn)
    .await
}
