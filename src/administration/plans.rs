//! `GET /admin/plans` and `POST /admin/plans/{sku}/{plan}`: plans that Microsoft added, and what an administrator says of them.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::plan_views::{ClassifiedLine, NewPlanCard, PlansPage, VerdictChoice};
use super::reason;
use crate::app::App;
use crate::catalog::store::NewPlan;
use crate::catalog::{self, PlanClass, Product};
use crate::fulfilment::newplans::{self, Verdict};
use crate::ids::{PlanId, SkuId};
use crate::people;
use crate::people::signed_in::{Administrator, SignedIn};
use crate::requests::frame::frame;
use crate::requests::rules;
use crate::web::page::{Moment, Place};
use crate::web::{Failure, Form, flash};

/// Plans classified lately that are listed.
const MOST_CLASSIFIED: i64 = 20;

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    reason: String,
}

/// What did not fit in the form of one plan.
struct Wrong {
    of: (SkuId, PlanId),
    typed: Typed,
    message: String,
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
) -> Result<PlansPage, Failure> {
    let page = show(&app, &person, None).await?;
    Ok(PlansPage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

pub async fn classify(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path((sku, plan)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sku: SkuId = sku.parse().map_err(|_| Failure::NotFound)?;
    let plan: PlanId = plan.parse().map_err(|_| Failure::NotFound)?;
    let checked =
        verdict_typed(&typed.verdict).and_then(|verdict| Ok((verdict, reason::required(&typed.reason)?)));
    let (verdict, reason) = match checked {
        Ok(good) => good,
        Err(message) => {
            let wrong = Wrong {
                of: (sku, plan),
                typed,
                message,
            };
            let page = show(&app, &person, Some(wrong)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    rules::refresh(&app).await?;
    let policy = app.in_force()?.policy;
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    if !rules::hold_in_force(&mut tx, policy.version()).await? {
        return Err(Failure::Conflict(t!("plans-policy-changes").into()));
    }
    let without = newplans::store::count_without_plan(&mut tx, sku, plan).await?;
    let classified = newplans::classify(
        &mut tx,
        now,
        &policy,
        person.person,
        (sku, plan),
        (verdict, &reason),
    )
    .await?;
    let Some(on_for) = classified else {
        return Err(Failure::Conflict(t!("plans-classified-already").into()));
    };
    let product = catalog::store::by_sku(&mut tx, sku)
        .await?
        .ok_or(Failure::NotFound)?;
    let plans = catalog::store::plans_of(&mut tx, &[sku]).await?;
    tx.commit().await?;
    app.bell.ring();
    let title = plans
        .iter()
        .find(|known| known.plan_id == plan)
        .map_or_else(|| plan.to_string(), |plan| plan.title().to_owned());
    let done = done(verdict, (&title, product.title()), on_for, without - on_for);
    flash::leave(&session, &done).await?;
    Ok(Redirect::to("/admin/plans").into_response())
}

fn verdict_typed(text: &str) -> Result<Verdict, String> {
    match text {
        "keep_off" => Ok(Verdict::KeepOff),
        "offer" => Ok(Verdict::Offer),
        "switch_on" => Ok(Verdict::OfferAndSwitchOn),
        _ => Err(t!("plans-choose").into()),
    }
}

fn done(verdict: Verdict, (plan, product): (&str, &str), on_for: i64, kept_off_by_policy: i64) -> String {
    match verdict {
        Verdict::KeepOff => t!("plans-done-keep-off", plan = plan, product = product),
        Verdict::Offer => t!("plans-done-offer", plan = plan, product = product),
        Verdict::OfferAndSwitchOn => {
            let done = t!(
                "plans-done-switch-on",
                plan = plan,
                product = product,
                count = on_for
            );
            match kept_off_by_policy {
                n @ 1.. => format!("{done} {}", t!("plans-done-policy", count = n)),
                _ => done,
            }
        }
    }
}

async fn show(app: &App, person: &SignedIn, wrong: Option<Wrong>) -> Result<PlansPage, Failure> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    let holders = newplans::store::holders(&mut conn).await?;
    let products: BTreeMap<_, _> = catalog::store::all(&mut conn)
        .await?
        .into_iter()
        .map(|product| (product.sku_id, product))
        .collect();
    let mut cards = Vec::new();
    for new in catalog::store::unclassified(&mut conn).await? {
        let (sku, plan) = (new.plan.sku_id, new.plan.plan_id);
        let Some(product) = products.get(&sku) else {
            continue;
        };
        let kept_off_for = newplans::store::count_without_plan(&mut conn, sku, plan).await?;
        let ours = holders.get(&sku).copied().unwrap_or(0);
        let others = (i64::from(product.consumed_seats) - ours).max(0);
        let wrong = wrong.as_ref().filter(|wrong| wrong.of == (sku, plan));
        cards.push(card(
            &new,
            product,
            Moment::new(new.found_at, now),
            (kept_off_for, others),
            wrong,
        ));
    }
    let lately = catalog::store::classified(&mut conn, MOST_CLASSIFIED).await?;
    let by: Vec<_> = lately.iter().filter_map(|line| line.by).collect();
    let names = people::store::names_of(&mut conn, &by).await?;
    let classified = lately.into_iter().map(|line| {
        let product = products.get(&line.sku_id);
        ClassifiedLine {
            plan: line.plan,
            product: product
                .map(|product| product.title().to_owned())
                .unwrap_or_default(),
            verdict: match line.class {
                PlanClass::Offered => t!("plans-is-offered"),
                PlanClass::KeptOff => t!("plans-is-kept-off"),
                PlanClass::Unclassified => t!("plans-is-unclassified"),
            },
            by: line.by.and_then(|by| names.get(&by).cloned()).unwrap_or_default(),
            at: Moment::new(line.at, now),
        }
    });
    let classified = classified.collect();
    Ok(PlansPage {
        chrome: frame(&mut conn, person, t!("nav-plans"), Place::Plans).await?,
        cards,
        classified,
    })
}

fn card(
    new: &NewPlan,
    product: &Product,
    found: Moment,
    (kept_off_for, others): (i64, i64),
    wrong: Option<&Wrong>,
) -> NewPlanCard {
    let chosen = wrong.map_or("", |wrong| wrong.typed.verdict.as_str());
    let choice = |value: &'static str, label: String, hint: &'static str| VerdictChoice {
        value,
        label,
        hint,
        chosen: value == chosen,
    };
    let mut verdicts = vec![
        choice("keep_off", t!("plans-keep-off").into(), t!("plans-keep-off-hint")),
        choice("offer", t!("plans-offer").into(), t!("plans-offer-hint")),
    ];
    if kept_off_for > 0 {
        verdicts.push(choice(
            "switch_on",
            t!("plans-switch-on", count = kept_off_for),
            t!("plans-switch-on-hint"),
        ));
    }
    NewPlanCard {
        id: format!("{}-{}", new.plan.sku_id, new.plan.plan_id),
        action: format!("/admin/plans/{}/{}", new.plan.sku_id, new.plan.plan_id),
        plan: new.plan.title().to_owned(),
        name: new.plan.name.clone(),
        product: product.title().to_owned(),
        found,
        status: status_words(&new.provisioning),
        kept_off_for: t!("plans-people", count = kept_off_for),
        others,
        verdicts,
        reason: wrong.map(|wrong| wrong.typed.reason.clone()).unwrap_or_default(),
        error: wrong.map(|wrong| wrong.message.clone()),
    }
}

/// Microsoft's word for how far a plan is, as a sentence.
fn status_words(status: &str) -> String {
    match status {
        "Success" => t!("plans-status-ready").into(),
        "PendingProvisioning" => t!("plans-status-adding").into(),
        "PendingInput" => t!("plans-status-input").into(),
        "PendingActivation" => t!("plans-status-activation").into(),
        "Disabled" => t!("plans-status-off").into(),
        "Error" => t!("plans-status-error").into(),
        other => t!("plans-status-other", word = other),
    }
}
