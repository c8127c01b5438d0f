//! Running text: pieces of the parser are joined, line ends settled, bare addresses found.

use std::borrow::Cow;
use std::ops::Range;

use html5ever::local_name;
use pulldown_cmark::Event;

use super::{Renderer, spacing};
use crate::article::template_shown;
use crate::problem::{Code, Problem};
use crate::render::autolink;
use crate::render::notes::LinkFate;
use crate::render::writer::Element;

/// Characters of a template expression that are told.
const MOST_SHOWN: usize = 80;

impl Renderer<'_, '_> {
    pub(super) fn push_text(&mut self, text: &str) {
        if self.filter.is_skipping() {
            return;
        }
        if self.text.is_empty() {
            self.settle_break(text.chars().next());
        }
        self.text.push_str(text);
    }

    /// Tells of expressions that only the site's generator runs, and that readers would see as they are written.
    pub(super) fn tell_templates(&mut self, range: Range<usize>) {
        if self.filter.is_skipping() {
            return;
        }
        let mut within = range.start.max(self.templates_end)..range.end;
        while let Some(shown) = template_shown(self.source, within.clone()) {
            let code = if shown.has_picture {
                Code::ImageShortcode
            } else {
                Code::ArticleShortcode
            };
            let mut written = self.source[shown.range.clone()].to_owned();
            if let Some((end, _)) = written.char_indices().nth(MOST_SHOWN) {
                written.truncate(end);
                written.push('…');
            }
            self.templates_end = shown.range.end;
            within.start = shown.range.end.min(within.end);
            let problem = Problem::new(code).with("written", written);
            self.problems.push((shown.range, problem));
        }
    }

    /// Writes a line end that is waiting, unless it stands between two Chinese characters, where a
    /// space would show that the author did not mean.
    pub(super) fn settle_break(&mut self, next: Option<char>) {
        if let Some(last) = self.line_break.take()
            && !(is_wide(last) && next.is_some_and(is_wide))
        {
            self.writer.text("\n");
            self.last = Some('\n');
        }
    }

    /// Before an inline element: writes the space that belongs between the text before it and its own.
    pub(super) fn space_before_element(&mut self) {
        if !self.options.spacing {
            return;
        }
        let mut next = None;
        // Elements begin one in another; nobody nests many.
        for index in 0..4 {
            match self.peek(index) {
                Some(Event::Start(_)) => {}
                Some(Event::Text(text) | Event::Code(text)) => {
                    next = text.chars().next();
                    break;
                }
                _ => break,
            }
        }
        if next.is_some() {
            self.settle_break(next);
        }
        self.space_before(next);
    }

    /// Writes the space that belongs between the text so far and a character.
    pub(super) fn space_before(&mut self, next: Option<char>) {
        if self.options.spacing
            && !self.filter.is_skipping()
            && let (Some(last), Some(next)) = (self.last, next)
            && spacing::parts(last, next)
        {
            self.writer.text(" ");
            self.last = Some(' ');
        }
    }

    pub(super) fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let mut text = without_wikilinks(std::mem::take(&mut self.text));
        if self.options.spacing
            && let Cow::Owned(spaced) = spacing::spaced(&text, self.last)
        {
            text = spaced;
        }
        self.last = text.chars().next_back();
        let mut rest = text.as_str();
        if !self.writer.in_link() {
            while let Some(range) = autolink::find(rest) {
                let url = &rest[range.clone()];
                if let LinkFate::Keep(url) = self.writer.links.fate(url) {
                    self.writer.text(&rest[..range.start]);
                    self.open_link(Element::new(local_name!("a")), url);
                    self.writer.text(&rest[range.clone()]);
                    self.writer.close();
                } else {
                    self.writer.text(&rest[..range.start]);
                    self.open(local_name!("span"), "url");
                    self.writer.text(&rest[range.clone()]);
                    self.writer.close();
                }
                rest = &rest[range.end..];
            }
        }
        self.writer.text(rest);
        // The buffer is used again.
        self.text = text;
        self.text.clear();
    }
}

/// Obsidian's `[[note|shown]]` and `[[note]]` as the words a reader sees: notes are no pages here.
pub(super) fn without_wikilinks(text: String) -> String {
    if !text.contains("[[") {
        return text;
    }
    let mut output = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find("[[") {
        let (before, from) = rest.split_at(start);
        let inside = from[2..].split_once("]]");
        let Some((inside, after)) =
            inside.filter(|(inside, _)| !inside.is_empty() && !inside.contains(['[', ']', '\n']))
        else {
            output.push_str(&rest[..start + 2]);
            rest = &from[2..];
            continue;
        };
        output.push_str(before.strip_suffix('!').unwrap_or(before));
        output.push_str(inside.split_once('|').map_or(inside, |(_, shown)| shown));
        rest = after;
    }
    output.push_str(rest);
    output
}

/// Characters between which Chinese and Japanese put no space.
fn is_wide(c: char) -> bool {
    matches!(
        c,
        '\u{2E80}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'
            | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}'
            | '\u{2014}' | '\u{2018}'..='\u{201D}' | '\u{2026}'
    )
}
