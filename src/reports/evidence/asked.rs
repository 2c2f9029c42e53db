//! What somebody asked a report for. Days are those of the reader's own clock; the moments that they mean are kept with them.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Parameter, Report};
use crate::ids::{PersonId, SkuId};
use crate::requests::calendar::{day_of, end_of, start_of};
use crate::words::reader;

/// Days of the longest period.
const LONGEST_DAYS: i64 = 3_660;
/// Days back from today where nobody says since when.
const USUAL_DAYS: u64 = 90;
/// Days until the renewal, likewise, and at most.
const RENEWAL_DAYS: u64 = 365;
const LATEST_RENEWAL_DAYS: i64 = 3 * 366;
const LONGEST_NAME_CHARS: usize = 200;

/// As it is kept; what a report does not take is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// First and last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_day: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renewal: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<SkuId>,
    /// Of those days (IANA).
    pub zone: String,
    /// The first moment of the period, and the first one after it.
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// The first moment after that day.
    pub end_of_day: DateTime<Utc>,
    pub end_of_second_day: DateTime<Utc>,
    /// When it was asked: what is due by then is late.
    pub now: DateTime<Utc>,
}

/// What the form sends; shown again as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub from: String,
    pub to: String,
    pub day: String,
    pub second_day: String,
    pub renewal: String,
    pub person: String,
    pub product: String,
}

impl Typed {
    /// What a form has before anybody has typed.
    pub fn usual(now: DateTime<Utc>) -> Self {
        let today = day_of(now, reader().zone);
        let before = today.checked_sub_days(Days::new(USUAL_DAYS)).unwrap_or(today);
        let renewal = today.checked_add_days(Days::new(RENEWAL_DAYS)).unwrap_or(today);
        Self {
            from: before.to_string(),
            to: today.to_string(),
            day: before.to_string(),
            second_day: today.to_string(),
            renewal: renewal.to_string(),
            ..Self::default()
        }
    }

    /// Everything but whom and what it is about; or what is wrong, as a sentence.
    pub fn read(&self, report: &Report, now: DateTime<Utc>) -> Result<Asked, String> {
        let zone = reader().zone;
        let mut asked = Asked {
            zone: zone.name().to_owned(),
            since: DateTime::UNIX_EPOCH,
            until: now,
            end_of_day: now,
            end_of_second_day: now,
            now,
            ..Asked::default()
        };
        if report.takes(Parameter::Period) {
            let (from, to) = in_order(day(&self.from)?, day(&self.to)?)?;
            (asked.from, asked.to) = (Some(from), Some(to));
            (asked.since, asked.until) = (start_of(from, zone), end_of(to, zone));
        }
        if report.takes(Parameter::Day) {
            let day = day(&self.day)?;
            asked.day = Some(day);
            asked.end_of_day = end_of(day, zone);
            if report.takes(Parameter::SecondDay) {
                let (_, second) = in_order(day, self::day(&self.second_day)?)?;
                asked.second_day = Some(second);
                asked.end_of_second_day = end_of(second, zone);
            }
        }
        if report.takes(Parameter::Renewal) {
            asked.renewal = Some(renewal(&self.renewal, day_of(now, zone))?);
        }
        if report.takes(Parameter::Product) && !self.product.is_empty() {
            let product = self.product.parse();
            asked.product = Some(product.map_err(|_| t!("evidence-no-product").to_owned())?);
        }
        Ok(asked)
    }

    /// Whom it is about, as typed; empty = everybody.
    pub fn called(&self) -> Result<Option<&str>, String> {
        match self.person.trim() {
            "" => Ok(None),
            name if name.chars().count() > LONGEST_NAME_CHARS || name.chars().any(char::is_control) => {
                Err(t!("evidence-no-person").into())
            }
            name => Ok(Some(name)),
        }
    }
}

fn day(text: &str) -> Result<NaiveDate, String> {
    let day = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok();
    // Years of four digits: what stands beyond them is a slip of the pen, and no moment of any database.
    day.filter(|day| (1970..=9999).contains(&chrono::Datelike::year(day)))
        .ok_or_else(|| t!("audit-filter-day", text = text))
}

fn renewal(text: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let renewal = day(text)?;
    match (renewal - today).num_days() {
        1..=LATEST_RENEWAL_DAYS => Ok(renewal),
        _ => Err(t!("tm-renewal-wrong").into()),
    }
}

fn in_order(from: NaiveDate, to: NaiveDate) -> Result<(NaiveDate, NaiveDate), String> {
    match (to - from).num_days() {
        ..0 => Err(t!("audit-filter-period").into()),
        0..LONGEST_DAYS => Ok((from, to)),
        LONGEST_DAYS.. => Err(t!("evidence-too-long", most = LONGEST_DAYS)),
    }
}
