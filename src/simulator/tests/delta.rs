//! `/users/delta`: everybody once, then who changed, for as long as a token lives.

use serde_json::{Value, json};

use super::super::Options;
use super::{ADA, Bench, Got, JONAS, MIA, read};
use crate::clock::Clock;

const SELECT: &str = "id,userPrincipalName,displayName,department,accountEnabled,manager,assignedLicenses";

impl Bench {
    async fn follow(&self, link: &str, prefer: &str) -> Got {
        let mut request = self.http.get(link).bearer_auth(&self.token);
        if !prefer.is_empty() {
            request = request.header("prefer", prefer);
        }
        read(request).await
    }

    /// Reads a list to its end: its items, its pages, and the link to go on with.
    async fn round(&self, link: &str, prefer: &str) -> (Vec<Value>, usize, String) {
        let (mut link, mut items, mut pages) = (link.to_owned(), Vec::new(), 0);
        loop {
            let got = self.follow(&link, prefer).await;
            assert_eq!(got.status, 200, "{}", got.body);
            items.extend(got.body["value"].as_array().unwrap().iter().cloned());
            pages += 1;
            match got.body["@odata.nextLink"].as_str() {
                Some(next) => next.clone_into(&mut link),
                None => {
                    return (
                        items,
                        pages,
                        got.body["@odata.deltaLink"].as_str().unwrap().to_owned(),
                    );
                }
            }
        }
    }

    fn start(&self, query: &str) -> String {
        format!("{}/v1.0/users/delta?{query}", self.simulator.url)
    }

    async fn first(&self) -> String {
        self.round(&self.start(&format!("$select={SELECT}")), "").await.2
    }
}

fn ids(items: &[Value]) -> Vec<&str> {
    items.iter().filter_map(|item| item["id"].as_str()).collect()
}

#[tokio::test]
async fn everybody_comes_once_and_then_nobody() {
    let it = Bench::open().await;
    let (items, pages, link) = it
        .round(&it.start(&format!("$select={SELECT}")), "odata.maxpagesize=7")
        .await;
    assert_eq!((items.len(), pages), (60, 9));
    let mut all = ids(&items);
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 60);
    let mia = items
        .iter()
        .find(|item| item["userPrincipalName"] == MIA)
        .unwrap();
    let jonas = it.id(JONAS).await;
    assert_eq!(
        mia["manager@delta"],
        json!([{ "@odata.type": "#microsoft.graph.user", "id": jonas }])
    );
    assert!(mia["assignedLicenses"].is_array() && mia.get("manager").is_none());
    let chief = items
        .iter()
        .find(|item| item["displayName"] == "Astrid Halden")
        .unwrap();
    assert!(chief.get("manager@delta").is_none());
    let (items, pages, _) = it.round(&link, "").await;
    assert_eq!((items.len(), pages), (0, 1));
}

#[tokio::test]
async fn who_changed_comes_with_what_was_selected_or_only_with_what_changed() {
    let it = Bench::open().await;
    let link = it.first().await;
    let (mia, ada, jonas) = (it.id(MIA).await, it.id(ADA).await, it.id(JONAS).await);
    it.control(
        &format!("people/{MIA}/move"),
        json!({ "department": "Sales", "manager": ADA }),
    )
    .await;
    it.control(&format!("people/{JONAS}/disable"), json!({})).await;
    it.add(ADA, "VISIOCLIENT", &[]).await;
    // Nobody asked for it.
    it.control(&format!("people/{ADA}"), json!({ "country": "Sweden" }))
        .await;

    let (items, _, next) = it.round(&link, "").await;
    assert_eq!(ids(&items), [&mia, &jonas, &ada].map(String::as_str));
    assert_eq!(
        (&items[0]["department"], &items[0]["displayName"]),
        (&json!("Sales"), &json!("Mia Berg"))
    );
    let user = "#microsoft.graph.user";
    assert_eq!(
        items[0]["manager@delta"],
        json!([
            { "@odata.type": user, "id": jonas, "@removed": { "reason": "deleted" } },
            { "@odata.type": user, "id": ada },
        ])
    );
    assert!(items[1].get("manager@delta").is_none());

    let (items, _, _) = it.round(&link, "return=minimal").await;
    assert_eq!(items[1], json!({ "id": jonas, "accountEnabled": false }));
    assert_eq!(items[2].as_object().unwrap().len(), 2);
    let licences = items[2]["assignedLicenses"].as_array().unwrap();
    assert!(
        licences
            .iter()
            .any(|row| row["skuId"] == super::sku_id("VISIOCLIENT"))
    );
    assert_eq!(it.round(&next, "").await.0, Vec::<Value>::new());
}

#[tokio::test]
async fn who_changed_often_comes_once_with_all_of_it() {
    let it = Bench::open().await;
    let link = it.first().await;
    for department in ["Sales", "Legal", "Design"] {
        it.control(&format!("people/{MIA}"), json!({ "department": department }))
            .await;
        it.control(&format!("people/{JONAS}"), json!({ "department": department }))
            .await;
    }
    it.control(&format!("people/{MIA}/disable"), json!({})).await;
    let (items, pages, _) = it.round(&link, "return=minimal, odata.maxpagesize=1").await;
    assert_eq!((items.len(), pages), (2, 2));
    let mia = json!({ "id": it.id(MIA).await, "department": "Design", "accountEnabled": false });
    assert_eq!(items[1], mia);
}

#[tokio::test]
async fn what_changes_while_the_first_round_is_read_is_not_lost() {
    let it = Bench::open().await;
    let got = it.follow(&it.start("$select=id,department&$top=30"), "").await;
    let id = got.body["value"][0]["id"].as_str().unwrap();
    it.control(&format!("people/{id}"), json!({ "department": "Moved" }))
        .await;
    let rest = got.body["@odata.nextLink"].as_str().unwrap();
    let (items, _, link) = it.round(rest, "").await;
    assert_eq!(items.len(), 30);
    let (items, _, _) = it.round(&link, "").await;
    assert_eq!(items, [json!({ "id": id, "department": "Moved" })]);
}

#[tokio::test]
async fn who_leaves_is_removed_and_whom_they_led_has_no_manager() {
    let it = Bench::open().await;
    let (mia, jonas) = (it.id(MIA).await, it.id(JONAS).await);
    let link = it.first().await;
    it.control(&format!("people/{JONAS}/leave"), json!({})).await;
    let (items, _, link) = it.round(&link, "return=minimal").await;
    let of = |id: &str| items.iter().find(|item| item["id"] == id).unwrap();
    assert_eq!(
        *of(&jonas),
        json!({ "id": jonas, "@removed": { "reason": "changed" } })
    );
    assert_eq!(
        of(&mia)["manager@delta"],
        json!([{ "@odata.type": "#microsoft.graph.user", "id": jonas, "@removed": { "reason": "deleted" } }])
    );
    it.control(&format!("people/{jonas}/leave"), json!({ "soft": false }))
        .await;
    let (items, _, _) = it.round(&link, "").await;
    assert_eq!(
        items,
        [json!({ "id": jonas, "@removed": { "reason": "deleted" } })]
    );
    // Who reads from the beginning hears nothing of it.
    let (items, _, _) = it.round(&it.start("$select=id"), "").await;
    assert!(items.len() == 59 && !ids(&items).contains(&jonas.as_str()));
}

#[tokio::test]
async fn thirty_days_in_the_bin_are_for_good() {
    let it = Bench::open().await;
    let jonas = it.id(JONAS).await;
    it.control(&format!("people/{JONAS}/leave"), json!({})).await;
    it.control("clock", json!({ "advance_seconds": 29 * 86_400 }))
        .await;
    let again = Bench {
        token: it.application_token().await,
        ..it
    };
    let link = again.first().await;
    again.control("clock", json!({ "advance_seconds": 86_400 })).await;
    let again = Bench {
        token: again.application_token().await,
        ..again
    };
    let (items, _, _) = again.round(&link, "").await;
    assert_eq!(
        items,
        [json!({ "id": jonas, "@removed": { "reason": "deleted" } })]
    );
    let got = again
        .try_control(&format!("people/{jonas}/restore"), json!({}))
        .await;
    assert_eq!(got.status, 409);
}

#[tokio::test]
async fn only_the_named_are_followed() {
    let it = Bench::open().await;
    let (mia, jonas) = (it.id(MIA).await, it.id(JONAS).await);
    let query = format!("$select=id,department&$filter=id eq '{mia}' or id eq '{jonas}'");
    let (items, _, link) = it.round(&it.start(&query), "").await;
    assert_eq!(ids(&items), [&mia, &jonas].map(String::as_str));
    for person in [ADA, MIA] {
        it.control(&format!("people/{person}"), json!({ "department": "Moved" }))
            .await;
    }
    assert_eq!(ids(&it.round(&link, "").await.0), [mia.as_str()]);
    let many: Vec<String> = (0..51).map(|_| format!("id eq '{mia}'")).collect();
    for wrong in [
        "department eq 'Sales'",
        &many.join(" or "),
        "id eq 'x'",
        "id ne 'x'",
    ] {
        let got = it.follow(&it.start(&format!("$filter={wrong}")), "").await;
        assert_eq!(got.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn latest_begins_with_what_comes() {
    let it = Bench::open().await;
    it.control(&format!("people/{ADA}"), json!({ "department": "Moved" }))
        .await;
    let (items, pages, link) = it
        .round(&it.start("$deltatoken=latest&$select=id,department"), "")
        .await;
    assert_eq!((items.len(), pages), (0, 1));
    it.control(&format!("people/{MIA}"), json!({ "department": "Moved" }))
        .await;
    assert_eq!(ids(&it.round(&link, "").await.0), [it.id(MIA).await.as_str()]);
}

#[tokio::test]
async fn a_token_lives_for_seven_days() {
    let it = Bench::with(Options {
        clock: Clock::frozen_at("2026-11-24T09:00:00Z".parse().unwrap()),
        ..Options::default()
    })
    .await;
    let link = it.first().await;
    it.control("clock", json!({ "advance_seconds": 7 * 86_400 - 1 }))
        .await;
    let it = Bench {
        token: it.application_token().await,
        ..it
    };
    assert_eq!(it.follow(&link, "").await.status, 200);
    it.control("clock", json!({ "advance_seconds": 1 })).await;
    let got = it.follow(&link, "").await;
    assert_eq!((got.status, got.code()), (410, "syncStateNotFound"));
    let (items, _, _) = it.round(got.headers["location"].to_str().unwrap(), "").await;
    assert_eq!(items.len(), 60);
    assert!(items[0].get("department").is_some(), "the selection goes with it");
}

#[tokio::test]
async fn tokens_can_be_called_in_and_strange_ones_are_refused() {
    let it = Bench::open().await;
    let link = it.first().await;
    it.control("expire_delta_tokens", json!({})).await;
    assert_eq!(it.follow(&link, "").await.status, 410);
    let link = it.first().await;
    it.control("expire_delta_tokens", json!({ "status": 400 })).await;
    let got = it.follow(&link, "").await;
    assert_eq!((got.status, got.code()), (400, "syncStateNotFound"));
    assert!(!got.headers.contains_key("location"));

    for nonsense in ["nonsense", "e30", "%F0%9F%8E%84"] {
        let got = it.follow(&it.start(&format!("$deltatoken={nonsense}")), "").await;
        assert_eq!(
            (got.status, got.message()),
            (400, "Badly formed token."),
            "{nonsense}"
        );
    }
    let other = Bench::with(Options {
        tenant_id: Some(uuid::Uuid::from_u128(7)),
        ..Options::default()
    })
    .await;
    let link = it.first().await;
    let strange = link.replace(&it.simulator.url, &other.simulator.url);
    assert_eq!(other.follow(&strange, "").await.status, 400);
    // The same tenant in another life knows nothing of the numbers of this one.
    let twin = Bench::open().await;
    let strange = link.replace(&it.simulator.url, &twin.simulator.url);
    assert_eq!(twin.follow(&strange, "").await.status, 410);
}

#[tokio::test]
async fn pages_repeat_turn_round_and_lie_on_demand() {
    let it = Bench::open().await;
    let link = it.first().await;
    for person in [MIA, JONAS, ADA] {
        it.control(&format!("people/{person}"), json!({ "department": "Moved" }))
            .await;
    }
    let honest = it.round(&link, "").await.0;
    it.control("delta", json!({ "repeat": true, "reorder": true }))
        .await;
    let (items, pages, _) = it.round(&link, "").await;
    assert_eq!(pages, 2);
    let turned: Vec<Value> = honest.iter().rev().chain(&honest).cloned().collect();
    assert_eq!(items, turned);

    it.control("delta", json!({ "lie": true })).await;
    let (items, _, _) = it.round(&link, "").await;
    assert_eq!(items[..3], honest[..]);
    assert!(items[3].get("id").is_none() && items[4]["id"] == "not-a-guid");
    assert!(items[5]["department"].is_number() && items[6]["@removed"].is_object());
    assert_eq!(items.len(), 7);
    // Nothing else is said of whoever is spoiled.
    let mia = it.id(MIA).await;
    for what in ["id", "text", "account"] {
        it.control("delta", json!({ "spoil": { "person": mia, "what": what } }))
            .await;
        let (items, _, _) = it.round(&link, "").await;
        assert_eq!(items[1..], honest[1..], "{what}");
        let is_hers = |key: &str| items[0][key] == honest[0][key];
        assert_eq!(is_hers("id"), what != "id");
        assert_eq!(is_hers("accountEnabled"), what != "account");
        assert_eq!(items[0]["department"].is_number(), what == "text");
    }
    assert_eq!(it.look("delta").await["faults"], json!([]));
}

#[tokio::test]
async fn a_newcomer_comes_whole_and_states_of_licences_are_no_news() {
    let it = Bench::open().await;
    let select = "$select=id,displayName,employeeType,country,licenseAssignmentStates";
    let (_, _, link) = it.round(&it.start(select), "").await;
    it.add(MIA, "VISIOCLIENT", &[]).await;
    let made = it
        .try_control("people", json!({ "given_name": "Nora", "surname": "Wik" }))
        .await;
    let (items, _, _) = it.round(&link, "return=minimal").await;
    let id = made.body["id"].as_str().unwrap();
    assert_eq!(
        items,
        [
            json!({ "id": id, "displayName": "Nora Wik", "employeeType": "Employee", "licenseAssignmentStates": [] })
        ]
    );
    // What has lost its value is told, what never had one is not.
    it.control(&format!("people/{id}"), json!({ "employee_type": null }))
        .await;
    let (_, _, link) = it
        .round(&it.start("$deltatoken=latest&$select=employeeType,country"), "")
        .await;
    it.control(&format!("people/{MIA}"), json!({ "employee_type": null }))
        .await;
    let (items, _, _) = it.round(&link, "").await;
    assert_eq!(
        items,
        [json!({ "employeeType": null, "country": "Norway", "id": it.id(MIA).await })]
    );
}
