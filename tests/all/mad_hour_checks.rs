//! Each check can fail: a good ledger is broken in one way, and exactly the check that is meant to hear of it does.

use serde_json::json;
use uuid::Uuid;

use crate::mad_hour::check::{CHECKS, Change, Event, Grant, Job, Ledger, Plans, Request, Run, findings};

const NAMES: [&str; 10] = {
    let mut names = [""; 10];
    let mut at = 0;
    while at < names.len() {
        names[at] = CHECKS[at].0;
        at += 1;
    }
    names
};

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn plans(all: &[u128]) -> Plans {
    all.iter().copied().map(uuid).collect()
}

const ANNA: u128 = 1;
const BO: u128 = 2;
const SKU: u128 = 3;
const APPROVER: u128 = 4;
const STAGE: u128 = 5;
const APPLICATION: &str = "application:ours";

/// Anna has the SKU with plan 11 off; Bo had it whole and gave it back.
fn good() -> Ledger {
    let mut ledger = Ledger {
        application: APPLICATION.into(),
        verified: (true, String::new()),
        ..Ledger::default()
    };
    ledger.skus.insert(uuid(SKU), plans(&[10, 11]));
    add(&mut ledger, 100, ANNA, &[10], &[11]);
    add(&mut ledger, 200, BO, &[10, 11], &[]);
    ledger.assigned.insert((uuid(ANNA), uuid(SKU)), plans(&[11]));
    ledger.grants[1].state = "ended".into();
    say(
        &mut ledger,
        "grant.ending",
        200,
        BO,
        json!({ "grant": uuid(201) }),
    );
    let body = json!({ "addLicenses": [], "removeLicenses": [uuid(SKU)] });
    call(&mut ledger, 203, BO, body, None);
    say(&mut ledger, "grant.ended", 200, BO, json!({ "grant": uuid(201) }));
    ledger.told.requests = [uuid(100), uuid(200)].into();
    ledger.told.signatures = [(uuid(STAGE), uuid(APPROVER))].into();
    ledger.told.signed = ledger.told.signatures.clone();
    ledger.told.ended = [uuid(201)].into();
    ledger
}

/// A request `n`, its grant `n + 1`, and the run `n + 2` that made it active.
fn add(ledger: &mut Ledger, n: u128, person: u128, on: &[u128], off: &[u128]) {
    ledger.requests.push(Request {
        id: uuid(n),
        state: "active".into(),
    });
    ledger.grants.push(Grant {
        id: uuid(n + 1),
        request: uuid(n),
        person: uuid(person),
        sku: uuid(SKU),
        plans_on: plans(on),
        state: "active".into(),
        attention: None,
    });
    say(ledger, "request.submitted", n, person, json!({}));
    say(ledger, "request.decided", n, person, json!({}));
    say(ledger, "stage.opened", n, person, json!({ "needed": 1 }));
    say(
        ledger,
        "signature.given",
        n,
        person,
        json!({ "answer": "approve" }),
    );
    let change = json!({ "plans_on": plans(on) });
    say(
        ledger,
        "grant.approved",
        n,
        person,
        json!({ "grant": uuid(n + 1), "change": change }),
    );
    let body =
        json!({ "addLicenses": [{ "skuId": uuid(SKU), "disabledPlans": plans(off) }], "removeLicenses": [] });
    call(ledger, n + 2, person, body, Some(plans(off)));
    say(ledger, "grant.active", n, person, json!({ "grant": uuid(n + 1) }));
}

fn say(ledger: &mut Ledger, kind: &str, request: u128, person: u128, detail: serde_json::Value) {
    let seq = i64::try_from(ledger.events.len()).unwrap() + 1;
    ledger.events.push(Event {
        seq: Some(seq),
        written: seq,
        at: time(seq),
        kind: kind.into(),
        request: Some(uuid(request)),
        person: Some(uuid(person)),
        sku: Some(uuid(SKU)),
        detail,
    });
}

fn call(ledger: &mut Ledger, run: u128, person: u128, body: serde_json::Value, after: Option<Plans>) {
    let request = run / 100 * 100;
    say(
        ledger,
        "graph.call_planned",
        request,
        person,
        json!({ "run": uuid(run), "body": body }),
    );
    ledger.changes.push(Change {
        at: ledger.events.last().unwrap().at,
        person: uuid(person),
        sku: uuid(SKU),
        after,
        by: APPLICATION.into(),
        client_request_id: Some(uuid(run)),
    });
    say(
        ledger,
        "graph.call_answered",
        request,
        person,
        json!({ "run": uuid(run) }),
    );
    ledger.runs.push(Run {
        id: uuid(run),
        call: Some(body),
        result: Some("done".into()),
    });
}

fn time(second: i64) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
}

/// Breaks a good ledger; the checks that find something, each once.
fn heard(spoil: impl FnOnce(&mut Ledger)) -> Vec<&'static str> {
    let mut ledger = good();
    spoil(&mut ledger);
    let mut heard: Vec<_> = findings(&ledger).into_iter().map(|(check, _)| check).collect();
    heard.dedup();
    heard
}

fn forget(ledger: &mut Ledger, kind: &str, request: u128) {
    ledger
        .events
        .retain(|event| event.kind != kind || event.request != Some(uuid(request)));
}

#[test]
fn a_good_ledger_is_found_good() {
    assert_eq!(findings(&good()), []);
}

#[test]
fn a_grant_that_is_not_assigned_as_approved_is_found() {
    for spoil in [
        |ledger: &mut Ledger| ledger.assigned.clear(),
        |ledger: &mut Ledger| drop(ledger.assigned.insert((uuid(ANNA), uuid(SKU)), plans(&[]))),
        |ledger: &mut Ledger| drop(ledger.assigned.insert((uuid(ANNA), uuid(SKU)), plans(&[10, 11]))),
        |ledger: &mut Ledger| ledger.grants[0].plans_on = plans(&[10, 11]),
    ] {
        assert_eq!(heard(spoil), [NAMES[0]]);
    }
}

#[test]
fn an_ended_grant_that_is_still_assigned_is_found() {
    let still = |ledger: &mut Ledger| drop(ledger.assigned.insert((uuid(BO), uuid(SKU)), plans(&[])));
    assert_eq!(heard(still), [NAMES[1]]);
}

#[test]
fn an_assignment_that_nobody_approved_is_found_although_it_is_gone_again() {
    let for_a_moment = |ledger: &mut Ledger| {
        ledger.changes[0].after = Some(plans(&[]));
        ledger
            .events
            .iter_mut()
            .filter(|e| e.kind == "graph.call_planned")
            .take(1)
            .for_each(|event| {
                event.detail["body"]["addLicenses"][0]["disabledPlans"] = json!([]);
                ledger.runs[0].call = Some(event.detail["body"].clone());
            });
    };
    assert_eq!(heard(for_a_moment), [NAMES[2]]);
}

#[test]
fn an_assignment_before_its_approval_and_a_removal_that_nobody_wished_are_found() {
    let moved = |kind: &'static str| {
        move |ledger: &mut Ledger| {
            let late = ledger.events.iter_mut().filter(|event| event.kind == kind);
            late.for_each(|event| event.written = 1_000);
        }
    };
    assert_eq!(heard(moved("grant.approved")), [NAMES[2]]);
    assert_eq!(heard(moved("grant.ending")), [NAMES[2]]);
}

#[test]
fn a_change_after_its_grant_has_ended_is_found() {
    let again = |add: bool| {
        move |ledger: &mut Ledger| {
            let license = json!([{ "skuId": uuid(SKU), "disabledPlans": [] }]);
            let (adds, removes) = match add {
                true => (license, json!([])),
                false => (json!([]), json!([uuid(SKU)])),
            };
            let body = json!({ "addLicenses": adds, "removeLicenses": removes });
            call(ledger, 204, BO, body, add.then(|| plans(&[])));
        }
    };
    assert_eq!(heard(again(true)), [NAMES[2]]);
    assert_eq!(heard(again(false)), [NAMES[2]]);
}

#[test]
fn a_change_that_no_run_announced_is_found() {
    assert_eq!(
        heard(|ledger| ledger.changes[0].client_request_id = None),
        [NAMES[3]]
    );
    assert_eq!(
        heard(|ledger| ledger.changes[0].client_request_id = Some(uuid(202))),
        [NAMES[3]]
    );
    assert_eq!(
        heard(|ledger| ledger.changes[2].client_request_id = Some(uuid(202))),
        [NAMES[3]]
    );
}

#[test]
fn two_calls_at_once_are_found() {
    let met = |ledger: &mut Ledger| ledger.overlaps.push(json!({ "person": uuid(ANNA) }));
    assert_eq!(heard(met), [NAMES[4]]);
}

#[test]
fn a_missing_event_of_a_request_is_found_whichever_it_is() {
    for kind in [
        "request.submitted",
        "request.decided",
        "signature.given",
        "grant.active",
        "grant.ended",
    ] {
        assert_eq!(heard(|ledger| forget(ledger, kind, 200)), [NAMES[5]], "{kind}");
    }
    // Without these, what they allowed was not allowed either.
    assert_eq!(
        heard(|ledger| forget(ledger, "grant.ending", 200)),
        [NAMES[2], NAMES[5]]
    );
    assert_eq!(
        heard(|ledger| forget(ledger, "grant.approved", 200)),
        [NAMES[2], NAMES[5]]
    );
}

#[test]
fn an_event_that_is_there_twice_or_too_early_is_found() {
    let twice = |ledger: &mut Ledger| say(ledger, "grant.active", 100, ANNA, json!({}));
    assert_eq!(heard(twice), [NAMES[5]]);
    let early = |ledger: &mut Ledger| {
        let active = ledger
            .events
            .iter_mut()
            .find(|event| event.kind == "grant.active");
        active.unwrap().seq = Some(0);
    };
    assert_eq!(heard(early), [NAMES[5]]);
    assert_eq!(heard(|ledger| drop(ledger.grants.remove(0))), [NAMES[5]]);
}

#[test]
fn a_call_without_its_events_is_found() {
    let planned = |ledger: &mut Ledger| forget(ledger, "graph.call_planned", 100);
    assert_eq!(heard(planned), [NAMES[3], NAMES[6]]);
    let answered = |ledger: &mut Ledger| forget(ledger, "graph.call_answered", 100);
    assert_eq!(heard(answered), [NAMES[6]]);
    assert_eq!(heard(|ledger| ledger.runs[0].result = None), [NAMES[6]]);
    assert_eq!(heard(|ledger| ledger.runs[0].call = Some(json!({}))), [NAMES[6]]);
}

#[test]
fn an_answer_that_was_not_kept_is_found() {
    assert_eq!(
        heard(|ledger| ledger.told.requests.extend([uuid(300)])),
        [NAMES[7]]
    );
    assert_eq!(heard(|ledger| ledger.told.signed.clear()), [NAMES[7]]);
    assert_eq!(heard(|ledger| ledger.told.ended.extend([uuid(101)])), [NAMES[7]]);
}

#[test]
fn a_log_that_does_not_verify_is_found() {
    assert_eq!(heard(|ledger| ledger.verified.0 = false), [NAMES[8]]);
    let unsealed = |ledger: &mut Ledger| {
        say(ledger, "person.signed_in", 900, ANNA, json!({}));
        ledger.events.last_mut().unwrap().seq = None;
    };
    assert_eq!(heard(unsealed), [NAMES[8]]);
}

#[test]
fn whatever_is_stuck_is_found() {
    let job = |kind: &str, state: &str| Job {
        kind: kind.into(),
        state: state.into(),
        key: Uuid::nil(),
    };
    for (kind, state) in [
        ("reconcile", "ready"),
        ("sync_directory", "leased"),
        ("reconcile", "stopped"),
    ] {
        assert_eq!(
            heard(|ledger| ledger.jobs.push(job(kind, state))),
            [NAMES[9]],
            "{kind} {state}"
        );
    }
    assert_eq!(
        heard(|ledger| ledger.jobs.push(job("sync_catalog", "ready"))),
        Vec::<&str>::new()
    );
    assert_eq!(
        heard(|ledger| ledger.grants[0].attention = Some("x".into())),
        [NAMES[9]]
    );
    assert_eq!(
        heard(|ledger| ledger.grants[0].state = "needs_attention".into()),
        [NAMES[9]]
    );
    let waits = |ledger: &mut Ledger| {
        ledger.requests.push(Request {
            id: uuid(900),
            state: "awaiting_approval".into(),
        });
        say(ledger, "request.submitted", 900, ANNA, json!({}));
        say(ledger, "request.decided", 900, ANNA, json!({}));
    };
    assert_eq!(heard(waits), [NAMES[9]]);
    assert_eq!(
        heard(|ledger| ledger.accidents.push("a worker ended".into())),
        [NAMES[9]]
    );
}
