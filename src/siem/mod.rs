//! The audit log for machines: each sealed event as one line of OCSF, and the pusher that sends what was sealed to a receiver.
//! Owns the mapping and how far each receiver is; decides nothing about who may read.

pub mod ocsf;
pub mod push;
pub mod signature;
pub mod store;

pub use store::{Lines, lines};
