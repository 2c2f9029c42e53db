//! People of the tenant: the mirror of the directory, sign-in, sessions and roles.

pub mod directory;
pub mod sessions;
pub mod sign_in;
pub mod signed_in;
pub mod store;
pub mod views;

use crate::ids::{GroupId, PersonId};

/// A user of the tenant as last read from Graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub upn: String,
    pub name: String,
    pub department: Option<String>,
    pub job_title: Option<String>,
    pub employee_type: Option<String>,
    pub user_type: String,
    pub country: Option<String>,
    pub usage_location: Option<String>,
    pub enabled: bool,
    pub manager_id: Option<PersonId>,
}

/// A group of the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
}
