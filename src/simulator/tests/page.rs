//! The page at `/`, where people watch.

use scraper::{Html, Selector};
use serde_json::json;

use super::super::{E3_BY_GROUP, Options};
use super::{ADA, Bench, LENA, MIA};

struct Page {
    html: Html,
    text: String,
    headers: reqwest::header::HeaderMap,
}

impl Page {
    async fn of(it: &Bench, query: &str) -> Self {
        let url = format!("{}/{query}", it.simulator.url);
        let answer = it.http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let headers = answer.headers().clone();
        let text = answer.text().await.unwrap();
        Self {
            headers,
            html: Html::parse_document(&text),
            text,
        }
    }

    fn texts(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        self.html
            .select(&selector)
            .map(|element| {
                let words: Vec<&str> = element.text().flat_map(str::split_whitespace).collect();
                words.join(" ")
            })
            .collect()
    }

    fn has(&self, selector: &str, text: &str) -> bool {
        self.texts(selector).iter().any(|found| found.contains(text))
    }
}

#[tokio::test]
async fn the_last_calls_are_shown_newest_first_with_both_bodies() {
    let it = Bench::open().await;
    let empty = Page::of(&it, "").await;
    assert!(empty.has(".calls .empty", "Nobody has called Graph yet"));
    it.add(MIA, "VISIOCLIENT", &[]).await;
    it.add(LENA, "VISIOCLIENT", &[]).await;
    it.graph("/groups?$filter=displayName eq '<script>alert(1)</script>'")
        .await;
    it.control("faults", json!({ "path_contains": "/users", "drop": true }))
        .await;
    let url = format!("{}/v1.0/users", it.simulator.url);
    it.http.get(url).bearer_auth(&it.token).send().await.unwrap_err();

    let page = Page::of(&it, "").await;
    assert_eq!(page.texts(".log .status"), ["no answer", "200", "400", "200"]);
    let calls = page.texts(".log .what");
    assert_eq!(calls[3], format!("POST /users/{MIA}/assignLicense"));
    assert!(calls[1].contains("'<script>alert(1)</script>'"));
    assert!(page.has(".log pre", "addLicenses"));
    assert!(page.has(".log pre", "invalid usage location"));
    assert_eq!(page.texts("script").concat(), "");
}

#[tokio::test]
async fn seats_plans_groups_and_people_are_as_they_are_now() {
    let it = Bench::open().await;
    it.control(
        "seats",
        json!({ "sku": "EMS", "enabled": 7, "warning": 6, "suspended": 5, "locked_out": 4 }),
    )
    .await;
    it.control(
        "groups/Finance%20Team",
        json!({ "add": [MIA], "gives": [{ "sku": "STANDARDPACK" }] }),
    )
    .await;
    it.control("lag", json!({ "ms": 250 })).await;
    let page = Page::of(&it, "").await;
    let taken = it.consumed("EMS").await;
    assert!(page.has("tbody tr", "EMS · 7 plans"));
    let row = page
        .texts("tbody tr")
        .into_iter()
        .find(|row| row.contains("EMS · "))
        .unwrap();
    assert!(row.ends_with(&format!("{taken} {} 7 6 5 4", 13 - taken)), "{row}");
    assert!(page.has(".groups li", E3_BY_GROUP));
    assert!(page.has(".groups li .chip", "SPE_E3 − 1"));
    assert!(page.has(".troubles", "Changes are shown 250 ms late."));
    let mia = Page::of(&it, "?q=mia.berg").await;
    assert_eq!(mia.texts(".persons > li").len(), 1);
    assert!(mia.has(".chip.group", "SPE_E3 − 1 by group"));
    assert!(mia.has(".chip.error", "STANDARDPACK by group MutuallyExclusiveViolation"));
}

#[tokio::test]
async fn people_are_searched_by_name_department_and_product_and_stand_on_pages() {
    let it = Bench::with(Options {
        people: 300,
        ..Options::default()
    })
    .await;
    let page = Page::of(&it, "?q=novak+operations+EMS").await;
    assert!(page.has(".persons li", ADA));
    assert!(
        Page::of(&it, "?q=no+such+person")
            .await
            .has(".people .empty", "Nobody matches")
    );
    let first = Page::of(&it, "").await;
    assert_eq!(first.texts(".persons > li").len(), 25);
    assert!(first.has(".pager", "300 people · page 1 of 12"));
    let last = Page::of(&it, "?page=99").await;
    assert!(last.has(".pager", "page 12 of 12"));
    assert_ne!(first.texts(".persons > li"), last.texts(".persons > li"));
}

#[tokio::test]
async fn it_refreshes_without_scripts_until_it_is_told_to_stop() {
    let it = Bench::open().await;
    let page = Page::of(&it, "").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"));
    assert!(page.text.contains("<noscript><meta http-equiv=\"refresh\""));
    let still = Page::of(&it, "?live=off").await.text;
    assert!(!still.contains("http-equiv"));
    for file in ["page.css", "live.js"] {
        let url = format!("{}/_page/{file}", it.simulator.url);
        assert_eq!(it.http.get(url).send().await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn what_was_done_and_who_has_left_are_shown_latest_first() {
    let it = Bench::open().await;
    let empty = Page::of(&it, "").await;
    assert!(empty.has(".feed .empty", "Nothing has changed"));
    assert!(empty.has(".left .empty", "Nobody has left"));
    it.control(
        "assign",
        json!({ "person": MIA, "sku": "VISIOCLIENT", "actor": "Licence Robot" }),
    )
    .await;
    it.control(
        &format!("people/{LENA}/leave"),
        json!({ "soft": false, "actor": ADA }),
    )
    .await;
    let page = Page::of(&it, "").await;
    let feed = page.texts(".feed li");
    assert_eq!(feed.len(), 4);
    assert!(
        feed[1].starts_with("Delete user Lena Frost · by Ada Novak"),
        "{feed:?}"
    );
    assert!(
        feed[3].starts_with("Change user license Mia Berg · by Licence Robot"),
        "{feed:?}"
    );
    assert!(page.has(".left li", "Lena Frost for good"));
    assert!(page.has("[data-live=left-total]", "1 in all"));
    assert!(!page.has(".persons", "Lena Frost"));
}
