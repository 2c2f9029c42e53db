//! What the policy asks back, shown in the form, answered, kept, and read by those who sign; and the form that says what
//! would happen before anything is sent.

use countersign::simulator::DOMAIN;
use reqwest::StatusCode;

use crate::desk::{Desk, E5, FLOW_FREE, PROJECT, Page, Person, VISIO};

const POWER_BI: &str = "f8a1db68-be16-40ed-86d5-cb42ce701560";

const ASKS: &str = r#"
[[guard]]
id = "visio-says-what-for"
products = ["VISIOCLIENT"]
ask = [
    { id = "purpose", text = "What is drawn?", at_least = 10 },
    { id = "site", text = "Where?", kind = "choice", choices = ["Oslo", "Bergen"] },
    { id = "until_when", text = "When is it done?", kind = "date" },
    { id = "shared", text = "Is it shared with others?", kind = "yes_no" },
    { id = "lead", text = "Who leads the project?", kind = "person" },
]

# A further question where it is shared.
[[guard]]
id = "shared-with-whom"
products = ["VISIOCLIENT"]
when = 'has(request.answers.shared) && request.answers.shared == "yes"'
ask = [{ id = "with_whom", text = "With whom is it shared?" }]

[[guard]]
id = "no-project-here"
products = ["PROJECTPROFESSIONAL"]
deny = "Project is given by the project office."
link = "https://intranet.haldenroe.example/projects"

[[guard]]
id = "short-in-bergen"
when = 'has(request.answers.site) && request.answers.site == "Bergen"'
longest_term = "30d"

[[route]]
id = "flow"
products = ["FLOW_FREE"]
approve = "automatic"

[[route]]
id = "manager"
stages = [{ who = "manager" }]
"#;

fn answers(lead: &str) -> Vec<(&'static str, String)> {
    vec![
        ("justification", "Charts.".into()),
        ("term", "90".into()),
        ("answer-purpose", "The packaging line.".into()),
        ("answer-site", "Bergen".into()),
        ("answer-until_when", "2027-01-31".into()),
        ("answer-shared", "no".into()),
        ("answer-lead", lead.into()),
    ]
}

async fn sends(person: &Person, fields: &[(&'static str, String)]) -> Page {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    person.asks_with(VISIO, &fields, &[]).await
}

#[tokio::test]
async fn answers_are_demanded_at_their_fields_and_nothing_typed_is_lost() {
    let desk = Desk::with_policy(ASKS).await;
    let mia = desk.sign_in("mia.berg").await;
    let form = mia.get(&format!("/products/{VISIO}/request")).await;
    let questions = form.words("#live-questions");
    let in_order = [
        "What is drawn?",
        "Where?",
        "When is it done?",
        "shared with others?",
        "Who leads the project?",
    ];
    let places = in_order.map(|question| questions.find(question));
    assert!(
        places[0].is_some() && places.is_sorted(),
        "as in the file: {questions}"
    );
    assert!(
        form.words(".signers").contains("Jonas Lind (your manager)"),
        "who would sign is said before the questions are answered: {}",
        form.words("#live-before")
    );
    let nobody = format!("nobody@{DOMAIN}");
    let mut fields = answers(&nobody);
    fields[2].1 = "short".into();
    fields[4].1 = String::new();
    let page = sends(&mia, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        page.words("#answer-purpose-error"),
        "The answer has 5 characters; at least 10 are needed."
    );
    assert_eq!(page.words("#answer-until_when-error"), "Choose a day.");
    assert_eq!(
        page.words("#answer-lead-error"),
        format!("Nobody in the directory signs in as “{nobody}”.")
    );
    assert!(
        page.hrefs("#answer-lead").len() == 1,
        "the list leads to the field"
    );
    assert_eq!(page.words("textarea#answer-purpose"), "short");
    assert_eq!(page.words("textarea#justification"), "Charts.");
    assert_eq!(page.values("#answer-site option[selected]"), ["Bergen"]);
    assert_eq!(page.values("input#answer-lead"), [nobody]);
    desk.close().await;
}

#[tokio::test]
async fn answers_are_kept_in_the_facts_and_read_by_who_signs_and_who_asked() {
    let desk = Desk::with_policy(ASKS).await;
    let mia = desk.sign_in("mia.berg").await;
    let page = sends(&mia, &answers(&format!("Clara.Roe@{DOMAIN}"))).await;
    let request = page
        .location
        .unwrap()
        .strip_prefix("/requests/")
        .unwrap()
        .to_owned();
    let side = mia.sees(&request).await.words("aside.side");
    for words in [
        "What is drawn? The packaging line.",
        "When is it done? 31 January 2027",
        "Is it shared with others? No",
        "Term 30 days",
    ] {
        assert!(side.contains(words), "{words}: {side}");
    }
    // As the directory writes her.
    assert!(side.contains(&format!("clara.roe@{DOMAIN}")), "{side}");
    let jonas = desk.sign_in("jonas.lind").await;
    let card = jonas.get(&jonas.card().await).await;
    assert!(
        card.words("main").contains("Where? Bergen"),
        "{}",
        card.words("main")
    );
    // The decision at the signature hears the same answers.
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    desk.works().await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    // And so does the decision about an extension.
    let form = mia.get(&format!("/licences/{VISIO}/extend")).await;
    assert_eq!(form.words("textarea#answer-purpose"), "The packaging line.");
    let path = format!("/licences/{VISIO}/extend");
    let page = mia
        .post(
            &path,
            &path,
            &[("justification", "Still charts."), ("term", "30")],
        )
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    let extension = page.location.unwrap();
    let side = mia.get(&extension).await.words("aside.side");
    assert!(side.contains("What is drawn? The packaging line."), "{side}");
    desk.close().await;
}

#[tokio::test]
async fn an_answer_can_raise_a_further_question_and_answers_that_nobody_asked_are_not_kept() {
    let desk = Desk::with_policy(ASKS).await;
    let mia = desk.sign_in("mia.berg").await;
    let mut fields = answers(&format!("clara.roe@{DOMAIN}"));
    fields[5].1 = "yes".into();
    fields.push(("answer-nonsense", "never asked".into()));
    let page = sends(&mia, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.words("#answer-with_whom-error"), "Write an answer.");
    fields.push(("answer-with_whom", "The printers.".into()));
    let page = sends(&mia, &fields).await;
    let request = page.location.unwrap();
    let text = mia.get(&request).await.text;
    assert!(text.contains("The printers."));
    assert!(!text.contains("never asked"));
    desk.close().await;
}

#[tokio::test]
async fn the_form_says_without_script_what_would_happen_and_loses_nothing() {
    let desk = Desk::with_policy(ASKS).await;
    let mia = desk.sign_in("mia.berg").await;
    let path = format!("/products/{FLOW_FREE}/request");
    let fields = [
        ("look", "yes"),
        ("product", VISIO),
        ("plans_of", FLOW_FREE),
        ("justification", "Charts."),
        ("term", "180"),
        ("answer-site", "Bergen"),
        ("answer-lead", "clara"),
    ];
    let page = mia.post(&path, &path, &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.words("h1"), "Ask for Visio Plan 2");
    assert_eq!(page.words("textarea#justification"), "Charts.");
    assert_eq!(page.values("input[name=term][checked]"), ["180"]);
    assert_eq!(page.values("#answer-site option[selected]"), ["Bergen"]);
    assert_eq!(page.values("datalist option"), [format!("clara.roe@{DOMAIN}")]);
    let before = page.words("#live-before");
    assert!(before.contains("Jonas Lind (your manager)"), "{before}");
    assert!(before.contains("Term 30 days"), "{before}");
    assert!(before.contains("€14.00 a month"), "{before}");
    assert_eq!(page.values("input[name=plans][checked]").len(), 3, "all of Visio");
    // Another product is not sent before somebody has looked at it.
    let unseen = [("product", PROJECT), ("plans_of", VISIO), ("term", "90")];
    let page = mia.post(&path, &path, &unseen).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.words("#product-error")
            .contains("You chose another product.")
    );
    // Why it would be denied, with where one reads more.
    assert!(
        page.words("#live-before")
            .contains("Project is given by the project office.")
    );
    let links = page.hrefs("https://intranet.haldenroe.example/projects");
    assert_eq!(links.len(), 1);
    assert_eq!(page.attributes("#live-before a", "rel"), ["noreferrer"]);
    desk.close().await;
}

#[tokio::test]
async fn the_preview_answers_the_parts_that_follow_and_writes_nothing() {
    let desk = Desk::with_policy(ASKS).await;
    let mia = desk.sign_in("mia.berg").await;
    let events = async || {
        sqlx::query_scalar!(r#"select count(*) as "n!" from audit_events"#)
            .fetch_one(&desk.app.pool)
            .await
            .unwrap()
    };
    let before = events().await;
    let form = format!("/products/{VISIO}/request");
    let plan = mia.get(&form).await.values("input[name=plans]").remove(0);
    let preview = async |fields: &[(&str, &str)]| mia.post(&format!("{form}/preview"), &form, fields).await;
    let fields = [
        ("product", VISIO),
        ("plans_of", VISIO),
        ("plans", &plan),
        ("term", "none"),
    ];
    let page = preview(&[&fields[..], &[("answer-site", "Bergen")]].concat()).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(!page.text.contains("<html"));
    assert!(page.words("#live-before").contains("Term 30 days"));
    let said = page.attributes("#live-before", "data-said").remove(0);
    assert!(
        said.contains("To be signed by Jonas Lind (your manager)."),
        "{said}"
    );
    let page = preview(&[("product", FLOW_FREE), ("plans_of", VISIO), ("term", "90")]).await;
    assert!(
        page.words("#live-before")
            .contains("This person has the product already")
    );
    assert!(page.words("#live-questions").is_empty());
    // For somebody who is not theirs nothing is told but that.
    let clara = desk.id_of("clara.roe").await;
    let page = preview(&[&fields[..], &[("beneficiary", &clara.to_string())]].concat()).await;
    let words = page.words("#live-before");
    assert!(words.contains("You can ask for yourself"), "{words}");
    assert_eq!(events().await, before);
    assert_eq!(
        preview(&[("product", "nonsense")]).await.status,
        StatusCode::NOT_FOUND
    );
    desk.close().await;
}

#[tokio::test]
async fn what_is_there_already_is_not_asked_for() {
    let desk = Desk::open().await;
    let viktor = desk.sign_in("viktor.sand").await;
    let form = viktor.get(&format!("/products/{POWER_BI}/request")).await;
    let sentence = "Microsoft 365 E5 already contains all of Power BI Pro: nothing to ask for.";
    assert_eq!(form.words(".covered"), sentence);
    let page = viktor
        .asks_with(POWER_BI, &[("justification", "Reports."), ("term", "90")], &[])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.words(".summary").contains(sentence),
        "{}",
        page.words("main")
    );
    // Of E5, those with E3 have most already; what it adds is named.
    let mia = desk.sign_in("mia.berg").await;
    let form = mia.get(&format!("/products/{E5}/request")).await;
    let covered = form.words(".covered");
    assert!(
        covered.starts_with("Microsoft 365 E3 already contains"),
        "{covered}"
    );
    assert!(covered.contains("adds only these"), "{covered}");
    let request = mia.asks_for(E5, "Analytics for the supply chain.", &[]).await;
    assert_eq!(
        mia.sees(&request).await.words(".badge"),
        "State: Waiting for approval"
    );
    desk.close().await;
}

const SPENDS: &str = r#"
[[guard]]
id = "not-more-than-a-month"
monthly_spend_at_most_cents = 2000
[[route]]
id = "all"
approve = "automatic"
"#;

#[tokio::test]
async fn what_the_cost_centre_spends_this_month_is_counted_until_the_month_is_over() {
    let desk = Desk::with_policy(SPENDS).await;
    sqlx::query!(
        "update products set cost_center = 'Design' where part_number in ('VISIOCLIENT', 'POWER_BI_PRO')"
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
    let mia = desk.sign_in("mia.berg").await;
    let first = mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.works().await;
    assert_eq!(mia.sees(&first).await.words(".badge"), "State: Active");
    let jonas = desk.sign_in("jonas.lind").await;
    let second = jonas.asks_for(POWER_BI, "Reports.", &[]).await;
    let page = jonas.sees(&second).await;
    assert_eq!(page.words(".badge"), "State: Denied");
    assert!(
        page.words(".reasons")
            .contains("With it, cost centre Design would cost 27.10 this month; at most 20.00 are allowed."),
        "{}",
        page.words(".reasons")
    );
    // What was given back this month has cost something; next month it does not.
    desk.turn(chrono::Duration::minutes(10));
    let path = format!("/licences/{VISIO}/give-back");
    mia.post(&path, &path, &[("understood", "yes")]).await;
    desk.works_until_idle().await;
    // The month begins at midnight in UTC: the evening before, where he lives.
    let new_york = [("time_zone", "America/New_York")];
    jonas.post("/settings", "/settings", &new_york).await;
    let third = jonas.asks_for(POWER_BI, "Reports.", &[]).await;
    let page = jonas.sees(&third).await;
    assert_eq!(page.words(".badge"), "State: Denied");
    let pass = page.words(".notice");
    assert!(pass.contains("The same from 30 November 2026 on"), "{pass}");
    desk.turn(chrono::Duration::days(8));
    let jonas = desk.sign_in("jonas.lind").await;
    desk.works().await;
    let fourth = jonas.asks_for(POWER_BI, "Reports.", &[]).await;
    desk.works().await;
    assert_ne!(jonas.sees(&fourth).await.words(".badge"), "State: Denied");
    desk.close().await;
}

const DEPENDS: &str = r#"
[[guard]]
id = "trained"
products = ["VISIOCLIENT"]
ask = [{ id = "trained", text = "Have you done the training?", kind = "yes_no" }]
[[guard]]
id = "untrained"
when = 'has(request.answers.trained) && request.answers.trained == "no"'
deny = "Do the training first."
[[route]]
id = "manager"
stages = [{ who = "manager" }]
"#;

#[tokio::test]
async fn nobody_is_refused_for_an_answer_that_they_have_not_given() {
    let desk = Desk::with_policy(DEPENDS).await;
    let mia = desk.sign_in("mia.berg").await;
    let form = format!("/products/{VISIO}/request");
    let catalogue = mia.get("/?q=VISIOCLIENT").await;
    assert!(
        catalogue
            .words(".card")
            .contains("Who signs depends on your answers"),
        "{}",
        catalogue.words(".card")
    );
    assert!(catalogue.hrefs("/products/").contains(&form));
    let page = mia.get(&form).await;
    assert!(
        page.words("#live-before")
            .contains("That depends on your answers."),
        "{}",
        page.words("#live-before")
    );
    assert!(!page.words("#live-before").contains("deny"));
    let plans = page.values("input[name=plans]");
    let answered = async |answer: &str| {
        let fields = [
            ("product", VISIO),
            ("plans_of", VISIO),
            ("term", "90"),
            ("plans", &plans[0]),
        ];
        let fields = [&fields[..], &[("answer-trained", answer)]].concat();
        let page = mia.post(&format!("{form}/preview"), &form, &fields).await;
        page.words("#live-before")
    };
    let words = answered("yes").await;
    assert!(words.contains("Jonas Lind (your manager)"), "{words}");
    let words = answered("no").await;
    assert!(
        words.contains("The rules would deny this. Do the training first."),
        "{words}"
    );
    desk.close().await;
}

#[tokio::test]
async fn what_ends_before_the_wish_does_not_cover_it() {
    let desk = Desk::with_policy("[[route]]\nid = \"all\"\napprove = \"automatic\"\n").await;
    let mia = desk.sign_in("mia.berg").await;
    let page = mia
        .asks_with(E5, &[("justification", "Everything."), ("term", "30")], &[])
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    desk.works().await;
    let form = mia.get(&format!("/products/{POWER_BI}/request")).await;
    let covered = form.words(".covered");
    assert!(
        covered.starts_with("Microsoft 365 E5 already contains all of Power BI Pro, until "),
        "{covered}"
    );
    let fields = |term| [("justification", "Reports."), ("term", term)];
    let page = mia.asks_with(POWER_BI, &fields("30"), &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.words(".summary")
            .contains("Microsoft 365 E5 already contains all of Power BI Pro: nothing to ask for."),
        "{}",
        page.words("main")
    );
    let page = mia.asks_with(POWER_BI, &fields("90"), &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    desk.close().await;
}

#[tokio::test]
async fn the_form_of_what_one_has_says_so_in_place_of_who_would_sign() {
    let desk = Desk::with_policy(DEPENDS).await;
    let viktor = desk.sign_in("viktor.sand").await;
    let page = viktor.get(&format!("/products/{E5}/request")).await;
    let words = page.words("#live-before");
    assert!(
        words.contains("Who will sign This person has the product already"),
        "{words}"
    );
    assert!(!words.contains("your manager"), "{words}");
    desk.close().await;
}
