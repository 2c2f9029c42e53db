//! All integration tests in one binary: one link, one Postgres for the run, one database for each test.

mod access;
mod audit_log;
mod bad_input;
mod catalogue_of_errors;
mod cluster;
mod commands;
mod config;
mod crash;
mod desk;
mod embedded_postgres;
mod graph_limits;
mod graph_proofs;
mod house;
mod mad_hour;
mod mad_hour_checks;
mod mad_hour_in_a_minute;
mod pains;
mod road;
mod rules;
mod sessions;
mod tenant;
mod waking;
