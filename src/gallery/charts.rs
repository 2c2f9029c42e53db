//! Samples of charts, in the run of a report: usual ones; nothing and one of it; far too much.

use chrono::{Days, NaiveDate};

use super::{evidence, s};
use crate::reports::charts::{Bars, Chart, Group, Heading, Line, Outlook, OutlookWords, Spread, Unit, Weeks};

fn monday() -> NaiveDate {
    "2026-01-05".parse().unwrap()
}

fn week(place: u32) -> NaiveDate {
    monday() + Days::new(7 * u64::from(place))
}

fn heading(id: &str, title: &str) -> Heading {
    Heading {
        id: s(id),
        title: s(title),
        description: s("What it shows, in one sentence with the figures that matter."),
    }
}

fn labels() -> [String; 3] {
    ["Half within", "9 of 10 within", "99 of 100 within"].map(s)
}

fn three(place: u32) -> [f64; 3] {
    let half = 10.0 + (f64::from(place) * 0.7).sin() * 5.0;
    [half, half * 3.0, half * 7.0 + f64::from(place)]
}

fn steps(names: &[&str]) -> Chart {
    let group = |(place, name): (u32, &&str)| Group {
        label: s(name),
        values: three(place * 4).map(Some).to_vec(),
    };
    let bars = Bars {
        heading: heading("steps", "Where the time goes"),
        of: s("Step"),
        unit: Unit::Hours,
        series: labels().to_vec(),
        stacked: false,
        groups: (0..).zip(names).map(group).collect(),
    };
    bars.chart().unwrap()
}

fn months(series: u32, months: u32) -> Chart {
    let group = |month: u32| Group {
        label: format!("Month {month}"),
        values: (0..series)
            .map(|of| Some(100_000.0 * f64::from(series - of) + 20_000.0 * f64::from(month)))
            .collect(),
    };
    let bars = Bars {
        heading: heading("months", "Cost by month, in EUR"),
        of: s("Month"),
        unit: Unit::Money(Some(s("EUR"))),
        series: (1..=series).map(|of| format!("Microsoft 365 E{of}")).collect(),
        stacked: true,
        groups: (0..months).map(group).collect(),
    };
    bars.chart().unwrap()
}

fn weeks(count: u32) -> [Chart; 2] {
    let all: Vec<_> = (0..count)
        .map(|place| (week(place), (place != 9).then(|| three(place))))
        .collect();
    let line = |(place, label): (usize, String)| Line {
        label,
        values: all.iter().map(|(_, told)| told.map(|told| told[place])).collect(),
    };
    let lines = Weeks {
        heading: heading("answers", "From asking to the last answer, week by week"),
        of: s("Week from"),
        unit: Unit::Hours,
        days: all.iter().map(|(day, _)| *day).collect(),
        lines: labels().into_iter().enumerate().map(line).collect(),
    };
    let spread = Spread {
        heading: heading("whole", "From asking to the licence, week by week"),
        of: s("Week from"),
        unit: Unit::Hours,
        labels: labels(),
        weeks: all,
    };
    [spread.chart().unwrap(), lines.chart().unwrap()]
}

fn outlook(past: u32, ahead: u32) -> Chart {
    let used = |place: u32| 180.0 + 2.0 * f64::from(place) + f64::from(place).sin() * 6.0;
    let last = week(past.saturating_sub(1));
    let around = |place: u32| {
        let (likeliest, away) = (used(past + place), 10.0 + f64::from(place) / 2.0);
        let day = last + Days::new(7 * u64::from(place));
        (day, [likeliest - away, likeliest, likeliest + away])
    };
    let outlook = Outlook {
        heading: heading("forecast", "Visio Plan 2"),
        of: s("Day"),
        unit: Unit::Count,
        past: (0..past).map(|place| (week(place), used(place))).collect(),
        ahead: (0..ahead).map(around).collect(),
        today: last,
        until: last + Days::new(7 * u64::from(ahead.saturating_sub(1)) + 3),
        limit: Some(280.0),
        words: OutlookWords {
            past: s("In use"),
            least: s("At least"),
            likeliest: s("Likeliest"),
            most: s("At most"),
            today: s("Today"),
            until: s("Renewal: 31 March 2027"),
            limit: s("280 bought"),
        },
    };
    outlook.chart().unwrap()
}

pub fn usual() -> String {
    let names = [
        "One stage: group:License Approvers",
        "One stage: manager",
        "From approval to the licence",
    ];
    let mut charts = vec![steps(&names), months(6, 6), outlook(26, 40)];
    charts.extend(weeks(26));
    evidence::run_with(charts)
}

pub fn of_nothing_and_one() -> String {
    let [spread, lines] = weeks(1);
    let mut one = vec![steps(&["One stage: manager"]), spread, lines, outlook(1, 0)];
    for (place, mut chart) in [steps(&[]), months(2, 0)].into_iter().enumerate() {
        chart.id = format!("nothing-{place}");
        one.push(chart);
    }
    evidence::run_with(one)
}

pub fn huge() -> String {
    let name = "A product with a name that is so long that it has to be cut somewhere, since nothing is as wide as that";
    let [spread, lines] = weeks(520);
    evidence::run_with(vec![
        steps(&[name; 60]),
        months(9, 30),
        spread,
        lines,
        outlook(520, 150),
    ])
}
