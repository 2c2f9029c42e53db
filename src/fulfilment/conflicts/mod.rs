//! Plans that Graph refused to combine. Microsoft publishes no list; each refusal names its plans and is remembered, so that the
//! next one who asks for the same is told before anything is sent. A warning, never a bar: what was refused once may work.

pub(super) mod store;

use std::collections::{BTreeMap, BTreeSet};

use sqlx::PgConnection;

use crate::catalog;
use crate::graph::ErrorKind;
use crate::ids::PlanId;
use crate::requests::facts::Seen;

/// One thing learned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub kind: ConflictKind,
    pub plan: PlanId,
    /// Sorted.
    pub others: Vec<PlanId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum ConflictKind {
    /// The plan works only with one of the others.
    Needs,
    /// The plan does not work with the others.
    Excludes,
}

impl Conflict {
    /// What a refusal teaches; nothing when it is about something else or names no ids.
    pub fn of(kind: &ErrorKind) -> Option<Self> {
        let ids = |text: &str| -> Vec<PlanId> {
            let mut ids: Vec<_> = text.split(',').filter_map(|id| id.trim().parse().ok()).collect();
            ids.sort();
            ids.dedup();
            ids
        };
        let (kind, plan, others) = match kind {
            ErrorKind::DependencyMissing { plan, needs } => {
                (ConflictKind::Needs, plan.trim().parse().ok()?, ids(needs))
            }
            ErrorKind::MutuallyExclusive { plans } => {
                let mut plans = ids(plans).into_iter();
                (ConflictKind::Excludes, plans.next()?, plans.collect())
            }
            _ => return None,
        };
        (!others.is_empty()).then_some(Self { kind, plan, others })
    }

    /// Whether these plans together would be refused again.
    pub fn strikes(&self, on: &BTreeSet<PlanId>) -> bool {
        on.contains(&self.plan)
            && match self.kind {
                ConflictKind::Needs => !self.others.iter().any(|plan| on.contains(plan)),
                ConflictKind::Excludes => self.others.iter().all(|plan| on.contains(plan)),
            }
    }
}

/// What is known to be refused among these plans, on for one person at once.
async fn foreseen(conn: &mut PgConnection, on: &BTreeSet<PlanId>) -> sqlx::Result<Vec<Conflict>> {
    let plans: Vec<_> = on.iter().copied().collect();
    let mut known = store::conflicts_of(conn, &plans).await?;
    known.retain(|conflict| conflict.strikes(on));
    Ok(known)
}

/// What is known to be refused if these plans of the product are on beside everything else the beneficiary has; a
/// sentence each.
pub async fn warnings(
    conn: &mut PgConnection,
    seen: &Seen,
    plans_on: &[PlanId],
) -> sqlx::Result<Vec<String>> {
    let mut on = seen.on_by_others();
    on.extend(plans_on);
    let foreseen = foreseen(conn, &on).await?;
    let named = foreseen
        .iter()
        .flat_map(|conflict| std::iter::once(&conflict.plan).chain(&conflict.others));
    let ids: Vec<_> = named.map(|plan| plan.0).collect();
    let titles: BTreeMap<_, _> = catalog::store::titles_of(conn, &ids).await?.into_iter().collect();
    let name = |plan: &PlanId| match titles.get(&plan.0) {
        Some(title) => t!("room-quoted", text = title),
        None => plan.to_string(),
    };
    let sentence = |conflict: &Conflict| {
        let others: Vec<_> = conflict.others.iter().map(name).collect();
        match conflict.kind {
            ConflictKind::Needs => t!(
                "conflict-needs",
                plan = name(&conflict.plan),
                others = others.join(&format!(" {} ", t!("room-or")))
            ),
            ConflictKind::Excludes => t!(
                "conflict-excludes",
                plan = name(&conflict.plan),
                others = others.join(&format!(" {} ", t!("room-and-between")))
            ),
        }
    };
    Ok(foreseen.iter().map(sentence).collect())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_refusal_teaches_what_it_names_and_strikes_only_then() {
        let [a, b, c] = [1, 2, 3].map(|n| PlanId(Uuid::from_u128(n)));
        let needs = Conflict::of(&ErrorKind::DependencyMissing {
            plan: a.to_string(),
            needs: format!("{c}, {b}"),
        });
        let needs = needs.unwrap();
        assert_eq!((needs.plan, needs.others.as_slice()), (a, &[b, c][..]));
        assert!(needs.strikes(&[a].into()));
        assert!(!needs.strikes(&[a, c].into()));
        assert!(!needs.strikes(&[b].into()));
        let excludes = Conflict::of(&ErrorKind::MutuallyExclusive {
            plans: format!("{b}, {a}"),
        });
        let excludes = excludes.unwrap();
        assert!(excludes.strikes(&[a, b, c].into()));
        assert!(!excludes.strikes(&[a, c].into()));
        assert_eq!(Conflict::of(&ErrorKind::NoFreeSeat), None);
        let nameless = ErrorKind::MutuallyExclusive {
            plans: "Exchange and Exchange".into(),
        };
        assert_eq!(Conflict::of(&nameless), None);
    }
}
