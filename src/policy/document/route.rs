//! `[[route]]`: who signs, in which order, within which time, and what follows when nobody does.

use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::DeValue;

use super::reader::{At, Empty, Source, TableReader, nearest, whole_number};
use super::{Rules, Scope, scope};
use crate::policy::phrases::{calendar_in_words, stage_in_words};
use crate::policy::{Calendar, MayChange, Overdue, RuleKind, RuleSummary, StageRule, Who};

/// Steps of one route; more is not a procedure that anybody lives to see the end of.
const STAGES_MAX: usize = 10;
/// Signatures of one stage.
const SIGNATURES: RangeInclusive<i64> = 1..=20;
/// A year: a stage that waits longer is forgotten.
const WITHIN_MAX_DAYS: i64 = 366;
const DAY_SECONDS: i64 = 86_400;
/// Earlier routes that are named where several leave nothing for one.
const TAKERS_NAMED: usize = 3;

#[derive(Clone, Debug)]
pub(in crate::policy) struct Route {
    pub scope: Scope,
    pub way: Way,
    /// Nobody signs at two stages.
    pub distinct_people: bool,
    /// It also takes what is asked for people who are neither the requester nor their reports.
    pub for_anybody: bool,
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
    let for_anybody = reader.truth(source, "for_anybody");
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
        for_anybody: for_anybody.unwrap_or(false),
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
    if let (Some(who), Some(wanted)) = (&who, &signatures)
        && wanted.value > 1
        && !matches!(who, Who::Group(_) | Who::Administrators)
    {
        let message = format!(
            "`signatures` is {}, but {} is one person; name a group, or a stage for each",
            wanted.value,
            name_of(who)
        );
        source.problem(wanted.span.start, message);
    }
    let within = reader.text(source, "within");
    let calendar = reader.text(source, "calendar");
    let remind = reader.text(source, "remind");
    let then = reader.text(source, "then");
    let fallback = reader.text(source, "fallback");
    let may_change = reader.names(source, "may_change", Empty::Refused);
    let wants_note = reader.truth(source, "wants_note").unwrap_or_default();
    let known = calendar.as_ref().and_then(|at| known_calendar(source, at, rules));
    let at_work = calendar.is_some();
    let within_time = within.as_ref().and_then(|at| time(source, "within", at, at_work));
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
    let remind_time = remind.as_ref().and_then(|at| time(source, "remind", at, at_work));
    let day_seconds = known.as_ref().map_or(DAY_SECONDS, Calendar::day_seconds);
    if let (Some(at), Some(remind), Some(within)) = (&remind, remind_time, within_time)
        && remind.seconds(day_seconds) >= within.seconds(day_seconds)
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
    let may_change = may_change.unwrap_or_default();
    let may_change = may_change.iter().filter_map(|at| change(source, at)).collect();
    reader.finish(source);
    Some(Stage {
        rule: rule.to_owned(),
        who: who?,
        signatures: signatures
            .and_then(|at| i32::try_from(at.value).ok())
            .unwrap_or(1),
        within_hours: within_time.map(Time::hours),
        then,
        fallback,
        overdue,
        remind_hours: remind_time.map(Time::hours),
        calendar: known,
        may_change,
        wants_note,
    })
}

fn signer(source: &mut Source<'_>, at: At<String>) -> Option<Who> {
    match Who::try_from(at.value.clone()) {
        Ok(who) => Some(who),
        Err(message) => {
            let words = ["manager", "manager's manager", "owner", "role:Administrator"];
            let message = match nearest(&at.value, words.into_iter()) {
                Some(hint) => format!("`{}` names nobody{hint}", at.value),
                None => message,
            };
            source.problem(at.span.start, message);
            None
        }
    }
}

fn known_calendar(source: &mut Source<'_>, at: &At<String>, rules: &Rules) -> Option<Calendar> {
    if let Some(calendar) = rules.calendars.get(&at.value) {
        return calendar.clone();
    }
    let hint = match rules.calendars.is_empty() {
        true => "; the file has no [[calendar]]".to_owned(),
        false => source.suggestion(&at.value, rules.calendars.keys().map(String::as_str)),
    };
    source.problem(
        at.span.start,
        format!("there is no calendar `{}`{hint}", at.value),
    );
    None
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

/// How long a stage takes, as the file says it. With a calendar a day is a working day and an hour an hour of work.
#[derive(Clone, Copy)]
enum Time {
    Days(i64),
    Hours(i64),
}

impl Time {
    /// As a stage carries it: what is a multiple of 24 is days.
    fn hours(self) -> i64 {
        match self {
            Self::Days(days) => days * 24,
            Self::Hours(hours) => hours,
        }
    }

    fn seconds(self, of_a_day: i64) -> i64 {
        match self {
            Self::Days(days) => days * of_a_day,
            Self::Hours(hours) => hours * 3_600,
        }
    }
}

/// A text like `3d` or `12h`; `at_work` = it is counted in a calendar.
fn time(source: &mut Source<'_>, key: &str, at: &At<String>, at_work: bool) -> Option<Time> {
    let time = match at.value.strip_suffix('d') {
        Some(days) => whole_number(days).map(Time::Days),
        None => at.value.strip_suffix('h').and_then(whole_number).map(Time::Hours),
    };
    let in_bounds = |time: &Time| match time {
        Time::Days(days) => (1..=WITHIN_MAX_DAYS).contains(days),
        Time::Hours(hours) => (1..=WITHIN_MAX_DAYS * 24).contains(hours),
    };
    let Some(time) = time.filter(in_bounds) else {
        source.problem(
            at.span.start,
            format!(
                "`{key}` is `{}`; write days or hours, like 3d or 12h, at most a year",
                at.value
            ),
        );
        return None;
    };
    if let (Time::Hours(24..), true) = (time, at_work) {
        source.problem(
            at.span.start,
            format!(
                "`{key}` is `{}`, and with a calendar these would be hours of work; from 24 hours on write working days, like 2d",
                at.value
            ),
        );
        return None;
    }
    Some(time)
}

/// What earlier routes have taken.
#[derive(Default)]
struct Taken<'r> {
    /// By a route that is about every product.
    all: Option<&'r Scope>,
    products: HashMap<&'r str, &'r Scope>,
}

impl<'r> Taken<'r> {
    fn add(&mut self, scope: &'r Scope) {
        if scope.products.is_empty() {
            self.all.get_or_insert(scope);
        }
        for product in &scope.products {
            self.products.entry(product).or_insert(scope);
        }
    }

    fn of(&self, product: &str) -> Option<&'r Scope> {
        self.all.or_else(|| self.products.get(product).copied())
    }
}

/// A route behind others that take everything it could take: they have no `when`, or the same. Of what is asked for anybody,
/// only a route that is for anybody takes something.
pub(super) fn never_reached(source: &mut Source<'_>, routes: &[Route]) {
    let mut always_of = [Taken::default(), Taken::default()];
    let mut by_condition_of: [HashMap<&str, Taken<'_>>; 2] = [HashMap::new(), HashMap::new()];
    for route in routes {
        let (always, by_condition) = match route.for_anybody {
            true => (&always_of[1], &by_condition_of[1]),
            false => (&always_of[0], &by_condition_of[0]),
        };
        let scope = &route.scope;
        let when = scope.when.as_ref().map(|when| when.text().trim());
        let same = when.and_then(|when| by_condition.get(when));
        let takers: Option<Vec<&Scope>> = if scope.products.is_empty() {
            let all = always.all.or_else(|| same?.all);
            all.map(|taker| vec![taker])
        } else {
            let products = scope.products.iter();
            products
                .map(|product| always.of(product).or_else(|| same?.of(product)))
                .collect()
        };
        if let Some(takers) = takers {
            source.problem_in_line(
                scope.line,
                format!("the route `{}` can never match: {}", scope.id, taking(takers)),
            );
        }
        for of in 0..=usize::from(route.for_anybody) {
            match when {
                None => always_of[of].add(scope),
                Some(when) => by_condition_of[of].entry(when).or_default().add(scope),
            }
        }
    }
}

/// "`a` in line 1 and `b` in line 9 take everything before it".
fn taking(mut takers: Vec<&Scope>) -> String {
    takers.sort_by_key(|scope| scope.line);
    takers.dedup_by_key(|scope| scope.line);
    let names: Vec<String> = takers
        .iter()
        .take(TAKERS_NAMED)
        .map(|scope| format!("`{}` in line {}", scope.id, scope.line))
        .collect();
    match (names.as_slice(), takers.len() - names.len()) {
        ([one], 0) => format!("{one} takes everything before it"),
        ([others @ .., last], 0) => {
            format!("{} and {last} take everything before it", others.join(", "))
        }
        (names, more) => format!("{} and {more} more take everything before it", names.join(", ")),
    }
}

impl Route {
    pub fn summary(&self) -> RuleSummary {
        self.scope.summary(RuleKind::Route, self.in_words())
    }

    /// One phrase for each stage, and what holds for all of them.
    pub fn in_words(&self) -> Vec<String> {
        let mut does = match &self.way {
            Way::Automatic => vec![t!("rule-automatic").to_owned()],
            Way::Stages(stages) => {
                let mut does: Vec<_> = stages.iter().map(stage_in_words).collect();
                if self.distinct_people {
                    does.push(t!("rule-different-people").to_owned());
                }
                let calendars = stages.iter().filter_map(|stage| stage.calendar.as_ref());
                let calendars: BTreeSet<_> = calendars.map(calendar_in_words).collect();
                does.extend(
                    calendars
                        .into_iter()
                        .map(|words| t!("rule-calendar-is", calendar = words)),
                );
                does
            }
        };
        if self.for_anybody {
            does.push(t!("rule-for-anybody").to_owned());
        }
        does
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
            wants_note: false,
        }
    }

    /// As a reason keeps it, in English: "2 of group License Approvers (or, where that is not possible, manager's manager)".
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

/// As reasons and mistakes of a file name it, in English.
fn name_of(who: &Who) -> String {
    match who {
        Who::Manager => "the manager".to_owned(),
        Who::ManagersManager => "the manager's manager".to_owned(),
        Who::Owner => "the owner of the product".to_owned(),
        Who::Group(name) => format!("group {name}"),
        Who::Person(upn) => upn.clone(),
        Who::Administrators => "the administrators".to_owned(),
    }
}
