//! Owns OData's query options, as far as the simulator understands them; what it does not is refused, never ignored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::form_urlencoded;

use super::super::errors::GraphError;

/// Items on a page if `$top` is absent [V].
const DEFAULT_PAGE: usize = 100;
/// Largest `$top` [V].
pub const LARGEST_PAGE: usize = 999;

/// Managers that `$levels=max` follows: more than any company has, and an end for those who lead each other.
const MOST_LEVELS: usize = 50;

/// The query options in the order they came.
pub struct Query(Vec<(String, String)>);

/// Where a page starts, and how many items it has at most.
pub struct PageOf {
    pub start: usize,
    pub size: usize,
}

/// `$expand=manager($levels=…;$select=…)`.
#[derive(Default)]
pub struct ExpandManager {
    /// How many managers up.
    pub levels: usize,
    pub select: Option<Vec<String>>,
}

impl Query {
    pub fn parse(text: &str) -> Self {
        Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn select(&self) -> Option<Vec<String>> {
        self.value("$select").map(names)
    }

    pub fn page_size(&self) -> Result<usize, GraphError> {
        match self.value("$top") {
            None => Ok(DEFAULT_PAGE),
            Some(top) => match top.parse() {
                Ok(size) if (1..=LARGEST_PAGE).contains(&size) => Ok(size),
                _ => Err(unsupported(&format!(
                    "Invalid page size specified: '{top}'. Must be between 1 and 999 inclusive."
                ))),
            },
        }
    }

    pub fn page(&self) -> Result<PageOf, GraphError> {
        let size = self.page_size()?;
        let start = match self.value("$skiptoken") {
            None => 0,
            Some(token) => decode(token).ok_or_else(|| unsupported("The skip token is malformed."))?,
        };
        Ok(PageOf { start, size })
    }

    /// The same query for the page that starts at `start`.
    pub fn after(&self, start: usize) -> String {
        self.with_skip_token(&URL_SAFE_NO_PAD.encode(format!("start={start}")))
    }

    /// The same query with another place to go on.
    pub fn with_skip_token(&self, token: &str) -> String {
        let kept = self.0.iter().filter(|(key, _)| key != "$skiptoken");
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(kept);
        query.append_pair("$skiptoken", token);
        query.finish()
    }

    pub fn expand_manager(&self) -> Result<Option<ExpandManager>, GraphError> {
        let Some(expand) = self.value("$expand") else {
            return Ok(None);
        };
        let refuse = || unsupported(&format!("Could not expand '{expand}'."));
        let options = match expand.strip_prefix("manager").ok_or_else(refuse)? {
            "" => {
                return Ok(Some(ExpandManager {
                    levels: 1,
                    select: None,
                }));
            }
            rest => rest
                .strip_prefix('(')
                .and_then(|rest| rest.strip_suffix(')'))
                .ok_or_else(refuse)?,
        };
        let mut wanted = ExpandManager {
            levels: 1,
            select: None,
        };
        for option in options.split(';') {
            match option.split_once('=') {
                Some(("$select", list)) => wanted.select = Some(names(list)),
                Some(("$levels", "max")) => wanted.levels = MOST_LEVELS,
                Some(("$levels", levels)) => {
                    let levels: usize = levels.parse().map_err(|_| refuse())?;
                    wanted.levels = levels.min(MOST_LEVELS);
                }
                _ => return Err(refuse()),
            }
        }
        Ok(Some(wanted))
    }
}

fn names(list: &str) -> Vec<String> {
    list.split(',')
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

fn decode(token: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix("start=")?.parse().ok()
}

/// The texts of refused queries are from memory [M].
pub fn unsupported(message: &str) -> GraphError {
    GraphError::new(
        axum::http::StatusCode::BAD_REQUEST,
        "Request_UnsupportedQuery",
        message,
    )
}
