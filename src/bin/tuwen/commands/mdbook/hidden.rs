//! Lines of Rust code that mdBook hides: those that begin with `# `, and `#` alone; `##` stands for a `#`.

use std::borrow::Cow;

/// The same Markdown without them.
pub(super) fn without(markdown: &str) -> String {
    let mut output = String::with_capacity(markdown.len());
    // The fence of the open block, and whether it is Rust.
    let mut open: Option<(&str, bool)> = None;
    for line in markdown.split_inclusive('\n') {
        let text = line.trim_start_matches([' ', '>']);
        match open {
            Some((fence, is_rust)) => {
                if closes(text, fence) {
                    open = None;
                } else if is_rust {
                    if let Some(shown) = shown(line) {
                        output.push_str(&shown);
                    }
                    continue;
                }
            }
            None => open = opened(text),
        }
        output.push_str(line);
    }
    output
}

/// The fence that a line opens, and whether the block is Rust.
fn opened(text: &str) -> Option<(&str, bool)> {
    let mark = text.chars().next().filter(|mark| "`~".contains(*mark))?;
    let rest = text.trim_start_matches(mark);
    let fence = &text[..text.len() - rest.len()];
    let info = rest.trim();
    if fence.len() < 3 || (mark == '`' && info.contains('`')) {
        return None;
    }
    let language = info.split([',', ' ', '{']).next().unwrap_or_default();
    Some((fence, language == "rust"))
}

fn closes(text: &str, fence: &str) -> bool {
    let text = text.trim_end();
    text.starts_with(fence) && text.bytes().all(|byte| byte == fence.as_bytes()[0])
}

/// A line of Rust as it is shown; `None` where it is hidden.
fn shown(line: &str) -> Option<Cow<'_, str>> {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    match text.strip_prefix('#') {
        Some(rest) if rest.starts_with('#') => Some(Cow::Owned(format!("{indent}{rest}"))),
        // Attributes are `#[…]`.
        Some(rest) if rest.trim().is_empty() || rest.starts_with(' ') => None,
        _ => Some(Cow::Borrowed(line)),
    }
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn hidden_lines_of_rust_are_left_out_and_nothing_else() {
        let book = "# 题\n\n```rust,editable\n# fn main() {\n#[derive(Debug)]\nlet a = 1;\n    ##not\n#\n# }\n```\n\n```sh\n# 注释\n```\n# 二\n";
        let shown = "# 题\n\n```rust,editable\n#[derive(Debug)]\nlet a = 1;\n    #not\n```\n\n```sh\n# 注释\n```\n# 二\n";
        assert_eq!(without(book), shown);
    }

    #[test]
    fn a_shorter_fence_does_not_close_a_block() {
        let book = "````rust\n```\n# x\n````\n# 题\n";
        assert_eq!(without(book), "````rust\n```\n````\n# 题\n");
    }
}
