//! What stands below the text: links that readers cannot follow become numbered notes.
//!
//! WeChat keeps links to published articles and no others, and a `#fragment` makes a draft fail
//! (45166). Which is which is decided here; the numbering too.

use std::collections::HashMap;

/// What becomes of a link.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LinkFate<'a> {
    /// It works inside WeChat.
    Keep(&'a str),
    /// Its address becomes a note.
    Note(String),
    /// Nowhere a reader could go: a fragment, another file of the site, a script.
    Text,
}

/// Decides by the address alone.
fn fate(href: &str) -> LinkFate<'_> {
    let href = href.trim();
    let Some((scheme, rest)) = href.split_once("//") else {
        return LinkFate::Text;
    };
    let known = scheme.is_empty()
        || scheme.eq_ignore_ascii_case("http:")
        || scheme.eq_ignore_ascii_case("https:");
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    if !known || host.is_empty() || href.contains(|c: char| c.is_control()) {
        return LinkFate::Text;
    }
    if host.eq_ignore_ascii_case("mp.weixin.qq.com") {
        // Articles of the old form carry a `#rd`, which their own links do without.
        return LinkFate::Keep(href.split('#').next().unwrap_or(href));
    }
    if scheme.is_empty() {
        return LinkFate::Note(format!("https:{href}"));
    }
    LinkFate::Note(href.to_owned())
}

/// One numbered address.
#[derive(Debug)]
pub(super) struct LinkNote {
    /// Where it goes.
    pub(super) url: String,
    /// The text of the first link to it, as HTML without tags.
    pub(super) text: String,
}

/// The addresses met so far, each once, numbered from 1.
#[derive(Debug, Default)]
pub(super) struct LinkNotes {
    notes: Vec<LinkNote>,
    numbers: HashMap<String, usize>,
    /// There shall be none: such links are text.
    left_out: bool,
}

/// Longest text repeated in a note, in characters.
const TEXT_LIMIT: usize = 80;

impl LinkNotes {
    /// Makes no notes from now on.
    pub(super) fn leave_out(&mut self) {
        self.left_out = true;
    }

    /// What becomes of a link on this page.
    pub(super) fn fate<'a>(&self, href: &'a str) -> LinkFate<'a> {
        match fate(href) {
            LinkFate::Note(_) if self.left_out => LinkFate::Text,
            fate => fate,
        }
    }

    /// The number of an address, new or known. `text` is HTML without tags.
    pub(super) fn number(&mut self, url: &str, text: &str) -> usize {
        if let Some(number) = self.numbers.get(url) {
            return *number;
        }
        let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        let text = match text.char_indices().nth(TEXT_LIMIT) {
            // Not inside an entity.
            Some((end, _)) => {
                let cut = &text[..end];
                let cut = match cut.rfind('&') {
                    Some(entity) if !cut[entity..].contains(';') => &cut[..entity],
                    _ => cut,
                };
                format!("{cut}…")
            }
            None => text,
        };
        self.notes.push(LinkNote {
            url: url.to_owned(),
            text,
        });
        self.numbers.insert(url.to_owned(), self.notes.len());
        self.notes.len()
    }

    /// Whether the text of a link is its address, with or without scheme. `text` is HTML.
    pub(super) fn shows(text: &str, url: &str) -> bool {
        fn bare(url: &str) -> &str {
            let url = url.trim();
            let url = url.split_once("://").map_or(url, |(_, rest)| rest);
            url.strip_suffix('/').unwrap_or(url)
        }
        let mut escaped = String::with_capacity(url.len());
        super::escape::push_text(&mut escaped, url);
        bare(text).eq_ignore_ascii_case(bare(&escaped))
    }

    /// Takes them out, in order.
    pub(super) fn take(&mut self) -> Vec<LinkNote> {
        self.numbers.clear();
        std::mem::take(&mut self.notes)
    }
}

/// The mark of a footnote: ① to ㊿ as Chinese books do it, `1` in text without Chinese.
pub(super) fn footnote_mark(number: usize, chinese: bool) -> String {
    let circled = match u32::try_from(number).unwrap_or(u32::MAX) {
        n @ 1..=20 => char::from_u32(0x2460 + n - 1),
        n @ 21..=35 => char::from_u32(0x3251 + n - 21),
        n @ 36..=50 => char::from_u32(0x32B1 + n - 36),
        _ => None,
    };
    match circled {
        Some(mark) if chinese => mark.to_string(),
        None if chinese => format!("({number})"),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_published_articles_stay_links() {
        let article = "https://mp.weixin.qq.com/s/AbC";
        assert_eq!(fate(article), LinkFate::Keep(article));
        assert_eq!(
            fate(" http://mp.weixin.qq.com/s?__biz=x&mid=1#wechat_redirect"),
            LinkFate::Keep("http://mp.weixin.qq.com/s?__biz=x&mid=1")
        );
        assert_eq!(
            fate("//例子.中国/a"),
            LinkFate::Note("https://例子.中国/a".to_owned())
        );
        for dead in [
            "#top",
            "other.md",
            "/docs/",
            "mailto:a@b.c",
            "javascript://x",
            "https://",
            "java\nscript:alert(1)//",
            "",
        ] {
            assert_eq!(fate(dead), LinkFate::Text, "{dead}");
        }
    }

    #[test]
    fn one_address_has_one_number() {
        let mut notes = LinkNotes::default();
        assert_eq!(notes.number("https://a.cn/", "甲"), 1);
        assert_eq!(notes.number("https://b.cn/", "乙"), 2);
        assert_eq!(notes.number("https://a.cn/", "又是甲"), 1);
        assert_eq!(notes.take().len(), 2);
        assert!(LinkNotes::shows("a.cn/?x=1&amp;y", "https://a.cn/?x=1&y"));
        assert!(LinkNotes::shows("https://a.cn", "https://a.cn/"));
        assert!(!LinkNotes::shows("甲", "https://a.cn/"));
    }

    #[test]
    fn long_texts_are_cut_outside_of_entities() {
        let mut notes = LinkNotes::default();
        notes.number("u", &format!("{}&amp;乙", "甲".repeat(78)));
        assert_eq!(notes.take()[0].text, format!("{}…", "甲".repeat(78)));
    }

    #[test]
    fn footnote_marks_follow_the_language() {
        let marks = [1, 20, 21, 35, 36, 50, 51].map(|number| footnote_mark(number, true));
        assert_eq!(marks, ["①", "⑳", "㉑", "㉟", "㊱", "㊿", "(51)"]);
        assert_eq!(footnote_mark(3, false), "3");
    }
}
