//! The approver's room: what waits for a signature, and the card on which one signs.

pub mod answers;
pub mod delegation_views;
pub mod delegations;
mod denied;
pub mod pages;
pub mod review_views;
pub mod reviews;
pub mod views;
