//! SQL of the reports: a statement each, in a file of its own that is also shown, and of the runs.

pub mod duties;
pub mod exceptions;
pub mod leavers;
pub mod runs;
