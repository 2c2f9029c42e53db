//! Where automation of `assignLicense` is known to hurt, pain by pain: each is made to happen, and does not hurt here.

use chrono::Duration;
use serde_json::{Value, json};

use countersign::fulfilment::ending::{self, Ended};
use countersign::fulfilment::store;
use countersign::ids::RequestId;
use countersign::simulator::E3_BY_GROUP;

use crate::desk::{Desk, E5, FLOW_FREE, NEW_PLAN, PROJECT, Person, VISIO, fault};

const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";
const OFFICE_E3: &str = "6fd2c87f-b296-42f0-b197-1e91e994b900";
const POWER_BI: &str = "f8a1db68-be16-40ed-86d5-cb42ce701560";
const BAD: &str = "Request_BadRequest";

async fn desk() -> Desk {
    Desk::with_policy(NOBODY_SIGNS).await
}

async fn state(person: &Person, request: &str) -> String {
    person.sees(request).await.words(".badge").replace("State: ", "")
}

/// Skus that a call adds, with the plans it keeps off.
fn added(call: &Value) -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    for license in call["body"]["addLicenses"].as_array().unwrap() {
        let off = license["disabledPlans"].as_array().unwrap();
        let off = off.iter().map(|plan| plan.as_str().unwrap().to_owned()).collect();
        all.push((license["skuId"].as_str().unwrap().to_owned(), off));
    }
    all
}

async fn plans_of(desk: &Desk, sku: &str) -> Vec<String> {
    let skus = desk.app.graph.subscribed_skus().await.unwrap();
    let sku = skus.iter().find(|live| live.sku_id.to_string() == sku).unwrap();
    let switchable = sku.service_plans.iter().filter(|plan| plan.applies_to == "User");
    switchable.map(|plan| plan.service_plan_id.to_string()).collect()
}

/// Takes Tom's first licence away, which excludes others.
async fn has_nothing(desk: &Desk, name: &str) {
    let person = format!("{name}@haldenroe.example");
    desk.control(
        "assign",
        json!({ "person": person, "sku": "STANDARDPACK", "remove": true }),
    )
    .await;
}

async fn ends(desk: &Desk, request: &str) {
    let request: RequestId = request.parse().unwrap();
    let mut tx = desk.app.pool.begin().await.unwrap();
    let grant = store::of_request(&mut tx, request).await.unwrap().unwrap();
    let given = ending::give_back(&mut tx, desk.now(), grant.person_id, grant.id)
        .await
        .unwrap();
    assert_eq!(given, Ended::Done);
    tx.commit().await.unwrap();
}

async fn count(desk: &Desk, kind: &str) -> i64 {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from audit_events where kind = $1"#,
        kind
    )
    .fetch_one(&desk.app.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn disabled_plans_are_not_lost_on_update_and_stay_within_their_sku() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    let visio_plans = plans_of(&desk, VISIO).await;
    let kept_off = visio_plans[0].clone();
    mia.asks_for(VISIO, "", &[&kept_off]).await;
    desk.works().await;
    desk.control("seats", json!({ "sku": "PROJECTPROFESSIONAL", "enabled": 50 }))
        .await;
    mia.asks_for(PROJECT, "", &[]).await;
    desk.works_until_idle().await;
    assert_eq!(
        desk.plans_off_at_graph("mia.berg", VISIO).await,
        Some(vec![kept_off.clone()])
    );
    let calls = desk.calls().await;
    assert_eq!(calls.len(), 2);
    assert_eq!(added(&calls[0]), [(VISIO.to_owned(), vec![kept_off])]);
    let [(sku, off)] = &added(&calls[1])[..] else {
        panic!("the second call is about the second product alone: {calls:?}")
    };
    assert_eq!(sku, PROJECT);
    let project_plans = plans_of(&desk, PROJECT).await;
    assert!(off.iter().all(|plan| project_plans.contains(plan)), "{off:?}");
    desk.close().await;
}

#[tokio::test]
async fn a_new_plan_is_not_silently_enabled() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    let before = desk.plans_off_at_graph("mia.berg", VISIO).await.unwrap();
    desk.microsoft_adds_to_visio("PendingProvisioning").await;
    assert_eq!(
        desk.plans_off_at_graph("mia.berg", VISIO).await.unwrap(),
        before,
        "the tenant switched it on for her"
    );
    desk.turn(Duration::minutes(6));
    desk.works().await;
    let mut after = before;
    after.push(NEW_PLAN.into());
    after.sort();
    assert_eq!(desk.plans_off_at_graph("mia.berg", VISIO).await.unwrap(), after);
    assert_eq!(count(&desk, "catalog.plan_found").await, 1);
    assert_eq!(
        desk.kinds(&request).await.last().map(String::as_str),
        Some("grant.plans_kept_off")
    );
    // What nobody has classified is not asked for again and again.
    let calls = desk.calls().await.len();
    desk.turn(Duration::minutes(30));
    desk.works().await;
    assert_eq!(desk.calls().await.len(), calls);
    desk.close().await;
}

#[tokio::test]
async fn seats_run_out_between_reading_and_calling_and_the_first_in_line_stays_the_first() {
    let desk = desk().await;
    let (mia, tom) = (desk.sign_in("mia.berg").await, desk.sign_in("tom.hale").await);
    // The counts say that there is one; somebody else takes it just before the call.
    desk.control("seats", json!({ "sku": "VISIOCLIENT", "enabled": 100 }))
        .await;
    let no_seat = format!("Subscription with SKU {VISIO} does not have any available licenses.");
    desk.control("faults", fault("/assignLicense", 400, BAD, &no_seat))
        .await;
    let first = mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    assert_eq!(state(&mia, &first).await, "Waiting for a seat");
    desk.turn(Duration::seconds(1));
    // Counts that were just proved wrong are not believed for the next one either.
    let second = tom.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    assert_eq!(state(&tom, &second).await, "Waiting for a seat");
    assert_eq!(desk.calls().await.len(), 1);
    desk.turn(Duration::seconds(61));
    desk.works().await;
    assert_eq!(state(&mia, &first).await, "Active");
    assert_eq!(state(&tom, &second).await, "Active");
    let order = sqlx::query_scalar!(
        r#"select request_id::text as "id!" from audit_events where kind = 'grant.seat_allotted' order by written"#
    );
    // The seat that was refused, then both in the order of approval.
    let order = order.fetch_all(&desk.app.pool).await.unwrap();
    assert_eq!(order, [first.clone(), first, second]);
    desk.close().await;
}

#[tokio::test]
async fn a_usage_location_that_graph_does_not_have_everywhere_yet_is_waited_for_and_never_set_by_us() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    let mut lag = fault(
        "/assignLicense",
        400,
        BAD,
        "License assignment cannot be done for user with invalid usage location.",
    );
    lag["times"] = json!(3);
    desk.control("faults", lag).await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works_until_idle().await;
    assert_eq!(state(&mia, &request).await, "Active");
    assert_eq!(desk.calls().await.len(), 4);
    // A person who has none is not called about at all.
    let lena = desk.sign_in("lena.frost").await;
    let hers = lena.asks_for(FLOW_FREE, "", &[]).await;
    desk.works_until_idle().await;
    assert_eq!(state(&lena, &hers).await, "Needs attention");
    assert_eq!(desk.calls().await.len(), 4);
    let user = desk
        .app
        .graph
        .licences(desk.id_of("lena.frost").await)
        .await
        .unwrap();
    assert_eq!(user.usage_location, None);
    desk.close().await;
}

#[tokio::test]
async fn an_inherited_licence_is_not_removed_and_the_direct_one_beside_it_is() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    desk.control(
        &format!("groups/{E3_BY_GROUP}"),
        json!({ "gives": [{ "sku": "VISIOCLIENT", "disabled_plans": [] }] }),
    )
    .await;
    ends(&desk, &request).await;
    desk.works_until_idle().await;
    assert_eq!(desk.plans_off_at_graph("mia.berg", VISIO).await, None);
    let user = desk
        .app
        .graph
        .licences(desk.id_of("mia.berg").await)
        .await
        .unwrap();
    let left = user.license_assignment_states.unwrap();
    assert!(
        left.iter()
            .any(|state| state.sku_id.to_string() == VISIO && state.assigned_by_group.is_some()),
        "the group's stays"
    );
    assert_eq!(desk.kinds(&request).await.last().unwrap(), "grant.ended");
    let calls = desk.calls().await;
    assert!(calls.iter().all(|call| call["status"] == 200), "{calls:?}");
    desk.close().await;
}

#[tokio::test]
async fn a_base_and_what_depends_on_it_go_in_one_call() {
    let desk = desk().await;
    desk.control("seats", json!({ "sku": "PROJECTPROFESSIONAL", "enabled": 50 }))
        .await;
    desk.control("seats", json!({ "sku": "ENTERPRISEPACK", "enabled": 500 }))
        .await;
    has_nothing(&desk, "tom.hale").await;
    let tom = desk.sign_in("tom.hale").await;
    let add_on = tom.asks_for(PROJECT, "", &[]).await;
    let base = tom.asks_for(OFFICE_E3, "", &[]).await;
    desk.works_until_idle().await;
    assert_eq!(state(&tom, &base).await, "Active");
    assert_eq!(state(&tom, &add_on).await, "Active");
    let calls = desk.calls().await;
    assert_eq!(calls.len(), 1);
    assert_eq!(added(&calls[0]).len(), 2);
    desk.close().await;
}

#[tokio::test]
async fn a_dependency_is_told_with_its_plan_and_no_plan_is_dropped_for_it() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    let plan = &plans_of(&desk, VISIO).await[0];
    let words = format!(
        "License assignment failed because service plan {plan} depends on the service plan(s) 5dbe027f-2339-4123-9542-606e4d348a72"
    );
    desk.control("faults", fault("/assignLicense", 400, BAD, &words))
        .await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works_until_idle().await;
    assert_eq!(state(&mia, &request).await, "Needs attention");
    assert_eq!(desk.calls().await.len(), 1, "nothing is tried with fewer plans");
    // What it taught is told to the next one who asks for the same, before anything is sent.
    let form = desk
        .sign_in("tom.hale")
        .await
        .get(&format!("/products/{VISIO}/request"))
        .await;
    let warning = form.words(".notice");
    assert!(
        warning.contains(
            "Microsoft has refused “OneDrive for Business Basic” without “SharePoint (Plan 2)” before."
        ),
        "{warning}"
    );
    desk.close().await;
}

#[tokio::test]
async fn one_refused_product_does_not_take_another_with_it() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    let clash = "Another object with the same value for property proxyAddresses already exists.";
    let mut twice = fault("/assignLicense", 400, BAD, clash);
    twice["times"] = json!(2);
    desk.control("faults", twice).await;
    desk.control("seats", json!({ "sku": "POWER_BI_PRO", "enabled": 50 }))
        .await;
    let visio = mia.asks_for(VISIO, "", &[]).await;
    let power_bi = mia.asks_for(POWER_BI, "", &[]).await;
    desk.works_until_idle().await;
    // The call for both was refused, then the first by itself; the other one was not to blame.
    let mut states = [state(&mia, &visio).await, state(&mia, &power_bi).await];
    states.sort();
    assert_eq!(states, ["Active", "Needs attention"]);
    let sizes: Vec<_> = desk.calls().await.iter().map(|call| added(call).len()).collect();
    assert_eq!(sizes, [2, 1, 1]);
    desk.close().await;
}

#[tokio::test]
async fn concurrent_changes_are_known_by_their_code_and_tried_again_after_a_while() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    for status in [400, 409] {
        let words = "Error due to concurrent requests being made to the tenant.";
        desk.control(
            "faults",
            fault("/assignLicense", status, "Directory_ConcurrencyViolation", words),
        )
        .await;
    }
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    desk.turn(Duration::seconds(3));
    desk.works().await;
    assert_eq!(desk.calls().await.len(), 1, "not before four seconds");
    desk.works_until_idle().await;
    assert_eq!(state(&mia, &request).await, "Active");
    assert_eq!(desk.calls().await.len(), 3);
    desk.close().await;
}

#[tokio::test]
async fn the_right_person_is_changed_by_object_id_and_a_swap_leaves_nobody_bare() {
    let desk = desk().await;
    desk.control("seats", json!({ "sku": "ENTERPRISEPACK", "enabled": 500 }))
        .await;
    has_nothing(&desk, "tom.hale").await;
    let tom = desk.sign_in("tom.hale").await;
    let old = tom.asks_for(OFFICE_E3, "", &[]).await;
    desk.works_until_idle().await;
    ends(&desk, &old).await;
    let new = tom.asks_for(E5, "", &[]).await;
    desk.works_until_idle().await;
    assert_eq!(state(&tom, &new).await, "Active");
    let calls = desk.calls().await;
    assert_eq!(calls.len(), 2);
    assert_eq!(added(&calls[1])[0].0, E5);
    assert_eq!(calls[1]["body"]["removeLicenses"], json!([OFFICE_E3]));
    let id = desk.id_of("tom.hale").await;
    for call in &calls {
        assert_eq!(call["path"], format!("/v1.0/users/{id}/assignLicense"));
    }
    desk.close().await;
}

#[tokio::test]
async fn both_lists_are_always_sent_and_never_both_empty() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    ends(&desk, &request).await;
    desk.works().await;
    let calls = desk.calls().await;
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0]["body"]["removeLicenses"], json!([]));
    assert_eq!(
        calls[1]["body"],
        json!({ "addLicenses": [], "removeLicenses": [VISIO] })
    );
    desk.close().await;
}

#[tokio::test]
async fn no_outcome_hides_in_a_batch_each_person_has_a_call_and_an_answer() {
    let desk = desk().await;
    for name in ["mia.berg", "jonas.lind", "clara.roe"] {
        desk.sign_in(name).await.asks_for(VISIO, "", &[]).await;
    }
    desk.control("faults", fault("/assignLicense", 429, "TooManyRequests", ""))
        .await;
    desk.works_until_idle().await;
    let calls = desk.calls().await;
    assert_eq!(calls.len(), 4);
    assert!(calls.iter().all(|call| {
        let path = call["path"].as_str().unwrap();
        path.starts_with("/v1.0/users/") && path.ends_with("/assignLicense")
    }));
    let runs = sqlx::query!(
        r#"select count(*) filter (where call is not null) as "calls!", count(distinct id) as "ids!",
                  count(*) filter (where call is not null and result is null) as "open!" from fulfilment_runs"#
    );
    let runs = runs.fetch_one(&desk.app.pool).await.unwrap();
    assert_eq!((runs.calls, runs.open), (4, 0));
    let sent: std::collections::BTreeSet<_> = calls
        .iter()
        .map(|call| call["client_request_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(sent.len(), 4, "an attempt has an id of its own");
    desk.close().await;
}

#[tokio::test]
async fn a_timeout_after_the_post_is_looked_at_before_anything_is_sent_again() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    let mut lost = fault("/assignLicense", 504, "", "");
    lost["when"] = json!("after");
    desk.control("faults", lost).await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works_until_idle().await;
    // Later: right after a change of ours, a reading that shows nothing would not be believed.
    desk.turn(Duration::minutes(3));
    ends(&desk, &request).await;
    // The same while removing: the second removal would be refused as not held.
    let mut lost = fault("/assignLicense", 504, "", "");
    lost["when"] = json!("after");
    desk.control("faults", lost).await;
    desk.works_until_idle().await;
    assert_eq!(desk.plans_off_at_graph("mia.berg", VISIO).await, None);
    assert_eq!(desk.calls().await.len(), 2);
    assert_eq!(desk.kinds(&request).await.last().unwrap(), "grant.ended");
    desk.close().await;
}

#[tokio::test]
async fn a_secret_that_has_expired_delays_the_work_and_loses_nothing() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.control("client", json!({ "secret_expired": true })).await;
    // The token at hand is refused, and there is no other.
    desk.control("faults", fault("/users/", 401, "InvalidAuthenticationToken", ""))
        .await;
    desk.works_until_idle().await;
    assert_eq!(state(&mia, &request).await, "Delayed, being tried again");
    desk.control("client", json!({ "secret_expired": false })).await;
    desk.turn(Duration::minutes(8));
    desk.works_until_idle().await;
    assert_eq!(state(&mia, &request).await, "Active");
    desk.close().await;
}

#[tokio::test]
async fn seats_in_warning_and_seats_over_the_count_are_not_given_out() {
    let desk = desk().await;
    // A downgrade: more are used than are paid for, and some are in their grace period.
    desk.control(
        "seats",
        json!({ "sku": "VISIOCLIENT", "enabled": 1, "warning": 50, "capability_status": "Warning" }),
    )
    .await;
    desk.turn(Duration::minutes(6));
    desk.works().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    assert_eq!(state(&mia, &request).await, "Waiting for a seat");
    assert_eq!(desk.calls().await.len(), 0);
    desk.close().await;
}

#[tokio::test]
async fn names_in_graphs_messages_stay_out_of_what_is_kept() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    let words = "The user mia.berg@haldenroe.example can not be licensed today.";
    desk.control("faults", fault("/assignLicense", 400, BAD, words))
        .await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    assert_eq!(state(&mia, &request).await, "Needs attention");
    let kept = sqlx::query_scalar!(
        r#"select (coalesce(string_agg(answer::text, ' '), '') || (select string_agg(detail::text, ' ') from audit_events)
                   || (select coalesce(string_agg(attention::text, ' '), '') from grants)) as "all!" from fulfilment_runs"#
    );
    let kept = kept.fetch_one(&desk.app.pool).await.unwrap();
    assert!(kept.contains("can not be licensed today"));
    assert!(!kept.contains("haldenroe.example"), "{kept}");
    desk.close().await;
}

#[tokio::test]
async fn what_a_hand_changed_is_not_reverted_on_the_way() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    let plans = plans_of(&desk, VISIO).await;
    desk.control(
        "assign",
        json!({ "person": "mia.berg@haldenroe.example", "sku": "VISIOCLIENT", "disabled_plans": [plans[1]] }),
    )
    .await;
    desk.control("seats", json!({ "sku": "PROJECTPROFESSIONAL", "enabled": 50 }))
        .await;
    mia.asks_for(PROJECT, "", &[]).await;
    desk.works_until_idle().await;
    assert_eq!(
        desk.plans_off_at_graph("mia.berg", VISIO).await,
        Some(vec![plans[1].clone()])
    );
    // Only what nobody has classified is added to it.
    desk.microsoft_adds_to_visio("Success").await;
    desk.turn(Duration::minutes(6));
    desk.works().await;
    let mut expected = vec![plans[1].clone(), NEW_PLAN.to_owned()];
    expected.sort();
    assert_eq!(desk.plans_off_at_graph("mia.berg", VISIO).await, Some(expected));
    desk.close().await;
}

#[tokio::test]
async fn what_a_hand_gave_after_graph_refused_us_is_not_taken_away_with_the_request() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    desk.control("faults", fault("/assignLicense", 400, BAD, "Not today."))
        .await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    assert_eq!(state(&mia, &request).await, "Needs attention");
    desk.control(
        "assign",
        json!({ "person": "mia.berg@haldenroe.example", "sku": "VISIOCLIENT" }),
    )
    .await;
    let page = format!("/requests/{request}");
    let cancelled = mia.post(&format!("{page}/cancel"), &page, &[]).await;
    assert_eq!(cancelled.status, 303, "{}", cancelled.text);
    desk.works_until_idle().await;
    assert_eq!(state(&mia, &request).await, "Cancelled");
    assert!(desk.plans_off_at_graph("mia.berg", VISIO).await.is_some());
    assert_eq!(desk.calls().await.len(), 1);
    desk.close().await;
}
