//! What a rule is about, in the words of a page compiled in: one section for each rule and language.

use crate::message::Language;
use crate::problem::Code;

const ENGLISH: &str = include_str!("explanation/en.md");
const CHINESE: &str = include_str!("explanation/zh.md");

/// A rule explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// What it finds, one line.
    pub title: &'static str,
    /// Why that matters and what to do, as Markdown.
    pub text: &'static str,
}

/// The explanation of a rule; `None` for a code that is no rule's.
///
/// A section begins with `## code: title`.
#[must_use]
pub fn explanation(code: Code, language: Language) -> Option<Explanation> {
    let pages = match language {
        Language::Chinese => CHINESE,
        Language::English => ENGLISH,
    };
    pages.split("\n## ").skip(1).find_map(|section| {
        let (head, text) = section.split_once('\n')?;
        let (name, title) = head.split_once(": ")?;
        (name == code.as_str()).then(|| Explanation {
            title: title.trim(),
            text: text.trim(),
        })
    })
}
