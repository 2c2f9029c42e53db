//! What holds of every policy, over random guards and random facts.

use proptest::prelude::*;

use super::super::condition::tests::generate::{self, Random};
use super::super::{Decision, Facts, Outcome, Policy};

const EFFECTS: [&str; 10] = [
    "deny = \"No.\"",
    "keep_off = [\"VISIOCLIENT\", \"50\"]",
    "allow_only = [\"Sales\", \"Member\"]",
    "longest_term = \"90d\"",
    "longest_term = \"30d\"",
    "justification_at_least = 5",
    "excludes = [\"SPE_E3\"]",
    "replaces = [\"VISIOCLIENT\"]",
    "hold_back_seats = 10",
    "monthly_spend_at_most_cents = 5000",
];

/// Guards with random conditions that the checker takes, each as its table.
fn guards(random: &mut Random, count: usize) -> Vec<String> {
    let mut guards = Vec::new();
    while guards.len() < count {
        let effect = EFFECTS[random.below(EFFECTS.len())];
        let when = generate::truth(random, 2, &[]);
        let guard = format!(
            "[[guard]]\nid = \"g{}\"\nwhen = '''{when}'''\n{effect}\n",
            guards.len()
        );
        if parse(std::slice::from_ref(&guard)).is_ok() {
            guards.push(guard);
        }
    }
    guards
}

fn parse(guards: &[String]) -> Result<Policy, String> {
    let text = format!(
        "{ASK}{}[[route]]\nid = \"few\"\nwhen = 'seats.free > 50'\napprove = \"automatic\"\n{ROUTE}",
        guards.concat()
    );
    let policy = Policy::parse("random.toml", text.as_bytes());
    policy.map_err(|problems| format!("{problems:?}\n{text}"))
}

/// The questions that random conditions name; nobody has to answer them.
const ASK: &str = r#"
[[guard]]
id = "ask"
when = 'product.sku == "no such product"'
[[guard.ask]]
id = "purpose"
text = "What for?"
[[guard.ask]]
id = "until"
text = "Until when?"
"#;
const ROUTE: &str = "[[route]]\nid = \"manager\"\nstages = [{ who = \"manager\" }]\n";

/// Whether the second permits nothing that the first does not.
fn is_stricter(one: &Decision, other: &Decision) -> bool {
    if one.outcome == Outcome::Denied {
        return other.outcome == Outcome::Denied;
    }
    let days = |term: Option<i64>| term.unwrap_or(i64::MAX);
    let has = |plan| other.plans_off.iter().any(|off| off.plan == plan);
    other.outcome == Outcome::Denied
        || (other.outcome == one.outcome
            && other.stages == one.stages
            && days(other.term_days) <= days(one.term_days)
            && one.plans_off.iter().all(|off| has(off.plan.clone())))
}

fn facts(random: &mut Random) -> Vec<Facts> {
    (0..20).map(|_| generate::facts(random)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

    #[test]
    fn one_more_guard_never_permits_more_and_their_order_does_not_show(seed: u64) {
        let mut random = Random(seed);
        let mut guards = guards(&mut random, 5);
        let fewer = parse(&guards[..4]).expect("it was taken");
        let more = parse(&guards).expect("it was taken");
        guards.reverse();
        let turned = parse(&guards).expect("it was taken");
        for facts in facts(&mut random) {
            let decision = more.decide(&facts);
            prop_assert!(is_stricter(&fewer.decide(&facts), &decision), "{facts:#?}\n{guards:#?}");
            let mut other = turned.decide(&facts);
            other.policy_version.clone_from(&decision.policy_version);
            prop_assert_eq!(&decision, &other);
            // What the checker took never fails.
            prop_assert!(decision.reasons.iter().all(|reason| reason.code != "evaluation_failed"));
        }
    }

    #[test]
    fn a_decision_depends_on_nothing_but_policy_and_facts(seed: u64) {
        let mut random = Random(seed);
        let guards = guards(&mut random, 4);
        let policy = parse(&guards).expect("it was taken");
        let again = parse(&guards).expect("it was taken");
        for facts in facts(&mut random) {
            let decision = policy.decide(&facts);
            prop_assert_eq!(&decision, &policy.decide(&facts));
            prop_assert_eq!(&decision, &again.decide(&facts));
            prop_assert_eq!(&decision, &policy.explain(&facts).decision);
            // What is stored and read again is the same, and so is what comes of it.
            let stored = serde_json::to_string(&facts).expect("facts are JSON");
            let read: Facts = serde_json::from_str(&stored).expect("and back");
            prop_assert_eq!(&decision, &policy.decide(&read));
            let stored = serde_json::to_string(&decision).expect("decisions are JSON");
            prop_assert_eq!(decision, serde_json::from_str(&stored).expect("and back"));
        }
    }
}
