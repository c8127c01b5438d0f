//! How much is told of what goes on: `-v` to `-vvv`, `TUWEN_VERBOSE`, or `verbose` of a file.
//!
//! The first level says what became of each image (see `Talk`); the second tells each
//! request, the third connections, repeated requests and the causes of failures. Of the sources, the
//! highest that says anything decides, as for all options.

use serde::{Deserialize as _, Deserializer};

/// A level; more than the highest is the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Verbosity(u8);

impl Verbosity {
    /// Nothing but what concerns the user.
    pub(crate) const NONE: Self = Self(0);
    /// What became of each image.
    pub(crate) const IMAGES: Self = Self(1);
    /// Each request as well.
    pub(crate) const REQUESTS: Self = Self(2);
    /// Everything.
    pub(crate) const CONNECTIONS: Self = Self(3);

    /// The level of so many `-v`; none of them says nothing.
    pub(crate) fn of_flags(count: u8) -> Option<Self> {
        (count > 0).then_some(Self(count.min(Self::CONNECTIONS.0)))
    }

    /// Whether anything is said.
    pub(crate) fn is_some(self) -> bool {
        self > Self::NONE
    }

    /// Reads a variable: a switch, or a level by its number.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" => Some(Self::IMAGES),
            "0" | "false" | "no" | "off" => Some(Self::NONE),
            "2" => Some(Self::REQUESTS),
            "3" => Some(Self::CONNECTIONS),
            _ => None,
        }
    }

    fn of_value(value: &toml::Value) -> Option<Self> {
        match value {
            toml::Value::Boolean(true) => Some(Self::IMAGES),
            toml::Value::Boolean(false) => Some(Self::NONE),
            toml::Value::Integer(level) => u8::try_from(*level)
                .ok()
                .filter(|level| *level <= Self::CONNECTIONS.0)
                .map(Self),
            _ => None,
        }
    }
}

/// Reads `verbose` of a file: a switch, or a level.
pub(crate) fn of_file<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Verbosity>, D::Error> {
    let value = toml::Value::deserialize(deserializer)?;
    Verbosity::of_value(&value)
        .map(Some)
        .ok_or_else(|| serde::de::Error::custom("expected true, false, or a level from 0 to 3"))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::settings::Settings;
    use crate::sources::{ConfigFile, Environment, Sources};

    fn level(flags: u8, variable: &str, project: &str, user: &str) -> u8 {
        let file = |text: &str| ConfigFile {
            path: PathBuf::from("tuwen.toml"),
            text: text.to_owned(),
            is_private: true,
            others_may_write: false,
        };
        let sources = Sources {
            flags: crate::layer::Layer {
                verbose: Verbosity::of_flags(flags),
                ..Default::default()
            },
            data_directory: Some(PathBuf::from("/数据")),
            environment: Environment::of(&[("TUWEN_VERBOSE", variable)]),
            project: Some(file(project)),
            user: Some(file(user)),
            ..Sources::default()
        };
        Settings::resolve(sources).unwrap().talk.verbosity.0
    }

    #[test]
    fn the_highest_source_that_says_anything_decides() {
        assert_eq!(level(0, "", "", ""), 0);
        assert_eq!(level(2, "3", "verbose = 1", ""), 2);
        assert_eq!(level(9, "", "", ""), 3);
        assert_eq!(level(0, "3", "verbose = 1", ""), 3);
        assert_eq!(level(0, "true", "verbose = 2", ""), 1);
        assert_eq!(level(0, "off", "verbose = 2", ""), 0);
        assert_eq!(level(0, "", "verbose = 2", "verbose = 3"), 2);
        assert_eq!(level(0, "", "jobs = 2", "verbose = true"), 1);
        assert_eq!(level(0, "", "verbose = false", "verbose = 3"), 0);
    }
}
