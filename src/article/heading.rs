//! Attributes of headings, `# Title {#id .class}`: they are for the site that a generator makes. Only where the generator
//! reads them, as mdBook does; elsewhere braces behind a heading are text.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{front_matter, markdown_options};

/// The same text, byte for byte as long and in the same lines, with the attributes blanked out; `None` where there are
/// none.
pub(super) fn blanked(text: &str) -> Option<String> {
    let body = front_matter::body_start(text);
    if !text[body..].contains('{') {
        return None;
    }
    let options = markdown_options() | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut bytes = text.as_bytes().to_vec();
    let mut is_changed = false;
    // Where the text of the heading ends that is being read.
    let mut shown = None;
    for (event, range) in Parser::new_ext(&text[body..], options).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => shown = Some(range.start),
            Event::End(TagEnd::Heading(_)) => {
                let Some(end) = shown.take() else { continue };
                let tail = &text[body + end..body + range.end];
                // A line of nothing but attributes above `===` would leave no heading.
                let is_bare = end == range.start && !tail.starts_with('#');
                let (Some(open), Some(close)) = (tail.find('{'), tail.rfind('}')) else {
                    continue;
                };
                if open < close && !is_bare {
                    bytes[body + end + open..=body + end + close].fill(b' ');
                    is_changed = true;
                }
            }
            _ => shown = shown.map(|end| end.max(range.end)),
        }
    }
    is_changed.then(|| String::from_utf8(bytes).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::blanked;

    #[test]
    fn attributes_are_blanked_in_their_places() {
        for (text, attributes) in [
            ("# 题 {#id}\n\n文\n", "{#id}"),
            (
                "## *题* `码` {#id .class key=value}\n",
                "{#id .class key=value}",
            ),
            ("## 题 ## {#id}\n", "{#id}"),
            ("文\n\n题 {.a}\n===\n", "{.a}"),
            ("- 表\n\n  ### 题 {#a}\n", "{#a}"),
            ("> # [题](a) {#b}\r\n", "{#b}"),
            ("---\ntitle: 题\n---\n# 题 {#c}\n", "{#c}"),
            ("# {#alone}\n", "{#alone}"),
        ] {
            let blanks = " ".repeat(attributes.len());
            let shown = blanked(text);
            assert_eq!(shown, Some(text.replace(attributes, &blanks)), "{text}");
        }
    }

    #[test]
    fn other_braces_are_text() {
        for text in [
            "文 {#id}\n",
            "# `{#id}`\n",
            "# 题 {#id} 后\n",
            "# 题 \\{#id\\}\n",
            "```\n# 题 {#id}\n```\n",
            "    # 题 {#id}\n",
            "<pre>\n# 题 {#id}\n</pre>\n",
            "# $x^{2}$\n",
            "{#id}\n===\n",
        ] {
            assert_eq!(blanked(text), None, "{text}");
        }
    }
}
