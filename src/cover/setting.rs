//! Words put down on a cover: what is large and small, where each line stands, as SVG text.

use std::fmt::Write as _;

use super::lines::{self, Lines, Room};
use super::pieces::Pieces;
use super::styles::{Align, Style};
use super::wording::Wording;
use super::{Face, Letters};

/// Height of a line of the title and of other text, in ems.
const LEADING: f64 = 1.34;
const SMALL_LEADING: f64 = 1.5;

/// Sizes of the title.
const LARGEST: f64 = 84.0;
const SMALLEST: f64 = 30.0;

/// Size of the label and of the author.
const LABEL: f64 = 21.0;
const AUTHOR: f64 = 19.0;

/// How far the baseline lies under the middle of a line, in ems: half the height of Chinese characters.
const BASELINE: f64 = 0.365;

/// Sets the words of one cover.
pub(super) struct Setter<'a> {
    style: &'a Style,
    letters: &'a dyn Letters,
}

/// A text that is ready to be put down.
struct Block {
    text: Pieces,
    lines: Lines,
    leading: f64,
}

impl Block {
    fn height(&self) -> f64 {
        self.lines.size * lines::high(self.lines.lines.len(), self.leading)
    }
}

impl<'a> Setter<'a> {
    pub(super) fn new(style: &'a Style, letters: &'a dyn Letters) -> Self {
        Self { style, letters }
    }

    /// Puts down the title with its label and subtitle, and the author at the foot.
    pub(super) fn set(&self, wording: &Wording, author: Option<&str>, svg: &mut String) {
        let style = self.style;
        let foot = author.and_then(|author| self.small(author, AUTHOR));
        if let Some(foot) = &foot {
            self.put(foot, style.foot, &style.soft.to_string(), false, svg);
        }
        let (top, bottom) = style.room;
        let label = wording.label.as_ref();
        let label = label.and_then(|label| self.small(label, LABEL));
        let over = label.as_ref().map_or(0.0, |label| label.height() + 20.0) + style.mark_room();
        let height = bottom - top - over;
        let (title, subtitle) = self.title(wording, height);
        let under = subtitle
            .as_ref()
            .map_or(0.0, |block| block.height() + gap_under(&title));
        let mut at = top + (bottom - top - over - title.height() - under) / 2.0;
        at = style.mark_above(at, svg);
        if let Some(label) = &label {
            self.put(label, at, &style.accent.to_string(), false, svg);
            at += label.height() + 20.0;
        }
        self.put(&title, at, &style.ink.to_string(), style.face.bold, svg);
        at += title.height();
        if let Some(subtitle) = &subtitle {
            let at = at + gap_under(&title);
            self.put(subtitle, at, &style.soft.to_string(), false, svg);
            style.mark_below(at + subtitle.height(), svg);
        } else {
            style.mark_below(at, svg);
        }
    }

    /// Title and subtitle in a height; both as one text where the subtitle does not find room.
    fn title(&self, wording: &Wording, height: f64) -> (Block, Option<Block>) {
        if let Some(subtitle) = &wording.subtitle {
            let text = self.pieces(subtitle, false);
            let is_long = text.width(0..text.pieces.len()) * 27.0 > self.style.width;
            // The title leaves air to two lines of it.
            let left = (height - if is_long { 100.0 } else { 68.0 }).min(height * 0.56);
            let title = self.fitted(&wording.title, left, LARGEST, 38.0, 3);
            let both = title.and_then(|title| {
                let largest = (title.lines.size * 0.56).clamp(23.0, 34.0);
                let room = height - title.height() - gap_under(&title);
                let lines = lines::fit(
                    &text,
                    Room {
                        width: self.style.width,
                        height: room,
                        lines: 2,
                        largest,
                        smallest: 22.0,
                        leading: SMALL_LEADING,
                    },
                )?;
                let leading = SMALL_LEADING;
                Some((
                    title,
                    Some(Block {
                        text,
                        lines,
                        leading,
                    }),
                ))
            });
            if let Some(both) = both {
                return both;
            }
        }
        (self.shortened(&wording.whole, height), None)
    }

    /// The title in a height, without its end where it is too long.
    fn shortened(&self, title: &str, height: f64) -> Block {
        let characters: Vec<char> = title.chars().collect();
        let whole = self.fitted(title, height, LARGEST, SMALLEST, 4);
        whole.unwrap_or_else(|| {
            let is_letter = |at: usize| characters[at].is_ascii_alphanumeric();
            (1..characters.len())
                .rev()
                .filter(|&length| !is_letter(length) || !is_letter(length - 1))
                .find_map(|length| {
                    let kept: String = characters[..length].iter().collect();
                    let kept = kept.trim_end_matches(|c: char| !c.is_alphanumeric());
                    self.fitted(&format!("{kept}…"), height, LARGEST, SMALLEST, 4)
                })
                .unwrap_or_else(|| self.one_line("…", SMALLEST))
        })
    }

    fn fitted(
        &self,
        text: &str,
        height: f64,
        largest: f64,
        smallest: f64,
        most: usize,
    ) -> Option<Block> {
        let text = self.pieces(text, self.style.face.bold);
        let room = Room {
            width: self.style.width,
            height,
            lines: most,
            largest,
            smallest,
            leading: LEADING,
        };
        let lines = lines::fit(&text, room)?;
        let leading = LEADING;
        Some(Block {
            text,
            lines,
            leading,
        })
    }

    /// A line of small text, if it is not too long for one.
    fn small(&self, text: &str, size: f64) -> Option<Block> {
        let block = self.one_line(text, size);
        let width = block.text.width(0..block.text.pieces.len()) * size;
        (width <= self.style.width).then_some(block)
    }

    fn one_line(&self, text: &str, size: f64) -> Block {
        let text = self.pieces(text, false);
        let whole = 0..text.pieces.len();
        let lines = Lines {
            lines: vec![whole],
            size,
        };
        let leading = SMALL_LEADING;
        Block {
            text,
            lines,
            leading,
        }
    }

    fn pieces(&self, text: &str, bold: bool) -> Pieces {
        let face = Face {
            bold,
            ..self.style.face
        };
        let tracking = self.style.tracking
            + if bold == self.style.face.bold {
                0.0
            } else {
                0.04
            };
        Pieces::of(text, face, tracking, self.letters)
    }

    /// Puts down lines whose first has its top at a height.
    fn put(&self, block: &Block, top: f64, colour: &str, bold: bool, svg: &mut String) {
        let size = block.lines.size;
        let family = self.style.face.families();
        let weight = if bold { " font-weight=\"700\"" } else { "" };
        let mut middle = top + size / 2.0;
        for line in &block.lines.lines {
            let width = block.text.width(line.clone()) * size;
            let left = match self.style.align {
                Align::Left(left) => left,
                Align::Middle(middle) => middle - width / 2.0,
            };
            let baseline = middle + BASELINE * size;
            let _ = write!(
                svg,
                "<text y=\"{baseline:.1}\" fill=\"{colour}\" font-family=\"{family}\" \
                 font-size=\"{size:.1}\"{weight}>"
            );
            let mut x = left;
            for (at, piece) in line.clone().zip(&block.text.pieces[line.clone()]) {
                let joint = block.text.joints.get(at);
                let before = at.checked_sub(1).and_then(|at| block.text.joints.get(at));
                if at == line.start {
                    x -= piece.head * size;
                }
                // Parts of a word keep the kerning between them.
                if at == line.start || !before.is_some_and(|joint| joint.is_inside) {
                    let _ = write!(svg, "<tspan x=\"{x:.1}\">");
                }
                svg.push_str(&escaped(&piece.text));
                let goes_on = at + 1 < line.end && joint.is_some_and(|joint| joint.is_inside);
                if !goes_on {
                    svg.push_str("</tspan>");
                }
                x += (piece.width + joint.map_or(0.0, |joint| joint.gap)) * size;
            }
            svg.push_str("</text>");
            middle += block.leading * size;
        }
    }
}

/// Space between the title and what stands below.
fn gap_under(title: &Block) -> f64 {
    (title.lines.size * 0.42).clamp(18.0, 30.0)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
