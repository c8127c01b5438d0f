//! What HTML's own parsing rules say about elements: which close a paragraph, which hold cells, which
//! have no end tag. The writer obeys them so that a page read back is the tree that was written.

use html5ever::{LocalName, local_name};

/// Elements without content and end tag.
pub(super) fn is_void(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("basefont")
            | local_name!("bgsound")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("frame")
            | local_name!("hr")
            | local_name!("img")
            | local_name!("input")
            | local_name!("keygen")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("param")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
    )
}

/// Elements whose start tag ends an open paragraph.
pub(super) fn ends_paragraph(name: &LocalName) -> bool {
    is_heading(name)
        || matches!(
            *name,
            local_name!("address")
                | local_name!("article")
                | local_name!("aside")
                | local_name!("blockquote")
                | local_name!("center")
                | local_name!("dd")
                | local_name!("details")
                | local_name!("dialog")
                | local_name!("dir")
                | local_name!("div")
                | local_name!("dl")
                | local_name!("dt")
                | local_name!("fieldset")
                | local_name!("figcaption")
                | local_name!("figure")
                | local_name!("footer")
                | local_name!("form")
                | local_name!("header")
                | local_name!("hgroup")
                | local_name!("hr")
                | local_name!("li")
                | local_name!("listing")
                | local_name!("main")
                | local_name!("menu")
                | local_name!("nav")
                | local_name!("ol")
                | local_name!("p")
                | local_name!("plaintext")
                | local_name!("pre")
                | local_name!("search")
                | local_name!("section")
                | local_name!("summary")
                | local_name!("table")
                | local_name!("ul")
                | local_name!("xmp")
        )
}

/// `h1` to `h6`.
pub(super) fn is_heading(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("h1")
            | local_name!("h2")
            | local_name!("h3")
            | local_name!("h4")
            | local_name!("h5")
            | local_name!("h6")
    )
}

/// Parts of a table that hold only other parts.
pub(super) fn holds_only_table_parts(name: &LocalName) -> bool {
    is_row_group(name)
        || matches!(
            *name,
            local_name!("table") | local_name!("tr") | local_name!("colgroup")
        )
}

/// `thead`, `tbody`, `tfoot`.
pub(super) fn is_row_group(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("thead") | local_name!("tbody") | local_name!("tfoot")
    )
}

/// `td`, `th`.
pub(super) fn is_cell(name: &LocalName) -> bool {
    matches!(*name, local_name!("td") | local_name!("th"))
}

/// Elements that make sense inside a table only.
pub(super) fn is_table_part(name: &LocalName) -> bool {
    is_cell(name)
        || is_row_group(name)
        || matches!(
            *name,
            local_name!("tr")
                | local_name!("caption")
                | local_name!("colgroup")
                | local_name!("col")
        )
}

/// Elements past which no end tag and no implied end reaches.
pub(super) fn is_scope_boundary(name: &LocalName) -> bool {
    is_cell(name)
        || matches!(
            *name,
            local_name!("table") | local_name!("caption") | local_name!("svg")
        )
}

/// Elements whose end tag also ends the blocks left open inside them (the adoption agency of the HTML
/// standard splits them instead; ending them keeps a forgotten `<b>` from running to the end).
pub(super) fn is_formatting(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("a")
            | local_name!("b")
            | local_name!("big")
            | local_name!("code")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("nobr")
            | local_name!("s")
            | local_name!("small")
            | local_name!("strike")
            | local_name!("strong")
            | local_name!("tt")
            | local_name!("u")
    )
}

/// Where white space between children is not content.
pub(super) fn ignores_space(name: &LocalName) -> bool {
    holds_only_table_parts(name)
        || matches!(
            *name,
            local_name!("ul") | local_name!("ol") | local_name!("dl")
        )
}

/// Where the author's text is shown as it is, so that it is nowhere else to be read as HTML.
pub(super) fn is_raw_text(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("style")
            | local_name!("script")
            | local_name!("xmp")
            | local_name!("iframe")
            | local_name!("noembed")
            | local_name!("noframes")
    )
}

/// Start tags that end an `svg` in every browser.
pub(super) fn breaks_out_of_svg(name: &LocalName) -> bool {
    ends_paragraph(name)
        || is_formatting(name) && *name != local_name!("a")
        || matches!(
            *name,
            local_name!("br")
                | local_name!("embed")
                | local_name!("img")
                | local_name!("ruby")
                | local_name!("span")
                | local_name!("sub")
                | local_name!("sup")
                | local_name!("var")
                | local_name!("table")
        )
}
