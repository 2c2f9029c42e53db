//! One mail, handed to a mail server by SMTP. Knows no word of ours. Never sends anything twice by itself: it says what
//! became of one attempt, and whether the server may have the mail.

mod message;
mod smtp;
#[cfg(test)]
mod tests;

pub use smtp::{Mailer, Outcome};

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What is sent. The same mail is the same bytes at every attempt.
#[derive(Clone, Copy, Debug)]
pub struct Mail<'a> {
    /// The left part of the Message-ID.
    pub id: Uuid,
    pub at: DateTime<Utc>,
    /// What the recipient is called; may be empty.
    pub name: &'a str,
    pub address: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    pub html: &'a str,
}
