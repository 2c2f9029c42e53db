//! People of the tenant: the mirror of the directory, sign-in, sessions and roles.

pub mod directory;
pub mod erase;
pub mod limits;
pub mod picker;
pub mod refusals;
pub mod sessions;
pub mod sign_in;
pub mod signed_in;
pub mod store;
pub mod tokens;
pub mod views;

use chrono_tz::Tz;

use crate::config::Zones;
use crate::ids::{GroupId, PersonId};
use crate::words::{Language, Reader};

/// A user of the tenant as last read from Graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub upn: String,
    pub name: String,
    pub department: Option<String>,
    pub job_title: Option<String>,
    pub employee_type: Option<String>,
    pub user_type: String,
    pub country: Option<String>,
    pub usage_location: Option<String>,
    pub enabled: bool,
    pub manager_id: Option<PersonId>,
    /// As they chose it (IANA).
    pub time_zone: Option<String>,
}

impl Person {
    /// Of the tenant, not a guest in it.
    pub fn is_member(&self) -> bool {
        self.user_type == "Member"
    }

    /// In which zone their days begin and end: as they chose it, else by their country, else where they work.
    pub fn zone(&self, zones: &Zones) -> Tz {
        let countries = [self.country.as_deref(), self.usage_location.as_deref()];
        zones.of(self.time_zone.as_deref(), countries)
    }
}

/// What the language and the clock of somebody's pages and mails follow from.
#[derive(Clone, Debug)]
pub struct Reads {
    /// As they chose it (BCP 47); `None` = as their browser says.
    pub language: Option<String>,
    /// As they chose it (IANA).
    pub time_zone: Option<String>,
    pub country: Option<String>,
    pub usage_location: Option<String>,
}

impl Reads {
    /// `otherwise` where they chose no language that we have.
    pub fn reader(&self, zones: &Zones, otherwise: Language) -> Reader {
        let countries = [self.country.as_deref(), self.usage_location.as_deref()];
        let chosen = (self.language.as_deref(), self.time_zone.as_deref());
        reader(zones, otherwise, chosen, countries)
    }
}

/// Who reads: by the language (BCP 47) and the time zone (IANA) that they chose, else `otherwise` and by these countries.
pub fn reader(
    zones: &Zones,
    otherwise: Language,
    (language, time_zone): (Option<&str>, Option<&str>),
    countries: [Option<&str>; 2],
) -> Reader {
    Reader {
        language: language.and_then(Language::of_tag).unwrap_or(otherwise),
        zone: zones.of(time_zone, countries),
    }
}

/// How somebody is told by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum MailAs {
    /// A mail for each new item.
    Each,
    /// One mail a day, when something waits.
    Digest,
    None,
}

impl MailAs {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Each => "each",
            Self::Digest => "digest",
            Self::None => "none",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Each, Self::Digest, Self::None]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

/// How and where somebody is told.
#[derive(Clone, Debug)]
pub struct Told {
    /// As the directory has it; `None` = nowhere.
    pub address: Option<String>,
    pub mail_as: MailAs,
    /// In their time zone.
    pub digest_hour: i16,
}

/// A group of the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
}
