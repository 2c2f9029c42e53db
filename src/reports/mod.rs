//! The auditor's questions.

pub mod explain;
pub mod explain_views;
pub mod log;
pub mod store;
pub mod views;
