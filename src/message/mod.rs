//! The sentences people read, one Fluent catalogue per language.
//!
//! A message id is a problem code with `.` written as `-` (its hint is the attribute `.hint`), or a
//! text of the program: `ui-…` (console), `usage-…` (mistakes on the command line), `help-…`, `doctor-…`.
//! `errcode/` says what the codes of the service mean; its texts take the place of the service's own.
//! Catalogues are parsed at the first use, so a run with nothing to say pays nothing.

mod argument;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use unic_langid::langid;

/// A language the tool speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Language {
    /// English, also the language of JSON reports.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// All languages.
    pub const ALL: &'static [Self] = &[Self::English, Self::Chinese];
}

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| {
    let sources = [include_str!("en.ftl"), include_str!("errcode/en.ftl")];
    bundle(langid!("en"), sources)
});
static CHINESE: LazyLock<Bundle> = LazyLock::new(|| {
    let sources = [include_str!("zh.ftl"), include_str!("errcode/zh.ftl")];
    bundle(langid!("zh-CN"), sources)
});

fn bundle(language: unic_langid::LanguageIdentifier, sources: [&str; 2]) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // Isolation marks around arguments would show up as garbage in terminals and JSON.
    bundle.set_use_isolating(false);
    for source in sources {
        // A catalogue is part of the program; the tests below parse all without errors. Should one
        // entry ever be broken, the others still serve.
        let resource =
            FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn catalogue(language: Language) -> &'static Bundle {
    match language {
        Language::English => &ENGLISH,
        Language::Chinese => &CHINESE,
    }
}

fn format(
    language: Language,
    id: &str,
    attribute: Option<&str>,
    arguments: &[(&str, String)],
) -> String {
    let bundle = catalogue(language);
    let pattern = bundle.get_message(id).and_then(|message| match attribute {
        Some(name) => message
            .get_attribute(name)
            .map(|attribute| attribute.value()),
        None => message.value(),
    });
    let Some(pattern) = pattern else {
        return id.to_owned();
    };
    let known = |id: &str| {
        let pattern = bundle.get_message(id)?.value()?;
        let text = bundle.format_pattern(pattern, None, &mut Vec::new());
        Some(text.into_owned())
    };
    let values = argument::values(arguments, known);
    bundle
        .format_pattern(pattern, Some(&values), &mut Vec::new())
        .into_owned()
}

/// The sentence `id` in `language`, with its arguments filled in; the id itself if there is none.
#[must_use]
pub fn text(language: Language, id: &str, arguments: &[(&str, String)]) -> String {
    format(language, id, None, arguments)
}

/// One thing to do about the problem of this id: what the `errcode` in its arguments asks for, or else what
/// all problems of its kind ask for.
pub(crate) fn hint(language: Language, id: &str, arguments: &[(&str, String)]) -> String {
    let bundle = catalogue(language);
    let has_hint = |id: &String| {
        let message = bundle.get_message(id);
        message.is_some_and(|message| message.get_attribute("hint").is_some())
    };
    let specific = argument::errcode_ids(arguments).into_iter().find(has_hint);
    format(
        language,
        specific.as_deref().unwrap_or(id),
        Some("hint"),
        arguments,
    )
}

/// An attribute of the sentence `id`, such as `hint`.
#[must_use]
pub fn attribute(language: Language, id: &str, name: &str, arguments: &[(&str, String)]) -> String {
    format(language, id, Some(name), arguments)
}
