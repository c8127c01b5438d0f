//! Writes a page element by element: start tags, text and end tags come in, from Markdown and from the
//! author's own HTML alike; one balanced string goes out, with a hole in each start tag where the style
//! of the element's shape is filled in at the end.
//!
//! Elements of the article's structure can only be ended by the structure; the author's raw tags are
//! ended with the element they stand in, so that `</div></div>` in the middle of a list cannot end the
//! list. What HTML's parsing rules (`model`) would take elsewhere is put where it belongs: a block ends
//! a paragraph, text between two rows gets a cell. Elements nested deeper than a limit are left out and
//! their content kept, which bounds every search in the stack.

mod close;
mod element;
mod fill;
mod place;
mod text;

use std::collections::HashSet;

use html5ever::{LocalName, local_name};

use super::code;
use super::escape::CodeCursor;
use super::figure::Figures;
use super::model;
use super::notes::LinkNotes;
use super::shape::{ShapeId, Shapes};
use crate::options::CodeOptions;

pub(super) use element::{Element, Origin};
use fill::Aside;
pub(super) use fill::{Fill, Filling, Fragment, Hole};

/// Deepest nesting of a page; what is nested deeper is shown without its element.
pub(super) const PAGE_DEPTH: usize = 96;

/// Deepest nesting of the structure that Markdown can pile up (quotes, lists), so that there is always
/// room for a paragraph, a table or a code block inside.
pub(super) const CONTAINER_DEPTH: usize = 72;

#[derive(Debug)]
struct Open {
    /// What its end tag is called in the source.
    source: LocalName,
    /// What was written; `None` when only the end tag has to be recognised.
    written: Option<LocalName>,
    /// A paragraph that a block interrupted; goes on with the next text.
    paused: bool,
    shape: ShapeId,
    origin: Origin,
    /// Where its start tag begins.
    start: usize,
    /// Where its content begins.
    content: usize,
    /// Whether it may vanish when it stays empty.
    removable: bool,
    /// Where a link goes that becomes a note.
    link: Option<String>,
    /// Whether it has a style to be filled in, and so may be ornamented.
    styled: bool,
}

/// The page being written.
#[derive(Debug)]
pub(super) struct Writer {
    html: String,
    holes: Vec<Hole>,
    own: String,
    shapes: Shapes,
    stack: Vec<Open>,
    /// Who asked for the elements that were left out beyond the limit.
    overflow: Vec<Origin>,
    limit: usize,
    /// Set inside `pre`.
    code: Option<CodeCursor>,
    /// Index in the stack of the outermost `svg`.
    svg: Option<usize>,
    /// Whether this is an article's HTML on its way to the inliner: no shapes, nothing added.
    verbatim: bool,
    /// Whether the theme puts something before or behind the content of elements.
    ornamented: bool,
    asides: Vec<Aside>,
    code_options: CodeOptions,
    /// The code blocks so far, not yet painted.
    code_blocks: Vec<code::Block>,
    /// The links that become notes.
    pub(super) links: LinkNotes,
    /// The figures that are pictures, or become some.
    pub(super) figures: Figures,
}

impl Writer {
    /// An empty page: its root `section` is open, with a role. `capacity` is a guess of its size in
    /// bytes; a page that is to be `ornamented` has holes at both ends of each element as well.
    pub(super) fn page(capacity: usize, role: &'static str, ornamented: bool) -> Self {
        let mut writer = Self::empty(PAGE_DEPTH, false, role);
        writer.ornamented = ornamented;
        writer.html.reserve(capacity);
        writer.html.push_str("<section");
        writer.hole(Shapes::root(), "");
        writer.html.push('>');
        writer.place(Fill::Start);
        writer.stack[0].written = Some(local_name!("section"));
        writer.stack[0].styled = true;
        writer
    }

    /// No page: the author's elements, attributes and all, balanced and not nested deeper than `limit`.
    pub(super) fn verbatim(limit: usize) -> Self {
        Self::empty(limit, true, "")
    }

    fn empty(limit: usize, verbatim: bool, role: &'static str) -> Self {
        let root = Open {
            source: local_name!("section"),
            written: None,
            paused: false,
            shape: Shapes::root(),
            origin: Origin::Article,
            start: 0,
            content: 0,
            removable: false,
            link: None,
            styled: false,
        };
        Self {
            html: String::new(),
            holes: Vec::new(),
            own: String::new(),
            shapes: Shapes::new(local_name!("section"), role),
            stack: vec![root],
            overflow: Vec::new(),
            limit,
            code: None,
            svg: None,
            verbatim,
            ornamented: false,
            asides: Vec::new(),
            code_options: CodeOptions::default(),
            code_blocks: Vec::new(),
            links: LinkNotes::default(),
            figures: Figures::default(),
        }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Whether an `svg` is open.
    pub(super) fn in_svg(&self) -> bool {
        self.svg.is_some()
    }

    /// Whether what is written next begins a block of its own in the article's structure.
    pub(super) fn at_block_level(&self) -> bool {
        let top = self.top();
        // The section that holds what is in a list item is nobody's tag.
        (top.origin == Origin::Article || *top.source == *"")
            && !top.paused
            && matches!(
                top.written,
                Some(local_name!("section") | local_name!("blockquote"))
            )
    }

    /// The holes so far, in the order of the page.
    pub(super) fn holes(&self) -> &[Hole] {
        &self.holes
    }

    /// The shapes of the elements so far.
    pub(super) fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    fn top(&self) -> &Open {
        // The root entry is pushed by `empty` and never popped before `finish`.
        &self.stack[self.stack.len() - 1]
    }

    fn top_mut(&mut self) -> &mut Open {
        let last = self.stack.len() - 1;
        &mut self.stack[last]
    }

    fn hole(&mut self, shape: ShapeId, own: &str) {
        if self.verbatim {
            return;
        }
        let start = self.own.len();
        self.own.push_str(own);
        self.holes.push(Hole {
            at: self.html.len(),
            fill: Fill::Style(shape, start..self.own.len()),
        });
    }

    /// Leaves a hole for what a theme puts at an end of an element.
    fn place(&mut self, fill: Fill) {
        if self.ornamented {
            let at = self.html.len();
            self.holes.push(Hole { at, fill });
        }
    }

    /// Opens an element that the end tag `source` ends; returns whether it was written.
    pub(super) fn open(
        &mut self,
        origin: Origin,
        source: &LocalName,
        element: &Element<'_>,
    ) -> bool {
        if !self.overflow.is_empty() || self.stack.len() >= self.limit {
            self.overflow.push(origin);
            return false;
        }
        let fits = self.end_link(source) && self.make_room(origin, &element.name);
        if !fits {
            let shape = self.top().shape;
            self.stack.push(Open {
                source: source.clone(),
                written: None,
                paused: false,
                shape,
                origin,
                start: self.html.len(),
                content: self.html.len(),
                removable: false,
                link: None,
                styled: false,
            });
            return false;
        }
        self.write_open(origin, source, element);
        // The editor hangs stray bullets on a list item's own blocks, not on those of one section.
        if element.name == local_name!("li") && !self.verbatim {
            let section = Element::new(local_name!("section")).role("item");
            self.write_open(Origin::Raw, &local_name!(""), &section);
        }
        true
    }

    /// Opens a box of the page's own around the raw element that is opened next; it ends with it.
    pub(super) fn open_box(&mut self, role: &'static str) {
        let section = Element::new(local_name!("section")).role(role);
        self.open(Origin::Raw, &box_name(), &section);
    }

    fn write_open(&mut self, origin: Origin, source: &LocalName, element: &Element<'_>) {
        if !model::ends_paragraph(&element.name) {
            self.resume();
        }
        let shape = self.shape_of(element);
        let start = self.html.len();
        self.html.push('<');
        self.html.push_str(&element.name);
        self.hole(shape, element.style);
        self.html.push_str(element.attributes);
        self.html.push('>');
        self.place(Fill::Start);
        if element.name == local_name!("pre") && self.code.is_none() && !self.verbatim {
            self.code = Some(CodeCursor::default());
        }
        if element.name == local_name!("svg") && self.svg.is_none() {
            self.svg = Some(self.stack.len());
        }
        self.stack.push(Open {
            source: source.clone(),
            written: Some(element.name.clone()),
            paused: false,
            shape,
            origin,
            start,
            content: self.html.len(),
            removable: !self.verbatim
                && element.style.is_empty()
                && element.attributes.is_empty()
                && (element.name == local_name!("p") || !model::ends_paragraph(&element.name))
                && !model::is_table_part(&element.name),
            link: None,
            styled: true,
        });
    }

    fn shape_of(&mut self, element: &Element<'_>) -> ShapeId {
        let parent = self.top().shape;
        if self.verbatim {
            parent
        } else {
            (self.shapes).child(parent, &element.name, element.role, element.classes)
        }
    }

    /// Marks the element just opened as a link to `url` that becomes a note when it ends.
    pub(super) fn note_link(&mut self, url: &str) {
        self.top_mut().link = Some(url.to_owned());
    }

    /// Opens an element inside `svg`; nothing of the page's own is added to it.
    pub(super) fn open_foreign(&mut self, name: &LocalName, written: &str, attributes: &str) {
        if !self.overflow.is_empty() || self.stack.len() >= self.limit {
            self.overflow.push(Origin::Raw);
            return;
        }
        let shape = self.top().shape;
        let start = self.html.len();
        self.html.push('<');
        self.html.push_str(written);
        self.html.push_str(attributes);
        self.html.push('>');
        self.stack.push(Open {
            source: name.clone(),
            written: Some(LocalName::from(written)),
            paused: false,
            shape,
            origin: Origin::Raw,
            start,
            content: self.html.len(),
            removable: false,
            link: None,
            styled: false,
        });
    }

    /// Writes an element that has no end tag.
    pub(super) fn void(&mut self, origin: Origin, element: &Element<'_>) {
        if !self.make_room(origin, &element.name) {
            return;
        }
        if let Some(code) = &mut self.code
            && element.name == local_name!("br")
        {
            code.push(&mut self.html, "\n");
            return;
        }
        if !model::ends_paragraph(&element.name) {
            self.resume();
        }
        let shape = self.shape_of(element);
        self.html.push('<');
        self.html.push_str(&element.name);
        self.hole(shape, element.style);
        self.html.push_str(element.attributes);
        self.html.push('>');
        // A theme may make an ornament of a rule.
        if element.name == local_name!("hr") {
            self.place(Fill::Start);
            self.place(Fill::End);
        }
    }

    /// Says which classes of the author's own CSS names.
    pub(super) fn know_classes(&mut self, classes: HashSet<String>) {
        self.shapes.know(classes);
    }

    /// How code blocks look.
    pub(super) fn code_options(&self) -> CodeOptions {
        self.code_options
    }

    /// Says how code blocks look.
    pub(super) fn set_code_options(&mut self, options: CodeOptions) {
        self.code_options = options;
    }

    /// Ends everything that is still open but the root.
    pub(super) fn close_all(&mut self) {
        self.overflow.clear();
        self.pop_to(1);
    }
}

/// What the end tag of a box would be called, if it had one in the source.
fn box_name() -> LocalName {
    LocalName::from("-box")
}
