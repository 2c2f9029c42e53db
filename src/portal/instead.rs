//! What would pass in place of what is denied, as a page offers it; and a form that begins with what was asked before.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::typed::Typed;
use crate::app::App;
use crate::catalog;
use crate::policy::{Facts, Policy};
use crate::requests::calendar::{day_of, day_words};
use crate::requests::facts::{Seen, Wish, next_month};
use crate::requests::nearest::{Instead, Other, nearest};
use crate::requests::questions::NO_ANSWERS;
use crate::requests::term::{End, Term};
use crate::requests::{Request, ask, store};
use crate::web::Failure;
use crate::words::reader;

/// What a page says below a denial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WouldPass {
    /// "The same for 90 days."
    pub words: String,
    /// As the form takes it; `None` = there is nothing to fill in.
    pub token: Option<String>,
}

impl WouldPass {
    fn nothing() -> Self {
        Self {
            words: t!("instead-nothing").into(),
            token: None,
        }
    }
}

/// The nearest request that would pass in place of what these facts are of.
pub(super) async fn find(
    conn: &mut PgConnection,
    policy: &Policy,
    (seen, facts): (&Seen, &Facts),
    now: DateTime<Utc>,
) -> Result<WouldPass, Failure> {
    let held: Vec<_> = seen.held.iter().map(|state| state.sku_id).collect();
    let open = store::all_open_for(conn, seen.beneficiary.id).await?;
    let mut products = catalog::store::all(conn).await?;
    products.retain(|product| {
        let sku = product.sku_id;
        product.is_found()
            && sku != seen.product.sku_id
            && !held.contains(&sku)
            && !facts.held.iter().any(|held| held.sku == product.part_number)
            && !open.iter().any(|request| request.sku_id == sku)
    });
    let skus: Vec<_> = products.iter().map(|product| product.sku_id).collect();
    let plans = catalog::store::plans_of(conn, &skus).await?;
    let mut spend = BTreeMap::new();
    let mut others = Vec::new();
    for product in &products {
        let of_it = plans.iter().filter(|plan| plan.sku_id == product.sku_id);
        let mut other = seen.instead(product.clone(), of_it.cloned().collect());
        other.count_spend_once(conn, policy, now, &mut spend).await?;
        let mut of_other = other.facts(now, &nothing_said());
        of_other.request = facts.request.clone();
        of_other.request.plans_off.clear();
        of_other.held.clone_from(&facts.held);
        others.push(Other {
            sku: product.sku_id,
            facts: of_other,
        });
    }
    let centre = &facts.product.cost_center;
    let later = match policy.asks_for_spend() {
        true => Some(next_month(conn, centre, now).await?),
        false => None,
    };
    let Some(found) = nearest(policy, facts, &others, later) else {
        return Ok(WouldPass::nothing());
    };
    Ok(match found {
        Instead::Term(days) => WouldPass {
            words: t!("instead-term", term = ask::term_words(Some(days))),
            token: Some(format!("term:{days}")),
        },
        Instead::Without(name) => match seen.plans.iter().find(|plan| plan.name == name) {
            Some(plan) => WouldPass {
                words: t!("instead-without", plan = plan.title()),
                token: Some(format!("off:{}", plan.plan_id)),
            },
            None => WouldPass::nothing(),
        },
        Instead::Product(sku) => match products.iter().find(|product| product.sku_id == sku) {
            Some(product) => WouldPass {
                words: t!("instead-product", product = product.title()),
                token: Some(format!("product:{sku}")),
            },
            None => WouldPass::nothing(),
        },
        Instead::Later(at) => WouldPass {
            words: t!("instead-later", day = day_words(day_of(at, reader().zone))),
            token: None,
        },
    })
}

fn nothing_said() -> Wish<'static> {
    Wish {
        justification: "",
        term: Term::default(),
        plans_off: &[],
        changes: None,
        answers: &NO_ANSWERS,
        for_whom: None,
    }
}

/// Puts what would pass into the form; what is not understood changes nothing.
pub(super) fn apply(typed: &mut Typed, token: &str) {
    match token.split_once(':') {
        Some(("term", days)) => days.clone_into(&mut typed.term),
        Some(("off", plan)) => typed.plans.retain(|on| on != plan),
        Some(("product", sku)) => sku.clone_into(&mut typed.product),
        _ => {}
    }
}

/// The form as it was sent for this request.
pub(super) fn as_asked(app: &App, seen: &Seen, request: &Request) -> Typed {
    let today = day_of(app.clock.now(), seen.beneficiary.zone(&app.config.living.zones));
    let term = Term::from(request);
    let begins = term.begins_on.filter(|day| *day > today);
    let mut typed = Typed {
        beneficiary: seen.beneficiary.id.to_string(),
        plans_of: seen.product.sku_id.to_string(),
        justification: request.justification.clone(),
        begin: if begins.is_some() { "date" } else { "now" }.into(),
        begins_on: begins.map(|day| day.to_string()).unwrap_or_default(),
        answers: request.answers.0.clone(),
        ..Typed::default()
    };
    let on = seen
        .switchable()
        .filter(|plan| !request.plans_off.contains(&plan.plan_id));
    typed.plans = on.map(|plan| plan.plan_id.to_string()).collect();
    match term.end {
        End::Never => typed.term = "none".into(),
        End::On(day) => {
            typed.term = "date".into();
            typed.ends_on = day.to_string();
        }
        End::Days(days) if ask::TERMS.contains(&Some(days)) => typed.term = days.to_string(),
        End::Days(days) => {
            typed.term = "days".into();
            typed.days = days.to_string();
        }
    }
    typed
}
