//! What examples do not notice.

use super::super::{Coverage, Policy};

fn coverage(text: &str, steps_max: usize) -> Coverage {
    let policy = Policy::parse("p.toml", text.as_bytes()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    policy.coverage(steps_max)
}

/// What is not noticed of two rules by an example that only says that something is to be signed.
fn unnoticed(guard: &str, route: &str, example: &str) -> String {
    let text = format!(
        "[[guard]]\nid = \"g\"\n{guard}\n[[route]]\nid = \"r\"\n{route}\n[[example]]\nid = \"e\"\n{example}\n"
    );
    let lines: Vec<String> = coverage(&text, 1_000_000)
        .unnoticed
        .iter()
        .map(ToString::to_string)
        .collect();
    lines.join("\n")
}

#[test]
fn everything_that_docs_policy_lists_is_tried() {
    let route =
        "distinct_people = true\nstages = [{ who = \"owner\" }, { who = \"group:B\", signatures = 2 }]";
    let example = "given = { product = \"A\" }\nexpect = { rule = \"r\" }";
    insta::assert_snapshot!(unnoticed("longest_term = \"90d\"\nkeep_off = [\"P\", \"Q\"]\nallow_only = [\"S\", \"R\"]", route, example), @"
    g could be left out
    g could be without `keep_off`
    g could be without `allow_only`
    g could be without `longest_term`
    `keep_off` of g could be without P
    `keep_off` of g could be without Q
    `allow_only` of g could be without R
    `allow_only` of g could be without S
    `longest_term` of g could be 45
    `longest_term` of g could be 180
    r could be without `distinct_people`
    r could approve at once
    r could be without stage 1
    r could ask the manager at stage 1
    r could be without stage 2
    r could ask for one signature at stage 2
    r could ask the manager at stage 2
    ");
    let asks = "when = 'product.sku == \"B\"'\nask = [{ id = \"a\", text = \"A?\" }, { id = \"b\", text = \"B?\" }]\nhold_back_seats = 1\nmonthly_spend_at_most_cents = 500\njustification_at_least = 1001";
    insta::assert_snapshot!(unnoticed(asks, "stages = [{ who = \"manager\" }]", example), @"
    g could be left out
    g could be without `justification_at_least`
    g could be without `ask`
    g could be without `monthly_spend_at_most_cents`
    g could be without `hold_back_seats`
    g could be without the question `a`
    g could be without the question `b`
    `justification_at_least` of g could be 500
    `monthly_spend_at_most_cents` of g could be 250
    `monthly_spend_at_most_cents` of g could be 1000
    `hold_back_seats` of g could be 2
    r could approve at once
    ");
    let leave = "given = { product = \"A\", event = \"leave\" }\nexpect = { on_leave = \"end\" }";
    insta::assert_snapshot!(unnoticed("on_leave = \"end\"\ngrace = \"60d\"", "approve = \"automatic\"", leave), @"
    `grace` of g could be 30
    r could be left out
    r could ask the manager alone
    ");
}

#[test]
fn examples_that_name_signers_and_distinct_people_notice_other_signers() {
    let route =
        "distinct_people = true\nstages = [{ who = \"owner\" }, { who = \"group:B\", signatures = 2 }]";
    let example = "given = { product = \"A\", term = \"90d\" }\nexpect = { signers = [\"owner\", \"2 of group:B\"], distinct_people = true, term = \"30d\" }";
    assert_eq!(unnoticed("longest_term = \"30d\"", route, example), "");
}

/// A rule is exercised by a request where it applied, and by somebody who leaves where it says what follows then.
#[test]
fn rules_that_no_example_exercises_are_named() {
    let of_examples = |examples: &[(&str, &str)]| {
        let mut text = r#"
[[guard]]
id = "off"
keep_off = ["P"]
[[guard]]
id = "no"
when = 'beneficiary.country == "NO"'
deny = "No."
[[guard]]
id = "leavers"
on_leave = "end"
[[guard]]
id = "movers"
on_move = "end"
[[route]]
id = "first"
when = 'beneficiary.country != "SE"'
approve = "automatic"
[[route]]
id = "second"
stages = [{ who = "manager" }]
"#
        .to_owned();
        for (place, (given, expect)) in examples.iter().enumerate() {
            text.push_str(&format!(
                "[[example]]\nid = \"{place}\"\ngiven = {{ product = \"A\", {given} }}\nexpect = {{ {expect} }}\n"
            ));
        }
        coverage(&text, 0).unexercised.join(" ")
    };
    let denied = ("beneficiary = { country = \"NO\" }", "outcome = \"denied\"");
    let leaves = ("event = \"leave\"", "on_leave = \"end\"");
    let second = ("beneficiary = { country = \"SE\" }", "outcome = \"stages\"");
    assert_eq!(of_examples(&[]), "off no leavers movers first second");
    assert_eq!(of_examples(&[denied]), "leavers movers first second");
    assert_eq!(of_examples(&[leaves]), "off no movers first second");
    assert_eq!(of_examples(&[denied, leaves, second]), "movers first");
}

fn large(guards: usize, examples: usize) -> String {
    let mut text = String::new();
    for place in 0..guards {
        text.push_str(&format!(
            "[[guard]]\nid = \"g{place}\"\nwhen = 'product.price_cents > {}'\nkeep_off = [\"P{}\"]\n",
            place % 7,
            place % 9
        ));
    }
    text.push_str("[[route]]\nid = \"r\"\nstages = [{ who = \"manager\" }]\n");
    for place in 0..examples {
        text.push_str(&format!(
            "[[example]]\nid = \"e{place}\"\ngiven = {{ product = {{ sku = \"A{place}\", price_cents = {} }} }}\nexpect = {{ stages = 1 }}\n",
            place % 11
        ));
    }
    text
}

#[test]
fn with_little_time_rules_take_turns_from_the_whole_file() {
    let text = large(100, 10);
    let all = coverage(&text, usize::MAX);
    assert_eq!(all.left_out, 0);
    // Of eleven runs of a hundred and one rules each.
    let some = coverage(&text, 11 * 101 * 12);
    assert_eq!(some.tried, 12);
    assert_eq!(some.tried + some.left_out, all.tried);
    let lines: Vec<usize> = some.unnoticed.iter().map(|mutation| mutation.line).collect();
    assert!(lines.is_sorted());
    for part in 0..4 {
        let part = part * 100..(part + 1) * 100;
        assert!(lines.iter().any(|line| part.contains(line)), "{lines:?}");
    }
    assert_eq!(coverage(&text, 0).tried, 0);
}
