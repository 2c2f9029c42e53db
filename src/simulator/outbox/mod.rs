//! Owns the outbox: a mail server on loopback that keeps what it is handed instead of delivering it, so that what people are
//! told can be read; and the ways in which a mail server fails. Keeps the latest mails in memory only.

mod control;
mod mime;
mod page;
mod smtp;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Mutex;

use axum::Router;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Shared, lock};

pub use smtp::serve;

/// Mails that are kept, the latest.
const MOST_MAILS: usize = 1_000;
/// Largest mail, in bytes.
const MOST_BYTES: usize = 1024 * 1024;

/// A mail as it arrived.
#[derive(Clone, Debug, Serialize)]
pub struct Kept {
    /// From 1, in the order of arrival.
    pub number: u64,
    pub at: DateTime<Utc>,
    /// As the envelope said.
    pub from: String,
    pub to: Vec<String>,
    /// Headers and parts, decoded.
    #[serde(flatten)]
    pub content: mime::Content,
    /// The line was dropped before the answer: whoever sent it can not know that it is here.
    pub unanswered: bool,
}

/// What goes wrong with the next mails.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MailFault {
    pub what: Fails,
    /// The answer to the recipient, where it is refused.
    #[serde(default = "no_such_mailbox")]
    pub code: u16,
    #[serde(default = "once")]
    pub times: u32,
}

fn no_such_mailbox() -> u16 {
    550
}

fn once() -> u32 {
    1
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fails {
    /// The recipient is refused with the code.
    Refuse,
    /// The line is dropped before the mail itself may come.
    DropBefore,
    /// The mail is kept, and the line is dropped before that is answered.
    DropAfter,
}

pub struct Outbox {
    mails: Mutex<VecDeque<Kept>>,
    count: Mutex<u64>,
    faults: Mutex<VecDeque<MailFault>>,
    /// Where mails are taken.
    pub address: SocketAddr,
}

impl Outbox {
    pub fn at(address: SocketAddr) -> Self {
        Self {
            mails: Mutex::default(),
            count: Mutex::default(),
            faults: Mutex::default(),
            address,
        }
    }

    /// Latest first.
    pub fn mails(&self) -> Vec<Kept> {
        lock(&self.mails).iter().rev().cloned().collect()
    }

    pub fn mail(&self, number: u64) -> Option<Kept> {
        lock(&self.mails)
            .iter()
            .find(|mail| mail.number == number)
            .cloned()
    }

    pub fn forget(&self) {
        lock(&self.mails).clear();
    }

    pub fn fail(&self, fault: MailFault) {
        lock(&self.faults).push_back(fault);
    }

    pub fn mend(&self) {
        lock(&self.faults).clear();
    }

    pub fn faults(&self) -> Vec<MailFault> {
        lock(&self.faults).iter().cloned().collect()
    }

    /// What goes wrong with the mail that comes now.
    fn next_fault(&self) -> Option<MailFault> {
        let mut faults = lock(&self.faults);
        let fault = faults.front_mut()?;
        let now = fault.clone();
        fault.times = fault.times.saturating_sub(1);
        if fault.times == 0 {
            faults.pop_front();
        }
        Some(now)
    }

    fn keep(&self, at: DateTime<Utc>, (from, to): (String, Vec<String>), bytes: &[u8], unanswered: bool) {
        let number = {
            let mut count = lock(&self.count);
            *count += 1;
            *count
        };
        let mut mails = lock(&self.mails);
        mails.push_back(Kept {
            number,
            at,
            from,
            to,
            content: mime::read(bytes),
            unanswered,
        });
        while mails.len() > MOST_MAILS {
            mails.pop_front();
        }
    }
}

pub fn routes() -> Router<Shared> {
    page::routes()
}

pub fn control() -> Router<Shared> {
    control::routes()
}
