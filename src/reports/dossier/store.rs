//! SQL of dossiers: everything about many granted rights, in a fixed number of statements however many there are. Reads only.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::item::{
    DecisionRow, DelegationRow, DepartureRow, Fact, GrantRow, NoticeRow, RequestRow, RunRow, SignatureRow,
};
use crate::ids::{DecisionId, GrantId, PersonId, PlanId, RequestId, SkuId};
use crate::requests::{RequestKind, RequestState};

// One column list for every question that answers events.
macro_rules! facts {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Fact,
            r#"select e.id as "id!", e.written as "written!", s.seq as "seq?", s.hash as "hash?", e.at as "at!", e.kind as "kind!",
                      e.actor as "actor!",
                      e.actor_id as "actor_id: PersonId", e.request_id as "request_id: RequestId",
                      e.person_id as "person_id: PersonId", e.sku_id as "sku_id: SkuId",
                      audit_said(e.id, e.detail) as "detail!"
                 from audit_events e left join audit_seals s on s.event_id = e.id "# + $rest
            $(, $arg)*
        )
    };
}

/// What this transaction reads from now on is of one moment: what is written meanwhile is no difference between the log and the
/// tables. The first statement of it.
pub(super) async fn as_of_one_moment(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("set transaction isolation level repeatable read, read only")
        .execute(conn)
        .await?;
    Ok(())
}

/// The request that an id names, or that brought the grant that it names.
pub async fn request_of(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<RequestId>> {
    sqlx::query_scalar!(
        r#"select coalesce((select request_id from grants where id = $1), (select id from requests where id = $1),
                           (select request_id from audit_events where request_id = $1 limit 1)) as "id: RequestId""#,
        id
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn requests(conn: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<RequestRow>> {
    sqlx::query_as!(
        RequestRow,
        r#"select id as "id: RequestId", kind as "kind: RequestKind", requester_id as "requester_id: PersonId",
                  beneficiary_id as "beneficiary_id: PersonId", sku_id as "sku_id: SkuId", justification, change_hash,
                  state as "state: RequestState", created_at
             from requests where id = any ($1)"#,
        ids
    )
    .fetch_all(conn)
    .await
}

/// The grant of each request: born of it, or the one that it made longer or changed.
pub(super) async fn grants(
    conn: &mut PgConnection,
    ids: &[Uuid],
) -> sqlx::Result<Vec<(RequestId, GrantRow)>> {
    let rows = sqlx::query!(
        r#"select o.of as "of!: RequestId", g.id as "id: GrantId", g.request_id as "request_id: RequestId",
                  g.person_id as "person_id: PersonId", g.sku_id as "sku_id: SkuId", g.plans_on as "plans_on: Vec<PlanId>",
                  g.state, g.approved_at, g.active_at, g.until_at, g.ended_at
             from (select request_id as of, id from grants where request_id = any ($1)
                   union select id, coalesce(extends, changes) from requests
                    where id = any ($1) and (extends is not null or changes is not null)) o
             join grants g on g.id = o.id"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    let grants = rows.into_iter().map(|row| {
        let grant = GrantRow {
            id: row.id,
            request_id: row.request_id,
            person_id: row.person_id,
            sku_id: row.sku_id,
            plans_on: row.plans_on,
            state: row.state,
            approved_at: row.approved_at,
            active_at: row.active_at,
            until_at: row.until_at,
            ended_at: row.ended_at,
        };
        (row.of, grant)
    });
    Ok(grants.collect())
}

/// Every request about these grants: (grant, request).
pub(super) async fn about_grants(
    conn: &mut PgConnection,
    grants: &[Uuid],
) -> sqlx::Result<Vec<(Uuid, RequestId)>> {
    let rows = sqlx::query!(
        r#"select id as "grant!", request_id as "request!: RequestId" from grants where id = any ($1)
           union select extends, id from requests where extends = any ($1)
           union select changes, id from requests where changes = any ($1)"#,
        grants
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.grant, row.request)).collect())
}

/// The events of these requests, in the order of writing.
pub(super) async fn events_of(conn: &mut PgConnection, requests: &[Uuid]) -> sqlx::Result<Vec<Fact>> {
    facts!("where e.request_id = any ($1) order by e.written", requests)
        .fetch_all(conn)
        .await
}

/// Those of these people that no request needs to be named in: calls for several grants at once, and that somebody left, came
/// back, or nothing follows for them any more.
pub(super) async fn events_about(conn: &mut PgConnection, people: &[Uuid]) -> sqlx::Result<Vec<Fact>> {
    facts!(
        "where e.person_id = any ($1) and e.request_id is null
           and e.kind in ('graph.call_planned', 'graph.call_answered', 'person.left', 'person.returned', 'departure.called_off')
         order by e.written",
        people
    )
    .fetch_all(conn)
    .await
}

/// What the log says of these mails to these people.
pub(super) async fn events_of_mails(
    conn: &mut PgConnection,
    people: &[Uuid],
    mails: &[String],
) -> sqlx::Result<Vec<Fact>> {
    facts!(
        "where e.person_id = any ($1) and e.kind in ('mail.sent', 'mail.not_sent') and e.detail ->> 'mail' = any ($2)
         order by e.written",
        people,
        mails
    )
    .fetch_all(conn)
    .await
}

/// Each time a version of the policy came in force.
pub(super) async fn in_force(conn: &mut PgConnection) -> sqlx::Result<Vec<Fact>> {
    facts!("where e.kind = 'policy.in_force' order by e.written")
        .fetch_all(conn)
        .await
}

pub(super) async fn decisions(
    conn: &mut PgConnection,
    requests: &[Uuid],
) -> sqlx::Result<Vec<(RequestId, DecisionRow)>> {
    let rows = sqlx::query!(
        r#"select id as "id: DecisionId", request_id as "request_id: RequestId", policy_version, facts::text as "facts!",
                  decision::text as "decision!", people::text as "people!", made_at
             from decisions where request_id = any ($1) order by written"#,
        requests
    )
    .fetch_all(conn)
    .await?;
    let decisions = rows.into_iter().map(|row| {
        let decision = DecisionRow {
            id: row.id,
            policy_version: row.policy_version,
            facts: row.facts,
            decision: row.decision,
            people: row.people,
            made_at: row.made_at,
        };
        (row.request_id, decision)
    });
    Ok(decisions.collect())
}

/// Signatures that were not taken back.
pub(super) async fn signatures(
    conn: &mut PgConnection,
    requests: &[Uuid],
) -> sqlx::Result<Vec<(RequestId, SignatureRow)>> {
    let rows = sqlx::query!(
        r#"select g.id, g.request_id as "request_id: RequestId", s.position::bigint as "stage!",
                  s.replaced_at is not null as "is_set_aside!", g.person_id as "person_id: PersonId",
                  g.on_behalf_of as "on_behalf_of: PersonId", g.answer = 'approve' as "approves!", g.change_hash, g.signed_at
             from signatures g join stages s on s.id = g.stage_id
            where g.request_id = any ($1) and g.taken_back_at is null order by g.signed_at, g.id"#,
        requests
    )
    .fetch_all(conn)
    .await?;
    let signatures = rows.into_iter().map(|row| {
        let signature = SignatureRow {
            id: row.id,
            stage: row.stage,
            is_set_aside: row.is_set_aside,
            person_id: row.person_id,
            on_behalf_of: row.on_behalf_of,
            approves: row.approves,
            change_hash: row.change_hash,
            signed_at: row.signed_at,
        };
        (row.request_id, signature)
    });
    Ok(signatures.collect())
}

pub(super) async fn delegations(conn: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<DelegationRow>> {
    sqlx::query_as!(
        DelegationRow,
        r#"select id, from_id as "from_id: PersonId", to_id as "to_id: PersonId", starts_at, ends_at, ended_at
             from delegations where id = any ($1)"#,
        ids
    )
    .fetch_all(conn)
    .await
}

pub(super) async fn runs(conn: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<RunRow>> {
    sqlx::query_as!(
        RunRow,
        r#"select id, call as "call: Value", result, graph_request_id, read_back as "read_back: Value"
             from fulfilment_runs where id = any ($1)"#,
        ids
    )
    .fetch_all(conn)
    .await
}

/// What was told of these events, with the mail in which it was.
pub(super) async fn notices(conn: &mut PgConnection, events: &[Uuid]) -> sqlx::Result<Vec<NoticeRow>> {
    sqlx::query_as!(
        NoticeRow,
        r#"select n.id as "id!", n.event_id as "event_id!", n.person_id as "person_id!: PersonId", n.kind as "kind!",
                  n.not_before as "not_before!", n.dropped_at, n.mail_id, m.state as "mail_state?"
             from notices n left join mails m on m.id = n.mail_id where n.event_id = any ($1)"#,
        events
    )
    .fetch_all(conn)
    .await
}

/// What followed for the grants of these people: (grant, what), in their order.
pub(super) async fn departures(
    conn: &mut PgConnection,
    people: &[Uuid],
) -> sqlx::Result<Vec<(Uuid, DepartureRow)>> {
    let rows = sqlx::query!(
        "select id, grant_id, cause, state, noticed_at, due_at from departures where person_id = any ($1) order by noticed_at, id",
        people
    )
    .fetch_all(conn)
    .await?;
    let departures = rows.into_iter().map(|row| {
        let departure = DepartureRow {
            id: row.id,
            cause: row.cause,
            state: row.state,
            noticed_at: row.noticed_at,
            due_at: row.due_at,
        };
        (row.grant_id, departure)
    });
    Ok(departures.collect())
}

/// What is kept under these versions, altered or not.
pub(super) async fn policies(
    conn: &mut PgConnection,
    versions: &[String],
) -> sqlx::Result<Vec<(String, Vec<u8>)>> {
    let rows = sqlx::query!(
        "select version, bytes from policy_versions where version = any ($1)",
        versions
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.version, row.bytes)).collect())
}

pub(super) async fn gone_plans(conn: &mut PgConnection) -> sqlx::Result<BTreeSet<(SkuId, PlanId)>> {
    let rows = sqlx::query!(
        r#"select sku_id as "sku: SkuId", plan_id as "plan: PlanId" from service_plans where gone_at is not null"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.sku, row.plan)).collect())
}

/// Whatever was granted in the period: what the log says and what the grants' table says, each request once, oldest first.
pub(super) async fn granted_between(
    conn: &mut PgConnection,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> sqlx::Result<Vec<RequestId>> {
    sqlx::query_scalar!(
        r#"select request_id as "id!: RequestId" from grants where approved_at >= $1 and approved_at < $2
           union
           select request_id from audit_events
            where at >= $1 and at < $2 and request_id is not null
              and (kind in ('grant.approved', 'grant.extended', 'drift.adopted', 'drift.restored')
                   or (kind = 'grant.plans_changed' and detail ->> 'by' = 'request'))
            order by 1"#,
        from,
        to
    )
    .fetch_all(conn)
    .await
}

/// Names of the products of these SKUs.
pub(super) async fn titles(conn: &mut PgConnection, skus: &[SkuId]) -> sqlx::Result<BTreeMap<SkuId, String>> {
    let ids: Vec<_> = skus.iter().map(|sku| sku.0).collect();
    let rows = sqlx::query!(
        r#"select sku_id as "sku: SkuId", coalesce(name, part_number) as "title!" from products where sku_id = any ($1)"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.sku, row.title)).collect())
}
