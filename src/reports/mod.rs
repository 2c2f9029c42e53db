//! The auditor's questions.

pub mod log;
pub mod store;
pub mod views;
