//! Notations that the standard does not know, where they can mean nothing else: `H~2~O`, `x^2^`,
//! `{漢字|かんじ}`. Text comes in, the events of what it means go out.
//!
//! - A sub- or superscript stands behind what it belongs to, is short, and holds neither white space nor
//!   sentences: `3~5 天`, `好的~谢谢~`, `~/a~b`, `x^2+y^2` and `^_^` stay as they are. Behind a Chinese
//!   character only notes are raised: `正文^[1]^`.
//! - The base of a ruby is Chinese or Japanese; it has one reading, or one for each of its characters.
//!   Where `ruby` is taken away, its readings stand in parentheses.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag};

use super::Item;
use super::delimiter::is_chinese;

/// What was found, as ranges of the body.
#[derive(Debug)]
pub(super) enum Notation {
    Subscript(Range<usize>),
    Superscript(Range<usize>),
    Ruby {
        whole: Range<usize>,
        pairs: Vec<(Range<usize>, Range<usize>)>,
    },
}

/// Longest script, in characters.
const LONGEST_SCRIPT: usize = 24;

/// Longest base or reading, in characters.
const LONGEST_RUBY: usize = 64;

impl Notation {
    /// The notation that begins at `at`, in a leaf that begins at `start` and plain text that goes on up
    /// to `end`.
    pub(super) fn at(body: &str, at: usize, start: usize, end: usize) -> Option<Self> {
        match body.as_bytes()[at] {
            b'~' => script(body, '~', at, start, end).map(Self::Subscript),
            b'^' => script(body, '^', at, start, end).map(Self::Superscript),
            b'{' => ruby(body, at, start, end),
            _ => None,
        }
    }

    /// Where it ends.
    pub(super) fn end(&self) -> usize {
        match self {
            Self::Subscript(inner) | Self::Superscript(inner) => inner.end + 1,
            Self::Ruby { whole, .. } => whole.end,
        }
    }

    /// What it means.
    pub(super) fn events<'a>(self, body: &'a str) -> Vec<Item<'a>> {
        let text = |range: Range<usize>| {
            let text = CowStr::Borrowed(&body[range.clone()]);
            (Event::Text(text), range)
        };
        let script = |inner: Range<usize>, tag: Tag<'a>| {
            let whole = inner.start - 1..inner.end + 1;
            let end = Event::End(tag.to_end());
            vec![
                (Event::Start(tag), whole.clone()),
                text(inner),
                (end, whole),
            ]
        };
        match self {
            Self::Subscript(inner) => script(inner, Tag::Subscript),
            Self::Superscript(inner) => script(inner, Tag::Superscript),
            Self::Ruby { whole, pairs } => {
                let tag = |html| (Event::InlineHtml(CowStr::Borrowed(html)), whole.clone());
                let word = |text| (Event::Text(CowStr::Borrowed(text)), whole.clone());
                let mut events = vec![tag("<ruby>")];
                for (base, reading) in pairs {
                    events.extend([
                        text(base),
                        tag("<rp>"),
                        word("（"),
                        tag("</rp>"),
                        tag("<rt>"),
                        text(reading),
                        tag("</rt>"),
                        tag("<rp>"),
                        word("）"),
                        tag("</rp>"),
                    ]);
                }
                events.push(tag("</ruby>"));
                events
            }
        }
    }
}

/// What a comparison may stand beside.
pub(super) fn is_operand(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '!' | '<' | '>' | '=')
}

/// The inside of a script between two `mark`s.
fn script(body: &str, mark: char, at: usize, start: usize, end: usize) -> Option<Range<usize>> {
    let before = body[start..at].chars().next_back()?;
    let inner = &body[at + 1..end];
    let length = inner
        .char_indices()
        .take(LONGEST_SCRIPT + 1)
        .find_map(|(index, c)| (c == mark).then_some(index))?;
    let after = inner[length + 1..].chars().next();
    let inner = &inner[..length];
    let is_letter = |c: char| c.is_alphanumeric() && !is_chinese(c);
    let is_note = inner.starts_with('[') && inner.ends_with(']');
    let belongs = match before {
        ')' | ']' | '}' => true,
        c if is_letter(c) => mark == '^' || !c.is_ascii_digit(),
        c if is_chinese(c) => mark == '^' && (is_note || inner.parse::<u8>().is_ok()),
        _ => false,
    };
    let holds = inner.chars().all(|c| {
        is_letter(c)
            || "+-−±()[],.*'′″™®℠°".contains(c)
            || (is_note && is_chinese(c) && c.is_alphanumeric())
    });
    let ends = match after {
        Some(c) if c == mark || c.is_ascii_digit() => false,
        Some(c) if c.is_ascii_alphabetic() => inner
            .chars()
            .all(|c| c.is_ascii_digit() || "+-".contains(c)),
        _ => true,
    };
    let says = inner
        .chars()
        .any(|c| c.is_alphanumeric() || "+-−*'′″™®℠°".contains(c));
    (belongs && holds && ends && says).then(|| at + 1..at + 1 + length)
}

/// `{base|reading}`, `{base|one|for|each}`.
fn ruby(body: &str, at: usize, start: usize, end: usize) -> Option<Notation> {
    if body[start..at].ends_with(['{', '$', '%', '#']) {
        return None;
    }
    let inner = &body[at + 1..end];
    let length = inner
        .char_indices()
        .take(LONGEST_RUBY * 2)
        .find_map(|(index, c)| matches!(c, '{' | '}' | '\n').then_some((index, c)))
        .and_then(|(index, c)| (c == '}').then_some(index))?;
    let inner = &inner[..length];
    let (base, readings) = inner.split_once('|')?;
    let is_base = |c: char| is_chinese(c) && c.is_alphanumeric() || matches!(c, '々' | '〆' | 'ー');
    let characters = base.chars().count();
    if !(1..=LONGEST_RUBY).contains(&characters) || !base.chars().all(is_base) {
        return None;
    }
    let range = |text: &str, from: usize| from..from + text.len();
    let base_at = at + 1;
    let mut from = base_at + base.len() + 1;
    let mut read = Vec::new();
    for reading in readings.split('|') {
        if reading.trim().is_empty() {
            return None;
        }
        read.push(range(reading, from));
        from += reading.len() + 1;
    }
    let pairs = if read.len() == 1 {
        let reading = read.pop()?;
        vec![(range(base, base_at), reading)]
    } else if read.len() == characters {
        let bases = base
            .char_indices()
            .map(|(index, c)| base_at + index..base_at + index + c.len_utf8());
        bases.zip(read).collect()
    } else {
        return None;
    };
    Some(Notation::Ruby {
        whole: at..at + 1 + length + 1,
        pairs,
    })
}
