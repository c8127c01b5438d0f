//! What of a title is set, and how it is divided: text as it was written in, label, title and subtitle out.
//!
//! A cover has no emoji, and no text at all where a letter of it could not be drawn.

use super::Letters;

/// Widest label, in ems of Chinese text.
const LABEL: usize = 6;

/// Most characters of a title that are looked at: more than find room.
const MOST: usize = 120;

/// Words that say what a text is rather than what it is about.
const KINDS: [&str; 26] = [
    "教程", "指南", "译文", "翻译", "转载", "周刊", "周报", "月刊", "实战", "笔记", "专访", "访谈",
    "公告", "通知", "直播", "预告", "招聘", "活动", "书评", "影评", "读书", "随笔", "观点", "深度",
    "原创", "译",
];

/// The words of a cover.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wording {
    /// What stands small above the title: the name of a column, the kind of a text.
    pub(super) label: Option<String>,
    pub(super) title: String,
    /// What stands smaller below.
    pub(super) subtitle: Option<String>,
    /// Both as they were written.
    pub(super) whole: String,
}

impl Wording {
    /// Divides a title.
    pub(super) fn of(title: &str) -> Self {
        if let Some((label, rest)) = bracketed(title) {
            return Self {
                label: Some(label.to_owned()),
                ..Self::without_label(rest)
            };
        }
        let parts = top_level(title).find_map(|(at, character)| {
            matches!(character, '｜' | '|' | '丨').then(|| halves(title, at, character))
        });
        if let Some((before, after)) = parts.filter(|(a, b)| !a.is_empty() && !b.is_empty()) {
            let (one, other) = (ems(before), ems(after));
            if one <= LABEL && one < other {
                return Self::labelled(before, after);
            }
            if other <= LABEL {
                return Self::labelled(after, before);
            }
        }
        Self::without_label(title)
    }

    fn labelled(label: &str, rest: &str) -> Self {
        Self {
            label: Some(label.to_owned()),
            ..Self::without_label(rest)
        }
    }

    fn without_label(text: &str) -> Self {
        let whole = || Self {
            title: text.to_owned(),
            whole: text.to_owned(),
            ..Self::default()
        };
        let Some((title, subtitle)) = divided(text) else {
            return whole();
        };
        if KINDS.contains(&title) {
            return Self {
                label: Some(title.to_owned()),
                title: subtitle.to_owned(),
                subtitle: None,
                whole: subtitle.to_owned(),
            };
        }
        // Where the one is a word and the other no sentence, both belong on one line of thought.
        if ems(title) < 3 || ems(subtitle) < 3 || ems(title) > 20 {
            return whole();
        }
        Self {
            label: None,
            title: title.to_owned(),
            subtitle: Some(subtitle.to_owned()),
            whole: text.to_owned(),
        }
    }
}

/// A title without what is not drawn; `None` where nothing is left, or something said would be missing.
pub(super) fn drawable(text: &str, letters: &dyn Letters) -> Option<String> {
    let mut kept = String::new();
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            if !kept.ends_with(' ') {
                kept.push(' ');
            }
        } else if is_emoji(character) || is_unseen(character) {
            // Nothing.
        } else if letters.has(character) {
            kept.push(character);
        } else if character.is_alphanumeric() {
            return None;
        }
    }
    if let Some((end, _)) = kept.char_indices().nth(MOST) {
        kept.truncate(end);
        kept.push('…');
    }
    let kept = kept.trim();
    kept.chars()
        .any(char::is_alphanumeric)
        .then(|| kept.to_owned())
}

fn is_emoji(character: char) -> bool {
    matches!(u32::from(character),
        0x20E3 | 0x231A..=0x231B | 0x23E9..=0x23FA | 0x2600..=0x27BF | 0x2B1B..=0x2B55 | 0x1_F000..)
}

/// Joiners, marks of direction, selectors.
fn is_unseen(character: char) -> bool {
    matches!(u32::from(character),
        0xAD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xFFF0..=0xFFFF)
}

/// `【周刊】第一期`: what is in the bracket, and the rest.
fn bracketed(title: &str) -> Option<(&str, &str)> {
    let pairs = [('【', '】'), ('[', ']')];
    let (open, close) = pairs
        .into_iter()
        .find(|(open, _)| title.starts_with(*open))?;
    let (label, rest) = title[open.len_utf8()..].split_once(close)?;
    let (label, rest) = (label.trim(), rest.trim());
    (!label.is_empty() && ems(label) <= LABEL && rest.chars().any(char::is_alphanumeric))
        .then_some((label, rest))
}

/// Title and subtitle, where a sign says so.
fn divided(text: &str) -> Option<(&str, &str)> {
    let spaced = |at: usize, character: char| {
        text[..at].ends_with(' ') && text[at + character.len_utf8()..].starts_with(' ')
    };
    let is_sign = |&(at, character): &(usize, char)| match character {
        '：' | '｜' | '|' | '丨' | '—' | '―' => true,
        ':' => {
            let after = text[at + 1..].chars().next();
            after.is_some_and(|next| next == ' ' || !next.is_ascii())
        }
        '-' | '–' | '·' => spaced(at, character),
        _ => false,
    };
    top_level(text)
        .filter(is_sign)
        .map(|(at, character)| halves(text, at, character))
        .find(|(title, subtitle)| !title.is_empty() && !subtitle.is_empty())
}

/// The texts on both sides of a sign, however often it stands there.
fn halves(text: &str, at: usize, sign: char) -> (&str, &str) {
    let is_between = |character: char| character == sign || character.is_whitespace();
    (
        text[..at].trim_end_matches(is_between),
        text[at..].trim_start_matches(is_between),
    )
}

/// The characters that stand in no bracket or quotes.
fn top_level(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut depth = 0_usize;
    text.char_indices().filter(move |(_, character)| {
        if "《「『（【〈“‘([".contains(*character) {
            depth += 1;
        } else if "》」』）】〉”’)]".contains(*character) {
            depth = depth.saturating_sub(1);
        }
        depth == 0
    })
}

/// About the width of a text in ems: two letters make one.
fn ems(text: &str) -> usize {
    let halves: usize = text
        .chars()
        .map(|character| if character.is_ascii() { 1 } else { 2 })
        .sum();
    halves.div_ceil(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn divide(title: &str) -> (Option<String>, String, Option<String>) {
        let Wording {
            label,
            title,
            subtitle,
            ..
        } = Wording::of(title);
        (label, title, subtitle)
    }

    #[test]
    fn titles_are_divided_where_a_sign_says_so() {
        let cases = [
            ("图文", [None, Some("图文"), None]),
            (
                "深入浅出 Rust：从所有权到并发",
                [None, Some("深入浅出 Rust"), Some("从所有权到并发")],
            ),
            (
                "人间词话——读王国维",
                [None, Some("人间词话"), Some("读王国维")],
            ),
            (
                "Error handling: a practical guide",
                [None, Some("Error handling"), Some("a practical guide")],
            ),
            (
                "周刊｜第 42 期：慢下来",
                [Some("周刊"), Some("第 42 期"), Some("慢下来")],
            ),
            (
                "如何写好一篇文章 | 写作课",
                [Some("写作课"), Some("如何写好一篇文章"), None],
            ),
            (
                "【教程】三步发一篇图文",
                [Some("教程"), Some("三步发一篇图文"), None],
            ),
            (
                "译：没有银弹的年代",
                [Some("译"), Some("没有银弹的年代"), None],
            ),
            // Not a subtitle: inside quotes, a time, a hyphen, a word.
            (
                "读《设计：心理学》有感",
                [None, Some("读《设计：心理学》有感"), None],
            ),
            ("早上 8:30 的会", [None, Some("早上 8:30 的会"), None]),
            ("end-to-end 测试", [None, Some("end-to-end 测试"), None]),
            ("结论：不行", [None, Some("结论：不行"), None]),
            ("为什么：", [None, Some("为什么："), None]),
        ];
        for (title, expected) in cases {
            let (label, main, subtitle) = divide(title);
            let got = [label.as_deref(), Some(main.as_str()), subtitle.as_deref()];
            assert_eq!(got, expected, "{title}");
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_left_out_or_leaves_all_out() {
        struct Few;
        impl Letters for Few {
            fn width(&self, _: &str, _: super::super::Face) -> f64 {
                1.0
            }
            fn has(&self, character: char) -> bool {
                !"龘→".contains(character)
            }
        }
        let kept = |text| drawable(text, &Few);
        assert_eq!(
            kept("🚀 三步\u{0}上线\u{FE0F} 👨‍👩‍👧").as_deref(),
            Some("三步 上线")
        );
        assert_eq!(kept("甲→乙").as_deref(), Some("甲乙"));
        assert_eq!(kept("龙行龘龘"), None);
        assert_eq!(kept("🎉🎉！"), None);
        assert_eq!(kept(""), None);
    }
}
