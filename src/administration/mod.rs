//! The administrator's room: what needs a person, drift, the fuse, leavers, the mirror, the catalogue, seats, new plans, and the policy in force.

pub mod attention;
pub mod attention_views;
pub mod break_glass;
pub mod catalogue;
pub mod catalogue_edit;
mod catalogue_fields;
mod catalogue_form;
pub mod catalogue_import;
pub mod catalogue_views;
pub mod drift;
pub mod drift_adopt;
pub mod drift_decide;
mod drift_rows;
pub mod drift_views;
pub mod failures;
pub mod fuse;
pub mod fuse_views;
mod health;
pub mod leaver_views;
pub mod leavers;
pub mod mails;
pub mod mirror;
mod mirror_parts;
pub mod mirror_views;
pub mod plan_views;
pub mod plans;
pub mod policy;
pub mod policy_runs;
pub mod seat_views;
pub mod seats;
mod stuck_items;
pub mod token_views;
pub mod tokens;

use crate::requests::reason;
