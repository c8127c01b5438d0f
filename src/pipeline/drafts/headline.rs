//! The headline of an article that is the title of its draft, and therefore leaves the body: readers would see
//! it twice.

use std::borrow::Cow;
use std::ops::Range;

use crate::article::{self, Format, Opening};
use crate::options::Options;
use crate::render;

/// How an article begins, of HTML within the element that is the article. `text` comes without a byte-order mark.
pub(super) fn opening(text: &str, format: Format, options: &Options) -> Opening {
    let range = match format {
        Format::Markdown => None,
        Format::Html => render::selected(text, options.select.as_deref())
            .ok()
            .flatten(),
    };
    let inside = article::opening(text, format, range.clone());
    if inside.headline.is_some() || range.is_none() {
        return inside;
    }
    // Many sites have the title of a page above the element that is the article. It stays there.
    let headline = article::only_headline(text).map(|title| (0..0, title));
    Opening { headline, ..inside }
}

/// The headline that is the draft's title: the first of the first level, unless there is another title.
pub(super) fn leaving(
    opening: &Opening,
    text: &str,
    format: Format,
    options: &Options,
) -> Option<Range<usize>> {
    let (span, headline) = opening.headline.as_ref()?;
    if span.is_empty() {
        return None;
    }
    let given = options.draft.as_ref()?.given.title.clone();
    let own = || match format {
        Format::Markdown => article::description(text).title.map(|said| said.text),
        Format::Html => None,
    };
    let is_title = given
        .or_else(own)
        .is_none_or(|title| is_same(&title, headline));
    is_title.then(|| span.clone())
}

/// The text without the headline that is the draft's title.
pub(in crate::pipeline) fn without_headline<'t>(
    text: Cow<'t, str>,
    format: Format,
    options: &Options,
) -> Cow<'t, str> {
    if options.draft.is_none() {
        return text;
    }
    let opening = opening(&text, format, options);
    match leaving(&opening, &text, format, options) {
        Some(span) => Cow::Owned(article::without(&text, &span)),
        None => text,
    }
}

/// Whether two titles are one, but for white space.
fn is_same(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}
