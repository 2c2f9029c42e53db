//! How fast approved rights become licences: `script/bench fulfilment`. Simulator, Postgres and workers share this machine.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::mad_hour::browser::Browser;
use crate::mad_hour::report::line;
use crate::mad_hour::stage::{Cast, Stage};

/// How fast approved rights become licences; prints one JSON line for each figure
#[derive(clap::Args)]
pub struct Args {
    /// People who get a licence at once
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    people: usize,
    /// Approvals, one after the other
    #[arg(long, value_name = "N", default_value_t = 250)]
    approvals: usize,
    /// People whom one worker makes right at the same time
    #[arg(long, value_name = "N")]
    concurrency: Option<usize>,
}

const VISIO: Uuid = Uuid::from_u128(0xc5928f49_12ba_48f7_ada3_0d743a3601d5);
/// One SKU for each round, so that everybody is cold each time.
const ROUNDS: [(usize, Uuid); 2] = [
    (1, Uuid::from_u128(0xf8a1db68_be16_40ed_86d5_cb42ce701560)),
    (3, Uuid::from_u128(0x639dec6b_bb19_468b_871c_c5c441c4b0cb)),
];
/// For the tenant alone.
const FLOW: Uuid = Uuid::from_u128(0xf30db892_07e9_47e9_837c_80727f46fd3d);
/// People of the company who ask for nothing.
const OTHERS: usize = 24;
/// Share of made-up people who can have a licence: neither guests nor disabled, with a usage location.
const OF_MADE_UP: f64 = 0.86;
/// Calls under way at the same time when the tenant is asked alone: as many as three workers have.
const CALLERS: usize = 12;
/// Milliseconds between two looks whether a grant is active.
const LOOK_EVERY_MS: u64 = 1;
/// Nothing takes longer.
const AT_MOST: Duration = Duration::from_secs(600);

const POLICY: &str = r#"
[[route]]
id = "the-manager-signs"
when = "beneficiary.has_manager"
stages = [{ who = "manager" }]

[[route]]
id = "nobody-signs"
approve = "automatic"
"#;

pub async fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let concurrency = args
        .concurrency
        .map(|n| format!("concurrency = {n}\n"))
        .unwrap_or_default();
    let settings = format!(
        "[worker]\n{concurrency}[graph]\nresource_units_per_10s = 1000000\nwrites_per_150s = 1000000\n"
    );
    let cast = Cast {
        people: (args.people as f64 / OF_MADE_UP) as usize + OTHERS,
        seed: 1,
        policy: POLICY,
        settings: &settings,
    };
    let mut stage = Stage::open(&cast).await?;
    for sku in [VISIO, FLOW, ROUNDS[0].1, ROUNDS[1].1] {
        let seats = json!({ "sku": sku, "enabled": args.people * 2 });
        stage.tenant.control("seats", seats).await?;
    }
    stage.start_worker()?;
    let people = everybody(&stage, args.people).await?;
    line("people", people.len() as f64, "people", "who are made right");
    approvals(&stage, args.approvals).await?;
    tenant_alone(&stage, &people).await?;
    for (workers, sku) in ROUNDS {
        while stage.workers.len() < workers {
            stage.start_worker()?;
        }
        round(&mut stage, &people, workers, sku).await?;
    }
    Ok(ExitCode::SUCCESS)
}

/// From the answer to the approving POST until the grant is active, one after the other.
async fn approvals(stage: &Stage, approvals: usize) -> anyhow::Result<()> {
    let asking = sqlx::query!(
        "select p.upn, m.upn as manager from people p join people m on m.id = p.manager_id
          where p.enabled and p.user_type = 'Member' and p.usage_location is not null and p.upn ~ '[0-9]@'
            and m.id = (select manager_id from people where manager_id is not null and upn ~ '[0-9]@'
                         group by manager_id order by count(*) desc limit 1)
          order by p.upn limit $1",
        i64::try_from(approvals)?,
    )
    .fetch_all(&stage.pool)
    .await?;
    let manager = asking.first().context("nobody asks")?.manager.clone();
    let form = format!("/products/{VISIO}/request");
    for person in &asking {
        let mut browser = Browser::new(&stage.http, &stage.url);
        browser.sign_in(&person.upn).await?;
        let page = browser.get(&form).await?;
        let inputs = page.inputs();
        let plans = inputs.iter().filter(|input| input.name == "plans");
        let token = page.field("csrf")?;
        let mut fields = vec![
            ("csrf", token.as_str()),
            ("justification", "To be measured."),
            ("term", "90"),
        ];
        fields.extend(plans.map(|plan| ("plans", plan.value.as_str())));
        let page = browser.post(&form, &fields).await?;
        ensure!(
            page.location.is_some(),
            "not taken: {} {}",
            page.status,
            page.text
        );
    }
    let mut browser = Browser::new(&stage.http, &stage.url);
    browser.sign_in(&manager).await?;
    let mut took_ms = Vec::new();
    while took_ms.len() < asking.len() {
        let cards = browser.get("/approvals").await?.hrefs("/approvals/");
        ensure!(!cards.is_empty(), "no card is left after {}", took_ms.len());
        for card in cards {
            took_ms.push(approve(stage, &mut browser, &card).await?);
        }
    }
    took_ms.sort_by(f64::total_cmp);
    let at = |share: f64| took_ms[((took_ms.len() - 1) as f64 * share).round() as usize];
    let note = format!(
        "from the answer to the approval, over {} one after the other",
        took_ms.len()
    );
    line("approve_to_active_p50", at(0.5), "ms", &note);
    line("approve_to_active_p99", at(0.99), "ms", "goal: under 100");
    line("approve_to_active_max", at(1.0), "ms", "the slowest");
    Ok(())
}

async fn approve(stage: &Stage, browser: &mut Browser, card: &str) -> anyhow::Result<f64> {
    let page = browser.get(card).await?;
    let (token, change) = (page.field("csrf")?, page.field("change")?);
    let fields = [("csrf", token.as_str()), ("change", &change), ("note", "")];
    let page = browser.post(&format!("{card}/approve"), &fields).await?;
    let answered = Instant::now();
    ensure!(
        page.location.is_some(),
        "not signed: {} {}",
        page.status,
        page.text
    );
    let of: Uuid = card.trim_start_matches("/approvals/").parse()?;
    loop {
        let active = sqlx::query_scalar!(
            r#"select exists (select from grants g join stages s on s.request_id = g.request_id
                               where s.id = $1 and g.state = 'active') as "active!""#,
            of
        );
        if active.fetch_one(&stage.pool).await? {
            return Ok(answered.elapsed().as_secs_f64() * 1e3);
        }
        ensure!(
            answered.elapsed() < AT_MOST,
            "the grant of {card} never became active"
        );
        sleep(Duration::from_millis(LOOK_EVERY_MS)).await;
    }
}

/// People who can have a licence, when the directory has been read.
pub async fn everybody(stage: &Stage, most: usize) -> anyhow::Result<Vec<Uuid>> {
    let begun = Instant::now();
    loop {
        let read = sqlx::query_scalar!("select count(*) from audit_events where kind = 'directory.read'");
        if read.fetch_one(&stage.pool).await? > Some(0) {
            break;
        }
        ensure!(begun.elapsed() < AT_MOST, "the directory was not read");
        sleep(Duration::from_millis(100)).await;
    }
    Ok(sqlx::query_scalar!(
        "select id from people where enabled and user_type = 'Member' and usage_location is not null and upn ~ '[0-9]@'
          order by id limit $1",
        i64::try_from(most)?
    )
    .fetch_all(&stage.pool)
    .await?)
}

/// What the tenant does when nothing stands between: the calls of one person, as a worker makes them.
async fn tenant_alone(stage: &Stage, people: &[Uuid]) -> anyhow::Result<()> {
    let token = stage.tenant.token().await?;
    let next = Arc::new(AtomicUsize::new(0));
    let people: Arc<[Uuid]> = people.into();
    let body = json!({ "addLicenses": [{ "skuId": FLOW, "disabledPlans": [] }], "removeLicenses": [] });
    let mut callers = JoinSet::new();
    let begun = Instant::now();
    for _ in 0..CALLERS {
        let (http, token, next, people, body) = (
            stage.http.clone(),
            token.clone(),
            next.clone(),
            people.clone(),
            body.clone(),
        );
        let base = stage.tenant.url.clone();
        callers.spawn(async move {
            while let Some(person) = people.get(next.fetch_add(1, Ordering::Relaxed)) {
                let user = format!("{base}/v1.0/users/{person}");
                let read =
                    format!("{user}?$select=id,usageLocation,assignedLicenses,licenseAssignmentStates");
                let before = http
                    .get(&read)
                    .bearer_auth(&token)
                    .send()
                    .await?
                    .error_for_status()?;
                before.json::<Value>().await?;
                let assign = http
                    .post(format!("{user}/assignLicense"))
                    .bearer_auth(&token)
                    .json(&body);
                assign.send().await?.error_for_status()?.json::<Value>().await?;
                let after = http
                    .get(&read)
                    .bearer_auth(&token)
                    .send()
                    .await?
                    .error_for_status()?;
                after.json::<Value>().await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(caller) = callers.join_next().await {
        caller??;
    }
    let rate = people.len() as f64 / begun.elapsed().as_secs_f64();
    line(
        "tenant_alone",
        rate,
        "people/s",
        "read, assign, read back by a program that does nothing else",
    );
    line("tenant_alone_calls", rate * 3.0, "calls/s", "of the same");
    Ok(())
}

/// Everybody is given a right at once; how many are right in a second.
async fn round(stage: &mut Stage, people: &[Uuid], workers: usize, sku: Uuid) -> anyhow::Result<()> {
    idle(stage).await?;
    approve_all(stage, people, sku).await?;
    // What a database that has run for a while knows of its tables.
    sqlx::query!("analyze").execute(&stage.pool).await?;
    let commits = commits(stage).await?;
    let processor = stage.processor_seconds()?;
    let begun = Instant::now();
    sqlx::query!(
        "insert into jobs (id, kind, key, state, run_at, created_at)
         select gen_random_uuid(), 'reconcile', id, 'ready', clock_timestamp(), clock_timestamp() from unnest($1::uuid[]) as t (id)",
        people
    )
    .execute(&stage.pool)
    .await?;
    let left = loop {
        let left = sqlx::query_scalar!(
            r#"select count(*) as "n!" from grants where sku_id = $1 and state <> 'active'"#,
            sku
        );
        let left = left.fetch_one(&stage.pool).await?;
        if left == 0 || begun.elapsed() > AT_MOST {
            break left;
        }
        sleep(Duration::from_millis(100)).await;
    };
    ensure!(left == 0, "{left} people were not made right in time");
    let took = begun.elapsed().as_secs_f64();
    let rate = people.len() as f64 / took;
    let note = match workers {
        1 => "by one worker",
        _ => "by three workers; goal: 400, which is 20 times what Graph lets an application write",
    };
    line(&format!("people_per_second_{workers}"), rate, "people/s", note);
    let each = people.len() as f64;
    let commits = self::commits(stage).await? - commits;
    line(
        &format!("commits_per_person_{workers}"),
        commits as f64 / each,
        "commits",
        "of the whole database",
    );
    for ((whose, before), (_, after)) in processor.into_iter().zip(stage.processor_seconds()?) {
        let name = format!("processor_{whose}_{workers}");
        line(
            &name,
            (after - before) * 1e3 / each,
            "ms/person",
            "of one processor",
        );
    }
    let mut peak_mib: f64 = 0.0;
    for worker in &stage.workers {
        peak_mib = peak_mib.max(worker.peak_memory_mib()?);
    }
    line(
        &format!("worker_peak_memory_{workers}"),
        peak_mib,
        "MiB",
        "of the largest worker (VmHWM)",
    );
    Ok(())
}

/// Until no work is left but what is due later.
pub async fn idle(stage: &Stage) -> anyhow::Result<()> {
    let begun = Instant::now();
    loop {
        let busy = sqlx::query_scalar!(
            r#"select exists (select from jobs where state = 'leased' or run_at <= clock_timestamp()) as "busy!""#
        );
        if !busy.fetch_one(&stage.pool).await? {
            return Ok(());
        }
        ensure!(begun.elapsed() < AT_MOST, "the workers do not come to rest");
        sleep(Duration::from_millis(100)).await;
    }
}

/// As if everybody had asked and nobody had to sign.
async fn approve_all(stage: &Stage, people: &[Uuid], sku: Uuid) -> anyhow::Result<()> {
    let mut tx = stage.pool.begin().await?;
    sqlx::query!(
        "insert into requests (id, kind, requester_id, beneficiary_id, sku_id, justification, plans_off, change_hash, state, created_at)
         select gen_random_uuid(), 'assign', id, id, $2, '', '{}', repeat('0', 64), 'approved', clock_timestamp()
           from unnest($1::uuid[]) as t (id)",
        people,
        sku,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into grants (id, request_id, person_id, sku_id, plans_on, state, state_since, approved_at)
         select gen_random_uuid(), r.id, r.beneficiary_id, r.sku_id,
                array(select plan_id from service_plans p where p.sku_id = r.sku_id and applies_to = 'User' order by plan_id),
                'pending', clock_timestamp(), clock_timestamp()
           from requests r where r.sku_id = $1",
        sku,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

async fn commits(stage: &Stage) -> anyhow::Result<i64> {
    let commits = sqlx::query_scalar!(
        r#"select xact_commit as "n!" from pg_stat_database where datname = current_database()"#
    );
    Ok(commits.fetch_one(&stage.pool).await?)
}
