//! What an element of a drawing names: by its attributes, by the style sheets, by its own style.
//!
//! In: a document; out: for each element the ids that the drawer would follow from it. Where several
//! declarations compete all of them count, so what is found is never less than what is drawn.

use resvg::usvg::roxmltree::{Document, Node};
use simplecss::{DeclarationTokenizer, StyleSheet};

/// The ids that an element names.
#[derive(Debug, Default)]
pub(super) struct Named<'n> {
    /// Drawn once, or once for each use of the element: clips, masks, filters, `href`s.
    pub(super) here: Vec<&'n str>,
    pub(super) fill: Paint<'n>,
    pub(super) stroke: Paint<'n>,
    pub(super) markers: Paint<'n>,
}

/// What an element says of a property that elements inside inherit.
#[derive(Debug, Default)]
pub(super) struct Paint<'n> {
    pub(super) ids: Vec<&'n str>,
    /// Whether it says anything else than `inherit`.
    pub(super) is_own: bool,
}

impl<'n> Paint<'n> {
    fn say(&mut self, value: &'n str) {
        self.is_own |= value.trim() != "inherit";
        self.ids.extend(references(value));
    }
}

impl<'n> Named<'n> {
    fn say(&mut self, property: &str, value: &'n str) {
        match property {
            "fill" => self.fill.say(value),
            "stroke" => self.stroke.say(value),
            // One kind of marker leaves the others as they were.
            _ if property.starts_with("marker") => self.markers.ids.extend(references(value)),
            _ => self.here.extend(references(value)),
        }
    }
}

/// The rules of a document that matter here.
pub(super) struct Sheets<'n>(StyleSheet<'n>);

impl<'n> Sheets<'n> {
    pub(super) fn of(document: &'n Document<'_>) -> Self {
        let mut sheet = StyleSheet::new();
        for style in document.descendants() {
            if style.tag_name().name() == "style"
                && let Some(text) = style.text()
            {
                sheet.parse_more(text);
            }
        }
        sheet.rules.retain(|rule| {
            rule.declarations.iter().any(|declaration| {
                ["fill", "stroke"].contains(&declaration.name) || declaration.value.contains("url(")
            })
        });
        Self(sheet)
    }

    /// What an element names.
    pub(super) fn named(&self, node: Node<'n, '_>) -> Named<'n> {
        let mut named = Named::default();
        for attribute in node.attributes() {
            let value = attribute.value();
            match attribute.name() {
                "style" => {
                    for declaration in DeclarationTokenizer::from(value) {
                        named.say(declaration.name, declaration.value);
                    }
                }
                // A link leads somewhere, it draws nothing.
                "href" if node.tag_name().name() == "a" => {}
                "href" => named.here.extend(value.trim().strip_prefix('#')),
                property => named.say(property, value),
            }
        }
        for rule in &self.0.rules {
            if rule.selector.matches(&Element(node)) {
                for declaration in &rule.declarations {
                    named.say(declaration.name, declaration.value);
                }
            }
        }
        named
    }
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

/// An element as selectors see it.
struct Element<'n, 'd>(Node<'n, 'd>);

impl simplecss::Element for Element<'_, '_> {
    fn parent_element(&self) -> Option<Self> {
        self.0.parent_element().map(Element)
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.0.prev_sibling_element().map(Element)
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.0.tag_name().name() == name
    }

    fn attribute_matches(&self, name: &str, operator: simplecss::AttributeOperator<'_>) -> bool {
        self.0
            .attribute(name)
            .is_some_and(|value| operator.matches(value))
    }

    fn pseudo_class_matches(&self, class: simplecss::PseudoClass<'_>) -> bool {
        class == simplecss::PseudoClass::FirstChild && self.prev_sibling_element().is_none()
    }
}
