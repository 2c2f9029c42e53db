//! The fields of a product's page: what they hold, where it comes from, and what a change was.

use super::catalogue_form::{
    LONGEST_COST_CENTER, LONGEST_DESCRIPTION, LONGEST_NAME, LONGEST_UPN, Typed, Wrong, amount,
    visibility_word,
};
use super::catalogue_views::{Below, ChangeLine, FieldRow, PlanTitleRow};
use crate::catalog::edit::{Edit, Edited};
use crate::requests::frame::price_words;
use crate::web::page::Choice;

/// Where words come from that are not said here.
#[derive(Clone, Copy)]
enum Layer {
    File,
    List,
}

/// Characters of all tags, and of a price.
const LONGEST_TAGS: usize = 300;
const LONGEST_PRICE: usize = 12;

pub fn rows(
    edited: &Edited,
    typed: &Typed,
    there: Option<&Typed>,
    wrong: &Wrong,
    owner_warning: Option<String>,
) -> Vec<FieldRow> {
    let (edit, below) = (&edited.edit, &edited.below);
    let file = |value: Option<String>| value.map(|value| (Layer::File, value));
    let name_below = match (&below.file_name, &below.imported_name) {
        (Some(name), _) => Some((Layer::File, name.clone())),
        (None, Some(name)) => Some((Layer::List, name.clone())),
        (None, None) => None,
    };
    let price_below = below
        .price
        .as_ref()
        .map(|(cents, currency)| price_words(Some(*cents), Some(currency)));
    let field = |name, label, hint, value: &str, longest| FieldRow {
        name,
        label,
        hint,
        value: value.to_owned(),
        longest,
        error: message(wrong, name),
        ..FieldRow::default()
    };
    vec![
        FieldRow {
            now: now(there, typed, |typed| &typed.name),
            ..said(
                field(
                    "name",
                    t!("product-name"),
                    t!("product-name-hint"),
                    &typed.name,
                    LONGEST_NAME,
                ),
                edit.name.is_some(),
                name_below,
            )
        },
        FieldRow {
            long: true,
            now: now(there, typed, |typed| &typed.description),
            ..said(
                field(
                    "description",
                    t!("product-description"),
                    t!("product-description-hint"),
                    &typed.description,
                    LONGEST_DESCRIPTION,
                ),
                edit.description.is_some(),
                file(below.description.clone()),
            )
        },
        FieldRow {
            now: now(there, typed, |typed| &typed.tags),
            ..field(
                "tags",
                t!("product-tags"),
                t!("product-tags-hint"),
                &typed.tags,
                LONGEST_TAGS,
            )
        },
        FieldRow {
            currency: Some(typed.currency.clone()),
            now: there
                .filter(|there| (&there.price, &there.currency) != (&typed.price, &typed.currency))
                .map(|there| format!("{} {}", there.price, there.currency)),
            ..said(
                field(
                    "price",
                    t!("product-price"),
                    t!("product-price-hint"),
                    &typed.price,
                    LONGEST_PRICE,
                ),
                edit.price.is_some(),
                file(price_below),
            )
        },
        FieldRow {
            now: now(there, typed, |typed| &typed.cost_center),
            ..field(
                "cost_center",
                t!("product-cost-centre"),
                t!("product-cost-centre-hint"),
                &typed.cost_center,
                LONGEST_COST_CENTER,
            )
        },
        FieldRow {
            warning: owner_warning,
            now: now(there, typed, |typed| &typed.owner),
            ..said(
                field(
                    "owner",
                    t!("product-owner"),
                    t!("product-owner-hint"),
                    &typed.owner,
                    LONGEST_UPN,
                ),
                edit.owner.is_some(),
                file(below.owner.clone()),
            )
        },
    ]
}

/// Where the words of a field come from.
fn said(field: FieldRow, said_here: bool, below: Option<(Layer, String)>) -> FieldRow {
    let source = match (said_here, &below) {
        (true, Some((layer, _))) => t!("product-said-in-place", whose = whose(*layer)),
        (true, None) => t!("product-said-here").into(),
        (false, Some((Layer::File, _))) => t!("product-from-file").into(),
        (false, Some((Layer::List, _))) => t!("product-from-list").into(),
        (false, None) => String::new(),
    };
    FieldRow {
        source,
        below: below.filter(|_| said_here).map(|(layer, value)| Below {
            whose: whose(layer),
            value,
        }),
        ..field
    }
}

/// Whose words a layer holds.
fn whose(layer: Layer) -> &'static str {
    match layer {
        Layer::File => t!("product-of-file"),
        Layer::List => t!("product-of-list"),
    }
}

fn now(there: Option<&Typed>, typed: &Typed, of: fn(&Typed) -> &String) -> Option<String> {
    there.map(of).filter(|there| *there != of(typed)).cloned()
}

fn message(wrong: &Wrong, field: &str) -> Option<String> {
    let found = wrong.iter().find(|(of, _)| of == field);
    found.map(|(_, message)| message.clone())
}

/// (Id of the field on the page, what is wrong), for the list on top of the form.
pub fn summary(wrong: &Wrong, edited: &Edited) -> Vec<(String, String)> {
    let line = |(field, message): &(String, String)| match edited
        .plans
        .iter()
        .find(|plan| plan.plan_id.to_string() == *field)
    {
        Some(plan) => (format!("plan-{field}"), format!("{}: {message}", plan.name)),
        None => (field.clone(), message.clone()),
    };
    wrong.iter().map(line).collect()
}

pub fn plans(edited: &Edited, typed: &Typed, there: Option<&Typed>, wrong: &Wrong) -> Vec<PlanTitleRow> {
    let title_in = |typed: &Typed, id: &str| {
        let place = typed.plan.iter().position(|plan| plan == id);
        place.and_then(|place| typed.title.get(place).cloned())
    };
    let row = |plan: &crate::catalog::edit::PlanWords| {
        let id = plan.plan_id.to_string();
        let value = title_in(typed, &id).unwrap_or_default();
        PlanTitleRow {
            name: plan.name.clone(),
            below: match (&plan.file_title, &plan.imported_title) {
                (Some(title), _) => Some((title.clone(), t!("product-title-in-file"))),
                (None, Some(title)) => Some((title.clone(), t!("product-title-in-list"))),
                (None, None) => None,
            },
            error: message(wrong, &id),
            now: there
                .and_then(|there| title_in(there, &id))
                .filter(|there| *there != value),
            value,
            id,
        }
    };
    edited.plans.iter().map(row).collect()
}

pub fn visibility(chosen: &str) -> Vec<Choice> {
    let choice = |(value, label): (&str, &str)| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: value == chosen,
    };
    [
        ("everybody", t!("product-visible")),
        ("hidden", t!("product-hidden")),
    ]
    .map(choice)
    .to_vec()
}

/// A word of the form, as it is read.
pub fn visibility_label(word: &str) -> &'static str {
    match word {
        "hidden" => t!("product-word-hidden"),
        _ => t!("product-word-everybody"),
    }
}

/// What the last change changed, a line for each field.
pub fn changes(edited: &Edited, before: &Edit) -> Vec<ChangeLine> {
    let was = Edited {
        edit: before.clone(),
        ..edited.clone()
    };
    let price = |edited: &Edited| {
        let price = edited.price();
        price.map_or(String::new(), |(cents, currency)| {
            format!("{} {currency}", amount(cents))
        })
    };
    let words = |edited: &Edited| {
        [
            (t!("product-name"), edited.title().to_owned()),
            (t!("product-description"), edited.description().to_owned()),
            (t!("product-tags"), edited.edit.tags.join(", ")),
            (t!("product-price"), price(edited)),
            (
                t!("product-cost-centre"),
                edited.edit.cost_center.clone().unwrap_or_default(),
            ),
            (t!("product-owner"), edited.owner().to_owned()),
            (
                t!("product-visibility"),
                visibility_label(visibility_word(edited.edit.visibility)).to_owned(),
            ),
        ]
    };
    let mut lines: Vec<_> = words(&was)
        .into_iter()
        .zip(words(edited))
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| line(field, &before, &after))
        .collect();
    for plan in &edited.plans {
        let title = |edit: &Edit| {
            let ours = edit.plan_titles.get(&plan.plan_id).cloned();
            ours.or(plan.below().map(str::to_owned)).unwrap_or_default()
        };
        let (before, after) = (title(before), title(&edited.edit));
        if before != after {
            lines.push(line(&plan.name, &before, &after));
        }
    }
    if lines.is_empty() {
        lines.push(line(
            t!("product-words"),
            t!("product-words-below"),
            t!("product-words-here"),
        ));
    }
    lines
}

fn line(field: &str, before: &str, after: &str) -> ChangeLine {
    let shown = |text: &str| {
        if text.is_empty() {
            t!("product-nothing").to_owned()
        } else {
            text.to_owned()
        }
    };
    ChangeLine {
        field: field.to_owned(),
        before: shown(before),
        after: shown(after),
    }
}
