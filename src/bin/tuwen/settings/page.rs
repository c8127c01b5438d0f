//! How a page shows what an article says: what the layers say in, the library's options out.

use tuwen::{Caption, Links, PageOptions};

use crate::layer::{CaptionChoice, Layer, LinksChoice};

/// The options of a page.
pub(super) fn page(layer: &Layer) -> PageOptions {
    let mut page = PageOptions::default();
    page.caption = layer.caption.map_or(page.caption, |choice| match choice {
        CaptionChoice::Title => Caption::Title,
        CaptionChoice::Alt => Caption::Alt,
        CaptionChoice::None => Caption::None,
    });
    page.links = layer.links.map_or(page.links, |choice| match choice {
        LinksChoice::Endnotes => Links::Endnotes,
        LinksChoice::Text => Links::Text,
    });
    page.metadata = layer.metadata.unwrap_or(page.metadata);
    page.spacing = layer.spacing.unwrap_or(page.spacing);
    page
}
