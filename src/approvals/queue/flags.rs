//! What is unusual about something that waits, in a word each and a sentence. What has such a word is never among "all".

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::Item;
use crate::requests::calendar::{day_of, moment_words};
use crate::web::page::{Badge, Moment, Tone};

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
                "appeal",
                "It was denied, and whoever asked appealed.".to_owned(),
            ),
            (
                self.escalated,
                "escalated",
                "The time was over for those who were asked first.".to_owned(),
            ),
            (
                self.stands_in_for.is_some(),
                "stands in",
                format!(
                    "You sign for {}.",
                    self.stands_in_for.as_deref().unwrap_or_default()
                ),
            ),
            (
                self.denied_before,
                "denied before",
                format!("{} was denied the same in the last 180 days.", self.beneficiary),
            ),
            (
                self.guest,
                "guest",
                format!("{} is a guest of the organisation.", self.beneficiary),
            ),
            (
                self.without_end,
                "no end date",
                "It would stay until somebody takes it away.".to_owned(),
            ),
            (
                self.for_other,
                "for somebody else",
                format!("{} asked for {}.", self.requester, self.beneficiary),
            ),
            (
                self.replaces,
                "replaces another",
                "It takes the place of something that is there already.".to_owned(),
            ),
            (
                self.made_anew,
                "made anew",
                "Those who sign changed after it was asked; what was signed before does not count."
                    .to_owned(),
            ),
        ];
        let flag = |(_, word, title)| Flag { word, title };
        rows.into_iter().filter(|(is, ..)| *is).map(flag).collect()
    }

    /// "overdue by 2 days", "due today 14:00", "due Friday 14:00".
    pub fn deadline(&self, now: DateTime<Utc>, zone: Tz) -> Option<Badge> {
        let due = self.due_at?;
        let words = moment_words(due, now, zone);
        Some(match (due <= now, day_of(due, zone) == day_of(now, zone)) {
            (true, _) => Badge::new(Tone::Bad, &overdue(&Moment::new(due, now).words)),
            (false, true) => Badge::new(Tone::Waiting, &format!("due {words}")),
            (false, false) => Badge::new(Tone::Neutral, &format!("due {words}")),
        })
    }
}

/// `was`: "2 days ago", or a date where it is long ago.
fn overdue(was: &str) -> String {
    match was.strip_suffix(" ago") {
        Some(by) => format!("overdue by {by}"),
        None if was == "just now" => "overdue".into(),
        None => format!("overdue since {was}"),
    }
}
