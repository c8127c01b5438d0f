//! A page as plain text, for what takes no HTML: its tags come in, lines go out.

use html5ever::local_name;

use super::model;
use super::token::{Token, Tokens};

/// The text of a page as readers see it: a line for each block, blank lines between paragraphs, tabs
/// between the cells of a table. Pictures and formulas stand as their alternative text.
#[must_use]
pub fn plain_text(html: &str) -> String {
    let mut text = Plain::default();
    let mut tokens = Tokens::new();
    tokens.feed(html, 0, |token, _| text.token(&token));
    tokens.finish(|token, _| text.token(&token));
    text.end()
}

#[derive(Default)]
struct Plain {
    text: String,
    /// Line ends that are due before the next text.
    breaks: usize,
    /// Whether a blank is due.
    blank: bool,
    /// Fixed blanks that are due: indents of code.
    indent: usize,
    /// Depth of `svg` elements, whose inside is no text.
    drawings: usize,
}

impl Plain {
    fn token(&mut self, token: &Token) {
        match token {
            Token::Text(text) if self.drawings == 0 => self.push(text),
            Token::Text(_) => {}
            Token::Start(tag) if tag.name == local_name!("svg") => {
                self.drawings += 1;
                self.push(tag.attribute("aria-label").unwrap_or_default());
            }
            Token::End(name) if *name == local_name!("svg") => {
                self.drawings = self.drawings.saturating_sub(1);
            }
            Token::Start(tag) if tag.name == local_name!("br") => {
                self.breaks += 1;
                self.indent = 0;
            }
            Token::Start(tag) if tag.name == local_name!("img") => {
                self.push(tag.attribute("alt").unwrap_or_default());
            }
            Token::Start(tag) if model::is_cell(&tag.name) => {
                if !self.text.is_empty() && !self.text.ends_with(['\n', '\t']) && self.breaks == 0 {
                    self.text.push('\t');
                    self.blank = false;
                }
            }
            Token::Start(tag) => self.border(&tag.name),
            Token::End(name) => self.border(name),
        }
    }

    fn border(&mut self, name: &html5ever::LocalName) {
        let lines = match *name {
            local_name!("p")
            | local_name!("table")
            | local_name!("pre")
            | local_name!("figure") => 2,
            ref name if model::is_heading(name) => 2,
            local_name!("tr") => 1,
            ref name if model::ends_paragraph(name) => 1,
            _ => return,
        };
        self.breaks = self.breaks.max(lines);
        self.indent = 0;
    }

    fn push(&mut self, text: &str) {
        for part in text.split_inclusive([' ', '\n', '\t', '\r']) {
            let word = part.trim_end_matches([' ', '\n', '\t', '\r']);
            if !word.is_empty() {
                self.word(word);
            }
            self.blank |= word.len() < part.len();
        }
    }

    fn word(&mut self, word: &str) {
        let fixed = word.chars().take_while(|c| *c == '\u{A0}').count();
        self.indent += fixed;
        let word = word.trim_start_matches('\u{A0}');
        // Those of a sentinel hold the place of nothing.
        if word.is_empty() {
            return;
        }
        if self.breaks > 0 && !self.text.is_empty() {
            let lines = "\n".repeat(self.breaks.min(2));
            self.text.truncate(self.text.trim_end_matches(' ').len());
            self.text.push_str(&lines);
        } else if self.blank && !self.text.is_empty() && !self.text.ends_with(['\n', '\t']) {
            self.text.push(' ');
        }
        self.text.push_str(&" ".repeat(self.indent));
        self.indent = 0;
        self.breaks = 0;
        self.blank = false;
        self.text
            .extend(word.chars().map(|c| if c == '\u{A0}' { ' ' } else { c }));
    }

    fn end(self) -> String {
        let mut text = self.text;
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_lines_and_pictures_their_words() {
        let html = "<section><p style=\"font-size:0\">&nbsp;</p><h2>题</h2><p>一 <b>二</b>\n三</p>\
            <ul><li>甲</li><li>乙</li></ul><table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>\
            <figure><img src=x alt=\"图\"></figure><p>式 <svg aria-label=\"x^2\"><title>t</title></svg>。</p>\
            <pre><code>fn a() {<br>&nbsp;&nbsp;b<br>}</code></pre><p style=\"font-size:0\">&nbsp;</p></section>";
        assert_eq!(
            plain_text(html),
            "题\n\n一 二 三\n\n甲\n乙\n\na\tb\nc\td\n\n图\n\n式 x^2。\n\nfn a() {\n  b\n}\n"
        );
        assert_eq!(plain_text(""), "");
        assert_eq!(plain_text("<p>&lt;a&gt;</p>"), "<a>\n");
    }

    #[test]
    fn a_published_page_has_the_text_of_its_article() {
        let page = crate::render::render(
            "# 题\n\n第一段 **粗**。\n\n> 引\n\n1. 一\n2. 二\n",
            crate::article::Format::Markdown,
            &crate::render::RenderOptions::default(),
        );
        let text = plain_text(&page.unwrap().html);
        for part in ["题\n", "第一段 粗。\n", "引\n", "一\n", "二\n"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
