//! Every word is there, in every language, and nothing that no page says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::*;

/// Words that one language says the same of one and of many.
const THE_SAME_OF_MANY: [&str; 1] = ["mirror-bad"];

/// The gaps of some words, and those by which they choose between forms.
#[derive(Debug, Default, PartialEq, Eq)]
struct Gaps {
    all: BTreeSet<String>,
    choosing: BTreeSet<String>,
}

type Keys = BTreeMap<String, Gaps>;

fn keys(language: Language) -> Keys {
    let mut keys = Keys::new();
    for (file, text) in language.files() {
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(_, errors)| {
            panic!("{}/{file} can not be read: {errors:?}", language.tag());
        });
        for entry in resource.entries() {
            let Entry::Message(message) = entry else { continue };
            let mut gaps = Gaps::default();
            in_pattern(message.value.as_ref().expect("words behind each key"), &mut gaps);
            let before = keys.insert(message.id.name.to_owned(), gaps);
            assert_eq!(before, None, "{} is twice in {}", message.id.name, language.tag());
        }
    }
    keys
}

fn in_pattern(pattern: &Pattern<&str>, gaps: &mut Gaps) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { .. } => {}
            PatternElement::Placeable { expression } => in_expression(expression, gaps),
        }
    }
}

fn in_expression(expression: &Expression<&str>, gaps: &mut Gaps) {
    match expression {
        Expression::Inline(inline) => in_inline(inline, gaps),
        Expression::Select { selector, variants } => {
            let mut chosen_by = Gaps::default();
            in_inline(selector, &mut chosen_by);
            gaps.all.extend(chosen_by.all.iter().cloned());
            gaps.choosing.extend(chosen_by.all);
            for variant in variants {
                in_pattern(&variant.value, gaps);
            }
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, gaps: &mut Gaps) {
    match inline {
        InlineExpression::VariableReference { id } => {
            gaps.all.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference {
            arguments: CallArguments { positional, .. },
            ..
        } => positional.iter().for_each(|argument| in_inline(argument, gaps)),
        InlineExpression::Placeable { expression } => in_expression(expression, gaps),
        _ => {}
    }
}

/// Where each key is said, and with which gaps.
fn said() -> BTreeMap<String, BTreeSet<(String, BTreeSet<String>)>> {
    let mut said: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("templates")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.ends_with("src/words/mod.rs") || path.ends_with("src/words/tests.rs") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let mut rest = text.as_str();
            while let Some(at) = rest.find("t!(") {
                let is_word = rest[..at]
                    .chars()
                    .next_back()
                    .is_some_and(|c| c.is_alphanumeric() || c == '_');
                rest = &rest[at + "t!(".len()..];
                if is_word {
                    continue;
                }
                let call = rest.trim_start().strip_prefix('"').unwrap_or_else(|| {
                    panic!("{}: t! wants its key in quotes: {:.40}", path.display(), rest)
                });
                let (key, behind) = call.split_once('"').unwrap();
                let place = path.strip_prefix(root).unwrap().display().to_string();
                said.entry(key.to_owned())
                    .or_default()
                    .insert((place, gaps_of(behind)));
            }
        }
    }
    said
}

/// The names before each `=` of a call, which begins behind its key.
fn gaps_of(call: &str) -> BTreeSet<String> {
    let mut gaps = BTreeSet::new();
    let (mut depth, mut in_text, mut word) = (1, false, String::new());
    let mut chars = call.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if in_text => {
                chars.next();
            }
            '"' => in_text = !in_text,
            _ if in_text => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            ',' if depth == 1 => word.clear(),
            '=' if depth == 1 && chars.peek() != Some(&'=') && !word.trim().is_empty() => {
                let name = word.trim();
                if name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
                    gaps.insert(name.to_owned());
                }
                word.push('=');
            }
            c => word.push(c),
        }
    }
    gaps
}

#[test]
fn every_language_has_every_word_with_the_same_gaps() {
    let english = keys(Language::English);
    for language in Language::ALL {
        let theirs = keys(language);
        for (key, gaps) in &english {
            let there = theirs.get(key);
            assert_eq!(
                there.map(|gaps| &gaps.all),
                Some(&gaps.all),
                "{key} in {}",
                language.tag()
            );
        }
        let more: Vec<_> = theirs.keys().filter(|key| !english.contains_key(*key)).collect();
        assert_eq!(more, Vec::<&String>::new(), "only in {}", language.tag());
    }
}

#[test]
fn what_chooses_between_one_and_many_does_so_in_every_language() {
    let english = keys(Language::English);
    for language in Language::ALL {
        let theirs = keys(language);
        let differ: Vec<_> = english
            .iter()
            .filter(|(key, gaps)| {
                let there = theirs.get(*key).map(|gaps| &gaps.choosing);
                there != Some(&gaps.choosing) && !THE_SAME_OF_MANY.contains(&key.as_str())
            })
            .map(|(key, _)| key)
            .collect();
        assert_eq!(differ, Vec::<&String>::new(), "in {}", language.tag());
    }
}

#[test]
fn what_is_said_is_there_and_what_is_there_is_said() {
    let (english, said) = (keys(Language::English), said());
    for (key, places) in &said {
        for (place, gaps) in places {
            let there = english.get(key).map(|gaps| &gaps.all);
            assert_eq!(there, Some(gaps), "{key} as {place} says it");
        }
    }
    // What is kept is not said by its key, but read back.
    let is_said = |key: &String| said.contains_key(key) || key.starts_with("kept-");
    let never: Vec<_> = english.keys().filter(|key| !is_said(key)).collect();
    assert_eq!(never, Vec::<&String>::new(), "no page says these");
}

#[test]
fn words_without_a_gap_are_plain_text() {
    for (key, places) in said() {
        let has_gaps = places.iter().any(|(_, gaps)| !gaps.is_empty());
        for language in Language::ALL.into_iter().filter(|_| !has_gaps) {
            let words = language.words();
            let pattern = words
                .get_message(&key)
                .and_then(|message| message.value())
                .unwrap();
            let text = words.format_pattern(pattern, None, &mut Vec::new());
            assert!(matches!(text, Cow::Borrowed(_)), "{key} in {}", language.tag());
        }
    }
}

#[test]
fn numbers_are_grouped_and_choose_between_one_and_many() {
    let say = |count: i64| t!("time-days-ago", count = count);
    assert_eq!(say(1), "1 day ago");
    assert_eq!(say(12_480), "12,480 days ago");
    let german = Reader {
        language: Language::German,
        ..Reader::default()
    };
    assert_eq!(read_by(german, || say(1)), "vor 1 Tag");
    assert_eq!(read_by(german, || say(12_480)), "vor 12.480 Tagen");
}

#[test]
fn dates_and_money_are_written_as_the_reader_writes_them() {
    let day = "2027-03-03".parse().unwrap();
    let at = "2026-11-24T10:00:00Z".parse().unwrap();
    let told = || {
        [
            format::day(day),
            format::weekday(day),
            format::exact(at),
            format::money(120_450, Some("EUR")),
            format::money(120_450, Some("CHF")),
            format::money(-5, None),
        ]
    };
    assert_eq!(
        told(),
        [
            "3 March 2027",
            "Wednesday",
            "2026-11-24 10:00:00 UTC",
            "€1,204.50",
            "1,204.50 CHF",
            "-0.05"
        ]
    );
    let german = Reader {
        language: Language::German,
        zone: chrono_tz::Europe::Berlin,
    };
    assert_eq!(
        read_by(german, told),
        [
            "3. März 2027",
            "Mittwoch",
            "24.11.2026, 11:00:00 CET",
            "1.204,50 €",
            "1.204,50 CHF",
            "-0,05"
        ]
    );
}

#[test]
fn the_first_language_of_the_browser_that_is_there_is_taken() {
    let table = [
        ("de-AT,de;q=0.9,en;q=0.8", Language::German),
        ("fr-FR, de;q=0.5", Language::German),
        ("en-US,en;q=0.9,de;q=0.8", Language::English),
        ("fr", Language::English),
        ("", Language::English),
        ("*;q=x, \u{1F600}", Language::English),
    ];
    for (header, language) in table {
        assert_eq!(Language::accepted(header), language, "{header}");
    }
}

fn in_german(text: &str) -> String {
    let german = Reader {
        language: Language::German,
        ..Reader::default()
    };
    read_by(german, || kept(text))
}

#[test]
fn what_is_kept_is_read_in_the_language_of_its_reader() {
    let table = [
        (
            "manager of the manager of Mia Berg",
            "Führungskraft der Führungskraft von Mia Berg",
        ),
        (
            "administrator of Countersign, because no manager of Mia Berg can sign and a.b@c.example can not sign, since nobody \
             signed in time; it begins anew since Mia Berg moved",
            "Administrator von Countersign, denn niemand kann als „Führungskraft von Mia Berg“ unterzeichnen, und a.b@c.example \
             kann nicht unterzeichnen, weil niemand rechtzeitig unterzeichnet hat; es beginnt von vorn, weil Mia Berg gewechselt hat",
        ),
        (
            "manager of Mia Berg, because no manager of the manager of A and B can sign and only 1 of 2 can sign as member of X",
            "Führungskraft von Mia Berg, denn niemand kann als „Führungskraft der Führungskraft von A and B“ unterzeichnen, und nur 1 \
             von 2 können als „Mitglied von X“ unterzeichnen",
        ),
        (
            "To be signed by the manager (or, where that is not possible, 2 of group A and B); after that by ada@c.example.",
            "Zu unterzeichnen: die Führungskraft (oder, wo das nicht geht: 2 aus: Gruppe A and B); danach: ada@c.example.",
        ),
        (
            "A new version of the policy says no. Only for the north. The last seat is held back.",
            "Eine neue Fassung der Richtlinie sagt Nein. Only for the north. Der letzte Platz wird zurückgehalten.",
        ),
        (
            "A new version of the policy says no. A stays off. What was to be extended has ended meanwhile. Ask for it anew.",
            "Eine neue Fassung der Richtlinie sagt Nein. A bleibt aus. Was verlängert werden sollte, ist inzwischen beendet. \
             Beantragen Sie es neu.",
        ),
        (
            "A, B and C stay off. Ask the plant. Or do not.",
            "A, B und C bleiben aus. Ask the plant. Or do not.",
        ),
        ("What a policy says itself.", "What a policy says itself."),
        ("manager of ", "manager of "),
        ("", ""),
    ];
    for (kept, german) in table {
        assert_eq!(in_german(kept), german);
        assert_eq!(super::kept(kept), kept, "in English it is as it is kept");
    }
}

#[test]
fn each_sentence_that_is_kept_is_found_by_its_own_words() {
    for (key, gaps) in keys(Language::English)
        .into_iter()
        .filter(|(key, _)| key.starts_with("kept-"))
    {
        let mut with = FluentArgs::new();
        for gap in gaps.all {
            let is_address = gap.starts_with("kept") || gap == "upn";
            let value = if is_address { "a.b@c.example" } else { "7" };
            with.set(gap, value);
        }
        let say = |language: Language| {
            let pattern = language.words().get_message(&key).unwrap().value().unwrap();
            language
                .words()
                .format_pattern(pattern, Some(&with), &mut Vec::new())
                .into_owned()
        };
        assert_eq!(in_german(&say(Language::English)), say(Language::German), "{key}");
    }
}

#[test]
fn a_long_and_wicked_sentence_is_read_in_no_time() {
    let wicked = "no no no and and and can sign can sign, because ".repeat(80);
    assert_eq!(in_german(&wicked), wicked);
    let nested = format!(
        "{}the manager{}",
        "2 of ".repeat(60),
        "; after that by the manager".repeat(60)
    );
    assert_eq!(in_german(&nested), nested);
}
