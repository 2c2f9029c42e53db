//! What people and others send that is not as it should be: nothing is lost, nothing happens, and there is a way on.

use chrono::Duration;
use countersign::app::App;
use reqwest::StatusCode;
use serde_json::json;

use crate::desk::{Desk, FLOW_FREE, PHONE, VISIO};

async fn requests(app: &App) -> i64 {
    sqlx::query_scalar!(r#"select count(*) as "n!" from requests"#)
        .fetch_one(&app.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_form_with_every_field_wrong_shows_what_was_typed_and_a_message_at_each_field() {
    let desk = Desk::open().await;
    let jonas = desk.sign_in("jonas.lind").await;
    let form = format!("/products/{VISIO}/request");
    let typed = format!("Because of the <charts> & more. {}", "x".repeat(2_000));
    let fields = [
        ("beneficiary", "somebody"),
        ("justification", typed.as_str()),
        ("term", "7"),
        ("plans", "no plan"),
    ];
    let page = jonas.post(&form, &form, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.words("#beneficiary-error"), "Choose a person from the list.");
    assert_eq!(
        page.words("#justification-error"),
        "Please keep it to 2000 characters; this has 2032."
    );
    assert_eq!(page.words("#term-error"), "Choose one of the terms in the list.");
    assert!(
        page.words("#plans-error")
            .starts_with("One of the plans is not part of this product")
    );
    assert_eq!(page.words("textarea#justification"), typed);
    for field in ["beneficiary", "justification"] {
        assert_eq!(
            page.attributes(&format!("#{field}"), "aria-invalid"),
            ["true"],
            "{field}"
        );
    }
    let summary = page.attributes("[role=alert] a", "href");
    assert_eq!(summary, ["#beneficiary", "#justification", "#term", "#plans"]);
    assert_eq!(requests(&desk.app).await, 0);
    desk.close().await;
}

#[tokio::test]
async fn what_was_right_in_a_wrong_form_is_still_chosen() {
    let desk = Desk::open().await;
    let jonas = desk.sign_in("jonas.lind").await;
    let mia = desk.id_of("mia.berg").await.to_string();
    let form = format!("/products/{VISIO}/request");
    let plans = jonas.get(&form).await.values("input[name=plans]:not([disabled])");
    let fields = [
        ("beneficiary", mia.as_str()),
        ("term", "180"),
        ("plans", plans[0].as_str()),
        ("justification", "a\u{7}b"),
    ];
    let page = jonas.post(&form, &form, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.values("#beneficiary option[selected]"), [mia]);
    assert_eq!(page.values("input[name=term][checked]"), ["180"]);
    assert_eq!(page.values("input[name=plans][checked]"), plans[..1]);
    assert!(!page.words("#justification-error").is_empty());
    desk.close().await;
}

#[tokio::test]
async fn with_every_plan_off_there_is_nothing_to_ask_for() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let form = format!("/products/{PHONE}/request");
    let page = mia
        .post(&form, &form, &[("justification", "Calls."), ("term", "30")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.words("#plans-error").starts_with("Choose at least one plan"));
    desk.close().await;
}

#[tokio::test]
async fn an_unknown_id_is_a_page_with_a_way_home() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let unknown = "00000000-0000-4000-8000-000000000000";
    for id in [unknown, "1", "%00", "..%2F..%2Fetc%2Fpasswd"] {
        for path in [
            "/requests/ID",
            "/approvals/ID",
            "/products/ID/request",
            "/static/ID",
            "/ID",
        ] {
            let path = path.replace("ID", id);
            let page = mia.get(&path).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
            assert!(
                page.hrefs("/").contains(&"/".to_owned()),
                "no way home from {path}: {}",
                page.text
            );
        }
        for path in [
            "/requests/ID/cancel",
            "/approvals/ID/approve",
            "/products/ID/request",
        ] {
            let path = path.replace("ID", id);
            let page = mia.post(&path, "/requests", &[("term", "30")]).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    desk.close().await;
}

#[tokio::test]
async fn somebody_elses_request_is_as_if_it_were_not_there() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    let card = desk.sign_in("jonas.lind").await.card().await;
    let ravi = desk.sign_in("ravi.menon").await;
    let page = format!("/requests/{request}");
    assert_eq!(ravi.get(&page).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ravi.get(&card).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        ravi.post(&format!("{page}/cancel"), "/requests", &[])
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        desk.sign_in("otto.keller").await.get(&page).await.status,
        StatusCode::OK
    );
    desk.close().await;
}

#[tokio::test]
async fn an_oversized_form_is_refused_whole() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let form = format!("/products/{VISIO}/request");
    let page = mia
        .post(
            &form,
            &form,
            &[("justification", &"x".repeat(70 * 1024)), ("term", "30")],
        )
        .await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.text.contains("Nothing was changed"));
    assert_eq!(requests(&desk.app).await, 0);
    desk.close().await;
}

#[tokio::test]
async fn a_form_without_our_token_or_from_another_site_changes_nothing() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    let cancel = format!("/requests/{request}/cancel");
    let foreign = desk
        .sign_in("jonas.lind")
        .await
        .get("/requests")
        .await
        .field("csrf");
    let ours = mia.get("/requests").await.field("csrf");
    assert_ne!(ours, foreign);
    for fields in [vec![], vec![("csrf", "")], vec![("csrf", foreign.as_str())]] {
        assert_eq!(
            mia.post_bare(&cancel, &fields).await.status,
            StatusCode::FORBIDDEN,
            "{fields:?}"
        );
    }
    for (header, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let sent = mia
            .http
            .post(format!("{}{cancel}", desk.url))
            .header(header, value)
            .form(&[("csrf", &ours)]);
        assert_eq!(
            sent.send().await.unwrap().status(),
            StatusCode::FORBIDDEN,
            "{header}: {value}"
        );
    }
    let as_json = mia
        .http
        .post(format!("{}{cancel}", desk.url))
        .json(&json!({ "csrf": ours }));
    assert_eq!(as_json.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    assert_eq!(
        mia.sees(&request).await.words(".badge"),
        "State: Waiting for approval"
    );
    assert_eq!(
        mia.post_bare(&cancel, &[("csrf", &ours)]).await.status,
        StatusCode::SEE_OTHER
    );
    desk.close().await;
}

#[tokio::test]
async fn a_sign_in_that_was_begun_elsewhere_is_refused() {
    let desk = Desk::open().await;
    let upn = format!("mia.berg@{}", countersign::simulator::DOMAIN);
    let browser = desk.nobody("mia.berg");
    let start = browser.get(&format!("/sign-in/start?login_hint={upn}")).await;
    let back = browser
        .chooses(&start.location.unwrap(), &upn)
        .await
        .location
        .unwrap();
    // Somebody else's browser, with the whole address.
    let elsewhere = desk.nobody("another").get_at(&back).await;
    assert_eq!(elsewhere.status, StatusCode::BAD_REQUEST);
    assert!(elsewhere.text.contains("begun in another browser"));
    // The right browser with the wrong state; the attempt is used up by it.
    let wrong = browser.get_at(&back.replace("state=", "state=x")).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.get_at(&back).await.status, StatusCode::BAD_REQUEST);
    let ended = browser.get("/sign-in/callback?error=access_denied&state=x").await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert_eq!(browser.get("/requests").await.status, StatusCode::SEE_OTHER);
    desk.close().await;
}

#[tokio::test]
async fn after_sign_in_one_is_where_one_wanted_to_be_and_never_elsewhere() {
    let desk = Desk::open().await;
    let upn = format!("mia.berg@{}", countersign::simulator::DOMAIN);
    for (next, place) in [
        ("%2Frequests%3Fbefore%3D1", "/requests?before=1"),
        ("%2F%2Fevil.example", "/"),
        ("https%3A%2F%2Fevil.example", "/"),
    ] {
        let mia = desk.nobody("mia.berg");
        let start = mia
            .get(&format!("/sign-in/start?next={next}&login_hint={upn}"))
            .await;
        let back = mia
            .chooses(&start.location.unwrap(), &upn)
            .await
            .location
            .unwrap();
        assert_eq!(mia.get_at(&back).await.location.as_deref(), Some(place));
    }
    desk.close().await;
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_and_when_it_is_old() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    desk.turn(Duration::minutes(59));
    assert_eq!(mia.get("/requests").await.status, StatusCode::OK);
    desk.turn(Duration::minutes(59));
    assert_eq!(mia.get("/requests").await.status, StatusCode::OK);
    desk.turn(Duration::minutes(61));
    let page = mia.get("/requests").await;
    assert_eq!(page.location.as_deref(), Some("/sign-in?next=%2Frequests"));

    let mia = desk.sign_in("mia.berg").await;
    let began = desk.now();
    while desk.now() - began < Duration::hours(12) {
        assert_eq!(mia.get("/requests").await.status, StatusCode::OK);
        desk.turn(Duration::minutes(30));
    }
    desk.turn(Duration::seconds(1));
    assert_eq!(mia.get("/requests").await.status, StatusCode::SEE_OTHER);
    desk.close().await;
}

#[tokio::test]
async fn signing_in_gives_a_new_cookie_and_signing_out_ends_the_session_for_whoever_kept_it() {
    let desk = Desk::open().await;
    let upn = format!("mia.berg@{}", countersign::simulator::DOMAIN);
    let mia = desk.nobody("mia.berg");
    let cookie = |reply: &reqwest::Response| reply.headers()["set-cookie"].to_str().unwrap().to_owned();
    let start = mia
        .http
        .get(format!("{}/sign-in/start?login_hint={upn}", desk.url))
        .send()
        .await
        .unwrap();
    let before = cookie(&start);
    let back = mia
        .chooses(start.headers()["location"].to_str().unwrap(), &upn)
        .await
        .location
        .unwrap();
    let after = cookie(&mia.http.get(back).send().await.unwrap());
    assert_ne!(before.split(';').next(), after.split(';').next());
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(after.contains(flag), "{after}");
    }
    assert!(
        !after.contains("Domain") && !after.contains("Expires") && !after.contains("Max-Age"),
        "{after}"
    );
    let kept = after.split(';').next().unwrap().to_owned();
    let old = before.split(';').next().unwrap().to_owned();
    let with = async |cookie: &str| {
        let request = desk
            .nobody("somebody")
            .http
            .get(format!("{}/requests", desk.url))
            .header("cookie", cookie);
        request.send().await.unwrap().status()
    };
    assert_eq!(with(&kept).await, StatusCode::OK);
    assert_eq!(with(&old).await, StatusCode::SEE_OTHER);
    assert_eq!(
        mia.post("/sign-out", "/requests", &[]).await.location.as_deref(),
        Some("/sign-in?signed_out=yes")
    );
    assert_eq!(with(&kept).await, StatusCode::SEE_OTHER);
    desk.close().await;
}

#[tokio::test]
async fn a_broken_policy_file_is_named_by_line_and_the_version_in_force_stays() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    let in_force = || desk.app.in_force().unwrap().policy.version().to_owned();
    let first = in_force();
    assert!(
        ada.get("/admin/policy")
            .await
            .text
            .contains("The file is the version in force.")
    );

    let file = desk.app.config.policy_file.clone();
    std::fs::write(
        &file,
        "[[route]]\nid = \"all\"\nwhen = 'beneficiary.enabeld'\napprove = \"automatic\"\n",
    )
    .unwrap();
    let page = ada.get("/admin/policy").await;
    assert_eq!(page.status, StatusCode::OK);
    let at = page.words(".problems code");
    assert!(at.contains(&format!("{}:3:", file.display())), "{at}");
    assert!(
        page.words(".problems").contains("enabeld"),
        "{}",
        page.words(".problems")
    );
    assert!(page.text.contains("The version in force stays in force."));
    let version = [("version", first.as_str())];
    assert_eq!(
        ada.post("/admin/policy", "/admin/policy", &version).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(in_force(), first);
    let rejected =
        sqlx::query_scalar!(r#"select count(*) as "n!" from audit_events where kind = 'policy.rejected'"#);
    assert_eq!(rejected.fetch_one(&desk.app.pool).await.unwrap(), 1);
    // People go on under the rules that count.
    let jonas = desk.sign_in("jonas.lind").await;
    jonas.asks_for(FLOW_FREE, "", &[]).await;

    std::fs::write(&file, "[[route]]\nid = \"all\"\napprove = \"automatic\"\n").unwrap();
    let newer = ada.get("/admin/policy").await.field("version");
    let looked_at_another = ada.post("/admin/policy", "/admin/policy", &version).await;
    assert_eq!(looked_at_another.status, StatusCode::CONFLICT);
    assert_eq!(in_force(), first);
    ada.post("/admin/policy", "/admin/policy", &[("version", &newer)])
        .await;
    assert_eq!(in_force(), newer);
    assert!(
        ada.get("/admin/policy")
            .await
            .text
            .contains("The file is the version in force.")
    );

    std::fs::remove_file(&file).unwrap();
    let page = ada.get("/admin/policy").await;
    assert!(page.words(".problems").contains("could not be read"));
    desk.close().await;
}

#[tokio::test]
async fn when_microsoft_does_not_answer_the_form_says_so_and_nothing_is_kept() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    desk.control(
        "faults",
        json!({ "path_contains": "/subscribedSkus", "status": 503, "times": 2 }),
    )
    .await;
    let form = format!("/products/{VISIO}/request");
    assert_eq!(mia.get(&form).await.status, StatusCode::SERVICE_UNAVAILABLE);
    let page = mia.post(&form, "/requests", &[("term", "30")]).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.text.contains("try again in a minute"));
    assert_eq!(requests(&desk.app).await, 0);
    desk.close().await;
}

#[tokio::test]
async fn without_a_database_the_service_says_that_it_is_not_ready() {
    let desk = Desk::open().await;
    let nobody = desk.nobody("nobody");
    assert_eq!(nobody.get("/readyz").await.text, "database: ok\npolicy: ok\n");
    let url = (desk.url.clone(), desk.app.clone());
    desk.close().await;
    assert!(url.1.pool.is_closed());
    assert_eq!(
        nobody.get_at(&format!("{}/readyz", url.0)).await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(
        nobody.get_at(&format!("{}/healthz", url.0)).await.status,
        StatusCode::OK
    );
}
