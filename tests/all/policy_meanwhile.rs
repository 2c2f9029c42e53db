//! What changes between a decision and what is done by it: another version comes in force elsewhere, its bytes are altered,
//! facts fall, questions come, and others ask at the same moment.

use chrono::Duration;
use countersign::app::App;
use countersign::config::ChangeControl;
use countersign::policy::Policy;
use countersign::requests::rules::drafts::{self, DraftKind, NewDraft, Put, PutInForce, Submitted};
use countersign::requests::{rules, store};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::desk::{Desk, NEW_PLAN, VISIO, until};
use crate::drafts::WHY;
use crate::freshness::{reads_again, two_days_without_the_directory};
use crate::movers::moves_to;

const POWER_BI: &str = "f8a1db68-be16-40ed-86d5-cb42ce701560";
const MANAGER: &str = "[[route]]\nid = \"manager\"\nstages = [{ who = \"manager\" }]\n";
const AUTOMATIC: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";
const NO_VISIO: &str =
    "[[guard]]\nid = \"no-visio\"\nproducts = [\"VISIOCLIENT\"]\ndeny = \"Visio is not given any more.\"\n";
const IS_CHANGED: &str = "The policy changed while you wrote: look at what would happen now, then send it.";

/// Another process puts a version in force: ours has not heard of it yet. Answers the version.
async fn elsewhere_comes_in_force(desk: &Desk, text: &str) -> String {
    let policy = Policy::parse("policy.toml", text.as_bytes()).unwrap();
    let new = NewDraft {
        kind: DraftKind::Change,
        policy: &policy,
        bytes: text.as_bytes(),
        file_name: None,
        by: desk.id_of("ada.novak").await,
        why: WHY,
    };
    let pool = &desk.app.pool;
    let mut tx = pool.begin().await.unwrap();
    let Submitted::Waits(draft) = drafts::submit(&mut tx, desk.now(), new).await.unwrap() else {
        panic!("it does not wait");
    };
    tx.commit().await.unwrap();
    let checked = drafts::check(pool, draft).await.unwrap().unwrap();
    let mut tx = pool.begin().await.unwrap();
    let (against, _) = store::policy_in_force(&mut tx).await.unwrap().unwrap();
    let act = PutInForce {
        draft,
        by: desk.id_of("viktor.sand").await,
        why: WHY,
        shown: policy.version(),
        against: &against,
        control: ChangeControl::TwoAdministrators,
        checked: &checked,
    };
    let put = drafts::put_in_force(&mut tx, desk.now(), act).await.unwrap();
    assert_eq!(put, Put::InForce);
    tx.commit().await.unwrap();
    assert_ne!(desk.version_in_force(), policy.version());
    policy.version().to_owned()
}

/// The versions that decided a request, in their order.
async fn decided_by(desk: &Desk, request: &str) -> Vec<String> {
    sqlx::query_scalar!(
        "select policy_version from decisions where request_id = $1::text::uuid order by written",
        request
    )
    .fetch_all(&desk.app.pool)
    .await
    .unwrap()
}

async fn state(desk: &Desk, request: &str) -> String {
    let mut conn = desk.app.pool.acquire().await.unwrap();
    let request = store::by_id(&mut conn, request.parse().unwrap()).await.unwrap();
    format!("{:?}", request.unwrap().state)
}

/// As somebody could who owns the tables.
async fn owner(desk: &Desk) -> PgConnection {
    PgConnection::connect(&desk.database.owner_url).await.unwrap()
}

async fn alters(desk: &Desk, version: &str) {
    let mut owner = owner(desk).await;
    sqlx::query!(
        "update policy_versions set bytes = bytes || $2 where version = $1",
        version,
        b"# Harmless.\n"
    )
    .execute(&mut owner)
    .await
    .unwrap();
}

#[tokio::test]
async fn nothing_is_taken_under_a_version_that_is_no_longer_in_force() {
    let desk = Desk::with_policy(AUTOMATIC).await;
    let mia = desk.sign_in("mia.berg").await;
    let before = desk.version_in_force();
    let after = elsewhere_comes_in_force(&desk, &format!("{AUTOMATIC}{NO_VISIO}")).await;

    let fields = [("justification", "To draw the line."), ("term", "90")];
    let page = mia.asks_with(VISIO, &fields, &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = page.words("main");
    assert!(words.contains(IS_CHANGED), "{words}");
    assert!(words.contains("Visio is not given any more."), "{words}");
    assert!(
        words.contains("To draw the line."),
        "what was typed is kept: {words}"
    );
    assert!(mia.get("/requests").await.hrefs("/requests/").is_empty());

    // Sent all the same, it is decided by the version in force.
    let request = mia.asks_for(VISIO, "To draw the line.", &[]).await;
    assert_eq!(decided_by(&desk, &request).await, [after.as_str()]);
    assert_ne!(before, after);
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Denied");
    desk.works().await;
    assert_eq!(desk.calls().await.len(), 0);
    desk.close().await;
}

#[tokio::test]
async fn nothing_is_signed_under_a_version_that_is_no_longer_in_force() {
    let desk = Desk::with_policy(MANAGER).await;
    let mia = desk.sign_in("mia.berg").await;
    let jonas = desk.sign_in("jonas.lind").await;
    let before = desk.version_in_force();

    // One that says the same: the approver signs and hears nothing of it.
    let power_bi = mia.asks_for(POWER_BI, "Reports.", &[]).await;
    let same = elsewhere_comes_in_force(&desk, &format!("{MANAGER}# As before.\n")).await;
    let signed = jonas.approves().await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.words("main"));
    assert_eq!(decided_by(&desk, &power_bi).await, [before, same.clone()]);

    let visio = mia.asks_for(VISIO, "Charts.", &[]).await;
    let denies = elsewhere_comes_in_force(&desk, &format!("{MANAGER}{NO_VISIO}")).await;
    let signed = jonas.approves().await;
    assert_eq!(signed.status, StatusCode::CONFLICT);
    assert_eq!(decided_by(&desk, &visio).await, [same, denies]);
    assert_eq!(state(&desk, &visio).await, "Denied");
    desk.works().await;
    assert!(desk.plans_off_at_graph("mia.berg", VISIO).await.is_none());
    desk.close().await;
}

#[tokio::test]
async fn nothing_is_extended_or_switched_on_under_a_version_that_is_no_longer_in_force() {
    let desk = Desk::with_policy(AUTOMATIC).await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.works().await;
    desk.microsoft_adds_to_visio("Success").await;
    desk.turn(Duration::minutes(6));
    desk.works().await;

    let without = "[[guard]]\nid = \"no-whiteboard\"\nkeep_off = [\"VISIO_WHITEBOARD\"]\n";
    elsewhere_comes_in_force(&desk, &format!("{AUTOMATIC}{without}")).await;
    let ada = desk.sign_in("ada.novak").await;
    let address = format!("/admin/plans/{VISIO}/{NEW_PLAN}");
    let fields = [("verdict", "switch_on"), ("reason", WHY)];
    let classified = ada.post(&address, "/admin/plans", &fields).await;
    assert_eq!(
        classified.status,
        StatusCode::SEE_OTHER,
        "{}",
        classified.words("main")
    );
    assert_eq!(
        desk.last_said("catalog.plan_classified").await["switched_on_for"],
        0
    );

    elsewhere_comes_in_force(&desk, &format!("{AUTOMATIC}{NO_VISIO}")).await;
    let form = format!("/licences/{VISIO}/extend");
    let fields = [("term", "90"), ("justification", "The fair goes on.")];
    let page = mia.post(&form, &form, &fields).await;
    assert_eq!(
        page.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        page.words("main")
    );
    assert!(page.words("main").contains(IS_CHANGED), "{}", page.words("main"));
    assert!(page.words("main").contains("Visio is not given any more."));
    desk.works().await;
    desk.close().await;
}

#[tokio::test]
async fn who_moves_is_decided_by_the_version_in_force() {
    let desk = Desk::with_policy(MANAGER).await;
    let mia = desk.sign_in("mia.berg").await;
    let visio = mia.asks_for(VISIO, "Charts.", &[]).await;
    elsewhere_comes_in_force(&desk, &format!("{MANAGER}# As before.\n")).await;
    desk.works().await;
    let sales = NO_VISIO.replace("deny", "when = 'beneficiary.department == \"Sales\"'\ndeny");
    let after = elsewhere_comes_in_force(&desk, &format!("{MANAGER}{sales}")).await;
    moves_to(&desk, "mia.berg", "Sales").await;
    assert_eq!(decided_by(&desk, &visio).await.last(), Some(&after));
    assert_ne!(state(&desk, &visio).await, "AwaitingApproval");
    desk.close().await;
}

#[tokio::test]
async fn bytes_that_were_altered_are_used_for_nothing() {
    let desk = Desk::with_policy(MANAGER).await;
    let (ada, viktor) = desk.administrators().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    let first = desk.version_in_force();
    let second = desk.policy_becomes(&format!("{MANAGER}# Second.\n")).await;
    desk.works().await;
    let draft = ada.submits_policy(format!("{MANAGER}# Third.\n")).await;
    let fields = viktor.reads_draft(&draft).await;
    let third = fields
        .iter()
        .find(|(name, _)| *name == "version")
        .unwrap()
        .1
        .clone();
    let altered = "The bytes of this version were altered after it was kept";

    // A draft is not put in force, whether or not the page was open before.
    alters(&desk, &third).await;
    let put = viktor.presses(&draft, "put-in-force", &fields).await;
    assert_eq!(put.status, StatusCode::CONFLICT);
    assert!(put.words(".notice").contains(altered), "{}", put.words("main"));
    assert!(put.actions("/put-in-force").is_empty());
    assert_eq!(desk.version_in_force(), second);

    // An older one does not come back, is not given out, and explains nothing.
    alters(&desk, &first).await;
    let old = format!("/admin/policy/versions/{first}");
    let page = ada.get(&old).await;
    assert!(page.words(".notice").contains(altered), "{}", page.words("main"));
    assert!(page.actions("/roll-back").is_empty());
    let newer = format!("/admin/policy/versions/{second}");
    let back = ada
        .post(&format!("{old}/roll-back"), &newer, &[("why", WHY)])
        .await;
    assert_eq!(back.status, StatusCode::CONFLICT);
    assert!(back.text.contains(altered), "{}", back.text);
    assert_eq!(ada.get(&format!("{old}/file")).await.status, StatusCode::CONFLICT);
    let explained = ada.get(&format!("/requests/{request}/explain")).await;
    let words = explained.words("main");
    assert!(
        words.contains("the bytes of this version were altered after it was kept"),
        "{words}"
    );

    // No process begins with a version in force that was altered.
    alters(&desk, &second).await;
    let config = (*desk.app.config).clone();
    let app = App::new(config, desk.app.clock.clone(), Vec::new())
        .await
        .unwrap();
    let error = rules::at_start(&app).await.unwrap_err();
    assert!(format!("{error:#}").contains(altered), "{error:#}");
    app.pool.close().await;
    desk.close().await;
}

#[tokio::test]
async fn a_request_that_can_not_be_judged_keeps_its_stages_and_holds_nobody_up() {
    let desk = Desk::with_policy(MANAGER).await;
    let mia = desk.sign_in("mia.berg").await;
    let mut asked = Vec::new();
    for sku in [POWER_BI, VISIO] {
        asked.push(mia.asks_for(sku, "Needed.", &[]).await);
        desk.turn(Duration::seconds(1));
    }
    let mut owner = owner(&desk).await;
    sqlx::query!(
        r#"update decisions set facts = '{"of": "another time"}' where request_id = $1::text::uuid"#,
        asked[0]
    )
    .execute(&mut owner)
    .await
    .unwrap();
    let (ada, viktor) = desk.administrators().await;
    let draft = ada.submits_policy(format!("{MANAGER}{NO_VISIO}")).await;
    viktor.puts_in_force(&draft).await;
    desk.works().await;
    assert_eq!(state(&desk, &asked[0]).await, "AwaitingApproval");
    assert_eq!(state(&desk, &asked[1]).await, "Denied");
    let said = desk.last_said("policy.applied").await;
    assert_eq!(
        (&said["denied"], &said["kept"], &said["not_judged"]),
        (&json!(1), &json!(0), &json!(1))
    );
    let words = viktor.get(&draft).await.words("main");
    assert!(words.contains("1 could not be judged"), "{words}");
    let otto = desk.sign_in("otto.keller").await;
    let log = otto.get("/audit?kind=policy.applied").await.words("main");
    assert!(log.contains("1 could not be judged and keep theirs"), "{log}");
    desk.close().await;
}

#[tokio::test]
async fn a_look_at_what_waits_that_always_fails_stops_and_is_shown() {
    let desk = Desk::with_policy(MANAGER).await;
    let ada = desk.sign_in("ada.novak").await;
    let version = desk.version_in_force();
    let another = elsewhere_comes_in_force(&desk, &format!("{MANAGER}# Another.\n")).await;
    alters(&desk, &another).await;
    assert_eq!(desk.version_in_force(), version);
    for _ in 0..20 {
        desk.works().await;
        desk.turn(Duration::seconds(16));
    }
    let words = ada.get("/admin/attention").await.words("main");
    assert!(
        words.contains("Looking at what waits by the new policy"),
        "{words}"
    );
    assert!(desk.last_said("job.stopped").await["failures"] == 20);
    desk.close().await;
}

#[tokio::test]
async fn a_version_denies_only_what_the_one_before_it_did_not() {
    let sales = NO_VISIO
        .replace("no-visio", "not-in-sales")
        .replace("deny", "when = 'beneficiary.department == \"Sales\"'\ndeny");
    let desk = Desk::with_policy(&format!("{MANAGER}{sales}")).await;
    let mia = desk.sign_in("mia.berg").await;
    let visio = mia.asks_for(VISIO, "Charts.", &[]).await;
    let power_bi = mia.asks_for(POWER_BI, "Reports.", &[]).await;
    sqlx::query!(
        "update people set department = 'Sales' where id = $1",
        desk.id_of("mia.berg").await.0
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();

    // By the facts of today both versions say no: it is not the new one that denies.
    desk.policy_becomes(&format!("{MANAGER}{sales}# A word more.\n"))
        .await;
    desk.works().await;
    assert_eq!(state(&desk, &visio).await, "AwaitingApproval");
    let said = desk.last_said("policy.applied").await;
    assert_eq!((&said["denied"], &said["kept"]), (&json!(0), &json!(2)));

    // One that comes in force before the look of another was done is compared with what was looked at last.
    let no_power_bi = NO_VISIO
        .replace("VISIOCLIENT", "POWER_BI_PRO")
        .replace("Visio", "Power BI");
    desk.policy_becomes(&format!("{MANAGER}{no_power_bi}")).await;
    desk.policy_becomes(&format!("{MANAGER}{no_power_bi}# A word more.\n"))
        .await;
    desk.works().await;
    assert_eq!(state(&desk, &power_bi).await, "Denied");
    assert_eq!(state(&desk, &visio).await, "AwaitingApproval");
    desk.close().await;
}

#[tokio::test]
async fn what_waits_is_not_looked_at_by_a_mirror_that_is_too_old() {
    let desk = Desk::with_policy(MANAGER).await;
    let mia = desk.sign_in("mia.berg").await;
    let visio = mia.asks_for(VISIO, "Charts.", &[]).await;
    two_days_without_the_directory(&desk).await;
    desk.policy_becomes(&format!("{MANAGER}{NO_VISIO}")).await;
    desk.works().await;
    assert_eq!(state(&desk, &visio).await, "AwaitingApproval");
    let ada = desk.sign_in("ada.novak").await;
    reads_again(&desk, &ada).await;
    desk.turn(Duration::seconds(61));
    desk.works().await;
    assert_eq!(state(&desk, &visio).await, "Denied");
    desk.close().await;
}

#[tokio::test]
async fn what_waits_is_not_denied_for_the_want_of_what_nobody_asked_for() {
    let desk = Desk::with_policy(MANAGER).await;
    let mia = desk.sign_in("mia.berg").await;
    let visio = mia.asks_for(VISIO, "Charts.", &[]).await;
    let asks = r#"
[[guard]]
id = "says-more"
justification_at_least = 200
ask = [
    { id = "alone", text = "Is it for you alone?", kind = "yes_no" },
    { id = "site", text = "Where?", kind = "choice", choices = ["Bergen", "Oslo"] },
    { id = "lead", text = "Who leads?", kind = "person" },
    { id = "until_when", text = "Until when?", kind = "date" },
    { id = "purpose", text = "What for?", at_least = 30 },
]
[[guard]]
id = "not-shared"
when = 'has(request.answers.alone) && request.answers.alone == "no"'
deny = "Not to be shared."
[[guard]]
id = "not-in-bergen"
when = 'has(request.answers.site) && request.answers.site == "Bergen"'
deny = "Not in Bergen."
"#;
    desk.policy_becomes(&format!("{MANAGER}{asks}")).await;
    desk.works().await;
    assert_eq!(state(&desk, &visio).await, "AwaitingApproval");
    let jonas = desk.sign_in("jonas.lind").await;
    let signed = jonas.approves().await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.words("main"));
    let said = desk.last_said("request.decided").await;
    assert_eq!(
        said["stood_in_for"],
        json!(["alone", "lead", "purpose", "site", "until_when", "justification"])
    );
    desk.works().await;
    assert_eq!(mia.sees(&visio).await.words(".badge"), "State: Active");
    // Whoever asks now is asked.
    let fields = [("justification", "Charts."), ("term", "90")];
    let page = mia.asks_with(POWER_BI, &fields, &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    desk.close().await;
}

#[tokio::test]
async fn a_signature_that_is_faster_than_the_look_at_what_waits_tells_everybody_the_same() {
    let both = "[[route]]\nid = \"both\"\nstages = [{ who = \"group:License Approvers\", signatures = 2 }]\n";
    let desk = Desk::with_policy(both).await;
    let mia = desk.sign_in("mia.berg").await;
    let visio = mia.asks_for(VISIO, "Charts.", &[]).await;
    let version = desk.policy_becomes(&format!("{both}{NO_VISIO}")).await;
    let henrik = desk.sign_in("henrik.falk").await;
    assert_eq!(henrik.approves().await.status, StatusCode::CONFLICT);
    let told = "A new version of the policy says no. Visio is not given any more.";
    let page = mia.sees(&visio).await;
    assert_eq!(page.words(".badge"), "State: Denied: the policy changed");
    assert!(page.words(".steps").contains(told), "{}", page.words("main"));
    let marta = desk.sign_in("marta.quist").await;
    let lately = marta.get("/approvals").await.words(".lately");
    assert!(lately.contains(told), "{lately}");
    assert_eq!(
        desk.last_said("request.denied").await["new_policy"],
        json!(version)
    );
    desk.works().await;
    desk.close().await;
}

#[tokio::test]
async fn a_product_that_is_not_given_out_any_more_is_not_said_to_be_held() {
    let desk = Desk::with_policy(MANAGER).await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.control(
        "seats",
        json!({ "sku": "VISIOCLIENT", "capability_status": "Suspended" }),
    )
    .await;
    let jonas = desk.sign_in("jonas.lind").await;
    assert_eq!(jonas.approves().await.status, StatusCode::CONFLICT);
    let said: Value = desk.last_said("request.denied").await;
    assert_eq!(said, json!({ "by": "facts", "held": false, "assignable": false }));
    desk.close().await;
}

#[tokio::test]
async fn a_cap_that_has_room_for_one_lets_one_of_two_in() {
    let caps = format!("[[guard]]\nid = \"cap\"\nmonthly_spend_at_most_cents = 2000\n{AUTOMATIC}");
    let desk = Desk::with_policy(&caps).await;
    sqlx::query!(
        "update products set cost_center = 'Design' where part_number in ('VISIOCLIENT', 'POWER_BI_PRO')"
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
    let mia = desk.sign_in("mia.berg").await;
    let jonas = desk.sign_in("jonas.lind").await;
    // Both have counted and been decided when the first of them is taken.
    let mut somebody = desk.app.pool.begin().await.unwrap();
    store::lock_policy(&mut somebody).await.unwrap();
    let let_in = async {
        until("both are about to be taken", async || {
            let waiting = sqlx::query_scalar!(
                r#"select count(*) as "n!" from pg_locks l join pg_database d on d.oid = l.database
                    where d.datname = current_database() and l.locktype = 'advisory' and not l.granted"#
            );
            waiting.fetch_one(&desk.app.pool).await.unwrap() == 2
        })
        .await;
        somebody.commit().await.unwrap();
    };
    let (one, other, ()) = tokio::join!(
        mia.asks_for(VISIO, "Charts.", &[]),
        jonas.asks_for(POWER_BI, "Reports.", &[]),
        let_in
    );
    let mut states = [state(&desk, &one).await, state(&desk, &other).await];
    states.sort();
    assert_eq!(states, ["Approved", "Denied"]);
    let said = desk.last_said("request.denied").await;
    assert_eq!(said["reasons"], json!([["spend_exceeded", "cap"]]));
    desk.works().await;
    desk.close().await;
}
