//! The frame of every page and the small display types that pages share. No handlers, no SQL.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};

use crate::words::format::{self, grouped};

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
    /// Letters are commands for this person.
    pub keys: bool,
    /// Approvals that wait for this person.
    pub waiting: i64,
    /// Reviews that wait for this person.
    pub reviews: i64,
    /// What was given at once and this person may review; counted for auditors and administrators only.
    pub exceptions: i64,
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
    /// Fuses that have blown and hold something.
    pub fuses: i64,
    /// Decisions that the rules could not make and that nobody has looked at.
    pub failed: i64,
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
    /// What is counted: "2 licences wait for a seat".
    pub says: String,
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
    Delegations,
    BreakGlass,
    Exceptions,
    Tokens,
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

    /// Whether letters are commands for whoever looks.
    pub fn keys(&self) -> bool {
        self.person.as_ref().is_some_and(|person| person.keys)
    }

    /// Whether whoever looks is an auditor.
    pub fn is_auditor(&self) -> bool {
        self.person.as_ref().is_some_and(|person| person.auditor)
    }

    /// The frame for somebody who is signed in; the navigation follows from the roles.
    pub fn signed_in(title: &str, place: Place, person: SignedIn, csrf: &str) -> Self {
        let item = |label, href, here| NavItem {
            label,
            href,
            current: place == here,
            count: None,
            says: String::new(),
        };
        let counted = |item, count: i64, says| NavItem {
            count: (count > 0).then_some(count),
            says,
            ..item
        };
        let mut nav = vec![
            item(t!("nav-catalogue"), "/", Place::Catalogue),
            item(t!("nav-requests"), "/requests", Place::Requests),
            item(t!("nav-licences"), "/licences", Place::Licences),
            counted(
                item(t!("nav-approvals"), "/approvals", Place::Approvals),
                person.waiting,
                t!("nav-approvals-count", count = person.waiting),
            ),
        ];
        // Only those see it who ever have something to review: most never do.
        if person.reviews > 0 || place == Place::Reviews {
            nav.push(counted(
                item(t!("nav-reviews"), "/reviews", Place::Reviews),
                person.reviews,
                t!("nav-reviews-count", count = person.reviews),
            ));
        }
        if person.auditor {
            nav.push(item(t!("nav-audit"), "/audit", Place::Audit));
        }
        let exceptions = counted(
            item(t!("nav-exceptions"), "/audit/exceptions", Place::Exceptions),
            person.exceptions,
            t!("nav-exceptions-count", count = person.exceptions),
        );
        // Administrators have it among their pages.
        if person.auditor && !person.administrator {
            nav.push(exceptions.clone());
        }
        let tasks = person.tasks;
        let rooms = match person.administrator {
            false => Vec::new(),
            true => vec![
                counted(
                    item(t!("nav-attention"), "/admin/attention", Place::Attention),
                    tasks.stuck + tasks.failed,
                    t!("nav-attention-count", count = tasks.stuck + tasks.failed),
                ),
                counted(
                    item(t!("nav-drift"), "/admin/drift", Place::Drift),
                    tasks.drift,
                    t!("nav-drift-count", count = tasks.drift),
                ),
                counted(
                    item(t!("nav-fuse"), "/admin/fuse", Place::Fuse),
                    tasks.fuses,
                    t!("nav-fuse-count", count = tasks.fuses),
                ),
                item(t!("nav-leavers"), "/admin/leavers", Place::Leavers),
                item(t!("nav-delegations"), "/admin/delegations", Place::Delegations),
                item(t!("nav-break-glass"), "/admin/break-glass", Place::BreakGlass),
                exceptions,
                counted(
                    item(t!("nav-seats"), "/admin/seats", Place::Seats),
                    tasks.for_seats,
                    t!("nav-seats-count", count = tasks.for_seats),
                ),
                counted(
                    item(t!("nav-plans"), "/admin/plans", Place::Plans),
                    tasks.new_plans,
                    t!("nav-plans-count", count = tasks.new_plans),
                ),
                item(t!("nav-products"), "/admin/catalogue", Place::Products),
                counted(
                    item(t!("nav-policy"), "/admin/policy", Place::Policy),
                    tasks.drafts,
                    t!("nav-policy-count", count = tasks.drafts),
                ),
                counted(
                    item(t!("nav-mirror"), "/admin/mirror", Place::Mirror),
                    tasks.refused,
                    t!("nav-mirror-count", count = tasks.refused),
                ),
                item(t!("tokens-title"), "/admin/tokens", Place::Tokens),
            ],
        };
        let is_inside = rooms.iter().any(|room| room.current);
        if person.administrator {
            // As many as the badges inside say together.
            let inside: Vec<_> = rooms.iter().filter(|room| room.count.is_some()).collect();
            nav.push(NavItem {
                current: is_inside,
                count: (!inside.is_empty()).then(|| inside.iter().filter_map(|room| room.count).sum()),
                says: inside
                    .iter()
                    .map(|room| room.says.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
                ..item(t!("nav-administration"), "/admin/attention", Place::Attention)
            });
        }
        let mut alarms = Vec::new();
        if tasks.fuses > 0 {
            alarms.push(Alarm {
                tone: Tone::Bad,
                text: t!("alarm-fuse").into(),
                way: (place != Place::Fuse).then_some((t!("alarm-fuse-way"), "/admin/fuse")),
            });
        }
        // The page of the mirror says more of it itself.
        if tasks.refused > 0 && place != Place::Mirror {
            alarms.push(Alarm {
                tone: Tone::Bad,
                text: t!("alarm-reading").into(),
                way: Some((t!("alarm-reading-way"), "/admin/mirror")),
            });
        }
        if tasks.failed > 0 {
            alarms.push(Alarm {
                tone: Tone::Bad,
                text: t!("alarm-failed", count = tasks.failed),
                way: (place != Place::Attention).then_some((t!("alarm-failed-way"), "/admin/attention")),
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
            exact: format::exact(at),
            iso: at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }

    /// As [`Self::new`], to stand behind "since": "since a moment ago".
    pub fn since(at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let moment = Self::new(at, now);
        Self {
            words: match moment.words.as_str() == t!("time-just-now") {
                true => t!("time-since-just-now").to_owned(),
                false => moment.words,
            },
            ..moment
        }
    }

    /// `at` in full, for lists where the exact time matters.
    pub fn exact(at: DateTime<Utc>) -> Self {
        Self {
            words: format::exact_short(at),
            exact: format::exact(at),
            iso: at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }
}

fn distance(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let seconds = (now - at).num_seconds();
    // What is to come is rounded: 14 days less a minute are 14 days. What was has lasted as long as it has.
    let to_nearest = |s: i64, unit: i64| (s + unit / 2) / unit * unit;
    let seconds_of = match seconds {
        ..0 if -seconds >= MINUTE => {
            let s = to_nearest(-seconds, MINUTE);
            let s = if s >= HOUR { to_nearest(s, HOUR) } else { s };
            if s >= DAY { to_nearest(s, DAY) } else { s }
        }
        _ => seconds.abs(),
    };
    let is_ahead = seconds < 0;
    match seconds_of {
        s if s < MINUTE && is_ahead => t!("time-in-a-moment").to_owned(),
        s if s < MINUTE => t!("time-just-now").to_owned(),
        s if s < HOUR && is_ahead => t!("time-in-minutes", count = s / MINUTE),
        s if s < HOUR => t!("time-minutes-ago", count = s / MINUTE),
        s if s < DAY && is_ahead => t!("time-in-hours", count = s / HOUR),
        s if s < DAY => t!("time-hours-ago", count = s / HOUR),
        s if s < 31 * DAY && is_ahead => t!("time-in-days", count = s / DAY),
        s if s < 31 * DAY => t!("time-days-ago", count = s / DAY),
        _ => format::day_of(at),
    }
}

/// A number of things: "1 page", "12 pages".
pub fn so_many(number: i64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// How long something took: "0.4 s", "20 s", "12 min 5 s".
pub fn lasted(ms: i64) -> String {
    let s = ms / 1_000;
    match s {
        ..10 => format!("{s}{}{} s", format::decimal_mark(), ms % 1_000 / 100),
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
    /// The page from which one came, if that is known and another one.
    pub way_back: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_come_is_rounded_and_what_was_is_not() {
        let now = DateTime::from_timestamp(1_795_550_000, 0).unwrap();
        let said = |seconds: i64| distance(now + chrono::Duration::seconds(seconds), now);
        let day = 86_400;
        let moments = [
            30,
            89,
            3_590,
            5_400,
            day - 60,
            7 * day - 60,
            13 * day + 3_600,
            14 * day - 1,
        ];
        assert_eq!(
            moments.map(said).join("; "),
            "in a moment; in 1 minute; in 1 hour; in 2 hours; in 1 day; in 7 days; in 13 days; in 14 days"
        );
        let moments = [-59, -119, -3_599, 1 - day, 1 - 7 * day];
        assert_eq!(
            moments.map(said).join("; "),
            "just now; 1 minute ago; 59 minutes ago; 23 hours ago; 6 days ago"
        );
    }

    #[test]
    fn the_badge_of_administration_is_the_sum_of_those_inside() {
        let person = SignedIn {
            administrator: true,
            tasks: Tasks {
                stuck: 1,
                for_seats: 2,
                new_plans: 2,
                drift: 48,
                fuses: 1,
                failed: 0,
                refused: 0,
                drafts: 0,
            },
            ..SignedIn::default()
        };
        let chrome = Chrome::signed_in("Fuse", Place::Fuse, person, "");
        let item = chrome.nav.last().unwrap();
        assert_eq!(item.count, Some(54));
        assert_eq!(
            item.says,
            "1 thing stands still, 48 differences to decide, 1 stop to answer, 2 licences wait for a seat, 2 plans to classify"
        );
        let inside: i64 = chrome.rooms.iter().filter_map(|room| room.count).sum();
        assert_eq!(Some(inside), item.count);
    }

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
