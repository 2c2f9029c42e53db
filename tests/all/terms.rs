//! When rights begin and end: in the days of the person, once, whatever happens to the worker.

use chrono::{DateTime, Duration, Utc};
use countersign::jobs::{self, Job};
use countersign::worker;
use reqwest::StatusCode;

use crate::desk::{Desk, Person, VISIO};

const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";
const MANAGER_SIGNS: &str = "[[route]]\nid = \"all\"\nstages = [{ who = \"manager\" }]\n";
const AT_MOST_90_DAYS: &str =
    "[[guard]]\nid = \"cap\"\nlongest_term = \"90d\"\n[[route]]\nid = \"all\"\napprove = \"automatic\"\n";
const OSLO: &str = "[people]\ntime_zone = 'Europe/Oslo'\n";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Turns the clock to a moment, and works.
async fn at_last(desk: &Desk, moment: &str) {
    desk.turn(at(moment) - desk.now());
    desk.works_until_idle().await;
}

async fn asks(person: &Person, fields: &[(&str, &str)]) -> String {
    let page = person.asks_with(VISIO, fields, &[]).await;
    let location = page
        .location
        .clone()
        .unwrap_or_else(|| panic!("not taken: {} {}", page.status, page.text));
    location
        .strip_prefix("/requests/")
        .expect("not a request")
        .to_owned()
}

async fn extends(person: &Person, fields: &[(&str, &str)]) -> crate::desk::Page {
    let form = format!("/licences/{VISIO}/extend");
    person.post(&form, &form, fields).await
}

async fn until(desk: &Desk) -> Option<DateTime<Utc>> {
    sqlx::query_scalar!("select until_at from grants order by approved_at desc limit 1")
        .fetch_one(&desk.app.pool)
        .await
        .unwrap()
}

async fn has_it(desk: &Desk) -> bool {
    desk.plans_off_at_graph("mia.berg", VISIO).await.is_some()
}

async fn count(desk: &Desk, kind: &str) -> i64 {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from audit_events where kind = $1"#,
        kind
    )
    .fetch_one(&desk.app.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_term_runs_from_the_assignment_through_its_last_day_and_then_it_is_removed() {
    let desk = Desk::configured(NOBODY_SIGNS, OSLO).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works_until_idle().await;
    // 24 November, 90 days: the last one is 22 February, in Oslo.
    assert_eq!(until(&desk).await, Some(at("2027-02-22T23:00:00Z")));
    let list = mia.get("/licences").await;
    assert!(
        list.words("main").contains("until 22 February 2027"),
        "{}",
        list.text
    );
    assert!(
        list.text.contains("2027-02-23 00:00:00 CET (Europe/Oslo)"),
        "{}",
        list.text
    );
    at_last(&desk, "2027-02-22T22:59:59Z").await;
    assert!(has_it(&desk).await, "it is theirs to the last second of the day");
    at_last(&desk, "2027-02-22T23:00:00Z").await;
    assert!(!has_it(&desk).await);
    let mia = desk.sign_in("mia.berg").await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Ended");
    let kinds = desk.kinds(&request).await;
    let end: Vec<_> = kinds
        .iter()
        .skip_while(|kind| *kind != "grant.active")
        .skip(1)
        .collect();
    assert_eq!(
        end,
        [
            "grant.reminded",
            "grant.ending",
            "graph.call_planned",
            "graph.call_answered",
            "grant.ended"
        ],
        "the clock stood still over two reminders: the nearest is the one that is told"
    );
    desk.close().await;
}

#[tokio::test]
async fn a_right_that_begins_later_takes_no_seat_before_and_can_be_withdrawn() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    let later = [("begin", "date"), ("begins_on", "2026-12-01"), ("term", "30")];
    let request = asks(&mia, &later).await;
    desk.works_until_idle().await;
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Approved, begins later");
    assert!(
        page.words(".steps").contains("set up on 1 December 2026"),
        "{}",
        page.text
    );
    assert!(!has_it(&desk).await);
    let held = sqlx::query!("select state, seat_at, begins_at from grants")
        .fetch_one(&desk.app.pool)
        .await
        .unwrap();
    assert_eq!((held.state.as_str(), held.seat_at), ("scheduled", None));
    assert_eq!(held.begins_at, Some(at("2026-12-01T00:00:00Z")));
    // It is a right already: it is not asked for twice.
    let again = mia.asks_with(VISIO, &[("term", "30")], &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        again.text.contains("has the product already, or a right to it"),
        "{}",
        again.text
    );
    let cancelled = mia
        .post(&format!("/requests/{request}/cancel"), "/requests", &[])
        .await;
    assert_eq!(cancelled.status, StatusCode::SEE_OTHER, "{}", cancelled.text);
    desk.turn(Duration::minutes(1));
    let second = asks(&mia, &later).await;
    at_last(&desk, "2026-11-30T23:59:59Z").await;
    assert!(!has_it(&desk).await);
    at_last(&desk, "2026-12-01T00:00:00Z").await;
    assert!(has_it(&desk).await);
    assert_eq!(
        until(&desk).await,
        Some(at("2027-01-01T00:00:00Z")),
        "30 days from its beginning"
    );
    let kinds = desk.kinds(&second).await;
    let lately: Vec<_> = kinds
        .iter()
        .skip_while(|kind| *kind != "grant.approved")
        .take(3)
        .collect();
    assert_eq!(
        lately,
        ["grant.approved", "grant.scheduled", "grant.begun"],
        "{kinds:?}"
    );
    assert_eq!(kinds.last().unwrap(), "grant.active");
    desk.close().await;
}

#[tokio::test]
async fn a_last_day_can_be_asked_for_and_the_longest_term_caps_it_too() {
    let desk = Desk::configured(AT_MOST_90_DAYS, OSLO).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = asks(
        &mia,
        &[
            ("begin", "date"),
            ("begins_on", "2027-01-01"),
            ("term", "date"),
            ("ends_on", "2027-12-31"),
        ],
    )
    .await;
    assert!(
        mia.sees(&request)
            .await
            .words("aside")
            .contains("from 1 January 2027, until 1 April 2027")
    );
    at_last(&desk, "2026-12-31T23:00:00Z").await;
    assert!(has_it(&desk).await);
    // The first moment of 2 April, in summer time.
    assert_eq!(until(&desk).await, Some(at("2027-04-01T22:00:00Z")));
    let facts = sqlx::query_scalar!("select facts from decisions")
        .fetch_one(&desk.app.pool)
        .await
        .unwrap();
    assert_eq!(facts["request"]["term_days"], 364);
    desk.close().await;
}

#[tokio::test]
async fn days_that_can_not_be_are_refused_and_what_was_typed_stays() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    for (fields, words) in [
        (
            vec![("begin", "date"), ("begins_on", "2026-11-23"), ("term", "30")],
            "23 November 2026 is over",
        ),
        (
            vec![("begin", "date"), ("begins_on", "2027-12-01"), ("term", "30")],
            "at the latest",
        ),
        (
            vec![("begin", "date"), ("begins_on", "soon"), ("term", "30")],
            "Write a day like 2027-03-01.",
        ),
        (
            vec![
                ("begin", "date"),
                ("begins_on", "2027-03-01"),
                ("term", "date"),
                ("ends_on", "2027-02-28"),
            ],
            "It cannot end before it begins, on 1 March 2027.",
        ),
        (
            vec![("term", "date"), ("ends_on", "2026-11-23")],
            "It cannot end before it begins",
        ),
        (
            vec![("term", "date"), ("ends_on", "2926-11-23")],
            "Choose a day up to",
        ),
        (
            vec![("term", "date"), ("ends_on", "2027-02-30")],
            "Write a day like",
        ),
        (vec![("term", "days"), ("days", "0")], "from 1 to 3650"),
        (
            vec![("term", "days"), ("days", "9999999999999")],
            "from 1 to 3650",
        ),
        (vec![("term", "nonsense")], "Choose for how long you need it."),
    ] {
        let page = mia
            .asks_with(
                VISIO,
                &[&fields[..], &[("justification", "Maps of Elbonia.")]].concat(),
                &[],
            )
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(
            page.words(".summary").contains(words),
            "{fields:?}: {}",
            page.words(".summary")
        );
        assert!(page.words("textarea").contains("Maps of Elbonia."));
    }
    assert_eq!(count(&desk, "request.submitted").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn a_last_day_that_is_over_before_anybody_signed_closes_the_request() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = asks(&mia, &[("term", "date"), ("ends_on", "2026-11-25")]).await;
    at_last(&desk, "2026-11-26T00:00:00Z").await;
    let jonas = desk.sign_in("jonas.lind").await;
    assert_eq!(jonas.approves().await.status, StatusCode::CONFLICT);
    let mia = desk.sign_in("mia.berg").await;
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Closed");
    assert!(
        page.words(".steps")
            .contains("The last day that was asked for is over."),
        "{}",
        page.text
    );
    desk.works_until_idle().await;
    assert!(!has_it(&desk).await);
    desk.close().await;
}

#[tokio::test]
async fn each_reminder_comes_once_and_shows_the_ways_out() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    asks(&mia, &[("term", "30")]).await;
    desk.works_until_idle().await;
    // 24 December is the last day.
    assert!(!mia.get("/").await.text.contains("ends after"));
    for (moment, told) in [
        ("2026-12-10T23:59:00Z", 0),
        ("2026-12-11T00:01:00Z", 1),
        ("2026-12-21T00:00:00Z", 1),
        ("2026-12-22T00:01:00Z", 2),
        ("2026-12-24T00:02:00Z", 3),
        ("2026-12-24T12:00:00Z", 3),
    ] {
        at_last(&desk, moment).await;
        assert_eq!(count(&desk, "grant.reminded").await, told, "{moment}");
    }
    let mia = desk.sign_in("mia.berg").await;
    for page in ["/", "/licences"] {
        let page = mia.get(page).await;
        assert!(
            page.words(".ends")
                .contains("Your Visio Plan 2 ends after 24 December 2026"),
            "{}",
            page.text
        );
        assert!(
            page.hrefs("/licences/")
                .contains(&format!("/licences/{VISIO}/extend"))
        );
        assert!(
            page.hrefs("/licences/")
                .contains(&format!("/licences/{VISIO}/give-back"))
        );
    }
    desk.close().await;
}

#[tokio::test]
async fn an_extension_is_signed_again_and_moves_the_end_without_a_call() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    let first = asks(&mia, &[("term", "30")]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    jonas.approves().await;
    desk.works_until_idle().await;
    let calls = desk.calls().await.len();
    let page = mia.get(&format!("/licences/{VISIO}/extend")).await;
    assert!(
        page.words(".lead").contains("until 24 December 2026"),
        "{}",
        page.text
    );
    let asked = extends(&mia, &[("term", "90"), ("justification", "The fair goes on.")]).await;
    let request = asked.location.clone().unwrap_or_else(|| panic!("{}", asked.text));
    let request = request.strip_prefix("/requests/").unwrap();
    assert!(
        mia.sees(request)
            .await
            .words("aside")
            .contains("until 24 December 2026 → until 24 March 2027")
    );
    let card = jonas.get(&jonas.card().await).await;
    assert!(
        card.words(".figures")
            .contains("until 24 December 2026 → until 24 March 2027"),
        "{}",
        card.text
    );
    assert!(
        card.words("main")
            .contains("The end moves; the plans stay as they are.")
    );
    assert_eq!(
        until(&desk).await,
        Some(at("2026-12-25T00:00:00Z")),
        "until it is signed nothing moves"
    );
    // One at a time: whoever asks again is shown the one that waits.
    let second = mia.get(&format!("/licences/{VISIO}/extend")).await;
    assert_eq!(
        second.location.as_deref(),
        Some(format!("/requests/{request}").as_str())
    );
    // From a second window that was open before.
    let csrf = mia.get("/requests").await.field("csrf");
    let again = [
        ("csrf", csrf.as_str()),
        ("term", "30"),
        ("justification", "Less."),
    ];
    let again = mia.post_bare(&format!("/licences/{VISIO}/extend"), &again).await;
    assert_eq!(again.location, second.location, "{}", again.text);
    let told = mia.sees(request).await.words(".notice[role=status]");
    assert!(told.contains("what you have just sent was not taken"), "{told}");
    // Nobody who signs closes it by an end that it has already.
    let path = jonas.card().await;
    let change = card.field("change");
    let none = [("change", change.as_str()), ("ends_on", "2026-12-24")];
    let refused = jonas.post(&format!("{path}/narrow"), &path, &none).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.words("main")
    );
    jonas.approves().await;
    assert_eq!(until(&desk).await, Some(at("2027-03-25T00:00:00Z")));
    desk.works_until_idle().await;
    assert_eq!(desk.calls().await.len(), calls, "Graph knows no ends");
    let page = mia.sees(request).await;
    assert_eq!(page.words(".badge"), "State: Extended");
    assert_eq!(desk.kinds(request).await.last().unwrap(), "grant.extended");
    assert_eq!(mia.sees(&first).await.words(".badge"), "State: Active");
    at_last(&desk, "2026-12-26T00:00:00Z").await;
    assert!(has_it(&desk).await);
    at_last(&desk, "2027-03-25T00:00:00Z").await;
    assert!(!has_it(&desk).await);
    desk.close().await;
}

#[tokio::test]
async fn an_extension_of_what_has_ended_meanwhile_is_closed_with_that_reason() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    asks(&mia, &[("term", "30")]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    jonas.approves().await;
    desk.works_until_idle().await;
    let asked = extends(&mia, &[("term", "90")]).await.location.unwrap();
    let pen = jonas.takes_the_pen().await;
    at_last(&desk, "2026-12-25T00:00:00Z").await;
    assert!(!has_it(&desk).await);
    let mia = desk.sign_in("mia.berg").await;
    let page = mia.get(&asked).await;
    assert_eq!(page.words(".badge"), "State: Closed");
    assert!(
        page.words(".steps")
            .contains("What was to be extended has ended meanwhile."),
        "{}",
        page.text
    );
    let jonas = desk.sign_in("jonas.lind").await;
    let token = jonas.get("/requests").await.field("csrf");
    let late = jonas
        .post_bare(&pen.0, &[("change", pen.1[0].1.as_str()), ("csrf", &token)])
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text);
    assert_eq!(count(&desk, "grant.extended").await, 0);
    let nothing = mia.get(&format!("/licences/{VISIO}/extend")).await;
    assert_eq!(nothing.location.as_deref(), Some("/licences"));
    desk.close().await;
}

#[tokio::test]
async fn a_held_grant_is_said_to_be_held_and_an_extension_takes_the_hold_away() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    asks(&mia, &[("term", "30")]).await;
    desk.works_until_idle().await;
    sqlx::query!(
        "update grants set held_at = $1, held_cause = 'expired'",
        desk.now()
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
    at_last(&desk, "2026-12-25T00:00:00Z").await;
    assert!(has_it(&desk).await, "what is held stays");
    let mia = desk.sign_in("mia.berg").await;
    assert!(
        mia.get("/licences")
            .await
            .text
            .contains("its end is held by an administrator&#39;s check")
    );
    let asked = extends(&mia, &[("term", "30")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    let held = sqlx::query!("select held_at, until_at from grants")
        .fetch_one(&desk.app.pool)
        .await
        .unwrap();
    assert_eq!(
        (held.held_at, held.until_at),
        (None, Some(at("2027-01-24T00:00:00Z")))
    );
    desk.close().await;
}

#[tokio::test]
async fn a_turn_that_is_cut_off_or_run_twice_ends_each_grant_once() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    asks(&mia, &[("term", "30")]).await;
    desk.works_until_idle().await;
    desk.turn(at("2026-12-25T00:00:00Z") - desk.now());
    // A worker takes the turn and does not come back; its lease runs out, and two others look at once.
    while let Some(leased) = desk.lease().await {
        if leased.job == Job::TurnClock {
            break;
        }
    }
    desk.turn(Duration::seconds(600));
    jobs::release_expired(&desk.app.pool, desk.now()).await.unwrap();
    let (one, two) = tokio::join!(worker::work_once(&desk.app), worker::work_once(&desk.app));
    assert!(one.unwrap() || two.unwrap());
    desk.works_until_idle().await;
    assert!(!has_it(&desk).await);
    assert_eq!(count(&desk, "grant.ending").await, 1);
    assert_eq!(count(&desk, "grant.ended").await, 1);
    desk.close().await;
}
