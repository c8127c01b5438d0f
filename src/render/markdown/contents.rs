//! `[TOC]` and `[[toc]]`, alone in a paragraph, become a plain list of the article's headings: a link to
//! a place in the page makes a draft fail (45166). The headings are read ahead, in one more pass over the
//! article, and only when it asks for them; a second request is left out.

use html5ever::local_name;
use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::inline::Inlines;
use super::text::without_wikilinks;
use super::{Renderer, spacing};
use crate::article::Prepared;

impl Renderer<'_, '_> {
    /// Whether the paragraph that has just begun asks for the contents and says nothing else.
    pub(super) fn is_contents(&mut self) -> bool {
        let Some((Event::Text(text), range)) = self.peek_item(0) else {
            return false;
        };
        let (opens, start) = (text.starts_with('['), range.start);
        if !opens {
            return false;
        }
        let body = &self.source[self.body..];
        let line = body[start..].split(['\n', '\r']).next().unwrap_or("");
        let asks = ["[toc]", "[[toc]]"]
            .iter()
            .any(|name| line.trim_end().eq_ignore_ascii_case(name));
        if !asks || body[..start].ends_with('\\') {
            return false;
        }
        // No more than brackets and a word, so the paragraph ends within a few events.
        for index in 1..=line.len() {
            match self.peek(index) {
                Some(Event::Text(_)) => {}
                Some(Event::End(TagEnd::Paragraph)) => return true,
                _ => return false,
            }
        }
        false
    }

    /// Reads the paragraph and writes the list.
    pub(super) fn contents(&mut self) {
        self.skip_to(|end| end == TagEnd::Paragraph);
        if std::mem::replace(&mut self.contents_shown, true) {
            return;
        }
        let mut levels: Vec<HeadingLevel> = Vec::new();
        for (level, text) in headings(&self.source[self.body..], self.prepared) {
            while levels.last().is_some_and(|open| *open > level) {
                levels.pop();
                self.writer.close();
                self.writer.close();
            }
            if levels.last() == Some(&level) {
                self.writer.close();
            } else {
                levels.push(level);
                self.open(local_name!("ul"), "");
            }
            self.open(local_name!("li"), "");
            let spaced = self.options.spacing.then(|| spacing::spaced(&text, None));
            self.writer.text(spaced.as_deref().unwrap_or(&text));
        }
        for _ in levels {
            self.writer.close();
            self.writer.close();
        }
    }
}

/// The headings of an article that stand in no quote, list or note; without its title, the only one of
/// the first level that stands before all others.
fn headings(body: &str, prepared: &Prepared<'_>) -> Vec<(HeadingLevel, String)> {
    let mut found: Vec<(HeadingLevel, String)> = Vec::new();
    let mut depth = 0_usize;
    let mut reading = false;
    for (event, range) in Inlines::new(body, prepared) {
        match event {
            // The first line of a container.
            Event::Start(Tag::Heading { .. }) if prepared.container(range.start).is_some() => {}
            Event::Start(Tag::Heading { level, .. }) if depth == 0 => {
                found.push((level, String::new()));
                reading = true;
            }
            Event::End(TagEnd::Heading(_)) => reading = false,
            Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_)) => {
                depth += 1;
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition) => {
                depth = depth.saturating_sub(1);
            }
            Event::Text(text) | Event::Code(text) if reading => {
                if let Some((_, heading)) = found.last_mut() {
                    heading.push_str(&text);
                }
            }
            Event::InlineMath(_) | Event::DisplayMath(_) if reading => {
                if let Some((_, heading)) = found.last_mut() {
                    heading.push_str(&body[range]);
                }
            }
            Event::SoftBreak | Event::HardBreak if reading => {
                if let Some((_, heading)) = found.last_mut() {
                    heading.push(' ');
                }
            }
            _ => {}
        }
    }
    let is_title = |(level, _): &&(HeadingLevel, String)| *level == HeadingLevel::H1;
    if found.first().as_ref().is_some_and(is_title) && found.iter().filter(is_title).count() == 1 {
        found.remove(0);
    }
    for (_, text) in &mut found {
        let plain = without_wikilinks(std::mem::take(text));
        plain.trim().clone_into(text);
    }
    found.retain(|(_, text)| !text.is_empty());
    found
}
