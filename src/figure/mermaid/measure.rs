//! The widths of text that a layout is made with: those of the faces that the picture is drawn with.

use merman::svg::{
    DeterministicTextMeasurer, MeasurementProfileId, TextMeasurementPolicy, TextMeasurementProfile,
    TextMeasurementProfileIdentity, TextStyle,
};

use crate::image::widths::{self, Setting};

/// What text is set in that says nothing else.
pub(super) const FAMILIES: &str = "sans-serif";

/// How text is measured for a layout.
pub(super) fn policy() -> TextMeasurementPolicy {
    let identity = MeasurementProfileId::new("tuwen")
        .and_then(|id| TextMeasurementProfileIdentity::new(id, "1"));
    let Ok(identity) = identity else {
        return TextMeasurementPolicy::deterministic();
    };
    let measurer = DeterministicTextMeasurer::default().with_width_callback(width);
    TextMeasurementPolicy::uniform(TextMeasurementProfile::new(identity, measurer))
}

/// The width of a line, in pixels.
fn width(text: &str, style: &TextStyle) -> f64 {
    let setting = Setting {
        families: style.font_family.as_deref().unwrap_or(FAMILIES),
        bold: style.font_weight.as_deref().is_some_and(is_bold),
        italic: matches!(style.font_style.as_deref(), Some("italic" | "oblique")),
    };
    (widths::of_text(text, setting) * style.font_size).max(0.0)
}

fn is_bold(weight: &str) -> bool {
    match weight.trim().trim_end_matches("!important").trim() {
        "bold" | "bolder" => true,
        number => number.parse::<u32>().is_ok_and(|number| number >= 600),
    }
}
