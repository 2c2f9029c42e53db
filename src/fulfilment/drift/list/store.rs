//! SQL of the list of findings.

use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::Line;
use crate::fulfilment::drift::{FindingKind, FindingState, Observed};
use crate::ids::{FindingId, GroupId, PersonId, PlanId, RequestId, SkuId};

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    /// Words of a name or UPN; empty = everybody.
    pub words: &'a str,
    /// Empty = in whatever state.
    pub states: &'a [FindingState],
    pub kind: Option<FindingKind>,
    pub sku: Option<SkuId>,
    /// Older than this one, in the order in which they were found.
    pub before: Option<i64>,
}

// One column list for every question that answers lines.
macro_rules! lines {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Line,
            r#"select f.id as "id: FindingId", f.person_id as "person_id: PersonId", p.name as person, p.upn, f.sku_id as "sku: SkuId",
                      coalesce(s.name, s.part_number) as "product!", f.kind as "kind: FindingKind",
                      f.state as "state: FindingState", f.observed as "observed: Json<Observed>", f.first_seen_at, f.changed_at,
                      f.gone_at, g.request_id as "request?: RequestId", g.plans_on as "plans_on?: Vec<PlanId>",
                      f.group_id as "group: GroupId", o.name as "group_name?", a.name as "actor?", f.actor_app, f.done_at, f.decided_at,
                      d.name as "decided_by?", f.reason, f.written
                 from findings f join people p on p.id = f.person_id join products s on s.sku_id = f.sku_id
                      left join grants g on g.id = f.grant_id left join groups o on o.id = f.group_id left join people a on a.id = f.actor_id
                      left join people d on d.id = f.decided_by "# + $rest
            $(, $arg)*
        )
    };
}

/// The newest first.
pub async fn page(conn: &mut PgConnection, sought: &Sought<'_>, limit: i64) -> sqlx::Result<Vec<Line>> {
    let like = format!("%{}%", sought.words.replace(['%', '_', '\\'], ""));
    let rows = lines!(
        "where ($1 = '%%' or p.name ilike $1 or p.upn ilike $1) and f.state = any ($2::text[])
           and ($3::text is null or f.kind = $3) and ($4::uuid is null or f.sku_id = $4) and ($5::bigint is null or f.written < $5)
         order by f.written desc limit $6",
        like,
        sought.states as &[FindingState],
        sought.kind as Option<FindingKind>,
        sought.sku.map(|id| id.0),
        sought.before,
        limit,
    );
    rows.fetch_all(conn).await
}

/// These, as far as they wait for a decision or were accepted, in the order in which they were found.
pub async fn undecided(conn: &mut PgConnection, ids: &[FindingId]) -> sqlx::Result<Vec<Line>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = lines!(
        "where f.id = any ($1) and f.state in ('open', 'accepted') order by f.written",
        &ids
    );
    rows.fetch_all(conn).await
}
