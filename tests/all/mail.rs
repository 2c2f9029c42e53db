//! What people are told by mail: who, when and of what, as it arrives at a mail server.

use chrono::Duration;
use countersign::requests::notices::{self, News, Notice};
use countersign::{audit, worker};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::desk::{Desk, FLOW_FREE, MAIL, Page, Person, VISIO, until};

const POLICY: &str = include_str!("../../policies/starter.toml");

async fn desk() -> Desk {
    Desk::configured(POLICY, MAIL).await
}

impl Desk {
    /// What waits to be told is told.
    async fn tells(&self) {
        self.works().await;
        self.turn(Duration::seconds(5));
        self.works().await;
    }

    /// The mails that arrived, in their order.
    pub async fn mails(&self) -> Vec<Value> {
        let mut mails = self.control_read("mails").await["mails"]
            .as_array()
            .unwrap()
            .clone();
        mails.reverse();
        mails
    }

    /// As [`Desk::mails`]: to whom, and the subject.
    async fn all_told(&self) -> Vec<(String, String)> {
        let mails = self.mails().await;
        let mut told: Vec<_> = mails
            .iter()
            .map(|mail| {
                let to = mail["to"][0].as_str().unwrap().split('@').next().unwrap();
                (to.to_owned(), header(mail, "Subject"))
            })
            .collect();
        told.sort();
        told
    }

    async fn states(&self) -> Vec<(String, i32)> {
        let rows = sqlx::query!("select state, attempts from mails order by made_at, id");
        let rows = rows.fetch_all(&self.app.pool).await.unwrap();
        rows.into_iter().map(|row| (row.state, row.attempts)).collect()
    }
}

pub fn header(mail: &Value, name: &str) -> String {
    let headers = mail["headers"].as_array().unwrap();
    let found = headers.iter().find(|header| header[0] == name);
    found.map_or(String::new(), |header| header[1].as_str().unwrap().to_owned())
}

fn pairs(told: &[(&str, &str)]) -> Vec<(String, String)> {
    told.iter()
        .map(|(to, subject)| ((*to).to_owned(), (*subject).to_owned()))
        .collect()
}

#[tokio::test]
async fn everybody_is_told_what_concerns_them_over_the_whole_road() {
    let desk = desk().await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let request = mia.asks_for(VISIO, "For the plans of the new plant", &[]).await;
    desk.tells().await;
    assert_eq!(
        desk.all_told().await,
        pairs(&[("jonas.lind", "To sign: Visio Plan 2 for Mia Berg")])
    );

    let mails = desk.mails().await;
    let mail = &mails[0];
    let card = jonas.card().await;
    for part in ["text", "html"] {
        let words = mail[part].as_str().unwrap();
        assert!(words.contains("Mia Berg asks for Visio Plan 2"), "{words}");
        assert!(words.contains("For the plans of the new plant"), "{words}");
        assert!(words.contains(&format!("{}{card}", desk.url)), "{words}");
    }
    assert_eq!(header(mail, "Auto-Submitted"), "auto-generated");

    jonas.approves().await;
    desk.works_until_idle().await;
    desk.tells().await;
    let told = desk.all_told().await;
    assert!(
        told.contains(&("mia.berg".into(), "Ready to use: Visio Plan 2 for you".into())),
        "{told:?}"
    );
    assert_eq!(mia.sees(&request).await.status, StatusCode::OK);
    desk.close().await;
}

#[tokio::test]
async fn what_is_chosen_counts_none_gets_nothing_and_who_signed_meanwhile_is_not_told_to() {
    let desk = desk().await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    assert!(chooses(&mia, "none", "8").await.status.is_redirection());
    mia.asks_for(VISIO, "Plans.", &[]).await;
    // Quicker than the mail.
    jonas.approves().await;
    desk.works_until_idle().await;
    desk.tells().await;
    assert_eq!(desk.all_told().await, []);
    let left = sqlx::query_scalar!(
        r#"select count(*) as "n!" from notices where mail_id is null and dropped_at is null"#
    );
    assert_eq!(left.fetch_one(&desk.app.pool).await.unwrap(), 0);
    desk.close().await;
}

#[tokio::test]
async fn who_reads_german_gets_german_mail_and_the_others_theirs() {
    let desk = desk().await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let chosen = jonas.post("/settings", "/settings", &[("language", "de")]).await;
    assert!(chosen.status.is_redirection());
    mia.asks_for(VISIO, "For the plans of the new plant", &[]).await;
    desk.tells().await;
    assert_eq!(
        desk.all_told().await,
        pairs(&[("jonas.lind", "Zu unterzeichnen: Visio Plan 2 für Mia Berg")])
    );
    let mail = desk.mails().await.remove(0);
    for part in ["text", "html"] {
        let words = mail[part].as_str().unwrap();
        for said in [
            "Mia Berg beantragt Visio Plan 2 für Mia Berg.",
            "For the plans of the new plant",
            "Ansehen und entscheiden",
        ] {
            assert!(words.contains(said), "{said}: {words}");
        }
    }
    let html = mail["html"].as_str().unwrap();
    assert!(html.contains(r#"<html lang="de">"#), "{html}");

    jonas.approves().await;
    desk.works_until_idle().await;
    desk.tells().await;
    let told = desk.all_told().await;
    let ready = (
        "mia.berg".to_owned(),
        "Ready to use: Visio Plan 2 for you".to_owned(),
    );
    assert!(told.contains(&ready), "{told:?}");
    desk.close().await;
}

#[tokio::test]
async fn who_signs_for_whom_and_until_when_is_told_to_both() {
    let desk = desk().await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    jonas.lets_sign("clara.roe", "2026-11-30", &[]).await;
    desk.tells().await;
    let subject = "Clara Roe signs for Jonas Lind until 30 November 2026";
    assert_eq!(
        desk.all_told().await,
        pairs(&[("clara.roe", subject), ("jonas.lind", subject)])
    );
    let mail = desk.mails().await.remove(0);
    let text = mail["text"].as_str().unwrap();
    assert!(
        text.contains("/delegation") && text.contains("Products: all"),
        "{text}"
    );

    mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.tells().await;
    let mails = desk.mails().await;
    let to_clara = mails
        .iter()
        .rfind(|mail| mail["to"][0].as_str().unwrap().starts_with("clara.roe"));
    let text = to_clara.unwrap()["text"].as_str().unwrap();
    assert!(text.contains("You sign for: Jonas Lind"), "{text}");

    let action = jonas.get("/delegation").await.actions("/end").remove(0);
    let ended = jonas.post(&action, "/delegation", &[]).await;
    assert!(ended.status.is_redirection());
    desk.tells().await;
    let over = "Clara Roe does not sign for Jonas Lind any more";
    let told = desk.all_told().await;
    assert_eq!(
        told.iter().filter(|(_, said)| said == over).count(),
        2,
        "{told:?}"
    );
    desk.close().await;
}

#[tokio::test]
async fn the_mail_of_the_day_is_in_the_language_of_its_reader() {
    let desk = desk().await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let chosen = [("time_zone", "Europe/Oslo"), ("language", "de")];
    jonas.post("/settings", "/settings", &chosen).await;
    chooses(&jonas, "digest", "12").await;
    chooses(&mia, "none", "8").await;
    mia.asks_for(VISIO, "Plans.", &[]).await;
    desk.turn(Duration::hours(2));
    desk.tells().await;
    assert_eq!(
        desk.all_told().await,
        pairs(&[("jonas.lind", "1 Antrag wartet auf Sie")])
    );
    desk.close().await;
}

async fn chooses(person: &Person, mail_as: &str, hour: &str) -> Page {
    let fields = [("mail_as", mail_as), ("digest_hour", hour)];
    person.post("/settings/mail", "/settings", &fields).await
}

#[tokio::test]
async fn the_mail_of_the_day_comes_at_the_hour_and_only_when_something_waits() {
    let desk = desk().await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    // It is ten o'clock in Oslo, where Jonas chooses to be.
    jonas
        .post("/settings", "/settings", &[("time_zone", "Europe/Oslo")])
        .await;
    chooses(&jonas, "digest", "12").await;
    chooses(&mia, "none", "8").await;

    // Nothing waits at noon.
    desk.turn(Duration::hours(2));
    desk.tells().await;
    assert_eq!(desk.all_told().await, []);

    // What comes after the hour waits for the next day.
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "Plans.", &[]).await;
    desk.tells().await;
    desk.turn(Duration::hours(23));
    desk.tells().await;
    assert_eq!(desk.all_told().await, []);
    desk.turn(Duration::hours(1));
    desk.tells().await;
    assert_eq!(
        desk.all_told().await,
        pairs(&[("jonas.lind", "1 request waits for you")])
    );
    let jonas = desk.sign_in("jonas.lind").await;
    let words = desk.mails().await[0]["text"].as_str().unwrap().to_owned();
    assert!(words.contains("Visio Plan 2 for Mia Berg"), "{words}");
    assert!(
        words.contains(&format!("{}{}", desk.url, jonas.card().await)),
        "{words}"
    );

    // Once a day, for as long as it waits.
    desk.tells().await;
    assert_eq!(desk.mails().await.len(), 1);
    desk.turn(Duration::days(1));
    desk.tells().await;
    assert_eq!(desk.mails().await.len(), 2);
    desk.sign_in("jonas.lind").await.approves().await;
    desk.turn(Duration::days(1));
    desk.tells().await;
    assert_eq!(desk.mails().await.len(), 2, "{:?}", desk.all_told().await);
    desk.close().await;
}

#[tokio::test]
async fn what_is_given_past_the_rules_is_told_at_once_whatever_mail_was_chosen() {
    let desk = desk().await;
    let (ada, viktor) = desk.administrators().await;
    let otto = desk.sign_in("otto.keller").await;
    assert!(chooses(&viktor, "none", "8").await.status.is_redirection());
    assert!(chooses(&otto, "digest", "8").await.status.is_redirection());
    let given = ada.gives_all("emil.brandt", VISIO).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.words("main"));
    desk.tells().await;
    let told = desk.all_told().await;
    let subject = "Given past the rules: Visio Plan 2 for Emil Brandt";
    for name in ["otto.keller", "viktor.sand"] {
        assert!(told.contains(&(name.into(), subject.into())), "{name}: {told:?}");
    }
    desk.close().await;
}

const BY_TWO: &str = r#"
[[route]]
id = "by-two"
stages = [{ who = "group:License Approvers" }, { who = "person:clara.roe@haldenroe.example" }]
"#;

#[tokio::test]
async fn who_was_not_told_before_a_stage_was_over_is_when_it_waits_again() {
    let desk = Desk::configured(BY_TWO, MAIL).await;
    let (mia, henrik) = (desk.sign_in("mia.berg").await, desk.sign_in("henrik.falk").await);
    mia.asks_for(VISIO, "Plans.", &[]).await;
    let card = henrik.card().await;
    // Quicker than the mail.
    henrik.approves().await;
    desk.tells().await;
    let asked = async |name: &str| {
        let told = desk.all_told().await;
        let to_sign = |(to, subject): &&(String, String)| to == name && subject.starts_with("To sign:");
        told.iter().filter(to_sign).count()
    };
    assert_eq!((asked("marta.quist").await, asked("clara.roe").await), (0, 1));
    let undone = henrik.post(&format!("{card}/undo"), &card, &[]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    desk.tells().await;
    assert_eq!((asked("marta.quist").await, asked("sofia.lange").await), (1, 1));
    assert_eq!(asked("henrik.falk").await, 0, "he knows");
    // Who was told once is not told again.
    henrik.approves().await;
    desk.tells().await;
    henrik.post(&format!("{card}/undo"), &card, &[]).await;
    desk.tells().await;
    assert_eq!(asked("marta.quist").await, 1);
    desk.close().await;
}

#[tokio::test]
async fn what_was_never_told_is_not_told_to_be_open_again() {
    let policy = BY_TWO.replace("group:License Approvers", "person:henrik.falk@haldenroe.example");
    let desk = Desk::configured(&policy, MAIL).await;
    let (mia, henrik) = (desk.sign_in("mia.berg").await, desk.sign_in("henrik.falk").await);
    let request = mia.asks_for(VISIO, "Plans.", &[]).await;
    henrik.denies("Not this year.").await;
    desk.tells().await;
    let told = async |what: &str| {
        let told = desk.all_told().await;
        told.iter()
            .filter(|(to, subject)| to == "mia.berg" && subject.starts_with(what))
            .count()
    };
    let before = told("").await;
    assert!(before > 0, "that it was denied");
    let page = format!("/requests/{request}");
    let text = [("text", "The client needs them by May.")];
    let sent = mia.post(&format!("{page}/appeal"), &page, &text).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words("main"));
    // His manager decides, and takes it back before anybody is told.
    let astrid = desk.sign_in("astrid.halden").await;
    let card = astrid.card().await;
    assert_eq!(astrid.approves().await.status, StatusCode::SEE_OTHER);
    let undone = astrid.post(&format!("{card}/undo"), &card, &[]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    desk.tells().await;
    assert_eq!(told("Open again").await, 0);
    assert_eq!(told("").await, before);
    desk.close().await;
}

#[tokio::test]
async fn what_can_be_undone_is_told_when_it_can_not_be_any_more() {
    let desk = Desk::configured(POLICY, MAIL).await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let request = mia.asks_for(VISIO, "Plans.", &[]).await;
    let mut tx = desk.app.pool.begin().await.unwrap();
    let now = desk.now();
    let request = request.parse().unwrap();
    let event = audit::Event::new(audit::Kind::RequestDenied, audit::Actor::Service).on_request(request);
    let event = audit::append(&mut tx, now, event).await.unwrap();
    let news = News::of(Notice::Denied, request).after(Duration::seconds(30));
    let people = [desk.id_of("mia.berg").await];
    notices::tell(&mut tx, now, event, &people, news).await.unwrap();
    tx.commit().await.unwrap();
    desk.tells().await;
    let before = desk.all_told().await;
    assert!(before.iter().all(|(to, _)| to == "jonas.lind"), "{before:?}");

    // Taken back: it is told to nobody.
    let mut conn = desk.app.pool.acquire().await.unwrap();
    notices::drop_untold(&mut conn, desk.now(), request, &[Notice::Denied])
        .await
        .unwrap();
    drop(conn);
    desk.turn(Duration::minutes(1));
    desk.tells().await;
    assert_eq!(desk.all_told().await, before);
    assert_eq!(jonas.get("/approvals").await.status, StatusCode::OK);
    desk.close().await;
}

#[tokio::test]
async fn a_server_that_can_not_now_gets_it_later_and_once() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    desk.control("mail_faults", json!({ "what": "refuse", "code": 451 }))
        .await;
    desk.control("mail_faults", json!({ "what": "drop_before" }))
        .await;
    mia.asks_for(VISIO, "Plans.", &[]).await;
    desk.tells().await;
    assert_eq!(desk.states().await, [("waiting".to_owned(), 1)]);
    desk.turn(Duration::minutes(1));
    desk.works().await;
    assert_eq!(desk.states().await, [("waiting".to_owned(), 2)]);
    desk.turn(Duration::minutes(2));
    desk.works().await;
    assert_eq!(desk.states().await, [("sent".to_owned(), 3)]);
    assert_eq!(desk.mails().await.len(), 1);
    desk.close().await;
}

#[tokio::test]
async fn what_a_server_refuses_stands_under_needs_attention_until_somebody_says_what_becomes_of_it() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    desk.control("mail_faults", json!({ "what": "refuse", "code": 550 }))
        .await;
    mia.asks_for(VISIO, "Plans.", &[]).await;
    desk.tells().await;
    assert_eq!(desk.states().await, [("refused".to_owned(), 1)]);
    desk.turn(Duration::hours(5));
    desk.works().await;
    assert_eq!(desk.mails().await.len(), 0);

    let (mia, ada) = (desk.sign_in("mia.berg").await, desk.sign_in("ada.novak").await);
    let page = ada.get("/admin/attention").await;
    let words = page.words("main");
    assert!(
        words.contains("To sign: Visio Plan 2 for Mia Berg to Jonas Lind"),
        "{words}"
    );
    assert!(words.contains("550 5.1.1 nobody of this name"), "{words}");
    let again = page.actions("/again").remove(0);
    let leave = page.actions("/leave").remove(0);
    let refused = mia.post(&again, "/requests", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let sent = ada.post(&again, "/admin/attention", &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    desk.works().await;
    assert_eq!(desk.mails().await.len(), 1);
    let late = ada.post(&leave, "/settings", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let kinds =
        sqlx::query_scalar!("select kind from audit_events where kind like 'mail.%' order by written");
    assert_eq!(
        kinds.fetch_all(&desk.app.pool).await.unwrap(),
        ["mail.not_sent", "mail.sent_again", "mail.sent"]
    );
    desk.close().await;
}

#[tokio::test]
async fn what_may_have_arrived_is_not_sent_again_by_itself() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    desk.control("mail_faults", json!({ "what": "drop_after" })).await;
    mia.asks_for(VISIO, "Plans.", &[]).await;
    desk.tells().await;
    assert_eq!(desk.states().await, [("unknown".to_owned(), 1)]);
    desk.turn(Duration::days(1));
    desk.works().await;
    assert_eq!(desk.mails().await.len(), 1);
    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get("/admin/attention").await;
    assert!(
        page.words("main").contains("it may have arrived"),
        "{}",
        page.text
    );
    let leave = page.actions("/leave").remove(0);
    ada.post(&leave, "/admin/attention", &[]).await;
    assert_eq!(desk.states().await, [("dropped".to_owned(), 1)]);
    let page = ada.get("/admin/attention").await;
    assert_eq!(page.actions("/leave"), Vec::<String>::new());
    desk.close().await;
}

#[tokio::test]
async fn an_attempt_without_an_end_is_not_made_again() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "Plans.", &[]).await;
    desk.works().await;
    desk.turn(Duration::seconds(5));
    assert!(worker::work_once(&desk.app).await.unwrap());
    until("the mail is made", async || !desk.states().await.is_empty()).await;
    // The process ended after it had said that it sends, and before it knew what became of it.
    sqlx::query!("update mails set state = 'sending', attempts = 1")
        .execute(&desk.app.pool)
        .await
        .unwrap();
    desk.works().await;
    assert_eq!(desk.states().await, [("unknown".to_owned(), 1)]);
    assert_eq!(desk.mails().await.len(), 0);
    desk.close().await;
}

#[tokio::test]
async fn the_link_of_a_mail_leads_through_sign_in_to_the_page_and_a_look_decides_nothing() {
    let desk = desk().await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let request = mia.asks_for(VISIO, "Plans.", &[]).await;
    desk.tells().await;
    let words = desk.mails().await[0]["text"].as_str().unwrap().to_owned();
    let link = words.split_whitespace().find(|word| word.contains("/approvals/"));
    let path = link.unwrap().strip_prefix(&desk.url).unwrap().to_owned();

    let stranger = desk.nobody("jonas.lind");
    let page = stranger.get(&path).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let sign_in = stranger.get(&page.location.unwrap()).await;
    let start = sign_in.attributes("a[href^='/sign-in/start']", "href").remove(0);
    let authorize = stranger
        .get(&format!("{start}&login_hint=jonas.lind%40haldenroe.example"))
        .await;
    let answer = stranger
        .chooses(&authorize.location.unwrap(), "jonas.lind@haldenroe.example")
        .await;
    let back = stranger.get_at(&answer.location.unwrap()).await;
    assert_eq!(back.location.as_deref(), Some(path.as_str()));
    assert_eq!(stranger.get(&path).await.status, StatusCode::OK);
    assert_eq!(jonas.card().await, path);
    let kinds = desk.kinds(&request).await;
    assert!(!kinds.contains(&"signature.given".to_owned()), "{kinds:?}");
    desk.close().await;
}

#[tokio::test]
async fn a_name_with_lines_in_it_begins_no_header_and_no_markup() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    let id = desk.id_of("mia.berg").await;
    sqlx::query!(
        "update people set name = $2 where id = $1",
        id.0,
        "Mia\r\nBcc: all@haldenroe.example\r\n\r\n<script>"
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
    mia.asks_for(VISIO, "<b>Plans</b>", &[]).await;
    desk.tells().await;
    let mail = &desk.mails().await[0];
    assert_eq!(header(mail, "Bcc"), "");
    assert_eq!(mail["to"], json!(["jonas.lind@haldenroe.example"]));
    let html = mail["html"].as_str().unwrap();
    assert!(!html.contains("<script>") && !html.contains("<b>Plans"), "{html}");
    desk.close().await;
}

#[tokio::test]
async fn without_a_mail_server_nothing_is_kept_that_would_be_old_when_there_is_one() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "Plans.", &[]).await;
    desk.tells().await;
    let left = sqlx::query_scalar!(
        r#"select count(*) as "n!" from notices where mail_id is null and dropped_at is null"#
    );
    assert_eq!(left.fetch_one(&desk.app.pool).await.unwrap(), 0);
    assert_eq!(desk.states().await, []);
    assert!(
        mia.get("/settings")
            .await
            .words("main")
            .contains("No mail server is set up")
    );
    desk.close().await;
}

#[tokio::test]
async fn an_hour_that_no_day_has_is_not_taken() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    let page = chooses(&mia, "digest", "24").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        chooses(&mia, "often", "8").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    desk.close().await;
}

#[tokio::test]
async fn whoever_asked_is_told_that_it_could_not_be_given() {
    let desk = desk().await;
    // Without a usage location Microsoft takes nothing.
    let lena = desk.sign_in("lena.frost").await;
    lena.asks_for(FLOW_FREE, "", &[]).await;
    desk.tells().await;
    let told = desk.all_told().await;
    let subject = "Not given yet: Microsoft Power Automate Free for you";
    assert!(told.contains(&("lena.frost".into(), subject.into())), "{told:?}");
    desk.close().await;
}
