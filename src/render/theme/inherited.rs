//! What an article inherits from the elements around it: their styles come in from the outside inwards, one
//! style for the article goes out, with sizes worked out.

use super::value;

/// Size of the letters where nobody says another, in CSS pixels.
const BROWSER_SIZE: f64 = 16.0;

/// Properties that elements take from those around them and that a page can carry.
const INHERITED: [&str; 22] = [
    "color",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "hyphens",
    "letter-spacing",
    "line-height",
    "list-style",
    "list-style-type",
    "overflow-wrap",
    "quotes",
    "text-align",
    "text-align-last",
    "text-indent",
    "text-transform",
    "white-space",
    "word-break",
    "word-spacing",
    "word-wrap",
];

/// What was said so far.
#[derive(Debug, Clone)]
pub(super) struct Inherited {
    declarations: Vec<(String, String)>,
    /// Size of the letters, in CSS pixels.
    size: f64,
    /// The same of the root element: what a `rem` is.
    root: f64,
    is_first: bool,
    ground: Option<String>,
}

impl Default for Inherited {
    fn default() -> Self {
        Self {
            declarations: Vec::new(),
            size: BROWSER_SIZE,
            root: BROWSER_SIZE,
            is_first: true,
            ground: None,
        }
    }
}

impl Inherited {
    /// Goes into an element.
    pub(super) fn enter(&mut self, declarations: &[(&str, String)], is_root: bool) {
        let around = self.size;
        let root = self.root;
        for (name, value) in declarations {
            let size = match *name {
                "font-size" => font_size(value, around, root),
                "font" => value
                    .split([' ', '/'])
                    .find(|part| part.starts_with(|c: char| c.is_ascii_digit()) && !is_number(part))
                    .and_then(|part| font_size(part, around, root)),
                _ => None,
            };
            if let Some(size) = size {
                self.size = size;
            }
        }
        if is_root && std::mem::take(&mut self.is_first) {
            self.root = self.size;
        }
        for (name, value) in declarations {
            if matches!(*name, "background" | "background-color") {
                self.stand_on(value);
            }
            if !INHERITED.contains(name) || matches!(value.as_str(), "inherit" | "unset") {
                continue;
            }
            let value = match *name {
                "font-size" => format!("{}px", rounded(self.size)),
                "font" => in_pixels(value, self.root),
                _ => self.settled(value),
            };
            self.declarations
                .retain(|(known, _)| known != name && !(*name == "font" && is_part_of_font(known)));
            self.declarations.push(((*name).to_owned(), value));
        }
    }

    /// What a `rem` is, in CSS pixels.
    pub(super) fn root(&self) -> f64 {
        self.root
    }

    /// The style of what stands inside, with the ground it stands on where that is not white and it has none
    /// of its own.
    pub(super) fn style(&self, has_ground: bool) -> String {
        let mut style = String::new();
        for (name, value) in &self.declarations {
            style.extend([name, ":", value, ";"]);
        }
        if let Some(ground) = self.ground.as_ref().filter(|_| !has_ground) {
            style.extend(["background-color:", ground, ";padding:16px;"]);
        }
        style
    }

    fn stand_on(&mut self, value: &str) {
        let Some(colour) = value::opaque_colour(value) else {
            return;
        };
        self.ground = (!matches!(colour.as_str(), "#fff" | "#ffffff")).then_some(colour);
    }

    /// A value that means the same wherever it is inherited to: an `em` is that of the element that said it.
    fn settled(&self, value: &str) -> String {
        let value = in_pixels(value, self.root);
        let size = value
            .strip_suffix("em")
            .and_then(|number| number.trim().parse::<f64>().ok())
            .or_else(|| Some(value.strip_suffix('%')?.trim().parse::<f64>().ok()? / 100.0));
        match size {
            Some(size) => format!("{}px", rounded(size * self.size)),
            None => value,
        }
    }
}

fn is_part_of_font(name: &str) -> bool {
    name.starts_with("font-") || name == "line-height"
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok()
}

/// A size of letters in CSS pixels.
fn font_size(value: &str, around: f64, root: f64) -> Option<f64> {
    let value = value.trim();
    for (unit, factor) in [
        ("px", 1.0),
        ("rem", root),
        ("em", around),
        ("%", around / 100.0),
        ("pt", 4.0 / 3.0),
    ] {
        if let Some(number) = value.strip_suffix(unit) {
            return number.trim().parse::<f64>().ok().map(|n| n * factor);
        }
    }
    Some(match value {
        "xx-small" => 9.0,
        "x-small" => 10.0,
        "small" => 13.0,
        "medium" | "initial" => BROWSER_SIZE,
        "large" => 18.0,
        "x-large" => 24.0,
        "xx-large" => 32.0,
        "smaller" => around / 1.2,
        "larger" => around * 1.2,
        _ => return None,
    })
}

/// A value with each `rem` in pixels.
pub(super) fn in_pixels(value: &str, root: f64) -> String {
    if !value.contains("rem") || value.contains(['"', '\'']) || value.contains("url(") {
        return value.to_owned();
    }
    let mut written = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find("rem") {
        let before = &rest[..at];
        let start = before
            .rfind(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-' || c == '+'))
            .map_or(0, |end| {
                end + before[end..].chars().next().map_or(1, char::len_utf8)
            });
        let ends = !rest[at + 3..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
        match before[start..].parse::<f64>() {
            Ok(number) if ends => {
                written.push_str(&before[..start]);
                written.push_str(&rounded(number * root).to_string());
                written.push_str("px");
            }
            _ => written.push_str(&rest[..at + 3]),
        }
        rest = &rest[at + 3..];
    }
    written.push_str(rest);
    written
}

fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(styles: &[&[(&str, &str)]]) -> Inherited {
        let mut inherited = Inherited::default();
        for (at, style) in styles.iter().enumerate() {
            let style: Vec<(&str, String)> = style
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect();
            inherited.enter(&style, at == 0);
        }
        inherited
    }

    #[test]
    fn sizes_are_worked_out_from_the_outside_inwards() {
        let inherited = inside(&[
            &[("font-size", "62.5%")],
            &[
                ("font-size", "1.8rem"),
                ("color", "#333"),
                ("margin", "9px"),
            ],
            &[
                ("font-size", "1.5em"),
                ("line-height", "150%"),
                ("text-indent", "2em"),
            ],
        ]);
        assert_eq!(
            inherited.style(false),
            "color:#333;font-size:27px;line-height:40.5px;text-indent:54px;"
        );
        assert!((inherited.root() - 10.0).abs() < 1e-9);
    }

    #[test]
    fn a_dark_ground_goes_with_its_light_letters() {
        let inherited = inside(&[&[("background", "#111"), ("color", "#eee")], &[]]);
        assert_eq!(
            inherited.style(false),
            "color:#eee;background-color:#111111;padding:16px;"
        );
        let inherited = inside(&[&[("background", "#111")], &[("background-color", "white")]]);
        assert_eq!(inherited.style(false), "");
    }

    #[test]
    fn a_rem_is_in_pixels() {
        for (value, expected) in [
            ("1rem", "16px"),
            ("0 -.5rem 2rem", "0 -8px 32px"),
            ("calc(1rem + 2px)", "calc(16px + 2px)"),
            ("\"1rem\"", "\"1rem\""),
            ("lorem", "lorem"),
            ("文1rem", "文16px"),
        ] {
            assert_eq!(in_pixels(value, 16.0), expected);
        }
    }
}
