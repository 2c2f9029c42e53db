//! The rules: a document of guards and routes, and a pure function from facts to a decision.
//! No async, no SQL, no clock, no network.

mod decision;
mod facts;

pub use decision::{Decision, Outcome, PlanOff, Reason, StageRule, Who};
pub use facts::{Facts, HeldFacts, PersonFacts, ProductFacts, RequestFacts, SeatFacts};
