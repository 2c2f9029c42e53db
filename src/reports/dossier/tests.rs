//! Each attribute as a table: what is sound passes, each way to fail fails it alone, and what it is not about does not apply.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::attributes::{Verdict, judge, overall};
use super::item::{
    DecisionRow, DelegationRow, DepartureRow, Fact, GrantRow, Item, Kept, NoticeRow, RequestRow, RunRow,
    Shared, SignatureRow,
};
use crate::audit;
use crate::ids::{DecisionId, GrantId, PersonId, PlanId, RequestId, SkuId};
use crate::policy::{Facts, PersonFacts, Policy, ProductFacts, RequestFacts, SeatFacts, SpendFacts};
use crate::requests::{Change, RequestKind, RequestState};

const MANAGER_SIGNS: &str = "[[route]]\nid = \"all\"\nstages = [{ who = \"manager\" }]\n";
const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";

const MIA: u128 = 1;
const JONAS: u128 = 2;
const CLARA: u128 = 3;
const VISIO: u128 = 10;
const ON: u128 = 11;
const OFF: u128 = 12;
const REQUEST: u128 = 20;
const GRANT: u128 = 21;
const RUN: u128 = 22;
const FIRST: u128 = 30;
const SECOND: u128 = 31;
const DELEGATION: u128 = 40;
const NOTICE: u128 = 50;
const MAIL: u128 = 51;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn person(number: u128) -> PersonId {
    PersonId(id(number))
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_550_000, 0).unwrap()
}

fn after(seconds: i64) -> DateTime<Utc> {
    start() + Duration::seconds(seconds)
}

/// A right that Mia asked for, and what became of it.
struct Sound {
    item: Item,
    shared: Shared,
    now: DateTime<Utc>,
}

fn change() -> Change {
    Change {
        beneficiary: person(MIA),
        sku: SkuId(id(VISIO)),
        plans_on: vec![PlanId(id(ON))],
        plans_off: vec![PlanId(id(OFF))],
        term_days: Some(90),
        begins_on: None,
        ends_on: None,
        extends: None,
        changes: None,
        replaces: Vec::new(),
    }
}

fn facts() -> Facts {
    let person = PersonFacts {
        id: id(MIA).to_string(),
        name: "Mia Berg".into(),
        enabled: true,
        has_manager: true,
        ..PersonFacts::default()
    };
    Facts {
        requester: person.clone(),
        beneficiary: person,
        product: ProductFacts {
            sku: "VISIOCLIENT".into(),
            name: "Visio".into(),
            ..ProductFacts::default()
        },
        request: RequestFacts {
            kind: "assign".into(),
            justification: "Charts.".into(),
            term_days: 90,
            for_self: true,
            ..RequestFacts::default()
        },
        held: Vec::new(),
        seats: SeatFacts::default(),
        spend: SpendFacts::default(),
        now: start(),
    }
}

fn event(written: i64, kind: &str, actor: Option<u128>, detail: Value) -> Fact {
    Fact {
        id: id(1_000 + u128::try_from(written).unwrap()),
        written,
        seq: Some(written),
        hash: None,
        at: after(written),
        kind: kind.into(),
        actor: if actor.is_some() { "person" } else { "service" }.into(),
        actor_id: actor.map(person),
        request_id: Some(RequestId(id(REQUEST))),
        person_id: Some(person(MIA)),
        sku_id: Some(SkuId(id(VISIO))),
        detail,
    }
}

fn decided(written: i64, decision: u128, row: &DecisionRow) -> Fact {
    let hash = |text: &str| audit::fingerprint(&serde_json::from_str(text).unwrap()).unwrap();
    let detail = json!({
        "decision": id(decision), "policy": row.policy_version, "facts_sha256": hash(&row.facts),
        "decision_sha256": hash(&row.decision), "people_sha256": hash(&row.people),
    });
    event(written, "request.decided", None, detail)
}

fn sound() -> Sound {
    sound_by(MANAGER_SIGNS)
}

fn sound_by(text: &str) -> Sound {
    let policy = Policy::parse("policy", text.as_bytes()).unwrap();
    let version = policy.version().to_owned();
    let is_signed = text == MANAGER_SIGNS;
    let row = |decision: u128, written: i64| DecisionRow {
        id: DecisionId(id(decision)),
        policy_version: version.clone(),
        facts: serde_json::to_string(&facts()).unwrap(),
        decision: serde_json::to_string(&policy.decide(&facts())).unwrap(),
        people: "[]".into(),
        made_at: after(written),
    };
    let decisions = vec![row(FIRST, 2), row(SECOND, 4)];
    let hash = change().hash().unwrap();
    let body =
        json!({ "addLicenses": [{ "skuId": id(VISIO), "disabledPlans": [id(OFF)] }], "removeLicenses": [] });
    let states = json!([{ "skuId": id(VISIO), "assignedByGroup": null, "disabledPlans": [id(OFF)] }]);
    let until = start() + Duration::days(90) + Duration::hours(12);
    let mut events = vec![
        event(1, "request.submitted", Some(MIA), json!({ "term_days": 90 })),
        decided(2, FIRST, &decisions[0]),
    ];
    if is_signed {
        events.extend([
            event(
                3,
                "stage.opened",
                None,
                json!({ "stage": 1, "needed": 1, "approvers": [id(JONAS)] }),
            ),
            decided(4, SECOND, &decisions[1]),
            event(
                5,
                "signature.given",
                Some(JONAS),
                json!({ "stage": 1, "answer": "approve", "change_hash": hash, "decision": id(SECOND) }),
            ),
        ]);
    }
    events.extend([
        event(
            6,
            "grant.approved",
            None,
            json!({ "grant": id(GRANT), "change": change(), "change_hash": hash }),
        ),
        event(
            7,
            "graph.call_planned",
            None,
            json!({ "run": id(RUN), "grants": [id(GRANT)], "body": body }),
        ),
        event(
            8,
            "graph.call_answered",
            None,
            json!({ "run": id(RUN), "result": "done", "graph_request_id": "r", "after": states }),
        ),
        event(
            9,
            "grant.active",
            None,
            json!({ "grant": id(GRANT), "run": id(RUN), "plans_on": [id(ON)], "until": until }),
        ),
    ]);
    let mut sent = event(10, "mail.sent", None, json!({ "mail": id(MAIL) }));
    sent.request_id = None;
    events.push(sent);
    let item = Item {
        request_id: RequestId(id(REQUEST)),
        request: Some(RequestRow {
            id: RequestId(id(REQUEST)),
            kind: RequestKind::Assign,
            requester_id: person(MIA),
            beneficiary_id: person(MIA),
            sku_id: SkuId(id(VISIO)),
            justification: "Charts.".into(),
            change_hash: hash.clone(),
            state: RequestState::Active,
            created_at: after(1),
        }),
        grant: Some(GrantRow {
            id: GrantId(id(GRANT)),
            request_id: RequestId(id(REQUEST)),
            person_id: person(MIA),
            sku_id: SkuId(id(VISIO)),
            plans_on: vec![PlanId(id(ON))],
            state: "active".into(),
            approved_at: after(6),
            active_at: Some(after(9)),
            until_at: Some(until),
            ended_at: None,
        }),
        events,
        decisions,
        signatures: match is_signed {
            true => vec![SignatureRow {
                id: id(60),
                stage: 1,
                is_set_aside: false,
                person_id: person(JONAS),
                on_behalf_of: None,
                approves: true,
                change_hash: hash,
                signed_at: after(5),
            }],
            false => Vec::new(),
        },
        delegations: Vec::new(),
        runs: vec![RunRow {
            id: id(RUN),
            call: Some(body),
            result: Some("done".into()),
            graph_request_id: Some("r".into()),
            read_back: Some(states),
        }],
        notices: vec![NoticeRow {
            id: id(NOTICE),
            event_id: id(1_009),
            person_id: person(MIA),
            kind: "active".into(),
            not_before: after(9),
            dropped_at: None,
            mail_id: Some(id(MAIL)),
            mail_state: Some("sent".into()),
        }],
        departures: Vec::new(),
    };
    let mut came = event(0, "policy.in_force", None, json!({ "policy": version }));
    came.request_id = None;
    let policies = HashMap::from([(version, Kept::Good(Arc::new(policy)))]);
    Sound {
        item,
        shared: Shared {
            in_force: vec![came],
            policies,
            gone_plans: std::collections::BTreeSet::new(),
        },
        now: after(60),
    }
}

impl Sound {
    fn event(&mut self, kind: &str) -> &mut Fact {
        let event = self.item.events.iter_mut().rev().find(|event| event.kind == kind);
        event.unwrap_or_else(|| panic!("no {kind}"))
    }

    fn without(&mut self, kind: &str) {
        self.item.events.retain(|event| event.kind != kind);
    }

    fn request(&mut self) -> &mut RequestRow {
        self.item.request.as_mut().unwrap()
    }

    fn grant(&mut self) -> &mut GrantRow {
        self.item.grant.as_mut().unwrap()
    }

    /// `C approver-not-entitled`, of each attribute with this verdict.
    fn with(&self, verdict: Verdict) -> Vec<String> {
        let attributes = judge(&self.item, &self.shared, self.now);
        let of = attributes.iter().filter(|one| one.verdict == verdict);
        of.map(|one| {
            let codes: Vec<_> = one.codes.iter().map(|code| code.as_str()).collect();
            format!("{} {}", one.letter.as_str(), codes.join(" "))
                .trim()
                .to_owned()
        })
        .collect()
    }

    /// Clara signed for Jonas.
    fn by_delegation(&mut self) {
        self.event("signature.given").actor_id = Some(person(CLARA));
        self.event("signature.given").detail["on_behalf_of"] = json!(id(JONAS));
        let moved = json!({ "stage": 1, "from": id(JONAS), "to": id(CLARA), "delegation": id(DELEGATION) });
        let mut moved = event(70, "delegation.item_moved", None, moved);
        moved.written = 3;
        self.item.events.insert(3, moved);
        self.item.signatures[0].person_id = person(CLARA);
        self.item.signatures[0].on_behalf_of = Some(person(JONAS));
        self.item.delegations.push(DelegationRow {
            id: id(DELEGATION),
            from_id: person(JONAS),
            to_id: person(CLARA),
            starts_at: start(),
            ends_at: after(3_600),
            ended_at: None,
        });
    }

    /// Its term is over, and it was removed so many hours later; `None` = it is under way.
    fn ends(&mut self, cause: &str, removed_after_h: Option<i64>) {
        let over = self.grant().until_at.unwrap();
        let mut ending = event(
            80,
            "grant.ending",
            None,
            json!({ "grant": id(GRANT), "cause": cause }),
        );
        ending.at = over;
        self.item.events.push(ending);
        self.grant().state = "ending".into();
        self.now = over + Duration::hours(1);
        let Some(hours) = removed_after_h else { return };
        let mut ended = event(
            81,
            "grant.ended",
            None,
            json!({ "grant": id(GRANT), "cause": cause }),
        );
        ended.at = over + Duration::hours(hours);
        self.now = ended.at;
        self.grant().ended_at = Some(ended.at);
        self.grant().state = "ended".into();
        self.item.events.push(ended);
    }

    fn leaves(&mut self) {
        let mut left = event(82, "person.left", None, json!({}));
        left.request_id = None;
        self.item.events.push(left);
        self.now = after(82) + Duration::hours(30);
    }
}

#[test]
fn what_is_sound_passes() {
    let sound = sound();
    assert_eq!(sound.with(Verdict::Fail), Vec::<String>::new());
    assert_eq!(
        sound.with(Verdict::Pass),
        ["A", "B", "C", "D", "E", "F", "G", "H"]
    );
    assert_eq!(sound.with(Verdict::DoesNotApply), ["I goes-on"]);
    assert_eq!(
        overall(&judge(&sound.item, &sound.shared, sound.now)),
        Verdict::Pass
    );
}

type Case = (&'static str, fn(&mut Sound), &'static [&'static str]);

fn each_fails(cases: &[Case]) {
    let wrong: Vec<_> = cases
        .iter()
        .filter_map(|(what, plant, fails)| {
            let mut planted = sound();
            plant(&mut planted);
            let said = planted.with(Verdict::Fail);
            (said != *fails).then_some((what, said))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_request_that_is_not_recorded_as_it_is_fails_a_and_one_without_its_reason_b() {
    each_fails(&[
        (
            "no event",
            |it| it.without("request.submitted"),
            &["A not-logged"],
        ),
        (
            "another time",
            |it| it.request().created_at = after(2),
            &["A log-differs"],
        ),
        (
            "another product",
            |it| it.event("request.submitted").sku_id = None,
            &["A log-differs"],
        ),
        (
            "no reason in the row",
            |it| it.request().justification.clear(),
            &["B log-differs"],
        ),
    ]);
    let mut gone = sound();
    gone.item.request = None;
    assert_eq!(gone.with(Verdict::Fail), ["A not-there"]);
}

#[test]
fn an_approver_who_was_not_entitled_and_a_decision_that_is_not_as_it_was_fail_c() {
    let cases: [Case; 12] = [
        (
            "not named",
            |it| it.event("stage.opened").detail["approvers"] = json!([id(CLARA)]),
            &["C approver-not-entitled"],
        ),
        (
            "replaced before",
            |it| {
                let mut replaced = event(
                    71,
                    "stage.approvers_replaced",
                    None,
                    json!({ "stage": 1, "needed": 1, "approvers": [id(CLARA)] }),
                );
                replaced.written = 4;
                it.item.events.insert(4, replaced);
            },
            &["C approver-not-entitled"],
        ),
        (
            "no delegation",
            |it| {
                it.by_delegation();
                it.without("delegation.item_moved");
            },
            &["C approver-not-entitled"],
        ),
        (
            "the delegation was over",
            |it| {
                it.by_delegation();
                it.item.delegations[0].ends_at = after(2);
            },
            &["C delegation-over"],
        ),
        (
            "the policy is altered",
            |it| {
                it.shared
                    .policies
                    .values_mut()
                    .for_each(|kept| *kept = Kept::Altered)
            },
            &["C policy-altered"],
        ),
        (
            "the policy is gone",
            |it| it.shared.policies.clear(),
            &["C policy-missing"],
        ),
        (
            "another version in force",
            |it| it.shared.in_force[0].detail = json!({ "policy": "x" }),
            &["C policy-not-in-force"],
        ),
        (
            "a fact is altered",
            |it| it.item.decisions[0].facts = it.item.decisions[0].facts.replace("Mia", "Eva"),
            &["C facts-altered"],
        ),
        (
            "who could sign is altered",
            |it| it.item.decisions[1].people = "[1]".into(),
            &["C people-altered"],
        ),
        (
            "a decision is gone",
            |it| it.item.decisions.truncate(1),
            &["C decision-missing"],
        ),
        (
            "another time",
            |it| it.item.decisions[1].made_at = after(60),
            &["C log-differs"],
        ),
        (
            "comes out otherwise",
            |it| {
                let row = &mut it.item.decisions[1];
                row.decision = row.decision.replace("\"signatures\":1", "\"signatures\":2");
                let event = decided(4, SECOND, row);
                let place = it
                    .item
                    .events
                    .iter()
                    .position(|event| event.written == 4)
                    .unwrap();
                it.item.events[place] = event;
            },
            &["C decides-otherwise"],
        ),
    ];
    each_fails(&cases);
    let mut good = sound();
    good.by_delegation();
    assert_eq!(good.with(Verdict::Fail), Vec::<String>::new());
}

#[test]
fn an_approver_who_is_a_party_fails_d_and_too_few_of_them_e() {
    each_fails(&[
        (
            "signed for oneself",
            |it| {
                it.event("signature.given").detail["on_behalf_of"] = json!(id(JONAS));
                it.item.signatures[0].on_behalf_of = Some(person(JONAS));
                let moved =
                    json!({ "stage": 1, "from": id(JONAS), "to": id(JONAS), "delegation": id(DELEGATION) });
                let mut moved = event(70, "delegation.item_moved", None, moved);
                moved.written = 3;
                it.item.events.insert(3, moved);
                it.item.delegations.push(DelegationRow {
                    id: id(DELEGATION),
                    from_id: person(JONAS),
                    to_id: person(JONAS),
                    starts_at: start(),
                    ends_at: after(3_600),
                    ended_at: None,
                });
            },
            &["D signs-for-themselves"],
        ),
        (
            "a rule of their own",
            |it| {
                it.shared.in_force[0].detail["by"] = json!(id(JONAS));
                it.shared.in_force[0].detail["submitted_by"] = json!(id(JONAS));
            },
            &["D own-rule"],
        ),
        (
            "needs two",
            |it| it.event("stage.opened").detail["needed"] = json!(2),
            &["E too-few-signatures"],
        ),
        ("no row", |it| it.item.signatures.clear(), &["E log-differs"]),
        (
            "set aside in the row",
            |it| it.item.signatures[0].is_set_aside = true,
            &["E log-differs"],
        ),
        (
            "taken back",
            |it| {
                let taken = json!({ "stage": 1, "answer": "approve" });
                let mut taken = event(72, "signature.taken_back", Some(JONAS), taken);
                taken.written = 5;
                it.item.events.insert(5, taken);
                it.item.signatures.clear();
            },
            &["E too-few-signatures", "G other-change"],
        ),
    ]);
    let mut own = sound();
    own.event("signature.given").actor_id = Some(person(MIA));
    own.event("stage.opened").detail["approvers"] = json!([id(MIA)]);
    own.item.signatures[0].person_id = person(MIA);
    assert_eq!(
        own.with(Verdict::Fail),
        ["D approver-is-requester approver-is-beneficiary"]
    );
}

#[test]
fn what_was_granted_before_it_was_approved_fails_f_and_what_is_something_else_g() {
    each_fails(&[
        (
            "signed later",
            |it| {
                it.event("signature.given").at = after(600);
                it.item.signatures[0].signed_at = after(600);
            },
            &["F signed-after-grant"],
        ),
        (
            "the row says another time",
            |it| it.item.signatures[0].signed_at = after(4),
            &["F log-differs"],
        ),
        (
            "called before",
            |it| it.event("graph.call_planned").at = after(1),
            &["F called-before-grant"],
        ),
        (
            "not logged",
            |it| it.without("grant.approved"),
            &["F grant-not-logged", "G grant-not-logged"],
        ),
        (
            "another hash",
            |it| it.event("grant.approved").detail["change"]["term_days"] = json!(89),
            &["G hash-does-not-fit other-term"],
        ),
        (
            "another term",
            |it| {
                let later = start() + Duration::days(400);
                it.event("grant.active").detail["until"] = json!(later);
                it.grant().until_at = Some(later);
            },
            &["G other-term"],
        ),
        (
            "another call",
            |it| {
                let body = json!({ "addLicenses": [{ "skuId": id(VISIO), "disabledPlans": [] }], "removeLicenses": [] });
                it.event("graph.call_planned").detail["body"] = body.clone();
                it.item.runs[0].call = Some(body);
            },
            &["G call-differs"],
        ),
        (
            "another reading",
            |it| {
                it.event("graph.call_answered").detail["after"] = json!([]);
                it.item.runs[0].read_back = Some(json!([]));
            },
            &["G read-back-differs"],
        ),
        ("no run", |it| it.item.runs.clear(), &["G log-differs"]),
        (
            "other plans in the row",
            |it| it.grant().plans_on.push(PlanId(id(OFF))),
            &["G log-differs"],
        ),
        (
            "another end in the row",
            |it| it.grant().until_at = None,
            &["G log-differs"],
        ),
    ]);
}

#[test]
fn who_was_not_told_fails_h() {
    each_fails(&[
        ("no notice", |it| it.item.notices.clear(), &["H not-told"]),
        (
            "refused",
            |it| it.item.notices[0].mail_state = Some("refused".into()),
            &["H mail-not-sent"],
        ),
        (
            "sent, and not logged",
            |it| it.without("mail.sent"),
            &["H log-differs"],
        ),
        (
            "waits for a week",
            |it| {
                it.item.notices[0].mail_id = None;
                it.now = after(0) + Duration::days(7);
            },
            &["H mail-not-sent"],
        ),
    ]);
    let mut waits = sound();
    waits.item.notices[0].mail_id = None;
    assert_eq!(waits.with(Verdict::Open), ["H mail-waits"]);
    waits.item.notices[0].dropped_at = Some(after(20));
    assert!(waits.with(Verdict::Pass).contains(&"H".to_owned()));
}

#[test]
fn what_is_removed_late_or_not_at_all_fails_i() {
    each_fails(&[
        ("late", |it| it.ends("expired", Some(25)), &["I removed-late"]),
        (
            "never",
            |it| {
                it.ends("expired", None);
                it.now += Duration::hours(48);
            },
            &["I still-not-removed"],
        ),
        (
            "nothing happened at its end",
            |it| it.now = after(0) + Duration::days(93),
            &["I still-not-removed"],
        ),
        ("left", Sound::leaves, &["I leaver-not-followed"]),
        (
            "followed, and not done",
            |it| {
                it.leaves();
                it.item.departures.push(DepartureRow {
                    id: id(90),
                    cause: "left".into(),
                    state: "waiting".into(),
                    noticed_at: after(80),
                    due_at: Some(after(80)),
                });
            },
            &["I still-not-removed"],
        ),
        (
            "ended in the row only",
            |it| it.grant().state = "ended".into(),
            &["I log-differs"],
        ),
        (
            "left at Microsoft",
            |it| {
                it.ends("expired", Some(1));
                it.event("grant.ended").detail["left_in_graph"] = json!(true);
            },
            &["I left-at-microsoft"],
        ),
    ]);
    let mut good = sound();
    good.ends("given_back", Some(2));
    assert!(
        good.with(Verdict::Pass).contains(&"I".to_owned()),
        "{:?}",
        good.with(Verdict::Fail)
    );
    let mut under_way = sound();
    under_way.ends("given_back", None);
    assert_eq!(under_way.with(Verdict::Open), ["I removal-under-way"]);
}

#[test]
fn what_an_attribute_is_not_about_does_not_apply() {
    let automatic = sound_by(NOBODY_SIGNS);
    assert_eq!(automatic.with(Verdict::Fail), Vec::<String>::new());
    assert_eq!(
        automatic.with(Verdict::DoesNotApply),
        ["C automatic", "D automatic", "E automatic", "I goes-on"]
    );

    let mut altered = sound_by(NOBODY_SIGNS);
    altered.shared.policies.clear();
    assert_eq!(altered.with(Verdict::Fail), ["C policy-missing"]);

    let mut adopted = sound();
    adopted.request().kind = RequestKind::Adopt;
    adopted.event("request.submitted").kind = "drift.adopted".into();
    let detail = json!({ "grant": id(GRANT), "plans_on": [id(ON)], "reason": "As it was." });
    adopted.event("drift.adopted").detail = detail;
    assert_eq!(adopted.with(Verdict::Fail), Vec::<String>::new());
    assert_eq!(
        adopted.with(Verdict::DoesNotApply),
        [
            "C adopted",
            "D adopted",
            "E adopted",
            "F adopted",
            "G adopted",
            "H adopted",
            "I goes-on"
        ]
    );

    let mut waits = sound();
    waits.item.grant = None;
    waits.item.events.retain(|event| event.written < 5);
    waits.item.signatures.clear();
    waits.request().state = RequestState::AwaitingApproval;
    assert_eq!(waits.with(Verdict::Fail), Vec::<String>::new());
    assert_eq!(
        waits.with(Verdict::DoesNotApply),
        [
            "D not-signed",
            "E not-granted",
            "F not-granted",
            "G not-granted",
            "H not-granted",
            "I not-granted"
        ]
    );
}
