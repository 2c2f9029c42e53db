//! Owns how a mail is read: headers, the text and the HTML part. As much of MIME as is written here: anything else is shown
//! as it came.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

/// What is shown of a mail.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Content {
    /// (name, value), unfolded and decoded.
    pub headers: Vec<(String, String)>,
    pub text: String,
    pub html: String,
}

impl Content {
    /// The first header of this name; empty = there is none.
    pub fn header(&self, name: &str) -> &str {
        let of_name = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(name);
        self.headers.iter().find(of_name).map_or("", |(_, value)| value)
    }
}

pub fn read(bytes: &[u8]) -> Content {
    let mail = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let (head, body) = mail.split_once("\n\n").unwrap_or((&mail, ""));
    let mut content = Content {
        headers: headers(head),
        ..Content::default()
    };
    let kind = content.header("Content-Type").to_owned();
    match boundary(&kind) {
        Some(boundary) => {
            let line = format!("--{boundary}");
            let parts = body
                .split(line.as_str())
                .skip(1)
                .filter(|part| !part.starts_with("--"));
            for part in parts {
                let part = part.trim_start_matches('\n');
                let (head, body) = part.split_once("\n\n").unwrap_or((part, ""));
                take(&mut content, &headers(head), body);
            }
        }
        None => {
            let head = content.headers.clone();
            take(&mut content, &head, body);
        }
    }
    content
}

fn take(content: &mut Content, head: &[(String, String)], body: &str) {
    let value = |name: &str| {
        let found = head.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or(String::new(), |(_, value)| value.to_ascii_lowercase())
    };
    let decoded = decoded(body, &value("Content-Transfer-Encoding"));
    match value("Content-Type").starts_with("text/html") {
        true => content.html = decoded,
        false => content.text = decoded,
    }
}

fn headers(head: &str) -> Vec<(String, String)> {
    let unfolded = head.replace("\n ", " ").replace("\n\t", " ");
    let fields = unfolded.lines().filter_map(|line| line.split_once(':'));
    fields
        .map(|(name, value)| (name.trim().to_owned(), words(value.trim())))
        .collect()
}

fn boundary(kind: &str) -> Option<&str> {
    let after = &kind[kind.find("boundary=")? + "boundary=".len()..];
    match after.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => after.split(';').next().map(str::trim),
    }
}

fn decoded(body: &str, encoding: &str) -> String {
    let bytes = match encoding {
        "base64" => {
            let dense: String = body.split_whitespace().collect();
            STANDARD.decode(dense).unwrap_or_default()
        }
        "quoted-printable" => unquoted(body.replace("=\n", "").as_bytes()),
        _ => body.as_bytes().to_vec(),
    };
    String::from_utf8_lossy(&bytes)
        .replace("\r\n", "\n")
        .trim_end()
        .to_owned()
}

/// `=C3=A9` is a byte each.
fn unquoted(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = body;
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'=').then(|| after.get(..2)).flatten();
        let byte = code
            .and_then(|code| hex::decode(code).ok())
            .and_then(|byte| byte.first().copied());
        match byte {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

/// A header's value with its encoded words (RFC 2047) read; what stands between two of them is nothing.
fn words(value: &str) -> String {
    let mut read = String::new();
    let mut last_was_encoded = false;
    for word in value.split(' ') {
        let encoded = encoded_word(word);
        let is_joined = last_was_encoded && encoded.is_some();
        if !read.is_empty() && !is_joined {
            read.push(' ');
        }
        last_was_encoded = encoded.is_some();
        read.push_str(encoded.as_deref().unwrap_or(word));
    }
    read
}

fn encoded_word(word: &str) -> Option<String> {
    let inner = word.strip_prefix("=?")?.strip_suffix("?=")?;
    let mut parts = inner.splitn(3, '?');
    let (_charset, encoding, text) = (parts.next()?, parts.next()?, parts.next()?);
    let bytes = match encoding {
        "b" | "B" => STANDARD.decode(text).ok()?,
        "q" | "Q" => unquoted(text.replace('_', " ").as_bytes()),
        _ => return None,
    };
    String::from_utf8(bytes).ok()
}
