//! Figures on the page: what a code block or formula describes comes in, the picture that was made of it
//! goes out, or a note of where one is wanted.
//!
//! A page is written twice where it has figures that become pictures: once to learn which, then with their
//! pictures. So what is a figure is decided in one place, by those who read the article anyway.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::code;
use super::picture::Picture;
use super::raw::Problems;
use super::writer::Writer;
use crate::figure::{Figure, asks_for_command};
#[cfg(feature = "math")]
use crate::options::Formulas;
use crate::options::{Caption, Diagrams, FigureOptions};
use crate::problem::{Code, Problem};

/// The picture of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FigurePicture {
    pub(crate) url: String,
    /// Width at which it is shown at most, in CSS pixels.
    pub(crate) width: Option<u32>,
}

/// Pictures of figures, by what they show.
pub(crate) type FigurePictures = Arc<HashMap<Figure, FigurePicture>>;

/// A figure that is to be a picture, and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundFigure {
    pub(crate) figure: Figure,
    pub(crate) lines: Lines,
}

/// Where the text of a figure stands in the source. In quotes and lists its lines are apart there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lines {
    /// From the first byte to the last.
    pub(crate) span: Range<usize>,
    /// For each piece: where it begins in the text, and where in the source; none where that is unknown.
    pieces: Vec<(usize, usize)>,
}

impl Lines {
    /// A text that stands somewhere in a span.
    pub(super) fn within(span: Range<usize>) -> Self {
        Self {
            span,
            pieces: Vec::new(),
        }
    }

    /// A text that stands in the source byte by byte.
    #[cfg(feature = "math")]
    pub(super) fn whole(span: Range<usize>) -> Self {
        let pieces = vec![(0, span.start)];
        Self { span, pieces }
    }

    /// One more piece of the text, which had `length` bytes so far.
    pub(super) fn push(&mut self, length: usize, range: &Range<usize>) {
        if self.pieces.is_empty() {
            self.span.start = range.start;
        }
        self.pieces.push((length, range.start));
        self.span.end = range.end;
    }

    /// The place in the source of a part of the text; the whole where it is unknown.
    pub(crate) fn in_source(&self, part: Option<&Range<usize>>) -> Range<usize> {
        let at = |offset: usize| {
            let next = self.pieces.partition_point(|(start, _)| *start <= offset);
            let (start, in_source) = self.pieces.get(next.checked_sub(1)?)?;
            Some((in_source + offset - start).clamp(self.span.start, self.span.end))
        };
        let exact = part.and_then(|part| Some((at(part.start)?, at(part.end)?)));
        match exact {
            Some((start, end)) => start..end.max(start),
            None => self.span.clone(),
        }
    }
}

/// The figures of a page.
#[derive(Debug, Default)]
pub(super) struct Figures {
    options: FigureOptions,
    pictures: FigurePictures,
    /// Those that are to be pictures, in the order of the page.
    pub(super) found: Vec<FoundFigure>,
    /// What is worth saying about others.
    pub(super) hints: Problems,
}

impl Figures {
    pub(super) fn new(options: FigureOptions, pictures: FigurePictures) -> Self {
        Self {
            options,
            pictures,
            ..Self::default()
        }
    }

    /// Notes a figure; its picture, if there is one.
    fn meet(&mut self, figure: Figure, lines: Lines) -> Option<FigurePicture> {
        let picture = self.pictures.get(&figure).cloned();
        self.found.push(FoundFigure { figure, lines });
        picture
    }

    /// Whether formulas become pictures.
    #[cfg(feature = "math")]
    pub(super) fn wants_formulas(&self) -> bool {
        self.options.formulas == Formulas::Png
    }

    /// The picture of a formula, if there is one.
    #[cfg(feature = "math")]
    pub(super) fn formula(
        &mut self,
        tex: &str,
        display: bool,
        place: &Range<usize>,
    ) -> Option<FigurePicture> {
        let lines = if place.len() == tex.len() {
            Lines::whole(place.clone())
        } else {
            Lines::within(place.clone())
        };
        self.meet(Figure::formula(tex, display), lines)
    }
}

/// Writes the picture that a code block describes; `info` is what stands behind the fence. False where there
/// is none (yet): then nothing is written.
pub(super) fn write(writer: &mut Writer, info: &str, text: &str, lines: Lines) -> bool {
    let Some(language) = code::language(info) else {
        return false;
    };
    let figures = &mut writer.figures;
    let Some(figure) = Figure::diagram(language, text, &figures.options) else {
        if figures.options.diagrams == Diagrams::Draw
            && let Some(language) = asks_for_command(language)
        {
            let problem = Problem::new(Code::DiagramNoCommand).with("language", language);
            figures.hints.push((lines.span, problem));
        }
        return false;
    };
    let Some(picture) = figures.meet(figure, lines) else {
        return false;
    };
    let title = code::title(info).unwrap_or_default().to_owned();
    let picture = Picture {
        src: picture.url,
        alt: text.trim().to_owned(),
        style: picture
            .width
            .map_or_else(String::new, |width| format!("width:{width}px")),
        side: None,
    };
    picture.write_figure(writer, &title, Caption::Title);
    true
}
