//! Several products for several people in one go: drafts, what would happen, everything or nothing.

use std::collections::BTreeSet;

use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};

use crate::desk::{Desk, E5, FLOW_FREE, PROJECT, Page, Person, VISIO};

const WHY: &str = "The new team draws the plans of the data centre.";

/// Without a route that is for anybody.
const MANAGER_SIGNS: &str = "[[route]]\nid = \"all\"\nstages = [{ who = \"manager\" }]\n";

pub async fn draft(person: &Person, fields: &[(&str, &str)]) -> String {
    let mut all = vec![("justification", WHY), ("term", "90"), ("begin", "now")];
    all.extend(fields);
    let page = person.post("/ask", "/ask", &all).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let location = page.location.unwrap();
    location.strip_prefix("/ask/").unwrap().to_owned()
}

pub async fn looks(person: &Person, draft: &str) -> Page {
    let page = person.get(&format!("/ask/{draft}/preview")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page
}

pub async fn sends(person: &Person, draft: &str, out: &[&str]) -> Page {
    let fields: Vec<_> = out.iter().map(|out| ("out", *out)).collect();
    person
        .post(&format!("/ask/{draft}/send"), "/requests", &fields)
        .await
}

pub async fn uploads(person: &Person, draft: &str, file: &str) -> Page {
    let path = format!("/ask/{draft}/people");
    let token = person.get(&path).await.field("csrf");
    let part = Part::bytes(file.as_bytes().to_vec()).file_name("people.csv");
    let form = Form::new().text("csrf", token).part("file", part);
    let url = format!("{}{path}", person.url);
    Page::of(person.http.post(url).multipart(form).send().await.unwrap()).await
}

pub async fn count_requests(desk: &Desk) -> i64 {
    let n = sqlx::query_scalar!(r#"select count(*) as "n!" from requests"#);
    n.fetch_one(&desk.app.pool).await.unwrap()
}

pub async fn count_drafts(desk: &Desk) -> i64 {
    let n = sqlx::query_scalar!(r#"select count(*) as "n!" from request_drafts"#);
    n.fetch_one(&desk.app.pool).await.unwrap()
}

#[tokio::test]
async fn a_manager_asks_for_two_products_for_two_people_and_signs_none_of_it() {
    let desk = Desk::open().await;
    let jonas = desk.sign_in("jonas.lind").await;
    let me = desk.id_of("jonas.lind").await.to_string();
    let mia = desk.id_of("mia.berg").await.to_string();
    let id = draft(
        &jonas,
        &[
            ("product", VISIO),
            ("product", PROJECT),
            ("person", &me),
            ("person", &mia),
        ],
    )
    .await;
    let shown = looks(&jonas, &id).await;
    assert!(shown.text.contains("Send 4 requests"), "{}", shown.text);
    assert!(shown.text.contains("No history yet."), "{}", shown.text);
    assert_eq!(count_requests(&desk).await, 0, "a draft counts for nothing");

    let sent = sends(&jonas, &id, &[]).await;
    let bundle = sent.location.clone().unwrap_or_else(|| panic!("{}", sent.text));
    assert!(bundle.starts_with("/requests/bundles/"), "{bundle}");
    assert_eq!(count_drafts(&desk).await, 0, "what is sent is no draft any more");
    let page = jonas.get(&bundle).await;
    assert!(
        page.text.contains("4 requests, sent by Jonas Lind"),
        "{}",
        page.text
    );
    let requests = page.hrefs("/requests/");
    assert_eq!(
        requests.iter().filter(|href| !href.contains("bundles")).count(),
        4
    );

    // Asking for a report is no signature: whoever asked is nowhere among those who may sign.
    let signs = sqlx::query_scalar!(
        r#"select count(*) as "n!" from stage_approvers a join stages s on s.id = a.stage_id
             join requests r on r.id = s.request_id where a.person_id = r.requester_id"#
    );
    assert_eq!(signs.fetch_one(&desk.app.pool).await.unwrap(), 0);
    assert!(jonas.get("/approvals").await.hrefs("/approvals/").is_empty());

    let detail = sqlx::query_scalar!(
        r#"select jsonb_array_length(detail::jsonb -> 'requests') as "n!" from audit_events where kind = 'bundle.sent'"#
    );
    assert_eq!(detail.fetch_one(&desk.app.pool).await.unwrap(), 4);
    let one = requests.iter().find(|href| !href.contains("bundles")).unwrap();
    let page = jonas.get(one).await;
    assert!(
        page.text.contains("Asked together with 3 others"),
        "{}",
        page.text
    );
    // Whom it is for sees their own, and not what else was sent with it.
    let mias = desk.sign_in("mia.berg").await;
    assert_eq!(mias.get(&bundle).await.status, StatusCode::NOT_FOUND);
    assert_eq!(sends(&jonas, &id, &[]).await.status, StatusCode::NOT_FOUND);
    desk.close().await;
}

#[tokio::test]
async fn nothing_is_sent_while_one_item_would_not_be_taken() {
    let desk = Desk::open().await;
    let jonas = desk.sign_in("jonas.lind").await;
    let mias = desk.sign_in("mia.berg").await;
    mias.asks_for(VISIO, WHY, &[]).await;
    let me = desk.id_of("jonas.lind").await.to_string();
    let mia = desk.id_of("mia.berg").await.to_string();
    let id = draft(&jonas, &[("product", VISIO), ("person", &me), ("person", &mia)]).await;
    let shown = looks(&jonas, &id).await;
    assert!(
        shown
            .text
            .contains("There is an open request for this product already.")
    );
    assert!(
        shown.text.contains("Take 1 out and send the rest (1)"),
        "{}",
        shown.text
    );

    let before = count_requests(&desk).await;
    let refused = sends(&jonas, &id, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Nothing was sent"), "{}", refused.text);
    assert_eq!(count_requests(&desk).await, before);
    assert_eq!(count_drafts(&desk).await, 1, "the draft is kept");

    let out = format!("{mia}:{VISIO}");
    let sent = sends(&jonas, &id, &[&out]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert_eq!(count_requests(&desk).await, before + 1);
    desk.close().await;
}

#[tokio::test]
async fn what_the_policy_denies_is_not_sent_and_what_lacks_is_said() {
    let policy = r#"
[[guard]]
id = "short"
products = ["VISIOCLIENT"]
justification_at_least = 20
[[guard]]
id = "not-project"
products = ["PROJECTPROFESSIONAL"]
deny = "Project is not bought any more."
[[guard]]
id = "ask"
products = ["VISIOCLIENT"]
ask = [{ id = "site", text = "At which site?", kind = "choice", choices = ["Oslo", "Bergen"] }]
[[route]]
id = "all"
stages = [{ who = "manager", fallback = "group:License Approvers" }]
"#;
    let desk = Desk::with_policy(policy).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let mia = desk.id_of("mia.berg").await.to_string();
    let fields = [("product", VISIO), ("product", PROJECT), ("person", mia.as_str())];
    let id = draft(&jonas, &[&fields[..], &[("justification", "Short.")]].concat()).await;
    let edit = jonas.get(&format!("/ask/{id}")).await;
    assert!(edit.text.contains("At which site?"), "{}", edit.text);
    let shown = looks(&jonas, &id).await;
    assert!(
        shown.text.contains("At which site? Choose an answer."),
        "{}",
        shown.text
    );
    assert!(shown.text.contains("at least 20 are needed"), "{}", shown.text);
    assert!(
        shown.text.contains("Project is not bought any more."),
        "{}",
        shown.text
    );
    assert!(
        shown.values("form[action$=send] input").is_empty(),
        "there is nothing to send yet"
    );
    assert_eq!(
        sends(&jonas, &id, &[]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );

    let all = [
        &fields[..],
        &[
            ("justification", WHY),
            ("term", "90"),
            ("answer-site", "Oslo"),
            ("then", "look"),
        ],
    ]
    .concat();
    let page = jonas.post(&format!("/ask/{id}"), "/requests", &all).await;
    assert_eq!(
        page.location.as_deref(),
        Some(format!("/ask/{id}/preview").as_str())
    );
    let sent = sends(&jonas, &id, &[&format!("{mia}:{PROJECT}")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert_eq!(count_requests(&desk).await, 1);
    desk.close().await;
}

#[tokio::test]
async fn a_draft_is_kept_until_it_is_thrown_away_and_is_nobody_elses() {
    let desk = Desk::open().await;
    let jonas = desk.sign_in("jonas.lind").await;
    let mias = desk.sign_in("mia.berg").await;
    let id = draft(&jonas, &[("product", VISIO)]).await;
    let list = jonas.get("/requests").await;
    assert!(list.text.contains("Drafts"), "{}", list.text);
    assert!(!mias.get("/requests").await.text.contains("Drafts"));
    for path in ["", "/preview", "/people"] {
        assert_eq!(
            mias.get(&format!("/ask/{id}{path}")).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    for path in ["", "/send", "/people/good"] {
        let page = mias
            .post(&format!("/ask/{id}{path}"), "/requests", &[("product", VISIO)])
            .await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    mias.post(&format!("/ask/{id}/throw-away"), "/requests", &[])
        .await;
    assert_eq!(count_drafts(&desk).await, 1);

    // Without anybody there is nothing to look at.
    let page = jonas
        .post(
            &format!("/ask/{id}"),
            "/requests",
            &[("product", VISIO), ("then", "look")],
        )
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("Choose at least one person."));

    jonas
        .post(&format!("/ask/{id}/throw-away"), "/requests", &[])
        .await;
    assert_eq!(count_drafts(&desk).await, 0);
    for _ in 0..20 {
        draft(&jonas, &[]).await;
    }
    let page = jonas.post("/ask", "/ask", &[("product", VISIO)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("You have 20 drafts"), "{}", page.text);
    desk.close().await;
}

#[tokio::test]
async fn each_line_of_a_file_is_looked_at_and_none_is_taken_before_one_says_so() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let id = draft(&jonas, &[("product", VISIO)]).await;
    let file = "upn\nmia.berg@haldenroe.example\nnobody@haldenroe.example\nMIA.BERG@haldenroe.example\nravi.menon@haldenroe.example\n";
    let file = file.replace("haldenroe.example", countersign::simulator::DOMAIN);
    let page = uploads(&jonas, &id, &file).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in [
        "Mia Berg stands in line 2 already.",
        "You can ask for yourself and for the people who report to you.",
        "Nothing was taken yet.",
        "Take the good ones (1)",
    ] {
        assert!(page.text.contains(sentence), "{sentence}: {}", page.text);
    }
    assert!(!page.text.contains("Nobody in the directory"), "{}", page.text);
    let mia = desk.id_of("mia.berg").await.to_string();
    let ravi = desk.id_of("ravi.menon").await.to_string();
    let ticked = |page: &Page| page.values("input[name=person][checked]");
    assert!(ticked(&jonas.get(&format!("/ask/{id}")).await).is_empty());
    let good = page.values("input[name=person]");
    assert_eq!(good, [mia.as_str()]);
    jonas
        .post(
            &format!("/ask/{id}/people/good"),
            "/requests",
            &[("person", &mia), ("person", &ravi)],
        )
        .await;
    let taken = jonas.get(&format!("/ask/{id}")).await;
    assert_eq!(ticked(&taken), [mia.as_str()]);
    assert!(
        taken.text.contains("Taken from the file: 1 person."),
        "{}",
        taken.text
    );

    for (file, sentence) in [
        ("", "Choose a file."),
        ("name,mail\nMia,m@x.example\n", "none of them is upn"),
        ("\n\n", "There is nobody in it."),
    ] {
        let page = uploads(&jonas, &id, file).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{file:?}");
        assert!(page.text.contains(sentence), "{file:?}: {}", page.text);
    }
    let page = uploads(&jonas, &id, &"x".repeat(70_000)).await;
    assert!(page.text.contains("more than 64 KiB"), "{}", page.text);
    // A file without a bad line is taken at once.
    let page = uploads(&jonas, &id, &file.lines().take(2).collect::<Vec<_>>().join("\n")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    desk.close().await;
}

#[tokio::test]
async fn more_than_a_hundred_are_not_sent_together() {
    let desk = Desk::open().await;
    let jonas = desk.sign_in("jonas.lind").await;
    let people = sqlx::query_scalar!("select id from people order by id limit 60");
    let people = people.fetch_all(&desk.app.pool).await.unwrap();
    let people: Vec<_> = people.iter().map(ToString::to_string).collect();
    let mut fields = vec![("product", VISIO), ("product", E5)];
    fields.extend(people.iter().map(|id| ("person", id.as_str())));
    let id = draft(&jonas, &fields).await;
    let shown = looks(&jonas, &id).await;
    assert!(
        shown.text.contains("Send at most 100 together."),
        "{}",
        shown.text
    );
    assert_eq!(sends(&jonas, &id, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(count_requests(&desk).await, 0);
    desk.close().await;
}

#[tokio::test]
async fn what_nobody_has_to_sign_is_carried_out_from_a_bundle_too() {
    let desk = Desk::open().await;
    let hanna = desk.sign_in("hanna.moe").await;
    let me = desk.id_of("hanna.moe").await.to_string();
    let id = draft(&hanna, &[("product", FLOW_FREE), ("person", &me)]).await;
    let shown = looks(&hanna, &id).await;
    assert!(shown.text.contains("Approved at once"), "{}", shown.text);
    let sent = sends(&hanna, &id, &[]).await;
    desk.works_until_idle().await;
    let page = hanna.get(&sent.location.unwrap()).await;
    assert!(page.text.contains("Active"), "{}", page.text);
    desk.close().await;
}

#[tokio::test]
async fn what_was_sent_together_can_be_paged_to_its_end() {
    let desk = Desk::with_policy(
        "[[route]]\nid = \"all\"\nfor_anybody = true\nstages = [{ who = \"group:License Approvers\" }]\n",
    )
    .await;
    let jonas = desk.sign_in("jonas.lind").await;
    let people = sqlx::query_scalar!(
        "select id from people where enabled and gone_at is null and user_type = 'Member' order by id limit 18"
    );
    let people = people.fetch_all(&desk.app.pool).await.unwrap();
    let people: Vec<_> = people.iter().map(ToString::to_string).collect();
    let mut fields = vec![("product", VISIO), ("product", PROJECT)];
    fields.extend(people.iter().map(|id| ("person", id.as_str())));
    let id = draft(&jonas, &fields).await;
    let out = looks(&jonas, &id).await.values("input[name=out]");
    let out: Vec<_> = out.iter().map(String::as_str).collect();
    let sent = sends(&jonas, &id, &out).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let of_bundle = jonas.get(&sent.location.unwrap()).await.hrefs("/requests/");
    assert!(of_bundle.len() > 25, "more than one page: {}", of_bundle.len());

    let mut shown = BTreeSet::new();
    let mut next = Some("/requests".to_owned());
    while let Some(path) = next {
        let page = jonas.get(&path).await;
        shown.extend(page.hrefs("/requests/"));
        next = page.hrefs("/requests?before=").pop();
    }
    assert_eq!(shown, of_bundle.into_iter().collect());
    desk.close().await;
}
