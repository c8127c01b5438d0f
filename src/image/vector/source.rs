//! The text of a drawing: bytes in any encoding in, well-formed XML out.
//!
//! Refused: what is not text in the encoding it declares, is nested too deep, grows out of proportion
//! through entities, or is no XML. Namespaces that drawings cut out of pages forget are added.

use std::ops::Range;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use resvg::usvg::roxmltree::{Document, Error, ParsingOptions};

use crate::image::format::svg_root;

/// Most bytes that entities may add.
const ENTITY_GROWTH: usize = 32 << 20;

/// Most elements, attributes and texts.
const MOST_NODES: u32 = 1_000_000;

/// Most attributes of one element; reading them takes the square of their number.
const MOST_ATTRIBUTES: usize = 1_000;

/// Most prefixes that are declared for a drawing that does not.
const MOST_PREFIXES: usize = 16;

/// The well-formed XML in the bytes of a drawing whose elements are nested at most so deep.
pub(super) fn well_formed(bytes: &[u8], deepest: usize) -> Option<String> {
    let mut text = decoded(bytes)?;
    if nesting(&text)? > deepest || has_entity_bomb(&text) {
        return None;
    }
    for _ in 0..MOST_PREFIXES {
        let prefix = match parse(&text) {
            Ok(_) => return Some(text),
            Err(Error::UnknownNamespace(prefix, _)) => prefix,
            Err(_) => return None,
        };
        let uri = match prefix.as_str() {
            "xlink" => "http://www.w3.org/1999/xlink",
            "svg" => "http://www.w3.org/2000/svg",
            _ => "urn:undeclared",
        };
        let name = svg_root(text.as_bytes())? + 1;
        let end = text[name..].find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/')?;
        text.insert_str(name + end, &format!(" xmlns:{prefix}=\"{uri}\""));
    }
    None
}

/// Parses XML.
pub(super) fn parse(text: &str) -> Result<Document<'_>, Error> {
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options)
}

/// Puts replacements in the place of ranges, which are in order; one that overlaps the one before is left
/// out.
pub(super) fn edited(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut copied = 0;
    for (range, replacement) in edits {
        if range.start < copied {
            continue;
        }
        result.push_str(&text[copied..range.start]);
        result.push_str(replacement);
        copied = range.end;
    }
    result.push_str(&text[copied..]);
    result
}

/// The text, by its byte-order mark, its declared encoding or as UTF-8.
fn decoded(bytes: &[u8]) -> Option<String> {
    let encoding = match bytes {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => UTF_16LE,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => UTF_16BE,
        [0xEF, 0xBB, 0xBF, ..] => UTF_8,
        _ => declared(bytes).unwrap_or(UTF_8),
    };
    let (text, had_errors) = encoding.decode_with_bom_removal(bytes);
    // Nothing may stand before an XML declaration, not even blanks.
    (!had_errors).then(|| text.trim_start().to_owned())
}

/// The encoding in the XML declaration of a text whose ASCII characters are single bytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes
        .trim_ascii_start()
        .get(..256)
        .unwrap_or(bytes.trim_ascii_start());
    let head = String::from_utf8_lossy(head);
    let (declaration, _) = head.strip_prefix("<?xml")?.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value[1..].split(quote).next()?;
    // Who can read the declaration as ASCII does not read UTF-16.
    Encoding::for_label(label.as_bytes())
        .filter(|encoding| ![UTF_16LE, UTF_16BE].contains(encoding))
}

/// How deep elements are nested, by a look at the tags alone; nothing when a tag has too many attributes.
fn nesting(text: &str) -> Option<usize> {
    let mut rest = text;
    let mut depth = 0_usize;
    let mut deepest = 0;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let skipped = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>"), ("!", ">")]
            .into_iter()
            .find(|(open, _)| rest.starts_with(open));
        if let Some((open, close)) = skipped {
            let Some(end) = rest[open.len()..].find(close) else {
                break;
            };
            rest = &rest[open.len() + end + close.len()..];
        } else if rest.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else {
            let end = end_of_tag(rest);
            if rest[..end].matches('=').count() > MOST_ATTRIBUTES
                && attributes(&rest[..end]) > MOST_ATTRIBUTES
            {
                return None;
            }
            if !rest[..end].ends_with('/') {
                depth += 1;
                deepest = deepest.max(depth);
            }
            rest = &rest[end..];
        }
    }
    Some(deepest)
}

/// How many quoted values a tag has.
fn attributes(tag: &str) -> usize {
    let mut quotes = 0;
    let mut quote = None;
    for byte in tag.bytes() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => {
                quote = Some(byte);
                quotes += 1;
            }
            _ => {}
        }
    }
    quotes
}

/// The `>` that ends a start tag: not one in quotes.
pub(super) fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return at,
            _ => {}
        }
    }
    tag.len()
}

/// Whether entities refer to one another, hold elements, or together grow beyond bounds. Drawing programs
/// use them as short names of namespaces.
fn has_entity_bomb(text: &str) -> bool {
    let mut longest = 0;
    for (at, _) in text.match_indices("<!ENTITY") {
        let declaration = &text[at..];
        let Some(open) = declaration.find(['"', '\'']) else {
            continue;
        };
        let quote = &declaration[open..=open];
        let value = declaration[open + 1..].split(quote).next().unwrap_or("");
        let refers = value
            .match_indices('&')
            .any(|(at, _)| value.as_bytes().get(at + 1) != Some(&b'#'));
        if refers || value.contains('<') || value.contains("&#60;") || value.contains("&#x3") {
            return true;
        }
        longest = longest.max(value.len());
    }
    longest > 0 && longest.saturating_mul(text.matches('&').count()) > ENTITY_GROWTH
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::GBK;

    fn well_formed(bytes: &[u8]) -> Option<String> {
        super::well_formed(bytes, 50)
    }

    const BODY: &str = "<svg xmlns='http://www.w3.org/2000/svg'><text>文图</text></svg>";

    #[test]
    fn text_is_read_in_its_encoding() {
        let gbk = format!("<?xml version='1.0' encoding=\"GB2312\"?>{BODY}");
        let utf16: Vec<u8> = std::iter::once(0xFEFF)
            .chain(format!("<?xml version='1.0' encoding='utf-16'?>{BODY}").encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [
            BODY.as_bytes().to_vec(),
            format!("\u{FEFF}{BODY}").into_bytes(),
            format!("\n <?xml version='1.0' encoding='utf-16'?>{BODY}").into_bytes(),
            GBK.encode(&gbk).0.into_owned(),
            utf16,
        ] {
            let text = well_formed(&bytes).expect("well formed");
            assert!(text.ends_with(BODY), "{text}");
        }
        assert_eq!(well_formed(&GBK.encode(BODY).0), None);
    }

    #[test]
    fn forgotten_namespaces_are_declared() {
        let text = well_formed(b"<svg><use xlink:href='#a'/><i:x y:z='1'/></svg>").expect("fixed");
        assert!(text.contains("xmlns:xlink=\"http://www.w3.org/1999/xlink\""));
        let many = (0..40).fold(String::new(), |all, n| all + &format!("<p{n}:a/>"));
        assert_eq!(well_formed(format!("<svg>{many}</svg>").as_bytes()), None);
    }

    #[test]
    fn deep_nesting_is_refused_wherever_tags_hide() {
        let deep = |count| {
            format!(
                "<svg>{}{}</svg>",
                "<g a='>/'>".repeat(count),
                "</g>".repeat(count)
            )
        };
        assert_eq!(nesting(&deep(7)), Some(8));
        let hidden = "<!-- <a><b> --><?x <a>?><svg><![CDATA[<g><g>]]><g/><g/></svg>";
        assert_eq!(nesting(hidden), Some(1));
        let many = (0..2000).fold(String::new(), |all, n| all + &format!(" a{n}=''"));
        assert_eq!(nesting(&format!("<svg{many}/>")), None);
        assert!(well_formed(deep(49).as_bytes()).is_some());
        assert!(well_formed(deep(50).as_bytes()).is_none());
    }

    #[test]
    fn entities_are_names_and_no_bombs() {
        let adobe = "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x.dtd' [\
                     <!ENTITY ns_svg \"http://www.w3.org/2000/svg\">\
                     <!ENTITY nbsp '&#160;'>]>\
                     <svg xmlns='&ns_svg;'><text>a&nbsp;b</text></svg>";
        assert!(well_formed(adobe.as_bytes()).is_some());
        let laughs = "<!DOCTYPE svg [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><svg>&b;</svg>";
        assert!(well_formed(laughs.as_bytes()).is_none());
        let long = format!(
            "<!DOCTYPE svg [<!ENTITY a '{}'>]><svg>{}</svg>",
            "x".repeat(100_000),
            "&a;".repeat(1000)
        );
        assert!(well_formed(long.as_bytes()).is_none());
    }
}
