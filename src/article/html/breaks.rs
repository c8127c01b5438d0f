//! Whether `WeChat` breaks an inline drawing: its elements and attributes in, yes or no out.
//!
//! The service keeps inline `<svg>`, but takes away what many drawings stand on:
//! - `id`, so that `url(#…)`, `<use>`, gradients, clips, masks, filters and markers lead nowhere;
//! - `<style>`, and with it what classes mean;
//! - `<a>` and `foreignObject`, with what is in them;
//! - `filter` in styles, and every declaration with a variable.
//!
//! What has none of these stays a drawing, sharp at any size, and keeps moving if it does.

use crate::article::width;

/// Elements that are lost, or mean nothing once ids are. An empty `defs` harms nobody, and what is in a
/// full one matters when something refers to it.
const LOST: [&str; 6] = ["a", "foreignobject", "use", "style", "textpath", "mpath"];

/// Whether an element, by its name in lower case, would not be what it was.
pub(super) fn element(name: &str) -> bool {
    LOST.contains(&name)
}

/// Whether an attribute, by its name in lower case, would not do what it did.
pub(super) fn attribute(name: &str, value: &str) -> bool {
    let in_style = |property: &str| width::declared(value, property).is_some();
    let bare: String = value
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\''))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    bare.contains("url(#")
        || bare.contains("var(--")
        || (matches!(name, "href" | "xlink:href") && bare.starts_with('#'))
        || (name == "style" && in_style("filter"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leans_on_ids_styles_or_html_breaks() {
        for (name, value) in [
            ("fill", "url(#g)"),
            ("style", "fill: URL('#g')"),
            ("clip-path", "url( #c)"),
            ("xlink:href", " #a"),
            ("style", "filter: blur(2px)"),
            ("stroke", "var(--line)"),
        ] {
            assert!(attribute(name, value), "{name}={value}");
        }
        assert!(
            ["use", "style", "foreignobject", "a", "textpath"]
                .into_iter()
                .all(element)
        );
    }

    #[test]
    fn what_stands_by_itself_survives() {
        for (name, value) in [
            ("id", "a"),
            ("class", "icon"),
            ("fill", "#123456"),
            ("style", "fill:red;transform:rotate(3deg)"),
            ("href", "图.png"),
            ("style", "background:url(图.png)"),
            ("begin", "click"),
        ] {
            assert!(!attribute(name, value), "{name}={value}");
        }
        assert!(
            !["svg", "g", "path", "text", "animate", "image", "defs"]
                .into_iter()
                .any(element)
        );
    }
}
