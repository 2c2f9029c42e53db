//! Time and money: how long it took, what it cost and what it will come to, to the hour and to the cent; each with its charts.

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::catalogue_editing::saved;
use crate::desk::{Desk, FLOW_FREE, PHONE, Page, Person, VISIO};
use crate::movers::{later, leaves, moves_to};
use crate::waiting_room::{enabled, house, six_ask};

const AUTOMATIC: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";
const HOUR: i64 = 3_600;

/// Runs a report over a period; answers its page and its rows.
async fn runs(otto: &Person, report: &str, fields: &[(&str, &str)]) -> (Page, Vec<Value>) {
    let address = format!("/audit/reports/{report}");
    let period = [
        ("from", "2026-11-01"),
        ("to", "2027-01-31"),
        ("renewal", "2027-06-30"),
    ];
    let usual = period
        .into_iter()
        .filter(|(name, _)| fields.iter().all(|(other, _)| other != name));
    let fields: Vec<_> = usual.chain(fields.iter().copied()).collect();
    let page = otto.post(&address, &address, &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    let run = page.location.unwrap();
    let rows = otto.report_rows(&run).await;
    (otto.get(&run).await, rows)
}

/// The only row of which these values are so.
fn row<'a>(rows: &'a [Value], is: &[(&str, &str)]) -> &'a Value {
    let fits = |row: &&Value| {
        is.iter()
            .all(|(key, value)| row[*key] == *value || row[*key]["name"] == *value)
    };
    let found: Vec<_> = rows.iter().filter(fits).collect();
    assert_eq!(found.len(), 1, "{is:?} in {rows:#?}");
    found[0]
}

/// Charts with what can be read without seeing them, and nothing that the policy of the page forbids.
fn has_charts(page: &Page, ids: &[&str]) {
    let mut found = page.attributes("figure.chart", "id");
    found.sort();
    let mut wanted: Vec<_> = ids.iter().map(|id| (*id).to_owned()).collect();
    wanted.sort();
    assert_eq!(found, wanted);
    for chart in page.attributes("figure.chart svg", "role") {
        assert_eq!(chart, "img");
    }
    assert!(page.attributes("figure.chart *", "style").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn lead_time_is_told_step_by_step_and_by_product_weekday_and_week() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    // Tuesday, 24 November: three hours until the signature, two more until the licence.
    mia.asks_for(VISIO, "Charts of the move.", &[]).await;
    desk.turn(Duration::hours(3));
    desk.sign_in("jonas.lind").await.approves().await;
    desk.turn(Duration::hours(2));
    desk.works_until_idle().await;
    // And one that waits.
    let emil = desk.sign_in("emil.brandt").await;
    emil.asks_for(VISIO, "Charts too.", &[]).await;

    let otto = desk.sign_in("otto.keller").await;
    let (page, rows) = runs(&otto, "lead-time", &[]).await;
    let stage = row(&rows, &[("part", "by_step"), ("step", "stage")]);
    assert_eq!(stage["who"], "manager");
    assert_eq!((&stage["done"], &stage["waiting"]), (&json!(1), &json!(1)));
    for (step, hours) in [("stage", 3), ("answer", 3), ("carry_out", 2), ("whole", 5)] {
        let of_all = row(&rows, &[("part", "by_step"), ("step", step)]);
        for key in ["half_seconds", "nine_seconds", "most_seconds"] {
            assert_eq!(of_all[key], hours * HOUR, "{step} {key}");
        }
        let week = row(&rows, &[("part", "by_week"), ("step", step)]);
        assert_eq!(week["week"], "2026-11-23");
        assert_eq!(week["half_seconds"], hours * HOUR);
        let product = row(&rows, &[("part", "by_product"), ("step", step)]);
        assert_eq!(product["product"]["id"], VISIO);
    }
    let weekday = row(&rows, &[("part", "by_weekday"), ("step", "answer")]);
    assert_eq!(weekday["weekday"], "weekday_2");
    has_charts(
        &page,
        &[
            "whole-by-week",
            "answers-by-week",
            "steps",
            "products",
            "weekdays",
        ],
    );
    assert!(
        page.words("#steps text").contains("5 h"),
        "{}",
        page.words("#steps")
    );
    assert!(page.words("#whole-by-week desc").contains("1 in all"));

    // Of another product there is nothing.
    let (page, rows) = runs(&otto, "lead-time", &[("product", FLOW_FREE)]).await;
    assert_eq!(rows, Vec::<Value>::new());
    assert!(page.text.contains("Nobody asked for anything in this period."));
    has_charts(&page, &[]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn percentiles_are_those_between_two_of_them() {
    let desk = Desk::with_policy(AUTOMATIC).await;
    let names = ["mia.berg", "jonas.lind", "emil.brandt", "hanna.moe", "peter.holm"];
    // The one who asked first waits longest: 5, 4, 3, 2 and 1 hours.
    for name in names {
        desk.sign_in(name).await.asks_for(VISIO, "", &[]).await;
        desk.turn(Duration::hours(1));
    }
    desk.works_until_idle().await;
    let otto = desk.sign_in("otto.keller").await;
    let (_, rows) = runs(&otto, "lead-time", &[]).await;
    let whole = row(&rows, &[("part", "by_step"), ("step", "whole")]);
    assert_eq!(whole["done"], 5);
    // Of 1, 2, 3, 4, 5: the middle; at 4 × 0.9 = 3.6 and 4 × 0.99 = 3.96 steps from the first.
    assert_eq!(whole["half_seconds"], 3 * HOUR);
    assert_eq!(whole["nine_seconds"], 16_560);
    assert_eq!(whole["most_seconds"], 17_856);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_seat_is_counted_until_there_is_one() {
    let desk = house(3).await;
    six_ask(&desk).await;
    desk.works().await;
    desk.turn(Duration::hours(30));
    enabled(&desk, 4).await;
    desk.works().await;
    desk.turn(Duration::minutes(2));
    desk.works().await;
    let otto = desk.sign_in("otto.keller").await;
    let (page, rows) = runs(&otto, "waiting-room", &[]).await;
    let product = row(&rows, &[("part", "by_product")]);
    assert_eq!(
        [&product["seated"], &product["waiting"], &product["gave_up"]],
        [&json!(1), &json!(2), &json!(0)]
    );
    let half = product["half_seconds"].as_i64().unwrap();
    assert!((30 * HOUR..31 * HOUR).contains(&half), "{half}");
    assert!(product["longest_seconds"].as_i64().unwrap() >= 30 * HOUR);
    assert_eq!(row(&rows, &[("part", "by_week")])["week"], "2026-11-23");
    has_charts(&page, &["waits", "waits-by-week"]);
    assert!(
        page.words("#waits desc")
            .contains("1 got a seat, 2 wait now, 0 ended without one.")
    );
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_costs_what_it_cost_then_where_people_were_then_and_no_two_currencies_are_added_up() {
    let desk = Desk::with_policy(AUTOMATIC).await;
    let ada = desk.sign_in("ada.novak").await;
    saved(
        &ada,
        VISIO,
        &[("price", "10.00"), ("currency", "EUR"), ("cost_center", "4711")],
    )
    .await;
    saved(&ada, PHONE, &[("price", "2.50"), ("currency", "USD")]).await;
    moves_to(&desk, "mia.berg", "Design").await;
    let mia = desk.sign_in("mia.berg").await;
    for sku in [VISIO, PHONE] {
        mia.asks_for(sku, "", &[]).await;
    }
    desk.works_until_idle().await;
    // In December she moves, and it becomes dearer.
    later(&desk, 14).await;
    moves_to(&desk, "mia.berg", "Sales").await;
    let ada = desk.sign_in("ada.novak").await;
    saved(&ada, VISIO, &[("price", "12.00"), ("currency", "EUR")]).await;
    later(&desk, 1).await;

    let otto = desk.sign_in("otto.keller").await;
    let (page, rows) = runs(&otto, "cost", &[]).await;
    let told = |row: &Value| {
        let money = &row["cost"];
        format!(
            "{} {} {} {} {} {}",
            row["month"].as_str().unwrap(),
            row["department"].as_str().unwrap(),
            row["seats"],
            money["cents"],
            money["currency"].as_str().unwrap(),
            row["price_is"].as_str().unwrap(),
        )
    };
    assert_eq!(
        rows.iter().map(told).collect::<Vec<_>>(),
        [
            "2026-12 Sales 1 1200 EUR price_of_then",
            "2026-12 Sales 1 250 USD price_of_then",
            "2026-11 Design 1 1000 EUR price_of_then",
            "2026-11 Design 1 250 USD price_of_then",
        ]
    );
    assert_eq!(
        row(&rows, &[("month", "2026-11"), ("cost_center", "4711")])["product"]["id"],
        VISIO
    );
    has_charts(&page, &["months-0", "departments-0", "months-1", "departments-1"]);
    assert!(
        page.words("#months-0 desc")
            .starts_with("€22.00 in the whole period"),
        "{}",
        page.words("#months-0 desc")
    );
    assert!(
        page.words("#months-1 desc")
            .starts_with("$5.00 in the whole period")
    );
    assert!(!page.text.contains("27.00"), "euros and dollars are not one sum");
    assert!(
        page.words("#months-0 tbody").contains("December 2026"),
        "{}",
        page.words("#months-0")
    );

    // The history of prices is written on, never over.
    let prices = sqlx::query_scalar!(
        r#"select string_agg(price_cents::text, ' ' order by from_at) as "prices!" from product_prices where sku_id = $1::text::uuid"#,
        VISIO
    )
    .fetch_one(&desk.app.pool)
    .await
    .unwrap();
    assert!(prices.ends_with("1000 1200"), "{prices}");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seat_held_by_a_closed_account_is_bad_and_counted_with_its_price() {
    let desk = Desk::with_policy(AUTOMATIC).await;
    let ada = desk.sign_in("ada.novak").await;
    saved(&ada, VISIO, &[("price", "10.00"), ("currency", "EUR")]).await;
    desk.sign_in("mia.berg").await.asks_for(VISIO, "", &[]).await;
    desk.works_until_idle().await;
    let otto = desk.sign_in("otto.keller").await;
    let (_, rows) = runs(&otto, "seats-in-use", &[("product", VISIO)]).await;
    assert_eq!(rows.len(), 1);
    assert_ne!(rows[0]["verdict"], "bad");
    assert_eq!(rows[0]["closed_accounts"], 0);

    leaves(&desk, "mia.berg").await;
    let (page, rows) = runs(&otto, "seats-in-use", &[]).await;
    let visio = rows.iter().find(|row| row["product"]["id"] == VISIO).unwrap();
    assert_eq!(visio["verdict"], "bad");
    assert_eq!(visio["code"], "held_by_closed_accounts");
    assert_eq!(
        (&visio["held"], &visio["closed_accounts"]),
        (&json!(1), &json!(1))
    );
    let idle = visio["free"].as_i64().unwrap() + 1;
    assert_eq!(visio["idle"], json!({ "cents": 1_000 * idle, "currency": "EUR" }));
    assert_eq!(rows[0]["product"]["id"], VISIO, "what is bad stands first");
    has_charts(&page, &["seats"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_until_the_renewal_go_on_as_they_went_and_too_few_weeks_say_nothing() {
    let desk = Desk::with_policy(AUTOMATIC).await;
    let names = [
        "mia.berg",
        "jonas.lind",
        "emil.brandt",
        "grace.adeyemi",
        "hanna.moe",
        "peter.holm",
    ];
    desk.sign_in(names[0]).await.asks_for(VISIO, "", &[]).await;
    desk.works_until_idle().await;
    let otto = desk.sign_in("otto.keller").await;
    let now = [("product", VISIO), ("from", "2026-11-23")];
    let (page, rows) = runs(&otto, "seats-until-renewal", &now).await;
    assert_eq!(
        (&rows[0]["verdict"], &rows[0]["code"]),
        (&json!("open"), &json!("too_few_weeks"))
    );
    has_charts(&page, &["forecast-0"]);

    // One more each week.
    for name in &names[1..] {
        later(&desk, 7).await;
        desk.sign_in(name).await.asks_for(VISIO, "", &[]).await;
        desk.works_until_idle().await;
    }
    let otto = desk.sign_in("otto.keller").await;
    let (page, rows) = runs(&otto, "seats-until-renewal", &now).await;
    let past: Vec<_> = rows.iter().filter(|row| row["code"] == "past").collect();
    let ours: Vec<_> = past.iter().map(|row| row["ours"].as_i64().unwrap()).collect();
    assert_eq!(ours, [1, 2, 3, 4, 5, 6]);
    assert_eq!(past[0]["day"], "2026-11-29");
    assert_eq!(past[5]["day"], "2026-12-29", "the last week is not over");
    let renewal = &rows[0];
    assert_eq!(renewal["day"], "2027-06-30");
    assert_eq!(rows.last().unwrap()["day"], "2027-06-30");
    assert_eq!(rows.last().unwrap()["likeliest"], renewal["likeliest"]);
    // Half a year more, by about one a week.
    let grown = renewal["likeliest"].as_i64().unwrap() - past[5]["used"].as_i64().unwrap();
    assert!((25..=32).contains(&grown), "{grown}");
    assert!(renewal["least"].as_i64() <= renewal["likeliest"].as_i64());
    assert!(page.words("#forecast-0 text").contains("Renewal: 30 June 2027"));
    assert!(page.words(".report-head").contains("Renewal on 30 June 2027."));

    // A renewal that was is none.
    let address = "/audit/reports/seats-until-renewal";
    let past = [
        ("from", "2026-11-01"),
        ("to", "2026-12-31"),
        ("renewal", "2026-11-01"),
    ];
    let wrong = otto.post(address, address, &past).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text.contains("The renewal is a day after today"),
        "{}",
        wrong.words("main")
    );
    desk.close().await;
}
