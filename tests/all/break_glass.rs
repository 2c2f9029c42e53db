//! Giving at once, past the rules: who may, what is refused, who is told, and who looks at it afterwards.

use reqwest::StatusCode;

use crate::desk::{Desk, E5, PHONE, Page, Person, VISIO, until};

const PATH: &str = "/admin/break-glass";
const WHY: &str = "The auditors stand in the lobby and he has no access.";

impl Person {
    async fn gives(&self, who: &str, sku: &str, step: &str, plans: &[String]) -> Page {
        let mut fields = vec![
            ("person", who),
            ("product", sku),
            ("days", "14"),
            ("reason", WHY),
            ("looked", "yes"),
            ("step", step),
        ];
        fields.extend(plans.iter().map(|plan| ("plans", plan.as_str())));
        self.post(PATH, PATH, &fields).await
    }

    /// Looks at it first, then gives everything that is offered.
    pub async fn gives_all(&self, who: &str, sku: &str) -> Page {
        let preview = self.gives(who, sku, "preview", &[]).await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.words("main"));
        let plans = preview.values("input[name=plans]");
        self.gives(who, sku, "give", &plans).await
    }
}

async fn refusals(desk: &Desk) -> Vec<String> {
    sqlx::query_scalar!(
        r#"select (detail ->> 'attempt') || ' ' || (detail ->> 'why') as "said!" from audit_events
            where kind = 'access.refused' and detail ? 'why' order by written"#
    )
    .fetch_all(&desk.app.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn whoever_gives_what_somebody_asks_for_in_the_same_moment_is_in_the_log() {
    let desk = Desk::open().await;
    let (ada, _) = desk.administrators().await;
    // Two others have to be there to be told.
    desk.sign_in("otto.keller").await;
    let plans = ada.gives("emil.brandt", VISIO, "preview", &[]).await;
    let plans = plans.values("input[name=plans]");
    // His own request is written, and is not there for others yet when the button is pressed.
    let mut asking = desk.app.pool.begin().await.unwrap();
    sqlx::query!(
        "insert into requests (id, kind, requester_id, beneficiary_id, sku_id, justification, plans_off, change_hash, state,
                               created_at)
         select $1, 'assign', p.id, p.id, $2::text::uuid, '', '{}', '', 'awaiting_approval', $3
           from people p where p.id = $4",
        uuid::Uuid::from_u128(1),
        VISIO,
        desk.now(),
        desk.id_of("emil.brandt").await.0,
    )
    .execute(&mut *asking)
    .await
    .unwrap();
    let (given, ()) = tokio::join!(ada.gives("emil.brandt", VISIO, "give", &plans), async {
        until("the button waits for the request", async || {
            let waits = sqlx::query_scalar!(
                r#"select count(*) as "n!" from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"#
            );
            waits.fetch_one(&desk.app.pool).await.unwrap() == 1
        })
        .await;
        asking.commit().await.unwrap();
    });
    assert_eq!(
        given.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        given.words("main")
    );
    assert_eq!(refusals(&desk).await, ["give_at_once already_asked"]);
    desk.close().await;
}

#[tokio::test]
async fn an_administrator_gives_at_once_two_others_are_told_and_somebody_else_reviews_it() {
    let desk = Desk::open().await;
    let (ada, viktor) = desk.administrators().await;
    let otto = desk.sign_in("otto.keller").await;
    let page = ada.gives_all("emil.brandt", VISIO).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    let request = page.location.unwrap().replace("/requests/", "");
    desk.works().await;
    let seen = ada.sees(&request).await;
    assert_eq!(seen.words(".badge"), "State: Active");
    assert!(seen.words("main").contains("Given at once by an administrator"));
    assert!(seen.words("main").contains("14 days"));
    let kinds = desk.kinds(&request).await;
    assert_eq!(kinds[..2], ["grant.given_at_once", "grant.approved"]);
    assert_eq!(
        desk.told(&request).await,
        [
            "active to ada.novak",
            "active to emil.brandt",
            "given_at_once to otto.keller",
            "given_at_once to viktor.sand"
        ]
    );
    let emil = desk.sign_in("emil.brandt").await;
    assert!(emil.sees(&request).await.words("main").contains(WHY));

    let report = otto.get("/audit/exceptions").await;
    assert!(report.words("main").contains(WHY), "{}", report.words("main"));
    assert!(
        report.words("nav").contains("1 exception to review"),
        "{}",
        report.words("nav")
    );
    let action = format!("/audit/exceptions/{request}");
    let note = [("note", "As agreed with the board.")];
    let own = ada.post(&action, "/audit/exceptions", &note).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    let empty = otto.post(&action, "/audit/exceptions", &[("note", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = otto.post(&action, "/audit/exceptions", &note).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let report = viktor.get("/audit/exceptions").await.words("main");
    assert!(report.contains("Reviewed by Otto Keller"), "{report}");
    assert!(report.contains("Nothing is to be reviewed"), "{report}");
    let again = viktor.post(&action, "/audit/exceptions", &note).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(
        refusals(&desk).await,
        [
            "review_exception made_by_them",
            "review_exception reviewed_already"
        ]
    );
    assert_eq!(
        desk.kinds(&request)
            .await
            .iter()
            .filter(|kind| *kind == "exception.reviewed")
            .count(),
        1
    );
    desk.close().await;
}

#[tokio::test]
async fn who_got_it_does_not_review_it() {
    let desk = Desk::open().await;
    let (ada, viktor) = desk.administrators().await;
    desk.sign_in("otto.keller").await;
    let alone = ada.gives("viktor.sand", PHONE, "give", &[]).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    sqlx::query!("update people set roles = '{Auditor}' where upn like 'clara.roe@%'")
        .execute(&desk.app.pool)
        .await
        .unwrap();
    let page = ada.gives_all("viktor.sand", PHONE).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    let request = page.location.unwrap().replace("/requests/", "");
    assert_eq!(
        desk.told(&request).await,
        ["given_at_once to clara.roe", "given_at_once to otto.keller"]
    );
    let page = viktor
        .post(
            &format!("/audit/exceptions/{request}"),
            "/audit/exceptions",
            &[("note", "Fine.")],
        )
        .await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(
        refusals(&desk).await,
        ["give_at_once too_few_to_tell", "review_exception given_to_them"]
    );
    desk.close().await;
}

#[tokio::test]
async fn what_can_not_be_given_is_refused_with_a_sentence_and_an_event() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    let too_few = async || {
        let page = ada.gives("emil.brandt", VISIO, "give", &["x".into()]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let words = page.words("main");
        assert!(
            words.contains("it takes two administrators or auditors"),
            "{words}"
        );
    };
    too_few().await;
    desk.sign_in("viktor.sand").await;
    too_few().await;
    desk.sign_in("otto.keller").await;
    // Whom no mail can reach is not told at once.
    let otto_mail = async |mail: Option<&str>| {
        sqlx::query!("update people set mail = $1 where upn like 'otto.keller@%'", mail)
            .execute(&desk.app.pool)
            .await
            .unwrap();
    };
    otto_mail(None).await;
    too_few().await;
    otto_mail(Some("otto.keller@haldenroe.example")).await;
    let own = ada.gives("ada.novak", VISIO, "give", &[]).await;
    assert!(own.words("main").contains("Nobody gives a licence to themselves"));
    let none = ada.gives("emil.brandt", VISIO, "give", &[]).await;
    assert!(none.words("main").contains("Leave at least one plan on."));
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "Charts.", &[]).await;
    let open = ada.gives_all("mia.berg", VISIO).await;
    assert!(
        open.words("main").contains("It was asked for Mia Berg already"),
        "{}",
        open.words("main")
    );
    ada.gives_all("emil.brandt", VISIO).await;
    desk.works().await;
    let held = ada.gives_all("emil.brandt", VISIO).await;
    assert!(
        held.words("main").contains("has it already"),
        "{}",
        held.words("main")
    );
    assert_eq!(
        refusals(&desk).await,
        [
            "give_at_once too_few_to_tell",
            "give_at_once too_few_to_tell",
            "give_at_once too_few_to_tell",
            "give_at_once to_oneself",
            "give_at_once no_plans",
            "give_at_once already_asked",
            "give_at_once already_held",
        ]
    );
    let wrong = [
        ("person", "emil.brandt"),
        ("product", E5),
        ("days", "31"),
        ("reason", "Now!"),
        ("step", "give"),
    ];
    let page = ada.post(PATH, PATH, &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let summary = page.words(".summary");
    assert!(summary.contains("from 1 to 30"), "{summary}");
    assert!(summary.contains("at least 20 characters"), "{summary}");
    assert_eq!(page.field("days"), "31");
    desk.close().await;
}
