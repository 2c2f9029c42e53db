//! To come.

pub mod views;
