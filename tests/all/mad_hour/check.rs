//! What must be true when the hour is over. Pure: from what the database and the tenant remember to what does not fit;
//! each check has a test that breaks a good ledger and expects to hear of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

/// Plans of a SKU, as a set.
pub type Plans = BTreeSet<Uuid>;

/// Everything that is remembered of the hour.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Our application, as the tenant names it.
    pub application: String,
    pub requests: Vec<Request>,
    pub grants: Vec<Grant>,
    pub runs: Vec<Run>,
    pub jobs: Vec<Job>,
    /// In the order of the log; what is not sealed comes last.
    pub events: Vec<Event>,
    /// Plans that can be switched, for each SKU of the tenant.
    pub skus: BTreeMap<Uuid, Plans>,
    /// Plans that are off, for each person and SKU that is assigned directly at the end.
    pub assigned: BTreeMap<(Uuid, Uuid), Plans>,
    /// Every direct assignment that changed, in the order in which it did.
    pub changes: Vec<Change>,
    /// Runs that were not the first attempt of their job.
    pub retries: usize,
    /// Two calls for one person at the same time, as the tenant tells it.
    pub overlaps: Vec<Value>,
    /// What the front door answered that it had done.
    pub told: Told,
    /// What `countersign audit verify` said, and whether it was content.
    pub verified: (bool, String),
    /// Lines of the logs that no process should write, and processes that ended by themselves.
    pub accidents: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Request {
    pub id: Uuid,
    pub state: String,
}

#[derive(Clone, Debug)]
pub struct Grant {
    pub id: Uuid,
    pub request: Uuid,
    pub person: Uuid,
    pub sku: Uuid,
    pub plans_on: Plans,
    pub state: String,
    /// What keeps it, as it stands in the database.
    pub attention: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Run {
    pub id: Uuid,
    /// The body that was to be sent; nothing when nothing differed.
    pub call: Option<Value>,
    pub result: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Job {
    pub kind: String,
    pub state: String,
    pub key: Uuid,
}

#[derive(Clone, Debug)]
pub struct Event {
    /// Its place in the sealed order.
    pub seq: Option<i64>,
    /// Drawn when it is inserted, after every lock that its transaction waited for; `at` is read before.
    pub written: i64,
    pub at: DateTime<Utc>,
    pub kind: String,
    pub request: Option<Uuid>,
    pub person: Option<Uuid>,
    pub sku: Option<Uuid>,
    pub detail: Value,
}

#[derive(Clone, Debug)]
pub struct Change {
    pub at: DateTime<Utc>,
    pub person: Uuid,
    pub sku: Uuid,
    /// Plans that are off; nothing = not assigned.
    pub after: Option<Plans>,
    pub by: String,
    pub client_request_id: Option<Uuid>,
}

#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Requests that were taken.
    pub requests: BTreeSet<Uuid>,
    /// (stage, approver) of signatures that were taken.
    pub signatures: BTreeSet<(Uuid, Uuid)>,
    /// Grants that were given back or withdrawn.
    pub ended: BTreeSet<Uuid>,
    /// Signatures that the database has.
    pub signed: BTreeSet<(Uuid, Uuid)>,
}

/// A check with the sentence it holds.
pub type Check = (&'static str, fn(&Ledger) -> Vec<String>);

/// Every check, in the order in which they are shown.
pub const CHECKS: [Check; 10] = [
    (
        "every approved grant is assigned exactly as approved",
        assigned_as_approved,
    ),
    ("what has ended is not assigned", ended_is_not_assigned),
    ("nothing unapproved was ever assigned", nothing_unapproved),
    (
        "every change at Graph is one that a run announced",
        changes_were_announced,
    ),
    ("no two calls for one person overlapped", no_overlaps),
    ("every request has its whole chain of events", chains_are_whole),
    ("every call has its two events", calls_are_logged),
    ("what the front door said it did is done", told_is_done),
    ("the log verifies", log_verifies),
    ("nothing is stuck, and nothing broke", nothing_is_stuck),
];

/// All that does not fit, each with the check that found it.
pub fn findings(ledger: &Ledger) -> Vec<(&'static str, String)> {
    let found = |(name, check): &Check| {
        check(ledger)
            .into_iter()
            .map(|what| (*name, what))
            .collect::<Vec<_>>()
    };
    CHECKS.iter().flat_map(found).collect()
}

fn assigned_as_approved(ledger: &Ledger) -> Vec<String> {
    let mut found = Vec::new();
    for grant in ledger.grants.iter().filter(|grant| grant.state != "ended") {
        let approved = ledger.events.iter().find(|event| is_approval_of(event, grant.id));
        let Some(plans_on) = approved.and_then(|event| plans(&event.detail["change"]["plans_on"])) else {
            found.push(format!("grant {} has no approval in the log", grant.id));
            continue;
        };
        if plans_on != grant.plans_on {
            found.push(format!("grant {} has other plans than were approved", grant.id));
        }
        match ledger.assigned.get(&(grant.person, grant.sku)) {
            None => found.push(format!("grant {} ({}) is not assigned", grant.id, grant.state)),
            Some(off) if Some(off) != off_for(ledger, grant.sku, &plans_on).as_ref() => {
                found.push(format!(
                    "grant {} is assigned with other plans off: {off:?}",
                    grant.id
                ));
            }
            Some(_) => {}
        }
    }
    found
}

fn ended_is_not_assigned(ledger: &Ledger) -> Vec<String> {
    let lives: BTreeSet<_> = ledger
        .grants
        .iter()
        .filter(|grant| grant.state != "ended")
        .map(|grant| (grant.person, grant.sku))
        .collect();
    let ended = ledger.grants.iter().filter(|grant| grant.state == "ended");
    ended
        .filter(|grant| !lives.contains(&(grant.person, grant.sku)))
        .filter(|grant| ledger.assigned.contains_key(&(grant.person, grant.sku)))
        .map(|grant| format!("grant {} has ended and is still assigned", grant.id))
        .collect()
}

/// Against every state that the tenant went through, not only the last: each is covered by the grant that lived when its
/// call was prepared.
fn nothing_unapproved(ledger: &Ledger) -> Vec<String> {
    let mut found = Vec::new();
    let mut before: BTreeMap<(Uuid, Uuid), Vec<&Event>> = BTreeMap::new();
    for event in ledger.events.iter().filter(|event| event.seq.is_some()) {
        if let (Some(person), Some(sku)) = (event.person, event.sku) {
            before.entry((person, sku)).or_default().push(event);
        }
    }
    let planned = events_of_runs(ledger, "graph.call_planned");
    for change in ours(ledger) {
        let events = before
            .get(&(change.person, change.sku))
            .map_or(&[][..], Vec::as_slice);
        let call = change.client_request_id.and_then(|run| planned.get(&run));
        // Where no call announced it, which is found elsewhere, its own time counts.
        let call = call.map(|events| events[0]).filter(|event| {
            event.person == Some(change.person)
                && body_says(&event.detail["body"], change.sku, change.after.as_ref())
        });
        let is_earlier = |event: &&&Event| match call {
            Some(call) => event.written <= call.written,
            None => event.at <= change.at,
        };
        let earlier: Vec<_> = events.iter().filter(is_earlier).collect();
        let followed_by = |event: &Event, kinds: &[&str]| {
            earlier.iter().any(|later| {
                kinds.contains(&later.kind.as_str())
                    && later.written >= event.written
                    && id(&later.detail["grant"]) == id(&event.detail["grant"])
            })
        };
        let covered = match &change.after {
            Some(off) => earlier
                .iter()
                .filter(|event| event.kind == "grant.approved")
                .filter(|event| !followed_by(event, &["grant.ending", "grant.ended"]))
                .any(|event| {
                    plans(&event.detail["change"]["plans_on"])
                        .and_then(|on| off_for(ledger, change.sku, &on))
                        .is_some_and(|approved| approved == *off)
                }),
            None => earlier
                .iter()
                .any(|event| event.kind == "grant.ending" && !followed_by(event, &["grant.ended"])),
        };
        if !covered {
            let what = if change.after.is_some() {
                "assigned"
            } else {
                "removed"
            };
            let history: Vec<_> = events
                .iter()
                .map(|event| (event.written, event.at, &event.kind))
                .collect();
            found.push(format!(
                "{} of {} was {what} at {} without an approved grant that says so; announced by {:?}; the log: {history:?}",
                change.sku,
                change.person,
                change.at,
                call.map(|event| event.written),
            ));
        }
    }
    found
}

fn changes_were_announced(ledger: &Ledger) -> Vec<String> {
    let planned: BTreeMap<_, _> = events_of_runs(ledger, "graph.call_planned")
        .into_iter()
        .map(|(run, events)| (run, events[0]))
        .collect();
    let mut found = Vec::new();
    for change in ours(ledger) {
        let named = change.client_request_id.and_then(|run| planned.get(&run));
        let announced = named.is_some_and(|event| {
            event.person == Some(change.person)
                && event.at <= change.at
                && body_says(&event.detail["body"], change.sku, change.after.as_ref())
        });
        if !announced {
            found.push(format!(
                "the change of {} for {} at {} stands in no planned call ({:?})",
                change.sku, change.person, change.at, change.client_request_id
            ));
        }
    }
    found
}

fn no_overlaps(ledger: &Ledger) -> Vec<String> {
    ledger
        .overlaps
        .iter()
        .map(|overlap| format!("overlap: {overlap}"))
        .collect()
}

/// What must stand in the log of a request, by what became of it.
fn chains_are_whole(ledger: &Ledger) -> Vec<String> {
    let mut of: BTreeMap<Uuid, Vec<&Event>> = BTreeMap::new();
    for event in &ledger.events {
        if let Some(request) = event.request {
            of.entry(request).or_default().push(event);
        }
    }
    let grants: BTreeMap<_, _> = ledger.grants.iter().map(|grant| (grant.request, grant)).collect();
    let mut found = Vec::new();
    for request in &ledger.requests {
        let events = of.get(&request.id).map_or(&[][..], Vec::as_slice);
        let grant = grants.get(&request.id);
        let mut want = vec!["request.submitted", "request.decided"];
        match request.state.as_str() {
            "denied" => want.push("request.denied"),
            "cancelled" => want.push("request.cancelled"),
            _ => {}
        }
        if let Some(grant) = grant {
            want.push("grant.approved");
            match (request.state.as_str(), grant.state.as_str()) {
                ("active", "ended") => want.extend(["grant.active", "grant.ending", "grant.ended"]),
                ("active", _) => want.push("grant.active"),
                (_, "ended") => want.push("grant.ended"),
                _ => {}
            }
        }
        if matches!(request.state.as_str(), "approved" | "active") && grant.is_none() {
            found.push(format!(
                "request {} is {} without a grant",
                request.id, request.state
            ));
        }
        found.extend(want.iter().filter_map(|kind| once(request.id, events, kind)));
        found.extend(out_of_order(request.id, events));
        found.extend(signed_enough(request.id, events));
    }
    found
}

fn once(request: Uuid, events: &[&Event], kind: &str) -> Option<String> {
    // A request that is looked at again at each signature is decided more than once.
    let most = if kind == "request.decided" { usize::MAX } else { 1 };
    match events.iter().filter(|event| event.kind == kind).count() {
        0 => Some(format!("request {request} has no event {kind}")),
        n if n > most => Some(format!("request {request} has {n} events {kind}")),
        _ => None,
    }
}

fn out_of_order(request: Uuid, events: &[&Event]) -> Option<String> {
    const ORDER: [&str; 6] = [
        "request.submitted",
        "request.decided",
        "grant.approved",
        "grant.active",
        "grant.ending",
        "grant.ended",
    ];
    let mut last = None;
    for kind in ORDER {
        let first = events.iter().find(|event| event.kind == kind);
        let Some(seq) = first.and_then(|event| event.seq) else {
            continue;
        };
        if last.is_some_and(|last| seq < last) {
            return Some(format!("{kind} of request {request} stands too early in the log"));
        }
        last = Some(seq);
    }
    None
}

/// As many signatures as the stages that were opened want, where the request went on to a grant.
fn signed_enough(request: Uuid, events: &[&Event]) -> Option<String> {
    if !events.iter().any(|event| event.kind == "grant.approved") {
        return None;
    }
    let needed: i64 = events
        .iter()
        .filter(|event| event.kind == "stage.opened")
        .filter_map(|event| event.detail["needed"].as_i64())
        .sum();
    let given = events
        .iter()
        .filter(|event| event.kind == "signature.given" && event.detail["answer"] == "approve")
        .count();
    (i64::try_from(given).unwrap_or(i64::MAX) < needed)
        .then(|| format!("request {request} was granted with {given} of {needed} signatures"))
}

fn calls_are_logged(ledger: &Ledger) -> Vec<String> {
    let planned = events_of_runs(ledger, "graph.call_planned");
    let answered = events_of_runs(ledger, "graph.call_answered");
    let mut found = Vec::new();
    for run in ledger.runs.iter().filter(|run| run.call.is_some()) {
        for (kind, events) in [("planned", &planned), ("answered", &answered)] {
            let n = events.get(&run.id).map_or(0, Vec::len);
            if n != 1 {
                found.push(format!("run {} has {n} events graph.call_{kind}", run.id));
            }
        }
        if run.result.is_none() {
            found.push(format!("run {} never ended", run.id));
        }
        let body = planned.get(&run.id).map(|events| &events[0].detail["body"]);
        if body.is_some() && body != run.call.as_ref() {
            found.push(format!("run {} has another body than the log", run.id));
        }
    }
    found
}

/// An answer is a promise: a restart of the database takes nothing back.
fn told_is_done(ledger: &Ledger) -> Vec<String> {
    let requests: BTreeSet<_> = ledger.requests.iter().map(|request| request.id).collect();
    let told = &ledger.told;
    let lost = told
        .requests
        .difference(&requests)
        .map(|id| format!("request {id} was taken and is not there"));
    let unsigned = told.signatures.difference(&told.signed).map(|(stage, person)| {
        format!("the signature of {person} at stage {stage} was taken and is not there")
    });
    let unended = ledger
        .grants
        .iter()
        .filter(|grant| told.ended.contains(&grant.id) && grant.state != "ended")
        .map(|grant| format!("grant {} was given back and is {}", grant.id, grant.state));
    lost.chain(unsigned).chain(unended).collect()
}

fn log_verifies(ledger: &Ledger) -> Vec<String> {
    let mut found = Vec::new();
    if !ledger.verified.0 {
        found.push(ledger.verified.1.clone());
    }
    let unsealed = ledger.events.iter().filter(|event| event.seq.is_none()).count();
    if unsealed > 0 {
        found.push(format!("{unsealed} events are not sealed"));
    }
    found
}

fn nothing_is_stuck(ledger: &Ledger) -> Vec<String> {
    let stuck_job = |job: &&Job| job.state != "ready" || job.kind == "reconcile";
    let jobs = ledger.jobs.iter().filter(stuck_job);
    let jobs = jobs.map(|job| format!("job {} of {} is {}", job.kind, job.key, job.state));
    let grants = ledger
        .grants
        .iter()
        .filter(|grant| !matches!(grant.state.as_str(), "active" | "ended") || grant.attention.is_some());
    let grants = grants.map(|grant| format!("grant {} is {}: {:?}", grant.id, grant.state, grant.attention));
    let requests = ledger.requests.iter().filter(|request| {
        !matches!(
            request.state.as_str(),
            "active" | "denied" | "cancelled" | "closed"
        )
    });
    let requests = requests.map(|request| format!("request {} is still {}", request.id, request.state));
    jobs.chain(grants)
        .chain(requests)
        .chain(ledger.accidents.iter().cloned())
        .collect()
}

/// Changes that our application made.
fn ours(ledger: &Ledger) -> impl Iterator<Item = &Change> {
    ledger
        .changes
        .iter()
        .filter(|change| change.by == ledger.application)
}

fn is_approval_of(event: &Event, grant: Uuid) -> bool {
    event.kind == "grant.approved" && id(&event.detail["grant"]) == Some(grant)
}

fn events_of_runs<'a>(ledger: &'a Ledger, kind: &str) -> BTreeMap<Uuid, Vec<&'a Event>> {
    let mut of: BTreeMap<Uuid, Vec<&Event>> = BTreeMap::new();
    for event in ledger
        .events
        .iter()
        .filter(|event| event.kind == kind && event.seq.is_some())
    {
        if let Some(run) = id(&event.detail["run"]) {
            of.entry(run).or_default().push(event);
        }
    }
    of
}

/// Whether the body of a call brings exactly this.
fn body_says(body: &Value, sku: Uuid, after: Option<&Plans>) -> bool {
    let list = |name: &str| body[name].as_array().cloned().unwrap_or_default();
    match after {
        Some(off) => list("addLicenses").iter().any(|added| {
            id(&added["skuId"]) == Some(sku) && plans(&added["disabledPlans"]).as_ref() == Some(off)
        }),
        None => list("removeLicenses")
            .iter()
            .any(|removed| id(removed) == Some(sku)),
    }
}

/// Plans of the live SKU that are off when these are on.
fn off_for(ledger: &Ledger, sku: Uuid, on: &Plans) -> Option<Plans> {
    Some(ledger.skus.get(&sku)?.difference(on).copied().collect())
}

pub fn id(value: &Value) -> Option<Uuid> {
    value.as_str()?.parse().ok()
}

/// A list of plan ids; `None` when it is none.
pub fn plans(value: &Value) -> Option<Plans> {
    value.as_array()?.iter().map(id).collect()
}
