//! Several reads in one round trip, against a stub that answers each as it likes.

use super::*;
use crate::graph::Get;
use crate::graph::wire::{Page, SubscribedSku};

/// Answers a batch, item by item, backwards: answers come in any order.
fn batched(seen: &Seen, each: impl Fn(usize, &str) -> Value) -> Response {
    assert_eq!(
        (&seen.method, seen.path.as_str()),
        (&Method::POST, "/v1.0/$batch")
    );
    let asked: Value = serde_json::from_slice(&seen.body).unwrap();
    let mut responses: Vec<Value> = asked["requests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|request| {
            assert_eq!(request["method"], "GET");
            let id = request["id"].as_str().unwrap();
            let mut answer = each(seen.number, request["url"].as_str().unwrap());
            answer["id"] = json!(id);
            answer
        })
        .collect();
    responses.reverse();
    json!({ "responses": responses }).to_string().into_response()
}

fn fine() -> Value {
    json!({ "status": 200, "headers": { "Content-Type": "application/json" }, "body": { "value": [] } })
}

fn inner_error(status: u16, code: &str) -> Value {
    json!({ "status": status, "headers": {}, "body": { "error": { "code": code, "message": "User 'Mia Berg' is not there." } } })
}

#[tokio::test]
async fn each_answer_is_judged_by_its_own_status_in_the_order_of_the_questions() {
    let it = Bench::open(|seen| {
        batched(seen, |_, url| match url {
            "/subscribedSkus" => fine(),
            url if url.contains("transitiveMemberOf") => inner_error(404, "Request_ResourceNotFound"),
            _ => inner_error(403, "Authorization_RequestDenied"),
        })
    })
    .await;
    let asked = [Get::user(MIA), Get::subscribed_skus(), Get::groups_of(MIA)];
    let answers = it.client.batch(&asked).await.unwrap();
    let kinds: Vec<_> = answers
        .iter()
        .map(|answer| answer.as_ref().err().map(|e| e.kind.clone()))
        .collect();
    assert_eq!(
        kinds,
        [
            Some(ErrorKind::PermissionMissing),
            None,
            Some(ErrorKind::PersonNotFound)
        ]
    );
    let message = &answers[0].as_ref().unwrap_err().message;
    assert_eq!(message, "User '(name)' is not there.");
    let page: Page<SubscribedSku> = answers[1].as_ref().unwrap().read().unwrap();
    assert_eq!(page.value, []);
    assert_eq!(
        answers[1].as_ref().unwrap().read::<Vec<u8>>().unwrap_err().kind,
        ErrorKind::Unreadable
    );
    assert_eq!(it.calls(), 1);
}

#[tokio::test]
async fn only_what_met_a_passing_fault_is_asked_again() {
    let it = Bench::open(|seen| {
        batched(seen, |number, url| match (number, url) {
            (0, "/subscribedSkus") => {
                json!({ "status": 429, "headers": { "Retry-After": "0.05" }, "body": {} })
            }
            (1, "/subscribedSkus") => json!({ "status": 503, "headers": { "Retry-After": 0.01 } }),
            (1.., url) => {
                assert_eq!(url, "/subscribedSkus");
                fine()
            }
            _ => fine(),
        })
    })
    .await;
    let answers = it
        .client
        .batch(&[Get::user(MIA), Get::subscribed_skus()])
        .await
        .unwrap();
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(it.calls(), 3);
}

#[tokio::test]
async fn a_throttled_answer_inside_pauses_the_process() {
    let clock = Clock::frozen_at("2026-11-24T09:00:00Z".parse().unwrap());
    let its = clock.clone();
    let it = Bench::with(
        move |settings| settings.clock = its,
        |seen| {
            batched(seen, |_, _| {
                json!({ "status": 429, "headers": { "Retry-After": "11", "x-ms-throttle-information": "ResourceUnitLimitExceeded" },
                        "body": { "error": { "code": "TooManyRequests", "message": "Please retry again later." } } })
            })
        },
    )
    .await;
    let answers = it.client.batch(&[Get::user(MIA)]).await.unwrap();
    let error = answers[0].as_ref().unwrap_err();
    assert_eq!(
        (&error.kind, error.retry_after.unwrap().as_secs()),
        (&ErrorKind::Throttled, 11)
    );
    let throttling = it.client.throttling();
    assert_eq!(
        throttling.paused_until,
        Some("2026-11-24T09:00:11Z".parse().unwrap())
    );
    assert_eq!(
        throttling.information.as_deref(),
        Some("ResourceUnitLimitExceeded")
    );
    assert_eq!(it.client.subscribed_skus().await.unwrap_err().status, None);
    assert_eq!(it.calls(), 1);
}

#[tokio::test]
async fn a_whole_batch_that_failed_is_a_failure_and_one_with_answers_is_not() {
    for (status, body, kind) in [
        (
            400,
            json!({ "error": { "code": "BadRequest", "message": "Malformed." } }),
            Some(ErrorKind::Unknown),
        ),
        (401, json!({}), Some(ErrorKind::TokenRefused)),
        (424, json!({}), Some(ErrorKind::Unreadable)),
        (500, json!({}), Some(ErrorKind::ServerFault)),
        (
            424,
            json!({ "responses": [{ "id": "0", "status": 200, "body": { "value": [] } }] }),
            None,
        ),
    ] {
        let answer = body.clone();
        let it =
            Bench::open(move |_| (StatusCode::from_u16(status).unwrap(), answer.to_string()).into_response())
                .await;
        let answered = it.client.batch(&[Get::subscribed_skus()]).await;
        assert_eq!(
            answered.as_ref().err().map(|error| error.kind.clone()),
            kind,
            "{status} {body}"
        );
        if let Ok(answers) = answered {
            assert!(answers[0].is_ok());
        }
    }
}

#[tokio::test]
async fn what_is_not_answered_or_answered_without_being_asked_is_no_answer() {
    let it = Bench::open(|_| {
        let stray = json!({ "responses": [{ "id": "7", "status": 200, "body": {} }, { "id": "x", "status": 200 },
                                          { "id": "1", "status": 200 }] });
        stray.to_string().into_response()
    })
    .await;
    let answers = it
        .client
        .batch(&[Get::subscribed_skus(), Get::user(MIA)])
        .await
        .unwrap();
    for answer in answers {
        assert_eq!(answer.unwrap_err().kind, ErrorKind::Unreadable);
    }
}
