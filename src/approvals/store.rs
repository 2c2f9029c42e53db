//! SQL of what the card tells beside the request itself.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::ids::{PersonId, RequestId, SkuId, StageId};
use crate::requests::RequestState;

/// Colleagues with the same manager who have a product by a grant, by name; and how many colleagues there are.
pub async fn of_team(
    conn: &mut PgConnection,
    (person, manager): (PersonId, PersonId),
    sku: SkuId,
) -> sqlx::Result<(Vec<String>, i64)> {
    let team = sqlx::query!(
        r#"select count(*) as "colleagues!",
                  coalesce(array_agg(p.name order by p.name) filter (where g.id is not null), '{}') as "have!"
             from people p
             left join grants g on g.person_id = p.id and g.sku_id = $3 and g.state <> 'ended' and g.active_at is not null
            where p.manager_id = $2 and p.id <> $1 and p.enabled and p.gone_at is null"#,
        person.0,
        manager.0,
        sku.0,
    )
    .fetch_one(conn)
    .await?;
    Ok((team.have, team.colleagues))
}

/// What a stage is about: the product and the beneficiary, as people call them.
pub async fn about(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<Option<(String, String)>> {
    let row = sqlx::query!(
        r#"select coalesce(d.name, d.part_number) as "product!", b.name as beneficiary
             from stages s join requests r on r.id = s.request_id join people b on b.id = r.beneficiary_id
                  join products d on d.sku_id = r.sku_id
            where s.id = $1"#,
        stage.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.product, row.beneficiary)))
}

/// A request that somebody made before for the same.
#[derive(Debug)]
pub struct Earlier {
    pub state: RequestState,
    pub created_at: DateTime<Utc>,
    pub settled_at: Option<DateTime<Utc>>,
}

/// The requests of a person for a product before this one, latest first.
pub async fn earlier(
    conn: &mut PgConnection,
    request: RequestId,
    (person, sku): (PersonId, SkuId),
    limit: i64,
) -> sqlx::Result<Vec<Earlier>> {
    sqlx::query_as!(
        Earlier,
        r#"select state as "state: RequestState", created_at, settled_at from requests
            where beneficiary_id = $1 and sku_id = $2 and id <> $3
              and created_at <= (select created_at from requests where id = $3)
            order by created_at desc, id desc limit $4"#,
        person.0,
        sku.0,
        request.0,
        limit,
    )
    .fetch_all(conn)
    .await
}
