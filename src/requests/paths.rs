//! By which paths a person has a plan: directly, or through groups whose names people know.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::PgPool;

use super::facts::Seen;
use crate::graph;
use crate::graph::wire::LicenseAssignmentState;
use crate::ids::{GroupId, PersonId, PlanId};
use crate::people;

/// Names of groups. A group that neither the mirror nor Graph names is called by its id.
#[derive(Clone, Debug, Default)]
pub struct GroupNames(BTreeMap<GroupId, String>);

impl GroupNames {
    /// The names of the groups through which a person has something: from the mirror, and from Graph what it lacks.
    /// Holds no connection while Graph is asked; that Graph does not answer costs names, not the page.
    pub async fn read(
        graph: &graph::Client,
        pool: &PgPool,
        person: PersonId,
        held: &[LicenseAssignmentState],
    ) -> sqlx::Result<Self> {
        let groups: BTreeSet<_> = held.iter().filter_map(|state| state.assigned_by_group).collect();
        if groups.is_empty() {
            return Ok(Self::default());
        }
        let ids: Vec<_> = groups.iter().copied().collect();
        let mut conn = pool.acquire().await?;
        let mut names = people::store::names_of_groups(&mut conn, &ids).await?;
        drop(conn);
        if names.len() < ids.len() {
            match graph.groups_of(person).await {
                Ok(found) => names.extend(
                    found
                        .into_iter()
                        .filter_map(|group| Some((group.id, group.display_name?))),
                ),
                Err(error) => tracing::warn!("names of groups could not be read: {error}"),
            }
        }
        Ok(Self(names))
    }

    pub fn name(&self, group: GroupId) -> String {
        self.0
            .get(&group)
            .cloned()
            .unwrap_or_else(|| t!("group-by-id", id = group.to_string()))
    }
}

/// What a person has, as Graph says now. `None` = Graph does not answer: a page must not fail for a mark or a hint, but says
/// that these are missing where that would be taken for "has nothing".
pub async fn held_now(graph: &graph::Client, person: PersonId) -> Option<Vec<LicenseAssignmentState>> {
    match graph.licences(person).await {
        Ok(user) => Some(user.license_assignment_states.unwrap_or_default()),
        Err(error) => {
            tracing::warn!("licences could not be read for a hint: {error}");
            None
        }
    }
}

/// What is said at a plan that would be switched off and is on through a group.
pub fn still_on(group: &str) -> String {
    t!("group-still-on", group = group)
}

/// As [`still_on`], for a plan of the beneficiary of a request; `None` when no group switches it on.
pub fn still_on_for(seen: &Seen, groups: &GroupNames, plan: PlanId) -> Option<String> {
    seen.on_through_group(plan)
        .map(|group| still_on(&groups.name(group)))
}

/// Whether an assignment gives anything: one that failed gives nothing.
pub fn is_in_effect(state: &LicenseAssignmentState) -> bool {
    state.state != "Error" && state.state != "Disabled"
}
