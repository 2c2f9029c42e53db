//! Expiries: what was due to end, when it was gone, and who was told before.

use super::store::expiries as store;
use super::{Group, Kind, Parameter, Report, causes, column};

pub const REPORT: Report = Report {
    id: "expiries",
    group: Group::Removal,
    title: || t!("evidence-expiries"),
    question: || t!("evidence-expiries-question"),
    nothing: || t!("evidence-expiries-nothing"),
    sql: include_str!("store/expiries.sql"),
    takes: &[Parameter::Period],
    columns: &[
        column("verdict", Kind::Verdict, || t!("evidence-col-verdict")),
        column("code", Kind::Code, || t!("evidence-col-why")),
        column("due_at", Kind::Moment, || t!("evidence-col-due-at")),
        column("person", Kind::Person, || t!("evidence-col-person")),
        column("product", Kind::Product, || t!("evidence-col-product")),
        column("promised_at", Kind::Moment, || t!("evidence-col-promised-at")),
        column("removed_at", Kind::Moment, || t!("evidence-col-removed-at")),
        column("lag_seconds", Kind::Hours, || t!("evidence-col-lag")),
        column("end_cause", Kind::Code, || t!("evidence-col-end-cause")),
        column("told", Kind::Code, || t!("evidence-col-told")),
        column("reminders", Kind::Number, || t!("evidence-col-reminders")),
        column("reminded_at", Kind::Moment, || t!("evidence-col-reminded-at")),
        column("extensions", Kind::Number, || t!("evidence-col-extensions")),
        column("moved_at", Kind::Moment, || t!("evidence-col-moved-at")),
        column("moved_to", Kind::Moment, || t!("evidence-col-moved-to")),
        column("request", Kind::Request, || t!("evidence-col-request")),
        column("extended_by", Kind::Request, || t!("evidence-col-extended-by")),
    ],
    count_by: &["code", "told"],
    words,
    rows: |conn, asked, out| Box::pin(store::rows(conn, asked, out)),
};

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "end_differs" => t!("evidence-end-differs"),
        "left_there" => t!("evidence-left-there"),
        "ended_before" => t!("evidence-ended-before"),
        "late" => t!("evidence-late"),
        "in_time" => t!("evidence-in-time"),
        "overdue" => t!("evidence-overdue"),
        "overdue_held" => t!("evidence-overdue-held"),
        "held" => t!("evidence-held"),
        "being_removed" => t!("evidence-being-removed"),
        "not_due" => t!("evidence-not-due"),
        "extended" => t!("evidence-extended"),
        "extended_late" => t!("evidence-extended-late"),
        "kept" => t!("evidence-end-kept"),
        "kept_late" => t!("evidence-end-kept-late"),
        "reminded" => t!("evidence-reminded"),
        "not_reminded" => t!("evidence-not-reminded"),
        "no_reminder_due" => t!("evidence-no-reminder-due"),
        _ => return causes::of_end(code),
    })
}
