//! What was signed is carried out when the time is over in which the last signature can be undone: until then nothing has
//! happened, and the approver or the requester may take it back.

use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

use super::review::Standing;
use super::submit::grant;
use super::{Change, Request, RequestState, cancel, store, swap};
use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::config::Zones;
use crate::ids::RequestId;
use crate::jobs::{self, Job, Leased};
use crate::people;

/// The last signature was given: the request waits for the end of the time in which it can be undone.
pub(super) async fn wait(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    change: &Change,
    undo_for: Duration,
) -> anyhow::Result<()> {
    let at = now + undo_for;
    store::set_signed(tx, request.id, Some((change, at))).await?;
    let event = Event::new(Kind::RequestApproved, Actor::Service)
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(json!({ "change_hash": request.change_hash, "carry_out_at": at }));
    audit::append(tx, now, event).await?;
    jobs::enqueue(tx, now, Job::CarryOut(request.id), at).await?;
    Ok(())
}

/// Gives the right that was signed, unless it was taken back meanwhile, and ends the job.
pub async fn carry_out(
    pool: &PgPool,
    clock: &Clock,
    zones: &Zones,
    leased: &Leased,
    id: RequestId,
) -> anyhow::Result<()> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    let Some(request) = store::by_id(&mut tx, id).await? else {
        anyhow::bail!("request {id} is not there");
    };
    let Some((change, _)) = store::signed(&mut tx, id).await? else {
        jobs::finish(&mut tx, leased).await?;
        tx.commit().await?;
        return Ok(());
    };
    // The grants first, then the request: in the order in which they end.
    let standing = Standing::lock(&mut tx, Some(&request)).await?;
    swap::store::lock_live(&mut tx, request.beneficiary_id, &change.replaces).await?;
    let request = store::lock(&mut tx, id).await?.context("it is not there")?;
    let signed = store::signed(&mut tx, id).await?;
    let still = signed.filter(|(_, at)| request.state == RequestState::Approved && *at <= now);
    let Some((change, _)) = still else {
        // Taken back, or signed anew meanwhile: that has a job of its own.
        jobs::finish(&mut tx, leased).await?;
        if request.state == RequestState::Approved
            && let Some((_, at)) = store::signed(&mut tx, id).await?
        {
            jobs::enqueue(&mut tx, now, Job::CarryOut(id), at).await?;
        }
        tx.commit().await?;
        return Ok(());
    };
    anyhow::ensure!(
        change.hash()? == request.change_hash,
        "what was signed of request {id} is not what it says"
    );
    store::set_signed(&mut tx, id, None).await?;
    let beneficiary = people::store::by_id(&mut tx, request.beneficiary_id)
        .await?
        .context("the beneficiary is not there")?;
    let zone = beneficiary.zone(zones);
    let is_new = request.extends.is_none() && request.changes.is_none();
    let impossible = match (beneficiary.enabled, is_new) {
        (false, _) => Some(cancel::Cause::Left),
        (true, false) => standing.no_longer_to_be_had(&request, &change, now, zone),
        (true, true) => None,
    };
    match impossible {
        Some(cause) => cancel::close_signed(&mut tx, now, &request, &cause).await?,
        None => grant(&mut tx, now, &request, &change, zone).await?,
    }
    jobs::finish(&mut tx, leased).await?;
    tx.commit().await?;
    Ok(())
}
