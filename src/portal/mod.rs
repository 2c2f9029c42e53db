//! The employee's room: the catalogue, the form, and what became of one's requests.

pub mod cards;
pub mod catalogue;
pub mod form;
pub mod mine;
pub mod views;
