//! Countersign: ask for a Microsoft 365 licence, have it countersigned, assigned and proved.
//!
//! ARCHITECTURE.md draws the map. Modules may use what stands below them in this list, never above:
//! a test with an import table (`tests/all/house.rs`) holds it.

// First: its macro `t!` counts from here on. It stands lowest all the same.
#[macro_use]
pub mod words;

pub mod cli;
pub mod routes;
pub mod worker;

#[cfg(test)]
mod gallery;

pub mod administration;
pub mod approvals;
pub mod portal;
pub mod reports;

pub mod fulfilment;
pub mod requests;

pub mod catalog;
pub mod people;
pub mod siem;

pub mod app;
pub mod config;

pub mod audit;
pub mod graph;
pub mod jobs;
pub mod live;
pub mod mail;
pub mod oidc;
pub mod policy;
pub mod postgres;
pub mod web;

pub mod credential;
pub mod refusal;

pub mod clock;
pub mod ids;

pub mod simulator;
