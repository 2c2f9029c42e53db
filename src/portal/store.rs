//! SQL of lists of requests.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::standing::Standing;
use crate::fulfilment::GrantState;
use crate::ids::{BundleId, PersonId, RequestId};
use crate::requests::{RequestKind, RequestState, signer_words};

/// A request as the list shows it.
pub(super) struct Listed {
    pub(super) id: RequestId,
    pub(super) kind: RequestKind,
    pub(super) beneficiary_id: PersonId,
    pub(super) created_at: DateTime<Utc>,
    pub(super) requester: String,
    pub(super) beneficiary: String,
    pub(super) product: String,
    pub(super) standing: Standing,
}

/// Where a page of a list ended. Requests that were sent together have one moment, so the last request is named too; without
/// it, nothing of that moment follows.
#[derive(Clone, Copy, Debug)]
pub(super) struct EndOfPage {
    pub(super) at: DateTime<Utc>,
    pub(super) id: Option<RequestId>,
}

/// What a person asked or what was asked for them, newest first, beginning below `before`. What an administrator adopted for
/// others is not theirs to follow: there may be thousands, and the list of drift has them.
pub(super) async fn requests_of(
    conn: &mut PgConnection,
    person: PersonId,
    before: Option<EndOfPage>,
    limit: i64,
) -> sqlx::Result<Vec<Listed>> {
    let ids = sqlx::query_scalar!(
        r#"select id as "id: RequestId" from requests
            where (beneficiary_id = $1 or (requester_id = $1 and kind <> 'adopt'))
              and ($2::timestamptz is null or (created_at, id) < ($2, $3))
            order by created_at desc, id desc limit $4"#,
        person.0,
        before.map(|before| before.at),
        before.and_then(|before| before.id).map(|id| id.0),
        limit,
    )
    .fetch_all(&mut *conn)
    .await?;
    listed(conn, &ids).await
}

/// What was sent together.
pub(super) async fn requests_of_bundle(
    conn: &mut PgConnection,
    bundle: BundleId,
) -> sqlx::Result<Vec<Listed>> {
    let ids = sqlx::query_scalar!(
        r#"select id as "id: RequestId" from requests where bundle_id = $1"#,
        bundle.0
    )
    .fetch_all(&mut *conn)
    .await?;
    listed(conn, &ids).await
}

/// These requests, newest first.
async fn listed(conn: &mut PgConnection, ids: &[RequestId]) -> sqlx::Result<Vec<Listed>> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select r.id as "id: RequestId", r.kind as "kind: RequestKind", r.beneficiary_id as "beneficiary_id: PersonId",
                  r.created_at, r.state as "state: RequestState", r.carry_out_at is not null as "is_signed_only!",
                  r.lapsed_at is not null as "is_lapsed!", r.close_reason is not null as "has_close_reason!",
                  r.extends is not null as "is_extension!",
                  r.changes is not null as "is_change!", q.name as requester, b.name as beneficiary,
                  coalesce(p.name, p.part_number) as "product!",
                  coalesce(g.state, c.state) as "grant?: GrantState",
                  coalesce(g.attention, c.attention) is not null as "has_attention!",
                  (select a.name from inquiries i join people a on a.id = i.asked_by
                    where i.request_id = r.id and i.answered_at is null and r.state = 'awaiting_approval') as asker,
                  u.names as "unsigned?", u.others as "unsigned_for?: Vec<Option<String>>"
             from requests r
             join people q on q.id = r.requester_id
             join people b on b.id = r.beneficiary_id
             join products p on p.sku_id = r.sku_id
             left join grants g on g.request_id = r.id
             left join grants c on g.id is null and c.id = r.changes and c.changed_by = r.id
             left join lateral (
                 select coalesce(array_agg(w.name order by w.name) filter (where w.id is not null), '{}') as names,
                        coalesce(array_agg(d.name order by w.name) filter (where w.id is not null), '{}') as others
                   from stages s
                        left join may_sign a on a.stage_id = s.id
                        left join people w on w.id = a.person_id
                        left join people d on d.id = a.on_behalf_of
                  where s.request_id = r.id and s.state = 'open' and r.state = 'awaiting_approval'
                  group by s.id) u on true
            where r.id = any ($1)
            order by r.created_at desc, r.id desc"#,
        &ids,
    )
    .fetch_all(conn)
    .await?;
    let listed = rows.into_iter().map(|row| Listed {
        id: row.id,
        kind: row.kind,
        beneficiary_id: row.beneficiary_id,
        created_at: row.created_at,
        requester: row.requester,
        beneficiary: row.beneficiary,
        product: row.product,
        standing: Standing {
            state: row.state,
            grant: row.grant,
            has_attention: row.has_attention,
            asker: row.asker,
            is_signed_only: row.is_signed_only,
            is_lapsed: row.is_lapsed,
            has_close_reason: row.has_close_reason,
            is_extension: row.is_extension,
            is_change: row.is_change,
            unsigned: row.unsigned.map(|names| {
                let others = row.unsigned_for.into_iter().flatten();
                let named = names.iter().zip(others);
                named
                    .map(|(name, other)| signer_words(name, other.as_deref()))
                    .collect()
            }),
        },
    });
    Ok(listed.collect())
}
