//! Who may do what with the log in the database, as it is: the proof that it is only ever added to.

use super::store::rights as store;
use super::{Group, Kind, Report, column};

pub const REPORT: Report = Report {
    id: "database-rights",
    group: Group::Access,
    title: || t!("evidence-rights"),
    question: || t!("evidence-rights-question"),
    nothing: || t!("evidence-rights-nothing"),
    sql: include_str!("store/rights.sql"),
    takes: &[],
    columns: &[
        column("verdict", Kind::Verdict, || t!("evidence-col-verdict")),
        column("code", Kind::Code, || t!("evidence-col-why")),
        column("what", Kind::Code, || t!("evidence-col-source")),
        column("role", Kind::Text, || t!("evidence-col-role")),
        column("tables", Kind::Text, || t!("evidence-col-tables")),
        column("rights", Kind::Codes, || t!("evidence-col-rights")),
        column("evidence", Kind::Text, || t!("evidence-col-as-found")),
    ],
    count_by: &["what", "code"],
    words,
    rows: |conn, asked, out| Box::pin(store::rows(conn, asked, out)),
};

/// Rights are called as SQL calls them.
fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "right" => t!("evidence-kind-right"),
        "session" => t!("evidence-kind-session"),
        "trigger" => t!("evidence-kind-trigger"),
        "rule" => t!("evidence-kind-rule"),
        "setting" => t!("evidence-kind-setting"),
        "insert_only" => t!("evidence-insert-only"),
        "read_only" => t!("evidence-read-only"),
        "owner" => t!("evidence-owner"),
        "superuser" => t!("evidence-superuser"),
        "may_change" => t!("evidence-may-change"),
        "service_may_change" => t!("evidence-service-may-change"),
        "service_is_superuser" => t!("evidence-service-is-superuser"),
        "may_put_off_its_role" => t!("evidence-may-put-off-its-role"),
        "stopped" => t!("evidence-stopped"),
        "trigger_altered" => t!("evidence-trigger-altered"),
        "trigger_off" => t!("evidence-trigger-off"),
        "no_trigger" => t!("evidence-no-trigger"),
        "rows_hidden" => t!("evidence-rows-hidden"),
        "alters_what_is_written" => t!("evidence-alters-what-is-written"),
        "triggers_skipped" => t!("evidence-triggers-skipped"),
        _ => return None,
    })
}
