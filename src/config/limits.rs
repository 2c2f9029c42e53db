//! The section `[limits]`: how often anybody may come.

use serde::Deserialize;

use super::{Within, set};

/// Forms of one person: the form of a request looks again at each change of a field.
const FORMS_PER_MINUTE: u32 = 300;
/// Visits of one address by nobody who is signed in: a whole office may be behind it, and a sign-in takes three.
const VISITS_PER_MINUTE: u32 = 1_200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// What one person sends within a minute.
    pub forms_per_minute: u32,
    /// What comes from one address within a minute without being signed in, sign-in itself included.
    pub visits_per_minute: u32,
    pub address_from: AddressFrom,
}

/// By what an address is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressFrom {
    #[default]
    Connection,
    /// The last entry of `X-Forwarded-For`, which the proxy in front of us wrote.
    XForwardedFor,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LimitSettings {
    forms_per_minute: Option<Within<1, 1_000_000>>,
    visits_per_minute: Option<Within<1, 1_000_000>>,
    address_from: Option<AddressFrom>,
}

impl LimitSettings {
    pub(super) fn limits(&self) -> Limits {
        Limits {
            forms_per_minute: self.forms_per_minute.as_ref().map_or(FORMS_PER_MINUTE, |n| n.0),
            visits_per_minute: self.visits_per_minute.as_ref().map_or(VISITS_PER_MINUTE, |n| n.0),
            address_from: self.address_from.unwrap_or_default(),
        }
    }

    pub(super) fn overlay(&mut self, over: Self) {
        set(&mut self.forms_per_minute, over.forms_per_minute);
        set(&mut self.visits_per_minute, over.visits_per_minute);
        set(&mut self.address_from, over.address_from);
    }
}
