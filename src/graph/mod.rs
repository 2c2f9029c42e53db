//! Microsoft Graph: tokens, calls, errors, throttling. Knows Graph's words and none of ours.

mod batch;
mod bucket;
mod client;
mod cost;
mod error;
mod http;
mod identity;
mod limits;
mod links;
mod live;
mod messages;
mod redact;
mod send;
#[cfg(test)]
mod tests;
mod throttle;
mod token;
pub mod wire;

pub use batch::{Answer, Get, MOST_GETS};
pub use client::{Client, Receipt};
pub use error::{Class, EntraError, Error, ErrorKind};
pub use http::{http_client, http_client_within};
pub use limits::{Identity, Limits, Place, Proof, Settings};
pub use links::Links;
pub use live::{LiveSkus, Skus};
pub use messages::MESSAGES_VERSION;
pub use throttle::Throttling;
