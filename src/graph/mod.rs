//! Microsoft Graph: tokens, calls, errors, throttling. Knows Graph's words and none of ours.

mod client;
mod error;
mod http;
mod live;
#[cfg(test)]
mod tests;
mod token;
pub mod wire;

pub use client::{Client, Receipt};
pub use error::{Class, EntraError, Error, ErrorKind};
pub use http::http_client;
pub use live::{LiveSkus, Skus};
pub use token::Settings;
