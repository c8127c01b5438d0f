//! What can be typed about how pages look and what they show.

use std::path::PathBuf;

use clap::Args;

use super::switch;
use crate::layer::{
    CaptionChoice, CodeThemeChoice, DiagramsChoice, FormulasChoice, Layer, LinksChoice,
};
use crate::look;

/// How pages look.
#[derive(Debug, Args)]
pub(super) struct Look {
    #[arg(long, value_name = "NAME", value_parser = look::themes(), help_heading = "look")]
    theme: Option<String>,
    #[arg(long, value_name = "FILE", help_heading = "look")]
    css: Option<PathBuf>,
    #[arg(long, value_name = "COLOR", value_parser = look::primary, help_heading = "look")]
    primary: Option<String>,
    #[arg(long, value_name = "SIZE", value_parser = look::font_size, help_heading = "look")]
    font_size: Option<String>,
    #[arg(long, value_name = "N", value_parser = look::line_height, help_heading = "look")]
    line_height: Option<String>,
    #[arg(long, value_name = "WIDTH", value_parser = look::indent, help_heading = "look")]
    indent: Option<String>,
    #[arg(long, value_name = "sans|serif", value_parser = look::fonts(), help_heading = "look")]
    font: Option<String>,
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        value_name = "NAME",
        help_heading = "look"
    )]
    code_theme: Option<CodeThemeChoice>,
    #[arg(long, help_heading = "look")]
    code_lines: bool,
    #[arg(long, help_heading = "look")]
    code_dots: bool,
}

/// How a page shows what an article says.
#[derive(Debug, Args)]
pub(super) struct PageFlags {
    #[arg(long, value_enum, value_name = "title|alt|none", help_heading = "look")]
    caption: Option<CaptionChoice>,
    #[arg(long, value_enum, value_name = "endnotes|text", help_heading = "look")]
    links: Option<LinksChoice>,
    #[arg(long, help_heading = "look")]
    metadata: bool,
    #[arg(long, help_heading = "look")]
    spacing: bool,
    #[arg(long, value_enum, value_name = "svg|png", help_heading = "look")]
    formulas: Option<FormulasChoice>,
    #[arg(long, value_enum, value_name = "draw|code", help_heading = "look")]
    diagrams: Option<DiagramsChoice>,
}

impl Look {
    pub(super) fn add_to(&self, layer: &mut Layer) {
        layer.theme.clone_from(&self.theme);
        layer.css.clone_from(&self.css);
        layer.primary.clone_from(&self.primary);
        layer.font_size.clone_from(&self.font_size);
        layer.line_height.clone_from(&self.line_height);
        layer.indent.clone_from(&self.indent);
        layer.font.clone_from(&self.font);
        layer.code_theme = self.code_theme;
        layer.code_lines = switch(self.code_lines);
        layer.code_dots = switch(self.code_dots);
    }
}

impl PageFlags {
    pub(super) fn add_to(&self, layer: &mut Layer) {
        layer.caption = self.caption;
        layer.links = self.links;
        layer.metadata = switch(self.metadata);
        layer.spacing = switch(self.spacing);
        layer.formulas = self.formulas;
        layer.diagrams = self.diagrams;
    }
}
