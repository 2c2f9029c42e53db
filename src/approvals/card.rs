//! What the card shows of a request, as it is stored and as the mirror has it.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;
use sqlx::PgConnection;

use super::views::{ApprovalState, Fact, PlanChange};
use crate::catalog::{Plan, PlanClass, Product};
use crate::graph::wire::LicenseAssignmentState;
use crate::ids::{PersonId, PlanId};
use crate::people;
use crate::requests::calendar;
use crate::requests::facts::{self, Seen, Wish};
use crate::requests::frame::{ReasonLine, reason_lines};
use crate::requests::paths::{self, GroupNames};
use crate::requests::{
    Answer, Change, Request, RequestState, Signature, Stage, StageState, StoredDecision, deadlines,
    delegation, store,
};
use crate::web::Failure;
use crate::web::page::Moment;

/// What the card shows.
pub(super) struct Shown {
    pub(super) stage: Stage,
    pub(super) stages: Vec<Stage>,
    pub(super) request: Request,
    pub(super) decision: StoredDecision,
    pub(super) seen: Seen,
    pub(super) signatures: Vec<Signature>,
    /// Why it was closed or denied by itself.
    close_reason: Option<String>,
    is_lapsed: bool,
    /// Whom the looker signs for.
    on_behalf_of: Option<(PersonId, String)>,
}

impl Shown {
    /// `held`: what the beneficiary has, as far as it was read.
    pub(super) async fn read(
        conn: &mut PgConnection,
        stage: Stage,
        looker: PersonId,
        held: Vec<LicenseAssignmentState>,
    ) -> Result<Self, Failure> {
        let missing = || Failure::Internal(anyhow::anyhow!("stage {} lacks its request", stage.id));
        let request = store::by_id(conn, stage.request_id).await?.ok_or_else(missing)?;
        let parties = (request.requester_id, request.beneficiary_id);
        let right = delegation::store::right_of(conn, stage.id, looker).await?;
        let on_behalf_of = match right.and_then(|right| right.on_behalf_of) {
            Some(other) => people::store::by_id(conn, other)
                .await?
                .map(|person| (person.id, person.name)),
            None => None,
        };
        Ok(Self {
            on_behalf_of,
            stages: store::stages_of(conn, request.id).await?,
            decision: store::last_decision(conn, request.id)
                .await?
                .ok_or_else(missing)?,
            seen: facts::from_mirror(conn, parties, request.sku_id, held)
                .await?
                .ok_or_else(missing)?,
            signatures: store::signatures_of(conn, request.id).await?,
            close_reason: store::close_reason(conn, request.id).await?,
            is_lapsed: deadlines::store::is_lapsed(conn, request.id).await?,
            request,
            stage,
        })
    }

    /// "Visio Plan 2 for Mia Berg".
    pub(super) fn title(&self) -> String {
        format!("{} for {}", self.seen.product.title(), self.seen.beneficiary.name)
    }

    /// "To be signed by Tuesday 14:00".
    pub(super) fn due(&self, now: DateTime<Utc>, zone: Tz) -> Option<String> {
        let due = self
            .stage
            .due_at
            .filter(|_| self.stage.state == StageState::Open)?;
        let by = calendar::moment_words(due, now, zone);
        Some(match due > now {
            true => format!("To be signed by {by}."),
            false => format!("Overdue: it was to be signed by {by}."),
        })
    }

    /// "You sign as manager of Mia Berg. Rule e5 asks for one signature."
    pub(super) fn why_you(&self) -> String {
        let signatures = match self.stage.needed {
            1 => "one signature".to_owned(),
            needed => format!("{needed} signatures"),
        };
        let why = &self.stage.why;
        let rule = &self.stage.rule;
        match &self.on_behalf_of {
            None => format!("You sign as {why}. Rule {rule} asks for {signatures}."),
            Some((_, other)) => format!(
                "You sign for {other}, who signs as {why}. Rule {rule} asks for {signatures}. {other} may sign too: whoever is first."
            ),
        }
    }

    /// What it takes the place of, as the rules say, and what stays.
    pub(super) fn replaces(&self) -> Vec<ReasonLine> {
        let decision = &self.decision.decision;
        let of_it = decision.reasons.iter().filter(|reason| reason.code == "replaces");
        reason_lines(of_it, &self.seen.plans)
    }

    pub(super) fn change(&self) -> Change {
        self.seen
            .change(&self.decision.decision, &Wish::from(&self.request))
    }

    pub(super) fn state(&self, changed: bool, looker: PersonId, now: DateTime<Utc>) -> ApprovalState {
        let mine = self
            .signatures
            .iter()
            .find(|s| s.stage_id == self.stage.id && s.person_id == looker);
        if let Some(mine) = mine {
            let did = if mine.answer == Answer::Approve {
                "approved"
            } else {
                "denied"
            };
            return ApprovalState::Decided(format!(
                "You {did} this {}.",
                Moment::new(mine.signed_at, now).words
            ));
        }
        // One right gives one signature, by whoever is first.
        let authority = self.on_behalf_of.as_ref().map_or(looker, |(other, _)| *other);
        let same = self
            .signatures
            .iter()
            .find(|s| s.stage_id == self.stage.id && s.authority() == authority);
        if let Some(same) = same {
            let did = if same.answer == Answer::Approve {
                "approved"
            } else {
                "denied"
            };
            let when = Moment::new(same.signed_at, now).words;
            return ApprovalState::Decided(format!("{} {did} this {when}.", same.signer()));
        }
        if self.stage.state == StageState::Open && self.request.state == RequestState::AwaitingApproval {
            return if changed {
                ApprovalState::Changed
            } else {
                ApprovalState::Open
            };
        }
        let last = self.signatures.iter().rev().find(|s| s.stage_id == self.stage.id);
        ApprovalState::Decided(match (self.request.state, last) {
            (RequestState::Denied, _) if self.close_reason.is_some() => {
                let why = self.close_reason.as_deref().unwrap_or_default();
                let did = if self.is_lapsed { "lapsed" } else { "was denied" };
                format!("{why} The request {did}; there is nothing to sign.")
            }
            (RequestState::Closed, _) => "The request was closed; there is nothing to sign.".into(),
            (RequestState::Cancelled, _) => "The request was cancelled; there is nothing to sign.".into(),
            (_, Some(last)) => {
                let did = if last.answer == Answer::Approve {
                    "approved"
                } else {
                    "denied"
                };
                format!(
                    "{} was quicker and {did} this {}.",
                    last.signer(),
                    Moment::new(last.signed_at, now).words
                )
            }
            (RequestState::Denied, None) => "The request was denied; there is nothing to sign.".into(),
            _ => "This stage is not open for signatures.".into(),
        })
    }

    pub(super) fn changes(&self, change: &Change, groups: &GroupNames) -> Vec<PlanChange> {
        if change.extends.is_some() {
            return Vec::new();
        }
        let decision = &self.decision.decision;
        let granted = self.seen.granted_plans();
        let line = |plan: &Plan| {
            let rule = decision.plans_off.iter().find(|off| off.plan == plan.name);
            let on = change.plans_on.contains(&plan.plan_id);
            let before = match change.changes {
                Some(_) if granted.contains(&plan.plan_id) => "on",
                Some(_) => "off",
                None => "—",
            };
            let why = match (plan.class, rule) {
                _ if on => String::new(),
                (PlanClass::Unclassified, _) => "New, not classified yet: off.".into(),
                (PlanClass::KeptOff, _) => "Kept off for everybody by an administrator".into(),
                (PlanClass::Offered, Some(off)) => format!("Rule {} keeps it off", off.rule),
                (PlanClass::Offered, None) => "Not wanted".into(),
            };
            PlanChange {
                plan: plan.title().to_owned(),
                before,
                after: if on { "on" } else { "off" },
                why,
                still_on: paths::still_on_for(&self.seen, groups, plan.plan_id).filter(|_| !on),
            }
        };
        let switchable = self.seen.plans.iter().filter(|plan| plan.can_be_switched());
        let mut lines: Vec<_> = switchable.map(line).collect();
        // Of other plans, what changes stands first.
        lines.sort_by_key(|line| change.changes.is_some() && !line.differs());
        lines
    }

    /// Plans that are sent as off: all that can be switched and are not on, those that nobody has classified too.
    pub(super) fn sent_as_off(&self, change: &Change) -> Vec<PlanId> {
        let switchable = self.seen.plans.iter().filter(|plan| plan.can_be_switched());
        let mut off: Vec<_> = switchable.map(|plan| plan.plan_id).collect();
        off.retain(|plan| !change.plans_on.contains(plan));
        off.sort();
        off
    }

    pub(super) fn facts(&self, products: &[Product]) -> Vec<Fact> {
        let fact = |name: &str, value: &str| Fact {
            name: name.into(),
            value: value.into(),
        };
        let facts = &self.decision.facts;
        let person = &facts.beneficiary;
        let or_none = |text: &str| {
            if text.is_empty() {
                "not set".to_owned()
            } else {
                text.to_owned()
            }
        };
        let title = |sku: &str| {
            let product = products.iter().find(|product| product.part_number == sku);
            product.map_or_else(|| sku.to_owned(), |product| product.title().to_owned())
        };
        let mut held: Vec<_> = facts.held.iter().map(|held| title(&held.sku)).collect();
        held.sort();
        held.dedup();
        vec![
            fact("Department", &or_none(&person.department)),
            fact("Job title", &or_none(&person.job_title)),
            fact("Kind of employment", &or_none(&person.employee_type)),
            fact("Country", &or_none(&person.country)),
            fact(
                "Has already",
                &if held.is_empty() {
                    "nothing".to_owned()
                } else {
                    held.join(", ")
                },
            ),
            fact(
                "Free seats",
                &format!("{} of {}", facts.seats.free, facts.seats.enabled),
            ),
        ]
    }

    /// The call as the worker will send it for this product, ids as they are.
    pub(super) fn json(&self, change: &Change) -> anyhow::Result<String> {
        if change.extends.is_some() {
            return Ok(serde_json::to_string_pretty(change)?);
        }
        let body = json!({
            "addLicenses": [{ "skuId": change.sku, "disabledPlans": self.sent_as_off(change) }],
            "removeLicenses": change.replaces,
        });
        Ok(format!(
            "POST /users/{}/assignLicense\n{}",
            change.beneficiary,
            serde_json::to_string_pretty(&body)?
        ))
    }

    pub(super) fn names(&self, change: &Change, products: &[Product]) -> Vec<Fact> {
        let mut names = vec![
            Fact {
                name: change.beneficiary.to_string(),
                value: self.seen.beneficiary.name.clone(),
            },
            Fact {
                name: change.sku.to_string(),
                value: self.seen.product.title().to_owned(),
            },
        ];
        if change.extends.is_some() {
            return names;
        }
        let replaced = products
            .iter()
            .filter(|product| change.replaces.contains(&product.sku_id));
        names.extend(replaced.map(|product| Fact {
            name: product.sku_id.to_string(),
            value: format!("{} (taken away)", product.title()),
        }));
        let off_ids = self.sent_as_off(change);
        let off = self
            .seen
            .plans
            .iter()
            .filter(|plan| off_ids.contains(&plan.plan_id));
        names.extend(off.map(|plan| Fact {
            name: plan.plan_id.to_string(),
            value: plan.title().to_owned(),
        }));
        names
    }
}
