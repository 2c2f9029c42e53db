//! What time does to a stage that nobody signs: reminders, others who are asked, and the end of waiting.

use chrono::{DateTime, Utc};
use reqwest::StatusCode;

use crate::desk::{Desk, VISIO};

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

#[tokio::test]
async fn an_open_question_makes_the_time_stand_still() {
    let stage = r#"who = "manager", within = "1d", then = "lapse""#;
    let desk = Desk::with_policy(&policy(stage)).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    let jonas = desk.id_of("jonas.lind").await;
    sqlx::query!(
        "insert into inquiries (id, request_id, stage_id, asked_by, question, asked_at)
         select s.id, s.request_id, s.id, $2, 'Which charts?', $3 from stages s where s.request_id = $1::text::uuid",
        request,
        jonas.0,
        desk.now()
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
    desk.comes("2026-11-26T09:00:00Z").await;
    assert_eq!(desk.count_of(&request, "request.lapsed").await, 0);
    sqlx::query!("update inquiries set answered_at = asked_at, answered_by = asked_by")
        .execute(&desk.app.pool)
        .await
        .unwrap();
    desk.comes("2026-11-26T09:02:00Z").await;
    assert_eq!(desk.count_of(&request, "request.lapsed").await, 1);
    desk.close().await;
}
