//! Where an image lies: lazy-loading pages keep it in many attributes.

use crate::asset::HostedUrl;
use crate::render::token::StartTag;

/// Where an image lies: the first hosted of all attributes that may say so, the real one behind a lazy
/// placeholder before the placeholder in `src`, which is hosted as well by now; else what is written.
pub(super) fn image_source<'a>(tag: &'a StartTag, fallback: &'a str) -> Option<&'a str> {
    let lazy = [
        "data-src",
        "data-original",
        "data-original-src",
        "data-lazy-src",
        "data-actualsrc",
    ]
    .into_iter()
    .filter_map(|name| tag.attribute(name));
    let sets = |names: &'static [&str]| {
        names
            .iter()
            .flat_map(|name| {
                let set = tag.attribute(name).unwrap_or_default();
                // The largest that is hosted, or else the largest.
                [largest_of(set, HostedUrl::is_hosted), largest(set)]
            })
            .flatten()
    };
    let candidates: Vec<&str> = lazy
        .chain(sets(&["data-srcset", "data-lazy-srcset"]))
        .chain(tag.attribute("src"))
        .chain(sets(&["srcset"]))
        .chain([fallback])
        .map(str::trim)
        .filter(|url| !url.is_empty())
        .collect();
    candidates
        .iter()
        .find(|url| HostedUrl::is_hosted(url))
        .or_else(|| candidates.first())
        .copied()
}

/// The largest candidate of a `srcset`.
pub(super) fn largest(srcset: &str) -> Option<&str> {
    largest_of(srcset, |_| true)
}

/// The largest candidate of a `srcset` among those that are `wanted`.
fn largest_of(srcset: &str, wanted: impl Fn(&str) -> bool) -> Option<&str> {
    let mut best: Option<(&str, f64)> = None;
    let mut rest = srcset;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return best.map(|(url, _)| url);
        }
        let end = rest
            .find(|c: char| c.is_ascii_whitespace())
            .unwrap_or(rest.len());
        let (url, after) = rest.split_at(end);
        let bare = url.trim_end_matches(',');
        let descriptor = if bare.len() == url.len() {
            let end = after.find(',').unwrap_or(after.len());
            rest = &after[end..];
            after[..end].trim()
        } else {
            rest = after;
            ""
        };
        let size = descriptor
            .trim_end_matches(['w', 'x', 'h'])
            .parse::<f64>()
            .unwrap_or(1.0);
        if wanted(bare) && best.is_none_or(|(_, known)| size > known) {
            best = Some((bare, size));
        }
    }
}
