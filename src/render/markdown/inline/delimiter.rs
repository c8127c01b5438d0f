//! Delimiter runs: the events of a leaf come in, with the parser's emphasis taken back to the characters
//! it was written with; out go the same events with all runs paired anew.
//!
//! The pairing is the standard's (`process emphasis`), with its bounds, so that it costs time linear in
//! the leaf: whatever a closer looks at in vain, it looks at once.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::Item;
use super::notation::{self, Notation};
use super::sized::Sized;

/// A piece of a leaf.
enum Node<'a> {
    /// What is not plain text.
    Event(Item<'a>),
    /// Text as it stands in the source.
    Text(Range<usize>),
    /// A delimiter run.
    Run(Run),
}

/// A delimiter run and how much of it is not paired yet.
struct Run {
    byte: u8,
    /// What is left: a closer is used up from its start, an opener from its end.
    left: Range<usize>,
    /// How long it was.
    length: usize,
    /// Where it ends.
    end: usize,
    can_open: bool,
    can_close: bool,
}

/// Delimiters that are one end of an element.
struct Mark {
    at: usize,
    element: Range<usize>,
    kind: Kind,
    is_end: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Emphasis,
    Strong,
    Strikethrough,
    Marked,
}

impl Kind {
    fn of(byte: u8, width: usize) -> Self {
        match (byte, width) {
            (b'=', _) => Self::Marked,
            (b'~', _) => Self::Strikethrough,
            (_, 2) => Self::Strong,
            _ => Self::Emphasis,
        }
    }

    fn event<'a>(self, is_end: bool) -> Event<'a> {
        let (tag, end) = match self {
            Self::Emphasis => (Tag::Emphasis, TagEnd::Emphasis),
            Self::Strong => (Tag::Strong, TagEnd::Strong),
            Self::Strikethrough => (Tag::Strikethrough, TagEnd::Strikethrough),
            Self::Marked => {
                let html = if is_end { "</mark>" } else { "<mark>" };
                return Event::InlineHtml(CowStr::Borrowed(html));
            }
        };
        if is_end {
            Event::End(end)
        } else {
            Event::Start(tag)
        }
    }
}

/// Pairs all runs of a leaf anew.
pub(super) fn resolve<'a>(body: &'a str, leaf: VecDeque<Item<'a>>) -> VecDeque<Item<'a>> {
    let mut nodes = nodes(body, leaf);
    let marks = pair(&mut nodes);
    written(body, nodes, marks)
}

/// Takes the leaf apart.
fn nodes<'a>(body: &'a str, leaf: VecDeque<Item<'a>>) -> Vec<Node<'a>> {
    let start = leaf.front().map_or(0, |(_, range)| range.start);
    let end = leaf
        .iter()
        .map(|(_, range)| range.end)
        .max()
        .unwrap_or(start);
    let mut reader = Reader {
        body,
        leaf: start..end,
        nodes: Vec::with_capacity(leaf.len()),
        span: None,
        covered: start.saturating_sub(1),
    };
    for (event, range) in leaf {
        let double = |at: usize| body.get(at..at + 2) == Some("~~");
        let delimiters = match &event {
            Event::Text(text) if body.get(range.clone()) == Some(text) => range.clone(),
            Event::Start(Tag::Emphasis) => range.start..range.start + 1,
            Event::End(TagEnd::Emphasis) => range.end - 1..range.end,
            Event::Start(Tag::Strong) => range.start..range.start + 2,
            Event::End(TagEnd::Strong) => range.end - 2..range.end,
            Event::Start(Tag::Strikethrough) => {
                range.start..range.start + 1 + usize::from(double(range.start))
            }
            Event::End(TagEnd::Strikethrough) => {
                range.end - 1 - usize::from(double(range.start))..range.end
            }
            _ => {
                reader.end_span();
                reader.covered = match event {
                    Event::Start(Tag::Link { .. }) => range.start + 1,
                    Event::Start(Tag::Image { .. }) => range.start + 2,
                    _ => range.end,
                };
                reader.nodes.push(Node::Event((event, range)));
                continue;
            }
        };
        reader.push(delimiters);
    }
    reader.end_span();
    reader.nodes
}

struct Reader<'a> {
    body: &'a str,
    leaf: Range<usize>,
    nodes: Vec<Node<'a>>,
    /// Text that goes on, and whether a backslash stands before it.
    span: Option<(Range<usize>, bool)>,
    /// Up to where the events so far reach.
    covered: usize,
}

impl Reader<'_> {
    fn push(&mut self, range: Range<usize>) {
        let before = range.start.checked_sub(1);
        let escaped = before
            .is_some_and(|before| before >= self.covered && self.body.as_bytes()[before] == b'\\');
        match &mut self.span {
            Some((span, _)) if span.end == range.start => span.end = range.end,
            _ => {
                self.end_span();
                self.span = Some((range.clone(), escaped));
            }
        }
        self.covered = range.end;
    }

    /// Finds the runs and notations of the text that has ended.
    fn end_span(&mut self) {
        let Some((span, escaped)) = self.span.take() else {
            return;
        };
        let bytes = self.body.as_bytes();
        let mut text = span.start;
        let mut at = span.start + usize::from(escaped);
        // An address may hold any of these bytes.
        let mut address = 0;
        while at < span.end {
            let byte = bytes[at];
            if !matches!(byte, b'*' | b'_' | b'~' | b'=' | b'^' | b'{' | b':' | b'!') {
                at += 1;
                continue;
            }
            if byte == b':' {
                if bytes[at..span.end].starts_with(b"://") && at >= address {
                    let ends = |byte: &u8| byte.is_ascii_whitespace() || !byte.is_ascii();
                    let length = bytes[at..span.end].iter().position(ends);
                    address = length.map_or(span.end, |length| at + length);
                }
                at += 1;
                continue;
            }
            if at >= address
                && let Some(notation) = Notation::at(self.body, at, self.leaf.start, span.end)
            {
                self.text(text..at);
                at = notation.end();
                text = at;
                let events = notation.events(self.body).into_iter();
                self.nodes.extend(events.map(Node::Event));
                continue;
            }
            if byte == b'!' {
                let Some(image) = Sized::at(self.body, at, span.end) else {
                    at += 1;
                    continue;
                };
                self.text(text..at);
                at = image.end();
                text = at;
                self.nodes.extend(image.events(self.body).map(Node::Event));
                continue;
            }
            let length = bytes[at..span.end]
                .iter()
                .take_while(|next| **next == byte)
                .count();
            if let Some(run) = self.run(byte, at..at + length)
                && (at >= address || byte != b'=')
            {
                self.text(text..at);
                self.nodes.push(Node::Run(run));
                text = at + length;
            }
            at += length;
        }
        self.text(text..span.end);
    }

    fn text(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.nodes.push(Node::Text(range));
        }
    }

    fn run(&self, byte: u8, range: Range<usize>) -> Option<Run> {
        let length = range.len();
        let fits = match byte {
            b'*' | b'_' => true,
            b'~' => length <= 2,
            b'=' => length == 2,
            _ => false,
        };
        if !fits {
            return None;
        }
        let before = (range.start > self.leaf.start)
            .then(|| self.body[..range.start].chars().next_back())
            .flatten();
        let after = (range.end < self.leaf.end)
            .then(|| self.body[range.end..].chars().next())
            .flatten();
        let (can_open, can_close) = flanks(byte, length, before, after);
        (can_open || can_close).then_some(Run {
            byte,
            end: range.end,
            left: range,
            length,
            can_open,
            can_close,
        })
    }
}

/// Whether a run can open and close, by the characters around it; none at the ends of a leaf.
fn flanks(byte: u8, length: usize, before: Option<char>, after: Option<char>) -> (bool, bool) {
    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    // A run inside a word; the parser never takes `_` and a single `~` there.
    let in_word = byte == b'_' || (byte == b'~' && length == 1);
    let is_chinese = |c: Option<char>| !in_word && c.is_some_and(is_chinese);
    let is_mark = |c: Option<char>| c.is_some_and(is_punctuation) && !is_chinese(c);
    let left = !is_space(after)
        && (!is_mark(after) || is_space(before) || is_mark(before) || is_chinese(before));
    let right = !is_space(before)
        && (!is_mark(before) || is_space(after) || is_mark(after) || is_chinese(after));
    if in_word {
        return (
            left && (!right || is_mark(before)),
            right && (!left || is_mark(after)),
        );
    }
    if byte == b'~' {
        // The parser's own rule asks less of what is struck out.
        return (!is_space(after), right);
    }
    if byte == b'=' {
        return (
            left && !before.is_some_and(|c| notation::is_operand(c) || matches!(c, ')' | ']')),
            right && !after.is_some_and(notation::is_operand),
        );
    }
    (left, right)
}

/// Characters of scripts that put no spaces between words, and the punctuation that goes with them.
pub(super) fn is_chinese(c: char) -> bool {
    matches!(
        c,
        '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

/// Punctuation and symbols as the standard means them.
fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    !c.is_alphanumeric()
        && !c.is_whitespace()
        && !c.is_control()
        // Accents, joiners and variation selectors belong to the character before.
        && !matches!(c, '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200F}' | '\u{FE00}'..='\u{FE0F}')
}

/// The openers that wait: indices of nodes, and below which of them each kind of closer finds nothing.
#[derive(Clone)]
struct Scope {
    base: usize,
    bounds: [usize; 24],
}

impl Scope {
    fn at(base: usize) -> Self {
        Self {
            base,
            bounds: [base; 24],
        }
    }

    fn cut(&mut self, length: usize) {
        for bound in &mut self.bounds {
            *bound = (*bound).min(length);
        }
    }
}

fn bound_of(run: &Run) -> usize {
    let byte = match run.byte {
        b'*' => 0,
        b'_' => 1,
        b'~' => 2,
        _ => 3,
    };
    byte * 6 + usize::from(run.can_open) * 3 + run.length % 3
}

fn pair(nodes: &mut [Node<'_>]) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut openers: Vec<usize> = Vec::new();
    let mut scope = Scope::at(0);
    let mut outer = Vec::new();
    for at in 0..nodes.len() {
        let (before, rest) = nodes.split_at_mut(at);
        match &mut rest[0] {
            // Brackets bind tighter than delimiters.
            Node::Event((Event::Start(_), _)) => {
                let inner = Scope::at(openers.len());
                outer.push(std::mem::replace(&mut scope, inner));
            }
            Node::Event((Event::End(_), _)) => {
                openers.truncate(scope.base);
                if let Some(saved) = outer.pop() {
                    scope = saved;
                }
            }
            Node::Event(_) | Node::Text(_) => {}
            Node::Run(run) => {
                if run.can_close {
                    close(run, before, &mut openers, &mut scope, &mut marks);
                }
                if run.can_open && !run.left.is_empty() {
                    openers.push(at);
                }
            }
        }
    }
    marks
}

/// Pairs a closer with the openers before it.
fn close(
    closer: &mut Run,
    nodes: &mut [Node<'_>],
    openers: &mut Vec<usize>,
    scope: &mut Scope,
    marks: &mut Vec<Mark>,
) {
    let key = bound_of(closer);
    while !closer.left.is_empty() {
        let from = scope.bounds[key];
        let found = openers[from..].iter().rposition(
            |&index| matches!(&nodes[index], Node::Run(opener) if matches_run(opener, closer)),
        );
        let Some(found) = found.map(|found| from + found) else {
            scope.bounds[key] = openers.len();
            return;
        };
        let Node::Run(opener) = &mut nodes[openers[found]] else {
            return;
        };
        openers.truncate(found + 1);
        let width = opener.left.len().min(closer.left.len()).min(2);
        opener.left.end -= width;
        let element = opener.left.end..closer.left.start + width;
        let kind = Kind::of(closer.byte, width);
        for (at, is_end) in [(element.start, false), (closer.left.start, true)] {
            marks.push(Mark {
                at,
                element: element.clone(),
                kind,
                is_end,
            });
        }
        closer.left.start += width;
        if opener.left.is_empty() {
            openers.pop();
        }
        scope.cut(openers.len());
    }
}

fn matches_run(opener: &Run, closer: &Run) -> bool {
    if opener.byte != closer.byte {
        return false;
    }
    match closer.byte {
        b'*' | b'_' => {
            !(opener.can_close || closer.can_open)
                || !(opener.length + closer.length).is_multiple_of(3)
                || closer.length.is_multiple_of(3)
        }
        _ => opener.length == closer.length,
    }
}

/// Puts the leaf together again.
fn written<'a>(body: &'a str, nodes: Vec<Node<'a>>, mut marks: Vec<Mark>) -> VecDeque<Item<'a>> {
    marks.sort_unstable_by_key(|mark| mark.at);
    let mut marks = marks.into_iter().peekable();
    let mut output = Output {
        body,
        items: VecDeque::with_capacity(nodes.len()),
        text: None,
    };
    for node in nodes {
        match node {
            Node::Event(item) => output.item(item),
            Node::Text(range) => output.text(range),
            Node::Run(run) => {
                while let Some(mark) = marks.next_if(|mark| mark.at < run.left.start) {
                    output.item((mark.kind.event(mark.is_end), mark.element));
                }
                output.text(run.left);
                while let Some(mark) = marks.next_if(|mark| mark.at < run.end) {
                    output.item((mark.kind.event(mark.is_end), mark.element));
                }
            }
        }
    }
    output.end_text();
    output.items
}

/// Events in order; text that goes on in the source is one event.
struct Output<'a> {
    body: &'a str,
    items: VecDeque<Item<'a>>,
    text: Option<Range<usize>>,
}

impl<'a> Output<'a> {
    fn text(&mut self, range: Range<usize>) {
        match &mut self.text {
            Some(text) if text.end == range.start => text.end = range.end,
            _ if range.is_empty() => {}
            _ => {
                self.end_text();
                self.text = Some(range);
            }
        }
    }

    fn end_text(&mut self) {
        if let Some(range) = self.text.take() {
            let text = CowStr::Borrowed(&self.body[range.clone()]);
            self.items.push_back((Event::Text(text), range));
        }
    }

    fn item(&mut self, item: Item<'a>) {
        self.end_text();
        self.items.push_back(item);
    }
}
