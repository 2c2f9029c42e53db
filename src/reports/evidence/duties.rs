//! Segregation of duties: who asked for whom, who signed as what, and which attempts were refused.

use super::store::duties as store;
use super::{Group, Kind, Parameter, Report, column};

pub const REPORT: Report = Report {
    id: "segregation-of-duties",
    group: Group::Approval,
    title: || t!("evidence-duties"),
    question: || t!("evidence-duties-question"),
    nothing: || t!("evidence-duties-nothing"),
    sql: include_str!("store/duties.sql"),
    takes: &[Parameter::Period],
    columns: &[
        column("verdict", Kind::Verdict, || t!("evidence-col-verdict")),
        column("codes", Kind::Codes, || t!("evidence-col-why")),
        column("at", Kind::Moment, || t!("evidence-col-at")),
        column("act", Kind::Code, || t!("evidence-col-act")),
        column("asked_as", Kind::Code, || t!("evidence-col-asked-as")),
        column("requester", Kind::Person, || t!("evidence-col-requester")),
        column("beneficiary", Kind::Person, || t!("evidence-col-beneficiary")),
        column("signed_as", Kind::Code, || t!("evidence-col-signed-as")),
        column("by", Kind::Person, || t!("evidence-col-by")),
        column("on_behalf_of", Kind::Person, || t!("evidence-col-on-behalf-of")),
        column("product", Kind::Product, || t!("evidence-col-product")),
        column("attempt", Kind::Text, || t!("evidence-col-attempt")),
        column("request", Kind::Request, || t!("evidence-col-request")),
    ],
    count_by: &["asked_as", "signed_as", "act"],
    words,
    rows: |conn, asked, out| Box::pin(store::rows(conn, asked, out)),
};

fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "signed_own_request" => t!("evidence-signed-own-request"),
        "signed_for_oneself" => t!("evidence-signed-for-oneself"),
        "signed_in_their_place" => t!("evidence-signed-in-their-place"),
        "signed_two_stages" => t!("evidence-signed-two-stages"),
        "gave_to_oneself" => t!("evidence-gave-to-oneself"),
        "reviewed_own_act" => t!("evidence-reviewed-own-act"),
        "reviewed_own_licence" => t!("evidence-reviewed-own-licence"),
        "own_policy" => t!("evidence-own-policy"),
        "approve" => t!("evidence-act-approve"),
        "deny" => t!("evidence-act-deny"),
        "automatic" => t!("evidence-act-automatic"),
        "adopted" => t!("evidence-act-adopted"),
        "given_at_once" => t!("evidence-act-given-at-once"),
        "reviewed" => t!("evidence-act-reviewed"),
        "policy" => t!("evidence-act-policy"),
        "refused" => t!("evidence-act-refused"),
        "author" => t!("evidence-as-author"),
        "self" => t!("evidence-as-self"),
        "report" => t!("evidence-as-report"),
        "other" => t!("evidence-as-other"),
        "administrator" => t!("evidence-as-administrator"),
        "reviewer" => t!("evidence-as-reviewer"),
        "manager" => t!("evidence-as-manager"),
        "manager's manager" => t!("evidence-as-managers-manager"),
        "owner" => t!("evidence-as-owner"),
        _ => return None,
    })
}
