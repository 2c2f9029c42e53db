//! What happened, in words: of the auditor's reports.

use super::evidence::Report;
use super::log_words::{number, text};
use super::store::EventRow;

/// Nothing where it is about something else.
pub(super) fn of(event: &EventRow) -> Option<String> {
    let id = text(event, "report");
    let report = Report::of_id(id).map_or(id, |report| (report.title)());
    Some(match event.kind.as_str() {
        "report.run" => match text(event, "state") {
            "running" => t!("log-report-asked", report = report),
            "failed" => t!("log-report-failed", report = report),
            _ => t!(
                "log-report-run",
                report = report,
                rows = number(event, "rows"),
                bad = number(event, "bad")
            ),
        },
        "report.viewed" => match (id, text(event, "run")) {
            ("", _) => t!("log-reports-viewed").into(),
            (_, "") => t!("log-report-opened", report = report),
            _ => t!("log-report-viewed", report = report),
        },
        "report.exported" => t!(
            "log-report-exported",
            report = report,
            format = text(event, "format")
        ),
        _ => return None,
    })
}
