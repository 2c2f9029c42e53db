//! What the demo begins with of the policy: a change that one administrator wants, and that waits for another.

use anyhow::Context;

use super::seeding::person;
use crate::app::App;
use crate::policy::Policy;
use crate::requests::rules::drafts::{self, DraftKind, NewDraft, Submitted};
use crate::requests::store;

/// Not Ada: who tries the demo as Ada can put it in force.
const SUBMITTER: &str = "viktor.sand";
const WHY: &str = "The audit asked for it: who looks after licences signs for Project too, and contractors get nothing for longer than 60 days.";
/// What is changed in the policy that the demo begins with.
const CHANGES: [(&str, &str); 3] = [
    (
        "keep_off = [\"YAMMER_ENTERPRISE\", \"VIVAENGAGE_CORE\", \"SWAY\"]\nlongest_term = \"90d\"\n\
         reason = \"Contractors work without the company's social services, and for 90 days at a time.\"",
        "keep_off = [\"YAMMER_ENTERPRISE\", \"VIVAENGAGE_CORE\", \"SWAY\"]\nlongest_term = \"60d\"\n\
         reason = \"Contractors work without the company's social services, and for 60 days at a time.\"",
    ),
    (
        "[[route]]\nid = \"desk-tools\"\n",
        "[[route]]\nid = \"project-two-signatures\"\nproducts = [\"PROJECTPROFESSIONAL\", \"PROJECT_P1\"]\nstages = [\n    \
         { who = \"manager\", within = \"5d\", then = \"manager's manager\" },\n    { who = \"group:License Approvers\" },\n]\n\n\
         [[route]]\nid = \"desk-tools\"\n",
    ),
    ("term = \"90d\"", "term = \"60d\""),
];

pub async fn fill(app: &App) -> anyhow::Result<()> {
    let submitter = person(app, SUBMITTER).await?;
    let in_force = app.in_force()?;
    let mut tx = app.pool.begin().await?;
    let bytes = store::kept_policy(&mut tx, in_force.policy.version())
        .await?
        .context("the policy in force is not kept")??;
    let mut text = String::from_utf8(bytes)?;
    for (was, is) in CHANGES {
        text = text.replace(was, is);
    }
    // Whoever begins with a policy of their own has no such draft.
    let Ok(policy) = Policy::parse("policy.toml", text.as_bytes()) else {
        return Ok(());
    };
    let new = NewDraft {
        kind: DraftKind::Change,
        policy: &policy,
        bytes: text.as_bytes(),
        file_name: Some("policy.toml"),
        by: submitter.id,
        why: WHY,
    };
    match drafts::submit(&mut tx, app.clock.now(), new).await? {
        Submitted::Waits(_) => tx.commit().await?,
        Submitted::InForceAlready | Submitted::WaitsAlready(_) => {}
    }
    Ok(())
}
