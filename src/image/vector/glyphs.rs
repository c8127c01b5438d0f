//! Whether all text of a drawing came out: a tree whose text is laid out in, the characters without a
//! glyph out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use resvg::usvg::roxmltree::{Document, Node};
use resvg::usvg::{self, Group, Tree};

use crate::problem::{Code, Problem};

/// Most characters named in a problem.
const NAMED: usize = 20;

/// Characters of visible text that were laid out without a glyph.
pub(super) fn missing(tree: &Tree) -> BTreeSet<char> {
    let mut missing = BTreeSet::new();
    in_group(tree.root(), &mut missing);
    missing
}

fn in_group(group: &Group, missing: &mut BTreeSet<char>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => in_group(group, missing),
            usvg::Node::Text(text) => {
                let spans = text.layouted().iter().filter(|span| span.visible);
                for glyph in spans.flat_map(|span| &span.positioned_glyphs) {
                    if glyph.id.0 == 0 {
                        missing.extend(glyph.text.chars().filter(|&c| leaves_a_mark(c)));
                    }
                }
            }
            // A picture in the picture was looked at when it was read.
            usvg::Node::Image(_) => continue,
            usvg::Node::Path(_) => {}
        }
        node.subroots(|root| in_group(root, missing));
    }
}

/// Edits that put some characters into spans of their own, each with a family that has it.
///
/// The drawer gives up on a text when one character leads it to a face that makes another number of glyphs
/// of the whole text, as fonts with emoji do.
pub(super) fn in_families(
    source: &str,
    document: &Document<'_>,
    families: &BTreeMap<char, &str>,
) -> Vec<(Range<usize>, String)> {
    let mut edits = Vec::new();
    let texts = document.descendants().filter(|node| {
        let is_text = |node: &Node<'_, '_>| node.tag_name().name() == "text";
        node.is_text() && node.ancestors().any(|above| is_text(&above))
    });
    for text in texts {
        let range = text.range();
        let written = source.get(range.clone()).unwrap_or_default();
        if written.contains('<') || source[..range.start].ends_with("<![CDATA[") {
            continue;
        }
        let mut open = None;
        for (at, character) in written.char_indices() {
            if modifies(character) {
                let at = range.start + at;
                edits.push((at..at + character.len_utf8(), String::new()));
                continue;
            }
            let family = match families.get(&character) {
                Some(&family) => Some(family),
                // A joiner belongs to what it stands behind.
                None => open.filter(|_| joins(character)),
            };
            if family == open {
                continue;
            }
            let mut edit = String::new();
            if open.is_some() {
                edit.push_str("</tspan>");
            }
            if let Some(family) = family {
                let _ = write!(edit, "<tspan style=\"font-family:'{family}'\">");
            }
            let at = range.start + at;
            edits.push((at..at, edit));
            open = family;
        }
        if open.is_some() {
            edits.push((range.end..range.end, "</tspan>".to_owned()));
        }
    }
    edits
}

/// Whether a character belongs to the one before.
fn joins(character: char) -> bool {
    matches!(u32::from(character), 0x0300..=0x036F | 0x200D | 0xE_0020..=0xE_007F)
}

/// Whether a character only changes how an emoji looks: selectors, the frame of a key, skin colours. In a
/// text of several families the drawer loses count over them, so they are left out.
fn modifies(character: char) -> bool {
    matches!(u32::from(character), 0x20E3 | 0xFE0E..=0xFE0F | 0x1_F3FB..=0x1_F3FF)
}

/// The characters of all text elements of a document.
pub(super) fn written(document: &Document<'_>) -> BTreeSet<char> {
    document
        .descendants()
        .filter(|node| node.tag_name().name() == "text")
        .flat_map(|text| text.descendants())
        .filter_map(|node| node.is_text().then(|| node.text()).flatten())
        .flat_map(str::chars)
        .filter(|&character| leaves_a_mark(character))
        .collect()
}

/// Whether readers would see a character: no blank, no joiner, no variation selector.
pub(super) fn leaves_a_mark(character: char) -> bool {
    !(character.is_whitespace()
        || character.is_control()
        || matches!(u32::from(character),
            0xAD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
            | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F
            | 0xFEFF | 0xFFA0 | 0xE0000..=0xE0FFF))
}

/// The problem of text that no font has.
pub(super) fn problem(name: &str, missing: &BTreeSet<char>) -> Problem {
    let mut text: String = missing.iter().take(NAMED).collect();
    if missing.len() > NAMED {
        text.push('…');
    }
    let packages: BTreeSet<_> = missing.iter().copied().map(package).collect();
    let packages: Vec<_> = packages.into_iter().collect();
    Problem::new(Code::ImageFontMissing)
        .with("path", name)
        .with("text", text)
        .with("package", packages.join(" "))
}

/// The Debian package with a font that has a character.
fn package(character: char) -> &'static str {
    match u32::from(character) {
        0x2E80..=0x9FFF
        | 0xAC00..=0xD7AF
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F
        | 0xFF00..=0xFFEF
        | 0x2_0000..=0x3_FFFF => "fonts-noto-cjk",
        0x1_F000..=0x1_FAFF | 0x2600..=0x27BF => "fonts-noto-color-emoji",
        0..=0x058F | 0x2000..=0x2BFF => "fonts-dejavu-core",
        _ => "fonts-noto-core",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_some_characters_and_the_packages() {
        let told = problem("a.svg", &"中✅A".chars().collect());
        assert_eq!(told.argument("text"), Some("A✅中"));
        assert_eq!(
            told.argument("package"),
            Some("fonts-dejavu-core fonts-noto-cjk fonts-noto-color-emoji")
        );
        let told = problem("a.svg", &('一'..'乏').collect());
        assert_eq!(
            told.argument("text").map(|text| text.chars().count()),
            Some(NAMED + 1)
        );
    }

    #[test]
    fn what_nobody_sees_needs_no_glyph() {
        assert!(
            " \n\t\u{A0}\u{3000}\u{200D}\u{FE0F}"
                .chars()
                .all(|c| !leaves_a_mark(c))
        );
        assert!("a中🎉".chars().all(leaves_a_mark));
    }
}
