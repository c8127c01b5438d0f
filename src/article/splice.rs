//! Writes hosted URLs into the spans of references; every other byte stays.
//!
//! Edits that lie outside the source, or that overlap the one before, are skipped: they belong to
//! another article.

use std::borrow::Cow;

use super::Reference;
use super::reference::Slot;
use crate::asset::HostedUrl;

/// A rewritten source, and the way back from its bytes to those of the source it came from.
#[derive(Debug, Clone)]
pub struct Rewritten {
    bytes: Vec<u8>,
    /// For each edit: where it ends in the rewritten source, and where in the original.
    ends: Vec<(usize, usize)>,
}

impl Rewritten {
    /// The rewritten source.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The rewritten source, owned.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The offset in the original source of an offset in the rewritten one; inside an edit, a place
    /// near its span.
    #[must_use]
    pub fn original_offset(&self, offset: usize) -> usize {
        let before = self.ends.partition_point(|(new, _)| *new <= offset);
        match before.checked_sub(1).and_then(|index| self.ends.get(index)) {
            Some((new, old)) => old + (offset - new),
            None => offset,
        }
    }
}

pub(super) fn splice<'a>(
    source: &[u8],
    edits: impl IntoIterator<Item = (&'a Reference, &'a HostedUrl)>,
) -> Rewritten {
    let mut bytes = Vec::with_capacity(source.len());
    let mut ends = Vec::new();
    let mut copied = 0;
    for (reference, url) in edits {
        let span = &reference.span;
        if reference.slot == Slot::OnThePage {
            continue;
        }
        if span.start < copied || span.end < span.start || span.end > source.len() {
            continue;
        }
        bytes.extend_from_slice(&source[copied..span.start]);
        write(&mut bytes, &reference.slot, url.as_str());
        copied = span.end;
        ends.push((bytes.len(), copied));
    }
    bytes.extend_from_slice(&source[copied..]);
    Rewritten { bytes, ends }
}

fn write(output: &mut Vec<u8>, slot: &Slot, url: &str) {
    let mut parts = |before: &str, url: &str, after: &str| {
        output.extend_from_slice(before.as_bytes());
        output.extend_from_slice(url.as_bytes());
        output.extend_from_slice(after.as_bytes());
    };
    match slot {
        Slot::Markdown => parts("", &markdown(url), ""),
        Slot::YamlPlain if url.contains([',', '[', ']', '#']) || url.ends_with(':') => {
            parts("\"", url, "\"");
        }
        Slot::Plain | Slot::YamlPlain => parts("", url, ""),
        Slot::HtmlAttribute => parts("", &html(url), ""),
        Slot::HtmlUnquoted => parts("\"", &html(url), "\""),
        Slot::HtmlUnquotedPart => parts("", &html(url).replace('=', "&#61;"), ""),
        Slot::Around { before, after } => parts(before, &markdown(url), after),
        Slot::AroundHtml { before, after } => parts(before, &html(url), after),
        Slot::OnThePage => {}
    }
}

/// Escapes the one thing in a hosted URL that a Markdown destination would read differently:
/// `&copy;` is an entity, `&copy=1` is not.
fn markdown(url: &str) -> Cow<'_, str> {
    if url.contains('&') && url.contains(';') {
        Cow::Owned(url.replace('&', "&amp;"))
    } else {
        Cow::Borrowed(url)
    }
}

fn html(url: &str) -> Cow<'_, str> {
    if url.contains('&') {
        Cow::Owned(url.replace('&', "&amp;"))
    } else {
        Cow::Borrowed(url)
    }
}
