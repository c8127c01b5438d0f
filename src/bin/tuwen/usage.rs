//! Mistakes on the command line, said in our own words: a sentence and one thing to do.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use tuwen::{Language, message_attribute, message_text};

use crate::number::Range;

/// A mistake in words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) sentence: String,
    pub(crate) hint: String,
}

/// Says what is wrong with the command line; `verb` is the verb that was recognised, for the hint.
pub(crate) fn mistake(error: &Error, verb: Option<&str>, language: Language) -> Mistake {
    let word = |kind| one(error.get(kind));
    let suggestion = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .find_map(|kind| error.get(kind).and_then(first));
    let option = plain(&word(ContextKind::InvalidArg));
    let value = word(ContextKind::InvalidValue);
    let id = match error.kind() {
        ErrorKind::UnknownArgument => "usage-unknown-option",
        ErrorKind::InvalidSubcommand => "usage-unknown-verb",
        ErrorKind::MissingRequiredArgument => "usage-missing",
        ErrorKind::MissingSubcommand => "usage-missing-verb",
        ErrorKind::InvalidValue if value.is_empty() => "usage-no-value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "usage-bad-value",
        ErrorKind::ArgumentConflict => "usage-conflict",
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => "usage-too-many",
        ErrorKind::InvalidUtf8 => "usage-not-unicode",
        _ => "usage-other",
    };
    let possible = match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) => values
            .iter()
            .map(|value| format!("`{value}`"))
            .collect::<Vec<_>>()
            .join(", "),
        _ => String::new(),
    };
    let other = match plain(&word(ContextKind::PriorArg)) {
        // An option conflicts with itself when it is given twice.
        other if other.is_empty() || other == option => String::new(),
        other => other,
    };
    let help = match verb {
        Some(verb) => format!("tuwen {verb} --help"),
        None => "tuwen --help".to_owned(),
    };
    let arguments = [
        ("option", option),
        ("value", value),
        ("verb", word(ContextKind::InvalidSubcommand)),
        ("other", other),
        ("help", help),
        ("possible", possible.clone()),
        ("suggestion", suggestion.clone().unwrap_or_default()),
    ];
    let (id, hint) = match (id, suggestion.is_some(), possible.is_empty()) {
        ("usage-conflict", ..) if arguments[3].1.is_empty() => ("usage-twice", "hint"),
        (id, true, _) => (id, "suggest"),
        ("usage-bad-value" | "usage-no-value", false, false) => (id, "possible"),
        ("usage-bad-value", ..) if range_word(&arguments[0].1).is_some() => (id, "range"),
        (id, ..) => (id, "hint"),
    };
    Mistake {
        sentence: message_text(language, id, &arguments),
        hint: match hint {
            "suggest" => message_text(language, "usage-suggest", &arguments),
            "possible" => message_text(language, "usage-possible", &arguments),
            "range" => {
                let word = range_word(&arguments[0].1).unwrap_or_default();
                let expected = [("expected", word.to_owned())];
                message_attribute(language, "config-bad-value", "hint", &expected)
            }
            hint => message_attribute(language, id, hint, &arguments),
        },
    }
}

/// What an option's values have to be, as a branch of `$expected` in `config-bad-value`.
fn range_word(option: &str) -> Option<&'static str> {
    if option.starts_with("--deadline") || option.starts_with("--timeout") {
        return Some("time");
    }
    crate::look::expected(option).or_else(|| Range::of_option(option).map(|range| range.word))
}

/// An option as it is typed: the parser marks those that can be repeated.
fn plain(option: &str) -> String {
    match option.strip_suffix("...") {
        Some(name) if name.starts_with('-') => name.to_owned(),
        _ => option.to_owned(),
    }
}

/// The words of a context, joined.
fn one(value: Option<&ContextValue>) -> String {
    match value {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    }
}

fn first(value: &ContextValue) -> Option<String> {
    match value {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => texts.first().cloned(),
        _ => None,
    }
}
