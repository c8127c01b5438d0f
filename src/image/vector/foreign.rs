//! HTML inside a drawing: what the drawer skips must not vanish from a picture in silence.
//!
//! Draw.io writes each label twice, as HTML in a `foreignObject` and, behind it in a `switch`, as plain
//! text (cut short when it is long); Mermaid writes HTML only. Out: the edits that leave the fallbacks, or
//! the problem of the first text that has none.

use std::ops::Range;

use resvg::usvg::roxmltree::{Document, Node};

use crate::problem::{Code, Problem};

/// Most characters named in a problem.
const NAMED: usize = 20;

/// The feature that no drawer of pictures has.
const EXTENSIBILITY: &str = "#Extensibility";

/// Edits to the source: HTML that has a fallback goes, and so does Draw.io's note that HTML is not shown.
pub(super) fn edits(
    name: &str,
    document: &Document<'_>,
) -> Result<Vec<(Range<usize>, String)>, Problem> {
    let mut edits = Vec::new();
    for node in document.descendants().filter(Node::is_element) {
        if node.tag_name().name() == "foreignObject" {
            let shown = shown(node);
            if !shown.is_empty() && !has_fallback(node, &shown) {
                let text: String = shown.chars().take(NAMED).collect();
                return Err(Problem::new(Code::ImageSvgHtmlText)
                    .with("path", name)
                    .with("text", text));
            }
            edits.push((node.range(), String::new()));
        } else if node.tag_name().name() == "switch" && is_note(node) {
            edits.push((node.range(), String::new()));
        }
    }
    Ok(edits)
}

/// What readers would see of a `foreignObject`: its text without blanks, or the name of an element that
/// shows something without text.
fn shown(foreign: Node<'_, '_>) -> String {
    let text = text_of(foreign);
    if !text.is_empty() {
        return text;
    }
    foreign
        .descendants()
        .map(|node| node.tag_name().name())
        .find(|name| ["img", "svg", "math", "canvas", "video", "input"].contains(name))
        .map_or_else(String::new, |name| format!("<{name}>"))
}

fn text_of(node: Node<'_, '_>) -> String {
    node.descendants()
        .filter(Node::is_text)
        .filter(|text| {
            text.parent()
                .is_none_or(|parent| !["style", "script"].contains(&parent.tag_name().name()))
        })
        .filter_map(|text| text.text())
        .flat_map(|text| text.chars().filter(|c| !c.is_whitespace()))
        .collect()
}

/// Whether a `switch` offers the same in another way: as the same text, or as a picture.
fn has_fallback(foreign: Node<'_, '_>, shown: &str) -> bool {
    let in_switch = foreign
        .parent()
        .is_some_and(|parent| parent.tag_name().name() == "switch");
    in_switch
        && foreign
            .next_siblings()
            .skip(1)
            .find(Node::is_element)
            .is_some_and(|next| {
                next.descendants()
                    .any(|node| node.tag_name().name() == "image")
                    || text_of(next) == shown
            })
}

/// Draw.io's last line: an empty group for programs that show HTML, a sentence for those that do not.
fn is_note(switch: Node<'_, '_>) -> bool {
    switch
        .children()
        .find(Node::is_element)
        .is_some_and(|first| {
            !first.has_children()
                && first
                    .attribute("requiredFeatures")
                    .is_some_and(|features| features.ends_with(EXTENSIBILITY))
        })
}
