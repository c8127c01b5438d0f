//! What a run is asked to do.

use std::path::PathBuf;

use crate::code_theme::CodeTheme;
use crate::draft::Comments;
use crate::render::Theme;

/// The two verbs of the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verb {
    /// Same format out, only image URLs changed.
    Rewrite,
    /// A page ready to paste.
    Publish,
}

impl Verb {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rewrite => "rewrite",
            Self::Publish => "publish",
        }
    }
}

/// What becomes of an animation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Animated {
    /// It keeps moving, as a GIF in the account's material library.
    #[default]
    Keep,
    /// Its first frame, as a still picture.
    FirstFrame,
    /// It is a problem (`image.animated`).
    Fail,
}

/// How pictures are made to fit what the service takes. Pictures that fit already are sent as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct FitOptions {
    /// Longest edge of a picture that is encoded anew, in pixels; 16 to 10,000. A tall one (a long screenshot)
    /// is not made narrower than 1080 for the sake of its height, or nobody could read it.
    pub max_width: u32,
    /// JPEG quality to use at most, 30 to 100; `None` chooses for the best look under the limit.
    pub quality: Option<u8>,
    /// What becomes of animations.
    pub animated: Animated,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self {
            // Twice the widest column in which readers see a picture (1080 px on a phone), and some.
            max_width: 2560,
            quality: None,
            animated: Animated::Keep,
        }
    }
}

/// How code blocks look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CodeOptions {
    /// The colours; `None` leaves the choice to the theme (`--code-scheme`, or else `github`) where code is
    /// highlighted at all.
    pub theme: Option<CodeTheme>,
    /// Whether lines are numbered where a block does not say itself.
    pub lines: bool,
    /// Whether the box has the three dots of a window.
    pub dots: bool,
    /// Whether Rust has lines that are not shown: those that begin with `# `, as in mdBook and rustdoc.
    pub hidden_lines: bool,
}

/// What becomes of pictures at other hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Remote {
    /// They are brought over: fetched and uploaded.
    Fetch,
    /// They are left as they are; a page that would show one is not complete.
    Keep,
}

/// Where the caption of an image that stands alone is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Caption {
    /// Its title: `![…](a.png "title")`.
    #[default]
    Title,
    /// Its title, or else its alternative text.
    Alt,
    /// There is none.
    None,
}

/// What becomes of links that readers of `WeChat` cannot follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Links {
    /// Their addresses become numbered notes below the text.
    #[default]
    Endnotes,
    /// Their text stays, and nothing else.
    Text,
}

/// How a page shows what an article says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct PageOptions {
    /// Where captions are taken from.
    pub caption: Caption,
    /// What becomes of links that cannot be followed.
    pub links: Links,
    /// Whether a Markdown article's front matter is shown: title, author, date.
    pub metadata: bool,
    /// Whether spaces are put between Chinese and Latin in a Markdown article.
    pub spacing: bool,
    /// Whether braces behind a Markdown heading are its attributes (`{#id .class}`), as in mdBook, and not shown.
    pub heading_attributes: bool,
}

/// How formulas stand on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Formulas {
    /// As inline SVG: sharp, in the colour of the text around, by night too; some hundred characters each.
    #[default]
    Svg,
    /// As uploaded pictures with three pixels to a CSS pixel, on white: a page may have 20,000 characters.
    Png,
}

/// What becomes of diagrams that are described in words (Mermaid, and what a command draws).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Diagrams {
    /// They are drawn and uploaded.
    #[default]
    Draw,
    /// They are shown as the code they are written in.
    Code,
}

/// A program that draws the code blocks of a language: the source on its standard input, an SVG on its
/// standard output.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct FigureCommand {
    /// The language behind the fence, such as `dot`, in any letter case.
    pub language: String,
    /// The program and its arguments; no shell reads them.
    pub command: Vec<String>,
}

impl FigureCommand {
    /// A command for a language; `None` for one without a program.
    #[must_use]
    pub fn new(language: &str, command: Vec<String>) -> Option<Self> {
        let has_program = command.first().is_some_and(|program| !program.is_empty());
        has_program.then(|| Self {
            language: language.to_ascii_lowercase(),
            command,
        })
    }
}

/// How figures stand on a page: what an article describes and somebody has to draw.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct FigureOptions {
    /// How formulas stand there.
    pub formulas: Formulas,
    /// What becomes of diagrams.
    pub diagrams: Diagrams,
    /// What draws diagrams of other languages than Mermaid.
    pub commands: Vec<FigureCommand>,
}

/// What is said of drafts beside the articles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct DraftDetails {
    /// The title.
    pub title: Option<String>,
    /// The author.
    pub author: Option<String>,
    /// The digest.
    pub digest: Option<String>,
    /// Where 阅读原文 leads.
    pub source_url: Option<String>,
    /// The cover: a file, or a URL at another host.
    pub cover: Option<String>,
    /// Who may comment.
    pub comments: Option<Comments>,
    /// The part of the cover that is shown in 2.35:1, as `X1_Y1_X2_Y2` in fractions of the picture.
    pub wide_crop: Option<String>,
    /// The part of the cover that is shown as a square.
    pub square_crop: Option<String>,
}

/// How articles become drafts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct DraftOptions {
    /// Whether new drafts are made of articles that have one.
    pub new: bool,
    /// Whether the articles become one draft.
    pub together: bool,
    /// What outweighs the articles' own front matter.
    pub given: DraftDetails,
    /// What counts where an article says nothing.
    pub defaults: DraftDetails,
}

/// Options of a run; the defaults are those of the command line.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line, independent of the others"
)]
pub struct Options {
    /// What to make.
    pub verb: Verb,
    /// For HTML: the element that is the article.
    pub select: Option<String>,
    /// Go on although references cannot be served.
    pub allow_missing: bool,
    /// Where images may come from; empty: found from each article.
    pub roots: Vec<PathBuf>,
    /// No fence.
    pub allow_outside: bool,
    /// Where outputs of earlier runs are looked for whose articles are gone; empty: nowhere.
    pub outputs_in: Vec<PathBuf>,
    /// Remove those outputs.
    pub clean: bool,
    /// Ignore the ledger, upload again.
    pub refresh: bool,
    /// Uploads in flight.
    pub jobs: usize,
    /// Show the plan: no request, nothing written.
    pub dry_run: bool,
    /// What becomes of pictures at other hosts.
    pub remote: Remote,
    /// Hosts that may be asked for pictures although they are not public (`host:port`).
    pub trusted_hosts: Vec<String>,
    /// How pictures are made to fit.
    pub fit: FitOptions,
    /// How a page shows what an article says.
    pub page: PageOptions,
    /// How code blocks look.
    pub code: CodeOptions,
    /// How formulas and diagrams stand on a page.
    pub figures: FigureOptions,
    /// How pages look.
    pub theme: Theme,
    /// How articles become drafts; `None`: they do not.
    pub draft: Option<DraftOptions>,
}

impl Options {
    /// The defaults for a verb.
    #[must_use]
    pub fn new(verb: Verb) -> Self {
        Self {
            verb,
            select: None,
            allow_missing: false,
            outputs_in: Vec::new(),
            clean: false,
            roots: Vec::new(),
            allow_outside: false,
            refresh: false,
            jobs: 4,
            dry_run: false,
            remote: match verb {
                Verb::Publish => Remote::Fetch,
                Verb::Rewrite => Remote::Keep,
            },
            trusted_hosts: Vec::new(),
            fit: FitOptions::default(),
            page: PageOptions::default(),
            code: CodeOptions::default(),
            figures: FigureOptions::default(),
            theme: Theme::default(),
            draft: None,
        }
    }
}
