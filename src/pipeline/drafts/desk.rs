//! The texts of a draft: of what options, the article and the configuration say the best, each within the
//! service's limits.

use std::ops::Range;

use super::manuscript::says_pictures;
use crate::article::{Description, Format, Opening, Said};
use crate::cover::Crop;
use crate::draft::{Comments, DraftArticle, Limit, digest_of};
use crate::options::{DraftDetails, DraftOptions};
use crate::problem::{Code, Problem};
use crate::render;

/// Longest text of a picture post, in characters.
const LONGEST_POST: usize = 1000;

/// The body of a draft is smaller than this, in bytes (`draft/add`: "less than 1 MB").
const TOO_LONG: usize = 1 << 20;

/// A text and where it stands, if it stands in the article.
struct Sourced {
    text: String,
    span: Option<Range<usize>>,
}

/// Where texts are taken from and looked at.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    draft: &'a DraftOptions,
    format: Format,
    problems: Vec<Fault>,
}

/// What is wrong, and the bytes of the text that it is about.
type Fault = (Problem, Option<Range<usize>>);

impl<'a> Desk<'a> {
    pub(super) fn new(draft: &'a DraftOptions, format: Format) -> Self {
        Self {
            draft,
            format,
            problems: Vec::new(),
        }
    }

    /// Writes the article of a draft, but for the ids of its pictures.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(super) fn write(
        mut self,
        description: &Description,
        opening: &Opening,
        page: String,
    ) -> Result<DraftArticle, Vec<Fault>> {
        let is_post = says_pictures(description);
        let title = self.title(description, opening);
        let author = self
            .given(|details| &details.author)
            .or_else(|| authors(&description.authors))
            .or_else(|| self.default(|details| &details.author));
        let address = description.source_url.as_ref();
        let address = self.said(|details| &details.source_url, address);
        let (wide, square) = (&description.wide_crop, &description.square_crop);
        let kind = if is_post {
            DraftArticle::PICTURES
        } else {
            DraftArticle::NEWS
        };
        let digest = self.digest(description, opening, is_post);
        let mut article = DraftArticle {
            kind: kind.to_owned(),
            title,
            author: self.limited(author, Limit::Author),
            digest: String::new(),
            source_url: self.source_url(address),
            comments: self.comments(description.comments.as_ref()),
            wide_crop: self.crop("cover-crop", |details| &details.wide_crop, wide.as_ref()),
            square_crop: self.crop(
                "cover-square",
                |details| &details.square_crop,
                square.as_ref(),
            ),
            content: if is_post {
                self.post(&render::plain_text(&without_pictures(&page)))
            } else {
                self.body(page)
            },
            ..DraftArticle::default()
        };
        // The service would take the first characters of the page, blanks and code included.
        article.digest = match digest {
            Some(digest) => digest,
            None => digest_of(&article.title),
        };
        if self.problems.is_empty() {
            Ok(article)
        } else {
            Err(self.problems)
        }
    }

    fn given(&self, field: impl Fn(&DraftDetails) -> &Option<String>) -> Option<Sourced> {
        stated(field(&self.draft.given).as_deref())
    }

    fn default(&self, field: impl Fn(&DraftDetails) -> &Option<String>) -> Option<Sourced> {
        stated(field(&self.draft.defaults).as_deref())
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

    fn title(&mut self, description: &Description, opening: &Opening) -> String {
        let own = description.title.as_ref();
        let said = match self.format {
            Format::Markdown => self.said(|details| &details.title, own),
            // What a page is called in a browser has the site's name in it.
            Format::Html => self.given(|details| &details.title),
        };
        let headline = opening.headline.as_ref().map(|(span, text)| Sourced {
            text: text.clone(),
            span: Some(span.clone()),
        });
        let title = said.or(headline).or_else(|| sourced(own));
        let title = self.limited(title, Limit::Title);
        if title.is_empty() {
            self.problems.push((Problem::new(Code::DraftNoTitle), None));
        }
        title
    }

    /// The digest; `None` where nothing gives one.
    fn digest(
        &mut self,
        description: &Description,
        opening: &Opening,
        is_post: bool,
    ) -> Option<String> {
        let own = description.digest.as_ref();
        match self.said(|details| &details.digest, own) {
            // Descriptions in the head of a page are for search engines.
            Some(digest) if self.format == Format::Html && digest.span.is_some() => {
                Some(digest_of(&digest.text))
            }
            Some(digest) => Some(self.limited(Some(digest), Limit::Digest)),
            None if is_post => Some(String::new()),
            None => opening.paragraph.as_deref().map(digest_of),
        }
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
        let is_whole = is_web && url::Url::parse(&url).is_ok();
        if !url.is_empty() && !is_whole {
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
        if let Some(comments) = Comments::parse(&said.text) {
            return comments;
        }
        self.bad("comments", &said.text, Some(said.span.clone()));
        default
    }

    fn crop(
        &mut self,
        name: &'static str,
        field: impl Fn(&DraftDetails) -> &Option<String>,
        article: Option<&Said>,
    ) -> Option<String> {
        let Sourced { text, span } = self.said(field, article)?;
        if let Ok(crop) = text.parse::<Crop>() {
            return Some(crop.to_string());
        }
        self.bad(name, &text, span);
        None
    }

    /// The body, which says or shows something.
    fn body(&mut self, page: String) -> String {
        let is_empty = render::plain_text(&page).trim().is_empty();
        if is_empty && !page.contains("<img") && !page.contains("<svg") {
            self.problems.push((Problem::new(Code::DraftEmpty), None));
        }
        if page.len() >= TOO_LONG {
            let problem = Problem::new(Code::DraftBodyTooLong)
                .with("size", page.len())
                .with("limit", TOO_LONG);
            self.problems.push((problem, None));
        }
        page
    }

    /// The text of a picture post.
    fn post(&mut self, text: &str) -> String {
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

/// A page without its pictures: what they show is seen beside the text of a picture post, and not described in it.
fn without_pictures(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find("<img ") {
        text.push_str(&rest[..at]);
        rest = rest[at..].split_once('>').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text
}

fn stated(text: Option<&str>) -> Option<Sourced> {
    let text = text.filter(|text| !text.trim().is_empty())?.to_owned();
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
