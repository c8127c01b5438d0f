//! What an article describes and somebody has to draw: formulas and diagrams.
//!
//! Comes in: the description as it is written. Goes out: a picture to stand in the page, or where the
//! description is wrong.

#[cfg(feature = "math")]
mod formula;
#[cfg(feature = "mermaid")]
#[allow(
    dead_code,
    reason = "the pipeline draws diagrams in a change of its own"
)]
mod mermaid;

#[cfg(feature = "math")]
pub(crate) use formula::formula;
#[cfg(feature = "mermaid")]
#[allow(
    unused_imports,
    reason = "the pipeline draws diagrams in a change of its own"
)]
pub(crate) use mermaid::{DiagramLook, FigureError, mermaid};
