//! The approver's queue: what it shows and in which order, several signed at once, the way from one to the next.

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::json;

use crate::desk::{Desk, PROJECT, Page, Person, VISIO};

const POWER_BI: &str = "f8a1db68-be16-40ed-86d5-cb42ce701560";

/// Visio and Project are signed by either of two people, everything else by one of them.
const POLICY: &str = r#"
[[route]]
id = "drawing"
products = ["VISIOCLIENT"]
stages = [{ who = "group:License Approvers", within = "1d" }]

[[route]]
id = "the-rest"
stages = [{ who = "person:clara.roe@haldenroe.example", within = "3d" }]
"#;

const TWELVE: [&str; 12] = [
    "mia.berg",
    "emil.brandt",
    "jonas.lind",
    "hanna.moe",
    "peter.holm",
    "grace.adeyemi",
    "luca.ferri",
    "henrik.falk",
    "ines.duarte",
    "omar.haddad",
    "noah.whitlock",
    "julie.perrin",
];

async fn desk() -> Desk {
    let desk = Desk::with_undo(POLICY, 30).await;
    desk.works().await;
    desk
}

fn products(page: &Page) -> Vec<String> {
    let rows = page.attributes(".queue tbody input[name=item]", "aria-label");
    rows.iter()
        .map(|label| label.trim_start_matches("Select ").to_owned())
        .collect()
}

fn ticked(page: &Page) -> usize {
    page.attributes(".queue input[name=item][checked]", "value").len()
}

async fn previews(person: &Person, stages: &[String]) -> Page {
    let fields: Vec<_> = stages.iter().map(|stage| ("item", stage.as_str())).collect();
    person.post("/approvals/bulk", "/approvals", &fields).await
}

#[tokio::test]
async fn the_queue_is_searched_filtered_and_sorted_by_its_address() {
    let desk = desk().await;
    let clara = desk.sign_in("clara.roe").await;
    let (mia, emil) = (desk.sign_in("mia.berg").await, desk.sign_in("emil.brandt").await);
    let jonas = desk.sign_in("jonas.lind").await;
    mia.asks_for(PROJECT, "The plan of the move.", &[]).await;
    desk.turn(Duration::minutes(10));
    emil.asks_with(
        PROJECT,
        &[("justification", "Closing of the books."), ("term", "none")],
        &[],
    )
    .await;
    desk.turn(Duration::minutes(10));
    let for_her = desk.id_of("mia.berg").await.to_string();
    let fields = [
        ("beneficiary", for_her.as_str()),
        ("justification", "Her figures."),
        ("term", "90"),
    ];
    let sent = jonas.asks_with(POWER_BI, &fields, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words("main"));

    let see = async |query: &str| clara.get(&format!("/approvals{query}")).await;
    let (project, power_bi) = ("Planner and Project Plan 3", "Power BI Pro");
    let (one, two, three) = (
        format!("{project} for Mia Berg"),
        format!("{project} for Emil Brandt"),
        format!("{power_bi} for Mia Berg"),
    );
    let all = [one.clone(), two.clone(), three.clone()];
    assert_eq!(products(&see("").await), all);
    for (query, expected) in [
        ("?sort=-deadline", vec![&three, &two, &one]),
        ("?sort=-age", vec![&three, &two, &one]),
        ("?sort=cost", vec![&three, &one, &two]),
        ("?sort=-cost", vec![&one, &two, &three]),
        ("?sort=person", vec![&two, &one, &three]),
        ("?sort=-person", vec![&one, &three, &two]),
        ("?sort=product", vec![&one, &two, &three]),
        ("?sort=-product", vec![&three, &one, &two]),
        ("?sort=colour&due=never&page=x&lotus=1", vec![&one, &two, &three]),
        ("?page=7", vec![&one, &two, &three]),
        ("?q=mia+project", vec![&one]),
        ("?q=JONAS", vec![&three]),
        ("?q=emil.brandt%40", vec![&two]),
        ("?q=power_bi", vec![&three]),
        ("?flagged=yes", vec![&two, &three]),
        ("?flagged=yes&q=project", vec![&two]),
        ("?due=week", vec![&one, &two, &three]),
        ("?due=today", vec![]),
        ("?due=overdue", vec![]),
        ("?q=%25", vec![]),
    ] {
        let page = see(query).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert_eq!(
            products(&page),
            expected.into_iter().cloned().collect::<Vec<_>>(),
            "{query}"
        );
    }
    assert!(
        see("?q=lotus")
            .await
            .text
            .contains("Nothing like that waits for you")
    );
    let page = see("").await;
    assert_eq!(page.words(".flags"), "no end date for somebody else");
    assert!(page.words(".queue").contains("€"), "{}", page.words(".queue"));
    // What is ticked at once has no exception.
    assert_eq!(ticked(&page), 0);
    assert_eq!(ticked(&see("?select=all").await), 1);

    // A question to the requester: it goes to the end of every order.
    let card = see("").await.hrefs("/approvals/").remove(0);
    clara
        .post(&format!("{card}/ask"), &card, &[("question", "Which move?")])
        .await;
    let page = see("").await;
    assert_eq!(products(&page), [two.clone(), three.clone(), one.clone()]);
    assert!(page.words(".waits").contains("waits for an answer"));
    assert_eq!(ticked(&see("?select=all").await), 0);

    // Denied, and asked again.
    let card = see("?q=emil").await.hrefs("/approvals/").remove(0);
    let change = clara.get(&card).await.field("change");
    let path = card.split('?').next().unwrap();
    clara
        .post(
            &format!("{path}/deny"),
            &card,
            &[("change", &change), ("reason", "No.")],
        )
        .await;
    desk.turn(Duration::seconds(31));
    emil.asks_for(PROJECT, "Really: the closing of the books.", &[])
        .await;
    let page = see("?q=emil").await;
    assert_eq!(page.words(".flags"), "denied before");
    let card = clara.get(&page.hrefs("/approvals/").remove(0)).await;
    let facts = card.words(".card-sign .facts");
    assert!(
        facts.contains("Asked before asked 24 November 2026, denied"),
        "{facts}"
    );
    assert!(facts.contains("Colleagues who have it"), "{facts}");
    assert!(facts.contains("Already covered"), "{facts}");
    desk.close().await;
}

#[tokio::test]
async fn a_long_queue_has_pages() {
    let desk = desk().await;
    let clara = desk.sign_in("clara.roe").await;
    for upn in TWELVE.iter().take(3) {
        desk.sign_in(upn).await.asks_for(PROJECT, "Figures.", &[]).await;
    }
    // As if fifty more had asked.
    sqlx::query!(
        "with copied as (
             insert into requests (id, kind, requester_id, beneficiary_id, sku_id, justification, plans_off, change_hash, state, created_at, answers)
             select gen_random_uuid(), kind, requester_id, p.id, sku_id, justification, plans_off, change_hash, state, created_at, answers
               from (select * from requests order by id limit 1) r, (select id from people where not exists
                        (select from requests x where x.beneficiary_id = people.id) order by id limit 50) p returning id),
         opened as (
             insert into stages (id, request_id, position, who, rule, why, needed, state, opened_at, due_at)
             select gen_random_uuid(), c.id, s.position, s.who, s.rule, s.why, s.needed, s.state, s.opened_at, s.due_at
               from copied c, (select * from stages order by id limit 1) s returning id),
         decided as (
             insert into decisions (id, request_id, policy_version, facts, decision, made_at, people)
             select gen_random_uuid(), c.id, d.policy_version, d.facts, d.decision, d.made_at, d.people
               from copied c, (select * from decisions order by id limit 1) d)
         insert into stage_approvers (stage_id, person_id)
         select o.id, a.person_id from opened o, (select * from stage_approvers limit 1) a"
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
    let page = clara.get("/approvals?sort=product").await;
    assert_eq!(products(&page).len(), 50);
    assert!(
        page.words(".result").contains("1–50 of 53"),
        "{}",
        page.words(".result")
    );
    assert_eq!(
        page.attributes("a[rel=next]", "href"),
        ["/approvals?sort=product&page=2"]
    );
    let page = clara.get("/approvals?sort=product&page=2").await;
    assert_eq!(products(&page).len(), 3);
    assert_eq!(
        page.attributes("a[rel=prev]", "href"),
        ["/approvals?sort=product"]
    );
    let card = clara.get(&page.hrefs("/approvals/").remove(0)).await;
    assert!(
        card.words(".around").contains("51 of 53"),
        "{}",
        card.words(".around")
    );
    desk.close().await;
}

#[tokio::test]
async fn of_twelve_that_are_signed_together_each_is_signed_by_itself() {
    let desk = desk().await;
    let ravi = desk.sign_in("ravi.menon").await;
    let clara = desk.sign_in("clara.roe").await;
    for upn in TWELVE {
        desk.sign_in(upn).await.asks_for(VISIO, "Floor plans.", &[]).await;
    }
    let signer = approver(&desk, &[]).await;
    let other = approver(&desk, &[signer.name]).await;
    let of_clara = ravi.asks_for(POWER_BI, "Figures.", &[]).await;
    let queue = signer.get("/approvals?select=all").await;
    let stages = queue.attributes(".queue input[name=item][checked]", "value");
    let waiting = queue.values(".queue input[name=item]");
    assert_eq!(stages.len(), 12, "{}", queue.words("main"));
    assert_eq!(waiting.len(), 12);
    let nothing = previews(&signer, &[]).await;
    assert_eq!(nothing.location.as_deref(), Some("/approvals"));
    assert!(
        signer
            .get("/approvals")
            .await
            .text
            .contains("Nothing is selected")
    );

    let preview = previews(&signer, &stages).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert_eq!(preview.words(".bulk section:first-child h2"), "Visio Plan 2");
    assert!(
        preview.words(".bulk").contains("€168.00 a month"),
        "{}",
        preview.words(".bulk")
    );
    let mut items = preview.values("form.yes input[name=item]");
    assert_eq!(items.len(), 12);

    // Meanwhile somebody else signs one, the account of another is closed, and what a third was shown is not what it is now.
    let stage_of = |item: &String| item.split(':').next().unwrap().to_owned();
    let taken = format!("/approvals/{}", stage_of(&items[0]));
    other.approves_card(&taken).await;
    let closed = beneficiary(&desk, &stage_of(&items[1])).await;
    desk.control(&format!("people/{closed}/disable"), json!({})).await;
    items[2] = format!("{}:{}", stage_of(&items[2]), "0".repeat(64));
    // And one is slipped in that is somebody else's to sign.
    let slipped = clara.card().await;
    items.push(format!(
        "{}:{}",
        slipped.rsplit('/').next().unwrap(),
        "0".repeat(64)
    ));

    let mut fields: Vec<_> = items.iter().map(|item| ("item", item.as_str())).collect();
    fields.push(("answer", "approve"));
    fields.push(("note", "For the fair."));
    let done = signer
        .post("/approvals/bulk/carry-out", "/approvals", &fields)
        .await;
    assert_eq!(
        done.location.as_deref(),
        Some("/approvals/bulk"),
        "{}",
        done.words("main")
    );
    for _ in 0..2 {
        let page = signer.get("/approvals/bulk").await;
        let words = page.words("main");
        assert!(words.contains("You approved 9 of 13 requests"), "{words}");
        assert_eq!(page.actions("/undo").len(), 9);
        for said in [
            "somebody was quicker",
            "was quicker and approved this",
            "changed: look again",
            "not possible any more",
            "refused",
        ] {
            assert!(words.contains(said), "{said}: {words}");
        }
        assert!(!words.contains("Power BI"), "{words}");
    }
    assert_eq!(clara.get("/approvals").await.hrefs("/approvals/").len(), 1);
    assert!(desk.kinds(&of_clara).await.contains(&"access.refused".to_owned()));

    // One is taken back; the others are carried out.
    let undo = signer.get("/approvals/bulk").await.actions("/undo").remove(0);
    let back = signer
        .post(&undo, "/approvals/bulk", &[("outcome", "true")])
        .await;
    assert_eq!(back.location.as_deref(), Some("/approvals/bulk"));
    assert!(
        signer
            .get("/approvals/bulk")
            .await
            .words("main")
            .contains("taken back")
    );
    desk.turn(Duration::seconds(31));
    desk.works_until_idle().await;
    assert_eq!(signer.get("/approvals/bulk").await.actions("/undo").len(), 0);
    let waits = signer.get("/approvals").await.hrefs("/approvals/");
    assert_eq!(waits.len(), 2, "the changed one and the one that was taken back");

    // Denied together, with a reason only.
    let stages: Vec<_> = waits
        .iter()
        .map(|href| href.rsplit('/').next().unwrap().to_owned())
        .collect();
    let items = previews(&signer, &stages)
        .await
        .values("form.no input[name=item]");
    let mut fields: Vec<_> = items.iter().map(|item| ("item", item.as_str())).collect();
    fields.push(("answer", "deny"));
    let refused = signer
        .post("/approvals/bulk/carry-out", "/approvals", &fields)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words("form.no").contains("Say why"));
    fields.push(("reason", "Not this year."));
    signer
        .post("/approvals/bulk/carry-out", "/approvals", &fields)
        .await;
    let page = signer.get("/approvals/bulk").await;
    assert!(
        page.words("main").contains("You denied 2 requests."),
        "{}",
        page.words("main")
    );
    // Sent once more: nothing happens.
    signer
        .post("/approvals/bulk/carry-out", "/approvals", &fields)
        .await;
    let page = signer.get("/approvals/bulk").await;
    assert_eq!(
        page.words("main").matches("answered before").count(),
        2,
        "{}",
        page.words("main")
    );
    desk.turn(Duration::seconds(31));
    desk.works_until_idle().await;
    desk.close().await;
}

/// Who signs for drawings, but for these.
async fn approver(desk: &Desk, but: &[&str]) -> Person {
    for name in ["sofia.lange", "marta.quist"] {
        let person = desk.sign_in(name).await;
        let waits = person.get("/approvals").await.hrefs("/approvals/").len();
        if waits > 0 && !but.contains(&name) {
            return person;
        }
    }
    panic!("nobody signs");
}

async fn beneficiary(desk: &Desk, stage: &str) -> String {
    sqlx::query_scalar!(
        "select p.upn from stages s join requests r on r.id = s.request_id join people p on p.id = r.beneficiary_id
          where s.id = $1::text::uuid",
        stage
    )
    .fetch_one(&desk.app.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn one_goes_from_card_to_card_and_hears_what_was_done() {
    let desk = desk().await;
    let clara = desk.sign_in("clara.roe").await;
    for upn in ["mia.berg", "emil.brandt", "hanna.moe"] {
        desk.sign_in(upn)
            .await
            .asks_for(PROJECT, "The plan of the move.", &[])
            .await;
    }
    let query = "?q=project&sort=-person";
    let cards = clara
        .get(&format!("/approvals{query}"))
        .await
        .hrefs("/approvals/");
    assert_eq!(cards.len(), 3);
    let page = clara.get(&cards[1]).await;
    assert!(
        page.words(".around").contains("2 of 3"),
        "{}",
        page.words(".around")
    );
    assert_eq!(page.attributes(".around a[rel=prev]", "href"), [cards[0].clone()]);
    assert_eq!(page.attributes(".around a[rel=next]", "href"), [cards[2].clone()]);

    let signs = async |card: &str, list: &str| {
        let page = clara.get(card).await;
        let path = card.split('?').next().unwrap();
        let fields = [("change", page.field("change")), ("list", list.to_owned())];
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        clara.post(&format!("{path}/approve"), card, &fields).await
    };
    assert_eq!(page.field("list"), query.trim_start_matches('?'));
    let done = signs(&cards[1], &page.field("list")).await;
    assert_eq!(done.location.as_deref(), Some(cards[2].as_str()));
    let next = clara.get(&cards[2]).await;
    assert!(
        next.words(".done").contains("You approved"),
        "{}",
        next.words("main")
    );
    assert!(next.words(".around").contains("2 of 2"));
    let undo = next.attributes(".done form", "action").remove(0);
    // The page may look again by itself: it is still there.
    assert!(
        clara
            .get("/approvals")
            .await
            .words(".done")
            .contains("You approved")
    );
    // The last of the list: back to its first.
    let done = signs(&cards[2], "q=project&sort=-person").await;
    assert_eq!(done.location.as_deref(), Some(cards[0].as_str()));
    let done = signs(&cards[0], "q=project&sort=-person").await;
    assert_eq!(
        done.location.as_deref(),
        Some("/approvals?q=project&sort=-person")
    );
    let empty = clara.get("/approvals").await;
    assert!(empty.text.contains("Nothing waits for you"));
    assert!(empty.words(".done").contains("Undo"), "{}", empty.words("main"));
    // What was signed before the last can be taken back, too, as long as it is not carried out.
    let back = clara.post(&undo, "/approvals", &[]).await;
    assert_eq!(
        back.location.as_deref(),
        Some(cards[1].split('?').next().unwrap())
    );
    assert_eq!(clara.get("/approvals").await.hrefs("/approvals/").len(), 1);
    desk.turn(Duration::seconds(121));
    assert_eq!(clara.get("/approvals").await.words(".done"), "");
    desk.works_until_idle().await;
    desk.close().await;
}

#[tokio::test]
async fn keys_are_switched_off_for_oneself_with_an_event() {
    let desk = desk().await;
    let clara = desk.sign_in("clara.roe").await;
    let keys = async || clara.get("/approvals").await.attributes("main", "data-keys");
    assert_eq!(keys().await, ["on"]);
    let saves = async |fields: &[(&str, &str)]| clara.post("/settings", "/settings", fields).await;
    saves(&[("time_zone", "")]).await;
    assert_eq!(keys().await, ["on"], "nothing was said of keys");
    saves(&[("time_zone", ""), ("keys", "off")]).await;
    assert_eq!(keys().await, ["off"]);
    assert!(!clara.get("/settings").await.text.contains("value=\"on\" checked"));
    saves(&[("time_zone", ""), ("keys", "off"), ("keys", "on")]).await;
    assert_eq!(keys().await, ["on"]);
    let events = sqlx::query_scalar!(
        r#"select count(*) as "n!" from audit_events where kind = 'person.preferences_chosen'"#
    );
    assert_eq!(events.fetch_one(&desk.app.pool).await.unwrap(), 2);
    desk.close().await;
}
