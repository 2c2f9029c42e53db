//! SQL of time and money: a statement each, in a file of its own that is also shown.

pub mod cost;
pub mod forecast;
pub mod lead_time;
pub mod seats;
pub mod waiting_room;
