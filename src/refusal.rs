//! Why somebody was refused: one closed list of codes, what a request was refused so far, and the tally of what is refused again
//! and again. Knows no page and writes nothing.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::Mutex;

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use crate::ids::{PersonId, RequestId};

/// Seconds over which the same refusal of the same person or address is counted, after the first.
const TALLY_S: i64 = 60;
/// Refusals that are counted at a time; what is more than that is counted together.
const MOST_TALLIES: usize = 10_000;
/// Requests that one tally names.
const MOST_NAMED: usize = 20;

/// The code stands in the log for ever: add, never rename.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Refusal {
    /// Somebody would have signed what they asked for or get.
    SelfApproval,
    /// An author would have put their own draft of the policy in force.
    OwnDraft,
    /// Whoever gave or got at once would have reviewed it.
    OwnException,
    NotAnApprover,
    /// The stage is still to come.
    WrongStage,
    SignedAlready,
    /// The world had moved on.
    TooLate,
    TooOften,
    /// There and somebody else's, or not there at all: an id that was guessed, or a link that was forged or is over.
    NotTheirs,
    NotAllowed,
    MissingRole,
    NotSignedIn,
    /// Somebody who has left, by a session from before.
    PersonLeft,
    /// A form or call that the browser says comes from another site.
    ForeignSite,
    /// A form with the token of another session, or with none.
    ForeignForm,
    /// An answer to a sign-in of which this browser has none under way any more.
    SignInExpired,
    /// An answer to a sign-in that this browser did not begin.
    SignInForged,
    /// Entra ID's answer does not prove who it is.
    SignInNotProved,
    /// Entra ID ended the sign-in.
    SignInEnded,
    /// An API token that is unknown, revoked, over, or for something else.
    BadToken,
    TooLarge,
    RateLimit,
}

impl Refusal {
    pub const ALL: [Self; 22] = [
        Self::SelfApproval,
        Self::OwnDraft,
        Self::OwnException,
        Self::NotAnApprover,
        Self::WrongStage,
        Self::SignedAlready,
        Self::TooLate,
        Self::TooOften,
        Self::NotTheirs,
        Self::NotAllowed,
        Self::MissingRole,
        Self::NotSignedIn,
        Self::PersonLeft,
        Self::ForeignSite,
        Self::ForeignForm,
        Self::SignInExpired,
        Self::SignInForged,
        Self::SignInNotProved,
        Self::SignInEnded,
        Self::BadToken,
        Self::TooLarge,
        Self::RateLimit,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::SelfApproval => "self-approval",
            Self::OwnDraft => "own-draft",
            Self::OwnException => "own-exception",
            Self::NotAnApprover => "not-an-approver",
            Self::WrongStage => "wrong-stage",
            Self::SignedAlready => "signed-already",
            Self::TooLate => "too-late",
            Self::TooOften => "too-often",
            Self::NotTheirs => "not-theirs",
            Self::NotAllowed => "not-allowed",
            Self::MissingRole => "missing-role",
            Self::NotSignedIn => "not-signed-in",
            Self::PersonLeft => "person-left",
            Self::ForeignSite => "foreign-site",
            Self::ForeignForm => "foreign-form",
            Self::SignInExpired => "sign-in-expired",
            Self::SignInForged => "sign-in-forged",
            Self::SignInNotProved => "sign-in-not-proved",
            Self::SignInEnded => "sign-in-ended",
            Self::BadToken => "bad-token",
            Self::TooLarge => "too-large",
            Self::RateLimit => "rate-limit",
        }
    }

    /// The code of what a use-case says in its own, finer words (`why` of the event).
    pub fn of_why(why: &str) -> Self {
        match why {
            "own_request" => Self::SelfApproval,
            "unknown" | "revoked" | "expired" | "wrong_scope" => Self::BadToken,
            "own_draft" => Self::OwnDraft,
            "made_by_them" | "given_to_them" => Self::OwnException,
            "not_an_approver_of_this_stage" | "denied_before_the_appeal" => Self::NotAnApprover,
            "not_open_yet" => Self::WrongStage,
            "signed_already" | "signed_another_stage" | "signed_by_who_stands_in" => Self::SignedAlready,
            "too_late" | "not_waiting" | "signed_meanwhile" | "over_already" | "reviewed_already" => {
                Self::TooLate
            }
            "often_enough" | "too_soon" | "already_asked" | "one_is_open" => Self::TooOften,
            "not_theirs" | "not_yours" | "not_the_requester" | "not_asked" | "no_answer_of_theirs" => {
                Self::NotTheirs
            }
            _ => Self::NotAllowed,
        }
    }
}

/// One refusal that is not in the log yet.
#[derive(Clone, Debug)]
pub struct Said {
    pub code: Refusal,
    /// Where the session does not know it any more.
    pub person: Option<PersonId>,
    /// What else the event says: a JSON object of ids, codes and numbers.
    pub more: Value,
}

/// What one request was refused.
#[derive(Debug, Default)]
pub struct Heard {
    /// A use-case wrote an event of its own.
    pub is_logged: bool,
    pub said: Vec<Said>,
}

tokio::task_local! {
    static HEARD: RefCell<Heard>;
}

/// Answers the request, and what it was refused meanwhile.
pub async fn listening<T>(answer: impl Future<Output = T>) -> (T, Heard) {
    HEARD
        .scope(RefCell::default(), async {
            let answer = answer.await;
            (answer, HEARD.with(RefCell::take))
        })
        .await
}

/// Says at the edge what was refused where no use-case says it; nothing outside of a request.
pub fn say(code: Refusal, person: Option<PersonId>, more: Value) {
    let said = Said { code, person, more };
    let _outside = HEARD.try_with(|heard| heard.borrow_mut().said.push(said));
}

/// A use-case wrote the event: the edge is to write no second one.
pub fn is_logged() {
    let _outside = HEARD.try_with(|heard| heard.borrow_mut().is_logged = true);
}

/// Whom a refusal is counted for. An address is for counting alone and never written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whom {
    Person(PersonId),
    /// `None` = not known, or too many to tell apart.
    Address(Option<IpAddr>),
}

/// What was tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    pub method: String,
    /// The pattern of the route: never an id, never what was typed. `None` = no route of ours.
    pub route: Option<String>,
}

/// What was refused again since the first time.
#[derive(Clone, Debug)]
pub struct Tally {
    pub code: Refusal,
    pub whom: Whom,
    pub since: DateTime<Utc>,
    /// Not counting the first, which was written at once.
    pub times: u32,
    /// The last one.
    pub tried: Tried,
    pub requests: BTreeSet<RequestId>,
}

/// What is counted in this process.
#[derive(Debug, Default)]
pub struct Tallies(Mutex<HashMap<(Refusal, Whom), Tally>>);

impl Tallies {
    /// Whether this one is to be written at once. Otherwise it is counted, and written with the others when the minute is over.
    pub fn is_first(
        &self,
        now: DateTime<Utc>,
        (code, whom): (Refusal, Whom),
        (tried, request): (&Tried, Option<RequestId>),
    ) -> bool {
        let mut tallies = self.lock();
        let is_known = tallies.contains_key(&(code, whom));
        let whom = match !is_known && tallies.len() >= MOST_TALLIES {
            true => Whom::Address(None),
            false => whom,
        };
        let mut is_first = false;
        let tally = tallies.entry((code, whom)).or_insert_with(|| {
            is_first = true;
            Tally {
                code,
                whom,
                since: now,
                times: 0,
                tried: tried.clone(),
                requests: BTreeSet::new(),
            }
        });
        if !is_first {
            tally.times = tally.times.saturating_add(1);
            tally.tried = tried.clone();
            if tally.requests.len() < MOST_NAMED {
                tally.requests.extend(request);
            }
        }
        is_first
    }

    /// What is over and has something to say. Where it has, the next minute is counted on; where it has not, the next time is
    /// the first again.
    pub fn due(&self, now: DateTime<Utc>) -> Vec<Tally> {
        let mut due = Vec::new();
        self.lock().retain(|_, tally| {
            if now - tally.since < Duration::seconds(TALLY_S) {
                return true;
            }
            if tally.times == 0 {
                return false;
            }
            due.push(tally.clone());
            *tally = Tally {
                since: now,
                times: 0,
                requests: BTreeSet::new(),
                ..tally.clone()
            };
            true
        });
        due
    }

    /// Everything that has something to say, at the end of the process.
    pub fn rest(&self) -> Vec<Tally> {
        let all = std::mem::take(&mut *self.lock());
        all.into_values().filter(|tally| tally.times > 0).collect()
    }

    /// Counted again, because it could not be written.
    pub fn put_back(&self, tally: Tally) {
        let mut tallies = self.lock();
        let entry = tallies.entry((tally.code, tally.whom)).or_insert_with(|| Tally {
            times: 0,
            ..tally.clone()
        });
        entry.times = entry.times.saturating_add(tally.times);
        entry.since = entry.since.min(tally.since);
        entry.requests.extend(tally.requests);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(Refusal, Whom), Tally>> {
        // A count that a panic left half done is still a count.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_kebab_case_and_each_its_own() {
        let codes: BTreeSet<_> = Refusal::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), Refusal::ALL.len());
        for code in codes {
            assert!(code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{code}");
        }
    }

    #[test]
    fn the_first_is_written_at_once_and_the_rest_once_a_minute() {
        let tallies = Tallies::default();
        let at = |seconds: i64| DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap();
        let tried = Tried::default();
        let again = |code, now| tallies.is_first(now, (code, Whom::Address(None)), (&tried, None));
        assert!(again(Refusal::TooLarge, at(0)));
        assert!(!again(Refusal::TooLarge, at(1)));
        assert!(!again(Refusal::TooLarge, at(59)));
        assert!(again(Refusal::NotTheirs, at(2)), "another code is another tally");
        assert!(tallies.due(at(59)).is_empty());
        let due = tallies.due(at(61));
        assert_eq!(due.len(), 1, "what happened once has been said");
        assert_eq!((due[0].code, due[0].times), (Refusal::TooLarge, 2));
        assert!(!again(Refusal::TooLarge, at(62)), "it goes on");
        assert_eq!(tallies.due(at(121))[0].times, 1);
        assert!(tallies.due(at(181)).is_empty());
        assert!(
            again(Refusal::TooLarge, at(182)),
            "after a quiet minute it is news"
        );
    }

    #[test]
    fn outside_of_a_request_nothing_is_kept() {
        say(Refusal::TooLarge, None, Value::Null);
        is_logged();
    }
}
