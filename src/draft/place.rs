//! Where in an article's source something of its page stands.
//!
//! Comes in: the source, Markdown or HTML, and needles. Goes out: the bytes of the first needle that is found:
//! letter by letter, as an address in HTML is written, or by the words alone, whatever marks, tags and spaces are
//! between them.

use std::ops::Range;

/// A source that is searched more than once.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    source: &'a str,
    /// The letters and digits outside of tags and link targets.
    words: String,
    /// Where each byte of them stands.
    at: Vec<usize>,
}

/// Fewer letters are found everywhere.
const FEWEST: usize = 2;

/// How many letters of a text are looked for, when all of them are not there.
const PART: usize = 6;

impl<'a> Places<'a> {
    /// Reads a source once.
    pub(crate) fn new(source: &'a str) -> Self {
        let (words, at) = words(source);
        Self { source, words, at }
    }

    /// The first of the needles that stands at `from` or after it.
    pub(crate) fn find(&self, needles: &[&str], from: usize) -> Option<Range<usize>> {
        needles.iter().find_map(|needle| {
            let needle = needle.trim();
            self.literally(needle, from)
                .or_else(|| self.by_words(needle, from))
        })
    }

    fn literally(&self, needle: &str, from: usize) -> Option<Range<usize>> {
        let rest = self.source.get(from..)?;
        let escaped = needle.replace('&', "&amp;");
        let find = |needle: &str| {
            let start = from + rest.find(needle)?;
            Some(start..start + needle.len())
        };
        if needle.is_empty() {
            return None;
        }
        find(needle).or_else(|| find(&escaped))
    }

    fn by_words(&self, needle: &str, from: usize) -> Option<Range<usize>> {
        let letters: Vec<char> = needle.chars().filter(|c| c.is_alphanumeric()).collect();
        let first = self.at.partition_point(|at| *at < from);
        let rest = self.words.get(first..)?;
        let find = |letters: &[char]| {
            if letters.len() < FEWEST {
                return None;
            }
            let letters: String = letters.iter().collect();
            let start = first + rest.find(&letters)?;
            let last = self.at[start + letters.len() - 1];
            Some(self.at[start]..last + 1)
        };
        // What a theme or list puts before or after a text is not in the source.
        let end = letters.len().saturating_sub(PART);
        let parts = [
            &letters[..],
            &letters[end..],
            &letters[..letters.len().min(PART)],
        ];
        parts.into_iter().find_map(find)
    }
}

/// The letters and digits of a source, and where each of their bytes stands.
fn words(source: &str) -> (String, Vec<usize>) {
    let (mut words, mut places) = (String::with_capacity(source.len()), Vec::new());
    let (mut tags, mut targets) = (Ends::of(source, '>'), Ends::of(source, ')'));
    let mut at = 0;
    while let Some(letter) = source[at..].chars().next() {
        let rest = &source[at..];
        let end = match letter {
            '<' if is_tag(rest) => tags.next(at),
            // `](target)`
            ']' if rest.starts_with("](") => targets.next(at),
            '&' => entity(rest).map(|length| at + length),
            _ => None,
        };
        if let Some(end) = end {
            at = end;
            continue;
        }
        if letter.is_alphanumeric() {
            words.push(letter);
            places.extend(at..at + letter.len_utf8());
        }
        at += letter.len_utf8();
    }
    (words, places)
}

/// Whether a tag or comment begins here.
fn is_tag(rest: &str) -> bool {
    rest[1..].starts_with(|next: char| next.is_ascii_alphabetic() || "/!".contains(next))
}

/// The length of `&name;`, if it begins here.
fn entity(rest: &str) -> Option<usize> {
    let name = rest.as_bytes().iter().skip(1).take(32);
    let name = name.take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#');
    let length = 1 + name.count();
    (length > 1 && rest.as_bytes().get(length) == Some(&b';')).then_some(length + 1)
}

/// Where marks end, asked for going forward: the source is gone through once, however many begin.
#[derive(Debug)]
struct Ends<'a> {
    source: &'a str,
    mark: char,
    next: Option<usize>,
}

/// A mark that is never closed must not swallow the source.
const LONGEST: usize = 4096;

impl<'a> Ends<'a> {
    fn of(source: &'a str, mark: char) -> Self {
        let next = source.find(mark);
        Self { source, mark, next }
    }

    /// What follows the next end after this.
    fn next(&mut self, at: usize) -> Option<usize> {
        if self.next.is_some_and(|next| next < at) {
            self.next = self.source[at..].find(self.mark).map(|found| at + found);
        }
        let next = self.next?;
        (next - at < LONGEST).then_some(next + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find<'a>(source: &'a str, needles: &[&str]) -> Option<&'a str> {
        let place = Places::new(source).find(needles, 0)?;
        Some(&source[place])
    }

    #[test]
    fn an_address_is_found_as_it_is_written() {
        let source = "# 题\n\n[文](https://a.cn/?b=1&amp;c=2) 与 ![](图/甲.png)";
        assert_eq!(find(source, &["图/甲.png"]), Some("图/甲.png"));
        let found = find(source, &["https://a.cn/?b=1&c=2"]);
        assert_eq!(found, Some("https://a.cn/?b=1&amp;c=2"));
        assert_eq!(find(source, &["没有.png", "文"]), Some("文"));
    }

    #[test]
    fn a_text_is_found_whatever_marks_are_in_it() {
        let source = "- 第一\n- **粗**体与[链接](https://a.cn)和`代码`，\n  还有 &quot;引号&quot;";
        assert_eq!(
            find(source, &["粗体与链接和代码，还有 \"引号\""]),
            Some("粗**体与[链接](https://a.cn)和`代码`，\n  还有 &quot;引号")
        );
        // The number is the theme's.
        assert_eq!(find(source, &["01 第一"]), None);
        let near = "02 粗体与链接和代码";
        assert_eq!(find(source, &[near]), Some("与[链接](https://a.cn)和`代码"));
    }

    #[test]
    fn the_search_begins_where_it_is_told() {
        let source = "标题：甲乙\n甲乙丙";
        let places = Places::new(source);
        let second = source.rfind('甲').unwrap();
        assert_eq!(places.find(&["甲乙"], second), Some(second..second + 6));
        assert_eq!(places.find(&["甲乙"], source.len()), None);
        assert_eq!(places.find(&["", "，"], 0), None);
    }

    #[test]
    fn marks_that_never_end_cost_no_more() {
        let source = "<a ](".repeat(100_000) + "正文在此";
        assert_eq!(find(&source, &["正文 在此"]), Some("正文在此"));
    }
}
