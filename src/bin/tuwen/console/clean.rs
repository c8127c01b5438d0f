//! Makes text from elsewhere safe to print: an article or a server must not steer the terminal.

use std::borrow::Cow;

/// The text with every character that acts on a terminal replaced by one that shows it.
///
/// Escape sequences, line ends and other controls become control pictures; marks that turn the direction
/// of writing, with which text can pretend to be other text, become `�`.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().any(|character| shown(character) != character) {
        Cow::Owned(text.chars().map(shown).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// What is printed for a character.
pub(super) fn shown(character: char) -> char {
    match character {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('�'),
        '\u{7f}' => '␡',
        '\u{80}'..='\u{9f}'
        | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => '�',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_shown_instead() {
        assert_eq!(clean("图\u{1b}[31m.png"), "图␛[31m.png");
        assert_eq!(clean("a\r\nb\u{9b}0m\u{7f}"), "a␍␊b�0m␡");
        assert_eq!(clean("gpj.\u{202e}x"), "gpj.�x");
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(clean("图 👩‍🚀 é.png"), Cow::Borrowed(_)));
    }
}
