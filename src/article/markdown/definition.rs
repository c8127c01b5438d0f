//! Reference definitions: who uses each of them in, one reference per definition out.
//!
//! Images that share a definition are one reference, at the definition's URL. A definition that a
//! link uses too stays as it is, and each image that uses it gets its URL inline.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{LinkType, OffsetIter};

use super::destination;
use crate::article::found::Found;
use crate::article::reference::Slot;
use crate::article::{Syntax, Target, width};

/// The definitions that are used, by the offset at which they begin.
#[derive(Default)]
pub(super) struct Definitions(BTreeMap<usize, Definition>);

#[derive(Default)]
struct Definition {
    /// The range of the URL and what it decodes to; known once an image uses it.
    url: Option<(Range<usize>, String)>,
    title: Option<String>,
    images: Vec<Use>,
    is_linked: bool,
}

/// One image that uses a definition.
struct Use {
    range: Range<usize>,
    /// The range of its description.
    description: Range<usize>,
    in_table: bool,
}

fn uses_definition(link_type: LinkType) -> bool {
    matches!(
        link_type,
        LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut
    )
}

impl Definitions {
    /// Notes a link that may use a definition.
    pub(super) fn link(&mut self, events: &OffsetIter<'_>, link_type: LinkType, label: &str) {
        if uses_definition(link_type)
            && let Some(definition) = events.reference_definitions().get(label)
        {
            self.0.entry(definition.span.start).or_default().is_linked = true;
        }
    }

    /// Notes the definition that an image uses, and gives its key.
    pub(super) fn image(
        &mut self,
        text: &str,
        events: &OffsetIter<'_>,
        link_type: LinkType,
        label: &str,
    ) -> Option<usize> {
        if !uses_definition(link_type) {
            return None;
        }
        let definition = events.reference_definitions().get(label)?;
        let key = definition.span.start;
        let entry = self.0.entry(key).or_default();
        if entry.url.is_none() {
            let span = destination::borrowed(text, &definition.dest)
                .or_else(|| destination::of_definition(text, definition.span.clone()));
            entry.url = span.map(|span| (span, definition.dest.to_string()));
            entry.title = definition.title.as_ref().map(ToString::to_string);
        }
        Some(key)
    }

    /// An image that uses a definition is complete; `child_end` is where its description's text ends.
    pub(super) fn used_by(
        &mut self,
        key: usize,
        range: Range<usize>,
        child_end: usize,
        text: &str,
        in_table: bool,
    ) {
        let Some(definition) = self.0.get_mut(&key) else {
            return;
        };
        let Some(close) = text
            .get(child_end..range.end)
            .and_then(|rest| rest.find(']'))
        else {
            return;
        };
        definition.images.push(Use {
            description: range.start + 2..child_end + close,
            range,
            in_table,
        });
    }

    /// Turns the definitions that images use into references.
    pub(super) fn finish(self, text: &str, masked: &str, found: &mut Vec<Found>) {
        for definition in self.0.into_values() {
            let Some((span, decoded)) = &definition.url else {
                continue;
            };
            let Some(mut reference) = super::destination_reference(
                text,
                masked,
                span.clone(),
                decoded,
                Syntax::MarkdownReference,
            ) else {
                continue;
            };
            reference.shown_width = (definition.images.first())
                .and_then(|first| text.get(first.description.clone()))
                .and_then(width::of_description);
            // An expression stays wherever it stands.
            if !definition.is_linked || matches!(reference.target, Target::Template(_)) {
                found.push(reference);
                continue;
            }
            for one in &definition.images {
                found.extend(inline(text, one, definition.title.as_deref(), &reference));
            }
        }
    }
}

/// The reference that writes an image's URL inline.
fn inline(text: &str, image: &Use, title: Option<&str>, reference: &Found) -> Option<Found> {
    let description = text.get(image.description.clone())?;
    let title = title.filter(|title| !title.is_empty()).map(|title| {
        let title = super::description::escaped(title, "\"\\&<", image.in_table);
        format!(" \"{}\"", title.replace(['\n', '\r'], " "))
    });
    Some(Found {
        span: image.range.clone(),
        at: image.range.start,
        slot: Slot::Around {
            before: format!("![{description}]("),
            after: format!("{})", title.unwrap_or_default()),
        },
        shown_width: width::of_description(description),
        ..reference.clone()
    })
}
