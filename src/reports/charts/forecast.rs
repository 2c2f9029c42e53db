//! What was, what comes if it goes on like this, and how sure that is: with today, the day that matters, and the limit.

use chrono::NaiveDate;
use plotters::element::{PathElement, Polygon};
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::canvas::{Area, Drawing, draw, say, width_of};
use super::ink::Ink;
use super::weeks::{Frame, first_line, say_ends};
use super::{Chart, Heading, Table, Unit, WIDTH};
use crate::words::format::day;

const HEIGHT: i32 = 520;
const LINE: i32 = 32;

/// A line that goes on, in a range.
#[derive(Clone, Debug)]
pub struct Outlook {
    pub heading: Heading,
    /// What the first column of the table is called.
    pub of: String,
    pub unit: Unit,
    pub past: Vec<(NaiveDate, f64)>,
    /// Day, and least, likeliest and most of it; the first continues the past.
    pub ahead: Vec<(NaiveDate, [f64; 3])>,
    pub today: NaiveDate,
    pub until: NaiveDate,
    /// What there is; `None` = no limit is known.
    pub limit: Option<f64>,
    pub words: OutlookWords,
}

#[derive(Clone, Debug)]
pub struct OutlookWords {
    pub past: String,
    pub least: String,
    pub likeliest: String,
    pub most: String,
    pub today: String,
    pub until: String,
    pub limit: String,
}

impl Outlook {
    /// Draws it; days in their order.
    pub fn chart(self) -> anyhow::Result<Chart> {
        let svg = match self.past.first() {
            Some((first, _)) => {
                let first = *first;
                draw(&self.heading, HEIGHT, 0, |area| self.draw(area, first))?
            }
            None => String::new(),
        };
        let table = self.table();
        Ok(Chart::new(self.heading, svg, table))
    }

    fn draw(&self, area: &Area<'_>, first: NaiveDate) -> Drawing {
        let words = &self.words;
        let ahead = self.ahead.iter().map(|(_, three)| three[2]);
        let highest = self
            .past
            .iter()
            .map(|(_, value)| *value)
            .chain(ahead)
            .chain(self.limit);
        let names = [&words.past, &words.likeliest, &words.limit].map(|words| width_of(words));
        let frame = Frame {
            first,
            last: self.until.max(self.today),
            highest: highest.filter(|value| value.is_finite()).fold(0.0, f64::max),
            unit: &self.unit,
            top: 2 * LINE + 16,
            right: names.into_iter().max().unwrap_or(0).min(WIDTH / 3) + 20,
        };
        let mut plane = frame.open(area)?;
        let lower = self
            .ahead
            .iter()
            .map(|(day, three)| (frame.along(*day), three[0].max(0.0)));
        let upper = self
            .ahead
            .iter()
            .rev()
            .map(|(day, three)| (frame.along(*day), three[2].max(0.0)));
        let around: Vec<_> = lower.chain(upper).collect();
        if !around.is_empty() {
            plane.draw_series([Polygon::new(around, Ink::Area.color().filled())])?;
        }
        let past: Vec<_> = self
            .past
            .iter()
            .map(|(day, value)| (frame.along(*day), *value))
            .collect();
        let likeliest = self
            .ahead
            .iter()
            .map(|(day, three)| (frame.along(*day), three[1].max(0.0)));
        let likeliest: Vec<_> = likeliest.collect();
        let end_of = |line: &[(f64, f64)]| line.last().copied();
        let mut ends = Vec::new();
        let right = frame.along(frame.last);
        if let Some(limit) = self.limit {
            let style = Ink::Mark.color().stroke_width(3);
            plane.draw_series([PathElement::new([(0.0, limit), (right, limit)], style)])?;
            let (x, y) = plane.plotting_area().map_coordinate(&(right, limit));
            ends.push((x, y, words.limit.clone()));
        }
        let (named, name) = match end_of(&likeliest) {
            Some(end) => (end, &words.likeliest),
            None => (end_of(&past).unwrap_or_default(), &words.past),
        };
        let (x, y) = plane.plotting_area().map_coordinate(&named);
        ends.push((x, y, name.clone()));
        plane.draw_series([PathElement::new(past, Ink::Series(0).color().stroke_width(5))])?;
        plane.draw_series([PathElement::new(
            likeliest,
            Ink::Series(1).color().stroke_width(4),
        )])?;
        for (line, on, words) in [(0, self.today, &words.today), (1, self.until, &words.until)] {
            let (x, bottom) = plane.plotting_area().map_coordinate(&(frame.along(on), 0.0));
            let top = first_line() + line * LINE;
            let style = Ink::Mark.color().stroke_width(3);
            area.draw(&PathElement::new([(x, top + 14), (x, bottom)], style))?;
            let half = width_of(words) / 2;
            let middle = x.clamp(half, (WIDTH - half).max(half));
            say(area, words, (middle, top), (Ink::Words, HPos::Center))?;
        }
        say_ends(area, ends)
    }

    fn table(&self) -> Table {
        let words = &self.words;
        let past = self.past.iter().map(|(at, value)| {
            let none = || "–".to_owned();
            vec![day(*at), self.unit.exact(*value), none(), none(), none()]
        });
        let ahead = self.ahead.iter().map(|(at, three)| {
            let mut row = vec![day(*at), "–".to_owned()];
            row.extend(three.iter().map(|value| self.unit.exact(value.max(0.0))));
            row
        });
        let columns = [&self.of, &words.past, &words.least, &words.likeliest, &words.most];
        Table {
            columns: columns.map(Clone::clone).to_vec(),
            rows: past.chain(ahead).collect(),
        }
    }
}
