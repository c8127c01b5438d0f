//! Read, scan, locate, digest, plan: everything that is known before the first request.

use std::path::PathBuf;
use std::sync::Arc;

use super::hosting::{Delivered, Hosting, Upload};
use super::images::{ImageSource, Images};
use super::job::{Job, Output};
use crate::article::{Article, Format, Origin, Reference, Scan, Target};
use crate::asset::{Asset, HostedUrl};
use crate::fsio;
use crate::image;
use crate::options::{Options, Verb};
use crate::plan::{self, Step};
use crate::problem::{Code, Problem};
use crate::render;
use crate::report::{PlacedProblem, ReferenceStatus};
use crate::upload::ImageHost;

/// An article with a step for each of its references.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) article: Article,
    pub(super) output: Output,
    pub(super) references: Vec<PlannedReference>,
    pub(super) problems: Vec<PlacedProblem>,
}

/// A reference and what will be done for it.
#[derive(Debug)]
pub(super) struct PlannedReference {
    pub(super) reference: Reference,
    pub(super) source: Option<ImageSource>,
    pub(super) asset: Option<Asset>,
    pub(super) step: Step,
    pub(super) remarks: Vec<Problem>,
}

/// An article whose references all have their outcome.
#[derive(Debug)]
pub(super) struct Resolved {
    pub(super) article: Article,
    pub(super) output: Output,
    pub(super) references: Vec<ResolvedReference>,
    pub(super) problems: Vec<PlacedProblem>,
}

/// A reference and what became of it.
#[derive(Debug)]
pub(super) struct ResolvedReference {
    pub(super) reference: Reference,
    pub(super) source: Option<ImageSource>,
    pub(super) asset: Option<Asset>,
    pub(super) outcome: Outcome,
    pub(super) remarks: Vec<Problem>,
}

/// What became of a reference.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    Hosted {
        url: HostedUrl,
        uploaded: bool,
    },
    /// A dry run would upload it.
    WouldUpload,
    Kept,
    Failed(Problem),
}

impl Outcome {
    pub(super) fn of(step: Step, delivered: &Delivered) -> Self {
        match step {
            Step::Reuse(url) => Self::Hosted {
                url,
                uploaded: false,
            },
            Step::Keep => Self::Kept,
            Step::Fail(problem) => Self::Failed(problem),
            Step::Upload(asset) => match delivered.get(&asset.digest) {
                Some(Ok(hosted)) => Self::Hosted {
                    url: hosted.url.clone(),
                    uploaded: hosted.uploaded,
                },
                Some(Err(problem)) => Self::Failed(problem.clone()),
                None => Self::WouldUpload,
            },
        }
    }

    pub(super) fn status(&self) -> ReferenceStatus {
        match self {
            Self::Hosted { uploaded: true, .. } | Self::WouldUpload => ReferenceStatus::Uploaded,
            Self::Hosted {
                uploaded: false, ..
            } => ReferenceStatus::Reused,
            Self::Kept => ReferenceStatus::Kept,
            Self::Failed(_) => ReferenceStatus::Failed,
        }
    }

    pub(super) fn url(&self) -> Option<&HostedUrl> {
        match self {
            Self::Hosted { url, .. } => Some(url),
            _ => None,
        }
    }
}

/// Reads an article and plans its references.
pub(super) fn prepare<H: ImageHost>(
    images: &Images,
    hosting: &Hosting<H>,
    options: &Options,
    job: Job,
) -> Result<Prepared, Problem> {
    let source = match job.source {
        Some(source) => source,
        None => read(&job.origin)?,
    };
    let article = Article::new(job.origin, job.format, source)?;
    let Scan {
        references,
        problems,
    } = article.scan();
    let on_the_page = on_the_page(&article, options)?;
    let references = references
        .into_iter()
        .map(|reference| {
            if !on_the_page(&reference) {
                return PlannedReference {
                    reference,
                    source: None,
                    asset: None,
                    step: Step::Keep,
                    remarks: Vec::new(),
                };
            }
            let (source, content, remarks) = content(images, article.origin(), &reference.target);
            let name = || {
                source
                    .as_ref()
                    .map_or_else(|| reference.written.clone(), ImageSource::name)
            };
            let step = plan::decide(
                options.verb,
                &reference,
                content.as_ref(),
                |asset| hosting.remembered(asset),
                |asset| image::check_uploadable(&name(), asset),
            );
            let asset = content.and_then(Result::ok);
            PlannedReference {
                reference,
                source,
                asset,
                step,
                remarks,
            }
        })
        .collect();
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
        output: job.output,
        references,
        problems,
    })
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
            range = render::selected(source, options.select.as_deref())?;
        }
    }
    let range = range.map(|range| range.start + mark..range.end + mark);
    Ok(move |reference: &Reference| {
        range
            .as_ref()
            .is_none_or(|range| range.contains(&reference.span.start))
    })
}

/// A picture that was named by itself, and its step.
#[derive(Debug)]
pub(super) struct PlannedImage {
    pub(super) source: ImageSource,
    pub(super) asset: Option<Asset>,
    pub(super) step: Step,
}

/// Plans a picture that was named by itself.
pub(super) fn prepare_image<H: ImageHost>(
    images: &Images,
    hosting: &Hosting<H>,
    path: PathBuf,
) -> PlannedImage {
    let path = path.canonicalize().unwrap_or(path);
    let content = images.asset(&path);
    let source = ImageSource::File(path);
    let step = plan::decide_content(
        &content,
        |asset| hosting.remembered(asset),
        |asset| image::check_uploadable(&source.name(), asset),
    );
    PlannedImage {
        source,
        asset: content.ok(),
        step,
    }
}

/// The upload that a step asks for.
pub(super) fn upload_of(step: &Step, source: ImageSource) -> Option<Upload> {
    match step {
        Step::Upload(asset) => Some(Upload {
            asset: *asset,
            source,
        }),
        _ => None,
    }
}

fn read(origin: &Origin) -> Result<Vec<u8>, Problem> {
    let Origin::File(path) = origin else {
        return Ok(Vec::new());
    };
    match fsio::read_limited(path, Article::MAX_BYTES) {
        Ok(Some(source)) => Ok(source),
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

type Content = (
    Option<ImageSource>,
    Option<Result<Asset, Problem>>,
    Vec<Problem>,
);

/// The asset behind a target, for the targets that have one.
fn content(images: &Images, origin: &Origin, target: &Target) -> Content {
    match target {
        Target::Local(local) => match images.locate(origin, local) {
            Ok(located) => {
                let asset = images.asset(&located.path);
                let mut remarks = located.remarks;
                if let Ok(asset) = &asset {
                    remarks.extend(image::misnamed(&located.path, asset.format));
                }
                (Some(ImageSource::File(located.path)), Some(asset), remarks)
            }
            Err(problem) => (None, Some(Err(problem)), Vec::new()),
        },
        Target::Data(uri) => {
            match image::decode_data_uri(uri).and_then(|bytes| image::inspect("data:", bytes)) {
                Ok(loaded) => {
                    let source = ImageSource::Data(Arc::new(loaded.bytes));
                    (Some(source), Some(Ok(loaded.asset)), Vec::new())
                }
                Err(problem) => (None, Some(Err(problem)), Vec::new()),
            }
        }
        _ => (None, None, Vec::new()),
    }
}

impl Prepared {
    /// The uploads that the plan asks for.
    pub(super) fn uploads(&self) -> Vec<Upload> {
        let planned = self.references.iter();
        planned
            .filter_map(|planned| upload_of(&planned.step, planned.source.clone()?))
            .collect()
    }

    /// The plan carried out.
    pub(super) fn resolve(self, delivered: &Delivered) -> Resolved {
        let references = self
            .references
            .into_iter()
            .map(|planned| ResolvedReference {
                outcome: Outcome::of(planned.step, delivered),
                reference: planned.reference,
                source: planned.source,
                asset: planned.asset,
                remarks: planned.remarks,
            })
            .collect();
        Resolved {
            article: self.article,
            output: self.output,
            references,
            problems: self.problems,
        }
    }
}
