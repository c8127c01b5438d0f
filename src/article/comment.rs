//! Obsidian's comments, `%% … %%`: what writers keep to themselves. Within a line or over many; never in code, where
//! the same marks are Mermaid's.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::{front_matter, markdown_options};

const MARK: &str = "%%";

/// The same text, byte for byte as long and in the same lines, with comments blanked out; `None` where there are
/// none. A mark without a second one is text.
pub(super) fn blanked(text: &str) -> Option<String> {
    let body = front_matter::body_start(text);
    if !text[body..].contains(MARK) {
        return None;
    }
    let code = code(text, body);
    let mut marks = text[body..]
        .match_indices(MARK)
        .map(|(at, _)| at + body)
        .filter(|at| !is_within(&code, *at));
    let mut bytes = text.as_bytes().to_vec();
    let mut is_changed = false;
    // A run of more than two is one mark each time two of it are taken, as in Obsidian.
    while let (Some(open), Some(close)) = (marks.next(), marks.next()) {
        for byte in &mut bytes[open..close + MARK.len()] {
            if !b"\r\n".contains(byte) {
                *byte = b' ';
            }
        }
        is_changed = true;
    }
    is_changed.then(|| String::from_utf8(bytes).ok()).flatten()
}

/// Where code, formulas and raw HTML are, in order.
fn code(text: &str, body: usize) -> Vec<Range<usize>> {
    let events = Parser::new_ext(&text[body..], markdown_options()).into_offset_iter();
    let code = events.filter(|(event, _)| {
        matches!(
            event,
            Event::Code(_)
                | Event::Start(Tag::CodeBlock(_))
                | Event::InlineMath(_)
                | Event::DisplayMath(_)
                | Event::Html(_)
                | Event::InlineHtml(_)
        )
    });
    code.map(|(_, range)| range.start + body..range.end + body)
        .collect()
}

fn is_within(ranges: &[Range<usize>], at: usize) -> bool {
    let after = ranges.partition_point(|range| range.start <= at);
    after > 0 && ranges[after - 1].contains(&at)
}

#[cfg(test)]
mod tests {
    use super::blanked;

    #[test]
    fn comments_are_blanked_within_a_line_and_over_many() {
        let text = "一 %%悄悄话%% 二\n\n%%\n- 三\n![x](a.png)\n%%\n四\n";
        let shown = blanked(text).unwrap();
        assert_eq!(shown.len(), text.len());
        assert_eq!(shown.lines().count(), text.lines().count());
        let words: Vec<&str> = shown.split_whitespace().collect();
        assert_eq!(words, ["一", "二", "四"]);
    }

    #[test]
    fn code_and_lone_marks_are_text() {
        for text in [
            "```mermaid\n%% one\n%% two\n```\n",
            "`%%` 和 `%%`\n",
            "100%% 确定\n",
            "---\ntitle: a %% b %% c\n---\n文\n",
        ] {
            assert_eq!(blanked(text), None, "{text}");
        }
        // Code in a comment is hidden with it.
        let shown = blanked("%%\n```\nx\n```\n%%\n文\n").unwrap();
        assert_eq!(shown.trim(), "文");
    }
}
