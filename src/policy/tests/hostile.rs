use std::sync::Arc;
use std::time::{Duration, Instant};

use super::super::condition::Condition;
use super::super::{Facts, Follows, Heard, Movement, Policy};
use super::{facts, policy};

/// Neither of these may panic, hang or be taken for a policy.
fn refused(bytes: &[u8]) {
    assert!(
        Policy::parse("hostile.toml", bytes).is_err(),
        "{:?}",
        String::from_utf8_lossy(&bytes[..bytes.len().min(200)])
    );
}

fn refused_condition(condition: &str) {
    refused(
        format!("[[route]]\nid = \"r\"\napprove = \"automatic\"\nwhen = '''\n{condition}'''\n").as_bytes(),
    );
}

#[test]
fn a_long_or_deep_condition_is_refused_and_breaks_nothing() {
    for piece in [
        "(",
        "[",
        "{",
        "!",
        "-",
        "- ",
        "!(",
        "a.",
        "a[",
        "1+",
        "1 + 1 + ",
        "true && ",
        "a ? ",
        "x ? y : ",
        "\"",
        "\\",
        "{1:",
        "[[",
        "(\")\"+",
        "[\"]\",",
        "(r\"\\\"+",
        "f(",
        "a.b(",
        "has(",
        "[1].map(x, ",
        "[1].exists(x, ",
        "'",
        "r'",
        "b'",
        "0x",
        "1e",
        "9",
        "a in ",
        "in",
        "?.",
        "..",
        "::",
        "/*",
        "//",
        "\u{0}",
        "\u{202e}",
        "é",
        "😀",
        "`",
        "$",
        "#",
        ";",
        "=",
        "==",
        "=== ",
        "&",
        "|",
        "&&",
        "||",
    ] {
        for times in [1, 2, 3, 7, 8, 9, 20, 24, 25, 60, 200, 1_000, 3_900] {
            let condition = piece.repeat(times);
            if condition.contains("'''") {
                continue;
            }
            refused_condition(&condition);
        }
    }
}

#[test]
fn a_deep_but_well_formed_condition_is_refused() {
    for times in [90, 400, 900] {
        refused_condition(&format!("{}true{}", "(".repeat(times), ")".repeat(times)));
        refused_condition(&format!("{}true", "!".repeat(times)));
        refused_condition(&format!("product{} == 1", ".sku".repeat(times)));
        refused_condition(&format!("1{} == 1", "+1".repeat(times * 4)));
    }
}

#[test]
fn a_broken_file_is_refused_and_breaks_nothing() {
    let good = include_bytes!("../../../policies/starter.toml");
    // Cut anywhere within a rule: what is left may be good, but must be read without harm.
    for end in (0..good.len()).step_by(97) {
        let _ = Policy::parse("cut.toml", &good[..end]);
    }
    for at in (0..good.len()).step_by(61) {
        for byte in [0_u8, 0xff, b'"', b'\n', b'['] {
            let mut bytes = good.to_vec();
            bytes[at] = byte;
            let _ = Policy::parse("bent.toml", &bytes);
        }
    }
    for piece in [
        "[",
        "[[",
        "a.",
        "a={",
        "a=[",
        "[[guard]]\n",
        "[[route]]\n",
        "\"",
        "'''",
        "\u{feff}",
        "\0",
        "=",
    ] {
        for times in [1, 10, 100, 2_500, 20_000] {
            refused(piece.repeat(times).as_bytes());
        }
    }
    // A byte order mark before letters of several bytes: places must not fall between the bytes of a letter.
    refused("\u{feff}[[route]]\nid = \"é😀\"\nwhen = 'é😀.é'\né = \"é\"\n".as_bytes());
    refused("[[route]]\nid = \"é😀\"\nwhen = 'é😀.é'\né = \"é\"\n".as_bytes());
    refused(&vec![b' '; 300 * 1024]);
    refused(&[0xff, 0xfe, 0, 1]);
}

#[test]
fn the_deepest_condition_that_is_taken_can_be_evaluated() {
    for condition in [
        format!("size(held){} > 1", "+1".repeat(74)),
        format!("{}request.for_self{}", "(".repeat(78), ")".repeat(78)),
        // Brackets and signs in texts and comments are none.
        format!(
            "{:?} != request.kind && {:?} != request.kind",
            "(".repeat(100),
            "-".repeat(100)
        ),
        format!("request.for_self // {}", "(".repeat(100)),
        format!("request.for_self{}", " && true".repeat(70)),
        format!("{}request.for_self", "!".repeat(78)),
        format!("{}request.for_self", "false ? false : ".repeat(14)),
    ] {
        let decision = policy(&format!(
            "[[guard]]\nid = \"g\"\nwhen = '{condition}'\ndeny = \"No.\"\n"
        ));
        assert_eq!(decision.decide(&facts()).reasons[0].code, "denied", "{condition}");
    }
}

#[test]
fn a_condition_that_is_long_at_work_on_texts_is_refused() {
    let long_text = ["request.justification"; 76].join(" + ");
    for condition in [
        "beneficiary.groups.exists(g, request.justification.contains(g))".to_owned(),
        format!(
            "beneficiary.groups.exists(g, \"{}\".contains(g))",
            "a".repeat(3_900)
        ),
        format!("held.exists(h, size({long_text}) == 1)"),
        format!("size({long_text}) == 1"),
        format!("\"z\" in [request.kind]{}", ".map(x, x + x)".repeat(60)),
        format!("\"z\" in beneficiary.groups{}", ".map(x, x + x)".repeat(60)),
        format!("[{long_text}].exists(t, beneficiary.groups.exists(g, g == t))"),
    ] {
        refused_condition(&condition);
    }
    for condition in [
        "beneficiary.groups.exists(g, g.contains(\"Approver\") || g.startsWith(\"All \"))",
        "beneficiary.groups.exists(g, g == beneficiary.department + \" Approvers\")",
        "request.justification.contains(\"contract\") && size(request.justification) > 20",
        "held.exists(h, h.name.contains(\"Visio\"))",
    ] {
        policy(&format!(
            "[[guard]]\nid = \"g\"\nwhen = '{condition}'\ndeny = \"No.\"\n"
        ));
    }
}

#[test]
fn texts_longer_than_they_may_be_are_judged_by_nobody() {
    let policy = policy("");
    let heard = |change: fn(&mut Facts)| {
        let mut facts = facts();
        change(&mut facts);
        let reason = policy.decide(&facts).reasons.remove(0);
        format!("{}: {}", reason.code, reason.text)
    };
    insta::assert_snapshot!(heard(|f| f.request.justification = "a".repeat(8_001)), @"evaluation_failed: The facts of this request can not be judged: request.justification is out of its bounds.");
    insta::assert_snapshot!(heard(|f| f.beneficiary.name = "a".repeat(1_025)), @"evaluation_failed: The facts of this request can not be judged: beneficiary.name is out of its bounds.");
    insta::assert_snapshot!(heard(|f| f.beneficiary.groups = vec!["a".repeat(200_001); 2]), @"evaluation_failed: The facts of this request can not be judged: beneficiary.groups is out of its bounds.");
}

/// What costs a little for each pair of things in a file costs minutes in a large one: each of these has as many as fit.
#[test]
fn a_file_full_of_mistakes_is_read_as_fast_as_another() {
    let last = "[[route]]\nid = \"last\"\napprove = \"automatic\"\n";
    let many = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let asked =
        |n: usize| format!("{{ id = \"{n:0>90}\", text = \"?\" }},").replace(['0', '1', '2', '3', '4'], "a");
    let questions = many(120, &|n| {
        format!(
            "[[guard]]\nid = \"q{n}\"\nask = [{}]\n",
            many(10, &|m| asked(n * 10 + m))
        )
    });
    let wrong = |n: usize| {
        format!(
            "[[guard]]\nid = \"g{n}\"\ndeny = \"\"\nwhen = 'has(request.answers.{}b)'\n",
            "a".repeat(80)
        )
    };
    let products = |n: usize| format!("products = [{}]\n", many(20, &|m| format!("\"{}\",", n * 20 + m)));
    let files = [
        // Mistakes in one line, and each in a line of its own.
        many(20_000, &|n| format!("[[guard]]\n\"a{n}\"=1\n")).replace("[[guard]]\n", ""),
        format!("x = {{{}}}\n", many(20_000, &|n| format!("\"a{n}\"=1,"))),
        // Ids that are long and alike, and conditions that miss them.
        format!("{questions}{}", many(700, &wrong)),
        // Lists of products, each of which an earlier route may have taken.
        many(1_000, &|n| {
            format!(
                "[[route]]\nid = \"{n}\"\nwhen = 'seats.free > {n}'\n{}approve = \"automatic\"\n",
                products(n)
            )
        }) + "x = 1\n",
        // Examples that have each plan which any guard names.
        many(40, &|n| {
            format!(
                "[[guard]]\nid = \"k{n}\"\nkeep_off = [{}]\n",
                many(490, &|m| format!("\"{}\",", n * 490 + m))
            )
        }) + &many(1_200, &|n| {
            format!("[[example]]\nid = \"{n}\"\ngiven = {{ product = \"A\" }}\nexpect = {{ stages = 1 }}\n")
        }),
    ];
    let begun = Instant::now();
    for file in files {
        let text = file + last;
        assert!(text.len() <= 256 * 1024, "{} bytes", text.len());
        let problems = Policy::parse("p.toml", text.as_bytes()).expect_err("it is full of mistakes");
        assert!(problems.len() <= 101, "{}", problems.len());
    }
    // Without the care of the reader these take minutes; the limit is for a slow machine that has much else to do.
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

/// A condition that panics would be a mistake of ours: nothing is approved, nothing ends by itself, and the page still says
/// what it can.
#[test]
fn a_panic_denies_and_is_caught() {
    let mut policy = policy(
        "[[guard]]\nid = \"g\"\non_leave = \"end\"\ndeny = \"No.\"\n[[route]]\nid = \"r\"\napprove = \"automatic\"\n",
    );
    let mut guard = policy.guards[0].as_ref().clone();
    guard.scope.when = Some(Arc::new(Condition::that_panics()));
    policy.guards[0] = Arc::new(guard);
    let facts = facts();
    assert_eq!(policy.decide(&facts).reasons[0].code, "evaluation_failed");
    let answer = policy.on_movement(Movement::Leave, &facts);
    assert_eq!((answer.follows, answer.grace_days), (Some(Follows::Review), 90));
    let explained = policy.explain(&facts);
    assert_eq!(explained.decision.reasons[0].code, "evaluation_failed");
    assert!(explained.rules.iter().all(|rule| rule.heard == Heard::NotAsked));
    assert!(policy.exercised(None, &facts).is_empty());
}
