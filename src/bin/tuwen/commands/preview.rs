//! `preview`: one article as on a phone, in a local page that follows the file.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tuwen::{
    Code, ImageFormat, Job, PreviewOptions, PreviewServer, Problem, Progress, Sandbox, Scene,
    Severity, Shown, Stage, Tell, Theme, Verb, plan_jobs,
};

use super::articles::{inputs_of, read_stdin};
use super::sandbox::told_to_stop;
use super::themes::description;
use crate::args::Preview;
use crate::browser;
use crate::console::Console;
use crate::host::pictures;
use crate::session::{pipeline, runtime};
use crate::settings::Settings;

/// Shows the article until Ctrl-C; the exit status.
///
/// # Errors
/// `preview.bind`, `preview.one-article`, `input.…`, `config.…`.
pub(crate) fn run(
    preview: &Preview,
    settings: &Settings,
    console: &Console,
) -> Result<u8, Problem> {
    let files = inputs_of(std::slice::from_ref(&preview.input), settings)?;
    if files.len() != 1 {
        return Err(Problem::new(Code::PreviewOneArticle).with("count", files.len()));
    }
    let stdin = read_stdin(&files, settings)?;
    let standard_output = Some(std::path::Path::new("-"));
    let mut jobs = plan_jobs(files, Verb::Publish, standard_output, false, false, stdin)?;
    let job = jobs.remove(0);
    let options = settings.options(Verb::Publish);
    let can_upload = !options.dry_run;
    let article = Article {
        settings: settings.clone(),
        job,
        themes: themes(console),
    };
    // What is wrong with the settings is said here, not in the page.
    let (_, warnings) = pipeline(settings, options)?;
    for problem in settings.warnings.iter().chain(&warnings) {
        console.problem(problem);
    }
    let shown = PreviewOptions::new(console.talk().language, settings.sandbox, can_upload);
    runtime()?.block_on(async {
        let bug = |error| Problem::new(Code::InternalBug).with("reason", error);
        let stop = told_to_stop().map_err(bug)?;
        let server = PreviewServer::start(article, shown).await?;
        let path = [("path", preview.input.display().to_string())];
        console.note(&console.text("ui-preview-running", &path));
        console.data(format!("{}\n", server.url()).as_bytes())?;
        if !preview.no_open {
            browser::open(&server.door());
        }
        stop.await.map_err(bug)?;
        Ok(0)
    })
}

/// The themes there are: names, and what they are called in the console's language.
fn themes(console: &Console) -> Vec<(String, String)> {
    let called = |name: &str| match description(name, console).split_once('：') {
        Some((called, _)) => format!("{called} {name}"),
        None => name.to_owned(),
    };
    Theme::names()
        .map(|name| (name.to_owned(), called(name)))
        .collect()
}

/// The article, read anew at each look.
struct Article {
    settings: Settings,
    job: Job,
    /// Names of themes, and what they are called.
    themes: Vec<(String, String)>,
}

impl Stage for Article {
    async fn look(&self, theme: Option<&str>) -> Scene {
        let mut options = self.settings.options(Verb::Publish);
        if let Some(chosen) = theme.and_then(|name| options.theme.clone().renamed(name)) {
            options.theme = chosen;
        }
        let theme = options.theme.name();
        let mut scene = match pipeline(&self.settings, options) {
            Ok((pipeline, _)) => self.with_hosted(pipeline.look(self.job.clone()).await),
            Err(problem) => {
                let mut scene = Scene::default();
                scene.run_problems.push(problem);
                scene
            }
        };
        theme.clone_into(&mut scene.theme);
        scene.themes.clone_from(&self.themes);
        scene.watched.extend(self.settings.css.clone());
        scene
    }

    async fn upload(&self, tell: Tell) -> Vec<Problem> {
        let mut options = self.settings.options(Verb::Publish);
        // What can be uploaded is, also when other pictures are missing: the page says what is.
        options.allow_missing = true;
        let pipeline = match pipeline(&self.settings, options) {
            Ok((pipeline, _)) => pipeline,
            Err(problem) => return vec![problem],
        };
        let counter = Arc::new(Counter {
            tell,
            planned: AtomicU64::new(0),
            done: AtomicU64::new(0),
        });
        let report = pipeline.run(vec![self.job.clone()], counter).await;
        let placed = report
            .articles
            .into_iter()
            .flat_map(|article| article.problems);
        let failed = placed
            .map(|placed| placed.problem)
            .filter(|problem| problem.severity() == Severity::Error);
        let mut problems = report.problems;
        for problem in failed {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        problems
    }
}

impl Article {
    /// The scene with pictures in formats that browsers do not show replaced by what was uploaded for them.
    fn with_hosted(&self, mut scene: Scene) -> Scene {
        let kept = pictures(&self.settings.data.directory);
        scene.sights.retain_mut(|sight| {
            let Shown::File(_, format, digest) = &sight.shown else {
                return true;
            };
            if is_shown_by_browsers(*format) || sight.is_planned() {
                return true;
            }
            if !self.settings.sandbox {
                return false;
            }
            if let Some(path) = Sandbox::kept_picture(&kept, &sight.url) {
                let path: PathBuf = path.canonicalize().unwrap_or(path);
                sight.shown = Shown::File(path, ImageFormat::Jpeg, *digest);
            }
            true
        });
        scene
    }
}

fn is_shown_by_browsers(format: ImageFormat) -> bool {
    !matches!(
        format,
        ImageFormat::Heic
            | ImageFormat::Tiff
            | ImageFormat::Jxl
            | ImageFormat::Psd
            | ImageFormat::Pdf
    )
}

/// Counts uploads.
struct Counter {
    tell: Tell,
    planned: AtomicU64,
    done: AtomicU64,
}

impl Counter {
    fn tell(&self) {
        (self.tell)(
            self.done.load(Ordering::Relaxed),
            self.planned.load(Ordering::Relaxed),
        );
    }
}

impl Progress for Counter {
    fn planned(&self, images: u64, _: u64) {
        self.planned.fetch_add(images, Ordering::Relaxed);
        self.tell();
    }

    fn uploaded(&self, _: u64) {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.tell();
    }
}
