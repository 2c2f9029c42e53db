//! The page of the API tokens.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::page::{Badge, Choice, Chrome, Moment};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "tokens.html")]
pub struct TokensPage {
    pub chrome: Chrome,
    /// The one that was just made.
    pub fresh: Option<Fresh>,
    /// Id of the next.
    pub token: String,
    pub name: String,
    pub longest_name: usize,
    pub feed: bool,
    pub reports: bool,
    pub days: Vec<Choice>,
    /// (id of the field, what is wrong).
    pub errors: Vec<(&'static str, String)>,
    pub rows: Vec<TokenRow>,
}

impl TokensPage {
    fn error(&self, field: &str) -> Option<&str> {
        let wrong = self.errors.iter().find(|(name, _)| *name == field);
        wrong.map(|(_, message)| message.as_str())
    }
}

/// A token at the only time that it is shown.
#[derive(Clone)]
pub struct Fresh {
    pub name: String,
    pub secret: String,
}

impl std::fmt::Debug for Fresh {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fresh")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Debug)]
pub struct TokenRow {
    pub id: String,
    pub name: String,
    pub scope: &'static str,
    pub made_by: String,
    pub made: Moment,
    pub expires: Moment,
    pub used: Option<Moment>,
    /// By whom and when.
    pub revoked: Option<(String, Moment)>,
    pub state: Badge,
    pub can_revoke: bool,
}
