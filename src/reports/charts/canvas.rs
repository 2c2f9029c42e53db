//! What plotters draws on: SVG with text as text, and classes instead of colours. Nothing inline but what is geometry.

use std::convert::Infallible;
use std::fmt::Write as _;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::Text;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, TextStyle};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::ink::{Ink, pattern};
use super::{Heading, LETTERS, WIDTH};

/// How wide a letter is, in heights: a guess that fits most words of a sans serif.
const LETTER_WIDTH: f64 = 0.54;

pub(super) struct Canvas<'a> {
    svg: &'a mut String,
    id: String,
    height: i32,
}

/// Nothing can go wrong on a canvas; plotters may not find the room for an axis.
pub(super) type Drawing = Result<(), DrawingAreaErrorKind<Infallible>>;
pub(super) type Area<'a> = DrawingArea<Canvas<'a>, Shift>;

/// Draws a chart of this height. `series` = how many patterns are needed.
pub(super) fn draw(
    heading: &Heading,
    height: i32,
    series: usize,
    draw: impl FnOnce(&Area<'_>) -> Drawing,
) -> anyhow::Result<String> {
    let (id, title) = (escaped(&heading.id), escaped(&heading.title));
    let description = escaped(&heading.description);
    let mut svg = format!(
        r#"<svg class="plot" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{id}-title {id}-said"><title id="{id}-title">{title}</title><desc id="{id}-said">{description}</desc>"#
    );
    if series > 0 {
        svg.push_str("<defs>");
        for place in 0..series {
            let (class, tile) = (Ink::series(place).class(), pattern(place));
            let _infallible = write!(
                svg,
                r#"<pattern id="{id}-p{place}" class="{class}" width="16" height="16" patternUnits="userSpaceOnUse">{tile}</pattern>"#
            );
        }
        svg.push_str("</defs>");
    }
    let canvas = Canvas {
        svg: &mut svg,
        id,
        height,
    };
    {
        let area = canvas.into_drawing_area();
        draw(&area)?;
        area.present()?;
    }
    svg.push_str("</svg>");
    Ok(svg)
}

/// Letters in this ink, held at this point of them.
pub(super) fn letters(ink: Ink, across: HPos, down: VPos) -> TextStyle<'static> {
    let mut style = TextStyle::from(("sans-serif", LETTERS).into_font()).pos(Pos::new(across, down));
    style.color = ink.color().to_backend_color();
    style
}

/// Writes words at a point of the canvas.
pub(super) fn say(area: &Area<'_>, words: &str, at: BackendCoord, (ink, across): (Ink, HPos)) -> Drawing {
    let style = letters(ink, across, VPos::Center);
    area.draw(&Text::new(words.to_owned(), at, style))
}

/// How wide these words will be about.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a few hundred letters"
)]
pub(super) fn width_of(words: &str) -> i32 {
    (words.chars().count() as f64 * LETTERS * LETTER_WIDTH).ceil() as i32
}

/// As much of the words as has room.
pub(super) fn fitted(words: &str, width: i32) -> String {
    if width_of(words) <= width {
        return words.to_owned();
    }
    let mut short: String = words.to_owned();
    while !short.is_empty() && width_of(&short) + width_of("…") > width {
        short.pop();
    }
    format!("{}…", short.trim_end())
}

pub(super) fn escaped(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Canvas<'_> {
    fn write(&mut self, words: std::fmt::Arguments<'_>) -> Drawn {
        let _infallible = self.svg.write_fmt(words);
        Ok(())
    }

    /// What a shape is filled with.
    fn filling(&self, ink: Ink) -> String {
        match ink {
            Ink::Series(place) => {
                format!(
                    "fill=\"url(#{}-p{place})\" stroke=\"currentColor\" stroke-width=\"2\"",
                    self.id
                )
            }
            _ => "fill=\"currentColor\"".to_owned(),
        }
    }
}

fn is_seen(color: BackendColor) -> bool {
    color.alpha > 0.0
}

fn points(points: impl IntoIterator<Item = BackendCoord>) -> String {
    let points = points.into_iter().map(|(x, y)| format!("{x},{y}"));
    points.collect::<Vec<_>>().join(" ")
}

impl DrawingBackend for Canvas<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (WIDTH.unsigned_abs(), self.height.unsigned_abs())
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        let class = Ink::of(color.rgb).class();
        self.write(format_args!(
            r#"<rect class="{class}" x="{x}" y="{y}" width="1" height="1" fill="currentColor"/>"#
        ))
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        if !is_seen(style.color()) {
            return Ok(());
        }
        let ink = Ink::of(style.color().rgb);
        let (class, width, height) = (ink.class(), (right - left).abs(), (bottom - top).abs());
        let (left, top) = (left.min(right), top.min(bottom));
        let filling = match fill {
            true => self.filling(ink),
            false => "fill=\"none\" stroke=\"currentColor\"".to_owned(),
        };
        self.write(format_args!(
            r#"<rect class="{class}" x="{left}" y="{top}" width="{width}" height="{height}" {filling}/>"#
        ))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        if !is_seen(style.color()) {
            return Ok(());
        }
        let ink = Ink::of(style.color().rgb);
        let (class, points, width) = (ink.class(), points(path), style.stroke_width());
        let dashes = match ink.dashes() {
            "" => String::new(),
            dashes => format!(" stroke-dasharray=\"{dashes}\""),
        };
        self.write(format_args!(
            r#"<polyline class="{class}" points="{points}" fill="none" stroke="currentColor" stroke-width="{width}"{dashes}/>"#
        ))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        if !is_seen(style.color()) {
            return Ok(());
        }
        let class = Ink::of(style.color().rgb).class();
        let paint = match fill {
            true => "fill=\"currentColor\"",
            false => "class=\"hollow\" stroke=\"currentColor\" stroke-width=\"3\"",
        };
        self.write(format_args!(
            r#"<g class="{class}"><circle cx="{x}" cy="{y}" r="{radius}" {paint}/></g>"#
        ))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        if !is_seen(style.color()) {
            return Ok(());
        }
        let ink = Ink::of(style.color().rgb);
        let (class, points, filling) = (ink.class(), points(path), self.filling(ink));
        self.write(format_args!(
            r#"<polygon class="{class}" points="{points}" {filling}/>"#
        ))
    }

    #[expect(clippy::cast_possible_truncation, reason = "a part of the height of a letter")]
    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, (x, y): BackendCoord) -> Drawn {
        if !is_seen(style.color()) {
            return Ok(());
        }
        let class = Ink::of(style.color().rgb).class();
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        // From the point it is held at to the line that the letters stand on.
        let down = match style.anchor().v_pos {
            VPos::Top => 0.8,
            VPos::Center => 0.35,
            VPos::Bottom => -0.2,
        };
        let (size, y) = (style.size(), y + (style.size() * down) as i32);
        let words = escaped(text);
        self.write(format_args!(
            r#"<text class="{class}" x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" fill="currentColor">{words}</text>"#
        ))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the height of a letter"
    )]
    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok((width_of(text).unsigned_abs(), style.size() as u32))
    }
}
