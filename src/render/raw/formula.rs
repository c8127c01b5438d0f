//! A formula that the reader of an HTML article has found: the element with its TeX comes in, the drawing
//! goes out, or the TeX as text where it cannot be drawn.

use std::ops::Range;

use super::{Problems, TEX};
use crate::render::math;
use crate::render::token::{StartTag, Token};
use crate::render::writer::Writer;

/// A formula being read.
#[derive(Debug)]
pub(super) struct Formula {
    tex: String,
    display: bool,
    /// Where it stands in the source.
    range: Range<usize>,
}

impl Formula {
    /// The formula that an element begins.
    pub(super) fn new(tag: &StartTag, range: Range<usize>) -> Self {
        Self {
            tex: String::new(),
            display: tag.attribute(TEX) == Some("display"),
            range,
        }
    }

    /// Takes a token; whether it ends the formula.
    pub(super) fn token(&mut self, token: &Token) -> bool {
        if let Token::Text(text) = token {
            self.tex.push_str(text);
        }
        matches!(token, Token::End(_))
    }

    pub(super) fn write(self, writer: &mut Writer, problems: &mut Problems) {
        let Self {
            tex,
            display,
            range,
        } = self;
        if !math::write(writer, problems, &tex, display, range) {
            let (open, close) = if display {
                ("\\[", "\\]")
            } else {
                ("\\(", "\\)")
            };
            writer.text(&format!("{open}{tex}{close}"));
        }
    }
}
