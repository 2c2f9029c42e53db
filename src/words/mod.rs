//! All words that people read, one folder for each language (`en/`, `de/`), in Fluent; and who reads. Pages and mails say
//! `t!("key")`; what is kept (events, reasons, jobs) and what a terminal or a log shows is English.
//!
//! The reader is set once at the door and goes with the task, as the session's person does: see docs/decisions/0021.

/// `t!("key")` gives `&'static str`, `t!("key", gap = value, …)` a `String`, in the reader's language.
macro_rules! t {
    ($key:literal) => { $crate::words::plain($key) };
    ($key:literal, $($gap:ident = $value:expr),+ $(,)?) => {{
        let mut gaps = ::fluent_bundle::FluentArgs::new();
        $(
            let value = &$value;
            gaps.set(stringify!($gap), $crate::words::Gap::value(value));
        )+
        $crate::words::filled($key, &gaps)
    }};
}

pub mod format;
mod kept;
mod reader;

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use pure_rust_locales::Locale;
use unic_langid::LanguageIdentifier;

pub use kept::kept;
pub use reader::{Reader, at_the_door, is_read_by, read_by, reader};

/// A language in which every word is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    German,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The language tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Its name in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// How dates, numbers and money are written.
    pub fn locale(self) -> Locale {
        match self {
            Self::English => Locale::en_GB,
            Self::German => Locale::de_DE,
        }
    }

    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The best of those that a browser says its person reads (`Accept-Language`, RFC 9110).
    pub fn accepted(header: &str) -> Self {
        let wished = fluent_langneg::accepted_languages::parse(header);
        let ours: Vec<LanguageIdentifier> = Self::ALL
            .into_iter()
            .filter_map(|language| language.tag().parse().ok())
            .collect();
        let found = negotiate_languages(&wished, &ours, None, NegotiationStrategy::Lookup);
        let first = found.first().map(ToString::to_string);
        first.and_then(|tag| Self::of_tag(&tag)).unwrap_or_default()
    }

    /// The files of its words.
    pub fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::English => &EN,
            Self::German => &DE,
        }
    }

    fn words(self) -> &'static FluentBundle<FluentResource> {
        static EN_WORDS: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::English));
        static DE_WORDS: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::German));
        match self {
            Self::English => &EN_WORDS,
            Self::German => &DE_WORDS,
        }
    }
}

/// Each room's words: (file, text).
macro_rules! files {
    ($language:literal) => {
        [
            ("core.ftl", include_str!(concat!($language, "/core.ftl"))),
            ("portal.ftl", include_str!(concat!($language, "/portal.ftl"))),
            (
                "approvals.ftl",
                include_str!(concat!($language, "/approvals.ftl")),
            ),
            ("living.ftl", include_str!(concat!($language, "/living.ftl"))),
            ("policy.ftl", include_str!(concat!($language, "/policy.ftl"))),
            ("reports.ftl", include_str!(concat!($language, "/reports.ftl"))),
            (
                "time_and_money.ftl",
                include_str!(concat!($language, "/time_and_money.ftl")),
            ),
            ("evidence.ftl", include_str!(concat!($language, "/evidence.ftl"))),
            ("dossier.ftl", include_str!(concat!($language, "/dossier.ftl"))),
            ("mails.ftl", include_str!(concat!($language, "/mails.ftl"))),
            ("kept.ftl", include_str!(concat!($language, "/kept.ftl"))),
            ("siem.ftl", include_str!(concat!($language, "/siem.ftl"))),
        ]
    };
}

static EN: [(&str, &str); 12] = files!("en");
static DE: [(&str, &str); 12] = files!("de");

/// Text that can not be read is left out here, and found by the tests.
fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let tags = vec![language.tag().parse().unwrap_or_default()];
    let mut bundle = FluentBundle::new_concurrent(tags);
    // Both languages are written from left to right: nothing has to be isolated.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::English => |value, _| number_of(value, Language::English),
        Language::German => |value, _| number_of(value, Language::German),
    }));
    for (_, text) in language.files() {
        let resource = match FluentResource::try_new((*text).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        let _twice = bundle.add_resource(resource);
    }
    bundle
}

/// Numbers stand grouped as the language has it.
#[expect(clippy::cast_possible_truncation, reason = "only whole numbers are given")]
fn number_of(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(FluentNumber { value, .. }) => Some(format::grouped_in(*value as i64, language)),
        _ => None,
    }
}

/// Words without a gap, in the reader's language. Where there are none, their key stands: the tests find it.
pub fn plain(key: &'static str) -> &'static str {
    let in_language = |language: Language| {
        let words = language.words();
        let pattern = words.get_message(key)?.value()?;
        match words.format_pattern(pattern, None, &mut Vec::new()) {
            Cow::Borrowed(text) => Some(text),
            Cow::Owned(_) => None,
        }
    };
    in_language(reader().language)
        .or_else(|| in_language(Language::English))
        .unwrap_or(key)
}

/// Words with gaps, in the reader's language.
pub fn filled(key: &'static str, gaps: &FluentArgs<'_>) -> String {
    let in_language = |language: Language| {
        let words = language.words();
        let pattern = words.get_message(key)?.value()?;
        let text = words.format_pattern(pattern, Some(gaps), &mut Vec::new());
        Some(text.into_owned())
    };
    in_language(reader().language)
        .or_else(|| in_language(Language::English))
        .unwrap_or_else(|| key.to_owned())
}

/// What can stand in a gap: text as it is; a whole number also chooses between one and many.
pub trait Gap {
    fn value(&self) -> FluentValue<'_>;
}

impl<T: Gap + ?Sized> Gap for &T {
    fn value(&self) -> FluentValue<'_> {
        (**self).value()
    }
}

impl Gap for str {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::String(self.into())
    }
}

impl Gap for String {
    fn value(&self) -> FluentValue<'_> {
        self.as_str().value()
    }
}

impl Gap for Cow<'_, str> {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::String(self.as_ref().into())
    }
}

macro_rules! whole_numbers {
    ($($number:ty)*) => { $(impl Gap for $number {
        fn value(&self) -> FluentValue<'_> {
            FluentValue::from(*self)
        }
    })* };
}
whole_numbers!(i16 i32 i64 u8 u16 u32 u64 usize);

#[cfg(test)]
mod tests;
