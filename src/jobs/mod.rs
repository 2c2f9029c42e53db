//! The queue: jobs are written in the transaction of the change, leased with an attempt number, and refused to a worker
//! that comes late. Jobs for the same key coalesce; two workers never hold the same key. Knows no feature's work.

mod bell;
pub mod workers;

pub use bell::Bell;

use chrono::{DateTime, Duration, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::ids::{
    AdoptionId, JobId, MailId, PersonId, PolicyPassId, PolicyRunId, ReportRunId, RequestId, WorkerId,
};

/// What is to be done: ids only; the body loads what it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Make Graph agree with the grants of this person.
    Reconcile(PersonId),
    SyncDirectory,
    SyncCatalog,
    /// What begins, ends or is due by itself.
    TurnClock,
    /// Compare everybody's licences with the grants.
    ScanDrift,
    /// Take over what was found, as one administrator wished.
    AdoptFound(AdoptionId),
    /// Look at what waits for signatures by a version of the policy that came in force.
    ApplyPolicy(PolicyPassId),
    /// Run decisions again, as somebody wished.
    PolicyRun(PolicyRunId),
    /// Carry out what was signed, when the time is over in which that can be undone.
    CarryOut(RequestId),
    /// Make mails of what is to be told.
    Tell,
    SendMail(MailId),
    /// Read the rows of a report, as somebody wished.
    Report(ReportRunId),
}

impl Job {
    /// Whom it is about; a reading of the tenant is about nobody.
    pub fn person(self) -> Option<PersonId> {
        match self {
            Self::Reconcile(person) => Some(person),
            Self::SyncDirectory
            | Self::SyncCatalog
            | Self::TurnClock
            | Self::ScanDrift
            | Self::AdoptFound(_)
            | Self::ApplyPolicy(_)
            | Self::PolicyRun(_)
            | Self::CarryOut(_)
            | Self::Tell
            | Self::SendMail(_)
            | Self::Report(_) => None,
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Reconcile(_) => "reconcile",
            Self::SyncDirectory => "sync_directory",
            Self::SyncCatalog => "sync_catalog",
            Self::TurnClock => "turn_clock",
            Self::ScanDrift => "scan_drift",
            Self::AdoptFound(_) => "adopt_found",
            Self::ApplyPolicy(_) => "apply_policy",
            Self::PolicyRun(_) => "policy_run",
            Self::CarryOut(_) => "carry_out",
            Self::Tell => "tell",
            Self::SendMail(_) => "send_mail",
            Self::Report(_) => "report",
        }
    }

    fn key(self) -> Uuid {
        match self {
            Self::Reconcile(person) => person.0,
            Self::AdoptFound(adoption) => adoption.0,
            Self::ApplyPolicy(pass) => pass.0,
            Self::PolicyRun(run) => run.0,
            Self::CarryOut(request) => request.0,
            Self::SendMail(mail) => mail.0,
            Self::Report(run) => run.0,
            Self::SyncDirectory | Self::SyncCatalog | Self::TurnClock | Self::ScanDrift | Self::Tell => {
                Uuid::nil()
            }
        }
    }

    fn from_row(kind: &str, key: Uuid) -> anyhow::Result<Self> {
        match kind {
            "reconcile" => Ok(Self::Reconcile(PersonId(key))),
            "sync_directory" => Ok(Self::SyncDirectory),
            "sync_catalog" => Ok(Self::SyncCatalog),
            "turn_clock" => Ok(Self::TurnClock),
            "scan_drift" => Ok(Self::ScanDrift),
            "adopt_found" => Ok(Self::AdoptFound(AdoptionId(key))),
            "apply_policy" => Ok(Self::ApplyPolicy(PolicyPassId(key))),
            "policy_run" => Ok(Self::PolicyRun(PolicyRunId(key))),
            "carry_out" => Ok(Self::CarryOut(RequestId(key))),
            "tell" => Ok(Self::Tell),
            "send_mail" => Ok(Self::SendMail(MailId(key))),
            "report" => Ok(Self::Report(ReportRunId(key))),
            other => anyhow::bail!("the queue holds a job of an unknown kind: {other}"),
        }
    }
}

/// A job that this worker holds, for this attempt and until its lease ends.
#[derive(Clone, Debug)]
pub struct Leased {
    pub id: JobId,
    pub job: Job,
    /// From 1.
    pub attempt: i32,
    /// How often in a row it failed on our side.
    pub failures: i32,
}

/// The lease was lost: somebody else has the job now, and nothing may be written.
#[derive(Debug, thiserror::Error)]
#[error("the lease of job {0} was lost")]
pub struct Late(pub JobId);

/// Puts the job into the queue in the caller's transaction; an equal job that waits is brought
/// forward instead, with all its attempts before it.
pub async fn enqueue(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    job: Job,
    run_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into jobs (id, kind, key, state, run_at, created_at) values ($1, $2, $3, 'ready', $4, $5)
         on conflict (kind, key) where state = 'ready' do update set run_at = least(jobs.run_at, excluded.run_at), attempt = 0",
        JobId::mint(now).0,
        job.kind(),
        job.key(),
        run_at,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Puts the job into the queue, or brings an equal one forward that is due later, and waits for nobody who does the same
/// in this moment longer than its commit takes: for what many transactions want done once.
pub async fn enqueue_soon(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    job: Job,
    run_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    let there = sqlx::query!(
        "insert into jobs (id, kind, key, state, run_at, created_at) values ($1, $2, $3, 'ready', $4, $5)
         on conflict (kind, key) where state = 'ready' do nothing",
        JobId::mint(now).0,
        job.kind(),
        job.key(),
        run_at,
        now,
    )
    .execute(&mut *conn)
    .await?;
    if there.rows_affected() == 0 {
        sqlx::query!(
            "update jobs set run_at = $3
              where id = (select id from jobs where kind = $1 and key = $2 and state = 'ready' and run_at > $3
                             for update skip locked)",
            job.kind(),
            job.key(),
            run_at,
        )
        .execute(conn)
        .await?;
    }
    Ok(())
}

/// As [`enqueue`], at once, for many people.
pub async fn enqueue_people(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    people: &[PersonId],
) -> sqlx::Result<()> {
    let mut keys: Vec<_> = people.iter().map(|person| person.0).collect();
    // One order everywhere, so that two transactions never wait for each other.
    keys.sort();
    keys.dedup();
    let ids: Vec<_> = keys.iter().map(|_| JobId::mint(now).0).collect();
    sqlx::query!(
        "insert into jobs (id, kind, key, state, run_at, created_at)
         select id, 'reconcile', key, 'ready', $3, $3 from unnest($1::uuid[], $2::uuid[]) as t (id, key)
         on conflict (kind, key) where state = 'ready' do update set run_at = least(jobs.run_at, excluded.run_at), attempt = 0",
        &ids,
        &keys,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Leases the next job that is due, if any.
pub async fn lease(
    pool: &PgPool,
    now: DateTime<Utc>,
    by: WorkerId,
    lease_for: Duration,
) -> anyhow::Result<Option<Leased>> {
    let leased = sqlx::query!(
        r#"select id as "id!", kind as "kind!", key as "key!", attempt as "attempt!", failures as "failures!"
             from lease_job($1, $2, $3)"#,
        now,
        now + lease_for,
        by.0,
    )
    .fetch_optional(pool)
    .await;
    match leased {
        Ok(Some(row)) => Ok(Some(Leased {
            id: JobId(row.id),
            job: Job::from_row(&row.kind, row.key)?,
            attempt: row.attempt,
            failures: row.failures,
        })),
        Ok(None) => Ok(None),
        // Another worker leased the same key in this moment.
        Err(error) if error.as_database_error().is_some_and(|e| e.is_unique_violation()) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// How a job that is done again and again stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// When it is done next; `None` = it is not in the queue, or is being done.
    pub due: Option<DateTime<Utc>>,
    pub is_in_hand: bool,
    /// Why the last attempt failed; `None` = it did not.
    pub error: Option<String>,
}

pub async fn standing(conn: &mut PgConnection, job: Job) -> sqlx::Result<Standing> {
    sqlx::query_as!(
        Standing,
        r#"select min(run_at) filter (where state = 'ready') as due,
                  coalesce(bool_or(state = 'leased'), false) as "is_in_hand!",
                  max(last_error) filter (where failures > 0) as error
             from jobs where kind = $1 and key = $2 and state in ('ready', 'leased')"#,
        job.kind(),
        job.key(),
    )
    .fetch_one(conn)
    .await
}

/// Locks the job's row for the rest of the transaction if this worker still holds it.
pub async fn hold(conn: &mut PgConnection, leased: &Leased) -> anyhow::Result<()> {
    let held = sqlx::query_scalar!(
        r#"select 1 as "held!" from jobs where id = $1 and attempt = $2 and state = 'leased' for update"#,
        leased.id.0,
        leased.attempt,
    )
    .fetch_optional(conn)
    .await?;
    held.map(|_| ()).ok_or_else(|| Late(leased.id).into())
}

/// As [`hold`], and the lease lasts at least until then: for what is about to take its time.
pub async fn hold_until(
    conn: &mut PgConnection,
    leased: &Leased,
    until: DateTime<Utc>,
) -> anyhow::Result<()> {
    let held = sqlx::query!(
        "update jobs set leased_until = greatest(leased_until, $3) where id = $1 and attempt = $2 and state = 'leased'",
        leased.id.0,
        leased.attempt,
        until,
    )
    .execute(conn)
    .await?;
    anyhow::ensure!(held.rows_affected() == 1, Late(leased.id));
    Ok(())
}

/// Done: the job goes.
pub async fn finish(conn: &mut PgConnection, leased: &Leased) -> anyhow::Result<()> {
    let done = sqlx::query!(
        "delete from jobs where id = $1 and attempt = $2 and state = 'leased'",
        leased.id.0,
        leased.attempt
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Late(leased.id).into())
    }
}

/// Not now: again at `run_at`. Where an equal job waits already, that one is enough.
pub async fn put_back(
    conn: &mut PgConnection,
    leased: &Leased,
    run_at: DateTime<Utc>,
    why: &str,
) -> anyhow::Result<()> {
    again(conn, leased, run_at, 0, why).await
}

/// As [`put_back`], after a failure of our own.
pub async fn put_back_failed(
    conn: &mut PgConnection,
    leased: &Leased,
    run_at: DateTime<Utc>,
    why: &str,
) -> anyhow::Result<()> {
    again(conn, leased, run_at, leased.failures + 1, why).await
}

/// A new row takes the place of the leased one, unless somebody put an equal job into the queue meanwhile.
async fn again(
    conn: &mut PgConnection,
    leased: &Leased,
    run_at: DateTime<Utc>,
    failures: i32,
    why: &str,
) -> anyhow::Result<()> {
    hold(conn, leased).await?;
    sqlx::query!(
        "insert into jobs (id, kind, key, state, run_at, attempt, failures, last_error, created_at)
         select $2, kind, key, 'ready', $3, attempt, $4, $5, created_at from jobs where id = $1
         on conflict (kind, key) where state = 'ready' do nothing",
        leased.id.0,
        JobId::mint(run_at).0,
        run_at,
        failures,
        why,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("delete from jobs where id = $1", leased.id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Makes jobs ready whose worker did not come back in time; answers how many.
pub async fn release_expired(pool: &PgPool, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let mut tx = pool.begin().await?;
    let lost = sqlx::query!(
        "delete from jobs where state = 'leased' and leased_until < $1
         returning kind, key, attempt, failures, created_at",
        now,
    )
    .fetch_all(&mut *tx)
    .await?;
    for row in &lost {
        sqlx::query!(
            "insert into jobs (id, kind, key, state, run_at, attempt, failures, last_error, created_at)
             values ($1, $2, $3, 'ready', $4, $5, $6, 'the worker did not come back in time', $7)
             on conflict (kind, key) where state = 'ready' do nothing",
            JobId::mint(now).0,
            row.kind,
            row.key,
            now,
            row.attempt,
            row.failures,
            row.created_at,
        )
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(u64::try_from(lost.len()).unwrap_or(u64::MAX))
}

/// It failed too often: nobody takes it until somebody says so.
pub async fn stop(conn: &mut PgConnection, leased: &Leased, why: &str) -> anyhow::Result<()> {
    let stopped = sqlx::query!(
        "update jobs set state = 'stopped', leased_until = null, leased_by = null, last_error = $3
          where id = $1 and attempt = $2 and state = 'leased'",
        leased.id.0,
        leased.attempt,
        why,
    )
    .execute(conn)
    .await?;
    anyhow::ensure!(stopped.rows_affected() == 1, Late(leased.id));
    Ok(())
}

/// A job that nobody takes any more.
#[derive(Clone, Debug)]
pub struct Stopped {
    pub id: JobId,
    pub job: Job,
    pub attempts: i32,
    pub since: DateTime<Utc>,
    pub why: String,
}

/// Jobs that nobody takes any more, oldest first.
pub async fn stopped(conn: &mut PgConnection, limit: i64) -> anyhow::Result<Vec<Stopped>> {
    let rows = sqlx::query!(
        "select id, kind, key, attempt, run_at, last_error from jobs where state = 'stopped' order by run_at limit $1",
        limit
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Stopped {
                id: JobId(row.id),
                job: Job::from_row(&row.kind, row.key)?,
                attempts: row.attempt,
                since: row.run_at,
                why: row.last_error.unwrap_or_default(),
            })
        })
        .collect()
}

/// Takes a stopped job up again; `None` when it is not stopped (any more).
pub async fn take_up(conn: &mut PgConnection, now: DateTime<Utc>, id: JobId) -> anyhow::Result<Option<Job>> {
    let row = sqlx::query!(
        "delete from jobs where id = $1 and state = 'stopped' returning kind, key",
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let job = Job::from_row(&row.kind, row.key)?;
    enqueue(conn, now, job, now).await?;
    Ok(Some(job))
}
