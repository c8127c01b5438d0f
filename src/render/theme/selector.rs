//! What a selector asks of a page: whether the shape of an element is enough to answer, whether its
//! place among others is needed, or whether nothing on a page can ever match.

/// What a pseudo-element stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// What a selector needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs<'a> {
    /// Tags, roles and ancestors.
    Shape,
    /// Siblings or attributes as well: the whole page has to be looked at.
    Page,
    /// A state that a page never has (`:hover`), or a part that nobody can write (`::selection`).
    Never(&'a str),
    /// `:root`, which holds variables.
    Root,
}

/// Pseudo-classes that say where an element stands.
const PLACES: [&str; 13] = [
    ":first-child",
    ":last-child",
    ":only-child",
    ":first-of-type",
    ":last-of-type",
    ":only-of-type",
    ":nth-child",
    ":nth-last-child",
    ":nth-of-type",
    ":nth-last-of-type",
    ":empty",
    ":not",
    ":root",
];

/// Splits off `::before` or `::after`; the rest selects the element it belongs to.
pub(super) fn split(selector: &str) -> (String, Option<Side>) {
    let (mut stem, side) = split_on_site(selector);
    // What begins an item stands in the line of its text, inside the item's one section.
    let last = stem
        .rsplit(|c: char| c.is_whitespace() || c == '>')
        .next()
        .unwrap_or_default();
    if side.is_some() && (last == "li" || last.starts_with("li.")) {
        stem.push_str(" > .item");
    }
    (stem, side)
}

/// The same for the style sheets of a site, whose items are as they are.
pub(super) fn split_on_site(selector: &str) -> (String, Option<Side>) {
    for (suffix, side) in [("before", Side::Before), ("after", Side::After)] {
        let Some(stem) = strip_suffix(selector, suffix).and_then(|stem| stem.strip_suffix(':'))
        else {
            continue;
        };
        let stem = stem.strip_suffix(':').unwrap_or(stem).trim_end();
        let mut stem = stem.to_owned();
        if stem.is_empty() || stem.ends_with('>') {
            stem.push('*');
        }
        return (stem, Some(side));
    }
    (selector.to_owned(), None)
}

fn strip_suffix<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(suffix.len())?;
    let end = text.get(at..)?;
    end.eq_ignore_ascii_case(suffix).then(|| &text[..at])
}

/// What a selector without a pseudo-element needs.
pub(super) fn needs(selector: &str) -> Needs<'_> {
    if selector == ":root" {
        return Needs::Root;
    }
    let mut rest = selector;
    while let Some(at) = rest.find([':', '[']) {
        rest = &rest[at..];
        if rest.starts_with('[') {
            rest = &rest[rest.find(']').unwrap_or(rest.len())..];
            continue;
        }
        let length = rest[1..]
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | ':')))
            .map_or(rest.len(), |end| end + 1);
        let name = &rest[..length];
        if !PLACES.iter().any(|place| name.eq_ignore_ascii_case(place)) {
            return Needs::Never(name);
        }
        rest = &rest[length..];
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.*> \t\r\n".contains(&byte);
    if selector.bytes().all(plain) {
        Needs::Shape
    } else {
        Needs::Page
    }
}

/// The classes a selector names.
pub(super) fn classes(selector: &str) -> impl Iterator<Item = &str> {
    selector.split('.').skip(1).map(|part| {
        let end = part
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))
            .unwrap_or(part.len());
        &part[..end]
    })
}

/// The id a selector names, with its `#`.
pub(super) fn id(selector: &str) -> Option<&str> {
    let at = selector.find('#')?;
    // Inside brackets it is part of a value.
    if selector[..at].contains('[') {
        return None;
    }
    let end = selector[at + 1..]
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))
        .map_or(selector.len(), |end| at + 1 + end);
    Some(&selector[at..end])
}

/// The names of elements a selector names.
pub(super) fn elements(selector: &str) -> impl Iterator<Item = &str> {
    let bare = |c: char| c.is_whitespace() || matches!(c, '>' | '+' | '~');
    selector.split(bare).filter_map(|compound| {
        let end = compound
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .unwrap_or(compound.len());
        let first = compound.as_bytes().first()?;
        first.is_ascii_alphabetic().then(|| &compound[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudo_elements_are_split_off() {
        for (selector, stem, side) in [
            ("h2::before", "h2", Some(Side::Before)),
            ("h2:AFTER", "h2", Some(Side::After)),
            ("ul > li::before", "ul > li > .item", Some(Side::Before)),
            ("li.task::before", "li.task > .item", Some(Side::Before)),
            ("::after", "*", Some(Side::After)),
            (".before", ".before", None),
            ("h2", "h2", None),
        ] {
            assert_eq!(split(selector), (stem.to_owned(), side), "{selector}");
        }
    }

    #[test]
    fn needs_are_told_apart() {
        for (selector, needed) in [
            ("h2 > strong .link", Needs::Shape),
            ("*", Needs::Shape),
            (":root", Needs::Root),
            ("p + p", Needs::Page),
            ("img[alt=\"a:b\"]", Needs::Page),
            ("li:nth-child(2n)", Needs::Page),
            ("p:not(.note)", Needs::Page),
            ("a:hover", Needs::Never(":hover")),
            ("p::first-letter", Needs::Never("::first-letter")),
        ] {
            assert_eq!(needs(selector), needed, "{selector}");
        }
    }

    #[test]
    fn names_are_found() {
        let selector = "h2.a-b > .c:not(.d) [x=y] section";
        assert_eq!(classes(selector).collect::<Vec<_>>(), ["a-b", "c", "d"]);
        assert_eq!(elements(selector).collect::<Vec<_>>(), ["h2", "section"]);
        assert_eq!(id("#nice h2"), Some("#nice"));
        assert_eq!(id("a[href='#x']"), None);
    }
}
