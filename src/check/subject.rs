//! One article, with all that the rules judge: its references and what is behind them, what it says beside
//! them, and what the renderer says of it.

use std::ops::Range;

use super::Memory;
use super::pictures::{Look, Pictures};
use super::rule::Rules;
use crate::article::{self, Article, Format, Origin, Reference, Scan, Survey, Syntax, Target};
use crate::fsio::{self, shown_path};
use crate::image;
use crate::ledger::Key;
use crate::options::{Options, Remote};
use crate::pipeline::figures::page_options;
use crate::pipeline::{Job, page_size, place, sheets};
use crate::plan;
use crate::preview;
use crate::problem::{Code, Problem};
use crate::render::{self, RenderOptions};
use crate::report::{
    ArticleReport, ArticleStatus, PageSize, Place, ReferenceReport, ReferenceStatus,
};

/// What the renderer says of a place; `None` where the place in the source cannot be told.
pub(super) type Fault = (Option<Range<usize>>, Problem);

/// A reference of the page, and what is behind it.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) reference: Reference,
    pub(super) look: Option<Look>,
}

/// An article under examination.
#[derive(Debug)]
pub(super) struct Subject<'a> {
    pub(super) article: Article,
    pub(super) options: &'a Options,
    pub(super) rows: Vec<Row>,
    pub(super) survey: Survey,
    /// What the scan could not understand.
    pub(super) scan_problems: Vec<(Range<usize>, Problem)>,
    pub(super) pictures: &'a Pictures,
    memory: Option<&'a Memory>,
    /// The bytes that become the page.
    page: Option<Range<usize>>,
}

impl<'a> Subject<'a> {
    /// Reads an article and looks at everything in it.
    ///
    /// # Errors
    /// `article.…`; `input.bad-pattern` for a selector.
    pub(super) fn read(
        job: Job,
        options: &'a Options,
        pictures: &'a Pictures,
        memory: Option<&'a Memory>,
    ) -> Result<Self, Problem> {
        let source = match job.source {
            Some(source) => source,
            None => read(&job.origin)?,
        };
        let article = Article::new(job.origin, job.format, source)?;
        pictures.read_names(article.source());
        let page = page(&article, options)?;
        let Scan {
            references,
            problems,
        } = article.scan_for_page();
        let on_page = |start: usize| page.as_ref().is_none_or(|page| page.contains(&start));
        let mut rows: Vec<Row> = (references.into_iter())
            .map(|reference| {
                let look = if on_page(reference.span.start) {
                    pictures.look(article.origin(), &reference.target)
                } else {
                    // A logo beside the article is no part of the page, and used all the same.
                    pictures.pass(article.origin(), &reference.target);
                    None
                };
                Row { reference, look }
            })
            .collect();
        let figures = pictures.figures(&article, options)?;
        rows.extend(figures.into_iter().map(|figure| Row {
            look: Some(pictures.figure(&figure, article.origin())),
            reference: figure.reference,
        }));
        rows.sort_by_key(|row| row.reference.span.start);
        let mut survey = article::survey(&article);
        survey.links.retain(|link| on_page(link.span.start));
        survey.undescribed.retain(|span| on_page(span.start));
        survey.styles.retain(|(span, _)| on_page(span.start));
        survey.silent.retain(|(span, _)| on_page(span.start));
        Ok(Self {
            article,
            options,
            rows,
            survey,
            scan_problems: problems,
            pictures,
            memory,
            page,
        })
    }

    /// The references that become part of the page.
    pub(super) fn rows_of_page(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| {
            let start = row.reference.span.start;
            self.page.as_ref().is_none_or(|page| page.contains(&start))
        })
    }

    /// Whether the upload of a picture is remembered; `None` when nobody asked.
    pub(super) fn is_uploaded(&self, row: &Row) -> Option<bool> {
        let memory = self.memory?;
        let asset = match &row.reference.target {
            // What was fetched before is known by its URL.
            Target::Remote(url) if self.options.remote == Remote::Fetch => {
                match memory.ledger.remote(url) {
                    Some((asset, _)) => asset,
                    None => return Some(false),
                }
            }
            _ => row.look.as_ref()?.sight.as_ref().ok()?.asset()?,
        };
        let profile = image::profile(&asset, row.reference.shown_width, self.pictures.fit());
        let account = memory.account.clone();
        let key = if profile == "original" {
            Key::original(account, asset.digest)
        } else {
            Key::fitted(account, asset.digest, profile)
        };
        Some(memory.ledger.lookup(&key).is_some())
    }

    /// What the renderer says of the article if every picture were hosted, places in the source.
    ///
    /// # Errors
    /// `article.select-no-match`.
    pub(super) fn faults(&self) -> Result<Vec<Fault>, Problem> {
        let hosted = self.hosted();
        let mark = self.article.mark_length();
        let text = self.article.decode(&hosted.bytes()[mark..]);
        let options = self.render_options(&text);
        let found = render::survey(&text, self.article.format(), &options)?.faults;
        // Text decoded from another encoding does not count the bytes of the source.
        let is_exact = text.len() + mark == hosted.bytes().len();
        let original = |span: Range<usize>| {
            hosted.original_offset(span.start + mark)..hosted.original_offset(span.end + mark)
        };
        Ok(found
            .into_iter()
            .map(|(span, problem)| (is_exact.then(|| original(span)), problem))
            .collect())
    }

    /// What is said of the length of the page, if every picture were hosted.
    pub(super) fn too_long(&self) -> Option<Problem> {
        let hosted = self.hosted();
        let text = self
            .article
            .decode(&hosted.bytes()[self.article.mark_length()..]);
        let options = self.render_options(&text);
        let page = render::render(&text, self.article.format(), &options).ok()?;
        page_size::problem(&page.html, PageSize::of(&page.html))
    }

    /// The article as if every picture were hosted.
    fn hosted(&self) -> article::Rewritten {
        let urls: Vec<_> = (0..self.rows.len()).map(preview::planned).collect();
        let edits = self.rows.iter().zip(&urls);
        let edits = edits.filter_map(|(row, url)| Some((&row.reference, url.as_ref()?)));
        self.article.splice(edits)
    }

    fn render_options(&self, text: &str) -> RenderOptions {
        RenderOptions {
            sheets: sheets::read(self.pictures.locator(), &self.article, text).texts,
            ..page_options(self.options)
        }
    }

    /// A place of the article, with its line.
    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        let position = self.article.position(span.start);
        place::place(&self.article, span, position, true)
    }

    /// The report of the article, but for its problems.
    pub(super) fn report(&self, rules: &Rules) -> ArticleReport {
        let references = self.rows.iter().map(|row| reference(row, rules));
        ArticleReport {
            input: self.article.origin().name(),
            output: None,
            content: None,
            changed: false,
            up_to_date: false,
            status: ArticleStatus::Done,
            references: references.collect(),
            problems: Vec::new(),
            page: None,
            draft: None,
        }
    }
}

/// Whether nobody misses the picture of this reference on a page.
pub(super) fn is_optional(reference: &Reference) -> bool {
    plan::is_optional(crate::options::Verb::Publish, reference)
}

fn reference(row: &Row, rules: &Rules) -> ReferenceReport {
    let sight = row.look.as_ref().map(|look| &look.sight);
    let problem = match sight {
        Some(Err(problem)) => rules.apply(problem.clone()),
        _ => None,
    };
    let target = match (&row.look, &row.reference.target) {
        (
            Some(Look {
                path: Some(path), ..
            }),
            _,
        ) => Some(shown_path(path)),
        (_, Target::Remote(url) | Target::Hosted(url)) => Some(url.clone()),
        _ => None,
    };
    ReferenceReport {
        position: row.reference.position,
        written: row.reference.written.chars().take(300).collect(),
        syntax: row.reference.syntax.as_str(),
        target,
        digest: sight.and_then(|sight| sight.as_ref().ok()?.digest),
        status: if problem.is_some() {
            ReferenceStatus::Failed
        } else {
            ReferenceStatus::Kept
        },
        url: None,
        fitting: None,
        in_library: false,
        problem,
    }
}

fn read(origin: &Origin) -> Result<Vec<u8>, Problem> {
    let Origin::File(path) = origin else {
        return Ok(Vec::new());
    };
    let unreadable = |reason: String| {
        Problem::new(Code::ArticleUnreadable)
            .with("path", path.display())
            .with("reason", reason)
    };
    fsio::read_limited(path, Article::MAX_BYTES)
        .map_err(|error| unreadable(error.reason()))?
        .ok_or_else(|| {
            Problem::new(Code::ArticleTooLarge)
                .with("path", path.display())
                .with("size", std::fs::metadata(path).map_or(0, |file| file.len()))
                .with("limit", Article::MAX_BYTES)
        })
}

/// The bytes that become the page: of an HTML article those of the selected element.
fn page(article: &Article, options: &Options) -> Result<Option<Range<usize>>, Problem> {
    let mark = article.mark_length();
    if article.format() != Format::Html {
        return Ok(None);
    }
    let Ok(source) = std::str::from_utf8(&article.source()[mark..]) else {
        return Ok(None);
    };
    let range = render::selected(source, options.select.as_deref())?;
    Ok(range.map(|range| range.start + mark..range.end + mark))
}

/// The bytes at which a target is written, where they are its own: of an image that `CommonMark` does not
/// read, the reference spans the whole image. `None` where it is written elsewhere (a shared definition).
pub(super) fn written_at(article: &Article, reference: &Reference) -> Option<Range<usize>> {
    let span = reference.span.clone();
    let source = std::str::from_utf8(article.source().get(span.clone())?).ok()?;
    if source == reference.written {
        return Some(span);
    }
    if reference.syntax != Syntax::MarkdownRaw {
        return None;
    }
    let start = span.start + source.rfind(&reference.written)?;
    Some(start..start + reference.written.len())
}
