//! Shapes in parts of an em come in, the fewest characters of SVG paths go out: whole units, relative
//! steps, all of one colour in one path.

use std::fmt::Write as _;

use ratex_types::color::Color;
use ratex_types::path_command::PathCommand;

use crate::image::outline::Segment;

/// Units an em has in the drawing.
pub(super) const UNITS: f64 = 1000.0;

/// Width of a line that is drawn and not filled, in em.
const STROKE: f64 = 0.04;

/// What something is drawn with: the colour of the text, or one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    Own([u8; 3]),
}

impl Ink {
    pub(super) fn of(color: Color) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to a byte"
        )]
        let byte = |part: f32| (part.clamp(0.0, 1.0) * 255.0).round() as u8;
        match [byte(color.r), byte(color.g), byte(color.b)] {
            [0, 0, 0] => Self::Text,
            own => Self::Own(own),
        }
    }
}

/// One `<path>`.
#[derive(Debug)]
struct Path {
    ink: Ink,
    filled: bool,
    data: String,
    /// Where the pen is.
    at: [i64; 2],
    /// Where the contour began.
    start: [i64; 2],
}

/// All paths of a drawing, in the order in which they are drawn.
#[derive(Debug, Default)]
pub(super) struct Paths {
    paths: Vec<Path>,
}

impl Paths {
    /// A glyph at a point of the baseline.
    pub(super) fn glyph(&mut self, ink: Ink, at: [f64; 2], scale: f64, segments: &[Segment]) {
        let path = self.current(ink);
        let place = |point: [f64; 2]| [at[0] + point[0] * scale, at[1] + point[1] * scale];
        for segment in segments {
            match *segment {
                Segment::Move(to) => path.move_to(place(to)),
                Segment::Line(to) => path.line_to(place(to)),
                Segment::Quadratic(points) => path.curve('q', &points.map(place)),
                Segment::Cubic(points) => path.curve('c', &points.map(place)),
                Segment::Close => path.close(),
            }
        }
    }

    /// A filled rectangle.
    pub(super) fn rectangle(&mut self, ink: Ink, at: [f64; 2], size: [f64; 2]) {
        let path = self.current(ink);
        let [left, top] = at;
        let [right, bottom] = [left + size[0], top + size[1]];
        path.move_to([left, top]);
        path.line_to([right, top]);
        path.line_to([right, bottom]);
        path.line_to([left, bottom]);
        path.close();
    }

    /// A shape of the layout's own, such as a root or a tall brace. Each contour is a path: where two of them
    /// lie over each other, neither cuts a hole.
    pub(super) fn commands(
        &mut self,
        ink: Ink,
        at: [f64; 2],
        commands: &[PathCommand],
        filled: bool,
    ) {
        let place = |x: f64, y: f64| [at[0] + x, at[1] + y];
        for command in commands {
            if matches!(command, PathCommand::MoveTo { .. }) || self.paths.is_empty() {
                self.paths.push(Path::new(ink, filled));
            }
            let Some(path) = self.paths.last_mut() else {
                continue;
            };
            match *command {
                PathCommand::MoveTo { x, y } => path.move_to(place(x, y)),
                PathCommand::LineTo { x, y } => path.line_to(place(x, y)),
                PathCommand::QuadTo { x1, y1, x, y } => {
                    path.curve('q', &[place(x1, y1), place(x, y)]);
                }
                PathCommand::CubicTo {
                    x1,
                    y1,
                    x2,
                    y2,
                    x,
                    y,
                } => path.curve('c', &[place(x1, y1), place(x2, y2), place(x, y)]),
                PathCommand::Close => path.close(),
            }
        }
        // What follows has a path of its own.
        if let Some(path) = self.paths.last() {
            let next = Path::new(path.ink, true);
            self.paths.push(next);
        }
    }

    /// Writes the elements.
    pub(super) fn write(&self, svg: &mut String) {
        for path in self.paths.iter().filter(|path| !path.data.is_empty()) {
            svg.push_str("<path");
            let color = match path.ink {
                Ink::Text => "currentColor".to_owned(),
                Ink::Own([red, green, blue]) => format!("#{red:02x}{green:02x}{blue:02x}"),
            };
            if !path.filled {
                let width = STROKE * UNITS;
                let _ = write!(
                    svg,
                    " fill=\"none\" stroke=\"{color}\" stroke-width=\"{width:.0}\""
                );
            } else if path.ink != Ink::Text {
                let _ = write!(svg, " fill=\"{color}\"");
            }
            let _ = write!(svg, " d=\"{}\"></path>", path.data);
        }
    }

    fn current(&mut self, ink: Ink) -> &mut Path {
        let fits = |path: &Path| path.ink == ink && path.filled;
        if !self.paths.last().is_some_and(fits) {
            self.paths.push(Path::new(ink, true));
        }
        let last = self.paths.len() - 1;
        &mut self.paths[last]
    }
}

impl Path {
    fn new(ink: Ink, filled: bool) -> Self {
        Self {
            ink,
            filled,
            data: String::new(),
            at: [0, 0],
            start: [0, 0],
        }
    }

    fn move_to(&mut self, to: [f64; 2]) {
        self.step('m', &[to]);
        self.start = self.at;
    }

    fn line_to(&mut self, to: [f64; 2]) {
        let to_units = units(to);
        let [dx, dy] = [to_units[0] - self.at[0], to_units[1] - self.at[1]];
        match (dx, dy) {
            (0, 0) => {}
            (_, 0) => {
                let _ = write!(self.data, "h{dx}");
            }
            (0, _) => {
                let _ = write!(self.data, "v{dy}");
            }
            _ => self.step('l', &[to]),
        }
        self.at = to_units;
    }

    fn curve(&mut self, letter: char, points: &[[f64; 2]]) {
        self.step(letter, points);
    }

    fn close(&mut self) {
        self.data.push('z');
        self.at = self.start;
    }

    /// A command with its points, each relative to where the pen is before it.
    fn step(&mut self, letter: char, points: &[[f64; 2]]) {
        self.data.push(letter);
        let from = self.at;
        let mut first = true;
        for point in points {
            let point = units(*point);
            for (end, begin) in point.into_iter().zip(from) {
                let distance = end - begin;
                // A minus sign keeps numbers apart by itself.
                if !first && distance >= 0 {
                    self.data.push(' ');
                }
                let _ = write!(self.data, "{distance}");
                first = false;
            }
            self.at = point;
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a formula is at most a few thousand em wide"
)]
fn units(point: [f64; 2]) -> [i64; 2] {
    point.map(|part| (part * UNITS).round() as i64)
}
