//! How diagrams look: the page's colour and text in, Mermaid's configuration out.
//!
//! Calm tints of the one colour; where a kind needs many colours they are that colour's neighbours round
//! the wheel, equally light. Text is dark on light wherever it stands, readable by WCAG's level AA.

mod variables;

use std::fmt::{self, Write as _};

use merman::MermaidConfig;
use serde_json::json;

use super::{measure, room};
use crate::colour::Colour;

/// The ground of every picture.
pub(super) const GROUND: &str = "#ffffff";

/// Goes up when drawings of the same source would look different.
const VERSION: u32 = 1;

/// Share of the text's colour in lines.
const LINE: f64 = 0.65;

/// Kinds that have a drawing style, a layout and widths of their own in Mermaid's configuration.
const FAMILIES_WITH_LOOK: [&str; 5] = ["flowchart", "class", "state", "er", "sequence"];

/// How diagrams of a page look. Its text (`Display`) is stable and stands for all that changes the bytes
/// of a drawing beside its source and the fonts of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DiagramLook {
    primary: Colour,
    text: Colour,
}

impl DiagramLook {
    /// A look of a page's two colours, written as `#rgb` or `#rrggbb`. What is no such colour counts as
    /// dark grey, and so does text that could not be read on white; other text is made dark enough for the
    /// tints it will stand on.
    pub(crate) fn new(primary: &str, text: &str) -> Self {
        let white = Colour::WHITE;
        let primary = Colour::parse(primary).unwrap_or(Colour::INK);
        let text = Colour::parse(text)
            .filter(|text| text.contrast(white) >= 4.5)
            .unwrap_or(Colour::INK)
            .darkened(white, 9.0);
        Self { primary, text }
    }

    /// Mermaid's configuration. A source that chooses one of Mermaid's own themes gets its colours.
    pub(super) fn config(&self, own_theme: Option<&str>, source: &str) -> MermaidConfig {
        let mut config = json!({
            "securityLevel": "strict",
            "layout": "dagre",
            "look": "classic",
            "fontFamily": measure::FAMILIES,
            "flowchart": { "curve": "basis", "padding": 14, "subGraphTitleMargin": { "top": 4, "bottom": 8 } },
            "sequence": { "labelBoxWidth": room::label_box(source) },
            "gantt": {
                "barHeight": 24,
                "barGap": 6,
                "topPadding": 56,
                "fontSize": 13,
                "sectionFontSize": 13,
                "leftPadding": room::gantt_column(source, 13.0),
            },
        });
        if let Some(config) = config.as_object_mut() {
            for family in FAMILIES_WITH_LOOK {
                let family = config.entry(family).or_insert_with(|| json!({}));
                if let Some(family) = family.as_object_mut() {
                    family.insert("look".to_owned(), "classic".into());
                    family.insert("layout".to_owned(), "dagre".into());
                    // Boxes as wide as their text; lines as long as Mermaid long had them.
                    family.insert("minNodeWidth".to_owned(), 0.into());
                    family.insert("wrappingWidth".to_owned(), 200.into());
                }
            }
        }
        let keeps_ours = own_theme.is_none_or(|theme| theme == "base");
        if let (true, Some(object)) = (keeps_ours, config.as_object_mut()) {
            object.insert("theme".to_owned(), "base".into());
            object.insert("themeVariables".to_owned(), variables::of(self).into());
            object.insert("themeCSS".to_owned(), self.css().into());
        }
        MermaidConfig::from_value(config)
    }

    /// What has no variable.
    fn css(&self) -> String {
        let line = self.grey(LINE);
        let pale = self.grey(0.2);
        let mut css = format!(
            ".edgeLabel .label rect{{fill:#ffffff;}}.edgeLabel .label span{{background:#ffffff;}}\
             .grid .tick line{{stroke:{pale};}}\
             strong,b{{font-weight:bold;}}em,i{{font-style:italic;}}\
             marker[id$=\"filled-head\"] path{{fill:{line};stroke:{line};}}"
        );
        for (index, hue) in self.hues().enumerate() {
            let actor = Colour::of_hue(hue, 0.4, 0.6);
            // Mermaid counts the width of a mind map's lines down past nothing.
            let _ = write!(
                css,
                ".actor-{index}{{fill:{actor};stroke:#ffffff;}}.edge-depth-{}{{stroke-width:2;}}",
                index + 5
            );
        }
        css
    }

    /// A share of the text's colour on white.
    fn grey(&self, share: f64) -> Colour {
        self.text.over(Colour::WHITE, share)
    }

    /// Twelve hues that begin at the page's own: neighbours in this order are far apart on the wheel.
    fn hues(&self) -> impl Iterator<Item = f64> {
        const TURNS: [f64; 12] = [
            0.0, 60.0, 255.0, 120.0, 200.0, 30.0, 300.0, 160.0, 225.0, 90.0, 330.0, 180.0,
        ];
        let own = self.primary.hue();
        TURNS.into_iter().map(move |turn| (own + turn) % 360.0)
    }
}

impl fmt::Display for DiagramLook {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { primary, text } = self;
        write!(
            formatter,
            "mermaid {VERSION} merman 0.9.3 {primary} {text} {}",
            measure::FAMILIES
        )
    }
}
