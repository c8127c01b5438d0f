//! Title, author and digest beyond what `WeChat` takes.
//!
//! The service counts half-widths: two for a Chinese character, one for a letter. Measured limits of
//! `draft/add`: title 128 (45003 beyond), digest 240 (45004); the author's 16 characters are its documentation's.

use super::Findings;
use crate::article::Fact;
use crate::check::subject::Subject;
use crate::problem::{Code, Problem};

pub(super) fn find(subject: &Subject<'_>, findings: &mut Findings) {
    for (span, fact, text) in &subject.survey.facts {
        let (code, most) = match fact {
            Fact::Title => (Code::ArticleTitleTooLong, 128),
            Fact::Author => (Code::ArticleAuthorTooLong, 32),
            Fact::Digest => (Code::ArticleDigestTooLong, 240),
        };
        let length = half_widths(text);
        if length > most {
            let problem = Problem::new(code).with("length", length).with("most", most);
            findings.at(span, problem);
        }
    }
}

/// The length of a text as the service counts it: one for ASCII, two for everything else.
fn half_widths(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::half_widths;

    #[test]
    fn a_chinese_character_counts_two() {
        assert_eq!(half_widths("图文 ab"), 7);
        assert_eq!(half_widths(&"字".repeat(64)), 128);
    }
}
