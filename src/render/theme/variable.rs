//! The variables that every built-in theme has, and what values they take.

use super::value;

/// A variable that every built-in theme has in its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ThemeVariable {
    /// The colour of what stands out; tints are mixed from it.
    Primary,
    /// The size of the text; all other sizes follow.
    FontSize,
    /// The height of a line of text, as a multiple of its size.
    LineHeight,
    /// How far the first line of a paragraph is set in.
    Indent,
    /// The kind of letters.
    Font,
}

impl ThemeVariable {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Primary,
        Self::FontSize,
        Self::LineHeight,
        Self::Indent,
        Self::Font,
    ];

    /// What [`ThemeVariable::Font`] can be.
    pub const FONTS: [&'static str; 2] = ["sans", "serif"];

    /// Its name: that of the option, the key and, with `--` before it, the variable.
    #[must_use]
    pub fn name(self) -> &'static str {
        &self.property()[2..]
    }

    pub(super) fn property(self) -> &'static str {
        match self {
            Self::Primary => "--primary",
            Self::FontSize => "--font-size",
            Self::LineHeight => "--line-height",
            Self::Indent => "--indent",
            Self::Font => "--font",
        }
    }

    /// A value as it is put into a style sheet; `None` for one that does not fit.
    #[must_use]
    pub fn parse(self, text: &str) -> Option<String> {
        let text = text.trim();
        match self {
            Self::Primary => value::opaque_colour(text),
            Self::FontSize => {
                let number = number(text.strip_suffix("px").unwrap_or(text), 12.0, 24.0)?;
                Some(format!("{number}px"))
            }
            Self::LineHeight => number(text, 1.2, 3.0),
            Self::Indent => {
                if text == "0" {
                    return Some(text.to_owned());
                }
                let number = number(text.strip_suffix("em")?, 0.0, 4.0)?;
                Some(format!("{number}em"))
            }
            Self::Font => {
                let is_known = Self::FONTS.contains(&text);
                is_known.then(|| format!("var(--{text})"))
            }
        }
    }
}

/// A plain number within a range, as it was written.
fn number(text: &str, least: f64, most: f64) -> Option<String> {
    let plain = !text.is_empty()
        && text.len() <= 6
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: f64 = text.parse().ok().filter(|_| plain)?;
    (least..=most).contains(&number).then(|| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::ThemeVariable::{Font, FontSize, Indent, LineHeight, Primary};

    #[test]
    fn values_are_checked() {
        for (variable, text, expected) in [
            (Primary, "#0F766E", Some("#0f766e")),
            (Primary, "#0a7", Some("#00aa77")),
            (Primary, "rgb(15, 118, 110)", Some("#0f766e")),
            (Primary, "tomato", Some("#ff6347")),
            (Primary, "rgba(0,0,0,.5)", None),
            (Primary, "red;position:fixed", None),
            (FontSize, "15px", Some("15px")),
            (FontSize, "15", Some("15px")),
            (FontSize, "1em", None),
            (FontSize, "99px", None),
            (FontSize, "-15px", None),
            (LineHeight, "1.80", Some("1.8")),
            (LineHeight, "1e0", None),
            (LineHeight, "28px", None),
            (Indent, "2em", Some("2em")),
            (Indent, "0", Some("0")),
            (Indent, "2", None),
            (Font, "serif", Some("var(--serif)")),
            (Font, "Arial", None),
        ] {
            assert_eq!(variable.parse(text).as_deref(), expected, "{text}");
        }
    }
}
