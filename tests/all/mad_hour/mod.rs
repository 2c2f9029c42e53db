//! The mad hour: a whole company asks, signs and changes its mind through the front door, while workers are killed, the
//! database is restarted and Graph fails in every way it has. At the end, everything must be as if nothing had happened.
//!
//! The long form is `script/chaos`, the short one a test.

pub mod browser;
pub mod check;
pub mod dice;
pub mod ledger;
mod people;
pub mod report;
pub mod stage;
mod trouble;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::json;
use sqlx::PgPool;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use check::{Told, findings};
use dice::Dice;
use people::{Figures, Person, World};
use report::{Hour, Outcome, figures, stories};
use stage::{Cast, Stage};

/// Everything at once.
pub struct Plan {
    pub seed: u64,
    pub people: usize,
    /// How long people come and trouble is made; on a slow machine, until everybody has asked.
    pub lasts: Duration,
    /// How long it may take afterwards until everything is right.
    pub converges_within: Duration,
    pub workers: usize,
    pub kill_every: Duration,
    pub postgres_restarts: u32,
}

/// Browsers that are busy at the same time.
const BUSY: usize = 24;
/// Browsers of each approver.
const WINDOWS: u64 = 2;
/// Share of the time in which people begin their day.
const BEGIN_WITHIN: f64 = 0.75;
/// Trouble is made no longer than so many times as long as planned.
const MOST_TIMES_AS_LONG: u32 = 3;
/// What is bought of the few seats, when so many have asked.
const PURCHASES: [(f64, Purchase); 2] = [(0.5, Purchase::TwiceAsMany), (0.85, Purchase::ForEverybody)];

#[derive(Clone, Copy)]
enum Purchase {
    TwiceAsMany,
    ForEverybody,
}

const FLOW: &str = "f30db892-07e9-47e9-837c-80727f46fd3d";
const COPILOT: &str = "639dec6b-bb19-468b-871c-c5c441c4b0cb";
const VISIO: &str = "c5928f49-12ba-48f7-ada3-0d743a3601d5";
const POWER_BI: &str = "f8a1db68-be16-40ed-86d5-cb42ce701560";
const EMS: &str = "efccb6f7-5641-4e0e-bd10-b4976e1bf68e";
/// How many of a hundred people want a product.
const WANTED: [(&str, u64); 5] = [(FLOW, 60), (COPILOT, 40), (VISIO, 40), (POWER_BI, 40), (EMS, 15)];

const POLICY: &str = r#"
[[guard]]
id = "contractors-have-less"
when = 'beneficiary.employee_type == "Contractor"'
keep_off = ["ONEDRIVE_BASIC", "MFA_PREMIUM", "M365_COPILOT_APPS"]
longest_term = "90d"
reason = "Contractors have less, and for a shorter time."

[[route]]
id = "nobody-signs"
products = ["FLOW_FREE", "POWER_BI_PRO"]
approve = "automatic"

[[route]]
id = "without-a-manager"
when = '!beneficiary.has_manager'
stages = [{ who = "group:License Approvers" }]

[[route]]
id = "two-stages"
products = ["EMS"]
stages = [{ who = "manager" }, { who = "group:License Approvers" }]

[[route]]
id = "one-stage"
stages = [{ who = "manager" }]
"#;

/// Short leases and time-outs, so that the work of a dead worker is not waited for long; quotas that do not count.
const SETTINGS: &str = "
[approvals]
undo_seconds = 0
[worker]
lease_seconds = 10
[graph]
call_timeout_seconds = 3
resource_units_per_10s = 1000000
writes_per_150s = 1000000
";

/// Plays the hour and asks afterwards.
pub async fn play(plan: &Plan) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    let cast = Cast {
        people: plan.people,
        seed: plan.seed,
        policy: POLICY,
        settings: SETTINGS,
    };
    let mut stage = Stage::open(&cast).await?;
    let few = plan.people / 20 + 4;
    for (sku, seats) in [
        (COPILOT, plan.people + 100),
        (EMS, plan.people + 100),
        (VISIO, few),
        (POWER_BI, few),
    ] {
        buy(&stage, sku, seats).await?;
    }
    for _ in 0..plan.workers {
        stage.start_worker()?;
    }
    let (employees, approvers) = cast_of(&stage, plan.people).await?;
    let world = Arc::new(World {
        http: stage.http.clone(),
        url: stage.url.clone(),
        pool: stage.pool.clone(),
        told: Told::default().into(),
        browsers: HashMap::new().into(),
        figures: Figures::default(),
        asked: watch::Sender::new(0),
        deadline: Instant::now() + plan.lasts * MOST_TIMES_AS_LONG + plan.converges_within,
    });

    let (go_home, home) = watch::channel(false);
    let (be_sure, sure) = watch::channel(false);
    let signing = approve(&world, &approvers, &home, plan.seed);
    let asking = ask(&world, &employees, plan);
    let minds = tokio::spawn({
        let (world, dice) = (world.clone(), Dice::new(plan.seed, 55));
        async move { people::change_minds(&world, sure, dice).await }
    });
    let trouble = trouble::Plan {
        seed: plan.seed,
        lasts: plan.lasts,
        at_most: plan.lasts * MOST_TIMES_AS_LONG,
        workers: plan.workers,
        kill_every: plan.kill_every,
        postgres_restarts: plan.postgres_restarts,
    };
    let tenant = stage.tenant.clone();
    let asked = world.asked.subscribe();
    let everybody_asked = || *asked.borrow() >= employees.len();
    let buying = async {
        let mut asked = asked.clone();
        for (share, purchase) in PURCHASES {
            asked
                .wait_for(|n| *n as f64 >= share * employees.len() as f64)
                .await?;
            let seats = match purchase {
                Purchase::TwiceAsMany => few * 2,
                Purchase::ForEverybody => plan.people + 100,
            };
            for sku in [VISIO, POWER_BI] {
                tenant
                    .control("seats", json!({ "sku": sku, "enabled": seats }))
                    .await?;
            }
        }
        anyhow::Ok(())
    };
    let (done, bought) = tokio::join!(trouble::make(&mut stage, &trouble, everybody_asked), buying);
    let (done, ()) = (done?, bought?);
    let last_fault = Instant::now();

    be_sure.send(true)?;
    minds.await??;
    ended(asking).await?;
    until("every request is decided", &world, async || {
        nobody_signs(&world.pool).await
    })
    .await?;
    go_home.send(true)?;
    ended(signing).await?;
    // What is left when the time is over is for the checks to name.
    let converged = until("everything is right", &world, async || {
        is_right(&world.pool).await
    })
    .await;
    let converged_after_s = last_fault.elapsed().as_secs_f64();
    if let Err(error) = converged {
        eprintln!("{error:#}");
    }
    ensure!(stage.serves(), "the pages ended");
    let told = world
        .told
        .lock()
        .map_err(|_| anyhow::anyhow!("somebody panicked"))?
        .clone();
    let ledger = ledger::read(&stage, told).await?;
    let overlaps = stage.tenant.control_read("overlaps").await?;
    let mut worker_mib: f64 = 0.0;
    for worker in &stage.workers {
        worker_mib = worker_mib.max(worker.peak_memory_mib()?);
    }
    let processor = stage.processor_seconds()?;
    let hour = Hour {
        processor: &processor,
        people: plan.people,
        ledger: &ledger,
        world: &world.figures,
        trouble: done,
        chaos: stage.tenant.control_read("chaos").await?,
        calls: overlaps["calls"].as_u64().unwrap_or(0),
        converged_after_s,
        worker_mib,
        took_s: begun.elapsed().as_secs_f64(),
    };
    let findings = findings(&ledger);
    Ok(Outcome {
        seed: plan.seed,
        figures: figures(&hour),
        stories: stories(&ledger, &findings),
        findings,
    })
}

/// Who asks and who signs, when the directory has been read.
async fn cast_of(stage: &Stage, people: usize) -> anyhow::Result<(Vec<Person>, Vec<Person>)> {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let read = sqlx::query_scalar!(r#"select count(*) as "n!" from people"#)
            .fetch_one(&stage.pool)
            .await?;
        let groups = sqlx::query_scalar!(r#"select count(*) as "n!" from group_members"#);
        let groups = groups.fetch_one(&stage.pool).await?;
        let products = sqlx::query_scalar!(r#"select count(*) as "n!" from products"#);
        let products = products.fetch_one(&stage.pool).await?;
        if usize::try_from(read)? >= people && groups > 0 && products > 0 {
            break;
        }
        ensure!(
            Instant::now() < deadline,
            "the directory was not read: {read} people"
        );
        sleep(Duration::from_millis(50)).await;
    }
    let approvers = sqlx::query_as!(
        Person,
        "select p.id, p.upn from people p
          where p.id in (select manager_id from people e
                          where e.enabled and e.user_type = 'Member' and e.usage_location is not null)
             or p.id in (select person_id from group_members m join groups g on g.id = m.group_id
                          where g.name = 'License Approvers')
          order by p.upn"
    )
    .fetch_all(&stage.pool)
    .await?;
    let employees = sqlx::query_as!(
        Person,
        "select p.id, p.upn from people p
          where p.enabled and p.user_type = 'Member' and p.usage_location is not null
            and not exists (select from people r where r.manager_id = p.id)
          order by p.upn"
    )
    .fetch_all(&stage.pool)
    .await?;
    Ok((employees, approvers))
}

type Working = JoinSet<anyhow::Result<()>>;

fn ask(world: &Arc<World>, employees: &[Person], plan: &Plan) -> Working {
    let busy = Arc::new(Semaphore::new(BUSY));
    let mut asking = JoinSet::new();
    for (number, person) in (0_u32..).zip(employees) {
        let mut dice = Dice::new(plan.seed, 1_000 + u64::from(number));
        let begins = plan
            .lasts
            .mul_f64(BEGIN_WITHIN * f64::from(number) / employees.len() as f64);
        let mut wants: Vec<_> = WANTED
            .iter()
            .filter(|(_, share)| dice.below(100) < *share)
            .map(|(sku, _)| *sku)
            .collect();
        // Once more, which is refused while they have it.
        if dice.below(5) == 0 {
            wants.extend(wants.clone());
        }
        let (world, busy, person) = (world.clone(), busy.clone(), person.clone());
        asking.spawn(async move {
            sleep(begins).await;
            let _busy = busy.acquire().await?;
            people::asks(&world, &person, &wants, dice).await?;
            world.asked.send_modify(|n| *n += 1);
            Ok(())
        });
    }
    asking
}

fn approve(world: &Arc<World>, approvers: &[Person], home: &watch::Receiver<bool>, seed: u64) -> Working {
    let mut signing = JoinSet::new();
    for (number, person) in (0..).zip(approvers) {
        for window in 0..WINDOWS {
            let (world, person, home) = (world.clone(), person.clone(), home.clone());
            let dice = Dice::new(seed, 100 + number * WINDOWS + window);
            signing
                .spawn(async move { people::approves(&world, &person, (window, WINDOWS), home, dice).await });
        }
    }
    signing
}

async fn ended(mut working: Working) -> anyhow::Result<()> {
    while let Some(one) = working.join_next().await {
        one??;
    }
    Ok(())
}

async fn buy(stage: &Stage, sku: &str, seats: usize) -> anyhow::Result<()> {
    stage
        .tenant
        .control("seats", json!({ "sku": sku, "enabled": seats }))
        .await?;
    Ok(())
}

/// Waits for a fact of the database.
async fn until(
    what: &str,
    world: &World,
    fact: impl AsyncFn() -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    while !fact().await.context("the database does not answer")? {
        if Instant::now() > world.deadline {
            bail!("it never came: {what}");
        }
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

async fn nobody_signs(pool: &PgPool) -> anyhow::Result<bool> {
    let open = sqlx::query_scalar!(
        r#"select exists (select from requests where state = 'awaiting_approval') as "open!""#
    );
    Ok(!open.fetch_one(pool).await?)
}

/// No work is left and everything is sealed. What needs a person does not become right by waiting.
async fn is_right(pool: &PgPool) -> anyhow::Result<bool> {
    let left = sqlx::query_scalar!(
        r#"select exists (select from grants where state in ('pending', 'waiting_for_seat', 'ending'))
               or exists (select from jobs where kind = 'reconcile' or state = 'leased')
               or exists (select from audit_events e where not exists (select from audit_seals s where s.event_id = e.id))
               as "left!""#
    );
    Ok(!left.fetch_one(pool).await?)
}
