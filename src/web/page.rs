//! The frame of every page and the small display types that pages share. No handlers, no SQL.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};

/// What stands around the content: title, navigation, who is signed in, one notice.
#[derive(Clone, Debug, Default)]
pub struct Chrome {
    /// Title of the page without the product's name.
    pub title: String,
    /// `None` on pages for visitors.
    pub person: Option<SignedIn>,
    pub nav: Vec<NavItem>,
    /// Token for the sign-out form and for every form of the page.
    pub csrf: String,
    pub notice: Option<Notice>,
    /// The pages of the administrator's room; empty outside of it.
    pub rooms: Vec<NavItem>,
    /// What has to be known on every page.
    pub alarms: Vec<Alarm>,
    /// As of when the directory's mirror is true; `None` on pages for visitors, and before the first reading.
    pub as_of: Option<Moment>,
}

/// A notice that stays until what it says is mended.
#[derive(Clone, Debug)]
pub struct Alarm {
    pub tone: Tone,
    pub text: String,
    /// Where to see more: (label, href).
    pub way: Option<(&'static str, &'static str)>,
}

#[derive(Clone, Debug, Default)]
pub struct SignedIn {
    pub name: String,
    pub upn: String,
    /// Holds the role Auditor.
    pub auditor: bool,
    /// Holds the role Administrator.
    pub administrator: bool,
    /// Approvals that wait for this person.
    pub waiting: i64,
    /// Reviews that wait for this person.
    pub reviews: i64,
    /// What waits for an administrator; counted for administrators only.
    pub tasks: Tasks,
}

/// What waits for an administrator, as the navigation counts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tasks {
    /// Grants and jobs that stand still until a person acts.
    pub stuck: i64,
    /// Grants that wait for a seat.
    pub for_seats: i64,
    /// Plans that nobody has classified.
    pub new_plans: i64,
    /// Differences that wait for a decision, counted up to a thousand.
    pub drift: i64,
    /// Fuses that have blown.
    pub fuses: i64,
    /// Readings of the directory that wait for an administrator.
    pub refused: i64,
    /// Drafts of the policy that wait for this administrator: those that others submitted.
    pub drafts: i64,
}

#[derive(Clone, Debug)]
pub struct NavItem {
    pub label: &'static str,
    pub href: &'static str,
    pub current: bool,
    /// Shown as a number when there is something to count.
    pub count: Option<i64>,
}

/// Where in the navigation a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Catalogue,
    Requests,
    Licences,
    Approvals,
    Reviews,
    Audit,
    Attention,
    Seats,
    Plans,
    Drift,
    Fuse,
    Leavers,
    Mirror,
    Products,
    Policy,
    /// In no part of the navigation.
    Elsewhere,
}

impl Chrome {
    /// The frame for somebody who is not signed in.
    pub fn visitor(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            ..Self::default()
        }
    }

    /// The frame for somebody who is signed in; the navigation follows from the roles.
    pub fn signed_in(title: &str, place: Place, person: SignedIn, csrf: &str) -> Self {
        let item = |label, href, here| NavItem {
            label,
            href,
            current: place == here,
            count: None,
        };
        let counted = |item, count: i64| NavItem {
            count: (count > 0).then_some(count),
            ..item
        };
        let mut nav = vec![
            item("Catalogue", "/", Place::Catalogue),
            item("My requests", "/requests", Place::Requests),
            item("My licences", "/licences", Place::Licences),
            counted(item("Approvals", "/approvals", Place::Approvals), person.waiting),
        ];
        // Only those see it who ever have something to review: most never do.
        if person.reviews > 0 || place == Place::Reviews {
            nav.push(counted(
                item("Reviews", "/reviews", Place::Reviews),
                person.reviews,
            ));
        }
        if person.auditor {
            nav.push(item("Audit log", "/audit", Place::Audit));
        }
        let tasks = person.tasks;
        let rooms = match person.administrator {
            false => Vec::new(),
            true => vec![
                counted(
                    item("Needs attention", "/admin/attention", Place::Attention),
                    tasks.stuck,
                ),
                counted(item("Drift", "/admin/drift", Place::Drift), tasks.drift),
                counted(item("Fuse", "/admin/fuse", Place::Fuse), tasks.fuses),
                item("Leavers", "/admin/leavers", Place::Leavers),
                counted(item("Seats", "/admin/seats", Place::Seats), tasks.for_seats),
                counted(item("New plans", "/admin/plans", Place::Plans), tasks.new_plans),
                item("Products", "/admin/catalogue", Place::Products),
                counted(item("Policy", "/admin/policy", Place::Policy), tasks.drafts),
                counted(item("Mirror", "/admin/mirror", Place::Mirror), tasks.refused),
            ],
        };
        let is_inside = rooms.iter().any(|room| room.current);
        if person.administrator {
            let urgent = tasks.stuck + tasks.new_plans + tasks.fuses + tasks.refused + tasks.drafts;
            nav.push(NavItem {
                current: is_inside,
                ..counted(
                    item("Administration", "/admin/attention", Place::Attention),
                    urgent,
                )
            });
        }
        let mut alarms = Vec::new();
        if tasks.fuses > 0 {
            alarms.push(Alarm {
                tone: Tone::Bad,
                text: "The fuse has blown: too many licences would end by themselves, and are held.".into(),
                way: (place != Place::Fuse).then_some(("See what is held", "/admin/fuse")),
            });
        }
        Self {
            title: title.to_owned(),
            person: Some(person),
            nav,
            csrf: csrf.to_owned(),
            notice: None,
            rooms: if is_inside { rooms } else { Vec::new() },
            alarms,
            as_of: None,
        }
    }

    /// The same frame with a notice on top of the content.
    #[must_use]
    pub fn with_notice(mut self, tone: Tone, text: &str) -> Self {
        self.notice = Some(Notice {
            tone,
            text: text.to_owned(),
        });
        self
    }
}

#[derive(Clone, Debug)]
pub struct Notice {
    pub tone: Tone,
    pub text: String,
}

/// The mood of a badge or a notice; never the only carrier of meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Neutral,
    Waiting,
    Good,
    Bad,
}

impl Tone {
    pub fn class(&self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Waiting => "waiting",
            Self::Good => "good",
            Self::Bad => "bad",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Badge {
    pub tone: Tone,
    pub text: String,
}

impl Badge {
    pub fn new(tone: Tone, text: &str) -> Self {
        Self {
            tone,
            text: text.to_owned(),
        }
    }
}

/// A point in time: words to read, the exact time to know. Write `{{ moment }}` in a template.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<time datetime="{{ iso }}" title="{{ exact }}">{{ words }}</time>"#
)]
pub struct Moment {
    pub words: String,
    pub exact: String,
    pub iso: String,
}

// It is a template itself: what it writes is escaped already.
impl askama::filters::HtmlSafe for Moment {}

impl Moment {
    /// `at` seen from `now`: "2 hours ago", "in 3 days", and the date when it is more than a month away.
    pub fn new(at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self {
            words: distance(at, now),
            exact: at.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
            iso: at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }

    /// As [`Self::new`], to stand behind "since": "since a moment ago".
    pub fn since(at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let moment = Self::new(at, now);
        Self {
            words: moment.words.replace("just now", "a moment ago"),
            ..moment
        }
    }

    /// `at` in full, for lists where the exact time matters.
    pub fn exact(at: DateTime<Utc>) -> Self {
        let exact = at.format("%Y-%m-%d %H:%M:%S UTC").to_string();
        Self {
            words: at.format("%Y-%m-%d %H:%M:%S").to_string(),
            exact,
            iso: at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }
}

fn distance(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let seconds = (now - at).num_seconds();
    let (count, unit) = match seconds.abs() {
        s if s < MINUTE => {
            let words = if seconds < 0 { "in a moment" } else { "just now" };
            return words.to_owned();
        }
        s if s < HOUR => (s / MINUTE, "minute"),
        s if s < DAY => (s / HOUR, "hour"),
        s if s < 31 * DAY => (s / DAY, "day"),
        _ => return at.format("%-d %B %Y").to_string(),
    };
    let plural = if count == 1 { "" } else { "s" };
    if seconds < 0 {
        format!("in {count} {unit}{plural}")
    } else {
        format!("{count} {unit}{plural} ago")
    }
}

/// A number as one reads it: "12,480".
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut words = String::from(if number < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

/// A number of things: "1 page", "12 pages".
pub fn so_many(number: i64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// How long something took: "0.4 s", "20 s", "12 min 5 s".
pub fn lasted(ms: i64) -> String {
    let s = ms / 1_000;
    match s {
        ..10 => format!("{s}.{} s", ms % 1_000 / 100),
        10..60 => format!("{s} s"),
        _ => format!("{} min {} s", grouped(s / 60), s % 60),
    }
}

/// Addresses of the neighbouring pages of a list, newest first.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    pub newer: Option<String>,
    pub older: Option<String>,
}

/// One entry of a select or a row of radio buttons.
#[derive(Clone, Debug)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// Something that went wrong, with a way out. Usable when nobody is signed in.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "error.html")]
pub struct ErrorPage {
    pub chrome: Chrome,
    /// HTTP status, shown small.
    pub status: u16,
    pub heading: String,
    /// What happened and what to do, one sentence each.
    pub sentences: Vec<String>,
    /// What support needs to find it in the log.
    pub reference: Option<String>,
    /// Where to go; (label, href).
    pub way_out: (String, String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_written_as_one_reads_them() {
        let numbers = [0, 999, 1_000, 12_480, 500_000, 1_234_567, -1_000];
        assert_eq!(
            numbers.map(grouped),
            ["0", "999", "1,000", "12,480", "500,000", "1,234,567", "-1,000"]
        );
        assert_eq!(
            [0, 1, 2_000].map(|n| so_many(n, "page", "pages")),
            ["0 pages", "1 page", "2,000 pages"]
        );
        assert_eq!(
            [0, 99, 430, 9_999, 10_000, 59_999, 60_000, 125_000].map(lasted),
            [
                "0.0 s",
                "0.0 s",
                "0.4 s",
                "9.9 s",
                "10 s",
                "59 s",
                "1 min 0 s",
                "2 min 5 s"
            ]
        );
    }
}
