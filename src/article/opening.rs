//! How an article begins, for those who see it in a list: the headline that may be its title, and the first
//! paragraph, of which a digest is made.

mod head;
mod html;
mod plain;

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

pub(crate) use head::description_of_html;
use html::html;
pub(crate) use html::only_headline;
use plain::{headline, plain_formula};

use super::{Format, Prepared, body_start, markdown_options, template};

/// How an article begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Opening {
    /// The first heading of the first level, or the heading of any level that the article begins with: its bytes and
    /// its text.
    pub(crate) headline: Option<(Range<usize>, String)>,
    /// The text of the first paragraph.
    pub(crate) paragraph: Option<String>,
}

/// Reads the beginning of a text without a byte-order mark; of HTML only what lies in `range`, if there is one.
pub(crate) fn opening(text: &str, format: Format, range: Option<Range<usize>>) -> Opening {
    match format {
        Format::Markdown => {
            let body = body_start(text);
            let mut opening = markdown(&text[body..]);
            if let Some((span, _)) = &mut opening.headline {
                *span = span.start + body..span.end + body;
            }
            opening
        }
        Format::Html => {
            let range = range.unwrap_or(0..text.len());
            let mut opening = html(text.get(range.clone()).unwrap_or_default());
            if let Some((span, _)) = &mut opening.headline {
                *span = span.start + range.start..span.end + range.start;
            }
            opening
        }
    }
}

/// The text with a span made blank, line by line, so that everything else keeps its place.
pub(crate) fn without(text: &str, span: &Range<usize>) -> String {
    let mut blanked = String::with_capacity(text.len());
    blanked.push_str(&text[..span.start]);
    blanked.extend(text[span.clone()].bytes().map(|byte| match byte {
        b'\n' | b'\r' => char::from(byte),
        _ => ' ',
    }));
    blanked.push_str(&text[span.end..]);
    blanked
}

fn markdown(body: &str) -> Opening {
    let masked = template::masked(body.as_bytes(), true);
    // Masking writes ASCII over ASCII, so the copy is as valid as the text.
    let Ok(masked) = std::str::from_utf8(&masked) else {
        return Opening::default();
    };
    let prepared = Prepared::read(masked);
    let mut opening = Opening::default();
    // A quotation or a list may have to do where nothing else is there.
    let mut second_best = None;
    let mut depth = 0_usize;
    let mut words: Option<Words> = None;
    // The heading that stands first, should none be of the first level.
    let mut first_block = None;
    let mut is_first = true;
    for (event, range) in Parser::new_ext(prepared.text(), markdown_options()).into_offset_iter() {
        if opening.headline.is_some() && opening.paragraph.is_some() {
            break;
        }
        match event {
            Event::Start(Tag::Heading { level, .. })
                if depth == 0 && (level == HeadingLevel::H1 || is_first) =>
            {
                words = Some(Words::default());
                is_first = false;
                depth += 1;
            }
            Event::End(TagEnd::Heading(level)) => {
                depth = depth.saturating_sub(1);
                if let Some(words) = words.take() {
                    let end = range.start + prepared.text()[range.clone()].trim_end().len();
                    let headline = (range.start..end, headline(&words.text()));
                    if level == HeadingLevel::H1 {
                        opening.headline = Some(headline);
                    } else {
                        first_block = Some(headline);
                    }
                }
            }
            // In a tight list there are no paragraphs.
            Event::Start(Tag::Paragraph | Tag::Item) => {
                words = Some(Words::default());
                is_first = false;
                depth += 1;
            }
            Event::End(TagEnd::Paragraph) => {
                depth = depth.saturating_sub(1);
                let text = words.take().map(Words::text).filter(|text| is_prose(text));
                match text {
                    Some(text) if depth == 0 => _ = opening.paragraph.get_or_insert(text),
                    Some(text) => _ = second_best.get_or_insert(text),
                    None => {}
                }
            }
            Event::Start(Tag::Image { .. }) => {
                depth += 1;
                if let Some(words) = &mut words {
                    words.hidden += 1;
                }
            }
            Event::End(TagEnd::Image) => {
                depth = depth.saturating_sub(1);
                if let Some(words) = &mut words {
                    words.hidden = words.hidden.saturating_sub(1);
                }
            }
            Event::End(TagEnd::Item) => {
                depth = depth.saturating_sub(1);
                let text = words.take().map(Words::text).filter(|text| is_prose(text));
                if let Some(text) = text {
                    _ = second_best.get_or_insert(text);
                }
            }
            Event::Start(_) => {
                is_first = false;
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(text) | Event::Code(text) => {
                if let Some(words) = &mut words {
                    words.add(&text);
                }
            }
            Event::InlineMath(formula) => {
                if let Some(words) = &mut words {
                    words.add(&plain_formula(&formula));
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(words) = &mut words {
                    words.add("\n");
                }
            }
            _ => {}
        }
    }
    opening.paragraph = opening.paragraph.or(second_best);
    opening.headline = opening.headline.or(first_block);
    opening
}

/// Text that is being gathered.
#[derive(Debug, Default)]
struct Words {
    text: String,
    /// Images that are open: their descriptions are no text.
    hidden: usize,
}

impl Words {
    fn add(&mut self, text: &str) {
        if self.hidden == 0 {
            self.text.push_str(text);
        }
    }

    fn text(self) -> String {
        joined(&self.text)
    }
}

/// Lines made one: a break between Chinese characters is nothing, elsewhere a space.
fn joined(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text
        .split(char::is_whitespace)
        .filter(|word| !word.is_empty())
    {
        let is_wide = |letter: Option<char>| letter.is_some_and(|letter| !is_narrow(letter));
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        let was_break = text[..at]
            .trim_end_matches([' ', '\t'])
            .ends_with(['\n', '\r']);
        let closed_up =
            was_break && is_wide(line.chars().next_back()) && is_wide(word.chars().next());
        if !line.is_empty() && !closed_up {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Latin and other letters that are written with spaces between words.
fn is_narrow(letter: char) -> bool {
    u32::from(letter) < 0x2e80
}

/// Whether a paragraph says something: no table of contents, no bare address, not only marks.
fn is_prose(text: &str) -> bool {
    let is_mark = text.eq_ignore_ascii_case("[toc]") || text.eq_ignore_ascii_case("[[toc]]");
    let is_address = text.contains("://") && !text.contains(' ');
    !is_mark && !is_address && text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (String, String) {
        let opening = opening(text, Format::Markdown, None);
        let headline = opening.headline.map(|(span, title)| {
            assert!(!without(text, &span).contains(title.as_str()), "{title}");
            assert_eq!(without(text, &span).len(), text.len());
            title
        });
        (
            headline.unwrap_or_default(),
            opening.paragraph.unwrap_or_default(),
        )
    }

    fn said(title: &str, paragraph: &str) -> (String, String) {
        (title.to_owned(), paragraph.to_owned())
    }

    #[test]
    fn the_headline_and_the_first_paragraph_are_found() {
        for (text, title, paragraph) in [
            (
                "# 题 `a` *b*\n\n正文\n一行 and\nmore\n",
                "题 a b",
                "正文一行 and more",
            ),
            ("题\n===\n\n![图](a.png)\n\n文", "题", "文"),
            (
                "---\ntitle: x\n---\n\n# 题\n\n[TOC]\n\n$a+b$ 是和",
                "题",
                "a+b 是和",
            ),
            ("## 二级\n\n> 引文\n\n正文", "二级", "正文"),
            ("正文\n\n## 二级\n", "", "正文"),
            (
                "## 二级\n\n# 一级 {#a .b}\n\n$a \\bmod b \\le c_{1}$ 是",
                "一级",
                "a mod b ≤ c_1 是",
            ),
            ("# 题 :id=quick\n", "题", ""),
            ("> 引文", "", "引文"),
            ("- 甲\n- 乙\n", "", "甲"),
            ("1. 甲\n   - 丙\n", "", "丙"),
            ("- 项\n\n- 二\n", "", "项"),
            ("正文\n\n# 后面的\n\n# 再\n", "后面的", "正文"),
            (
                "```\n# 码\n```\n\n<p>html</p>\n\n[链接](https://a.b) 文",
                "",
                "链接 文",
            ),
            ("https://example.com/a\n\n文", "", "文"),
        ] {
            assert_eq!(of(text), said(title, paragraph), "{text}");
        }
    }

    #[test]
    fn html_has_its_own() {
        let text = "<title>页</title><main><h1 class=\"a\">题 &amp; <b>目</b></h1><p></p>\
            <p>正文<br>二 <a href=\"x\">链</a></p></main>";
        let opening = opening(text, Format::Html, None);
        let (span, title) = opening.headline.unwrap();
        assert_eq!(title, "题 & 目");
        assert!(text[span].ends_with("</h1>"));
        assert_eq!(opening.paragraph.as_deref(), Some("正文二 链"));
    }
}
