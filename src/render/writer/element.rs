//! A start tag to be written: its name, its role, its style and other attributes; and who asks for it.

use html5ever::LocalName;

/// Who asked for an element, and so who may end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Origin {
    /// The article's structure.
    Article,
    /// A tag the author wrote.
    Raw,
}

/// A start tag to be written.
#[derive(Debug, Clone)]
pub(in crate::render) struct Element<'a> {
    pub(super) name: LocalName,
    pub(super) role: &'static str,
    pub(super) classes: &'a str,
    pub(super) style: &'a str,
    pub(super) attributes: &'a str,
}

impl<'a> Element<'a> {
    pub(in crate::render) fn new(name: LocalName) -> Self {
        Self {
            name,
            role: "",
            classes: "",
            style: "",
            attributes: "",
        }
    }

    /// What it is for, as a class that themes select by.
    pub(in crate::render) fn role(mut self, role: &'static str) -> Self {
        self.role = role;
        self
    }

    /// The classes that the author gave it, which own CSS may name.
    pub(in crate::render) fn classes(mut self, classes: &'a str) -> Self {
        self.classes = classes;
        self
    }

    /// Declarations of its own, which win over the theme's.
    pub(in crate::render) fn style(mut self, style: &'a str) -> Self {
        self.style = style;
        self
    }

    /// Whether it has this name.
    pub(in crate::render) fn is(&self, name: &LocalName) -> bool {
        self.name == *name
    }

    /// Its other attributes, escaped, each with a space before it.
    pub(in crate::render) fn attributes(mut self, attributes: &'a str) -> Self {
        self.attributes = attributes;
        self
    }
}
