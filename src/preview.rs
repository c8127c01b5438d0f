//! An article as `WeChat`'s readers see it, on this machine: a [`Scene`] comes in (the page, where its
//! pictures are, what is wrong with it), a document for a browser goes out, as a file of its own or from a
//! [`PreviewServer`] that follows the article.
//!
//! 1. `picture` replaces what the page shows from `WeChat` by what is on this machine.
//! 2. `state` is all that the page's script is told.
//! 3. `document` puts it into the one template (`preview/page.*`).
//! 4. `server` serves it on loopback, tells of changes, and uploads when it is asked to.
//!
//! For looking only. What goes to `WeChat` is the page itself, which the document's button copies.

mod document;
mod picture;
#[cfg(feature = "preview")]
mod server;
mod state;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::asset::{Digest, HostedUrl, ImageFormat};
use crate::message::Language;
use crate::problem::Problem;
use crate::report::{ArticleReport, ArticleStatus, PlacedProblem, ReferenceStatus};

pub use document::NIGHT_SCRIPT;
#[cfg(feature = "preview")]
pub use server::{PreviewServer, Stage, Tell};

/// An article, ready to be looked at.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Scene {
    /// The article's title.
    pub title: String,
    /// Its name in reports.
    pub input: String,
    /// The page; `None` when there can be none. Pictures that are not uploaded are known by [`Sight::is_planned`].
    pub page: Option<String>,
    /// Whether readers would see all of it once the planned pictures are uploaded.
    pub complete: bool,
    /// Where its pictures can be seen.
    pub sights: Vec<Sight>,
    /// Pictures by what became of them.
    pub pictures: Pictures,
    /// Its problems, in source order.
    pub problems: Vec<PlacedProblem>,
    /// Problems of the run as a whole.
    pub run_problems: Vec<Problem>,
    /// The themes that it can be shown in: their names, and what they are called.
    pub themes: Vec<(String, String)>,
    /// The name of the one it is shown in.
    pub theme: String,
    /// The files that decide what is shown: the article, its pictures, and where missing ones would be.
    pub watched: Vec<PathBuf>,
}

/// Where a picture of a page can be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sight {
    /// Its URL on the page.
    pub url: String,
    /// What is shown there.
    pub shown: Shown,
}

/// A picture on this machine, or at another host.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shown {
    /// A file: canonical path, format and digest by content.
    File(PathBuf, ImageFormat, Digest),
    /// Written into the article itself.
    Bytes(std::sync::Arc<Vec<u8>>, ImageFormat, Digest),
    /// At another host.
    Elsewhere(String),
}

/// How many distinct pictures are where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Pictures {
    /// With `WeChat`.
    pub hosted: usize,
    /// To be uploaded.
    pub pending: usize,
    /// Cannot be served.
    pub failed: usize,
}

/// What else a preview is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PreviewOptions {
    /// The language of its words.
    pub language: Language,
    /// Whether hosted URLs are those of the sandbox.
    pub sandbox: bool,
    /// Whether it may upload.
    pub can_upload: bool,
}

impl PreviewOptions {
    /// Options for a language.
    #[must_use]
    pub fn new(language: Language, sandbox: bool, can_upload: bool) -> Self {
        Self {
            language,
            sandbox,
            can_upload,
        }
    }
}

impl Scene {
    /// A page that was just published, with hosted pictures.
    #[must_use]
    pub fn published(article: &ArticleReport, page: String) -> Self {
        let stem = Path::new(&article.input).file_stem();
        let count = |wanted: &[ReferenceStatus]| {
            let rows = article.references.iter();
            let of_it = rows.filter(|row| wanted.contains(&row.status));
            let names = of_it.map(|row| {
                row.digest
                    .map_or_else(|| row.written.clone(), |digest| digest.hex())
            });
            names.collect::<HashSet<_>>().len()
        };
        Self {
            title: stem.unwrap_or_default().to_string_lossy().into_owned(),
            input: article.input.clone(),
            page: Some(page),
            complete: article.status == ArticleStatus::Done,
            pictures: Pictures {
                hosted: count(&[ReferenceStatus::Uploaded, ReferenceStatus::Reused]),
                pending: 0,
                failed: count(&[ReferenceStatus::Failed]),
            },
            problems: article.problems.clone(),
            ..Self::default()
        }
    }
}

impl Sight {
    /// A picture of a page.
    pub fn new(url: impl Into<String>, shown: Shown) -> Self {
        Self {
            url: url.into(),
            shown,
        }
    }

    /// Whether the picture is still to be uploaded.
    #[must_use]
    pub fn is_planned(&self) -> bool {
        self.url.starts_with(PLANNED)
    }
}

/// The upload that was asked for last.
#[derive(Debug, Default)]
struct Upload {
    /// How many of how many are done, while it runs.
    progress: Option<(u64, u64)>,
    /// What went wrong with it as a whole.
    problems: Vec<Problem>,
}

/// What planned URLs begin with.
const PLANNED: &str = "https://mmbiz.qpic.cn/planned/";

/// The URL that stands on a page for the picture of its reference `index`, which is not uploaded yet.
pub(crate) fn planned(index: usize) -> Option<HostedUrl> {
    HostedUrl::parse(&format!("{PLANNED}{index}"))
}

/// A whole document that shows a scene by itself, with pictures from this machine's files.
#[must_use]
pub fn preview(scene: &Scene, options: PreviewOptions) -> String {
    let page = scene.page.as_deref();
    let local = page.map(|page| picture::localised(page, &scene.sights, picture::as_file));
    let state = state::state(scene, local.as_deref(), options, &Upload::default());
    document::document(
        &scene.title,
        &state,
        options.language,
        document::Behind::Nothing,
    )
}
