//! What can be drawn with. plotters thinks in colours; ours are names, which the canvas writes as classes, patterns and dashes, so
//! that the page's style says what colour they have, in daylight, in the dark and on paper.

use plotters::style::RGBColor;

/// More are not told apart by patterns: what comes after them stands in the table alone.
pub(super) const SERIES_MOST: usize = 6;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Words,
    /// Words beside, that are less than the others.
    Soft,
    Axis,
    Grid,
    /// Bars with a pattern, lines with dashes.
    Series(u8),
    /// What lies between the lowest and the highest.
    Area,
    /// A moment or a height that is marked.
    Mark,
}

impl Ink {
    pub(super) fn series(place: usize) -> Self {
        let last = SERIES_MOST - 1;
        Self::Series(u8::try_from(place.min(last)).unwrap_or_default())
    }

    /// As a colour for plotters, and only for it.
    pub(super) fn color(self) -> RGBColor {
        match self {
            Self::Words => RGBColor(0, 0, 0),
            Self::Soft => RGBColor(1, 0, 0),
            Self::Axis => RGBColor(2, 0, 0),
            Self::Grid => RGBColor(3, 0, 0),
            Self::Series(place) => RGBColor(4, place, 0),
            Self::Area => RGBColor(5, 0, 0),
            Self::Mark => RGBColor(6, 0, 0),
        }
    }

    pub(super) fn of(rgb: (u8, u8, u8)) -> Self {
        match rgb {
            (1, ..) => Self::Soft,
            (2, ..) => Self::Axis,
            (3, ..) => Self::Grid,
            (4, place, _) => Self::Series(place),
            (5, ..) => Self::Area,
            (6, ..) => Self::Mark,
            _ => Self::Words,
        }
    }

    /// The class that gives the colour.
    pub(super) fn class(self) -> String {
        match self {
            Self::Words => "ink-words".to_owned(),
            Self::Soft => "ink-soft".to_owned(),
            Self::Axis => "ink-axis".to_owned(),
            Self::Grid => "ink-grid".to_owned(),
            Self::Series(place) => format!("ink-{place}"),
            Self::Area => "ink-area".to_owned(),
            Self::Mark => "ink-mark".to_owned(),
        }
    }

    /// How its lines are broken; empty = not at all.
    pub(super) fn dashes(self) -> &'static str {
        match self {
            Self::Series(1) => "16 8",
            Self::Series(2) => "3 8",
            Self::Series(3) => "18 6 3 6",
            Self::Series(4) => "8 4",
            Self::Series(5) => "24 6 3 6 3 6",
            Self::Mark => "6 6",
            _ => "",
        }
    }
}

/// What fills the bars of a series: a tile of 16 by 16, drawn over the paper.
pub(super) fn pattern(place: usize) -> &'static str {
    match place {
        0 => r#"<rect width="16" height="16" fill="currentColor"/>"#,
        1 => {
            r#"<path d="M-4,4 l8,-8 M0,16 l16,-16 M12,20 l8,-8" stroke="currentColor" stroke-width="4" fill="none"/>"#
        }
        2 => {
            r#"<circle cx="4" cy="4" r="2.6" fill="currentColor"/><circle cx="12" cy="12" r="2.6" fill="currentColor"/>"#
        }
        3 => r#"<path d="M0,8 h16 M8,0 v16" stroke="currentColor" stroke-width="3" fill="none"/>"#,
        4 => {
            r#"<path d="M-4,12 l8,8 M0,0 l16,16 M12,-4 l8,8" stroke="currentColor" stroke-width="3" fill="none"/>"#
        }
        _ => "",
    }
}
