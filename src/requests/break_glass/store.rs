//! SQL of what was given at once.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Exception;
use crate::ids::{PersonId, RequestId};

// One column list for every question that answers exceptions.
macro_rules! exceptions {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Exception,
            r#"select x.request_id as "request: RequestId", x.made_by as "made_by: PersonId", m.name as made_by_name, x.made_at,
                      x.reason, r.beneficiary_id as "beneficiary: PersonId", b.name as beneficiary_name,
                      coalesce(p.name, p.part_number) as "product!", g.until_at as "until_at?", g.state as "grant_state?",
                      r.term_days, x.reviewed_at, v.name as "reviewed_by_name?", x.review_note
                 from exceptions x join requests r on r.id = x.request_id join people m on m.id = x.made_by
                      join people b on b.id = r.beneficiary_id join products p on p.sku_id = r.sku_id
                      left join grants g on g.request_id = r.id left join people v on v.id = x.reviewed_by "# + $rest
            $(, $arg)*
        )
    };
}

pub async fn insert(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    request: RequestId,
    (by, reason): (PersonId, &str),
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into exceptions (request_id, made_by, made_at, reason) values ($1, $2, $3, $4)",
        request.0,
        by.0,
        now,
        reason
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Administrators, then auditors, who can be written to: neither who gives it nor who gets it.
pub async fn others_with_mail(
    conn: &mut PgConnection,
    (by, beneficiary): (PersonId, PersonId),
) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select id as "id: PersonId" from people
            where roles <> '{}' and ('Administrator' = any (roles) or 'Auditor' = any (roles))
              and enabled and gone_at is null and coalesce(mail, '') <> '' and id <> $1 and id <> $2
            order by 'Administrator' = any (roles) desc, name, id"#,
        by.0,
        beneficiary.0,
    )
    .fetch_all(conn)
    .await
}

/// Those that nobody has reviewed, oldest first.
pub async fn open(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<Exception>> {
    exceptions!(
        "where x.reviewed_at is null order by x.made_at, x.request_id limit $1",
        limit
    )
    .fetch_all(conn)
    .await
}

/// Those that were reviewed, last reviewed first, below the mark.
pub async fn reviewed(
    conn: &mut PgConnection,
    before: Option<DateTime<Utc>>,
    limit: i64,
) -> sqlx::Result<Vec<Exception>> {
    exceptions!(
        "where x.reviewed_at is not null and ($1::timestamptz is null or x.reviewed_at < $1)
         order by x.reviewed_at desc, x.request_id limit $2",
        before,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Locked until the transaction ends.
pub async fn lock(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<Option<Exception>> {
    exceptions!("where x.request_id = $1 for update of x", request.0)
        .fetch_optional(conn)
        .await
}

pub async fn review(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    request: RequestId,
    (by, note): (PersonId, &str),
) -> sqlx::Result<()> {
    sqlx::query!(
        "update exceptions set reviewed_by = $3, reviewed_at = $2, review_note = $4 where request_id = $1",
        request.0,
        now,
        by.0,
        note
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How many this person may review: made by and for somebody else.
pub async fn count_to_review(conn: &mut PgConnection, reviewer: PersonId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from exceptions x join requests r on r.id = x.request_id
            where x.reviewed_at is null and x.made_by <> $1 and r.beneficiary_id <> $1"#,
        reviewer.0
    )
    .fetch_one(conn)
    .await
}
