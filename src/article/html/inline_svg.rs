//! Drawings written into a page: the source of each `<svg>` element in, for those that `WeChat` would
//! break a reference out that puts an `<img>` in its place.
//!
//! HTML forgives what XML does not, so each is read as HTML and written as XML. A drawing may use shapes
//! of another on the same page (a sheet of icons, often hidden); it then gets a copy of that one.

#[cfg(test)]
mod tests;
mod writer;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer, TokenizerOpts};

use writer::Writer;

use crate::article::found::Found;
use crate::article::reference::Slot;
use crate::article::{Syntax, Target, width};

/// Most bytes that are copied between the drawings of a page.
const MOST_COPIED: usize = 64 << 20;

/// Most characters of the source that a reference shows.
const SHOWN: usize = 40;

/// An `<svg>` element of a page.
pub(in crate::article) struct InlineSvg {
    /// Its bytes in the article.
    pub(in crate::article) span: Range<usize>,
    /// Its HTML, decoded.
    pub(in crate::article) html: String,
}

/// References for those of a page's drawings that would break.
pub(in crate::article) fn references(drawings: &[InlineSvg]) -> Vec<Found> {
    let read: Vec<Read> = drawings
        .iter()
        .map(|drawing| Read::new(&drawing.html))
        .collect();
    let mut owners: HashMap<&str, usize> = HashMap::new();
    for (place, of) in read.iter().enumerate() {
        for id in &of.ids {
            owners.entry(id).or_insert(place);
        }
    }
    let mut left = MOST_COPIED;
    let mut found = Vec::new();
    for (drawing, of) in drawings.iter().zip(&read) {
        if !of.breaks || !of.draws || of.is_hidden {
            continue;
        }
        let start: String = drawing.html.chars().take(SHOWN).collect();
        found.push(Found {
            span: drawing.span.clone(),
            at: drawing.span.start,
            written: start.split_whitespace().collect::<Vec<_>>().join(" "),
            syntax: Syntax::InlineSvg,
            target: Target::InlineSvg(of.complete(&read, &owners, &mut left)),
            slot: Slot::AroundHtml {
                before: "<img src=\"".to_owned(),
                after: of.after(),
            },
            shown_width: of.shown_width(),
        });
    }
    found
}

/// What one drawing is.
#[derive(Default)]
struct Read {
    /// The element as XML.
    xml: String,
    /// Where the inside of the element begins in it.
    inside: usize,
    breaks: bool,
    /// Whether anything stands in it that is drawn.
    draws: bool,
    is_hidden: bool,
    ids: Vec<String>,
    /// Ids that it refers to.
    named: Vec<String>,
    title: String,
    width: Option<String>,
    view_box: Option<String>,
    style: String,
}

impl Read {
    fn new(html: &str) -> Self {
        let tokenizer = Tokenizer::new(Writer::default(), TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(html));
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        tokenizer.sink.finish()
    }

    /// The drawing with what it uses of others, while bytes for copies are left.
    fn complete(&self, all: &[Self], owners: &HashMap<&str, usize>, left: &mut usize) -> String {
        let own: HashSet<&str> = self.ids.iter().map(String::as_str).collect();
        let others: BTreeSet<usize> = (self.named.iter())
            .filter(|id| !own.contains(id.as_str()))
            .filter_map(|id| owners.get(id.as_str()).copied())
            .collect();
        let mut xml = self.xml[..self.inside].to_owned();
        for other in others.into_iter().map(|other| &all[other].xml) {
            if let Some(rest) = left.checked_sub(other.len()) {
                *left = rest;
                let _ = write!(xml, "<defs>{other}</defs>");
            }
        }
        xml.push_str(&self.xml[self.inside..]);
        xml
    }

    /// Width in CSS pixels, as written or by the view box.
    fn shown_width(&self) -> Option<u32> {
        let most = width::declared(&self.style, "max-width");
        let given = width::of_element(self.width.as_deref(), Some(&self.style));
        let font = self.width.as_deref().and_then(in_ems);
        let boxed = || {
            let numbers = self.view_box.as_deref()?.split([' ', ',', '\t', '\n']);
            let mut numbers = numbers.filter(|number| !number.is_empty());
            width::of_element(numbers.nth(2), None)
        };
        given
            .or(font)
            .or_else(|| width::of_element(None, Some(&format!("width:{}", most?))))
            .or_else(boxed)
    }

    /// What follows the URL in the `<img>`.
    fn after(&self) -> String {
        let mut style = match (self.is_relative(), self.shown_width()) {
            (Some(relative), _) => format!("width:{relative};max-width:100%"),
            (None, Some(width)) => format!("width:{width}px;max-width:100%"),
            (None, None) => "max-width:100%".to_owned(),
        };
        for declaration in self.style.split(';') {
            let property = declaration.split(':').next().unwrap_or("").trim();
            let is_kept = matches!(
                property,
                "display" | "vertical-align" | "float" | "max-width"
            ) || property.starts_with("margin")
                || property.starts_with("border");
            if is_kept {
                style.push(';');
                style.push_str(declaration.trim());
            }
        }
        format!(
            "\" style=\"{}\" alt=\"{}\">",
            ascii(&style),
            ascii(self.title.trim())
        )
    }

    /// The width in percent of the page.
    fn is_relative(&self) -> Option<&str> {
        let style = width::declared(&self.style, "width");
        style
            .or(self.width.as_deref())
            .map(str::trim)
            .filter(|width| {
                width
                    .strip_suffix('%')
                    .is_some_and(|number| number.parse::<f32>().is_ok())
            })
    }
}

/// `1em` at the usual size of text.
fn in_ems(width: &str) -> Option<u32> {
    let ems: u32 = width
        .trim()
        .strip_suffix("em")?
        .trim_end_matches('r')
        .parse()
        .ok()?;
    ems.checked_mul(16).filter(|&pixels| pixels > 0)
}

/// An attribute value that reads the same in every encoding.
fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || " :;%.,()#-/".contains(character) {
            plain.push(character);
        } else {
            let _ = write!(plain, "&#{};", u32::from(character));
        }
    }
    plain
}
