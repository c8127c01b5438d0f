//! Labels: which are defined twice, and which are used and not defined at all.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::LinkType;

use super::{Duplicate, Survey};

/// Longest label, in bytes (`CommonMark` allows 999 characters).
const LONGEST: usize = 4 * 999;

/// What is known of the definitions of one text.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// Ranges of text, code and HTML, in order: what begins there defines nothing.
    texts: Vec<Range<usize>>,
    /// Where the definition that counts begins, by its folded label.
    links: HashMap<String, Range<usize>>,
    footnotes: HashMap<String, usize>,
    /// `[^label]` that the parser left as text.
    marks: Vec<Range<usize>>,
}

impl Labels {
    /// A piece that is no definition.
    pub(super) fn text(&mut self, range: Range<usize>) {
        self.texts.push(range);
    }

    /// The definition that counts for a label.
    pub(super) fn defined(&mut self, label: &str, span: Range<usize>) {
        self.links.insert(folded(label), span);
    }

    /// The definition of a footnote.
    pub(super) fn footnote(
        &mut self,
        label: &str,
        range: Range<usize>,
        text: &str,
        survey: &mut Survey,
    ) {
        let key = folded(label);
        match self.footnotes.get(&key) {
            Some(first) => {
                let end = text[range.clone()].find("]:").map_or(1, |end| end + 1);
                survey.duplicates.push(Duplicate {
                    span: range.start..range.start + end,
                    label: format!("^{label}"),
                    first: *first,
                });
            }
            None => {
                self.footnotes.insert(key, range.start);
            }
        }
    }

    /// Looks for marks of footnotes in a piece of text; the parser gives brackets as pieces of their own.
    pub(super) fn mark(&mut self, text: &str, range: &Range<usize>) {
        let Some(at) = text[range.clone()].find('[').map(|at| range.start + at) else {
            return;
        };
        let Some(rest) = text[at..].strip_prefix("[^") else {
            return;
        };
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')));
        let Some(end) = end.filter(|end| *end > 0 && rest[*end..].starts_with(']')) else {
            return;
        };
        let is_subscript = text[..at].ends_with(['[', '\\', '/', '(', '^']);
        if !is_subscript {
            self.marks.push(at..at + 2 + end + 1);
        }
    }

    /// Marks that no footnote belongs to. Where there are no footnotes at all, `[^a]` may well be a regular
    /// expression, and only numbers count.
    pub(super) fn undefined_footnotes(&self, text: &str, survey: &mut Survey) {
        for span in &self.marks {
            let label = &text[span.start + 1..span.end - 1];
            let is_number = label[1..].bytes().all(|byte| byte.is_ascii_digit());
            if is_number || !self.footnotes.is_empty() {
                survey.undefined.push((span.clone(), label.to_owned()));
            }
        }
    }

    /// Lines that define a label which another definition has already.
    pub(super) fn duplicates(&self, text: &str, survey: &mut Survey) {
        if self.links.is_empty() {
            return;
        }
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let at = start;
            start += line.len();
            // Definitions may stand in quotes and lists.
            let bare = line.trim_start_matches([' ', '>', '\t']);
            let Some(inner) = bare.strip_prefix('[').filter(|rest| !rest.starts_with('^')) else {
                continue;
            };
            let Some(close) = inner.find("]:").filter(|close| *close <= LONGEST) else {
                continue;
            };
            let label = &inner[..close];
            let from = at + (line.len() - bare.len());
            let Some(first) = self.links.get(&folded(label)) else {
                continue;
            };
            let is_first = first.contains(&from) || from + 1 == first.start;
            if label.contains(['[', ']']) || is_first || from < first.start || self.is_text(from) {
                continue;
            }
            survey.duplicates.push(Duplicate {
                span: from..from + close + 2,
                label: label.to_owned(),
                first: first.start,
            });
        }
    }

    fn is_text(&self, at: usize) -> bool {
        // Inline pieces come in order; blocks contain them, so a few before must be looked at too.
        let next = self.texts.partition_point(|range| range.start <= at);
        self.texts[..next]
            .iter()
            .rev()
            .take(64)
            .any(|range| range.contains(&at))
    }
}

/// Uses of labels that nothing defines. A single `[word]` is text to everyone; only `[text][label]`,
/// `[text][]` and images are meant as uses.
pub(super) fn undefined(
    text: &str,
    broken: Vec<(Range<usize>, LinkType, String)>,
    survey: &mut Survey,
) {
    for (span, link_type, label) in broken {
        let before = text[..span.start].chars().next_back();
        let is_image = before == Some('!') || text[span.start..].starts_with('!');
        let is_full = matches!(link_type, LinkType::Reference | LinkType::Collapsed);
        if !(is_full || (is_image && link_type == LinkType::Shortcut)) {
            continue;
        }
        let written = &text[span.clone()];
        // `dp[i][j]`, `[1][2]`, `[ ][x]` are no links.
        let is_subscript = !is_image
            && before.is_some_and(|c| {
                c.is_ascii_alphanumeric() || matches!(c, '_' | ']' | '[' | ')' | '}' | '`')
            });
        let is_wikilink = written.starts_with("[[");
        let is_number = label.trim().chars().all(|c| c.is_ascii_digit() || c == ' ');
        let is_template = label.contains(['{', '%', '$', '\\', '<', '=']);
        // A target that we read and the parser does not.
        let has_target = text[span.end..].starts_with('(');
        if has_target
            || is_wikilink
            || is_template
            || is_subscript
            || is_number
            || written.len() > LONGEST
        {
            continue;
        }
        survey.undefined.push((span, label));
    }
}

/// A label as it is compared: blanks collapsed, case folded.
fn folded(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
