//! The widths of text that a layout is made with: those of the faces that the picture is drawn with.

use std::sync::Arc;

use merman::svg::{
    DeterministicTextMeasurer, MeasurementProfileId, TextMeasurementPolicy, TextMeasurementProfile,
    TextMeasurementProfileIdentity, TextMeasurer, TextMetrics, TextStyle, WrapMode,
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
    let measurer = Measurer(DeterministicTextMeasurer::default().with_width_callback(width));
    TextMeasurementPolicy::uniform(TextMeasurementProfile::new(identity, Arc::new(measurer)))
}

/// Height of a line of Chinese text, in ems: its ascent and descent. The drawer alone would count 1.1, as
/// for Latin letters, and set lines into each other.
const LINE: f64 = 1.4;

/// Widths and line breaks as the drawer works them out of [`width`], heights as Chinese text has them.
struct Measurer(Arc<dyn TextMeasurer + Send + Sync>);

impl TextMeasurer for Measurer {
    fn measure(&self, text: &str, style: &TextStyle) -> TextMetrics {
        self.0.measure(text, style)
    }

    fn measure_html_line_width_px(&self, text: &str, style: &TextStyle) -> f64 {
        self.0.measure_html_line_width_px(text, style)
    }

    fn measure_html_line_height_px(&self, text: &str, style: &TextStyle) -> f64 {
        self.0.measure_html_line_height_px(text, style)
    }

    fn measure_svg_text_computed_length_px(&self, text: &str, style: &TextStyle) -> f64 {
        self.0.measure_svg_text_computed_length_px(text, style)
    }

    fn measure_svg_text_bbox_x(&self, text: &str, style: &TextStyle) -> (f64, f64) {
        self.0.measure_svg_text_bbox_x(text, style)
    }

    fn measure_svg_simple_text_bbox_width_px(&self, text: &str, style: &TextStyle) -> f64 {
        self.0.measure_svg_simple_text_bbox_width_px(text, style)
    }

    fn measure_svg_raw_text_bbox_width_px(&self, text: &str, style: &TextStyle) -> f64 {
        self.0.measure_svg_raw_text_bbox_width_px(text, style)
    }

    fn measure_svg_preserved_raw_text_bbox_width_px(&self, text: &str, style: &TextStyle) -> f64 {
        self.0
            .measure_svg_preserved_raw_text_bbox_width_px(text, style)
    }

    fn measure_svg_preserved_tspan_text_bbox_width_px(&self, text: &str, style: &TextStyle) -> f64 {
        self.0
            .measure_svg_preserved_tspan_text_bbox_width_px(text, style)
    }

    fn measure_svg_raw_text_bbox_height_px(&self, text: &str, style: &TextStyle) -> f64 {
        height(text, style)
    }

    fn measure_svg_tspan_text_bbox_height_px(&self, text: &str, style: &TextStyle) -> f64 {
        height(text, style)
    }

    fn measure_svg_simple_text_bbox_height_px(&self, text: &str, style: &TextStyle) -> f64 {
        height(text, style)
    }

    fn measure_mermaid_calculate_text_dimensions(
        &self,
        text: &str,
        style: &TextStyle,
    ) -> TextMetrics {
        TextMetrics {
            height: height(text, style),
            ..self
                .0
                .measure_mermaid_calculate_text_dimensions(text, style)
        }
    }

    fn measure_canvas_text_width_px(&self, text: &str, style: &TextStyle) -> f64 {
        self.0.measure_canvas_text_width_px(text, style)
    }

    fn measure_wrapped(
        &self,
        text: &str,
        style: &TextStyle,
        max_width: Option<f64>,
        wrap_mode: WrapMode,
    ) -> TextMetrics {
        self.0.measure_wrapped(text, style, max_width, wrap_mode)
    }

    fn measure_wrapped_with_raw_width(
        &self,
        text: &str,
        style: &TextStyle,
        max_width: Option<f64>,
        wrap_mode: WrapMode,
    ) -> (TextMetrics, Option<f64>) {
        self.0
            .measure_wrapped_with_raw_width(text, style, max_width, wrap_mode)
    }
}

/// The height of a line, in pixels.
fn height(text: &str, style: &TextStyle) -> f64 {
    if text.trim().is_empty() {
        return 0.0;
    }
    style.font_size.max(1.0) * LINE
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

/// The width of a line of plain text, in pixels.
pub(super) fn plain(text: &str, size: f64) -> f64 {
    let setting = Setting {
        families: FAMILIES,
        bold: false,
        italic: false,
    };
    widths::of_text(text, setting) * size
}

fn is_bold(weight: &str) -> bool {
    match weight.trim().trim_end_matches("!important").trim() {
        "bold" | "bolder" => true,
        number => number.parse::<u32>().is_ok_and(|number| number >= 600),
    }
}
