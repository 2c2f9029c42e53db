//! The auditor's questions.

mod living_words;
pub mod log;
pub mod store;
pub mod views;
