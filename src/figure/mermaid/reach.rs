//! How far text reaches beyond a drawing that was made without looking at it.
//!
//! Quadrant charts set names at their points and quadrants whatever their length; a point near the edge
//! would lose half of its name.

use super::frame::attributes;
use super::measure;

/// The left and right ends of the widest texts that are placed by a shift alone; `None` without any.
pub(super) fn of_shifted_texts(svg: &str) -> Option<[f64; 2]> {
    svg.split("<text ")
        .skip(1)
        .filter_map(|text| {
            let (tag, rest) = text.split_once('>')?;
            let written = rest.split_once('<')?.0;
            extent(tag, written)
        })
        .reduce(|[left, right], [from, to]| [left.min(from), right.max(to)])
}

fn extent(tag: &str, written: &str) -> Option<[f64; 2]> {
    // Attributes stand behind the name of the tag.
    let tag = format!("text {tag}");
    let of = |name: &str| {
        let found = attributes(&tag).find(|(known, _)| *known == name);
        found.map(|(_, value)| value.to_owned())
    };
    let shift = of("transform")?;
    let (x, rest) = shift.strip_prefix("translate(")?.split_once(',')?;
    if written.is_empty() || !rest.ends_with(") rotate(0)") {
        return None;
    }
    let x: f64 = x.trim().parse().ok()?;
    let size: f64 = of("font-size")?.parse().ok()?;
    let width = measure::plain(written, size);
    let start = match of("text-anchor").as_deref() {
        Some("middle") => x - width / 2.0,
        Some("end") => x - width,
        _ => x,
    };
    Some([start, start + width])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_measured_from_its_anchor() {
        let text = |anchor: &str, turn: &str| {
            format!(
                "<svg><text x=\"0\" font-size=\"10\" text-anchor=\"{anchor}\" \
                 transform=\"translate(100, 5) rotate({turn})\">一二三四</text></svg>"
            )
        };
        let [left, right] = of_shifted_texts(&text("middle", "0")).unwrap();
        assert!((left + right - 200.0).abs() < 1e-9 && (right - left - 40.0).abs() < 4.0);
        let [left, _] = of_shifted_texts(&text("start", "0")).unwrap();
        assert!((left - 100.0).abs() < 1e-9);
        assert_eq!(of_shifted_texts(&text("start", "-90")), None);
        assert_eq!(of_shifted_texts("<svg><text x=\"1\">a</text></svg>"), None);
    }
}
