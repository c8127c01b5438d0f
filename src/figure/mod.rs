//! What an article describes and somebody has to draw: formulas and diagrams.
//!
//! Comes in: the description as it is written. Goes out: an inline SVG to stand in the page (formulas), or
//! an SVG file on its way to be a picture like any other; or where the description is wrong.

mod command;
#[cfg(feature = "math")]
mod formula;
mod look;
#[cfg(feature = "mermaid")]
mod mermaid;

use std::ops::Range;

#[cfg(feature = "math")]
pub(crate) use formula::formula;
pub(crate) use look::Look;

use crate::asset::Digest;
use crate::options::{Diagrams, FigureCommand, FigureOptions};
#[cfg(feature = "math")]
use crate::problem::Code;
use crate::problem::Problem;

/// Goes up when the same description would look different.
const VERSION: u32 = 1;

/// What is to be drawn as a picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Figure {
    kind: Kind,
    source: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Kind {
    /// TeX; one on a line of its own (`display`) is larger.
    #[cfg(feature = "math")]
    Formula { display: bool },
    #[cfg(feature = "mermaid")]
    Mermaid,
    /// What a program of the user draws.
    Command(FigureCommand),
}

/// Why a figure cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FigureError {
    pub(crate) problem: Problem,
    /// Where in the source, in bytes, as far as it is known.
    pub(crate) at: Option<Range<usize>>,
}

impl FigureError {
    fn new(problem: Problem) -> Self {
        Self { problem, at: None }
    }
}

impl Figure {
    /// A formula that is to be a picture.
    #[cfg(feature = "math")]
    pub(crate) fn formula(tex: &str, display: bool) -> Self {
        Self {
            kind: Kind::Formula { display },
            source: tex.to_owned(),
        }
    }

    /// The diagram that a code block of this language is, if somebody draws it.
    pub(crate) fn diagram(language: &str, source: &str, options: &FigureOptions) -> Option<Self> {
        if options.diagrams == Diagrams::Code || source.trim().is_empty() {
            return None;
        }
        let mut commands = options.commands.iter();
        let kind = match commands.find(|command| is_same(&command.language, language)) {
            Some(command) => Kind::Command(command.clone()),
            #[cfg(feature = "mermaid")]
            None if is_same("mermaid", language) => Kind::Mermaid,
            None => return None,
        };
        Some(Self {
            kind,
            source: source.to_owned(),
        })
    }

    /// What it is written in, for reports.
    pub(crate) fn name(&self) -> &str {
        match &self.kind {
            #[cfg(feature = "math")]
            Kind::Formula { .. } => "formula",
            #[cfg(feature = "mermaid")]
            Kind::Mermaid => "mermaid",
            Kind::Command(command) => &command.language,
        }
    }

    /// The description.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Whether it is a formula, which stands in text.
    pub(crate) fn is_formula(&self) -> bool {
        match self.kind {
            #[cfg(feature = "math")]
            Kind::Formula { .. } => true,
            _ => false,
        }
    }

    /// The digest by which its picture is remembered. It is that of the description and all that decides how
    /// it looks, but for the fonts of the machine: colleagues share the picture of one source.
    pub(crate) fn digest(&self, look: &Look) -> Digest {
        let kind = match &self.kind {
            #[cfg(feature = "math")]
            Kind::Formula { display } => format!("formula display={display}"),
            #[cfg(feature = "mermaid")]
            Kind::Mermaid => "mermaid".to_owned(),
            Kind::Command(command) => format!("command {command:?}"),
        };
        let look = look.words(&self.kind);
        Digest::of(format!("figure {VERSION}\n{kind}\n{look}\n{}", self.source).as_bytes())
    }

    /// Draws it as an SVG file.
    ///
    /// # Errors
    /// `formula.invalid`, `formula.font-missing`, those of [`mermaid`](mermaid::mermaid), `diagram.command`.
    #[cfg_attr(
        not(any(feature = "math", feature = "mermaid")),
        expect(
            unused_variables,
            reason = "programs choose the look of what they draw"
        )
    )]
    pub(crate) fn draw(&self, look: &Look) -> Result<Vec<u8>, FigureError> {
        match &self.kind {
            #[cfg(feature = "math")]
            Kind::Formula { display } => draw_formula(&self.source, *display, look),
            #[cfg(feature = "mermaid")]
            Kind::Mermaid => {
                mermaid::mermaid(&self.source, look.diagrams()).map(String::into_bytes)
            }
            Kind::Command(command) => command::run(command, &self.source).map_err(FigureError::new),
        }
    }
}

#[cfg(feature = "math")]
fn draw_formula(tex: &str, display: bool, look: &Look) -> Result<Vec<u8>, FigureError> {
    let drawing = formula(tex, display).map_err(|mistake| FigureError {
        problem: Problem::new(Code::FormulaInvalid).with("reason", mistake.reason),
        at: mistake.place,
    })?;
    if !drawing.missing.is_empty() {
        let problem = Problem::new(Code::FormulaFontMissing).with("text", drawing.missing);
        return Err(FigureError::new(problem));
    }
    Ok(drawing.file(look.formula_size(), look.text()).into_bytes())
}

/// The language that nobody draws without a command, by its usual name, if it is one that describes
/// pictures.
pub(crate) fn asks_for_command(language: &str) -> Option<&'static str> {
    ["dot", "plantuml"]
        .into_iter()
        .find(|known| is_same(known, language))
}

/// Whether two words name one language; some have several names.
fn is_same(one: &str, other: &str) -> bool {
    fn plain(name: &str) -> &str {
        const NAMES: [(&str, &str); 4] = [
            ("graphviz", "dot"),
            ("gv", "dot"),
            ("puml", "plantuml"),
            ("uml", "plantuml"),
        ];
        let known = NAMES
            .iter()
            .find(|(alias, _)| alias.eq_ignore_ascii_case(name));
        known.map_or(name, |(_, name)| name)
    }
    plain(one).eq_ignore_ascii_case(plain(other))
}

#[cfg(test)]
mod tests;
