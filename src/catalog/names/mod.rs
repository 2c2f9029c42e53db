//! Microsoft's published list of product names and plans, taken in.
//!
//! A file is read line by line in a thread of its own and written in batches, each in one transaction with its event and the
//! count so far: memory does not grow with the file, and what is killed half-way has lost nothing and simply goes on when it
//! is run again, because what is known already is not written. Every line that is not taken as it stands is kept with its
//! number and the reason. Names stand for products that the tenant does not have yet, too.

pub mod line;
mod rows;
pub mod store;
pub mod text;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io::Read;

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};
use tokio::sync::mpsc;

use self::line::{Header, Named, NamedPlan, Quotes};
use self::rows::Rows;
use self::text::{Line, Lines};
use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::ids::{ImportId, PersonId, SkuId};

/// Lines that are written in one transaction: few enough that progress is seen, many enough that writing is no matter of round trips.
const BATCH_LINES: u64 = 5_000;
/// Different products and plans of products in one file. The list has about 6,000; so many take some 40 MB while the file is read.
const MOST_NAMES: usize = 1_800_000;
/// Bad lines that are kept of one import, for the page; all are counted, and the command's report has them all.
pub const MOST_KEPT: u64 = 100_000;
/// Characters of a bad line that are kept.
const SHOWN_CHARS: usize = 300;
/// Imports whose bad lines are kept.
const KEPT_IMPORTS: i64 = 20;
/// Characters of a file's name that are kept.
const LONGEST_FILE_NAME_CHARS: usize = 200;

/// A line that was not taken as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// As an editor counts them: the header is line 1.
    pub line: u64,
    pub what: String,
    /// What the line begins with.
    pub text: String,
}

/// How far it is. `read` = `taken` + `unchanged` + `bad`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines without the header and without empty ones.
    pub read: u64,
    /// Said something new, and it stands now.
    pub taken: u64,
    /// Said what was known.
    pub unchanged: u64,
    /// Refused, or contradicting an earlier line.
    pub bad: u64,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    Done(Counts, String),
    /// Nothing could be read; why.
    Refused(String),
}

/// Whose import it is and where it is written down.
#[derive(Clone, Debug)]
pub struct Import {
    pub id: ImportId,
    pub by: Actor,
}

/// Writes down that an import begins. `by`: whoever sent the file; `None` = the command line.
pub async fn begin(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    file_name: &str,
    by: Option<PersonId>,
) -> anyhow::Result<Import> {
    let id = ImportId::mint(now);
    let visible: String = file_name.chars().filter(|c| !c.is_control()).collect();
    store::insert(tx, now, id, &line::cut(&visible, LONGEST_FILE_NAME_CHARS), by).await?;
    store::forget_old_problems(tx, KEPT_IMPORTS).await?;
    Ok(Import {
        id,
        by: by.map_or(Actor::Operator, Actor::Person),
    })
}

/// Reads the file to its end. `told` hears of every batch that stands: the counts so far, and the batch's bad lines.
pub async fn run(
    pool: &PgPool,
    clock: &Clock,
    import: &Import,
    file: Box<dyn Read + Send>,
    mut told: impl FnMut(&Counts, &[Problem]) -> anyhow::Result<()>,
) -> anyhow::Result<Ended> {
    // One batch is written while the next one is read.
    let (sender, mut batches) = mpsc::channel(1);
    let reading = tokio::task::spawn_blocking(move || read(file, &sender));
    let mut counts = Counts::default();
    while let Some(batch) = batches.recv().await {
        counts = write(pool, clock.now(), import, &batch, counts).await?;
        told(&counts, &batch.problems)?;
    }
    let ended = match reading.await.context("the reader of the file broke")? {
        Ok(_) if counts.read == 0 => {
            Ended::Refused("the list holds no product: there is nothing behind its first line".into())
        }
        Ok(encoding) => Ended::Done(counts, encoding),
        Err(why) => Ended::Refused(why),
    };
    let mut tx = pool.begin().await?;
    let (encoding, refused) = match &ended {
        Ended::Done(_, encoding) => (encoding.as_str(), None),
        Ended::Refused(why) => ("", Some(why.as_str())),
    };
    store::finish(&mut tx, clock.now(), import.id, encoding, refused).await?;
    super::store::settle_words(&mut tx, clock.now(), None).await?;
    tx.commit().await?;
    Ok(ended)
}

/// What some lines say, each product and each plan of a product once in the whole file.
#[derive(Default)]
struct Batch {
    read: u64,
    products: Vec<(u64, Named)>,
    plans: Vec<(u64, SkuId, NamedPlan)>,
    problems: Vec<Problem>,
}

/// Answers the encoding in words, or why nothing could be read.
fn read(file: Box<dyn Read + Send>, to: &mpsc::Sender<Batch>) -> Result<String, String> {
    let lines = Lines::open(file).map_err(|error| sentence(&error))?;
    let mut lines = Rows::new(lines);
    let header = loop {
        match lines.next_line().map_err(|error| error.to_string())? {
            None => return Err("the file is empty".into()),
            Some(Line::Text(line)) if line.trim().is_empty() => {}
            Some(Line::Text(line)) => break Header::parse(&line)?,
            Some(Line::TooLong(_)) => {
                return Err("this is not Microsoft's list of product names: it has no line breaks".into());
            }
        }
    };
    let mut seen = Seen::default();
    let mut batch = Batch::default();
    loop {
        let line = match lines.next_line() {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err(error) => {
                let _ = to.blocking_send(batch);
                return Err(format!(
                    "after line {} the file could not be read: {error}",
                    lines.number
                ));
            }
        };
        let number = lines.number;
        let continued = match &line {
            Line::Text(text) if header.quotes(text) == Quotes::Open => lines.continued(&header, text),
            _ => 0,
        };
        take(&header, &mut seen, &mut batch, number, line);
        for _ in 0..continued {
            if let Ok(Some(Line::Text(rest))) = lines.next_line() {
                refuse_rest(&mut batch, lines.number, &rest, number);
            }
        }
        if batch.read >= BATCH_LINES && to.blocking_send(std::mem::take(&mut batch)).is_err() {
            return Err("the writing has ended".into());
        }
    }
    if batch.read > 0 {
        let _ = to.blocking_send(batch);
    }
    Ok(lines.encoding())
}

fn sentence(error: &text::Unreadable) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

fn take(header: &Header, seen: &mut Seen, batch: &mut Batch, number: u64, line: Line) {
    let text = match line {
        Line::Text(text) if text.trim().is_empty() => return,
        Line::Text(text) => text,
        Line::TooLong(start) => {
            batch.read += 1;
            let what = format!("is longer than {} bytes", text::LONGEST_LINE_BYTES);
            batch.problems.push(problem(number, what, &start));
            return;
        }
    };
    batch.read += 1;
    let mut named = match header.read(&text) {
        Ok(named) => named,
        Err(what) => return batch.problems.push(problem(number, what, &text)),
    };
    let mut wrong = Vec::new();
    if let Some(plan) = named.plan.take() {
        let key = (named.sku.0, plan.id.0);
        match seen.say(&key, &format!("{}\n{}", plan.name, plan.title), number) {
            Said::First => batch.plans.push((number, named.sku, plan)),
            Said::Again => {}
            Said::Otherwise(first) => wrong.push(format!(
                "names the plan {} otherwise than line {first} for the same product; line {first} counts",
                plan.id
            )),
            Said::TooMany => wrong.push(too_many()),
        }
    }
    match seen.say(
        &named.sku.0,
        &format!("{}\n{}", named.part_number, named.product),
        number,
    ) {
        Said::First => batch.products.push((number, named)),
        Said::Again => {}
        Said::Otherwise(first) => wrong.push(format!(
            "names the product {} otherwise than line {first}; line {first} counts",
            named.sku
        )),
        Said::TooMany => wrong.push(too_many()),
    }
    if !wrong.is_empty() {
        batch.problems.push(problem(number, wrong.join("; "), &text));
    }
}

/// A part of a cell, whatever it looks like; empty ones are none.
fn refuse_rest(batch: &mut Batch, number: u64, text: &str, opened: u64) {
    if text.trim().is_empty() {
        return;
    }
    batch.read += 1;
    let what = format!("belongs to the quotation mark that line {opened} opens: a cell stands on one line");
    batch.problems.push(problem(number, what, text));
}

fn too_many() -> String {
    format!("is one more than the {MOST_NAMES} different names that are taken from one file")
}

fn problem(line: u64, what: String, text: &str) -> Problem {
    // Nothing of it may act on a terminal or break a line.
    let visible: String = text
        .chars()
        .take(SHOWN_CHARS + 1)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    Problem {
        line,
        what,
        text: line::cut(&visible, SHOWN_CHARS),
    }
}

/// What the file has said of which id, as fingerprints of 17 bytes.
#[derive(Default)]
struct Seen {
    said: HashMap<u64, (u32, u32)>,
    keys: RandomState,
}

enum Said {
    First,
    Again,
    /// In this line it was said first, and otherwise.
    Otherwise(u32),
    TooMany,
}

impl Seen {
    /// Upper and lower case are the same name.
    fn say(&mut self, id: &impl std::hash::Hash, words: &str, line: u64) -> Said {
        let key = self.keys.hash_one(id);
        let hash = self.keys.hash_one(words.to_lowercase());
        // Half of it: two names of one id are compared, not all with all.
        let hash = u32::try_from(hash >> 32).unwrap_or_default();
        match self.said.get(&key) {
            Some((known, _)) if *known == hash => Said::Again,
            Some((_, first)) => Said::Otherwise(*first),
            None if self.said.len() >= MOST_NAMES => Said::TooMany,
            None => {
                self.said
                    .insert(key, (hash, u32::try_from(line).unwrap_or(u32::MAX)));
                Said::First
            }
        }
    }
}

/// The batch, its event and the count so far: one transaction.
async fn write(
    pool: &PgPool,
    now: DateTime<Utc>,
    import: &Import,
    batch: &Batch,
    so_far: Counts,
) -> anyhow::Result<Counts> {
    let mut tx = pool.begin().await?;
    let new_products = store::name_products(&mut tx, &batch.products).await?;
    let new_plans = store::name_plans(&mut tx, &batch.plans).await?;
    let bad: std::collections::HashSet<_> = batch.problems.iter().map(|problem| problem.line).collect();
    let products = batch
        .products
        .iter()
        .filter(|(_, named)| new_products.contains(&named.sku));
    let plans = batch
        .plans
        .iter()
        .filter(|(_, sku, plan)| new_plans.contains(&(*sku, plan.id)));
    let written: std::collections::HashSet<_> = products
        .map(|(line, _)| *line)
        .chain(plans.map(|(line, ..)| *line))
        .filter(|line| !bad.contains(line))
        .collect();
    let (taken, bad) = (count(written.len()), count(batch.problems.len()));
    let counts = Counts {
        read: so_far.read + batch.read,
        taken: so_far.taken + taken,
        unchanged: so_far.unchanged + batch.read - taken - bad,
        bad: so_far.bad + bad,
    };
    if so_far.bad < MOST_KEPT {
        let room = usize::try_from(MOST_KEPT - so_far.bad).unwrap_or(usize::MAX);
        let kept = &batch.problems[..batch.problems.len().min(room)];
        store::keep_problems(&mut tx, import.id, kept).await?;
    }
    store::count(&mut tx, now, import.id, counts).await?;
    if !new_products.is_empty() || !new_plans.is_empty() {
        let event = Event::new(Kind::NamesImported, import.by).saying(json!({
            "import": import.id, "products": new_products.len(), "plans": new_plans.len(), "taken": taken, "bad": bad,
        }));
        audit::append(&mut tx, now, event).await?;
    }
    tx.commit().await?;
    Ok(counts)
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// The columns of a report of bad lines.
pub const REPORT_HEAD: [&str; 3] = ["line", "what", "text"];

impl Problem {
    /// The cells of a report; none of them is a formula.
    pub fn cells(&self) -> [String; 3] {
        let text = match self.text.starts_with(['=', '+', '-', '@']) {
            true => format!("'{}", self.text),
            false => self.text.clone(),
        };
        [self.line.to_string(), self.what.clone(), text]
    }
}
