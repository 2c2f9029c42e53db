//! The talk with the server. What matters is where it broke off: before the dot that ends a mail the server has nothing;
//! after it, and before its answer, it may have everything.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use secrecy::ExposeSecret;
use tokio::time::timeout;

use super::{Mail, message};
use crate::config;

/// To connect, with TLS, greeting and login.
const CONNECT_WITHIN: Duration = Duration::from_secs(20);
/// For each of the commands before the mail itself.
const COMMAND_WITHIN: Duration = Duration::from_secs(30);
/// For the mail itself and the answer to it. RFC 5321 wants ten minutes; a job can not be kept that long.
const ANSWER_WITHIN: Duration = Duration::from_secs(120);
/// For a polite end, when all is done.
const QUIT_WITHIN: Duration = Duration::from_secs(2);
/// Characters that are kept of what a server says.
const LONGEST_ANSWER_CHARS: usize = 500;

/// What became of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server has it and answers for it.
    Sent,
    /// The server does not take it, and will not later: its words.
    Refused(String),
    /// The server does not have it: why. Later may be better.
    Later(String),
    /// The line broke after the whole mail was sent and before the answer: the server may have it.
    Unknown(String),
}

/// Hands mails to one server.
#[derive(Clone, Debug)]
pub struct Mailer {
    server: config::Mail,
}

impl Mailer {
    pub fn new(server: config::Mail) -> Self {
        Self { server }
    }

    /// One attempt, on a connection of its own.
    pub async fn send(&self, mail: &Mail<'_>) -> Outcome {
        let message = match message::of(mail, &self.server.from) {
            Ok(message) => message,
            Err(error) => return Outcome::Refused(format!("{error:#}")),
        };
        let mut server = match timeout(CONNECT_WITHIN, self.connect()).await {
            Ok(Ok(server)) => server,
            // What stands between us and the server is not the mail's fault, whatever its code.
            Ok(Err(error)) => return Outcome::Later(words(&error)),
            Err(_) => return Outcome::Later("the server did not answer in time".into()),
        };
        if let Err(outcome) = self.address(&mut server, &message).await {
            leave(&mut server).await;
            return outcome;
        }
        let outcome = hand_over(&mut server, &message.formatted()).await;
        leave(&mut server).await;
        outcome
    }

    /// Whether the server answers and takes our login; nothing is sent.
    ///
    /// # Errors
    /// What it said.
    pub async fn check(&self) -> Result<(), String> {
        match timeout(CONNECT_WITHIN, self.connect()).await {
            Ok(Ok(mut server)) => {
                leave(&mut server).await;
                Ok(())
            }
            Ok(Err(error)) => Err(words(&error)),
            Err(_) => Err("the server did not answer in time".into()),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let config::Mail {
            host,
            port,
            tls,
            login,
            from,
        } = &self.server;
        let me = ClientId::Domain(hello(from));
        let wrapped = match tls {
            config::MailTls::Tls => Some(TlsParameters::new(host.clone())?),
            config::MailTls::StartTls | config::MailTls::None => None,
        };
        let place = (host.as_str(), *port);
        let mut server =
            AsyncSmtpConnection::connect_tokio1(place, Some(CONNECT_WITHIN), &me, wrapped, None).await?;
        if *tls == config::MailTls::StartTls {
            server.starttls(TlsParameters::new(host.clone())?, &me).await?;
        }
        if let Some((name, password)) = login {
            let login = Credentials::new(name.clone(), password.expose_secret().to_owned());
            server.auth(&[Mechanism::Plain, Mechanism::Login], &login).await?;
        }
        Ok(server)
    }

    /// From whom and to whom, up to the server's word that the mail itself may come.
    async fn address(
        &self,
        server: &mut AsyncSmtpConnection,
        message: &lettre::Message,
    ) -> Result<(), Outcome> {
        let envelope = message.envelope();
        let mut parameters = Vec::new();
        let addresses = envelope.from().into_iter().chain(envelope.to());
        if !addresses.map(AsRef::<str>::as_ref).all(str::is_ascii) {
            if !server.server_info().supports_feature(Extension::SmtpUtfEight) {
                let why = "the server takes no address with letters beyond ASCII";
                return Err(Outcome::Refused(why.into()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let from = MailFrom::new(envelope.from().cloned(), parameters);
        command(server, from).await?;
        for to in envelope.to() {
            command(server, Rcpt::new(to.clone(), Vec::new())).await?;
        }
        command(server, Data).await
    }
}

async fn command(server: &mut AsyncSmtpConnection, command: impl std::fmt::Display) -> Result<(), Outcome> {
    match timeout(COMMAND_WITHIN, server.command(command)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) if error.is_permanent() => Err(Outcome::Refused(words(&error))),
        Ok(Err(error)) => Err(Outcome::Later(words(&error))),
        Err(_) => Err(Outcome::Later("the server did not answer in time".into())),
    }
}

/// The mail itself, the dot, and the answer.
async fn hand_over(server: &mut AsyncSmtpConnection, mail: &[u8]) -> Outcome {
    let mut dot_comes_next = false;
    let mut parts = Some(mail).into_iter();
    // Asked for another part when all of the last one was written: then the dot is what comes next.
    let parts = std::iter::from_fn(|| {
        let part = parts.next();
        dot_comes_next = part.is_none();
        part
    });
    let answered = timeout(ANSWER_WITHIN, server.message_iter(parts)).await;
    match answered {
        Ok(Ok(_)) => Outcome::Sent,
        Ok(Err(error)) if error.is_permanent() => Outcome::Refused(words(&error)),
        Ok(Err(error)) if error.is_transient() => Outcome::Later(words(&error)),
        Ok(Err(error)) if dot_comes_next => Outcome::Unknown(words(&error)),
        Ok(Err(error)) => Outcome::Later(words(&error)),
        Err(_) if dot_comes_next => Outcome::Unknown("the server did not answer in time".into()),
        Err(_) => Outcome::Later("the server did not take it in time".into()),
    }
}

/// Whatever the server says to our leaving changes nothing any more.
async fn leave(server: &mut AsyncSmtpConnection) {
    let _unheard = timeout(QUIT_WITHIN, server.abort()).await;
}

/// By what name we greet: the domain that mails come from.
fn hello(from: &Mailbox) -> String {
    from.email.domain().to_owned()
}

/// What went wrong, with the server's own words where it said any.
fn words(error: &Error) -> String {
    let mut words = String::new();
    if let Some(code) = error.status() {
        words = format!("{code} ");
    }
    match std::error::Error::source(error) {
        Some(source) => words.push_str(&source.to_string()),
        None => words.push_str(&error.to_string()),
    }
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_ANSWER_CHARS)
        .collect()
}
