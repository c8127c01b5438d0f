//! A text taken apart where lines may be broken: characters in, pieces and the joints between them out.
//!
//! Chinese rules (避头尾): no closing mark begins a line, no opening one ends it. Latin words and numbers stay
//! whole, and with the unit behind them. Every other joint has a price, low where a reader would pause.

use super::words::{self, Place};
use super::{Face, Letters};

/// What a full-width mark leaves empty beside its ink, in ems.
const BLANK: f64 = 0.5;

/// Space between Chinese and Latin, in ems.
const BETWEEN_SCRIPTS: f64 = 0.16;

/// Widest piece, in ems; a longer word is broken as it comes.
const WIDEST: f64 = 11.0;

/// Width of a word from which on it may be broken at its seams: behind a slash, before a capital.
const WIDE: f64 = 6.0;

/// Marks that begin no line.
const CLOSING: &str = "，。、；：！？…—～·》」』）】〉〕”’,.!?;:)]}%％℃々ー～";

/// Marks that end no line.
const OPENING: &str = "《「『（【〈〔“‘([{＃#＠@￥¥$";

/// Signs after numbers.
const UNITS: &str = "年月日天周岁时分秒个位名篇章节集期款种条点元万亿千百倍步招次人件页行句字号级代届度块本张部场杯只家支";

/// Numbers.
const NUMERALS: &str = "一二三四五六七八九十百千万亿两几半每零〇";

/// Words that a line likes to end with.
const ENDING: &str = "的了着过地得吗呢吧啊与和及";

/// Words that a line likes to begin with.
const BEGINNING: &str = "和与及或跟并而但从在对把被让用为给向到就却才都还也又再不是有";

/// Words that belong to what follows.
const LEADING: &str = "不没别未无从在对把被让用为给向到将由往比当很更最太";

/// Words that belong to what they follow.
const FOLLOWING: &str = "后前里上中下内外间时人者们性化式";

/// What is not broken.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) text: String,
    /// In ems.
    pub(super) width: f64,
    /// The part of it that is empty in front, and may hang over the edge.
    pub(super) head: f64,
    /// The same behind.
    pub(super) tail: f64,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A Chinese character, or kana.
    Chinese,
    /// Letters and digits.
    Word,
    Opening,
    Closing,
    Other,
}

/// Between a piece and the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Joint {
    /// Space in a line, in ems; negative where two marks come closer.
    pub(super) gap: f64,
    /// The price of a line's end here; `None` where none may be.
    pub(super) price: Option<f64>,
    /// Both are parts of one word.
    pub(super) is_inside: bool,
}

/// A text as pieces; a joint fewer than pieces.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Pieces {
    pub(super) pieces: Vec<Piece>,
    pub(super) joints: Vec<Joint>,
}

impl Pieces {
    /// Takes a text apart; `tracking` is put between Chinese characters, in ems.
    pub(super) fn of(text: &str, face: Face, tracking: f64, letters: &dyn Letters) -> Self {
        let characters: Vec<char> = text.chars().collect();
        let places = words::places(&characters);
        let mut pieces: Vec<Piece> = Vec::new();
        // Whether a space stood before a piece, and what words are there.
        let mut before: Vec<(bool, Place)> = Vec::new();
        let mut at = 0;
        let mut spaced = false;
        while at < characters.len() {
            if characters[at].is_whitespace() {
                spaced = true;
                at += 1;
                continue;
            }
            let end = end_of_piece(&characters, at);
            for part in parts(&characters[at..end], face, letters) {
                pieces.push(Piece::new(&part, face, letters));
                before.push((std::mem::take(&mut spaced), places[at]));
            }
            at = end;
        }
        let joints = pieces
            .windows(2)
            .zip(before.iter().skip(1))
            .map(|(pair, &(spaced, place))| Joint {
                gap: gap(&pair[0], &pair[1], spaced, tracking),
                price: price(&pair[0], &pair[1], spaced, place),
                is_inside: !spaced && pair.iter().all(|piece| piece.kind == Kind::Word),
            })
            .collect();
        Self { pieces, joints }
    }

    /// The width of a line of some pieces, in ems.
    pub(super) fn width(&self, line: std::ops::Range<usize>) -> f64 {
        let pieces = &self.pieces[line.clone()];
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
            return 0.0;
        };
        let inner: f64 = pieces.iter().map(|piece| piece.width).sum();
        let gaps: f64 = self.joints[line.start..line.end - 1]
            .iter()
            .map(|joint| joint.gap)
            .sum();
        inner + gaps - first.head - last.tail
    }
}

impl Piece {
    fn new(characters: &[char], face: Face, letters: &dyn Letters) -> Self {
        let text: String = characters.iter().collect();
        let width = letters.width(&text, face);
        let first = characters.first().copied().unwrap_or(' ');
        let kind = match characters {
            [mark] if OPENING.contains(*mark) => Kind::Opening,
            [mark, ..] if CLOSING.contains(*mark) => Kind::Closing,
            [character] if is_chinese(*character) => Kind::Chinese,
            _ if characters.iter().any(|c| c.is_alphanumeric()) => Kind::Word,
            _ => Kind::Other,
        };
        // Quotes and dots are narrow in some fonts: those have no empty part.
        let is_full = characters.len() == 1 && width > 0.9 && !first.is_ascii();
        let (head, tail) = match kind {
            Kind::Opening if is_full => (BLANK, 0.0),
            Kind::Closing if is_full && "！？".contains(first) => (0.0, 0.35),
            Kind::Closing if is_full && !"…—～·々ー％℃".contains(first) => (0.0, BLANK),
            _ => (0.0, 0.0),
        };
        Self {
            text,
            width,
            head,
            tail,
            kind,
        }
    }

    fn ends_with(&self, characters: &str) -> bool {
        let last = self.text.chars().next_back();
        last.is_some_and(|last| characters.contains(last))
    }

    fn begins_with(&self, characters: &str) -> bool {
        let first = self.text.chars().next();
        first.is_some_and(|first| characters.contains(first))
    }
}

/// Where the piece ends that begins at a place.
fn end_of_piece(characters: &[char], at: usize) -> usize {
    let first = characters[at];
    let run = |belongs: &dyn Fn(char) -> bool| {
        let rest = characters[at..].iter();
        at + rest.take_while(|&&character| belongs(character)).count()
    };
    if "…—".contains(first) {
        return run(&|character| character == first);
    }
    if is_wide(first) {
        return at + 1;
    }
    run(&|character| !is_wide(character) && !character.is_whitespace() && !"…—".contains(character))
}

/// A word as it is, or what a long one is broken into.
fn parts(word: &[char], face: Face, letters: &dyn Letters) -> Vec<Vec<char>> {
    let width = |part: &[char]| letters.width(&part.iter().collect::<String>(), face);
    if word.len() == 1 || width(word) <= WIDE {
        return vec![word.to_vec()];
    }
    let mut parts: Vec<Vec<char>> = vec![Vec::new()];
    for (at, &character) in word.iter().enumerate() {
        let Some(part) = parts.last_mut() else {
            break;
        };
        part.push(character);
        let Some(&next) = word.get(at + 1) else {
            break;
        };
        let is_seam = "/-_".contains(character)
            || next.is_uppercase() && (character.is_lowercase() || character == '.');
        let is_long = part.len() > 4 && at + 5 < word.len();
        if next.is_alphanumeric() && (is_seam && is_long || width(part) >= WIDEST) {
            parts.push(Vec::new());
        }
    }
    parts
}

fn gap(left: &Piece, right: &Piece, spaced: bool, tracking: f64) -> f64 {
    use Kind::{Chinese, Closing, Opening, Word};
    let scripts = matches!((left.kind, right.kind), (Chinese, Word) | (Word, Chinese));
    match (left.kind, right.kind) {
        // Two marks share the empty parts between them.
        (Closing, Closing | Opening) => -left.tail,
        (Opening, Opening) => -right.head,
        // A mark inside of a line of large text leaves a hole.
        (Closing, _) if left.tail > 0.0 => -left.tail * 0.4,
        (_, Opening) if right.head > 0.0 => -right.head * 0.4,
        _ if scripts && spaced => BETWEEN_SCRIPTS.max(0.24),
        _ if scripts => BETWEEN_SCRIPTS,
        (Chinese, Chinese) if spaced => 0.5,
        _ if spaced => 0.27,
        (Chinese, _) | (_, Chinese) => tracking,
        _ => 0.0,
    }
}

fn price(left: &Piece, right: &Piece, spaced: bool, place: Place) -> Option<f64> {
    use Kind::{Chinese, Closing, Opening, Word};
    if right.kind == Closing && !right.begins_with("—") || left.kind == Opening {
        return None;
    }
    if right.begins_with("—") {
        return Some(0.2);
    }
    let price = match (left.kind, right.kind) {
        (Closing, _) if left.ends_with("：:；;。！？!?—…") => 0.0,
        (Closing, _) if left.ends_with("，,") => 0.05,
        (Closing, _) => 0.5,
        (_, Opening) => 0.4,
        // A part of a long word.
        (Word, Word) if !spaced => 3.0,
        (Word, Word) if is_small(&left.text) => 1.8,
        // `Rust 1.85`.
        (Word, Word) if right.begins_with("0123456789") => 2.2,
        (Word, Word) => 0.7,
        // `3 天`, `第 3`.
        (Word, Chinese) if left.ends_with("0123456789") && right.begins_with(UNITS) => 4.0,
        (Chinese, Word) if left.text == "第" => 4.0,
        (Chinese, Word) | (Word, Chinese) if right.begins_with("的了") => 3.0,
        (Chinese, Word) if left.ends_with(LEADING) && !place.ends => 2.0,
        (Word, Chinese) if right.begins_with(FOLLOWING) && !place.begins => 2.0,
        (Chinese, Word) | (Word, Chinese) => 0.8,
        (Chinese, Chinese) if spaced => 0.0,
        (Chinese, Chinese) if place.inside => 4.0,
        (Chinese, Chinese) if right.begins_with("的了着吗呢吧啊们") => 4.0,
        (Chinese, Chinese) if left.ends_with("第") => 4.0,
        (Chinese, Chinese) if left.ends_with(NUMERALS) && right.begins_with(UNITS) => 3.0,
        (Chinese, Chinese) if left.ends_with(LEADING) && !place.ends => 2.4,
        (Chinese, Chinese) if right.begins_with(FOLLOWING) && !place.begins => 2.4,
        (Chinese, Chinese) if left.ends_with(ENDING) || right.begins_with(BEGINNING) => 0.8,
        (Chinese, Chinese) if place.begins || place.ends => 1.0,
        _ => 1.6,
    };
    Some(price)
}

/// Whether a word belongs to the one behind it.
fn is_small(word: &str) -> bool {
    let small = [
        "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "and", "or", "with", "your",
        "my", "is", "vs", "vs.",
    ];
    small.contains(&word.to_lowercase().as_str())
}

fn is_chinese(character: char) -> bool {
    matches!(u32::from(character), 0x2E80..=0x2FFF | 0x3005..=0x3007 | 0x3040..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

/// Whether a character stands for itself: Chinese, and marks of Chinese text.
fn is_wide(character: char) -> bool {
    is_chinese(character)
        || matches!(u32::from(character), 0x3000..=0x303F | 0xFF00..=0xFFEF)
        || "“”‘’…—·".contains(character)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Even;
    use super::*;

    fn pieces(text: &str) -> Pieces {
        let face = Face {
            serif: true,
            bold: false,
        };
        Pieces::of(text, face, 0.0, &Even)
    }

    /// The text with a bar wherever a line may end.
    fn barred(text: &str) -> String {
        let Pieces { pieces, joints } = pieces(text);
        let mut barred = String::new();
        for (at, piece) in pieces.iter().enumerate() {
            barred.push_str(&piece.text);
            if joints.get(at).is_some_and(|joint| joint.price.is_some()) {
                barred.push('|');
            }
        }
        barred
    }

    #[test]
    fn no_closing_mark_begins_a_line_and_no_opening_one_ends_it() {
        for (text, expected) in [
            ("你好，世界！", "你|好，|世|界！"),
            ("读《边城》、《活着》", "读|《边|城》、|《活|着》"),
            ("“是”（吗）？", "“是”|（吗）？"),
            ("人间——草木……", "人|间|——|草|木……"),
            ("用 C++17 写 3.5 万行", "用|C++17|写|3.5|万|行"),
            ("100% 可用", "100%|可|用"),
            ("don't stop-me now", "don't|stop-me|now"),
            ("", ""),
        ] {
            assert_eq!(barred(text), expected, "{text}");
        }
        let marks: Vec<char> = CLOSING.chars().chain(OPENING.chars()).collect();
        for (one, other) in marks
            .iter()
            .flat_map(|one| marks.iter().map(move |other| (one, other)))
        {
            let text = format!("甲{one}乙{other}丙");
            let barred = barred(&text);
            for closing in CLOSING.chars().filter(|mark| !"—".contains(*mark)) {
                assert!(!barred.contains(&format!("|{closing}")), "{barred}");
            }
            for opening in OPENING.chars().filter(|mark| !mark.is_ascii()) {
                assert!(!barred.contains(&format!("{opening}|")), "{barred}");
            }
        }
    }

    #[test]
    fn long_words_are_broken_at_last() {
        assert_eq!(
            barred("https://example.com/a-long-way/to-go"),
            "https://|example.com/|a-long-|way/to-go"
        );
        assert_eq!(barred("TotalNumberOfElements"), "Total|Number|OfElements");
        let parts = barred(&"w".repeat(60));
        assert!(parts.split('|').all(|part| part.len() <= 22), "{parts}");
    }

    #[test]
    fn breaks_inside_of_words_and_before_particles_are_dear() {
        let price = |text: &str, at: usize| pieces(text).joints[at].price.unwrap();
        assert!(price("图文并茂", 0) > price("图文并茂", 1));
        assert!(price("人生的路", 1) > price("人生的路", 2));
        assert!(price("共 3 天", 1) > price("共 3 天", 0));
        assert!(price("第 3 天", 0) > 3.0);
        assert!(price("甲，乙丙", 1) < price("甲，乙丙", 2));
        assert!(price("甲乙 丙丁", 1) < 0.1);
    }

    #[test]
    fn empty_parts_of_marks_hang_over_the_edges_and_close_up_inside() {
        let width = |text: &str| {
            let pieces = pieces(text);
            pieces.width(0..pieces.pieces.len())
        };
        assert!((width("《书》") - 2.0).abs() < 1e-9);
        assert!((width("书，") - 1.5).abs() < 1e-9);
        assert!(width("《书》，好") < 4.5);
        assert!(width("用Rust写") > 2.0 + 2.0);
        assert!(width("用 Rust 写") > width("用Rust写"));
        assert!(pieces("").width(0..0).abs() < 1e-9);
    }
}
