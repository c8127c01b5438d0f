//! Containers of `VitePress`, `Docusaurus` and `markdown-it`: a body comes in, the pairs of lines `::: tip 标题` and
//! `:::` go out, and a copy of the body that the parser can read.
//!
//! To the parser such lines are text that runs into what stands beside it. In the copy, which has the same
//! bytes in the same lines, the first is a heading (its title is the text) and the last a rule: blocks of one
//! line that stand exactly where the lines stood, in quotes and lists too. A line without its partner is
//! text, as are all in code and raw HTML.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::markdown_options;

/// How many open containers a closing line is compared with.
const REACH: usize = 64;

/// Longest name, in bytes.
const LONGEST_NAME: usize = 40;

/// One container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Container {
    /// Where its first line's colons begin, and its last line's.
    pub(crate) open: usize,
    pub(crate) close: usize,
    /// What kind it is, in lower case; empty where it does not say.
    pub(crate) name: String,
    /// The title, empty for none.
    pub(crate) title: Range<usize>,
    /// The end of the first line.
    line_end: usize,
}

/// An opening line that waits for its partner.
struct Open {
    colons: usize,
    quotes: usize,
    container: Container,
}

/// Finds the containers, in the order in which they begin.
pub(super) fn find(body: &str) -> Vec<Container> {
    if !body.contains(":::") {
        return Vec::new();
    }
    let closed = closed(body);
    let mut closed = closed.iter().peekable();
    let mut found = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        let text = line.trim_start_matches([' ', '\t', '>']);
        let at = start + line.len() - text.len();
        start += line.len();
        if !text.starts_with(":::") {
            continue;
        }
        while closed.next_if(|range| range.end <= at).is_some() {}
        if closed.peek().is_some_and(|range| range.contains(&at)) {
            continue;
        }
        let quotes = body[start - line.len()..at].matches('>').count();
        let text = text.trim_end();
        let colons = text.len() - text.trim_start_matches(':').len();
        if colons < text.len() {
            if let Some((name, title)) = first_line(&text[colons..]) {
                let from = at + colons;
                let container = Container {
                    open: at,
                    close: at,
                    name,
                    title: from + title.start..from + title.end,
                    line_end: at + text.len(),
                };
                open.push(Open {
                    colons,
                    quotes,
                    container,
                });
            }
            continue;
        }
        let near = &open[open.len().saturating_sub(REACH)..];
        let exact = |one: &Open| one.quotes == quotes && one.colons == colons;
        let index = near.iter().rposition(exact).or_else(|| {
            let last = near.last()?;
            (last.quotes == quotes && last.colons < colons).then(|| near.len() - 1)
        });
        if let Some(index) = index {
            let index = open.len() - near.len() + index;
            // What was opened in it and not closed is text.
            open.truncate(index + 1);
            if let Some(one) = open.pop() {
                found.push(Container {
                    close: at,
                    ..one.container
                });
            }
        }
    }
    found.sort_unstable_by_key(|container| container.open);
    found
}

/// Where lines are no text: code and raw HTML.
fn closed(body: &str) -> Vec<Range<usize>> {
    Parser::new_ext(body, markdown_options())
        .into_offset_iter()
        .filter(|(event, _)| {
            let is_code = matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock));
            is_code || matches!(event, Event::Code(_) | Event::DisplayMath(_))
        })
        .map(|(_, range)| range)
        .collect()
}

/// The name and the place of the title behind the colons of a first line.
fn first_line(text: &str) -> Option<(String, Range<usize>)> {
    if text.ends_with(":::") {
        return None;
    }
    let bare = text.trim_start();
    let at = text.len() - bare.len();
    // Fenced divs of Pandoc and Quarto: `::: {.note}`.
    if let Some(classes) = bare.strip_prefix('{') {
        let (classes, rest) = classes.split_once('}')?;
        let class = classes.split_whitespace().next()?.strip_prefix('.')?;
        let name = class.strip_prefix("callout-").unwrap_or(class);
        let title = value_of_title(classes).map_or(0..0, |title| {
            let start = at + 1 + title.start;
            start..start + title.len()
        });
        return (rest.trim().is_empty() && is_name(name)).then(|| (name.to_lowercase(), title));
    }
    let end = bare.find(|c: char| c.is_whitespace() || matches!(c, '[' | '{'));
    let end = end.unwrap_or(bare.len());
    let (name, rest) = bare.split_at(end);
    if !is_name(name) {
        return None;
    }
    let from = at + end;
    let mut title = from..text.len();
    if let Some(attributes) = rest.rfind('{').filter(|_| rest.ends_with('}')) {
        title.end = from + attributes;
        if let Some(value) = value_of_title(&rest[attributes..]) {
            let start = from + attributes + value.start;
            title = start..start + value.len();
        }
    }
    let written = text[title.clone()].trim();
    let inner = written
        .strip_prefix('[')
        .and_then(|written| written.strip_suffix(']'))
        .filter(|_| rest.starts_with('['));
    let written = inner.unwrap_or(written).trim();
    let start = written.as_ptr() as usize - text.as_ptr() as usize;
    Some((name.to_lowercase(), start..start + written.len()))
}

/// Where the value of `title="…"` stands in attributes.
fn value_of_title(attributes: &str) -> Option<Range<usize>> {
    let start = attributes.find("title=\"")? + "title=\"".len();
    let length = attributes[start..].find('"')?;
    Some(start..start + length)
}

fn is_name(name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.starts_with(char::is_alphabetic)
        && name.chars().all(is_part)
}

/// Writes headings and rules in the place of first and last lines.
pub(super) fn set_apart(body: &str, found: &[Container]) -> String {
    let mut bytes = body.as_bytes().to_vec();
    for container in found {
        let title = match &container.title {
            title if title.is_empty() => container.line_end..container.line_end,
            title => title.clone(),
        };
        bytes[container.open..title.start].fill(b' ');
        bytes[title.end..container.line_end].fill(b' ');
        bytes[container.open] = b'#';
        let colons = bytes[container.close..].iter_mut();
        for byte in colons.take_while(|byte| **byte == b':') {
            *byte = b'*';
        }
    }
    // Whole characters were replaced by ASCII.
    String::from_utf8(bytes).unwrap_or_else(|_| body.to_owned())
}

#[cfg(test)]
mod tests;
