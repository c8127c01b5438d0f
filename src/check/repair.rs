//! Mends the written paths that only their letters keep from being right: letter case, slashes, raw spaces.
//!
//! Each change is tried before it is made: the article is scanned again with it, and the reference has to
//! lead to the same file without a remark. So nothing else than those bytes changes, and a second run
//! finds nothing to do.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::PathBuf;

use super::subject::written_at;
use crate::article::{Article, Origin, Reference, Syntax, Target};
use crate::image::{Located, Locator};
use crate::pipeline::place;
use crate::problem::{Code, Problem};
use crate::report::Place;

/// One change of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repair {
    /// The bytes that change.
    pub span: Range<usize>,
    /// What they were.
    pub old: String,
    /// What they are now.
    pub new: String,
    /// Where.
    pub place: Place,
}

/// Changes that are tried one by one in an article; beyond that, only those that can be tried together.
const ONE_BY_ONE: usize = 200;

/// The article with all that can be mended mended, and what was changed; nothing when there is nothing.
#[must_use]
pub fn repair(article: &Article, locator: &Locator) -> Option<(Vec<u8>, Vec<Repair>)> {
    // Places in other encodings would need encoding of what is put in.
    std::str::from_utf8(article.source()).ok()?;
    let references = article.scan().references;
    let wanted: Vec<Wanted> = (references.iter().enumerate())
        .filter_map(|(index, reference)| Wanted::of(article, index, reference, locator))
        .collect();
    let trial = Trial {
        article,
        locator,
        wanted: &wanted,
        count: references.len(),
    };
    let chosen = trial.choose();
    if chosen.is_empty() || trial.held(&chosen)?.len() != chosen.len() {
        return None;
    }
    let repairs = chosen.iter().map(|choice| {
        let wanted = &wanted[choice.wanted];
        Repair {
            span: wanted.span.clone(),
            old: references[wanted.index].written.clone(),
            new: wanted.texts[choice.text].clone(),
            place: place::place(
                article,
                &wanted.span,
                article.position(wanted.span.start),
                true,
            ),
        }
    });
    Some((trial.changed(&chosen), repairs.collect()))
}

/// One way to write one reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Choice {
    wanted: usize,
    text: usize,
}

/// An article on which changes are tried.
struct Trial<'a> {
    article: &'a Article,
    locator: &'a Locator,
    wanted: &'a [Wanted],
    /// How many references it has.
    count: usize,
}

impl Trial<'_> {
    /// For each reference the first way that leads to its file. All are tried together, the next best of
    /// those that failed in the next round, so that an article is scanned some times and not once for each.
    fn choose(&self) -> Vec<Choice> {
        let mut chosen: Vec<Choice> = Vec::new();
        let mut left = ONE_BY_ONE;
        let rounds = self.wanted.iter().map(|wanted| wanted.texts.len()).max();
        for text in 0..rounds.unwrap_or(0) {
            let open = |wanted: &usize| {
                self.wanted[*wanted].texts.len() > text
                    && !chosen.iter().any(|choice| choice.wanted == *wanted)
            };
            let tried: Vec<Choice> = (0..self.wanted.len())
                .filter(open)
                .map(|wanted| Choice { wanted, text })
                .collect();
            let mut together = chosen.clone();
            together.extend(&tried);
            together.sort_by_key(|choice| choice.wanted);
            if let Some(held) = self.held(&together) {
                chosen = held;
                continue;
            }
            // One of them makes something else of the text.
            for choice in tried {
                let mut with = chosen.clone();
                with.push(choice);
                with.sort_by_key(|choice| choice.wanted);
                left = left.saturating_sub(1);
                if left > 0
                    && self
                        .held(&with)
                        .is_some_and(|held| held.len() == with.len())
                {
                    chosen = with;
                }
            }
        }
        chosen
    }

    /// The source with these changes, which are in order.
    fn changed(&self, choices: &[Choice]) -> Vec<u8> {
        let source = self.article.source();
        let mut changed = Vec::with_capacity(source.len() + 16 * choices.len());
        let mut at = 0;
        for choice in choices {
            let wanted = &self.wanted[choice.wanted];
            changed.extend(&source[at..wanted.span.start]);
            changed.extend(wanted.texts[choice.text].bytes());
            at = wanted.span.end;
        }
        changed.extend(&source[at..]);
        changed
    }

    /// Which of these changes lead plainly to the file that is meant; `None` when the article with all of
    /// them does not have the same references.
    fn held(&self, choices: &[Choice]) -> Option<Vec<Choice>> {
        let origin: Origin = self.article.origin().clone();
        let changed = Article::new(origin, self.article.format(), self.changed(choices)).ok()?;
        let references = changed.scan().references;
        if references.len() != self.count {
            return None;
        }
        let held = choices.iter().filter(|choice| {
            let wanted = &self.wanted[choice.wanted];
            let reference = &references[wanted.index];
            let Target::Local(local) = &reference.target else {
                return false;
            };
            reference.syntax != Syntax::MarkdownRaw
                && (self.locator.locate(self.article.origin(), local))
                    .is_ok_and(|located| located.path == wanted.path && located.remarks.is_empty())
        });
        Some(held.copied().collect())
    }
}

/// What a reference should be written like.
struct Wanted {
    /// Which reference of the article it is.
    index: usize,
    /// The bytes that would change.
    span: Range<usize>,
    /// The file it means.
    path: PathBuf,
    /// Ways to write it, best first.
    texts: Vec<String>,
}

impl Wanted {
    fn of(
        article: &Article,
        index: usize,
        reference: &Reference,
        locator: &Locator,
    ) -> Option<Self> {
        let Target::Local(local) = &reference.target else {
            return None;
        };
        // A definition that a link shares is written out elsewhere: no letters of this place change.
        let span = written_at(article, reference)?;
        let Located { path, remarks } = locator.locate(article.origin(), local).ok()?;
        let found = remarks
            .iter()
            .find(|remark| remark.code() == Code::ImageInexactName)
            .and_then(|remark: &Problem| remark.argument("found"));
        let is_raw = reference.syntax == Syntax::MarkdownRaw;
        if found.is_none() && !is_raw {
            return None;
        }
        let written = reference.written.as_str();
        let mut names = Vec::new();
        if found.is_some() {
            names.push(written.replace('\\', "/"));
            names.extend(found.map(|found| found.replace('\\', "/")));
            // Only what is inside the percent-escapes may differ.
            names.extend(found.map(escaped));
        } else {
            names.push(written.to_owned());
        }
        let mut texts = Vec::new();
        for name in names {
            if is_markdown(reference.syntax) && name.contains([' ', '\t']) {
                texts.push(format!("<{name}>"));
                texts.push(name.replace(' ', "%20"));
            } else {
                texts.push(name);
            }
        }
        texts.retain(|text| text != written);
        Some(Self {
            index,
            span,
            path,
            texts,
        })
    }
}

fn is_markdown(syntax: Syntax) -> bool {
    matches!(
        syntax,
        Syntax::MarkdownInline | Syntax::MarkdownReference | Syntax::MarkdownRaw
    )
}

/// A path as a URL: blanks and what is not ASCII escaped.
fn escaped(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-~!$&'*+,;=:@".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
