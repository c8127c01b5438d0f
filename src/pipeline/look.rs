//! An article as a page would show it now, for previews: no request, nothing written; what publishing would
//! upload is shown from this machine.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::images::ImageSource;
use super::outcome::{Outcome, Resolved, ResolvedReference};
use super::{Job, Output, Pipeline, blocking, deliver, remotes};
use crate::article::{Origin, Target};
use crate::options::Options;
use crate::plan;
use crate::preview::{self, Pictures, Scene, Shown, Sight};
use crate::report::ArticleStatus;
use crate::upload::ImageHost;

impl<H: ImageHost> Pipeline<H> {
    /// Looks at an article. Never fails as a whole: what is wrong is part of the scene.
    pub async fn look(&self, job: Job) -> Scene {
        let run = std::sync::Arc::clone(&self.run);
        let input = job.input_name();
        let origin = job.origin.clone();
        let mut scene = Scene {
            title: name_of(&origin),
            input,
            ..Scene::default()
        };
        if let Origin::File(path) = &origin {
            scene.watched.push(path.clone());
        }
        let looked = blocking(move || {
            let job = Job {
                output: Output::Stdout,
                ..job
            };
            let mut prepared = run.prepare(job)?;
            let nothing_asked = remotes::Answers::new();
            prepared.plan_fetched(&run.hosting, &run.remotes, &nothing_asked);
            let resolved = prepared.resolve(&super::hosting::Delivered::new());
            let options = Options {
                allow_missing: true,
                dry_run: true,
                ..run.options.clone()
            };
            let mut seen = Scene {
                title: resolved.article.title().unwrap_or_default(),
                ..Scene::default()
            };
            gather(&mut seen, &options, &resolved);
            let report = deliver::deliver(&run.images, &run.finished, &options, resolved);
            seen.complete = report.status == ArticleStatus::Done;
            seen.page = report
                .content
                .and_then(|content| String::from_utf8(content).ok());
            seen.problems = report.problems;
            run.images.remember();
            Ok(seen)
        })
        .await;
        match looked {
            Ok(Ok(seen)) => {
                if !seen.title.is_empty() {
                    scene.title = seen.title;
                }
                scene.watched.extend(seen.watched);
                Scene {
                    title: scene.title,
                    input: scene.input,
                    watched: scene.watched,
                    ..seen
                }
            }
            Ok(Err(problem)) | Err(problem) => {
                scene.run_problems.push(problem);
                scene
            }
        }
    }
}

/// What an article without a title is called: as its file.
fn name_of(origin: &Origin) -> String {
    let path = match origin {
        Origin::File(path) => path.as_path(),
        Origin::Stdin { .. } => Path::new("-"),
    };
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// Where pictures can be seen, how many are where, and what decides it.
fn gather(scene: &mut Scene, options: &Options, resolved: &Resolved) {
    let (mut hosted, mut pending, mut failed) = (HashSet::new(), HashSet::new(), HashSet::new());
    for (index, row) in resolved.references.iter().enumerate() {
        let url = match &row.outcome {
            Outcome::WouldUpload => preview::planned(index),
            outcome => outcome.url().cloned(),
        };
        let name = identity(row);
        match &row.outcome {
            Outcome::Hosted(_) => hosted.insert(name),
            Outcome::WouldUpload => pending.insert(name),
            Outcome::Kept => {
                matches!(row.reference.target, Target::Hosted(_)) && hosted.insert(name)
            }
            Outcome::Failed(_) => {
                !plan::is_optional(options.verb, &row.reference) && failed.insert(name)
            }
        };
        if let (Some(url), Some(shown)) = (url, shown(row)) {
            scene.sights.push(Sight::new(url.as_str(), shown));
        }
        let origin = resolved.article.origin();
        scene.watched.extend(file_of(row, origin.base_dir()));
    }
    scene.watched.sort_unstable();
    scene.watched.dedup();
    scene.pictures = Pictures {
        hosted: hosted.len(),
        pending: pending.len(),
        failed: failed.len(),
    };
}

/// What tells one picture from another.
fn identity(row: &ResolvedReference) -> String {
    match (&row.content, &row.reference.target) {
        (Some(content), _) => content.asset.digest.hex(),
        (None, Target::Remote(url) | Target::Hosted(url)) => url.clone(),
        (None, _) => row.reference.written.clone(),
    }
}

fn shown(row: &ResolvedReference) -> Option<Shown> {
    if let Some(content) = &row.content {
        let (format, digest) = (content.asset.format, content.asset.digest);
        return Some(match &content.source {
            ImageSource::File(path) | ImageSource::Fetched { path, .. } => {
                Shown::File(path.clone(), format, digest)
            }
            ImageSource::Written { bytes, .. } => {
                Shown::Bytes(std::sync::Arc::clone(bytes), format, digest)
            }
            ImageSource::Elsewhere(url) => Shown::Elsewhere(absolute(url)),
        });
    }
    match &row.reference.target {
        Target::Remote(url) => Some(Shown::Elsewhere(absolute(url))),
        _ => None,
    }
}

/// A URL without a scheme is one of the web.
fn absolute(url: &str) -> String {
    if url.starts_with("//") {
        format!("https:{url}")
    } else {
        url.to_owned()
    }
}

/// The file whose change changes what is shown: the picture, or where a missing one would be.
fn file_of(row: &ResolvedReference, base_dir: &Path) -> Option<PathBuf> {
    match (&row.content, &row.reference.target) {
        (Some(content), _) => match &content.source {
            ImageSource::File(path) => Some(path.clone()),
            _ => None,
        },
        (None, Target::Local(local)) => Some(base_dir.join(&local.path)),
        _ => None,
    }
}
