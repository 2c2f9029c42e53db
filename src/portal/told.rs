//! A request with everything that is told about it, in the words of its page.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use super::form_parts::not_offered;
use super::progress::{self, Around};
use super::standing::Standing;
use super::views::{OffLine, Step, StepState, Switched};
use crate::catalog::{self, Plan, Product};
use crate::config::Zones;
use crate::fulfilment::{EndCause, Grant, GrantState, store as grants};
use crate::ids::{PersonId, PlanId, StageId};
use crate::people;
use crate::people::signed_in::{Role, SignedIn};
use crate::policy::Outcome;
use crate::requests::appeal::{self, store::Appeal};
use crate::requests::calendar;
use crate::requests::frame::{one_of, reason_lines, with_plan_titles};
use crate::requests::inquiry::{self, Inquiry};
use crate::requests::narrowing::Asked;
use crate::requests::term::{Term, end_in_words};
use crate::requests::{
    Answer, Change, Request, RequestKind, RequestState, Signature, Stage, StageState, StoredDecision,
    deadlines, delegation, store,
};
use crate::web::Failure;
use crate::web::page::{Badge, Moment};
use crate::words;

/// A request with everything that is told about it.
pub(super) struct Told {
    pub(super) request: Request,
    pub(super) requester: String,
    pub(super) beneficiary: String,
    pub(super) product: Product,
    pub(super) plans: Vec<Plan>,
    /// `None` = an administrator adopted what was found, or gave it at once: no policy decided it, and nobody signed.
    pub(super) decision: Option<StoredDecision>,
    pub(super) stages: Vec<(Stage, Vec<(PersonId, String)>)>,
    pub(super) signatures: Vec<Signature>,
    pub(super) grant: Option<Grant>,
    /// The grant that is to have other plans, if that is what is asked.
    pub(super) changed: Option<Grant>,
    /// Questions of those who sign, in their order.
    pub(super) inquiries: Vec<Inquiry>,
    pub(super) appeal: Option<Appeal>,
    /// Signed, and carried out then, unless it is taken back.
    pub(super) carry_out_at: Option<DateTime<Utc>>,
    /// Why it was closed by itself.
    pub(super) close_reason: Option<String>,
    /// It was denied since nobody signed in time.
    pub(super) is_lapsed: bool,
    /// Who signs for whom at which stage.
    pub(super) standing_in: Vec<(StageId, PersonId, PersonId)>,
    /// In which the beneficiary's days are.
    pub(super) zone: Tz,
}

impl Told {
    pub(super) async fn read(
        conn: &mut PgConnection,
        request: Request,
        zones: &Zones,
    ) -> Result<Self, Failure> {
        let name = async |conn: &mut PgConnection, id| -> Result<String, Failure> {
            Ok(people::store::by_id(conn, id)
                .await?
                .map_or_else(|| t!("somebody-gone").into(), |person| person.name))
        };
        let missing = || {
            Failure::Internal(anyhow::anyhow!(
                "request {} lacks its product or decision",
                request.id
            ))
        };
        let mut stages = Vec::new();
        let appealed = appeal::store::denied_before(conn, request.id).await?;
        for stage in appealed
            .into_iter()
            .chain(store::stages_of(conn, request.id).await?)
        {
            let approvers = store::approvers_of(conn, stage.id).await?;
            stages.push((stage, approvers));
        }
        let beneficiary = people::store::by_id(conn, request.beneficiary_id).await?;
        let decision = store::last_decision(conn, request.id).await?;
        if decision.is_none() && !matches!(request.kind, RequestKind::Adopt | RequestKind::BreakGlass) {
            return Err(missing());
        }
        Ok(Self {
            zone: beneficiary.map_or(zones.usual, |person| person.zone(zones)),
            close_reason: store::close_reason(conn, request.id).await?,
            is_lapsed: deadlines::store::is_lapsed(conn, request.id).await?,
            standing_in: delegation::store::standing_in(conn, request.id).await?,
            requester: name(conn, request.requester_id).await?,
            beneficiary: name(conn, request.beneficiary_id).await?,
            product: catalog::store::by_sku(conn, request.sku_id)
                .await?
                .ok_or_else(missing)?,
            plans: catalog::store::plans_of(conn, &[request.sku_id]).await?,
            decision,
            stages,
            signatures: store::signatures_ever_of(conn, request.id).await?,
            grant: grants::of_request(conn, request.id).await?,
            changed: match request.changes {
                Some(grant) => grants::by_id(conn, grant).await?,
                None => None,
            },
            inquiries: inquiry::store::of_request(conn, request.id).await?,
            appeal: appeal::store::of_request(conn, request.id).await?,
            carry_out_at: store::signed(conn, request.id).await?.map(|(_, at)| at),
            request,
        })
    }

    /// Those whose request it is, those who sign it, auditors and administrators.
    pub(super) fn may_be_seen_by(&self, person: &SignedIn) -> bool {
        let id = person.person;
        self.request.requester_id == id
            || self.request.beneficiary_id == id
            || self
                .stages
                .iter()
                .any(|(_, approvers)| approvers.iter().any(|(approver, _)| *approver == id))
            || person.has(Role::Auditor)
            || person.has(Role::Administrator)
    }

    pub(super) fn is_adopted(&self) -> bool {
        self.request.kind == RequestKind::Adopt
    }

    pub(super) fn is_given_at_once(&self) -> bool {
        self.request.kind == RequestKind::BreakGlass
    }

    fn grant_state(&self) -> Option<GrantState> {
        self.grant.as_ref().map(|grant| grant.state)
    }

    /// The grant for which something is done at Microsoft because of this request.
    fn at_microsoft(&self) -> Option<&Grant> {
        let changed = self.changed.as_ref();
        let changed = changed.filter(|grant| grant.changed_by == Some(self.request.id));
        self.grant.as_ref().or(changed)
    }

    fn standing(&self) -> Standing {
        let mut stages = self.stages.iter();
        let open = stages.find(|(stage, _)| stage.state == StageState::Open);
        let at_microsoft = self.at_microsoft();
        Standing {
            state: self.request.state,
            grant: at_microsoft.map(|grant| grant.state),
            has_attention: at_microsoft.is_some_and(|grant| grant.attention.is_some()),
            asker: self.open_inquiry().map(|inquiry| inquiry.asker.clone()),
            is_signed_only: self.carry_out_at.is_some(),
            is_lapsed: self.is_lapsed,
            has_close_reason: self.close_reason.is_some(),
            is_extension: self.request.extends.is_some(),
            is_change: self.request.changes.is_some(),
            unsigned: open.map(|(stage, approvers)| self.unsigned(stage, approvers)),
        }
    }

    pub(super) fn badge(&self) -> Badge {
        self.standing().badge()
    }

    /// The question that waits for an answer.
    fn open_inquiry(&self) -> Option<&Inquiry> {
        let waits = self.request.state == RequestState::AwaitingApproval;
        self.inquiries
            .iter()
            .find(|inquiry| waits && inquiry.answered_at.is_none())
    }

    /// A version of the policy that came in force while it waited denied it.
    fn is_denied_later(&self) -> bool {
        self.standing().is_denied_later()
    }

    /// Nothing will change any more by itself.
    pub(super) fn is_over(&self) -> bool {
        let moving = match self.grant_state() {
            None | Some(GrantState::Active | GrantState::Ended | GrantState::Scheduled) => false,
            Some(_) => true,
        };
        self.request.state.is_final() && !moving
    }

    /// While it is not signed, and while something keeps it from being active.
    pub(super) fn can_be_cancelled(&self) -> bool {
        match self.request.state {
            RequestState::AwaitingApproval => true,
            RequestState::Approved if self.carry_out_at.is_some() => true,
            RequestState::Approved => self
                .grant
                .as_ref()
                .is_some_and(|grant| grant.attention.is_some() || grant.state == GrantState::Scheduled),
            _ => false,
        }
    }

    fn unsigned(&self, stage: &Stage, approvers: &[(PersonId, String)]) -> Vec<String> {
        // One right gives one signature: where somebody stands in, both have signed.
        let signed = |id: &PersonId| {
            let stands_in = self
                .standing_in
                .iter()
                .find(|(at, person, _)| *at == stage.id && person == id);
            let authority = stands_in.map_or(*id, |(_, _, other)| *other);
            let mut here = self.signatures.iter().filter(|s| s.stage_id == stage.id);
            here.any(|s| s.person_id == *id || s.authority() == authority)
        };
        approvers
            .iter()
            .filter(|(id, _)| !signed(id))
            .map(|(_, name)| name.clone())
            .collect()
    }

    pub(super) fn plans_off(&self) -> Vec<OffLine> {
        let decision = self.decision.as_ref().map(|stored| &stored.decision);
        let mut lines = Vec::new();
        if self.request.extends.is_some() {
            return lines;
        }
        let is_on = |plan: &Plan| {
            let grant = self.grant.as_ref();
            grant.is_some_and(|grant| grant.plans_on.contains(&plan.plan_id))
        };
        for plan in self.plans.iter().filter(|plan| plan.can_be_switched()) {
            if let Some(why) = not_offered(plan) {
                let why = why.to_owned();
                // Switched on by hand or before it was so classified: it is no line of what is off.
                if !is_on(plan) {
                    lines.push(OffLine {
                        plan: plan.title().to_owned(),
                        why,
                        rule: String::new(),
                    });
                }
            } else if self.is_adopted() {
                if !is_on(plan) {
                    lines.push(OffLine {
                        plan: plan.title().to_owned(),
                        why: t!("plan-not-adopted").to_owned(),
                        rule: String::new(),
                    });
                }
            } else if let Some((decision, off)) = decision.and_then(|decision| {
                let off = decision.plans_off.iter().find(|off| off.plan == plan.name)?;
                Some((decision, off))
            }) {
                let reason = decision
                    .reasons
                    .iter()
                    .find(|reason| reason.rule == off.rule && reason.code == "kept_off");
                let why = reason
                    .map(|reason| with_plan_titles(&reason.text, &self.plans))
                    .unwrap_or_default();
                lines.push(OffLine {
                    plan: plan.title().to_owned(),
                    why,
                    rule: off.rule.clone(),
                });
            } else if self.request.plans_off.contains(&plan.plan_id) {
                let why = match self.left_off_by(plan.plan_id) {
                    Some(signer) => t!("plan-left-off", name = signer),
                    None => t!("plan-not-wanted").to_owned(),
                };
                lines.push(OffLine {
                    plan: plan.title().to_owned(),
                    why,
                    rule: String::new(),
                });
            }
        }
        lines
    }

    pub(super) fn steps(&self, around: Around) -> Vec<Step> {
        let now = around.now;
        let mut steps = match &self.decision {
            None if self.is_given_at_once() => vec![self.given_at_once(now)],
            None => vec![self.adopted(now)],
            Some(decision) => vec![
                Step {
                    state: StepState::Done,
                    title: t!("step-asked").into(),
                    people: self.requester.clone(),
                    at: Some(Moment::new(self.request.created_at, now)),
                    reasons: Vec::new(),
                    notes: Vec::new(),
                },
                self.decided(decision, now),
            ],
        };
        for (stage, approvers) in &self.stages {
            if stage.state != StageState::Dropped {
                steps.push(self.stage_step(stage, approvers, now));
            }
        }
        match self.request.state {
            RequestState::Denied => steps.extend(self.close_reason.as_ref().map(|reason| {
                Step {
                    state: StepState::Failed,
                    title: match self.is_lapsed {
                        true => t!("state-lapsed"),
                        false => t!("step-denied-later"),
                    }
                    .into(),
                    people: String::new(),
                    at: self.request.settled_at.map(|at| Moment::new(at, now)),
                    reasons: Vec::new(),
                    notes: vec![with_plan_titles(reason, &self.plans)],
                }
            })),
            RequestState::Cancelled | RequestState::Closed => {
                let is_closed = self.request.state == RequestState::Closed;
                let by_itself = self.close_reason.is_some()
                    || self.grant.as_ref().is_some_and(|grant| {
                        matches!(
                            grant.end_cause,
                            Some(EndCause::Expired | EndCause::Left | EndCause::Moved | EndCause::Replaced)
                        )
                    });
                let reason = match (&self.close_reason, &self.grant) {
                    (Some(reason), _) => Some(words::kept(reason)),
                    (None, Some(grant)) if by_itself => grant
                        .end_cause
                        .map(|cause| t!("step-because", why = cause.words())),
                    (None, grant) => grant
                        .as_ref()
                        .and_then(|grant| grant.end_reason.as_ref())
                        .map(|reason| t!("list-quoted", name = words::kept(reason))),
                };
                steps.push(Step {
                    state: StepState::Failed,
                    title: if is_closed {
                        t!("state-closed")
                    } else {
                        t!("state-cancelled")
                    }
                    .into(),
                    people: if is_closed && !by_itself {
                        t!("step-by-administrator")
                    } else {
                        ""
                    }
                    .into(),
                    at: self.request.settled_at.map(|at| Moment::new(at, now)),
                    reasons: Vec::new(),
                    notes: reason.into_iter().collect(),
                });
                if let Some(grant) = self.grant.as_ref().filter(|grant| grant.sent_at.is_some()) {
                    steps.extend(progress::removal(grant, now));
                }
            }
            _ if self.request.changes.is_some() => {
                let setting = self.at_microsoft();
                steps.push(progress::plans_set(&self.request, setting, around));
            }
            _ if self.request.extends.is_some() => {
                steps.push(progress::end_moved(&self.request, self.term(), now));
            }
            _ => {
                let at_microsoft = progress::steps(self.grant.as_ref(), &self.product, around);
                // What was found had been set up by somebody else.
                let ours = |step: &Step| !(self.is_adopted() && step.title == progress::set_up());
                steps.extend(at_microsoft.into_iter().filter(ours));
            }
        }
        steps
    }

    /// Of other plans: titles of what is switched on, and of what is switched off, against what was on when it was last decided.
    pub(super) fn switched(&self) -> Option<Switched> {
        let stored = self
            .decision
            .as_ref()
            .filter(|_| self.request.changes.is_some())?;
        let mut held = stored.facts.held.iter();
        let direct = held.find(|held| held.sku == stored.facts.product.sku && !held.inherited);
        let was = |plan: &Plan| direct.is_some_and(|held| held.plans.contains(&plan.name));
        let will = |plan: &Plan| {
            let mut off = stored.decision.plans_off.iter();
            !self.request.plans_off.contains(&plan.plan_id) && !off.any(|off| off.plan == plan.name)
        };
        let titles = |of: &dyn Fn(&Plan) -> bool| {
            let plans = self
                .plans
                .iter()
                .filter(|plan| plan.can_be_asked_for() && of(plan));
            plans.map(|plan| plan.title().to_owned()).collect()
        };
        Some(Switched {
            on: titles(&|plan| will(plan) && !was(plan)),
            off: titles(&|plan| was(plan) && !will(plan)),
        })
    }

    /// The term that the last decision gives, in words.
    pub(super) fn term(&self) -> String {
        let term = Term::from(&self.request);
        let (term_days, ends_on) = match &self.decision {
            Some(stored) => term.granted(stored.decision.term_days),
            None => (term.days().map(i64::from), term.ends_on()),
        };
        let change = Change {
            beneficiary: self.request.beneficiary_id,
            sku: self.request.sku_id,
            plans_on: Vec::new(),
            plans_off: Vec::new(),
            term_days,
            begins_on: term.begins_on,
            ends_on,
            extends: term.extends,
            changes: self.request.changes,
            replaces: Vec::new(),
        };
        change.term_in_words()
    }

    /// Who gave it, in place of what policy said and who signed.
    fn given_at_once(&self, now: DateTime<Utc>) -> Step {
        Step {
            state: StepState::Done,
            title: t!("step-given").into(),
            people: self.requester.clone(),
            at: Some(Moment::new(self.request.created_at, now)),
            reasons: Vec::new(),
            notes: vec![
                t!("step-given-how").into(),
                t!("list-quoted", name = self.request.justification),
            ],
        }
    }

    /// Who adopted it, in place of who asked and what policy said.
    fn adopted(&self, now: DateTime<Utc>) -> Step {
        let is_to_go =
            (self.grant.as_ref()).is_some_and(|grant| grant.end_cause == Some(EndCause::NotGranted));
        let (title, meaning) = match is_to_go {
            true => (t!("step-found"), t!("step-found-how")),
            false => (t!("step-adopted"), t!("step-adopted-how")),
        };
        Step {
            state: StepState::Done,
            title: title.into(),
            people: self.requester.clone(),
            at: Some(Moment::new(self.request.created_at, now)),
            reasons: Vec::new(),
            notes: vec![
                meaning.into(),
                t!("list-quoted", name = self.request.justification),
            ],
        }
    }

    fn decided(&self, stored: &StoredDecision, now: DateTime<Utc>) -> Step {
        let denied_by_policy = stored.decision.outcome == Outcome::Denied && !self.is_denied_later();
        Step {
            state: if denied_by_policy {
                StepState::Failed
            } else {
                StepState::Done
            },
            title: if denied_by_policy {
                t!("step-policy-denied")
            } else {
                t!("step-policy-decided")
            }
            .into(),
            people: String::new(),
            at: Some(Moment::new(self.request.created_at, now)),
            // Where a later version denied it, its reasons stand at the end, with the time.
            reasons: match self.is_denied_later() {
                true => Vec::new(),
                false => reason_lines(&stored.decision.reasons, &self.plans),
            },
            notes: Vec::new(),
        }
    }

    /// Who signed that this plan is off, where whoever asked wanted it on.
    fn left_off_by(&self, plan: PlanId) -> Option<String> {
        let wanted = |asked: &Asked| !asked.plans_off.contains(&plan);
        let signature = self
            .signatures
            .iter()
            .find(|signature| signature.narrowed_from.as_ref().is_some_and(wanted));
        signature.map(Signature::signer)
    }

    /// What this signature has less than was asked.
    fn narrowed(&self, signature: &Signature) -> Vec<String> {
        let Some(asked) = &signature.narrowed_from else {
            return Vec::new();
        };
        let mut less = Vec::new();
        let term = (self.request.term_days, self.request.ends_on);
        if term != (asked.term_days, asked.ends_on) {
            let words = |(days, day): (Option<i32>, _)| end_in_words(days.map(i64::from), day);
            let before = words((asked.term_days, asked.ends_on));
            less.push(t!("step-narrowed-term", now = words(term), before = before));
        }
        let off: Vec<_> = self
            .plans
            .iter()
            .filter(|plan| self.request.plans_off.contains(&plan.plan_id))
            .filter(|plan| !asked.plans_off.contains(&plan.plan_id))
            .map(Plan::title)
            .collect();
        if !off.is_empty() {
            less.push(t!("step-narrowed-plans", plans = off.join(", ")));
        }
        less
    }

    fn stage_step(&self, stage: &Stage, approvers: &[(PersonId, String)], now: DateTime<Utc>) -> Step {
        let here: Vec<_> = self
            .signatures
            .iter()
            .filter(|s| s.stage_id == stage.id)
            .collect();
        let mut notes: Vec<_> = here
            .iter()
            .map(|signature| {
                let did = if signature.answer == Answer::Approve {
                    "approved"
                } else {
                    "denied"
                };
                let (name, when) = (signature.signer(), Moment::new(signature.signed_at, now).words);
                match signature.reason.as_str() {
                    "" => t!("step-answered", name = name, did = did, when = when),
                    reason => {
                        t!(
                            "step-answered-why",
                            name = name,
                            did = did,
                            when = when,
                            reason = reason
                        )
                    }
                }
            })
            .collect();
        notes.extend(here.iter().flat_map(|signature| self.narrowed(signature)));
        let (state, title) = match stage.state {
            StageState::Signed => (StepState::Done, t!("step-stage-signed", stage = stage.position)),
            StageState::Denied => (StepState::Failed, t!("step-stage-denied", stage = stage.position)),
            StageState::Open if self.appeal_at(stage).is_some() => {
                (StepState::Current, t!("step-appeal").into())
            }
            StageState::Open => (StepState::Current, t!("step-stage-waits", stage = stage.position)),
            StageState::Coming | StageState::Dropped => (
                StepState::Coming,
                t!("step-stage-to-come", stage = stage.position),
            ),
        };
        if let Some(appeal) = self.appeal_at(stage) {
            let at = Moment::new(appeal.at, now).words;
            notes.insert(
                0,
                t!("step-appealed", name = appeal.by, when = at, text = appeal.text),
            );
        }
        for inquiry in self
            .inquiries
            .iter()
            .filter(|inquiry| inquiry.stage_id == stage.id)
        {
            notes.extend(asked(inquiry, now));
        }
        if stage.state == StageState::Open {
            let since = stage
                .opened_at
                .map(|at| Moment::since(at, now).words)
                .unwrap_or_default();
            let names = self.unsigned(stage, approvers);
            notes.push(t!("step-waits-since", names = one_of(&names), since = since));
            if let Some(due) = stage.due_at {
                let by = calendar::moment_words(due, now, self.zone);
                notes.push(match due > now {
                    true => t!("step-due", by = by),
                    false => t!("step-overdue", by = by),
                });
            }
            if stage.needed > 1 {
                notes.push(t!("step-signatures", given = here.len(), needed = stage.needed));
            }
        }
        if matches!(stage.state, StageState::Open | StageState::Coming) {
            notes.push(t!("step-why", why = words::kept(&stage.why), rule = stage.rule));
        }
        // Once it is open, a note below says who and since when.
        let people = match stage.state {
            StageState::Signed | StageState::Denied | StageState::Open => String::new(),
            _ => one_of(&approvers.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>()),
        };
        Step {
            state,
            title,
            people,
            at: stage.closed_at.map(|at| Moment::new(at, now)),
            reasons: Vec::new(),
            notes,
        }
    }

    /// The appeal that is decided at this stage.
    fn appeal_at(&self, stage: &Stage) -> Option<&Appeal> {
        self.appeal.as_ref().filter(|appeal| appeal.stage_id == stage.id)
    }
}

/// A question and its answer, each a sentence.
fn asked(inquiry: &Inquiry, now: DateTime<Utc>) -> Vec<String> {
    let at = Moment::new(inquiry.asked_at, now).words;
    let mut sentences = vec![t!(
        "step-question",
        name = inquiry.asker,
        when = at,
        text = inquiry.question
    )];
    if let (Some(answerer), Some(at)) = (&inquiry.answerer, inquiry.answered_at) {
        let at = Moment::new(at, now).words;
        sentences.push(match &inquiry.answer {
            Some(answer) => t!(
                "step-question-answered",
                name = answerer,
                when = at,
                text = answer
            ),
            None => t!("step-question-back", name = answerer, when = at),
        });
    }
    sentences
}
