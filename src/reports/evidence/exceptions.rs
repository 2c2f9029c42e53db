//! Exceptions: what went past the rules, by whom, and whether somebody else has looked at it.

use super::store::exceptions as store;
use super::{Group, Kind, Parameter, Report, column};

pub const REPORT: Report = Report {
    id: "exceptions",
    group: Group::Exceptions,
    title: || t!("evidence-exceptions"),
    question: || t!("evidence-exceptions-question"),
    nothing: || t!("evidence-exceptions-nothing"),
    sql: include_str!("store/exceptions.sql"),
    takes: &[Parameter::Period],
    columns: &[
        column("verdict", Kind::Verdict, || t!("evidence-col-verdict")),
        column("code", Kind::Code, || t!("evidence-col-why")),
        column("what", Kind::Code, || t!("evidence-col-what")),
        column("at", Kind::Moment, || t!("evidence-col-at")),
        column("by", Kind::Person, || t!("evidence-col-by")),
        column("person", Kind::Person, || t!("evidence-col-person")),
        column("product", Kind::Product, || t!("evidence-col-product")),
        column("reason", Kind::Text, || t!("evidence-col-reason")),
        column("reviewed_by", Kind::Person, || t!("evidence-col-reviewed-by")),
        column("reviewed_at", Kind::Moment, || t!("evidence-col-reviewed-at")),
        column("review_note", Kind::Text, || t!("evidence-col-review-note")),
        column("request", Kind::Request, || t!("evidence-col-request")),
    ],
    count_by: &["what", "code"],
    words,
    rows: |conn, asked, out| Box::pin(store::rows(conn, asked, out)),
};

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "break_glass" => t!("evidence-what-break-glass"),
        "single_administrator" => t!("evidence-what-single-administrator"),
        "drift_adopted" => t!("evidence-what-drift-adopted"),
        "drift_accepted" => t!("evidence-what-drift-accepted"),
        "forced_closure" => t!("evidence-what-forced-closure"),
        "fuse_kept" => t!("evidence-what-fuse-kept"),
        "own_licence" => t!("evidence-own-licence"),
        "reviewed" => t!("evidence-reviewed"),
        "review_overdue" => t!("evidence-review-overdue"),
        "not_reviewed" => t!("evidence-not-reviewed"),
        "nobody_else_saw_it" => t!("evidence-nobody-else"),
        _ => return None,
    })
}
