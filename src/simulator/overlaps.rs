//! Owns the question whether two `assignLicense` calls for one person were ever handled at the same time.

use std::collections::HashMap;
use std::sync::Mutex;

use serde::Serialize;
use serde_json::{Value, json};

use super::lock;
use crate::ids::PersonId;

/// Overlaps remembered; more are counted, not listed.
const KEPT: usize = 10_000;

/// Two calls that met. The numbers are those of `/_control/calls`.
#[derive(Clone, Debug, Serialize)]
struct Overlap {
    person: PersonId,
    first: u64,
    second: u64,
    /// What the first was doing when the second came: `work`, or, with its effect done, only its `answer`.
    during: &'static str,
}

/// What is being handled now. Everything goes through one lock, whose order is the order of begin and end.
#[derive(Default)]
struct State {
    calls: u64,
    open: HashMap<PersonId, Vec<Open>>,
    found: Vec<Overlap>,
    count: u64,
}

struct Open {
    number: u64,
    worked: bool,
}

#[derive(Default)]
pub struct Overlaps(Mutex<State>);

impl Overlaps {
    /// A call has arrived. It ends when what is returned is dropped: answered, or the caller went away.
    pub fn begin(&self, person: PersonId, number: u64) -> Handling<'_> {
        let mut state = lock(&self.0);
        let state = &mut *state;
        state.calls += 1;
        let open = state.open.entry(person).or_default();
        for first in open.iter() {
            state.count += 1;
            if state.found.len() < KEPT {
                state.found.push(Overlap {
                    person,
                    first: first.number,
                    second: number,
                    during: if first.worked { "answer" } else { "work" },
                });
            }
        }
        open.push(Open {
            number,
            worked: false,
        });
        Handling {
            overlaps: self,
            person,
            number,
        }
    }

    /// The effect of a call is done, or it was refused; the answer is still to be sent.
    pub fn worked(&self, person: PersonId, number: u64) {
        let mut state = lock(&self.0);
        let open = state.open.get_mut(&person).into_iter().flatten();
        for call in open.filter(|call| call.number == number) {
            call.worked = true;
        }
    }

    pub fn shown(&self) -> Value {
        let state = lock(&self.0);
        json!({ "overlaps": state.found, "count": state.count, "calls": state.calls })
    }

    fn end(&self, person: PersonId, number: u64) {
        let mut state = lock(&self.0);
        if let Some(open) = state.open.get_mut(&person) {
            open.retain(|call| call.number != number);
            if open.is_empty() {
                state.open.remove(&person);
            }
        }
    }
}

/// A call that is being handled.
pub struct Handling<'a> {
    overlaps: &'a Overlaps,
    pub person: PersonId,
    pub number: u64,
}

impl Drop for Handling<'_> {
    fn drop(&mut self) {
        self.overlaps.end(self.person, self.number);
    }
}
