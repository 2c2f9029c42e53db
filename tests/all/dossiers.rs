//! Dossiers: a sound right passes, each planted defect fails exactly the attribute that it is about, and nobody but an auditor
//! looks.

use chrono::{DateTime, Duration, Utc};
use countersign::reports::dossier::population::{self, Tested};
use reqwest::StatusCode;

use crate::desk::{Desk, FLOW_FREE, MAIL, Page, Person, VISIO};
use crate::drift;
use crate::movers::{leaves, turns};
use crate::reperform::by_hand;

const POLICY: &str = include_str!("../../policies/starter.toml");
const WHY: &str = "Charts for the packaging line.";
const LETTERS: [&str; 9] = ["A", "B", "C", "D", "E", "F", "G", "H", "I"];
const MANAGER_SIGNS: &str = r#"
[[guard]]
id = "leavers"
on_leave = "end"
grace = "0d"

[[route]]
id = "all"
stages = [{ who = "manager" }]
"#;

impl Desk {
    /// What waits to be told is told, by mail or by the pages alone.
    async fn has_told(&self) {
        self.works_until_idle().await;
        self.turn(Duration::seconds(5));
        self.works_until_idle().await;
    }

    async fn exceptions(&self) -> (Tested, Vec<String>) {
        let period = ("2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z");
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let period = (at(period.0), at(period.1));
        let found = population::all_exceptions(&self.app.pool, &self.app.clock, period).await;
        let (tested, rows) = found.unwrap();
        let rows = rows.iter().map(|row| {
            let (letter, code) = (row.attribute.as_str(), row.code.as_str());
            format!("{letter} {code} {}", row.request)
        });
        (tested, rows.collect())
    }
}

async fn dossier(person: &Person, id: &str) -> Page {
    let page = person.get(&format!("/audit/dossiers/{id}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page
}

/// What attributes have this verdict, with their codes: `C approver-not-entitled`.
fn with(page: &Page, verdict: &str) -> Vec<String> {
    let of = |letter: &&str| {
        page.words(&format!("#attribute-{letter} .badge"))
            .ends_with(verdict)
    };
    let said = |letter: &str| {
        let codes = page.words(&format!("#attribute-{letter} .reason code"));
        format!("{letter} {codes}").trim().to_owned()
    };
    LETTERS
        .iter()
        .filter(|letter| of(letter))
        .map(|letter| said(letter))
        .collect()
}

fn failing(page: &Page) -> Vec<String> {
    with(page, "Fail")
}

/// Mia asked for Visio, Jonas signed, and Microsoft has it.
async fn sound(desk: &Desk) -> (Person, String) {
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, WHY, &[]).await;
    desk.sign_in("jonas.lind").await.approves().await;
    desk.has_told().await;
    (desk.sign_in("otto.keller").await, request)
}

#[tokio::test]
async fn a_sound_right_passes_and_the_page_has_what_each_attribute_stands_on() {
    let desk = Desk::configured(POLICY, MAIL).await;
    let (otto, request) = sound(&desk).await;
    desk.seals().await;
    let page = dossier(&otto, &request).await;
    assert_eq!(page.words(".head .badge"), "Verdict: Pass");
    assert_eq!(with(&page, "Pass"), ["A", "B", "C", "D", "E", "F", "G", "H"]);
    assert_eq!(with(&page, "Does not apply"), ["I goes-on"]);
    let approvals = page.words("section:has(#approvals-h)");
    for words in ["Jonas Lind", "by OpenID Connect", "SHA-256 of what was shown"] {
        assert!(approvals.contains(words), "{words}: {approvals}");
    }
    assert!(!approvals.contains("Not in the log"), "{approvals}");
    let call = page.words("section:has(#call-h)");
    for words in [
        "client-request-id",
        "request-id",
        "disabledPlans",
        "addLicenses",
        "done",
    ] {
        assert!(call.contains(words), "{words}: {call}");
    }
    assert!(
        page.words("section:has(#rules-h)")
            .contains(&desk.version_in_force())
    );
    assert!(page.words(".seen-facts").contains("beneficiary.name Mia Berg"));
    let evidence = page.words("#attribute-H .beside");
    assert!(
        evidence.contains("mail.sent") && evidence.contains("Row in mails"),
        "{evidence}"
    );
    let first = page.words(".proved li:first-child");
    assert!(
        first.contains("request.submitted")
            && first.contains("Leaf hash")
            && first.contains("Inclusion proof"),
        "{first}"
    );
    // By the id of the grant it is the same dossier.
    let grant = sqlx::query_scalar!("select id from grants");
    let grant = grant.fetch_one(&desk.app.pool).await.unwrap().to_string();
    assert_eq!(dossier(&otto, &grant).await.words("h1"), page.words("h1"));
    for (place, words) in [
        (format!("/requests/{request}"), "main"),
        (format!("/requests/{request}/explain"), "main"),
    ] {
        let hrefs = otto.get(&place).await.hrefs("/audit/dossiers/");
        assert_eq!(hrefs, [format!("/audit/dossiers/{request}")], "{place} {words}");
    }
    assert_eq!(desk.exceptions().await.1, Vec::<String>::new());
    desk.close().await;
}

#[tokio::test]
async fn only_auditors_look_each_visit_is_an_event_and_it_is_read_in_german_too() {
    let desk = Desk::open().await;
    let (otto, request) = sound(&desk).await;
    let path = format!("/audit/dossiers/{request}");
    for name in ["mia.berg", "jonas.lind", "ada.novak"] {
        let page = desk.sign_in(name).await.get(&path).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{name}");
    }
    let visits = async || {
        desk.kinds(&request)
            .await
            .iter()
            .filter(|kind| *kind == "dossier.viewed")
            .count()
    };
    assert_eq!(visits().await, 0);
    dossier(&otto, &request).await;
    assert_eq!(visits().await, 1);
    let said = desk.last_said("dossier.viewed").await;
    assert_eq!(said, serde_json::json!({ "verdict": "pass", "failed": [] }));
    for nothing in ["00000000-0000-4000-8000-000000000000", "x", "%27--"] {
        let page = otto.get(&format!("/audit/dossiers/{nothing}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
    let german = otto
        .http
        .get(format!("{}{path}", otto.url))
        .header("accept-language", "de")
        .send()
        .await
        .unwrap();
    let german = Page::of(german).await;
    assert_eq!(german.words(".head .badge"), "Urteil: Erfüllt");
    assert!(german.words("#attribute-I").contains("Die Vergabe läuft weiter."));
    desk.close().await;
}

/// Something that somebody does who owns the database, how it is undone, and what fails by it.
struct Defect {
    what: &'static str,
    done: &'static str,
    undone: &'static str,
    fails: &'static [&'static str],
}

const DEFECTS: [Defect; 21] = [
    Defect {
        what: "the request was made a day earlier",
        done: "update requests set created_at = created_at - interval '1 day'",
        undone: "update requests set created_at = created_at + interval '1 day'",
        fails: &["A log-differs"],
    },
    Defect {
        what: "the log does not say that it was asked",
        done: "update audit_events set kind = 'request.x' where kind = 'request.submitted'",
        undone: "update audit_events set kind = 'request.submitted' where kind = 'request.x'",
        fails: &["A not-logged"],
    },
    Defect {
        what: "the justification is gone",
        done: "update requests set justification = ''",
        undone: "update requests set justification = 'Charts for the packaging line.'",
        fails: &["B log-differs"],
    },
    Defect {
        what: "the policy was altered",
        done: r"update policy_versions set bytes = bytes || '\x0a'::bytea",
        undone: "update policy_versions set bytes = substring(bytes from 1 for length(bytes) - 1)",
        fails: &["C policy-altered"],
    },
    Defect {
        what: "a fact was altered",
        done: r#"create table kept as select id, facts from decisions;
                 update decisions set facts = jsonb_set(facts::jsonb, '{beneficiary,country}', '"XX"')"#,
        undone: "update decisions d set facts = k.facts from kept k where k.id = d.id; drop table kept",
        fails: &["C facts-altered"],
    },
    Defect {
        what: "nobody could sign",
        done: r#"create table kept as select id, detail from audit_events where kind = 'stage.opened';
                 update audit_events set detail = detail || '{"approvers": []}' where kind = 'stage.opened'"#,
        undone: "update audit_events e set detail = k.detail from kept k where k.id = e.id; drop table kept",
        fails: &["C approver-not-entitled"],
    },
    Defect {
        what: "another version was in force",
        done: r#"create table kept as select id, detail from audit_events where kind = 'policy.in_force';
                 update audit_events set detail = detail || '{"policy": "00"}' where kind = 'policy.in_force'"#,
        undone: "update audit_events e set detail = k.detail from kept k where k.id = e.id; drop table kept",
        fails: &["C policy-not-in-force"],
    },
    Defect {
        what: "who signed had asked",
        done: "insert into notices (id, event_id, person_id, kind, request_id, at, not_before, dropped_at)
                 select gen_random_uuid(), n.event_id, p.id, n.kind, n.request_id, n.at, n.not_before, n.at
                   from notices n, people p where n.kind = 'active' and p.upn like 'jonas.lind@%';
               update requests set requester_id = (select id from people where upn like 'jonas.lind@%');
               update audit_events set actor_id = (select id from people where upn like 'jonas.lind@%') where kind = 'request.submitted'",
        undone: "delete from notices where kind = 'active' and person_id = (select id from people where upn like 'jonas.lind@%');
                 update requests set requester_id = beneficiary_id;
                 update audit_events set actor_id = person_id where kind = 'request.submitted'",
        fails: &["D approver-is-requester"],
    },
    Defect {
        what: "who signed had made the rule alone",
        done: r#"create table kept as select id, detail from audit_events where kind = 'policy.in_force';
                 update audit_events set detail = detail || (select jsonb_build_object('by', id, 'submitted_by', id)
                   from people where upn like 'jonas.lind@%') where kind = 'policy.in_force'"#,
        undone: "update audit_events e set detail = k.detail from kept k where k.id = e.id; drop table kept",
        fails: &["D own-rule"],
    },
    Defect {
        what: "the signature is gone",
        done: "update signatures set taken_back_at = signed_at",
        undone: "update signatures set taken_back_at = null",
        fails: &["E log-differs"],
    },
    Defect {
        what: "two should have signed",
        done: r#"create table kept as select id, detail from audit_events where kind = 'stage.opened';
                 update audit_events set detail = detail || '{"needed": 2}' where kind = 'stage.opened'"#,
        undone: "update audit_events e set detail = k.detail from kept k where k.id = e.id; drop table kept",
        fails: &["E too-few-signatures"],
    },
    Defect {
        what: "it was signed an hour later",
        done: "update signatures set signed_at = signed_at + interval '1 hour';
               update audit_events set at = at + interval '1 hour' where kind = 'signature.given'",
        undone: "update signatures set signed_at = signed_at - interval '1 hour';
                 update audit_events set at = at - interval '1 hour' where kind = 'signature.given'",
        fails: &["F signed-after-grant"],
    },
    Defect {
        what: "it was approved a day earlier",
        done: "update grants set approved_at = approved_at - interval '1 day'",
        undone: "update grants set approved_at = approved_at + interval '1 day'",
        fails: &["F log-differs"],
    },
    Defect {
        what: "the grant has other plans",
        done: "create table kept as select id, plans_on from grants; update grants set plans_on = '{}'",
        undone: "update grants g set plans_on = k.plans_on from kept k where k.id = g.id; drop table kept",
        fails: &["G log-differs"],
    },
    Defect {
        what: "the grant lasts a year longer",
        done: "update grants set until_at = until_at + interval '365 days'",
        undone: "update grants set until_at = until_at - interval '365 days'",
        fails: &["G log-differs"],
    },
    Defect {
        what: "the call switched nothing off",
        done: r#"create table kept as select id, detail from audit_events where kind = 'graph.call_planned';
                 create table kept_call as select id, call from fulfilment_runs;
                 update audit_events set detail = jsonb_set(detail, '{body,addLicenses,0,disabledPlans}', '[]') where kind = 'graph.call_planned';
                 update fulfilment_runs set call = jsonb_set(call, '{addLicenses,0,disabledPlans}', '[]') where call is not null"#,
        undone: "update audit_events e set detail = k.detail from kept k where k.id = e.id; drop table kept;
                 update fulfilment_runs r set call = k.call from kept_call k where k.id = r.id; drop table kept_call",
        fails: &["G call-differs"],
    },
    Defect {
        what: "Microsoft's answer is another one in the table",
        done: "create table kept as select id, read_back from fulfilment_runs; update fulfilment_runs set read_back = '[]'",
        undone: "update fulfilment_runs r set read_back = k.read_back from kept k where k.id = r.id; drop table kept",
        fails: &["G log-differs"],
    },
    Defect {
        what: "another change was granted than the one signed",
        done: r#"create table kept as select id, detail from audit_events where kind = 'grant.approved';
                 update audit_events set detail = jsonb_set(detail, '{change,replaces}', '["c5928f49-12ba-48f7-ada3-0d743a3601d5"]')
                  where kind = 'grant.approved'"#,
        undone: "update audit_events e set detail = k.detail from kept k where k.id = e.id; drop table kept",
        fails: &["G hash-does-not-fit"],
    },
    Defect {
        what: "nobody was told",
        done: "update notices set kind = 'question' where kind = 'active'",
        undone: "update notices set kind = 'active' where kind = 'question'",
        fails: &["H not-told"],
    },
    Defect {
        what: "it ended, and the log does not say so",
        done: "update grants set state = 'ended', ended_at = state_since",
        undone: "update grants set state = 'active', ended_at = null",
        fails: &["I log-differs"],
    },
    Defect {
        what: "somebody left, and nothing followed",
        done: "insert into audit_events (id, at, kind, actor, person_id, detail)
                 select gen_random_uuid(), at - interval '3 days', 'person.left', 'service', person_id, '{}'
                   from audit_events where kind = 'request.submitted'",
        undone: "delete from audit_events where kind = 'person.left'",
        fails: &["I leaver-not-followed"],
    },
];

#[tokio::test]
async fn each_planted_defect_fails_its_attribute_and_no_other() {
    let desk = Desk::open().await;
    let (otto, request) = sound(&desk).await;
    assert_eq!(failing(&dossier(&otto, &request).await), Vec::<String>::new());
    let mut wrong = Vec::new();
    for defect in DEFECTS {
        by_hand(&desk, defect.done).await;
        let page = failing(&dossier(&otto, &request).await);
        let (_, listed) = desk.exceptions().await;
        by_hand(&desk, defect.undone).await;
        let rows: Vec<_> = defect
            .fails
            .iter()
            .map(|fails| format!("{fails} {request}"))
            .collect();
        if page != defect.fails || listed != rows {
            wrong.push((defect.what, page, listed));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(failing(&dossier(&otto, &request).await), Vec::<String>::new());
    desk.close().await;
}

#[tokio::test]
async fn who_is_put_among_the_approvers_by_hand_signs_and_is_found() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, WHY, &[]).await;
    by_hand(
        &desk,
        "insert into stage_approvers (stage_id, person_id)
           select s.id, p.id from stages s, people p where p.upn like 'ravi.menon@%'",
    )
    .await;
    desk.sign_in("ravi.menon").await.approves().await;
    desk.has_told().await;
    let otto = desk.sign_in("otto.keller").await;
    assert_eq!(
        failing(&dossier(&otto, &request).await),
        ["C approver-not-entitled"]
    );
    let (tested, rows) = desk.exceptions().await;
    assert_eq!(rows, [format!("C approver-not-entitled {request}")]);
    assert_eq!((tested.population, tested.tested, tested.failed), (1, 1, 1));
    desk.close().await;
}

#[tokio::test]
async fn what_needs_no_signature_is_not_asked_for_one() {
    let desk = Desk::open().await;
    let ravi = desk.sign_in("ravi.menon").await;
    let free = ravi.asks_for(FLOW_FREE, "", &[]).await;
    let (ada, _viktor) = desk.administrators().await;
    // An administrator gives at once past the rules, and somebody else reviews it.
    let otto = desk.sign_in("otto.keller").await;
    let page = ada.gives_all("emil.brandt", VISIO).await;
    let given = page.location.unwrap().replace("/requests/", "");
    desk.has_told().await;
    let page = dossier(&otto, &free).await;
    assert_eq!(with(&page, "Pass"), ["A", "F", "G", "H"]);
    assert_eq!(
        with(&page, "Does not apply"),
        [
            "B policy-wants-none",
            "C automatic",
            "D automatic",
            "E automatic",
            "I goes-on"
        ]
    );
    let page = dossier(&otto, &given).await;
    assert_eq!(page.words(".head .badge"), "Verdict: Open");
    assert_eq!(with(&page, "Open"), ["D not-reviewed"]);
    assert_eq!(with(&page, "Pass"), ["A", "B", "G", "H"]);
    let action = format!("/audit/exceptions/{given}");
    let note = [("note", "As agreed with the board.")];
    otto.post(&action, "/audit/exceptions", &note).await;
    let page = dossier(&otto, &given).await;
    assert_eq!(with(&page, "Pass"), ["A", "B", "D", "G", "H"]);
    assert_eq!(
        with(&page, "Does not apply"),
        [
            "C past-the-rules",
            "E past-the-rules",
            "F past-the-rules",
            "I goes-on"
        ]
    );
    desk.close().await;
}

#[tokio::test]
async fn a_right_that_is_not_removed_when_its_term_is_over_fails_and_one_removed_late_too() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let (otto, request) = sound(&desk).await;
    let emil = desk.sign_in("emil.brandt").await;
    let other = emil.asks_for(VISIO, WHY, &[]).await;
    let manager = sqlx::query_scalar!(
        "select m.upn from people p join people m on m.id = p.manager_id where p.upn like 'emil.brandt@%'"
    );
    let manager = manager.fetch_one(&desk.app.pool).await.unwrap();
    desk.sign_in_upn("Emil's manager", &manager)
        .await
        .approves()
        .await;
    desk.has_told().await;
    // Emil leaves and has it no more; what is Mia's ends ninety days later, and nobody does it for a week.
    leaves(&desk, "emil.brandt").await;
    turns(&desk).await;
    let page = dossier(&otto, &other).await;
    assert_eq!(
        with(&page, "Pass").last().map(String::as_str),
        Some("I"),
        "{:?}",
        failing(&page)
    );
    desk.turn(Duration::days(98));
    let otto = desk.sign_in("otto.keller").await;
    assert_eq!(failing(&dossier(&otto, &request).await), ["I still-not-removed"]);
    turns(&desk).await;
    desk.has_told().await;
    assert_eq!(failing(&dossier(&otto, &request).await), ["I removed-late"]);
    let (_, rows) = desk.exceptions().await;
    assert_eq!(rows, [format!("I removed-late {request}")]);
    desk.close().await;
}

#[tokio::test]
async fn signing_for_somebody_a_later_end_and_what_was_adopted_stand_up_to_it() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let jonas = desk.sign_in("jonas.lind").await;
    jonas.lets_sign("clara.roe", "2026-11-30", &[]).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, WHY, &[]).await;
    desk.sign_in("clara.roe").await.approves().await;
    desk.has_told().await;
    let otto = desk.sign_in("otto.keller").await;
    let page = dossier(&otto, &request).await;
    assert_eq!(failing(&page), Vec::<String>::new());
    assert!(
        page.words("section:has(#approvals-h)")
            .contains("Clara Roe for Jonas Lind")
    );
    // The clock has stood still since it began: it is over before it was signed by it.
    let over = "create table kept as select id, starts_at, ends_at from delegations;
                update delegations set starts_at = starts_at - interval '2 days', ends_at = starts_at - interval '1 day'";
    by_hand(&desk, over).await;
    assert_eq!(failing(&dossier(&otto, &request).await), ["C delegation-over"]);
    let back = "update delegations d set starts_at = k.starts_at, ends_at = k.ends_at from kept k where k.id = d.id; drop table kept";
    by_hand(&desk, back).await;

    let form = format!("/licences/{VISIO}/extend");
    let fields = [("justification", "It goes on."), ("term", "90")];
    let extended = mia.post(&form, &form, &fields).await.location.unwrap();
    let extended = extended.strip_prefix("/requests/").unwrap();
    jonas.approves().await;
    desk.has_told().await;
    let page = dossier(&otto, extended).await;
    assert_eq!(failing(&page), Vec::<String>::new());
    assert_eq!(with(&page, "Does not apply"), ["I of-the-grant"]);
    assert_eq!(failing(&dossier(&otto, &request).await), Vec::<String>::new());
    desk.close().await;
}

#[tokio::test]
async fn what_was_adopted_is_not_asked_who_signed_it() {
    let (desk, ada) = drift::clean_desk().await;
    drift::by_hand(&desk, "ravi.menon", VISIO, serde_json::json!({})).await;
    drift::compares(&desk, &ada).await;
    drift::adopts_all(&desk, &ada, VISIO).await;
    desk.has_told().await;
    let otto = desk.sign_in("otto.keller").await;
    let adopted = sqlx::query_scalar!(
        "select request_id from grants g join requests r on r.id = g.request_id where r.kind = 'adopt' limit 1"
    );
    let adopted = adopted.fetch_optional(&desk.app.pool).await.unwrap();
    if let Some(adopted) = adopted {
        let page = dossier(&otto, &adopted.to_string()).await;
        assert_eq!(failing(&page), Vec::<String>::new());
    }
    assert_eq!(desk.exceptions().await.1, Vec::<String>::new());
    desk.close().await;
}
