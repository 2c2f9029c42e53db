//! Figures along days: lines, and for each week how far they spread.

use chrono::NaiveDate;
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Circle, PathElement};
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, TRANSPARENT};

use super::canvas::{Area, Canvas, Drawing, draw, letters, say, width_of};
use super::ink::{Ink, SERIES_MOST};
use super::{Chart, Heading, LETTERS, Table, Unit, WIDTH, ticks};
use crate::words::format::{day, day_short};

const HEIGHT: i32 = 470;
const AXIS: i32 = 52;
/// Two labels one over the other.
const LINE: i32 = 32;
/// Points of a line get marks of their own as long as these do not touch.
const MARKED_MOST: usize = 30;

/// Lines along days, each with its name at its end.
#[derive(Clone, Debug)]
pub struct Weeks {
    pub heading: Heading,
    /// What the first column of the table is called.
    pub of: String,
    pub unit: Unit,
    pub days: Vec<NaiveDate>,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub label: String,
    /// One for each day; `None` = nothing is known of it, and the line has a gap.
    pub values: Vec<Option<f64>>,
}

/// For each week the half, nine of ten and ninety-nine of a hundred.
#[derive(Clone, Debug)]
pub struct Spread {
    pub heading: Heading,
    pub of: String,
    pub unit: Unit,
    /// What the three are called.
    pub labels: [String; 3],
    pub weeks: Vec<(NaiveDate, Option<[f64; 3]>)>,
}

pub(super) type Plane<'a> = ChartContext<'a, Canvas<'a>, Cartesian2d<RangedCoordf64, ticks::Figures>>;

/// The axes of a chart along days.
pub(super) struct Frame<'a> {
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    pub(super) highest: f64,
    pub(super) unit: &'a Unit,
    /// Room over the plot and to the right of it.
    pub(super) top: i32,
    pub(super) right: i32,
}

impl Frame<'_> {
    /// Where a day stands along the axis.
    #[expect(clippy::cast_precision_loss, reason = "days of a few years")]
    pub(super) fn along(&self, day: NaiveDate) -> f64 {
        day.signed_duration_since(self.first).num_days() as f64
    }

    pub(super) fn open<'a>(
        &self,
        area: &Area<'a>,
    ) -> Result<Plane<'a>, plotters::drawing::DrawingAreaErrorKind<std::convert::Infallible>> {
        let marks = ticks::up_to(self.highest, self.unit);
        let left = marks.iter().map(|mark| width_of(&self.unit.short(*mark)));
        let left = left.max().unwrap_or(0) + 18;
        // One day alone stands in the middle.
        let (from, to) = match self.along(self.last) {
            span if span > 0.0 => (0.0, span),
            _ => (-1.0, 1.0),
        };
        let mut plane = ChartBuilder::on(area)
            .margin_top(self.top)
            .margin_right(self.right)
            .x_label_area_size(AXIS)
            .y_label_area_size(left)
            .build_cartesian_2d(from..to, ticks::Figures(marks))?;
        let say_mark = |value: &f64| self.unit.short(*value);
        plane
            .configure_mesh()
            .disable_x_mesh()
            .disable_x_axis()
            .bold_line_style(Ink::Grid.color().stroke_width(2))
            .light_line_style(TRANSPARENT)
            .axis_style(TRANSPARENT)
            .y_label_style(letters(Ink::Soft, HPos::Right, VPos::Center))
            .y_label_formatter(&say_mark)
            .draw()?;
        let ground = [(from, 0.0), (to, 0.0)];
        plane.draw_series([PathElement::new(ground, Ink::Axis.color().stroke_width(2))])?;
        let plotted = plane.plotting_area();
        for mark in ticks::days(self.first, self.last) {
            let (x, y) = plotted.map_coordinate(&(self.along(mark), 0.0));
            let tick = [(x, y), (x, y + 8)];
            area.draw(&PathElement::new(tick, Ink::Axis.color().stroke_width(2)))?;
            // What would stand out of the picture is moved in.
            let words = day_short(mark);
            let half = width_of(&words) / 2;
            let middle = x.clamp(half, (WIDTH - half).max(half));
            say(area, &words, (middle, y + 28), (Ink::Soft, HPos::Center))?;
        }
        Ok(plane)
    }
}

/// Names at the ends of lines, moved apart where they would lie over each other.
pub(super) fn say_ends(area: &Area<'_>, mut ends: Vec<(i32, i32, String)>) -> Drawing {
    ends.sort_by_key(|(_, y, _)| *y);
    let mut free = i32::MIN;
    for (x, y, words) in ends {
        let y = y.max(free);
        say(area, &words, (x + 12, y), (Ink::Words, HPos::Left))?;
        free = y + LINE;
    }
    Ok(())
}

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

impl Weeks {
    /// Draws them; days in their order.
    pub fn chart(self) -> anyhow::Result<Chart> {
        let svg = match (self.days.first(), self.days.last(), self.lines.is_empty()) {
            (Some(first), Some(last), false) => {
                let (first, last) = (*first, *last);
                draw(&self.heading, HEIGHT, 0, |area| self.draw(area, (first, last)))?
            }
            _ => String::new(),
        };
        let mut columns = vec![self.of.clone()];
        columns.extend(self.lines.iter().map(|line| line.label.clone()));
        let rows = self.days.iter().enumerate().map(|(place, at)| {
            let mut row = vec![day(*at)];
            row.extend(self.lines.iter().map(|line| {
                let value = line.values.get(place).copied().flatten();
                value.map_or_else(|| "–".to_owned(), |value| self.unit.exact(value))
            }));
            row
        });
        let rows = rows.collect();
        Ok(Chart::new(self.heading, svg, Table { columns, rows }))
    }

    fn draw(&self, area: &Area<'_>, (first, last): (NaiveDate, NaiveDate)) -> Drawing {
        let drawn = &self.lines[..self.lines.len().min(SERIES_MOST)];
        let values = drawn.iter().flat_map(|line| line.values.iter().copied());
        let right = drawn.iter().map(|line| width_of(&line.label)).max();
        let frame = Frame {
            first,
            last,
            highest: values.filter_map(finite).fold(0.0, f64::max),
            unit: &self.unit,
            top: 24,
            right: right.unwrap_or(0).min(WIDTH / 3) + 20,
        };
        let mut plane = frame.open(area)?;
        let mut ends = Vec::new();
        for (place, line) in drawn.iter().enumerate() {
            let ink = Ink::series(place).color();
            let known = |value: &Option<f64>| finite(*value).is_some();
            let points: Vec<_> = self.days.iter().zip(&line.values).collect();
            for run in points.split(|(_, value)| !known(value)) {
                let run: Vec<_> = run
                    .iter()
                    .filter_map(|(day, value)| Some((frame.along(**day), finite(**value)?)))
                    .collect();
                let Some(end) = run.last().copied() else { continue };
                if run.len() == 1 || self.days.len() <= MARKED_MOST {
                    plane.draw_series(run.iter().map(|at| Circle::new(*at, 6, ink.filled())))?;
                }
                plane.draw_series([PathElement::new(run, ink.stroke_width(4))])?;
                let (x, y) = plane.plotting_area().map_coordinate(&end);
                ends.retain(|(_, _, words)| *words != line.label);
                ends.push((x, y, line.label.clone()));
            }
        }
        say_ends(area, ends)
    }
}

impl Spread {
    /// Draws them; weeks in their order.
    pub fn chart(self) -> anyhow::Result<Chart> {
        let svg = match (self.weeks.first(), self.weeks.last()) {
            (Some((first, _)), Some((last, _))) => {
                let (first, last) = (*first, *last);
                draw(&self.heading, HEIGHT + LINE, 0, |area| {
                    self.draw(area, (first, last))
                })?
            }
            _ => String::new(),
        };
        let mut columns = vec![self.of.clone()];
        columns.extend(self.labels.iter().cloned());
        let rows = self.weeks.iter().map(|(week, three)| {
            let mut row = vec![day(*week)];
            row.extend(
                (0..3)
                    .map(|place| three.map_or_else(|| "–".to_owned(), |three| self.unit.exact(three[place]))),
            );
            row
        });
        let rows = rows.collect();
        Ok(Chart::new(self.heading, svg, Table { columns, rows }))
    }

    fn draw(&self, area: &Area<'_>, (first, last): (NaiveDate, NaiveDate)) -> Drawing {
        let values = self
            .weeks
            .iter()
            .filter_map(|(_, three)| finite(three.map(|three| three[2])));
        let frame = Frame {
            first,
            last,
            highest: values.fold(0.0, f64::max),
            unit: &self.unit,
            top: LINE + 30,
            right: 24,
        };
        let mut x = 14;
        for (place, words) in self.labels.iter().enumerate() {
            mark(area, (x, 20), place)?;
            say(area, words, (x + 20, 20), (Ink::Words, HPos::Left))?;
            x += width_of(words) + 64;
        }
        let plane = frame.open(area)?;
        for (week, three) in &self.weeks {
            let Some(three) = three.filter(|three| three.iter().all(|value| value.is_finite())) else {
                continue;
            };
            let at = |value| plane.plotting_area().map_coordinate(&(frame.along(*week), value));
            let stem = [at(three[0]), at(three[2])];
            area.draw(&PathElement::new(stem, Ink::Series(0).color().stroke_width(3)))?;
            for place in [2, 1, 0] {
                mark(area, at(three[place]), place)?;
            }
        }
        Ok(())
    }
}

/// A dot for the half, a ring for nine of ten, a bar for ninety-nine of a hundred.
fn mark(area: &Area<'_>, (x, y): (i32, i32), place: usize) -> Drawing {
    let ink = Ink::Series(0).color();
    match place {
        0 => area.draw(&Circle::new((x, y), 7, ink.filled())),
        1 => area.draw(&Circle::new((x, y), 7, ink.stroke_width(3))),
        _ => area.draw(&PathElement::new([(x - 9, y), (x + 9, y)], ink.stroke_width(4))),
    }
}

/// Where letters of the top line stand.
#[expect(clippy::cast_possible_truncation, reason = "the height of a letter")]
pub(super) const fn first_line() -> i32 {
    LETTERS as i32 / 2 + 4
}
