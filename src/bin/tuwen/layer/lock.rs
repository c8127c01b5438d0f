//! Whether a lockfile is used, and which: `--lock`, `--lock=FILE`, `--lock=off`, and the same words in files
//! and variables. The name of a lockfile ends in `.lock`, so that no other file is ever taken for one.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer};

/// Its name where none is given.
pub(crate) const LOCKFILE: &str = "tuwen.lock";

/// What is said of the lockfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LockChoice {
    /// None is used.
    Off,
    /// The one beside `tuwen.toml`, or in the working directory.
    On,
    /// This one.
    File(PathBuf),
}

impl LockChoice {
    /// Reads a word or a path; `None` for a path that is no lockfile's.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "" | "1" | "true" | "yes" | "on" => Some(Self::On),
            "0" | "false" | "no" | "off" => Some(Self::Off),
            _ => is_lockfile(Path::new(text)).then(|| Self::File(PathBuf::from(text))),
        }
    }

    /// The same in a file of `directory`.
    pub(super) fn relative_to(self, directory: &Path) -> Self {
        match self {
            Self::File(path) => Self::File(directory.join(path)),
            other => other,
        }
    }
}

fn is_lockfile(path: &Path) -> bool {
    path.extension().is_some_and(|suffix| suffix == "lock")
}

impl<'de> Deserialize<'de> for LockChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(
            untagged,
            expecting = "expected `true`, `false` or the path of a `.lock` file"
        )]
        enum Said {
            Switch(bool),
            Text(String),
        }
        match Said::deserialize(deserializer)? {
            Said::Switch(true) => Ok(Self::On),
            Said::Switch(false) => Ok(Self::Off),
            Said::Text(text) => Self::parse(&text).ok_or_else(|| {
                let expected = &"`true`, `false` or the path of a `.lock` file";
                D::Error::invalid_value(Unexpected::Str(&text), expected)
            }),
        }
    }
}

/// Joins `--lock` and a lockfile behind it to one word: what else stands there is an input.
pub(crate) fn joined(line: &[OsString]) -> Vec<OsString> {
    let mut words: Vec<OsString> = Vec::with_capacity(line.len());
    let mut is_over = false;
    for word in line {
        let last = words.last_mut().filter(|last| *last == "--lock");
        match last {
            Some(last) if !is_over && is_lockfile(Path::new(word)) => {
                last.push("=");
                last.push(word);
            }
            _ => words.push(word.clone()),
        }
        is_over |= word == "--";
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_lockfile_belongs_to_the_option_before_it() {
        let read = |line: &str| {
            let words: Vec<_> = line.split(' ').map(OsString::from).collect();
            joined(&words).join(&OsString::from(" "))
        };
        for (line, expected) in [
            ("p --lock 文章.md", "p --lock 文章.md"),
            ("p --lock a/团队.lock b.md", "p --lock=a/团队.lock b.md"),
            ("p --lock=a.lock b.lock", "p --lock=a.lock b.lock"),
            ("p -- --lock a.lock", "p -- --lock a.lock"),
        ] {
            assert_eq!(read(line), OsString::from(expected));
        }
    }

    #[test]
    fn words_and_paths_are_told_apart() {
        assert_eq!(LockChoice::parse("ON"), Some(LockChoice::On));
        assert_eq!(LockChoice::parse("off"), Some(LockChoice::Off));
        let file = LockChoice::File(PathBuf::from("x/y.lock"));
        assert_eq!(LockChoice::parse("x/y.lock"), Some(file));
        assert_eq!(LockChoice::parse("tuwen.toml"), None);
    }
}
