//! The audit log: events written in the transaction of the change, one order made afterwards by the sealer, and a
//! verifier that starts from the rows. Knows no feature; never updates or deletes.

mod event;
mod seal;
mod verify;

pub use event::{Actor, Event, Kind, append};
pub use seal::seal;
pub use verify::{Finding, Report, verify};
