//! Mermaid's theme variables: which of its many names gets which tone of the page.

use serde_json::{Map, Value};

use super::{DiagramLook, LINE, measure};
use crate::colour::Colour;

/// A tone, made of the page's two colours.
#[derive(Debug, Clone, Copy)]
enum Tone {
    /// White.
    Ground,
    /// The text of the page.
    Text,
    /// A share of the text's colour on white.
    Grey(f64),
    /// A share of the page's own colour on white.
    Tint(f64),
    /// The page's own colour, dark enough to be read.
    Accent,
    /// Of notes, and of their borders.
    Note,
    NoteBorder,
    /// Of what is critical, and of its borders.
    Critical,
    CriticalBorder,
}

/// What boxes are filled with.
const FILL: Tone = Tone::Tint(0.10);
/// What boxes are drawn with.
const BORDER: Tone = Tone::Tint(0.60);

#[rustfmt::skip]
const TONES: &[(Tone, &[&str])] = &[
    (Tone::Ground, &[
        "background", "edgeLabelBackground", "labelBackground", "sequenceNumberColor", "rowOdd",
        "attributeBackgroundColorOdd", "altSectionBkgColor", "pieStrokeColor", "pieOuterStrokeColor",
    ]),
    (Tone::Text, &[
        "primaryTextColor", "secondaryTextColor", "tertiaryTextColor", "textColor", "titleColor",
        "nodeTextColor", "actorTextColor", "signalTextColor", "labelTextColor", "loopTextColor",
        "noteTextColor", "classText", "stateLabelColor", "transitionLabelColor", "taskTextColor",
        "taskTextDarkColor", "taskTextLightColor", "taskTextOutsideColor", "taskTextClickableColor",
        "pieTitleTextColor", "pieSectionTextColor", "pieLegendTextColor", "scaleLabelColor",
        "quadrantTitleFill", "quadrantPointTextFill", "quadrantXAxisTextFill", "quadrantYAxisTextFill",
        "commitLabelColor", "tagLabelColor", "relationLabelColor",
    ]),
    (Tone::Grey(LINE), &[
        "lineColor", "arrowheadColor", "signalColor", "defaultLinkColor", "transitionColor",
        "relationColor", "vertLineColor",
    ]),
    (Tone::Grey(0.85), &[
        "quadrant1TextFill", "quadrant2TextFill", "quadrant3TextFill", "quadrant4TextFill",
    ]),
    (Tone::Grey(0.35), &["actorLineColor"]),
    (Tone::Grey(0.3), &["doneTaskBorderColor", "gridColor"]),
    (Tone::Grey(0.12), &["doneTaskBkgColor"]),
    (Tone::Grey(0.06), &["commitLabelBackground"]),
    (FILL, &[
        "primaryColor", "mainBkg", "nodeBkg", "actorBkg", "stateBkg", "compositeTitleBackground",
        "labelBoxBkgColor", "rectBkgColor",
    ]),
    (BORDER, &[
        "primaryBorderColor", "nodeBorder", "actorBorder", "labelBoxBorderColor",
        "secondaryBorderColor", "activationBorderColor", "taskBorderColor",
    ]),
    (Tone::Tint(0.42), &["activeTaskBkgColor"]),
    (Tone::Tint(0.35), &[
        "tertiaryBorderColor", "clusterBorder", "compositeBorder", "quadrantInternalBorderStrokeFill",
        "quadrantExternalBorderStrokeFill",
    ]),
    (Tone::Tint(0.22), &["taskBkgColor"]),
    (Tone::Tint(0.2), &["secondaryColor", "activationBkgColor"]),
    (Tone::Tint(0.16), &["quadrant1Fill"]),
    (Tone::Tint(0.09), &["quadrant2Fill", "quadrant4Fill"]),
    (Tone::Tint(0.06), &[
        "rowEven", "attributeBackgroundColorEven", "sectionBkgColor", "sectionBkgColor2",
    ]),
    (Tone::Tint(0.04), &[
        "tertiaryColor", "clusterBkg", "compositeBackground", "altBackground", "quadrant3Fill",
    ]),
    (Tone::Accent, &["activeTaskBorderColor", "quadrantPointFill"]),
    (Tone::Note, &["noteBkgColor", "tagLabelBackground"]),
    (Tone::NoteBorder, &["noteBorderColor", "tagLabelBorder"]),
    (Tone::Critical, &["critBkgColor"]),
    (Tone::CriticalBorder, &["critBorderColor", "todayLineColor"]),
];

const OTHERS: [(&str, &str); 8] = [
    ("fontFamily", measure::FAMILIES),
    ("fontSize", "16px"),
    ("pieStrokeWidth", "2px"),
    ("pieOuterStrokeWidth", "0px"),
    ("pieOpacity", "1"),
    ("pieTitleTextSize", "18px"),
    ("pieSectionTextSize", "14px"),
    ("pieLegendTextSize", "14px"),
];

/// How many branches of a git graph have colours of their own.
const BRANCHES: usize = 8;

/// All variables of a look.
pub(super) fn of(look: &DiagramLook) -> Map<String, Value> {
    let mut variables = Map::new();
    for (tone, names) in TONES {
        let colour = look.tone(*tone).to_string();
        variables.extend(
            names
                .iter()
                .map(|name| ((*name).to_owned(), colour.clone().into())),
        );
    }
    for (index, hue) in look.hues().enumerate() {
        let mut set = |name: &str, colour: Colour| {
            variables.insert(format!("{name}{index}"), colour.to_string().into());
        };
        let light = Colour::of_hue(hue, 0.55, 0.88);
        set("cScale", light);
        set("fillType", light);
        set("cScaleLabel", look.text);
        set("cScaleInv", Colour::of_hue(hue, 0.4, 0.62));
        set("cScalePeer", Colour::of_hue(hue, 0.4, 0.62));
        if index < BRANCHES {
            let strong = Colour::of_hue(hue, 0.45, 0.45).readable_on(Colour::WHITE);
            set("git", strong);
            set("gitInv", strong);
            set("gitBranchLabel", Colour::WHITE);
        }
        let slice = Colour::of_hue(hue, 0.55, 0.80);
        variables.insert(format!("pie{}", index + 1), slice.to_string().into());
    }
    variables.extend(OTHERS.map(|(name, value)| (name.to_owned(), value.into())));
    variables.insert("useGradient".to_owned(), false.into());
    variables
}

impl DiagramLook {
    fn tone(&self, tone: Tone) -> Colour {
        match tone {
            Tone::Ground => Colour::WHITE,
            Tone::Text => self.text,
            Tone::Grey(share) => self.grey(share),
            Tone::Tint(share) => self.primary.over(Colour::WHITE, share),
            Tone::Accent => self.primary.readable_on(Colour::WHITE),
            Tone::Note => Colour::of_hue(46.0, 0.85, 0.93),
            Tone::NoteBorder => Colour::of_hue(44.0, 0.6, 0.68),
            Tone::Critical => Colour::of_hue(4.0, 0.75, 0.88),
            Tone::CriticalBorder => Colour::of_hue(4.0, 0.6, 0.55),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(variables: &Map<String, Value>, name: &str) -> Colour {
        let written = variables[name].as_str().unwrap();
        Colour::parse(written).unwrap_or_else(|| panic!("{name}: {written}"))
    }

    #[test]
    fn text_can_be_read_wherever_it_stands() {
        // A green, a yellow, a blue, black, white; text from light to dark.
        for primary in [
            "#07c160", "#ffe600", "#1677ff", "#000", "#ffffff", "nonsense",
        ] {
            for text in ["#3f3f3f", "#595959", "#999999", "#fff"] {
                let variables = of(&DiagramLook::new(primary, text));
                let grounds = [
                    "background",
                    "primaryColor",
                    "secondaryColor",
                    "tertiaryColor",
                    "noteBkgColor",
                    "critBkgColor",
                    "taskBkgColor",
                    "doneTaskBkgColor",
                    "quadrant1Fill",
                    "tagLabelBackground",
                ];
                let ink = colour(&variables, "textColor");
                let series = (0..12).map(|index| format!("cScale{index}"));
                let slices = (1..=12).map(|index| format!("pie{index}"));
                for ground in grounds
                    .map(str::to_owned)
                    .into_iter()
                    .chain(series)
                    .chain(slices)
                {
                    let contrast = ink.contrast(colour(&variables, &ground));
                    assert!(contrast >= 4.5, "{primary} {text}: {contrast} on {ground}");
                }
                for index in 0..BRANCHES {
                    let label = colour(&variables, &format!("gitBranchLabel{index}"));
                    let branch = colour(&variables, &format!("git{index}"));
                    assert!(label.contrast(branch) >= 4.5, "{primary}: branch {index}");
                }
                let line = colour(&variables, "lineColor").contrast(Colour::WHITE);
                assert!(line >= 3.0, "{primary} {text}: lines {line}");
            }
        }
    }
}
