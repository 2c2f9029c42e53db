//! What comes from outside is hostile until parsed: a clear error, and nothing is lost or changed.

use chrono::Duration;
use countersign::app::App;
use reqwest::StatusCode;
use reqwest::header::SET_COOKIE;
use serde_json::json;

use crate::desk::{Desk, PHONE, VISIO};

#[tokio::test]
async fn a_form_with_every_field_wrong_shows_what_was_typed_and_a_message_at_each_field() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let jonas = desk.sign_in("jonas.lind").await;
    let form = format!("/products/{VISIO}/request");
    let typed = format!("<b>because</b> {}", "x".repeat(2_000));
    let fields = [
        ("beneficiary", "not-a-person"),
        ("justification", typed.as_str()),
        ("term", "forever"),
        ("plans", "00000000-0000-0000-0000-000000000000"),
    ];
    let page = jonas.post(&form, &form, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.words("textarea"), typed);
    for message in [
        "Choose a person from the list.",
        "Please keep it to 2000 characters; this has 2015.",
        "Choose for how long you need it.",
        "One of the plans is not part of this product any more.",
    ] {
        // Once in the summary, once at the field.
        assert_eq!(
            page.words("form.stack").matches(message).count(),
            2,
            "{message}: {}",
            page.words("main")
        );
    }
    // Somebody who does not report to them is refused too, and nothing was asked.
    let other = desk.id_of("otto.keller").await.to_string();
    let page = mia
        .asks_with(VISIO, &[("beneficiary", &other), ("term", "30")], &[])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("the people who report to you"));
    assert!(mia.get("/requests").await.hrefs("/requests/").is_empty());
    desk.close().await;
}

#[tokio::test]
async fn an_unknown_id_is_a_page_with_a_way_home() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    let nowhere = "00000000-0000-0000-0000-000000000000";
    for path in [
        "/nothing".to_owned(),
        format!("/requests/{nowhere}"),
        "/requests/not-an-id".into(),
        format!("/approvals/{nowhere}"),
        format!("/products/{nowhere}/request"),
        "/products/%2e%2e/request".into(),
        "/static/app.000000000000.css".into(),
    ] {
        let page = ada.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(page.hrefs("/"), ["/"], "{path}: {}", page.text);
    }
    desk.close().await;
}

#[tokio::test]
async fn an_oversized_body_is_413_and_changes_nothing() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let form = format!("/products/{VISIO}/request");
    let page = mia
        .post(&form, &form, &[("justification", &"x".repeat(70_000))])
        .await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.text.contains("That is too large"));
    assert!(mia.get("/requests").await.hrefs("/requests/").is_empty());
    desk.close().await;
}

#[tokio::test]
async fn a_form_of_another_site_or_another_session_is_refused() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let jonas = desk.sign_in("jonas.lind").await;
    let form = format!("/products/{VISIO}/request");
    let foreign = jonas.get(&form).await.field("csrf");
    for token in ["", "guess", foreign.as_str()] {
        let page = mia.post_bare(&form, &[("term", "30"), ("csrf", token)]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{token}");
    }
    let token = mia.get(&form).await.field("csrf");
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let reply = mia
            .http
            .post(format!("{}{form}", desk.url))
            .header(name, value)
            .form(&[("term", "30"), ("csrf", &token)])
            .send()
            .await
            .unwrap();
        assert_eq!(reply.status(), StatusCode::FORBIDDEN, "{name}: {value}");
    }
    assert!(mia.get("/requests").await.hrefs("/requests/").is_empty());
    desk.close().await;
}

#[tokio::test]
async fn a_sign_in_that_was_not_begun_here_is_refused() {
    let desk = Desk::open().await;
    let visitor = desk.nobody("visitor");
    let page = visitor.get("/sign-in/callback?code=x&state=y").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text.contains("Try again"));
    // Begun here, but the answer belongs to another attempt.
    visitor.get("/sign-in/start").await;
    let page = visitor.get("/sign-in/callback?code=x&state=y").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    visitor.get("/sign-in/start").await;
    let page = visitor
        .get("/sign-in/callback?error=access_denied&error_description=x")
        .await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        visitor.get("/requests").await.location.as_deref(),
        Some("/sign-in?next=%2Frequests")
    );
    desk.close().await;
}

#[tokio::test]
async fn a_session_has_a_new_id_after_sign_in_and_ends_by_idling_by_age_and_by_signing_out() {
    let desk = Desk::open().await;
    let visitor = desk.nobody("mia.berg");
    let cookie = |reply: &reqwest::Response| {
        let set = reply
            .headers()
            .get(SET_COOKIE)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        assert!(
            set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"),
            "{set}"
        );
        set.split(';').next().unwrap().to_owned()
    };
    let upn = "mia.berg@haldenroe.example";
    let begun = visitor
        .http
        .get(format!("{}/sign-in/start?login_hint={upn}", desk.url))
        .send()
        .await
        .unwrap();
    let before = cookie(&begun);
    let authorize = begun.headers()["location"].to_str().unwrap().to_owned();
    let back = visitor.chooses(&authorize, upn).await.location.unwrap();
    let after = cookie(&visitor.http.get(back).send().await.unwrap());
    assert!(before.starts_with("countersign=") && after.starts_with("countersign="));
    assert_ne!(before, after);

    // In use, it goes on: the last hour counts, not the first.
    for _ in 0..3 {
        desk.turn(Duration::minutes(50));
        assert_eq!(visitor.get("/requests").await.status, StatusCode::OK);
    }
    desk.turn(Duration::minutes(62));
    assert_eq!(visitor.get("/requests").await.status, StatusCode::SEE_OTHER);

    let mia = desk.sign_in("mia.berg").await;
    for _ in 0..12 {
        desk.turn(Duration::minutes(58));
        assert_eq!(mia.get("/requests").await.status, StatusCode::OK);
    }
    desk.turn(Duration::minutes(58));
    assert_eq!(
        mia.get("/requests").await.status,
        StatusCode::SEE_OTHER,
        "twelve hours are over"
    );

    let mia = desk.sign_in("mia.berg").await;
    let out = mia.post("/sign-out", "/requests", &[]).await;
    assert_eq!(out.location.as_deref(), Some("/sign-in?signed_out=yes"));
    assert_eq!(mia.get("/requests").await.status, StatusCode::SEE_OTHER);
    desk.close().await;
}

#[tokio::test]
async fn a_broken_policy_file_names_place_and_reason_and_leaves_the_version_in_force() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    let file = desk.folder.path().join("policy.toml");
    let good = std::fs::read_to_string(&file).unwrap();
    let before = desk.app.in_force().unwrap().policy.version().to_owned();

    std::fs::write(
        &file,
        good.replace("beneficiary.employee_type", "beneficiary.employe_type"),
    )
    .unwrap();
    let page = ada.get("/admin/policy").await;
    assert!(page.text.contains("policy.toml:"), "{}", page.words("main"));
    assert!(
        page.text.contains("employe_type") && page.text.contains("employee_type"),
        "{}",
        page.words("main")
    );
    let from_disk = "/admin/policy/drafts/from-disk";
    let refused = ada
        .post(
            from_disk,
            "/admin/policy",
            &[("version", "x"), ("why", "Because.")],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(desk.app.in_force().unwrap().policy.version(), before);

    // A restart with the broken file keeps the version too.
    countersign::requests::rules::at_start(&desk.app).await.unwrap();
    assert_eq!(desk.app.in_force().unwrap().policy.version(), before);

    std::fs::write(&file, good + "\n# a newer version\n").unwrap();
    let page = ada.get("/admin/policy").await;
    let newer = page.field("version");
    let stale = ada
        .post(
            from_disk,
            "/admin/policy",
            &[("version", &before), ("why", "Because.")],
        )
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let submitted = ada
        .post(
            from_disk,
            "/admin/policy",
            &[("version", &newer), ("why", "Because.")],
        )
        .await;
    let viktor = desk.sign_in("viktor.sand").await;
    viktor.puts_in_force(&submitted.location.unwrap()).await;
    assert_eq!(desk.app.in_force().unwrap().policy.version(), newer);
    assert_ne!(newer, before);
    desk.close().await;
}

async fn requests(app: &App) -> i64 {
    sqlx::query_scalar!(r#"select count(*) as "n!" from requests"#)
        .fetch_one(&app.pool)
        .await
        .unwrap()
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
    assert_eq!(desk.kinds(&request).await.last().unwrap(), "access.refused");
    let tried = desk.last_said("access.refused").await;
    assert_eq!(
        tried,
        serde_json::json!({ "attempt": "cancel", "code": "not-theirs", "why": "not_theirs" })
    );
    assert_eq!(
        desk.sign_in("otto.keller").await.get(&page).await.status,
        StatusCode::OK
    );
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
async fn when_microsoft_does_not_answer_the_form_says_so_and_nothing_is_kept() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    desk.control(
        "faults",
        json!({ "path_contains": "/subscribedSkus", "status": 503, "times": 6 }),
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
    assert_eq!(
        nobody.get("/readyz").await.text,
        "database: ok\npolicy: ok\napp roles: ok\ndirectory: ok\ncredential: ok\n"
    );
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
