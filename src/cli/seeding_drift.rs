//! What the demo begins with of drift and of the fuse: what somebody did by hand at Microsoft, and more terms that are over at
//! once than may be.

use serde_json::json;

use super::seeding::{asked, person, signed, sku};
use super::seeding_store::begun_earlier;
use super::seeding_terms::tells;
use crate::app::App;
use crate::ids::SkuId;
use crate::jobs::{self, Job};
use crate::requests::term::Term;
use crate::simulator::DOMAIN;
use crate::worker;

/// Free, and signed by nobody.
const FREE: &str = "FLOW_FREE";
const SEVERAL_PLANS: &str = "EMS";
/// Whose term is over; more than the fuse of the demo lets through.
const OVER: [&str; 4] = ["noah.whitlock", "ines.duarte", "peter.holm", "luca.ferri"];
const TERM_DAYS: i32 = 90;
const DAYS_OVER: i32 = 92;
/// Who edits by hand.
const HAND: &str = "viktor.sand";

pub async fn fill(app: &App, tenant_url: &str) -> anyhow::Result<()> {
    let free = sku(app, FREE).await?;
    for name in OVER {
        gets(app, name, free).await?;
        earlier(app, name, free, DAYS_OVER).await?;
    }
    does_by_hand(app, tenant_url, free).await?;
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    jobs::enqueue(&mut conn, now, Job::TurnClock, now).await?;
    jobs::enqueue(&mut conn, now, Job::ScanDrift, now).await?;
    drop(conn);
    while worker::work_once(app).await? {}
    Ok(())
}

async fn gets(app: &App, name: &str, sku: SkuId) -> anyhow::Result<()> {
    let who = person(app, name).await?;
    let request = asked(app, &who, sku, ("", Term::now(Some(TERM_DAYS)))).await?;
    signed(app, request).await?;
    while worker::work_once(app).await? {}
    Ok(())
}

async fn earlier(app: &App, name: &str, sku: SkuId, days: i32) -> anyhow::Result<()> {
    let who = person(app, name).await?;
    let mut conn = app.pool.acquire().await?;
    begun_earlier(&mut conn, who.id, sku, days).await?;
    Ok(())
}

/// A licence is taken away that was granted, two are given that were not, and a plan is switched off. Microsoft's copies may be
/// two minutes old: what was granted just now was granted a day ago.
async fn does_by_hand(app: &App, tenant_url: &str, free: SkuId) -> anyhow::Result<()> {
    gets(app, "julie.perrin", free).await?;
    earlier(app, "julie.perrin", free, 1).await?;
    let several = sku(app, SEVERAL_PLANS).await?;
    earlier(app, "mia.berg", several, 1).await?;
    let url = format!("{tenant_url}/_control/assign");
    let of = |name: &str| format!("{name}@{DOMAIN}");
    for edit in [
        json!({ "person": of("julie.perrin"), "sku": FREE, "remove": true, "actor": of(HAND) }),
        json!({ "person": of("omar.haddad"), "sku": FREE, "actor": of(HAND) }),
        json!({ "person": of("sofia.lange"), "sku": SEVERAL_PLANS, "actor": of(HAND) }),
        json!({ "person": of("mia.berg"), "sku": SEVERAL_PLANS, "disabled_plans": ["MFA_PREMIUM"], "actor": of(HAND) }),
    ] {
        tells(&url, edit).await?;
    }
    Ok(())
}
