//! The digest (摘要) of an article that has none: its first paragraph, as many whole sentences as fit.

use super::limit::{Limit, half_width};

/// What a digest may end with and be whole.
const ENDS: [char; 8] = ['。', '！', '？', '…', '!', '?', '.', '；'];

/// What closes behind an end.
const CLOSES: [char; 9] = ['”', '’', '」', '』', '）', ')', '"', '\'', '》'];

/// The least that whole sentences must come to, in half-widths; a lone 「引子。」 would say nothing.
const LEAST: usize = 40;

/// The digest of a paragraph.
pub(crate) fn digest_of(paragraph: &str) -> String {
    let text = paragraph.trim();
    let most = Limit::Digest.most();
    let Some(cut) = beyond(text, most) else {
        return text.to_owned();
    };
    let sentences = sentence_end(&text[..cut]);
    if let Some(end) = sentences.filter(|end| super::half_widths(&text[..*end]) >= LEAST) {
        return text[..end].to_owned();
    }
    // A sentence that is too long ends where it may: at a comma, or else between words.
    let room = beyond(text, most - 2).unwrap_or(text.len());
    let head = &text[..room];
    let at_comma = head.rfind(['，', '、', ',', '；', ';', '：', ':']);
    let end = at_comma.filter(|end| super::half_widths(&head[..*end]) >= most / 2);
    let end = end.unwrap_or_else(|| word_end(head, &text[room..]));
    format!("{}…", head[..end].trim_end())
}

/// Where the first character stands that a text may not have any more.
fn beyond(text: &str, most: usize) -> Option<usize> {
    let mut length = 0;
    text.char_indices().find_map(|(at, letter)| {
        length += half_width(letter);
        (length > most).then_some(at)
    })
}

/// The end of the last whole sentence.
fn sentence_end(text: &str) -> Option<usize> {
    let mut end = None;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if !ENDS.contains(&letter) {
            continue;
        }
        let mut after = at + letter.len_utf8();
        while let Some((at, close)) =
            letters.next_if(|(_, next)| CLOSES.contains(next) || ENDS.contains(next))
        {
            after = at + close.len_utf8();
        }
        // A full stop in a number or a name ends nothing.
        let ends = !letter.is_ascii() || text[after..].starts_with(char::is_whitespace);
        if ends {
            end = Some(after);
        }
    }
    end
}

/// The end of the last word that is whole, given what follows.
fn word_end(head: &str, rest: &str) -> usize {
    let is_latin = |letter: char| letter.is_ascii_alphanumeric();
    let cuts_word = head.ends_with(is_latin) && rest.starts_with(is_latin);
    if !cuts_word {
        return head.len();
    }
    let whole = head.trim_end_matches(is_latin);
    if whole.is_empty() {
        head.len()
    } else {
        whole.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::half_widths;

    #[test]
    fn a_short_paragraph_is_its_own_digest() {
        assert_eq!(digest_of(" 正文。第二句，没有完 "), "正文。第二句，没有完");
    }

    #[test]
    fn a_long_one_ends_with_a_sentence() {
        let first = format!("{}。", "甲".repeat(60));
        let text = format!("{first}“乙乙！”{}", "丙".repeat(100));
        assert_eq!(digest_of(&text), format!("{first}“乙乙！”"));
        let words = "Version 2.5 is out. ".repeat(20);
        let digest = digest_of(&words);
        assert!(digest.ends_with("is out."), "{digest}");
        assert!(half_widths(&digest) <= 240);
    }

    #[test]
    fn a_sentence_that_is_too_long_is_cut_at_a_comma_or_between_words() {
        let text = format!("{}，{}", "甲".repeat(100), "乙".repeat(100));
        assert_eq!(digest_of(&text), format!("{}…", "甲".repeat(100)));
        let digest = digest_of(&"abcdefghi ".repeat(40));
        assert!(digest.ends_with("abcdefghi…"), "{digest}");
        for text in ["长".repeat(500), "x".repeat(500), "长x".repeat(300)] {
            let digest = digest_of(&text);
            assert!(half_widths(&digest) <= 240, "{digest}");
            assert!(half_widths(&digest) > 230, "{digest}");
        }
    }
}
