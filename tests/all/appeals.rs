//! An appeal is decided by somebody else: whoever denied it never gets it again, by whatever way others are asked.

use chrono::Duration;
use reqwest::StatusCode;

use crate::desk::{Desk, Person, VISIO};

const HENRIK: &str = "henrik.falk@haldenroe.example";
const ASTRID: &str = "astrid.halden@haldenroe.example";
const ADA: &str = "ada.novak@haldenroe.example";

impl Desk {
    /// Who may decide the appeal that waits.
    async fn deciders(&self) -> Vec<String> {
        sqlx::query_scalar!(
            "select p.upn from stage_approvers a join stages s on s.id = a.stage_id and s.is_appeal and s.state = 'open'
               join people p on p.id = a.person_id order by p.upn"
        )
        .fetch_all(&self.app.pool)
        .await
        .unwrap()
    }
}

/// Mia's request, which Henrik denied and against which she appealed.
async fn appealed(desk: &Desk, mia: &Person, henrik: &Person) -> String {
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    if henrik.get("/approvals").await.hrefs("/approvals/").is_empty() {
        let astrid = desk.sign_in("astrid.halden").await;
        assert_eq!(astrid.approves().await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(
        henrik.denies("Not this year.").await.status,
        StatusCode::SEE_OTHER
    );
    let address = format!("/requests/{request}");
    let text = [("text", "The client needs them by May.")];
    let sent = mia.post(&format!("{address}/appeal"), &address, &text).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words("main"));
    request
}

fn policy(more: &str) -> String {
    format!("[[route]]\nid = \"visio\"\nstages = [{{ who = \"person:{HENRIK}\"{more} }}]\n")
}

#[tokio::test]
async fn an_appeal_that_is_not_taken_is_in_the_log() {
    let desk = Desk::with_policy(&policy("")).await;
    let (mia, henrik) = (desk.sign_in("mia.berg").await, desk.sign_in("henrik.falk").await);
    let denied = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    henrik.denies("Not this year.").await;
    let appeals = async || {
        let address = format!("/requests/{denied}");
        let text = [("text", "The client needs them by May.")];
        mia.post(&format!("{address}/appeal"), &address, &text).await;
        assert_eq!(mia.sees(&denied).await.words(".badge"), "State: Denied");
        let tried = desk.last_said("access.refused").await;
        assert_eq!(tried["attempt"], "appeal");
        tried["why"].clone()
    };
    // Nobody but an administrator could decide, and there is none.
    sqlx::query!(
        "update people set enabled = false where upn in ($1, $2)",
        ASTRID,
        ADA
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
    assert_eq!(appeals().await, "nobody_to_decide");
    assert!(
        desk.deciders().await.is_empty(),
        "nothing of it stays but that it was tried"
    );
    let again = mia.asks_for(VISIO, "For other floor plans.", &[]).await;
    assert_eq!(appeals().await, "already_asked");
    let page = format!("/requests/{again}");
    mia.post(&format!("{page}/cancel"), &page, &[]).await;
    desk.close().await;
}

#[tokio::test]
async fn others_who_are_asked_in_time_are_never_whoever_denied_it() {
    // Henrik is one of the License Approvers.
    let desk = Desk::with_policy(&policy(r#", within = "2d", then = "group:License Approvers""#)).await;
    desk.administrators().await;
    let (mia, henrik) = (desk.sign_in("mia.berg").await, desk.sign_in("henrik.falk").await);
    let request = appealed(&desk, &mia, &henrik).await;
    assert_eq!(desk.deciders().await, [ASTRID], "she is his manager");
    let astrid = desk.sign_in("astrid.halden").await;
    astrid
        .post(
            "/delegation",
            "/delegation",
            &[("to", HENRIK), ("until_day", "2026-12-24"), ("step", "save")],
        )
        .await;
    assert_eq!(
        desk.deciders().await,
        [ASTRID],
        "nor does he decide it in her place"
    );

    desk.turn(Duration::days(3));
    desk.works().await;
    let kinds = desk.kinds(&request).await;
    assert!(kinds.contains(&"stage.escalated".to_owned()), "{kinds:?}");
    let deciders = desk.deciders().await;
    assert!(deciders.contains(&ADA.to_owned()), "{deciders:?}");
    assert!(!deciders.contains(&HENRIK.to_owned()), "{deciders:?}");
    let told = desk.told(&request).await;
    assert!(!told.contains(&"escalated to henrik.falk".to_owned()), "{told:?}");
    let henrik = desk.sign_in("henrik.falk").await;
    assert!(henrik.get("/approvals").await.hrefs("/approvals/").is_empty());

    // Also where he stands among those who may sign.
    sqlx::query!(
        "insert into stage_approvers (stage_id, person_id)
         select s.id, p.id from stages s, people p where s.is_appeal and p.upn = $1",
        HENRIK
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
    let refused = henrik.approves().await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
    let tried = sqlx::query_scalar!(
        r#"select detail ->> 'why' as "why!" from audit_events where kind = 'access.refused' order by written"#
    )
    .fetch_all(&desk.app.pool)
    .await
    .unwrap();
    assert_eq!(tried, ["denied_before_the_appeal"]);

    let ada = desk.sign_in("ada.novak").await;
    assert_eq!(ada.approves().await.status, StatusCode::SEE_OTHER);
    desk.works().await;
    let mia = desk.sign_in("mia.berg").await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    desk.close().await;
}

#[tokio::test]
async fn where_whoever_decides_leaves_it_does_not_go_back_to_whoever_denied_it() {
    let desk = Desk::with_policy(&policy("")).await;
    desk.administrators().await;
    let (mia, henrik) = (desk.sign_in("mia.berg").await, desk.sign_in("henrik.falk").await);
    let request = appealed(&desk, &mia, &henrik).await;
    assert_eq!(desk.deciders().await, [ASTRID]);
    desk.control(&format!("people/{ASTRID}/disable"), serde_json::json!({}))
        .await;
    desk.turn(Duration::minutes(6));
    desk.works().await;
    desk.turn(Duration::minutes(2));
    desk.works().await;
    let kinds = desk.kinds(&request).await;
    assert!(
        kinds.contains(&"stage.approvers_replaced".to_owned()),
        "{kinds:?}"
    );
    let deciders = desk.deciders().await;
    assert!(deciders.contains(&ADA.to_owned()), "{deciders:?}");
    assert!(!deciders.contains(&HENRIK.to_owned()), "{deciders:?}");
    assert!(henrik.get("/approvals").await.hrefs("/approvals/").is_empty());
    let ada = desk.sign_in("ada.novak").await;
    assert_eq!(ada.approves().await.status, StatusCode::SEE_OTHER);
    desk.works().await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    desk.close().await;
}

#[tokio::test]
async fn where_whoever_would_decide_signed_another_stage_it_does_not_go_back_to_whoever_denied_it() {
    let policy = format!(
        "[[route]]\nid = \"visio\"\ndistinct_people = true\n\
         stages = [{{ who = \"person:{ASTRID}\" }}, {{ who = \"person:{HENRIK}\" }}]\n"
    );
    let desk = Desk::with_policy(&policy).await;
    desk.administrators().await;
    let (mia, henrik) = (desk.sign_in("mia.berg").await, desk.sign_in("henrik.falk").await);
    let request = appealed(&desk, &mia, &henrik).await;
    let deciders = desk.deciders().await;
    assert!(deciders.contains(&ADA.to_owned()), "{deciders:?}");
    for other in [HENRIK, ASTRID] {
        assert!(!deciders.contains(&other.to_owned()), "{deciders:?}");
    }
    assert!(henrik.get("/approvals").await.hrefs("/approvals/").is_empty());
    let ada = desk.sign_in("ada.novak").await;
    assert_eq!(ada.approves().await.status, StatusCode::SEE_OTHER);
    desk.works().await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    desk.close().await;
}
