//! What is written in a drawing, and whether it has the room it needs.

use resvg::usvg::roxmltree::{Document, Node};
use resvg::usvg::{self, Group, Rect, Tree};

use super::*;

pub(super) fn parse(svg: &str) -> Document<'_> {
    Document::parse(svg).unwrap_or_else(|error| panic!("{error}"))
}

/// The lines of text in a drawing: those of `tspan`s, or of whole elements without any.
pub(super) fn lines(svg: &str) -> Vec<String> {
    let document = parse(svg);
    let is_text = |node: &Node<'_, '_>| node.has_tag_name("text");
    let mut lines = Vec::new();
    for text in document.descendants().filter(is_text) {
        // Words of a line are spans in it.
        let rows = text.children().filter(|node| node.has_tag_name("tspan"));
        lines.extend(rows.map(|row| whole(row)));
        lines.push(whole(text));
    }
    lines.retain(|line| !line.is_empty());
    lines
}

fn whole(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    let text: String = texts.filter_map(|text| text.text()).collect();
    text.trim().to_owned()
}

/// What has no place in a picture that stands for itself: elements, attributes and references.
pub(super) fn forbidden(svg: &str) -> Vec<String> {
    const ELEMENTS: [&str; 8] = [
        "a",
        "animate",
        "audio",
        "foreignObject",
        "iframe",
        "image",
        "script",
        "set",
    ];
    let document = parse(svg);
    let mut found = Vec::new();
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        if ELEMENTS.contains(&name) {
            found.push(name.to_owned());
        }
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            let leads_out = name == "href" && !value.starts_with('#');
            if leads_out || name.starts_with("on") {
                found.push(format!("{name}={value}"));
            }
        }
    }
    let within = svg.replace("http://www.w3.org/", "");
    let words = [
        "http:",
        "https:",
        "//evil",
        "@import",
        "javascript:",
        "file:",
        "url(h",
        "url('h",
    ];
    found.extend(
        words
            .into_iter()
            .filter(|word| within.contains(word))
            .map(str::to_owned),
    );
    found
}

/// A tree with the faces of this system, if it has Chinese ones.
fn tree(svg: &str) -> Option<Tree> {
    let family = image::chinese_font().ok()?;
    let mut options = usvg::Options::default();
    let fonts = options.fontdb_mut();
    fonts.load_system_fonts();
    fonts.set_sans_serif_family(family);
    Some(Tree::from_str(svg, &options).unwrap())
}

fn boxes(group: &Group, found: &mut Vec<Rect>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => boxes(group, found),
            usvg::Node::Text(text) => found.push(text.abs_bounding_box()),
            _ => {}
        }
    }
}

#[test]
fn no_text_reaches_over_the_edge_of_the_picture() {
    for Sample { name, source, .. } in SAMPLES {
        let svg = svg(source);
        let Some(tree) = tree(&svg) else { return };
        let mut texts = Vec::new();
        boxes(tree.root(), &mut texts);
        assert!(texts.len() > 2, "{name}");
        for text in texts {
            let fits = text.left() >= 0.0
                && text.top() >= 0.0
                && text.right() <= tree.size().width()
                && text.bottom() <= tree.size().height();
            assert!(fits, "{name}: {text:?} in {:?}", tree.size());
        }
    }
}

/// Labels stand in frames of their own that cut off what does not fit; here each is set again with the
/// real faces, kerning and all.
#[test]
fn labels_are_as_wide_as_the_room_that_was_measured_for_them() {
    let more = "flowchart TD\n A[AVATAR Tokyo 微信 WeChat，排版。] --> B[\"<b>粗体的标题 Bold Title</b>\"]\n \
        B -->|Wide mixed 标签 label| C[这是一段没有空格的很长很长很长很长很长很长很长的话]\n";
    let sources = SAMPLES.iter().map(|sample| sample.source).chain([more]);
    let mut labels = 0;
    for source in sources {
        let svg = svg(source);
        let document = parse(&svg);
        for text in document
            .descendants()
            .filter(|node| node.has_tag_name("text"))
        {
            let frame = text
                .ancestors()
                .find(|node| node.has_tag_name("svg"))
                .unwrap();
            if frame == document.root_element() {
                continue;
            }
            let room: f32 = frame.attribute("width").unwrap().parse().unwrap();
            let style = text.attribute("style").unwrap();
            let font: Vec<&str> = style
                .split(';')
                .filter(|part| part.starts_with("font-"))
                .collect();
            let written = whole(text);
            let line = format!(
                "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text style=\"{}\">{}</text></svg>",
                font.join(";"),
                written.replace('&', "&amp;").replace('<', "&lt;"),
            );
            let Some(tree) = tree(&line) else { return };
            let mut set = Vec::new();
            boxes(tree.root(), &mut set);
            let width: f32 = set.iter().map(Rect::width).sum();
            assert!(width <= room + 0.5, "{written}: {width} in {room}");
            labels += 1;
        }
    }
    assert!(labels > 40, "{labels}");
}
