//! An administrator says what a product is called, what it costs, who answers for it and who finds it.

use reqwest::StatusCode;
use serde_json::Value;

use crate::desk::{Desk, PROJECT, Page, Person, VISIO};

fn address(sku: &str) -> String {
    format!("/admin/catalogue/products/{sku}")
}

/// The form as the page shows it, with some fields typed anew.
fn typed(page: &Page, fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let value = |name: &str| match name {
        "description" => page.words("textarea[name=description]"),
        "visibility" => page.values("input[name=visibility][checked]").concat(),
        name => page.field(name),
    };
    let names = [
        "csrf",
        "version",
        "name",
        "description",
        "tags",
        "price",
        "currency",
        "cost_center",
        "owner",
        "visibility",
    ];
    let mut all: Vec<_> = names
        .iter()
        .map(|name| {
            let anew = fields.iter().find(|(field, _)| field == name);
            (
                (*name).to_owned(),
                anew.map_or_else(|| value(name), |(_, value)| (*value).to_owned()),
            )
        })
        .collect();
    for (plan, title) in page
        .values("input[name=plan]")
        .iter()
        .zip(page.values("input[name=title]"))
    {
        let anew = fields.iter().find(|(field, _)| field == plan);
        all.push(("plan".into(), plan.clone()));
        all.push((
            "title".into(),
            anew.map_or(title, |(_, title)| (*title).to_owned()),
        ));
    }
    for (_, field) in fields.iter().filter(|(name, _)| *name == "below") {
        all.push(("below".into(), (*field).to_owned()));
    }
    all
}

async fn sends(person: &Person, path: &str, form: &[(String, String)]) -> Page {
    let fields: Vec<_> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    person.post_bare(path, &fields).await
}

async fn edits(ada: &Person, sku: &str, fields: &[(&str, &str)]) -> Page {
    let page = ada.get(&address(sku)).await;
    sends(ada, &address(sku), &typed(&page, fields)).await
}

/// The page after a change that was taken.
pub async fn saved(ada: &Person, sku: &str, fields: &[(&str, &str)]) -> Page {
    let page = edits(ada, sku, fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    ada.get(&address(sku)).await
}

async fn last_event(desk: &Desk) -> Value {
    let detail = sqlx::query_scalar!(
        r#"select audit_said(id, detail) as "detail!" from audit_events where kind = 'catalog.product_edited' order by written desc limit 1"#
    );
    detail.fetch_one(&desk.app.pool).await.unwrap()
}

async fn count_events(desk: &Desk) -> i64 {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "n!" from audit_events where kind = 'catalog.product_edited'"#
    );
    count.fetch_one(&desk.app.pool).await.unwrap()
}

#[tokio::test]
async fn what_an_administrator_says_is_what_everybody_reads_and_the_log_has_before_and_after() {
    let desk = Desk::open().await;
    let (ada, mia) = (desk.sign_in("ada.novak").await, desk.sign_in("mia.berg").await);
    let plan = ada.get(&address(VISIO)).await.values("input[name=plan]")[0].clone();
    let page = saved(
        &ada,
        VISIO,
        &[
            ("name", "Diagrams"),
            ("description", "For <b>charts</b>."),
            ("tags", "charts, Blue prints, CHARTS"),
            ("price", "19,50"),
            ("currency", "usd"),
            ("cost_center", "4711"),
            ("owner", "HENRIK.falk@haldenroe.example"),
            (&plan, "Our own plan"),
        ],
    )
    .await;
    assert_eq!(page.words(".notice"), "Visio Plan 2: saved.");
    assert_eq!(page.words("h1"), "Diagrams");
    assert_eq!(page.field("tags"), "charts, Blue prints");
    assert_eq!(page.field("owner"), "henrik.falk@haldenroe.example");
    let catalogue = mia.get("/?q=blue").await;
    assert_eq!(catalogue.words("main h2"), "Diagrams", "found by its tag");
    assert_eq!(catalogue.words(".tags"), "charts Blue prints");
    assert!(catalogue.words("main").contains("$19.50 a month"));
    assert!(catalogue.words(".plans").contains("Our own plan"));
    assert!(
        catalogue.text.contains("For &#60;b&#62;charts"),
        "{}",
        catalogue.text
    );
    let event = last_event(&desk).await;
    assert_eq!(
        (&event["before"]["price_cents"], &event["after"]["price_cents"]),
        (&1400.into(), &1950.into())
    );
    assert_eq!(event["after"]["owner_sha256"].as_str().unwrap().len(), 64);
    assert_eq!(
        event["after"]["tags"],
        serde_json::json!(["charts", "Blue prints"])
    );
    assert!(!event.to_string().contains("henrik"), "{event}");
    // The catalogue file is read again, and does not win.
    desk.turn(chrono::Duration::minutes(10));
    desk.works().await;
    assert_eq!(ada.get(&address(VISIO)).await.words("h1"), "Diagrams");
    desk.close().await;
}

#[tokio::test]
async fn each_field_says_where_it_comes_from_and_can_follow_the_file_again() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get(&address(VISIO)).await;
    assert_eq!(
        page.words(".field:has(#price) .source"),
        "From the catalogue file."
    );
    assert_eq!(edits(&ada, VISIO, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        count_events(&desk).await,
        0,
        "nothing was typed and something changed"
    );
    let page = saved(
        &ada,
        VISIO,
        &[("price", "20.00"), ("name", "Diagrams"), ("description", "")],
    )
    .await;
    assert_eq!(
        page.words(".field:has(#price) .source"),
        "Said here, in place of the catalogue file’s."
    );
    assert_eq!(
        page.words(".field:has(#price) .again"),
        "Use the catalogue file’s again: “€14.00 a month”"
    );
    assert_eq!(page.words("textarea"), "", "none at all, whatever the file says");
    // The file's price counts again; what was typed there is not looked at. The name stays.
    let page = saved(
        &ada,
        VISIO,
        &[("price", "rubbish"), ("below", "price"), ("below", "description")],
    )
    .await;
    assert_eq!(
        (page.field("price"), page.field("name")),
        ("14.00".into(), "Diagrams".into())
    );
    assert_eq!(
        page.words(".field:has(#price) .source"),
        "From the catalogue file."
    );
    assert!(page.words("textarea").starts_with("Diagrams, floor plans"));
    // An empty name, and the file's own words typed by hand, are the file's again too.
    let page = saved(&ada, VISIO, &[("name", "")]).await;
    assert_eq!(
        page.words(".field:has(#name) .source"),
        "From the catalogue file."
    );
    desk.close().await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_the_field_and_the_form_is_kept() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    sqlx::query!("update people set enabled = false where upn like 'lena.frost@%'")
        .execute(&desk.app.pool)
        .await
        .unwrap();
    for (field, value, message) in [
        ("name", "=1+1", "The name begins with “=”"),
        (
            "name",
            "a\u{202e}b",
            "The name has a character that can not be seen",
        ),
        ("tags", "a,b,c,d,e,f,g,h,i", "9 tags are too many; 8 are taken."),
        ("tags", "<script>", "“<script>” has more than letters"),
        (
            "price",
            "twelve",
            "Write the price for one seat and month as 12.90",
        ),
        (
            "price",
            "-1.00",
            "Write the price for one seat and month as 12.90",
        ),
        (
            "price",
            "9999999999999999999.00",
            "Write the price for one seat and month as 12.90",
        ),
        ("price", "2000000", "No seat costs more than a million a month"),
        ("currency", "", "Write the currency too"),
        (
            "currency",
            "EURO",
            "Write the price for one seat and month as 12.90",
        ),
        ("owner", "henrik", "Write the user principal name"),
        (
            "owner",
            "nobody@haldenroe.example",
            "Nobody in the directory has the user principal name nobody@haldenroe.example.",
        ),
        (
            "owner",
            "lena.frost@haldenroe.example",
            "The account of Lena Frost is disabled",
        ),
        ("visibility", "sometimes", "Choose who finds it."),
    ] {
        let page = edits(&ada, VISIO, &[(field, value), ("cost_center", "kept 4711")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert!(
            page.words(".summary").contains(message),
            "{field} {value}: {}",
            page.words(".summary")
        );
        assert_eq!(page.field("cost_center"), "kept 4711", "{field} {value}");
        if !matches!(field, "visibility" | "currency") {
            assert_eq!(page.field(field), value);
            assert!(
                page.words(&format!("#{field}-wrong")).contains(message),
                "{field} {value}"
            );
        }
    }
    let long = "x".repeat(121);
    let page = edits(&ada, VISIO, &[("name", &long)]).await;
    assert!(
        page.words("#name-wrong")
            .contains("has 121 characters; 120 are taken")
    );
    assert_eq!(count_events(&desk).await, 0);
    desk.close().await;
}

#[tokio::test]
async fn whoever_is_slower_sees_both_and_can_save_over_it() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    let stale = ada.get(&address(VISIO)).await;
    saved(&ada, VISIO, &[("name", "The first"), ("visibility", "hidden")]).await;
    let page = sends(&ada, &address(VISIO), &typed(&stale, &[("name", "The second")])).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(
        page.words(".summary")
            .contains("It was changed meanwhile (Ada Novak"),
        "{}",
        page.words(".summary")
    );
    assert_eq!(page.field("name"), "The second");
    assert_eq!(page.words(".field:has(#name) .warn"), "There is now: “The first”");
    assert!(page.words("fieldset").contains("There is now: “hidden”"));
    assert_eq!(count_events(&desk).await, 1);
    let page = sends(&ada, &address(VISIO), &typed(&page, &[])).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(ada.get(&address(VISIO)).await.field("name"), "The second");
    // A put-back of what is not there any more is refused too.
    let put_back = format!("{}/put-back", address(VISIO));
    let token = stale.field("csrf");
    let page = ada
        .post_bare(
            &put_back,
            &[("csrf", &token), ("version", &stale.field("version"))],
        )
        .await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    desk.close().await;
}

#[tokio::test]
async fn the_last_change_is_shown_and_put_back() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    saved(&ada, VISIO, &[("price", "20.00")]).await;
    let page = saved(&ada, VISIO, &[("price", "30.00"), ("tags", "charts")]).await;
    assert_eq!(
        page.words(".last"),
        "Tags nothing charts Price 20.00 EUR 30.00 EUR"
    );
    let put_back = page.actions("/put-back").remove(0);
    let fields = [("version", page.field("version"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let back = ada.post(&put_back, &address(VISIO), &fields).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text);
    let page = ada.get(&address(VISIO)).await;
    assert_eq!(
        (page.field("price"), page.field("tags")),
        ("20.00".into(), String::new())
    );
    assert_eq!(count_events(&desk).await, 3);
    let event = last_event(&desk).await;
    assert_eq!(
        (&event["before"]["price_cents"], &event["after"]["price_cents"]),
        (&3000.into(), &2000.into())
    );
    desk.close().await;
}

#[tokio::test]
async fn a_hidden_product_is_not_found_and_not_asked_for_and_who_has_it_keeps_it() {
    let desk = Desk::open().await;
    let (ada, mia, jonas) = (
        desk.sign_in("ada.novak").await,
        desk.sign_in("mia.berg").await,
        desk.sign_in("jonas.lind").await,
    );
    let grace = desk.sign_in("grace.adeyemi").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    let form = format!("/products/{VISIO}/request");
    let open_form = grace.get(&form).await;
    saved(&ada, VISIO, &[("visibility", "hidden")]).await;
    assert!(!mia.get("/").await.text.contains("Visio Plan 2"));
    let page = grace.get(&form).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(
        page.words("main").contains("not in the catalogue any more"),
        "{}",
        page.words("main")
    );
    // Whoever had the form open reads the same.
    let mut fields = vec![("justification", "Charts."), ("term", "90")];
    let (token, plans) = (
        open_form.field("csrf"),
        open_form.values("input[name=plans]:not([disabled])"),
    );
    fields.push(("csrf", &token));
    fields.extend(plans.iter().map(|plan| ("plans", plan.as_str())));
    let page = grace.post_bare(&form, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.words("main").contains("not in the catalogue any more"),
        "{}",
        page.words("main")
    );
    // What was asked before goes on, and stays.
    jonas.approves().await;
    desk.works_until_idle().await;
    assert!(mia.sees(&request).await.words(".badge").contains("Active"));
    assert!(mia.get("/licences").await.words("main").contains("Visio Plan 2"));
    desk.close().await;
}

#[tokio::test]
async fn the_list_is_searched_and_narrowed() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    saved(
        &ada,
        VISIO,
        &[
            ("visibility", "hidden"),
            ("cost_center", "CC-99"),
            ("owner", "henrik.falk@haldenroe.example"),
        ],
    )
    .await;
    let names = async |query: &str| {
        ada.get(&format!("/admin/catalogue{query}"))
            .await
            .words("tbody th a")
    };
    assert_eq!(names("?show=hidden").await, "Visio Plan 2");
    assert_eq!(names("?q=cc-99").await, "Visio Plan 2");
    assert_eq!(names("?q=HENRIK").await, "Visio Plan 2");
    assert!(!names("?show=no-owner").await.contains("Visio"));
    assert!(names("").await.contains("Microsoft 365 E5"));
    let nothing = ada.get("/admin/catalogue?q=lotus&show=hidden&page=-3").await;
    assert!(nothing.words("main").contains("No product fits"));
    assert_eq!(
        ada.get("/admin/catalogue?page=999999999999").await.status,
        StatusCode::OK
    );
    desk.close().await;
}

#[tokio::test]
async fn an_owner_who_is_gone_is_said_to_be_gone() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    saved(&ada, VISIO, &[("owner", "henrik.falk@haldenroe.example")]).await;
    desk.control(
        "people/henrik.falk@haldenroe.example/leave",
        serde_json::json!({}),
    )
    .await;
    ada.post("/admin/mirror/read", "/admin/mirror", &[("what", "news")])
        .await;
    desk.works().await;
    let page = ada.get(&format!("/admin/catalogue/products/{VISIO}")).await;
    let words = page.words("main");
    assert!(
        words.contains("This person is no longer in the directory"),
        "{words}"
    );
    let page = edits(&ada, PROJECT, &[("owner", "henrik.falk@haldenroe.example")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.words("#owner-wrong")
            .contains("is no longer in the directory"),
        "{}",
        page.words("main")
    );
    desk.close().await;
}

#[tokio::test]
async fn a_change_of_the_owner_changes_who_signs_the_next_request() {
    let policy = "[[route]]\nid = \"owner\"\nstages = [ { who = \"owner\" } ]\n";
    let desk = Desk::with_policy(policy).await;
    let (ada, mia) = (desk.sign_in("ada.novak").await, desk.sign_in("mia.berg").await);
    let henrik = desk.sign_in("henrik.falk").await;
    saved(&ada, VISIO, &[("owner", "henrik.falk@haldenroe.example")]).await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    henrik.approves().await;
    assert!(
        !mia.sees(&request)
            .await
            .words(".badge")
            .contains("Waiting for approval")
    );
    desk.works_until_idle().await;
    desk.close().await;
}
