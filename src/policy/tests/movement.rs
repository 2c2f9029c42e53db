//! What follows when people leave or move, as tables.

use super::super::{Follows, Movement, MovementAnswer};
use super::{facts, policy};

const RULES: &str = r#"
[[guard]]
id = "leavers"
on_leave = "end"
grace = "7d"
[[guard]]
id = "contractors"
when = 'beneficiary.employee_type == "Contractor"'
on_leave = "review"
on_move = "end"
grace = "3d"
[[guard]]
id = "movers"
when = '"department" in request.changed'
on_move = "review"
grace = "14d"
[[guard]]
id = "other product"
products = ["SPE_E5"]
on_leave = "end"
on_move = "end"
"#;

#[test]
fn ending_beats_review_and_the_shortest_grace_counts() {
    let policy = policy(RULES);
    let (end, review) = (Some(Follows::End), Some(Follows::Review));
    let table = [
        (Movement::Leave, "Employee", "manager", end, 7, "leavers"),
        // The end of one and the grace of another.
        (Movement::Leave, "Contractor", "manager", end, 3, "leavers"),
        (Movement::Move, "Employee", "manager", None, 0, ""),
        (Movement::Move, "Employee", "department", review, 14, "movers"),
        (Movement::Move, "Contractor", "department", end, 3, "contractors"),
        (Movement::Move, "Contractor", "country", end, 3, "contractors"),
    ];
    for (movement, employee_type, changed, follows, grace_days, rule) in table {
        let mut facts = facts();
        facts.beneficiary.employee_type = employee_type.to_owned();
        facts.request.changed = vec![changed.to_owned()];
        let expected = MovementAnswer {
            follows,
            grace_days,
            rule: rule.to_owned(),
        };
        let found = policy.on_movement(movement, &facts);
        assert_eq!(found, expected, "{movement:?} {employee_type} {changed}");
    }
}

#[test]
fn what_can_not_be_judged_is_reviewed_for_ninety_days() {
    let unclear = MovementAnswer {
        follows: Some(Follows::Review),
        grace_days: 90,
        rule: String::new(),
    };
    let mut outside = facts();
    outside.product.price_cents = -1;
    assert_eq!(policy(RULES).on_movement(Movement::Leave, &outside), unclear);

    let spending = "[[guard]]\nid = \"g\"\nwhen = 'spend.month_cents > 100'\non_leave = \"end\"\n";
    let mut uncounted = facts();
    uncounted.spend.month_cents = None;
    let policy = policy(spending);
    assert_eq!(policy.on_movement(Movement::Leave, &uncounted), unclear);
    // No rule asks about this.
    assert_eq!(policy.on_movement(Movement::Move, &uncounted).follows, None);
}
