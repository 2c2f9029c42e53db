//! What the demo begins with of time and of those who stand in: a stage that nobody signed and that has come to the
//! administrators, somebody who signs for somebody else, and a licence that was given at once and waits for a review.

use anyhow::{Context, bail};
use chrono::Duration;

use super::seeding::{asked, person, sku};
use super::seeding_store::opened_earlier;
use crate::app::App;
use crate::ids::RequestId;
use crate::jobs::{self, Job};
use crate::people;
use crate::requests::break_glass::{self, Giving};
use crate::requests::delegation::{self, New};
use crate::requests::facts;
use crate::requests::term::Term;
use crate::worker;

/// Seats are there, and nobody else of the demo asks for it.
const PRODUCT: &str = "MCOEV";
/// Days of which the time of a stage of the policy to start from has fewer.
const DAYS: i32 = 6;
/// The manager, who comes next, and the administrators.
const TIMES_OVER: usize = 3;
/// Who administers and who audits in the tenant in a box: known here before they sign in, so that they can be asked and told.
const ROLES: [(&str, &str); 3] = [
    ("ada.novak", "Administrator"),
    ("viktor.sand", "Administrator"),
    ("otto.keller", "Auditor"),
];

pub async fn fill(app: &App, note: &mut impl FnMut(&str, anyhow::Result<()>)) {
    note("who administers and who audits", roles(app).await);
    note("a stage is overdue", overdue(app).await);
    note("somebody stands in", stands_in(app).await);
    note("somebody is helped at once", given_at_once(app).await);
}

async fn roles(app: &App) -> anyhow::Result<()> {
    for (name, role) in ROLES {
        let id = person(app, name).await?.id;
        let mut conn = app.pool.acquire().await?;
        people::store::remember_roles(&mut conn, id, &[role.to_owned()]).await?;
    }
    Ok(())
}

async fn asks(app: &App, name: &str, why: &str) -> anyhow::Result<RequestId> {
    let who = person(app, name).await?;
    let sku = sku(app, PRODUCT).await?;
    asked(app, &who, sku, (why, Term::now(Some(90)))).await
}

async fn overdue(app: &App) -> anyhow::Result<()> {
    let request = asks(app, "noah.whitlock", "Calls with the court from wherever I am.").await?;
    for _ in 0..TIMES_OVER {
        let mut conn = app.pool.acquire().await?;
        opened_earlier(&mut conn, request, DAYS).await?;
        let now = app.clock.now();
        jobs::enqueue_soon(&mut conn, now, Job::TurnClock, now).await?;
        drop(conn);
        while worker::work_once(app).await? {}
    }
    Ok(())
}

async fn stands_in(app: &App) -> anyhow::Result<()> {
    asks(
        app,
        "julie.perrin",
        "Customers call me, and I am rarely at a desk.",
    )
    .await?;
    let now = app.clock.now();
    let new = New {
        from: person(app, "omar.haddad").await?.id,
        to: person(app, "luca.ferri").await?.id,
        starts_at: now,
        ends_at: now + Duration::days(DAYS.into()),
        skus: None,
        up_to_cents: Some(2_500),
        by: person(app, "omar.haddad").await?.id,
    };
    let mut tx = app.pool.begin().await?;
    if let Err(why) = delegation::make(&mut tx, now, &new).await? {
        bail!("the delegation was not made: {why:?}");
    }
    tx.commit().await?;
    Ok(())
}

async fn given_at_once(app: &App) -> anyhow::Result<()> {
    // Not Ada: who tries the demo as Ada can review it.
    let by = person(app, "viktor.sand").await?;
    let to = person(app, "ines.duarte").await?;
    let sku = sku(app, PRODUCT).await?;
    let seen = facts::read(app, (by.id, to.id), sku)
        .await?
        .context("the product is gone")?;
    let giving = Giving {
        by: by.id,
        plans_off: &[],
        days: 14,
        reason: "The switchboard is down this morning, and she answers for it.",
        zone: to.zone(&app.config.living.zones),
    };
    let mut tx = app.pool.begin().await?;
    if let Err(why) = break_glass::give(&mut tx, app.clock.now(), &seen, &giving).await? {
        bail!("nothing was given at once: {why:?}");
    }
    tx.commit().await?;
    while worker::work_once(app).await? {}
    Ok(())
}
