//! What the card shows of a request, as it is stored and as the mirror has it.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;
use sqlx::PgConnection;

use super::views::{ApprovalState, Fact, PlanChange};
use crate::catalog::{Plan, PlanClass, Product};
use crate::config::SeatsInWarning;
use crate::graph::wire::LicenseAssignmentState;
use crate::ids::{PersonId, PlanId, StageId};
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
use crate::words::{self, format::grouped};

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

/// "Visio Plan 2 for Mia Berg".
fn title_of(product: &str, beneficiary: &str) -> String {
    t!("card-title", product = product, beneficiary = beneficiary)
}

/// The title of a stage's card, for those who do not look at it.
pub(super) async fn title(conn: &mut PgConnection, stage: StageId) -> Result<String, Failure> {
    let about = super::store::about(conn, stage).await?;
    let (product, beneficiary) = about.ok_or(Failure::NotFound)?;
    Ok(title_of(&product, &beneficiary))
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
        let standing_in = delegation::store::standing_in(conn, request.id).await?;
        let mine = standing_in
            .into_iter()
            .find(|(at, person, _)| (*at, *person) == (stage.id, looker));
        let on_behalf_of = match mine {
            Some((.., other)) => people::store::by_id(conn, other)
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
            signatures: store::signatures_ever_of(conn, request.id).await?,
            close_reason: store::close_reason(conn, request.id).await?,
            is_lapsed: deadlines::store::is_lapsed(conn, request.id).await?,
            request,
            stage,
        })
    }

    pub(super) fn title(&self) -> String {
        title_of(self.seen.product.title(), &self.seen.beneficiary.name)
    }

    /// "To be signed by Tuesday 14:00".
    pub(super) fn due(&self, now: DateTime<Utc>, zone: Tz) -> Option<String> {
        let due = self
            .stage
            .due_at
            .filter(|_| self.stage.state == StageState::Open)?;
        let by = calendar::moment_words(due, now, zone);
        Some(match due > now {
            true => t!("card-due", when = by),
            false => t!("card-overdue", when = by),
        })
    }

    /// "You sign as manager of Mia Berg. Rule e5 asks for one signature."
    pub(super) fn why_you(&self) -> String {
        let Stage { rule, needed, .. } = &self.stage;
        let why = words::kept(&self.stage.why);
        match &self.on_behalf_of {
            None => t!("card-you-sign", why = why, rule = rule, needed = needed),
            Some((_, other)) => t!(
                "card-you-sign-for",
                other = other,
                why = why,
                rule = rule,
                needed = needed
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
            let when = Moment::new(mine.signed_at, now).words;
            return ApprovalState::Decided(match mine.answer {
                Answer::Approve => t!("card-you-approved", when = when),
                Answer::Deny => t!("card-you-denied", when = when),
            });
        }
        // One right gives one signature, by whoever is first.
        let authority = self.on_behalf_of.as_ref().map_or(looker, |(other, _)| *other);
        let same = self
            .signatures
            .iter()
            .find(|s| s.stage_id == self.stage.id && s.authority() == authority);
        if let Some(same) = same {
            let when = Moment::new(same.signed_at, now).words;
            return ApprovalState::Decided(match same.answer {
                Answer::Approve => t!("card-other-approved", signer = same.signer(), when = when),
                Answer::Deny => t!("card-other-denied", signer = same.signer(), when = when),
            });
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
                let why = words::kept(self.close_reason.as_deref().unwrap_or_default());
                match self.is_lapsed {
                    true => t!("card-lapsed-because", why = why),
                    false => t!("card-denied-because", why = why),
                }
            }
            (RequestState::Closed, _) => t!("card-closed").into(),
            (RequestState::Cancelled, _) => t!("card-cancelled").into(),
            (_, Some(last)) => {
                let when = Moment::new(last.signed_at, now).words;
                match last.answer {
                    Answer::Approve => t!("card-quicker-approved", signer = last.signer(), when = when),
                    Answer::Deny => t!("card-quicker-denied", signer = last.signer(), when = when),
                }
            }
            (RequestState::Denied, None) => t!("card-denied").into(),
            _ => t!("card-not-open").into(),
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
                Some(_) if granted.contains(&plan.plan_id) => t!("card-on"),
                Some(_) => t!("card-off"),
                None => "—",
            };
            let why = match (plan.class, rule) {
                _ if on => String::new(),
                (PlanClass::Unclassified, _) => t!("card-unclassified").into(),
                (PlanClass::KeptOff, _) => t!("card-kept-off").into(),
                (PlanClass::Offered, Some(off)) => t!("card-off-by-rule", rule = off.rule),
                (PlanClass::Offered, None) => t!("card-not-wanted").into(),
            };
            PlanChange {
                plan: plan.title().to_owned(),
                before,
                after: if on { t!("card-on") } else { t!("card-off") },
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
        let or_none = |text: &str| match text {
            "" => t!("card-fact-not-set").to_owned(),
            text => text.to_owned(),
        };
        let title = |sku: &str| {
            let product = products.iter().find(|product| product.part_number == sku);
            product.map_or_else(|| sku.to_owned(), |product| product.title().to_owned())
        };
        let mut held: Vec<_> = facts.held.iter().map(|held| title(&held.sku)).collect();
        held.sort();
        held.dedup();
        vec![
            fact(t!("card-fact-department"), &or_none(&person.department)),
            fact(t!("card-fact-job"), &or_none(&person.job_title)),
            fact(t!("card-fact-employment"), &or_none(&person.employee_type)),
            fact(t!("card-fact-country"), &or_none(&person.country)),
            fact(
                t!("card-fact-held"),
                &if held.is_empty() {
                    t!("card-fact-held-none").to_owned()
                } else {
                    held.join(", ")
                },
            ),
            fact(
                t!("card-fact-seats"),
                &t!(
                    "card-fact-seats-of",
                    free = grouped(self.seen.product.free_seats(SeatsInWarning::Ignore).into()),
                    enabled = grouped(self.seen.product.enabled_seats.into())
                ),
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
            value: t!("card-taken-away", product = product.title()),
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
