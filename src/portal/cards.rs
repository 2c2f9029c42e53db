//! The catalogue page.

use askama::Template;
use askama_web::WebTemplate;

use super::ends::EndNotice;
use crate::web::page::{Chrome, Moment};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "catalogue.html")]
pub struct CataloguePage {
    pub chrome: Chrome,
    /// What was searched for; empty = everything.
    pub query: String,
    /// "7 products".
    pub count: String,
    /// Nothing has what was searched for; these have something like it.
    pub is_near: bool,
    /// When the catalogue was read from Microsoft; `None` = never yet.
    pub read: Option<Moment>,
    /// Microsoft did not say what the person has: what they have through a group bears no mark.
    pub is_unread: bool,
    pub products: Vec<ProductCard>,
    /// Ends that the person was reminded of.
    pub ends: Vec<EndNotice>,
}

#[derive(Clone, Debug)]
pub struct ProductCard {
    pub sku: String,
    pub name: String,
    /// `skuPartNumber`.
    pub part_number: String,
    pub description: String,
    pub tags: Vec<String>,
    /// "€12.90 a month" or "price not set".
    pub price: String,
    /// "14 free of 40" or "none free: requests wait".
    pub seats: String,
    pub no_seat_free: bool,
    pub signs: Signs,
    /// Titles of the plans.
    pub plans: Vec<String>,
    /// "You have this" or "Asked for on …", with where to look.
    pub mark: Option<Mark>,
    /// `/products/{sku}/request`; `None` = not to be asked for now.
    pub request_href: Option<String>,
}

/// Who will have to sign, as words.
#[derive(Clone, Debug)]
pub enum Signs {
    /// "Jonas Lind (your manager)", one for each stage.
    People(String),
    AtOnce,
    /// The rules ask something first.
    Depends,
    /// The reason, and where one reads more.
    Denied(String, Option<String>),
}

impl Signs {
    pub fn sentence(&self) -> String {
        match self {
            Self::People(people) => t!("signs-people", people = people),
            Self::AtOnce => t!("signs-at-once").to_owned(),
            Self::Depends => t!("signs-depends").to_owned(),
            Self::Denied(reason, _) => t!("signs-denied", reason = reason),
        }
    }

    pub fn class(&self) -> &'static str {
        match self {
            Self::People(_) | Self::Depends => "signs-people",
            Self::AtOnce => "signs-at-once",
            Self::Denied(..) => "signs-denied",
        }
    }

    /// Where one reads more about a refusal.
    pub fn link(&self) -> Option<&str> {
        match self {
            Self::Denied(_, link) => link.as_deref(),
            Self::People(_) | Self::AtOnce | Self::Depends => None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Mark {
    pub text: String,
    pub href: Option<String>,
}
