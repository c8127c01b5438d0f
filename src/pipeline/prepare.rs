//! Read, scan, locate, digest, plan: everything that is known before the first request; and the plan of
//! pictures at other hosts, once they have been asked for.

use std::path::PathBuf;

use super::content::{self, Content, Found};
use super::drafts;
use super::figures::{FigureReference, Figures};
use super::finished::Seen;
use super::hosting::{Delivered, Hosting, Upload};
use super::images::Images;
use super::job::{Job, Output};
use super::outcome::{Outcome, Resolved, ResolvedReference};
use super::remotes::{Answers, Remotes};
use crate::article::{self, Article, Description, Format, Origin, Reference, Scan, Syntax};
use crate::figure::Figure;
use crate::fsio;
use crate::options::{Options, Verb};
use crate::plan::{self, Step};
use crate::problem::{Code, Problem, Severity};
use crate::render;
use crate::report::PlacedProblem;
use crate::upload::{Destination, ImageHost};

/// An article with a step for each of its references.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) article: Article,
    /// Its file, before it was read.
    pub(super) seen: Option<Seen>,
    pub(super) output: Output,
    pub(super) references: Vec<PlannedReference>,
    pub(super) problems: Vec<PlacedProblem>,
}

/// A reference and what will be done for it.
#[derive(Debug)]
pub(super) struct PlannedReference {
    pub(super) reference: Reference,
    pub(super) content: Option<Content>,
    pub(super) step: Step,
    pub(super) remarks: Vec<Problem>,
    /// The figure that it shows.
    pub(super) figure: Option<ShownFigure>,
}

/// A figure, and how wide it is shown.
#[derive(Debug, Clone)]
pub(super) struct ShownFigure {
    pub(super) figure: Figure,
    /// In CSS pixels.
    pub(super) width: Option<u32>,
}

/// What articles are prepared with.
pub(super) struct Workshop<'a, H> {
    pub(super) images: &'a Images,
    pub(super) figures: &'a Figures,
    pub(super) hosting: &'a Hosting<H>,
    pub(super) options: &'a Options,
}

/// Reads an article and plans its references.
pub(super) fn prepare<H: ImageHost>(
    workshop: &Workshop<'_, H>,
    job: Job,
) -> Result<Prepared, Problem> {
    let Workshop {
        images,
        figures,
        hosting,
        options,
    } = workshop;
    let (seen, source) = match job.source {
        Some(source) => (None, source),
        None => read(&job.origin)?,
    };
    let mut article = Article::new(job.origin, job.format, source)?;
    // A page is for readers; a rewritten note is the writer's own.
    if options.verb == Verb::Publish && images.locator().is_in_vault(article.origin()) {
        article = article.without_comments();
    }
    if options.verb == Verb::Publish && options.page.heading_attributes {
        article = article.without_heading_attributes();
    }
    let Scan {
        references,
        problems,
    } = match options.verb {
        Verb::Publish => article.scan_for_page(),
        Verb::Rewrite => article.scan(),
    };
    let on_the_page = on_the_page(&article, options)?;
    let destination = destination(&article, options);
    let mut references: Vec<PlannedReference> = references
        .into_iter()
        .map(
            |reference| match destination(&reference).filter(|_| on_the_page(&reference)) {
                Some(to) => planned(images, hosting, options, article.origin(), reference, to),
                None => PlannedReference::kept(reference),
            },
        )
        .collect();
    if options.verb == Verb::Publish {
        let drawn = figures.of(&article, images.locator(), options)?;
        references.extend(
            drawn
                .into_iter()
                .map(|figure| planned_figure(hosting, figure)),
        );
        references.sort_by_key(|planned| planned.reference.span.start);
    }
    let problems = problems
        .into_iter()
        .map(|(span, problem)| PlacedProblem {
            place: Some(super::place::place(
                &article,
                &span,
                article.position(span.start),
                true,
            )),
            problem,
        })
        .collect();
    Ok(Prepared {
        article,
        seen,
        output: job.output,
        references,
        problems,
    })
}

fn planned<H: ImageHost>(
    images: &Images,
    hosting: &Hosting<H>,
    options: &Options,
    origin: &Origin,
    reference: Reference,
    destination: Destination,
) -> PlannedReference {
    let Some(found) = Found::behind(images, origin, &reference) else {
        return PlannedReference {
            step: plan::decide_without_content(options.verb, options.remote, &reference),
            ..PlannedReference::kept(reference)
        };
    };
    let width = reference.shown_width;
    let (step, content) = content::plan_for(hosting, found.content, width, destination);
    PlannedReference {
        reference,
        content,
        step,
        remarks: found.remarks,
        figure: None,
    }
}

fn planned_figure<H: ImageHost>(hosting: &Hosting<H>, found: FigureReference) -> PlannedReference {
    let width = found.drawn.as_ref().ok().and_then(|drawn| drawn.width);
    if let Err(problem) = &found.drawn
        && problem.severity() == Severity::Warning
    {
        // What nobody can draw is readable as code.
        return PlannedReference {
            remarks: vec![problem.clone()],
            ..PlannedReference::kept(found.reference)
        };
    }
    let content = Found::figure(found.figure.name(), found.drawn).content;
    let (step, content) = content::plan(hosting, content, None);
    PlannedReference {
        reference: found.reference,
        content,
        step,
        remarks: Vec::new(),
        figure: Some(ShownFigure {
            figure: found.figure,
            width,
        }),
    }
}

/// Which references a page shows: of an HTML article, those in the selected element. What lies beside it
/// (a logo, an avatar) is neither uploaded nor missed.
fn on_the_page(
    article: &Article,
    options: &Options,
) -> Result<impl Fn(&Reference) -> bool + use<>, Problem> {
    let mark = article.mark_length();
    let mut range = None;
    if options.verb == Verb::Publish && article.format() == Format::Html {
        // The bytes of other encodings are not those of the text; their pages take everything.
        if let Ok(source) = std::str::from_utf8(&article.source()[mark..]) {
            let select = options.select.as_deref();
            range = render::selected(source, select)?;
            // Told before its pictures are sent.
            if let (Some(selector), None) = (select, &range) {
                return Err(Problem::new(Code::ArticleSelectNoMatch).with("selector", selector));
            }
        }
    }
    let range = range.map(|range| range.start + mark..range.end + mark);
    Ok(move |reference: &Reference| {
        range
            .as_ref()
            .is_none_or(|range| range.contains(&reference.span.start))
    })
}

/// Where the pictures of an article are to be kept; `None` for those that nobody needs. A draft's cover is in the
/// library, and so are all pictures of a picture post.
fn destination(
    article: &Article,
    options: &Options,
) -> impl Fn(&Reference) -> Option<Destination> + use<> {
    let is_draft = options.verb == Verb::Publish && options.draft.is_some();
    let description = match article.format() {
        Format::Markdown if is_draft => article::description(&article.text()),
        _ => Description::default(),
    };
    let given = options.draft.as_ref();
    let is_given = given.is_some_and(|draft| draft.given.cover.is_some());
    let mark = article.mark_length();
    let cover = description.cover.as_ref().filter(|_| !is_given);
    let cover = cover.map(|said| said.span.start + mark);
    let is_post = is_draft && drafts::says_pictures(&description);
    move |reference| match reference.syntax {
        Syntax::FrontMatter if is_draft => {
            (cover == Some(reference.span.start) && !is_post).then_some(Destination::Library)
        }
        Syntax::HtmlSrcset | Syntax::InlineSvg if is_post => None,
        _ if is_post => Some(Destination::Library),
        _ => Some(Destination::Bodies),
    }
}

/// A picture that was named by itself, and its step.
#[derive(Debug)]
pub(super) struct PlannedImage {
    pub(super) content: Option<Content>,
    pub(super) step: Step,
}

/// Plans a picture file that was named by itself.
pub(super) fn prepare_image<H: ImageHost>(
    images: &Images,
    hosting: &Hosting<H>,
    path: PathBuf,
) -> PlannedImage {
    let found = Found::named(images, path);
    let (step, content) = content::plan(hosting, found.content, None);
    PlannedImage { content, step }
}

/// Plans a picture at another host that was named by itself.
pub(super) fn prepare_remote<H: ImageHost>(
    hosting: &Hosting<H>,
    remotes: &Remotes,
    url: String,
    answers: &Answers,
) -> PlannedImage {
    let content = match answers.get(&url) {
        Some(Ok(image)) => Ok((image.asset, image.source.clone())),
        Some(Err(problem)) => Err(problem.clone()),
        None => match remotes.known(&url) {
            Some(known) => Ok(known),
            None => {
                return PlannedImage {
                    content: None,
                    step: Step::Fetch(url),
                };
            }
        },
    };
    let (step, content) = content::plan(hosting, content, None);
    PlannedImage { content, step }
}

impl PlannedImage {
    /// The upload that the plan asks for, if it does.
    pub(super) fn uploads(&self) -> Vec<Upload> {
        let content = self.content.as_ref().filter(|_| self.step == Step::Upload);
        // It was named at the working directory.
        let origin = Origin::Stdin {
            base_dir: PathBuf::from("."),
        };
        content
            .map(|content| content.upload(&origin))
            .into_iter()
            .collect()
    }
}

fn read(origin: &Origin) -> Result<(Option<Seen>, Vec<u8>), Problem> {
    let Origin::File(path) = origin else {
        return Ok((None, Vec::new()));
    };
    // Before the bytes: a change in between makes what is remembered stale, never wrong.
    let seen = Seen::now(path);
    match fsio::read_limited(path, Article::MAX_BYTES) {
        Ok(Some(source)) => Ok((seen, source)),
        Ok(None) => {
            let size = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
            Err(Problem::new(Code::ArticleTooLarge)
                .with("path", origin.name())
                .with("size", size)
                .with("limit", Article::MAX_BYTES))
        }
        Err(error) => Err(Problem::new(Code::ArticleUnreadable)
            .with("path", origin.name())
            .with("reason", error.reason())),
    }
}

impl PlannedReference {
    fn kept(reference: Reference) -> Self {
        Self {
            reference,
            content: None,
            step: Step::Keep,
            remarks: Vec::new(),
            figure: None,
        }
    }
}

impl Prepared {
    /// The URLs that must be asked for, each once.
    pub(super) fn fetches(&self) -> Vec<String> {
        let mut urls: Vec<String> = self
            .references
            .iter()
            .filter_map(|planned| match &planned.step {
                Step::Fetch(url) => Some(url.clone()),
                _ => None,
            })
            .collect();
        urls.sort_unstable();
        urls.dedup();
        urls
    }

    /// Plans what was asked for. In a dry run nothing is, and what is remembered has to do.
    pub(super) fn plan_fetched<H: ImageHost>(
        &mut self,
        hosting: &Hosting<H>,
        remotes: &Remotes,
        answers: &Answers,
    ) {
        for planned in &mut self.references {
            let Step::Fetch(url) = &planned.step else {
                continue;
            };
            let content = match answers.get(url) {
                Some(Ok(image)) => {
                    planned.remarks.extend(image.remark.clone());
                    Ok((image.asset, image.source.clone()))
                }
                Some(Err(problem)) => Err(problem.clone()),
                None => match remotes.known(url) {
                    Some(known) => Ok(known),
                    None => continue,
                },
            };
            // A drawing from elsewhere is drawn for its own size, so that one URL is one content.
            (planned.step, planned.content) = content::plan(hosting, content, None);
        }
    }

    /// The uploads that the plan asks for.
    pub(super) fn uploads(&self) -> Vec<Upload> {
        self.references
            .iter()
            .filter(|planned| planned.step == Step::Upload)
            .filter_map(|planned| Some(planned.content.as_ref()?.upload(self.article.origin())))
            .collect()
    }

    /// The plan carried out.
    pub(super) fn resolve(self, delivered: &Delivered) -> Resolved {
        let references = self
            .references
            .into_iter()
            .map(|planned| ResolvedReference {
                outcome: Outcome::of(planned.step, planned.content.as_ref(), delivered),
                reference: planned.reference,
                content: planned.content,
                remarks: planned.remarks,
                figure: planned.figure,
            })
            .collect();
        Resolved {
            article: self.article,
            seen: self.seen,
            output: self.output,
            references,
            problems: self.problems,
        }
    }
}
