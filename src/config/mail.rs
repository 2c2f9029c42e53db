//! The section `[mail]`: by which server people are told, and from which address.

use std::path::PathBuf;

use anyhow::{Context, bail};
use lettre::message::Mailbox;
use secrecy::SecretString;
use serde::Deserialize;

use super::{Secret, Within, set};

/// Mail that is handed in by a service, with STARTTLS (RFC 6409).
const SUBMISSION_PORT: u16 = 587;
/// The same with TLS from the first byte on (RFC 8314).
const SUBMISSIONS_PORT: u16 = 465;
/// Between mail servers, and to what listens on this machine.
const RELAY_PORT: u16 = 25;

/// By which server mails are sent.
#[derive(Clone, Debug)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    /// Name and password; `None` = the server takes mail without.
    pub login: Option<(String, SecretString)>,
    pub from: Mailbox,
}

/// How the way to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// TLS from the first byte on.
    Tls,
    /// Begun in the clear and then protected; a server that does not offer that gets nothing.
    StartTls,
    /// Not at all: for loopback alone.
    None,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct MailSettings {
    host: Option<String>,
    port: Option<Within<1, 65_535>>,
    tls: Option<MailTls>,
    username: Option<String>,
    password: Option<Secret>,
    password_file: Option<PathBuf>,
    from: Option<Sender>,
}

/// A mail address, with or without a name before it.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Sender(Mailbox);

impl TryFrom<String> for Sender {
    type Error = String;

    fn try_from(words: String) -> Result<Self, String> {
        words.parse().map(Self).map_err(|_| {
            format!("\"{words}\" is not a mail address like \"Licences <licences@example.com>\"")
        })
    }
}

impl MailSettings {
    pub(super) fn overlay(&mut self, over: Self) {
        set(&mut self.host, over.host);
        set(&mut self.port, over.port);
        set(&mut self.tls, over.tls);
        set(&mut self.username, over.username);
        set(&mut self.password, over.password);
        set(&mut self.password_file, over.password_file);
        set(&mut self.from, over.from);
    }

    /// `None` = no server is named, and nobody gets mail.
    pub(super) fn mail(&self) -> anyhow::Result<Option<Mail>> {
        let Some(host) = self.host.clone().filter(|host| !host.is_empty()) else {
            return Ok(None);
        };
        let tls = self.tls.unwrap_or(MailTls::StartTls);
        if tls == MailTls::None && !is_loopback(&host) {
            bail!("mail.tls = \"none\" is taken for loopback addresses only; use \"starttls\" or \"tls\"");
        }
        let usual = match tls {
            MailTls::Tls => SUBMISSIONS_PORT,
            MailTls::StartTls => SUBMISSION_PORT,
            MailTls::None => RELAY_PORT,
        };
        let port = match self.port {
            Some(port) => u16::try_from(port.0)?,
            None => usual,
        };
        let from = self
            .from
            .as_ref()
            .context("mail.from is not set; it is needed when mail.host is")?;
        Ok(Some(Mail {
            port,
            tls,
            login: self.login()?,
            from: from.0.clone(),
            host,
        }))
    }

    fn login(&self) -> anyhow::Result<Option<(String, SecretString)>> {
        let password = match (&self.password, &self.password_file) {
            (Some(_), Some(_)) => bail!("mail.password and mail.password_file are both set; one is enough"),
            (Some(password), None) => Some(password.0.clone()),
            (None, Some(path)) => {
                let words = std::fs::read_to_string(path)
                    .with_context(|| format!("mail.password_file {} can not be read", path.display()))?;
                Some(words.trim_end_matches(['\r', '\n']).into())
            }
            (None, None) => None,
        };
        match (self.username.clone(), password) {
            (Some(name), Some(password)) => Ok(Some((name, password))),
            (None, None) => Ok(None),
            (Some(_), None) => bail!("mail.username is set without mail.password or mail.password_file"),
            (None, Some(_)) => bail!("mail.password is set without mail.username"),
        }
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
