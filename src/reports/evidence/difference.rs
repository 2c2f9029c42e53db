//! The difference between two days: what came, what went, what changed, and why.

use super::store::difference as store;
use super::{Group, Kind, Parameter, Report, causes, column};

pub const REPORT: Report = Report {
    id: "difference-of-two-days",
    group: Group::Approval,
    title: || t!("evidence-difference"),
    question: || t!("evidence-difference-question"),
    nothing: || t!("evidence-difference-nothing"),
    sql: include_str!("store/difference.sql"),
    takes: &[
        Parameter::Day,
        Parameter::SecondDay,
        Parameter::Person,
        Parameter::Product,
    ],
    columns: &[
        column("verdict", Kind::Verdict, || t!("evidence-col-verdict")),
        column("change", Kind::Code, || t!("evidence-col-change")),
        column("why", Kind::Code, || t!("evidence-col-why")),
        column("person", Kind::Person, || t!("evidence-col-person")),
        column("product", Kind::Product, || t!("evidence-col-product")),
        column("at", Kind::Moment, || t!("evidence-col-at")),
        column("switched_on", Kind::Text, || t!("evidence-col-switched-on")),
        column("switched_off", Kind::Text, || t!("evidence-col-switched-off")),
        column("until_before", Kind::Moment, || t!("evidence-col-until-before")),
        column("until_after", Kind::Moment, || t!("evidence-col-until-after")),
        column("by", Kind::Person, || t!("evidence-col-by")),
        column("signers", Kind::Text, || t!("evidence-col-signers")),
        column("reason", Kind::Text, || t!("evidence-col-reason")),
        column("policy", Kind::Text, || t!("evidence-col-policy")),
        column("event", Kind::Event, || t!("evidence-col-event")),
        column("request", Kind::Request, || t!("evidence-col-request")),
    ],
    count_by: &["change", "why"],
    words,
    rows: |conn, asked, out| Box::pin(store::rows(conn, asked, out)),
};

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "came" => t!("evidence-came"),
        "went" => t!("evidence-went"),
        "came_anew" => t!("evidence-came-anew"),
        "plans" => t!("evidence-changed-plans"),
        "end" => t!("evidence-changed-end"),
        "classified" => t!("evidence-classified"),
        "kept" => t!("evidence-end-kept"),
        _ => return causes::of_approval(code).or_else(|| causes::of_end(code)),
    })
}
