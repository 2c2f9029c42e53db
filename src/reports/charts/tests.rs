//! Round steps, and charts of nothing, of one and of far too much.

use chrono::{Days, NaiveDate};
use scraper::{Html, Selector};

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn heading(id: &str) -> Heading {
    Heading {
        id: id.to_owned(),
        title: "Time & <money>".to_owned(),
        description: "What \"it\" shows.".to_owned(),
    }
}

fn bars(groups: usize, series: usize, stacked: bool) -> Chart {
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let group = |place: usize| Group {
        label: format!("Product {place}"),
        values: (0..series).map(|of| Some(1e5 * (place + of) as f64)).collect(),
    };
    Bars {
        heading: heading("bars"),
        of: "Product".to_owned(),
        unit: Unit::Money(Some("EUR".to_owned())),
        series: (0..series).map(|place| format!("Series {place}")).collect(),
        stacked,
        groups: (0..groups).map(group).collect(),
    }
    .chart()
    .unwrap()
}

fn weeks(count: u64, values: &[Option<f64>]) -> Chart {
    let first = day("2026-01-05");
    Weeks {
        heading: heading("weeks"),
        of: "Week".to_owned(),
        unit: Unit::Hours,
        days: (0..count).map(|week| first + Days::new(7 * week)).collect(),
        lines: vec![Line {
            label: "Half of them".to_owned(),
            values: values
                .iter()
                .copied()
                .cycle()
                .take(usize::try_from(count).unwrap())
                .collect(),
        }],
    }
    .chart()
    .unwrap()
}

fn spread(weeks: Vec<(NaiveDate, Option<[f64; 3]>)>) -> Chart {
    Spread {
        heading: heading("spread"),
        of: "Week".to_owned(),
        unit: Unit::Hours,
        labels: ["p50", "p90", "p99"].map(str::to_owned),
        weeks,
    }
    .chart()
    .unwrap()
}

fn outlook(past: Vec<(NaiveDate, f64)>, ahead: Vec<(NaiveDate, [f64; 3])>) -> Chart {
    let words = ["past", "least", "likeliest", "most", "today", "renewal", "bought"].map(str::to_owned);
    let [past_word, least, likeliest, most, today, until, limit] = words;
    Outlook {
        heading: heading("outlook"),
        of: "Week".to_owned(),
        unit: Unit::Count,
        past,
        ahead,
        today: day("2026-03-02"),
        until: day("2026-09-01"),
        limit: Some(250.0),
        words: OutlookWords {
            past: past_word,
            least,
            likeliest,
            most,
            today,
            until,
            limit,
        },
    }
    .chart()
    .unwrap()
}

#[test]
fn an_axis_has_round_steps_and_reaches_the_highest() {
    let money = || Unit::Money(Some("EUR".to_owned()));
    let table: [(f64, Unit, &[f64]); 9] = [
        (0.0, Unit::Count, &[0.0, 1.0]),
        (3.0, Unit::Count, &[0.0, 1.0, 2.0, 3.0]),
        (17.0, Unit::Count, &[0.0, 5.0, 10.0, 15.0, 20.0]),
        (1_000_000.0, Unit::Count, &[0.0, 2e5, 4e5, 6e5, 8e5, 1e6]),
        (5.0, Unit::Hours, &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
        (49.0, Unit::Hours, &[0.0, 12.0, 24.0, 36.0, 48.0, 60.0]),
        (500.0, Unit::Hours, &[0.0, 120.0, 240.0, 360.0, 480.0, 600.0]),
        (5_475.0, money(), &[0.0, 2_000.0, 4_000.0, 6_000.0]),
        (f64::NAN, Unit::Count, &[0.0, 1.0]),
    ];
    for (most, unit, marks) in table {
        assert_eq!(ticks::up_to(most, &unit), marks, "{most} {unit:?}");
    }
}

#[test]
fn days_are_marked_at_mondays_and_months() {
    let table = [
        ("2026-01-07", "2026-01-07", "2026-01-07"),
        ("2026-01-07", "2026-01-28", "2026-01-12 2026-01-19 2026-01-26"),
        (
            "2026-01-07",
            "2026-05-28",
            "2026-02-01 2026-03-01 2026-04-01 2026-05-01",
        ),
        (
            "2026-02-10",
            "2027-06-01",
            "2026-04-01 2026-07-01 2026-10-01 2027-01-01 2027-04-01",
        ),
        (
            "2020-02-10",
            "2026-06-01",
            "2021-01-01 2022-01-01 2023-01-01 2024-01-01 2025-01-01 2026-01-01",
        ),
    ];
    for (first, last, marks) in table {
        let found = ticks::days(day(first), day(last))
            .into_iter()
            .map(|day| day.to_string());
        assert_eq!(found.collect::<Vec<_>>().join(" "), marks, "{first} to {last}");
    }
}

#[test]
fn figures_are_said_as_people_say_them() {
    let table = [
        (Unit::Hours, 0.0, "0 h", "0 h"),
        (Unit::Hours, 0.005, "1 min", "1 min"),
        (Unit::Hours, 0.5, "30 min", "30 min"),
        (Unit::Hours, 3.46, "3.5 h", "3.5 h"),
        (Unit::Hours, 36.0, "36 h", "36 h"),
        (Unit::Hours, 2_400.0, "100 d", "100 d"),
        (Unit::Count, 12_480.4, "12,480", "12,480"),
        (
            Unit::Money(Some("EUR".to_owned())),
            120_450.0,
            "1,205",
            "€1,204.50",
        ),
        (Unit::Money(None), 120_449.0, "1,204", "1,204.49"),
    ];
    for (unit, value, short, exact) in table {
        assert_eq!(
            (unit.short(value).as_str(), unit.exact(value).as_str()),
            (short, exact),
            "{value} {unit:?}"
        );
    }
}

#[test]
fn what_is_nothing_is_not_drawn() {
    for chart in [
        bars(0, 2, false),
        weeks(0, &[]),
        spread(Vec::new()),
        outlook(Vec::new(), Vec::new()),
    ] {
        assert_eq!(chart.svg, "");
        assert!(chart.render().unwrap().contains("There is nothing to draw."));
        assert!(!chart.render().unwrap().contains("<details>"));
    }
}

#[test]
fn one_and_far_too_many_are_drawn_in_their_frame() {
    let monday = day("2026-01-05");
    let many = (0..520).map(|week| (monday + Days::new(7 * week), Some([1.0, 30.0, 9_000.0])));
    let past = |count: u64| {
        (0..count)
            .map(move |week| (monday + Days::new(7 * week), 200.0))
            .collect()
    };
    let charts = [
        (bars(1, 1, false), 1),
        (bars(1, 3, true), 1),
        (bars(3_000, 9, false), 3_000),
        (weeks(1, &[Some(4.0)]), 1),
        (weeks(3, &[None]), 3),
        (weeks(600, &[Some(4.0), Some(1e12), None, Some(f64::NAN)]), 600),
        (spread(vec![(monday, Some([1.0, 2.0, 3.0]))]), 1),
        (spread(vec![(monday, None)]), 1),
        (spread(many.collect()), 520),
        (outlook(past(1), Vec::new()), 1),
        (
            outlook(
                past(8),
                vec![
                    (day("2026-03-02"), [200.0; 3]),
                    (day("2026-09-01"), [-20.0, 290.0, 600.0]),
                ],
            ),
            10,
        ),
    ];
    for (chart, rows) in charts {
        let page = chart.render().unwrap();
        assert!(
            !page.contains("style=") && !page.contains("<style") && !page.contains("<script"),
            "{page}"
        );
        assert!(!page.contains("NaN") && !page.contains("inf"), "{page}");
        let page = Html::parse_fragment(&page);
        let all = |what: &str| page.select(&Selector::parse(what).unwrap()).collect::<Vec<_>>();
        let svg = all("svg[role=img][aria-labelledby]");
        assert_eq!(svg.len(), 1);
        assert_eq!(all("svg > title")[0].text().collect::<String>(), "Time & <money>");
        assert_eq!(all("tbody tr").len(), rows);
        let frame: Vec<i32> = svg[0]
            .attr("viewBox")
            .unwrap()
            .split(' ')
            .map(|n| n.parse().unwrap())
            .collect();
        for shape in all("svg rect[x], svg text, svg circle[cx]") {
            let number = |name| shape.attr(name).and_then(|n| n.parse::<i32>().ok());
            if shape
                .ancestors()
                .any(|above| above.value().as_element().is_some_and(|e| e.name() == "pattern"))
            {
                continue;
            }
            let x = number("x").or_else(|| number("cx")).unwrap();
            let y = number("y").or_else(|| number("cy")).unwrap();
            assert!(
                (-10..=frame[2]).contains(&x) && (-10..=frame[3] + 10).contains(&y),
                "{x},{y} in {frame:?}"
            );
        }
    }
}
