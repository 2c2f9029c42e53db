//! Where the rows of a report go: lines of canonical JSON, in chunks, counted and hashed on the way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::{Report, Verdict};

/// Rows of a chunk. What is kept is cut by it for ever: pages find a row by its number.
pub const CHUNK_ROWS: i64 = 500;
/// Rows of one report: more is a question for a shorter period.
pub const MOST_ROWS: i64 = 5_000_000;
/// Different values by which rows are counted; what comes after them is counted together.
const MOST_TOTALS: usize = 200;

/// Rows that are kept together.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    /// From 0.
    pub place: i64,
    pub rows: i32,
    pub bad: i32,
    pub open: i32,
    /// Each row is a line.
    pub lines: String,
}

/// How many rows have the same values where the report counts by them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// Empty = all others.
    pub values: Vec<Value>,
    pub rows: i64,
    pub bad: i64,
    pub open: i64,
}

/// What is known at the end.
#[derive(Clone, Debug)]
pub struct Whole {
    pub rows: i64,
    pub bad: i64,
    pub open: i64,
    pub totals: Vec<Total>,
    /// Lower-case hex, over all lines.
    pub sha256: String,
}

/// More rows than a report may have.
#[derive(Debug, thiserror::Error)]
#[error("the report has more than {MOST_ROWS} rows")]
pub struct TooMany;

/// Takes the rows of one report.
pub struct Out {
    report: &'static Report,
    verdict: Option<&'static str>,
    chunk: Chunk,
    sender: mpsc::Sender<Chunk>,
    hasher: Sha256,
    whole: Whole,
    counted: BTreeMap<String, Total>,
    last: Verdict,
}

impl Out {
    pub fn new(report: &'static Report, sender: mpsc::Sender<Chunk>) -> Self {
        Self {
            report,
            verdict: report.verdict(),
            chunk: Chunk::default(),
            sender,
            hasher: Sha256::new(),
            whole: Whole {
                rows: 0,
                bad: 0,
                open: 0,
                totals: Vec::new(),
                sha256: String::new(),
            },
            counted: BTreeMap::new(),
            last: Verdict::Bad,
        }
    }

    /// The next row: a value for each column.
    pub async fn push<const N: usize>(&mut self, values: [Value; N]) -> anyhow::Result<()> {
        anyhow::ensure!(
            N == self.report.columns.len(),
            "a row of {} has {N} values",
            self.report.id
        );
        anyhow::ensure!(self.whole.rows < MOST_ROWS, TooMany);
        let keys = self.report.columns.iter().map(|column| column.key.to_owned());
        let row: Map<String, Value> = keys.zip(values).collect();
        self.count(&row)?;
        let line = serde_json_canonicalizer::to_vec(&row)?;
        self.hasher.update(&line);
        self.hasher.update(b"\n");
        self.chunk.lines.push_str(std::str::from_utf8(&line)?);
        self.chunk.lines.push('\n');
        self.chunk.rows += 1;
        if i64::from(self.chunk.rows) == CHUNK_ROWS {
            self.send().await?;
        }
        Ok(())
    }

    /// The last chunk, and what was counted.
    pub async fn end(mut self) -> anyhow::Result<Whole> {
        if self.chunk.rows > 0 {
            self.send().await?;
        }
        let mut whole = self.whole;
        whole.totals = self.counted.into_values().collect();
        whole.sha256 = hex::encode(self.hasher.finalize());
        Ok(whole)
    }

    async fn send(&mut self) -> anyhow::Result<()> {
        let place = self.chunk.place + 1;
        let next = Chunk {
            place,
            ..Chunk::default()
        };
        let chunk = std::mem::replace(&mut self.chunk, next);
        let sent = self.sender.send(chunk).await;
        sent.map_err(|_| anyhow::anyhow!("nobody takes the rows of the report any more"))
    }

    fn count(&mut self, row: &Map<String, Value>) -> anyhow::Result<()> {
        let code = self.verdict.and_then(|key| row.get(key)).and_then(Value::as_str);
        let verdict = code.and_then(Verdict::of_code);
        anyhow::ensure!(
            verdict.is_some() == self.verdict.is_some(),
            "a row of {} has no verdict",
            self.report.id
        );
        let verdict = verdict.unwrap_or(Verdict::Ok);
        anyhow::ensure!(
            verdict >= self.last || self.verdict.is_none(),
            "rows of {} are not in order: what is bad stands first, then what is open",
            self.report.id
        );
        self.last = verdict;
        let (bad, open) = (verdict == Verdict::Bad, verdict == Verdict::Open);
        self.whole.rows += 1;
        self.whole.bad += i64::from(bad);
        self.whole.open += i64::from(open);
        self.chunk.bad += i32::from(bad);
        self.chunk.open += i32::from(open);
        if self.report.count_by.is_empty() {
            return Ok(());
        }
        let value = |key: &&str| row.get(*key).cloned().unwrap_or_default();
        let mut values: Vec<_> = self.report.count_by.iter().map(value).collect();
        let mut key = serde_json::to_string(&values)?;
        if self.counted.len() >= MOST_TOTALS && !self.counted.contains_key(&key) {
            // Behind all others.
            key = "~".into();
            values.clear();
        }
        let total = self.counted.entry(key).or_insert(Total {
            values,
            rows: 0,
            bad: 0,
            open: 0,
        });
        total.rows += 1;
        total.bad += i64::from(bad);
        total.open += i64::from(open);
        Ok(())
    }
}
