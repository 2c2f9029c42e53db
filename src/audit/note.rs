//! Signed notes (C2SP signed-note) with Ed25519, and the keys that sign them. Anybody's notes and keys are taken in here.

use std::fmt;
use std::str::FromStr;

use anyhow::{Context, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rand::Rng;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// The signature type Ed25519 of C2SP signed-note.
const ED25519_TYPE: u8 = 1;
/// Bytes of a key and of a seed.
const KEY_BYTES: usize = 32;
/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;
/// Characters of a key's name: as a host name with a path has them.
const MOST_NAME_CHARS: usize = 200;
/// Bytes of a note that is read: a checkpoint has some hundred.
pub const MOST_NOTE_BYTES: usize = 64 * 1024;
/// Signatures below a note; witnesses add theirs.
const MOST_SIGNATURES: usize = 32;
const PRIVATE: &str = "PRIVATE+KEY+";

/// A public key with its name, as C2SP writes it: `NAME+ID+KEY` ("vkey").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    key: [u8; KEY_BYTES],
}

impl PublicKey {
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What stands before its signatures.
    pub fn id(&self) -> [u8; 4] {
        let mut hasher = Sha256::new();
        hasher.update(self.name.as_bytes());
        hasher.update([b'\n', ED25519_TYPE]);
        hasher.update(self.key);
        let digest = hasher.finalize();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    /// Whether the note has a signature of this key, and it is right; `None` = the note has none of it.
    pub fn verifies(&self, note: &Note) -> Option<bool> {
        let mut of_this = note
            .signatures
            .iter()
            .filter(|signature| signature.name == self.name && signature.id == self.id())
            .peekable();
        of_this.peek()?;
        // Two signatures of one key are no better than the worse of them.
        Some(of_this.all(|signature| self.verifies_bytes(&note.text, &signature.bytes)))
    }

    /// Whether these are the bytes that the key's holder signs the text with.
    pub fn verifies_bytes(&self, text: &str, signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.key)
            .verify(text.as_bytes(), signature)
            .is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&[ED25519_TYPE][..], &self.key].concat();
        write!(
            f,
            "{}+{}+{}",
            self.name,
            hex::encode(self.id()),
            STANDARD.encode(bytes)
        )
    }
}

impl FromStr for PublicKey {
    type Err = anyhow::Error;

    fn from_str(words: &str) -> anyhow::Result<Self> {
        let (name, id, key) = parts(words.trim()).context("a public key is written NAME+ID+KEY")?;
        let public = Self { name, key };
        ensure!(public.id() == id, "the id of the public key does not fit the key");
        Ok(public)
    }
}

/// A key that signs: `PRIVATE+KEY+NAME+ID+SEED`.
pub struct SigningKey {
    public: PublicKey,
    pair: Ed25519KeyPair,
}

impl SigningKey {
    /// A new key, as it is written to its file.
    ///
    /// # Errors
    /// The name can not be one.
    pub fn make(name: &str) -> anyhow::Result<(SecretString, PublicKey)> {
        check_name(name)?;
        let mut seed = [0; KEY_BYTES];
        rand::rng().fill_bytes(&mut seed);
        let public = Self::from_seed(name, &seed)?.public;
        let bytes = [&[ED25519_TYPE][..], &seed].concat();
        let words = format!(
            "{PRIVATE}{name}+{}+{}\n",
            hex::encode(public.id()),
            STANDARD.encode(bytes)
        );
        Ok((words.into(), public))
    }

    /// Reads what [`SigningKey::make`] made, or any tool of the same format.
    pub fn read(words: &SecretString) -> anyhow::Result<Self> {
        let words = words.expose_secret().trim();
        let rest = words
            .strip_prefix(PRIVATE)
            .context("a key file begins with PRIVATE+KEY+")?;
        let (name, id, seed) = parts(rest).context("a key file has PRIVATE+KEY+NAME+ID+SEED")?;
        let key = Self::from_seed(&name, &seed)?;
        ensure!(key.public.id() == id, "the id of the key does not fit the key");
        Ok(key)
    }

    fn from_seed(name: &str, seed: &[u8]) -> anyhow::Result<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed)
            .map_err(|_| anyhow::anyhow!("these bytes are no Ed25519 key"))?;
        let key = pair.public_key().as_ref().try_into()?;
        let name = name.to_owned();
        Ok(Self {
            public: PublicKey { name, key },
            pair,
        })
    }

    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    pub fn sign(&self, text: &str) -> Vec<u8> {
        self.pair.sign(text.as_bytes()).as_ref().to_vec()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public)
    }
}

/// A text with signatures below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// With the line's end of its last line; this is what is signed.
    pub text: String,
    pub signatures: Vec<Signature>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key.
    pub name: String,
    pub id: [u8; 4],
    pub bytes: Vec<u8>,
}

impl Signature {
    pub fn of(key: &PublicKey, bytes: Vec<u8>) -> Self {
        Self {
            name: key.name.clone(),
            id: key.id(),
            bytes,
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for signature in &self.signatures {
            let bytes = [&signature.id[..], &signature.bytes].concat();
            writeln!(f, "\u{2014} {} {}", signature.name, STANDARD.encode(bytes))?;
        }
        Ok(())
    }
}

impl FromStr for Note {
    type Err = anyhow::Error;

    fn from_str(words: &str) -> anyhow::Result<Self> {
        ensure!(
            words.len() <= MOST_NOTE_BYTES,
            "a note has at most {MOST_NOTE_BYTES} bytes"
        );
        let (text, below) = words
            .rsplit_once("\n\n")
            .context("a note has an empty line before its signatures")?;
        ensure!(
            below.ends_with('\n'),
            "the last line of a note ends with the line's end"
        );
        let mut signatures = Vec::new();
        for line in below.lines() {
            ensure!(
                signatures.len() < MOST_SIGNATURES,
                "the note has too many signatures"
            );
            signatures.push(signature(line).context("a line below the note is no signature")?);
        }
        ensure!(!signatures.is_empty(), "the note has no signature");
        Ok(Self {
            text: format!("{text}\n"),
            signatures,
        })
    }
}

fn signature(line: &str) -> anyhow::Result<Signature> {
    let rest = line
        .strip_prefix("\u{2014} ")
        .context("it begins with a dash and a space")?;
    let (name, bytes) = rest.split_once(' ').context("it has a name and a signature")?;
    check_name(name)?;
    let bytes = STANDARD.decode(bytes)?;
    let (id, bytes) = bytes.split_first_chunk().context("the signature is too short")?;
    Ok(Signature {
        name: name.to_owned(),
        id: *id,
        bytes: bytes.to_vec(),
    })
}

fn parts(words: &str) -> anyhow::Result<(String, [u8; 4], [u8; KEY_BYTES])> {
    let mut parts = words.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        bail!("a part is missing");
    };
    check_name(name)?;
    let id = <[u8; 4]>::try_from(hex::decode(id)?).map_err(|_| anyhow::anyhow!("the id has 8 digits"))?;
    // What was wrong with the bytes is not said: they may be secret.
    let key = STANDARD
        .decode(key)
        .map_err(|_| anyhow::anyhow!("the key is no base64"))?;
    match key.split_first() {
        Some((&ED25519_TYPE, key)) => {
            let key =
                <[u8; KEY_BYTES]>::try_from(key).map_err(|_| anyhow::anyhow!("the key has 32 bytes"))?;
            Ok((name.to_owned(), id, key))
        }
        _ => bail!("only keys of the kind Ed25519 are taken"),
    }
}

/// # Errors
/// The name is empty, or has what a note's lines are taken apart by.
pub fn check_name(name: &str) -> anyhow::Result<()> {
    ensure!(
        !name.is_empty() && name.chars().count() <= MOST_NAME_CHARS,
        "the name of a key has 1 to {MOST_NAME_CHARS} characters"
    );
    ensure!(
        !name
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '+'),
        "the name of a key has no spaces and no +"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the tests of Go's golang.org/x/mod/sumdb/note.
    const KEY: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
                        then you don't know what your problem is.\n\
                        \n\
                        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn keys_and_notes_are_those_of_others() {
        let key = SigningKey::read(&KEY.into()).unwrap();
        assert_eq!(key.public().to_string(), PUBLIC);
        let public: PublicKey = PUBLIC.parse().unwrap();
        let mut note: Note = NOTE.parse().unwrap();
        assert_eq!(public.verifies(&note), Some(true));
        assert_eq!(note.to_string(), NOTE);
        assert_eq!(key.sign(&note.text), note.signatures[0].bytes);
        note.text.push_str("And more.\n");
        assert_eq!(public.verifies(&note), Some(false));
        let (other, its) = SigningKey::make("PeterNeumann").unwrap();
        assert_eq!(its.verifies(&note), None);
        assert_eq!(*SigningKey::read(&other).unwrap().public(), its);
    }

    #[test]
    fn what_is_no_note_or_key_is_refused() {
        for words in [
            "",
            "\n\n",
            "text\n",
            "text\n\n\u{2014} name\n",
            "text\n\n\u{2014} name AAAA",
            "text\n\nname AAAAAAAA\n",
        ] {
            assert!(words.parse::<Note>().is_err(), "{words:?}");
        }
        for words in [
            "",
            "name",
            "a b+c74f20a3+ARpc",
            "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+c74f20a3+AhpcgQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        ] {
            assert!(words.parse::<PublicKey>().is_err(), "{words:?}");
        }
    }
}
