//! The employee's room: the catalogue, the form, and what became of one's requests.

mod approvals;
pub mod before;
pub mod cards;
pub mod catalogue;
pub mod ends;
pub mod extend;
pub mod form;
mod form_parts;
pub mod give_back;
pub mod help;
pub mod in_hand;
pub mod instead;
pub mod licence_views;
pub mod licences;
pub mod mine;
mod progress;
pub mod question_fields;
pub mod replan;
pub mod settings;
mod standing;
mod store;
pub mod together;
mod told;
pub mod told_by_mail;
pub mod typed;
pub mod views;
mod waiting;
