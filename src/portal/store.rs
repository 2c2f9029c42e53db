//! SQL of the list of requests.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::standing::Standing;
use crate::fulfilment::GrantState;
use crate::ids::{PersonId, RequestId};
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

/// What a person asked or what was asked for them, newest first, beginning below `before`. What an administrator adopted for
/// others is not theirs to follow: there may be thousands, and the list of drift has them.
pub(super) async fn requests_of(
    pool: &PgPool,
    person: PersonId,
    before: Option<DateTime<Utc>>,
    limit: i64,
) -> sqlx::Result<Vec<Listed>> {
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
             from (select id from requests
                    where (beneficiary_id = $1 or (requester_id = $1 and kind <> 'adopt'))
                      and ($2::timestamptz is null or created_at < $2)
                    order by created_at desc, id desc limit $3) l
             join requests r on r.id = l.id
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
            order by r.created_at desc, r.id desc"#,
        person.0,
        before,
        limit,
    )
    .fetch_all(pool)
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
