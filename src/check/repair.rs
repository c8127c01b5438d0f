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

/// The article with all that can be mended mended, and what was changed; nothing when there is nothing.
#[must_use]
pub fn repair(article: &Article, locator: &Locator) -> Option<(Vec<u8>, Vec<Repair>)> {
    // Places in other encodings would need encoding of what is put in.
    std::str::from_utf8(article.source()).ok()?;
    let references = article.scan().references;
    let mut source = article.source().to_vec();
    let mut repairs = Vec::new();
    // From the end, so that the spans before stay where they are.
    for (index, reference) in references.iter().enumerate().rev() {
        let Some(wanted) = Wanted::of(article, reference, locator) else {
            continue;
        };
        let tried = wanted.texts.iter().find_map(|text| {
            let mut changed = source.clone();
            changed.splice(wanted.span.clone(), text.bytes());
            let holds = holds(
                article,
                changed.clone(),
                index,
                references.len(),
                &wanted,
                locator,
            );
            holds.then_some((text, changed))
        });
        if let Some((text, changed)) = tried {
            source = changed;
            repairs.push(Repair {
                span: wanted.span.clone(),
                old: reference.written.clone(),
                new: text.clone(),
                place: crate::pipeline::place::place(
                    article,
                    &wanted.span,
                    article.position(wanted.span.start),
                    true,
                ),
            });
        }
    }
    repairs.reverse();
    (!repairs.is_empty()).then_some((source, repairs))
}

/// What a reference should be written like.
struct Wanted {
    /// The bytes that would change.
    span: Range<usize>,
    /// The file it means.
    path: PathBuf,
    /// Ways to write it, best first.
    texts: Vec<String>,
}

impl Wanted {
    fn of(article: &Article, reference: &Reference, locator: &Locator) -> Option<Self> {
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
        Some(Self { span, path, texts })
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

/// Whether the changed article has the same references, and this one leads plainly to the file.
fn holds(
    article: &Article,
    changed: Vec<u8>,
    index: usize,
    count: usize,
    wanted: &Wanted,
    locator: &Locator,
) -> bool {
    let origin: Origin = article.origin().clone();
    let Ok(changed) = Article::new(origin, article.format(), changed) else {
        return false;
    };
    let references = changed.scan().references;
    let Some(reference) = references.get(index).filter(|_| references.len() == count) else {
        return false;
    };
    let Target::Local(local) = &reference.target else {
        return false;
    };
    reference.syntax != Syntax::MarkdownRaw
        && locator
            .locate(article.origin(), local)
            .is_ok_and(|located| located.path == wanted.path && located.remarks.is_empty())
}
