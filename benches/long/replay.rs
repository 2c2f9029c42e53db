//! How fast decisions are run again: `script/bench replay`. Reading, evaluating and comparing in this process; Postgres beside it.

use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use countersign::cli::demo;
use countersign::policy::{
    Facts, HeldFacts, PersonFacts, Policy, ProductFacts, RequestFacts, SeatFacts, SpendFacts,
};
use countersign::postgres::Options;
use countersign::requests::replay::runs::LOG_PAGE;
use countersign::requests::replay::{Pages, Span, Versions, Which, draft, reperform, store};
use serde_json::json;
use sqlx::PgPool;
use sqlx::types::Json;
use tokio::time::Instant;
use uuid::Uuid;

use crate::mad_hour::report::line;

/// How fast stored decisions are replayed with a draft and run again with their own policy; prints JSON lines
#[derive(clap::Args)]
pub struct Args {
    /// Stored decisions
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    decisions: i64,
}

const POLICY: &str = include_str!("../../policies/starter.toml");
/// In which Linux counts processor time, whatever the machine.
const TICKS_PER_S: f64 = 100.0;
/// Each several times, and the best counts: others use the machine too.
const ROUNDS: usize = 3;

pub async fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let folder = tempfile::Builder::new()
        .prefix("countersign-replay-")
        // Root's Postgres runs as another user, who must be able to enter.
        .permissions(std::fs::Permissions::from_mode(0o755))
        .tempdir()?;
    let options = Options {
        durable: false,
        ..Options::default()
    };
    let prepared = demo::prepare(folder.path(), options).await?;
    let pool = PgPool::connect(&prepared.owner_url).await?;
    let bytes = seed(&pool, args.decisions).await?;
    line(
        "facts_bytes",
        bytes,
        "bytes",
        "of one decision with its facts, as JSON",
    );
    let postmaster = postmaster(folder.path())?;

    // Contractors get what they want for a shorter time.
    let policy = POLICY.replace("90d", "60d");
    let policy =
        Policy::parse("draft", policy.as_bytes()).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    let policy = Arc::new(policy);
    let mut best = Cost::NONE;
    for _ in 0..ROUNDS {
        let begun = Begun::now(postmaster)?;
        let tally = replay(&pool, &policy).await?;
        best = best.or(begun.cost()?);
        ensure!(tally.requests == args.decisions, "{tally:?}");
        ensure!(tally.changed() > 0 && tally.same > 0, "{tally:?}");
    }
    best.tell("replay", args.decisions, "goal: at least 50,000");

    let (versions, troubles) = Versions::read(&pool).await?;
    ensure!(troubles.is_empty(), "{troubles:?}");
    let mut best = Cost::NONE;
    for _ in 0..ROUNDS {
        let begun = Begun::now(postmaster)?;
        let tally = reperformed(&pool, &versions).await?;
        best = best.or(begun.cost()?);
        ensure!(tally.is_whole() && tally.decisions == args.decisions, "{tally:?}");
    }
    best.tell("reperform", args.decisions, "with the log's fingerprints");

    // What is left when nothing is read: the evaluator alone.
    let shapes: Vec<_> = (0..SHAPES).map(facts).collect();
    let begun = Begun::now(postmaster)?;
    let mut stages = 0;
    for number in 0..args.decisions {
        stages += policy
            .decide(&shapes[usize::try_from(number)? % SHAPES])
            .stages
            .len();
    }
    ensure!(stages > 0, "nobody signs anything");
    begun
        .cost()?
        .tell("evaluation", args.decisions, "no reading, no comparing");
    pool.close().await;
    prepared
        .cluster
        .context("the bench has its own Postgres")?
        .stop()
        .await?;
    Ok(ExitCode::SUCCESS)
}

async fn replay(pool: &PgPool, policy: &Arc<Policy>) -> anyhow::Result<draft::Tally> {
    let mut tally = draft::Tally::default();
    let mut pages = Pages::begin(pool, span(pool).await?, Which::Last);
    while let Some(page) = pages.next().await? {
        let policy = policy.clone();
        let looked = move || {
            draft::look(&policy, &page, &mut tally);
            tally
        };
        tally = tokio::task::spawn_blocking(looked).await?;
    }
    Ok(tally)
}

async fn reperformed(pool: &PgPool, versions: &Versions) -> anyhow::Result<reperform::Tally> {
    let mut tally = reperform::Tally::default();
    let mut pages = Pages::begin(pool, span(pool).await?, Which::All);
    while let Some(page) = pages.next().await? {
        let versions = versions.clone();
        let looked = move || {
            reperform::look(&versions, &page, &mut tally);
            tally
        };
        tally = tokio::task::spawn_blocking(looked).await?;
    }
    let up_to = span(pool).await?.up_to;
    let mut conn = pool.acquire().await?;
    let mut after = 0;
    while let Some(page) = store::missing(&mut conn, (None, up_to), after, LOG_PAGE).await? {
        after = page.last;
        tally.count_missing(&page.named);
    }
    Ok(tally)
}

async fn span(pool: &PgPool) -> anyhow::Result<Span> {
    let mut conn = pool.acquire().await?;
    Ok(store::extent(&mut conn, None).await?)
}

/// What something cost, in seconds.
#[derive(Clone, Copy)]
struct Cost {
    clock: f64,
    ours: f64,
    postgres: f64,
}

impl Cost {
    const NONE: Self = Self {
        clock: f64::INFINITY,
        ours: f64::INFINITY,
        postgres: f64::INFINITY,
    };

    fn or(self, other: Self) -> Self {
        if other.ours < self.ours { other } else { self }
    }

    fn tell(self, name: &str, decisions: i64, note: &str) {
        let rate = |seconds: f64| decisions as f64 / seconds.max(1.0 / TICKS_PER_S);
        let core = format!("a second of processor time of this process, reading included; {note}");
        line(&format!("{name}_per_core"), rate(self.ours), "decisions/s", &core);
        line(
            &format!("{name}_by_the_clock"),
            rate(self.clock),
            "decisions/s",
            "whoever else is busy on this machine",
        );
        line(
            &format!("{name}_with_postgres"),
            rate(self.ours + self.postgres),
            "decisions/s",
            "a second of one core for this process and Postgres together",
        );
        line(
            &format!("{name}_postgres"),
            self.postgres,
            "s",
            "processor time of Postgres for all of them",
        );
    }
}

struct Begun {
    at: Instant,
    postmaster: u32,
    ours: f64,
    postgres: f64,
}

impl Begun {
    fn now(postmaster: u32) -> anyhow::Result<Self> {
        let (ours, postgres) = processor_seconds(postmaster)?;
        Ok(Self {
            at: Instant::now(),
            postmaster,
            ours,
            postgres,
        })
    }

    fn cost(self) -> anyhow::Result<Cost> {
        let (ours, postgres) = processor_seconds(self.postmaster)?;
        Ok(Cost {
            clock: self.at.elapsed().as_secs_f64(),
            ours: ours - self.ours,
            postgres: postgres - self.postgres,
        })
    }
}

/// Of this process, and of Postgres.
pub fn processor_seconds(postmaster: u32) -> anyhow::Result<(f64, f64)> {
    let (mut ours, mut postgres) = (0.0, 0.0);
    for entry in std::fs::read_dir("/proc").into_iter().flatten() {
        let entry = entry?;
        // Beside the processes stands "self", which is this one again.
        if entry.file_name().to_string_lossy().parse::<u32>().is_err() {
            continue;
        }
        let path = entry.path();
        // What ended in this moment has no file any more.
        let Ok(words) = std::fs::read_to_string(path.join("stat")) else {
            continue;
        };
        let Some((id, rest)) = words.split_once(' ') else {
            continue;
        };
        // After the name in brackets: state, parent, …, and as 12th and 13th the ticks in user and system mode.
        let rest: Vec<&str> = rest.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let seconds = (rest[11].parse::<f64>()? + rest[12].parse::<f64>()?) / TICKS_PER_S;
        if id == std::process::id().to_string() {
            ours += seconds;
        } else if rest[1] == postmaster.to_string() {
            postgres += seconds;
        }
    }
    Ok((ours, postgres))
}

pub fn postmaster(folder: &Path) -> anyhow::Result<u32> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)?.flatten() {
            if entry.file_name() == "postmaster.pid" {
                let words = std::fs::read_to_string(entry.path())?;
                return Ok(words.lines().next().unwrap_or_default().trim().parse()?);
            }
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    anyhow::bail!("Postgres has no postmaster.pid")
}

/// Kinds of facts that are stored.
pub const SHAPES: usize = 20;

/// Somebody of a company with groups, licences and a wish; each shape another.
pub fn facts(shape: usize) -> Facts {
    let pick = |of: &[&str]| of[shape % of.len()].to_owned();
    let plans = |first: usize, count: usize| (first..first + count).map(plan).collect::<Vec<_>>();
    let person = PersonFacts {
        id: Uuid::from_u128(shape as u128).to_string(),
        upn: format!("somebody.number.{shape}@northwind.example"),
        name: format!("Somebody Number {shape}"),
        department: pick(&["Finance", "Logistics", "Sales", "Research"]),
        job_title: pick(&["Controller", "Clerk", "Engineer"]),
        employee_type: pick(&["Employee", "Employee", "Contractor"]),
        user_type: pick(&["Member", "Member", "Member", "Member", "Guest"]),
        country: pick(&["Germany", "Norway"]),
        usage_location: pick(&["DE", "NO"]),
        enabled: true,
        has_manager: !shape.is_multiple_of(7),
        groups: (0..6)
            .map(|n| format!("All staff of site {n} in area {shape}"))
            .collect(),
    };
    let sku = pick(&[
        "VISIOCLIENT",
        "SPE_E5",
        "POWER_BI_PRO",
        "FLOW_FREE",
        "Microsoft_365_Copilot",
        "EMS",
    ]);
    Facts {
        requester: person.clone(),
        product: ProductFacts {
            name: format!("The product {sku}"),
            price_cents: [1_500, 5_700, 1_400, 0, 3_000, 1_060][shape % 6],
            plans: plans(shape, 12),
            sku,
            ..ProductFacts::default()
        },
        request: RequestFacts {
            kind: "assign".into(),
            justification: "I summarise forty supplier contracts every month, and draw the plan of it."
                .into(),
            term_days: [0, 90, 365][shape % 3],
            plans_off: plans(shape, shape % 3),
            for_self: true,
            for_whom: "self".to_owned(),
            ..RequestFacts::default()
        },
        held: (0..3)
            .map(|n| HeldFacts {
                sku: ["SPE_E3", "POWER_BI_STANDARD", "TEAMS_EXPLORATORY"][n].into(),
                plans: plans(n, 4 + 2 * n),
                inherited: n == 0,
                ..HeldFacts::default()
            })
            .collect(),
        seats: SeatFacts {
            enabled: 500,
            consumed: 420,
            free: 80,
        },
        spend: SpendFacts::default(),
        now: at(),
        beneficiary: person,
    }
}

fn plan(number: usize) -> String {
    let mut name =
        ["EXCHANGE_S_", "TEAMS", "SWAY", "YAMMER_ENTERPRISE", "SHAREPOINT_"][number % 5].to_owned();
    if number % 5 != 2 && number % 5 != 3 {
        write!(name, "{number}").ok();
    }
    name
}

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_550_000, 0).unwrap_or_default()
}

/// Writes decisions with their requests and events; answers how many bytes one has.
async fn seed(pool: &PgPool, decisions: i64) -> anyhow::Result<f64> {
    let policy =
        Policy::parse("starter", POLICY.as_bytes()).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    let nobody = Uuid::from_u128(1);
    sqlx::query!(
        "insert into people (id, upn, name, enabled, seen_at) values ($1, 'somebody@northwind.example', 'Somebody', true, $2)",
        nobody,
        at()
    )
    .execute(pool)
    .await?;
    sqlx::query!(
        "insert into products (sku_id, part_number, applies_to, capability, enabled_seats, warning_seats, suspended_seats,
                               locked_out_seats, consumed_seats, seen_at)
         values ($1, 'VISIOCLIENT', 'User', 'Enabled', 1, 0, 0, 0, 0, $2)",
        nobody,
        at()
    )
    .execute(pool)
    .await?;
    sqlx::query!(
        "insert into policy_versions (version, bytes, first_seen_at) values ($1, $2, $3)",
        policy.version(),
        POLICY.as_bytes(),
        at()
    )
    .execute(pool)
    .await?;
    let (mut all_facts, mut all_decisions, mut events) = (Vec::new(), Vec::new(), Vec::new());
    for shape in 0..SHAPES {
        let facts = facts(shape);
        let decision = policy.decide(&facts);
        events.push(json!({
            "facts_sha256": countersign::audit::fingerprint(&serde_json::to_value(&facts)?)?,
            "decision_sha256": countersign::audit::fingerprint(&serde_json::to_value(&decision)?)?,
        }));
        all_facts.push(Json(facts));
        all_decisions.push(Json(decision));
    }
    sqlx::query!(
        "insert into requests (id, kind, requester_id, beneficiary_id, sku_id, justification, plans_off, state, created_at,
                               settled_at, change_hash)
         select gen_random_uuid(), 'assign', $2, $2, $2, '', '{}', 'denied', $3, $3, '' from generate_series(1, $1::bigint)",
        decisions,
        nobody,
        at(),
    )
    .execute(pool)
    .await?;
    sqlx::query!(
        "insert into decisions (id, request_id, policy_version, facts, decision, made_at)
         select gen_random_uuid(), r.id, $1, ($2::json[])[1 + n % $4], ($3::json[])[1 + n % $4], $5
           from (select id, row_number() over () as n from requests) r",
        policy.version(),
        &all_facts as _,
        &all_decisions as _,
        i64::try_from(SHAPES)?,
        at(),
    )
    .execute(pool)
    .await?;
    // The order of the requests is the order of the decisions.
    sqlx::query!(
        "insert into audit_events (id, at, kind, actor, request_id, detail)
         select gen_random_uuid(), $2, 'request.decided', 'service', d.request_id,
                ($1::jsonb[])[1 + d.written % $3] || jsonb_build_object('decision', d.id) from decisions d",
        &events,
        at(),
        i64::try_from(SHAPES)?,
    )
    .execute(pool)
    .await?;
    sqlx::raw_sql("vacuum analyze").execute(pool).await?;
    let bytes = sqlx::query_scalar!(
        r#"select avg(octet_length(facts::text) + octet_length(decision::text))::float8 as "bytes!" from decisions"#
    );
    Ok(bytes.fetch_one(pool).await?)
}
