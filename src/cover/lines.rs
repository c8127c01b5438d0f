//! Lines of a title: pieces and the room they have in, the size of the letters and the lines out.
//!
//! For each number of lines the best places to break are found: even lines, cheap joints. Of these the
//! largest text wins that is not bought with ugly breaks.

use std::ops::Range;

use super::pieces::Pieces;

/// The room for a text, in units of the cover.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) width: f64,
    pub(super) height: f64,
    /// Most lines.
    pub(super) lines: usize,
    /// Largest and smallest size of the letters.
    pub(super) largest: f64,
    pub(super) smallest: f64,
    /// Height of a line, in ems.
    pub(super) leading: f64,
}

/// A text in lines.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lines {
    /// Pieces of each line.
    pub(super) lines: Vec<Range<usize>>,
    /// Size of the letters.
    pub(super) size: f64,
}

/// How much an uneven line costs.
const UNEVEN: f64 = 5.0;

/// How much of a size an ugly break is worth: a price of 1 that much of its logarithm.
const UGLY: f64 = 0.19;

/// The best lines for a text in a room; `None` where it would have to be smaller than may be.
pub(super) fn fit(text: &Pieces, room: Room) -> Option<Lines> {
    let most = room.width / room.smallest * f64::from(u32::try_from(room.lines).unwrap_or(1));
    // Marks at the ends of lines take no room: an em and a half for each is more than enough.
    if text.width(0..text.pieces.len()) > most * 1.25 {
        return None;
    }
    (1..=room.lines.min(text.pieces.len()))
        .filter_map(|count| {
            let (lines, price) = broken(text, count)?;
            let widest = lines.iter().map(|line| text.width(line.clone()));
            let widest = widest.fold(0.1, f64::max);
            let size = (room.width / widest)
                .min(room.height / high(count, room.leading))
                .min(room.largest);
            (size >= room.smallest).then(|| (Lines { lines, size }, size.ln() - price * UGLY))
        })
        .max_by(|(_, one), (_, other)| one.total_cmp(other))
        .map(|(lines, _)| lines)
}

/// The height of so many lines, in ems: from the top of the first to the foot of the last.
pub(super) fn high(count: usize, leading: f64) -> f64 {
    let more = u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX);
    1.0 + leading * f64::from(more)
}

/// The text in a number of lines, and what that costs.
fn broken(text: &Pieces, count: usize) -> Option<(Vec<Range<usize>>, f64)> {
    let pieces = text.pieces.len();
    let even = text.width(0..pieces) / f64::from(u32::try_from(count).ok()?);
    // Per number of lines the cheapest way to end the last of them at each piece, and where it began.
    let mut ways = vec![vec![None::<(f64, usize)>; pieces + 1]; count + 1];
    ways[0][0] = Some((0.0, 0));
    for line in 1..=count {
        for end in 1..=pieces {
            let joint = match text.joints.get(end - 1) {
                Some(joint) => match joint.price {
                    Some(price) => price,
                    None => continue,
                },
                None => 0.0,
            };
            ways[line][end] = (0..end)
                .filter_map(|start| {
                    let (so_far, _) = ways[line - 1][start]?;
                    let off = text.width(start..end) / even.max(0.1) - 1.0;
                    Some((so_far + joint + UNEVEN * off * off, start))
                })
                .min_by(|(one, _), (other, _)| one.total_cmp(other));
        }
    }
    let (price, _) = ways[count][pieces]?;
    let mut lines = Vec::with_capacity(count);
    let mut end = pieces;
    for line in (1..=count).rev() {
        let (_, start) = ways[line][end]?;
        lines.push(start..end);
        end = start;
    }
    lines.reverse();
    Some((lines, price))
}

#[cfg(test)]
mod tests {
    use super::super::tests::Even;
    use super::super::{Face, pieces::Pieces};
    use super::*;

    const ROOM: Room = Room {
        width: 348.0,
        height: 260.0,
        lines: 4,
        largest: 84.0,
        smallest: 30.0,
        leading: 1.34,
    };

    fn set(title: &str) -> (Vec<String>, f64) {
        let face = Face {
            serif: false,
            bold: true,
        };
        let text = Pieces::of(title, face, 0.0, &Even);
        let Some(lines) = fit(&text, ROOM) else {
            return (Vec::new(), 0.0);
        };
        let line = |line: &Range<usize>| {
            let pieces = text.pieces[line.clone()].iter();
            pieces.map(|piece| piece.text.as_str()).collect()
        };
        (lines.lines.iter().map(line).collect(), lines.size)
    }

    #[test]
    fn lines_end_where_a_reader_would_pause() {
        for (title, lines) in [
            ("图文", &["图文"][..]),
            ("春天的第一杯茶", &["春天的", "第一杯茶"]),
            (
                "如何用 Markdown 写公众号文章",
                &["如何用Markdown", "写公众号文章"],
            ),
            (
                "关于 SQLite，你可能不知道的 10 件小事",
                &["关于SQLite，", "你可能不知道的", "10件小事"],
            ),
            ("老张家的小院子", &["老张家的", "小院子"]),
            ("Rust 1.85 发布了", &["Rust1.85", "发布了"]),
            (
                "《百年孤独》与拉美文学的爆炸年代",
                &["《百年孤独》", "与拉美文学的", "爆炸年代"],
            ),
        ] {
            assert_eq!(set(title).0, lines, "{title}");
        }
    }

    #[test]
    fn short_titles_are_large_and_too_long_ones_are_refused() {
        assert!(set("茶").1 > 80.0);
        assert!(set("在不确定的时代里做一个长期主义者").1 < set("春天的第一杯茶").1);
        assert!(set(&"长".repeat(44)).1 >= 30.0);
        assert!(set(&"长".repeat(60)).0.is_empty());
        assert!(set("").0.is_empty());
    }

    #[test]
    fn every_line_fits_and_nothing_is_lost() {
        let text = "“内卷”之后，年轻人为什么开始逃离北上广？K8s v1.29（上）";
        let characters: Vec<char> = text.chars().collect();
        for length in 1..=characters.len() {
            let title: String = characters[..length].iter().collect();
            let (lines, size) = set(&title);
            assert_eq!(lines.concat(), title.replace(' ', ""), "{title}");
            for line in lines {
                let ems: f64 = line
                    .chars()
                    .map(|c| if c.is_ascii() { 0.5 } else { 1.0 })
                    .sum();
                assert!((ems - 1.5) * size <= 348.0 + 1.0, "{line} {size}");
                assert!(!line.starts_with(['，', '”', '？', '）']), "{line}");
                assert!(
                    line == "“"
                        || !line.ends_with(['“', '（'])
                        || title.replace(' ', "").ends_with(&line),
                    "{line}"
                );
            }
        }
    }
}
