//! The published schema of facts: every name that a condition can use, its type, its bounds, and what it means.
//! Checker, examples, manual and JSON Schema are all read off it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::bounds::Bounds;
use super::value::{Env, NOBODY};
use crate::policy::facts::{
    Facts, HeldFacts, PersonFacts, ProductFacts, RequestFacts, SeatFacts, SpendFacts,
};

/// 10,000 million of the currency unit.
const CENTS: Bounds = Bounds::new(0, 1_000_000_000_000);
/// Ten years; 0 = without end.
const TERM_DAYS: Bounds = Bounds::new(0, 3_660);
const SEATS: Bounds = Bounds::new(0, i32::MAX as i128);
/// Somebody in more groups than that is decided by nobody.
const GROUPS_MAX: usize = 5_000;
/// Plans of a product; the largest SKUs have about 100.
pub(in crate::policy) const PLANS_MAX: usize = 250;
/// Products that one person has, by however many paths.
const HELD_MAX: usize = 200;
/// Attributes of which a movement can tell.
const CHANGED_MAX: usize = 10;
/// Bytes of what somebody wrote: 2,000 characters.
pub(super) const WRITTEN_MAX_BYTES: usize = 8_000;
/// Bytes of any other text; the directory has names of up to 256 characters.
const NAME_MAX_BYTES: usize = 1_024;
/// Bytes of the texts of a list, for each that it may have: all together are bounded.
pub(super) const LISTED_BYTES: usize = 80;
/// From 2000 to 2200, in nanoseconds since 1970.
pub(super) const NOW: Bounds = Bounds::new(946_684_800_000_000_000, 7_258_118_400_000_000_000);

/// How a member is read.
pub(super) enum Getter<R: 'static> {
    /// Bytes at most.
    Text(for<'r> fn(&'r R) -> &'r str, usize),
    Number(fn(&R) -> i64, Bounds),
    Truth(fn(&R) -> bool),
    /// At most so many, with [`LISTED_BYTES`] for each of those.
    Texts(for<'r> fn(&'r R) -> &'r [String], usize),
    /// The answers to the questions of the guards: each may be missing.
    Answers,
}

pub(super) struct Member<R: 'static> {
    pub name: &'static str,
    pub about: &'static str,
    pub getter: Getter<R>,
}

const fn text<R>(name: &'static str, about: &'static str, read: for<'r> fn(&'r R) -> &'r str) -> Member<R> {
    Member {
        name,
        about,
        getter: Getter::Text(read, NAME_MAX_BYTES),
    }
}

const fn written<R>(
    name: &'static str,
    about: &'static str,
    read: for<'r> fn(&'r R) -> &'r str,
) -> Member<R> {
    Member {
        name,
        about,
        getter: Getter::Text(read, WRITTEN_MAX_BYTES),
    }
}

const fn number<R>(
    name: &'static str,
    about: &'static str,
    bounds: Bounds,
    read: fn(&R) -> i64,
) -> Member<R> {
    Member {
        name,
        about,
        getter: Getter::Number(read, bounds),
    }
}

const fn truth<R>(name: &'static str, about: &'static str, read: fn(&R) -> bool) -> Member<R> {
    Member {
        name,
        about,
        getter: Getter::Truth(read),
    }
}

const fn texts<R>(
    name: &'static str,
    about: &'static str,
    most: usize,
    read: for<'r> fn(&'r R) -> &'r [String],
) -> Member<R> {
    Member {
        name,
        about,
        getter: Getter::Texts(read, most),
    }
}

pub(super) static PERSON: [Member<PersonFacts>; 12] = [
    text("country", "as the directory has it", |p| &p.country),
    text("department", "as the directory has it", |p| &p.department),
    text(
        "employee_type",
        "`Employee`, `Contractor`, … as the directory has it",
        |p| &p.employee_type,
    ),
    truth("enabled", "the account is enabled", |p| p.enabled),
    texts(
        "groups",
        "display names of the groups, nested ones included",
        GROUPS_MAX,
        |p| &p.groups,
    ),
    truth("has_manager", "the directory names a manager", |p| p.has_manager),
    text("id", "object id", |p| &p.id),
    text("job_title", "as the directory has it", |p| &p.job_title),
    text("name", "display name", |p| &p.name),
    text("upn", "user principal name", |p| &p.upn),
    text("usage_location", "two letters, like `DE`", |p| &p.usage_location),
    text("user_type", "`Member` or `Guest`", |p| &p.user_type),
];

pub(super) static PRODUCT: [Member<ProductFacts>; 5] = [
    text("cost_center", "what pays for the product", |p| &p.cost_center),
    text("name", "friendly name", |p| &p.name),
    texts(
        "plans",
        "names of the service plans that can be switched off for a person",
        PLANS_MAX,
        |p| &p.plans,
    ),
    number(
        "price_cents",
        "price of a seat and month, in hundredths; 0 where none is known",
        CENTS,
        |p| p.price_cents,
    ),
    text("sku", "`skuPartNumber`", |p| &p.sku),
];

pub(super) static REQUEST: [Member<RequestFacts>; 8] = [
    Member {
        name: "answers",
        about: "answers to the questions that guards ask, each by the id of its question and perhaps missing",
        getter: Getter::Answers,
    },
    texts(
        "changed",
        "of a move, what changed: `department`, `employee_type`, `manager`, `country`",
        CHANGED_MAX,
        |r| &r.changed,
    ),
    truth("for_self", "requester and beneficiary are the same person", |r| {
        r.for_self
    }),
    text(
        "for_whom",
        "`self`, `report` (the requester is the manager) or `other`, as it was when it was asked",
        |r| r.for_whom(),
    ),
    written("justification", "as the requester wrote it", |r| &r.justification),
    text(
        "kind",
        "`assign`, `extend` (a later end) or `change` (other plans); `leave` or `move` where somebody left or moved",
        |r| &r.kind,
    ),
    texts(
        "plans_off",
        "names of the plans that the requester wants off",
        PLANS_MAX,
        |r| &r.plans_off,
    ),
    number(
        "term_days",
        "days from the first to the last; 0 = without end; of an extension, from the end so far; of a change, those that are left",
        TERM_DAYS,
        |r| r.term_days,
    ),
];

pub(super) static HELD: [Member<HeldFacts>; 5] = [
    truth("granted", "by a grant of Countersign", |h| h.granted),
    truth("inherited", "by a group, not directly", |h| h.inherited),
    text("name", "friendly name of the product", |h| &h.name),
    texts("plans", "names of the plans that are on", PLANS_MAX, |h| &h.plans),
    text("sku", "`skuPartNumber`", |h| &h.sku),
];

pub(super) static SEATS_OF: [Member<SeatFacts>; 3] = [
    number("consumed", "seats that are taken", SEATS, |s| s.consumed),
    number("enabled", "seats that are paid for", SEATS, |s| s.enabled),
    number("free", "seats that are paid for and not taken", SEATS, |s| s.free),
];

pub(super) static SPEND: [Member<SpendFacts>; 1] = [number(
    "month_cents",
    "what the grants of all products of this cost centre cost this month, in hundredths",
    CENTS,
    |s| s.month_cents.unwrap_or_default(),
)];

/// A record that a condition can take a member of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::policy) enum Record {
    Requester,
    Beneficiary,
    Product,
    Request,
    Seats,
    Spend,
    /// The item of a list, by the place of its variable.
    Held(usize),
}

/// What a name at the beginning of an expression is.
#[derive(Clone, Copy)]
pub(in crate::policy) enum Root {
    Record(Record),
    /// A list of what the beneficiary has.
    Held,
    Now,
}

pub(in crate::policy) const ROOTS: [(&str, Root, &str); 8] = [
    (
        "beneficiary",
        Root::Record(Record::Beneficiary),
        "the person who gets the licence",
    ),
    (
        "held",
        Root::Held,
        "a list of what the beneficiary has now, by whatever path",
    ),
    ("now", Root::Now, "the time of the decision"),
    ("product", Root::Record(Record::Product), "what is asked for"),
    ("request", Root::Record(Record::Request), "what was asked"),
    (
        "requester",
        Root::Record(Record::Requester),
        "the person who asks",
    ),
    (
        "seats",
        Root::Record(Record::Seats),
        "of the product, in the whole tenant",
    ),
    (
        "spend",
        Root::Record(Record::Spend),
        "of the cost centre of the product",
    ),
];

pub(super) fn requester<'v>(env: &Env<'v>) -> &'v PersonFacts {
    &env.facts.requester
}
pub(super) fn beneficiary<'v>(env: &Env<'v>) -> &'v PersonFacts {
    &env.facts.beneficiary
}
pub(super) fn product<'v>(env: &Env<'v>) -> &'v ProductFacts {
    &env.facts.product
}
pub(super) fn request<'v>(env: &Env<'v>) -> &'v RequestFacts {
    &env.facts.request
}
pub(super) fn seats<'v>(env: &Env<'v>) -> &'v SeatFacts {
    &env.facts.seats
}
pub(super) fn spend<'v>(env: &Env<'v>) -> &'v SpendFacts {
    &env.facts.spend
}
pub(super) fn held_outer<'v>(env: &Env<'v>) -> &'v HeldFacts {
    env.held(0).unwrap_or(&NOBODY)
}
pub(super) fn held_inner<'v>(env: &Env<'v>) -> &'v HeldFacts {
    env.held(1).unwrap_or(&NOBODY)
}

/// At most so many items of `held`.
pub(in crate::policy) const fn held_max() -> usize {
    HELD_MAX
}

/// Facts that no condition may be asked about: the name of what is out of its bounds.
pub(in crate::policy) fn out_of_bounds(facts: &Facts) -> Option<String> {
    fn of<R>(record: &R, members: &'static [Member<R>]) -> Option<&'static str> {
        let wrong = |member: &&Member<R>| match member.getter {
            Getter::Number(read, bounds) => !bounds.has(read(record)),
            Getter::Text(read, most) => read(record).len() > most,
            Getter::Texts(read, most) => {
                let texts = read(record);
                let bytes: usize = texts.iter().map(String::len).sum();
                texts.len() > most || bytes > most * LISTED_BYTES
            }
            Getter::Truth(_) | Getter::Answers => false,
        };
        members.iter().find(wrong).map(|member| member.name)
    }
    let named = |record: &str| {
        let record = record.to_owned();
        move |member: &str| format!("{record}.{member}")
    };
    if facts.held.len() > HELD_MAX {
        return Some("held".to_owned());
    }
    let now = i128::from(facts.now.timestamp()) * 1_000_000_000;
    if !NOW.has(now) {
        return Some("now".to_owned());
    }
    if facts
        .request
        .answers
        .values()
        .any(|answer| answer.len() > WRITTEN_MAX_BYTES)
    {
        return Some("request.answers".to_owned());
    }
    of(&facts.requester, &PERSON)
        .map(named("requester"))
        .or_else(|| of(&facts.beneficiary, &PERSON).map(named("beneficiary")))
        .or_else(|| of(&facts.product, &PRODUCT).map(named("product")))
        .or_else(|| of(&facts.request, &REQUEST).map(named("request")))
        .or_else(|| of(&facts.seats, &SEATS_OF).map(named("seats")))
        .or_else(|| of(&facts.spend, &SPEND).map(named("spend")))
        .or_else(|| {
            facts
                .held
                .iter()
                .find_map(|held| of(held, &HELD))
                .map(named("held"))
        })
}

/// The shape of facts as a file writes them.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::policy) enum Shape {
    Record(BTreeMap<&'static str, Shape>),
    List(Box<Shape>),
    /// Any name → a text.
    Answers,
    Text,
    Number,
    Truth,
    Time,
}

pub(in crate::policy) static SHAPES: LazyLock<BTreeMap<&'static str, Shape>> = LazyLock::new(|| {
    let shape = |root: Root| match root {
        Root::Record(record) => record_shape(record),
        Root::Held => Shape::List(Box::new(record_shape(Record::Held(0)))),
        Root::Now => Shape::Time,
    };
    ROOTS
        .iter()
        .map(|(name, root, _)| (*name, shape(*root)))
        .collect()
});

fn record_shape(record: Record) -> Shape {
    Shape::Record(
        described(record)
            .into_iter()
            .map(|member| (member.name, member.shape))
            .collect(),
    )
}

/// A member as the manual lists it.
pub(in crate::policy) struct Described {
    pub name: &'static str,
    pub about: &'static str,
    pub shape: Shape,
}

/// Members of a name at the beginning of an expression; of a list, those of its items.
pub(in crate::policy) fn members_of(root: Root) -> Vec<Described> {
    match root {
        Root::Record(record) => described(record),
        Root::Held => described(Record::Held(0)),
        Root::Now => Vec::new(),
    }
}

pub(super) fn described(record: Record) -> Vec<Described> {
    fn of<R>(members: &'static [Member<R>]) -> Vec<Described> {
        let described = |member: &'static Member<R>| Described {
            name: member.name,
            about: member.about,
            shape: match member.getter {
                Getter::Text(..) => Shape::Text,
                Getter::Number(..) => Shape::Number,
                Getter::Truth(_) => Shape::Truth,
                Getter::Texts(..) => Shape::List(Box::new(Shape::Text)),
                Getter::Answers => Shape::Answers,
            },
        };
        members.iter().map(described).collect()
    }
    match record {
        Record::Requester | Record::Beneficiary => of(&PERSON),
        Record::Product => of(&PRODUCT),
        Record::Request => of(&REQUEST),
        Record::Seats => of(&SEATS_OF),
        Record::Spend => of(&SPEND),
        Record::Held(_) => of(&HELD),
    }
}
