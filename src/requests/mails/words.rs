//! Every word that stands in a mail, in one place: nothing here reads or writes anything. A mail says what happened, to whom,
//! what comes next, and where to look; it decides nothing, and neither does its link.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use url::Url;

use super::store::{ToSign, Told};
use crate::ids::{RequestId, StageId};
use crate::requests::calendar;
use crate::requests::frame::price_words;
use crate::requests::notices::Notice;
use crate::words::{self, format};

/// Characters of what somebody wrote that a mail repeats; the page has all of it.
const LONGEST_QUOTE_CHARS: usize = 600;

/// What is common to all that one person gets at once.
#[derive(Clone, Copy, Debug)]
pub struct Paper<'a> {
    /// Links are below it.
    pub base: &'a Url,
    /// Of the person who reads.
    pub zone: Tz,
    pub now: DateTime<Utc>,
}

/// A mail in words, before it is text and HTML.
#[derive(Clone, Debug)]
pub struct Letter {
    pub subject: String,
    pub heading: String,
    pub sentences: Vec<String>,
    /// (name, value).
    pub facts: Vec<(&'static str, String)>,
    /// What somebody wrote: (by whom or what, words).
    pub quotes: Vec<(String, String)>,
    pub groups: Vec<Group>,
    /// (words, address).
    pub link: (&'static str, String),
    pub why: &'static str,
    pub settings: String,
}

/// Things of one kind in a mail of the day.
#[derive(Clone, Debug)]
pub struct Group {
    pub heading: String,
    pub items: Vec<Item>,
    /// Items that are not named; empty = none.
    pub more: String,
}

#[derive(Clone, Debug)]
pub struct Item {
    pub title: String,
    /// Empty = nothing more to say.
    pub line: String,
    pub href: String,
}

impl Letter {
    /// One thing, to one person.
    pub fn of(told: &Told, paper: &Paper<'_>) -> Self {
        let (subject, sentence) = said(told, paper.zone);
        let mut sentences = vec![sentence];
        sentences.extend(and_then(told, paper));
        Self {
            heading: subject.clone(),
            subject,
            sentences,
            facts: facts(told, paper),
            quotes: quotes(told),
            groups: Vec::new(),
            link: link(told, paper.base),
            why: t!("mail-why"),
            settings: below(paper.base, "settings"),
        }
    }

    /// What waits for one person, and what is new for them.
    pub fn of_the_day(
        name: &str,
        (to_sign, waiting): (&[ToSign], i64),
        (news, more_news): (&[Told], usize),
        paper: &Paper<'_>,
    ) -> Self {
        let all_news = i64::try_from(news.len() + more_news).unwrap_or(i64::MAX);
        let waits = (waiting > 0).then(|| t!("mail-day-waits", count = waiting));
        let is_new = (all_news > 0).then(|| t!("mail-day-new", count = all_news));
        let parts: Vec<_> = [waits.clone(), is_new.clone()].into_iter().flatten().collect();
        let subject = parts.join(", ");
        let mut groups = Vec::new();
        if let Some(heading) = waits {
            let more = waiting - i64::try_from(to_sign.len()).unwrap_or(waiting);
            groups.push(Group {
                heading,
                items: to_sign.iter().map(|item| waiting_item(item, paper)).collect(),
                more: more_words(more),
            });
        }
        if let Some(heading) = is_new {
            groups.push(Group {
                heading,
                items: news.iter().map(|told| news_item(told, paper)).collect(),
                more: more_words(i64::try_from(more_news).unwrap_or_default()),
            });
        }
        let link = match waiting {
            0 => (t!("mail-see-requests"), below(paper.base, "requests")),
            _ => (t!("mail-see-waiting"), below(paper.base, "approvals")),
        };
        Self {
            heading: subject.clone(),
            subject,
            sentences: vec![t!("mail-day-first", name = name)],
            facts: Vec::new(),
            quotes: Vec::new(),
            groups,
            link,
            why: t!("mail-why-daily"),
            settings: below(paper.base, "settings"),
        }
    }
}

/// Subject, and the first sentence.
fn said(told: &Told, zone: Tz) -> (String, String) {
    let product = told.product.as_deref().unwrap_or(t!("mail-a-product"));
    let requester = told.requester.as_deref().unwrap_or(t!("mail-somebody"));
    let whom = whom(told);
    let what = match told.is_extension {
        true => t!("mail-more-time", product = product),
        false => product.to_owned(),
    };
    match told.kind {
        Notice::ToSign => (
            t!("mail-to-sign", what = what, whom = whom),
            t!(
                "mail-to-sign-says",
                requester = requester,
                what = what,
                whom = whom
            ),
        ),
        Notice::Reminder => (
            t!("mail-reminder", what = what, whom = whom),
            t!(
                "mail-reminder-says",
                requester = requester,
                what = what,
                whom = whom
            ),
        ),
        Notice::Escalated => (
            t!("mail-escalated", what = what, whom = whom),
            t!("mail-escalated-says", what = what, whom = whom),
        ),
        Notice::Question => (
            t!("mail-asked", what = what, whom = whom),
            t!("mail-asked-says").into(),
        ),
        Notice::Answered => (
            t!("mail-answered", what = what, whom = whom),
            t!("mail-answered-says").into(),
        ),
        Notice::Signed => (
            t!("mail-signed", what = what, whom = whom),
            t!("mail-signed-says").into(),
        ),
        Notice::Narrowed => (
            t!("mail-narrowed", what = what, whom = whom),
            t!("mail-narrowed-says").into(),
        ),
        Notice::Approved => (
            t!("mail-approved", what = what, whom = whom),
            t!("mail-approved-says").into(),
        ),
        Notice::Denied => (
            t!("mail-denied", what = what, whom = whom),
            t!("mail-denied-says").into(),
        ),
        Notice::Lapsed => (
            t!("mail-lapsed", what = what, whom = whom),
            t!("mail-lapsed-says").into(),
        ),
        Notice::Closed => (
            t!("mail-closed", what = what, whom = whom),
            t!("mail-closed-says").into(),
        ),
        Notice::TakenBack => (
            t!("mail-taken-back", what = what, whom = whom),
            t!("mail-taken-back-says").into(),
        ),
        Notice::WaitsForSeat => (
            t!("mail-waits-for-seat", what = what, whom = whom),
            t!("mail-waits-for-seat-says").into(),
        ),
        Notice::CouldNotBeGiven => (
            t!("mail-not-given", what = what, whom = whom),
            t!("mail-not-given-says").into(),
        ),
        Notice::Active if told.is_extension => (
            t!("mail-extended", product = product, whom = whom),
            t!("mail-extended-says").into(),
        ),
        Notice::Active => (
            t!("mail-active", product = product, whom = whom),
            t!("mail-active-says").into(),
        ),
        Notice::EndsSoon => (
            t!("mail-ends-soon", product = product, whom = whom),
            t!("mail-ends-soon-says").into(),
        ),
        Notice::Ended => (
            t!("mail-ended", product = product, whom = whom),
            t!("mail-ended-says").into(),
        ),
        Notice::Delegation => delegation(told, zone),
        Notice::GivenAtOnce => (
            t!("mail-given-at-once", product = product, whom = whom),
            t!("mail-given-at-once-says").into(),
        ),
        Notice::ToReview => (
            t!("mail-to-review", product = product, whom = whom),
            t!("mail-to-review-says", product = product, whom = whom),
        ),
    }
}

/// Who signs for whom, and until when.
fn delegation(told: &Told, zone: Tz) -> (String, String) {
    let delegate = told.delegate.as_deref().unwrap_or(t!("mail-somebody"));
    let name = told.delegator.as_deref().unwrap_or(t!("mail-somebody"));
    let until = told.delegated_until.map(|until| calendar::last_day(until, zone));
    match until.filter(|_| !told.delegation_is_over) {
        Some(day) => {
            let day = calendar::day_words(day);
            (
                t!("mail-delegation", delegate = delegate, name = name, day = day),
                t!("mail-delegation-says", delegate = delegate, name = name),
            )
        }
        None => (
            t!("mail-delegation-over", delegate = delegate, name = name),
            t!("mail-delegation-over-says", name = name),
        ),
    }
}

fn delegation_facts(told: &Told, zone: Tz) -> Vec<(&'static str, String)> {
    let day = |at: Option<DateTime<Utc>>| at.map(|at| calendar::day_words(calendar::day_of(at, zone)));
    let last = told.delegated_until.map(|until| calendar::last_day(until, zone));
    let up_to = told.delegated_up_to_cents.map(|cents| format::money(cents, None));
    let facts = [
        (t!("mail-signs"), told.delegate.clone()),
        (t!("mail-for"), told.delegator.clone()),
        (t!("mail-first-day"), day(told.delegated_from)),
        (t!("mail-last-day"), last.map(calendar::day_words)),
        (
            t!("mail-products"),
            Some(match told.delegated_products {
                None => t!("mail-all-products").to_owned(),
                Some(count) => t!("mail-some-products", count = count),
            }),
        ),
        (t!("mail-up-to"), up_to),
    ];
    let said = |(name, value): (_, Option<String>)| Some((name, value?));
    facts.into_iter().filter_map(said).collect()
}

/// Why it was closed, where that is known.
fn and_then(told: &Told, paper: &Paper<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    if matches!(told.kind, Notice::Closed | Notice::Denied | Notice::Lapsed) {
        sentences.extend(told.close_reason.as_deref().map(words::kept));
    }
    if let (Notice::EndsSoon, Some(until)) = (told.kind, told.until_at) {
        let day = calendar::last_day(until, paper.zone);
        sentences.push(t!("mail-last-day-is", day = calendar::day_words(day)));
    }
    sentences
}

fn facts(told: &Told, paper: &Paper<'_>) -> Vec<(&'static str, String)> {
    if told.kind == Notice::Delegation {
        return match told.delegation_is_over {
            true => Vec::new(),
            false => delegation_facts(told, paper.zone),
        };
    }
    let mut facts = Vec::new();
    let Some(product) = &told.product else {
        return facts;
    };
    facts.push((t!("mail-product"), product.clone()));
    facts.extend(told.beneficiary.clone().map(|name| (t!("mail-for"), name)));
    if told.requester_id != told.beneficiary_id {
        facts.extend(told.requester.clone().map(|name| (t!("mail-asked-by"), name)));
    }
    let is_open = is_to_sign(told.kind) || matches!(told.kind, Notice::Question | Notice::Answered);
    if is_to_sign(told.kind) {
        facts.extend(told.signs_for.clone().map(|name| (t!("mail-signs-for"), name)));
    }
    if is_open {
        facts.push((t!("mail-term"), term(told)));
        facts.push((
            t!("mail-costs"),
            price_words(told.price_cents, told.currency.as_deref()),
        ));
    }
    if let Some(due) = told.due_at.filter(|_| is_open) {
        let local = due.with_timezone(&paper.zone);
        let when = t!(
            "mail-due-at",
            weekday = format::weekday(local.date_naive()),
            day = format::day(local.date_naive()),
            time = local.format("%H:%M").to_string(),
            zone = paper.zone.name()
        );
        facts.push((t!("mail-due"), when));
    }
    if let (Notice::Active, Some(until)) = (told.kind, told.until_at) {
        let day = calendar::last_day(until, paper.zone);
        facts.push((t!("mail-last-day"), calendar::day_words(day)));
    }
    facts
}

fn is_to_sign(notice: Notice) -> bool {
    matches!(notice, Notice::ToSign | Notice::Reminder | Notice::Escalated)
}

fn term(told: &Told) -> String {
    let term = match (told.ends_on, told.term_days) {
        (Some(day), _) => t!("mail-term-until", day = calendar::day_words(day)),
        (None, Some(days)) => t!("mail-term-days", count = days),
        (None, None) => t!("mail-term-open").into(),
    };
    match told.begins_on {
        Some(day) => t!("mail-term-from", day = calendar::day_words(day), term = term),
        None => term,
    }
}

fn quotes(told: &Told) -> Vec<(String, String)> {
    let quote = |by: String, words: &Option<String>| {
        let words = words.as_deref().unwrap_or_default().trim();
        (!words.is_empty()).then(|| (by, shortened(words)))
    };
    let found = match told.kind {
        Notice::ToSign | Notice::Reminder | Notice::Escalated => {
            vec![quote(t!("mail-justification").into(), &told.justification)]
        }
        Notice::Question => vec![quote(t!("mail-question").into(), &told.question)],
        Notice::Answered => vec![
            quote(t!("mail-question").into(), &told.question),
            quote(t!("mail-answer").into(), &told.answer),
        ],
        Notice::Denied => {
            let by = told.denied_by.as_deref().unwrap_or(t!("mail-somebody-signs"));
            vec![quote(t!("mail-reason-by", by = by), &told.denial)]
        }
        Notice::GivenAtOnce => vec![quote(t!("mail-reason").into(), &told.justification)],
        Notice::Closed | Notice::Ended => vec![quote(
            t!("mail-reason").into(),
            &told.end_reason.as_deref().map(words::kept),
        )],
        _ => Vec::new(),
    };
    found.into_iter().flatten().collect()
}

fn shortened(words: &str) -> String {
    let mut short: String = words.chars().take(LONGEST_QUOTE_CHARS).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}

fn waiting_item(item: &ToSign, paper: &Paper<'_>) -> Item {
    Item {
        title: t!(
            "mail-title",
            product = item.product,
            beneficiary = item.beneficiary
        ),
        line: match item.due_at {
            Some(due) => t!(
                "mail-item-due",
                when = calendar::moment_words(due, paper.now, paper.zone)
            ),
            None => t!(
                "mail-item-waits",
                day = calendar::day_words(calendar::day_of(item.opened_at, paper.zone))
            ),
        },
        href: card(paper.base, item.stage),
    }
}

fn news_item(told: &Told, paper: &Paper<'_>) -> Item {
    let (subject, _) = said(told, paper.zone);
    Item {
        title: subject,
        line: calendar::day_words(calendar::day_of(told.at, paper.zone)),
        href: link(told, paper.base).1,
    }
}

fn more_words(more: i64) -> String {
    match more {
        ..=0 => String::new(),
        more => t!("mail-more", more = more),
    }
}

/// Whom it is for, as whoever reads says it.
fn whom(told: &Told) -> String {
    if told.beneficiary_id == Some(told.person) {
        return t!("mail-you").into();
    }
    told.beneficiary
        .clone()
        .unwrap_or_else(|| t!("mail-whom-unknown").into())
}

/// The one page that a mail leads to. It is behind sign-in, and looking at it decides nothing.
fn link(told: &Told, base: &Url) -> (&'static str, String) {
    match (told.kind, told.stage, told.request) {
        (Notice::ToSign | Notice::Reminder | Notice::Escalated | Notice::Answered, Some(stage), _) => {
            (t!("mail-decide"), card(base, stage))
        }
        (Notice::Question, _, Some(request)) => (t!("mail-answer-it"), page_of(base, request)),
        (Notice::ToReview, ..) => (t!("mail-review"), below(base, "reviews")),
        (Notice::Delegation, ..) => (t!("mail-see-delegations"), below(base, "delegation")),
        (_, _, Some(request)) => (t!("mail-see"), page_of(base, request)),
        (_, _, None) => (t!("mail-open"), below(base, "")),
    }
}

fn card(base: &Url, stage: StageId) -> String {
    below(base, &format!("approvals/{stage}"))
}

fn page_of(base: &Url, request: RequestId) -> String {
    below(base, &format!("requests/{request}"))
}

fn below(base: &Url, path: &str) -> String {
    format!("{}/{path}", base.as_str().trim_end_matches('/'))
}
