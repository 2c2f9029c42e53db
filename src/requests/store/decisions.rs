//! SQL of decisions: what the policy said of a request, and those that it could not make.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::ids::{DecisionId, PersonId, RequestId};
use crate::policy::{Decision, Facts};
use crate::requests::{Answer, StagePeople, StoredDecision};

pub async fn insert_decision(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    request: RequestId,
    (facts, decision): (&Facts, &Decision),
    people: &[StagePeople],
) -> sqlx::Result<DecisionId> {
    let id = DecisionId::mint(now);
    sqlx::query!(
        "insert into decisions (id, request_id, policy_version, facts, decision, made_at, people)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        request.0,
        decision.policy_version,
        Json(facts) as _,
        Json(decision) as _,
        now,
        Json(people) as _,
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// A decision as it stands in its row.
struct Row {
    id: DecisionId,
    facts: Json<Facts>,
    decision: Json<Decision>,
    made_at: DateTime<Utc>,
}

impl From<Row> for StoredDecision {
    fn from(row: Row) -> Self {
        StoredDecision {
            id: row.id,
            decision: row.decision.0,
            facts: row.facts.0,
            made_at: row.made_at,
        }
    }
}

/// The decision that counts: the last one made.
pub async fn last_decision(
    conn: &mut PgConnection,
    request: RequestId,
) -> sqlx::Result<Option<StoredDecision>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id as "id: DecisionId", facts as "facts: Json<Facts>", decision as "decision: Json<Decision>", made_at
             from decisions where request_id = $1 order by written desc limit 1"#,
        request.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(StoredDecision::from))
}

/// A decision of this request.
pub async fn decision_of(
    conn: &mut PgConnection,
    request: RequestId,
    decision: DecisionId,
) -> sqlx::Result<Option<StoredDecision>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id as "id: DecisionId", facts as "facts: Json<Facts>", decision as "decision: Json<Decision>", made_at
             from decisions where request_id = $1 and id = $2"#,
        request.0,
        decision.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(StoredDecision::from))
}

/// One of the decisions of a request, and what is known of why it was made.
#[derive(Clone, Debug)]
pub struct DecisionMade {
    pub id: DecisionId,
    pub made_at: DateTime<Utc>,
    /// `None` = it can not be read.
    pub decision: Option<Decision>,
    pub is_first: bool,
    /// The request's stages were made anew by it.
    pub made_stages: bool,
    /// By another version of the policy than the decision before it.
    pub by_new_policy: bool,
    /// Who signed with it, and what.
    pub signed: Option<(String, Answer)>,
}

/// The decisions of a request, latest first.
pub async fn decisions_of(
    conn: &mut PgConnection,
    request: RequestId,
    limit: i64,
) -> sqlx::Result<Vec<DecisionMade>> {
    let rows = sqlx::query!(
        r#"select d.id as "id: DecisionId", d.made_at, d.decision, d.before is null as "is_first!",
                  r.staged_by is not distinct from d.id as "made_stages!",
                  d.before is distinct from d.policy_version as "by_new_policy!",
                  g.name as "signer?", g.answer as "answer?: Answer"
             from (select id, request_id, made_at, decision, policy_version, written,
                          lag(policy_version) over (order by written) as before
                     from decisions where request_id = $1) d
             join requests r on r.id = d.request_id
             left join lateral (select p.name, s.answer from signatures s join people p on p.id = s.person_id
                                 where s.request_id = d.request_id and s.decision_id = d.id and s.taken_back_at is null limit 1) g on true
            order by d.written desc limit $2"#,
        request.0,
        limit,
    )
    .fetch_all(conn)
    .await?;
    let made = rows.into_iter().map(|row| DecisionMade {
        id: row.id,
        made_at: row.made_at,
        decision: serde_json::from_value(row.decision).ok(),
        is_first: row.is_first,
        made_stages: row.made_stages,
        by_new_policy: row.by_new_policy,
        signed: row.signer.zip(row.answer),
    });
    Ok(made.collect())
}

/// A decision that the rules could not make: an administrator is told.
pub async fn note_failed_decision(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    request: RequestId,
    decision: DecisionId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into failed_decisions (decision_id, request_id, at) values ($1, $2, $3)",
        decision.0,
        request.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A request that the rules could not judge.
#[derive(Clone, Debug)]
pub struct FailedDecision {
    pub decision: DecisionId,
    pub request: RequestId,
    pub at: DateTime<Utc>,
    pub product: String,
    pub beneficiary: String,
}

/// Requests that the rules could not judge and that nobody has looked at, oldest first.
pub async fn failed_decisions(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<FailedDecision>> {
    sqlx::query_as!(
        FailedDecision,
        r#"select f.decision_id as "decision: DecisionId", f.request_id as "request: RequestId", f.at,
                  coalesce(p.name, p.part_number) as "product!", b.name as beneficiary
             from failed_decisions f join requests r on r.id = f.request_id
                  join products p on p.sku_id = r.sku_id join people b on b.id = r.beneficiary_id
            where f.looked_at is null order by f.at, f.decision_id limit $1"#,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Whether this decision could not be made and nobody has looked at it.
pub async fn is_unseen_failure(conn: &mut PgConnection, decision: DecisionId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select 1 from failed_decisions where decision_id = $1 and looked_at is null) as "is!""#,
        decision.0
    )
    .fetch_one(conn)
    .await
}

/// Whom the stages of a request named when this decision was made.
pub async fn people_of_decision(
    conn: &mut PgConnection,
    decision: DecisionId,
) -> sqlx::Result<Vec<StagePeople>> {
    let people = sqlx::query_scalar!(
        r#"select people as "people: Json<Vec<StagePeople>>" from decisions where id = $1"#,
        decision.0
    )
    .fetch_one(conn)
    .await?;
    Ok(people.0)
}

/// Somebody has looked at the request; answers the decisions that nobody had looked at before.
pub async fn looked_at(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    by: PersonId,
    request: RequestId,
) -> sqlx::Result<Vec<DecisionId>> {
    sqlx::query_scalar!(
        r#"update failed_decisions set looked_at = $2, looked_by = $3 where request_id = $1 and looked_at is null
           returning decision_id as "decision: DecisionId""#,
        request.0,
        now,
        by.0
    )
    .fetch_all(conn)
    .await
}
