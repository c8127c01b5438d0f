//! Formulas on the page: TeX and where it stands come in, a drawing on the line of the text goes out, or the
//! source as it was written with a problem at the place of the mistake.

use std::ops::Range;

use html5ever::local_name;

use super::picture::Picture;
use super::raw::Problems;
use super::writer::{Element, Origin, Writer};
use crate::figure;
use crate::problem::{Code, Problem};

/// A formula on a line of its own: in the middle, and wide ones scroll in their own box.
const DISPLAY: &str =
    "display:block;margin:1em 0;text-align:center;overflow-x:auto;overflow-y:hidden";

/// What a theme says of images is meant for those that stand alone.
const PICTURE: &str = "display:inline;max-width:100%;height:auto;margin:0;padding:0;border:0;\
    border-radius:2px;box-shadow:none";

/// Widest formula, in em, that is kept on one line with the mark behind it: what leaves room for both in
/// the narrowest column.
const WIDEST: f64 = 18.0;

/// Writes a formula, and behind it the punctuation mark that must not begin a line (or nothing); `range` is where the TeX itself stands in the source. False when it cannot be drawn:
/// then nothing is written, and why is among the problems.
pub(super) fn write(
    writer: &mut Writer,
    problems: &mut Problems,
    tex: &str,
    display: bool,
    range: Range<usize>,
    mark: &str,
) -> bool {
    let drawing = match figure::formula(tex, display) {
        Ok(drawing) => drawing,
        Err(mistake) => {
            let place = mistake
                .place
                // In a quote or list, the source has marks that the TeX has not.
                .filter(|_| range.len() == tex.len())
                .map_or(range.clone(), |place| {
                    let start = (range.start + place.start).min(range.end);
                    start..(range.start + place.end).clamp(start, range.end)
                });
            let problem = Problem::new(Code::FormulaInvalid).with("reason", mistake.reason);
            problems.push((place, problem));
            return false;
        }
    };
    if !drawing.missing.is_empty() {
        let problem = Problem::new(Code::FormulaFontMissing).with("text", &drawing.missing);
        problems.push((range.clone(), problem));
    }
    let drawn = if writer.figures.wants_formulas() && drawing.missing.is_empty() {
        // Until there is one, the page is only looked at.
        let url = (writer.figures.formula(tex, display, &range)).map(|picture| picture.url);
        let picture = Picture {
            src: url.unwrap_or_default(),
            alt: tex.trim().to_owned(),
            style: format!("{};{PICTURE}", drawing.style()),
            side: None,
        };
        Drawn::Picture(picture)
    } else {
        Drawn::Inline(drawing.inline(tex))
    };
    if display {
        let span = local_name!("span");
        let element = Element::new(span.clone()).style(DISPLAY);
        writer.open(Origin::Article, &span, &element);
        drawn.write(writer);
        writer.close();
        writer.text(mark);
        return true;
    }
    let is_kept = !mark.is_empty() && drawing.width < WIDEST;
    if is_kept {
        let span = local_name!("span");
        let element = Element::new(span.clone()).style("white-space:nowrap");
        writer.open(Origin::Article, &span, &element);
    }
    drawn.write(writer);
    writer.text(mark);
    if is_kept {
        writer.close();
    }
    true
}

enum Drawn {
    Inline(String),
    Picture(Picture),
}

impl Drawn {
    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Inline(svg) => writer.trusted(svg),
            Self::Picture(picture) => picture.write(writer, Origin::Article),
        }
    }
}
