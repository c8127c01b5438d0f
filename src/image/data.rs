//! `data:` URIs: pictures written into the article itself.

use data_url::{DataUrl, DataUrlError};

use crate::problem::{Code, Problem};

/// The bytes of a `data:` URI, base64 or percent-encoded, by the rules of the Fetch standard; the
/// media type is not believed, and the result is never larger than the URI.
///
/// # Errors
/// `image.bad-data`, with one of these words as `reason`: `not-a-data-uri`, `no-comma`, `base64`,
/// `empty`.
pub fn decode_data_uri(uri: &str) -> Result<Vec<u8>, Problem> {
    let bad = |reason| Problem::new(Code::ImageBadData).with("reason", reason);
    let url = DataUrl::process(uri).map_err(|error| match error {
        DataUrlError::NotADataUrl => bad("not-a-data-uri"),
        DataUrlError::NoComma => bad("no-comma"),
    })?;
    let (bytes, _fragment) = url.decode_to_vec().map_err(|_invalid| bad("base64"))?;
    if bytes.is_empty() {
        return Err(bad("empty"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(uri: &str) -> String {
        let problem = decode_data_uri(uri).unwrap_err();
        assert_eq!(problem.code(), Code::ImageBadData);
        problem.argument("reason").unwrap().to_owned()
    }

    #[test]
    fn base64_and_percent_escapes_are_decoded() {
        for (uri, bytes) in [
            (
                "data:image/png;base64,iVBORw0KGgo=",
                b"\x89PNG\r\n\x1a\n".as_slice(),
            ),
            (
                "DATA:image/png;charset=utf-8;base64,iVBO\n  Rw0KGgo",
                b"\x89PNG\r\n\x1a\n",
            ),
            ("data:image/svg+xml,%3Csvg%2F%3E", b"<svg/>"),
            (
                "data:image/svg+xml;utf8,<svg fill='%23fff'/>",
                b"<svg fill='#fff'/>",
            ),
            ("data:,a", b"a"),
            ("  data:image/svg+xml,图  ", "图".as_bytes()),
        ] {
            assert_eq!(decode_data_uri(uri).unwrap(), bytes, "{uri}");
        }
    }

    #[test]
    fn each_kind_of_damage_has_its_reason() {
        assert_eq!(reason("http://example.org/a.png"), "not-a-data-uri");
        assert_eq!(reason("data:image/png;base64"), "no-comma");
        assert_eq!(reason("data:image/png;base64,iVBO*w0K"), "base64");
        assert_eq!(reason("data:image/png;base64,图"), "base64");
        assert_eq!(reason("data:image/png;base64,"), "empty");
    }
}
