//! SQL of the people mirror.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Group, MailAs, Person, Reads, Told};
use crate::graph::wire;
use crate::ids::{GroupId, PersonId};
use crate::words::Language;

/// Whether the directory has this person no more.
pub async fn is_gone(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from people where id = $1 and gone_at is not null) as "is!""#,
        person.0
    )
    .fetch_one(conn)
    .await
}

/// Whether this person is in the directory and the account is not closed.
pub async fn is_open(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from people where id = $1 and enabled and gone_at is null) as "is!""#,
        person.0
    )
    .fetch_one(conn)
    .await
}

/// How somebody reads; `None` = they have left.
pub async fn reads(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<Option<Reads>> {
    sqlx::query_as!(
        Reads,
        "select language, time_zone, country, usage_location from people
          where id = $1 and enabled and gone_at is null",
        person.0
    )
    .fetch_optional(conn)
    .await
}

/// Graph answered for this person just now.
pub async fn seen_now(conn: &mut PgConnection, now: DateTime<Utc>, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!(
        "update people set seen_at = $2 where id = $1 and seen_at < $2",
        person.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes the groups of one person, exactly these; answers which groups whose members are read the person came into, and which
/// they left.
pub async fn remember_groups(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    groups: &[wire::Group],
) -> sqlx::Result<[Vec<GroupId>; 2]> {
    let ids: Vec<_> = groups.iter().map(|group| group.id.0).collect();
    let names: Vec<_> = groups
        .iter()
        .map(|group| group.display_name.clone().unwrap_or_default())
        .collect();
    // Large groups are everybody's: their rows are written, and locked, only when there is news.
    sqlx::query!(
        "insert into groups (id, name, seen_at)
         select t.id, t.name, $3 from unnest($1::uuid[], $2::text[]) as t (id, name)
          where not exists (select from groups g where g.id = t.id and g.name = t.name)
          order by t.id
         on conflict (id) do update set name = excluded.name, seen_at = excluded.seen_at",
        &ids,
        &names,
        now,
    )
    .execute(&mut *conn)
    .await?;
    let left = sqlx::query_scalar!(
        r#"with gone as (delete from group_members where person_id = $1 and not (group_id = any ($2)) returning group_id)
           select g.id as "id: GroupId" from gone join groups g on g.id = gone.group_id and g.followed order by g.id"#,
        person.0,
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    let joined = sqlx::query_scalar!(
        r#"with come as (insert into group_members (group_id, person_id) select id, $1 from unnest($2::uuid[]) as t (id)
                         on conflict do nothing returning group_id)
           select g.id as "id: GroupId" from come join groups g on g.id = come.group_id and g.followed order by g.id"#,
        person.0,
        &ids,
    )
    .fetch_all(conn)
    .await?;
    Ok([joined, left])
}

/// Who came into a group and who left it, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Moves {
    pub joined: Vec<PersonId>,
    pub left: Vec<PersonId>,
}

/// Writes the members of one group, exactly these; people who are not in the mirror are passed over.
pub async fn remember_members(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    group: &Group,
    members: &[PersonId],
) -> sqlx::Result<Moves> {
    let ids: Vec<_> = members.iter().map(|id| id.0).collect();
    sqlx::query!(
        "insert into groups (id, name, seen_at, followed) values ($1, $2, $3, true)
         on conflict (id) do update set name = excluded.name, seen_at = excluded.seen_at, followed = true",
        group.id.0,
        group.name,
        now,
    )
    .execute(&mut *conn)
    .await?;
    let mut left = sqlx::query_scalar!(
        r#"delete from group_members where group_id = $1 and not (person_id = any ($2))
           returning person_id as "id: PersonId""#,
        group.id.0,
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut joined = sqlx::query_scalar!(
        r#"insert into group_members (group_id, person_id) select $1, p.id from people p where p.id = any ($2)
           on conflict do nothing returning person_id as "id: PersonId""#,
        group.id.0,
        &ids,
    )
    .fetch_all(conn)
    .await?;
    left.sort();
    joined.sort();
    Ok(Moves { joined, left })
}

/// In which time zone their days are, as they chose it; answers whether that is another than before.
pub async fn choose_zone(
    conn: &mut PgConnection,
    person: PersonId,
    zone: Option<&str>,
) -> sqlx::Result<bool> {
    let chosen = sqlx::query!(
        "update people set time_zone = $2 where id = $1 and time_zone is distinct from $2",
        person.0,
        zone
    )
    .execute(conn)
    .await?;
    Ok(chosen.rows_affected() == 1)
}

/// In which language they read, as they chose it; answers whether that is another than before.
pub async fn choose_language(
    conn: &mut PgConnection,
    person: PersonId,
    language: Option<Language>,
) -> sqlx::Result<bool> {
    let chosen = sqlx::query!(
        "update people set language = $2 where id = $1 and language is distinct from $2",
        person.0,
        language.map(Language::tag)
    )
    .execute(conn)
    .await?;
    Ok(chosen.rows_affected() == 1)
}

pub async fn told(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<Told> {
    sqlx::query_as!(
        Told,
        r#"select nullif(mail, '') as address, mail_as as "mail_as: MailAs", digest_hour from people where id = $1"#,
        person.0
    )
    .fetch_one(conn)
    .await
}

/// How somebody wants to be told; answers whether that is another way than before. The first mail of a day comes at the next
/// such hour, not at one that is over.
pub async fn choose_told(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    (mail_as, hour): (MailAs, i16),
) -> sqlx::Result<bool> {
    let chosen = sqlx::query!(
        "update people set mail_as = $2, digest_hour = $3, digest_at = $4
          where id = $1 and (mail_as, digest_hour) is distinct from ($2, $3)",
        person.0,
        mail_as as MailAs,
        hour,
        now,
    )
    .execute(conn)
    .await?;
    Ok(chosen.rows_affected() == 1)
}

/// Switches on or off that letters are commands for this person; answers whether it was the other way before.
pub async fn choose_keys(conn: &mut PgConnection, person: PersonId, keys: bool) -> sqlx::Result<bool> {
    let chosen = sqlx::query!(
        "update people set keys = $2 where id = $1 and keys <> $2",
        person.0,
        keys
    )
    .execute(conn)
    .await?;
    Ok(chosen.rows_affected() == 1)
}

/// Writes the app roles that the id token named at sign-in.
pub async fn remember_roles(conn: &mut PgConnection, person: PersonId, roles: &[String]) -> sqlx::Result<()> {
    sqlx::query!("update people set roles = $2 where id = $1", person.0, roles)
        .execute(conn)
        .await?;
    Ok(())
}

// One column list for every question that answers people.
macro_rules! people {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Person,
            r#"select p.id as "id: PersonId", p.upn, p.name, p.department, p.job_title, p.employee_type, p.user_type,
                      p.country, p.usage_location, (p.enabled and p.gone_at is null) as "enabled!",
                      p.manager_id as "manager_id: PersonId", p.time_zone
                 from people p "# + $rest
            $(, $arg)*
        )
    };
}

pub async fn by_id(conn: &mut PgConnection, id: PersonId) -> sqlx::Result<Option<Person>> {
    people!("where p.id = $1", id.0).fetch_optional(conn).await
}

/// Who has this name. The name of somebody who is gone may be given to another: whoever can sign in comes first, then whoever
/// was seen last.
pub async fn by_upn(conn: &mut PgConnection, upn: &str) -> sqlx::Result<Option<Person>> {
    people!(
        "where lower(p.upn) = lower($1)
         order by (p.enabled and p.gone_at is null) desc, p.seen_at desc, p.id limit 1",
        upn
    )
    .fetch_optional(conn)
    .await
}

/// Who has one of these as UPN or as name, all in small letters; also those whose accounts are closed.
pub async fn called(conn: &mut PgConnection, texts: &[String]) -> sqlx::Result<Vec<Person>> {
    people!(
        "where lower(p.upn) = any ($1) or lower(p.name) = any ($1) order by p.name, p.id limit 2000",
        texts
    )
    .fetch_all(conn)
    .await
}

/// These people, by name.
pub async fn these(conn: &mut PgConnection, ids: &[PersonId]) -> sqlx::Result<Vec<Person>> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    people!("where p.id = any ($1) order by p.name, p.id", &ids)
        .fetch_all(conn)
        .await
}

/// The people who report to this one, by name.
pub async fn reports_of(conn: &mut PgConnection, manager: PersonId) -> sqlx::Result<Vec<Person>> {
    people!(
        "where p.manager_id = $1 and p.enabled and p.gone_at is null order by p.name limit 200",
        manager.0
    )
    .fetch_all(conn)
    .await
}

/// Members of the group of this name, nested ones included as Graph said.
pub async fn members_of(conn: &mut PgConnection, group: &str) -> sqlx::Result<Vec<Person>> {
    people!(
        "join group_members m on m.person_id = p.id join groups g on g.id = m.group_id
         where g.name = $1 order by p.name",
        group
    )
    .fetch_all(conn)
    .await
}

/// Groups of this display name beside those, locked.
pub async fn groups_called_except(
    conn: &mut PgConnection,
    name: &str,
    listed: &[GroupId],
) -> sqlx::Result<Vec<GroupId>> {
    let ids: Vec<_> = listed.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        r#"select id as "id: GroupId" from groups where name = $1 and not (id = any ($2)) order by id for no key update"#,
        name,
        &ids,
    )
    .fetch_all(conn)
    .await
}

/// The group has neither name nor members any more.
pub async fn forget_group(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    group: GroupId,
) -> sqlx::Result<Vec<PersonId>> {
    let mut left = sqlx::query_scalar!(
        r#"delete from group_members where group_id = $1 returning person_id as "id: PersonId""#,
        group.0
    )
    .fetch_all(&mut *conn)
    .await?;
    left.sort();
    sqlx::query!(
        "update groups set name = '', seen_at = $2 where id = $1",
        group.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(left)
}

/// How many groups have this display name.
pub async fn groups_called(conn: &mut PgConnection, name: &str) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "n!" from groups where name = $1"#, name)
        .fetch_one(conn)
        .await
}

/// People who held the role at their last sign-in.
pub async fn with_role(conn: &mut PgConnection, role: &str) -> sqlx::Result<Vec<Person>> {
    people!(
        "where p.roles <> '{}' and $1 = any (p.roles) order by p.name",
        role
    )
    .fetch_all(conn)
    .await
}

/// Names of these people; who is not in the mirror is passed over.
pub async fn names_of(
    conn: &mut PgConnection,
    people: &[PersonId],
) -> sqlx::Result<BTreeMap<PersonId, String>> {
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select id as "id: PersonId", name from people where id = any ($1)"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Display names of these groups; a group that is not in the mirror, or has no name there, is passed over.
pub async fn names_of_groups(
    conn: &mut PgConnection,
    groups: &[GroupId],
) -> sqlx::Result<BTreeMap<GroupId, String>> {
    let ids: Vec<_> = groups.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select id as "id: GroupId", name from groups where id = any ($1) and name <> ''"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Display names of the groups of a person, in order.
pub async fn group_names(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select g.name from groups g join group_members m on m.group_id = g.id where m.person_id = $1 order by g.name",
        person.0
    )
    .fetch_all(conn)
    .await
}

/// Members of a group as the mirror has them.
pub async fn count_members(conn: &mut PgConnection, group: GroupId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from group_members where group_id = $1"#,
        group.0
    )
    .fetch_one(conn)
    .await
}

/// People who can sign in and whose name or UPN begins so, by name.
pub async fn beginning_with(conn: &mut PgConnection, text: &str, limit: i64) -> sqlx::Result<Vec<Person>> {
    people!(
        "where (starts_with(lower(p.name), lower($1)) or starts_with(lower(p.upn), lower($1)))
           and p.enabled and p.gone_at is null order by p.name limit $2",
        text,
        limit
    )
    .fetch_all(conn)
    .await
}

/// People with an open account whose name or UPN has these words.
pub async fn people_like(
    conn: &mut PgConnection,
    words: &str,
    limit: i64,
) -> sqlx::Result<Vec<(PersonId, String, String)>> {
    let like = format!(
        "%{}%",
        words
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_")
    );
    let rows = sqlx::query!(
        r#"select id as "id: PersonId", name, upn from people
            where enabled and gone_at is null and user_type = 'Member' and (name ilike $1 or upn ilike $1)
            order by lower(upn) = lower($2) desc, name, id limit $3"#,
        like,
        words,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name, row.upn)).collect())
}
