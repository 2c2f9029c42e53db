//! What every page needs: the frame, forms, failures, assets, headers. Knows no feature.

pub mod assets;
pub mod csrf;
pub mod failure;
pub mod flash;
pub mod form;
pub mod headers;
pub mod page;

pub use assets::asset;
pub use failure::Failure;
pub use form::{Form, Query};

#[cfg(test)]
mod tests;
