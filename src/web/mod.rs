//! What every page needs: the frame, forms, failures, assets, headers. Knows no feature.

pub mod assets;
pub mod csrf;
pub mod failure;
pub mod flash;
pub mod form;
pub mod headers;
pub mod limits;
pub mod page;
pub mod upload;

pub use assets::asset;
pub use failure::Failure;
pub use form::{Form, Nothing, Query};

/// A cell of a CSV file: a spreadsheet must not take a name for a formula.
pub fn safe_cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests;
