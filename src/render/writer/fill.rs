//! What is decided after it was written: styles and footnote numbers, filled into the holes of a page
//! at its end, and pieces written aside to be put elsewhere.

use std::mem;
use std::ops::Range;

use html5ever::{LocalName, local_name};

use super::{Open, Origin, Writer};
use crate::render::code;
use crate::render::escape::CodeCursor;
use crate::render::shape::{ShapeId, Shapes};

/// What goes into a hole of the written HTML.
#[derive(Debug, Clone)]
pub(in crate::render) enum Fill {
    /// The style of a shape, and a range of own declarations.
    Style(ShapeId, Range<usize>),
    /// The number of a footnote.
    Footnote(usize),
    /// The text of a code block.
    Code(usize),
    /// Behind the start tag of an element.
    Start,
    /// Before its end tag.
    End,
}

/// What fills the holes of a page.
pub(in crate::render) trait Filling {
    /// The attribute for a shape and own declarations: ` style="…"`, or nothing.
    fn style(&mut self, page: &mut String, shape: ShapeId, own: &str);
    /// What stands before the content of the element whose style was asked for last.
    fn start(&mut self, _page: &mut String) {}
    /// What stands behind the content of the element that ends.
    fn end(&mut self, _page: &mut String) {}
}

impl<F: FnMut(&mut String, ShapeId, &str)> Filling for F {
    fn style(&mut self, page: &mut String, shape: ShapeId, own: &str) {
        self(page, shape, own);
    }
}

#[derive(Debug, Clone)]
pub(in crate::render) struct Hole {
    pub(super) at: usize,
    pub(in crate::render) fill: Fill,
}

/// A piece of a page written aside.
#[derive(Debug)]
pub(in crate::render) struct Fragment {
    html: String,
    holes: Vec<Hole>,
}

#[derive(Debug)]
pub(super) struct Aside {
    html: String,
    holes: Vec<Hole>,
    stack: Vec<Open>,
    overflow: Vec<Origin>,
    code: Option<CodeCursor>,
    svg: Option<usize>,
}

impl Writer {
    /// Begins a piece that is written aside, inside elements of the given names and roles.
    pub(in crate::render) fn begin_aside(&mut self, path: &[(LocalName, &'static str)]) {
        let mut shape = Shapes::root();
        let open = |name: &LocalName, shape| Open {
            source: local_name!(""),
            written: Some(name.clone()),
            paused: false,
            shape,
            origin: Origin::Article,
            start: 0,
            content: 0,
            removable: false,
            link: None,
            styled: false,
        };
        let mut stack = Vec::with_capacity(path.len() + 1);
        stack.push(open(&local_name!("section"), shape));
        for (name, role) in path {
            shape = self.shapes.child(shape, name, role, "");
            stack.push(open(name, shape));
        }
        self.asides.push(Aside {
            html: mem::take(&mut self.html),
            holes: mem::take(&mut self.holes),
            stack: mem::replace(&mut self.stack, stack),
            overflow: mem::take(&mut self.overflow),
            code: self.code.take(),
            svg: self.svg.take(),
        });
    }

    /// Ends the piece begun last; `depth` is the length of its path.
    pub(in crate::render) fn end_aside(&mut self, depth: usize) -> Fragment {
        self.pop_to(depth + 1);
        let Some(aside) = self.asides.pop() else {
            return Fragment {
                html: String::new(),
                holes: Vec::new(),
            };
        };
        self.stack = aside.stack;
        self.overflow = aside.overflow;
        self.code = aside.code;
        self.svg = aside.svg;
        Fragment {
            html: mem::replace(&mut self.html, aside.html),
            holes: mem::replace(&mut self.holes, aside.holes),
        }
    }

    /// Puts a piece here.
    pub(in crate::render) fn append(&mut self, fragment: Fragment) {
        let base = self.html.len();
        self.html.push_str(&fragment.html);
        self.holes
            .extend(fragment.holes.into_iter().map(|hole| Hole {
                at: base + hole.at,
                fill: hole.fill,
            }));
    }

    /// Ends the page and fills its holes; `footnote` gives the number of a footnote.
    pub(in crate::render) fn finish(
        mut self,
        mut filling: impl Filling,
        footnote: impl Fn(usize) -> String,
    ) -> String {
        self.end();
        self.filled(&mut filling, footnote)
    }

    /// Ends the page.
    pub(in crate::render) fn end(&mut self) {
        self.close_all();
        self.pop_to(0);
    }

    /// The page that was ended, its holes filled.
    pub(in crate::render) fn filled(
        &self,
        filling: &mut impl Filling,
        footnote: impl Fn(usize) -> String,
    ) -> String {
        let code = code::paint(&self.code_blocks, self.code_options);
        let code_size: usize = code.iter().map(String::len).sum();
        let mut page = String::with_capacity(self.html.len() + self.holes.len() * 64 + code_size);
        let mut written = 0;
        for Hole { at, fill } in &self.holes {
            page.push_str(&self.html[written..*at]);
            written = *at;
            match fill {
                Fill::Style(shape, own) => filling.style(&mut page, *shape, &self.own[own.clone()]),
                Fill::Footnote(label) => page.push_str(&footnote(*label)),
                Fill::Code(index) => page.push_str(&code[*index]),
                Fill::Start => filling.start(&mut page),
                Fill::End => filling.end(&mut page),
            }
        }
        page.push_str(&self.html[written..]);
        page
    }
}
