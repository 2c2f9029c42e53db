//! What the database and the tenant remember of the hour, read for the checks.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use serde_json::Value;
use sqlx::PgPool;

use super::check::{Change, Event, Grant, Job, Ledger, Plans, Request, Run, Told, id, plans};
use super::stage::{Stage, Tenant};

/// Reads everything.
pub async fn read(stage: &Stage, told: Told) -> anyhow::Result<Ledger> {
    let pool = &stage.pool;
    let tenant = &stage.tenant;
    let mut told = told;
    told.signed = signed(pool).await?;
    Ok(Ledger {
        application: format!("application:{}", tenant.client_id),
        requests: sqlx::query_as!(Request, "select id, state from requests order by id")
            .fetch_all(pool)
            .await?,
        grants: grants(pool).await?,
        runs: sqlx::query_as!(
            Run,
            "select id, call, result from fulfilment_runs order by started_at, id"
        )
        .fetch_all(pool)
        .await?,
        jobs: sqlx::query_as!(Job, "select kind, state, key from jobs")
            .fetch_all(pool)
            .await?,
        events: events(pool).await?,
        skus: skus(tenant).await?,
        assigned: assigned(tenant).await?,
        changes: changes(tenant).await?,
        retries: usize::try_from(retries(pool).await?)?,
        overlaps: tenant.control_read("overlaps").await?["overlaps"]
            .as_array()
            .context("no overlaps")?
            .clone(),
        told,
        verified: stage.verify()?,
        accidents: stage.accidents()?,
    })
}

async fn retries(pool: &PgPool) -> anyhow::Result<i64> {
    let n = sqlx::query_scalar!(r#"select count(*) as "n!" from fulfilment_runs where attempt > 1"#);
    Ok(n.fetch_one(pool).await?)
}

async fn signed(pool: &PgPool) -> anyhow::Result<BTreeSet<(uuid::Uuid, uuid::Uuid)>> {
    let rows = sqlx::query!("select stage_id, person_id from signatures")
        .fetch_all(pool)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.stage_id, row.person_id))
        .collect())
}

async fn grants(pool: &PgPool) -> anyhow::Result<Vec<Grant>> {
    let rows = sqlx::query!(
        "select id, request_id, person_id, sku_id, plans_on, state, attention from grants order by approved_at, id"
    )
    .fetch_all(pool)
    .await?;
    let grants = rows.into_iter().map(|row| Grant {
        id: row.id,
        request: row.request_id,
        person: row.person_id,
        sku: row.sku_id,
        plans_on: row.plans_on.into_iter().collect(),
        state: row.state,
        attention: row.attention.map(|words| words.to_string()),
    });
    Ok(grants.collect())
}

async fn events(pool: &PgPool) -> anyhow::Result<Vec<Event>> {
    Ok(sqlx::query_as!(
        Event,
        r#"select s.seq as "seq?", e.written, e.at, e.kind, e.request_id as request, e.person_id as person, e.sku_id as sku, e.detail
             from audit_events e left join audit_seals s on s.event_id = e.id
            order by s.seq nulls last, e.xid, e.written"#
    )
    .fetch_all(pool)
    .await?)
}

pub async fn skus(tenant: &Tenant) -> anyhow::Result<BTreeMap<uuid::Uuid, Plans>> {
    let answer = graph(tenant, &format!("{}/v1.0/subscribedSkus", tenant.url)).await?;
    let mut skus = BTreeMap::new();
    for sku in answer["value"].as_array().context("no SKUs")? {
        let plans = sku["servicePlans"].as_array().context("no plans")?;
        let switchable = plans.iter().filter(|plan| plan["appliesTo"] == "User");
        let switchable = switchable.filter_map(|plan| id(&plan["servicePlanId"])).collect();
        skus.insert(id(&sku["skuId"]).context("no skuId")?, switchable);
    }
    Ok(skus)
}

/// Direct assignments as Graph shows them now, of everybody.
pub async fn assigned(tenant: &Tenant) -> anyhow::Result<BTreeMap<(uuid::Uuid, uuid::Uuid), Plans>> {
    let mut assigned = BTreeMap::new();
    let select = "$select=id,licenseAssignmentStates&$top=500";
    let mut next = Some(format!("{}/v1.0/users?{select}", tenant.url));
    while let Some(url) = next {
        let page = graph(tenant, &url).await?;
        for user in page["value"].as_array().context("no users")? {
            let person = id(&user["id"]).context("no id")?;
            for state in user["licenseAssignmentStates"].as_array().into_iter().flatten() {
                if state["assignedByGroup"].is_null() {
                    let sku = id(&state["skuId"]).context("no skuId")?;
                    assigned.insert((person, sku), plans(&state["disabledPlans"]).unwrap_or_default());
                }
            }
        }
        next = page["@odata.nextLink"].as_str().map(str::to_owned);
    }
    Ok(assigned)
}

pub async fn changes(tenant: &Tenant) -> anyhow::Result<Vec<Change>> {
    let mut changes = Vec::new();
    let mut after = 0;
    loop {
        let page = tenant.control_read(&format!("history?after={after}")).await?;
        let rows = page["changes"].as_array().context("no changes")?;
        for row in rows.iter().filter(|row| row["group"].is_null()) {
            changes.push(change(row).with_context(|| format!("a change that is none: {row}"))?);
        }
        after = page["next"].as_u64().context("no next")?;
        if rows.is_empty() {
            return Ok(changes);
        }
    }
}

fn change(row: &Value) -> Option<Change> {
    Some(Change {
        at: row["at"].as_str()?.parse().ok()?,
        person: id(&row["person"])?,
        sku: id(&row["sku"])?,
        after: if row["after"].is_null() {
            None
        } else {
            Some(plans(&row["after"])?)
        },
        by: row["by"].as_str()?.to_owned(),
        client_request_id: id(&row["client_request_id"]),
    })
}

/// Reads Graph as any application would.
pub async fn graph(tenant: &Tenant, url: &str) -> anyhow::Result<Value> {
    let reply = tenant
        .http
        .get(url)
        .bearer_auth(tenant.token().await?)
        .send()
        .await?;
    Ok(reply.error_for_status()?.json().await?)
}
