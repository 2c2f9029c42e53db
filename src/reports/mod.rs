//! The auditor's questions.

pub mod views;
