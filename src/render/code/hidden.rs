//! Lines of Rust that only make an example complete: those that begin with `# `, and `#` alone. mdBook and rustdoc do
//! not show them; `##` stands for a `#`.

use std::borrow::Cow;

/// The code without them.
pub(super) fn without(code: &str) -> Cow<'_, str> {
    if !code.contains('#') {
        return Cow::Borrowed(code);
    }
    let mut shown = String::with_capacity(code.len());
    for line in code.split_inclusive('\n') {
        let text = line.trim_start();
        let indent = &line[..line.len() - text.len()];
        match text.strip_prefix('#') {
            Some(rest) if rest.starts_with('#') => {
                shown.push_str(indent);
                shown.push_str(rest);
            }
            // Attributes are `#[…]`.
            Some("") => {}
            Some(rest) if rest.starts_with([' ', '\n', '\r']) => {}
            _ => shown.push_str(line),
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn lines_that_begin_with_a_mark_and_a_blank_are_left_out() {
        for (code, shown) in [
            ("# fn main() {\nlet a = 1;\n# }\n", "let a = 1;\n"),
            ("    # let b = 2;\n  #\r\n\nlet a = 1;\n#", "\nlet a = 1;\n"),
            (
                "#[derive(Debug)]\n#![allow(dead_code)]\n",
                "#[derive(Debug)]\n#![allow(dead_code)]\n",
            ),
            ("    ##not\n## so\n", "    #not\n# so\n"),
            ("let a = 1; # b\n", "let a = 1; # b\n"),
            ("# a\n# b\n", ""),
        ] {
            assert_eq!(without(code), shown, "{code}");
        }
    }
}
