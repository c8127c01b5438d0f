//! Definition lists as PHP Markdown Extra and Pandoc write them: paragraphs come in, the parser's own
//! events of a list go out, put in their place in the queue.
//!
//! ```text
//! 术语
//! : 解释
//! : 又一解释
//! ```
//!
//! Each line before the first `: ` is a term; a blank line may stand between a term and its definition;
//! lists that follow each other are one. The parser's extension would also take `:smile:` and `:::` at the
//! start of a line for a definition, so it stays off.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::Renderer;
use super::inline::Item;

/// What a paragraph is in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Terms, and definitions below them.
    Whole,
    /// A term whose definition follows in a paragraph of its own.
    Term,
    /// A definition.
    Definition,
}

impl<'a> Renderer<'a, '_> {
    /// Whether the paragraph at `range` of the source, which has just begun, begins a list.
    pub(super) fn begins_definitions(&mut self, range: &Range<usize>) -> bool {
        let waits_for_mark = self.marks.last().is_some_and(|(_, waiting)| *waiting);
        let begins = match part(self.source, range) {
            Some(Part::Whole) => self.holds_definition(0),
            Some(Part::Term) => true,
            Some(Part::Definition) | None => false,
        };
        begins && !waits_for_mark
    }

    /// Reads the paragraphs of a list that begins with the one at `range`, and puts the events of the list
    /// in their place.
    pub(super) fn definitions(&mut self, range: &Range<usize>) {
        let whole = range.start - self.body..range.end - self.body;
        let mut list = VecDeque::from([(Event::Start(Tag::DefinitionList), whole.clone())]);
        loop {
            entries(&mut list, self.lines());
            let body = self.body;
            let next = match self.peek_item(0) {
                Some((Event::Start(Tag::Paragraph), range)) => {
                    let range = range.start + body..range.end + body;
                    part(self.source, &range)
                }
                _ => None,
            };
            let goes_on = match next {
                Some(Part::Whole | Part::Definition) => self.holds_definition(1),
                Some(Part::Term) => true,
                None => false,
            };
            if !goes_on {
                break;
            }
            self.ahead.pop_front();
        }
        list.push_back((Event::End(TagEnd::DefinitionList), whole));
        list.append(&mut self.ahead);
        self.ahead = list;
    }

    /// Whether a line of the paragraph whose content is `index` places ahead is a definition: one that
    /// begins with `: ` in the source may stand inside of code or a formula.
    fn holds_definition(&mut self, mut index: usize) -> bool {
        let (mut depth, mut is_start) = (0_usize, true);
        while let Some((event, range)) = self.peek_item(index) {
            let starts = std::mem::take(&mut is_start);
            match event {
                Event::End(TagEnd::Paragraph) => return false,
                Event::Text(text) if starts && is_marked(text, range) => return true,
                Event::SoftBreak | Event::HardBreak => is_start = depth == 0,
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            index += 1;
        }
        false
    }

    /// Takes the lines of a paragraph out of the queue, its end included.
    fn lines(&mut self) -> Vec<VecDeque<Item<'a>>> {
        let mut lines = vec![VecDeque::new()];
        let mut depth = 0_usize;
        while self.peek(0).is_some()
            && let Some((event, range)) = self.ahead.pop_front()
        {
            match event {
                Event::End(TagEnd::Paragraph) => break,
                Event::SoftBreak | Event::HardBreak if depth == 0 => {
                    lines.push(VecDeque::new());
                    continue;
                }
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if let Some(line) = lines.last_mut() {
                line.push_back((event, range));
            }
        }
        lines
    }
}

/// What the paragraph at `range` of the source is in a list.
fn part(source: &str, range: &Range<usize>) -> Option<Part> {
    let text = source.get(range.clone())?.trim_end();
    if text.starts_with(": ") {
        return Some(Part::Definition);
    }
    let mut lines = text.split('\n').skip(1).peekable();
    if lines.peek().is_none() {
        // The line of a term is short; a sentence before a line that begins with `: ` may be anything.
        let rest = source[range.end..].trim_start_matches(['\n', '\r', ' ']);
        return (rest.starts_with(": ") && text.chars().take(61).count() <= 60)
            .then_some(Part::Term);
    }
    lines.any(is_definition).then_some(Part::Whole)
}

fn is_definition(line: &str) -> bool {
    line.trim_start_matches([' ', '\t', '>']).starts_with(": ")
}

/// Whether a text begins with `: ` as it stands in the source.
fn is_marked(text: &str, range: &Range<usize>) -> bool {
    text.len() == range.len() && text.starts_with(": ")
}

/// Takes the `: ` off a line that is a definition.
fn take_mark(line: &mut VecDeque<Item<'_>>) -> bool {
    if let Some((Event::Text(text), range)) = line.front_mut()
        && is_marked(text, range)
    {
        let rest = text[2..].trim_start();
        range.start = range.end - rest.len();
        *text = CowStr::from(rest.to_owned());
        return true;
    }
    false
}

/// Lines of which some are definitions: those before the first are terms, those behind one go on with it.
fn entries<'a>(list: &mut VecDeque<Item<'a>>, lines: Vec<VecDeque<Item<'a>>>) {
    let mut open = false;
    for mut line in lines {
        let range = line.front().map_or(0..0, |(_, range)| range.clone());
        if take_mark(&mut line) {
            if open {
                list.push_back((Event::End(TagEnd::DefinitionListDefinition), range.clone()));
            }
            list.push_back((Event::Start(Tag::DefinitionListDefinition), range));
            list.append(&mut line);
            open = true;
        } else if open {
            list.push_back((Event::SoftBreak, range));
            list.append(&mut line);
        } else {
            list.push_back((Event::Start(Tag::DefinitionListTitle), range.clone()));
            list.append(&mut line);
            list.push_back((Event::End(TagEnd::DefinitionListTitle), range));
        }
    }
    if open {
        list.push_back((Event::End(TagEnd::DefinitionListDefinition), 0..0));
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, part};

    #[test]
    fn paragraphs_are_parts_by_their_lines() {
        let of = |text: &str| {
            let end = text.find("\n\n").unwrap_or(text.len());
            part(text, &(0..end))
        };
        assert_eq!(of("甲\n: 乙"), Some(Part::Whole));
        assert_eq!(of("甲\n乙\n  : 丙\n丁"), Some(Part::Whole));
        assert_eq!(of("甲\n\n: 乙"), Some(Part::Term));
        assert_eq!(of(": 乙"), Some(Part::Definition));
        for text in [
            "甲",
            "甲\n:smile: 乙",
            "甲\n::: tip",
            "甲: 乙\n丙",
            "甲：乙\n：丙",
            "甲\n\n乙",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
