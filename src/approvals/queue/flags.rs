//! What is unusual about something that waits, in a word each and a sentence. What has such a word is never among "all".

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;

use super::Item;
use crate::requests::calendar::moment_words;
use crate::web::page::{Badge, Tone};
use crate::words::format;

/// Days that are counted; what is longer ago has a date.
const MOST_DAYS: i64 = 30;

/// An exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    pub word: &'static str,
    /// The word in a sentence.
    pub title: String,
}

impl Item {
    pub fn flags(&self) -> Vec<Flag> {
        let rows = [
            (
                self.is_appeal,
                t!("flag-appeal"),
                t!("flag-appeal-means").to_owned(),
            ),
            (
                self.escalated,
                t!("flag-escalated"),
                t!("flag-escalated-means").to_owned(),
            ),
            (
                self.stands_in_for.is_some(),
                t!("flag-stands-in"),
                t!(
                    "flag-stands-in-means",
                    name = self.stands_in_for.as_deref().unwrap_or_default()
                ),
            ),
            (
                self.denied_before,
                t!("flag-denied-before"),
                t!("flag-denied-before-means", name = self.beneficiary),
            ),
            (
                self.guest,
                t!("flag-guest"),
                t!("flag-guest-means", name = self.beneficiary),
            ),
            (
                self.without_end,
                t!("flag-no-end"),
                t!("flag-no-end-means").to_owned(),
            ),
            (
                self.for_other,
                t!("flag-for-other"),
                t!(
                    "flag-for-other-means",
                    requester = self.requester,
                    beneficiary = self.beneficiary
                ),
            ),
            (
                self.replaces,
                t!("flag-replaces"),
                t!("flag-replaces-means").to_owned(),
            ),
            (
                self.made_anew,
                t!("flag-made-anew"),
                t!("flag-made-anew-means").to_owned(),
            ),
        ];
        let flag = |(_, word, title)| Flag { word, title };
        rows.into_iter().filter(|(is, ..)| *is).map(flag).collect()
    }

    /// "overdue by 2 days", "due today 14:00", "due Friday 14:00".
    pub fn deadline(&self, now: DateTime<Utc>, zone: Tz) -> Option<Badge> {
        let due = self.due_at?;
        let words = moment_words(due, now, zone);
        Some(match (due <= now, due <= now + Duration::days(1)) {
            (true, _) => Badge::new(Tone::Bad, &overdue(due, now)),
            (false, true) => Badge::new(Tone::Waiting, &t!("due-at", when = words)),
            (false, false) => Badge::new(Tone::Neutral, &t!("due-at", when = words)),
        })
    }
}

/// "overdue by 2 days", and since which day where it is long ago.
fn overdue(due: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let by = now - due;
    match (by.num_days(), by.num_hours(), by.num_minutes()) {
        (0, 0, 0) => t!("due-just-over").into(),
        (0, 0, minutes) => t!("due-over-minutes", count = minutes),
        (0, hours, _) => t!("due-over-hours", count = hours),
        (days @ ..=MOST_DAYS, ..) => t!("due-over-days", count = days),
        _ => t!("due-over-since", day = format::day_of(due)),
    }
}
