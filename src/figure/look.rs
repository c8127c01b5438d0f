//! How the figures of a page look: its colours and the size of its text.

use super::Kind;
#[cfg(feature = "mermaid")]
use super::mermaid::DiagramLook;

#[cfg(feature = "math")]
/// Pixels of the picture of a formula to one CSS pixel. Small print; a drawing has two.
const FORMULA_DENSITY: f64 = 3.0;

#[cfg(feature = "math")]
/// Pixels of drawings to one CSS pixel, by `image::vector`.
const DENSITY: f64 = 2.0;

/// What a page gives to its figures.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Look {
    text: String,
    /// Size of the text in CSS pixels.
    size: f64,
    #[cfg(feature = "mermaid")]
    diagrams: DiagramLook,
}

impl Look {
    /// A look by a page's colours, written as `#rgb` or `#rrggbb`, and the size of its text in CSS pixels.
    pub(crate) fn new(primary: &str, text: &str, size: f64) -> Self {
        let is_colour = |text: &str| {
            matches!(text.len(), 4 | 7)
                && text
                    .strip_prefix('#')
                    .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        };
        #[cfg(not(feature = "mermaid"))]
        let _ = primary;
        Self {
            #[cfg(feature = "mermaid")]
            diagrams: DiagramLook::new(primary, text),
            text: if is_colour(text) { text } else { "#333333" }.to_owned(),
            size: if (8.0..=64.0).contains(&size) {
                size
            } else {
                16.0
            },
        }
    }

    /// The colour of text.
    #[cfg(feature = "math")]
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    #[cfg(feature = "math")]
    /// The size of text in the file of a formula, so that its picture has the wanted density.
    pub(super) fn formula_size(&self) -> f64 {
        self.size * FORMULA_DENSITY / DENSITY
    }

    #[cfg(feature = "mermaid")]
    pub(super) fn diagrams(&self) -> &DiagramLook {
        &self.diagrams
    }

    /// What of it matters for a kind, as stable text.
    #[cfg_attr(
        not(any(feature = "math", feature = "mermaid")),
        expect(
            clippy::unused_self,
            reason = "programs choose the look of what they draw"
        )
    )]
    pub(super) fn words(&self, kind: &Kind) -> String {
        match kind {
            #[cfg(feature = "math")]
            Kind::Formula { .. } => format!("{} {} {FORMULA_DENSITY}", self.text, self.size),
            #[cfg(feature = "mermaid")]
            Kind::Mermaid => self.diagrams.to_string(),
            Kind::Command(_) => String::new(),
        }
    }
}
