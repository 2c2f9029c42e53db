//! The dossier of one granted right: nine attributes, each with its verdict and what it stands on, from the log first and from the
//! tables beside it; and the same test over everything that was granted. Reads only, but for the event that somebody looked.
//!
//! `item` is what was read, `attributes` and its neighbours judge it (pure), `read` and `store` read it.

pub mod attributes;
mod entitled;
mod given;
pub mod item;
pub mod page;
pub mod population;
pub mod read;
mod removed;
mod signed;
pub mod store;
#[cfg(test)]
mod tests;
mod told;
pub mod views;
pub mod words;
