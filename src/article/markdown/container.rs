//! Containers between `:::` lines, as `VitePress`, `Docusaurus`, Quarto and markdown-it write them. `CommonMark` takes
//! such a line for text, and often for a part of the paragraph beside it; here each line of a pair becomes a
//! thematic break of the same length, which ends whatever stands before it, and is remembered by its place.
//!
//! Lines are a pair when both begin in the same block and the second has nothing but colons, as many as the
//! first or more. What is no pair stays text.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::markdown_options;

/// A line of colons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// Begins a container: its name in lower case, and where its title stands in the text.
    Begin { name: String, title: Range<usize> },
    /// Ends the innermost.
    End,
}

/// The lines of a Markdown body that begin and end containers, by where their colons begin. Costs nothing
/// where there are none.
pub(super) fn containers(body: &str) -> HashMap<usize, Line> {
    let mut lines = HashMap::new();
    if !body.contains(":::") {
        return lines;
    }
    let mut open: Vec<Open> = Vec::new();
    let mut blocks = Blocks::default();
    let mut in_code = false;
    for (event, range) in Parser::new_ext(body, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(tag) if holds_blocks(tag.to_end()) => {
                blocks.begin(body, &tag, range.start);
            }
            Event::End(tag) if holds_blocks(tag) => {
                let ended = blocks.end();
                open.retain(|open| open.block != ended);
            }
            Event::Text(_) if !in_code => {
                let Some(line) = read(body, range.start) else {
                    continue;
                };
                let block = blocks.of_line(body, range.start);
                match line {
                    (colons, line @ Line::Begin { .. }) => open.push(Open {
                        at: range.start,
                        colons,
                        block,
                        line,
                    }),
                    (colons, Line::End) => {
                        let fits = |open: &Open| open.block == block && open.colons <= colons;
                        let Some(found) = open.iter().rposition(fits) else {
                            continue;
                        };
                        open.truncate(found + 1);
                        lines.extend(open.pop().map(|open| (open.at, open.line)));
                        lines.insert(range.start, Line::End);
                    }
                }
            }
            _ => {}
        }
    }
    lines
}

struct Open {
    at: usize,
    colons: usize,
    block: usize,
    line: Line,
}

/// The blocks that stand open, each with a number of its own; 0 is the article.
#[derive(Default)]
struct Blocks {
    open: Vec<Block>,
    count: usize,
}

struct Block {
    number: usize,
    kind: Holder,
}

enum Holder {
    Quote,
    /// An item: where it begins, and how far its content is indented from there.
    Item(usize, usize),
    Note,
}

impl Blocks {
    fn begin(&mut self, body: &str, tag: &Tag<'_>, start: usize) {
        self.count += 1;
        self.open.push(Block {
            number: self.count,
            kind: match tag {
                Tag::BlockQuote(_) => Holder::Quote,
                Tag::Item => Holder::Item(start, content_of_item(&body[start..])),
                _ => Holder::Note,
            },
        });
    }

    fn end(&mut self) -> usize {
        self.open.pop().map_or(0, |block| block.number)
    }

    /// The block that a line belongs to by its own marks: behind a paragraph in a quote or an item, it may
    /// go on without them.
    fn of_line(&self, body: &str, start: usize) -> usize {
        let line = body[..start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let mut marks = &body[line..start];
        let mut number = 0;
        for block in &self.open {
            let rest = match block.kind {
                Holder::Quote => marks.trim_start().strip_prefix('>'),
                Holder::Item(start, _) if start >= line => Some(&body[start..start]),
                Holder::Item(_, indent) => {
                    let blanks = marks.len() - marks.trim_start().len();
                    let has_tab = marks.starts_with('\t') || marks.starts_with(" \t");
                    (blanks >= indent || has_tab).then(|| &marks[indent.min(blanks)..])
                }
                Holder::Note => Some(marks),
            };
            let Some(rest) = rest else { break };
            // One blank belongs to the mark of a quote.
            let is_quote = matches!(block.kind, Holder::Quote);
            marks = rest.strip_prefix(' ').filter(|_| is_quote).unwrap_or(rest);
            number = block.number;
        }
        number
    }
}

/// How far the content of an item is indented from its mark.
fn content_of_item(item: &str) -> usize {
    let mark = item.find([' ', '\t', '\n']).unwrap_or(item.len());
    let blanks = item[mark..]
        .bytes()
        .take_while(|byte| *byte == b' ')
        .count();
    mark + if (1..=4).contains(&blanks) { blanks } else { 1 }
}

/// The lines as thematic breaks.
pub(super) fn broken(body: &str, containers: &HashMap<usize, Line>) -> Vec<u8> {
    let mut bytes = body.as_bytes().to_vec();
    for &start in containers.keys() {
        let colons = colons(&body[start..]);
        let rest = start + colons..end_of_line(body, start);
        bytes[start..start + colons].fill(b'_');
        bytes[rest].fill(b' ');
    }
    bytes
}

/// Reads the line whose text begins at `start`: how many colons, and name and title if it begins a
/// container.
fn read(body: &str, start: usize) -> Option<(usize, Line)> {
    let colons = colons(&body[start..]);
    let line_start = body[..start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let before = &body[line_start..start];
    // Marks of quotes, items and indents.
    let is_first = before
        .chars()
        .all(|c| c.is_ascii_digit() || " \t>-*+.)".contains(c));
    if colons < 3 || !is_first {
        return None;
    }
    let end = end_of_line(body, start);
    let rest = &body[start + colons..end];
    if rest.trim().is_empty() {
        return Some((colons, Line::End));
    }
    let inside = rest.trim_start();
    if let Some(attributes) = inside.strip_prefix('{') {
        // `::: {.callout-note title="…"}`: the first class is the name.
        let class = attributes
            .split([' ', '}', '.'])
            .find(|word| !word.is_empty())?;
        let named = inside.starts_with("{.").then_some(class)?;
        let name = named.strip_prefix("callout-").unwrap_or(named);
        let title = attributes.split_once("title=\"").and_then(|(_, rest)| {
            let length = rest.find('"')?;
            let at = end - rest.len();
            Some(at..at + length)
        });
        let begin = Line::Begin {
            name: name.to_ascii_lowercase(),
            title: title.unwrap_or(end..end),
        };
        return Some((colons, begin));
    }
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let length = inside.find(|c| !is_name(c)).unwrap_or(inside.len());
    let (name, after) = inside.split_at(length);
    let first = name.chars().next()?;
    // The name is a word of its own.
    if !first.is_alphabetic() || !after.is_empty() && !after.starts_with([' ', '\t', '[', '{', ':'])
    {
        return None;
    }
    let title = after.trim_start_matches([':', ' ', '\t']);
    // `:::tip[标题]` of Docusaurus; attributes say nothing that a page could show.
    let title = title.split('{').next().unwrap_or(title).trim();
    let title = match title
        .strip_prefix('[')
        .and_then(|title| title.strip_suffix(']'))
    {
        Some(inside) => inside,
        None => title,
    };
    let from = body.as_ptr() as usize;
    let at = title.as_ptr() as usize - from;
    let begin = Line::Begin {
        name: name.to_lowercase(),
        title: at..at + title.len(),
    };
    Some((colons, begin))
}

fn colons(text: &str) -> usize {
    text.bytes().take_while(|byte| *byte == b':').count()
}

fn end_of_line(body: &str, start: usize) -> usize {
    body[start..]
        .find(['\n', '\r'])
        .map_or(body.len(), |length| start + length)
}

fn holds_blocks(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(body: &str) -> Vec<String> {
        let found = containers(body);
        let broken = String::from_utf8(broken(body, &found)).unwrap();
        assert_eq!(broken.len(), body.len());
        let mut places: Vec<_> = found.into_iter().collect();
        places.sort_by_key(|(at, _)| *at);
        places
            .into_iter()
            .map(|(at, line)| {
                assert!(broken[at..].starts_with("___"), "{broken}");
                match line {
                    Line::Begin { name, title } => format!("{name}:{}", &body[title]),
                    Line::End => "/".to_owned(),
                }
            })
            .collect()
    }

    #[test]
    fn lines_of_all_generators_are_read() {
        for (line, expected) in [
            ("::: tip", "tip:"),
            (":::tip", "tip:"),
            ("::: Warning 小心 **这里**", "warning:小心 **这里**"),
            (":::note[你的标题]", "note:你的标题"),
            (":::info{title=x}", "info:"),
            ("::::: details 展开", "details:展开"),
            ("::: {.callout-note title=\"标题\"}", "note:标题"),
            ("::: {.note}", "note:"),
            ("::: 提示", "提示:"),
            ("::: code-group", "code-group:"),
        ] {
            let body = format!("前\n{line}\n文\n:::::\n后\n");
            assert_eq!(read_all(&body), [expected, "/"], "{line}");
        }
    }

    #[test]
    fn containers_nest_and_stand_in_other_blocks() {
        assert_eq!(
            read_all(":::: a\n文\n::: b\n文\n:::\n::::\n"),
            ["a:", "b:", "/", "/"]
        );
        assert_eq!(
            read_all("::: a\n::: b\n文\n:::\n:::\n"),
            ["a:", "b:", "/", "/"]
        );
        assert_eq!(read_all("> ::: a\n> 文\n> :::\n"), ["a:", "/"]);
        assert_eq!(read_all("- 项\n\n  ::: a\n  文\n  :::\n"), ["a:", "/"]);
        // A line without the marks of the block before it ends that block.
        assert_eq!(read_all("::: a\r\n- 项\r\n:::\r\n"), ["a:", "/"]);
        assert_eq!(read_all("::: a\n1. 项\n   - 项\n:::\n"), ["a:", "/"]);
        assert_eq!(read_all("::: a\n> 引\n:::\n"), ["a:", "/"]);
        assert_eq!(read_all("- ::: a\n  文\n  :::\n"), ["a:", "/"]);
        assert_eq!(
            read_all("> - 项\n>   ::: a\n>   文\n>   :::\n"),
            ["a:", "/"]
        );
    }

    #[test]
    fn what_is_no_pair_stays() {
        for body in [
            "::: tip\n文\n",
            "文\n:::\n",
            "```\n::: tip\n:::\n```\n",
            "    ::: tip\n    :::\n",
            "文 ::: tip\n:::\n",
            ":: tip\n::\n",
            "> ::: tip\n\n:::\n",
            ":::: tip\n文\n:::\n",
            "`::: tip\n:::`\n",
            "::: 1\n:::\n",
        ] {
            assert!(read_all(body).is_empty(), "{body}");
        }
        // Linear in whatever comes.
        assert!(containers(&"::: a\n".repeat(20_000)).is_empty());
        assert!(containers(&":::\n".repeat(20_000)).is_empty());
        assert_eq!(containers(&"::: a\n:::\n".repeat(10_000)).len(), 20_000);
    }
}
