//! The figures of an article that become pictures: found by a survey of the page, drawn, and put into the
//! plan like any picture.
//!
//! Each is drawn whenever its article is made, even where its picture is hosted: that is fast, tells at
//! once what is wrong and where, and how wide it is shown.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::sheets;
use crate::article::{Article, Reference, Syntax};
use crate::asset::{Asset, Digest, ImageFormat};
use crate::figure::{Figure, FigureError, Look};
use crate::image::{self, Locator};
use crate::options::{Diagrams, FigureOptions, Formulas, Options};
use crate::problem::Problem;
use crate::render::{self, RenderOptions};

/// Drawings that are kept for the next look at them; a preview looks after every change.
const KEPT: usize = 256;

/// A figure of an article.
#[derive(Debug)]
pub(crate) struct FigureReference {
    /// Where it stands; where it is wrong, if it cannot be drawn.
    pub(crate) reference: Reference,
    pub(crate) figure: Figure,
    pub(crate) drawn: Result<Arc<Drawn>, Problem>,
}

/// A figure as an SVG file.
#[derive(Debug)]
pub(crate) struct Drawn {
    /// By the digest of its description.
    pub(crate) asset: Asset,
    pub(crate) svg: Arc<Vec<u8>>,
    /// In CSS pixels.
    pub(crate) width: Option<u32>,
}

type Slot = Arc<OnceLock<Result<Arc<Drawn>, FigureError>>>;

/// Draws the figures of a run.
#[derive(Debug)]
pub(crate) struct Figures {
    look: Look,
    drawn: Mutex<HashMap<Digest, Slot>>,
    /// As many are drawn at once as there are cores: each has a time in which it must be done, and a
    /// program may take much memory.
    turns: Vec<Mutex<()>>,
}

impl Figures {
    pub(crate) fn new(options: &Options) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            look: render::figure_look(&options.theme),
            drawn: Mutex::default(),
            turns: (0..cores).map(|_| Mutex::default()).collect(),
        }
    }

    /// The figures of an article that a page shows as pictures, in source order.
    ///
    /// # Errors
    /// As [`render::render`].
    pub(crate) fn of(
        &self,
        article: &Article,
        locator: &Locator,
        options: &Options,
    ) -> Result<Vec<FigureReference>, Problem> {
        self.of_these(article, locator, options, &options.figures)
    }

    /// The same, without running a program for it.
    ///
    /// # Errors
    /// As [`render::render`].
    pub(crate) fn drawn_here(
        &self,
        article: &Article,
        locator: &Locator,
        options: &Options,
    ) -> Result<Vec<FigureReference>, Problem> {
        let figures = FigureOptions {
            commands: Vec::new(),
            ..options.figures.clone()
        };
        self.of_these(article, locator, options, &figures)
    }

    fn of_these(
        &self,
        article: &Article,
        locator: &Locator,
        options: &Options,
        figures: &FigureOptions,
    ) -> Result<Vec<FigureReference>, Problem> {
        let mark = article.mark_length();
        let text = article.decode(&article.source()[mark..]);
        if !may_hold_figures(&text, figures) {
            return Ok(Vec::new());
        }
        let wanted = RenderOptions {
            sheets: sheets::read(locator, article, &text).texts,
            figures: figures.clone(),
            ..page_options(options)
        };
        let found = render::survey(&text, article.format(), &wanted)?.figures;
        // Text decoded from another encoding does not count the bytes of the source.
        let is_exact = text.len() + mark == article.source().len();
        let figures = found.into_iter().map(|found| {
            let drawn = self.draw(&found.figure);
            let wrong = drawn.as_ref().err().and_then(|error| error.at.as_ref());
            let place = found.lines.in_source(wrong);
            let span = if is_exact {
                place.start + mark..place.end + mark
            } else {
                0..0
            };
            let syntax = if found.figure.is_formula() {
                Syntax::Formula
            } else {
                Syntax::Diagram
            };
            FigureReference {
                reference: article.figure(syntax, found.figure.source(), span),
                figure: found.figure,
                drawn: drawn.map_err(|error| error.problem),
            }
        });
        Ok(figures.collect())
    }

    fn draw(&self, figure: &Figure) -> Result<Arc<Drawn>, FigureError> {
        let digest = figure.digest(&self.look);
        let slot = {
            let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
            if drawn.len() >= KEPT && !drawn.contains_key(&digest) {
                drawn.clear();
            }
            Arc::clone(drawn.entry(digest).or_default())
        };
        let drawn = slot.get_or_init(|| {
            let turn = usize::from(digest.as_bytes()[0]) % self.turns.len();
            let _turn = self.turns[turn]
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let svg = figure.draw(&self.look)?;
            Ok(Arc::new(Drawn {
                asset: Asset {
                    digest,
                    format: ImageFormat::Svg,
                    size: svg.len() as u64,
                },
                // A formula has the width that its text gives it.
                width: (!figure.is_formula())
                    .then(|| image::svg_width(&svg))
                    .flatten(),
                svg: Arc::new(svg),
            }))
        });
        drawn.clone()
    }
}

/// What decides how a page is made, but for what is read from files.
pub(crate) fn page_options(options: &Options) -> RenderOptions {
    let mut page = RenderOptions::default();
    page.select.clone_from(&options.select);
    page.page = options.page;
    page.code = options.code;
    page.figures = options.figures.clone();
    page.theme = options.theme.clone();
    page
}

/// Whether it is worth a survey; most articles have no figures.
fn may_hold_figures(text: &str, options: &FigureOptions) -> bool {
    let diagrams = options.diagrams == Diagrams::Draw
        && (!options.commands.is_empty()
            || ["mermaid", "Mermaid", "MERMAID"]
                .iter()
                .any(|word| text.contains(word)));
    diagrams || options.formulas == Formulas::Png
}
