//! The keys of the log: which one signs now, which ones are known, and by whose hand. A key is in a file, or with a program that
//! signs what it is given, for keys that must not leave their device.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

use super::checkpoint::Checkpoint;
use super::note::{self, Note, PublicKey, SIGNATURE_BYTES, Signature, SigningKey};
use crate::config;

/// What a program that signs may take: a device may ask somebody to touch it.
const SIGN_WITHIN: Duration = Duration::from_secs(10);
/// Bytes of its answer: a signature in base64 has 88.
const MOST_ANSWER_BYTES: u64 = 4096;
/// Bytes of a key file; one has about a hundred.
const MOST_FILE_BYTES: u64 = 4096;

/// What the log is called, and the keys it is signed with.
#[derive(Debug)]
pub struct Keys {
    origin: String,
    signer: Option<Signer>,
    /// Public keys that are known here; the one that signs is the first.
    known: Vec<PublicKey>,
}

#[derive(Debug)]
enum Signer {
    File(SigningKey),
    Program { command: Vec<String>, key: PublicKey },
}

impl Keys {
    /// Nothing is signed.
    pub fn none(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            signer: None,
            known: Vec::new(),
        }
    }

    /// Reads the key files.
    ///
    /// # Errors
    /// Names the file or key that can not be used.
    pub fn load(config: &config::Audit) -> anyhow::Result<Self> {
        let mut keys = Vec::new();
        for path in &config.key_files {
            let read = || {
                let size = std::fs::metadata(path)?.len();
                ensure!(size <= MOST_FILE_BYTES, "it is too large for a key");
                SigningKey::read(&std::fs::read_to_string(path)?.into())
            };
            keys.push(read().with_context(|| format!("the key {} can not be used", path.display()))?);
        }
        let mut known: Vec<PublicKey> = keys.iter().map(|key| key.public().clone()).collect();
        let signer = match &config.sign_command {
            Some((command, vkey)) => {
                let key: PublicKey = vkey.parse().context("audit.public_key can not be used")?;
                known.insert(0, key.clone());
                let command = command.clone();
                Some(Signer::Program { command, key })
            }
            None => keys.into_iter().next().map(Signer::File),
        };
        let of_key = known.first().map(|key| key.name().to_owned());
        let origin = config.origin.clone().or_else(|| of_key.clone());
        let origin = origin.unwrap_or_else(|| config.usual_origin.clone());
        note::check_name(&origin).context("audit.origin can not be used")?;
        if let Some(name) = of_key {
            ensure!(
                name == origin,
                "the key that signs is named {name}, and the log {origin} (audit.origin): they must be the same"
            );
        }
        Ok(Self {
            origin,
            signer,
            known,
        })
    }

    /// What the log is called.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub fn known(&self) -> &[PublicKey] {
        &self.known
    }

    /// The key that signs now; `None` = no checkpoint is signed.
    pub fn signing(&self) -> Option<&PublicKey> {
        match &self.signer {
            Some(Signer::File(key)) => Some(key.public()),
            Some(Signer::Program { key, .. }) => Some(key),
            None => None,
        }
    }

    /// Signs; a signature that does not verify is refused, wherever it came from.
    pub(super) async fn sign(&self, checkpoint: &Checkpoint) -> anyhow::Result<Note> {
        let text = checkpoint.to_string();
        let (key, bytes) = match &self.signer {
            Some(Signer::File(key)) => (key.public(), key.sign(&text)),
            Some(Signer::Program { command, key }) => {
                let answered = tokio::time::timeout(SIGN_WITHIN, ask(command, &text)).await;
                let bytes = answered
                    .map_err(|_| {
                        anyhow::anyhow!("it did not answer within {} seconds", SIGN_WITHIN.as_secs())
                    })
                    .and_then(|answered| answered)
                    .context("the program of audit.sign_command did not sign")?;
                (key, bytes)
            }
            None => bail!("there is no key to sign with"),
        };
        ensure!(
            key.verifies_bytes(&text, &bytes),
            "the signature is not one of the key {key}"
        );
        Ok(Note {
            signatures: vec![Signature::of(key, bytes)],
            text,
        })
    }
}

/// The text to its standard input; base64 of a signature from its standard output. It ends when it is not waited for any more.
async fn ask(command: &[String], text: &str) -> anyhow::Result<Vec<u8>> {
    let (program, arguments) = command.split_first().context("no program is named")?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{program} can not be started"))?;
    if let Some(mut input) = child.stdin.take() {
        // A program that knows what to sign may not read it all; what it answers is checked anyway.
        let _unread = input.write_all(text.as_bytes()).await;
    }
    let mut answer = String::new();
    if let Some(output) = child.stdout.take() {
        output
            .take(MOST_ANSWER_BYTES)
            .read_to_string(&mut answer)
            .await
            .context("its answer is no text")?;
    }
    drop(child.stdout.take());
    let ended = child.wait().await?;
    ensure!(ended.success(), "it ended with {ended}");
    let bytes = STANDARD
        .decode(answer.trim())
        .context("its answer is not the base64 of a signature")?;
    ensure!(
        bytes.len() == SIGNATURE_BYTES,
        "its answer has {} bytes; a signature has {SIGNATURE_BYTES}",
        bytes.len()
    );
    Ok(bytes)
}
