//! SQL of mails, and of what they are made of.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::MailState;
use crate::ids::{MailId, NoticeId, PersonId, RequestId, StageId};
use crate::requests::notices::Notice;

/// A mail as it was made.
#[derive(Clone, Debug)]
pub struct Written {
    pub id: MailId,
    pub person_id: PersonId,
    pub name: String,
    pub address: String,
    pub subject: String,
    pub body_text: String,
    pub body_html: String,
    pub state: MailState,
    pub made_at: DateTime<Utc>,
}

/// The mail, locked until the transaction ends: every move of a mail goes through here or names the state it leaves.
pub async fn lock(conn: &mut PgConnection, id: MailId) -> sqlx::Result<Option<Written>> {
    sqlx::query_as!(
        Written,
        r#"select m.id as "id: MailId", m.person_id as "person_id: PersonId", p.name, m.address, m.subject, m.body_text,
                  m.body_html, m.state as "state: MailState", m.made_at
             from mails m join people p on p.id = m.person_id where m.id = $1 for update of m"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// A mail about to be written.
pub struct NewMail<'a> {
    pub person: PersonId,
    pub address: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    pub html: &'a str,
}

pub async fn insert(conn: &mut PgConnection, now: DateTime<Utc>, new: &NewMail<'_>) -> sqlx::Result<MailId> {
    let id = MailId::mint(now);
    sqlx::query!(
        "insert into mails (id, person_id, address, subject, body_text, body_html, state, made_at)
         values ($1, $2, $3, $4, $5, $6, 'waiting', $7)",
        id.0,
        new.person.0,
        new.address,
        new.subject,
        new.text,
        new.html,
        now,
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// An attempt begins; answers its number, from 1.
pub async fn begin(conn: &mut PgConnection, id: MailId) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        "update mails set state = 'sending', attempts = attempts + 1 where id = $1 and state = 'waiting' returning attempts",
        id.0
    )
    .fetch_one(conn)
    .await
}

/// Nothing arrived: it waits for the next attempt.
pub async fn wait(conn: &mut PgConnection, id: MailId, why: &str) -> sqlx::Result<bool> {
    let moved = sqlx::query!(
        "update mails set state = 'waiting', error = $2 where id = $1 and state = 'sending'",
        id.0,
        why
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

pub async fn settle(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: MailId,
    state: MailState,
    why: Option<&str>,
) -> sqlx::Result<bool> {
    let moved = sqlx::query!(
        "update mails set state = $2, error = $3, settled_at = $4 where id = $1 and state in ('waiting', 'sending')",
        id.0,
        state as MailState,
        why,
        now,
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// A mail in trouble waits to be sent again; answers to whom. `None` = it is not in trouble (any more).
pub async fn wake(conn: &mut PgConnection, id: MailId) -> sqlx::Result<Option<PersonId>> {
    sqlx::query_scalar!(
        r#"update mails set state = 'waiting', attempts = 0, error = null, settled_at = null
            where id = $1 and state in ('refused', 'unknown') returning person_id as "person_id: PersonId""#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// A mail in trouble is left as it is; answers whose it is. `None` = it is not in trouble (any more).
pub async fn leave(conn: &mut PgConnection, id: MailId) -> sqlx::Result<Option<PersonId>> {
    sqlx::query_scalar!(
        r#"update mails set state = 'dropped' where id = $1 and state in ('refused', 'unknown')
           returning person_id as "person_id: PersonId""#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// A mail that needs an administrator.
#[derive(Clone, Debug)]
pub struct InTrouble {
    pub id: MailId,
    pub name: String,
    pub address: String,
    pub subject: String,
    pub state: MailState,
    pub attempts: i32,
    pub error: Option<String>,
    pub since: DateTime<Utc>,
}

/// Mails that were not sent, or of which that is not known, oldest first.
pub async fn in_trouble(conn: &mut PgConnection, query: &str, limit: i64) -> sqlx::Result<Vec<InTrouble>> {
    sqlx::query_as!(
        InTrouble,
        r#"select m.id as "id: MailId", p.name, m.address, m.subject, m.state as "state: MailState", m.attempts, m.error,
                  m.settled_at as "since!"
             from mails m join people p on p.id = m.person_id
            where m.state in ('refused', 'unknown')
              and (strpos(lower(p.name), lower($1)) > 0 or strpos(lower(m.subject), lower($1)) > 0)
            order by m.made_at, m.id limit $2"#,
        query,
        limit
    )
    .fetch_all(conn)
    .await
}

pub async fn count_in_trouble(conn: &mut PgConnection, query: &str) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from mails m join people p on p.id = m.person_id
            where m.state in ('refused', 'unknown')
              and (strpos(lower(p.name), lower($1)) > 0 or strpos(lower(m.subject), lower($1)) > 0)"#,
        query
    )
    .fetch_one(conn)
    .await
}

/// Nobody gets mail: what is due is told by the pages alone.
pub async fn drop_due(conn: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "update notices set dropped_at = $1 where mail_id is null and dropped_at is null and not_before <= $1",
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Drops what is due and need not be told: to who wants no mail, has no address or has left; what was to be signed and does not
/// wait for that person any more; the wait for a seat that is over. What was given past the rules is told whatever they chose.
pub async fn drop_needless(conn: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "update notices n set dropped_at = $1
          where n.mail_id is null and n.dropped_at is null and n.not_before <= $1
            and (not exists (select from people p where p.id = n.person_id and p.enabled and p.gone_at is null
                                and (p.mail_as <> 'none' or n.kind = 'given_at_once') and coalesce(p.mail, '') <> '')
              or (n.kind in ('to_sign', 'reminder', 'escalated') and n.stage_id is not null
                  and not exists (select from may_sign m where m.stage_id = n.stage_id and m.person_id = n.person_id))
              or (n.kind = 'waits_for_seat'
                  and not exists (select from grants g where g.request_id = n.request_id and g.state = 'waiting_for_seat')))",
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What is due for people who get a mail for each new item, and what is told at once whatever they chose, in the order in which it
/// became due. Held until the mail is written, so that what is undone meanwhile waits, and sees that it was told.
pub async fn due_each(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<NoticeId>> {
    sqlx::query_scalar!(
        r#"select n.id as "id: NoticeId" from notices n join people p on p.id = n.person_id
            where n.mail_id is null and n.dropped_at is null and n.not_before <= $1
              and (p.mail_as = 'each' or n.kind = 'given_at_once')
            order by n.not_before, n.id limit $2 for update of n skip locked"#,
        now,
        limit
    )
    .fetch_all(conn)
    .await
}

/// What is due for this person.
pub async fn due_of(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    limit: i64,
) -> sqlx::Result<Vec<NoticeId>> {
    sqlx::query_scalar!(
        r#"select id as "id: NoticeId" from notices
            where mail_id is null and dropped_at is null and not_before <= $1 and person_id = $2
            order by not_before, id limit $3 for update skip locked"#,
        now,
        person.0,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Somebody who gets one mail a day, and since when there is something to tell.
#[derive(Clone, Debug)]
pub struct Reader {
    pub id: PersonId,
    pub country: Option<String>,
    pub usage_location: Option<String>,
    pub time_zone: Option<String>,
    pub language: Option<String>,
    pub digest_hour: i16,
    pub digest_at: Option<DateTime<Utc>>,
    /// Since when the oldest of what waits does so: news that are due, and stages that this person may sign.
    pub since: DateTime<Utc>,
}

/// Those who get one mail a day and for whom something waits, in the order of their ids, behind `after`.
pub async fn readers(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    after: PersonId,
    limit: i64,
) -> sqlx::Result<Vec<Reader>> {
    sqlx::query_as!(
        Reader,
        r#"select p.id as "id: PersonId", p.country, p.usage_location, p.time_zone, p.language, p.digest_hour, p.digest_at,
                  w.since as "since!"
             from people p cross join lateral (
                  select least((select min(n.not_before) from notices n
                                 where n.person_id = p.id and n.mail_id is null and n.dropped_at is null and n.not_before <= $1),
                               (select min(s.opened_at) from may_sign m join stages s on s.id = m.stage_id
                                 where m.person_id = p.id)) as since) w
            where p.mail_as = 'digest' and p.enabled and p.gone_at is null and coalesce(p.mail, '') <> '' and p.id > $2
              and w.since is not null
            order by p.id limit $3"#,
        now,
        after.0,
        limit
    )
    .fetch_all(conn)
    .await
}

pub async fn digest_made(conn: &mut PgConnection, now: DateTime<Utc>, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!("update people set digest_at = $2 where id = $1", person.0, now)
        .execute(conn)
        .await?;
    Ok(())
}

/// These are told by this mail.
pub async fn told_by(conn: &mut PgConnection, notices: &[NoticeId], mail: MailId) -> sqlx::Result<()> {
    let ids: Vec<_> = notices.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update notices set mail_id = $2 where id = any ($1) and mail_id is null and dropped_at is null",
        &ids,
        mail.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One thing to tell, with all that is said of it.
#[derive(Clone, Debug)]
pub struct Told {
    pub notice: NoticeId,
    pub kind: Notice,
    pub at: DateTime<Utc>,
    pub person: PersonId,
    pub name: String,
    pub address: String,
    pub country: Option<String>,
    pub usage_location: Option<String>,
    pub time_zone: Option<String>,
    pub language: Option<String>,
    pub request: Option<RequestId>,
    pub stage: Option<StageId>,
    pub product: Option<String>,
    pub price_cents: Option<i64>,
    pub currency: Option<String>,
    pub requester_id: Option<PersonId>,
    pub requester: Option<String>,
    pub beneficiary_id: Option<PersonId>,
    pub beneficiary: Option<String>,
    pub justification: Option<String>,
    pub term_days: Option<i32>,
    pub begins_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub is_extension: bool,
    pub close_reason: Option<String>,
    /// By an administrator who gave it up.
    pub end_reason: Option<String>,
    pub due_at: Option<DateTime<Utc>>,
    pub until_at: Option<DateTime<Utc>>,
    pub denied_by: Option<String>,
    pub denial: Option<String>,
    pub question: Option<String>,
    pub answer: Option<String>,
    /// For whom this person signs the stage; `None` = in their own right.
    pub signs_for: Option<String>,
    /// Who signs, and for whom, where it is told that somebody signs for somebody else.
    pub delegate: Option<String>,
    pub delegator: Option<String>,
    pub delegated_from: Option<DateTime<Utc>>,
    /// The first moment after it.
    pub delegated_until: Option<DateTime<Utc>>,
    /// `None` = all products.
    pub delegated_products: Option<i32>,
    pub delegated_up_to_cents: Option<i64>,
    pub delegation_is_over: bool,
}

/// All that is said of these, in the order in which they became due.
pub async fn told(conn: &mut PgConnection, notices: &[NoticeId]) -> sqlx::Result<Vec<Told>> {
    let ids: Vec<_> = notices.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        Told,
        r#"select n.id as "notice: NoticeId", n.kind as "kind: Notice", n.at, p.id as "person: PersonId", p.name,
                  coalesce(p.mail, '') as "address!", p.country, p.usage_location, p.time_zone, p.language,
                  n.request_id as "request: RequestId", n.stage_id as "stage: StageId",
                  coalesce(d.name, d.part_number) as "product?", d.price_cents as "price_cents?", d.currency as "currency?",
                  r.requester_id as "requester_id?: PersonId", q.name as "requester?",
                  r.beneficiary_id as "beneficiary_id?: PersonId", b.name as "beneficiary?",
                  r.justification as "justification?", r.term_days as "term_days?", r.begins_on as "begins_on?",
                  r.ends_on as "ends_on?", r.extends is not null as "is_extension!", r.close_reason as "close_reason?",
                  g.end_reason as "end_reason?",
                  s.due_at as "due_at?", g.until_at as "until_at?", v.name as "denied_by?", v.reason as "denial?",
                  i.question as "question?", i.answer as "answer?", sf.name as "signs_for?",
                  lt.name as "delegate?", lf.name as "delegator?", l.starts_at as "delegated_from?",
                  l.ends_at as "delegated_until?", cardinality(l.skus) as "delegated_products?",
                  l.up_to_cents as "delegated_up_to_cents?", coalesce(e.kind = 'delegation.ended', false) as "delegation_is_over!"
             from notices n
                  join people p on p.id = n.person_id
                  left join requests r on r.id = n.request_id
                  left join products d on d.sku_id = r.sku_id
                  left join people q on q.id = r.requester_id
                  left join people b on b.id = r.beneficiary_id
                  left join stages s on s.id = n.stage_id
                  left join grants g on g.request_id = r.id or g.id = r.extends
                  left join stage_approvers sa on sa.stage_id = s.id and sa.person_id = n.person_id
                  left join people sf on sf.id = sa.on_behalf_of
                  left join audit_events e on e.id = n.event_id and n.kind = 'delegation'
                  left join delegations l on l.id = (e.detail ->> 'delegation')::uuid
                  left join people lf on lf.id = l.from_id
                  left join people lt on lt.id = l.to_id
                  left join lateral (
                      select w.name, x.reason from signatures x join people w on w.id = x.person_id
                       where x.request_id = r.id and x.answer = 'deny' and x.taken_back_at is null
                       order by x.signed_at desc limit 1) v on true
                  left join lateral (
                      select y.question, y.answer from inquiries y where y.request_id = r.id
                       order by y.asked_at desc limit 1) i on true
            where n.id = any ($1) order by n.not_before, n.id"#,
        &ids
    )
    .fetch_all(conn)
    .await
}

/// Somebody to whom something is written.
#[derive(Clone, Debug)]
pub struct Addressee {
    pub name: String,
    pub address: String,
}

pub async fn addressee(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<Addressee> {
    sqlx::query_as!(
        Addressee,
        r#"select name, coalesce(mail, '') as "address!" from people where id = $1"#,
        person.0
    )
    .fetch_one(conn)
    .await
}

/// What this person may sign now.
#[derive(Clone, Debug)]
pub struct ToSign {
    pub stage: StageId,
    pub product: String,
    pub beneficiary: String,
    pub opened_at: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
}

/// What this person may sign now, what is due first.
pub async fn to_sign(conn: &mut PgConnection, person: PersonId, limit: i64) -> sqlx::Result<Vec<ToSign>> {
    sqlx::query_as!(
        ToSign,
        r#"select s.id as "stage: StageId", coalesce(d.name, d.part_number) as "product!", b.name as beneficiary,
                  s.opened_at as "opened_at!", s.due_at
             from may_sign m join stages s on s.id = m.stage_id
                  join requests r on r.id = s.request_id join people b on b.id = r.beneficiary_id
                  join products d on d.sku_id = r.sku_id
            where m.person_id = $1
            order by s.due_at nulls last, s.opened_at, s.id limit $2"#,
        person.0,
        limit
    )
    .fetch_all(conn)
    .await
}
