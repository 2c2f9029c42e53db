//! The auditor's questions.

mod desk_words;
pub mod dossier;
pub mod exceptions;
pub mod explain;
pub mod explain_views;
mod living_words;
pub mod log;
mod log_words;
pub mod store;
pub mod views;
