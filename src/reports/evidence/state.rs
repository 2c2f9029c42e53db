//! The state as of a day: who had what, and why.

use super::store::state as store;
use super::{Group, Kind, Parameter, Report, causes, column};

pub const REPORT: Report = Report {
    id: "state-as-of-a-day",
    group: Group::Approval,
    title: || t!("evidence-as-of"),
    question: || t!("evidence-as-of-question"),
    nothing: || t!("evidence-as-of-nothing"),
    sql: include_str!("store/state.sql"),
    takes: &[Parameter::Day, Parameter::Person, Parameter::Product],
    columns: &[
        column("verdict", Kind::Verdict, || t!("evidence-col-verdict")),
        column("code", Kind::Code, || t!("evidence-col-why")),
        column("person", Kind::Person, || t!("evidence-col-person")),
        column("product", Kind::Product, || t!("evidence-col-product")),
        column("state", Kind::Code, || t!("evidence-col-state-then")),
        column("plans", Kind::Text, || t!("evidence-col-plans")),
        column("approved_at", Kind::Moment, || t!("evidence-col-approved-at")),
        column("active_at", Kind::Moment, || t!("evidence-col-active-at")),
        column("until", Kind::Moment, || t!("evidence-col-until")),
        column("how", Kind::Code, || t!("evidence-col-how")),
        column("signers", Kind::Text, || t!("evidence-col-signers")),
        column("requester", Kind::Person, || t!("evidence-col-requester")),
        column("justification", Kind::Text, || t!("evidence-col-justification")),
        column("policy", Kind::Text, || t!("evidence-col-policy")),
        column("request", Kind::Request, || t!("evidence-col-request")),
        column("changed_by", Kind::Request, || t!("evidence-col-changed-by")),
    ],
    count_by: &["product", "state"],
    words,
    rows: |conn, asked, out| Box::pin(store::rows(conn, asked, out)),
};

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "approved" => t!("evidence-approved"),
        "plans_differ" => t!("evidence-plans-differ"),
        "past_its_end" => t!("evidence-past-its-end"),
        "held" => t!("evidence-held"),
        "active" => t!("evidence-then-active"),
        "ending" => t!("evidence-then-ending"),
        "scheduled" => t!("evidence-then-scheduled"),
        "on_its_way" => t!("evidence-then-on-its-way"),
        _ => return causes::of_approval(code),
    })
}
