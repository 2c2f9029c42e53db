//! Leavers and movers: from what the directory said to the licence that is gone, against the time promised.

use super::store::leavers as store;
use super::{Group, Kind, Parameter, Report, column};

pub const REPORT: Report = Report {
    id: "leavers-and-movers",
    group: Group::Removal,
    title: || t!("evidence-leavers"),
    question: || t!("evidence-leavers-question"),
    nothing: || t!("evidence-leavers-nothing"),
    sql: include_str!("store/leavers.sql"),
    takes: &[Parameter::Period],
    columns: &[
        column("verdict", Kind::Verdict, || t!("evidence-col-verdict")),
        column("code", Kind::Code, || t!("evidence-col-why")),
        column("event", Kind::Code, || t!("evidence-col-event")),
        column("noticed_at", Kind::Moment, || t!("evidence-col-noticed-at")),
        column("weekday", Kind::Code, || t!("evidence-col-weekday")),
        column("person", Kind::Person, || t!("evidence-col-person")),
        column("product", Kind::Product, || t!("evidence-col-product")),
        column("action", Kind::Code, || t!("evidence-col-action")),
        column("rule", Kind::Text, || t!("evidence-col-rule")),
        column("grace_days", Kind::Number, || t!("evidence-col-grace-days")),
        column("promised_at", Kind::Moment, || t!("evidence-col-promised-at")),
        column("removed_at", Kind::Moment, || t!("evidence-col-removed-at")),
        column("removed_after_seconds", Kind::Hours, || {
            t!("evidence-col-removed-after")
        }),
        column("late_seconds", Kind::Hours, || t!("evidence-col-late")),
        column("settled_by", Kind::Person, || t!("evidence-col-settled-by")),
        column("reason", Kind::Text, || t!("evidence-col-reason")),
        column("request", Kind::Request, || t!("evidence-col-request")),
    ],
    count_by: &["weekday", "event"],
    words,
    rows: |conn, asked, out| Box::pin(store::rows(conn, asked, out)),
};

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "missed" => t!("evidence-missed"),
        "not_noticed" => t!("evidence-not-noticed"),
        "no_rule" => t!("evidence-no-rule"),
        "called_off" => t!("evidence-called-off"),
        "kept" => t!("evidence-kept"),
        "late" => t!("evidence-late"),
        "in_time" => t!("evidence-in-time"),
        "overdue" => t!("evidence-overdue"),
        "overdue_held" => t!("evidence-overdue-held"),
        "held" => t!("evidence-held"),
        "not_due" => t!("evidence-not-due"),
        "disabled" => t!("evidence-event-disabled"),
        "deleted" => t!("evidence-event-deleted"),
        "moved" => t!("evidence-event-moved"),
        "end" => t!("evidence-action-end"),
        "review" => t!("evidence-action-review"),
        "none" => t!("evidence-action-none"),
        "weekday_1" => t!("evidence-weekday-1"),
        "weekday_2" => t!("evidence-weekday-2"),
        "weekday_3" => t!("evidence-weekday-3"),
        "weekday_4" => t!("evidence-weekday-4"),
        "weekday_5" => t!("evidence-weekday-5"),
        "weekday_6" => t!("evidence-weekday-6"),
        "weekday_7" => t!("evidence-weekday-7"),
        _ => return None,
    })
}
