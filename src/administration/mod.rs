//! The administrator's room: what needs a person, seats, new plans, and the policy in force.

pub mod attention;
pub mod attention_views;
mod health;
pub mod plan_views;
pub mod plans;
pub mod policy;
mod reason;
pub mod seat_views;
pub mod seats;
mod stuck_items;
pub mod views;
