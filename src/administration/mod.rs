//! The administrator's room: what needs a person, and the policy in force.

pub mod attention;
pub mod policy;
pub mod views;
