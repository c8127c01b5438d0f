//! Images on a page: the `img` element, its size as style, and the figure around one that stands alone.
//!
//! Sizes and sides come in as `|300`, `|300x200`, `|left` at the end of an alternative text (Obsidian), or
//! as attributes; the editor ignores those, so they leave as declarations.

use html5ever::local_name;

use super::escape::push_attribute;
use super::writer::{Element, Origin, Writer};
use crate::options::Caption;

/// An image to be shown.
#[derive(Debug, Default)]
pub(super) struct Picture {
    /// Where it lies.
    pub(super) src: String,
    /// What it shows, for those who cannot see it.
    pub(super) alt: String,
    /// Declarations of its own.
    pub(super) style: String,
    /// Where it stands when it stands alone; the theme decides without.
    pub(super) side: Option<Side>,
}

/// A side of the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Center,
    Right,
}

impl Side {
    /// Reads `left`, `center`, `right`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "left" => Some(Self::Left),
            "center" | "centre" => Some(Self::Center),
            "right" => Some(Self::Right),
            _ => None,
        }
    }

    /// The declarations for the text of a figure, and those for its image, which is a block.
    fn styles(self) -> (&'static str, &'static str) {
        match self {
            Self::Left => ("text-align:left", "margin:0 auto 0 0"),
            Self::Center => ("text-align:center", "margin:0 auto"),
            Self::Right => ("text-align:right", "margin:0 0 0 auto"),
        }
    }
}

impl Picture {
    /// Takes size and side off the end of the alternative text: `图|300`, `图|300x200`, `图|left|300`.
    pub(super) fn take_size_from_alt(&mut self) {
        self.take_size();
        if let Some((rest, side)) = self.alt.rsplit_once('|')
            && let Some(side) = Side::parse(side.trim())
        {
            self.side = Some(side);
            self.alt.truncate(rest.trim_end().len());
            self.take_size();
        }
    }

    fn take_size(&mut self) {
        let (rest, size) = match self.alt.rsplit_once('|') {
            Some((rest, size)) => (rest, size),
            None => ("", self.alt.as_str()),
        };
        let whole = self.alt.len() == size.len();
        let (width, height) = match size.trim().split_once(['x', 'X', '×']) {
            Some((width, height)) => (width.trim(), Some(height.trim())),
            None => (size.trim(), None),
        };
        let is_number = |text: &str| {
            (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let is_width = is_number(width) || (width.is_empty() && height.is_some());
        if !is_width || !height.is_none_or(is_number) {
            return;
        }
        // An alternative text of `2024` is a year, not a width, unless it came out of `![[a|300]]`.
        if whole {
            return;
        }
        self.style = size_style(Some(width).filter(|width| !width.is_empty()), height);
        self.alt = rest.trim_end().to_owned();
    }

    /// Whether its address is no address but a program.
    fn runs(&self) -> bool {
        let scheme = self.src.trim_start().split(':').next().unwrap_or("");
        let is = |name: &str| scheme.eq_ignore_ascii_case(name);
        is("javascript") || is("vbscript")
    }

    /// Writes the element.
    pub(super) fn write(&self, writer: &mut Writer, origin: Origin) {
        if self.runs() {
            writer.text(&self.alt);
            return;
        }
        let mut attributes = String::with_capacity(self.src.len() + self.alt.len() + 16);
        attributes.push_str(" src=\"");
        push_attribute(&mut attributes, &self.src);
        attributes.push('"');
        if !self.alt.is_empty() {
            attributes.push_str(" alt=\"");
            push_attribute(&mut attributes, &self.alt);
            attributes.push('"');
        }
        let element = Element::new(local_name!("img"))
            .style(&self.style)
            .attributes(&attributes);
        writer.void(origin, &element);
    }

    /// Writes it as a figure, with a caption when there is one.
    pub(super) fn write_figure(mut self, writer: &mut Writer, title: &str, caption: Caption) {
        let caption = match caption {
            Caption::Alt if title.trim().is_empty() => &self.alt,
            Caption::Title | Caption::Alt => title,
            Caption::None => "",
        };
        let caption = caption.trim().to_owned();
        let (text, image) = self.side.map_or(("", ""), Side::styles);
        if !image.is_empty() {
            if !self.style.is_empty() {
                self.style.push(';');
            }
            self.style.push_str(image);
        }
        let figure = local_name!("figure");
        let element = Element::new(figure.clone()).style(text);
        writer.open(Origin::Article, &figure, &element);
        self.write(writer, Origin::Article);
        if !caption.is_empty() {
            let name = local_name!("figcaption");
            let element = Element::new(name.clone()).style(text);
            writer.open(Origin::Article, &name, &element);
            writer.text(&caption);
            writer.close();
        }
        writer.close();
    }
}

/// The declarations for a width and a height as HTML attributes give them (`300`, `300px`, `60%`); the
/// height gives way to the width, so that nothing is squeezed in a narrow column.
pub(super) fn size_style(width: Option<&str>, height: Option<&str>) -> String {
    match (width.and_then(length), height.and_then(length)) {
        (Some(width), Some(_)) => format!("width:{width};height:auto"),
        (Some(width), None) => format!("width:{width}"),
        (None, Some(height)) => format!("height:{height};width:auto"),
        (None, None) => String::new(),
    }
}

/// An HTML length as CSS.
pub(super) fn length(value: &str) -> Option<String> {
    let value = value.trim();
    let digits = value
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(value.len());
    let number: f64 = value[..digits].parse().ok()?;
    if !(number > 0.0 && number < 100_000.0) {
        return None;
    }
    match value[digits..].trim() {
        "" | "px" => Some(format!("{number}px")),
        "%" if number <= 100.0 => Some(format!("{number}%")),
        unit @ ("em" | "rem" | "vw") => Some(format!("{number}{unit}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sized(alt: &str) -> (String, String) {
        let mut picture = Picture {
            alt: alt.to_owned(),
            ..Picture::default()
        };
        picture.take_size_from_alt();
        (picture.alt, picture.style)
    }

    #[test]
    fn a_size_behind_a_bar_leaves_the_alternative_text() {
        assert_eq!(sized("流程图|300"), ("流程图".into(), "width:300px".into()));
        assert_eq!(
            sized("a | 300x200"),
            ("a".into(), "width:300px;height:auto".into())
        );
        assert_eq!(sized("|120"), (String::new(), "width:120px".into()));
        assert_eq!(
            sized("a|x80"),
            ("a".into(), "height:80px;width:auto".into())
        );
        assert_eq!(sized("a|Left|80"), ("a".into(), "width:80px".into()));
        assert_eq!(sized("a|80|right"), ("a".into(), "width:80px".into()));
        for alt in ["2024", "甲|乙", "a|", "a|30000", "a|3x", ""] {
            assert_eq!(sized(alt), (alt.into(), String::new()));
        }
    }

    #[test]
    fn programs_are_no_pictures() {
        for (src, runs) in [
            ("javascript:alert(1)", true),
            (" JavaScript:x", true),
            ("javascript.png", false),
            ("图/javascript:1.png", false),
        ] {
            let picture = Picture {
                src: src.to_owned(),
                ..Picture::default()
            };
            assert_eq!(picture.runs(), runs, "{src}");
        }
    }

    #[test]
    fn lengths_are_checked() {
        assert_eq!(length("300").as_deref(), Some("300px"));
        assert_eq!(length(" 60% ").as_deref(), Some("60%"));
        for bad in ["", "auto", "-3", "0", "1e9", "50;color:red", "120%"] {
            assert_eq!(length(bad), None, "{bad}");
        }
    }
}
