//! What reading a drawing costs once its references are followed: a document in, whether that stays within
//! bounds out.
//!
//! The drawer copies what a reference names wherever it is used, and recurses into it: a few hundred bytes
//! can ask for more elements than fit in memory, for a chain that overflows the stack, or for a circle that
//! never ends. The estimate is not lower than what the drawer does, and far above what real drawings need.

use std::collections::HashMap;
use std::rc::Rc;

use resvg::usvg::roxmltree::{Document, Node};

use super::references::{Paint, Sheets};

/// Most elements after all references are followed.
const MOST_ELEMENTS: u64 = 2_000_000;

/// Bytes of attributes that count as one more element: long paths are copied too.
const BYTES_OF_ELEMENT: usize = 100;

/// Vertices that such an element may have, each of which may carry a marker.
const VERTICES_OF_ELEMENT: u64 = 25;

/// Most bytes of one text; laying it out takes the square of its length.
const LONGEST_TEXT: usize = 60_000;

/// Most spans times bytes of one text, which is laid out again for each span.
const MOST_TEXT: usize = 50_000_000;

/// Digits before the point that numbers in paths may have. Arcs are cut into the more pieces the larger
/// they are, and the drawer takes the square of their number.
const MOST_DIGITS: usize = 15;

/// Whether a document is small enough to be read, and what it draws in lies at most so deep.
pub(super) fn is_bearable(document: &Document<'_>, deepest: usize) -> bool {
    document
        .descendants()
        .all(|node| match node.tag_name().name() {
            "text" => is_bearable_text(node),
            "path" => node.attribute("d").is_none_or(is_bearable_path),
            _ => true,
        })
        && Graph::new(document).is_bearable(deepest)
}

fn is_bearable_path(data: &str) -> bool {
    data.split(|c: char| !(c.is_ascii_digit() || ".eE+".contains(c)))
        .all(|number| {
            let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
            let whole = mantissa.split('.').next().unwrap_or_default();
            let exponent = exponent.trim_start_matches('+');
            // A negative exponent was split off with its sign; it makes no number larger.
            let exponent = if exponent.is_empty() {
                Some(0)
            } else {
                exponent.parse::<usize>().ok()
            };
            exponent.is_some_and(|exponent| {
                let digits = whole.trim_start_matches(['0', '+']).len();
                digits.saturating_add(exponent) <= MOST_DIGITS
            })
        })
}

fn is_bearable_text(text: Node<'_, '_>) -> bool {
    let spans = text.descendants().filter(Node::is_text);
    let (count, length) = spans.fold((0_usize, 0_usize), |(count, length), span| {
        (count + 1, length + span.text().map_or(0, str::len))
    });
    length <= LONGEST_TEXT && count.saturating_mul(length) <= MOST_TEXT
}

/// An element and what it draws in.
struct Element {
    /// What it costs alone.
    weight: u64,
    children: Vec<usize>,
    /// Elements it draws in once.
    here: Vec<usize>,
    /// What paints it, if it is a shape or a copy of one.
    paints: Option<Paints>,
    is_use: bool,
}

/// Elements that paint what is inside an element.
#[derive(Clone, Default)]
struct Paints {
    fill: Rc<[usize]>,
    stroke: Rc<[usize]>,
    markers: Rc<[usize]>,
}

impl Element {
    /// Everything it draws in; with it, whether that may lead back to itself. The drawer cuts circles of
    /// markers, and nothing else that is longer than two.
    fn all(&self) -> impl Iterator<Item = (usize, bool)> {
        let paints = self.paints.as_ref();
        let strict = paints
            .into_iter()
            .flat_map(|it| it.fill.iter().chain(&*it.stroke));
        let cut = paints.into_iter().flat_map(|it| &*it.markers);
        self.children
            .iter()
            .chain(cut)
            .map(|&next| (next, false))
            .chain(self.here.iter().chain(strict).map(|&next| (next, true)))
    }

    /// What it costs, when it is known what the others do.
    fn cost(&self, of: impl Fn(usize) -> u64) -> u64 {
        let sum = |all: &[usize]| {
            all.iter()
                .fold(0_u64, |sum, &next| sum.saturating_add(of(next)))
        };
        let inside = sum(&self.children).saturating_add(sum(&self.here));
        let own = self.weight.saturating_add(inside);
        let Some(paints) = &self.paints else {
            return own;
        };
        let vertices = VERTICES_OF_ELEMENT.saturating_mul(self.weight);
        let paint = sum(&paints.fill).saturating_add(sum(&paints.stroke));
        let markers = sum(&paints.markers);
        if self.is_use {
            // What is copied inherits them.
            let each = paint.saturating_add(markers.saturating_mul(VERTICES_OF_ELEMENT));
            own.saturating_mul(each.saturating_add(1))
        } else {
            own.saturating_add(paint)
                .saturating_add(markers.saturating_mul(vertices))
        }
    }
}

struct Graph(Vec<Element>);

impl Graph {
    fn new(document: &Document<'_>) -> Self {
        let nodes: Vec<Node<'_, '_>> = document.descendants().filter(Node::is_element).collect();
        let mut places = HashMap::new();
        let mut ids = HashMap::new();
        for (place, node) in nodes.iter().enumerate() {
            places.insert(node.id(), place);
            if let Some(id) = node.attribute("id") {
                ids.entry(id).or_insert_with(Vec::new).push(place);
            }
        }
        let found = |names: &[&str]| -> Rc<[usize]> {
            names
                .iter()
                .filter_map(|id| ids.get(id))
                .flatten()
                .copied()
                .collect()
        };
        let sheets = Sheets::of(document);
        let mut elements: Vec<Element> = Vec::with_capacity(nodes.len());
        let mut inherited: Vec<Paints> = Vec::with_capacity(nodes.len());
        for (place, node) in nodes.iter().enumerate() {
            let parent = node
                .parent()
                .and_then(|parent| places.get(&parent.id()))
                .copied();
            let named = sheets.named(*node);
            let over = parent.map_or_else(Paints::default, |parent| inherited[parent].clone());
            let painted =
                |paint: &Paint<'_>, over: Rc<[usize]>| match (paint.ids.as_slice(), paint.is_own) {
                    ([], false) => over,
                    (ids, true) => found(ids),
                    (ids, false) => found(ids).iter().chain(&*over).copied().collect(),
                };
            let paints = Paints {
                fill: painted(&named.fill, over.fill),
                stroke: painted(&named.stroke, over.stroke),
                markers: painted(&named.markers, over.markers),
            };
            inherited.push(paints.clone());
            let name = node.tag_name().name();
            let is_use = name == "use";
            if let Some(parent) = parent {
                elements[parent].children.push(place);
            }
            let written: usize = node
                .attributes()
                .map(|attribute| attribute.value().len())
                .sum();
            elements.push(Element {
                weight: 1 + u64::try_from(written / BYTES_OF_ELEMENT).unwrap_or(u64::MAX - 1),
                children: Vec::new(),
                here: found(&named.here).to_vec(),
                paints: (is_use || is_painted(name)).then_some(paints),
                is_use,
            });
        }
        Self(elements)
    }

    /// Adds up, from the inside out; without recursion, for a chain may be as long as the document.
    fn is_bearable(&self, deepest: usize) -> bool {
        #[derive(Clone, Copy)]
        enum State {
            New,
            Open,
            Done(u64, usize),
        }
        let mut states = vec![State::New; self.0.len()];
        let mut stack = vec![0];
        while let Some(&place) = stack.last() {
            let Some(element) = self.0.get(place) else {
                break;
            };
            match states[place] {
                State::New => {
                    states[place] = State::Open;
                    let is_new = |next: &usize| matches!(states[*next], State::New);
                    stack.extend(element.all().map(|(next, _)| next).filter(is_new));
                }
                State::Open => {
                    let mut depth = 0;
                    for (next, is_strict) in element.all() {
                        match states[next] {
                            State::Done(_, deep) => depth = depth.max(deep + 1),
                            // Still open: it would be drawn in itself.
                            State::New | State::Open if is_strict => return false,
                            State::New | State::Open => {}
                        }
                    }
                    let cost = element.cost(|next| match states[next] {
                        State::Done(cost, _) => cost,
                        State::New | State::Open => 0,
                    });
                    if cost > MOST_ELEMENTS || depth > deepest {
                        return false;
                    }
                    states[place] = State::Done(cost, depth);
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

/// Whether an element has an inside or an outline that is painted.
fn is_painted(name: &str) -> bool {
    [
        "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
        "textPath", "tref",
    ]
    .contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::vector::source::parse;

    fn bears(inside: &str) -> bool {
        let text = format!("<svg xmlns:xlink='http://www.w3.org/1999/xlink'>{inside}</svg>");
        is_bearable(&parse(&text).expect("XML"), 500)
    }

    fn each(count: usize, element: impl Fn(usize) -> String) -> String {
        (0..count).map(element).collect()
    }

    #[test]
    fn ordinary_drawings_pass() {
        let shapes = each(5000, |n| {
            format!("<rect id='r{n}' class='a' fill='url(#g)' x='{n}'/>")
        });
        assert!(bears(&format!(
            "<style>.a{{stroke:url(#p)}} path{{marker-end:url(#m)}}</style>\
             <pattern id='p'><rect class='b'/><rect fill='red'/></pattern>\
             <marker id='m'><path d='M0 0L1 1'/></marker>\
             <linearGradient id='g'><stop/><stop/></linearGradient>\
             <g fill='url(#p)'>{shapes}<path d='M0 0L1 1'/></g><a href='#r1'><use href='#r1'/></a>"
        )));
    }

    #[test]
    fn what_multiplies_is_refused() {
        let bomb = |element: &str, by: &str| {
            each(9, |n| {
                let inside = format!("<rect {by}='url(#a{})'/>", n + 1).repeat(10);
                format!("<{element} id='a{n}'>{inside}</{element}>")
            })
        };
        assert!(!bears(&bomb("mask", "mask")));
        assert!(!bears(&bomb("pattern", "fill")));
        assert!(!bears(&bomb("pattern", "style='stroke:url(#x)' fill")));
        let uses = each(9, |n| {
            let inside = format!("<use xlink:href='#a{}'/>", n + 1).repeat(10);
            format!("<g id='a{n}'>{inside}</g>")
        });
        assert!(!bears(&uses));
        let long = "M0 0L5 5".repeat(5000);
        let marker = format!("<marker id='m'><path d='{long}'/></marker>");
        assert!(!bears(&format!(
            "{marker}<path marker-mid='url(#m)' d='{long}'/>"
        )));
        assert!(!bears(&format!(
            "{marker}<g style='marker:url(#m)'><path d='{long}'/></g>"
        )));
        assert!(!bears(&format!(
            "<style>path{{marker-mid:url(#m)}}</style>{marker}<path d='{long}'/>"
        )));
    }

    #[test]
    fn long_chains_are_refused() {
        let chain = |count, by: &str| {
            each(count, |n| {
                format!(
                    "<clipPath id='a{n}' {by}='url(#a{})'><rect/></clipPath>",
                    n + 1
                )
            })
        };
        assert!(bears(&chain(100, "clip-path")));
        assert!(!bears(&chain(1000, "clip-path")));
        assert!(!bears(&each(20_000, |n| format!(
            "<linearGradient id='a{n}' href='#a{}'/>",
            n + 1
        ))));
    }

    #[test]
    fn circles_are_refused_but_those_of_markers() {
        let circle = |element: &str, by: &str| {
            each(3, |n| {
                let next = (n + 1) % 3;
                format!("<{element} id='a{n}'><g {by}='url(#a{next})'><rect/></g></{element}>")
            })
        };
        assert!(!bears(&circle("pattern", "fill")));
        assert!(!bears(&circle("pattern", "stroke")));
        assert!(!bears(&circle("mask", "mask")));
        assert!(!bears(
            "<g fill='url(#p)'><pattern id='p'><rect/></pattern><rect/></g>"
        ));
        assert!(bears(
            "<g fill='url(#p)'><pattern id='p'><rect fill='red'/></pattern><rect/></g>"
        ));
        assert!(!bears(
            "<style>.a{filter:url(#f)}</style><filter id='f'><feImage href='#x'/></filter>\
             <g id='x'><rect class='a'/></g>"
        ));
        assert!(bears(
            "<style>path{marker-mid:url(#m)}</style><marker id='m'><path d='M0 0L1 1'/></marker><path/>"
        ));
    }

    #[test]
    fn wild_numbers_in_paths_are_refused() {
        for data in [
            "M1.5e3-2e-9.5.25L0000000000000000001 1E+2",
            "a1 1 0 01.5.5",
            "",
            "m0 0+1.e1",
        ] {
            assert!(bears(&format!("<path d='{data}'/>")), "{data}");
        }
        for data in [
            "M0 0A1e38 1 0 0 1 5 5",
            "M0-99999999999999999",
            "M1E+30 1",
            "M1e99999999999999999999",
        ] {
            assert!(!bears(&format!("<path d='{data}'/>")), "{data}");
        }
    }

    #[test]
    fn long_texts_are_refused() {
        assert!(bears(&format!("<text>{}</text>", "文".repeat(1000))));
        assert!(!bears(&format!("<text>{}</text>", "文".repeat(30_000))));
        assert!(!bears(&format!(
            "<text>{}</text>",
            "<tspan>文</tspan>".repeat(5_000)
        )));
    }
}
