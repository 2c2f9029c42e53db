//! What is due when, as tables.

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn rule(then: Option<Who>, overdue: Option<Overdue>) -> StageRule {
    StageRule {
        rule: "r".into(),
        who: Who::Manager,
        signatures: 1,
        within_hours: Some(24),
        then,
        fallback: None,
        overdue,
        remind_hours: Some(4),
        calendar: None,
        may_change: Vec::new(),
        wants_note: false,
    }
}

fn open() -> Open {
    Open {
        opened_at: at("2026-11-24T09:00:00Z"),
        due_at: Some(at("2026-11-25T09:00:00Z")),
        remind_at: Some(at("2026-11-25T05:00:00Z")),
        reminders: 0,
        escalations: 0,
        asked_at: None,
    }
}

fn told(now: &str, rule: &StageRule, open: &Open) -> Step {
    step(at(now), Duration::days(60), Some(rule), open)
}

#[test]
fn reminders_come_before_and_after_and_nothing_between() {
    let rule = rule(None, None);
    assert_eq!(told("2026-11-25T04:59:59Z", &rule, &open()), Step::Nothing);
    assert_eq!(told("2026-11-25T05:00:00Z", &rule, &open()), Step::Remind);
    let reminded = Open {
        remind_at: None,
        reminders: 1,
        ..open()
    };
    assert_eq!(told("2026-11-25T06:00:00Z", &rule, &reminded), Step::Nothing);
    assert_eq!(told("2026-11-25T09:00:00Z", &rule, &reminded), Step::Remind);
    let again = Open {
        remind_at: Some(at("2026-11-26T09:00:00Z")),
        ..reminded
    };
    assert_eq!(told("2026-11-26T08:00:00Z", &rule, &again), Step::Nothing);
    assert_eq!(told("2026-11-26T09:00:00Z", &rule, &again), Step::Remind);
}

#[test]
fn others_are_asked_twice_and_then_reminded() {
    let rule = rule(Some(Who::ManagersManager), None);
    let mut open = open();
    let over = "2026-11-25T09:00:00Z";
    assert_eq!(told(over, &rule, &open), Step::Escalate(Who::ManagersManager));
    open.escalations = 1;
    assert_eq!(told(over, &rule, &open), Step::Escalate(Who::Administrators));
    open.escalations = 2;
    assert_eq!(told(over, &rule, &open), Step::Remind);
}

#[test]
fn silence_ends_where_the_rule_says_so_and_after_the_longest_wait_everywhere() {
    let over = "2026-11-25T09:00:00Z";
    assert_eq!(
        told(over, &rule(None, Some(Overdue::Lapse)), &open()),
        Step::Lapse
    );
    let rule = rule(None, Some(Overdue::Remind));
    assert_eq!(told("2027-01-23T08:59:59Z", &rule, &open()), Step::Remind);
    assert_eq!(told("2027-01-23T09:00:00Z", &rule, &open()), Step::WaitedTooLong);
    // A rule that gives more time than that gets it.
    let slow = Open {
        due_at: Some(at("2027-03-01T09:00:00Z")),
        remind_at: None,
        ..open()
    };
    assert_eq!(told("2027-01-24T09:00:00Z", &rule, &slow), Step::Nothing);
    let timeless = Open {
        due_at: None,
        remind_at: None,
        ..open()
    };
    assert_eq!(told("2027-01-22T09:00:00Z", &rule, &timeless), Step::Nothing);
    assert_eq!(
        told("2027-01-23T09:00:00Z", &rule, &timeless),
        Step::WaitedTooLong
    );
}

#[test]
fn an_open_question_makes_the_time_stand_still_but_not_for_ever() {
    let asked = Open {
        asked_at: Some(at("2026-11-24T12:00:00Z")),
        ..open()
    };
    let rule = rule(Some(Who::ManagersManager), None);
    assert_eq!(told("2026-11-26T09:00:00Z", &rule, &asked), Step::Nothing);
    assert_eq!(told("2027-01-23T12:00:00Z", &rule, &asked), Step::WaitedTooLong);
}
