//! The fuse: what ends by itself stops when it is too much at once, and goes on only when an administrator says so.

use chrono::Duration;
use countersign::fulfilment::EndCause;
use countersign::fulfilment::ending::{self, ByItself};
use countersign::ids::GrantId;
use reqwest::StatusCode;

use crate::desk::{Desk, FLOW_FREE, Page, Person, VISIO, until};
use crate::drift::{adopts_all, compares};

const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";
pub const WHY: &str = "The project is over, it is right so.";
/// Three may end within an hour, whatever the share.
const FUSE: &str = "[fuse]\nat_least = 3\n";
const PEOPLE: usize = 8;

/// Eight people have Power Automate for 30 days.
async fn eight_for_thirty_days() -> Desk {
    let desk = Desk::configured(NOBODY_SIGNS, FUSE).await;
    eight_ask_for(&desk, FLOW_FREE).await;
    desk
}

pub async fn eight_ask_for(desk: &Desk, sku: &str) {
    let people = sqlx::query_scalar!(
        "select upn from people where enabled and user_type = 'Member' and usage_location is not null order by upn"
    );
    let mut asked = 0;
    for upn in people.fetch_all(&desk.app.pool).await.unwrap() {
        let person = desk.sign_in_upn("somebody", &upn).await;
        let fields = [("justification", "For the project."), ("term", "30")];
        let form = person.get(&format!("/products/{sku}/request")).await;
        if form.status == StatusCode::OK
            && person.asks_with(sku, &fields, &[]).await.status == StatusCode::SEE_OTHER
        {
            asked += 1;
        }
        if asked == PEOPLE {
            break;
        }
    }
    assert_eq!(asked, PEOPLE);
    desk.works_until_idle().await;
}

pub async fn in_state(desk: &Desk, state: &str) -> i64 {
    sqlx::query_scalar!(r#"select count(*) as "n!" from grants where state = $1"#, state)
        .fetch_one(&desk.app.pool)
        .await
        .unwrap()
}

async fn at_graph(desk: &Desk) -> usize {
    let people = sqlx::query_scalar!("select p.upn from grants g join people p on p.id = g.person_id");
    let mut have = 0;
    for upn in people.fetch_all(&desk.app.pool).await.unwrap() {
        let name = upn.split('@').next().unwrap().to_owned();
        have += usize::from(desk.plans_off_at_graph(&name, FLOW_FREE).await.is_some());
    }
    have
}

/// What the fuse's own form sends.
pub async fn says(ada: &Person, page: &Page, act: &str, reason: &str) -> Page {
    says_to(ada, page, 0, act, reason).await
}

/// As [`says`], of the n-th fuse on the page.
async fn says_to(ada: &Person, page: &Page, n: usize, act: &str, reason: &str) -> Page {
    let action = page.attributes(".fuse form", "action").remove(n);
    let of_it = |name: &str| page.values(&format!(".fuse input[name={name}]")).remove(n);
    let (csrf, held, last) = (page.field("csrf"), of_it("held"), of_it("last_held_us"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("held", &held),
        ("last_held_us", &last),
        ("act", act),
        ("reason", reason),
    ];
    ada.post_bare(&action, &fields).await
}

pub async fn keeps_chosen(ada: &Person, page: &Page, reason: &str, chosen: &[String]) -> Page {
    let csrf = page.field("csrf");
    let mut fields = vec![("csrf", csrf.as_str()), ("reason", reason)];
    fields.extend(chosen.iter().map(|id| ("grant", id.as_str())));
    ada.post_bare("/admin/fuse/chosen", &fields).await
}

#[tokio::test]
async fn two_stops_that_hold_the_same_are_over_with_one_answer() {
    let desk = eight_for_thirty_days().await;
    desk.turn(Duration::days(31));
    desk.works_until_idle().await;
    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get("/admin/fuse").await;
    let headings = page.words(".fuse h2");
    assert!(
        headings.contains("all products") && headings.contains("Power Automate"),
        "{headings}"
    );
    let goes_on = says_to(&ada, &page, 1, "resume", WHY).await;
    assert_eq!(goes_on.status, StatusCode::SEE_OTHER, "{}", goes_on.words("main"));
    // Not whole and blown at once.
    let page = ada.get("/admin/fuse").await;
    assert!(
        page.words(".notice")
            .contains("5 licences end now, and the fuse is whole again."),
        "{}",
        page.words("main")
    );
    assert_eq!(page.words(".notice.bad"), "");
    assert_eq!(page.attributes(".fuse form", "id"), Vec::<String>::new());
    desk.works_until_idle().await;
    assert_eq!(at_graph(&desk).await, 0);
    let resumed =
        sqlx::query_scalar!("select kind from audit_events where kind like 'fuse.%' order by written");
    let resumed = resumed.fetch_all(&desk.app.pool).await.unwrap();
    assert_eq!(resumed.iter().filter(|kind| *kind == "fuse.resumed").count(), 2);
    desk.close().await;
}

#[tokio::test]
async fn a_stop_whose_licences_were_all_given_back_is_not_said_in_red() {
    let desk = eight_for_thirty_days().await;
    desk.turn(Duration::days(31));
    desk.works_until_idle().await;
    let held = sqlx::query_scalar!(
        "select p.upn from grants g join people p on p.id = g.person_id where g.held_at is not null order by p.upn"
    );
    let form = format!("/licences/{FLOW_FREE}/give-back");
    for upn in held.fetch_all(&desk.app.pool).await.unwrap() {
        let person = desk.sign_in_upn("somebody", &upn).await;
        let given = person.post(&form, &form, &[("understood", "yes")]).await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.words("main"));
    }
    desk.works_until_idle().await;
    let ada = desk.sign_in("ada.novak").await;
    assert_eq!(ada.get("/").await.words(".notice.bad"), "");
    let page = ada.get("/admin/fuse").await;
    let words = page.words(".fuse");
    assert!(
        words.contains("Nothing is held by it any more") && !words.contains("0 licences"),
        "{words}"
    );
    let whole = says(&ada, &page, "resume", WHY).await;
    assert_eq!(whole.status, StatusCode::SEE_OTHER, "{}", whole.words("main"));
    let page = ada.get("/admin/fuse").await;
    assert!(
        page.words(".notice").contains("The fuse is whole again"),
        "{}",
        page.words("main")
    );
    assert!(
        page.words("main")
            .contains("Nothing is held: licences whose term")
    );
    desk.close().await;
}

#[tokio::test]
async fn too_many_at_once_are_held_until_an_administrator_says_so() {
    let desk = eight_for_thirty_days().await;
    desk.turn(Duration::days(31));
    desk.works_until_idle().await;
    assert_eq!((in_state(&desk, "ended").await, at_graph(&desk).await), (3, 5));
    let ada = desk.sign_in("ada.novak").await;
    // Everywhere an administrator goes it is said, in red, and nobody else sees it.
    let alarm = ada.get("/").await.words(".notice.bad");
    assert!(alarm.contains("The fuse has blown"), "{alarm}");
    let mia = desk.sign_in("mia.berg").await;
    assert_eq!(mia.get("/").await.words(".notice.bad"), "");
    let page = ada.get("/admin/fuse").await;
    assert!(
        page.words(".fuse").contains("3 licences of"),
        "{}",
        page.words("main")
    );
    assert!(page.words("main").contains("5 licences are held"));
    assert_eq!(page.values("input[name=grant]").len(), 5);
    let due = sqlx::query_scalar!(r#"select min(until_at) as "at!" from grants where held_at is not null"#);
    let due = due.fetch_one(&desk.app.pool).await.unwrap();
    let was_due = page.words("[data-label='Was due']");
    assert!(
        was_due.contains(&due.format("%-d %B %Y").to_string()),
        "{was_due}"
    );
    let csv = ada.get("/admin/fuse.csv").await;
    assert_eq!(csv.text.lines().count(), 6, "{}", csv.text);
    assert!(csv.text.contains("its term is over"));
    // Days go by: they stay, and so does the licence.
    desk.turn(Duration::days(2));
    desk.works_until_idle().await;
    assert_eq!(at_graph(&desk).await, 5);
    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get("/admin/fuse").await;
    // Without a reason nothing goes on.
    let refused = says(&ada, &page, "resume", " ").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words(".message").contains("Say why"));
    // One stays, for two more weeks.
    let chosen = page.values("input[name=grant]").split_off(4);
    // Without a reason nothing is kept; the row stays chosen, and it is said there.
    let silent = keeps_chosen(&ada, &page, " ", &chosen).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        silent.words("#chosen .message").contains("Say why"),
        "{}",
        silent.words("main")
    );
    assert_eq!(silent.values("input[name=grant][checked]"), chosen);
    let nothing = keeps_chosen(&ada, &page, WHY, &[]).await;
    assert!(nothing.words("#chosen .message").contains("Choose at least one"));
    let kept = keeps_chosen(&ada, &page, "Still needed.", &chosen).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    // What was on the page is not what is held any more: nothing goes on by an old page.
    let old = says(&ada, &page, "resume", WHY).await;
    assert_eq!(old.status, StatusCode::CONFLICT);
    assert!(
        old.words(".message").contains("Less is held by now than you saw"),
        "{}",
        old.words("main")
    );
    let page = ada.get("/admin/fuse").await;
    let done = says(&ada, &page, "resume", WHY).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    desk.works_until_idle().await;
    assert_eq!((in_state(&desk, "ended").await, at_graph(&desk).await), (7, 1));
    let page = ada.get("/admin/fuse").await;
    assert!(page.words("main").contains("Whole"), "{}", page.words("main"));
    assert!(page.words("main").contains(WHY));
    // The one that was kept ends two weeks later, by itself.
    desk.turn(Duration::days(15));
    desk.works_until_idle().await;
    assert_eq!(at_graph(&desk).await, 0);
    let kinds =
        sqlx::query_scalar!("select kind from audit_events where kind like 'fuse.%' order by written");
    let kinds = kinds.fetch_all(&desk.app.pool).await.unwrap();
    assert!(kinds.contains(&"fuse.blown".to_owned()) && kinds.contains(&"fuse.kept".to_owned()));
    assert!(kinds.contains(&"fuse.resumed".to_owned()), "{kinds:?}");
    desk.seals().await;
    desk.close().await;
}

#[tokio::test]
async fn keeping_all_of_it_makes_the_fuse_whole_and_takes_nothing_away() {
    let desk = eight_for_thirty_days().await;
    desk.turn(Duration::days(31));
    desk.works_until_idle().await;
    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get("/admin/fuse").await;
    sqlx::query!("update people set time_zone = 'Pacific/Kiritimati'")
        .execute(&desk.app.pool)
        .await
        .unwrap();
    let kept = says(&ada, &page, "keep", "The rule was wrong.").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    desk.works_until_idle().await;
    // The first moment after a last day where they live, which is fourteen days ahead of today there.
    let until = sqlx::query_scalar!(
        r#"select distinct (until_at at time zone 'Pacific/Kiritimati')::text as "at!" from grants where state = 'active'"#
    );
    let until = until.fetch_all(&desk.app.pool).await.unwrap();
    let there = desk.now() + Duration::hours(14) + Duration::days(15);
    assert_eq!(until, [format!("{} 00:00:00", there.date_naive())]);
    assert_eq!((in_state(&desk, "active").await, at_graph(&desk).await), (5, 5));
    assert_eq!(ada.get("/").await.words(".notice.bad"), "");
    let again = says(&ada, &page, "keep", "The rule was wrong.").await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    desk.close().await;
}

#[tokio::test]
async fn two_that_end_at_the_same_time_can_not_slip_under_it() {
    let desk = eight_for_thirty_days().await;
    desk.turn(Duration::days(31));
    let grants = sqlx::query_scalar!("select id from grants order by id");
    let grants = grants.fetch_all(&desk.app.pool).await.unwrap();
    let (now, limits) = (desk.now(), desk.app.config.living.fuse);
    // The first has ended three and has not said so yet.
    let mut first = desk.app.pool.begin().await.unwrap();
    for id in &grants[..3] {
        let cause = (EndCause::Expired, None);
        let ended = ending::end_by_itself(&mut first, now, limits, GrantId(*id), cause).await;
        assert_eq!(ended.unwrap(), ByItself::Ended);
    }
    let (pool, rest) = (desk.app.pool.clone(), grants[3..].to_vec());
    let second = tokio::spawn(async move {
        let mut tx = pool.begin().await.unwrap();
        for id in rest {
            let cause = (EndCause::Expired, None);
            ending::end_by_itself(&mut tx, now, limits, GrantId(id), cause)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
    });
    // It can only wait; where it does not, it counts too few and is over soon.
    until("the second waits, or is over", async || {
        let waits = sqlx::query_scalar!(
            r#"select exists (select from pg_locks where locktype = 'advisory' and not granted
                                 and database = (select oid from pg_database where datname = current_database())) as "waits!""#
        );
        second.is_finished() || waits.fetch_one(&desk.app.pool).await.unwrap()
    })
    .await;
    first.commit().await.unwrap();
    second.await.unwrap();
    desk.works_until_idle().await;
    assert_eq!((in_state(&desk, "ended").await, at_graph(&desk).await), (3, 5));
    desk.close().await;
}

#[tokio::test]
async fn a_product_has_a_fuse_of_its_own_and_what_it_holds_is_decided_by_itself() {
    // Of all products together many more may end than of one.
    let desk = Desk::configured(NOBODY_SIGNS, "[fuse]\nat_least = 3\npercent = 25\n").await;
    let ada = desk.sign_in("ada.novak").await;
    desk.control(
        "seats",
        serde_json::json!({ "sku": "VISIOCLIENT", "enabled": 100 }),
    )
    .await;
    compares(&desk, &ada).await;
    adopts_all(&desk, &ada, "").await;
    for sku in [FLOW_FREE, VISIO] {
        eight_ask_for(&desk, sku).await;
    }
    desk.turn(Duration::days(31));
    desk.works_until_idle().await;
    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get("/admin/fuse").await;
    let headings = page.words(".fuse h2");
    assert!(
        headings.contains("Power Automate")
            && headings.contains("Visio")
            && !headings.contains("all products"),
        "{headings}"
    );
    let held = in_state(&desk, "active").await;
    // Rows of both products can be chosen together, whichever fuse holds them.
    let rows = page.values("input[name=grant]");
    let sum = |page: &Page| -> i64 {
        let shown = page.values(".fuse input[name=held]");
        shown.iter().map(|held| held.parse::<i64>().unwrap()).sum()
    };
    assert_eq!(sum(&page), i64::try_from(rows.len()).unwrap());
    let chosen = [rows[0].clone(), rows[rows.len() - 1].clone()];
    let kept = keeps_chosen(&ada, &page, WHY, &chosen).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.words("main"));
    let page = ada.get("/admin/fuse").await;
    let said = page.words(".notice");
    assert!(
        said.contains("2 licences stay.") && said.contains("still held"),
        "{said}"
    );
    assert_eq!(sum(&page) + 2, i64::try_from(rows.len()).unwrap());
    // They are not held any more: that is said, and not "0 licences".
    let again = keeps_chosen(&ada, &page, WHY, &chosen).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.words("main"));
    let said = ada.get("/admin/fuse").await.words(".notice");
    assert!(
        said.contains("None of the chosen licences is held any more."),
        "{said}"
    );
    // One goes on; what the other one holds stays.
    let page = ada.get("/admin/fuse").await;
    let (last, held_there) = (page.field("last_held_us"), page.field("held"));
    let goes_on = says(&ada, &page, "resume", WHY).await;
    assert_eq!(
        goes_on.status,
        StatusCode::SEE_OTHER,
        "{last}: {}",
        goes_on.words("main")
    );
    desk.works_until_idle().await;
    let let_go: i64 = held_there.parse().unwrap();
    assert_eq!(in_state(&desk, "active").await, held - let_go);
    let page = ada.get("/admin/fuse").await;
    assert_eq!(
        page.attributes(".fuse form", "id").len(),
        1,
        "{}",
        page.words("main")
    );
    desk.close().await;
}

#[tokio::test]
async fn whoever_extends_what_is_held_keeps_it_and_the_rest_ends() {
    let desk = eight_for_thirty_days().await;
    desk.turn(Duration::days(31));
    desk.works_until_idle().await;
    let held = sqlx::query_scalar!(
        "select p.upn from grants g join people p on p.id = g.person_id where g.held_at is not null order by p.upn"
    );
    let held = held.fetch_all(&desk.app.pool).await.unwrap();
    assert_eq!(held.len(), 5);
    let ada = desk.sign_in("ada.novak").await;
    let before = ada.get("/admin/fuse").await;
    let one = desk.sign_in_upn("somebody", &held[0]).await;
    let form = format!("/licences/{FLOW_FREE}/extend");
    let extended = one
        .post(&form, &form, &[("term", "30"), ("justification", "It goes on.")])
        .await;
    assert_eq!(
        extended.status,
        StatusCode::SEE_OTHER,
        "{}",
        extended.words("main")
    );
    desk.works_until_idle().await;
    let page = ada.get("/admin/fuse").await;
    assert!(
        page.words("main").contains("4 licences are held"),
        "{}",
        page.words("main")
    );
    let old = says(&ada, &before, "resume", WHY).await;
    assert_eq!(old.status, StatusCode::CONFLICT, "it holds less than was shown");
    let done = says(&ada, &page, "resume", WHY).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words("main"));
    desk.works_until_idle().await;
    assert_eq!((in_state(&desk, "active").await, at_graph(&desk).await), (1, 1));
    let name = held[0].split('@').next().unwrap();
    assert!(desk.plans_off_at_graph(name, FLOW_FREE).await.is_some());
    desk.close().await;
}

#[tokio::test]
async fn whoever_extends_between_the_word_and_the_deed_keeps_it_and_meets_the_fuse_again_later() {
    let desk = eight_for_thirty_days().await;
    desk.turn(Duration::days(31));
    desk.works_until_idle().await;
    let held = sqlx::query_scalar!(
        "select p.upn from grants g join people p on p.id = g.person_id where g.held_at is not null order by p.upn"
    );
    let held = held.fetch_all(&desk.app.pool).await.unwrap();
    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get("/admin/fuse").await;
    let one = desk.sign_in_upn("somebody", &held[0]).await;
    let done = says(&ada, &page, "resume", WHY).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words("main"));
    // Nobody has worked yet.
    let form = format!("/licences/{FLOW_FREE}/extend");
    let fields = [("term", "30"), ("justification", "It goes on.")];
    let extended = one.post(&form, &form, &fields).await;
    assert_eq!(
        extended.status,
        StatusCode::SEE_OTHER,
        "{}",
        extended.words("main")
    );
    desk.works_until_idle().await;
    assert_eq!((in_state(&desk, "active").await, at_graph(&desk).await), (1, 1));
    let let_end = sqlx::query_scalar!("select let_end_at from grants where state = 'active'");
    assert_eq!(let_end.fetch_one(&desk.app.pool).await.unwrap(), None);
    desk.close().await;
}
