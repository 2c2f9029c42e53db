//! `[[route]]`: who signs, in which order, within which time, and what follows when nobody does.

use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::DeValue;

use super::reader::{At, Empty, Source, TableReader, suggestion, whole_number};
use super::{Rules, Scope, scope};
use crate::policy::{Calendar, MayChange, Overdue, RuleKind, RuleSummary, StageRule, Who};

/// Steps of one route; more is not a procedure that anybody lives to see the end of.
const STAGES_MAX: usize = 10;
/// Signatures of one stage.
const SIGNATURES: RangeInclusive<i64> = 1..=20;
/// A year: a stage that waits longer is forgotten.
const WITHIN_MAX_HOURS: i64 = 24 * 366;

#[derive(Clone, Debug)]
pub(in crate::policy) struct Route {
    pub scope: Scope,
    pub way: Way,
    /// Nobody signs at two stages.
    pub distinct_people: bool,
}

#[derive(Clone, Debug)]
pub(in crate::policy) enum Way {
    Automatic,
    /// Never empty.
    Stages(Vec<Stage>),
}

/// As the decision carries it, with the id of this route.
pub(in crate::policy) type Stage = StageRule;

pub(super) fn read(
    source: &mut Source<'_>,
    mut reader: TableReader<'_, '_>,
    rules: &mut Rules,
) -> Option<Route> {
    let scope = scope(source, &mut reader, rules);
    // For whoever keeps the file.
    reader.text(source, "note");
    let approve = reader.text(source, "approve");
    let distinct = reader.truth(source, "distinct_people");
    let stages = reader.value("stages");
    let id = scope.as_ref().map_or("", |scope| scope.id.as_str());
    let way = match (approve, stages) {
        (Some(approve), None) if approve.value == "automatic" => Some(Way::Automatic),
        (Some(approve), None) => {
            source.problem(
                approve.span.start,
                format!(
                    "`approve` is `{}`; it can only be `automatic`, or say who signs with `stages`",
                    approve.value
                ),
            );
            None
        }
        (Some(approve), Some(_)) => {
            source.problem(
                approve.span.start,
                "this route has both `approve` and `stages`; keep one",
            );
            None
        }
        (None, Some(stages)) => stage_list(source, stages, id, rules).map(Way::Stages),
        (None, None) => {
            source.problem(
                reader.start(),
                "this route says neither who signs (`stages`) nor `approve = \"automatic\"`",
            );
            None
        }
    };
    reader.finish(source);
    Some(Route {
        scope: scope?,
        way: way?,
        distinct_people: distinct.unwrap_or(false),
    })
}

fn stage_list(
    source: &mut Source<'_>,
    value: &Spanned<DeValue<'_>>,
    rule: &str,
    rules: &Rules,
) -> Option<Vec<Stage>> {
    let Some(items) = value.get_ref().as_array() else {
        source.wrong_type("stages", "a list of stages", value);
        return None;
    };
    if items.is_empty() || items.len() > STAGES_MAX {
        source.problem(
            value.span().start,
            format!(
                "`stages` has {} stages; it must have from 1 to {STAGES_MAX}",
                items.len()
            ),
        );
        return None;
    }
    items
        .iter()
        .map(|item| stage(source, item, rule, rules))
        .collect()
}

fn stage(source: &mut Source<'_>, item: &Spanned<DeValue<'_>>, rule: &str, rules: &Rules) -> Option<Stage> {
    let Some(table) = item.get_ref().as_table() else {
        source.wrong_type("stages", "a list of tables like { who = \"manager\" }", item);
        return None;
    };
    let mut reader = TableReader::new(table, "stage", item.span());
    let who = reader
        .required_text(source, "who")
        .and_then(|at| signer(source, at));
    let signatures = reader.number(source, "signatures", SIGNATURES);
    let within = reader.text(source, "within");
    let calendar = reader.text(source, "calendar");
    let remind = reader.text(source, "remind");
    let then = reader.text(source, "then");
    let fallback = reader.text(source, "fallback");
    let may_change = reader.names(source, "may_change", Empty::Refused);
    let within_hours = within.as_ref().and_then(|at| hours(source, "within", at));
    if let (Some(at), None) = (&calendar, &within) {
        source.problem(
            at.span.start,
            "`calendar` counts the time of `within`, which is not there",
        );
    }
    if let (Some(at), None) = (&remind, &within) {
        source.problem(
            at.span.start,
            "`remind` is before the end of `within`, which is not there",
        );
    }
    let remind_hours = remind.as_ref().and_then(|at| hours(source, "remind", at));
    if let (Some(at), Some(remind), Some(within)) = (&remind, remind_hours, within_hours)
        && remind >= within
    {
        source.problem(
            at.span.start,
            "`remind` is not shorter than `within`, so it would be over at once",
        );
    }
    let (then, overdue) = match then {
        Some(at) if ["remind", "lapse"].contains(&at.value.as_str()) => {
            if within.is_none() {
                source.problem(
                    at.span.start,
                    format!("`then = \"{}\"` needs `within` beside it", at.value),
                );
            }
            let overdue = if at.value == "lapse" {
                Overdue::Lapse
            } else {
                Overdue::Remind
            };
            (None, Some(overdue))
        }
        Some(at) => (signer(source, at), None),
        None => (None, None),
    };
    let fallback = fallback.and_then(|at| signer(source, at));
    let calendar = calendar.and_then(|at| known_calendar(source, &at, rules));
    let may_change = may_change.unwrap_or_default();
    let may_change = may_change.iter().filter_map(|at| change(source, at)).collect();
    reader.finish(source);
    Some(Stage {
        rule: rule.to_owned(),
        who: who?,
        signatures: signatures
            .and_then(|at| i32::try_from(at.value).ok())
            .unwrap_or(1),
        within_hours,
        then,
        fallback,
        overdue,
        remind_hours,
        calendar,
        may_change,
    })
}

fn signer(source: &mut Source<'_>, at: At<String>) -> Option<Who> {
    match Who::try_from(at.value) {
        Ok(who) => Some(who),
        Err(message) => {
            source.problem(at.span.start, message);
            None
        }
    }
}

fn known_calendar(source: &mut Source<'_>, at: &At<String>, rules: &Rules) -> Option<Calendar> {
    let calendar = rules.calendars.get(&at.value).cloned();
    if calendar.is_none() {
        let hint = match rules.calendars.is_empty() {
            true => "; the file has no good [[calendar]]".to_owned(),
            false => suggestion(&at.value, rules.calendars.keys().map(String::as_str)),
        };
        source.problem(
            at.span.start,
            format!("there is no calendar `{}`{hint}", at.value),
        );
    }
    calendar
}

fn change(source: &mut Source<'_>, at: &At<String>) -> Option<MayChange> {
    match at.value.as_str() {
        "term" => Some(MayChange::Term),
        "plans" => Some(MayChange::Plans),
        other => {
            source.problem(
                at.span.start,
                format!("an approver may change `term` or `plans`, not `{other}`"),
            );
            None
        }
    }
}

/// Hours of a text like `3d` or `12h`.
fn hours(source: &mut Source<'_>, key: &str, at: &At<String>) -> Option<i64> {
    let hours = match at.value.strip_suffix('d') {
        Some(days) => whole_number(days).and_then(|days| days.checked_mul(24)),
        None => at.value.strip_suffix('h').and_then(whole_number),
    };
    match hours {
        Some(hours) if (1..=WITHIN_MAX_HOURS).contains(&hours) => Some(hours),
        _ => {
            source.problem(
                at.span.start,
                format!(
                    "`{key}` is `{}`; write days or hours, like 3d or 12h, at most a year",
                    at.value
                ),
            );
            None
        }
    }
}

/// A route behind one that takes everything it could take.
pub(super) fn never_reached(source: &mut Source<'_>, routes: &[Route]) {
    for (place, route) in routes.iter().enumerate() {
        let takes_all = |earlier: &&Route| {
            let about = &earlier.scope;
            let every_product = about.products.is_empty()
                || (!route.scope.products.is_empty()
                    && route.scope.products.iter().all(|sku| about.is_about(sku)));
            about.when.is_none() && every_product
        };
        if let Some(earlier) = routes[..place].iter().find(takes_all) {
            source.problem_in_line(
                route.scope.line,
                format!(
                    "the route `{}` can never match: `{}` in line {} takes everything before it",
                    route.scope.id, earlier.scope.id, earlier.scope.line
                ),
            );
        }
    }
}

impl Route {
    pub fn summary(&self) -> RuleSummary {
        self.scope.summary(RuleKind::Route, self.in_words())
    }

    /// One phrase for each stage.
    pub fn in_words(&self) -> Vec<String> {
        match &self.way {
            Way::Automatic => vec!["approved at once, nobody signs".to_owned()],
            Way::Stages(stages) => stages.iter().map(Stage::in_words).collect(),
        }
    }

    pub fn stages(&self) -> &[Stage] {
        match &self.way {
            Way::Automatic => &[],
            Way::Stages(stages) => stages,
        }
    }
}

impl StageRule {
    /// One signature of these, without a time.
    pub(in crate::policy) fn of(rule: &str, who: Who) -> Self {
        Self {
            rule: rule.to_owned(),
            who,
            signatures: 1,
            within_hours: None,
            then: None,
            fallback: None,
            overdue: None,
            remind_hours: None,
            calendar: None,
            may_change: Vec::new(),
        }
    }

    /// "2 of group License Approvers (or, where that is not possible, manager's manager)".
    pub(in crate::policy) fn in_words(&self) -> String {
        let mut words = match self.signatures {
            1 => name_of(&self.who),
            many => format!("{many} of {}", name_of(&self.who)),
        };
        if let Some(then) = self.fallback.as_ref().or(self.then.as_ref()) {
            words.push_str(&format!(" (or, where that is not possible, {})", name_of(then)));
        }
        words
    }
}

pub(in crate::policy) fn name_of(who: &Who) -> String {
    match who {
        Who::Manager => "the manager".to_owned(),
        Who::ManagersManager => "the manager's manager".to_owned(),
        Who::Owner => "the owner of the product".to_owned(),
        Who::Group(name) => format!("group {name}"),
        Who::Person(upn) => upn.clone(),
        Who::Administrators => "the administrators".to_owned(),
    }
}
