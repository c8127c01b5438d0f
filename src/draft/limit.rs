//! How much `WeChat` takes of the texts beside an article, and how it counts.
//!
//! The service counts half-widths: two for a Chinese character, one for a letter. Measured limits of
//! `draft/add`: title 128 (45003 beyond), digest 240 (45004); the author's 16 characters (45110) and the 1,024
//! bytes of the source URL (45005) are its documentation's.

use crate::problem::{Code, Problem};

/// A text that has a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// The title.
    Title,
    /// The author.
    Author,
    /// The digest.
    Digest,
    /// Where 阅读原文 leads.
    SourceUrl,
}

impl Limit {
    /// Most of it: half-widths, of a URL bytes.
    pub(crate) fn most(self) -> usize {
        match self {
            Self::Title => 128,
            Self::Author => 32,
            Self::Digest => 240,
            Self::SourceUrl => 1024,
        }
    }

    /// What is wrong with a text that is too long.
    pub(crate) fn check(self, text: &str) -> Option<Problem> {
        let length = match self {
            Self::SourceUrl => text.len(),
            _ => half_widths(text),
        };
        let code = match self {
            Self::Title => Code::ArticleTitleTooLong,
            Self::Author => Code::ArticleAuthorTooLong,
            Self::Digest => Code::ArticleDigestTooLong,
            Self::SourceUrl => Code::ArticleSourceUrlTooLong,
        };
        (length > self.most()).then(|| {
            Problem::new(code)
                .with("length", length)
                .with("most", self.most())
        })
    }
}

/// The length of a text as the service counts it: one for ASCII, two for everything else.
pub(crate) fn half_widths(text: &str) -> usize {
    text.chars().map(half_width).sum()
}

/// The same of a character.
pub(super) fn half_width(letter: char) -> usize {
    if letter.is_ascii() { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_character_counts_two() {
        assert_eq!(half_widths("图文 ab"), 7);
        assert_eq!(half_widths(&"字".repeat(64)), 128);
        assert!(Limit::Title.check(&"字".repeat(64)).is_none());
        let problem = Limit::Title.check(&format!("{}a", "字".repeat(64)));
        assert_eq!(problem.unwrap().argument("length"), Some("129"));
        assert!(Limit::SourceUrl.check(&"a".repeat(1024)).is_none());
        assert!(Limit::SourceUrl.check(&"字".repeat(342)).is_some());
    }
}
