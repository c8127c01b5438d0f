//! What was written: one input document, the references in it, and the splice that changes only
//! their URLs.

mod comment;
mod encoding;
mod found;
mod front_matter;
mod heading;
mod html;
mod inputs;
mod markdown;
mod opening;
mod position;
mod reference;
mod splice;
mod survey;
mod target;
mod template;
#[cfg(test)]
mod tests;
mod width;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use found::Purpose;
use position::PositionIndex;

use crate::problem::Problem;

pub(crate) use front_matter::{Description, Said};
pub(crate) use markdown::{Formula, Prepared, markdown_options};
pub(crate) use opening::{Opening, description_of_html, only_headline, opening, without};
pub(crate) use survey::{Fact, Survey, survey};
pub(crate) use template::shown as template_shown;

pub use inputs::{Input, InputFile, find_inputs};
pub use reference::{LocalKind, LocalTarget, Position, Reference, Syntax, Target};
pub use splice::Rewritten;

/// Where an article came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// A file, by the path the user gave or the walk found.
    File(PathBuf),
    /// Standard input; relative targets are looked for in the directory.
    Stdin {
        /// `--base-dir`, or the current directory.
        base_dir: PathBuf,
    },
}

impl Origin {
    /// The directory that relative targets are relative to.
    #[must_use]
    pub fn base_dir(&self) -> &Path {
        match self {
            Self::File(path) => path
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty())
                .unwrap_or(Path::new(".")),
            Self::Stdin { base_dir } => base_dir,
        }
    }

    /// The name in reports: the path, or `-`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Stdin { .. } => "-".to_owned(),
        }
    }
}

/// The language an article is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `CommonMark` + GFM and what writers use beside it.
    Markdown,
    /// HTML, a whole page or a fragment.
    Html,
}

impl Format {
    /// The format a file name's suffix stands for, in any letter case.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let suffix = path.extension()?.to_str()?.to_ascii_lowercase();
        match suffix.as_str() {
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" => Some(Self::Html),
            _ => None,
        }
    }
}

/// The offset at which the body of a Markdown text begins, behind its front matter if it has any.
///
/// The renderer cuts here instead of asking the parser for metadata blocks, which it would also find
/// between two thematic breaks in the middle of an article. `text` comes without a byte-order mark.
pub(crate) fn body_start(text: &str) -> usize {
    front_matter::body_start(text)
}

/// What the front matter of a Markdown text says of the article. `text` comes without a byte-order mark.
pub(crate) fn metadata(text: &str) -> front_matter::Metadata {
    front_matter::metadata(text)
}

/// What the front matter of a Markdown text says of the draft that the article becomes. `text` comes without a
/// byte-order mark.
pub(crate) fn description(text: &str) -> Description {
    front_matter::description(text)
}

/// Why the front matter of a Markdown text cannot be read, and where. `text` comes without a byte-order mark.
pub(crate) fn front_matter_problem(text: &str) -> Option<(Range<usize>, Problem)> {
    front_matter::scan(text).1
}

/// What a scan found, in source order, spans not overlapping.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Scan {
    /// The references.
    pub references: Vec<Reference>,
    /// What could not be understood (front matter), with the bytes it is about.
    pub problems: Vec<(Range<usize>, Problem)>,
}

/// One input document: its bytes, encoding and format.
#[derive(Debug, Clone)]
pub struct Article {
    origin: Origin,
    format: Format,
    source: Vec<u8>,
    /// The bytes as they were read, where some of them are hidden.
    read: Option<Vec<u8>>,
    encoding: &'static encoding_rs::Encoding,
    positions: OnceLock<PositionIndex>,
}

impl Article {
    /// Largest article that is read, in bytes; a scan needs a small multiple of it.
    pub const MAX_BYTES: u64 = 64 << 20;

    /// Takes the bytes of an article.
    ///
    /// # Errors
    /// `article.encoding` for Markdown that is not UTF-8 and for HTML in UTF-16;
    /// `article.binary` where a NUL byte shows that this is no text; `article.too-large`.
    pub fn new(origin: Origin, format: Format, source: Vec<u8>) -> Result<Self, Problem> {
        let encoding = encoding::detect(&origin.name(), format, &source)?;
        Ok(Self {
            origin,
            format,
            source,
            read: None,
            encoding,
            positions: OnceLock::new(),
        })
    }

    /// Where it came from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Its format.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// Its bytes, as read, or with what is hidden blanked out.
    #[must_use]
    pub fn source(&self) -> &[u8] {
        &self.source
    }

    /// Its bytes as they were read.
    pub(crate) fn as_read(&self) -> &[u8] {
        self.read.as_deref().unwrap_or(&self.source)
    }

    /// The article without what a note of an Obsidian vault keeps to its writer: `%% comments %%` become blanks, in
    /// the same places. HTML has none.
    #[must_use]
    pub(crate) fn without_comments(self) -> Self {
        self.hiding(comment::blanked)
    }

    /// The article without the attributes of headings, `{#id .class}`: they become blanks likewise.
    #[must_use]
    pub(crate) fn without_heading_attributes(self) -> Self {
        self.hiding(heading::blanked)
    }

    fn hiding(mut self, blanked: fn(&str) -> Option<String>) -> Self {
        if self.format == Format::Markdown
            && let Ok(text) = std::str::from_utf8(&self.source)
            && let Some(blanked) = blanked(text)
        {
            let before = std::mem::replace(&mut self.source, blanked.into_bytes());
            self.read.get_or_insert(before);
        }
        self
    }

    /// Its text: the bytes decoded, without a byte-order mark.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        self.encoding.decode_with_bom_removal(&self.source).0
    }

    /// Bytes of the article's own encoding as text; what cannot be decoded becomes U+FFFD.
    #[must_use]
    pub fn decode<'a>(&self, bytes: &'a [u8]) -> std::borrow::Cow<'a, str> {
        self.encoding.decode(bytes).0
    }

    /// Length of the byte-order mark in bytes; 0 without one.
    #[must_use]
    pub fn mark_length(&self) -> usize {
        if self.source.starts_with(b"\xEF\xBB\xBF") {
            3
        } else {
            0
        }
    }

    /// Finds every reference. Pure: reads nothing but the article.
    #[must_use]
    pub fn scan(&self) -> Scan {
        self.scan_for(Purpose::Rewrite)
    }

    /// The same for a page: `<svg>` elements that `WeChat` would break are references too, whole, and
    /// what is in them is not.
    #[must_use]
    pub fn scan_for_page(&self) -> Scan {
        self.scan_for(Purpose::Page)
    }

    fn scan_for(&self, purpose: Purpose) -> Scan {
        match self.format {
            Format::Markdown => markdown::scan(self, purpose),
            Format::Html => html::scan(self, purpose),
        }
    }

    /// The reference of a figure: of a code block or formula (`span`) that becomes a picture. Splicing leaves
    /// it as it is; the page shows the picture in its place.
    pub(crate) fn figure(&self, syntax: Syntax, source: &str, span: Range<usize>) -> Reference {
        const SHOWN: usize = 40;
        let words = source.split_whitespace();
        let line: String = words.collect::<Vec<_>>().join(" ");
        Reference {
            position: self.position(span.start),
            span,
            written: line.chars().take(SHOWN).collect(),
            syntax,
            target: Target::Figure(source.to_owned()),
            shown_width: None,
            slot: reference::Slot::OnThePage,
        }
    }

    /// The source with the spans of the given references replaced by their URLs; every other byte stays.
    ///
    /// `edits` pairs references of this article's own scan, in source order, with URLs.
    #[must_use]
    pub fn splice<'a>(
        &self,
        edits: impl IntoIterator<Item = (&'a Reference, &'a crate::asset::HostedUrl)>,
    ) -> Rewritten {
        splice::splice(&self.source, edits)
    }

    /// Line and column of a byte offset; past the end, those of the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        self.positions().position(&self.source, offset)
    }

    /// The title in the front matter.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        match self.format {
            Format::Markdown => front_matter::title(&self.text()),
            Format::Html => None,
        }
    }

    /// The text of a line (from 1), without its line end.
    #[must_use]
    pub fn line(&self, line: usize) -> String {
        let bytes = &self.source[self.positions().line(&self.source, line)];
        self.encoding
            .decode_without_bom_handling(bytes)
            .0
            .into_owned()
    }

    fn positions(&self) -> &PositionIndex {
        self.positions
            .get_or_init(|| PositionIndex::new(&self.source, self.encoding))
    }
}
