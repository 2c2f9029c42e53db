//! The auditor's questions.

pub mod charts;
pub mod checkpoints;
mod desk_words;
pub mod dossier;
pub mod evidence;
mod evidence_words;
pub mod exceptions;
pub mod explain;
pub mod explain_views;
pub mod feed;
mod living_words;
pub mod log;
mod log_words;
pub mod receiver;
pub mod store;
pub mod views;
