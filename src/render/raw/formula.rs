//! A formula of an HTML article: the element that stands for it comes in, its drawing goes out, or what was
//! written.

use std::ops::Range;

use super::Problems;
use crate::render::token::StartTag;
use crate::render::writer::Writer;

pub(super) fn formula(
    writer: &mut Writer,
    problems: &mut Problems,
    tag: &StartTag,
    range: Range<usize>,
) {
    let tex = tag.attribute("tex").unwrap_or_default();
    let display = tag.attribute("display") == Some("block");
    writer.make_line();
    if !draw(writer, problems, tex, display, range) {
        writer.text(tag.attribute("written").unwrap_or_default());
    }
}

#[cfg(feature = "math")]
fn draw(
    writer: &mut Writer,
    problems: &mut Problems,
    tex: &str,
    display: bool,
    range: Range<usize>,
) -> bool {
    crate::render::math::write(writer, problems, tex, display, range, "")
}

#[cfg(not(feature = "math"))]
fn draw(_: &mut Writer, _: &mut Problems, _: &str, _: bool, _: Range<usize>) -> bool {
    false
}
