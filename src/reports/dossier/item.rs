//! Everything that was read about one granted right. Nothing of it is believed yet: the log is what is proved, the tables stand
//! beside it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::ids::{DecisionId, GrantId, PersonId, PlanId, RequestId, SkuId};
use crate::policy::{Decision, Policy};
use crate::requests::{RequestKind, RequestState};

/// One event of the log, with its seal where it has one.
#[derive(Clone, Debug)]
pub struct Fact {
    pub id: Uuid,
    /// Place in the order of writing.
    pub written: i64,
    /// Place in the sealed order; `None` = not sealed yet.
    pub seq: Option<i64>,
    pub hash: Option<Vec<u8>>,
    pub at: DateTime<Utc>,
    pub kind: String,
    pub actor: String,
    pub actor_id: Option<PersonId>,
    pub request_id: Option<RequestId>,
    pub person_id: Option<PersonId>,
    pub sku_id: Option<SkuId>,
    pub detail: Value,
}

impl Fact {
    pub fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// A text of its detail; empty where it has none.
    pub fn text(&self, key: &str) -> &str {
        self.detail.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn number(&self, key: &str) -> Option<i64> {
        self.detail.get(key).and_then(Value::as_i64)
    }

    pub fn uuid(&self, key: &str) -> Option<Uuid> {
        self.text(key).parse().ok()
    }

    pub fn person(&self, key: &str) -> Option<PersonId> {
        self.uuid(key).map(PersonId)
    }

    pub fn time(&self, key: &str) -> Option<DateTime<Utc>> {
        self.text(key).parse().ok()
    }

    pub fn is_true(&self, key: &str) -> bool {
        self.detail.get(key).and_then(Value::as_bool).unwrap_or_default()
    }

    /// A list of ids; empty where it has none.
    pub fn uuids(&self, key: &str) -> BTreeSet<Uuid> {
        ids_in(self.detail.get(key))
    }

    pub fn has(&self, key: &str) -> bool {
        self.detail.get(key).is_some_and(|value| !value.is_null())
    }
}

/// The ids of a JSON list.
pub fn ids_in(value: Option<&Value>) -> BTreeSet<Uuid> {
    let list = value.and_then(Value::as_array);
    let texts = list.into_iter().flatten().filter_map(Value::as_str);
    texts.filter_map(|text| text.parse().ok()).collect()
}

#[derive(Clone, Debug)]
pub struct RequestRow {
    pub id: RequestId,
    pub kind: RequestKind,
    pub requester_id: PersonId,
    pub beneficiary_id: PersonId,
    pub sku_id: SkuId,
    pub justification: String,
    pub change_hash: String,
    pub state: RequestState,
    pub created_at: DateTime<Utc>,
}

/// The grant that the request brought, made longer or changed.
#[derive(Clone, Debug)]
pub struct GrantRow {
    pub id: GrantId,
    pub request_id: RequestId,
    pub person_id: PersonId,
    pub sku_id: SkuId,
    pub plans_on: Vec<PlanId>,
    pub state: String,
    pub approved_at: DateTime<Utc>,
    pub active_at: Option<DateTime<Utc>>,
    pub until_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug)]
pub struct DecisionRow {
    pub id: DecisionId,
    pub policy_version: String,
    /// JSON.
    pub facts: String,
    /// JSON.
    pub decision: String,
    /// JSON.
    pub people: String,
    pub made_at: DateTime<Utc>,
}

/// A signature as its row has it; those that were taken back are not read.
#[derive(Clone, Debug)]
pub struct SignatureRow {
    pub id: Uuid,
    pub stage: i64,
    /// Its stage was made anew since, or its denial appealed.
    pub is_set_aside: bool,
    pub person_id: PersonId,
    pub on_behalf_of: Option<PersonId>,
    pub approves: bool,
    pub change_hash: String,
    pub signed_at: DateTime<Utc>,
}

#[derive(Clone, Debug)]
pub struct DelegationRow {
    pub id: Uuid,
    pub from_id: PersonId,
    pub to_id: PersonId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// One attempt to make Graph agree.
#[derive(Clone, Debug)]
pub struct RunRow {
    pub id: Uuid,
    pub call: Option<Value>,
    pub result: Option<String>,
    pub graph_request_id: Option<String>,
    pub read_back: Option<Value>,
}

#[derive(Clone, Debug)]
pub struct NoticeRow {
    pub id: Uuid,
    pub event_id: Uuid,
    pub person_id: PersonId,
    pub kind: String,
    pub not_before: DateTime<Utc>,
    pub dropped_at: Option<DateTime<Utc>>,
    pub mail_id: Option<Uuid>,
    pub mail_state: Option<String>,
}

/// What followed for the grant from a movement of its person.
#[derive(Clone, Debug)]
pub struct DepartureRow {
    pub id: Uuid,
    pub cause: String,
    pub state: String,
    pub noticed_at: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
}

/// Everything about one granted right.
#[derive(Clone, Debug)]
pub struct Item {
    pub request_id: RequestId,
    /// `None` = the log speaks of it, and it is not there.
    pub request: Option<RequestRow>,
    pub grant: Option<GrantRow>,
    /// In the order of writing: of the request, of other requests about its grant, of the calls for it, and of its person.
    pub events: Vec<Fact>,
    pub decisions: Vec<DecisionRow>,
    pub signatures: Vec<SignatureRow>,
    pub delegations: Vec<DelegationRow>,
    pub runs: Vec<RunRow>,
    pub notices: Vec<NoticeRow>,
    pub departures: Vec<DepartureRow>,
}

/// A version of the policy as it is kept.
#[derive(Clone, Debug)]
pub enum Kept {
    Good(Arc<Policy>),
    /// The bytes are not those that it is named after.
    Altered,
    Unreadable,
}

/// What many items share.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// Each time a version came in force, in the order of writing.
    pub in_force: Vec<Fact>,
    /// A version that is not among them is not kept.
    pub policies: HashMap<String, Kept>,
    /// Plans that Microsoft took out of their product.
    pub gone_plans: BTreeSet<(SkuId, PlanId)>,
}

/// An approval that counts, as the log says it.
#[derive(Clone, Copy, Debug)]
pub struct Approval<'a> {
    pub event: &'a Fact,
    pub stage: i64,
    pub by: PersonId,
    pub on_behalf_of: Option<PersonId>,
}

impl Approval<'_> {
    /// Whose right was used.
    pub fn authority(&self) -> PersonId {
        self.on_behalf_of.unwrap_or(self.by)
    }
}

impl Item {
    pub fn kind(&self) -> RequestKind {
        if let Some(request) = &self.request {
            return request.kind;
        }
        let is = |kind: &str| self.own().any(|event| event.is(kind));
        match () {
            () if is("grant.given_at_once") => RequestKind::BreakGlass,
            () if is("drift.adopted") || is("drift.restored") => RequestKind::Adopt,
            () if is("grant.extended") => RequestKind::Extend,
            () => RequestKind::Assign,
        }
    }

    /// The events of the request itself.
    pub fn own(&self) -> impl DoubleEndedIterator<Item = &Fact> {
        let own = move |event: &&Fact| event.request_id == Some(self.request_id);
        self.events.iter().filter(own)
    }

    pub fn first(&self, kind: &str) -> Option<&Fact> {
        self.own().find(|event| event.is(kind))
    }

    /// Events about its grant, whatever request they are of.
    pub fn of_grant(&self) -> impl DoubleEndedIterator<Item = &Fact> {
        let id = self.grant_id();
        let is = move |event: &&Fact| id.is_some() && event.uuid("grant") == id;
        self.events.iter().filter(is)
    }

    pub fn grant_id(&self) -> Option<Uuid> {
        let row = self.grant.as_ref().map(|grant| grant.id.0);
        row.or_else(|| self.granted().and_then(|event| event.uuid("grant")))
    }

    /// The event with which it was recorded.
    pub fn recorded(&self) -> Option<&Fact> {
        match self.kind() {
            RequestKind::BreakGlass => self.first("grant.given_at_once"),
            RequestKind::Adopt => self
                .first("drift.adopted")
                .or_else(|| self.first("drift.restored")),
            RequestKind::Assign | RequestKind::Extend | RequestKind::Change => {
                self.first("request.submitted")
            }
        }
    }

    /// The event with which it was carried out; for what was adopted, the one that says so.
    pub fn granted(&self) -> Option<&Fact> {
        match self.kind() {
            RequestKind::Assign | RequestKind::BreakGlass => self.first("grant.approved"),
            RequestKind::Extend => self.first("grant.extended"),
            RequestKind::Change => self
                .own()
                .find(|event| event.is("grant.plans_changed") && event.text("by") == "request"),
            RequestKind::Adopt => self.recorded(),
        }
    }

    /// Hash of the change that was granted; of what was not granted, of that which is asked.
    pub fn change_hash(&self) -> &str {
        match (self.granted(), &self.request) {
            (Some(event), _) => event.text("change_hash"),
            (None, Some(request)) => &request.change_hash,
            (None, None) => "",
        }
    }

    /// The approvals of the change that counts, in the order in which they were given; not those taken back or set aside.
    pub fn approvals(&self) -> Vec<Approval<'_>> {
        let hash = self.change_hash();
        let mut approvals: Vec<Approval<'_>> = Vec::new();
        for event in self.own() {
            let stage = event.number("stage").unwrap_or_default();
            match event.kind.as_str() {
                "request.stages_made_anew" => approvals.clear(),
                "request.appealed" => approvals.retain(|approval| approval.stage != stage),
                "signature.given"
                    if event.text("answer") == "approve" && event.text("change_hash") == hash =>
                {
                    let Some(by) = event.actor_id else { continue };
                    approvals.push(Approval {
                        event,
                        stage,
                        by,
                        on_behalf_of: event.person("on_behalf_of"),
                    });
                }
                "signature.taken_back" => approvals
                    .retain(|approval| approval.stage != stage || Some(approval.by) != event.actor_id),
                _ => {}
            }
        }
        approvals
    }

    /// The decision by which its stages were made.
    pub fn staging_decision(&self) -> Option<DecisionId> {
        let anew = self.own().rfind(|event| event.is("request.stages_made_anew"));
        let event = anew.or_else(|| self.first("request.decided"))?;
        event.uuid("decision").map(DecisionId)
    }

    pub fn decision(&self, id: DecisionId) -> Option<&DecisionRow> {
        self.decisions.iter().find(|row| row.id == id)
    }

    /// What was decided when the stages were made, as it is stored.
    pub fn staged(&self) -> Option<Decision> {
        let row = self.decision(self.staging_decision()?)?;
        serde_json::from_str(&row.decision).ok()
    }

    pub fn requester(&self) -> Option<PersonId> {
        let event = self.recorded().and_then(|event| event.actor_id);
        event.or(self.request.as_ref().map(|request| request.requester_id))
    }

    pub fn beneficiary(&self) -> Option<PersonId> {
        let event = self.recorded().and_then(|event| event.person_id);
        event.or(self.request.as_ref().map(|request| request.beneficiary_id))
    }

    pub fn sku(&self) -> Option<SkuId> {
        let event = self.recorded().and_then(|event| event.sku_id);
        event.or(self.request.as_ref().map(|request| request.sku_id))
    }

    /// When the licence was there for the first time by this request, as the log says.
    pub fn active(&self) -> Option<&Fact> {
        self.first("grant.active")
    }

    /// The attempt that made it active: the planned call and its answer, where there was one.
    pub fn call(&self) -> (Option<&Fact>, Option<&Fact>) {
        let Some(run) = self.active().and_then(|event| event.uuid("run")) else {
            return (None, None);
        };
        let of_run = |kind: &str| {
            let mut events = self.events.iter();
            events.find(|event| event.is(kind) && event.uuid("run") == Some(run))
        };
        (of_run("graph.call_planned"), of_run("graph.call_answered"))
    }

    pub fn run(&self) -> Option<&RunRow> {
        let run = self.active()?.uuid("run")?;
        self.runs.iter().find(|row| row.id == run)
    }

    /// Who is told of it: who asked, and for whom.
    pub fn parties(&self) -> BTreeSet<PersonId> {
        self.requester().into_iter().chain(self.beneficiary()).collect()
    }

    /// Until when the right is, as the log last said; the outer `None` = it did not say.
    pub fn until(&self) -> Option<Option<DateTime<Utc>>> {
        let says = |event: &&Fact| {
            matches!(
                event.kind.as_str(),
                "grant.active" | "grant.extended" | "drift.adopted" | "drift.restored"
            ) && event.detail.get("until").is_some()
        };
        let last = self.of_grant().rfind(says)?;
        Some(last.time("until"))
    }
}

/// Names by which stages are kept while the log is read from its beginning: who could sign, and for whom.
#[derive(Clone, Debug, Default)]
pub struct StageNow {
    pub approvers: BTreeSet<Uuid>,
    /// (for whom, who, delegation).
    pub moved: Vec<(Uuid, Uuid, Uuid)>,
    pub needed: i64,
    /// How many must sign was said anew after it was opened, or it decides an appeal.
    pub is_replaced: bool,
}

/// The stages as the log has them after each event.
#[derive(Clone, Debug, Default)]
pub struct StagesNow(BTreeMap<i64, StageNow>);

impl StagesNow {
    pub fn hear(&mut self, event: &Fact) {
        if event.is("request.stages_made_anew") {
            self.0.clear();
            return;
        }
        let Some(number) = event.number("stage") else {
            return;
        };
        let named = event.uuids("approvers");
        let needed = event.number("needed");
        match event.kind.as_str() {
            "stage.opened" | "stage.approvers_replaced" | "stage.escalated" | "request.appealed" => {
                let stage = self.0.entry(number).or_default();
                stage.approvers = named;
                stage.needed = needed.unwrap_or(stage.needed);
                stage.is_replaced |= event.is("stage.approvers_replaced") || event.is("request.appealed");
            }
            "delegation.item_moved" => {
                let both = event.uuid("from").zip(event.uuid("to"));
                if let Some(((from, to), delegation)) = both.zip(event.uuid("delegation")) {
                    self.0
                        .entry(number)
                        .or_default()
                        .moved
                        .push((from, to, delegation));
                }
            }
            _ => {}
        }
    }

    pub fn of(&self, number: i64) -> Option<&StageNow> {
        self.0.get(&number)
    }
}
