//! How pages look, as it is typed and as it stands in variables and files: names of themes, and values for
//! the variables that all of them have.

use clap::builder::PossibleValuesParser;
use serde::{Deserialize, Deserializer};
use tuwen::{Code, Language, Problem, Theme, ThemeVariable, message_attribute};

/// A theme, or none.
pub(crate) fn themes() -> PossibleValuesParser {
    PossibleValuesParser::new(theme_names())
}

/// A theme.
pub(crate) fn built_in() -> PossibleValuesParser {
    PossibleValuesParser::new(Theme::names())
}

/// A kind of letters.
pub(crate) fn fonts() -> PossibleValuesParser {
    PossibleValuesParser::new(ThemeVariable::FONTS)
}

fn theme_names() -> impl Iterator<Item = &'static str> {
    Theme::names().chain([Theme::NONE])
}

/// Names the values of an option in the catalogues: a branch of `$expected` in `config-bad-value`.
pub(crate) fn expected(option: &str) -> Option<&'static str> {
    let name = option.split([' ', '=']).next()?.strip_prefix("--")?;
    let variable = ThemeVariable::ALL
        .into_iter()
        .find(|known| known.name() == name)?;
    (variable != ThemeVariable::Font).then(|| variable.name())
}

fn check(variable: ThemeVariable, text: &str) -> Result<String, String> {
    if variable.parse(text).is_some() {
        return Ok(text.to_owned());
    }
    let name = variable.name();
    let expected = [("expected", name.to_owned())];
    // A file's own errors are told in the language of its parser.
    let hint = message_attribute(Language::English, "config-bad-value", "hint", &expected);
    Err(format!("`{text}` does not fit `{name}`: {hint}"))
}

macro_rules! options {
    ($($name:ident, $file:ident, $variable:ident, $text:literal;)*) => {
        $(
            #[doc = concat!("Reads `--", $text, "`.")]
            pub(crate) fn $name(text: &str) -> Result<String, String> {
                check(ThemeVariable::$variable, text)
            }

            #[doc = concat!("Reads `", $text, "` of a file.")]
            pub(crate) fn $file<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Option<String>, D::Error> {
                let text = Word::deserialize(deserializer)?.text();
                check(ThemeVariable::$variable, &text)
                    .map(Some)
                    .map_err(serde::de::Error::custom)
            }
        )*
    };
}

options! {
    primary, primary_of_file, Primary, "primary";
    font_size, font_size_of_file, FontSize, "font-size";
    line_height, line_height_of_file, LineHeight, "line-height";
    indent, indent_of_file, Indent, "indent";
}

/// A value that people write with quotes or, where it is a number, without.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a text or a number")]
enum Word {
    Text(String),
    Whole(i64),
    Number(f64),
}

impl Word {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Whole(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// Reads `theme` of a file.
pub(crate) fn theme_of_file<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    one_of(deserializer, theme_names().collect())
}

/// Reads `font` of a file.
pub(crate) fn font_of_file<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    one_of(deserializer, ThemeVariable::FONTS.to_vec())
}

fn one_of<'de, D: Deserializer<'de>>(
    deserializer: D,
    names: Vec<&str>,
) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if names.contains(&text.as_str()) {
        return Ok(Some(text));
    }
    let names = listed(names.into_iter());
    Err(serde::de::Error::custom(format!(
        "unknown name `{text}`, expected one of {names}"
    )))
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// Checks the value of a variable of the environment that says how pages look.
///
/// # Errors
/// `config.bad-value`.
pub(crate) fn of_environment(
    variable: &str,
    value: Option<&str>,
) -> Result<Option<String>, Problem> {
    let Some(value) = value else {
        return Ok(None);
    };
    let option = variable.trim_start_matches("TUWEN_").to_ascii_lowercase();
    let option = format!("--{}", option.replace('_', "-"));
    let known = ThemeVariable::ALL
        .into_iter()
        .find(|known| option[2..] == *known.name());
    let fits = match known {
        Some(known) => known.parse(value).is_some(),
        None => Theme::named(value).is_some(),
    };
    if fits {
        return Ok(Some(value.to_owned()));
    }
    let expected = match (expected(&option), known) {
        (Some(word), _) => word.to_owned(),
        (None, Some(_)) => listed(ThemeVariable::FONTS.into_iter()),
        (None, None) => listed(theme_names()),
    };
    Err(Problem::new(Code::ConfigBadValue)
        .with("option", variable)
        .with("value", value)
        .with("expected", expected))
}
