//! What an article is as a draft: its page, and what is said of it. In: an article and its page. Out: what is
//! sent, but for the ids of pictures; or what is wrong with it, at its place.

use std::ops::Range;
use std::path::PathBuf;

use super::headline;
use crate::article::{self, Article, Description, Format, Origin, Said};
use crate::asset::Digest;
use crate::cover::Crop;
use crate::draft::{Comments, DraftArticle, Limit, digest_of};
use crate::options::{DraftDetails, DraftOptions, Options};
use crate::pipeline::place::place;
use crate::problem::{Code, Problem};
use crate::render;
use crate::report::PlacedProblem;

/// Longest text of a picture post, in characters.
const LONGEST_POST: usize = 1000;

/// An article as a draft.
#[derive(Debug)]
pub(super) struct Manuscript {
    pub(super) article: Article,
    /// What is sent, without the ids of pictures.
    pub(super) draft: DraftArticle,
    /// The id that the article gives itself.
    pub(super) id: Option<String>,
    /// Its file.
    pub(super) path: Option<PathBuf>,
    /// Of its bytes.
    pub(super) source: Digest,
    /// The cover that is asked for.
    pub(super) cover: Asked,
    /// Where the article says what the cover is cut to, in 2.35:1 and as a square.
    pub(super) crops_at: [Option<Range<usize>>; 2],
}

/// Which cover is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// The one that the article names, at these bytes.
    Named(Range<usize>),
    /// This file or URL.
    Given(String),
    /// Nobody has said; one is chosen.
    Any,
}

/// A text and where it stands, if it stands in the article.
struct Sourced {
    text: String,
    span: Option<Range<usize>>,
}

impl Manuscript {
    /// Whether it is a picture post.
    pub(super) fn is_pictures(&self) -> bool {
        self.draft.kind == DraftArticle::PICTURES
    }

    /// What would change the draft, as one word; what the cover is stands in `cover`.
    pub(super) fn word(&self, cover: &str) -> String {
        let DraftArticle {
            kind,
            title,
            author,
            digest,
            content,
            source_url,
            wide_crop,
            square_crop,
            comments,
            ..
        } = &self.draft;
        let rest = format!("{wide_crop:?} {square_crop:?} {comments:?}");
        let parts: [&str; 8] = [
            kind, title, author, digest, source_url, content, &rest, cover,
        ];
        let joined = parts.join("\0");
        Digest::of(joined.as_bytes()).hex()
    }
}

/// Whether an article says that it is a picture post.
pub(in crate::pipeline) fn says_pictures(description: &Description) -> bool {
    let kind = description.kind.as_ref();
    kind.is_some_and(|kind| kind.text.eq_ignore_ascii_case(DraftArticle::PICTURES))
}

/// Makes the manuscript of an article with this page.
///
/// # Errors
/// What is wrong with it.
pub(super) fn manuscript(
    article: Article,
    page: String,
    options: &Options,
    draft: &DraftOptions,
) -> Result<Manuscript, Vec<PlacedProblem>> {
    let mark = article.mark_length();
    let text = article.text().into_owned();
    let description = match article.format() {
        Format::Markdown => article::description(&text),
        Format::Html => article::description_of_html(&text),
    };
    // Text decoded from another encoding does not count the bytes of the source.
    let is_exact = text.len() + mark == article.source().len();
    let opening = headline::opening(&text, article.format(), options);
    let mut desk = Desk {
        draft,
        problems: Vec::new(),
    };
    let pictures = says_pictures(&description);
    let headline = opening.headline.map(|(span, text)| Sourced {
        text,
        span: Some(span),
    });
    let title = match article.format() {
        Format::Markdown => desk.said(|details| &details.title, description.title.as_ref()),
        // What a page is called in a browser has the site's name in it.
        Format::Html => desk.given(|details| &details.title),
    };
    let title = title
        .or(headline)
        .or_else(|| sourced(description.title.as_ref()));
    let title = desk.title(title);
    let author = desk
        .given(|details| &details.author)
        .or_else(|| authors(&description.authors))
        .or_else(|| desk.default(|details| &details.author));
    let author = desk.limited(author, Limit::Author);
    let digest = desk.said(|details| &details.digest, description.digest.as_ref());
    let digest = match digest {
        // Descriptions in the head of a page are for search engines.
        Some(digest) if article.format() == Format::Html && digest.span.is_some() => {
            digest_of(&digest.text)
        }
        Some(digest) => desk.limited(Some(digest), Limit::Digest),
        None if pictures => String::new(),
        None => opening
            .paragraph
            .as_deref()
            .map(digest_of)
            .unwrap_or_default(),
    };
    let source_url = desk.said(
        |details| &details.source_url,
        description.source_url.as_ref(),
    );
    let source_url = desk.source_url(source_url);
    let comments = desk.comments(description.comments.as_ref());
    let wide_crop = desk.crop(
        "cover-crop",
        |details| &details.wide_crop,
        description.wide_crop.as_ref(),
    );
    let square_crop = desk.crop(
        "cover-square",
        |details| &details.square_crop,
        description.square_crop.as_ref(),
    );
    let in_source = |said: &Option<Said>| {
        let span = said.as_ref().filter(|_| is_exact)?.span.clone();
        Some(span.start + mark..span.end + mark)
    };
    let crops_at = [&description.wide_crop, &description.square_crop].map(in_source);
    let content = if pictures {
        desk.post(render::plain_text(&page))
    } else {
        page
    };
    if !desk.problems.is_empty() {
        let placed = desk.problems.into_iter().map(|(problem, span)| {
            let span = span.filter(|_| is_exact);
            let span = span.map(|span| span.start + mark..span.end + mark);
            PlacedProblem {
                problem,
                place: span.map(|span| place(&article, &span, article.position(span.start), true)),
            }
        });
        return Err(placed.collect());
    }
    let cover = match (
        &draft.given.cover,
        &description.cover,
        &draft.defaults.cover,
    ) {
        (Some(cover), ..) | (None, None, Some(cover)) => Asked::Given(cover.clone()),
        (None, Some(said), _) => Asked::Named(said.span.start + mark..said.span.end + mark),
        (None, None, None) => Asked::Any,
    };
    Ok(Manuscript {
        source: Digest::of(article.as_read()),
        path: match article.origin() {
            Origin::File(path) => std::path::absolute(path).ok(),
            Origin::Stdin { .. } => None,
        },
        id: description.id.map(|said| said.text),
        article,
        draft: DraftArticle {
            kind: if pictures {
                DraftArticle::PICTURES.to_owned()
            } else {
                DraftArticle::NEWS.to_owned()
            },
            title,
            author,
            digest,
            content,
            source_url,
            wide_crop,
            square_crop,
            comments,
            ..DraftArticle::default()
        },
        cover,
        crops_at,
    })
}

/// Where texts are taken from and looked at.
struct Desk<'a> {
    draft: &'a DraftOptions,
    problems: Vec<(Problem, Option<Range<usize>>)>,
}

impl Desk<'_> {
    fn given(&self, field: impl Fn(&DraftDetails) -> &Option<String>) -> Option<Sourced> {
        stated(field(&self.draft.given))
    }

    fn default(&self, field: impl Fn(&DraftDetails) -> &Option<String>) -> Option<Sourced> {
        stated(field(&self.draft.defaults))
    }

    /// What an option says, else the article, else the configuration.
    fn said(
        &self,
        field: impl Fn(&DraftDetails) -> &Option<String>,
        article: Option<&Said>,
    ) -> Option<Sourced> {
        self.given(&field)
            .or_else(|| sourced(article))
            .or_else(|| self.default(&field))
    }

    fn title(&mut self, title: Option<Sourced>) -> String {
        let title = self.limited(title, Limit::Title);
        if title.is_empty() && self.problems.is_empty() {
            self.problems.push((Problem::new(Code::DraftNoTitle), None));
        }
        title
    }

    /// A text of one line, within its limit.
    fn limited(&mut self, sourced: Option<Sourced>, limit: Limit) -> String {
        let Some(Sourced { text, span }) = sourced else {
            return String::new();
        };
        // Control characters are refused, and line breaks are shown by nobody.
        let line: String = text
            .chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .collect();
        let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
        let line = words.join(" ");
        if let Some(problem) = limit.check(&line) {
            self.problems.push((problem.hardened(), span));
        }
        line
    }

    fn source_url(&mut self, sourced: Option<Sourced>) -> String {
        let span = sourced.as_ref().and_then(|sourced| sourced.span.clone());
        let url = self.limited(sourced, Limit::SourceUrl);
        let is_web = url.starts_with("http://") || url.starts_with("https://");
        if !url.is_empty() && !(is_web && url::Url::parse(&url).is_ok()) {
            self.bad("source-url", &url, span);
        }
        url
    }

    fn comments(&mut self, article: Option<&Said>) -> Comments {
        if let Some(comments) = self.draft.given.comments {
            return comments;
        }
        let default = self.draft.defaults.comments.unwrap_or_default();
        let Some(said) = article else {
            return default;
        };
        match Comments::parse(&said.text) {
            Some(comments) => comments,
            None => {
                self.bad("comments", &said.text, Some(said.span.clone()));
                default
            }
        }
    }

    fn crop(
        &mut self,
        name: &'static str,
        field: impl Fn(&DraftDetails) -> &Option<String>,
        article: Option<&Said>,
    ) -> Option<String> {
        let Sourced { text, span } = self.said(field, article)?;
        match text.parse::<Crop>() {
            Ok(crop) => Some(crop.to_string()),
            Err(_) => {
                self.bad(name, &text, span);
                None
            }
        }
    }

    /// The text of a picture post.
    fn post(&mut self, text: String) -> String {
        let text = text.trim().to_owned();
        let length = text.chars().count();
        if length > LONGEST_POST {
            let problem = Problem::new(Code::DraftTextTooLong)
                .with("length", length)
                .with("most", LONGEST_POST);
            self.problems.push((problem, None));
        }
        text
    }

    fn bad(&mut self, field: &'static str, value: &str, span: Option<Range<usize>>) {
        let problem = Problem::new(Code::DraftBadField)
            .with("field", field)
            .with("value", value);
        self.problems.push((problem, span));
    }
}

fn stated(text: &Option<String>) -> Option<Sourced> {
    let text = text.clone().filter(|text| !text.trim().is_empty())?;
    Some(Sourced { text, span: None })
}

fn sourced(said: Option<&Said>) -> Option<Sourced> {
    said.map(|said| Sourced {
        text: said.text.clone(),
        span: Some(said.span.clone()),
    })
}

/// All authors as one.
fn authors(authors: &[Said]) -> Option<Sourced> {
    let (first, last) = (authors.first()?, authors.last()?);
    let names: Vec<&str> = authors.iter().map(|said| said.text.as_str()).collect();
    let is_latin = names.iter().all(|name| name.is_ascii());
    Some(Sourced {
        text: names.join(if is_latin { ", " } else { "、" }),
        span: Some(first.span.start..last.span.end.max(first.span.end)),
    })
}
