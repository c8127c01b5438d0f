//! One place in an article that names an image, and what it decodes to.

use std::ops::Range;

/// A place for people: 1-based line and column, the column counted in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1.
    pub column: usize,
}

/// The syntax in which a reference is written; its name stands in reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Syntax {
    /// `![alt](url "title")`
    MarkdownInline,
    /// `![alt][label]` with `[label]: url`; the span is the URL in the definition, or, where a link
    /// shares the definition, the place where the URL is put inline.
    MarkdownReference,
    /// `![[name.png|300]]` (Obsidian).
    MarkdownWikilink,
    /// `![alt](a b.png)`, `![alt](a.png =300x)`: not `CommonMark`, but written by Typora and Obsidian users.
    MarkdownRaw,
    /// A cover in the front matter.
    FrontMatter,
    /// `{% asset_img name.png title %}` (Hexo).
    HexoAssetImg,
    /// `src` of an `<img>`.
    HtmlSrc,
    /// One candidate of a `srcset`.
    HtmlSrcset,
    /// `data-src`, `data-original`: lazy loading.
    HtmlLazy,
    /// `url()` in a `style` attribute.
    HtmlStyle,
    /// `href` or `xlink:href` of an SVG `<image>`.
    SvgImage,
    /// `poster` of a `<video>`.
    HtmlPoster,
    /// `background` of a `<table>`, `<td>`, `<body>`.
    HtmlBackground,
    /// A whole `<svg>` element that `WeChat` would break; only scans for a page give it.
    InlineSvg,
    /// A code block that describes a diagram.
    Diagram,
    /// A formula in TeX that becomes a picture.
    Formula,
}

impl Syntax {
    const ALL: [Self; 16] = [
        Self::MarkdownInline,
        Self::MarkdownReference,
        Self::MarkdownWikilink,
        Self::MarkdownRaw,
        Self::FrontMatter,
        Self::HexoAssetImg,
        Self::HtmlSrc,
        Self::HtmlSrcset,
        Self::HtmlLazy,
        Self::HtmlStyle,
        Self::SvgImage,
        Self::HtmlPoster,
        Self::HtmlBackground,
        Self::InlineSvg,
        Self::Diagram,
        Self::Formula,
    ];

    /// The syntax of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }

    /// The name in reports, such as `markdown-inline`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MarkdownInline => "markdown-inline",
            Self::MarkdownReference => "markdown-reference",
            Self::MarkdownWikilink => "markdown-wikilink",
            Self::MarkdownRaw => "markdown-raw",
            Self::FrontMatter => "front-matter",
            Self::HexoAssetImg => "hexo-asset-img",
            Self::HtmlSrc => "html-src",
            Self::HtmlSrcset => "html-srcset",
            Self::HtmlLazy => "html-lazy",
            Self::HtmlStyle => "html-style",
            Self::SvgImage => "svg-image",
            Self::HtmlPoster => "html-poster",
            Self::HtmlBackground => "html-background",
            Self::InlineSvg => "inline-svg",
            Self::Diagram => "diagram",
            Self::Formula => "formula",
        }
    }
}

/// How a local target was written, which decides where it is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LocalKind {
    /// A path or URL path: relative, `/site/root`, or absolute on this machine.
    Path,
    /// A `file://` URL, already turned into a path.
    FileUrl,
    /// A name looked up in the whole vault (Obsidian), relative paths included.
    VaultName,
    /// Relative to the site root whatever it looks like (Jekyll `{{ site.baseurl }}`, `relative_url`).
    SitePath,
    /// A file of the article's own asset folder (Hexo `asset_img`).
    AssetFolder,
}

/// A target on this machine, still unresolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LocalTarget {
    /// The path after the syntax's own escapes (backslash escapes, entities) were decoded;
    /// percent-escapes, query and fragment are still in it, because a file may be named so.
    pub path: String,
    /// Where to look for it.
    pub kind: LocalKind,
}

/// What a reference decodes to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target {
    /// A file on this machine.
    Local(LocalTarget),
    /// A URL at another host (`http`, `https`, or scheme-relative `//host/…`), or an unknown scheme.
    Remote(String),
    /// A `data:` URI, whole.
    Data(String),
    /// Already on one of `WeChat`'s picture hosts.
    Hosted(String),
    /// A template expression, not ours to touch.
    Template(String),
    /// A drawing written into the page, as XML.
    InlineSvg(String),
    /// What is drawn from its description, such as a diagram; its source.
    Figure(String),
}

/// How a hosted URL is written into the span of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slot {
    /// The URL as it is: between the quotes of front matter, or as the argument of a tag.
    Plain,
    /// A Markdown destination: an `&` that would begin an entity is escaped.
    Markdown,
    /// An unquoted YAML scalar: quoted if the URL has a character that means something there.
    YamlPlain,
    /// The URL, or a part of the value, in a quoted HTML attribute: `&` is escaped.
    HtmlAttribute,
    /// The whole value of an HTML attribute without quotes: quotes are added.
    HtmlUnquoted,
    /// A part of the value of an HTML attribute without quotes: what needs quotes is escaped.
    HtmlUnquotedPart,
    /// A whole Markdown image: text before and after the destination.
    Around { before: String, after: String },
    /// A whole `<img>`: text before and after the value of its `src`.
    AroundHtml { before: String, after: String },
    /// Nowhere: the page is made with the picture.
    OnThePage,
}

/// One place in an article that names an image.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reference {
    /// The bytes of the source that a hosted URL replaces.
    pub span: Range<usize>,
    /// Where the target begins, for people.
    pub position: Position,
    /// The target as it stands in the source (the URL, without its syntax).
    pub written: String,
    /// The syntax it is written in.
    pub syntax: Syntax,
    /// What it decodes to.
    pub target: Target,
    /// Width in CSS pixels at which it is shown, if the article says.
    pub shown_width: Option<u32>,
    pub(super) slot: Slot,
}
