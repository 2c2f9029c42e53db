//! The section `[audit]`: what the log is called, the keys that sign its checkpoints, how long its events are kept.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use serde::Deserialize;

use super::siem::SiemSettings;
use super::{Within, set};

/// Of the log of events.
#[derive(Clone, Debug)]
pub struct Audit {
    /// What the log is called; `None` = as the key that signs.
    pub origin: Option<String>,
    /// What it is called where there is no key either.
    pub usual_origin: String,
    /// The first signs, unless a program does; all are known.
    pub key_files: Vec<PathBuf>,
    /// A program with its arguments that signs, and the public key (vkey) that it signs with.
    pub sign_command: Option<(Vec<String>, String)>,
    /// Whole months that the events are kept; `None` = for ever.
    pub keep_months: Option<u32>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AuditSettings {
    origin: Option<String>,
    key_files: Option<Parts<','>>,
    sign_command: Option<Parts<' '>>,
    public_key: Option<String>,
    keep_months: Option<Within<1, 1200>>,
    pub(super) siem: SiemSettings,
}

impl AuditSettings {
    pub(super) fn overlay(&mut self, over: Self) {
        set(&mut self.origin, over.origin);
        set(&mut self.key_files, over.key_files);
        set(&mut self.sign_command, over.sign_command);
        set(&mut self.public_key, over.public_key);
        set(&mut self.keep_months, over.keep_months);
        self.siem.overlay(over.siem);
    }

    pub(super) fn audit(&self, usual_origin: &str) -> anyhow::Result<Audit> {
        let command = self.sign_command.clone().map(|parts| parts.0);
        let sign_command = match (command, &self.public_key) {
            (Some(command), Some(key)) => Some((command, key.clone())),
            (Some(_), None) => {
                return Err(anyhow::anyhow!("audit.public_key is not set"))
                    .context("audit.sign_command needs the public key that it signs with");
            }
            (None, key) => {
                ensure!(
                    key.is_none(),
                    "audit.public_key is that of audit.sign_command, which is not set"
                );
                None
            }
        };
        let files = self.key_files.clone().map_or_else(Vec::new, |parts| parts.0);
        Ok(Audit {
            origin: self.origin.clone(),
            usual_origin: usual_origin.to_owned(),
            key_files: files.into_iter().map(PathBuf::from).collect(),
            sign_command,
            keep_months: self.keep_months.map(|months| months.0),
        })
    }
}

/// A list, or one text in which the parts stand between signs.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "toml::Value")]
struct Parts<const BETWEEN: char>(Vec<String>);

impl<const BETWEEN: char> TryFrom<toml::Value> for Parts<BETWEEN> {
    type Error = &'static str;

    fn try_from(value: toml::Value) -> Result<Self, Self::Error> {
        const WHAT: &str = "a list of texts is expected, with one text at least";
        let parts: Vec<String> = match value {
            toml::Value::String(words) => words.split(BETWEEN).map(|part| part.trim().to_owned()).collect(),
            toml::Value::Array(parts) => {
                let words = parts.into_iter().map(|part| match part {
                    toml::Value::String(words) => Ok(words),
                    _ => Err(WHAT),
                });
                words.collect::<Result<_, _>>()?
            }
            _ => return Err(WHAT),
        };
        if parts.is_empty() || parts.iter().any(String::is_empty) {
            return Err(WHAT);
        }
        Ok(Self(parts))
    }
}
