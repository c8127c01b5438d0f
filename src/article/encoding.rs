//! Which encoding an article's bytes are in: bytes and format in, an ASCII-compatible encoding out.
//!
//! Markdown is UTF-8 or refused. HTML follows what browsers do: byte-order mark, then the `<meta>`
//! declaration among the first bytes, then a guess. UTF-16 and the other encodings in which ASCII is
//! not ASCII are refused, because spans could not be replaced byte for byte; so are NUL bytes.

use std::cell::Cell;

use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use lol_html::{AsciiCompatibleEncoding, HtmlRewriter, Settings, element};

use super::{Article, Format};
use crate::problem::{Code, Problem};

/// How far into a page a declaration is looked for
/// (<https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding>).
const DECLARATION_WITHIN: usize = 1024;

/// The encoding of an article, or why it cannot be taken.
pub(super) fn detect(
    name: &str,
    format: Format,
    source: &[u8],
) -> Result<&'static Encoding, Problem> {
    let size = source.len() as u64;
    if size > Article::MAX_BYTES {
        return Err(Problem::new(Code::ArticleTooLarge)
            .with("path", name)
            .with("size", size)
            .with("limit", Article::MAX_BYTES));
    }
    let refused = |encoding: &str| {
        Problem::new(Code::ArticleEncoding)
            .with("path", name)
            .with("encoding", encoding)
    };
    if let Some(wide) = wide_encoding(source) {
        return Err(refused(wide.name()));
    }
    if source.contains(&0) {
        return Err(Problem::new(Code::ArticleBinary).with("path", name));
    }
    let valid_utf8 = std::str::from_utf8(source).is_ok();
    match format {
        Format::Markdown if valid_utf8 => Ok(UTF_8),
        Format::Markdown => Err(refused(guess(source).map_or("not UTF-8", Encoding::name))),
        Format::Html => {
            let declared = if has_byte_order_mark(source) {
                Some(UTF_8)
            } else {
                declared(&source[..source.len().min(DECLARATION_WITHIN)])
            };
            let encoding = match declared {
                Some(declared) => declared,
                None if valid_utf8 => UTF_8,
                None => guess(source).unwrap_or(WINDOWS_1252),
            };
            if encoding.is_ascii_compatible() {
                Ok(encoding)
            } else {
                Err(refused(encoding.name()))
            }
        }
    }
}

/// Whether the bytes begin with a UTF-8 byte-order mark.
pub(super) fn has_byte_order_mark(source: &[u8]) -> bool {
    source.starts_with(b"\xEF\xBB\xBF")
}

/// UTF-16 by its mark, or by an ASCII character beside a NUL at the very start.
fn wide_encoding(source: &[u8]) -> Option<&'static Encoding> {
    match source {
        [0xFF, 0xFE, ..] | [1..=0x7F, 0, 1..=0x7F, 0, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] | [0, 1..=0x7F, 0, 1..=0x7F, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding a Chinese writer's file is probably in.
fn guess(source: &[u8]) -> Option<&'static Encoding> {
    [GB18030, BIG5, SHIFT_JIS].into_iter().find(|encoding| {
        encoding
            .decode_without_bom_handling_and_without_replacement(source)
            .is_some()
    })
}

/// The encoding that `<meta charset>` or `<meta http-equiv>` declares.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let found = Cell::new(None);
    let encoding = AsciiCompatibleEncoding::new(WINDOWS_1252)?;
    let settings = Settings::new()
        .with_encoding(encoding)
        .with_strict(false)
        .append_element_content_handler(element!("meta", |meta| {
            if found.get().is_none() {
                let label = meta.get_attribute("charset").or_else(|| {
                    let equivalent = meta.get_attribute("http-equiv")?;
                    equivalent
                        .trim()
                        .eq_ignore_ascii_case("content-type")
                        .then(|| charset_parameter(&meta.get_attribute("content")?))?
                });
                found.set(label.and_then(|label| Encoding::for_label(label.trim().as_bytes())));
            }
            Ok(())
        }));
    let mut scanner = HtmlRewriter::new(settings, |_: &[u8]| {});
    // An error here only means that nothing more is declared.
    let _ = scanner.write(head).and_then(|()| scanner.end());
    // A declaration that could be read as ASCII cannot be telling the truth about UTF-16; the
    // standard reads it as UTF-8.
    found.get().map(|encoding| {
        if encoding == UTF_16LE || encoding == UTF_16BE {
            UTF_8
        } else {
            encoding
        }
    })
}

/// `gbk` of `text/html; charset=gbk`.
fn charset_parameter(content: &str) -> Option<String> {
    let lower = content.to_ascii_lowercase();
    let after = &content[lower.find("charset")? + "charset".len()..];
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let end = match value.as_bytes().first()? {
        quote @ (b'"' | b'\'') => {
            let inner = &value[1..];
            return inner
                .find(char::from(*quote))
                .map(|end| inner[..end].to_owned());
        }
        _ => value
            .find(|character: char| character.is_ascii_whitespace() || character == ';')
            .unwrap_or(value.len()),
    };
    Some(value[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(source: &[u8]) -> Result<&'static str, &'static str> {
        detect("页.html", Format::Html, source)
            .map(Encoding::name)
            .map_err(|problem| problem.code().as_str())
    }

    fn gbk(text: &str) -> Vec<u8> {
        encoding_rs::GBK.encode(text).0.into_owned()
    }

    #[test]
    fn html_is_read_by_its_declaration() {
        assert_eq!(html(&gbk("<html><meta charset=gb2312><p>图")), Ok("GBK"));
        assert_eq!(
            html(&gbk(
                "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=\"gbk\"'>图"
            )),
            Ok("GBK")
        );
        assert_eq!(html(b"<meta charset=big5>\xB9\xCF"), Ok("Big5"));
        assert_eq!(html(b"<!-- <meta charset=big5> --><p>"), Ok("UTF-8"));
        assert_eq!(html(b"<meta charset=utf-16><p>"), Ok("UTF-8"));
    }

    #[test]
    fn a_byte_order_mark_beats_the_declaration() {
        assert_eq!(html("\u{FEFF}<meta charset=gbk>图".as_bytes()), Ok("UTF-8"));
    }

    #[test]
    fn undeclared_html_is_guessed() {
        assert_eq!(html("<p>图".as_bytes()), Ok("UTF-8"));
        assert_eq!(html(&gbk("<p>图片与文字")), Ok("gb18030"));
        assert_eq!(html(b"<p>caf\xE9"), Ok("windows-1252"));
    }

    #[test]
    fn encodings_without_ascii_are_refused() {
        assert_eq!(html(b"\xFF\xFE<\0p\0"), Err("article.encoding"));
        assert_eq!(html(b"<\0p\0>\0"), Err("article.encoding"));
        assert_eq!(
            html(b"<meta charset=iso-2022-jp><p>"),
            Err("article.encoding")
        );
    }

    #[test]
    fn markdown_is_utf8_or_refused_with_a_guess() {
        let markdown = |source: &[u8]| detect("文.md", Format::Markdown, source);
        assert!(markdown("\u{FEFF}# 图".as_bytes()).is_ok());
        let problem = markdown(&gbk("# 图文并茂")).unwrap_err();
        assert_eq!(problem.code(), Code::ArticleEncoding);
        assert_eq!(problem.argument("path"), Some("文.md"));
        assert_eq!(problem.argument("encoding"), Some("gb18030"));
        let problem = markdown(b"caf\xE9").unwrap_err();
        assert_eq!(problem.argument("encoding"), Some("not UTF-8"));
    }

    #[test]
    fn a_nul_byte_shows_a_binary_file() {
        for format in [Format::Markdown, Format::Html] {
            let problem = detect("x", format, b"\x89PNG\r\n\0\0").unwrap_err();
            assert_eq!(problem.code(), Code::ArticleBinary);
        }
    }

    #[test]
    fn an_oversized_article_is_refused() {
        let source = vec![b'a'; usize::try_from(Article::MAX_BYTES).unwrap() + 1];
        let problem = detect("x", Format::Markdown, &source).unwrap_err();
        assert_eq!(problem.code(), Code::ArticleTooLarge);
        assert_eq!(problem.argument("limit"), Some("67108864"));
    }
}
