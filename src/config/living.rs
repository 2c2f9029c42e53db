//! How the living tenant is followed: time zones, reminders, the fuse, how fresh the mirror must be.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono_tz::Tz;
use serde::Deserialize;

use super::{Within, set};
use crate::words::Language;

/// Days before the end of a grant, farthest first.
const REMINDERS: [u16; 3] = [14, 3, 1];
/// The most days before an end at which anybody is reminded.
const EARLIEST_REMINDER_DAYS: u16 = 365;
/// More reminders of one end than this are noise.
const MOST_REMINDERS: usize = 10;

#[derive(Clone, Debug)]
pub struct Living {
    pub zones: Zones,
    /// Of mails to people who chose none.
    pub language: Language,
    /// Days before the end of a grant at which its holder is reminded, farthest first.
    pub reminders: Vec<u16>,
    pub fuse: Fuse,
    /// Hours after which what was read of the directory is too old to decide by.
    pub fresh_hours: u32,
    /// Hours between two comparisons of everybody's licences with the grants.
    pub scan_every_hours: u32,
}

/// What may end by itself within an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fuse {
    /// Of the active grants of a product, and of all.
    pub percent: u32,
    /// So many are always let through.
    pub at_least: u32,
}

/// In which time zone the days of a person begin and end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zones {
    /// Where nothing better is known.
    pub usual: Tz,
    /// By country, as the directory has it: ISO 3166 code or name, in lower case.
    by_country: BTreeMap<String, Tz>,
}

impl Zones {
    /// That of a country, as the directory has it.
    pub fn by_country(&self, country: &str) -> Option<Tz> {
        self.by_country.get(&country.to_lowercase()).copied()
    }

    /// As chosen by the person, else by the first of these countries that has one.
    pub fn of(&self, chosen: Option<&str>, countries: [Option<&str>; 2]) -> Tz {
        let chosen = chosen.and_then(|name| Tz::from_str(name).ok());
        let known = |country: &str| self.by_country(country);
        chosen
            .or_else(|| countries.into_iter().flatten().find_map(known))
            .unwrap_or(self.usual)
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PeopleSettings {
    time_zone: Option<Zone>,
    time_zones: Option<ZonesByCountry>,
    language: Option<Tag>,
}

impl PeopleSettings {
    pub(super) fn overlay(&mut self, over: Self) {
        set(&mut self.time_zone, over.time_zone);
        set(&mut self.time_zones, over.time_zones);
        set(&mut self.language, over.language);
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TermsSettings {
    pub(super) reminders: Option<Reminders>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FuseSettings {
    pub(super) percent: Option<Within<1, 100>>,
    pub(super) at_least: Option<Within<1, 1_000_000>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct MirrorSettings {
    fresh_hours: Option<Within<1, 720>>,
    scan_every_hours: Option<Within<1, 720>>,
}

impl MirrorSettings {
    pub(super) fn overlay(&mut self, over: Self) {
        set(&mut self.fresh_hours, over.fresh_hours);
        set(&mut self.scan_every_hours, over.scan_every_hours);
    }
}

pub(super) fn read(
    people: &PeopleSettings,
    terms: &TermsSettings,
    fuse: &FuseSettings,
    mirror: &MirrorSettings,
) -> Living {
    Living {
        zones: Zones {
            usual: people.time_zone.as_ref().map_or(Tz::UTC, |zone| zone.0),
            by_country: people.time_zones.clone().unwrap_or_default().0,
        },
        language: people.language.map_or_else(Language::default, |tag| tag.0),
        reminders: terms
            .reminders
            .clone()
            .map_or_else(|| REMINDERS.to_vec(), |reminders| reminders.0),
        fuse: Fuse {
            percent: fuse.percent.map_or(5, |n| n.0),
            at_least: fuse.at_least.map_or(10, |n| n.0),
        },
        fresh_hours: mirror.fresh_hours.map_or(24, |n| n.0),
        scan_every_hours: mirror.scan_every_hours.map_or(24, |n| n.0),
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Zone(Tz);

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(words: String) -> Result<Self, String> {
        zone(&words).map(Self)
    }
}

/// "en", "de".
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Tag(Language);

impl TryFrom<String> for Tag {
    type Error = String;

    fn try_from(words: String) -> Result<Self, String> {
        let known = Language::ALL.map(Language::tag).join(", ");
        let language = Language::of_tag(&words);
        language
            .map(Self)
            .ok_or_else(|| format!("\"{words}\" is not one of {known}"))
    }
}

/// "NO: Europe/Oslo, DE: Europe/Berlin"
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
struct ZonesByCountry(BTreeMap<String, Tz>);

impl TryFrom<String> for ZonesByCountry {
    type Error = String;

    fn try_from(words: String) -> Result<Self, String> {
        let mut zones = BTreeMap::new();
        for pair in words.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (country, name) = pair
                .split_once(':')
                .ok_or_else(|| format!("\"{pair}\" is not written like \"NO: Europe/Oslo\""))?;
            zones.insert(country.trim().to_lowercase(), zone(name.trim())?);
        }
        Ok(Self(zones))
    }
}

/// "14, 3, 1"; an empty text reminds nobody.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Reminders(Vec<u16>);

impl TryFrom<String> for Reminders {
    type Error = String;

    fn try_from(words: String) -> Result<Self, String> {
        let mut days = Vec::new();
        for word in words.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            match word.parse() {
                Ok(day) if (1..=EARLIEST_REMINDER_DAYS).contains(&day) => days.push(day),
                _ => {
                    return Err(format!(
                        "\"{word}\" is not a number of days from 1 to {EARLIEST_REMINDER_DAYS}"
                    ));
                }
            }
        }
        days.sort_unstable_by_key(|day| std::cmp::Reverse(*day));
        days.dedup();
        if days.len() > MOST_REMINDERS {
            return Err(format!("at most {MOST_REMINDERS} reminders can be given"));
        }
        Ok(Self(days))
    }
}

fn zone(name: &str) -> Result<Tz, String> {
    Tz::from_str(name).map_err(|_| format!("\"{name}\" is not a time zone like \"Europe/Oslo\""))
}
