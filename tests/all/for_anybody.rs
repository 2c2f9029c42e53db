//! Asking for somebody who is neither oneself nor a report: only where a route says so, and never as a signature.

use reqwest::StatusCode;
use serde_json::json;

use crate::bundles::{draft, uploads};
use crate::desk::{Desk, Person, VISIO};

const POLICY: &str = r#"
[[route]]
id = "assistants"
when = 'requester.department == "Marketing"'
for_anybody = true
stages = [{ who = "manager", fallback = "group:License Approvers" }]
[[route]]
id = "all"
stages = [{ who = "manager" }]
"#;
const WHY: &str = "Plans of the fair in spring.";

async fn asks_for(person: &Person, somebody: &str) -> crate::desk::Page {
    let fields = [("justification", WHY), ("term", "90"), ("somebody", somebody)];
    person.asks_with(VISIO, &fields, &[]).await
}

async fn count(desk: &Desk) -> (i64, i64) {
    let requests = sqlx::query_scalar!(r#"select count(*) as "n!" from requests"#);
    let refused = sqlx::query_scalar!(
        r#"select count(*) as "n!" from audit_events where kind = 'access.refused' and detail::jsonb ->> 'attempt' = 'submit'"#
    );
    (
        requests.fetch_one(&desk.app.pool).await.unwrap(),
        refused.fetch_one(&desk.app.pool).await.unwrap(),
    )
}

#[tokio::test]
async fn where_a_route_is_for_anybody_somebody_is_found_by_name_and_their_manager_signs() {
    let desk = Desk::with_policy(POLICY).await;
    let lena = desk.sign_in("lena.frost").await;
    let form = lena.get(&format!("/products/{VISIO}/request")).await;
    assert!(form.text.contains("Or somebody else"), "{}", form.text);
    let page = asks_for(&lena, "mia berg").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let whom = sqlx::query!(
        r#"select r.for_whom, d.facts -> 'request' ->> 'for_whom' as fact from requests r join decisions d on d.request_id = r.id"#
    );
    let whom = whom.fetch_one(&desk.app.pool).await.unwrap();
    assert_eq!(
        (whom.for_whom.as_deref(), whom.fact.as_deref()),
        (Some("other"), Some("other"))
    );
    let jonas = desk.sign_in("jonas.lind").await;
    let page = jonas.approves().await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    desk.works_until_idle().await;
    assert!(desk.plans_off_at_graph("mia.berg", VISIO).await.is_some());
    desk.close().await;
}

#[tokio::test]
async fn nobody_else_asks_for_anybody_and_nothing_is_told_of_them() {
    let desk = Desk::with_policy(POLICY).await;
    let ravi = desk.sign_in("ravi.menon").await;
    let page = asks_for(&ravi, &format!("mia.berg@{}", countersign::simulator::DOMAIN)).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.text
            .contains("You can ask for yourself and for the people who report to you.")
    );
    assert!(!page.text.contains("already contain"), "what she has is hers");
    assert_eq!(
        count(&desk).await,
        (0, 1),
        "nothing is written but that it was tried"
    );
    let page = asks_for(&ravi, "somebody unknown").await;
    assert!(
        page.text.contains("Nobody in the directory is called so."),
        "{}",
        page.text
    );

    let mia = desk.id_of("mia.berg").await.to_string();
    let fields = [
        ("product", VISIO),
        ("person", &mia),
        ("justification", WHY),
        ("term", "90"),
    ];
    let draft = ravi.post("/ask", "/ask", &fields).await.location.unwrap();
    let shown = ravi.get(&format!("{draft}/preview")).await;
    assert!(shown.text.contains("You can ask for yourself"), "{}", shown.text);
    let sent = ravi.post(&format!("{draft}/send"), "/requests", &[]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", sent.text);
    assert_eq!(count(&desk).await, (0, 2));
    desk.close().await;
}

#[tokio::test]
async fn where_no_route_is_for_anybody_the_form_offers_nobody_else() {
    let desk = Desk::with_policy("[[route]]\nid = \"all\"\nstages = [{ who = \"manager\" }]\n").await;
    let lena = desk.sign_in("lena.frost").await;
    let form = lena.get(&format!("/products/{VISIO}/request")).await;
    assert!(!form.text.contains("Or somebody else"));
    let mia = desk.id_of("mia.berg").await.to_string();
    let fields = [
        ("justification", WHY),
        ("term", "90"),
        ("beneficiary", mia.as_str()),
    ];
    let page = lena.asks_with(VISIO, &fields, &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    desk.close().await;
}

#[tokio::test]
async fn a_manager_who_asks_by_such_a_route_is_never_who_signs() {
    let policy = POLICY.replace("Marketing", "Design");
    let desk = Desk::with_policy(&policy).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let mia = desk.id_of("mia.berg").await.to_string();
    let fields = [
        ("justification", WHY),
        ("term", "90"),
        ("beneficiary", mia.as_str()),
    ];
    let page = jonas.asks_with(VISIO, &fields, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    assert!(jonas.get("/approvals").await.hrefs("/approvals/").is_empty());
    let signers = sqlx::query_scalar!(
        "select p.name from stage_approvers a join people p on p.id = a.person_id order by p.name"
    );
    let signers = signers.fetch_all(&desk.app.pool).await.unwrap();
    assert_eq!(signers, ["Henrik Falk", "Marta Quist", "Sofia Lange"]);
    desk.close().await;
}

#[tokio::test]
async fn a_report_who_has_another_manager_since_stays_what_was_asked() {
    let desk =
        Desk::with_policy("[[route]]\nid = \"all\"\nstages = [{ who = \"group:License Approvers\" }]\n")
            .await;
    let jonas = desk.sign_in("jonas.lind").await;
    let mia = desk.id_of("mia.berg").await.to_string();
    let fields = [
        ("justification", WHY),
        ("term", "90"),
        ("beneficiary", mia.as_str()),
    ];
    let page = jonas.asks_with(VISIO, &fields, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let manager = format!("hanna.moe@{}", countersign::simulator::DOMAIN);
    let path = format!("people/mia.berg@{}/move", countersign::simulator::DOMAIN);
    desk.control(&path, json!({ "manager": manager })).await;
    let henrik = desk.sign_in("henrik.falk").await;
    let page = henrik.approves().await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    desk.works_until_idle().await;
    assert!(desk.plans_off_at_graph("mia.berg", VISIO).await.is_some());
    desk.close().await;
}

/// Where somebody can ask for nobody else, and as a guest always, a guess is answered alike whether there is such a person.
#[tokio::test]
async fn whoever_can_add_nobody_else_learns_nothing_of_the_directory() {
    let domain = countersign::simulator::DOMAIN;
    let nobody_else = "[[route]]\nid = \"all\"\nstages = [{ who = \"manager\" }]\n";
    let guest = format!("priya.shah_lumenworks.example#EXT#@{domain}");
    for (policy, upn) in [
        (nobody_else, format!("lena.frost@{domain}")),
        (POLICY, guest.clone()),
    ] {
        let desk = Desk::with_policy(policy).await;
        let person = desk.sign_in_upn("the one who guesses", &upn).await;
        let id = draft(&person, &[("product", VISIO)]).await;
        for guess in [
            "an",
            "mia berg",
            &format!("mia.berg@{domain}"),
            "somebody unknown",
        ] {
            let fields = [("product", VISIO), ("add_person", guess)];
            let page = person.post(&format!("/ask/{id}"), "/requests", &fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{upn} {guess}");
            assert_eq!(
                page.words(".summary li"),
                "You can ask for yourself and for the people who report to you.",
                "{upn} {guess}"
            );
        }
        let page = uploads(
            &person,
            &id,
            &format!("mia.berg@{domain}\nsomebody.unknown@{domain}\n"),
        )
        .await;
        assert_eq!(
            page.text.matches("You can ask for yourself").count(),
            2,
            "{}",
            page.text
        );
        desk.close().await;
    }

    let desk = Desk::with_policy(POLICY).await;
    let priya = desk.sign_in_upn("priya", &guest).await;
    let searches = async |words: &str| {
        let fields = [("to", words), ("step", "search")];
        let page = priya.post("/delegation", "/delegation", &fields).await;
        page.values("input[name=to_id]").len()
    };
    assert_eq!(searches("a").await, 0, "nobody is suggested to a guest");
    assert_eq!(
        searches(&format!("clara.roe@{domain}")).await,
        1,
        "whom they know"
    );
    desk.close().await;
}
