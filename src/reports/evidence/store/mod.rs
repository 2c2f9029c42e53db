//! SQL of the reports: a statement each, in a file of its own that is also shown, and of the runs.

pub mod access;
pub mod difference;
pub mod duties;
pub mod exceptions;
pub mod expiries;
pub mod leavers;
pub mod rights;
pub mod runs;
pub mod state;
