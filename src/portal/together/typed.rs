//! What the browser sends with the form of several requests; nothing of it is believed yet.

use serde::Deserialize;

use crate::ids::{PersonId, SkuId};
use crate::portal::typed::hear_answer;
use crate::requests::bundles::draft::Content;

/// Where one goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Then {
    /// The same page.
    #[default]
    Stay,
    /// What would happen.
    Look,
    /// People from a file.
    File,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct Typed {
    /// What is kept: the ticks that were left, and what was chosen to add.
    pub content: Content,
    /// A name or UPN of somebody to add.
    pub add_person: String,
    /// More people were ticked than a draft takes.
    pub is_too_many_people: bool,
    pub then: Then,
}

impl From<Vec<(String, String)>> for Typed {
    fn from(fields: Vec<(String, String)>) -> Self {
        let mut typed = Self::default();
        let content = &mut typed.content;
        let mut added = None;
        for (name, value) in fields {
            match name.as_str() {
                "product" => {
                    if let Ok(sku) = value.parse::<SkuId>() {
                        content.add_product(sku);
                    }
                }
                "add_product" => added = value.parse::<SkuId>().ok(),
                "person" => {
                    if let Ok(person) = value.parse::<PersonId>() {
                        typed.is_too_many_people |= !content.add_person(person);
                    }
                }
                "add_person" => typed.add_person = value.trim().to_owned(),
                "justification" => content.justification = value,
                "begin" => content.term.begin = value,
                "begins_on" => content.term.begins_on = value,
                "term" => content.term.term = value,
                "days" => content.term.days = value,
                "ends_on" => content.term.ends_on = value,
                "then" => {
                    typed.then = match value.as_str() {
                        "look" => Then::Look,
                        "file" => Then::File,
                        _ => Then::Stay,
                    };
                }
                other => hear_answer(&mut content.answers, other, value),
            }
        }
        if let Some(sku) = added {
            content.add_product(sku);
        }
        typed
    }
}
