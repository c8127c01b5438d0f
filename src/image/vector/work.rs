//! What reading a drawing costs once its references are followed: a document in, whether that stays within
//! bounds out.
//!
//! The drawer copies what a reference names wherever it is used, and recurses into it: a few hundred bytes
//! can ask for more elements than fit in memory, or for a chain that overflows the stack. The estimate is
//! never lower than what the drawer does, and far above what real drawings need.

use std::collections::HashMap;

use resvg::usvg::roxmltree::{Document, Node};

use super::source::DEEPEST;

/// Most elements after all references are followed.
const MOST_ELEMENTS: u64 = 2_000_000;

/// Most spans times characters of one text, which is laid out again for each span.
const MOST_TEXT: usize = 50_000_000;

/// What a property does with what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// Once, where it is written.
    Here,
    /// Once for each shape inside.
    Paint,
    /// Once for each vertex of each shape inside.
    Marker,
}

impl Manner {
    fn of(property: &str) -> Self {
        if property.starts_with("marker") {
            Self::Marker
        } else if ["fill", "stroke"].contains(&property) {
            Self::Paint
        } else {
            Self::Here
        }
    }
}

/// Whether a document is small enough to be read.
pub(super) fn is_bearable(document: &Document<'_>) -> bool {
    let text_is_bearable = document
        .descendants()
        .filter(|node| node.tag_name().name() == "text")
        .all(|text| {
            let spans = text.descendants().filter(Node::is_text);
            let (count, length) = spans.fold((0_usize, 0_usize), |(count, length), span| {
                (count + 1, length + span.text().map_or(0, str::len))
            });
            count.saturating_mul(length) <= MOST_TEXT
        });
    text_is_bearable && Graph::new(document).is_bearable()
}

/// An element and what it draws in.
#[derive(Default)]
struct Element {
    /// Elements inside it, and how often each is drawn: always once.
    children: Vec<usize>,
    /// Elements it names, and how often each is drawn.
    named: Vec<(usize, u64)>,
}

struct Graph {
    elements: Vec<Element>,
}

impl Graph {
    fn new(document: &Document<'_>) -> Self {
        let nodes: Vec<Node<'_, '_>> = document.descendants().filter(Node::is_element).collect();
        let mut places = HashMap::new();
        let mut ids = HashMap::new();
        for (place, node) in nodes.iter().enumerate() {
            places.insert(node.id(), place);
            if let Some(id) = node.attribute("id") {
                ids.entry(id).or_insert(place);
            }
        }
        // What a style sheet names may be anywhere.
        let sheets: Vec<(usize, Manner)> = nodes
            .iter()
            .filter(|node| node.tag_name().name() == "style")
            .flat_map(Node::descendants)
            .filter_map(|node| node.is_text().then(|| node.text()).flatten())
            .flat_map(|sheet| sheet.split(['{', '}', ';']).flat_map(declared))
            .filter_map(|(property, id)| Some((*ids.get(id)?, Manner::of(property))))
            .collect();
        let mut elements: Vec<Element> = Vec::with_capacity(nodes.len());
        // Which inherited references apply, by the place of the element that wrote them last.
        let mut inherited: Vec<Vec<(usize, Manner)>> = vec![sheets];
        let mut inherits: Vec<usize> = Vec::with_capacity(nodes.len());
        for (place, node) in nodes.iter().enumerate() {
            let parent = node.parent().and_then(|parent| places.get(&parent.id()));
            let mut named: Vec<(usize, u64)> = Vec::new();
            let mut passed: Vec<(usize, Manner)> = Vec::new();
            for (property, id) in named_by(node) {
                let Some(&target) = ids.get(id) else { continue };
                match Manner::of(property) {
                    Manner::Here => named.push((target, 1)),
                    inherited => passed.push((target, inherited)),
                }
            }
            let from = parent.map_or(0, |&parent| inherits[parent]);
            inherits.push(if passed.is_empty() {
                from
            } else {
                passed.extend(&inherited[from]);
                inherited.push(passed);
                inherited.len() - 1
            });
            let vertices = vertices(node);
            if vertices > 0 {
                let all = &inherited[inherits[place]];
                named.extend(all.iter().map(|&(target, manner)| match manner {
                    Manner::Marker => (target, vertices),
                    Manner::Here | Manner::Paint => (target, 1),
                }));
            }
            if let Some(&parent) = parent {
                elements[parent].children.push(place);
            }
            elements.push(Element {
                children: Vec::new(),
                named,
            });
        }
        Self { elements }
    }

    /// Adds up, from the inside out; without recursion, for a chain may be as long as the document.
    fn is_bearable(&self) -> bool {
        #[derive(Clone, Copy)]
        enum State {
            New,
            Open,
            Done(u64, usize),
        }
        let mut states = vec![State::New; self.elements.len()];
        let mut stack = vec![0];
        while let Some(&place) = stack.last() {
            let Some(element) = self.elements.get(place) else {
                break;
            };
            let all = || {
                let children = element.children.iter().map(|&child| (child, 1));
                children.chain(element.named.iter().copied())
            };
            match states[place] {
                State::New => {
                    states[place] = State::Open;
                    stack.extend(
                        all()
                            .map(|(next, _)| next)
                            .filter(|&next| matches!(states[next], State::New)),
                    );
                }
                State::Open => {
                    let mut count: u64 = 1;
                    let mut depth = 0;
                    for (next, times) in all() {
                        // What is still open names itself; the drawer cuts such circles.
                        if let State::Done(inner, deep) = states[next] {
                            count = count.saturating_add(inner.saturating_mul(times));
                            depth = depth.max(deep + 1);
                        }
                    }
                    if count > MOST_ELEMENTS || depth > DEEPEST {
                        return false;
                    }
                    states[place] = State::Done(count, depth);
                    stack.pop();
                }
                State::Done(..) => {
                    stack.pop();
                }
            }
        }
        true
    }
}

/// The ids that an element names, each with the property that does.
fn named_by<'n>(node: &Node<'n, '_>) -> Vec<(&'n str, &'n str)> {
    let mut named = Vec::new();
    for attribute in node.attributes() {
        let value = attribute.value();
        if attribute.name() == "style" {
            named.extend(value.split(';').flat_map(declared));
        } else if attribute.name() == "href" {
            named.extend(value.trim().strip_prefix('#').map(|id| ("href", id)));
        } else {
            named.extend(references(value).map(|id| (attribute.name(), id)));
        }
    }
    named
}

/// The property and the ids of a declaration of CSS.
fn declared(declaration: &str) -> impl Iterator<Item = (&str, &str)> {
    let property = declaration.split(':').next().unwrap_or("").trim();
    references(declaration).map(move |id| (property, id))
}

/// The ids in `url(#id)`s.
fn references(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("url(").filter_map(|(at, open)| {
        let inner = text[at + open.len()..].split(')').next()?;
        inner
            .trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'')
            .strip_prefix('#')
    })
}

/// About how many vertices a shape has, each of which may carry a marker; none for what is no shape.
fn vertices(node: &Node<'_, '_>) -> u64 {
    let data = match node.tag_name().name() {
        "path" => node.attribute("d"),
        "polyline" | "polygon" => node.attribute("points"),
        "rect" | "circle" | "ellipse" | "line" | "text" | "tspan" | "textPath" => return 4,
        _ => return 0,
    };
    let numbers = data.unwrap_or("").split(|c: char| !c.is_ascii_digit() && c != '.');
    1 + numbers.filter(|number| !number.is_empty()).count() as u64
}
