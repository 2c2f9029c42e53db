//! Random conditions that are well typed, and random facts within their bounds.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::policy::{Facts, HeldFacts, PersonFacts, ProductFacts, RequestFacts, SeatFacts, SpendFacts};

/// The questions that conditions may ask about.
pub fn questions() -> BTreeSet<String> {
    ["purpose", "until"].map(str::to_owned).into()
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).expect("below a usize")
    }

    pub fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn even(&mut self) -> bool {
        self.below(2) == 0
    }
}

const WORDS: [&str; 9] = [
    "",
    "Sales",
    "sales",
    "VISIOCLIENT",
    "SPE_E3",
    "é😀",
    "a\tb",
    "Member",
    "50",
];
const TEXTS: [&str; 13] = [
    "beneficiary[\"department\"]",
    "product[\"sku\"]",
    "beneficiary.department",
    "requester.upn",
    "beneficiary.user_type",
    "requester[\"country\"]",
    "product.sku",
    "product.name",
    "product.cost_center",
    "request.justification",
    "request.kind",
    "beneficiary.usage_location",
    "requester.job_title",
];
const NUMBERS: [&str; 8] = [
    "seats[\"free\"]",
    "request[\"term_days\"]",
    "product.price_cents",
    "request.term_days",
    "seats.free",
    "seats.enabled",
    "seats.consumed",
    "spend.month_cents",
];
const TRUTHS: [&str; 5] = [
    "request[\"for_self\"]",
    "beneficiary.enabled",
    "requester.has_manager",
    "request.for_self",
    "beneficiary.has_manager",
];
const LISTS: [&str; 5] = [
    "beneficiary[\"groups\"]",
    "beneficiary.groups",
    "requester.groups",
    "product.plans",
    "request.plans_off",
];

/// At the ends of what a number can be, and what turns them over.
const EXTREMES: [&str; 5] = [
    "-1",
    "-9223372036854775808",
    "9223372036854775807",
    "9000000000000000000",
    "-9000000000000000000",
];

/// What variables stand for, innermost last.
#[derive(Clone, Copy)]
pub enum Variable {
    Held,
    Text,
    Number,
}

const NAMES: [&str; 2] = ["x", "y"];

fn quoted(word: &str) -> String {
    format!("{word:?}")
}

pub fn truth(random: &mut Random, depth: usize, variables: &[Variable]) -> String {
    if depth == 0 {
        if let Some(held) = held(random, variables) {
            return format!(
                "{held}{}",
                random.one(&[".granted", ".inherited", "[\"granted\"]"])
            );
        }
        return match random.below(3) {
            0 => random.one(&TRUTHS).to_owned(),
            1 => format!("{} == {}", text(random, 0, variables), quoted(random.one(&WORDS))),
            _ => format!("{} > {}", number(random, 0, variables), random.below(200)),
        };
    }
    let d = depth - 1;
    match random.below(18) {
        0 | 1 => format!(
            "({} && {})",
            truth(random, d, variables),
            truth(random, d, variables)
        ),
        2 | 3 => format!(
            "({} || {})",
            truth(random, d, variables),
            truth(random, d, variables)
        ),
        4 => format!("!({})", truth(random, d, variables)),
        5 => format!(
            "({} ? {} : {})",
            truth(random, d, variables),
            truth(random, d, variables),
            truth(random, d, variables)
        ),
        6 => {
            let operator = random.one(&["==", "!=", "<", "<=", ">", ">="]);
            format!(
                "{} {operator} {}",
                text(random, d, variables),
                text(random, d, variables)
            )
        }
        7 | 8 => {
            let operator = random.one(&["==", "!=", "<", "<=", ">", ">="]);
            format!(
                "{} {operator} {}",
                number(random, d, variables),
                number(random, d, variables)
            )
        }
        9 => {
            let function = random.one(&["contains", "startsWith", "endsWith"]);
            format!(
                "{}.{function}({})",
                text(random, d, variables),
                text(random, d, variables)
            )
        }
        10 => format!(
            "{} in {}",
            text(random, d, variables),
            texts(random, d, variables)
        ),
        11 => format!(
            "{} in {}",
            number(random, d, variables),
            numbers(random, d, variables)
        ),
        12 => {
            let operator = random.one(&["==", "<", ">="]);
            format!("{} {operator} {}", time(random), time(random))
        }
        15 => {
            let operator = random.one(&["==", "!=", "<", "<=", ">", ">="]);
            format!("{} {operator} {}", span(random), span(random))
        }
        13 => {
            let id = random.one(&["purpose", "until"]);
            match random.below(4) {
                0 => format!("has(request.answers.{id})"),
                3 => format!(
                    "(has(request.answers.{id}) && request[\"answers\"][\"{id}\"] < {})",
                    quoted(random.one(&WORDS))
                ),
                1 => format!(
                    "(has(request.answers.{id}) && request.answers.{id} == {})",
                    quoted(random.one(&WORDS))
                ),
                _ => format!(
                    "(!has(request.answers.{id}) || request.answers.{id}.startsWith({}))",
                    quoted(random.one(&WORDS))
                ),
            }
        }
        14 => format!(
            "({}) == ({})",
            truth(random, d, variables),
            truth(random, d, variables)
        ),
        _ => walk(random, d, variables),
    }
}

fn walk(random: &mut Random, depth: usize, variables: &[Variable]) -> String {
    if variables.len() == NAMES.len() {
        return truth(random, 0, variables);
    }
    let (list, item) = match random.below(4) {
        0 => (texts(random, depth, variables), Variable::Text),
        1 => (numbers(random, depth, variables), Variable::Number),
        _ => ("held".to_owned(), Variable::Held),
    };
    let mut inner = variables.to_vec();
    inner.push(item);
    let name = NAMES[variables.len()];
    let body = truth(random, depth, &inner);
    match random.below(4) {
        0 => format!("{list}.all({name}, {body})"),
        1 => format!("{list}.exists_one({name}, {body})"),
        2 => format!("size({list}.filter({name}, {body})) > {}", random.below(3)),
        _ => format!("{list}.exists({name}, {body})"),
    }
}

fn text(random: &mut Random, depth: usize, variables: &[Variable]) -> String {
    let place = random.below(3);
    match variables.get(place) {
        Some(Variable::Text) => return NAMES[place].to_owned(),
        Some(Variable::Held) => {
            return format!("{}{}", NAMES[place], random.one(&[".sku", ".name", "[\"sku\"]"]));
        }
        _ => {}
    }
    if depth == 0 {
        return match random.even() {
            true => quoted(random.one(&WORDS)),
            false => random.one(&TEXTS).to_owned(),
        };
    }
    let d = depth - 1;
    match random.below(6) {
        0 => format!(
            "({} + {})",
            text(random, d, variables),
            text(random, d, variables)
        ),
        1 => format!("string({})", number(random, d, variables)),
        2 => format!(
            "({} ? {} : {})",
            truth(random, d, variables),
            text(random, d, variables),
            text(random, d, variables)
        ),
        _ => random.one(&TEXTS).to_owned(),
    }
}

fn number(random: &mut Random, depth: usize, variables: &[Variable]) -> String {
    let place = random.below(3);
    if let Some(Variable::Number) = variables.get(place) {
        return NAMES[place].to_owned();
    }
    if depth == 0 {
        return match random.below(16) {
            0 => random.one(&EXTREMES).to_owned(),
            1..8 => random.below(5_000).to_string(),
            _ => random.one(&NUMBERS).to_owned(),
        };
    }
    let d = depth - 1;
    match random.below(9) {
        0 => format!(
            "({} + {})",
            number(random, d, variables),
            number(random, d, variables)
        ),
        1 => format!(
            "({} - {})",
            number(random, d, variables),
            number(random, d, variables)
        ),
        2 => format!("({} * {})", number(random, d, variables), random.below(50)),
        3 => format!("({} / {})", number(random, d, variables), divisor(random)),
        4 => format!("({} % {})", number(random, d, variables), divisor(random)),
        5 => format!("-({})", number(random, d, variables)),
        6 => format!("size({})", texts(random, d, variables)),
        7 => {
            let part = random.one(&[
                "getFullYear",
                "getMonth",
                "getDate",
                "getDayOfWeek",
                "getHours",
                "getMinutes",
                "getSeconds",
                "getMilliseconds",
                "getDayOfMonth",
                "getDayOfYear",
            ]);
            let zone = random.one(&["", "\"Europe/Oslo\"", "\"Asia/Kolkata\""]);
            format!("{}.{part}({zone})", time(random))
        }
        _ => format!("size({})", text(random, d, variables)),
    }
}

fn divisor(random: &mut Random) -> String {
    match random.below(6) {
        0 => random.one(&EXTREMES).to_owned(),
        1 => format!("-{}", random.below(50) + 1),
        _ => (random.below(50) + 1).to_string(),
    }
}

/// A variable that stands for something held, sometimes.
fn held(random: &mut Random, variables: &[Variable]) -> Option<&'static str> {
    let place = random.below(3);
    match variables.get(place) {
        Some(Variable::Held) => Some(NAMES[place]),
        _ => None,
    }
}

/// Lists that are made of lists.
const CHAINS: [&str; 6] = [
    "held.filter(N, N.granted).map(N, N.sku)",
    "held.filter(N, \"Sales\" in N.plans).map(N, N.name)",
    "product.plans.map(N, N + N).filter(N, N != \"SalesSales\")",
    "product.plans.filter(N, N.size() > 2).filter(N, N < \"a\")",
    "held.map(N, N.name).map(N, N + \"!\").map(N, N + N)",
    "request.plans_off.map(N, N + \"x\")",
];

fn texts(random: &mut Random, depth: usize, variables: &[Variable]) -> String {
    if let Some(held) = held(random, variables) {
        return format!("{held}.plans");
    }
    match random.below(6) {
        5 if variables.len() < NAMES.len() => random.one(&CHAINS).replace('N', NAMES[variables.len()]),
        0 => format!(
            "[{}, {}, {}]",
            quoted(random.one(&WORDS)),
            text(random, depth.min(1), variables),
            quoted(random.one(&WORDS))
        ),
        1 if variables.is_empty() => "held.map(x, x.sku)".to_owned(),
        2 if variables.is_empty() => "beneficiary.groups.filter(x, x != \"Sales\")".to_owned(),
        _ => random.one(&LISTS).to_owned(),
    }
}

fn numbers(random: &mut Random, depth: usize, variables: &[Variable]) -> String {
    match random.below(4) {
        0 if variables.is_empty() => "held.map(x, size(x.plans))".to_owned(),
        1 if variables.is_empty() => {
            "product.plans.map(x, size(x)).map(x, x * 2).filter(x, x > 5)".to_owned()
        }
        _ => format!(
            "[{}, {}, 30]",
            number(random, depth.min(1), variables),
            random.below(100)
        ),
    }
}

fn time(random: &mut Random) -> String {
    match random.below(5) {
        0 => "timestamp(\"2026-03-29T00:30:00Z\")".to_owned(),
        1 => "(now - duration(\"36h30m\"))".to_owned(),
        2 => "(now + duration(\"1h\"))".to_owned(),
        _ => "now".to_owned(),
    }
}

fn span(random: &mut Random) -> String {
    match random.below(7) {
        0 => "(now - now)".to_owned(),
        1 => "(now - timestamp(\"2026-03-29T00:30:00Z\"))".to_owned(),
        2 => "(duration(\"1h\") - duration(\"90m\"))".to_owned(),
        3 => "(duration(\"1.5s\") + duration(\"250ms\"))".to_owned(),
        4 => "duration(\"-36h30m\")".to_owned(),
        5 => "duration(\"0s\")".to_owned(),
        _ => format!("duration(\"{}h\")", random.below(1_000_000)),
    }
}

pub fn facts(random: &mut Random) -> Facts {
    let cents = |random: &mut Random| match random.below(4) {
        0 => 0,
        1 => 1_000_000_000_000,
        _ => i64::try_from(random.below(10_000)).expect("small"),
    };
    let seats = |random: &mut Random| match random.below(3) {
        0 => i64::from(i32::MAX),
        _ => i64::try_from(random.below(100)).expect("small"),
    };
    let held = (0..random.below(4)).map(|_| HeldFacts {
        sku: random.one(&WORDS).to_owned(),
        name: random.one(&WORDS).to_owned(),
        plans: some_words(random),
        inherited: random.even(),
        granted: random.even(),
    });
    let held = held.collect();
    let now = 946_684_800 + i64::try_from(random.next() % 6_000_000_000).expect("small");
    let millis = i64::try_from(random.below(1_000)).expect("small");
    Facts {
        requester: person(random),
        beneficiary: person(random),
        product: ProductFacts {
            sku: random.one(&WORDS).to_owned(),
            name: random.one(&WORDS).to_owned(),
            price_cents: cents(random),
            cost_center: random.one(&WORDS).to_owned(),
            plans: some_words(random),
        },
        request: RequestFacts {
            kind: random
                .one(&["assign", "extend", "change", "leave", "move"])
                .to_owned(),
            justification: random.one(&WORDS).to_owned(),
            term_days: i64::try_from(random.below(3_661)).expect("small"),
            plans_off: some_words(random),
            for_self: random.even(),
            for_whom: random.one(&["", "self", "report", "other"]).to_owned(),
            changed: some_words(random),
            answers: answers(random),
        },
        held,
        seats: SeatFacts {
            enabled: seats(random),
            consumed: seats(random),
            free: seats(random),
        },
        spend: SpendFacts {
            month_cents: Some(cents(random)),
        },
        now: DateTime::<Utc>::from_timestamp_millis(now * 1_000 + millis).expect("a time"),
    }
}

fn person(random: &mut Random) -> PersonFacts {
    let mut word = || random.one(&WORDS).to_owned();
    PersonFacts {
        id: word(),
        upn: word(),
        name: word(),
        department: word(),
        job_title: word(),
        employee_type: word(),
        user_type: word(),
        country: word(),
        usage_location: word(),
        enabled: random.even(),
        has_manager: random.even(),
        groups: some_words(random),
    }
}

fn some_words(random: &mut Random) -> Vec<String> {
    (0..random.below(4))
        .map(|_| random.one(&WORDS).to_owned())
        .collect()
}

fn answers(random: &mut Random) -> BTreeMap<String, String> {
    let mut answers = BTreeMap::new();
    for id in ["purpose", "until"] {
        if random.even() {
            answers.insert(id.to_owned(), random.one(&WORDS).to_owned());
        }
    }
    answers
}
