//! The bytes of a mail.

use anyhow::Context;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use super::Mail;

/// Characters of a name or a subject; longer ones help nobody and fold badly.
const LONGEST_LINE_CHARS: usize = 200;

/// Says that no person wrote this, so that nobody's absence note answers (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

/// # Errors
/// What the recipient is called is no mail address.
pub(super) fn of(mail: &Mail<'_>, from: &Mailbox) -> anyhow::Result<Message> {
    let address: Address = mail.address.parse().context("this is not a mail address")?;
    let name = one_line(mail.name);
    let to = Mailbox::new((!name.is_empty()).then_some(name), address);
    let parts = MultiPart::alternative()
        .boundary(format!("part-{}", mail.id.simple()))
        .singlepart(SinglePart::plain(mail.text.to_owned()))
        .singlepart(SinglePart::html(mail.html.to_owned()));
    Message::builder()
        .from(from.clone())
        .to(to)
        .subject(one_line(mail.subject))
        .date(mail.at.into())
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        .header(AutoSubmitted)
        .multipart(parts)
        .context("the mail can not be written")
}

/// Nothing in a name or a subject may begin another header.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(LONGEST_LINE_CHARS).collect()
}
