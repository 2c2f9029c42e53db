//! Our compiled conditions against the interpreter of the CEL crate: the same answer, and never an error.

use cel::{Context, Program, Value};
use proptest::prelude::*;

use super::generate::{self, Random};
use crate::policy::Facts;
use crate::policy::condition::{Seen, compiled};
use crate::policy::stack::with_room;

/// The facts as the interpreter wants them.
fn bindings(facts: &Facts) -> Context<'static, 'static> {
    let mut context = Context::default();
    let values = [
        ("requester", cel::to_value(&facts.requester)),
        ("beneficiary", cel::to_value(&facts.beneficiary)),
        ("product", cel::to_value(&facts.product)),
        ("request", cel::to_value(&facts.request)),
        ("held", cel::to_value(&facts.held)),
        ("seats", cel::to_value(&facts.seats)),
        ("spend", cel::to_value(&facts.spend)),
        ("now", Ok(Value::Timestamp(facts.now.fixed_offset()))),
    ];
    for (name, value) in values {
        context.add_variable_from_value(name, value.expect("facts are values"));
    }
    context
}

/// What both say to several facts; a condition that the checker refuses says nothing.
fn compare(seed: u64) -> Option<()> {
    let mut random = Random(seed);
    let text = generate::truth(&mut random, 3, &[]);
    let ours = match compiled(&text, &generate::questions()) {
        Ok(ours) => ours,
        Err(refusal) => {
            let expected = ["can be too large", "asks nothing", "can take"];
            assert!(
                expected.iter().any(|part| refusal.message.contains(part)),
                "seed {seed}: {text}\n{}",
                refusal.message
            );
            return None;
        }
    };
    let theirs = Program::compile(&text).expect("it parses");
    for _ in 0..8 {
        let facts = generate::facts(&mut random);
        let seen = Seen::new(&facts).expect("within bounds");
        let expected = theirs.execute(&bindings(&facts));
        assert_eq!(
            Ok(Value::Bool((ours.holds)(&seen.0))),
            expected,
            "seed {seed}: {text}\n{facts:#?}"
        );
    }
    Some(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 15, ..ProptestConfig::default() })]

    #[test]
    fn a_condition_means_what_cel_means_by_it(seed: u64) {
        // One thread for a hundred conditions: the parser wants room.
        let compared = with_room(move || (0..100).filter_map(|n| compare(seed.wrapping_add(n))).count());
        let compared = compared.expect("no panic; the message stands above");
        prop_assert!(compared > 40, "only {compared} of 100 were taken");
    }
}
