//! Random bytes, random pieces of policies, and random conditions: the loader refuses or takes them, and what it takes
//! decides. Nothing panics; a panic that is caught would show as one of two sentences, which must not be said.

use proptest::prelude::*;

use super::super::condition::tests::generate::{self, Random};
use super::super::{Policy, Problem};

/// Said where a panic was caught.
const CAUGHT: [&str; 2] = [
    "the file can not be read",
    "not a CEL expression that can be read",
];

const PIECES: [&str; 46] = [
    "[[guard]]\n",
    "[[route]]\n",
    "[[example]]\n",
    "[[calendar]]\n",
    "[[guard.ask]]\n",
    "id = \"a\"\n",
    "id = \"b\"\n",
    "when = 'seats.free > 1'\n",
    "when = '''",
    "'''\n",
    "products = [\"A\"]\n",
    "deny = \"No.\"\n",
    "keep_off = [\"P\"]\n",
    "approve = \"automatic\"\n",
    "stages = [{ who = \"manager\" }]\n",
    "stages = [",
    "{ who = \"group:G\", within = \"3d\", calendar = \"a\" }",
    "]\n",
    "given = { product = \"A\" }\n",
    "expect = { outcome = \"denied\" }\n",
    "zone = \"Europe/Oslo\"\n",
    "from = \"08:00\"\n",
    "to = \"16:00\"\n",
    "text = \"T?\"\n",
    "kind = \"choice\"\n",
    "choices = [\"X\"]\n",
    "longest_term = \"90d\"\n",
    "longest_term = \"99999999999999999999d\"\n",
    "justification_at_least = 9223372036854775807\n",
    "monthly_spend_at_most_cents = -1\n",
    "hold_back_seats = 0x7fffffffffffffff\n",
    "\"",
    "'",
    "=",
    "#",
    "\n",
    "\u{feff}",
    "é",
    "😀",
    "\u{0}",
    "{",
    "}",
    "[",
    "]",
    "1979-05-27T07:32:00Z",
    "nan",
];

const TOKENS: [&str; 48] = [
    "beneficiary",
    "held",
    "now",
    "product",
    "request",
    "seats",
    "spend",
    ".groups",
    ".sku",
    ".free",
    ".answers",
    ".plans",
    ".x",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    "?",
    ":",
    "&&",
    "||",
    "!",
    "-",
    "+",
    "*",
    "/",
    "%",
    "==",
    "!=",
    "<",
    ">=",
    " in ",
    "\"A\"",
    "'",
    "1",
    "9223372036854775807",
    "-9223372036854775808",
    "1.5",
    "true",
    "null",
    ".exists(x, ",
    ".map(x, ",
    "size(",
    "has(",
    "timestamp(\"2027-01-01T00:00:00Z\")",
];

fn text_of(pieces: &[usize], of: &[&str]) -> String {
    pieces.iter().map(|piece| of[piece % of.len()]).collect()
}

fn read(bytes: &[u8]) -> Result<Policy, Vec<Problem>> {
    let read = Policy::parse("fuzz.toml", bytes);
    if let Err(problems) = &read {
        assert!(!problems.is_empty());
        for problem in problems {
            assert!(
                !CAUGHT.contains(&problem.message.as_str()),
                "{:?}",
                String::from_utf8_lossy(bytes)
            );
            assert!(problem.line >= 1 && problem.column >= 1);
        }
    }
    read
}

/// Whether it was taken.
fn read_and_decide(bytes: &[u8], seed: u64) -> bool {
    let read = read(bytes);
    if let Ok(policy) = &read {
        let mut random = Random(seed);
        for _ in 0..4 {
            let decision = policy.decide(&generate::facts(&mut random));
            assert!(
                decision
                    .reasons
                    .iter()
                    .all(|reason| reason.code != "evaluation_failed")
            );
        }
    }
    read.is_ok()
}

const POLICIES: [&str; 4] = [
    include_str!("../../../policies/enterprise.toml"),
    include_str!("../../../policies/school.toml"),
    include_str!("../../../policies/small-firm.toml"),
    include_str!("../../../policies/starter.toml"),
];
/// Mutants of each of the policies.
const MUTANTS: usize = 150;

/// The rules without comments and examples, which would refuse nearly every change, in words, signs and blanks.
fn tokens(policy: &'static str) -> Vec<&'static str> {
    let mut in_example = false;
    let rules = policy.split_inclusive('\n').filter(|line| {
        if line.starts_with("[[") {
            in_example = line.starts_with("[[example");
        }
        !in_example && !line.starts_with('#')
    });
    let kind = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' => 0,
        c if c.is_whitespace() => 1,
        _ => 2,
    };
    let mut tokens = Vec::new();
    for line in rules {
        let mut from = 0;
        for (at, pair) in line
            .char_indices()
            .zip(line.chars().skip(1))
            .map(|((at, c), next)| (at + c.len_utf8(), (c, next)))
        {
            if kind(pair.0) != kind(pair.1) || kind(pair.0) == 2 {
                tokens.push(&line[from..at]);
                from = at;
            }
        }
        tokens.push(&line[from..]);
    }
    tokens
}

#[test]
fn mutants_of_good_policies_are_taken_or_refused_and_decide() {
    let (mut taken, mut refused) = (0, 0);
    for (n, policy) in POLICIES.into_iter().enumerate() {
        let tokens = tokens(policy);
        assert!(read_and_decide(tokens.concat().as_bytes(), 0), "it is good");
        for mutant in 0..MUTANTS {
            let mut random = Random(u64::try_from(n * MUTANTS + mutant).expect("small"));
            let mut mutated = tokens.clone();
            for _ in 0..=random.below(2) {
                let at = random.below(mutated.len());
                let other = mutated[random.below(mutated.len())];
                match random.below(4) {
                    0 => {
                        mutated.remove(at);
                    }
                    1 => mutated.insert(at, other),
                    2 => mutated[at] = other,
                    // Words stand where words may.
                    _ => mutated[at] = random.one(&["1", "90d", "manager", "SPE_E5", "end", "seats", "true"]),
                }
            }
            match read_and_decide(mutated.concat().as_bytes(), random.0) {
                true => taken += 1,
                false => refused += 1,
            }
        }
    }
    let all = POLICIES.len() * MUTANTS;
    assert!(
        taken > all / 20 && refused > all / 20,
        "{taken} taken, {refused} refused"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes: Vec<u8>, seed: u64) {
        read_and_decide(&bytes, seed);
    }

    #[test]
    fn pieces_of_policies(pieces in prop::collection::vec(0_usize..1_000, 0..60), seed: u64) {
        read_and_decide(text_of(&pieces, &PIECES).as_bytes(), seed);
    }

    #[test]
    fn a_good_policy_with_a_piece_in_the_wrong_place(at in 0_usize..20_000, piece in 0_usize..1_000, cut in 0_usize..40, seed: u64) {
        let good = include_bytes!("../../../policies/enterprise.toml");
        let at = at.min(good.len());
        let after = (at + cut).min(good.len());
        let mut bytes = good[..at].to_vec();
        bytes.extend_from_slice(PIECES[piece % PIECES.len()].as_bytes());
        bytes.extend_from_slice(&good[after..]);
        read_and_decide(&bytes, seed);
    }

    #[test]
    fn pieces_of_conditions(tokens in prop::collection::vec(0_usize..1_000, 1..40), seed: u64) {
        let condition = text_of(&tokens, &TOKENS);
        let text = format!("[[guard]]\nid = \"g\"\nwhen = \"\"\"{}\"\"\"\ndeny = \"No.\"\n[[route]]\nid = \"r\"\napprove = \"automatic\"\n", condition.replace('"', "\\\""));
        read_and_decide(text.as_bytes(), seed);
    }

    /// The same pieces, put together so that most of them can be read.
    #[test]
    fn conditions_with_a_token_in_the_wrong_place(seed: u64, at in 0_usize..300, token in 0_usize..1_000) {
        let mut random = Random(seed);
        let condition = generate::truth(&mut random, 3, &[]);
        let at = condition.char_indices().map(|(at, _)| at).nth(at).unwrap_or(condition.len());
        let condition = format!("{}{}{}", &condition[..at], TOKENS[token % TOKENS.len()], &condition[at..]);
        if !condition.contains("'''") {
            let text = format!("[[guard]]\nid = \"g\"\nwhen = '''{condition}'''\ndeny = \"No.\"\n[[route]]\nid = \"r\"\napprove = \"automatic\"\n");
            read_and_decide(text.as_bytes(), seed);
        }
    }
}
