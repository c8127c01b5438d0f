//! How a page shows what an article says: what the layers say in, the library's options out.

use tuwen::{Caption, Diagrams, FigureOptions, Formulas, Links, PageOptions};

use crate::layer::{CaptionChoice, DiagramsChoice, FormulasChoice, Layer, LinksChoice};

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

/// How formulas and diagrams stand on a page.
pub(super) fn figures(layer: &Layer) -> FigureOptions {
    let mut figures = FigureOptions::default();
    figures.formulas = layer
        .formulas
        .map_or(figures.formulas, |choice| match choice {
            FormulasChoice::Svg => Formulas::Svg,
            FormulasChoice::Png => Formulas::Png,
        });
    figures.diagrams = layer
        .diagrams
        .map_or(figures.diagrams, |choice| match choice {
            DiagramsChoice::Draw => Diagrams::Draw,
            DiagramsChoice::Code => Diagrams::Code,
        });
    figures.commands = layer.figures.commands.values().cloned().collect();
    figures
}
