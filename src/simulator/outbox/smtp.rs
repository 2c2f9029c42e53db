//! Owns the talk: as much of SMTP (RFC 5321) as a client says that sends one mail, in the clear.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::super::Shared;
use super::{Fails, MOST_BYTES};

/// Longest command, in bytes.
const LONGEST_LINE_BYTES: u64 = 4_096;
/// Recipients of one mail.
const MOST_RECIPIENTS: usize = 100;
/// A client that says nothing for so long is left.
const SILENCE: Duration = Duration::from_secs(120);

/// Takes mails until it is dropped.
pub async fn serve(listener: TcpListener, shared: Shared) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let shared = shared.clone();
                tokio::spawn(async move {
                    // Whoever hangs up has no more to say.
                    let _ = talk(stream, &shared).await;
                });
            }
            Err(error) => {
                tracing::warn!("the outbox could not take a connection: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

#[derive(Default)]
struct Envelope {
    from: Option<String>,
    to: Vec<String>,
    drops: Option<Fails>,
}

async fn talk(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let (reading, mut writing) = stream.split();
    let mut reading = BufReader::new(reading);
    say(&mut writing, "220 outbox ready").await?;
    let mut envelope = Envelope::default();
    loop {
        let Some(line) = line(&mut reading).await? else {
            return Ok(());
        };
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let answer = match verb.to_ascii_uppercase().as_str() {
            "EHLO" => {
                say(&mut writing, "250-outbox\r\n250-8BITMIME\r\n250 SIZE 1048576").await?;
                continue;
            }
            "HELO" => "250 outbox".to_owned(),
            "NOOP" => "250 still here".to_owned(),
            "RSET" => {
                envelope = Envelope::default();
                "250 forgotten".to_owned()
            }
            "QUIT" => return say(&mut writing, "221 bye").await,
            "MAIL" => match address(rest, "FROM:") {
                Some(from) => {
                    envelope = Envelope {
                        from: Some(from),
                        ..Envelope::default()
                    };
                    "250 from there".to_owned()
                }
                None => "501 from whom?".to_owned(),
            },
            "RCPT" => match address(rest, "TO:") {
                _ if envelope.from.is_none() => "503 from whom?".to_owned(),
                _ if envelope.to.len() >= MOST_RECIPIENTS => "452 too many".to_owned(),
                Some(to) => recipient(shared, &mut envelope, to),
                None => "501 to whom?".to_owned(),
            },
            "DATA" if envelope.to.is_empty() => "503 to whom?".to_owned(),
            "DATA" if envelope.drops == Some(Fails::DropBefore) => return Ok(()),
            "DATA" => {
                say(&mut writing, "354 go on, and end with a dot").await?;
                let bytes = content(&mut reading).await?;
                let Envelope { from, to, drops } = std::mem::take(&mut envelope);
                let unanswered = drops == Some(Fails::DropAfter);
                match bytes {
                    Some(bytes) => {
                        let parties = (from.unwrap_or_default(), to);
                        shared
                            .outbox
                            .keep(shared.clock.now(), parties, &bytes, unanswered);
                        if unanswered {
                            return Ok(());
                        }
                        "250 kept".to_owned()
                    }
                    None => "552 too large".to_owned(),
                }
            }
            _ => "502 not here".to_owned(),
        };
        say(&mut writing, &answer).await?;
    }
}

fn recipient(shared: &Shared, envelope: &mut Envelope, to: String) -> String {
    // One fault for each mail, whoever else gets it.
    let fault = match envelope.to.is_empty() {
        true => shared.outbox.next_fault(),
        false => None,
    };
    match fault {
        Some(fault) if fault.what == Fails::Refuse => {
            let kind = if fault.code >= 500 {
                "5.1.1 nobody of this name"
            } else {
                "4.3.2 not now"
            };
            format!("{} {kind}", fault.code)
        }
        fault => {
            envelope.drops = fault.map(|fault| fault.what);
            envelope.to.push(to);
            "250 to them".to_owned()
        }
    }
}

/// What stands between the angle brackets.
fn address(rest: &str, word: &str) -> Option<String> {
    let after = rest
        .get(..word.len())
        .filter(|begin| begin.eq_ignore_ascii_case(word))
        .map(|_| rest[word.len()..].trim())?;
    let inner = after.strip_prefix('<')?;
    Some(inner[..inner.find('>')?].to_owned())
}

async fn line(reading: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let mut limited = reading.take(LONGEST_LINE_BYTES);
    let read = timeout(SILENCE, limited.read_until(b'\n', &mut bytes)).await??;
    if read == 0 || !bytes.ends_with(b"\n") {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&bytes).trim_end().to_owned()))
}

/// Everything up to the dot, without the dots that were put before dots; `None` = too large, and all of it was read.
async fn content(reading: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut is_too_large = false;
    loop {
        let mut line = Vec::new();
        let mut limited = (&mut *reading).take(MOST_BYTES as u64);
        let read = timeout(SILENCE, limited.read_until(b'\n', &mut line)).await??;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" || line == b".\n" {
            return Ok((!is_too_large).then_some(bytes));
        }
        let line = line.strip_prefix(b".").unwrap_or(&line);
        is_too_large |= bytes.len() + line.len() > MOST_BYTES;
        if !is_too_large {
            bytes.extend_from_slice(line);
        }
    }
}

async fn say(writing: &mut (impl AsyncWriteExt + Unpin), answer: &str) -> io::Result<()> {
    writing.write_all(format!("{answer}\r\n").as_bytes()).await?;
    writing.flush().await
}
