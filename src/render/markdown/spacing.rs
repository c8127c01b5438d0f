//! A space between Chinese and Latin, for those who ask for it: text comes in, and what stood before it;
//! the same text with its spaces goes out. Nothing else is changed, and nothing where a space or
//! punctuation stands already.

use std::borrow::Cow;

/// The text with a space wherever Chinese meets Latin letters or digits, `before` its first character too.
pub(super) fn spaced(text: &str, before: Option<char>) -> Cow<'_, str> {
    let mut output = String::new();
    let mut written = 0;
    let mut last = before;
    for (at, c) in text.char_indices() {
        if last.is_some_and(|last| parts(last, c)) {
            output.push_str(&text[written..at]);
            output.push(' ');
            written = at;
        }
        last = Some(c);
    }
    if output.is_empty() {
        return Cow::Borrowed(text);
    }
    output.push_str(&text[written..]);
    Cow::Owned(output)
}

/// Whether a space belongs between two characters.
pub(super) fn parts(left: char, right: char) -> bool {
    (is_chinese(left) && is_latin(right)) || ((is_latin(left) || left == '%') && is_chinese(right))
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || (matches!(c, '\u{C0}'..='\u{24F}' | '\u{370}'..='\u{3FF}') && c.is_alphanumeric())
}

/// Chinese characters and kana, not their punctuation.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30FA}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::spaced;

    #[test]
    fn only_chinese_and_latin_are_parted() {
        for (text, expected) in [
            ("用Rust写的3个工具", "用 Rust 写的 3 个工具"),
            ("增长50%的α值", "增长 50% 的 α 值"),
            ("用 Rust，写（Go）的“C”", "用 Rust，写（Go）的“C”"),
            ("word 甲，乙", "word 甲，乙"),
            ("", ""),
        ] {
            assert_eq!(spaced(text, None), expected);
        }
        assert_eq!(spaced("甲", Some('a')), " 甲");
        assert_eq!(spaced("甲", Some(' ')), "甲");
    }
}
