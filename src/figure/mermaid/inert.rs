//! A drawing in which nothing can be followed: links become groups. The drawer has left out scripts,
//! handlers and files already; of links only the addresses are left, and a picture has no use for them.

use std::fmt::Write as _;

use super::frame::attributes;

/// Attributes that say where a link leads and how.
const OF_LINKS: [&str; 4] = ["href", "xlink:href", "target", "rel"];

/// The drawing without its links.
pub(super) fn without_links(svg: &str) -> String {
    let mut inert = String::with_capacity(svg.len());
    let mut rest = svg;
    while let Some((before, from)) = rest.split_once("<a") {
        inert.push_str(before);
        // Other elements begin with an `a` too.
        if !from.starts_with([' ', '>', '/', '\n', '\t']) {
            inert.push_str("<a");
            rest = from;
            continue;
        }
        let end = end_of_tag(from);
        let (inside, after) = from.split_at(end);
        inert.push_str("<g");
        for (name, value) in attributes(inside).filter(|(name, _)| !OF_LINKS.contains(name)) {
            let _ = write!(inert, " {name}=\"{value}\"");
        }
        inert.push_str(if inside.ends_with('/') { "/" } else { "" });
        rest = after;
    }
    inert.push_str(rest);
    inert.replace("</a>", "</g>")
}

/// Where a tag ends: at the first `>` outside quotes.
fn end_of_tag(tag: &str) -> usize {
    let mut within = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (within, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => within = Some(byte),
            (Some(quote), byte) if quote == byte => within = None,
            _ => {}
        }
    }
    tag.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_groups_and_nothing_else_changes() {
        let svg = r##"<svg><animate x="1"/><a xlink:href="https://a.test/?b>c" target="_blank" transform="translate(1,2)"><use href="#x"/></a><a/></svg>"##;
        let inert = r##"<svg><animate x="1"/><g transform="translate(1,2)"><use href="#x"/></g><g/></svg>"##;
        assert_eq!(without_links(svg), inert);
    }
}
