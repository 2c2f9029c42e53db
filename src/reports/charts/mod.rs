//! Charts of the reports: SVG that is made here and stands in the page ([decision 25](../../../docs/decisions/0025-charts.md)).
//!
//! What is to be seen comes in ready, in the reader's words; nothing here asks the database or decides what a figure means. Every
//! chart has the table of what it draws. It is read without colour: by patterns, dashes, marks and labels that stand beside.

mod bars;
mod canvas;
mod forecast;
mod ink;
#[cfg(test)]
mod tests;
mod ticks;
mod unit;
mod weeks;

use askama::Template;

pub use bars::{Bars, Group};
pub use forecast::{Outlook, OutlookWords};
pub use unit::Unit;
pub use weeks::{Line, Spread, Weeks};

/// Width of every chart in units of its own. A page shows about half as many pixels, a phone a third.
const WIDTH: i32 = 960;
/// Height of the letters, in the same units: 15 pixels on a page, 10 on a phone.
const LETTERS: f64 = 26.0;

/// What stands over a chart, and what it says to somebody who does not see it.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Tells the charts of a page apart: letters, digits and hyphens.
    pub id: String,
    pub title: String,
    /// What it shows, in one sentence with the figures that matter.
    pub description: String,
}

/// The figures that are drawn.
#[derive(Clone, Debug, Default)]
pub struct Table {
    pub columns: Vec<String>,
    /// As many cells each as there are columns; the first says whose figures they are.
    pub rows: Vec<Vec<String>>,
}

/// A chart as it stands in a page: with its words and its table.
#[derive(Clone, Debug, Template)]
#[template(path = "_chart.html")]
pub struct Chart {
    pub id: String,
    pub title: String,
    pub description: String,
    /// Empty where there is nothing to draw.
    pub svg: String,
    pub table: Table,
}

// It is a template itself: what it writes is escaped already.
impl askama::filters::HtmlSafe for Chart {}

impl Chart {
    fn new(heading: Heading, svg: String, table: Table) -> Self {
        let Heading {
            id,
            title,
            description,
        } = heading;
        Self {
            id,
            title,
            description,
            svg,
            table,
        }
    }
}
