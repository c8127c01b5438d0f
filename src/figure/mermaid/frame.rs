//! What a picture needs at its root: a size in pixels, and a ground.

use std::fmt::Write as _;

use super::look::GROUND;
use super::{PADDING, reach};

/// The drawing in a root of our own; `None` when it is no drawing, or one without a size.
pub(super) fn framed(svg: &str) -> Option<String> {
    let start = svg.find("<svg")?;
    let end = start + svg[start..].find('>')?;
    let root = &svg[start..end];
    let [mut left, top, mut width, height] = view_box(root)?;
    if let Some([from, to]) = reach::of_shifted_texts(svg) {
        let right = (left + width).max(to);
        left = left.min(from);
        width = right - left;
    }
    let (left, top) = (round(left - PADDING), round(top - PADDING));
    let (width, height) = (round(width + 2.0 * PADDING), round(height + 2.0 * PADDING));
    let mut framed = String::with_capacity(svg.len() + 200);
    framed.push_str("<svg");
    for (name, value) in attributes(root) {
        // Its style gives the ground and the greatest width; both are said below.
        if !matches!(name, "width" | "height" | "viewBox" | "style" | "role")
            && !name.starts_with("aria-")
        {
            let _ = write!(framed, " {name}=\"{value}\"");
        }
    }
    let _ = write!(
        framed,
        " width=\"{width}\" height=\"{height}\" viewBox=\"{left} {top} {width} {height}\">\
         <rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" fill=\"{GROUND}\"/>"
    );
    framed.push_str(&svg[end + 1..]);
    Some(framed)
}

fn view_box(root: &str) -> Option<[f64; 4]> {
    let value = attributes(root).find(|(name, _)| *name == "viewBox")?.1;
    let mut numbers = value.split([' ', ',']).filter(|part| !part.is_empty());
    let mut next = || {
        numbers
            .next()?
            .parse::<f64>()
            .ok()
            .filter(|n| n.is_finite())
    };
    let view_box = [next()?, next()?, next()?, next()?];
    (view_box[2] > 0.0 && view_box[3] > 0.0).then_some(view_box)
}

/// To hundredths of a pixel.
fn round(length: f64) -> f64 {
    (length * 100.0).round() / 100.0
}

/// The attributes of a tag as the drawer writes it: every value in double quotes.
pub(super) fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = tag.split_once(' ').map_or("", |(_, rest)| rest);
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        rest = after;
        Some((name.trim(), value))
    })
}
