//! Text on its way into HTML: what comes in is plain text, what goes out can stand between tags, in
//! a quoted attribute, or in a code block whose lines and spaces outlive the editor.

/// Appends `text` so that it reads the same between two tags.
pub(super) fn push_text(out: &mut String, text: &str) {
    push_escaped(out, text, false);
}

/// Appends `value` so that it reads the same inside `"…"`.
pub(super) fn push_attribute(out: &mut String, value: &str) {
    push_escaped(out, value, true);
}

/// Bytes that are not simply copied: markup, control characters, and the first byte of U+00A0.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        special[byte] = !matches!(byte, 0x09 | 0x0A | 0x0D);
        byte += 1;
    }
    special[0x7F] = true;
    special[0xC2] = true;
    special[b'&' as usize] = true;
    special[b'<' as usize] = true;
    special[b'>' as usize] = true;
    special[b'"' as usize] = true;
    special
};

fn push_escaped(out: &mut String, text: &str, in_attribute: bool) {
    let bytes = text.as_bytes();
    let (mut written, mut at) = (0, 0);
    while let Some(found) = bytes[at..]
        .iter()
        .position(|byte| SPECIAL[usize::from(*byte)])
    {
        at += found;
        let (replacement, length) = match bytes[at] {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' if in_attribute => ("&quot;", 1),
            // U+00A0 is C2 A0 in UTF-8; spelt out, nobody takes it for a space.
            0xC2 if bytes.get(at + 1) == Some(&0xA0) => ("&nbsp;", 2),
            b'"' | 0xC2 => {
                at += 1;
                continue;
            }
            // Control characters are refused by the API as invalid content.
            _ => ("", 1),
        };
        out.push_str(&text[written..at]);
        out.push_str(replacement);
        at += length;
        written = at;
    }
    out.push_str(&text[written..]);
}

/// Where in a line of code the next character will stand; one per open `pre`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CodeCursor {
    column: usize,
    after_space: bool,
}

/// Distance of the tab stops in code.
const TAB: usize = 4;

impl CodeCursor {
    /// Appends code: line feeds become `<br>`, tabs reach the next multiple of four columns, and every
    /// space that HTML would collapse (leading, or after another) becomes `&nbsp;`.
    pub(super) fn push(&mut self, out: &mut String, code: &str) {
        let mut start = 0;
        for (at, byte) in code.bytes().enumerate() {
            match byte {
                b' ' if self.column > 0 && !self.after_space => {
                    self.column += 1;
                    self.after_space = true;
                    continue;
                }
                b' ' | b'\t' | b'\n' | b'\r' => {}
                _ => {
                    // Continuation bytes of UTF-8 begin no character.
                    self.column += usize::from(byte & 0xC0 != 0x80);
                    self.after_space = false;
                    continue;
                }
            }
            push_text(out, &code[start..at]);
            start = at + 1;
            let width = match byte {
                b' ' => 1,
                b'\t' => TAB - self.column % TAB,
                b'\n' => {
                    out.push_str("<br>");
                    *self = Self::default();
                    continue;
                }
                _ => continue,
            };
            for _ in 0..width {
                out.push_str("&nbsp;");
            }
            self.column += width;
            self.after_space = true;
        }
        push_text(out, &code[start..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        let mut out = String::new();
        push_text(&mut out, source);
        out
    }

    #[test]
    fn markup_characters_are_spelt_out_and_chinese_stays() {
        assert_eq!(text("甲<b>&\"乙\""), "甲&lt;b&gt;&amp;\"乙\"");
        assert_eq!(text("a\u{a0}b\u{b}c"), "a&nbsp;bc");
        let mut out = String::new();
        push_attribute(&mut out, "x\" onload=\"y");
        assert_eq!(out, "x&quot; onload=&quot;y");
    }

    #[test]
    fn code_keeps_its_lines_indents_and_tab_stops() {
        let mut out = String::new();
        CodeCursor::default().push(&mut out, "if a  b:\n  中\tx\n\n\ty");
        assert_eq!(
            out,
            "if a &nbsp;b:<br>&nbsp;&nbsp;中&nbsp;x<br><br>&nbsp;&nbsp;&nbsp;&nbsp;y"
        );
    }

    #[test]
    fn code_in_pieces_is_code_in_one() {
        let mut whole = String::new();
        CodeCursor::default().push(&mut whole, "a  b\n c");
        let mut pieces = String::new();
        let mut cursor = CodeCursor::default();
        for piece in ["a ", " b\n", " ", "c"] {
            cursor.push(&mut pieces, piece);
        }
        assert_eq!(whole, pieces);
    }
}
