use super::super::{Asked, Facts, Heard, HeldFacts, Outcome, Policy, RuleKind, Who};
use super::{codes, facts, off, policy};

#[test]
fn the_starter_policy_is_good() {
    let bytes = include_bytes!("../../../policies/starter.toml");
    let policy = Policy::parse("policies/starter.toml", bytes);
    let policy = policy.unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert!(policy.examples() >= 10);
    assert_eq!(
        policy.groups().into_iter().collect::<Vec<_>>(),
        ["License Approvers"]
    );
    assert_eq!(policy.version().len(), 64);
}

#[test]
fn guards_add_up_and_the_shortest_term_counts() {
    let policy = policy(
        r#"
[[guard]]
id = "b"
keep_off = ["ONEDRIVE_BASIC", "SWAY"]
longest_term = "90d"
[[guard]]
id = "a"
keep_off = ["ONEDRIVE_BASIC", "VISIOONLINE"]
longest_term = "30d"
reason = "Because."
"#,
    );
    let decision = policy.decide(&facts());
    assert_eq!(decision.outcome, Outcome::Stages);
    // SWAY is no plan of the product.
    assert_eq!(off(&decision), ["ONEDRIVE_BASIC", "VISIOONLINE"]);
    assert_eq!(decision.plans_off[0].rule, "a");
    assert_eq!(decision.term_days, Some(30));
    let texts: Vec<&str> = decision
        .reasons
        .iter()
        .map(|reason| reason.text.as_str())
        .collect();
    insta::assert_snapshot!(texts.join("\n"), @"
    ONEDRIVE_BASIC and VISIOONLINE stay off. Because.
    ONEDRIVE_BASIC stays off.
    The term is 30 days, the longest that is allowed. Because.
    To be signed by the manager.
    ");
}

#[test]
fn a_term_is_capped_only_when_it_is_longer() {
    let policy = policy("[[guard]]\nid = \"cap\"\nlongest_term = \"90d\"\n");
    for (asked, got, reasons) in [
        (0, Some(90), 2),
        (365, Some(90), 2),
        (90, Some(90), 1),
        (7, Some(7), 1),
    ] {
        let mut facts = facts();
        facts.request.term_days = asked;
        let decision = policy.decide(&facts);
        assert_eq!(
            (decision.term_days, decision.reasons.len()),
            (got, reasons),
            "{asked} days"
        );
    }
}

#[test]
fn allow_only_keeps_everything_else_off() {
    let policy = policy("[[guard]]\nid = \"only\"\nallow_only = [\"VISIOONLINE\", \"TEAMS1\"]\n");
    assert_eq!(
        off(&policy.decide(&facts())),
        ["ONEDRIVE_BASIC", "VISIO_CLIENT_SUBSCRIPTION"]
    );
}

#[test]
fn every_refusal_gives_its_reason() {
    let policy = policy(
        r#"
[[guard]]
id = "two"
deny = "Second."
[[guard]]
id = "one"
deny = "First."
[[guard]]
id = "words"
justification_at_least = 10
"#,
    );
    let mut facts = facts();
    facts.request.justification = "  nine char ".to_owned();
    let decision = policy.decide(&facts);
    assert_eq!(decision.outcome, Outcome::Denied);
    assert!(decision.stages.is_empty());
    assert_eq!(
        codes(&decision),
        ["denied one", "denied two", "justification_too_short words"]
    );
}

#[test]
fn the_first_route_that_matches_counts() {
    let policy = policy(
        r#"
[[route]]
id = "other product"
products = ["FLOW_FREE"]
approve = "automatic"
[[route]]
id = "guests"
when = 'beneficiary.user_type == "Guest"'
stages = [{ who = "owner" }]
[[route]]
id = "cheap"
when = 'product.price_cents < 1000'
stages = [{ who = "manager", within = "3d", then = "group:A" }, { who = "group:B", signatures = 2, within = "12h" }]
"#,
    );
    let decision = policy.decide(&facts());
    assert_eq!(decision.stages.len(), 2);
    assert_eq!(decision.stages[0].within_hours, Some(72));
    assert_eq!(decision.stages[1].signatures, 2);
    assert_eq!(decision.stages[1].who, Who::Group("B".to_owned()));
    assert_eq!(codes(&decision), ["routed cheap"]);

    let mut guest = facts();
    guest.beneficiary.user_type = "Guest".to_owned();
    assert_eq!(codes(&policy.decide(&guest)), ["routed guests"]);

    let mut free = facts();
    free.product.sku = "FLOW_FREE".to_owned();
    assert_eq!(policy.decide(&free).outcome, Outcome::Automatic);

    let mut expensive = facts();
    expensive.product.price_cents = 1000;
    assert_eq!(codes(&policy.decide(&expensive)), ["no_route "]);
    assert_eq!(policy.decide(&expensive).outcome, Outcome::Denied);
}

#[test]
fn facts_out_of_their_bounds_are_denied() {
    let policy = policy("[[route]]\nid = \"all\"\napprove = \"automatic\"\n");
    type Bend = fn(&mut Facts);
    let table: [(&str, Bend); 6] = [
        ("product.price_cents", |facts| facts.product.price_cents = -1),
        ("product.price_cents", |facts| {
            facts.product.price_cents = i64::MAX
        }),
        ("request.term_days", |facts| facts.request.term_days = 1_000_000),
        ("beneficiary.groups", |facts| {
            facts.beneficiary.groups = vec![String::new(); 5_001]
        }),
        ("held", |facts| facts.held = vec![HeldFacts::default(); 201]),
        ("now", |facts| facts.now = chrono::DateTime::UNIX_EPOCH),
    ];
    for (name, bend) in table {
        let mut facts = facts();
        bend(&mut facts);
        let decision = policy.decide(&facts);
        assert_eq!(decision.outcome, Outcome::Denied, "{name}");
        assert_eq!(codes(&decision), ["evaluation_failed "], "{name}");
        assert!(decision.reasons[0].text.contains(name), "{:?}", decision.reasons);
    }
}

#[test]
fn a_condition_may_use_every_fact() {
    for condition in [
        "requester.id == beneficiary.id && request.for_self",
        "\"Sales\" in beneficiary.groups || beneficiary.groups.size() == 0",
        "held.all(h, h.sku != product.sku && !(\"TEAMS1\" in h.plans))",
        "seats.free >= seats.enabled - seats.consumed",
        "now < timestamp(\"2999-01-01T00:00:00Z\") && now.getFullYear() > 2000",
        "product.plans.exists(p, p.startsWith(\"VISIO\"))",
        "size(request.plans_off) == 0 && request.kind == \"assign\"",
        "beneficiary[\"department\"] == \"\" && spend.month_cents == 0",
    ] {
        let text = format!("[[guard]]\nid = \"g\"\nwhen = '{condition}'\ndeny = \"Yes.\"\n");
        let decision = policy(&text).decide(&facts());
        assert_eq!(codes(&decision), ["denied g"], "{condition}");
    }
}

const GUARDS: [&str; 7] = [
    "keep_off = [\"ONEDRIVE_BASIC\"]",
    "allow_only = [\"VISIOONLINE\", \"ONEDRIVE_BASIC\"]",
    "longest_term = \"90d\"",
    "longest_term = \"30d\"\nkeep_off = [\"ONEDRIVE_BASIC\", \"VISIOONLINE\"]",
    "deny = \"No.\"\nwhen = 'beneficiary.user_type == \"Guest\"'",
    "justification_at_least = 5",
    "ask = [{ id = \"purpose\", text = \"What for?\" }]\nwhen = 'request.term_days != 7'",
];

fn of_guards(guards: &[usize]) -> Policy {
    let text: Vec<String> = guards
        .iter()
        .map(|guard| format!("[[guard]]\nid = \"g{guard}\"\n{}\n", GUARDS[*guard]))
        .collect();
    policy(&text.concat())
}

fn situations() -> Vec<Facts> {
    let mut situations = Vec::new();
    for guest in ["Member", "Guest"] {
        for justification in ["", "long enough"] {
            for term in [0, 60, 7] {
                let mut facts = facts();
                facts.beneficiary.user_type = guest.to_owned();
                facts.request.justification = justification.to_owned();
                facts.request.term_days = term;
                situations.push(facts);
            }
        }
    }
    situations
}

/// All subsets of the guards, as lists of indices.
fn subsets() -> impl Iterator<Item = Vec<usize>> {
    (0_u32..1 << GUARDS.len()).map(|bits| (0..GUARDS.len()).filter(|guard| bits >> guard & 1 == 1).collect())
}

#[test]
fn the_order_of_guards_does_not_matter() {
    for mut guards in subsets() {
        let forward = of_guards(&guards);
        guards.reverse();
        let backward = of_guards(&guards);
        for facts in situations() {
            let mut other = backward.decide(&facts);
            // Other bytes are another version; that is all that may differ.
            other.policy_version = forward.version().to_owned();
            assert_eq!(forward.decide(&facts), other, "{guards:?}");
        }
    }
}

#[test]
fn one_more_guard_never_permits_more() {
    let situations = situations();
    for guards in subsets() {
        let before = of_guards(&guards);
        let decisions: Vec<_> = situations.iter().map(|facts| before.decide(facts)).collect();
        for added in (0..GUARDS.len()).filter(|added| !guards.contains(added)) {
            let mut more = guards.clone();
            more.push(added);
            let after = of_guards(&more);
            for (facts, before) in situations.iter().zip(&decisions) {
                let after = after.decide(facts);
                if before.outcome == Outcome::Denied {
                    assert_eq!(after.outcome, Outcome::Denied);
                }
                let off_after = off(&after);
                assert!(off(before).iter().all(|plan| off_after.contains(plan)));
                let days = |term: Option<i64>| term.unwrap_or(i64::MAX);
                assert!(days(after.term_days) <= days(before.term_days));
                assert!(after.outcome == Outcome::Denied || after.stages == before.stages);
            }
        }
    }
}

#[test]
fn a_page_can_list_the_rules() {
    let policy = policy(
        r#"
[[guard]]
id = "g"
when = 'product.price_cents > 0'
products = ["A"]
deny = "No."
keep_off = ["P"]
longest_term = "5d"
[[route]]
id = "r"
stages = [{ who = "group:B", signatures = 2, within = "36h", then = "owner" }]
"#,
    );
    let rules = policy.rules();
    assert_eq!((rules[0].kind, rules[1].kind), (RuleKind::Guard, RuleKind::Route));
    assert_eq!(rules[0].when.as_deref(), Some("product.price_cents > 0"));
    assert_eq!(
        rules[0].does,
        ["denies: No.", "keeps off P", "for at most 5 days"]
    );
    assert_eq!(
        rules[1].does,
        [
            "2 of group B (or, where that is not possible, the owner of the product), within 36 hours, then the owner of the product"
        ]
    );
}

#[test]
fn what_is_held_excludes_is_replaced_and_is_said() {
    let policy = policy(
        r#"
[[guard]]
id = "one-suite"
excludes = ["SPE_E5"]
[[guard]]
id = "up"
replaces = ["VISIO_PLAN1_DEPT"]
"#,
    );
    let mut facts = facts();
    let held = |sku: &str, name: &str, granted| HeldFacts {
        sku: sku.to_owned(),
        name: name.to_owned(),
        granted,
        ..HeldFacts::default()
    };
    facts.held = vec![held("VISIO_PLAN1_DEPT", "Visio Plan 1", true)];
    let decision = policy.decide(&facts);
    assert_eq!(decision.outcome, Outcome::Stages);
    assert_eq!(decision.replaces[0].sku, "VISIO_PLAN1_DEPT");
    assert_eq!(decision.reasons[0].text, "It takes the place of Visio Plan 1.");

    facts.held[0].granted = false;
    let decision = policy.decide(&facts);
    assert!(decision.replaces.is_empty());
    assert_eq!(
        decision.reasons[0].text,
        "Visio Plan 1 stays: it was not given by a grant of Countersign."
    );

    facts.held = vec![held("SPE_E5", "Microsoft 365 E5", true)];
    let decision = policy.decide(&facts);
    assert_eq!(codes(&decision), ["excluded one-suite"]);
    assert_eq!(
        decision.reasons[0].text,
        "Visio Plan 2 can not be held together with Microsoft 365 E5."
    );
    facts.request.kind = "extend".to_owned();
    assert_eq!(policy.decide(&facts).outcome, Outcome::Stages);
}

#[test]
fn the_last_seats_and_the_budget_are_kept() {
    let policy = policy(
        r#"
[[guard]]
id = "reserve"
hold_back_seats = 3
[[guard]]
id = "budget"
monthly_spend_at_most_cents = 100000
"#,
    );
    let table = [
        (4, 0, Vec::new()),
        (3, 0, vec!["seats_held_back reserve"]),
        (4, 98_500, Vec::new()),
        (4, 98_501, vec!["spend_exceeded budget"]),
        (
            0,
            98_501,
            vec!["seats_held_back reserve", "spend_exceeded budget"],
        ),
    ];
    for (free, spent, refusals) in table {
        let mut facts = facts();
        facts.product.price_cents = 1_500;
        facts.product.cost_center = "4711".to_owned();
        facts.seats.free = free;
        facts.spend.month_cents = Some(spent);
        let decision = policy.decide(&facts);
        let expected = if refusals.is_empty() {
            vec!["routed manager"]
        } else {
            refusals
        };
        assert_eq!(codes(&decision), expected, "{free} seats, {spent} cents");
    }
}

#[test]
fn questions_are_asked_until_they_are_answered() {
    let policy = policy(
        r#"
[[guard]]
id = "purpose"
link = "https://intranet.example.com/visio"
[[guard.ask]]
id = "purpose"
text = "What will you draw?"
at_least = 10
[[guard.ask]]
id = "how_long"
text = "For how long?"
kind = "choice"
choices = ["A project", "Always"]

[[guard]]
id = "always-is-capped"
when = 'has(request.answers.how_long) && request.answers.how_long == "Always"'
longest_term = "365d"
"#,
    );
    let mut facts = facts();
    let decision = policy.decide(&facts);
    assert_eq!(decision.outcome, Outcome::Denied);
    assert_eq!(decision.questions.len(), 2);
    insta::assert_snapshot!(decision.reasons[0].text, @"“For how long?”: it is not answered.");
    assert_eq!(
        decision.reasons[0].link.as_deref(),
        Some("https://intranet.example.com/visio")
    );
    let mut answer = |id: &str, text: &str| facts.request.answers.insert(id.to_owned(), text.to_owned());
    answer("purpose", "Plans");
    answer("how_long", "Always");
    let decision = policy.decide(&facts);
    insta::assert_snapshot!(decision.reasons[0].text, @"“What will you draw?”: it has 5 characters; at least 10 are needed.");
    facts
        .request
        .answers
        .insert("purpose".to_owned(), "Floor plans of the new office".to_owned());
    let decision = policy.decide(&facts);
    assert_eq!(decision.outcome, Outcome::Stages);
    assert_eq!(decision.term_days, Some(365));
}

#[test]
fn what_a_cost_centre_spends_is_never_guessed() {
    let policy = policy(
        r#"
[[guard]]
id = "budget"
products = ["VISIOCLIENT"]
monthly_spend_at_most_cents = 100000
[[route]]
id = "much is spent on it"
when = 'spend.month_cents > 50000'
products = ["SPE_E5"]
stages = [{ who = "owner" }]
[[route]]
id = "manager"
stages = [{ who = "manager" }]
"#,
    );
    let table = [
        ("VISIOCLIENT", "assign", true),
        // A cap says nothing about extensions; a condition does.
        ("VISIOCLIENT", "extend", false),
        ("SPE_E5", "extend", true),
        ("POWER_BI_PRO", "assign", false),
    ];
    for (sku, kind, is_missing) in table {
        let mut facts = facts();
        facts.product.sku = sku.to_owned();
        facts.request.kind = kind.to_owned();
        assert!(!policy.needs_spend_that_is_missing(&facts), "0 was counted");
        assert_eq!(policy.decide(&facts).outcome, Outcome::Stages);
        facts.spend.month_cents = None;
        assert_eq!(policy.needs_spend_that_is_missing(&facts), is_missing, "{sku}");
        let expected = if is_missing {
            "evaluation_failed "
        } else {
            "routed manager"
        };
        assert_eq!(codes(&policy.decide(&facts)), [expected], "{sku} {kind}");
        let heard = policy.explain(&facts).rules;
        let not_asked = heard.iter().all(|rule| rule.heard == Heard::NotAsked);
        assert_eq!(not_asked, is_missing, "{sku} {kind}");
    }
}

/// Older facts have 0 where no rule asked for it; they are read as they were judged.
#[test]
fn stored_facts_with_and_without_spend_are_read() {
    let mut stored = serde_json::to_value(facts()).expect("JSON");
    let read = |stored: &serde_json::Value| -> Facts {
        serde_json::from_value(stored.clone()).expect("facts are read")
    };
    stored["spend"] = serde_json::json!({ "month_cents": 0 });
    assert_eq!(read(&stored).spend.month_cents, Some(0));
    assert_eq!(serde_json::to_value(read(&stored)).expect("JSON"), stored);
    stored["spend"] = serde_json::json!({});
    assert_eq!(read(&stored).spend.month_cents, None);
    assert_eq!(serde_json::to_value(read(&stored)).expect("JSON"), stored);
    stored.as_object_mut().expect("a record").remove("spend");
    assert_eq!(read(&stored).spend.month_cents, None);
}

#[test]
fn an_explanation_shows_what_the_effects_of_a_guard_read() {
    let policy = policy(
        r#"
[[guard]]
id = "g"
products = ["VISIOCLIENT", "SPE_E5"]
when = 'beneficiary.country != "NO"'
longest_term = "90d"
justification_at_least = 5
excludes = ["SPE_F1"]
monthly_spend_at_most_cents = 500
hold_back_seats = 2
ask = [{ id = "purpose", text = "What for?" }]
"#,
    );
    let mut facts = facts();
    facts.request.justification = " Because. ".to_owned();
    facts.request.term_days = 365;
    facts.seats.free = 7;
    facts.held = vec![HeldFacts {
        sku: "SPE_E3".to_owned(),
        ..HeldFacts::default()
    }];
    let saw = |facts: &Facts| {
        let rule = policy.explain(facts).rules.swap_remove(0);
        assert_eq!(rule.products, ["VISIOCLIENT", "SPE_E5"]);
        let lines: Vec<String> = rule
            .saw
            .iter()
            .map(|(name, found)| format!("{name}: {found}"))
            .collect();
        lines.join("\n")
    };
    insta::assert_snapshot!(saw(&facts), @"
    beneficiary.country: empty
    held: SPE_E3
    product.price_cents: 0
    request.answers.purpose: not answered
    request.term_days: 365
    seats.free: 7
    size(request.justification): 8
    spend.month_cents: 0
    ");
    facts.spend.month_cents = None;
    assert!(saw(&facts).ends_with("spend.month_cents: not counted"));
}

#[test]
fn questions_are_shown_as_they_stand_in_the_file() {
    let policy = policy(
        r#"
[[guard]]
id = "z"
ask = [{ id = "what", text = "What?" }, { id = "also", text = "Also?" }]
[[guard]]
id = "a"
ask = [{ id = "also", text = "Also?" }, { id = "before", text = "Before?" }]
"#,
    );
    let asked = policy.decide(&facts()).questions;
    let ids = |asked: &[Asked]| {
        asked
            .iter()
            .map(|asked| asked.question.id.clone())
            .collect::<Vec<_>>()
    };
    // As decisions are stored.
    assert_eq!(ids(&asked), ["also", "before", "what"]);
    let mut other = asked[0].clone();
    other.question.id = "another policy asked this".to_owned();
    let mut asked = asked;
    asked.insert(0, other);
    let shown = policy.questions_in_order(asked);
    assert_eq!(
        ids(&shown),
        ["what", "also", "before", "another policy asked this"]
    );
}

#[test]
fn for_anybody_only_the_routes_are_asked_that_say_so() {
    let text = r#"
[[guard]]
id = "guests"
when = 'beneficiary.user_type == "Guest"'
deny = "Not for guests."
[[route]]
id = "all"
stages = [{ who = "manager" }]
[[route]]
id = "assistants"
when = '"Assistants" in requester.groups'
for_anybody = true
stages = [{ who = "owner" }]
"#;
    let policy = policy(text);
    let asked = |whom: &str, groups: &[&str], user_type: &str| {
        let mut facts = facts();
        facts.request.for_self = whom == "self";
        facts.request.for_whom = whom.to_owned();
        facts.requester.groups = groups.iter().map(|group| (*group).to_owned()).collect();
        facts.beneficiary.user_type = user_type.to_owned();
        codes(&policy.decide(&facts)).join(", ")
    };
    assert_eq!(asked("self", &["Assistants"], "Member"), "routed all");
    assert_eq!(asked("report", &[], "Member"), "routed all");
    // As it was stored before anybody could be asked for.
    assert_eq!(asked("", &[], "Member"), "routed all");
    assert_eq!(asked("other", &["Assistants"], "Member"), "routed assistants");
    assert_eq!(asked("other", &[], "Member"), "not_yours ");
    assert_eq!(asked("other", &[], "Guest"), "not_yours , denied guests");
    assert_eq!(asked("other", &["Assistants"], "Guest"), "denied guests");
    assert!(policy.is_ever_for_anybody());
}

#[test]
fn a_route_for_anybody_is_reached_behind_one_that_takes_the_rest() {
    let parse = |text: &str| {
        Policy::parse("p.toml", text.as_bytes())
            .map(|_| ())
            .map_err(|found| found[0].to_string())
    };
    let all = "[[route]]\nid = \"a\"\napprove = \"automatic\"\n";
    let anybody = "[[route]]\nid = \"b\"\nfor_anybody = true\napprove = \"automatic\"\n";
    assert_eq!(parse(&format!("{all}{anybody}")), Ok(()));
    assert!(
        parse(&format!("{anybody}{all}"))
            .unwrap_err()
            .contains("`a` can never match")
    );
    let again = anybody.replace("\"b\"", "\"c\"");
    assert!(
        parse(&format!("{anybody}{again}"))
            .unwrap_err()
            .contains("`c` can never match")
    );
}

#[test]
fn stored_facts_without_for_whom_stay_the_same_bytes() {
    let mut stored = serde_json::to_value(facts()).unwrap();
    stored["request"].as_object_mut().unwrap().remove("for_whom");
    let read: Facts = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), stored);
    assert_eq!(read.request.for_whom(), "self");
}
