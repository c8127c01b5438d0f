//! Attributes in braces right behind an image, as Pandoc and kramdown write them: `{width=60%}`,
//! `{: width="300" .center}`. Text comes in, what they say of size and side goes out; a brace that says
//! neither is text.

use crate::render::picture::{Side, length};

/// What attributes say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    /// As CSS.
    pub(super) width: Option<String>,
    /// As CSS.
    pub(super) height: Option<String>,
    pub(super) side: Option<Side>,
}

/// Longest text between braces.
const LONGEST: usize = 200;

/// The attributes at the start of a text, and their length.
pub(super) fn at_start(text: &str) -> Option<(Attributes, usize)> {
    let inner = text.strip_prefix('{')?;
    let end = inner
        .bytes()
        .take(LONGEST)
        .position(|byte| matches!(byte, b'}' | b'{' | b'\n'))?;
    if !inner[end..].starts_with('}') {
        return None;
    }
    let mut attributes = Attributes::default();
    for word in inner[..end].trim_start_matches(':').split_whitespace() {
        let (key, value) = match word.split_once('=') {
            Some((key, value)) => (key, value.trim_matches(['"', '\'', '“', '”'])),
            None => ("", word.trim_start_matches('.')),
        };
        match key.to_ascii_lowercase().as_str() {
            "width" | "w" => attributes.width = length(value),
            "height" | "h" => attributes.height = length(value),
            "align" | "" => attributes.side = Side::parse(value).or(attributes.side),
            _ => {}
        }
    }
    (attributes != Attributes::default()).then_some((attributes, end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_sides_are_read_and_other_braces_are_text() {
        let read = |text| {
            at_start(text).map(|(read, length)| (read.width, read.height, read.side, length))
        };
        let width = |width: &str| Some(width.to_owned());
        assert_eq!(read("{width=60%}后"), Some((width("60%"), None, None, 11)));
        assert_eq!(
            read("{: width=\"300\" .right #id}"),
            Some((width("300px"), None, Some(Side::Right), 26))
        );
        assert_eq!(
            read("{height=2em align=left}"),
            Some((None, width("2em"), Some(Side::Left), 23))
        );
        for text in [
            "{}",
            "{甲}",
            "{.figure}",
            "{width=auto}",
            "{width=60%",
            "width=60%",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
