//! What holds of every policy, over random guards and routes and random facts.

use proptest::prelude::*;

use super::super::condition::tests::generate::{self, Random};
use super::super::{Decision, Facts, Follows, Heard, Movement, Outcome, Policy, RuleKind};

/// What a guard does, and what follows of it for who leaves and who moves, with the days until then.
type Effect = (&'static str, Option<Follows>, Option<Follows>, i64);

const END: Option<Follows> = Some(Follows::End);
const REVIEW: Option<Follows> = Some(Follows::Review);
const EFFECTS: [Effect; 17] = [
    ("deny = \"No.\"", None, None, 0),
    ("keep_off = [\"VISIOCLIENT\", \"50\"]", None, None, 0),
    ("allow_only = [\"Sales\", \"Member\"]", None, None, 0),
    ("longest_term = \"90d\"", None, None, 0),
    ("longest_term = \"30d\"", None, None, 0),
    ("justification_at_least = 5", None, None, 0),
    (
        "ask = [{ id = \"purpose\", text = \"What for?\" }]",
        None,
        None,
        0,
    ),
    (
        "ask = [{ id = \"until\", text = \"Until when?\" }]\nkeep_off = [\"Sales\"]",
        None,
        None,
        0,
    ),
    ("excludes = [\"SPE_E3\"]", None, None, 0),
    ("replaces = [\"VISIOCLIENT\"]", None, None, 0),
    ("hold_back_seats = 10", None, None, 0),
    ("monthly_spend_at_most_cents = 5000", None, None, 0),
    ("on_leave = \"end\"\ngrace = \"7d\"", END, None, 7),
    ("on_leave = \"review\"\ngrace = \"3d\"", REVIEW, None, 3),
    ("on_move = \"end\"", None, END, 0),
    ("on_move = \"review\"\ngrace = \"14d\"", None, REVIEW, 14),
    (
        "on_leave = \"end\"\non_move = \"review\"\ngrace = \"30d\"\nlongest_term = \"60d\"",
        END,
        REVIEW,
        30,
    ),
];

const PRODUCTS: [&str; 4] = [
    "",
    "",
    "products = [\"VISIOCLIENT\", \"SPE_E3\", \"\u{e9}\u{1f600}\"]\n",
    "products = [\"50\", \"Member\", \"Sales\", \"50\"]\n",
];

const WAYS: [&str; 3] = [
    "approve = \"automatic\"\n",
    "stages = [{ who = \"manager\" }]\n",
    "distinct_people = true\nstages = [{ who = \"owner\" }, { who = \"group:B\", signatures = 2 }]\n",
];

#[derive(Clone, Debug)]
struct Guard {
    id: String,
    /// `when` and `products`, each perhaps left out.
    scope: String,
    effect: Effect,
}

impl Guard {
    fn text(&self) -> String {
        format!(
            "[[guard]]\nid = \"{}\"\n{}{}\n",
            self.id, self.scope, self.effect.0
        )
    }

    fn follows(&self, movement: Movement) -> Option<Follows> {
        match movement {
            Movement::Leave => self.effect.1,
            Movement::Move => self.effect.2,
        }
    }
}

fn scope(random: &mut Random) -> String {
    let when = match random.below(4) {
        0 => String::new(),
        _ => format!("when = '''{}'''\n", generate::truth(random, 2, &[])),
    };
    format!("{when}{}", PRODUCTS[random.below(PRODUCTS.len())])
}

/// Guards with random conditions that the checker takes.
fn guards(random: &mut Random, count: usize, effects: &[Effect]) -> Vec<Guard> {
    let mut guards = Vec::new();
    while guards.len() < count {
        let guard = Guard {
            id: format!("g{}", guards.len()),
            scope: scope(random),
            effect: effects[random.below(effects.len())],
        };
        if parse(std::slice::from_ref(&guard), &[]).is_ok() {
            guards.push(guard);
        }
    }
    guards
}

/// None to four routes that can be reached.
fn routes(random: &mut Random) -> Vec<String> {
    let mut routes = Vec::new();
    for place in 0..random.below(5) {
        let way = WAYS[random.below(WAYS.len())];
        let mut more = routes.clone();
        more.push(format!("[[route]]\nid = \"r{place}\"\n{}{way}", scope(random)));
        if parse(&[], &more).is_ok() {
            routes = more;
        }
    }
    routes
}

fn parse(guards: &[Guard], routes: &[String]) -> Result<Policy, String> {
    let guards: String = guards.iter().map(Guard::text).collect();
    let text = format!("{ASK}{guards}{NEVER}{}", routes.concat());
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
/// A file needs a route.
const NEVER: &str = "[[route]]\nid = \"never\"\nproducts = [\"no such product\"]\napprove = \"automatic\"\n";

/// Whether the second permits nothing that the first does not.
fn is_stricter(one: &Decision, other: &Decision) -> bool {
    let days = |term: Option<i64>| term.unwrap_or(i64::MAX);
    let has_off = |plan| other.plans_off.iter().any(|off| off.plan == plan);
    let asks = |question| other.questions.iter().any(|asked| asked.question == question);
    let replaces = |sku| other.replaces.iter().any(|replaced| replaced.sku == sku);
    let is_narrower = days(other.term_days) <= days(one.term_days)
        && one.plans_off.iter().all(|off| has_off(off.plan.clone()))
        && one.questions.iter().all(|asked| asks(asked.question.clone()))
        && one.replaces.iter().all(|replaced| replaces(replaced.sku.clone()));
    is_narrower
        && match (one.outcome, other.outcome) {
            (_, Outcome::Denied) => true,
            (before, after) => {
                before == after
                    && one.stages == other.stages
                    && (other.distinct_people || !one.distinct_people)
            }
        }
}

fn facts(random: &mut Random) -> Vec<Facts> {
    (0..20).map(|_| generate::facts(random)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

    #[test]
    fn one_more_guard_never_permits_more_and_their_order_does_not_show(seed: u64) {
        let mut random = Random(seed);
        let mut guards = guards(&mut random, 5, &EFFECTS);
        let routes = routes(&mut random);
        let fewer = parse(&guards[..4], &routes).expect("it was taken");
        let more = parse(&guards, &routes).expect("it was taken");
        guards.reverse();
        let turned = parse(&guards, &routes).expect("it was taken");
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
        let guards = guards(&mut random, 4, &EFFECTS);
        let routes = routes(&mut random);
        let policy = parse(&guards, &routes).expect("it was taken");
        let again = parse(&guards, &routes).expect("it was taken");
        for facts in facts(&mut random) {
            let decision = policy.decide(&facts);
            prop_assert_eq!(&decision, &policy.decide(&facts));
            prop_assert_eq!(&decision, &again.decide(&facts));
            // What is stored and read again is the same, and so is what comes of it.
            let stored = serde_json::to_string(&facts).expect("facts are JSON");
            let read: Facts = serde_json::from_str(&stored).expect("and back");
            prop_assert_eq!(&decision, &policy.decide(&read));
            let stored = serde_json::to_string(&decision).expect("decisions are JSON");
            prop_assert_eq!(decision, serde_json::from_str(&stored).expect("and back"));
        }
    }

    /// Guards that deny instead of what they do are the measure: such a guard applies exactly where it denies.
    #[test]
    fn a_rule_is_said_to_apply_exactly_where_it_does(seed: u64) {
        let mut random = Random(seed);
        let guards = guards(&mut random, 6, &EFFECTS);
        let routes = routes(&mut random);
        let policy = parse(&guards, &routes).expect("it was taken");
        let denying = guards.iter().cloned().map(|guard| Guard { effect: EFFECTS[0], ..guard });
        let denying = parse(&denying.collect::<Vec<_>>(), &routes).expect("it was taken");
        for facts in facts(&mut random) {
            let explanation = policy.explain(&facts);
            let decision = &explanation.decision;
            let denied = denying.decide(&facts);
            let has_say = |id: &str| decision.reasons.iter().any(|reason| reason.rule == id)
                || decision.plans_off.iter().any(|off| off.rule == id)
                || decision.questions.iter().any(|asked| asked.rule == id)
                || decision.replaces.iter().any(|replaced| replaced.rule == id);
            let mut routes_applied = 0;
            for rule in &explanation.rules {
                let applied = rule.heard == Heard::Applied;
                if rule.kind == RuleKind::Route {
                    prop_assert_eq!(applied, has_say(&rule.id), "{:#?}\n{:#?}", rule, decision);
                    routes_applied += usize::from(applied);
                } else if rule.heard == Heard::OtherMatter {
                    prop_assert!(!has_say(&rule.id));
                } else if rule.id != "ask" {
                    let applies = denied.reasons.iter().any(|reason| reason.rule == rule.id);
                    prop_assert_eq!(applied, applies, "{:#?}\n{:#?}", rule, facts);
                    prop_assert!(applied || !has_say(&rule.id), "{:#?}\n{:#?}", rule, decision);
                }
            }
            prop_assert_eq!(routes_applied, usize::from(decision.outcome != Outcome::Denied));
        }
    }

    #[test]
    fn the_index_finds_what_a_walk_finds(seed: u64) {
        let mut random = Random(seed);
        let policy = parse(&guards(&mut random, 8, &EFFECTS), &routes(&mut random)).expect("it was taken");
        for facts in facts(&mut random) {
            let sku = &facts.product.sku;
            let found: Vec<&str> = policy.guards_about(sku).map(|guard| guard.scope.id.as_str()).collect();
            let walked = policy.guards.iter().filter(|guard| guard.restricts() && guard.scope.is_about(sku));
            prop_assert_eq!(found, walked.map(|guard| guard.scope.id.as_str()).collect::<Vec<_>>());
            let found: Vec<&str> = policy.routes_about(sku).map(|route| route.scope.id.as_str()).collect();
            let walked = policy.routes.iter().filter(|route| route.scope.is_about(sku));
            prop_assert_eq!(found, walked.map(|route| route.scope.id.as_str()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_end_beats_a_review_and_the_shortest_grace_counts_in_any_order_of_guards(seed: u64) {
        let mut random = Random(seed);
        let mut guards = guards(&mut random, 5, &EFFECTS[12..]);
        let policy = parse(&guards, &[]).expect("it was taken");
        let denying = guards.iter().cloned().map(|guard| Guard { effect: EFFECTS[0], ..guard });
        let denying = parse(&denying.collect::<Vec<_>>(), &[]).expect("it was taken");
        guards.reverse();
        let turned = parse(&guards, &[]).expect("it was taken");
        for facts in facts(&mut random) {
            let denied = denying.decide(&facts);
            for movement in [Movement::Leave, Movement::Move] {
                let answer = policy.on_movement(movement, &facts);
                prop_assert_eq!(&answer, &turned.on_movement(movement, &facts));
                let applies = |guard: &&Guard| denied.reasons.iter().any(|reason| reason.rule == guard.id);
                let speaking = guards.iter().filter(applies).filter(|guard| guard.follows(movement).is_some());
                let speaking: Vec<_> = speaking.collect();
                let follows = speaking.iter().filter_map(|guard| guard.follows(movement));
                let ends = follows.clone().any(|follows| follows == Follows::End);
                let expected = if ends { END } else { follows.min() };
                prop_assert_eq!(answer.follows, expected);
                let grace = speaking.iter().map(|guard| guard.effect.3).min();
                prop_assert_eq!(answer.grace_days, grace.unwrap_or(0));
            }
        }
    }
}

/// Random rules that never deny for want of a route, or never need one, would show nothing about it.
#[test]
fn every_outcome_occurs() {
    let mut random = Random(1);
    let mut codes = std::collections::BTreeSet::new();
    for _ in 0..60 {
        let guards = guards(&mut random, 1, &EFFECTS);
        let policy = parse(&guards, &routes(&mut random)).expect("it was taken");
        for facts in facts(&mut random) {
            let decision = policy.decide(&facts);
            codes.extend(decision.reasons.into_iter().map(|reason| reason.code));
        }
    }
    for code in [
        "no_route",
        "routed",
        "automatic",
        "denied",
        "kept_off",
        "answer_missing",
    ] {
        assert!(codes.contains(code), "{code}: {codes:?}");
    }
}
