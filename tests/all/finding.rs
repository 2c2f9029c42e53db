//! The catalogue finds the thing, not only the product's name.

use crate::desk::Desk;

#[tokio::test]
async fn a_word_of_a_description_a_plan_or_a_tag_finds_the_product() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let finds = async |q: &str| mia.get(&format!("/?q={q}")).await.words(".card-name .name");
    assert_eq!(
        finds("diagram").await,
        "Visio Plan 2",
        "another form of a word of the description"
    );
    assert_eq!(finds("process+charts").await, "Visio Plan 2");
    assert_eq!(finds("VISIOCLIENT").await, "Visio Plan 2");
    assert!(finds("whiteboard").await.contains("Microsoft 365 E3"), "a plan");
    assert!(
        finds("visio").await.starts_with("Visio Plan 2"),
        "what is named so comes before what contains something of the name"
    );
    desk.close().await;
}

#[tokio::test]
async fn a_typing_error_still_finds_and_says_so() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    for (typed, found) in [
        ("visoi", "Visio Plan 2"),
        ("diagarms", "Visio Plan 2"),
        ("copliot", "Copilot"),
    ] {
        let page = mia.get(&format!("/?q={typed}")).await;
        let names = page.words(".card-name .name");
        assert!(names.contains(found), "{typed}: {names}");
        assert!(
            page.words(".result")
                .starts_with(&format!("Nothing has “{typed}”. Near it")),
            "{}",
            page.words(".result")
        );
    }
    let nothing = mia.get("/?q=xylophone+zither").await;
    assert!(nothing.text.contains("Nothing found for “xylophone zither”"));
    // A search is words, never a pattern or a statement.
    for hostile in [
        "%25",
        "'%3Bdrop+table+products%3B--",
        "%22unbalanced",
        "a+%26%7C!+(",
        "%00",
    ] {
        assert_eq!(mia.get(&format!("/?q={hostile}")).await.status, 200, "{hostile}");
    }
    desk.close().await;
}

#[tokio::test]
async fn a_typing_error_offers_nothing_that_can_not_be_given_out() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let near = async || mia.get("/?q=visoi").await.words(".card-name .name");
    assert!(near().await.contains("Visio Plan 2"));
    for (capability, applies_to) in [("Suspended", "User"), ("Enabled", "Company")] {
        sqlx::query!(
            "update products set capability = $1, applies_to = $2 where part_number = 'VISIOCLIENT'",
            capability,
            applies_to
        )
        .execute(&desk.app.pool)
        .await
        .unwrap();
        let names = near().await;
        assert!(
            !names.contains("Visio Plan 2"),
            "{capability} {applies_to}: {names}"
        );
    }
    desk.close().await;
}
