//! What time does to a stage that nobody signs: reminders, others who are asked, and the end of waiting.

use chrono::{DateTime, Utc};
use reqwest::StatusCode;

use crate::desk::{Desk, VISIO};
use crate::movers::{leaves, moves_to};

const OFFICE: &str = r#"
[[calendar]]
id = "office"
zone = "Europe/Oslo"
from = "08:00"
to = "16:00"
"#;

fn policy(stage: &str) -> String {
    format!("{OFFICE}\n[[route]]\nid = \"in-time\"\nstages = [{{ {stage} }}]\n")
}

impl Desk {
    /// Turns the clock to this moment and does what is due then.
    async fn comes(&self, moment: &str) {
        let moment: DateTime<Utc> = moment.parse().unwrap();
        self.turn(moment - self.now());
        self.works().await;
    }

    /// Who was told what of a request, in the order of telling: "reminder to jonas.lind".
    pub async fn told(&self, request: &str) -> Vec<String> {
        sqlx::query_scalar!(
            r#"select n.kind || ' to ' || split_part(p.upn, '@', 1) as "told!" from notices n join people p on p.id = n.person_id
                where n.request_id = $1::text::uuid order by n.at, p.upn"#,
            request
        )
        .fetch_all(&self.app.pool)
        .await
        .unwrap()
    }

    async fn count_of(&self, request: &str, kind: &str) -> usize {
        let kinds = self.kinds(request).await;
        kinds.iter().filter(|it| *it == kind).count()
    }
}

#[tokio::test]
async fn reminders_and_escalation_come_in_working_hours_and_never_end_in_silence() {
    let stage =
        r#"who = "manager", within = "2d", remind = "1d", calendar = "office", then = "manager's manager""#;
    let desk = Desk::with_policy(&policy(stage)).await;
    desk.administrators().await;
    // Friday, ten in the morning in Oslo.
    desk.comes("2026-11-27T09:00:00Z").await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.comes("2026-11-29T20:00:00Z").await;
    desk.comes("2026-11-30T08:59:00Z").await;
    assert_eq!(
        desk.count_of(&request, "stage.reminded").await,
        0,
        "nobody works at the weekend"
    );
    desk.comes("2026-11-30T09:00:30Z").await;
    desk.comes("2026-11-30T12:00:00Z").await;
    assert_eq!(desk.count_of(&request, "stage.reminded").await, 1);
    assert!(
        desk.told(&request)
            .await
            .contains(&"reminder to jonas.lind".to_owned())
    );
    desk.comes("2026-12-01T09:00:30Z").await;
    assert_eq!(desk.count_of(&request, "stage.escalated").await, 1);
    let jonas = desk.sign_in("jonas.lind").await;
    assert!(jonas.get("/approvals").await.hrefs("/approvals/").is_empty());
    let clara = desk.sign_in("clara.roe").await;
    let card = clara.get(&clara.card().await).await;
    assert!(
        card.words("main")
            .contains("You sign as manager of the manager of Mia Berg, since nobody signed in time."),
        "{}",
        card.words("main")
    );
    assert!(
        desk.told(&request)
            .await
            .contains(&"escalated to clara.roe".to_owned())
    );
    // Two working days later: the administrators, once; then they are reminded, each working day.
    desk.comes("2026-12-03T09:01:00Z").await;
    assert_eq!(desk.count_of(&request, "stage.escalated").await, 2);
    let told = desk.told(&request).await;
    assert!(told.contains(&"escalated to ada.novak".to_owned()), "{told:?}");
    desk.comes("2026-12-07T09:02:00Z").await;
    assert_eq!(desk.count_of(&request, "stage.escalated").await, 2);
    let reminded = desk.count_of(&request, "stage.reminded").await;
    desk.comes("2026-12-08T09:03:00Z").await;
    assert_eq!(desk.count_of(&request, "stage.reminded").await, reminded + 1);
    let ada = desk.sign_in("ada.novak").await;
    let queue = ada.get("/approvals").await.words("main");
    assert!(queue.contains("overdue by"), "{queue}");
    assert_eq!(ada.approves().await.status, StatusCode::SEE_OTHER);
    desk.works().await;
    let mia = desk.sign_in("mia.berg").await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    desk.close().await;
}

#[tokio::test]
async fn where_those_who_come_next_may_not_sign_the_administrators_are_asked() {
    let domain = countersign::simulator::DOMAIN;
    let stage = format!(r#"who = "manager", within = "1d", then = "person:mia.berg@{domain}""#);
    let desk = Desk::with_policy(&policy(&stage)).await;
    desk.administrators().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.comes("2026-11-25T09:01:00Z").await;
    let mia = desk.sign_in("mia.berg").await;
    let steps = mia.sees(&request).await.words(".steps");
    assert!(steps.contains("Waiting for Ada Novak or Viktor Sand"), "{steps}");
    assert!(steps.contains("since nobody signed in time"), "{steps}");
    desk.close().await;
}

#[tokio::test]
async fn what_nobody_signs_lapses_where_the_rule_says_so_and_silence_never_approves() {
    let stage = r#"who = "manager", within = "1d", then = "lapse""#;
    let desk = Desk::with_policy(&policy(stage)).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let card = jonas.card().await;
    desk.comes("2026-11-25T09:01:00Z").await;
    let mia = desk.sign_in("mia.berg").await;
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Lapsed: nobody signed");
    assert!(
        page.words(".steps")
            .contains("Nobody signed stage 1 in time, and rule in-time lets such a request lapse."),
        "{}",
        page.words(".steps")
    );
    assert_eq!(desk.kinds(&request).await.last().unwrap(), "request.lapsed");
    assert!(
        desk.told(&request)
            .await
            .contains(&"lapsed to mia.berg".to_owned())
    );
    assert_eq!(desk.calls().await.len(), 0);
    let jonas = desk.sign_in("jonas.lind").await;
    let words = jonas.get(&card).await.words("main");
    assert!(
        words.contains("The request lapsed; there is nothing to sign."),
        "{words}"
    );
    let queue = jonas.get("/approvals").await.words("main");
    assert!(!queue.contains("new version of the policy"), "{queue}");
    // It can be asked for anew.
    mia.asks_for(VISIO, "Charts, still.", &[]).await;
    desk.close().await;
}

#[tokio::test]
async fn no_request_waits_for_ever() {
    let desk = Desk::with_policy(&policy(r#"who = "manager""#)).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.comes("2027-01-23T08:00:00Z").await;
    assert_eq!(desk.count_of(&request, "request.lapsed").await, 0);
    desk.comes("2027-01-23T09:01:00Z").await;
    let mia = desk.sign_in("mia.berg").await;
    let steps = mia.sees(&request).await.words(".steps");
    assert!(
        steps.contains("It waited for a signature at stage 1 for 60 days"),
        "{steps}"
    );
    assert_eq!(desk.count_of(&request, "stage.reminded").await, 0);
    desk.close().await;
}

impl Desk {
    /// Jonas asks what he wants to know of the one request that waits for him.
    async fn jonas_asks(&self) {
        let jonas = self.sign_in("jonas.lind").await;
        let card = jonas.card().await;
        let question = [("question", "Which charts?")];
        let asked = jonas.post(&format!("{card}/ask"), &card, &question).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.words("main"));
    }

    async fn mia_answers(&self, request: &str) {
        let mia = self.sign_in("mia.berg").await;
        let page = format!("/requests/{request}");
        let text = [("text", "Those of the new plant.")];
        let answered = mia.post(&format!("{page}/answer"), &page, &text).await;
        assert_eq!(
            answered.status,
            StatusCode::SEE_OTHER,
            "{}",
            answered.words("main")
        );
    }
}

#[tokio::test]
async fn an_open_question_makes_the_time_stand_still() {
    let stage = r#"who = "manager", within = "1d", then = "lapse""#;
    let desk = Desk::with_policy(&policy(stage)).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.comes("2026-11-24T15:00:00Z").await;
    desk.jonas_asks().await;
    desk.comes("2026-11-26T09:00:00Z").await;
    assert_eq!(desk.count_of(&request, "request.lapsed").await, 0);
    desk.mia_answers(&request).await;
    // Eighteen hours were left.
    desk.comes("2026-11-27T02:59:00Z").await;
    assert_eq!(desk.count_of(&request, "request.lapsed").await, 0);
    desk.comes("2026-11-27T03:01:00Z").await;
    assert_eq!(desk.count_of(&request, "request.lapsed").await, 1);
    desk.close().await;
}

#[tokio::test]
async fn what_is_left_after_a_question_is_left_in_working_hours() {
    let stage = r#"who = "manager", within = "2h", calendar = "office", then = "lapse""#;
    let desk = Desk::with_policy(&policy(stage)).await;
    // Friday, two in the afternoon in Oslo.
    desk.comes("2026-11-27T13:00:00Z").await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.comes("2026-11-27T14:00:00Z").await;
    desk.jonas_asks().await;
    desk.comes("2026-11-29T10:00:00Z").await;
    desk.mia_answers(&request).await;
    // The hour that was left is the first of Monday.
    desk.comes("2026-11-30T07:59:00Z").await;
    assert_eq!(desk.count_of(&request, "request.lapsed").await, 0);
    desk.comes("2026-11-30T08:01:00Z").await;
    assert_eq!(desk.count_of(&request, "request.lapsed").await, 1);
    desk.close().await;
}

#[tokio::test]
async fn the_longest_wait_ends_later_by_as_long_as_a_question_was_open() {
    let desk = Desk::with_policy(&policy(r#"who = "manager""#)).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.comes("2026-12-04T09:00:00Z").await;
    desk.jonas_asks().await;
    desk.comes("2027-01-24T09:00:00Z").await;
    desk.mia_answers(&request).await;
    desk.comes("2027-03-15T08:58:00Z").await;
    assert_eq!(desk.count_of(&request, "request.lapsed").await, 0);
    desk.comes("2027-03-15T09:01:00Z").await;
    assert_eq!(desk.count_of(&request, "request.lapsed").await, 1);
    desk.close().await;
}

#[tokio::test]
async fn whoever_else_is_asked_and_leaves_does_not_bring_it_back_to_who_let_it_lie() {
    let stage = r#"who = "manager", within = "1d", then = "role:Administrator""#;
    let desk = Desk::with_policy(&policy(stage)).await;
    desk.administrators().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.comes("2026-11-25T09:01:00Z").await;
    leaves(&desk, "viktor.sand").await;
    let mia = desk.sign_in("mia.berg").await;
    let steps = mia.sees(&request).await.words(".steps");
    assert!(steps.contains("Waiting for Ada Novak since"), "{steps}");
    let jonas = desk.sign_in("jonas.lind").await;
    assert!(jonas.get("/approvals").await.hrefs("/approvals/").is_empty());
    // Nor does a movement of whom it is for.
    moves_to(&desk, "mia.berg", "Sales").await;
    assert!(jonas.get("/approvals").await.hrefs("/approvals/").is_empty());
    let ada = desk.sign_in("ada.novak").await;
    assert_eq!(ada.approves().await.status, StatusCode::SEE_OTHER);
    desk.works_until_idle().await;
    desk.close().await;
}

#[tokio::test]
async fn where_whoever_else_is_asked_leaves_alone_those_who_come_next_are() {
    let stage = r#"who = "manager", within = "1d", then = "manager's manager""#;
    let desk = Desk::with_policy(&policy(stage)).await;
    desk.administrators().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.comes("2026-11-25T09:01:00Z").await;
    leaves(&desk, "clara.roe").await;
    let mia = desk.sign_in("mia.berg").await;
    let steps = mia.sees(&request).await.words(".steps");
    assert!(steps.contains("Waiting for Ada Novak or Viktor Sand"), "{steps}");
    desk.close().await;
}

#[tokio::test]
async fn whoever_signed_for_somebody_is_not_asked_instead_of_the_others() {
    let domain = countersign::simulator::DOMAIN;
    let stage = format!(
        r#"who = "group:License Approvers", signatures = 2, within = "1d", then = "person:clara.roe@{domain}""#
    );
    let desk = Desk::with_policy(&policy(&stage)).await;
    desk.administrators().await;
    let (mia, henrik) = (desk.sign_in("mia.berg").await, desk.sign_in("henrik.falk").await);
    henrik.lets_sign("clara.roe", "2026-11-30", &[]).await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    let clara = desk.sign_in("clara.roe").await;
    assert_eq!(clara.approves().await.status, StatusCode::SEE_OTHER);
    desk.comes("2026-11-25T09:01:00Z").await;
    let mia = desk.sign_in("mia.berg").await;
    let steps = mia.sees(&request).await.words(".steps");
    assert!(steps.contains("Waiting for Ada Novak or Viktor Sand"), "{steps}");
    let ada = desk.sign_in("ada.novak").await;
    assert_eq!(ada.approves().await.status, StatusCode::SEE_OTHER);
    assert!(desk.kinds(&request).await.contains(&"grant.approved".to_owned()));
    desk.works_until_idle().await;
    desk.close().await;
}
