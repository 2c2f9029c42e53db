//! Those who work: what they open, what they send, and how long they look at it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::StatusCode;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::mad_hour::browser::{Browser, Page};
use crate::mad_hour::dice::Dice;

const WHY: &str =
    "I draw the plans of the northern site and summarise forty supplier contracts every month with it.";
const SEARCHES: [&str; 6] = ["visio", "power", "project", "offce", "365", "security"];
/// Ways to sort and narrow the queue.
const VIEWS: [&str; 4] = ["sort=age", "sort=-cost", "q=visio", "flagged=yes"];
/// Of a hundred signatures.
const DENIALS: u64 = 15;
/// Of a hundred visits to the queue, those in which several are signed together.
const TOGETHER: u64 = 20;
const AT_ONCE: usize = 3;

/// What everybody saw.
#[derive(Default)]
pub struct Office {
    times_ms: Mutex<BTreeMap<&'static str, Vec<f64>>>,
    errors: Mutex<Vec<String>>,
    conflicts: AtomicUsize,
    /// While it is measured.
    is_open: AtomicBool,
}

impl Office {
    pub fn open(&self) {
        self.is_open.store(true, Ordering::Relaxed);
    }

    fn took(&self, page: &'static str, begun: Instant) {
        if self.is_open.load(Ordering::Relaxed) {
            let took_ms = begun.elapsed().as_secs_f64() * 1e3;
            lock(&self.times_ms).entry(page).or_default().push(took_ms);
        }
    }

    fn complain(&self, page: &str, path: &str, why: &str) {
        lock(&self.errors).push(format!("{page} {path}: {why}"));
    }

    pub fn times(&self) -> BTreeMap<&'static str, Vec<f64>> {
        lock(&self.times_ms).clone()
    }

    pub fn errors(&self) -> Vec<String> {
        lock(&self.errors).clone()
    }

    pub fn conflicts(&self) -> usize {
        self.conflicts.load(Ordering::Relaxed)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A person with a browser.
pub struct Someone {
    office: Arc<Office>,
    browser: Browser,
    dice: Dice,
    own: Vec<Uuid>,
    /// While it is measured.
    shift: Option<Shift>,
}

struct Shift {
    thinks_ms: (u64, u64),
    until: Instant,
}

impl Someone {
    pub fn new(office: &Arc<Office>, browser: Browser, dice: Dice) -> Self {
        Self {
            office: office.clone(),
            browser,
            dice,
            own: Vec::new(),
            shift: None,
        }
    }

    pub fn own_requests(&self) -> &[Uuid] {
        &self.own
    }

    /// A page of theirs that stands open.
    pub fn look(&mut self, page: &'static str, path: String) -> Look {
        Look {
            office: self.office.clone(),
            browser: self.browser.clone(),
            dice: Dice::new(self.dice.roll(), 0),
            page,
            path,
        }
    }

    /// The day of an employee.
    pub async fn asks(mut self, thinks_ms: (u64, u64), until: Instant) {
        self.begin(thinks_ms, until).await;
        while Instant::now() < until {
            let words = SEARCHES[self.dice.index(SEARCHES.len())];
            self.open("search", &format!("/?q={words}")).await;
            self.ask().await;
            let list = self.open("requests", "/requests").await;
            let old = list.map(|list| ids(&list, "/requests/")).unwrap_or_default();
            if !old.is_empty() {
                let one = old[self.dice.index(old.len())];
                self.open("request", &format!("/requests/{one}")).await;
            }
            self.open("licences", "/licences").await;
        }
    }

    /// From the catalogue to the request that waits.
    pub async fn ask(&mut self) {
        let Some(catalogue) = self.open("catalogue", "/").await else {
            return;
        };
        let forms: Vec<_> = catalogue
            .hrefs("/products/")
            .into_iter()
            .filter(|href| href.ends_with("/request"))
            .collect();
        if forms.is_empty() {
            return;
        }
        let address = &forms[self.dice.index(forms.len())];
        let Some(form) = self.open("form", address).await else {
            return;
        };
        // They have it by another product, or are asked what only they know.
        if form.text.contains("class=\"covered\"") || form.text.contains("shift_lead") {
            return;
        }
        let inputs = form.inputs();
        let Ok(token) = form.field("csrf") else {
            self.office.complain("form", address, "no token");
            return;
        };
        let mut fields = vec![("csrf", token.as_str()), ("justification", WHY), ("term", "90")];
        let plans = inputs.iter().filter(|input| input.name == "plans");
        fields.extend(plans.map(|plan| ("plans", plan.value.as_str())));
        self.send(
            "preview",
            &format!("{address}/preview"),
            &fields,
            &[StatusCode::OK],
        )
        .await;
        let sent = self
            .send("send", address, &fields, &[StatusCode::SEE_OTHER])
            .await;
        let Some(to) = sent.and_then(|page| page.location) else {
            return;
        };
        self.own.extend(
            to.strip_prefix("/requests/")
                .and_then(|id| id.parse::<Uuid>().ok()),
        );
        self.see("request", &to).await;
    }

    /// The day of an approver.
    pub async fn approves(mut self, thinks_ms: (u64, u64), until: Instant) {
        self.begin(thinks_ms, until).await;
        while Instant::now() < until {
            let Some(queue) = self.open("queue", "/approvals").await else {
                continue;
            };
            if self.dice.below(2) == 0 {
                let view = VIEWS[self.dice.index(VIEWS.len())];
                self.open("queue_narrowed", &format!("/approvals?{view}")).await;
            }
            let cards = ids(&queue, "/approvals/");
            if cards.is_empty() {
                continue;
            }
            if self.dice.below(100) < TOGETHER {
                self.signs_together(&queue, &cards).await;
                continue;
            }
            let address = format!("/approvals/{}", cards[self.dice.index(cards.len())]);
            let Some(card) = self.open("card", &address).await else {
                continue;
            };
            // Somebody else was quicker.
            let (Ok(token), Ok(change)) = (card.field("csrf"), card.field("change")) else {
                continue;
            };
            let denies = self.dice.below(100) < DENIALS;
            let what = if denies { "deny" } else { "approve" };
            let fields = [
                ("csrf", token.as_str()),
                ("change", &change),
                ("reason", "Not this year."),
                ("note", ""),
            ];
            let expected = [StatusCode::SEE_OTHER, StatusCode::CONFLICT];
            let sent = self
                .send(what, &format!("{address}/{what}"), &fields, &expected)
                .await;
            match sent {
                Some(page) if page.status == StatusCode::CONFLICT => {
                    self.office.conflicts.fetch_add(1, Ordering::Relaxed);
                }
                Some(Page {
                    location: Some(to), ..
                }) => {
                    let page = match to.strip_prefix("/approvals/") {
                        Some(_) => "card",
                        None => "queue",
                    };
                    self.see(page, &to).await;
                }
                _ => {}
            }
        }
    }

    /// Looks at several in a row of the queue together, and approves them.
    async fn signs_together(&mut self, queue: &Page, cards: &[Uuid]) {
        let Ok(token) = queue.field("csrf") else {
            return;
        };
        let from = self.dice.index(cards.len());
        let chosen: Vec<_> = cards[from..].iter().take(AT_ONCE).map(Uuid::to_string).collect();
        let mut fields = vec![("csrf", token.as_str()), ("list", "")];
        fields.extend(chosen.iter().map(|item| ("item", item.as_str())));
        let bulk = "/approvals/bulk";
        let seen = self.send("bulk", bulk, &fields, &[StatusCode::OK]).await;
        let Some(seen) = seen else {
            return;
        };
        let items: BTreeSet<_> = seen
            .inputs()
            .into_iter()
            .filter(|input| input.name == "item")
            .map(|input| input.value)
            .collect();
        // Others signed all of them meanwhile.
        if items.is_empty() {
            return;
        }
        let mut fields = vec![
            ("csrf", token.as_str()),
            ("list", ""),
            ("answer", "approve"),
            ("note", ""),
        ];
        fields.extend(items.iter().map(|item| ("item", item.as_str())));
        let carry_out = format!("{bulk}/carry-out");
        let sent = self
            .send("bulk_approve", &carry_out, &fields, &[StatusCode::SEE_OTHER])
            .await;
        if let Some(to) = sent.and_then(|page| page.location) {
            self.see("bulk_outcome", &to).await;
        }
    }

    /// Not everybody comes at the same moment.
    async fn begin(&mut self, thinks_ms: (u64, u64), until: Instant) {
        self.shift = Some(Shift { thinks_ms, until });
        sleep(Duration::from_millis(self.dice.below(thinks_ms.1))).await;
    }

    /// A page, looked at; `None` = it was not what it should be, or the day is over.
    async fn open(&mut self, page: &'static str, path: &str) -> Option<Page> {
        let seen = self.see(page, path).await?;
        self.think().await.then_some(seen)
    }

    /// A page that one is led to.
    async fn see(&mut self, page: &'static str, path: &str) -> Option<Page> {
        if self.is_over() {
            return None;
        }
        let begun = Instant::now();
        let answer = self.browser.get(path).await;
        self.judge(page, path, begun, answer, &[StatusCode::OK])
    }

    async fn send(
        &mut self,
        page: &'static str,
        path: &str,
        fields: &[(&str, &str)],
        expected: &[StatusCode],
    ) -> Option<Page> {
        if self.is_over() {
            return None;
        }
        let begun = Instant::now();
        let answer = self.browser.post(path, fields).await;
        let answer = self.judge(page, path, begun, answer, expected)?;
        (answer.status != StatusCode::OK || self.think().await).then_some(answer)
    }

    fn is_over(&self) -> bool {
        self.shift
            .as_ref()
            .is_some_and(|shift| Instant::now() >= shift.until)
    }

    /// Whether there is time left afterwards.
    async fn think(&mut self) -> bool {
        let Some(shift) = &self.shift else {
            return true;
        };
        let (from, to) = shift.thinks_ms;
        sleep(Duration::from_millis(from + self.dice.below(to - from))).await;
        !self.is_over()
    }

    fn judge(
        &self,
        page: &'static str,
        path: &str,
        begun: Instant,
        answer: anyhow::Result<Page>,
        expected: &[StatusCode],
    ) -> Option<Page> {
        self.office.took(page, begun);
        match answer {
            Ok(answer) if expected.contains(&answer.status) => return Some(answer),
            Ok(answer) => {
                let why = format!("{}: {}", answer.status, mistakes(&answer.text));
                self.office.complain(page, path, &why);
            }
            Err(error) => self.office.complain(page, path, &format!("{error:#}")),
        }
        None
    }
}

/// A page that stands open.
pub struct Look {
    office: Arc<Office>,
    browser: Browser,
    pub dice: Dice,
    page: &'static str,
    path: String,
}

impl Look {
    pub fn cookies(&self) -> String {
        let cookies = self.browser.cookies.iter();
        let pairs: Vec<_> = cookies.map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    /// Asks for the page again.
    pub async fn again(&mut self) {
        let begun = Instant::now();
        let answer = self.browser.get(&self.path).await;
        self.office.took(self.page, begun);
        match answer {
            Ok(answer) if answer.status == StatusCode::OK => {}
            Ok(answer) => {
                let status = answer.status.to_string();
                self.office.complain(self.page, &self.path, &status);
            }
            Err(error) => self.office.complain(self.page, &self.path, &format!("{error:#}")),
        }
    }
}

/// What a form says is wrong with it.
fn mistakes(html: &str) -> String {
    let summary = html.split_once("class=\"summary\"").map(|(_, summary)| summary);
    let Some((list, _)) = summary.and_then(|summary| summary.split_once("</ul>")) else {
        return String::new();
    };
    let words = list
        .split('<')
        .filter_map(|tag| Some(tag.split_once('>')?.1.trim()));
    words
        .filter(|words| !words.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Ids of what the page leads to.
fn ids(page: &Page, below: &str) -> Vec<Uuid> {
    let hrefs = page.hrefs(below);
    hrefs
        .iter()
        .filter_map(|href| href.strip_prefix(below)?.split('?').next()?.parse().ok())
        .collect()
}
