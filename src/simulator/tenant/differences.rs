//! Owns what is different about a person after a change.

use super::super::company::{Person, Text};
use super::super::properties::{Properties, Property};

/// A property as the audit feed tells of it.
#[derive(Clone, Debug)]
pub struct Difference {
    pub name: &'static str,
    pub old: Option<Box<str>>,
    pub new: Option<Box<str>>,
}

/// What delta and the audit feed tell of a change.
pub fn differences(before: &Person, after: &Person) -> (Properties, Vec<Difference>) {
    let text = |text: &str| (!text.is_empty()).then(|| Box::<str>::from(text));
    let maybe = |maybe: &Option<Text>| maybe.as_deref().and_then(text);
    let of = |person: &Person| {
        [
            (
                Property::UserPrincipalName,
                "UserPrincipalName",
                text(&person.upn),
            ),
            (Property::DisplayName, "DisplayName", text(&person.display_name())),
            (Property::GivenName, "GivenName", text(&person.given_name)),
            (Property::Surname, "Surname", text(&person.surname)),
            (Property::Mail, "Mail", text(&person.mail)),
            (Property::JobTitle, "JobTitle", text(&person.job_title)),
            (Property::Department, "Department", text(&person.department)),
            (
                Property::EmployeeType,
                "EmployeeType",
                maybe(&person.employee_type),
            ),
            (Property::Country, "Country", maybe(&person.country)),
            (
                Property::UsageLocation,
                "UsageLocation",
                maybe(&person.usage_location),
            ),
            (
                Property::AccountEnabled,
                "AccountEnabled",
                text(&person.account_enabled.to_string()),
            ),
            (
                Property::Manager,
                "Manager",
                person.manager.and_then(|id| text(&id.to_string())),
            ),
        ]
    };
    let (mut what, mut told) = (Properties::NONE, Vec::new());
    for ((property, name, old), (_, _, new)) in of(before).into_iter().zip(of(after)) {
        if old != new {
            what = what.with(property);
            told.push(Difference { name, old, new });
        }
    }
    (what, told)
}
