//! What WeChat keeps and what it drops, in one place, with the reasons.
//!
//! Two filters stand between a page and its readers: the web editor, for what is pasted, and
//! `draft/add`. These lists are their intersection: an element, attribute or property is written only
//! when both keep it. What has a counterpart is converted; what is lost is named in a problem, unless
//! readers never saw it in the first place.

use html5ever::{LocalName, local_name};

use crate::asset::HostedUrl;

/// What becomes of an element of the author's HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Written under its own name.
    Keep,
    /// Written as a `section`: `div` loses its style in some clients, and the newer block elements are
    /// unknown to the editor.
    Section,
    /// Written as a `span`.
    Span,
    /// Written under another name that means the same.
    As(&'static str),
    /// Only its content is written.
    Unwrap,
    /// Nothing is written and nobody misses it: it is not shown, or only a fallback for scripts.
    Invisible,
    /// Nothing is written, and the author is told: readers would have seen it.
    Lost,
}

/// Decides by the name alone; attributes can only make it worse.
pub(super) fn fate(name: &LocalName) -> Fate {
    match &**name {
        "section" | "p" | "span" | "strong" | "b" | "em" | "i" | "u" | "s" | "del" | "ins"
        | "mark" | "sub" | "sup" | "small" | "kbd" | "code" | "samp" | "var" | "cite" | "q"
        | "dfn" | "abbr" | "blockquote" | "pre" | "ul" | "ol" | "li" | "dl" | "dt" | "dd"
        | "table" | "caption" | "colgroup" | "col" | "thead" | "tbody" | "tfoot" | "tr" | "th"
        | "td" | "hr" | "br" | "wbr" | "img" | "figure" | "figcaption" | "h1" | "h2" | "h3"
        | "h4" | "h5" | "h6" | "ruby" | "rt" | "rp" | "bdi" | "bdo" | "svg" | "a"
        // A card for a mini program; the account must be linked to it (45086 otherwise).
        | "mp-miniprogram" => Fate::Keep,
        "div" | "article" | "main" | "header" | "footer" | "aside" | "nav" | "address"
        | "hgroup" | "center" | "details" | "summary" | "fieldset" | "form" | "menu" | "search" => {
            Fate::Section
        }
        "font" | "big" | "nobr" | "label" | "legend" | "output" | "time" | "data" => Fate::Span,
        "tt" => Fate::As("code"),
        "strike" => Fate::As("s"),
        "acronym" => Fate::As("abbr"),
        "xmp" => Fate::As("pre"),
        // `noscript` repeats a lazy image; see `raw`.
        "head" | "title" | "meta" | "link" | "base" | "script" | "style" | "template"
        | "noscript" | "noframes" | "noembed" | "param" | "source" | "track" | "map" | "area"
        | "dialog" | "datalist" | "rtc" | "slot" => Fate::Invisible,
        "iframe" | "video" | "audio" | "object" | "embed" | "canvas" | "applet" | "input"
        | "button" | "select" | "textarea" | "meter" | "progress" | "frameset" | "frame"
        | "math" | "portal"
        // Voice and video of the account itself: refused (45166) or emptied by the API.
        | "mpvoice" | "mpvideosnap" | "mp-common-videosnap" | "mp-common-mpaudio"
        | "mp-common-profile" | "mp-common-product" => Fate::Lost,
        _ => Fate::Unwrap,
    }
}

/// What becomes of an element inside `svg`; only what draws or moves something is kept.
pub(super) fn svg_fate(name: &LocalName) -> Fate {
    match &**name {
        "svg" | "g" | "path" | "rect" | "circle" | "ellipse" | "line" | "polyline" | "polygon"
        | "text" | "tspan" | "image" | "animate" | "animatetransform" | "animatemotion" | "set" => {
            Fate::Keep
        }
        // Show nothing by themselves; `title` and `desc` would hold HTML.
        "script" | "style" | "metadata" | "title" | "desc" => Fate::Invisible,
        // Foreign HTML, and what is only reached through an `id`: ids are stripped.
        "foreignobject" | "defs" | "use" | "symbol" | "marker" | "pattern" | "mask" | "filter"
        | "clippath" | "lineargradient" | "radialgradient" | "textpath" | "mpath" | "iframe"
        | "audio" | "video" | "canvas" => Fate::Lost,
        _ => Fate::Unwrap,
    }
}

/// Names inside `svg` that are written with capitals; the tokenizer gives them in lower case.
pub(super) fn svg_spelling(name: &str) -> &str {
    match name {
        "animatetransform" => "animateTransform",
        "animatemotion" => "animateMotion",
        "viewbox" => "viewBox",
        "preserveaspectratio" => "preserveAspectRatio",
        "pathlength" => "pathLength",
        "textlength" => "textLength",
        "lengthadjust" => "lengthAdjust",
        "attributename" => "attributeName",
        "attributetype" => "attributeType",
        "repeatcount" => "repeatCount",
        "repeatdur" => "repeatDur",
        "calcmode" => "calcMode",
        "keytimes" => "keyTimes",
        "keysplines" => "keySplines",
        "keypoints" => "keyPoints",
        other => other,
    }
}

/// Whether an attribute of an HTML element is written as it is.
pub(super) fn keeps_attribute(element: &LocalName, attribute: &str) -> bool {
    match *element {
        local_name!("td") | local_name!("th") => matches!(attribute, "colspan" | "rowspan"),
        local_name!("ol") => matches!(attribute, "start" | "reversed" | "type"),
        local_name!("li") => attribute == "value",
        local_name!("col") | local_name!("colgroup") => attribute == "span",
        local_name!("bdo") => attribute == "dir",
        _ => attribute.starts_with("data-miniprogram-"),
    }
}

/// Whether an attribute inside `svg` is written.
pub(super) fn keeps_svg_attribute(attribute: &str, value: &str) -> bool {
    let value = value.trim_start();
    !(attribute == "id"
        || attribute == "class"
        || attribute == "style"
        || attribute.starts_with("on")
        || attribute.starts_with("data-")
        || (attribute.starts_with("xmlns") && attribute != "xmlns")
        // A reference to an id finds nothing.
        || value.starts_with("url(")
        || attribute.ends_with("href"))
}

/// Whether a style keeps its element out of sight: not shown, or there for screen readers alone. Without
/// `position` and `clip` it would be seen after all.
pub(super) fn is_hidden(style: &str) -> bool {
    let (mut placed, mut tiny, mut clipped, mut away) = (false, 0, false, false);
    for (property, value) in declarations(style) {
        let value = value.split('!').next().unwrap_or_default().trim();
        match property.to_ascii_lowercase().as_str() {
            "display" if value == "none" => return true,
            "visibility" if matches!(value, "hidden" | "collapse") => return true,
            "position" => placed = matches!(value, "absolute" | "fixed"),
            "width" | "height" if matches!(value, "1px" | "0" | "0px") => tiny += 1,
            "clip" => clipped = value.starts_with("rect("),
            "clip-path" => clipped |= value.starts_with("inset(") && value.contains('%'),
            "left" | "top" | "text-indent" => away |= value.starts_with("-99"),
            _ => {}
        }
    }
    placed && (tiny >= 2 || clipped || away)
}

/// Whether a class says the same in every framework, for pages whose style sheets are not at hand.
pub(super) fn is_hidden_class(classes: &str) -> bool {
    classes.split_ascii_whitespace().any(|class| {
        matches!(
            class,
            "sr-only"
                | "visually-hidden"
                | "visuallyhidden"
                | "screen-reader-text"
                | "katex-mathml"
                | "MJX_Assistive_MathML"
                | "MathJax_Preview"
        )
    })
}

/// Why a declaration is not written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Dropped {
    /// The service removes it; nothing readers would miss is named.
    Property,
    /// It names a picture that is not hosted.
    Picture(String),
}

/// Whether both filters keep a declaration.
pub(super) fn declaration(property: &str, value: &str) -> Result<(), Dropped> {
    let property = property.to_ascii_lowercase();
    if matches!(
        property.as_str(),
        // Removed by `draft/add`.
        "position" | "filter" | "-webkit-filter"
        // Old ways to run scripts.
        | "behavior" | "-moz-binding"
        // Lead nowhere without the elements, scripts or at-rules they speak to.
        | "content" | "counter-increment" | "cursor" | "pointer-events" | "will-change"
    ) || property.starts_with("--")
        || property.starts_with("mso-")
        || property.is_empty()
    {
        return Err(Dropped::Property);
    }
    let lower = value.to_ascii_lowercase();
    if lower.contains("expression(") || lower.contains("javascript:") || lower.contains("var(") {
        return Err(Dropped::Property);
    }
    let mut rest = value;
    while let Some(start) = find_url(rest) {
        rest = rest[start..].trim_start();
        let end = match rest.as_bytes().first() {
            Some(&quote @ (b'"' | b'\'')) => {
                let inner = &rest[1..];
                let end = inner.find(char::from(quote)).unwrap_or(inner.len());
                rest = inner;
                end
            }
            _ => rest.find(')').unwrap_or(rest.len()),
        };
        let url = rest[..end].trim();
        if !HostedUrl::is_hosted(url) {
            return Err(Dropped::Picture(url.to_owned()));
        }
        rest = &rest[end..];
    }
    Ok(())
}

/// Where the inside of the first `url(` begins.
fn find_url(value: &str) -> Option<usize> {
    value
        .as_bytes()
        .windows(4)
        .position(|window| window.eq_ignore_ascii_case(b"url("))
        .map(|at| at + 4)
}

/// The declarations of a style attribute, as written, split where CSS splits them: not inside
/// quotes, parentheses or comments.
pub(super) fn declarations(style: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = Some(style);
    std::iter::from_fn(move || {
        let style = rest?;
        let end = end_of_declaration(style);
        rest = style.get(end + 1..);
        Some(
            style[..end]
                .split_once(':')
                .map(|(property, value)| (property.trim(), value.trim())),
        )
    })
    .flatten()
    .filter(|(property, value)| {
        !value.is_empty()
            && !property.is_empty()
            && property
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    })
}

fn end_of_declaration(style: &str) -> usize {
    let mut quote = None;
    let mut parentheses = 0_usize;
    let mut escaped = false;
    for (at, byte) in style.bytes().enumerate() {
        if escaped {
            escaped = false;
            continue;
        }
        match (quote, byte) {
            (_, b'\\') => escaped = true,
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(') => parentheses += 1,
            (None, b')') => parentheses = parentheses.saturating_sub(1),
            (None, b';') if parentheses == 0 => return at,
            _ => {}
        }
    }
    style.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_split_outside_of_quotes_and_parentheses() {
        let style =
            "color:red; background:url(data:a;b) ;font-family:\"甲;乙\",serif;;bad;x:;P-Q: r ";
        assert_eq!(
            declarations(style).collect::<Vec<_>>(),
            [
                ("color", "red"),
                ("background", "url(data:a;b)"),
                ("font-family", "\"甲;乙\",serif"),
                ("P-Q", "r")
            ]
        );
    }

    #[test]
    fn what_the_service_removes_is_not_written() {
        for (property, value) in [
            ("POSITION", "fixed"),
            ("filter", "blur(2px)"),
            ("width", "expression(alert(1))"),
            ("background", "url(javascript:alert(1))"),
            ("--x", "1"),
            ("color", "var(--x)"),
        ] {
            assert_eq!(
                declaration(property, value),
                Err(Dropped::Property),
                "{property}"
            );
        }
        assert_eq!(declaration("color", "#333"), Ok(()));
    }

    #[test]
    fn pictures_in_styles_are_hosted_or_dropped() {
        let hosted = "https://mmbiz.qpic.cn/a/0";
        assert_eq!(
            declaration("background", &format!("#fff url( '{hosted}' ) 0 0")),
            Ok(())
        );
        assert_eq!(
            declaration("background", &format!("url({hosted}), URL(图/甲.png)")),
            Err(Dropped::Picture("图/甲.png".to_owned()))
        );
        assert_eq!(
            declaration("background-image", "url(\"a.png"),
            Err(Dropped::Picture("a.png".to_owned()))
        );
    }

    #[test]
    fn what_is_kept_out_of_sight_is_hidden() {
        for style in [
            "color:red;display:none",
            "DISPLAY: none !important",
            "visibility:hidden",
            "position:absolute;width:1px;height:1px;overflow:hidden",
            "position:absolute;clip:rect(1px,1px,1px,1px)",
            "position:absolute;left:-9999px",
        ] {
            assert!(is_hidden(style), "{style}");
        }
        for style in [
            "display:block",
            "width:1px;height:1px",
            "position:absolute;left:0",
            "position:relative;width:1px",
        ] {
            assert!(!is_hidden(style), "{style}");
        }
        assert!(is_hidden_class("a sr-only") && !is_hidden_class("sr-only-focusable"));
    }

    #[test]
    fn div_is_a_section_and_forms_are_named() {
        assert_eq!(fate(&local_name!("div")), Fate::Section);
        assert_eq!(fate(&local_name!("video")), Fate::Lost);
        assert_eq!(fate(&local_name!("script")), Fate::Invisible);
        assert_eq!(fate(&LocalName::from("my-card")), Fate::Unwrap);
    }
}
