//! Components of MDX, Vue and Astro in Markdown: `<Figure src="a.png" />`. The site's generator alone knows what they
//! show; to an HTML parser they are other elements that never end.

use crate::problem::{Code, Problem};

/// Elements that have no content: `<Br />` and `<IMG />` are HTML in anybody's spelling.
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Characters of a component that are told.
const MOST_SHOWN: usize = 80;

/// A tag of a component, as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Component<'t> {
    tag: &'t str,
    name: &'t str,
}

impl<'t> Component<'t> {
    /// The component whose start or end tag this is: a name of several words (`TabItem`), or of one that begins with
    /// a capital and has no content (`<Card />`).
    pub(super) fn of(tag: &'t str) -> Option<Self> {
        let inner = tag.strip_prefix('<')?;
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '_');
        let name = &inner[..end.unwrap_or(inner.len())];
        let mut letters = name.chars();
        let begins = letters
            .next()
            .is_some_and(|first| first.is_ascii_uppercase());
        let rest = letters.as_str();
        if !begins || !rest.contains(|c: char| c.is_ascii_lowercase()) {
            return None;
        }
        let has_words = rest.contains(|c: char| c.is_ascii_uppercase() || c == '.');
        let is_whole = tag.trim_end().ends_with("/>")
            && !VOID.iter().any(|void| name.eq_ignore_ascii_case(void));
        (has_words || is_whole).then_some(Self { tag, name })
    }

    /// What the page loses with it: nothing more by an end tag.
    pub(super) fn loss(&self) -> Option<Problem> {
        if self.tag.starts_with("</") {
            return None;
        }
        let mut attributes = self.tag.split_ascii_whitespace().skip(1);
        let shows = attributes.any(|attribute| attribute.to_ascii_lowercase().starts_with("src="));
        if !shows {
            return Some(Problem::new(Code::PageDropped).with("element", self.name));
        }
        let mut written = self.tag.to_owned();
        if let Some((end, _)) = written.char_indices().nth(MOST_SHOWN) {
            written.truncate(end);
            written.push('…');
        }
        Some(Problem::new(Code::ImageShortcode).with("written", written))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_told_from_html_in_capitals() {
        for tag in [
            "<Figure src='a.png' />",
            "<MyChart>",
            "</TabItem>",
            "<Tabs.Item a=b>",
            "<Card/>",
        ] {
            assert!(Component::of(tag).is_some(), "{tag}");
        }
        for tag in [
            "<IMG SRC=a.png>",
            "<Table>",
            "</Font>",
            "<Br />",
            "<Img src=a />",
            "<figure />",
            "<b>",
        ] {
            assert_eq!(Component::of(tag), None, "{tag}");
        }
    }

    #[test]
    fn a_picture_is_the_greater_loss() {
        let code = |tag| {
            Component::of(tag)
                .and_then(|one| one.loss())
                .map(|loss| loss.code())
        };
        assert_eq!(code("<Image\n  src={hero} />"), Some(Code::ImageShortcode));
        assert_eq!(code("<MyChart data={x}>"), Some(Code::PageDropped));
        assert_eq!(code("</MyChart>"), None);
    }
}
