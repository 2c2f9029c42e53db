//! Bars that lie: what they stand for is written over them, so that long names have room on a phone too.

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordi32;
use plotters::element::Rectangle;
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, TRANSPARENT};

use super::canvas::{Area, Canvas, Drawing, draw, fitted, letters, say, width_of};
use super::ink::{Ink, SERIES_MOST};
use super::{Chart, Heading, Table, Unit, WIDTH, ticks};

/// Bars for more are not read; the rest stands in the table.
const GROUPS_MOST: usize = 20;

const BAR: i32 = 34;
const LABEL: i32 = 38;
const GAP: i32 = 18;
const AXIS: i32 = 48;
const KEY_LINE: i32 = 42;
const SWATCH: i32 = 34;

type Plane<'a> = ChartContext<'a, Canvas<'a>, Cartesian2d<ticks::Figures, RangedCoordi32>>;

/// Figures of some series for each of some things.
#[derive(Clone, Debug)]
pub struct Bars {
    pub heading: Heading,
    /// What the first column of the table is called.
    pub of: String,
    pub unit: Unit,
    pub series: Vec<String>,
    /// Whether the series of a group add up to something.
    pub stacked: bool,
    pub groups: Vec<Group>,
}

#[derive(Clone, Debug)]
pub struct Group {
    pub label: String,
    /// One for each series; `None` = not known.
    pub values: Vec<Option<f64>>,
}

impl Group {
    fn value(&self, series: usize) -> f64 {
        let value = self.values.get(series).copied().flatten().unwrap_or(0.0);
        if value.is_finite() { value.max(0.0) } else { 0.0 }
    }
}

impl Bars {
    /// Draws them, in the order they come in.
    pub fn chart(self) -> anyhow::Result<Chart> {
        let svg = match self.groups.is_empty() || self.series.is_empty() {
            true => String::new(),
            false => {
                let series = self.drawn_series().len();
                draw(&self.heading, self.height(), series, |area| self.draw(area))?
            }
        };
        let table = self.table();
        Ok(Chart::new(self.heading, svg, table))
    }

    fn drawn(&self) -> &[Group] {
        &self.groups[..self.groups.len().min(GROUPS_MOST)]
    }

    fn drawn_series(&self) -> &[String] {
        &self.series[..self.series.len().min(SERIES_MOST)]
    }

    fn group_height(&self) -> i32 {
        let bars = if self.stacked {
            1
        } else {
            count(self.drawn_series().len())
        };
        LABEL + bars * BAR + GAP
    }

    fn key(&self) -> Vec<(i32, i32, &str)> {
        match self.drawn_series() {
            [] | [_] => Vec::new(),
            series => key(series),
        }
    }

    fn top(&self) -> i32 {
        self.key()
            .last()
            .map_or(8, |(_, line, _)| (line + 1) * KEY_LINE + 8)
    }

    fn height(&self) -> i32 {
        self.top() + count(self.drawn().len()) * self.group_height() + AXIS
    }

    fn draw(&self, area: &Area<'_>) -> Drawing {
        for (place, (x, line, words)) in self.key().into_iter().enumerate() {
            let y = line * KEY_LINE + KEY_LINE / 2;
            let swatch = [(x, y - 12), (x + SWATCH, y + 12)];
            area.draw(&Rectangle::new(swatch, Ink::series(place).color().filled()))?;
            say(area, words, (x + SWATCH + 10, y), (Ink::Words, HPos::Left))?;
        }
        let lengths = self.drawn().iter().map(|group| self.length(group));
        let marks = ticks::up_to(lengths.fold(0.0, f64::max), &self.unit);
        let heights = 0..(self.height() - self.top() - AXIS);
        let mut chart = ChartBuilder::on(area)
            .margin_top(self.top())
            .margin_right(self.beside())
            .margin_left(2)
            .x_label_area_size(AXIS)
            .build_cartesian_2d(ticks::Figures(marks), heights.end..heights.start)?;
        let say_mark = |value: &f64| self.unit.short(*value);
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .bold_line_style(Ink::Grid.color().stroke_width(2))
            .light_line_style(TRANSPARENT)
            .axis_style(Ink::Axis.color().stroke_width(2))
            .x_label_style(letters(Ink::Soft, HPos::Center, VPos::Top))
            .x_label_formatter(&say_mark)
            .draw()?;
        for (place, group) in self.drawn().iter().enumerate() {
            self.draw_group(area, &mut chart, (place, group))?;
        }
        Ok(())
    }

    fn draw_group<'a>(
        &self,
        area: &Area<'a>,
        chart: &mut Plane<'a>,
        (place, group): (usize, &Group),
    ) -> Drawing {
        let top = count(place) * self.group_height();
        let (x, y) = chart.plotting_area().map_coordinate(&(0.0, top + LABEL / 2));
        let name = fitted(&group.label, WIDTH - 8);
        say(area, &name, (x, y + 4), (Ink::Words, HPos::Left))?;
        let mut from = 0.0;
        for (series, value) in self.values(group).into_iter().enumerate() {
            let line = if self.stacked { 0 } else { count(series) };
            let upper = top + LABEL + line * BAR + 3;
            let lower = upper + BAR - 6;
            let to = from + value;
            if value > 0.0 {
                let ink = Ink::series(series).color().filled();
                chart.draw_series([Rectangle::new([(from, upper), (to, lower)], ink)])?;
            }
            // What they come to together stands beside the last, else each figure beside its bar.
            if !self.stacked || series + 1 == self.drawn_series().len() {
                let known = self.stacked || group.values.get(series).is_some_and(Option::is_some);
                let words = if known {
                    self.unit.short(to)
                } else {
                    "–".to_owned()
                };
                let (x, y) = chart
                    .plotting_area()
                    .map_coordinate(&(to, i32::midpoint(upper, lower)));
                say(area, &words, (x + 8, y), (Ink::Words, HPos::Left))?;
            }
            from = if self.stacked { to } else { 0.0 };
        }
        Ok(())
    }

    fn values(&self, group: &Group) -> Vec<f64> {
        (0..self.drawn_series().len())
            .map(|place| group.value(place))
            .collect()
    }

    /// How long the longest bar of a group is.
    fn length(&self, group: &Group) -> f64 {
        let values = self.values(group).into_iter();
        match self.stacked {
            true => values.sum(),
            false => values.fold(0.0, f64::max),
        }
    }

    /// Room for the longest figure beside its bar.
    fn beside(&self) -> i32 {
        let lengths = self.drawn().iter().map(|group| self.length(group));
        let widths = lengths.map(|length| width_of(&self.unit.short(length)));
        widths.max().unwrap_or(0).max(60) + 16
    }

    fn table(&self) -> Table {
        let mut columns = vec![self.of.clone()];
        columns.extend(self.series.iter().cloned());
        let rows = self.groups.iter().map(|group| {
            let mut row = vec![group.label.clone()];
            row.extend((0..self.series.len()).map(
                |place| match group.values.get(place).copied().flatten() {
                    Some(value) => self.unit.exact(value),
                    None => "–".to_owned(),
                },
            ));
            row
        });
        Table {
            rows: rows.collect(),
            columns,
        }
    }
}

/// Where the names of the series stand, line by line: across, line, words.
fn key(series: &[String]) -> Vec<(i32, i32, &str)> {
    let (mut x, mut line) = (2, 0);
    let mut placed = Vec::new();
    for words in series {
        let width = SWATCH + 10 + width_of(words) + 30;
        if x + width > WIDTH && x > 2 {
            (x, line) = (2, line + 1);
        }
        placed.push((x, line, words.as_str()));
        x += width;
    }
    placed
}

fn count(things: usize) -> i32 {
    i32::try_from(things).unwrap_or(i32::MAX)
}
