//! What it costs to follow a large tenant: `script/bench sync`. Simulator, Postgres and the worker share this machine.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use tokio::time::{Instant, sleep};

use crate::mad_hour::report::line;
use crate::mad_hour::stage::{Cast, Stage};

/// What it costs to read everybody, then what changed, then everybody's licences; prints one JSON line for each figure
#[derive(clap::Args)]
pub struct Args {
    /// People of the tenant, one size after the other
    #[arg(long, value_name = "N,N", value_delimiter = ',', default_values_t = [100_000, 500_000])]
    people: Vec<usize>,
}

/// Share of the people to whom something happens before the delta.
const CHURN: f64 = 0.01;
/// People of a page, which is the most that Graph gives.
const PAGE: usize = 999;
/// Nothing takes longer.
const AT_MOST: Duration = Duration::from_secs(1_800);
/// Between two looks whether it is done.
const LOOK_EVERY: Duration = Duration::from_millis(50);

const POLICY: &str = r#"
[[route]]
id = "nobody-signs"
approve = "automatic"
"#;

/// What our program wishes to know of a person.
const SELECTED: &str = "id,userPrincipalName,displayName,mail,jobTitle,department,employeeType,userType,country,\
                        usageLocation,accountEnabled,createdDateTime,manager";

#[derive(Deserialize)]
struct Page {
    value: Vec<Box<RawValue>>,
    #[serde(rename = "@odata.nextLink")]
    next_link: Option<String>,
}

/// As quick as the machine is: the tenant's quotas are off too.
const SETTINGS: &str = "[graph]\nresource_units_per_10s = 1000000\nwrites_per_150s = 1000000\n";

pub async fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let mut peaks = Vec::new();
    for people in &args.people {
        peaks.push(of_size(*people).await?);
    }
    if let ([smallest, .., largest], [few, .., many]) = (&peaks[..], &args.people[..]) {
        let note = format!("peak memory with {many} people by that with {few}; flat is 1");
        line("memory_ratio", largest / smallest, "", &note);
    }
    Ok(ExitCode::SUCCESS)
}

/// Answers the largest peak of the worker's memory, in MiB.
async fn of_size(people: usize) -> anyhow::Result<f64> {
    let cast = Cast {
        people,
        seed: 1,
        policy: POLICY,
        settings: SETTINGS,
    };
    let mut stage = Stage::open(&cast).await?;
    let size = people.to_string();
    let alone = tenant_alone(&stage, people).await?;
    stage.start_worker()?;

    let mut peak: f64 = 0.0;
    let full = Measured::begin(&stage).await?;
    let took = reading(&stage, "full", 1).await?;
    peak = peak.max(
        full.end(&stage, &format!("full_{size}"), took, people.div_ceil(PAGE))
            .await?,
    );
    line(
        &format!("full_{size}_rate"),
        people as f64 / took,
        "people/s",
        "read and written",
    );
    line(
        &format!("full_{size}_to_tenant_alone"),
        took / alone,
        "",
        "times as long as a program takes that reads the same pages and throws them away",
    );

    // The first scan finds what the company had before: the most that it ever writes.
    let first = Measured::begin(&stage).await?;
    let (took, found) = scan(&stage, 1).await?;
    let least = people.div_ceil(PAGE);
    peak = peak.max(
        first
            .end(&stage, &format!("first_scan_{size}"), took, least)
            .await?,
    );
    line(
        &format!("first_scan_{size}_rate"),
        people as f64 / took,
        "people/s",
        "compared and written",
    );
    line(
        &format!("first_scan_{size}_found"),
        found,
        "findings",
        "each with its event",
    );

    let kinds = ["rename", "move", "disable", "leave", "join"];
    let share = CHURN / kinds.len() as f64;
    // Who came or left is on a page for certain. Of the others some are drawn twice, and some are as they were.
    let mut certain = 0;
    for (seed, kind) in (1..).zip(kinds) {
        let churn = json!({ "seed": seed, "share": share, "kinds": [kind] });
        let answer = stage.tenant.control("churn", churn).await?;
        if matches!(kind, "leave" | "join") {
            let count = answer["people"].as_u64().context("how many is not said")?;
            certain += usize::try_from(count)?;
        }
    }
    let run = run_of_reading(&stage).await?;
    let delta = Measured::begin(&stage).await?;
    is_due(&stage, "sync_directory").await?;
    let took = reading(&stage, "delta", run + 1).await?;
    peak = peak.max(
        delta
            .end(&stage, &format!("delta_{size}"), took, certain.div_ceil(PAGE))
            .await?,
    );

    let again = Measured::begin(&stage).await?;
    is_due(&stage, "scan_drift").await?;
    let (took, _) = scan(&stage, 2).await?;
    peak = peak.max(again.end(&stage, &format!("scan_{size}"), took, least).await?);
    line(
        &format!("scan_{size}_rate"),
        people as f64 / took,
        "people/s",
        "compared; little is new",
    );
    Ok(peak)
}

/// What stood at the beginning of something.
struct Measured {
    processor: [(&'static str, f64); 4],
    calls: u64,
}

impl Measured {
    async fn begin(stage: &Stage) -> anyhow::Result<Self> {
        forget_peak_memory(stage);
        Ok(Self {
            processor: stage.processor_seconds()?,
            calls: calls(stage).await?,
        })
    }

    /// Prints what it cost; answers the worker's peak memory in MiB.
    async fn end(self, stage: &Stage, name: &str, took_s: f64, least: usize) -> anyhow::Result<f64> {
        line(name, took_s, "s", "by the clock");
        for ((whose, before), (_, after)) in self.processor.into_iter().zip(stage.processor_seconds()?) {
            line(
                &format!("{name}_processor_{whose}"),
                after - before,
                "s",
                "of one processor",
            );
        }
        let peak = stage.workers.first().context("nobody works")?.peak_memory_mib()?;
        line(
            &format!("{name}_peak_memory"),
            peak,
            "MiB",
            "of the worker (VmHWM); goal: under 200",
        );
        let calls = calls(stage).await? - self.calls;
        let note = format!("of every kind; the pages alone are at least {least}");
        line(&format!("{name}_calls"), calls as f64, "calls", &note);
        Ok(peak)
    }
}

async fn calls(stage: &Stage) -> anyhow::Result<u64> {
    let recent = stage.tenant.control_read("recent").await?;
    recent["total"].as_u64().context("no total of calls")
}

/// The most memory is counted from now on.
fn forget_peak_memory(stage: &Stage) {
    for worker in stage.worker_ids() {
        // On another system than Linux there is no such file, and no such figure.
        std::fs::write(format!("/proc/{worker}/clear_refs"), "5").ok();
    }
}

/// As if its time had come.
async fn is_due(stage: &Stage, kind: &str) -> anyhow::Result<()> {
    sqlx::query!(
        "update jobs set run_at = clock_timestamp() where kind = $1 and state = 'ready'",
        kind
    )
    .execute(&stage.pool)
    .await?;
    Ok(())
}

/// Waits for the end of a reading of this mode and at least this number; answers how long it took, in seconds.
async fn reading(stage: &Stage, mode: &str, least_run: i64) -> anyhow::Result<f64> {
    let begun = Instant::now();
    loop {
        let row =
            sqlx::query!("select mode, run, started_at, lasted_ms, error from mirrors where name = 'people'");
        let row = row.fetch_one(&stage.pool).await?;
        if let (None, Some(lasted_ms)) = (row.started_at, row.lasted_ms)
            && row.run >= least_run
            && row.mode.as_deref() == Some(mode)
        {
            return Ok(lasted_ms as f64 / 1e3);
        }
        ensure!(
            begun.elapsed() < AT_MOST,
            "the people were not read: {:?}",
            row.error
        );
        sleep(LOOK_EVERY).await;
    }
}

async fn run_of_reading(stage: &Stage) -> anyhow::Result<i64> {
    let run = sqlx::query_scalar!("select run from mirrors where name = 'people'");
    Ok(run.fetch_one(&stage.pool).await?)
}

/// Waits for the end of so many scans; answers how long the last one took, in seconds, and what it found.
async fn scan(stage: &Stage, scans: i64) -> anyhow::Result<(f64, f64)> {
    let begun = Instant::now();
    loop {
        let row = sqlx::query!(
            r#"select count(*) as "n!", (array_agg(found order by written desc))[1] as "found!: i64",
                      (array_agg(extract(epoch from finished_at - started_at)::float8 order by written desc))[1] as "took!: f64"
                 from drift_scans where finished_at is not null having count(*) >= $1"#,
            scans
        );
        if let Some(row) = row.fetch_optional(&stage.pool).await? {
            return Ok((row.took, row.found as f64));
        }
        ensure!(begun.elapsed() < AT_MOST, "the licences were not compared");
        sleep(LOOK_EVERY).await;
    }
}

/// How long it takes to read everybody and throw the pages away, in seconds.
async fn tenant_alone(stage: &Stage, people: usize) -> anyhow::Result<f64> {
    let token = stage.tenant.token().await?;
    let begun = Instant::now();
    let mut next = Some(format!(
        "{}/v1.0/users/delta?$select={SELECTED}",
        stage.tenant.url
    ));
    let mut seen = 0;
    while let Some(url) = next {
        let page = stage
            .http
            .get(url)
            .bearer_auth(&token)
            .header("Prefer", format!("odata.maxpagesize={PAGE}"));
        let page: Page = page.send().await?.error_for_status()?.json().await?;
        seen += page.value.len();
        next = page.next_link;
    }
    ensure!(seen >= people, "only {seen} people were read");
    Ok(begun.elapsed().as_secs_f64())
}
