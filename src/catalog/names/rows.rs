//! Lines with their numbers, and which of them are the rest of a cell that was opened on a line before.
//!
//! The published list has no line breaks in cells. A spreadsheet may have written some: then no line of such a row is a row,
//! and none may be taken for one. A quotation mark that is never closed, on the other hand, spoils its own line alone.

use std::collections::VecDeque;
use std::io;

use super::line::{Header, Quotes};
use super::text::{Line, Lines};

/// Lines behind an open quotation mark among which its closing one is looked for.
const MOST_CONTINUED_LINES: usize = 20;

pub struct Rows {
    lines: Lines,
    /// Lines that were looked at already.
    ahead: VecDeque<(u64, Line)>,
    /// What went wrong behind them.
    failed: Option<io::Error>,
    /// The number of the line that was handed out last.
    pub number: u64,
}

impl Rows {
    pub fn new(lines: Lines) -> Self {
        Self {
            lines,
            ahead: VecDeque::new(),
            failed: None,
            number: 0,
        }
    }

    pub fn encoding(&self) -> String {
        self.lines.encoding()
    }

    /// The next line, or `None` at the end.
    pub fn next_line(&mut self) -> io::Result<Option<Line>> {
        if self.ahead.is_empty() {
            if let Some(error) = self.failed.take() {
                return Err(error);
            }
            self.look_ahead(1);
        }
        match (self.ahead.pop_front(), self.failed.take()) {
            (Some((number, line)), failed) => {
                self.number = number;
                self.failed = failed;
                Ok(Some(line))
            }
            (None, Some(error)) => Err(error),
            (None, None) => Ok(None),
        }
    }

    /// How many of the next lines belong to the cell that `line` opens and does not close.
    pub fn continued(&mut self, header: &Header, line: &str) -> usize {
        let mut row = line.to_owned();
        for count in 1..=MOST_CONTINUED_LINES {
            self.look_ahead(count);
            let Some((_, Line::Text(next))) = self.ahead.get(count - 1) else {
                return 0;
            };
            row.push('\n');
            row.push_str(next);
            match header.quotes(&row) {
                Quotes::Open => {}
                Quotes::Closed => return count,
                // It closes the cell and goes on wrongly; or it is a row with a quotation mark of its own.
                Quotes::Astray => {
                    let is_half = next.matches('"').count() % 2 == 1;
                    let is_row = !is_half || header.quotes(next) == Quotes::Open;
                    return if is_row { 0 } else { count };
                }
            }
        }
        0
    }

    fn look_ahead(&mut self, count: usize) {
        while self.ahead.len() < count && self.failed.is_none() {
            match self.lines.next_line() {
                Ok(Some(line)) => self.ahead.push_back((self.lines.number, line)),
                Ok(None) => return,
                Err(error) => self.failed = Some(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names";

    /// How many lines behind the first belong to it.
    fn continued(text: &str) -> usize {
        let lines = Lines::open(Box::new(io::Cursor::new(text.to_owned()))).unwrap();
        let mut rows = Rows::new(lines);
        let Some(Line::Text(first)) = rows.next_line().unwrap() else {
            panic!("no line");
        };
        rows.continued(&Header::parse(HEADER).unwrap(), &first)
    }

    #[test]
    fn the_rest_of_an_open_cell_is_told_from_rows_behind_a_stray_quotation_mark() {
        let many = format!("\"a{}\nb\",c,d,,,", "\nx".repeat(MOST_CONTINUED_LINES));
        for (text, expected) in [
            ("\"Two\nlines\",Q4,id,,,", 1),
            ("\"Three\r\nGood,G,id,,,\r\nlines\",Q4,id,,,", 2),
            ("a,b,id,c,d,\"Two\nlines\"\nx", 1),
            ("\"Two\nlines\"x,Q4,id,,,", 1),
            ("\"Two\nsay \"\"hello\"\" and\nlines\",Q4,id,,,", 2),
            ("\"never closed,x\nGood,G,id,,,\n", 0),
            (
                "\"never closed,x\nGood,G,id,,,\n\"Chairs, \"\"soft\"\"\",C,id,,,",
                0,
            ),
            ("\"never closed,x\n\"nor this,y", 0),
            (many.as_str(), 0),
        ] {
            assert_eq!(continued(text), expected, "{text}");
        }
    }
}
