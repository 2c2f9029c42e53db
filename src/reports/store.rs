//! SQL of the auditor's questions. Reads only.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// What to look for; everything given must fit.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kind: Option<String>,
    /// Part of a name or UPN, of who did it or whom it concerns.
    pub person: Option<String>,
    pub request: Option<Uuid>,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    /// Words in the details.
    pub words: Option<String>,
}

/// One event with the names that belong to its ids.
#[derive(Clone, Debug)]
pub struct EventRow {
    pub seq: Option<i64>,
    pub id: Uuid,
    /// Where it stands in the order of writing; a mark for paging.
    pub written: i64,
    pub at: DateTime<Utc>,
    pub kind: String,
    pub actor: String,
    pub actor_name: Option<String>,
    /// Of the API token that read, or that the event is about.
    pub token_name: Option<String>,
    pub person_name: Option<String>,
    /// Whom somebody signs for.
    pub other_name: Option<String>,
    pub product: Option<String>,
    pub request_id: Option<Uuid>,
    pub detail: serde_json::Value,
    pub hash: Option<Vec<u8>>,
}

/// Events that fit, newest first, beginning below the mark `before`.
pub async fn events(
    conn: &mut PgConnection,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> sqlx::Result<Vec<EventRow>> {
    sqlx::query_as!(
        EventRow,
        r#"select s.seq as "seq?", e.id, e.written, e.at, e.kind, e.actor, a.name as "actor_name?", p.name as "person_name?",
                  o.name as "other_name?", t.name as "token_name?",
                  coalesce(k.name, k.part_number) as product, e.request_id,
                  audit_said(e.id, e.detail) as "detail!", s.hash as "hash?"
             from audit_events e
             left join audit_seals s on s.event_id = e.id
             left join people a on a.id = e.actor_id
             left join people p on p.id = e.person_id
             left join api_tokens t on t.id = case when e.actor = 'token' then e.actor_id
                  when e.kind like 'token.%' then (e.detail ->> 'token')::uuid end
             left join people o on o.id = coalesce(e.detail ->> 'on_behalf_of',
                  case when e.kind like 'delegation.%' then e.detail ->> 'from' end)::uuid
             left join products k on k.sku_id = e.sku_id
            where ($1::text is null or e.kind = $1)
              and ($2::text is null or a.name ilike $2 or a.upn ilike $2 or p.name ilike $2 or p.upn ilike $2
                   or o.name ilike $2 or o.upn ilike $2)
              and ($3::uuid is null or e.request_id = $3)
              and ($4::timestamptz is null or e.at >= $4)
              and ($5::timestamptz is null or e.at < $5)
              and ($6::text is null or audit_said(e.id, e.detail)::text ilike $6 or k.name ilike $6 or k.part_number ilike $6)
              and ($7::bigint is null or e.written < $7)
            order by e.written desc
            limit $8"#,
        filter.kind,
        filter.person.as_deref().map(pattern),
        filter.request,
        filter.from,
        filter.to,
        filter.words.as_deref().map(pattern),
        before,
        limit,
    )
    .fetch_all(conn)
    .await
}

/// How many fit.
pub async fn count(conn: &mut PgConnection, filter: &Filter) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!"
             from audit_events e
             left join people a on a.id = e.actor_id
             left join people p on p.id = e.person_id
             left join people o on o.id = coalesce(e.detail ->> 'on_behalf_of',
                  case when e.kind like 'delegation.%' then e.detail ->> 'from' end)::uuid
             left join products k on k.sku_id = e.sku_id
            where ($1::text is null or e.kind = $1)
              and ($2::text is null or a.name ilike $2 or a.upn ilike $2 or p.name ilike $2 or p.upn ilike $2
                   or o.name ilike $2 or o.upn ilike $2)
              and ($3::uuid is null or e.request_id = $3)
              and ($4::timestamptz is null or e.at >= $4)
              and ($5::timestamptz is null or e.at < $5)
              and ($6::text is null or audit_said(e.id, e.detail)::text ilike $6 or k.name ilike $6 or k.part_number ilike $6)"#,
        filter.kind,
        filter.person.as_deref().map(pattern),
        filter.request,
        filter.from,
        filter.to,
        filter.words.as_deref().map(pattern),
    )
    .fetch_one(conn)
    .await
}

/// Number and hash of the last sealed event.
pub async fn head(conn: &mut PgConnection) -> sqlx::Result<Option<(i64, Vec<u8>)>> {
    let row = sqlx::query!("select seq, hash from audit_seals order by seq desc limit 1")
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| (row.seq, row.hash)))
}

pub fn pattern(words: &str) -> String {
    format!(
        "%{}%",
        words
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_")
    )
}
