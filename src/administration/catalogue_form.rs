//! What an administrator typed of a product, parsed at the door.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::catalog::Visibility;
use crate::catalog::described::parse_price;
use crate::catalog::edit::{Edit, Edited, Price};
use crate::catalog::names::line::{self, Fault};
use crate::ids::PlanId;
use crate::words::format;

/// Characters.
pub const LONGEST_NAME: usize = 120;
pub const LONGEST_DESCRIPTION: usize = 600;
pub const LONGEST_COST_CENTER: usize = 40;
pub const LONGEST_UPN: usize = 254;
pub const LONGEST_PLAN_TITLE: usize = 120;
const LONGEST_TAG: usize = 30;
/// A few words to find a product by, not a text.
pub const MOST_TAGS: usize = 8;
/// Hundredths of the currency unit; more than any seat costs in a month.
const HIGHEST_PRICE_CENTS: i64 = 100_000_000;

/// The form as the browser sends it; shown again as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub version: String,
    pub name: String,
    pub description: String,
    pub tags: String,
    pub price: String,
    pub currency: String,
    pub cost_center: String,
    pub owner: String,
    pub visibility: String,
    /// Fields in which the layer below shall count again.
    pub below: Vec<String>,
    /// Plans, and the title of each at the same place.
    pub plan: Vec<String>,
    pub title: Vec<String>,
}

/// Field of the form (or id of the plan), and what is wrong with it.
pub type Wrong = Vec<(String, String)>;

impl Typed {
    /// The form of what is there now.
    pub fn of(edited: &Edited) -> Self {
        let price = edited.price();
        let titles = edited
            .plans
            .iter()
            .map(|plan| plan.ours.clone().unwrap_or_default());
        Self {
            version: edited.version(),
            name: edited.name().unwrap_or_default().to_owned(),
            description: edited.description().to_owned(),
            tags: edited.edit.tags.join(", "),
            price: price.map(|(cents, _)| amount(cents)).unwrap_or_default(),
            currency: price.map(|(_, currency)| currency.to_owned()).unwrap_or_default(),
            cost_center: edited.edit.cost_center.clone().unwrap_or_default(),
            owner: edited.owner().to_owned(),
            visibility: visibility_word(edited.edit.visibility).to_owned(),
            below: Vec::new(),
            plan: edited.plans.iter().map(|plan| plan.plan_id.to_string()).collect(),
            title: titles.collect(),
        }
    }

    /// What shall be said. What is typed as the layer below has it is not said here: it goes on following that layer.
    pub fn parse(&self, edited: &Edited) -> Result<Edit, Wrong> {
        let mut wrong = Wrong::new();
        let below = &edited.below;
        let name = self.field(&mut wrong, "name", self.name(below.name()));
        let description = self.field(
            &mut wrong,
            "description",
            self.description(below.description.as_deref()),
        );
        let tags = self.field(&mut wrong, "tags", tags(&self.tags));
        let price = self.field(&mut wrong, "price", self.price(below.price.as_ref()));
        let cost_center = self.field(&mut wrong, "cost_center", self.cost_center());
        let owner = self.field(&mut wrong, "owner", self.owner(below.owner.as_deref()));
        let visibility = self.field(&mut wrong, "visibility", visibility(&self.visibility));
        let plan_titles = self.plan_titles(edited, &mut wrong);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Edit {
            name,
            description,
            price,
            owner,
            tags,
            cost_center,
            visibility,
            plan_titles,
        })
    }

    fn field<T: Default>(&self, wrong: &mut Wrong, field: &str, parsed: Result<T, String>) -> T {
        // Whatever was typed where the layer below shall count again: it is not looked at.
        if self.below.iter().any(|below| below == field) {
            return T::default();
        }
        parsed.unwrap_or_else(|message| {
            wrong.push((field.to_owned(), message));
            T::default()
        })
    }

    fn name(&self, below: Option<&str>) -> Result<Option<String>, String> {
        match one_line(&self.name) {
            text if text.is_empty() || Some(text.as_str()) == below => Ok(None),
            text => words(&text, t!("product-the-name"), LONGEST_NAME).map(Some),
        }
    }

    fn description(&self, below: Option<&str>) -> Result<Option<String>, String> {
        let text = one_line(&self.description);
        match (text.as_str(), below) {
            (text, Some(below)) if text == one_line(below) => Ok(None),
            ("", Some(_)) => Ok(Some(String::new())),
            ("", None) => Ok(None),
            _ => words(&text, t!("product-the-description"), LONGEST_DESCRIPTION).map(Some),
        }
    }

    fn price(&self, below: Option<&(i64, String)>) -> Result<Option<Price>, String> {
        let (amount, currency) = (self.price.trim(), self.currency.trim().to_uppercase());
        if amount.is_empty() {
            return Ok(below.map(|_| Price::NotSet));
        }
        if currency.is_empty() {
            return Err(t!("product-write-currency").into());
        }
        let (cents, currency) = parse_price(&format!("{} {currency}", amount.replacen(',', ".", 1)))
            .ok_or(t!("product-write-price"))?;
        if cents > HIGHEST_PRICE_CENTS {
            return Err(t!("product-price-too-high").into());
        }
        let is_below = below.is_some_and(|(theirs, of)| (*theirs, of.as_str()) == (cents, currency.as_str()));
        Ok((!is_below).then_some(Price::Of(cents, currency)))
    }

    fn cost_center(&self) -> Result<Option<String>, String> {
        match one_line(&self.cost_center) {
            text if text.is_empty() => Ok(None),
            text => words(&text, t!("product-the-cost-centre"), LONGEST_COST_CENTER).map(Some),
        }
    }

    /// Whether there is such a person is for the directory to say.
    fn owner(&self, below: Option<&str>) -> Result<Option<String>, String> {
        let text = self.owner.trim();
        match below {
            Some(below) if text.eq_ignore_ascii_case(below) => Ok(None),
            Some(_) if text.is_empty() => Ok(Some(String::new())),
            None if text.is_empty() => Ok(None),
            _ if text.chars().count() > LONGEST_UPN || !text.contains('@') => {
                Err(t!("product-write-upn").into())
            }
            _ => Ok(Some(text.to_owned())),
        }
    }

    /// Who shall be the owner in place of another one.
    pub fn new_owner(&self, edited: &Edited) -> Option<&str> {
        let upn = self.owner.trim();
        let stays = upn.is_empty()
            || upn.eq_ignore_ascii_case(edited.owner())
            || edited
                .below
                .owner
                .as_deref()
                .is_some_and(|below| upn.eq_ignore_ascii_case(below))
            || self.below.iter().any(|below| below == "owner");
        (!stays).then_some(upn)
    }

    fn plan_titles(&self, edited: &Edited, wrong: &mut Wrong) -> BTreeMap<PlanId, String> {
        let mut titles = BTreeMap::new();
        for (id, title) in self.plan.iter().zip(&self.title) {
            let Some(plan) = edited.plans.iter().find(|plan| plan.plan_id.to_string() == *id) else {
                continue;
            };
            let title = one_line(title);
            if title.is_empty() || plan.below() == Some(&title) {
                continue;
            }
            match words(&title, t!("product-the-title"), LONGEST_PLAN_TITLE) {
                Ok(title) => {
                    titles.insert(plan.plan_id, title);
                }
                Err(message) => wrong.push((id.clone(), message)),
            }
        }
        titles
    }
}

fn tags(text: &str) -> Result<Vec<String>, String> {
    let mut found: Vec<String> = Vec::new();
    for tag in text.split([',', ';']).map(one_line).filter(|tag| !tag.is_empty()) {
        let may_stand = |c: char| c.is_alphanumeric() || " -_.&+/#".contains(c);
        if !tag.chars().all(may_stand) {
            return Err(t!("product-tag-characters", tag = tag));
        }
        let tag = words(&tag, t!("product-a-tag"), LONGEST_TAG)?;
        if !found
            .iter()
            .any(|known| known.to_lowercase() == tag.to_lowercase())
        {
            found.push(tag);
        }
    }
    if found.len() > MOST_TAGS {
        return Err(t!("product-too-many-tags", count = found.len(), most = MOST_TAGS));
    }
    Ok(found)
}

fn visibility(text: &str) -> Result<Visibility, String> {
    match text {
        "everybody" => Ok(Visibility::Everybody),
        "hidden" => Ok(Visibility::Hidden),
        _ => Err(t!("product-choose-visibility").into()),
    }
}

pub fn visibility_word(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Everybody => "everybody",
        Visibility::Hidden => "hidden",
    }
}

/// Words that may stand on a page; `what` names them in the error, as the beginning of a sentence.
fn words(text: &str, what: &str, longest: usize) -> Result<String, String> {
    line::words(text, longest).map_err(|fault| match fault {
        Fault::Empty => t!("product-fault-empty", what = what),
        Fault::TooLong(count) => {
            t!(
                "product-fault-long",
                what = what,
                count = count,
                longest = longest
            )
        }
        Fault::Formula(sign) => t!("product-fault-formula", what = what, sign = sign.to_string()),
        Fault::Unseen => t!("product-fault-unseen", what = what),
        Fault::Lost => t!("product-fault-lost", what = what),
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "12.90", with the reader's mark between.
pub fn amount(cents: i64) -> String {
    format!("{}{}{:02}", cents / 100, format::decimal_mark(), cents % 100)
}
