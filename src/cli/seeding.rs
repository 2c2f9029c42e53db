//! What the demo begins with, so that every page has something true to show: people ask and sign through the same
//! functions as on the pages, the worker carries it out, and the tenant does what Microsoft does. Only on an empty house.

use anyhow::{Context, bail};
use serde_json::json;

use crate::app::App;
use crate::ids::{RequestId, SkuId};
use crate::jobs::{self, Job};
use crate::people::{self, Person};
use crate::requests::ask::{Ask, Justification};
use crate::requests::facts::{self, Seen, Wish};
use crate::requests::questions::{self, Answers};
use crate::requests::review::{self, Review, Reviewed};
use crate::requests::submit::{self, Decided};
use crate::requests::term::Term;
use crate::requests::{Answer, StageState, store};
use crate::simulator::DOMAIN;
use crate::{catalog, graph, worker};

/// Who asks for what, in this order; their managers sign where a signature is needed.
const WISHES: [Wished; 7] = [
    Wished {
        who: "hanna.moe",
        part_number: "POWER_BI_PRO",
        why: "The dashboards of the spring campaign.",
        term_days: Some(365),
    },
    Wished {
        who: "mia.berg",
        part_number: "EMS",
        why: "Test phones for the design reviews have to be managed.",
        term_days: Some(180),
    },
    Wished {
        who: "jonas.lind",
        part_number: "FLOW_FREE",
        why: "",
        term_days: None,
    },
    // All seats are taken: these wait, the first approved first.
    Wished {
        who: "emil.brandt",
        part_number: "PROJECTPROFESSIONAL",
        why: "The plan of the closing of the books.",
        term_days: Some(180),
    },
    Wished {
        who: "jonas.lind",
        part_number: "PROJECTPROFESSIONAL",
        why: "The plan of the move to the new studio.",
        term_days: Some(90),
    },
    // Nobody has said in which country she works.
    Wished {
        who: "lena.frost",
        part_number: "VISIOCLIENT",
        why: "Maps of the trade fair.",
        term_days: Some(90),
    },
    // Waits for a signature of somebody who is not in the list of people to try.
    Wished {
        who: "grace.adeyemi",
        part_number: "VISIOCLIENT",
        why: "Floor plans of the warehouse.",
        term_days: Some(365),
    },
];

struct Wished {
    who: &'static str,
    part_number: &'static str,
    why: &'static str,
    term_days: Option<i32>,
}

/// Lets people ask and sign, and Microsoft add a plan to a product that somebody has by a grant. Answers what could not be done,
/// and why: the rest is there.
pub async fn fill(app: &App, tenant_url: &str) -> Vec<String> {
    let mut missed = Vec::new();
    let mut note = |what: &str, done: anyhow::Result<()>| {
        if let Err(error) = done {
            missed.push(format!("{what}: {error:#}"));
        }
    };
    for wish in &WISHES {
        let what = format!("{} asks for {}", wish.who, wish.part_number);
        note(&what, comes_true(app, wish).await);
    }
    note("the catalogue", super::seeding_catalogue::fill(app).await);
    super::seeding_terms::fill(app, tenant_url, &mut note).await;
    note("the queue", super::seeding_queue::fill(app).await);
    note("drift", super::seeding_drift::fill(app, tenant_url).await);
    note("the policy", super::seeding_policy::fill(app).await);
    super::seeding_stand_ins::fill(app, &mut note).await;
    note("a new plan", microsoft_adds_a_plan(app, tenant_url).await);
    missed
}

async fn comes_true(app: &App, wish: &Wished) -> anyhow::Result<()> {
    let request = ask(app, wish).await?;
    if wish.who != "grace.adeyemi" {
        signed(app, request).await?;
    }
    while worker::work_once(app).await? {}
    Ok(())
}

pub(super) async fn person(app: &App, name: &str) -> anyhow::Result<Person> {
    let mut conn = app.pool.acquire().await?;
    let upn = format!("{name}@{DOMAIN}");
    people::store::by_upn(&mut conn, &upn)
        .await?
        .with_context(|| format!("{upn} is not in the directory"))
}

pub(super) async fn sku(app: &App, part_number: &str) -> anyhow::Result<SkuId> {
    let mut conn = app.pool.acquire().await?;
    let products = catalog::store::all(&mut conn).await?;
    let product = products
        .into_iter()
        .find(|product| product.part_number == part_number);
    Ok(product
        .with_context(|| format!("the tenant has no {part_number}"))?
        .sku_id)
}

async fn see(app: &App, parties: (&Person, &Person), sku: SkuId) -> anyhow::Result<Seen> {
    let parties = (parties.0.id, parties.1.id);
    facts::read(app, parties, sku)
        .await?
        .context("the product is gone")
}

async fn ask(app: &App, wish: &Wished) -> anyhow::Result<RequestId> {
    let who = person(app, wish.who).await?;
    let sku = sku(app, wish.part_number).await?;
    asked(app, &who, sku, (wish.why, Term::now(wish.term_days))).await
}

/// Somebody asks for a product, or for a later end of what they have.
pub(super) async fn asked(
    app: &App,
    who: &Person,
    sku: SkuId,
    (why, term): (&str, Term),
) -> anyhow::Result<RequestId> {
    let seen = see(app, (who, who), sku).await?;
    let ask = Ask {
        requester: who.id,
        beneficiary: who.id,
        sku,
        justification: Justification::parse(why).map_err(anyhow::Error::msg)?,
        term,
        zone: who.zone(&app.config.living.zones),
        plans_off: Vec::new(),
        changes: None,
        answers: Answers::new(),
    };
    let now = app.clock.now();
    let facts = seen.facts(now, &Wish::from(&ask));
    let policy = app.in_force()?.policy;
    let decided = Decided {
        policy: &policy,
        facts: &facts,
        decision: &policy.decide(&facts),
    };
    let mut tx = app.pool.begin().await?;
    match submit::submit(&mut tx, now, &seen, &ask, decided).await? {
        Ok(request) => {
            tx.commit().await?;
            Ok(request.id)
        }
        Err(why) => bail!("the request was not taken: {why:?}"),
    }
}

/// Whoever has to sign does so, stage by stage.
pub(super) async fn signed(app: &App, id: RequestId) -> anyhow::Result<()> {
    loop {
        let mut conn = app.pool.acquire().await?;
        let request = store::by_id(&mut conn, id)
            .await?
            .context("the request is gone")?;
        let stages = store::stages_of(&mut conn, id).await?;
        let Some(open) = stages.iter().find(|stage| stage.state == StageState::Open) else {
            return Ok(());
        };
        let approvers = store::approvers_of(&mut conn, open.id).await?;
        let approver = approvers.first().context("nobody may sign")?.0;
        let beneficiary = people::store::by_id(&mut conn, request.beneficiary_id)
            .await?
            .context("the beneficiary is gone")?;
        drop(conn);
        let seen = see(app, (&beneficiary, &beneficiary), request.sku_id).await?;
        let now = app.clock.now();
        let policy = app.in_force()?.policy;
        let (facts, decision) = questions::decide_waiting(&policy, seen.facts(now, &Wish::from(&request)));
        let decided = Decided {
            policy: &policy,
            facts: &facts,
            decision: &decision,
        };
        let review = Review {
            stage: open.id,
            approver,
            answer: Answer::Approve,
            reason: "",
            shown: &request.change_hash,
            zone: beneficiary.zone(&app.config.living.zones),
            // Nobody is there to undo it.
            undo_for: chrono::Duration::zero(),
            narrowing: &crate::requests::narrowing::Narrowing::default(),
            // Nor did anybody sign in.
            signed_in: None,
        };
        let mut tx = app.pool.begin().await?;
        let reviewed = review::sign(&mut tx, now, &seen, &review, decided).await?;
        tx.commit().await?;
        anyhow::ensure!(
            matches!(reviewed, Reviewed::Signed | Reviewed::Approved),
            "the signature was not taken: {reviewed:?}"
        );
    }
}

/// As Microsoft does: it is on at once for everybody who has the product, until somebody says otherwise.
async fn microsoft_adds_a_plan(app: &App, tenant_url: &str) -> anyhow::Result<()> {
    let plan = json!({
        "id": "c948ea65-2053-4a5a-8a62-9eaaaf11b522", "name": "PURVIEW_DISCOVERY", "title": "Purview Discovery",
        "applies_to": "User",
    });
    let answer = graph::http_client()?
        .post(format!("{tenant_url}/_control/sku_plans"))
        .json(&json!({ "sku": "POWER_BI_PRO", "plan": plan }))
        .send()
        .await?;
    anyhow::ensure!(
        answer.status().is_success(),
        "the tenant took no plan: {}",
        answer.status()
    );
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    jobs::enqueue(&mut conn, now, Job::SyncCatalog, now).await?;
    drop(conn);
    while worker::work_once(app).await? {}
    Ok(())
}
