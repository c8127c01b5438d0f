//! Against the parser: where no Chinese is near, pairing anew gives what it gave.

use std::fmt::Write as _;

use proptest::prelude::*;
use pulldown_cmark::{CowStr, Event, Parser};

use super::*;
use crate::article::markdown_options;

/// Events as text; text in one piece.
fn shown<'a>(items: impl Iterator<Item = Item<'a>>) -> String {
    let mut output = String::new();
    let mut text = String::new();
    for (event, range) in items {
        if let Event::Text(more) = event {
            text.push_str(&more);
            continue;
        }
        if !text.is_empty() {
            write!(output, "{:?} ", std::mem::take(&mut text)).unwrap();
        }
        write!(output, "{event:?}{range:?} ").unwrap();
    }
    output.push_str(&text);
    output
}

/// All leaves paired anew, whether they need it or not.
fn anew(source: &str) -> String {
    let prepared = Prepared::read(source);
    let mut events = Inlines::new(source, &prepared);
    let mut all = Vec::new();
    while let Some(item) = events.after.take().or_else(|| events.events.next()) {
        if is_inline(&item.0) {
            let mut leaf = VecDeque::from([item]);
            for item in events.events.by_ref() {
                if !is_inline(&item.0) {
                    events.after = Some(item);
                    break;
                }
                leaf.push_back(item);
            }
            all.extend(delimiter::resolve(source, leaf));
        } else {
            all.push(item);
        }
    }
    shown(all.into_iter())
}

fn parsed(source: &str) -> String {
    shown(Parser::new_ext(source, markdown_options()).into_offset_iter())
}

const PIECES: &[&str] = &[
    "a", "b ", " ", ".", "*", "*", "**", "**", "***", "_", "__", "~~", "[", "](u)", "![", "`c`",
    "\\", "\nx", "<b>", "&amp;", "(", "\"", "é", "|", "\n- x", "\n> x",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn without_chinese_nothing_changes(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24),
    ) {
        // Not a fence.
        let source = format!("x{}", pieces.concat());
        prop_assert_eq!(anew(&source), parsed(&source), "{}", source);
    }

    #[test]
    fn every_range_is_in_the_text_and_no_word_is_lost(
        pieces in prop::collection::vec(prop::sample::select(
            &["甲", "：", "“", "**", "*", "==", "~", "~~", "^", "x", "2", "{漢字|かん}", " ", "\n起", "[", "](u)", "\\"][..]
        ), 0..30),
    ) {
        // Not a fence.
        let source = format!("起{}", pieces.concat());
        let mut seen = String::new();
        for (event, range) in Inlines::new(&source, &Prepared::read(&source)) {
            prop_assert!(source.get(range).is_some());
            if let Event::Text(text) | Event::Code(text) = event {
                seen.push_str(&text);
            }
        }
        let count = |text: &str, wanted: char| text.chars().filter(|c| *c == wanted).count();
        // Destinations and labels are no text, but hold none of these.
        for wanted in ['甲', '：', '“', '漢'] {
            prop_assert_eq!(count(&seen, wanted), count(&source, wanted), "{}: {}", source, seen);
        }
    }
}

#[test]
fn untouched_leaves_are_passed_on() {
    let source = "甲**乙**`a*b`\n\n```\n**甲：**乙 ==a==\n```\n\n<b>**甲：**乙</b>\n";
    let prepared = Prepared::read(source);
    let texts: Vec<_> = Inlines::new(source, &prepared)
        .filter_map(|(event, _)| match event {
            Event::Text(CowStr::Borrowed(text)) => Some(text),
            _ => None,
        })
        .collect();
    assert_eq!(texts[..3], ["甲", "乙", "**甲：**乙 ==a==\n"]);
}
