//! What readers see: the rewritten source comes in, a page goes out: one root `section`, every style
//! inline, nothing in it that `WeChat`'s editor or API would drop.
//!
//! 1. `markdown` turns the parser's events, `html` the tokens of an HTML article, into elements.
//! 2. `raw` lets the author's own tags through `compat`, the lists of what survives.
//! 3. `writer` puts elements and text into balanced HTML and notes the *shape* of each element: its
//!    tag, its role, and those of its ancestors.
//! 4. `theme` computes the style of each distinct shape once, with the full cascade; own CSS that asks for
//!    more than shapes goes over the whole page.
//! 5. The styles are filled into the page.
//!
//! Formulas are drawn where they stand (`math`). What becomes a picture (`figure`: diagrams, formulas by
//! choice) is told by a survey before, and shown when its picture comes with the options.

mod autolink;
mod code;
mod compat;
mod endnotes;
mod escape;
mod figure;
mod html;
mod markdown;
#[cfg(feature = "math")]
mod math;
mod model;
mod notes;
mod picture;
mod plain;
mod raw;
mod shape;
mod theme;
mod token;
mod writer;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

use crate::article::Format;
use crate::cover::Look as CoverLook;
use crate::figure::Look as FigureLook;
use crate::options::{CodeOptions, FigureOptions, Links, PageOptions};
use crate::problem::Problem;

use figure::Figures;
pub(crate) use figure::{FigurePicture, FigurePictures, FoundFigure};
use theme::Styles;
pub use theme::{Theme, ThemeVariable, check_theme};
use writer::Writer;

/// How a page is made.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct RenderOptions {
    /// For HTML input: the element that is the article.
    pub select: Option<String>,
    /// For HTML input: the style sheets it links to, by the address as written (see
    /// [`linked_sheets`](fn@linked_sheets)), with their own `@import`s in place. One that is missing is
    /// named in a problem.
    pub sheets: HashMap<String, String>,
    /// How the page shows what the article says.
    pub page: PageOptions,
    /// How code blocks look.
    pub code: CodeOptions,
    /// How formulas and diagrams stand on the page.
    pub figures: FigureOptions,
    /// The pictures of those that are pictures.
    pub(crate) pictures: FigurePictures,
    /// How the page looks. An article that brings styles of its own keeps them, and takes nothing but own
    /// CSS.
    pub theme: Theme,
}

/// The WeChat-ready fragment: one root `section`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page {
    /// The fragment.
    pub html: String,
    /// What was dropped or cannot be shown, with the bytes of the source it is about.
    pub problems: Vec<(Range<usize>, Problem)>,
}

/// First and last child of the root: the editor takes the margin off the first block of a paste, and
/// sometimes the block.
const SENTINEL: &str = "<p style=\"font-size:0;line-height:0;margin:0\">&nbsp;</p>";

/// Renders an article's (rewritten) source.
///
/// Images are shown from wherever the source says; whether readers can see them is for the caller to
/// know. Costs time and memory linear in the source, whatever is in it.
///
/// # Errors
/// `input.bad-pattern` for a selector that does not parse, `article.select-no-match`.
pub fn render(source: &str, format: Format, options: &RenderOptions) -> Result<Page, Problem> {
    let mut written = write(source, format, options)?;
    written.writer.end();
    let theme = match written.look {
        Look::Theme => Some(options.theme.clone()),
        Look::Own => options.theme.without_built_in(),
        Look::Site => Some(options.theme.under_site()),
    };
    let mut styles = match &theme {
        Some(theme) => Styles::of(theme.compiled(), &written.writer)?,
        None => Styles::default(),
    };
    let (chinese, numbers) = (written.chinese, written.footnotes);
    let html = written.writer.filled(&mut styles, |label| {
        notes::footnote_mark(numbers.get(label).copied().unwrap_or(0), chinese)
    });
    Ok(Page {
        html,
        problems: written.problems,
    })
}

pub use html::linked_sheets;
pub use plain::plain_text;
/// What [`render`] would find, without styles and colours, which cost most of it.
#[derive(Debug)]
pub(crate) struct Findings {
    /// What it would find fault with.
    pub(crate) faults: Vec<(Range<usize>, Problem)>,
    /// The figures that are to be pictures.
    pub(crate) figures: Vec<FoundFigure>,
}

/// Looks through an article as [`render`] does.
///
/// # Errors
/// As [`render`].
pub(crate) fn survey(
    source: &str,
    format: Format,
    options: &RenderOptions,
) -> Result<Findings, Problem> {
    let mut written = write(source, format, options)?;
    Ok(Findings {
        faults: written.problems,
        figures: std::mem::take(&mut written.writer.figures.found),
    })
}

/// How the figures of a theme's pages look.
pub(crate) fn figure_look(theme: &Theme) -> FigureLook {
    let compiled = theme.compiled();
    let colour = |name| compiled.variable(name).unwrap_or_default();
    let size = compiled.variable("--font-size").unwrap_or_default();
    let size = size.strip_suffix("px").and_then(|size| size.parse().ok());
    FigureLook::new(
        colour("--primary"),
        colour("--text"),
        size.unwrap_or_default(),
    )
}

/// How the covers of a theme's articles look.
pub(crate) fn cover_look(theme: &Theme) -> CoverLook {
    let compiled = theme.compiled();
    CoverLook::new(theme.name(), &|name| {
        let value = compiled.variable(name)?;
        Some(theme::opaque_colour(value).unwrap_or_else(|| value.to_owned()))
    })
}

/// The properties of a `style` attribute whose loss readers would see.
pub(crate) fn lost_properties(style: &str) -> impl Iterator<Item = &str> {
    compat::declarations(style)
        .filter(|(property, value)| {
            let is_seen = ["position", "filter", "-webkit-filter", "content"]
                .iter()
                .any(|seen| property.eq_ignore_ascii_case(seen));
            // What says that nothing is special loses nothing.
            let is_plain = ["static", "relative", "none", "initial", "inherit", "unset"]
                .iter()
                .any(|plain| value.eq_ignore_ascii_case(plain));
            is_seen && !is_plain && compat::declaration(property, value).is_err()
        })
        .map(|(property, _)| property)
}

pub(crate) use html::selected;
pub(crate) use theme::imported_sheets;

/// A page without its styles and footnote numbers.
struct Written {
    writer: Writer,
    problems: raw::Problems,
    /// The number of each footnote label.
    footnotes: Vec<usize>,
    /// Whether the words the page adds are Chinese.
    chinese: bool,
    look: Look,
}

/// Where the styles of a page come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// The theme.
    Theme,
    /// The `style` attributes of the article.
    Own,
    /// The style sheets of the article's site.
    Site,
}

fn write(source: &str, format: Format, options: &RenderOptions) -> Result<Written, Problem> {
    let mut problems = Vec::new();
    let chinese = has_chinese(source);
    // Latin text is set by other rules: no gaps between letters, none stretched between words.
    let role = if chinese { "page" } else { "page-latin" };
    let ornamented = options.theme.compiled().is_ornamented();
    let mut writer = Writer::page(source.len() + source.len() / 4, role, ornamented);
    let mut code = options.code;
    if cfg!(feature = "highlight") {
        code.theme = code.theme.or(options.theme.compiled().code_scheme());
    }
    writer.set_code_options(code);
    writer.figures = Figures::new(options.figures.clone(), options.pictures.clone());
    writer.know_classes(options.theme.own_classes());
    writer.trusted(SENTINEL);
    if options.page.links == Links::Text {
        writer.links.leave_out();
    }
    let (footnotes, look) = match format {
        Format::Markdown => {
            let numbers =
                markdown::write(&mut writer, &mut problems, source, chinese, options.page);
            (numbers, Look::Theme)
        }
        Format::Html => {
            let look = html::write(&mut writer, &mut problems, source, options)?;
            (Vec::new(), look)
        }
    };
    writer.close_all();
    endnotes::write(&mut writer, chinese);
    writer.trusted(SENTINEL);
    problems.append(&mut writer.figures.hints);
    Ok(Written {
        writer,
        problems,
        footnotes,
        chinese,
        look,
    })
}

/// Whether the words a page adds are Chinese: there is a Chinese character in the article.
fn has_chinese(source: &str) -> bool {
    // The first bytes of U+4000 to U+9FFF; no other character has one of them.
    source.bytes().any(|byte| matches!(byte, 0xE4..=0xE9))
}
