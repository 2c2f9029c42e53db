//! The auditor's questions, each answered by a report: a statement, its columns and what its codes mean. How a report is run,
//! kept and shown is the same for all of them (docs/adding-a-report.md).

mod access;
pub mod asked;
mod causes;
pub mod cell;
mod difference;
mod duties;
mod exceptions;
mod expiries;
mod files;
mod leavers;
pub mod out;
pub mod pages;
mod rights;
pub mod run_page;
pub mod runs;
mod shown;
mod state;
pub mod store;
pub mod time_and_money;
pub mod views;

use std::pin::Pin;

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use asked::Asked;
use out::Out;

/// Every report, in the order in which it is listed within its group.
pub const ALL: [&Report; 13] = [
    &duties::REPORT,
    &state::REPORT,
    &difference::REPORT,
    &leavers::REPORT,
    &expiries::REPORT,
    &exceptions::REPORT,
    &access::REPORT,
    &rights::REPORT,
    &time_and_money::LEAD_TIME,
    &time_and_money::WAITING_ROOM,
    &time_and_money::COST,
    &time_and_money::SEATS,
    &time_and_money::FORECAST,
];

/// Reads the rows of a report and hands them out, those that are bad first, then what is open.
pub type Rows<'a> = Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send + 'a>>;

/// One question of the auditor.
pub struct Report {
    /// In addresses, in the log and with what is kept, for ever.
    pub id: &'static str,
    pub group: Group,
    pub title: fn() -> &'static str,
    /// What is asked, in words.
    pub question: fn() -> &'static str,
    /// What it means that nothing was found.
    pub nothing: fn() -> &'static str,
    /// The statement, as it runs.
    pub sql: &'static str,
    pub takes: &'static [Parameter],
    pub columns: &'static [Column],
    /// Keys of columns by whose values rows are counted; empty = they are not.
    pub count_by: &'static [&'static str],
    /// What a code means; of the codes that other reports do not have.
    pub words: fn(&str) -> Option<&'static str>,
    pub rows: for<'a> fn(&'a mut PgConnection, &'a Asked, &'a mut Out) -> Rows<'a>,
}

/// What auditors ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Who may have what, and who said so.
    Approval,
    /// What ends, and when.
    Removal,
    /// What went past the rules.
    Exceptions,
    /// Who may do what here, and with the log.
    Access,
    /// How long it takes, and what it costs.
    Money,
}

impl Group {
    pub const ALL: [Self; 5] = [
        Self::Approval,
        Self::Removal,
        Self::Exceptions,
        Self::Access,
        Self::Money,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Approval => t!("evidence-group-approval"),
            Self::Removal => t!("evidence-group-removal"),
            Self::Exceptions => t!("evidence-group-exceptions"),
            Self::Access => t!("evidence-group-access"),
            Self::Money => t!("tm-group"),
        }
    }
}

/// What has to be said before a report runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// From a day to a day, both with it.
    Period,
    /// As of the end of a day.
    Day,
    /// A later day, to compare with.
    SecondDay,
    /// The day on which a contract is renewed, still to come.
    Renewal,
    /// One person; left empty, everybody.
    Person,
    /// One product; left empty, all of them.
    Product,
}

/// A column as it is kept with a run.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub key: &'static str,
    pub kind: Kind,
    pub label: fn() -> &'static str,
}

/// How a value is kept and shown. Anything may be missing (`null`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// As people typed it, or as the policy says it.
    Text,
    /// A word of ours, shown in the reader's language.
    Code,
    /// Several of them.
    Codes,
    /// `{"id", "name"}`: the name is that of the moment of the run.
    Person,
    Product,
    /// The id of a request.
    Request,
    /// The number of a sealed event.
    Event,
    /// RFC 3339, UTC.
    Moment,
    Number,
    /// Seconds, shown as hours.
    Hours,
    /// `{"cents", "currency"}`.
    Money,
    /// `bad`, `open` or `ok`.
    Verdict,
}

/// What a row is worth to an auditor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Bad,
    Open,
    Ok,
}

impl Verdict {
    pub const ALL: [Self; 3] = [Self::Bad, Self::Open, Self::Ok];

    pub fn code(self) -> &'static str {
        match self {
            Self::Bad => "bad",
            Self::Open => "open",
            Self::Ok => "ok",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == code)
    }
}

impl Report {
    pub fn of_id(id: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|report| report.id == id)
    }

    pub fn verdict(&self) -> Option<&'static str> {
        let column = self.columns.iter().find(|column| column.kind == Kind::Verdict);
        column.map(|column| column.key)
    }

    pub fn takes(&self, parameter: Parameter) -> bool {
        self.takes.contains(&parameter)
    }
}

/// A column, in one line.
const fn column(key: &'static str, kind: Kind, label: fn() -> &'static str) -> Column {
    Column { key, kind, label }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_report_has_its_own_name_and_counts_by_columns_that_it_has() {
        for (place, report) in ALL.iter().enumerate() {
            assert!(
                ALL[..place].iter().all(|other| other.id != report.id),
                "{}",
                report.id
            );
            let keys: Vec<_> = report.columns.iter().map(|column| column.key).collect();
            let mut different = keys.clone();
            different.sort_unstable();
            different.dedup();
            assert_eq!(different.len(), keys.len(), "{}: a column twice", report.id);
            for key in report.count_by {
                assert!(keys.contains(key), "{} counts by {key}", report.id);
            }
            assert!(!report.sql.trim().is_empty());
        }
    }
}
