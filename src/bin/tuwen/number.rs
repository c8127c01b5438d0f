//! Options that are numbers within a range, read alike from flags, variables and files.

use serde::{Deserialize as _, Deserializer};

/// A range of numbers that an option takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    /// Names the range in the catalogues: a branch of `$expected` in `config-bad-value`.
    pub(crate) word: &'static str,
    /// The option.
    flag: &'static str,
    least: u32,
    most: u32,
}

/// Uploads in flight; the service gives no figure, and more would only be refused (45011).
pub(crate) const JOBS: Range = Range {
    word: "jobs",
    flag: "--jobs",
    least: 1,
    most: 64,
};

/// The longest edge of a picture that is encoded anew, in pixels.
pub(crate) const MAX_WIDTH: Range = Range {
    word: "max-width",
    flag: "--max-width",
    least: 16,
    most: 10_000,
};

/// JPEG quality.
pub(crate) const QUALITY: Range = Range {
    word: "quality",
    flag: "--quality",
    least: 30,
    most: 100,
};

impl Range {
    const ALL: [Self; 3] = [JOBS, MAX_WIDTH, QUALITY];

    /// The range of an option as it stands in a message of the parser (`--jobs <N>`).
    pub(crate) fn of_option(option: &str) -> Option<Self> {
        let name = option.split([' ', '=']).next()?;
        Self::ALL.into_iter().find(|range| range.flag == name)
    }

    /// Reads a number of the range.
    pub(crate) fn parse(self, text: &str) -> Result<u32, String> {
        match text.parse() {
            Ok(number) if (self.least..=self.most).contains(&number) => Ok(number),
            _ => Err(format!(
                "expected a number from {} to {}",
                self.least, self.most
            )),
        }
    }

    fn deserialize<'de, D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Option<u32>, D::Error> {
        let number = i64::deserialize(deserializer)?;
        self.parse(&number.to_string())
            .map(Some)
            .map_err(serde::de::Error::custom)
    }
}

/// Reads `--jobs`.
pub(crate) fn parse_jobs(text: &str) -> Result<u32, String> {
    JOBS.parse(text)
}

/// Reads `--max-width`.
pub(crate) fn parse_max_width(text: &str) -> Result<u32, String> {
    MAX_WIDTH.parse(text)
}

/// Reads `--quality`.
pub(crate) fn parse_quality(text: &str) -> Result<u32, String> {
    QUALITY.parse(text)
}

/// Reads `jobs` of a file.
pub(crate) fn jobs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    JOBS.deserialize(deserializer)
}

/// Reads `max-width` of a file.
pub(crate) fn max_width<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u32>, D::Error> {
    MAX_WIDTH.deserialize(deserializer)
}

/// Reads `quality` of a file.
pub(crate) fn quality<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    QUALITY.deserialize(deserializer)
}
