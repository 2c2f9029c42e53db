//! What the demo begins with of time: a right that ends in three days, an extension that waits for a signature, a right that
//! begins later, somebody who left, and somebody who moved.

use anyhow::Context;
use serde_json::{Value, json};

use super::seeding::{asked, person, signed, sku};
use super::seeding_store::begun_earlier;
use crate::app::App;
use crate::jobs::{self, Job};
use crate::people::{self, Person};
use crate::requests::calendar::{day_of, last_day, plus};
use crate::requests::extension;
use crate::requests::term::{End, Term};
use crate::{graph, worker};

/// Nobody has it before the demo, and there are seats for all.
const PRODUCT: &str = "EMS";
/// Days of the right that ends soon, and how many of them are over.
const TERM_DAYS: i32 = 90;
const DAYS_OVER: i32 = 88;
/// Days until the right begins that begins later.
const BEGINS_IN_DAYS: i64 = 14;

pub async fn fill(app: &App, tenant_url: &str, note: &mut impl FnMut(&str, anyhow::Result<()>)) {
    note("a licence ends soon", ends_soon(app).await);
    note("an extension waits", extension_waits(app).await);
    note("a licence begins later", begins_later(app).await);
    note(
        "somebody left, and somebody moved",
        leaver_and_mover(app, tenant_url).await,
    );
}

async fn leaver_and_mover(app: &App, tenant_url: &str) -> anyhow::Result<()> {
    let mut conn = app.pool.acquire().await?;
    let jonas = person(app, "jonas.lind").await?;
    let reports = people::store::reports_of(&mut conn, jonas.id).await?;
    drop(conn);
    let mut others = reports
        .into_iter()
        .filter(|report| report.upn != format!("mia.berg@{}", crate::simulator::DOMAIN))
        .filter(|report| report.usage_location.is_some());
    let leaver = others.next().context("Jonas leads nobody")?;
    let mover = others.next().context("Jonas leads too few")?;
    for report in [&leaver, &mover] {
        gets(app, report, "Test phones for the design reviews.").await?;
    }
    let address = |who: &Person, what: &str| format!("{tenant_url}/_control/people/{}/{what}", who.upn);
    tells(&address(&leaver, "disable"), json!({})).await?;
    tells(&address(&mover, "move"), json!({ "department": "Sales" })).await?;
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    jobs::enqueue(&mut conn, now, Job::SyncDirectory, now).await?;
    jobs::enqueue(&mut conn, now, Job::TurnClock, now).await?;
    drop(conn);
    while worker::work_once(app).await? {}
    Ok(())
}

async fn gets(app: &App, who: &Person, why: &str) -> anyhow::Result<crate::ids::RequestId> {
    let sku = sku(app, PRODUCT).await?;
    let request = asked(app, who, sku, (why, Term::now(Some(TERM_DAYS)))).await?;
    signed(app, request).await?;
    while worker::work_once(app).await? {}
    Ok(request)
}

async fn ends_soon(app: &App) -> anyhow::Result<()> {
    let emil = person(app, "emil.brandt").await?;
    gets(app, &emil, "Phones for the stock count.").await?;
    let product = sku(app, PRODUCT).await?;
    let mut conn = app.pool.acquire().await?;
    begun_earlier(&mut conn, emil.id, product, DAYS_OVER).await?;
    Ok(())
}

async fn extension_waits(app: &App) -> anyhow::Result<()> {
    let otto = person(app, "otto.keller").await?;
    gets(app, &otto, "The counting of the seats.").await?;
    let sku = sku(app, PRODUCT).await?;
    let mut conn = app.pool.acquire().await?;
    let grant = extension::store::of_person(&mut conn, otto.id, sku)
        .await?
        .context("there is nothing to extend")?;
    drop(conn);
    let last = last_day(grant.until_at, otto.zone(&app.config.living.zones));
    let term = Term {
        begins_on: Some(plus(last, 1)),
        end: End::Days(TERM_DAYS),
        extends: Some(grant.id),
    };
    asked(app, &otto, sku, ("The counting goes on in summer.", term)).await?;
    Ok(())
}

async fn begins_later(app: &App) -> anyhow::Result<()> {
    let hanna = person(app, "hanna.moe").await?;
    let today = day_of(app.clock.now(), hanna.zone(&app.config.living.zones));
    let term = Term {
        begins_on: Some(plus(today, BEGINS_IN_DAYS)),
        end: End::Days(TERM_DAYS),
        extends: None,
    };
    let sku = sku(app, PRODUCT).await?;
    let request = asked(app, &hanna, sku, ("Phones for the trade fair.", term)).await?;
    signed(app, request).await
}

/// An administrator of the tenant does something there.
pub(super) async fn tells(address: &str, body: Value) -> anyhow::Result<()> {
    let answer = graph::http_client()?.post(address).json(&body).send().await?;
    anyhow::ensure!(
        answer.status().is_success(),
        "the tenant did not take it: {}",
        answer.status()
    );
    Ok(())
}
