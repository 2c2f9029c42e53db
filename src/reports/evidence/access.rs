//! Who could do what here on a day: roles, groups, delegations, stages, and what was done that needs a role.

use super::store::access as store;
use super::{Group, Kind, Parameter, Report, column};

pub const REPORT: Report = Report {
    id: "access-on-a-day",
    group: Group::Access,
    title: || t!("evidence-access"),
    question: || t!("evidence-access-question"),
    nothing: || t!("evidence-access-nothing"),
    sql: include_str!("store/access.sql"),
    takes: &[Parameter::Day, Parameter::Person],
    columns: &[
        column("verdict", Kind::Verdict, || t!("evidence-col-verdict")),
        column("code", Kind::Code, || t!("evidence-col-why")),
        column("what", Kind::Code, || t!("evidence-col-source")),
        column("person", Kind::Person, || t!("evidence-col-person")),
        column("right", Kind::Code, || t!("evidence-col-right")),
        column("scope", Kind::Text, || t!("evidence-col-scope")),
        column("for", Kind::Person, || t!("evidence-col-on-behalf-of")),
        column("times", Kind::Number, || t!("evidence-col-times")),
        column("since", Kind::Moment, || t!("evidence-col-since")),
        column("event", Kind::Event, || t!("evidence-col-event")),
    ],
    count_by: &["what", "right"],
    words,
    rows: |conn, asked, out| Box::pin(store::rows(conn, asked, out)),
};

/// An act is called as its events in the log are.
fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "role" => t!("evidence-from-role"),
        "act" => t!("evidence-from-act"),
        "group" => t!("evidence-from-group"),
        "delegation" => t!("evidence-from-delegation"),
        "stage" => t!("evidence-from-stage"),
        "administrator" => t!("evidence-as-administrator"),
        "auditor" => t!("evidence-as-auditor"),
        "signs_for_group" => t!("evidence-signs-for-group"),
        "signs_for_somebody" => t!("evidence-signs-for-somebody"),
        "signs_stage" => t!("evidence-signs-stage"),
        "signed_in_that_day" => t!("evidence-signed-in-that-day"),
        "last_seen_with_it" => t!("evidence-last-seen-with-it"),
        "both_roles" => t!("evidence-both-roles"),
        "with_the_role" => t!("evidence-with-the-role"),
        "without_the_role" => t!("evidence-without-the-role"),
        "member" => t!("evidence-member"),
        "member_since_before" => t!("evidence-member-since-before"),
        "left_unsaid" => t!("evidence-left-unsaid"),
        "not_known" => t!("evidence-members-not-known"),
        "delegated" => t!("evidence-delegated"),
        "delegated_by_an_administrator" => t!("evidence-delegated-by-administrator"),
        "may_sign" => t!("evidence-may-sign"),
        "others_later" => t!("evidence-others-later"),
        "account_closed" => t!("evidence-account-closed"),
        _ => return None,
    })
}
