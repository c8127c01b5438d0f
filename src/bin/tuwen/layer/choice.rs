//! Options that are one word of a few, as they are typed and as they stand in files.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use tuwen::{Code, CodeTheme, Level, Rules};

/// How a report is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReportFormat {
    #[default]
    Human,
    Json,
    /// Of `check` alone, whose help tells of it.
    #[value(hide = true)]
    Sarif,
    /// Of `check` alone, too.
    #[value(hide = true)]
    Github,
}

impl ReportFormat {
    /// The word as it is typed.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
        }
    }
}

/// The language of people's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Lang {
    #[value(alias = "zh-CN", alias = "zh-cn", alias = "zh_CN")]
    #[serde(alias = "zh-CN", alias = "zh-cn")]
    Zh,
    #[value(alias = "en-US", alias = "en-us", alias = "en_US")]
    #[serde(alias = "en-US", alias = "en-us")]
    En,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

/// What `--from` says an article is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SourceFormat {
    #[value(alias = "md")]
    #[serde(alias = "md")]
    Markdown,
    Html,
}

/// What `--remote` says becomes of pictures at other hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RemoteChoice {
    Fetch,
    Keep,
}

/// Who `--comments` says may comment on a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CommentsChoice {
    Open,
    Fans,
    Off,
}

/// What `--animated` says becomes of animations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AnimatedChoice {
    Keep,
    #[serde(alias = "first_frame")]
    FirstFrame,
    Fail,
}

/// Where `--caption` takes captions from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CaptionChoice {
    Title,
    Alt,
    None,
}

/// What `--links` says becomes of links that cannot be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LinksChoice {
    Endnotes,
    Text,
}

/// How `--formulas` says formulas stand on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FormulasChoice {
    Svg,
    Png,
}

/// What `--diagrams` says becomes of diagrams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DiagramsChoice {
    Draw,
    Code,
}

/// How the API base is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Scheme {
    Https,
    Http,
}

/// The colours of code that `--code-theme` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CodeThemeChoice(pub(crate) CodeTheme);

impl ValueEnum for CodeThemeChoice {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: OnceLock<Vec<CodeThemeChoice>> = OnceLock::new();
        ALL.get_or_init(|| CodeTheme::ALL.iter().copied().map(Self).collect())
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let aliases = self.0.aliases().iter().copied();
        Some(PossibleValue::new(self.0.name()).aliases(aliases))
    }
}

impl<'de> Deserialize<'de> for CodeThemeChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        CodeTheme::by_name(&name).map(Self).ok_or_else(|| {
            let names: Vec<String> = CodeTheme::ALL
                .iter()
                .map(|theme| format!("`{}`", theme.name()))
                .collect();
            D::Error::custom(format!(
                "unknown code theme `{name}`, expected one of {}",
                names.join(", ")
            ))
        })
    }
}

/// A level for each rule that is named, in the table `check` of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RuleLevels(pub(crate) BTreeMap<&'static str, (Code, Level)>);

impl<'de> Deserialize<'de> for RuleLevels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let named = BTreeMap::<String, String>::deserialize(deserializer)?;
        let levels = named.into_iter().map(|(name, word)| {
            // The words by which an unknown key is recognised.
            let code = Rules::named(&name).ok_or_else(|| {
                D::Error::custom(format!("unknown field `{name}`, expected a rule"))
            })?;
            let level = Level::parse(&word).ok_or_else(|| {
                D::Error::custom(format!(
                    "unknown level `{word}`, expected `off`, `warning` or `error`"
                ))
            })?;
            Ok((code.as_str(), (code, level)))
        });
        levels.collect::<Result<_, _>>().map(Self)
    }
}
