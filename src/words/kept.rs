//! What is kept is English: reasons of decisions, why somebody may sign, why a request was closed. Where it is one of the
//! sentences of `kept.ftl`, its reader has it in their language; anything else, such as what a policy says itself, stands as
//! it is.

use std::cell::Cell;
use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};

use super::{EN, Language, filled, reader};

const FILE: &str = "kept.ftl";
/// With which the name of a gap begins that holds such a sentence itself.
const KEPT: &str = "kept";
/// What is longer is not of ours.
const LONGEST_BYTES: usize = 4_096;
/// Sentences in sentences.
const MOST_DEPTH: usize = 8;
const MOST_TRIES: usize = 1_000;

/// A kept sentence as a row of text and gaps. A gap whose name begins with `kept` holds such a sentence itself, or the
/// address of a person; `upn` is such an address, `listed` a list, and `many`, `few` and `wanted` are numbers.
struct Sentence {
    key: &'static str,
    parts: Vec<Part>,
}

enum Part {
    Text(&'static str),
    Gap(&'static str),
}

static SENTENCES: LazyLock<Vec<Sentence>> = LazyLock::new(|| {
    static RESOURCE: LazyLock<Option<FluentResource>> = LazyLock::new(|| {
        let (_, text) = EN.iter().find(|(file, _)| *file == FILE)?;
        FluentResource::try_new((*text).to_owned()).ok()
    });
    let entries = RESOURCE.iter().flat_map(FluentResource::entries);
    let mut sentences: Vec<_> = entries.filter_map(sentence).collect();
    // A gap for anything would take in what another sentence says of it, so those of sentences come first; then what says
    // more: "manager of the manager of …" before "manager of …".
    sentences.sort_by_key(|sentence| std::cmp::Reverse((sentence.is_of_sentences(), sentence.text_bytes())));
    sentences
});

fn sentence(entry: &'static Entry<&'static str>) -> Option<Sentence> {
    let Entry::Message(message) = entry else {
        return None;
    };
    let elements = message.value.as_ref()?.elements.iter();
    let parts = elements.map(|element| match element {
        PatternElement::TextElement { value } => Some(Part::Text(value)),
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::VariableReference { id }),
        } => Some(Part::Gap(id.name)),
        PatternElement::Placeable { .. } => None,
    });
    Some(Sentence {
        key: message.id.name,
        parts: parts.collect::<Option<_>>()?,
    })
}

/// What is kept, in the reader's language.
pub fn kept(text: &str) -> String {
    if reader().language == Language::English || text.len() > LONGEST_BYTES {
        return text.to_owned();
    }
    Reading(Cell::new(MOST_TRIES)).sentences(text)
}

/// How often it may still be tried: no text, however wicked, takes long.
struct Reading(Cell<usize>);

impl Reading {
    /// Sentence after sentence; one that is not of ours stands as it is.
    fn sentences(&self, text: &str) -> String {
        let mut said = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            // The shortest first: a sentence that begins with a gap would take in those before it.
            let ends = rest.match_indices(". ").map(|(at, _)| at + 1);
            let mut ends = ends.chain([rest.len()]).peekable();
            let first = ends.peek().copied().unwrap_or(rest.len());
            let ours = ends.find_map(|end| Some((end, self.one(&rest[..end], MOST_DEPTH)?)));
            let (end, sentence) = ours.unwrap_or_else(|| (first, rest[..first].to_owned()));
            said.push(sentence);
            rest = rest[end..].strip_prefix(' ').unwrap_or(&rest[end..]);
        }
        said.join(" ")
    }

    fn one(&self, text: &str, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        self.0.set(self.0.get().checked_sub(1)?);
        SENTENCES.iter().find_map(|sentence| {
            let mut gaps = FluentArgs::new();
            let fits = self.fill(&sentence.parts, text, depth, &mut gaps);
            fits.then(|| filled(sentence.key, &gaps))
        })
    }

    /// Whether the text is made of these parts; `gaps` gets what stands in them.
    fn fill(&self, parts: &[Part], text: &str, depth: usize, gaps: &mut FluentArgs<'_>) -> bool {
        match parts {
            [] => text.is_empty(),
            [Part::Text(first), rest @ ..] => text
                .strip_prefix(first)
                .is_some_and(|text| self.fill(rest, text, depth, gaps)),
            [Part::Gap(name)] => self.set(name, text, depth, gaps),
            [Part::Gap(name), rest @ ..] => {
                let Some(Part::Text(next)) = rest.first() else {
                    return false;
                };
                text.match_indices(next).any(|(at, _)| {
                    self.set(name, &text[..at], depth, gaps) && self.fill(rest, &text[at..], depth, gaps)
                })
            }
        }
    }

    fn set(&self, name: &'static str, text: &str, depth: usize, gaps: &mut FluentArgs<'_>) -> bool {
        if text.is_empty() {
            return false;
        }
        let is_address = text.contains('@') && !text.contains(char::is_whitespace);
        let said = match name {
            "listed" => Some(listed(text)),
            "upn" => is_address.then(|| text.to_owned()),
            "many" | "few" | "wanted" => text.parse::<u32>().ok().map(|_| text.to_owned()),
            _ if !name.starts_with(KEPT) || is_address => Some(text.to_owned()),
            _ => self.one(text, depth),
        };
        said.map(|said| gaps.set(name, said)).is_some()
    }
}

/// "A, B and C".
fn listed(text: &str) -> String {
    match text.rsplit_once(" and ") {
        Some((first, last)) => t!("list-and", first = first, last = last),
        None => text.to_owned(),
    }
}

impl Sentence {
    fn is_of_sentences(&self) -> bool {
        let mut parts = self.parts.iter();
        parts.any(|part| matches!(part, Part::Gap(name) if name.starts_with(KEPT)))
    }

    fn text_bytes(&self) -> usize {
        let text = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.len(),
            Part::Gap(_) => 0,
        });
        text.sum()
    }
}
