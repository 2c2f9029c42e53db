//! `$batch`.

use serde_json::{Value, json};

use super::super::{Options, Quotas};
use super::{Bench, Got, LENA, MIA, read, sku_id};

async fn batch(it: &Bench, requests: Value) -> Got {
    let url = format!("{}/v1.0/$batch", it.simulator.url);
    let body = json!({ "requests": requests });
    read(it.http.post(url).bearer_auth(&it.token).json(&body)).await
}

fn item<'a>(got: &'a Got, id: &str) -> &'a Value {
    let items = got.body["responses"].as_array().unwrap();
    items.iter().find(|item| item["id"] == id).unwrap()
}

fn assigning(id: &str, person: &str, sku: &str) -> Value {
    json!({
        "id": id, "method": "POST", "url": format!("/users/{person}/assignLicense"),
        "headers": { "Content-Type": "application/json", "client-request-id": format!("batch-{id}") },
        "body": { "addLicenses": [{ "skuId": sku_id(sku) }], "removeLicenses": [] },
    })
}

#[tokio::test]
async fn each_call_has_its_own_answer_whatever_its_address_looks_like() {
    let it = Bench::open().await;
    let got = batch(
        &it,
        json!([
            { "id": "a", "method": "GET", "url": format!("/users/{MIA}?$select=id") },
            { "id": "b", "method": "GET", "url": "users/nobody@haldenroe.example" },
            { "id": "c", "method": "get", "url": "/v1.0/subscribedSkus?$select=skuId" },
            { "id": "d", "method": "GET", "url": "/users/bad id" },
        ]),
    )
    .await;
    assert_eq!(got.status, 200);
    assert_eq!(item(&got, "a")["status"], 200);
    assert_eq!(item(&got, "a")["body"]["id"], it.id(MIA).await);
    assert_eq!(item(&got, "a")["headers"]["x-ms-resource-unit"], "1");
    let typed = item(&got, "a")["headers"]["Content-Type"].as_str().unwrap();
    assert!(typed.starts_with("application/json"));
    assert_eq!(item(&got, "b")["status"], 404);
    assert_eq!(
        item(&got, "b")["body"]["error"]["code"],
        "Request_ResourceNotFound"
    );
    assert_eq!(item(&got, "c")["status"], 200);
    assert_eq!(item(&got, "d")["status"], 400);
}

#[tokio::test]
async fn writes_work_and_are_written_down_like_any_other() {
    let it = Bench::open().await;
    let got = batch(
        &it,
        json!([
            assigning("1", MIA, "VISIOCLIENT"),
            assigning("2", LENA, "VISIOCLIENT")
        ]),
    )
    .await;
    assert_eq!(item(&got, "1")["status"], 200);
    assert_eq!(item(&got, "2")["status"], 400);
    assert!(it.off(MIA, "VISIOCLIENT").await.is_some());
    let history = it.look("history").await;
    assert_eq!(history["changes"][0]["client_request_id"], "batch-1");
    let calls = it.look("calls").await;
    assert_eq!(calls["calls"][0]["status"], 200);
    assert_eq!(calls["calls"][1]["status"], 400);
    assert_eq!(it.look("overlaps").await["calls"], 2);
}

#[tokio::test]
async fn what_depends_on_a_failure_is_not_done() {
    let it = Bench::open().await;
    let mut third = assigning("3", MIA, "EMS");
    third["dependsOn"] = json!(["2"]);
    let mut second = assigning("2", LENA, "VISIOCLIENT");
    second["dependsOn"] = json!(["1"]);
    let got = batch(&it, json!([third, second, assigning("1", MIA, "VISIOCLIENT")])).await;
    assert_eq!(item(&got, "1")["status"], 200);
    assert_eq!(item(&got, "2")["status"], 400);
    assert_eq!(item(&got, "3")["status"], 424);
    assert_eq!(it.off(MIA, "EMS").await, None);
}

#[tokio::test]
async fn each_call_is_throttled_by_itself() {
    let it = Bench::with(Options {
        quotas: Quotas::Of {
            units_per_10_s: 1_000,
            writes_per_150_s: 1,
        },
        ..Options::default()
    })
    .await;
    let got = batch(
        &it,
        json!([
            assigning("1", MIA, "VISIOCLIENT"),
            assigning("2", MIA, "EMS"),
            { "id": "3", "method": "GET", "url": format!("/users/{MIA}") },
        ]),
    )
    .await;
    assert_eq!(got.status, 200);
    assert_eq!(item(&got, "1")["status"], 200);
    assert_eq!(item(&got, "2")["status"], 429);
    let wait = item(&got, "2")["headers"]["Retry-After"].as_str().unwrap();
    assert!(wait.parse::<f64>().unwrap() > 0.0);
    assert_eq!(item(&got, "3")["status"], 200);
    assert_eq!(it.off(MIA, "EMS").await, None);
}

#[tokio::test]
async fn failures_on_demand_and_by_chance_reach_inside() {
    let it = Bench::open().await;
    let fault = json!({
        "path_contains": "/assignLicense", "when": "after", "status": 503, "headers": { "Retry-After": "2.5" },
    });
    it.control("faults", fault).await;
    let got = batch(&it, json!([assigning("1", MIA, "VISIOCLIENT")])).await;
    assert_eq!((got.status, &item(&got, "1")["status"]), (200, &json!(503)));
    assert_eq!(item(&got, "1")["headers"]["Retry-After"], "2.5");
    assert!(it.off(MIA, "VISIOCLIENT").await.is_some());

    it.control("chaos", json!({ "seed": 1, "rates": { "conflict": 1.0 } }))
        .await;
    let got = batch(&it, json!([assigning("1", MIA, "EMS")])).await;
    assert_eq!((got.status, &item(&got, "1")["status"]), (200, &json!(409)));
    assert_eq!(it.off(MIA, "EMS").await, None);
}

#[tokio::test]
async fn what_can_not_be_read_is_refused_whole() {
    let it = Bench::open().await;
    let me = |id: &str| json!({ "id": id, "method": "GET", "url": format!("/users/{MIA}") });
    let many: Vec<Value> = (0..21).map(|number| me(&number.to_string())).collect();
    let mut untyped = assigning("1", MIA, "VISIOCLIENT");
    untyped["headers"] = json!({});
    let mut circle = me("1");
    circle["dependsOn"] = json!(["1"]);
    let mut dangling = me("1");
    dangling["dependsOn"] = json!(["9"]);
    for (what, requests) in [
        ("too many", json!(many)),
        ("none", json!([])),
        ("the same id", json!([me("a"), me("A")])),
        ("no id", json!([{ "method": "GET", "url": "/users" }])),
        ("a body without a type", json!([untyped])),
        ("a circle", json!([circle])),
        ("an unknown dependency", json!([dangling])),
        (
            "a batch",
            json!([{ "id": "1", "method": "POST", "url": "/$batch" }]),
        ),
        ("no list", json!("requests")),
    ] {
        let got = batch(&it, requests).await;
        assert_eq!((got.status, got.code()), (400, "BadRequest"), "{what}");
    }
    assert!(it.off(MIA, "VISIOCLIENT").await.is_none());
    let many: Vec<Value> = (0..20).map(|number| me(&number.to_string())).collect();
    assert_eq!(batch(&it, json!(many)).await.status, 200);
}
