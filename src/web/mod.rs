//! What every page needs: the frame, moments in words, assets. Knows no feature.

pub mod page;

/// The address of a file in `static/`.
pub fn asset(name: &str) -> String {
    format!("/static/{name}")
}
