//! Which attributes of which elements name pictures: names in, how to read the value out.

use crate::article::Syntax;

/// How the value of an attribute is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// One URL.
    Url(Syntax),
    /// A `srcset`.
    Candidates(Syntax),
    /// CSS declarations with `url()`s.
    Style,
    /// A Vue binding: an expression, never ours to touch.
    Binding(Syntax),
    /// `<base href>`.
    Base,
}

/// How to read an attribute, if it can name a picture. Names in lower case.
pub(super) fn wanted(tag: &str, name: &str, is_image_input: bool) -> Option<Wanted> {
    use Wanted::{Base, Binding, Candidates, Style, Url};
    Some(match (tag, name) {
        (_, "style") => Style,
        ("img" | "image", "src") => Url(Syntax::HtmlSrc),
        ("input", "src") if is_image_input => Url(Syntax::HtmlSrc),
        ("img" | "source", "srcset") => Candidates(Syntax::HtmlSrcset),
        ("img", "data-src" | "data-original" | "data-lazy-src" | "data-original-src") => {
            Url(Syntax::HtmlLazy)
        }
        ("img" | "source", "data-srcset" | "data-lazy-srcset") => Candidates(Syntax::HtmlLazy),
        ("img", ":src" | "v-bind:src") => Binding(Syntax::HtmlSrc),
        ("image", "href" | "xlink:href") => Url(Syntax::SvgImage),
        ("video", "poster") => Url(Syntax::HtmlPoster),
        ("body" | "table" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th", "background") => {
            Url(Syntax::HtmlBackground)
        }
        ("base", "href") => Base,
        _ => return None,
    })
}

/// The wanted attributes of one element met so far; there are few names, so a line will do however
/// many attributes a hostile tag has.
#[derive(Debug, Default)]
pub(super) struct Seen(Vec<String>);

impl Seen {
    /// Whether the name is met for the first time.
    pub(super) fn first(&mut self, name: &str) -> bool {
        let new = !self.0.iter().any(|known| known == name);
        if new {
            self.0.push(name.to_owned());
        }
        new
    }
}

/// Words of which every tag worth scanning has one, in lower case.
const MARKS: [&[u8]; 5] = [b"src", b"style", b"href", b"poster", b"background"];

/// Whether a piece of HTML can hold a drawing.
pub(in crate::article) fn may_hold_drawings(html: &[u8]) -> bool {
    html.windows(4)
        .any(|start| start.eq_ignore_ascii_case(b"<svg"))
}

/// Whether a piece of HTML can hold anything wanted; cheap, and right when it says no.
pub(in crate::article) fn may_hold_references(html: &[u8]) -> bool {
    html.contains(&b'=')
        && html.iter().enumerate().any(|(at, first)| {
            MARKS.iter().any(|mark| {
                mark[0] == first.to_ascii_lowercase()
                    && html[at..]
                        .get(..mark.len())
                        .is_some_and(|word| word.eq_ignore_ascii_case(mark))
            })
        })
}
