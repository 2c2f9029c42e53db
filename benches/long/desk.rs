//! How fast pages are: `script/bench desk`. Approvers and employees work through the front door, over a long history and with
//! many pages that stand open. Simulator, Postgres, pages, worker and those who work share this machine.

mod lines;
mod memory;
mod people;
mod processor;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use countersign::policy::Policy;
use countersign::simulator::DOMAIN;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use crate::fulfilment::{everybody, idle};
use crate::mad_hour::browser::Browser;
use crate::mad_hour::dice::Dice;
use crate::mad_hour::report::line;
use crate::mad_hour::stage::{Cast, Stage};
use crate::replay::{SHAPES, facts, postmaster};
use lines::Lines;
use people::{Office, Someone};

/// How fast pages are while people work; prints one JSON line for each figure
#[derive(clap::Args)]
pub struct Args {
    /// Requests of the last two years
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    requests: u32,
    /// How long people work
    #[arg(long, value_name = "S", default_value_t = 120)]
    seconds: u64,
    /// Pages that stand open
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    lines: usize,
    /// Approvers at work
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=11))]
    approvers: u16,
    /// Employees at work
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..))]
    employees: u16,
    /// People of the tenant
    #[arg(long, value_name = "N", default_value_t = 5_000)]
    people: usize,
    /// The same seed gives the same people and wishes
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

const POLICY: &str = include_str!("../../policies/starter.toml");
/// Quotas that do not count: it is our own pages that are measured.
const SETTINGS: &str = "[graph]\nresource_units_per_10s = 1000000\nwrites_per_150s = 1000000\n";
/// Items that wait for each approver at the beginning.
const WAIT_FOR_EACH: usize = 50;
/// Employees who ask at the same time before anything is measured.
const ASK_AT_ONCE: usize = 4;
/// Products that somebody looks at, at most, for each that they ask for: not everybody may have everything.
const MOST_TRIES: usize = 4;
/// Milliseconds for which somebody looks at a page: from, to.
const EMPLOYEES_THINK_MS: (u64, u64) = (2_000, 8_000);
const APPROVERS_THINK_MS: (u64, u64) = (1_000, 4_000);
/// Seconds of work before anything is measured: every connection to Postgres has seen every statement then, as in a service
/// that runs for days.
const WARM_UP_S: u64 = 60;
/// Seconds between two looks at the memory of Postgres.
const LOOK_EVERY_S: u64 = 5;

pub async fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let cast = Cast {
        people: args.people,
        seed: args.seed,
        policy: POLICY,
        settings: SETTINGS,
    };
    let mut stage = Stage::open(&cast).await?;
    stage.start_worker()?;
    everybody(&stage, 1).await?;
    idle(&stage).await?;
    // Nobody works while the past is written.
    stage.kill_worker(0)?;
    let begun = Instant::now();
    write_history(&stage, args.requests).await?;
    let note = "in which the history was written, vacuumed and analysed";
    line("history", begun.elapsed().as_secs_f64(), "s", note);
    stage.start_worker()?;

    let office = Arc::new(Office::default());
    let (approvers, employees, others) = cast_of(&stage, args).await?;
    let mut approvers = signed_in(&stage, &office, &approvers, args.seed).await?;
    let asking = signed_in(&stage, &office, &[employees, others].concat(), args.seed + 1_000).await?;
    // Who is an administrator is known once they were there: they sign where nobody else is left.
    signed_in(&stage, &office, &[format!("ada.novak@{DOMAIN}")], 0).await?;
    let mut asking = everybody_asks(asking, WAIT_FOR_EACH * approvers.len()).await?;
    idle(&stage).await?;
    let waiting =
        sqlx::query_scalar!(r#"select count(*) as "n!" from requests where state = 'awaiting_approval'"#);
    let waiting = waiting.fetch_one(&stage.pool).await?;
    line("waiting", waiting as f64, "requests", "when people begin to work");
    let everybody = approvers.iter_mut().map(|someone| (true, someone));
    let everybody = everybody.chain(asking.iter_mut().map(|someone| (false, someone)));
    let lines = open_lines(&stage.url, everybody.take(args.lines)).await?;

    let postmaster = postmaster(stage.folder.path())?;
    let begin = Instant::now() + Duration::from_secs(WARM_UP_S);
    let until = begin + Duration::from_secs(args.seconds);
    let mut working = JoinSet::new();
    for someone in approvers {
        working.spawn(someone.approves(APPROVERS_THINK_MS, until));
    }
    for someone in asking.into_iter().take(args.employees.into()) {
        working.spawn(someone.asks(EMPLOYEES_THINK_MS, until));
    }
    sleep_until(begin).await;
    office.open();
    let processor = processor::seconds(&stage, postmaster)?;
    let mut postgres_mib: f64 = 0.0;
    while !working.is_empty() {
        tokio::select! {
            one = working.join_next() => { one.transpose()?; }
            () = sleep(Duration::from_secs(LOOK_EVERY_S)) => {
                postgres_mib = postgres_mib.max(memory::of_family_mib(postmaster)?);
            }
        }
    }
    let took = begin.elapsed().as_secs_f64();
    let heard = lines.close();
    for ((whose, before), (_, after)) in processor.into_iter().zip(processor::seconds(&stage, postmaster)?) {
        let name = format!("processor_{whose}");
        line(&name, (after - before) / took, "processors", "on average");
    }
    tell(&stage, &office, took, postgres_mib)?;
    line(
        "lines_open",
        heard.open as f64,
        "lines",
        "pages that stood open to the end",
    );
    line("lines_lost", heard.lost as f64, "lines", "goal: 0");
    line(
        "lines_told",
        heard.told as f64,
        "events",
        "`changed`, of all lines",
    );
    ensure!(stage.serves(), "the pages ended");
    let errors = office.errors();
    line("errors", errors.len() as f64, "errors", "goal: 0");
    for error in errors.iter().take(20) {
        eprintln!("{error}");
    }
    Ok(
        match errors.is_empty() && heard.lost == 0 && heard.open == args.lines {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        },
    )
}

/// What each page took, and what memory it took.
fn tell(stage: &Stage, office: &Office, took: f64, postgres_mib: f64) -> anyhow::Result<()> {
    let mut pages = 0;
    let mut slowest: f64 = 0.0;
    for (page, mut took_ms) in office.times() {
        took_ms.sort_by(f64::total_cmp);
        let at = |share: f64| took_ms[((took_ms.len() - 1) as f64 * share).round() as usize];
        let note = format!("{page}, of {} pages", took_ms.len());
        line(&format!("{page}_p50"), at(0.5), "ms", &note);
        line(&format!("{page}_p99"), at(0.99), "ms", "goal: under 50");
        line(&format!("{page}_max"), at(1.0), "ms", "the slowest");
        pages += took_ms.len();
        slowest = slowest.max(at(0.99));
    }
    line("slowest_p99", slowest, "ms", "of all pages; goal: under 50");
    line("pages_per_second", pages as f64 / took, "pages/s", "of everybody");
    line(
        "conflicts",
        office.conflicts() as f64,
        "pages",
        "somebody else was quicker",
    );
    if let Some(serve) = &stage.serve {
        line(
            "pages_peak_memory",
            serve.peak_memory_mib()?,
            "MiB",
            "of the process that answers browsers (VmHWM)",
        );
    }
    for worker in &stage.workers {
        line(
            "worker_peak_memory",
            worker.peak_memory_mib()?,
            "MiB",
            "of the worker (VmHWM)",
        );
    }
    line(
        "postgres_peak_memory",
        postgres_mib,
        "MiB",
        "of all its processes, what is shared counted once (PSS)",
    );
    Ok(())
}

async fn write_history(stage: &Stage, requests: u32) -> anyhow::Result<()> {
    let policy =
        Policy::parse("starter", POLICY.as_bytes()).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    let shapes: Vec<_> = (0..SHAPES)
        .map(|shape| {
            let facts = facts(shape);
            let decision = policy.decide(&facts);
            json!({ "facts": facts, "decision": decision })
        })
        .collect();
    let mut tx = stage.pool.begin().await?;
    sqlx::query!(
        "select set_config('bench.requests', $1, true) as requests, set_config('bench.shapes', $2, true) as shapes",
        requests.to_string(),
        serde_json::to_string(&shapes)?,
    )
    .fetch_one(&mut *tx)
    .await?;
    sqlx::raw_sql(include_str!("desk/history.sql"))
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    // Sealed long ago: nobody waits for it while pages are measured.
    countersign::audit::seal(&stage.pool, countersign::clock::Clock::System.now()).await?;
    // What a database that has run for two years has done now and then.
    sqlx::raw_sql("vacuum analyze").execute(&stage.pool).await?;
    sqlx::raw_sql("checkpoint").execute(&stage.pool).await?;
    Ok(())
}

/// Who signs: those who lead most people, then those who look after licences. Who asks: people of each of them by turns. And
/// others who have a page open.
async fn cast_of(stage: &Stage, args: &Args) -> anyhow::Result<(Vec<String>, Vec<String>, Vec<String>)> {
    let at_work = args.approvers + args.employees;
    let others = args.lines.saturating_sub(at_work.into());
    let approvers = sqlx::query_scalar!(
        r#"select p.upn from people p
             left join (select manager_id, count(*) as n from people where upn ~ '[0-9]@' group by manager_id) led on led.manager_id = p.id
            where led.n > 0 or p.id in (select m.person_id from group_members m join groups g on g.id = m.group_id
                                         where g.name = 'License Approvers')
            order by led.n desc nulls last, p.upn limit $1"#,
        i64::from(args.approvers),
    );
    let employees = sqlx::query_scalar!(
        "select upn from people
          where enabled and user_type = 'Member' and usage_location is not null and upn ~ '[0-9]@'
          order by row_number() over (partition by manager_id order by id), id limit $1",
        i64::from(args.employees) + i64::try_from(others)?,
    );
    let (approvers, mut employees) = (
        approvers.fetch_all(&stage.pool).await?,
        employees.fetch_all(&stage.pool).await?,
    );
    ensure!(
        approvers.len() == usize::from(args.approvers)
            && employees.len() == usize::from(args.employees) + others,
        "the tenant has too few people"
    );
    let others = employees.split_off(args.employees.into());
    Ok((approvers, employees, others))
}

async fn signed_in(
    stage: &Stage,
    office: &Arc<Office>,
    upns: &[String],
    seed: u64,
) -> anyhow::Result<Vec<Someone>> {
    let mut all = Vec::new();
    for (number, upn) in (0..).zip(upns) {
        let mut browser = Browser::new(&stage.http, &stage.url);
        browser.sign_in(upn).await?;
        all.push(Someone::new(office, browser, Dice::new(seed, number)));
    }
    Ok(all)
}

/// Asks for as much as is to wait, before anything is measured; answers everybody in the same order.
async fn everybody_asks(people: Vec<Someone>, at_least: usize) -> anyhow::Result<Vec<Someone>> {
    let each = at_least.div_ceil(people.len());
    let places = Arc::new(tokio::sync::Semaphore::new(ASK_AT_ONCE));
    let mut asking = Vec::new();
    for (number, mut someone) in people.into_iter().enumerate() {
        let places = places.clone();
        asking.push(tokio::spawn(async move {
            let _place = places.acquire_owned().await?;
            let tries = if number < at_least { each * MOST_TRIES } else { 0 };
            for _ in 0..tries {
                if someone.own_requests().len() < each {
                    someone.ask().await;
                }
            }
            anyhow::Ok(someone)
        }));
    }
    let mut people = Vec::new();
    for one in asking {
        people.push(one.await??);
    }
    Ok(people)
}

/// Pages that stand open, one of each person: the queue of whoever approves; of others the request that they made, or their list.
async fn open_lines(base: &str, people: impl Iterator<Item = (bool, &mut Someone)>) -> anyhow::Result<Lines> {
    let lines = Lines::new()?;
    for (number, (approves, someone)) in people.enumerate() {
        let own = someone.own_requests().first().copied();
        let (topic, look) = match own {
            _ if approves => (
                String::new(),
                someone.look("queue_again", "/approvals".to_owned()),
            ),
            Some(request) if number % 2 == 0 => (
                format!("?request={request}"),
                someone.look("request_again", format!("/requests/{request}")),
            ),
            _ => (
                String::new(),
                someone.look("requests_again", "/requests".to_owned()),
            ),
        };
        lines.open(base, &topic, look).await?;
    }
    Ok(lines)
}
