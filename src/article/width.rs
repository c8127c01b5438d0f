//! The width at which an article shows an image: an attribute, a style or a size in, CSS pixels out.
//!
//! Only absolute widths count: what is relative to the page is not known here.

/// Of the attributes of an `<img>`; a style outweighs the attribute, as in a browser.
pub(super) fn of_element(width: Option<&str>, style: Option<&str>) -> Option<u32> {
    if let Some(value) = style.and_then(|style| declared(style, "width")) {
        return pixels(value.strip_suffix("px")?);
    }
    let width = width?.trim();
    pixels(width.strip_suffix("px").unwrap_or(width))
}

/// The value of a property in a style attribute.
pub(super) fn declared<'s>(style: &'s str, property: &str) -> Option<&'s str> {
    style.split(';').find_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        name.trim()
            .eq_ignore_ascii_case(property)
            .then(|| value.trim())
    })
}

/// Of a size as Obsidian writes it: `300` or `300x200`.
pub(super) fn of_size(size: &str) -> Option<u32> {
    pixels(size.split_once('x').map_or(size, |(width, _)| width))
}

/// Of a description that ends in such a size: `图|300`.
pub(super) fn of_description(description: &str) -> Option<u32> {
    of_size(description.rsplit_once('|')?.1.trim())
}

/// A number of pixels; fractions are rounded up.
fn pixels(number: &str) -> Option<u32> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let more = fraction.bytes().any(|digit| digit != b'0');
    let pixels = whole.parse::<u32>().ok()?.checked_add(u32::from(more))?;
    (pixels > 0).then_some(pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_widths_count() {
        assert_eq!(of_element(Some(" 300 "), None), Some(300));
        assert_eq!(of_element(Some("300px"), None), Some(300));
        assert_eq!(of_element(Some("12.5"), None), Some(13));
        assert_eq!(of_element(Some("50%"), None), None);
        assert_eq!(
            of_element(Some("300"), Some("Width: 200px; height:1px")),
            Some(200)
        );
        assert_eq!(of_element(Some("300"), Some("width:50%")), None);
        assert_eq!(of_element(Some("300"), Some("max-width:100%")), Some(300));
        for nothing in ["", "0", "-3", "auto", "3em", "99999999999"] {
            assert_eq!(of_element(Some(nothing), None), None, "{nothing}");
        }
    }

    #[test]
    fn descriptions_end_in_sizes() {
        assert_eq!(of_description("图|300"), Some(300));
        assert_eq!(of_description("图|x|300x200"), Some(300));
        assert_eq!(of_description("图|x"), None);
        assert_eq!(of_description("300"), None);
        assert_eq!(of_size("x200"), None);
    }
}
