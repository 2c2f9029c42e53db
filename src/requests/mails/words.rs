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
use crate::web::page::so_many;

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

const WHY: &str =
    "You get this mail because it concerns you. How you are told is yours to choose under Settings.";
const WHY_DAILY: &str = "You get one mail a day, and only when something waits. How you are told is yours to choose under Settings.";

impl Letter {
    /// One thing, to one person.
    pub fn of(told: &Told, paper: &Paper<'_>) -> Self {
        let product = told.product.as_deref().unwrap_or("a product");
        let whom = whom(told);
        let (subject, sentence) = said(told, product, &whom);
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
            why: WHY,
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
        let waits = (waiting > 0).then(|| match waiting {
            1 => "1 request waits for you".to_owned(),
            n => format!("{n} requests wait for you"),
        });
        let is_new = (all_news > 0).then(|| so_many(all_news, "thing is new", "things are new"));
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
            0 => ("See your requests", below(paper.base, "requests")),
            _ => ("See what waits for you", below(paper.base, "approvals")),
        };
        Self {
            heading: subject.clone(),
            subject,
            sentences: vec![format!("{name}, this is what there is to tell today.")],
            facts: Vec::new(),
            quotes: Vec::new(),
            groups,
            link,
            why: WHY_DAILY,
            settings: below(paper.base, "settings"),
        }
    }
}

/// Subject, and the first sentence.
fn said(told: &Told, product: &str, whom: &str) -> (String, String) {
    let requester = told.requester.as_deref().unwrap_or("Somebody");
    let what = match told.is_extension {
        true => format!("more time with {product}"),
        false => product.to_owned(),
    };
    let pair = |subject: String, sentence: String| (subject, sentence);
    match told.kind {
        Notice::ToSign => pair(
            format!("To sign: {what} for {whom}"),
            format!("{requester} asks for {what} for {whom}. You are one of those who may sign."),
        ),
        Notice::Reminder => pair(
            format!("Still to sign: {what} for {whom}"),
            format!("{requester} asks for {what} for {whom}, and it still waits for a signature. You are one of those who may sign."),
        ),
        Notice::Escalated => pair(
            format!("To sign in place of others: {what} for {whom}"),
            format!("Nobody signed {what} for {whom} in time, so you are asked now."),
        ),
        Notice::Question => pair(
            format!("A question about {what} for {whom}"),
            "Somebody who may sign asks you something before they decide. Until you answer, the time stands still.".into(),
        ),
        Notice::Answered => pair(
            format!("Answered: your question about {what} for {whom}"),
            "What you asked is answered, and it waits for your decision.".into(),
        ),
        Notice::Signed => pair(
            format!("One step on: {what} for {whom}"),
            "A stage is signed, and the next one is open.".into(),
        ),
        Notice::Narrowed => pair(
            format!("Less than was asked: {what} for {whom}"),
            "Somebody who may sign changed it to less than was asked. It goes on with what is left.".into(),
        ),
        Notice::Approved => pair(
            format!("Approved: {what} for {whom}"),
            "Everybody who had to has signed. You are told again when it can be used.".into(),
        ),
        Notice::Denied => pair(format!("Denied: {what} for {whom}"), "It was denied, and nothing changes.".into()),
        Notice::Lapsed => pair(
            format!("Lapsed: {what} for {whom}"),
            "Nobody signed in time, so it ended without an answer. It can be asked for anew.".into(),
        ),
        Notice::Closed => pair(format!("Closed: {what} for {whom}"), "It was closed before it was carried out.".into()),
        Notice::TakenBack => pair(
            format!("Open again: {what} for {whom}"),
            "An answer was taken back, so it waits for an answer again.".into(),
        ),
        Notice::WaitsForSeat => pair(
            format!("Waits for a seat: {what} for {whom}"),
            "It is approved, and no seat is free. It is given out by itself as soon as there is one, first approved first served.".into(),
        ),
        Notice::Active if told.is_extension => pair(
            format!("Extended: {product} for {whom}"),
            "It ends later now; nothing else changes.".into(),
        ),
        Notice::Active => pair(
            format!("Ready to use: {product} for {whom}"),
            "Microsoft 365 shows the licence. It can be used now; some apps want a new sign-in first.".into(),
        ),
        Notice::EndsSoon => pair(
            format!("Ends soon: {product} for {whom}"),
            "The licence ends soon. Whoever still needs it can ask for more time.".into(),
        ),
        Notice::Ended => pair(
            format!("Ended: {product} for {whom}"),
            "The licence has ended. It can be asked for anew.".into(),
        ),
        Notice::Delegation => pair(
            "Signing for somebody else".into(),
            "Somebody signs for somebody else for a time, and you are one of the two.".into(),
        ),
        Notice::GivenAtOnce => pair(
            format!("Given past the rules: {product} for {whom}"),
            "An administrator gave it at once, past the rules. Somebody else has to review that.".into(),
        ),
        Notice::ToReview => pair(
            format!("To review: {product} for {whom}"),
            format!("Something changed around {whom}. Say whether they still need {product}."),
        ),
    }
}

/// Why it was closed, where that is known.
fn and_then(told: &Told, paper: &Paper<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    if matches!(told.kind, Notice::Closed | Notice::Denied | Notice::Lapsed) {
        sentences.extend(told.close_reason.clone());
    }
    if let (Notice::EndsSoon, Some(until)) = (told.kind, told.until_at) {
        let day = calendar::last_day(until, paper.zone);
        sentences.push(format!("Its last day is {}.", calendar::day_words(day)));
    }
    sentences
}

fn facts(told: &Told, paper: &Paper<'_>) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let Some(product) = &told.product else {
        return facts;
    };
    facts.push(("Product", product.clone()));
    facts.extend(told.beneficiary.clone().map(|name| ("For", name)));
    if told.requester_id != told.beneficiary_id {
        facts.extend(told.requester.clone().map(|name| ("Asked by", name)));
    }
    let is_open = is_to_sign(told.kind) || matches!(told.kind, Notice::Question | Notice::Answered);
    if is_open {
        facts.push(("Term", term(told)));
        facts.push(("Costs", price_words(told.price_cents, told.currency.as_deref())));
    }
    if let Some(due) = told.due_at.filter(|_| is_open) {
        let when = due.with_timezone(&paper.zone).format("%A, %-d %B %Y, %H:%M");
        facts.push(("To be signed by", format!("{when} ({})", paper.zone)));
    }
    if let (Notice::Active, Some(until)) = (told.kind, told.until_at) {
        let day = calendar::last_day(until, paper.zone);
        facts.push(("Last day", calendar::day_words(day)));
    }
    facts
}

fn is_to_sign(notice: Notice) -> bool {
    matches!(notice, Notice::ToSign | Notice::Reminder | Notice::Escalated)
}

fn term(told: &Told) -> String {
    let from = told
        .begins_on
        .map(|day| format!("from {} ", calendar::day_words(day)))
        .unwrap_or_default();
    let until = match (told.ends_on, told.term_days) {
        (Some(day), _) => format!("until {}", calendar::day_words(day)),
        (None, Some(days)) => so_many(days.into(), "day", "days"),
        (None, None) => "without end".into(),
    };
    format!("{from}{until}")
}

fn quotes(told: &Told) -> Vec<(String, String)> {
    let quote = |by: String, words: &Option<String>| {
        let words = words.as_deref().unwrap_or_default().trim();
        (!words.is_empty()).then(|| (by, shortened(words)))
    };
    let found = match told.kind {
        Notice::ToSign | Notice::Reminder | Notice::Escalated => {
            vec![quote("Justification".into(), &told.justification)]
        }
        Notice::Question => vec![quote("Question".into(), &told.question)],
        Notice::Answered => vec![
            quote("Question".into(), &told.question),
            quote("Answer".into(), &told.answer),
        ],
        Notice::Denied => {
            let by = told.denied_by.as_deref().unwrap_or("somebody who may sign");
            vec![quote(format!("Reason, by {by}"), &told.denial)]
        }
        Notice::Closed | Notice::Ended => vec![quote("Reason".into(), &told.end_reason)],
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
        title: format!("{} for {}", item.product, item.beneficiary),
        line: match item.due_at {
            Some(due) => format!(
                "to be signed by {}",
                calendar::moment_words(due, paper.now, paper.zone)
            ),
            None => format!(
                "waits since {}",
                calendar::day_words(calendar::day_of(item.opened_at, paper.zone))
            ),
        },
        href: card(paper.base, item.stage),
    }
}

fn news_item(told: &Told, paper: &Paper<'_>) -> Item {
    let product = told.product.as_deref().unwrap_or("a product");
    let (subject, _) = said(told, product, &whom(told));
    Item {
        title: subject,
        line: calendar::day_words(calendar::day_of(told.at, paper.zone)),
        href: link(told, paper.base).1,
    }
}

fn more_words(more: i64) -> String {
    match more {
        ..=0 => String::new(),
        more => format!("and {more} more"),
    }
}

/// Whom it is for, as whoever reads says it.
fn whom(told: &Told) -> String {
    if told.beneficiary_id == Some(told.person) {
        return "you".into();
    }
    told.beneficiary.clone().unwrap_or_else(|| "somebody".into())
}

/// The one page that a mail leads to. It is behind sign-in, and looking at it decides nothing.
fn link(told: &Told, base: &Url) -> (&'static str, String) {
    match (told.kind, told.stage, told.request) {
        (Notice::ToSign | Notice::Reminder | Notice::Escalated | Notice::Answered, Some(stage), _) => {
            ("Look at it and decide", card(base, stage))
        }
        (Notice::Question, _, Some(request)) => ("Answer", page_of(base, request)),
        (Notice::ToReview, ..) => ("Review it", below(base, "reviews")),
        (_, _, Some(request)) => ("See it", page_of(base, request)),
        (_, _, None) => ("Open Countersign", below(base, "")),
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
