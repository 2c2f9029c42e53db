//! What approvers and requesters answer each other: undone, changed, asked, appealed against, reminded of.

use chrono::Duration;
use reqwest::StatusCode;

use crate::desk::{Desk, NEW_PLAN, PROJECT, Person, VISIO};

/// Jonas, then two stages; `undo` seconds to undo.
async fn desk(undo: u32, stages: &str) -> Desk {
    let policy = format!("[[route]]\nid = \"visio\"\nproducts = [\"VISIOCLIENT\"]\nstages = [{stages}]\n");
    let desk = Desk::with_undo(&policy, undo).await;
    desk.works().await;
    desk
}

const ONE: &str = r#"{ who = "manager", may_change = ["term", "plans"] }"#;
const TWO: &str =
    r#"{ who = "manager" }, { who = "person:clara.roe@haldenroe.example", may_change = ["term"] }"#;

async fn posts(person: &Person, path: &str, page: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let answer = person.post(path, page, fields).await;
    (answer.status, answer.text)
}

#[tokio::test]
async fn what_was_signed_last_is_undone_before_it_is_carried_out() {
    let desk = desk(30, ONE).await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    let card = jonas.card().await;
    jonas.approves().await;
    desk.works().await;
    assert!(desk.calls().await.is_empty(), "it was carried out at once");
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge.large"), "State: Approved");
    let page = jonas.get(&card).await;
    assert!(
        page.words(".undo").contains("It is carried out in"),
        "{}",
        page.words(".undo")
    );

    let (status, _) = posts(&jonas, &format!("{card}/undo"), &card, &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    desk.turn(Duration::seconds(60));
    desk.works().await;
    assert!(
        desk.calls().await.is_empty(),
        "what was taken back was carried out"
    );
    assert_eq!(
        mia.sees(&request).await.words(".badge.large"),
        "State: Waiting for approval"
    );

    jonas.approves().await;
    desk.turn(Duration::seconds(29));
    desk.works().await;
    assert!(desk.calls().await.is_empty());
    desk.turn(Duration::seconds(1));
    desk.works().await;
    assert_eq!(desk.calls().await.len(), 1);
    let (_, _) = posts(&jonas, &format!("{card}/undo"), &card, &[]).await;
    assert!(jonas.get(&card).await.text.contains("Your answer stays"));
    assert_eq!(mia.sees(&request).await.words(".badge.large"), "State: Active");
    let kinds = desk.kinds(&request).await;
    let of = |kind: &str| kinds.iter().filter(|k| *k == kind).count();
    assert_eq!(
        [
            of("signature.given"),
            of("signature.taken_back"),
            of("request.approved"),
            of("grant.approved"),
            of("access.refused")
        ],
        [2, 1, 2, 1, 1]
    );
    desk.close().await;
}

#[tokio::test]
async fn a_denial_is_undone_for_thirty_seconds_and_the_requester_may_cancel_what_is_not_carried_out() {
    let desk = desk(30, ONE).await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    let card = jonas.card().await;
    jonas.denies("Not this year.").await;
    assert_eq!(mia.sees(&request).await.words(".badge.large"), "State: Denied");
    posts(&jonas, &format!("{card}/undo"), &card, &[]).await;
    assert_eq!(
        mia.sees(&request).await.words(".badge.large"),
        "State: Waiting for approval"
    );
    jonas.denies("Not this year.").await;
    desk.turn(Duration::seconds(31));
    posts(&jonas, &format!("{card}/undo"), &card, &[]).await;
    assert_eq!(mia.sees(&request).await.words(".badge.large"), "State: Denied");

    let again = mia.asks_for(VISIO, "For other floor plans.", &[]).await;
    jonas.approves().await;
    let page = format!("/requests/{again}");
    posts(&mia, &format!("{page}/cancel"), &page, &[]).await;
    assert_eq!(mia.sees(&again).await.words(".badge.large"), "State: Cancelled");
    let approved = sqlx::query_scalar!(
        r#"select count(*) as "n!" from notices
            where request_id = $1::text::uuid and kind = 'approved' and dropped_at is null"#,
        again
    );
    let approved = approved.fetch_one(&desk.app.pool).await.unwrap();
    assert_eq!(approved, 0, "nobody is told that it was approved");
    desk.turn(Duration::seconds(60));
    desk.works().await;
    assert!(
        desk.calls().await.is_empty(),
        "what was cancelled was carried out"
    );
    desk.close().await;
}

#[tokio::test]
async fn a_signature_is_taken_back_until_somebody_signs_after_it() {
    let desk = desk(30, TWO).await;
    let (mia, jonas, clara) = (
        desk.sign_in("mia.berg").await,
        desk.sign_in("jonas.lind").await,
        desk.sign_in("clara.roe").await,
    );
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    let card = jonas.card().await;
    jonas.approves().await;
    desk.turn(Duration::minutes(50));
    assert_eq!(clara.get("/approvals").await.hrefs("/approvals/").len(), 1);
    posts(&jonas, &format!("{card}/undo"), &card, &[]).await;
    assert_eq!(
        clara.get("/approvals").await.hrefs("/approvals/").len(),
        0,
        "her stage is to come again"
    );
    jonas.approves().await;
    clara.approves().await;
    posts(&jonas, &format!("{card}/undo"), &card, &[]).await;
    assert!(jonas.get(&card).await.text.contains("Your answer stays"));
    assert_eq!(mia.sees(&request).await.words(".badge.large"), "State: Approved");
    desk.turn(Duration::seconds(30));
    desk.close().await;
}

#[tokio::test]
async fn whoever_signs_has_it_less_than_was_asked_and_never_more() {
    let desk = desk(0, ONE).await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    let card = jonas.card().await;
    let page = jonas.get(&card).await;
    let change = page.field("change");
    let narrow = format!("{card}/narrow");
    let plan = page.values("input[name=plans_off]").remove(0);
    for (fields, why) in [
        (vec![("days", "")], "Nothing is changed"),
        (vec![("days", "x")], "Write a number of days"),
        (vec![("days", "91")], "not less than was asked"),
        (vec![("ends_on", "2027-01-01")], "not less than was asked"),
        (vec![("plans_off", "junk")], "not part of this product"),
    ] {
        let mut fields = fields;
        fields.push(("change", change.as_str()));
        let (status, text) = posts(&jonas, &narrow, &card, &fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(text.contains(why), "{fields:?}");
    }
    let all: Vec<_> = page.values("input[name=plans_off]");
    let mut nothing: Vec<_> = all.iter().map(|plan| ("plans_off", plan.as_str())).collect();
    nothing.push(("change", change.as_str()));
    let (_, text) = posts(&jonas, &narrow, &card, &nothing).await;
    assert!(text.contains("At least one plan has to stay"));

    let fields = [
        ("change", change.as_str()),
        ("days", "30"),
        ("plans_off", plan.as_str()),
        ("note", "A month will do."),
    ];
    let (status, text) = posts(&jonas, &narrow, &card, &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    desk.works().await;
    assert!(
        desk.plans_off_at_graph("mia.berg", VISIO)
            .await
            .unwrap()
            .contains(&plan)
    );
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge.large"), "State: Active");
    assert!(page.words(".side").contains("30 days"), "{}", page.words(".side"));
    assert!(
        page.words(".side").contains("Left off by Jonas Lind"),
        "{}",
        page.words(".side")
    );
    let steps = page.words(".steps");
    assert!(steps.contains("30 days instead of 90 days"), "{steps}");
    assert!(
        desk.kinds(&request)
            .await
            .contains(&"request.narrowed".to_owned())
    );
    let told = desk.told(&request).await;
    assert!(told.contains(&"narrowed to mia.berg".to_owned()), "{told:?}");
    assert!(told.contains(&"approved to mia.berg".to_owned()), "{told:?}");
    desk.close().await;
}

#[tokio::test]
async fn less_than_can_be_had_closes_and_denies_nothing() {
    let policy = format!(
        "[[guard]]\nid = \"no-trials\"\nproducts = [\"VISIOCLIENT\"]\nwhen = 'request.term_days < 30'\n\
         deny = \"Not for less than 30 days.\"\n[[route]]\nid = \"all\"\nstages = [{ONE}]\n"
    );
    let desk = Desk::with_policy(&policy).await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let until_june = [
        ("justification", "The move."),
        ("term", "date"),
        ("ends_on", "2027-06-30"),
    ];
    let sent = mia.asks_with(PROJECT, &until_june, &[]).await;
    let project = sent.location.unwrap().replace("/requests/", "");
    for (field, typed, said, why) in [
        ("ends_on", "2026-06-30", "No day would be left", "no_days"),
        (
            "days",
            "10",
            "The rules do not allow what would be left",
            "denied",
        ),
    ] {
        let request = match field {
            "ends_on" => project.clone(),
            _ => mia.asks_for(VISIO, "For the floor plans.", &[]).await,
        };
        let card = jonas.card().await;
        let change = jonas.get(&card).await.field("change");
        let narrow = format!("{card}/narrow");
        let fields = [("change", change.as_str()), (field, typed)];
        let (status, text) = posts(&jonas, &narrow, &card, &fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        assert!(text.contains(said), "{text}");
        let tried = desk.last_said("access.refused").await;
        assert_eq!(tried["attempt"], "narrow");
        assert_eq!(tried["why"], why);
        let badge = mia.sees(&request).await.words(".badge.large");
        assert_eq!(badge, "State: Waiting for approval");
        assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    }
    desk.works().await;
    desk.close().await;
}

#[tokio::test]
async fn whoever_signed_more_is_asked_to_sign_the_less_and_nobody_signs_the_same_twice() {
    let stage = r#"{ who = "group:License Approvers", signatures = 2, may_change = ["term"] }"#;
    let desk = desk(0, stage).await;
    let mia = desk.sign_in("mia.berg").await;
    let (henrik, sofia) = (
        desk.sign_in("henrik.falk").await,
        desk.sign_in("sofia.lange").await,
    );
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    let card = henrik.card().await;
    let change = henrik.get(&card).await.field("change");
    assert_eq!(henrik.approves().await.status, StatusCode::SEE_OTHER);
    let before = desk.kinds(&request).await;
    let (status, _) = posts(
        &henrik,
        &format!("{card}/approve"),
        "/approvals",
        &[("change", &change)],
    )
    .await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(desk.last_said("access.refused").await["why"], "signed_already");
    let after = desk.kinds(&request).await;
    assert_eq!(after[before.len()..], ["access.refused"], "nothing is decided");

    let to_sign = async |name: &str| {
        let told = desk.told(&request).await;
        let line = format!("to_sign to {name}");
        told.iter().filter(|told| **told == line).count()
    };
    assert_eq!(
        [to_sign("henrik.falk").await, to_sign("marta.quist").await],
        [1, 1]
    );
    let (status, text) = posts(
        &sofia,
        &format!("{card}/narrow"),
        &card,
        &[("change", &change), ("days", "30")],
    )
    .await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    assert_eq!(
        [to_sign("henrik.falk").await, to_sign("marta.quist").await],
        [2, 1],
        "only his signature does not count any more"
    );
    assert_eq!(henrik.approves().await.status, StatusCode::SEE_OTHER);
    desk.works().await;
    assert_eq!(mia.sees(&request).await.words(".badge.large"), "State: Active");
    desk.close().await;
}

#[tokio::test]
async fn what_is_another_change_meanwhile_is_looked_at_once_and_then_had_less() {
    let desk = desk(0, ONE).await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    desk.microsoft_adds_to_visio("Success").await;
    desk.turn(Duration::minutes(6));
    desk.works().await;
    let ada = desk.sign_in("ada.novak").await;
    let offer = [("verdict", "offer"), ("reason", "For whoever asks.")];
    let plan = format!("/admin/plans/{VISIO}/{NEW_PLAN}");
    let (status, text) = posts(&ada, &plan, "/admin/plans", &offer).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");

    let card = jonas.card().await;
    for expected in [StatusCode::CONFLICT, StatusCode::SEE_OTHER] {
        let change = jonas.get(&card).await.field("change");
        let fields = [("change", change.as_str()), ("days", "30")];
        let (status, text) = posts(&jonas, &format!("{card}/narrow"), &card, &fields).await;
        assert_eq!(status, expected, "{text}");
    }
    desk.works().await;
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge.large"), "State: Active");
    assert!(page.words(".side").contains("30 days"), "{}", page.words(".side"));
    desk.close().await;
}

#[tokio::test]
async fn less_at_a_later_stage_is_signed_again_by_those_before_it() {
    let desk = desk(0, TWO).await;
    let (mia, jonas, clara) = (
        desk.sign_in("mia.berg").await,
        desk.sign_in("jonas.lind").await,
        desk.sign_in("clara.roe").await,
    );
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    let first = jonas.card().await;
    let change = jonas.get(&first).await.field("change");
    let (status, text) = posts(
        &jonas,
        &format!("{first}/narrow"),
        &first,
        &[("change", &change), ("days", "30")],
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        text.contains("do not let whoever signs here change the term"),
        "{text}"
    );
    jonas.approves().await;
    let second = clara.card().await;
    let change = clara.get(&second).await.field("change");
    let (status, _) = posts(
        &clara,
        &format!("{second}/narrow"),
        &second,
        &[("change", &change), ("days", "30")],
    )
    .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    desk.works().await;
    assert!(
        desk.calls().await.is_empty(),
        "nobody signed thirty days at the first stage"
    );
    assert_eq!(
        clara.get("/approvals").await.hrefs("/approvals/").len(),
        0,
        "she signed it already"
    );
    assert!(jonas.get(&jonas.card().await).await.text.contains("30 days"));
    jonas.approves().await;
    desk.works().await;
    assert_eq!(mia.sees(&request).await.words(".badge.large"), "State: Active");
    desk.close().await;
}

#[tokio::test]
async fn undone_less_is_what_was_asked_again() {
    let desk = desk(30, ONE).await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    let card = jonas.card().await;
    let page = jonas.get(&card).await;
    let change = page.field("change");
    let plan = page.values("input[name=plans_off]").remove(0);
    let fields = [
        ("change", change.as_str()),
        ("days", "30"),
        ("plans_off", plan.as_str()),
    ];
    posts(&jonas, &format!("{card}/narrow"), &card, &fields).await;
    assert!(mia.sees(&request).await.words(".side").contains("30 days"));
    let (status, _) = posts(&jonas, &format!("{card}/undo"), &card, &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge.large"), "State: Waiting for approval");
    assert!(page.words(".side").contains("90 days"), "{}", page.words(".side"));
    assert_eq!(jonas.get(&card).await.field("change"), change);

    // Signed as it was asked, it is carried out as it was asked.
    jonas.approves().await;
    desk.turn(Duration::seconds(30));
    desk.works().await;
    assert_eq!(mia.sees(&request).await.words(".badge.large"), "State: Active");
    let off = desk.plans_off_at_graph("mia.berg", VISIO).await.unwrap();
    assert!(!off.contains(&plan), "{off:?}");
    desk.close().await;
}

#[tokio::test]
async fn undone_less_at_a_later_stage_leaves_the_signatures_before_it() {
    let desk = desk(30, TWO).await;
    let (mia, jonas, clara) = (
        desk.sign_in("mia.berg").await,
        desk.sign_in("jonas.lind").await,
        desk.sign_in("clara.roe").await,
    );
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    jonas.approves().await;
    let second = clara.card().await;
    let change = clara.get(&second).await.field("change");
    let narrow = format!("{second}/narrow");
    let fields = [("change", change.as_str()), ("days", "30")];
    posts(&clara, &narrow, &second, &fields).await;
    let undo = format!("{second}/undo");
    let (status, _) = posts(&clara, &undo, &second, &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(
        jonas.get("/approvals").await.hrefs("/approvals/").len(),
        0,
        "his signature of what was asked counts"
    );
    assert_eq!(clara.get(&clara.card().await).await.field("change"), change);

    // Whoever signed last can undo it, though a later stage was signed before.
    posts(&clara, &narrow, &second, &fields).await;
    desk.turn(Duration::seconds(1));
    let first = jonas.card().await;
    jonas.approves().await;
    assert_eq!(mia.sees(&request).await.words(".badge.large"), "State: Approved");
    posts(&jonas, &format!("{first}/undo"), &first, &[]).await;
    assert_eq!(
        mia.sees(&request).await.words(".badge.large"),
        "State: Waiting for approval"
    );
    jonas.approves().await;
    assert_eq!(mia.sees(&request).await.words(".badge.large"), "State: Approved");

    // Once somebody else has signed the less, only the signature is taken back.
    posts(&clara, &undo, &second, &[]).await;
    assert!(mia.sees(&request).await.words(".side").contains("30 days"));
    clara.approves().await;
    desk.turn(Duration::seconds(30));
    desk.works().await;
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge.large"), "State: Active");
    assert!(page.words(".side").contains("30 days"));
    desk.close().await;
}

#[tokio::test]
async fn a_question_waits_for_an_answer_and_the_time_stands_still() {
    let desk = desk(0, r#"{ who = "manager", within = "24h" }"#).await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    let address = format!("/requests/{request}");
    let card = jonas.card().await;
    let due = async || {
        sqlx::query_scalar!(
            r#"select due_at as "due!" from stages where request_id = $1::text::uuid and state = 'open'"#,
            request
        )
        .fetch_one(&desk.app.pool)
        .await
        .unwrap()
    };
    let before = due().await;
    let (status, text) = posts(&jonas, &format!("{card}/ask"), &card, &[("question", " ")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("Write what you want to know."));
    posts(
        &jonas,
        &format!("{card}/ask"),
        &card,
        &[("question", "Which building?")],
    )
    .await;
    let ask = format!("{card}/ask");
    posts(&jonas, &ask, &card, &[("question", "And which floor?")]).await;
    let tried = desk.last_said("access.refused").await;
    assert_eq!(tried["attempt"], "ask");
    assert_eq!(tried["why"], "one_is_open");
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge.large"), "State: Waiting for an answer");
    assert!(page.words(".asked").contains("Which building?"));
    assert_eq!(
        posts(&mia, &format!("{address}/answer"), &address, &[("text", "")])
            .await
            .0,
        422
    );
    desk.turn(Duration::minutes(50));
    posts(
        &mia,
        &format!("{address}/answer"),
        &address,
        &[("text", "The new one in Oslo.")],
    )
    .await;
    assert_eq!(due().await - before, Duration::minutes(50));
    assert!(
        mia.sees(&request)
            .await
            .words(".steps")
            .contains("The new one in Oslo.")
    );
    let page = jonas.get(&card).await;
    assert!(
        page.words("[aria-labelledby=answers-h]")
            .contains("Jonas Lind asked: Which building? The new one in Oslo."),
        "{}",
        page.words("[aria-labelledby=answers-h]")
    );
    posts(
        &jonas,
        &format!("{card}/ask"),
        &card,
        &[("question", "And who pays?")],
    )
    .await;
    posts(&jonas, &format!("{card}/ask/take-back"), &card, &[]).await;
    assert_eq!(
        mia.sees(&request).await.words(".badge.large"),
        "State: Waiting for approval"
    );
    let otto = desk.sign_in("otto.keller").await;
    let token = otto.get("/settings").await.field("csrf");
    let refused = otto
        .post_bare(
            &format!("{address}/answer"),
            &[("text", "I know better."), ("csrf", &token)],
        )
        .await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    desk.close().await;
}

#[tokio::test]
async fn a_denial_is_appealed_against_once_and_somebody_else_decides() {
    let desk = desk(0, TWO).await;
    let (mia, jonas, clara) = (
        desk.sign_in("mia.berg").await,
        desk.sign_in("jonas.lind").await,
        desk.sign_in("clara.roe").await,
    );
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    let address = format!("/requests/{request}");
    jonas.denies("Not this year.").await;
    assert_eq!(
        posts(&mia, &format!("{address}/appeal"), &address, &[("text", "")])
            .await
            .0,
        422
    );
    posts(
        &mia,
        &format!("{address}/appeal"),
        &address,
        &[("text", "The client needs them by May.")],
    )
    .await;
    let page = mia.sees(&request).await;
    assert!(
        page.words(".steps").contains("Not this year."),
        "{}",
        page.words(".steps")
    );
    assert!(page.words(".steps").contains("The client needs them by May."));
    let deciders: Vec<String> = sqlx::query_scalar!(
        "select p.upn from stage_approvers a join stages s on s.id = a.stage_id and s.is_appeal join people p on p.id = a.person_id"
    )
    .fetch_all(&desk.app.pool)
    .await
    .unwrap();
    assert!(
        !deciders.is_empty() && !deciders.contains(&"jonas.lind@haldenroe.example".to_owned()),
        "{deciders:?}"
    );
    assert_eq!(
        jonas.get("/approvals").await.hrefs("/approvals/").len(),
        0,
        "he denied it"
    );
    let decider = desk.sign_in_upn("decider", &deciders[0]).await;
    let page = decider.get(&decider.card().await).await;
    assert!(
        page.words("[aria-labelledby=answers-h]")
            .contains("The client needs them by May."),
        "who decides reads what was appealed with"
    );
    decider.approves().await;
    clara.approves().await;
    desk.works().await;
    assert_eq!(mia.sees(&request).await.words(".badge.large"), "State: Active");
    let (_, _) = posts(
        &mia,
        &format!("{address}/appeal"),
        "/settings",
        &[("text", "Again.")],
    )
    .await;
    let kinds = desk.kinds(&request).await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "request.appealed").count(), 1);
    assert_eq!(kinds.last().map(String::as_str), Some("access.refused"));
    desk.close().await;
}

#[tokio::test]
async fn those_who_are_to_sign_are_reminded_now_and_then() {
    let desk = desk(0, ONE).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    let address = format!("/requests/{request}");
    let reminded = async || {
        desk.kinds(&request)
            .await
            .iter()
            .filter(|kind| *kind == "stage.reminded")
            .count()
    };
    posts(&mia, &format!("{address}/remind"), &address, &[]).await;
    assert_eq!(reminded().await, 0, "he has had no time yet");
    for n in 1..=3 {
        desk.turn(Duration::hours(25));
        let mia = desk.sign_in("mia.berg").await;
        posts(&mia, &format!("{address}/remind"), &address, &[]).await;
        posts(&mia, &format!("{address}/remind"), &address, &[]).await;
        assert_eq!(reminded().await, n);
    }
    desk.turn(Duration::hours(25));
    let mia = desk.sign_in("mia.berg").await;
    posts(&mia, &format!("{address}/remind"), &address, &[]).await;
    assert_eq!(
        reminded().await,
        3,
        "who does not answer to three does not answer to four"
    );
    assert_eq!(desk.last_said("access.refused").await["why"], "often_enough");
    posts(&mia, &format!("{address}/cancel"), &address, &[]).await;
    posts(&mia, &format!("{address}/remind"), &address, &[]).await;
    let tried = desk.last_said("access.refused").await;
    assert_eq!(tried["attempt"], "remind");
    assert_eq!(tried["why"], "not_waiting");
    desk.close().await;
}

#[tokio::test]
async fn where_the_route_wants_to_know_why_nobody_approves_in_silence() {
    let desk = desk(
        0,
        r#"{ who = "manager", wants_note = true, may_change = ["term"] }"#,
    )
    .await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    let card = jonas.card().await;
    let page = jonas.get(&card).await;
    assert!(page.words(".answer .yes").contains("Why you approve"));
    let change = page.field("change");
    let said = "the rule of this stage wants to know it";

    let approve = format!("{card}/approve");
    let (status, text) = posts(&jonas, &approve, &card, &[("change", &change), ("note", " ")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains(said), "{text}");
    let less = [("change", change.as_str()), ("days", "30"), ("note", "")];
    let (status, text) = posts(&jonas, &format!("{card}/narrow"), &card, &less).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains(said), "{text}");
    let item = format!("{}:{change}", card.rsplit('/').next().unwrap());
    let together = [("item", item.as_str()), ("answer", "approve"), ("note", "")];
    let carry_out = "/approvals/bulk/carry-out";
    let (status, text) = posts(&jonas, carry_out, "/approvals", &together).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        text.contains("the rule of some of these wants to know it"),
        "{text}"
    );
    assert_eq!(
        desk.kinds(&request)
            .await
            .iter()
            .filter(|kind| *kind == "signature.given")
            .count(),
        0
    );

    let together = [
        ("item", item.as_str()),
        ("answer", "approve"),
        ("note", "For the fair."),
    ];
    let (status, text) = posts(&jonas, carry_out, "/approvals", &together).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    assert!(desk.kinds(&request).await.contains(&"signature.given".to_owned()));
    desk.close().await;
}
