//! Text broken into lines for a terminal, where a Chinese character takes two columns and may begin a
//! line, and a closing mark may not.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What no line begins with.
const CLOSING: &str = "，。；：、！？）】」』”’…,.;:!?)]}";

/// What no line ends with.
const OPENING: &str = "（【「『“‘([{";

/// The lines of a text; without a `width` it is one line.
pub(super) fn lines(text: &str, width: Option<usize>) -> Vec<String> {
    let Some(width) = width.filter(|width| *width < text.width()) else {
        return vec![text.to_owned()];
    };
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        let fits = line.width() + word.trim_end().width() <= width;
        if !fits && !line.is_empty() {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        for character in word.chars() {
            // A path or URL that is longer than a line goes on in the next.
            if line.width() + character.width().unwrap_or(0) > width && character != ' ' {
                lines.push(std::mem::take(&mut line));
            }
            line.push(character);
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// The pieces that stay together, each with the space behind it; what stands in backticks is to be copied,
/// so it is one piece.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut before = None;
    let mut quoted = false;
    for (at, character) in text.char_indices() {
        if !quoted && before.is_some_and(|before| may_break(before, character)) {
            words.push(&text[start..at]);
            start = at;
        }
        quoted ^= character == '`';
        before = Some(character);
    }
    words.push(&text[start..]);
    words
}

fn may_break(before: char, after: char) -> bool {
    if before == ' ' {
        return after != ' ';
    }
    let is_wide = |character: char| character.width() == Some(2);
    (is_wide(before) || is_wide(after))
        && after != ' '
        && !CLOSING.contains(after)
        && !OPENING.contains(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_breaks_at_spaces_and_chinese_between_characters() {
        assert_eq!(lines("one two three", Some(8)), ["one two", "three"]);
        assert_eq!(
            lines("把本机地址加入白名单", Some(8)),
            ["把本机地", "址加入白", "名单"]
        );
        assert_eq!(lines("short", Some(80)), ["short"]);
        assert_eq!(
            lines("as long as it likes to be", None),
            ["as long as it likes to be"]
        );
    }

    #[test]
    fn marks_stay_with_their_words() {
        assert_eq!(lines("连接失败，重试", Some(8)), ["连接失", "败，重试"]);
        assert_eq!(lines("一二三（四五）", Some(8)), ["一二三", "（四五）"]);
    }

    #[test]
    fn what_is_to_be_copied_stays_whole_where_a_line_has_room_for_it() {
        assert_eq!(
            lines("run `apt install fonts` now", Some(22)),
            ["run", "`apt install fonts`", "now"]
        );
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let text = "在 `developers.weixin.qq.com/platform` → 我的业务 里核对 https://x.test/长路径/a/b/c/d";
        for width in 8..60 {
            let lines = lines(text, Some(width));
            assert!(lines.iter().all(|line| line.width() <= width), "{lines:?}");
            let joined: String = lines.concat();
            let squeeze = |text: &str| text.replace(' ', "");
            assert_eq!(squeeze(&joined), squeeze(text));
        }
    }
}
