//! Choosing a person by name or user name: a field, and a list to choose from where several fit. Works without JavaScript.

use sqlx::PgConnection;

use super::signed_in::{Role, SignedIn};
use super::{Person, store};
use crate::web::page::Choice;

/// People that are listed; whoever is not among them has to be named more exactly.
const MOST_FOUND: i64 = 12;
/// Characters of a search that are looked at.
const LONGEST_WORDS_CHARS: usize = 100;

/// The field as a page shows it.
#[derive(Clone, Debug)]
pub struct Picker {
    /// Name of the field; that of the list has `_id` behind it.
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    /// As typed.
    pub words: String,
    /// Whom it may mean.
    pub found: Vec<Choice>,
    pub error: Option<String>,
}

impl Picker {
    /// An empty field.
    pub fn new(name: &'static str, label: &'static str, hint: &'static str) -> Self {
        Self {
            name,
            label,
            hint,
            words: String::new(),
            found: Vec::new(),
            error: None,
        }
    }

    /// Who is meant by what was typed and chosen; where it is nobody, or several, the field says so. Guests have to know
    /// whom they mean: nobody is suggested to them.
    pub async fn pick(
        &mut self,
        conn: &mut PgConnection,
        looker: &SignedIn,
        (typed, chosen): (&str, &str),
    ) -> sqlx::Result<Option<Person>> {
        let chars = typed.trim().chars().filter(|c| !c.is_control());
        self.words = chars.take(LONGEST_WORDS_CHARS).collect();
        let mut found = match self.words.as_str() {
            "" => Vec::new(),
            words => store::people_like(conn, words, MOST_FOUND).await?,
        };
        // The name with which somebody signs in, with or without what is the same for everybody.
        let exact = |upn: &str| {
            let local = upn.split('@').next().unwrap_or_default();
            [upn, local]
                .iter()
                .any(|one| one.eq_ignore_ascii_case(&self.words))
        };
        let called = |name: &str| name.to_lowercase() == self.words.to_lowercase();
        let suggests = may_be_suggested_to(conn, looker).await?;
        if !suggests {
            found.retain(|(_, _, upn)| exact(upn));
        }
        let one = found
            .iter()
            .find(|(id, _, _)| id.to_string() == chosen)
            .or_else(|| found.iter().find(|(_, _, upn)| exact(upn)))
            // Part of a name names nobody, even where only one has it: they are shown, and chosen.
            .or(match found.as_slice() {
                [one] if called(&one.1) => Some(one),
                _ => None,
            });
        let choice = |(id, name, upn): &(crate::ids::PersonId, String, String)| Choice {
            value: id.to_string(),
            label: format!("{name}, {upn}"),
            chosen: one.is_some_and(|(one, _, _)| one == id),
        };
        self.found = found.iter().map(choice).collect();
        self.error = match (one, self.words.is_empty(), found.is_empty()) {
            (Some(_), ..) => None,
            (None, true, _) => Some(t!("picker-empty").into()),
            (None, false, _) if !suggests => Some(t!("picker-whole").into()),
            (None, false, true) => Some(t!("picker-nobody").into()),
            (None, false, false) if found.len() == 1 => Some(t!("picker-one").into()),
            (None, false, false) => Some(t!("picker-several").into()),
        };
        match one {
            Some((id, _, _)) => store::by_id(conn, *id).await,
            None => Ok(None),
        }
    }
}

/// Members of the tenant see whom they may mean; administrators see the whole directory elsewhere too.
async fn may_be_suggested_to(conn: &mut PgConnection, looker: &SignedIn) -> sqlx::Result<bool> {
    if looker.has(Role::Administrator) {
        return Ok(true);
    }
    let me = store::by_id(conn, looker.person).await?;
    Ok(me.is_some_and(|me| me.is_member()))
}
