//! One page of `/users/delta`, item by item: one that can not be read spoils no other.

use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::graph::wire;
use crate::ids::PersonId;

/// What stands for a character that Postgres can not keep.
const INSTEAD_OF_NUL: &str = "\u{FFFD}";

/// What the directory says of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub id: PersonId,
    pub upn: String,
    pub name: String,
    pub mail: Option<String>,
    pub department: Option<String>,
    pub job_title: Option<String>,
    pub employee_type: Option<String>,
    pub user_type: String,
    pub country: Option<String>,
    pub usage_location: Option<String>,
    pub enabled: bool,
    pub manager: ManagerSaid,
}

/// A delta names the manager only when there is news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManagerSaid {
    Is(Option<PersonId>),
    Unchanged,
}

/// What an item means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Is(Box<Said>),
    Removed(PersonId),
}

/// An item that can not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Whom it is about, if that much can be read.
    pub id: Option<PersonId>,
    /// What is wrong with it, in words without names.
    pub why: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawItem {
    id: Uuid,
    #[serde(rename = "@removed")]
    removed: Option<Removed>,
    user_principal_name: Option<String>,
    display_name: Option<String>,
    mail: Option<String>,
    department: Option<String>,
    job_title: Option<String>,
    employee_type: Option<String>,
    user_type: Option<String>,
    country: Option<String>,
    usage_location: Option<String>,
    account_enabled: Option<bool>,
    #[serde(rename = "manager@delta", default)]
    manager: Vec<RawManager>,
}

/// `reason` is `changed` (can be restored) or `deleted`; to us they are the same.
#[derive(Deserialize)]
struct Removed {}

#[derive(Deserialize)]
struct RawManager {
    id: Uuid,
    #[serde(rename = "@removed")]
    removed: Option<Removed>,
}

/// Reads an item. `full`: it is of a reading of everybody, in which silence about the manager means that there is none.
///
/// # Errors
/// What is wrong with it, and whom it is about all the same.
pub fn read(item: &RawValue, full: bool) -> Result<Item, Unread> {
    understand(item, full).map_err(|why| Unread { id: id_of(item), why })
}

/// Whom an item is about, whatever else it says.
fn id_of(item: &RawValue) -> Option<PersonId> {
    #[derive(Deserialize)]
    struct Named {
        id: Uuid,
    }
    let named: Named = serde_json::from_str(item.get()).ok()?;
    Some(PersonId(named.id))
}

fn understand(item: &RawValue, full: bool) -> Result<Item, String> {
    let raw: RawItem = serde_json::from_str(item.get()).map_err(|error| {
        // serde repeats the value, which may be a name.
        match error.classify() {
            serde_json::error::Category::Data => {
                let words = error.to_string();
                words.split('"').next().unwrap_or_default().trim().to_owned()
            }
            _ => "it is not an object".to_owned(),
        }
    })?;
    let id = PersonId(raw.id);
    if raw.removed.is_some() {
        return Ok(Item::Removed(id));
    }
    let upn = raw
        .user_principal_name
        .filter(|upn| !upn.trim().is_empty())
        .ok_or("it has no userPrincipalName")?;
    // Every account is open or closed: silence is neither.
    let enabled = raw.account_enabled.ok_or("it has no accountEnabled")?;
    let manager = match raw.manager.iter().find(|manager| manager.removed.is_none()) {
        Some(manager) => ManagerSaid::Is(Some(PersonId(manager.id))),
        None if full || !raw.manager.is_empty() => ManagerSaid::Is(None),
        None => ManagerSaid::Unchanged,
    };
    Ok(Item::Is(Box::new(Said {
        id,
        name: kept(raw.display_name.unwrap_or_else(|| upn.clone())),
        upn: kept(upn),
        mail: raw.mail.map(kept),
        department: raw.department.map(kept),
        job_title: raw.job_title.map(kept),
        employee_type: raw.employee_type.map(kept),
        user_type: kept(raw.user_type.unwrap_or_else(|| "Member".into())),
        country: raw.country.map(kept),
        usage_location: raw.usage_location.map(kept),
        enabled,
        manager,
    })))
}

/// The answer to a question about one person. `None` when it lacks what identifies a person, or whether the account is open.
pub fn said_of(user: &wire::User) -> Option<Said> {
    let id = user.id?;
    let upn = user.user_principal_name.clone()?;
    let enabled = user.account_enabled?;
    Some(Said {
        id,
        name: kept(user.display_name.clone().unwrap_or_else(|| upn.clone())),
        upn: kept(upn),
        mail: user.mail.clone().map(kept),
        department: user.department.clone().map(kept),
        job_title: user.job_title.clone().map(kept),
        employee_type: user.employee_type.clone().map(kept),
        user_type: kept(user.user_type.clone().unwrap_or_else(|| "Member".into())),
        country: user.country.clone().map(kept),
        usage_location: user.usage_location.clone().map(kept),
        enabled,
        manager: ManagerSaid::Is(user.manager.as_ref().and_then(|manager| manager.id)),
    })
}

fn kept(words: String) -> String {
    if words.contains('\0') {
        words.replace('\0', INSTEAD_OF_NUL)
    } else {
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "11111111-1111-4111-8111-111111111111";

    fn read_words(words: &str, full: bool) -> Result<Item, Unread> {
        read(&RawValue::from_string(words.to_owned()).unwrap(), full)
    }

    fn said(words: &str, full: bool) -> Said {
        match read_words(words, full) {
            Ok(Item::Is(said)) => *said,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_manager_is_named_taken_away_or_not_spoken_of() {
        let item = |rest: &str| {
            format!(r#"{{"id":"{ID}","userPrincipalName":"a@b.example","accountEnabled":true{rest}}}"#)
        };
        let old = r#"{"id":"22222222-2222-4222-8222-222222222222","@removed":{"reason":"deleted"}}"#;
        let new = r#"{"id":"33333333-3333-4333-8333-333333333333"}"#;
        let named = ManagerSaid::Is(Some("33333333-3333-4333-8333-333333333333".parse().unwrap()));
        for (rest, full, expected) in [
            (String::new(), true, ManagerSaid::Is(None)),
            (String::new(), false, ManagerSaid::Unchanged),
            (
                format!(r#","manager@delta":[{old}]"#),
                false,
                ManagerSaid::Is(None),
            ),
            (format!(r#","manager@delta":[{old},{new}]"#), false, named),
            (format!(r#","manager@delta":[{new}]"#), true, named),
        ] {
            assert_eq!(said(&item(&rest), full).manager, expected, "{rest} {full}");
        }
    }

    #[test]
    fn what_is_no_person_is_said_without_repeating_it() {
        for (words, expected) in [
            (r#"{"userPrincipalName":"a@b.example"}"#, "missing field `id`"),
            (r#"{"id":"nobody"}"#, "UUID parsing failed"),
            (r#"{"id":7}"#, "invalid type"),
            ("[]", "invalid"),
            ("3", "invalid type"),
            (&format!(r#"{{"id":"{ID}"}}"#), "no userPrincipalName"),
            (
                &format!(r#"{{"id":"{ID}","userPrincipalName":"a@b.example"}}"#),
                "no accountEnabled",
            ),
            (
                &format!(r#"{{"id":"{ID}","userPrincipalName":"a@b.example","department":12}}"#),
                "invalid type",
            ),
        ] {
            let unread = read_words(words, true).unwrap_err();
            assert!(unread.why.contains(expected), "{words}: {unread:?}");
            // Whom it is about is known wherever the id can be read.
            assert_eq!(
                unread.id,
                words.contains(ID).then(|| ID.parse().unwrap()),
                "{words}"
            );
        }
        let secret =
            format!(r#"{{"id":"{ID}","userPrincipalName":"a@b.example","accountEnabled":"Mia Berg"}}"#);
        assert!(!read_words(&secret, true).unwrap_err().why.contains("Mia"));
    }

    #[test]
    fn names_of_any_kind_are_kept() {
        let emoji = "🦀".repeat(500);
        let named = |name: &str| {
            format!(
                r#"{{"id":"{ID}","userPrincipalName":"a@b.example","accountEnabled":true,"displayName":"{name}"}}"#
            )
        };
        let words = named(&emoji);
        assert_eq!(said(&words, true).name, emoji);
        let words = named(r"A\u0000B");
        assert_eq!(said(&words, true).name, "A\u{FFFD}B");
    }

    #[test]
    fn both_kinds_of_removal_are_removals() {
        for reason in ["changed", "deleted", "whatever"] {
            let words = format!(r#"{{"id":"{ID}","@removed":{{"reason":"{reason}"}}}}"#);
            assert_eq!(read_words(&words, false), Ok(Item::Removed(ID.parse().unwrap())));
        }
    }
}
