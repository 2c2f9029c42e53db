//! Microsoft Graph: tokens, calls, errors, throttling. Knows Graph's words and none of ours.

pub mod wire;
