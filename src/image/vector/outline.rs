//! The outline of one character: from a font's bytes, or from the first face of this system that has it.
//!
//! Goes out in parts of an em, the baseline at 0, downwards positive, as pictures count.

use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::prelude::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};

use super::fonts::Fonts;

/// A piece of an outline; each begins where the one before ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Segment {
    /// Begins a contour.
    Move([f64; 2]),
    /// A straight line.
    Line([f64; 2]),
    /// A quadratic curve: its control point and its end.
    Quadratic([[f64; 2]; 2]),
    /// A cubic curve: its two control points and its end.
    Cubic([[f64; 2]; 3]),
    /// Ends the contour where it began.
    Close,
}

/// The outline of a character in a font, if it has one.
pub(crate) fn of_font(bytes: &[u8], character: char) -> Option<Vec<Segment>> {
    draw(&FontRef::new(bytes).ok()?, character)
}

/// The outline of a character in a face of this system: one with Chinese, if it has the character.
pub(crate) fn of_system(character: char) -> Option<Vec<Segment>> {
    let fonts = Fonts::system();
    let id = fonts.fallback(character, &[])?;
    fonts.database().with_face_data(id, |bytes, index| {
        draw(&FontRef::from_index(bytes, index).ok()?, character)
    })?
}

fn draw(font: &FontRef<'_>, character: char) -> Option<Vec<Segment>> {
    let glyph = font.charmap().map(character)?;
    let outline = font.outline_glyphs().get(glyph)?;
    let em = font
        .metrics(Size::unscaled(), LocationRef::default())
        .units_per_em;
    let mut pen = Pen {
        em: f64::from(em.max(1)),
        segments: Vec::new(),
    };
    let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
    outline.draw(settings, &mut pen).ok()?;
    (!pen.segments.is_empty()).then_some(pen.segments)
}

struct Pen {
    em: f64,
    segments: Vec<Segment>,
}

impl Pen {
    fn point(&self, x: f32, y: f32) -> [f64; 2] {
        [f64::from(x) / self.em, -f64::from(y) / self.em]
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.segments.push(Segment::Move(self.point(x, y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.segments.push(Segment::Line(self.point(x, y)));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let points = [self.point(cx, cy), self.point(x, y)];
        self.segments.push(Segment::Quadratic(points));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let points = [self.point(ax, ay), self.point(bx, by), self.point(x, y)];
        self.segments.push(Segment::Cubic(points));
    }

    fn close(&mut self) {
        self.segments.push(Segment::Close);
    }
}
