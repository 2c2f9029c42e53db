//! A change of the policy: a draft that one administrator submits and another puts in force, the register of what was, the
//! way back, and what it means for requests that wait.

use chrono::Duration;
use countersign::ids::DraftId;
use countersign::{jobs, worker};
use reqwest::StatusCode;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::desk::{Desk, E5, PROJECT, Page, VISIO, until};
use crate::drafts::{POLICY, WHY};

const MANAGER: &str = "[[route]]\nid = \"manager\"\nstages = [{ who = \"manager\" }]\n";
const POWER_BI: &str = "f8a1db68-be16-40ed-86d5-cb42ce701560";

/// The same, but Visio is denied.
fn without_visio() -> String {
    format!(
        "{MANAGER}\n[[guard]]\nid = \"no-visio\"\nproducts = [\"VISIOCLIENT\"]\ndeny = \"Visio is not given any more.\"\n"
    )
}

#[tokio::test]
async fn a_draft_that_is_sent_waits_until_another_administrator_puts_it_in_force() {
    let desk = Desk::with_policy(MANAGER).await;
    let (ada, viktor) = desk.administrators().await;
    let before = desk.version_in_force();
    let draft = ada.submits_policy(without_visio()).await;
    assert_eq!(desk.version_in_force(), before, "a draft changes nothing");

    // Everybody who administers sees it wait, with who, why, and what differs; whoever has to answer it is told so everywhere.
    let counted = |page: &Page| page.words(".rooms").contains("Policy 1 1 draft to answer");
    assert!(counted(&viktor.get("/admin/catalogue").await));
    assert!(!counted(&ada.get("/admin/catalogue").await));
    let list = viktor.get(POLICY).await;
    assert_eq!(list.hrefs("/admin/policy/drafts/"), [draft.as_str()]);
    let page = viktor.get(&draft).await;
    let words = page.words("main");
    for told in [
        "Submitted by Ada Novak just now",
        WHY,
        "no-visio",
        "Guards 1 before: 0",
    ] {
        assert!(words.contains(told), "{told}: {words}");
    }
    assert_eq!(page.words(".badge.large"), "State: Waits");
    assert!(page.words(".lines .added").contains("+ added deny ="), "{words}");
    assert_eq!(page.words(".lines .removed"), "");

    // Whoever submitted it does not put it in force, whatever they send.
    let own = ada.get(&draft).await;
    assert!(own.actions("/put-in-force").is_empty());
    assert!(
        own.words("main")
            .contains("Somebody else with the role Administrator has to put it in force.")
    );
    let mut fields = viktor.reads_draft(&draft).await;
    fields[0].1 = own.field("csrf");
    let refused = ada.presses(&draft, "put-in-force", &fields).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(
        refused.text.contains("You submitted this draft."),
        "{}",
        refused.text
    );
    assert_eq!(desk.version_in_force(), before);

    // A reason has to be given.
    let mut fields = viktor.reads_draft(&draft).await;
    fields.last_mut().unwrap().1 = " ".into();
    let unsaid = viktor.presses(&draft, "put-in-force", &fields).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.words(".message").contains("Say why"), "{}", unsaid.text);
    assert_eq!(desk.version_in_force(), before);

    let put = viktor.puts_in_force(&draft).await;
    assert_eq!(put.location.as_deref(), Some(draft.as_str()), "{}", put.text);
    let after = desk.version_in_force();
    assert_ne!(after, before);
    let said = desk.last_said("policy.in_force").await;
    assert_eq!(
        said,
        json!({
            "policy": after, "replaced": before, "draft": draft.rsplit('/').next(),
            "by": desk.id_of("viktor.sand").await, "submitted_by": desk.id_of("ada.novak").await,
            "why": WHY, "rollback": false, "single_administrator": false,
        })
    );
    assert!(desk.last_said("access.refused").await["why"] == "own_draft");
    assert!(desk.last_said("access.refused").await["code"] == "own-draft");
    let page = ada.get(&draft).await;
    assert!(
        page.words("main").contains("Put in force by Viktor Sand"),
        "{}",
        page.words("main")
    );
    assert!(page.actions("/take-away").is_empty());
    desk.works().await;
    assert_eq!(
        desk.policy_events().await,
        [
            "policy.in_force",
            "policy.draft_submitted",
            "access.refused",
            "policy.in_force",
            "policy.applied"
        ]
    );
    desk.close().await;
}

#[tokio::test]
async fn the_file_on_the_disk_comes_in_as_a_draft_too() {
    let desk = Desk::with_policy(MANAGER).await;
    let (ada, viktor) = desk.administrators().await;
    let file = desk.folder.path().join("policy.toml");
    assert!(
        ada.get(POLICY)
            .await
            .words(".ondisk")
            .contains("The file is the version in force.")
    );
    std::fs::write(&file, without_visio()).unwrap();
    let newer = ada.get(POLICY).await.field("version");
    let from_disk = "/admin/policy/drafts/from-disk";

    let unsaid = ada
        .post(from_disk, POLICY, &[("version", &newer), ("why", "")])
        .await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    // What is submitted is what was looked at.
    std::fs::write(&file, without_visio() + "# Newer still.\n").unwrap();
    let stale = ada
        .post(from_disk, POLICY, &[("version", &newer), ("why", WHY)])
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(
        stale
            .words(".ondisk")
            .contains("The file has changed since you looked."),
        "{}",
        stale.text
    );
    assert!(stale.text.contains(WHY), "what was typed is kept");

    let newest = stale.field("version");
    let taken = ada
        .post(from_disk, POLICY, &[("version", &newest), ("why", WHY)])
        .await;
    let draft = taken.location.unwrap();
    let page = viktor.get(POLICY).await;
    assert!(
        page.words(".ondisk").contains("waits already"),
        "{}",
        page.words(".ondisk")
    );
    assert!(viktor.get(&draft).await.words("main").contains("policy.toml"));
    viktor.puts_in_force(&draft).await;
    assert_eq!(desk.version_in_force(), newest);
    desk.close().await;
}

#[tokio::test]
async fn a_file_with_mistakes_is_refused_whole_and_every_mistake_is_told() {
    let desk = Desk::with_policy(MANAGER).await;
    let ada = desk.sign_in("ada.novak").await;
    let before = desk.version_in_force();
    let broken = format!(
        "{MANAGER}colour = \"red\"\n[[guard]]\nid = \"two\"\nwhen = 'beneficiary.employe_type == \"X\"'\ndeny = \"No.\"\n"
    );
    let page = ada.sends_policy(broken, WHY).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = page.words("#mistakes");
    assert!(told.contains("changed.toml: 2 mistakes."), "{told}");
    for place in [
        "changed.toml:4:1",
        "changed.toml:7:",
        "employee_type",
        "colour = \"red\"",
    ] {
        assert!(told.contains(place), "{place}: {told}");
    }
    assert!(page.text.contains(WHY), "what was typed is kept");
    assert!(ada.get(POLICY).await.hrefs("/admin/policy/drafts/").is_empty());
    assert_eq!(desk.version_in_force(), before);
    assert_eq!(desk.last_said("policy.rejected").await["problems_found"], 2);

    // Nothing, an empty file, bytes that are no text, no reason, and far too much.
    for (bytes, why, told) in [
        (Vec::new(), WHY, "changed.toml is empty."),
        (vec![0xff; 30], WHY, "mistake"),
        (MANAGER.into(), "x", "Say why"),
    ] {
        let page = ada.sends_policy(bytes, why).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        assert!(
            page.words("main").contains(told),
            "{told}: {}",
            page.words("main")
        );
    }
    for too_many in [256 * 1024 + 1, 10 * 1024 * 1024, 33 * 1024 * 1024] {
        let too_much = ada.sends_policy(vec![b'#'; too_many], WHY).await;
        assert_eq!(too_much.status, StatusCode::PAYLOAD_TOO_LARGE, "{too_many}");
    }
    let largest = format!("{MANAGER}#{}\n", "#".repeat(256 * 1024 - MANAGER.len() - 2));
    assert!(
        ada.submits_policy(largest)
            .await
            .starts_with("/admin/policy/drafts/")
    );

    // The bytes in force are nothing to change, and what waits does not wait twice.
    let same = ada.sends_policy(MANAGER, WHY).await;
    assert_eq!(same.location.as_deref(), Some(POLICY));
    assert!(
        ada.get(POLICY)
            .await
            .words(".notice")
            .contains("there is nothing to change")
    );
    let draft = ada.submits_policy(without_visio()).await;
    assert_eq!(ada.submits_policy(without_visio()).await, draft);
    // Of a file on the disk no more is read than shows that it is too large.
    let endless = std::fs::File::create(desk.folder.path().join("policy.toml")).unwrap();
    endless.set_len(8 * 1024 * 1024 * 1024).unwrap();
    let words = ada.get(POLICY).await.words(".ondisk");
    assert!(
        words.contains("the file has 262145 bytes; at most 262144 are allowed"),
        "{words}"
    );
    desk.close().await;
}

#[tokio::test]
async fn what_was_not_looked_at_does_not_come_in_force() {
    let desk = Desk::with_policy(MANAGER).await;
    let (ada, viktor) = desk.administrators().await;
    let first = ada.submits_policy(format!("{MANAGER}# One.\n")).await;
    let second = ada.submits_policy(format!("{MANAGER}# Two.\n")).await;
    assert_eq!(viktor.get(POLICY).await.hrefs("/admin/policy/drafts/").len(), 2);
    let of_second = viktor.reads_draft(&second).await;
    viktor.puts_in_force(&first).await;
    let one = desk.version_in_force();

    // The second was compared with what is no longer in force.
    let stale = viktor.presses(&second, "put-in-force", &of_second).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(
        stale.words(".notice").contains("look again"),
        "{}",
        stale.words("main")
    );
    assert_eq!(stale.words(".lines .removed code"), "# One.");
    assert_eq!(desk.version_in_force(), one);
    // Another version under the hand of the form is not what was shown either.
    let mut forged = viktor.reads_draft(&second).await;
    forged[1].1 = one.clone();
    assert_eq!(
        viktor.presses(&second, "put-in-force", &forged).await.status,
        StatusCode::CONFLICT
    );
    // Looked at again, it comes in force; once.
    let again = viktor.reads_draft(&second).await;
    assert_eq!(
        viktor.presses(&second, "put-in-force", &again).await.status,
        StatusCode::SEE_OTHER
    );
    let twice = viktor.presses(&second, "put-in-force", &again).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(
        twice.words(".notice").contains("no longer waits"),
        "{}",
        twice.words("main")
    );
    assert_eq!(
        desk.policy_events()
            .await
            .iter()
            .filter(|kind| *kind == "policy.in_force")
            .count(),
        3
    );
    desk.close().await;
}

#[tokio::test]
async fn a_draft_is_withdrawn_by_its_submitter_and_refused_by_another() {
    let desk = Desk::with_policy(MANAGER).await;
    let (ada, viktor) = desk.administrators().await;
    let before = desk.version_in_force();
    for (who, kind, badge) in [
        (&ada, "policy.draft_withdrawn", "State: Withdrawn"),
        (&viktor, "policy.draft_refused", "State: Refused"),
    ] {
        let draft = ada.submits_policy(without_visio()).await;
        let unsaid = who
            .post(&format!("{draft}/take-away"), &draft, &[("why", "")])
            .await;
        assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fields = viktor.reads_draft(&draft).await;
        assert_eq!(who.takes_away(&draft).await.status, StatusCode::SEE_OTHER);
        assert_eq!(ada.get(&draft).await.words(".badge.large"), badge);
        let said = desk.last_said(kind).await;
        assert_eq!(
            (&said["why"], &said["draft"]),
            (&json!(WHY), &json!(draft.rsplit('/').next()))
        );
        // It is over.
        assert_eq!(
            viktor.presses(&draft, "put-in-force", &fields).await.status,
            StatusCode::CONFLICT
        );
        assert_eq!(viktor.takes_away(&draft).await.status, StatusCode::CONFLICT);
    }
    assert_eq!(desk.version_in_force(), before);
    // Its bytes are kept all the same.
    let register = ada.get("/admin/policy/versions").await.words("main");
    assert!(
        register.contains("Never in force") && register.contains("In force"),
        "{register}"
    );
    desk.close().await;
}

#[tokio::test]
async fn every_version_is_kept_byte_for_byte_and_one_can_go_back() {
    let desk = Desk::with_policy(MANAGER).await;
    let (ada, viktor) = desk.administrators().await;
    let first = desk.version_in_force();
    let text = without_visio().replace('\n', "\r\n");
    desk.turn(Duration::seconds(60));
    let second = desk.policy_becomes(&text).await;
    desk.works().await;

    let versions = "/admin/policy/versions";
    let register = ada.get(versions).await;
    let listed: Vec<_> = register
        .hrefs("/admin/policy/versions/")
        .into_iter()
        .filter(|href| !href.ends_with("/file"))
        .collect();
    assert_eq!(
        listed,
        [format!("{versions}/{second}"), format!("{versions}/{first}")]
    );
    let words = register.words("main");
    for told in [
        "Submitted by Ada Novak, put in force by Viktor Sand.",
        "By Countersign at its first start",
        WHY,
    ] {
        assert!(words.contains(told), "{told}: {words}");
    }
    // The bytes, as they are, under their hash.
    let file = format!("{}{versions}/{second}/file", desk.url);
    let reply = ada.http.get(&file).send().await.unwrap();
    let header = |reply: &reqwest::Response, name: &str| reply.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header(&reply, "content-type"), "text/plain; charset=utf-8");
    assert_eq!(
        header(&reply, "content-disposition"),
        format!("attachment; filename=\"policy-{}.toml\"", &second[..12])
    );
    let tag = header(&reply, "etag");
    assert_eq!(tag, format!("\"{second}\""));
    assert_eq!(reply.bytes().await.unwrap(), text.as_bytes());
    let known = ada
        .http
        .get(&file)
        .header("if-none-match", &tag)
        .send()
        .await
        .unwrap();
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    for nothing in ["0", "%00", &"f".repeat(64), &"F".repeat(64)] {
        let page = ada.get(&format!("{versions}/{nothing}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{nothing}");
    }

    // Back: one act of the same kind, by two.
    let old = format!("{versions}/{first}");
    let back = format!("{old}/roll-back");
    assert!(
        ada.get(&format!("{versions}/{second}"))
            .await
            .actions("/roll-back")
            .is_empty()
    );
    let unsaid = ada.post(&back, &old, &[("why", "")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let draft = ada.post(&back, &old, &[("why", WHY)]).await.location.unwrap();
    assert_eq!(viktor.get(&draft).await.words("h1"), "Back to an earlier policy");
    let mut own = viktor.reads_draft(&draft).await;
    own[0].1 = ada.get(&draft).await.field("csrf");
    assert_eq!(
        ada.presses(&draft, "put-in-force", &own).await.status,
        StatusCode::FORBIDDEN
    );
    desk.turn(Duration::seconds(60));
    assert_eq!(viktor.puts_in_force(&draft).await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.version_in_force(), first);
    let said = desk.last_said("policy.in_force").await;
    assert_eq!(
        (&said["rollback"], &said["policy"], &said["replaced"]),
        (&json!(true), &json!(first), &json!(second))
    );
    let page = ada.get(&old).await.words("main");
    assert_eq!(page.matches("In force from").count(), 2, "{page}");
    assert!(
        page.contains("Rolled back to by Ada Novak, put in force by Viktor Sand"),
        "{page}"
    );
    desk.close().await;
}

#[tokio::test]
async fn a_version_that_this_program_does_not_take_can_not_come_back() {
    let desk = Desk::with_policy(MANAGER).await;
    let (ada, _) = desk.administrators().await;
    // As an older program took it.
    let bytes = b"[[rule]]\nid = \"of old\"\n".as_slice();
    let old = hex::encode(Sha256::digest(bytes));
    let mut tx = desk.app.pool.begin().await.unwrap();
    sqlx::query!(
        "insert into policy_versions (version, bytes, first_seen_at) values ($1, $2, $3)",
        old,
        bytes,
        desk.now()
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    let never = format!("/admin/policy/versions/{old}");
    tx.commit().await.unwrap();
    let conflict = ada
        .post(&format!("{never}/roll-back"), &never, &[("why", WHY)])
        .await;
    assert_eq!(conflict.status, StatusCode::CONFLICT, "it was never in force");
    sqlx::query!(
        "insert into policy_in_force (version, from_at) values ($1, $2), ($3, $2)",
        old,
        desk.now(),
        desk.version_in_force()
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
    let refused = ada
        .post(&format!("{never}/roll-back"), &never, &[("why", WHY)])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.words(".problems").contains("policy.toml:1:"),
        "{}",
        refused.words("main")
    );
    assert!(refused.text.contains(WHY));

    // Nor does a draft of it that waited while the program was updated.
    let draft = DraftId::mint(desk.now());
    sqlx::query!(
        "insert into policy_drafts (id, version, kind, submitted_by, submitted_at, why, state)
         values ($1, $2, 'rollback', $3, $4, 'As it was.', 'waiting')",
        draft.0,
        old,
        desk.id_of("viktor.sand").await.0,
        desk.now()
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
    let draft = format!("/admin/policy/drafts/{draft}");
    let page = ada.get(&draft).await;
    assert!(page.actions("/put-in-force").is_empty());
    assert!(
        page.words(".problems").contains("policy.toml:1:"),
        "{}",
        page.words("main")
    );
    let forced = [
        ("csrf", page.field("csrf")),
        ("version", old.clone()),
        ("against", desk.version_in_force()),
        ("why", WHY.to_owned()),
    ];
    let forced = ada.presses(&draft, "put-in-force", &forced).await;
    assert_eq!(
        forced.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        forced.words("main")
    );
    assert_ne!(desk.version_in_force(), old);
    assert_eq!(ada.takes_away(&draft).await.status, StatusCode::SEE_OTHER);
    desk.close().await;
}

#[tokio::test]
async fn the_register_has_pages() {
    let desk = Desk::with_policy(MANAGER).await;
    let ada = desk.sign_in("ada.novak").await;
    let in_force = desk.version_in_force();
    for number in 0..60_i64 {
        sqlx::query!(
            "insert into policy_versions (version, bytes, first_seen_at) values ($1, '', $2)",
            format!("{number:064x}"),
            desk.now() - Duration::days(number / 3 + 1)
        )
        .execute(&desk.app.pool)
        .await
        .unwrap();
    }
    let mut seen = Vec::new();
    let mut next = Some("/admin/policy/versions".to_owned());
    while let Some(address) = next {
        let page = ada.get(&address).await;
        assert_eq!(page.status, StatusCode::OK);
        let hrefs = page.hrefs("/admin/policy/versions/");
        seen.extend(hrefs.into_iter().filter(|href| !href.ends_with("/file")));
        next = page.hrefs("/admin/policy/versions?before=").pop();
    }
    assert_eq!(seen.len(), 61);
    assert_eq!(seen[0], format!("/admin/policy/versions/{in_force}"));
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), 61, "a version is listed twice");
    for odd in ["x", "1.x", "1.%00", "99999999999999999999.0"] {
        let page = ada.get(&format!("/admin/policy/versions?before={odd}")).await;
        assert_eq!(page.status, StatusCode::OK, "{odd}");
    }
    desk.close().await;
}

#[tokio::test]
async fn where_one_administrator_is_enough_it_is_loud() {
    let desk = Desk::configured(MANAGER, "[policy]\nsingle_administrator = true").await;
    let ada = desk.sign_in("ada.novak").await;
    for page in [
        POLICY,
        "/admin/attention",
        "/admin/catalogue",
        "/admin/policy/versions",
    ] {
        let alarms = ada.get(page).await.words("[role=alert]");
        assert!(
            alarms.contains("Single-administrator mode is on"),
            "{page}: {alarms}"
        );
    }
    assert!(!ada.get("/requests").await.text.contains("Single-administrator"));
    let draft = ada.submits_policy(without_visio()).await;
    assert!(
        ada.get(&draft)
            .await
            .words(".answer")
            .contains("You submitted this draft yourself.")
    );
    let put = ada.puts_in_force(&draft).await;
    assert_eq!(put.status, StatusCode::SEE_OTHER, "{}", put.words("main"));
    assert_eq!(
        desk.last_said("policy.in_force").await["single_administrator"],
        true
    );
    let otto = desk.sign_in("otto.keller").await;
    assert!(
        otto.get("/audit?kind=policy.in_force")
            .await
            .words("main")
            .contains("submitted and put in force by one person alone")
    );
    // Two are two there, too.
    let viktor = desk.sign_in("viktor.sand").await;
    let draft = ada.submits_policy(MANAGER).await;
    viktor.puts_in_force(&draft).await;
    assert_eq!(
        desk.last_said("policy.in_force").await["single_administrator"],
        false
    );
    desk.close().await;
}

#[tokio::test]
async fn what_waits_keeps_its_stages_unless_the_new_version_denies_it_and_then_everybody_is_told() {
    let desk = Desk::with_policy(MANAGER).await;
    let mia = desk.sign_in("mia.berg").await;
    let jonas = desk.sign_in("jonas.lind").await;
    let visio = mia.asks_for(VISIO, "Charts.", &[]).await;
    let power_bi = mia.asks_for(POWER_BI, "Reports.", &[]).await;
    // Stages as the new version would make them are others; those that wait stay as they are.
    let stricter = without_visio().replace(
        "{ who = \"manager\" }",
        "{ who = \"manager\" }, { who = \"group:License Approvers\" }",
    );
    let stricter = format!(
        "{stricter}\n[[guard]]\nid = \"no-web\"\nproducts = [\"VISIOCLIENT\"]\nkeep_off = [\"VISIOONLINE\"]\n"
    );
    desk.turn(Duration::seconds(60));
    let version = desk.policy_becomes(&stricter).await;
    assert_eq!(
        mia.sees(&visio).await.words(".badge"),
        "State: Waiting for approval"
    );
    desk.works().await;

    // The requester.
    let page = mia.sees(&visio).await;
    assert_eq!(page.words(".badge"), "State: Denied: the policy changed");
    let told = "A new version of the policy says no. Visio is not given any more.";
    assert!(page.words(".steps").contains(told), "{}", page.words("main"));
    assert!(!page.words(".steps").contains("stays off"), "that is not why");
    assert!(
        mia.get("/requests")
            .await
            .words("main")
            .contains("Denied: the policy changed")
    );
    // The approver, in the queue and on the card that was open.
    let queue = jonas.get("/approvals").await;
    assert_eq!(queue.hrefs("/approvals/").len(), 1, "{}", queue.words("main"));
    assert!(queue.words(".lately").contains(told), "{}", queue.words("main"));
    assert_eq!(queue.hrefs("/requests/"), [format!("/requests/{visio}")]);
    assert_eq!(
        desk.kinds(&visio).await,
        [
            "request.submitted",
            "request.decided",
            "stage.opened",
            "request.decided",
            "request.denied"
        ]
    );
    let said = desk.last_said("request.denied").await;
    assert_eq!(said["new_policy"], json!(version));
    assert_eq!(
        said["reasons"],
        json!([["denied", "no-visio"], ["kept_off", "no-web"]])
    );

    // The other one is as it was: nothing was decided, and one signature is enough.
    assert_eq!(
        desk.kinds(&power_bi).await,
        ["request.submitted", "request.decided", "stage.opened"]
    );
    assert_eq!(
        desk.last_said("policy.applied").await,
        json!({ "policy": version, "denied": 1, "kept": 1, "overtaken": false })
    );
    jonas.approves().await;
    desk.works().await;
    assert_eq!(mia.sees(&power_bi).await.words(".badge"), "State: Active");
    // After two weeks everybody has read it.
    desk.turn(Duration::days(15));
    let jonas = desk.sign_in("jonas.lind").await;
    assert!(
        !jonas
            .get("/approvals")
            .await
            .text
            .contains("No longer to be signed")
    );
    desk.works_until_idle().await;
    desk.close().await;
}

#[tokio::test]
async fn the_card_of_a_request_that_a_new_version_denied_says_so() {
    let desk = Desk::with_policy(MANAGER).await;
    let mia = desk.sign_in("mia.berg").await;
    let jonas = desk.sign_in("jonas.lind").await;
    mia.asks_for(VISIO, "Charts.", &[]).await;
    let (sign, fields) = jonas.takes_the_pen().await;
    desk.policy_becomes(&without_visio()).await;
    desk.works().await;
    let late = jonas.signs(&(sign, fields)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.words("main")
            .contains("A new version of the policy says no."),
        "{}",
        late.words("main")
    );
    assert_eq!(desk.calls().await.len(), 0);
    desk.close().await;
}

#[tokio::test]
async fn a_worker_that_dies_on_the_way_is_followed_by_one_that_goes_on_where_it_was() {
    let desk = Desk::with_policy(MANAGER).await;
    let mia = desk.sign_in("mia.berg").await;
    let mut asked = Vec::new();
    for sku in [E5, VISIO, POWER_BI, PROJECT] {
        asked.push(mia.asks_for(sku, "Needed.", &[]).await);
        desk.turn(Duration::seconds(1));
    }
    let denies = format!(
        "{MANAGER}\n[[guard]]\nid = \"none\"\nwhen = 'product.sku != \"POWER_BI_PRO\"'\ndeny = \"Nothing.\"\n"
    );
    desk.policy_becomes(&denies).await;

    // The second is locked by somebody: there the worker dies.
    let mut somebody = desk.app.pool.begin().await.unwrap();
    sqlx::query!(
        "select id from requests where id = $1::text::uuid for update",
        asked[1]
    )
    .fetch_one(&mut *somebody)
    .await
    .unwrap();
    let its = desk.app.clone();
    let worker = tokio::spawn(async move { worker::work_once(&its).await });
    until("the first is denied", async || {
        state(&desk, &asked[0]).await == "denied"
    })
    .await;
    worker.abort();
    let _cut_off = worker.await;
    somebody.rollback().await.unwrap();
    assert_eq!(state(&desk, &asked[1]).await, "awaiting_approval");

    desk.turn(Duration::seconds(
        i64::from(desk.app.config.worker.lease_seconds) + 1,
    ));
    assert_eq!(
        jobs::release_expired(&desk.app.pool, desk.now()).await.unwrap(),
        1
    );
    desk.works().await;
    for (request, is) in asked
        .iter()
        .zip(["denied", "denied", "awaiting_approval", "denied"])
    {
        assert_eq!(state(&desk, request).await, is);
        let denials = desk
            .kinds(request)
            .await
            .iter()
            .filter(|kind| *kind == "request.denied")
            .count();
        assert_eq!(denials, usize::from(is == "denied"));
    }
    let said = desk.last_said("policy.applied").await;
    assert_eq!((&said["denied"], &said["kept"]), (&json!(3), &json!(1)));
    desk.close().await;
}

#[tokio::test]
async fn a_version_that_is_overtaken_leaves_what_waits_to_the_one_in_force() {
    let desk = Desk::with_policy(MANAGER).await;
    let mia = desk.sign_in("mia.berg").await;
    let visio = mia.asks_for(VISIO, "Charts.", &[]).await;
    // In force for a moment only: nobody has looked at what waits by it.
    desk.policy_becomes(&without_visio()).await;
    let newest = desk.policy_becomes(&format!("{MANAGER}# As before.\n")).await;
    desk.works().await;
    assert_eq!(state(&desk, &visio).await, "awaiting_approval");
    assert_eq!(
        desk.last_said("policy.applied").await,
        json!({ "policy": newest, "denied": 0, "kept": 1, "overtaken": false })
    );
    desk.close().await;
}

#[tokio::test]
async fn of_two_administrators_at_once_one_is_quicker() {
    let desk = Desk::with_policy(MANAGER).await;
    let (ada, viktor) = desk.administrators().await;
    for round in 0..4 {
        // Each has the other's draft open and puts it in force in the same moment.
        let of_ada = ada.submits_policy(format!("{MANAGER}# Ada's, {round}.\n")).await;
        let of_viktor = viktor
            .submits_policy(format!("{MANAGER}# Viktor's, {round}.\n"))
            .await;
        let (by_viktor, by_ada) = (
            viktor.reads_draft(&of_ada).await,
            ada.reads_draft(&of_viktor).await,
        );
        let (one, other) = tokio::join!(
            viktor.presses(&of_ada, "put-in-force", &by_viktor),
            ada.presses(&of_viktor, "put-in-force", &by_ada)
        );
        one_was_quicker(&one, &other);
        // One takes back what the other puts in force.
        let draft = ada.submits_policy(format!("{MANAGER}# Twice, {round}.\n")).await;
        let put = viktor.reads_draft(&draft).await;
        let (one, other) = tokio::join!(
            viktor.presses(&draft, "put-in-force", &put),
            ada.takes_away(&draft)
        );
        one_was_quicker(&one, &other);
    }
    desk.works().await;
    desk.close().await;
}

fn one_was_quicker(one: &Page, other: &Page) {
    let mut answers = [one.status, other.status];
    answers.sort();
    assert_eq!(answers, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
}

async fn state(desk: &Desk, request: &str) -> String {
    sqlx::query_scalar!("select state from requests where id = $1::text::uuid", request)
        .fetch_one(&desk.app.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_draft_says_what_its_examples_do_not_notice_which_names_are_unknown_and_what_it_would_have_decided()
{
    let desk = Desk::with_policy(MANAGER).await;
    let (ada, viktor) = desk.administrators().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "To draw.", &[]).await;
    let example = "[[example]]\nid = \"power-bi\"\ngiven = { product = \"POWER_BI_PRO\" }\nexpect = { outcome = \"stages\" }\n";
    let text = without_visio().replace("[\"VISIOCLIENT\"]", "[\"VISIOCLIENT\", \"VISIOCLIENTS\"]");
    let draft = ada.submits_policy(format!("{text}\n{example}")).await;

    let page = viktor.get(&draft).await;
    let words = page.words("main");
    for told in [
        "1 example stands in the file, and passes.",
        "No example exercises no-visio .",
        "4 changes of single rules tried; no example notices 1 of them:",
        "no-visio could be left out",
        "unknown product `VISIOCLIENTS`; did you mean `VISIOCLIENT`?",
        "It was not replayed over past requests yet.",
    ] {
        assert!(words.contains(told), "{told}: {words}");
    }

    let version = page.field("version");
    let fields = [("version", version.as_str()), ("days", "90")];
    let begun = viktor.post("/admin/policy/replay/version", &draft, &fields).await;
    let run = begun.location.clone().unwrap_or_else(|| panic!("{}", begun.text));
    desk.works().await;
    assert!(
        viktor
            .get(&run)
            .await
            .hrefs("/admin/policy/drafts/")
            .contains(&draft)
    );
    let page = viktor.get(&draft).await;
    assert!(
        page.words("main")
            .contains("Done 1 request: 0 as before, 1 otherwise. See what changes"),
        "{}",
        page.words("main")
    );
    assert!(page.hrefs("/admin/policy/replay/").contains(&run));
    desk.close().await;
}
