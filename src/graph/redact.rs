//! Graph quotes addresses and names of people in its messages; logs, pages and the database must not have them.

use uuid::Uuid;

/// Characters of Graph's message that are kept.
const LONGEST_MESSAGE_CHARS: usize = 500;
/// Characters of a message that are looked at; the rest is dropped unread.
const LONGEST_READ_CHARS: usize = 4_000;
/// Quotation marks, and what ends what they begin.
const QUOTES: [(char, char); 5] = [('\'', '\''), ('"', '"'), ('`', '`'), ('“', '”'), ('‘', '’')];

/// The message with `(address)` for whatever has an `@` or is a guest's name at home, and `(name)` for what stands in quotation
/// marks and is not one of Graph's own words. Rather too much is taken out than too little; ids stay.
pub(super) fn without_people(message: &str) -> String {
    let message: String = message.chars().take(LONGEST_READ_CHARS).collect();
    let text = without_addresses(&without_quoted_names(&message));
    text.chars().take(LONGEST_MESSAGE_CHARS).collect()
}

fn without_quoted_names(message: &str) -> String {
    let chars: Vec<char> = message.chars().collect();
    let mut out = String::with_capacity(message.len());
    let mut at = 0;
    while at < chars.len() {
        let opened = QUOTES.iter().find(|(open, _)| *open == chars[at]);
        let begins = at == 0 || !chars[at - 1].is_alphanumeric();
        let Some((open, close)) = opened.copied().filter(|_| begins) else {
            out.push(chars[at]);
            at += 1;
            continue;
        };
        match end_of_quote(&chars, at + 1, close) {
            Some(end) => {
                let quoted: String = chars[at + 1..end].iter().collect();
                out.push(open);
                out.push_str(if is_graphs_own(&quoted) {
                    &quoted
                } else {
                    stand_in(&quoted)
                });
                out.push(close);
                at = end + 1;
            }
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
    }
    out
}

/// A mark inside a word, as in O'Neil, ends nothing.
fn end_of_quote(chars: &[char], from: usize, close: char) -> Option<usize> {
    (from..chars.len())
        .find(|&i| chars[i] == close && chars.get(i + 1).is_none_or(|next| !next.is_alphanumeric()))
}

fn stand_in(quoted: &str) -> &'static str {
    if has_address(quoted) {
        "(address)"
    } else {
        "(name)"
    }
}

/// Ids, numbers, and words of the schema like `assignLicense`, `Edm.Guid` or `$filter`.
fn is_graphs_own(quoted: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '$' | '/' | ':');
    let begins_like_a_word = quoted.starts_with(|c: char| c.is_ascii_lowercase() || c == '$' || c == '#');
    quoted.is_empty()
        || Uuid::parse_str(quoted).is_ok()
        || quoted.chars().all(|c| c.is_ascii_digit())
        || ["Edm.", "microsoft.graph.", "#microsoft.graph."]
            .iter()
            .any(|schema| quoted.starts_with(schema) && quoted.chars().skip(1).all(word))
        // One word in camel case; a name in small letters alone could be somebody's.
        || (begins_like_a_word
            && quoted.chars().all(word)
            && (quoted.starts_with('$') || quoted.chars().any(|c| c.is_ascii_uppercase()))
            && !has_address(quoted))
}

fn without_addresses(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    for piece in message.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end_matches(char::is_whitespace);
        if has_address(word) {
            // The point at the end of a sentence is not part of the address.
            let end = word.trim_end_matches(['.', ',', ';', ':', '\'', '"', ')', '>', '”', '’']);
            out.push_str("(address)");
            out.push_str(&word[end.len()..]);
        } else {
            out.push_str(word);
        }
        out.push_str(&piece[word.len()..]);
    }
    out
}

/// An `@`, also percent-encoded, or the mark of a guest.
fn has_address(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    ["@", "%40", "＠", "#ext#", "%23ext%23"]
        .iter()
        .any(|mark| lower.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::StdRng;
    use rand::seq::IndexedRandom;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn addresses_and_names_do_not_leave_with_the_message() {
        for (said, kept) in [
            ("User mia@x.example is gone", "User (address) is gone"),
            ("User mia@x.example.", "User (address)."),
            ("(mia@x.example)", "(address))"),
            ("<mia@x.example>, and", "(address)>, and"),
            ("miles.o'neil@x.example is gone", "(address) is gone"),
            (
                "User 'miles.o'neil@x.example' is gone",
                "User '(address)' is gone",
            ),
            (
                "guest_home.example#EXT#@x.example and guest_home.example#EXT# too",
                "(address) and (address) too",
            ),
            ("/users/mia%40x.example/manager", "(address)"),
            ("one\nmia@x.example\ttwo", "one\n(address)\ttwo"),
            ("User 'Mia Berg' has it", "User '(name)' has it"),
            ("User \"Mia O'Neil\" has it.", "User \"(name)\" has it."),
            ("User 'Mia O'Neil' has it.", "User '(name)' has it."),
            ("User 'mia' has it.", "User '(name)' has it."),
            ("User “Zoë van der Berg” has it.", "User “(name)” has it."),
            ("User 'Mia' and 'Jon Lind'", "User '(name)' and '(name)'"),
            (
                "Resource 'fe71d6c3-a2ea-4499-9778-da042bf08063' does not exist",
                "Resource 'fe71d6c3-a2ea-4499-9778-da042bf08063' does not exist",
            ),
            (
                "Cannot convert the literal '17' to the expected type 'Edm.Guid'.",
                "Cannot convert the literal '17' to the expected type 'Edm.Guid'.",
            ),
            (
                "One or more parameters of the operation 'assignLicense' are missing; '$select' and 'usageLocation' too.",
                "One or more parameters of the operation 'assignLicense' are missing; '$select' and 'usageLocation' too.",
            ),
            ("The user's licence isn't there", "The user's licence isn't there"),
            ("it's 'open", "it's 'open"),
            ("", ""),
        ] {
            assert_eq!(without_people(said), kept, "{said}");
        }
    }

    /// Whatever stands around it, an address never gets through, and nothing is longer than it may be.
    #[test]
    fn no_address_gets_through_whatever_stands_around_it() {
        let around = [
            "'", "\"", " ", "\n", "(", ")", ".", ",", "<", ">", "User", "is", "“", "”", "=", ":", "é",
            "\u{a0}", "{", "}",
        ];
        let people = [
            "mia.berg@x.example",
            "miles.o'neil@x.example",
            "mia_home.example#EXT#@x.onmicrosoft.example",
            "MIA_HOME.EXAMPLE#ext#",
            "mia.berg%40x.example",
        ];
        let mut random = StdRng::seed_from_u64(7);
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..random.random_range(0..12) {
                text.push_str(around.choose(&mut random).unwrap());
            }
            text.push_str(people.choose(&mut random).unwrap());
            for _ in 0..random.random_range(0..12) {
                text.push_str(around.choose(&mut random).unwrap());
            }
            let kept = without_people(&text).to_lowercase();
            for secret in ["mia", "miles", "neil", "x.example", "home.example"] {
                assert!(!kept.contains(secret), "{text:?} became {kept:?}");
            }
            assert!(kept.chars().count() <= LONGEST_MESSAGE_CHARS);
        }
    }
}
