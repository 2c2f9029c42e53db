//! `GET /audit/dossiers/{id}`: the dossier of a granted right, by the id of its grant or of a request. Each visit is an event.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::attributes::{Attribute, Code, Evidence, Verdict, judge, overall};
use super::item::{Approval, Fact, Item, Kept, Shared};
use super::read;
use super::store;
use super::views::{ApprovalRow, AttributeRow, Call, DossierPage, EventLine, EvidenceLine, Proof, Rules};
use super::words;
use crate::app::App;
use crate::audit::checkpoint::Kept as Checkpoint;
use crate::audit::{self, Event, Kind};
use crate::catalog::Plan;
use crate::ids::PersonId;
use crate::people::signed_in::{Auditor, SignedIn};
use crate::policy::{Decision, Facts, Heard};
use crate::reports::store::EventRow;
use crate::reports::{explain, log_words};
use crate::requests::frame::{frame, reason_lines};
use crate::requests::{RequestKind, signer_words};
use crate::web::Failure;
use crate::web::page::{Moment, Place};
use crate::words::format;
use crate::{catalog, people};

/// Events on one page; the log has the rest.
const MOST_EVENTS: usize = 200;
/// Values of facts that are shown.
const MOST_FACTS: usize = 200;

/// What the parts of the page are made of.
struct Looked<'a> {
    item: &'a Item,
    shared: &'a Shared,
    names: &'a BTreeMap<PersonId, String>,
    product: &'a str,
    /// Inclusion proofs of the events that the newest checkpoint covers.
    paths: &'a BTreeMap<Uuid, Vec<String>>,
}

pub async fn page(
    State(app): State<App>,
    Auditor(person): Auditor,
    Path(id): Path<String>,
) -> Result<DossierPage, Failure> {
    let id: Uuid = id.parse().map_err(|_| Failure::NotFound)?;
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    store::as_of_one_moment(&mut tx).await?;
    let request = store::request_of(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    let mut shared = Shared::read(&mut tx).await?;
    let items = read::items(&mut tx, &[request]).await?;
    shared.read_policies(&mut tx, &items).await?;
    let item = items.first().ok_or(Failure::NotFound)?;
    let names = people::store::names_of(&mut tx, &everybody(item)).await?;
    let skus: Vec<_> = item.sku().into_iter().collect();
    let titles = store::titles(&mut tx, &skus).await?;
    let plans = catalog::store::plans_of(&mut tx, &skus).await?;
    let checkpoint = audit::checkpoint::newest(&mut tx).await?;
    let paths = paths(&mut tx, item, checkpoint.as_ref()).await?;
    tx.commit().await?;
    let attributes = judge(item, &shared, now);
    viewed(&app, now, &person, item, &attributes).await?;
    let unknown = t!("log-a-product").to_owned();
    let product = titles.into_values().next().unwrap_or(unknown);
    let looked = Looked {
        item,
        shared: &shared,
        names: &names,
        product: &product,
        paths: &paths,
    };
    let beneficiary = looked.name(item.beneficiary());
    let title = t!("dossier-title", product = product, person = beneficiary);
    let mut conn = app.pool.acquire().await?;
    Ok(DossierPage {
        chrome: frame(&mut conn, &person, &title, Place::Audit).await?,
        person: beneficiary,
        verdict: words::badge(overall(&attributes)),
        said: said(&attributes),
        head: looked.head(),
        request_href: format!("/requests/{request}"),
        attributes: attributes
            .iter()
            .map(|attribute| looked.attribute(attribute))
            .collect(),
        approvals: item
            .approvals()
            .iter()
            .map(|approval| looked.approval(approval))
            .collect(),
        rules: looked.rules(&plans),
        facts: looked.facts(),
        call: looked.call(),
        events: item
            .events
            .iter()
            .take(MOST_EVENTS)
            .map(|event| looked.event(event))
            .collect(),
        left_out: item.events.len().saturating_sub(MOST_EVENTS),
        made: t!("dossier-made", when = format::exact(now), name = person.name),
        checkpoint: checkpoint.map_or_else(String::new, |newest| newest.note),
        product,
    })
}

/// Says in the log that somebody looked, and what they saw.
async fn viewed(
    app: &App,
    now: DateTime<Utc>,
    person: &SignedIn,
    item: &Item,
    attributes: &[Attribute],
) -> Result<(), Failure> {
    let failed = attributes
        .iter()
        .filter(|attribute| attribute.verdict == Verdict::Fail);
    let failed: Vec<_> = failed
        .map(|attribute| {
            let codes: Vec<_> = attribute.codes.iter().map(|code| code.as_str()).collect();
            json!({ "attribute": attribute.letter.as_str(), "codes": codes })
        })
        .collect();
    let mut event = Event::new(Kind::DossierViewed, person.actor())
        .on_request(item.request_id)
        .saying(json!({ "verdict": overall(attributes).as_str(), "failed": failed }));
    if let Some(beneficiary) = item.beneficiary() {
        event = event.about(beneficiary);
    }
    if let Some(sku) = item.sku() {
        event = event.with_product(sku);
    }
    let mut conn = app.pool.acquire().await?;
    audit::append(&mut conn, now, event).await?;
    Ok(())
}

/// Everybody whom the page may name.
fn everybody(item: &Item) -> Vec<PersonId> {
    let of_events = item.events.iter().flat_map(|event| {
        let ids = [event.actor_id, event.person_id, other(event)];
        ids.into_iter().flatten()
    });
    let all: BTreeSet<_> = of_events.chain(item.parties()).collect();
    all.into_iter().collect()
}

/// Whom somebody signs for.
fn other(event: &Fact) -> Option<PersonId> {
    let from = || {
        event
            .person("from")
            .filter(|_| event.kind.starts_with("delegation."))
    };
    event.person("on_behalf_of").or_else(from)
}

fn said(attributes: &[Attribute]) -> String {
    let count = |verdict| attributes.iter().filter(|one| one.verdict == verdict).count();
    let (failed, open) = (count(Verdict::Fail), count(Verdict::Open));
    match (failed, open) {
        (0, 0) => t!("dossier-said-pass", passed = count(Verdict::Pass)),
        (0, open) => t!("dossier-said-open", open = open),
        (failed, _) => t!("dossier-said-fail", failed = failed, all = attributes.len()),
    }
}

fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✓",
        Verdict::Fail => "✗",
        Verdict::DoesNotApply => "–",
        Verdict::Open => "…",
    }
}

/// The way from each event that is shown to the root of this checkpoint (RFC 6962, 2.1.1), where it covers the event.
async fn paths(
    conn: &mut PgConnection,
    item: &Item,
    checkpoint: Option<&Checkpoint>,
) -> anyhow::Result<BTreeMap<Uuid, Vec<String>>> {
    let size = checkpoint.map_or(0, |checkpoint| checkpoint.head.size);
    let events = item.events.iter().take(MOST_EVENTS);
    let covered = events.filter_map(|event| Some((event.id, event.seq.filter(|seq| *seq <= size)?)));
    let (ids, seqs): (Vec<_>, Vec<_>) = covered.unzip();
    let proofs = audit::tree::inclusion_proofs(conn, &seqs, size).await?;
    let paths = proofs.iter().map(|proof| proof.iter().map(hex::encode).collect());
    Ok(ids.into_iter().zip(paths).collect())
}

/// How this event is proved to stand in the log.
fn proof_of(event: &Fact) -> Proof {
    Proof {
        place: match event.seq {
            Some(seq) => t!("dossier-sealed-as", number = seq),
            None => t!("dossier-not-sealed").to_owned(),
        },
        hash: event.hash.as_ref().map(hex::encode).unwrap_or_default(),
        path: Vec::new(),
    }
}

fn anchor(event: Uuid) -> String {
    format!("event-{event}")
}

impl Looked<'_> {
    fn name(&self, person: Option<PersonId>) -> String {
        let name = person.and_then(|person| self.names.get(&person));
        name.map_or_else(|| t!("log-somebody").to_owned(), Clone::clone)
    }

    fn head(&self) -> Vec<(&'static str, String)> {
        let item = self.item;
        let kind = match item.kind() {
            RequestKind::Assign => t!("dossier-kind-assign"),
            RequestKind::Extend => t!("dossier-kind-extend"),
            RequestKind::Adopt => t!("dossier-kind-adopt"),
            RequestKind::Change => t!("dossier-kind-change"),
            RequestKind::BreakGlass => t!("dossier-kind-break-glass"),
        };
        let mut head = vec![
            (t!("dossier-what"), format!("{} – {kind}", self.product)),
            (t!("dossier-asked-by"), self.name(item.requester())),
            (t!("dossier-for"), self.name(item.beneficiary())),
        ];
        let mut when = |label, at: Option<DateTime<Utc>>| {
            head.extend(at.map(|at| (label, format::exact(at))));
        };
        when(t!("dossier-asked-at"), item.recorded().map(|event| event.at));
        when(t!("dossier-granted-at"), item.granted().map(|event| event.at));
        when(t!("dossier-active-at"), item.active().map(|event| event.at));
        when(t!("dossier-until"), item.until().flatten());
        let ended = item.of_grant().rfind(|event| event.is("grant.ended"));
        when(t!("dossier-ended-at"), ended.map(|event| event.at));
        if let Some(request) = &item.request
            && !request.justification.is_empty()
        {
            head.push((t!("dossier-justification"), request.justification.clone()));
        }
        head.push((t!("dossier-request-id"), item.request_id.to_string()));
        head.extend(item.grant_id().map(|id| (t!("dossier-grant-id"), id.to_string())));
        head
    }

    fn attribute(&self, attribute: &Attribute) -> AttributeRow {
        let reason = |code: &Code| (words::why(*code), code.as_str());
        AttributeRow {
            letter: attribute.letter.as_str(),
            name: words::name(attribute.letter),
            verdict: words::badge(attribute.verdict),
            sign: sign(attribute.verdict),
            reasons: attribute.codes.iter().map(reason).collect(),
            evidence: attribute
                .evidence
                .iter()
                .map(|evidence| self.evidence(evidence))
                .collect(),
        }
    }

    fn evidence(&self, evidence: &Evidence) -> EvidenceLine {
        match evidence {
            Evidence::Event(id) => {
                let mut events = self.item.events.iter().chain(&self.shared.in_force);
                let event = events.find(|event| event.id == *id);
                let is_shown = self
                    .item
                    .events
                    .iter()
                    .take(MOST_EVENTS)
                    .any(|event| event.id == *id);
                EvidenceLine {
                    text: event.map_or_else(String::new, |event| proof_of(event).place),
                    code: event.map_or_else(|| id.to_string(), |event| event.kind.clone()),
                    href: is_shown.then(|| format!("#{}", anchor(*id))),
                }
            }
            Evidence::Row(table, id) => EvidenceLine {
                text: t!("dossier-row", table = table),
                code: id.to_string(),
                href: None,
            },
            Evidence::Policy(version) => EvidenceLine {
                text: t!("dossier-policy").to_owned(),
                code: version.clone(),
                href: Some("#rules-h".to_owned()),
            },
        }
    }

    fn approval(&self, approval: &Approval<'_>) -> ApprovalRow {
        let event = approval.event;
        let signed_in = event.detail.get("signed_in");
        let text = |key: &str| signed_in.and_then(|by| by.get(key)).and_then(Value::as_str);
        let at = text("at").and_then(|at| at.parse::<DateTime<Utc>>().ok());
        let other = approval.on_behalf_of.map(|other| self.name(Some(other)));
        ApprovalRow {
            stage: approval.stage,
            who: signer_words(&self.name(Some(approval.by)), other.as_deref()),
            at: Moment::exact(event.at),
            signed_in: match (at, text("method")) {
                (Some(at), Some("oidc")) => t!("dossier-signed-in-oidc", when = format::exact(at)),
                (Some(at), _) => format::exact(at),
                (None, _) => t!("dossier-sign-in-not-noted").to_owned(),
            },
            shown: event.text("shown").to_owned(),
            signed: event.text("change_hash").to_owned(),
            href: format!("#{}", anchor(event.id)),
        }
    }

    /// The version by which its stages were made, with the rules that applied.
    fn rules(&self, plans: &[Plan]) -> Option<Rules> {
        let row = self.item.decision(self.item.staging_decision()?)?;
        let facts: Option<Facts> = serde_json::from_str(&row.facts).ok();
        let decision: Option<Decision> = serde_json::from_str(&row.decision).ok();
        let (policy, unreadable) = match self.shared.policies.get(&row.policy_version) {
            Some(Kept::Good(policy)) => (Some(policy), None),
            Some(Kept::Altered) => (None, Some(words::why(Code::PolicyAltered))),
            Some(Kept::Unreadable) => (None, Some(words::why(Code::PolicyUnreadable))),
            None => (None, Some(words::why(Code::PolicyMissing))),
        };
        let explained = policy.zip(facts).map(|(policy, facts)| policy.explain(&facts));
        let rules = explained.iter().flat_map(|explained| &explained.rules);
        let mut came = self.shared.in_force.iter().rev();
        let came = came.find(|came| came.text("policy") == row.policy_version && came.at <= row.made_at);
        Some(Rules {
            version: row.policy_version.clone(),
            since: match came {
                Some(came) => t!(
                    "dossier-in-force-since",
                    when = format::exact(came.at),
                    number = proof_of(came).place
                ),
                None => t!("dossier-in-force-unknown").to_owned(),
            },
            unreadable,
            reasons: decision.map_or_else(Vec::new, |decision| reason_lines(&decision.reasons, plans)),
            rules: rules
                .filter(|rule| rule.heard == Heard::Applied)
                .map(explain::row)
                .collect(),
        })
    }

    /// What the decision saw, one name after the other.
    fn facts(&self) -> Vec<(String, String)> {
        let row = self.item.staging_decision().and_then(|id| self.item.decision(id));
        let value = row.and_then(|row| serde_json::from_str::<Value>(&row.facts).ok());
        let mut facts = Vec::new();
        if let Some(value) = value {
            flatten("", &value, &mut facts);
        }
        facts.truncate(MOST_FACTS);
        facts
    }

    fn call(&self) -> Option<Call> {
        let (planned, answered) = self.item.call();
        let run = self.item.run();
        let id = self.item.active()?.uuid("run")?;
        let result = answered
            .map(|event| event.text("result"))
            .or_else(|| run.and_then(|run| run.result.as_deref()));
        let request_id = answered
            .map(|event| event.text("graph_request_id"))
            .filter(|id| !id.is_empty());
        let mut about = vec![(t!("dossier-client-request-id"), id.to_string())];
        about.extend(request_id.map(|id| (t!("dossier-graph-request-id"), id.to_owned())));
        about.extend(planned.map(|event| (t!("dossier-call-planned"), format::exact(event.at))));
        about.extend(answered.map(|event| (t!("dossier-call-answered"), format::exact(event.at))));
        about.extend(result.map(|result| (t!("dossier-call-result"), result.to_owned())));
        let read_back = answered
            .and_then(|event| event.detail.get("after"))
            .or_else(|| run.and_then(|run| run.read_back.as_ref()));
        let sku = self.item.sku().map(|sku| sku.to_string());
        Some(Call {
            about,
            body: pretty(planned.and_then(|event| event.detail.get("body"))),
            read_back: pretty(of_product(read_back, sku.as_deref()).as_ref()),
        })
    }

    fn event(&self, event: &Fact) -> EventLine {
        let row = EventRow {
            seq: event.seq,
            id: event.id,
            written: event.written,
            at: event.at,
            kind: event.kind.clone(),
            actor: event.actor.clone(),
            actor_name: event.actor_id.and_then(|id| self.names.get(&id).cloned()),
            person_name: event.person_id.and_then(|id| self.names.get(&id).cloned()),
            other_name: other(event).and_then(|id| self.names.get(&id).cloned()),
            token_name: None,
            product: Some(self.product.to_owned()).filter(|_| event.sku_id == self.item.sku()),
            request_id: event.request_id.map(|id| id.0),
            detail: event.detail.clone(),
            hash: event.hash.clone(),
        };
        EventLine {
            anchor: anchor(event.id),
            at: Moment::exact(event.at),
            who: crate::reports::log::actor_words(&row),
            words: log_words::words(&row),
            kind: event.kind.clone(),
            proof: Proof {
                path: self.paths.get(&event.id).cloned().unwrap_or_default(),
                ..proof_of(event)
            },
        }
    }
}

/// The entries of a list of Graph that are about the product; all where nothing is known of it.
fn of_product(list: Option<&Value>, sku: Option<&str>) -> Option<Value> {
    let list = list?.as_array()?;
    let is_about = |entry: &&Value| sku.is_none() || entry.get("skuId").and_then(Value::as_str) == sku;
    Some(Value::Array(list.iter().filter(is_about).cloned().collect()))
}

fn pretty(value: Option<&Value>) -> String {
    let value = value.filter(|value| !value.is_null());
    value
        .and_then(|value| serde_json::to_string_pretty(value).ok())
        .unwrap_or_default()
}

/// `beneficiary.department` and its value; what is empty is left out.
fn flatten(path: &str, value: &Value, facts: &mut Vec<(String, String)>) {
    let under = |key: &str| match path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    };
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                flatten(&under(key), value, facts);
            }
        }
        Value::Array(list) if list.iter().all(|one| one.is_string() || one.is_number()) => {
            let texts: Vec<_> = list.iter().map(plain).collect();
            if !texts.is_empty() {
                facts.push((path.to_owned(), texts.join(", ")));
            }
        }
        Value::Array(list) => {
            for (place, value) in (1..).zip(list) {
                flatten(&under(&format!("{place}")), value, facts);
            }
        }
        Value::Null => {}
        value => {
            let text = plain(value);
            if !text.is_empty() {
                facts.push((path.to_owned(), text));
            }
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
