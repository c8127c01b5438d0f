//! The distinct places an element can have in a page: its tag, its role, and those of its ancestors.
//!
//! A theme's selectors see nothing else (tags, role classes, descendants and children), so elements of
//! one shape have one style, and an article of any length has a few hundred shapes. Of the classes an author
//! wrote, only those count that own CSS names.

use std::collections::{HashMap, HashSet};

use html5ever::LocalName;

/// Which shape; the index into the styles computed by a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ShapeId(u32);

impl ShapeId {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Debug)]
struct Shape {
    parent: u32,
    name: LocalName,
    role: &'static str,
    /// The classes of the author that own CSS names; an index, 0 for none.
    classes: u32,
    first_child: u32,
    next_sibling: u32,
}

const NONE: u32 = u32::MAX;

/// All shapes met so far, as a tree in which each child is there once.
#[derive(Debug)]
pub(super) struct Shapes {
    all: Vec<Shape>,
    /// The classes that own CSS names.
    known: HashSet<String>,
    /// The sets of such classes that elements have, each with a space before every class.
    sets: Vec<String>,
    by_set: HashMap<String, u32>,
}

/// Most sets of classes that are told apart; what comes after them has none.
const MOST_SETS: usize = 512;

impl Shapes {
    /// The shapes of a page with nothing but its root element in it.
    pub(super) fn new(name: LocalName, role: &'static str) -> Self {
        let root = Shape {
            parent: NONE,
            name,
            role,
            classes: 0,
            first_child: NONE,
            next_sibling: NONE,
        };
        Self {
            all: vec![root],
            known: HashSet::new(),
            sets: vec![String::new()],
            by_set: HashMap::new(),
        }
    }

    /// Says which classes own CSS names.
    pub(super) fn know(&mut self, classes: HashSet<String>) {
        self.known = classes;
    }

    /// The set of the known ones among an element's classes.
    fn set(&mut self, classes: &str) -> u32 {
        if classes.is_empty() || self.known.is_empty() {
            return 0;
        }
        let mut set = String::new();
        for class in classes.split_ascii_whitespace() {
            if self.known.contains(class) {
                set.extend([" ", class]);
            }
        }
        if set.is_empty() {
            return 0;
        }
        if let Some(index) = self.by_set.get(&set) {
            return *index;
        }
        if self.sets.len() >= MOST_SETS {
            return 0;
        }
        let index = u32::try_from(self.sets.len()).unwrap_or(0);
        self.sets.push(set.clone());
        self.by_set.insert(set, index);
        index
    }

    /// The shape of the page's root element.
    pub(super) fn root() -> ShapeId {
        ShapeId(0)
    }

    /// How many shapes there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Writes the `class` attribute of a shape: what it is for, and the author's classes.
    pub(super) fn push_class(&self, html: &mut String, shape: ShapeId) {
        let shape = &self.all[shape.index()];
        let classes = &*self.sets[shape.classes as usize];
        if !(shape.role.is_empty() && classes.is_empty()) {
            let list = [shape.role, classes].concat();
            html.extend([" class=\"", list.trim_start(), "\""]);
        }
    }

    /// The shape of a child, made on first use.
    pub(super) fn child(
        &mut self,
        parent: ShapeId,
        name: &LocalName,
        role: &'static str,
        classes: &str,
    ) -> ShapeId {
        let classes = self.set(classes);
        let mut next = self.all[parent.index()].first_child;
        while let Some(shape) = self.all.get(next as usize) {
            if shape.name == *name && shape.classes == classes && is_same(shape.role, role) {
                return ShapeId(next);
            }
            next = shape.next_sibling;
        }
        // More than 2³² − 1 shapes would need as many elements, far past the article's size limit.
        let id = u32::try_from(self.all.len()).unwrap_or(NONE - 1);
        self.all.push(Shape {
            parent: parent.0,
            name: name.clone(),
            role,
            classes,
            first_child: NONE,
            next_sibling: self.all[parent.index()].first_child,
        });
        self.all[parent.index()].first_child = id;
        ShapeId(id)
    }

    /// A document with one element per shape; `marker` holds the index of each in an attribute.
    pub(super) fn probe(&self, marker: &str) -> String {
        let mut html = String::with_capacity(self.all.len() * 48);
        let mut at = 0;
        'down: loop {
            self.push_start(&mut html, at, marker);
            let first = self.all[at as usize].first_child;
            if first != NONE {
                at = first;
                continue;
            }
            loop {
                self.push_end(&mut html, at);
                let shape = &self.all[at as usize];
                if shape.next_sibling != NONE {
                    at = shape.next_sibling;
                    continue 'down;
                }
                if shape.parent == NONE {
                    return html;
                }
                at = shape.parent;
            }
        }
    }

    fn push_start(&self, html: &mut String, at: u32, marker: &str) {
        html.push('<');
        html.push_str(&self.all[at as usize].name);
        self.push_class(html, ShapeId(at));
        html.push(' ');
        html.push_str(marker);
        html.push_str("=\"");
        html.push_str(&at.to_string());
        html.push_str("\">");
    }

    fn push_end(&self, html: &mut String, at: u32) {
        let name = &self.all[at as usize].name;
        if !super::model::is_void(name) {
            html.push_str("</");
            html.push_str(name);
            html.push('>');
        }
    }
}

/// Compares roles; nearly all are empty or the same literal, which needs no look at the bytes.
fn is_same(left: &'static str, right: &'static str) -> bool {
    left.len() == right.len()
        && (left.is_empty() || std::ptr::eq(left.as_ptr(), right.as_ptr()) || left == right)
}

#[cfg(test)]
impl Shapes {
    /// The roles of all shapes, in the order of their ids.
    pub(super) fn roles(&self) -> Vec<&'static str> {
        self.all.iter().map(|shape| shape.role).collect()
    }
}

#[cfg(test)]
mod tests {
    use html5ever::local_name;

    use super::*;

    #[test]
    fn equal_places_share_a_shape_and_the_probe_has_each_once() {
        let mut shapes = Shapes::new(local_name!("section"), "page");
        let p = shapes.child(Shapes::root(), &local_name!("p"), "", "");
        let strong = shapes.child(p, &local_name!("strong"), "", "");
        shapes.child(p, &local_name!("br"), "", "");
        assert_eq!(p, shapes.child(Shapes::root(), &local_name!("p"), "", ""));
        assert_ne!(
            p,
            shapes.child(Shapes::root(), &local_name!("p"), "note", "")
        );
        assert_eq!(strong, shapes.child(p, &local_name!("strong"), "", ""));
        assert_eq!(shapes.len(), 5);
        assert_eq!(
            shapes.probe("at"),
            "<section class=\"page\" at=\"0\"><p class=\"note\" at=\"4\"></p>\
             <p at=\"1\"><br at=\"3\"><strong at=\"2\"></strong></p></section>"
        );
    }
}
