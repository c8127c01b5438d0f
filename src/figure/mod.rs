//! What an article describes and somebody has to draw: formulas.
//!
//! Comes in: the description as it is written. Goes out: a picture to stand in the page, or where the
//! description is wrong.

mod formula;

pub(crate) use formula::formula;
