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
        waits_since: at("2026-11-24T09:00:00Z"),
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
    // Ten days of it a question was open.
    let answered = Open {
        waits_since: at("2026-12-04T09:00:00Z"),
        ..timeless
    };
    assert_eq!(told("2027-02-02T08:59:59Z", &rule, &answered), Step::Nothing);
    assert_eq!(
        told("2027-02-02T09:00:00Z", &rule, &answered),
        Step::WaitedTooLong
    );
}

#[test]
fn what_was_left_when_a_question_was_asked_is_left_when_it_is_answered() {
    use chrono::Weekday::{Fri, Mon, Thu, Tue, Wed};
    let by_the_clock = rule(None, None);
    let in_hours = StageRule {
        calendar: Some(crate::policy::Calendar {
            id: "office".into(),
            zone: chrono_tz::UTC,
            days: vec![Mon, Tue, Wed, Thu, Fri],
            from: "08:00:00".parse().unwrap(),
            to: "17:00:00".parse().unwrap(),
            holidays: Vec::new(),
        }),
        ..by_the_clock.clone()
    };
    // Asked on Friday at four, due at five.
    let table = [
        // Answered on Monday at nine, and in a night: then the hour is the first of the morning.
        (&in_hours, "2026-11-30T09:00:00Z", "2026-11-30T10:00:00Z"),
        (&in_hours, "2026-12-01T02:00:00Z", "2026-12-01T09:00:00Z"),
        (&by_the_clock, "2026-11-30T09:00:00Z", "2026-11-30T10:00:00Z"),
        (&by_the_clock, "2026-12-01T02:00:00Z", "2026-12-01T03:00:00Z"),
    ];
    for (rule, answered, then) in table {
        let stood = (at("2026-11-27T16:00:00Z"), at(answered));
        let due = at("2026-11-27T17:00:00Z");
        assert_eq!(times::resumed(Some(rule), stood, due), at(then), "{answered}");
        let over = at("2026-11-27T15:00:00Z");
        assert_eq!(times::resumed(Some(rule), stood, over), over, "nothing was left");
    }
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
