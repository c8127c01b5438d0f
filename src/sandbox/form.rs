//! Multipart forms, read as strictly as the real service reads them.
//!
//! Comes in: `Content-Type` and body. Goes out: the file part named `media` (or `buffer`, an old name
//! of it). Refused, all as 41005 `media data missing`: no boundary, no such part, a name or file name
//! that is missing or not quoted, an end that never comes.

/// The file part of an upload.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    /// Its field name.
    pub(super) field: String,
    /// Its file name.
    pub(super) filename: String,
    /// Its own content type, if it has one.
    pub(super) content_type: String,
    /// Its bytes.
    pub(super) bytes: &'a [u8],
}

impl Part<'_> {
    /// The suffix of the file name, in lower case; empty when there is none.
    pub(super) fn suffix(&self) -> String {
        match self.filename.rsplit_once('.') {
            Some((stem, suffix)) if !stem.is_empty() => suffix.to_ascii_lowercase(),
            _ => String::new(),
        }
    }
}

/// Finds the file part.
pub(super) fn file_part<'a>(content_type: &str, body: &'a [u8]) -> Option<Part<'a>> {
    let boundary = boundary(content_type)?;
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter may stand at the very beginning, without its line end.
    let mut rest = match body.strip_prefix(&delimiter.as_bytes()[2..]) {
        Some(rest) => rest,
        None => &body[find(body, delimiter.as_bytes())? + delimiter.len()..],
    };
    while let Some(inside) = rest.strip_prefix(b"\r\n") {
        let end = find(inside, delimiter.as_bytes())?;
        if let Some(part) = part(&inside[..end]) {
            return Some(part);
        }
        rest = &inside[end + delimiter.len()..];
    }
    None
}

fn part(text: &[u8]) -> Option<Part<'_>> {
    let split = find(text, b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&text[..split]);
    let (mut field, mut filename, mut content_type) = (None, None, String::new());
    for line in head.split("\r\n") {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if name.eq_ignore_ascii_case("content-disposition") {
            field = quoted(value, "name");
            filename = quoted(value, "filename");
        } else if name.eq_ignore_ascii_case("content-type") {
            value.trim().clone_into(&mut content_type);
        }
    }
    Some(Part {
        field: field.filter(|name| name == "media" || name == "buffer")?,
        filename: filename.filter(|name| !name.is_empty())?,
        content_type,
        bytes: &text[split + 4..],
    })
}

/// The value of `; name="…"`; without quotes it does not count.
fn quoted(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        let inside = value.trim().strip_prefix('"')?.strip_suffix('"')?;
        key.trim()
            .eq_ignore_ascii_case(name)
            .then(|| inside.to_owned())
    })
}

fn boundary(content_type: &str) -> Option<String> {
    let mut pieces = content_type.split(';');
    if !pieces
        .next()?
        .trim()
        .eq_ignore_ascii_case("multipart/form-data")
    {
        return None;
    }
    pieces.find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (key.trim().eq_ignore_ascii_case("boundary") && (1..=70).contains(&value.len()))
            .then(|| value.to_owned())
    })
}

/// Where `needle`, which begins with a carriage return, first stands.
fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text[from..].iter().position(|&byte| byte == b'\r')?;
        if text[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(disposition: &str) -> String {
        format!(
            "--B\r\nContent-Disposition: {disposition}\r\nContent-Type: image/png\r\n\r\n图\r\n--B--\r\n"
        )
    }

    fn field(disposition: &str) -> Option<String> {
        let body = body(disposition);
        file_part("multipart/form-data; boundary=B", body.as_bytes()).map(|part| part.filename)
    }

    #[test]
    fn name_and_file_name_must_be_there_and_quoted() {
        for good in [
            "form-data; name=\"media\"; filename=\"图.png\"",
            "form-data; filename=\"图.png\"; name=\"buffer\"",
        ] {
            assert_eq!(field(good).as_deref(), Some("图.png"), "{good}");
        }
        for bad in [
            "form-data; name=media; filename=\"a.png\"",
            "form-data; name=\"media\"; filename=a.png",
            "form-data; name=\"media\"",
            "form-data; name=\"media\"; filename=\"\"",
            "form-data; name=\"file\"; filename=\"a.png\"",
        ] {
            assert_eq!(field(bad), None, "{bad}");
        }
    }

    #[test]
    fn bytes_come_out_as_they_went_in_whatever_stands_around_them() {
        let picture = b"\x89PNG\r\n\x1a\n\r\n--A\r\n";
        let mut body = b"preamble\r\n--AB\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\n{}\r\n--AB\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.PNG\"\r\n\r\n".to_vec();
        body.extend_from_slice(picture);
        body.extend_from_slice(b"\r\n--AB--");
        let part = file_part("multipart/form-data; boundary=\"AB\"", &body).unwrap();
        assert_eq!(part.bytes, picture);
        assert_eq!(part.suffix(), "png");
    }

    #[test]
    fn a_body_without_an_end_or_a_boundary_is_no_form() {
        let whole = body("form-data; name=\"media\"; filename=\"a.png\"");
        for end in 0..whole.len() - 4 {
            let _ = file_part("multipart/form-data; boundary=B", &whole.as_bytes()[..end]);
        }
        let cut = &whole.as_bytes()[..whole.len() - 8];
        assert_eq!(file_part("multipart/form-data; boundary=B", cut), None);
        assert_eq!(file_part("multipart/form-data", whole.as_bytes()), None);
        assert_eq!(file_part("text/plain; boundary=B", whole.as_bytes()), None);
    }
}
