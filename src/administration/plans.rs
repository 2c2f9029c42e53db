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
        return Err(Failure::Conflict(
            "The policy changes in this moment, so nothing was done. Go back and try again.".into(),
        ));
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
        return Err(Failure::Conflict(
            "Somebody has classified this plan already. Look at the list again.".into(),
        ));
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
    let done = done(verdict, on_for, without - on_for);
    flash::leave(&session, &format!("{title} in {}: {done}", product.title())).await?;
    Ok(Redirect::to("/admin/plans").into_response())
}

fn verdict_typed(text: &str) -> Result<Verdict, String> {
    match text {
        "keep_off" => Ok(Verdict::KeepOff),
        "offer" => Ok(Verdict::Offer),
        "switch_on" => Ok(Verdict::OfferAndSwitchOn),
        _ => Err("Choose what is to become of the plan.".into()),
    }
}

fn done(verdict: Verdict, on_for: i64, kept_off_by_policy: i64) -> String {
    let policy = match (verdict, kept_off_by_policy) {
        (Verdict::OfferAndSwitchOn, n @ 1..) => format!(" Policy keeps it off for {}.", people_count(n)),
        _ => String::new(),
    };
    match verdict {
        Verdict::KeepOff => "it stays off for everybody, and no request can have it.".into(),
        Verdict::Offer => {
            "new requests can have it now. Whoever has the product already keeps it off.".into()
        }
        Verdict::OfferAndSwitchOn => format!(
            "new requests can have it now, and it is being switched on for {}.{policy}",
            people_count(on_for)
        ),
    }
}

fn people_count(n: i64) -> String {
    match n {
        0 => "nobody".into(),
        1 => "1 person".into(),
        n => format!("{n} people"),
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
                PlanClass::Offered => "offered",
                PlanClass::KeptOff => "kept off",
                PlanClass::Unclassified => "not classified",
            },
            by: line.by.and_then(|by| names.get(&by).cloned()).unwrap_or_default(),
            at: Moment::new(line.at, now),
        }
    });
    let classified = classified.collect();
    Ok(PlansPage {
        chrome: frame(&mut conn, person, "New plans", Place::Plans).await?,
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
        choice("keep_off", "Keep off".into(), "No request can have it."),
        choice(
            "offer",
            "Offer in new requests".into(),
            "Whoever has the product already keeps it off.",
        ),
    ];
    if kept_off_for > 0 {
        verdicts.push(choice(
            "switch_on",
            format!("Offer and switch on for {}", people_count(kept_off_for)),
            "Where policy keeps it off for somebody, it stays off.",
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
        kept_off_for: people_count(kept_off_for),
        others,
        verdicts,
        reason: wrong.map(|wrong| wrong.typed.reason.clone()).unwrap_or_default(),
        error: wrong.map(|wrong| wrong.message.clone()),
    }
}

/// Microsoft's word for how far a plan is, as a sentence.
fn status_words(status: &str) -> String {
    match status {
        "Success" => "Ready at Microsoft".into(),
        "PendingProvisioning" => "Microsoft is still adding it".into(),
        "PendingInput" => "Microsoft waits for somebody to set it up".into(),
        "PendingActivation" => "Microsoft has still to activate it".into(),
        "Disabled" => "Switched off at Microsoft".into(),
        "Error" => "Microsoft could not add it".into(),
        other => format!("Microsoft calls it {other}"),
    }
}
