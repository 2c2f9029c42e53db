//! A stored decision and another one, side by side.

use super::views::{SideBySide, SideLine};
use crate::policy::{Decision, InWords};
use crate::requests::replay::runs::Row;
use crate::web::page::Moment;

/// What is said of a row before its lines.
pub fn side_by_side(row: &Row, changes: Vec<&'static str>) -> SideBySide {
    let product = row.product.clone().or_else(|| {
        let facts = row.facts.as_ref()?;
        Some(facts.product.sku.clone())
    });
    let heading = match (product, &row.beneficiary) {
        (Some(product), Some(person)) => t!("run-product-for", product = product, person = person),
        (Some(product), None) => product,
        (None, _) => t!("run-request-gone").to_owned(),
    };
    let lines = match (&row.stored, &row.again) {
        (Some(stored), Some(again)) => lines(stored, again),
        _ => Vec::new(),
    };
    SideBySide {
        heading,
        href: row.is_there.then(|| format!("/requests/{}", row.request)),
        request: row.request.to_string(),
        decision: row.decision.to_string(),
        made: Moment::exact(row.made_at),
        changes,
        lines,
    }
}

fn lines(stored: &Decision, again: &Decision) -> Vec<SideLine> {
    let (before, after) = (InWords::of(stored), InWords::of(again));
    let one = |text: &str| match text {
        "" => Vec::new(),
        text => vec![text.to_owned()],
    };
    let pairs = [
        (t!("run-line-outcome"), one(before.outcome), one(after.outcome)),
        (t!("run-line-signers"), before.signers, after.signers),
        (
            t!("run-line-people"),
            one(&before.different_people),
            one(&after.different_people),
        ),
        (t!("run-line-plans"), before.plans_off, after.plans_off),
        (t!("run-line-term"), one(&before.term), one(&after.term)),
        (t!("run-line-asks"), before.asks, after.asks),
        (t!("run-line-replaces"), before.replaces, after.replaces),
        (t!("run-line-calendars"), before.calendars, after.calendars),
        (t!("run-line-reasons"), before.reasons, after.reasons),
    ];
    pairs
        .into_iter()
        .filter(|(_, before, after)| !(before.is_empty() && after.is_empty()))
        .map(|(what, before, after)| SideLine {
            what,
            differs: before != after,
            before,
            after,
        })
        .collect()
}
