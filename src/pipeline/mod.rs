//! The stages in order; the only place that knows more than one of them.
//!
//! 1. `job`: what is written where, checked before anything is read.
//! 2. `prepare`: read, scan, draw (`figures`), locate, digest, plan. Synchronous, on blocking threads, no request.
//! 3. `remotes`: pictures at other hosts are asked for, and planned.
//! 4. `hosting`: every distinct content once: claim, fit (`fitter`), upload, record.
//! 5. `deliver`: splice, render, write. Synchronous again.
//! 6. `drafts`: the pages into the draft box, where that is asked for.
//! 7. `account`: the report of the article, and the run's sums.
//!
//! An article of which nothing has changed since it was finished takes a short cut past all of them
//! (`finished`).
//!
//! `look` goes the same way for previews, without a request and without writing.
//!
//! Articles pass through a window of bounded width, so memory does not grow with their number; a
//! problem of one article or image is a value in the report and never stops the others.

mod account;
mod content;
mod deliver;
mod drafts;
pub(crate) mod figures;
mod finished;
mod fitter;
mod hosting;
mod images;
mod job;
mod look;
mod outcome;
pub(crate) mod page_size;
pub(crate) mod place;
mod prepare;
mod progress;
mod remotes;
pub(crate) mod sheets;
mod stale;
mod team;
mod workshop;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use futures_util::stream::{self, StreamExt as _};

use crate::asset::{AccountId, Asset};
use crate::image::{FetchOptions, Locator, LocatorOptions};
use crate::ledger::{Ledger, SharedLedger};
use crate::options::{Options, Verb};
use crate::problem::{Code, Problem};
use crate::report::{ArticleReport, ImageReport, Report};
use crate::upload::{Destination, ImageHost, Uploader};

pub use drafts::forget_draft;
use finished::Begun;
pub use job::{Job, Output, plan_jobs};
pub use progress::{NoProgress, Progress};

/// Articles that are compared together with what is remembered of them.
const CHUNK: usize = 32;

/// Such chunks at once.
const CHUNKS: usize = 4;

/// The whole way from articles to outputs.
#[derive(Debug)]
pub struct Pipeline<H> {
    run: Arc<Run<H>>,
}

/// What all articles of a run share.
#[derive(Debug)]
struct Run<H> {
    options: Options,
    ledger: Arc<Ledger>,
    images: Arc<images::Images>,
    remotes: remotes::Remotes,
    figures: figures::Figures,
    finished: finished::Finished,
    hosting: hosting::Hosting<H>,
    /// Why nothing new is begun any more.
    ended: Arc<OnceLock<Problem>>,
}

impl<H: ImageHost> Pipeline<H> {
    /// A pipeline that uploads through `uploader` for `account` and remembers in `ledger`.
    #[must_use]
    pub fn new(
        uploader: Uploader<H>,
        account: AccountId,
        ledger: Ledger,
        options: Options,
    ) -> Self {
        let ended = Arc::new(OnceLock::new());
        let locator = Locator::new(LocatorOptions::new(
            options.roots.clone(),
            options.allow_outside,
        ));
        let ledger = Arc::new(ledger);
        let images = Arc::new(images::Images::new(locator, Arc::clone(&ledger)));
        let fitter = fitter::Fitter::new(options.fit, Arc::clone(&images), Arc::clone(&ledger));
        let hosting = hosting::Hosting::new(
            uploader,
            account,
            Arc::clone(&ledger),
            fitter,
            &options,
            Arc::clone(&ended),
        );
        let mut fetching = FetchOptions::default();
        fetching.trusted.clone_from(&options.trusted_hosts);
        let figures = figures::Figures::new(&options);
        let finished = finished::Finished::new(Arc::clone(&ledger), &options);
        let remotes = remotes::Remotes::new(fetching, Arc::clone(&ledger), options.refresh);
        Self {
            run: Arc::new(Run {
                options,
                ledger,
                images,
                remotes,
                figures,
                finished,
                hosting,
                ended,
            }),
        }
    }

    /// Has the run ask the team's ledger for what this machine does not remember, and tell it of what it uploads.
    #[must_use]
    pub fn sharing(mut self, shared: SharedLedger) -> Self {
        // Nobody else has seen the run yet.
        if let Some(run) = Arc::get_mut(&mut self.run) {
            let ledger = Arc::clone(&run.ledger);
            let team = team::Team::new(shared, ledger, run.options.refresh);
            run.hosting.work_with(team);
        }
        self
    }

    /// Has the run look for outputs in these directories whose articles are gone, besides those that the options
    /// name.
    #[must_use]
    pub fn looking_for_stale(mut self, directories: Vec<PathBuf>) -> Self {
        if let Some(run) = Arc::get_mut(&mut self.run) {
            run.options.outputs_in.extend(directories);
        }
        self
    }

    /// Stops the run early: nothing new is read or sent, what is in flight is finished and recorded. The
    /// first cause counts.
    pub fn stop(&self, cause: Problem) {
        let cause = self.run.ended.get_or_init(|| cause);
        self.run.hosting.stop(cause.clone());
    }

    /// Runs all jobs and reports them in order. Never fails as a whole: see [`Report::class`].
    pub async fn run(&self, jobs: Vec<Job>, progress: Arc<dyn Progress>) -> Report {
        progress.articles(jobs.len() as u64);
        let scope = stale::Scope::new(&self.run.options, &jobs);
        let mut articles = self.run_articles(jobs, &progress).await;
        account::pass_over(&mut articles);
        let mut report = self.finish(self.run.options.verb.as_str(), articles, Vec::new());
        report.stale = stale::look(&self.run.finished, &self.run.options, &scope);
        report
    }

    /// Runs all jobs, in order as far as anybody can see.
    async fn run_articles(
        &self,
        jobs: Vec<Job>,
        progress: &Arc<dyn Progress>,
    ) -> Vec<ArticleReport> {
        // Wide enough to keep the uploads busy while other articles are read and rendered.
        let window = (self.run.options.jobs * 2).max(16);
        let articles: Vec<ArticleReport> = stream::iter(jobs)
            .chunks(CHUNK)
            .map(|jobs| Arc::clone(&self.run).begin(jobs))
            .buffered(CHUNKS)
            .flat_map(stream::iter)
            .map(|begun| {
                let run = Arc::clone(&self.run);
                let progress = Arc::clone(progress);
                async move {
                    let report = match begun {
                        Begun::UpToDate(report) => *report,
                        Begun::ToDo(job) => run.article(job, &progress).await,
                    };
                    progress.article_done();
                    report
                }
            })
            .buffered(window)
            .collect()
            .await;
        self.run.tell_the_team().await;
        articles
    }

    /// Uploads images as they are named, for `tuwen upload`; relative paths count from the working
    /// directory, and there is no fence: the files were named by the user.
    pub async fn upload_images(
        &self,
        inputs: Vec<ImageInput>,
        progress: Arc<dyn Progress>,
    ) -> Report {
        let images: Vec<ImageReport> = stream::iter(inputs)
            .map(|input| {
                let run = Arc::clone(&self.run);
                let progress = Arc::clone(&progress);
                async move { run.image(input, &progress).await }
            })
            .buffered((self.run.options.jobs * 2).max(4))
            .collect()
            .await;
        self.run.tell_the_team().await;
        self.finish("upload", Vec::new(), images)
    }

    fn finish(
        &self,
        command: &'static str,
        articles: Vec<ArticleReport>,
        images: Vec<ImageReport>,
    ) -> Report {
        self.run.images.remember();
        self.run.finished.remember();
        let mut problems: Vec<Problem> = self.run.hosting.problems();
        let mut lockfile = None;
        if !self.run.options.dry_run {
            match self.run.ledger.write_lockfile() {
                Ok(written) => lockfile = written,
                Err(problem) => problems.push(problem),
            }
        }
        if let Some(cause) = self.run.ended.get()
            && !problems.contains(cause)
        {
            problems.push(cause.clone());
        }
        let report = account::report(
            command,
            self.run.options.dry_run,
            articles,
            images,
            problems,
            self.run.sums(),
        );
        Report { lockfile, ..report }
    }
}

impl<H: ImageHost> Run<H> {
    /// Tells the articles that are up to date from the others.
    async fn begin(self: Arc<Self>, jobs: Vec<Job>) -> Vec<Begun> {
        let names: Vec<String> = jobs.iter().map(Job::input_name).collect();
        let begun = blocking(move || {
            let verb = self.options.verb;
            self.finished
                .recall(&self.images, &self.hosting, verb, jobs)
        });
        // A panic there is one of each of these articles.
        begun.await.unwrap_or_else(|problem| {
            let reports = names
                .into_iter()
                .map(|name| ArticleReport::unreadable(name, problem.clone()));
            reports.map(Box::new).map(Begun::UpToDate).collect()
        })
    }

    async fn tell_the_team(&self) {
        if let Some(team) = self.hosting.team() {
            team.tell_the_rest().await;
        }
    }

    /// Reads an article and plans its references.
    fn prepare(&self, job: Job) -> Result<prepare::Prepared, Problem> {
        let workshop = prepare::Workshop {
            images: &self.images,
            figures: &self.figures,
            hosting: &self.hosting,
            options: &self.options,
        };
        prepare::prepare(&workshop, job)
    }

    async fn article(self: Arc<Self>, job: Job, progress: &Arc<dyn Progress>) -> ArticleReport {
        let name = job.input_name();
        if let Some(cause) = self.ended.get() {
            return ArticleReport::unreadable(name, cause.clone());
        }
        let prepared = {
            let run = Arc::clone(&self);
            blocking(move || run.prepare(job)).await
        };
        let mut prepared = match prepared {
            Ok(Ok(prepared)) => prepared,
            Ok(Err(problem)) | Err(problem) => return ArticleReport::unreadable(name, problem),
        };
        self.fetch(&mut prepared).await;
        let delivered = self.hosting.host_all(prepared.uploads(), progress).await;
        let run = Arc::clone(&self);
        let finished = blocking(move || {
            let resolved = prepared.resolve(&delivered);
            deliver::deliver(&run.images, &run.finished, &run.options, resolved)
        })
        .await;
        finished.unwrap_or_else(|problem| ArticleReport::unreadable(name, problem))
    }

    fn sums(&self) -> hosting::Sums {
        hosting::Sums {
            fetches: self.remotes.fetches(),
            ..self.hosting.sums()
        }
    }

    /// Asks for the pictures at other hosts, and plans them.
    async fn fetch(&self, prepared: &mut prepare::Prepared) {
        let urls = prepared.fetches();
        if urls.is_empty() {
            return;
        }
        let answers = self.ask(urls).await;
        prepared.plan_fetched(&self.hosting, &self.remotes, &answers);
    }

    async fn ask(&self, urls: Vec<String>) -> remotes::Answers {
        if self.options.dry_run {
            return remotes::Answers::new();
        }
        let is_hosted = |asset: &Asset| {
            let profile = self.hosting.profile(asset, None, Destination::Bodies);
            self.hosting.remembered(&asset.digest, &profile).is_some()
        };
        self.remotes
            .ask_for(urls, Destination::Bodies, &is_hosted)
            .await
    }

    async fn image(
        self: Arc<Self>,
        input: ImageInput,
        progress: &Arc<dyn Progress>,
    ) -> ImageReport {
        let name = input.name();
        let planned = match input {
            ImageInput::File(path) => {
                let run = Arc::clone(&self);
                blocking(move || prepare::prepare_image(&run.images, &run.hosting, path)).await
            }
            ImageInput::Url(url) => {
                let answers = self.ask(vec![url.clone()]).await;
                Ok(prepare::prepare_remote(
                    &self.hosting,
                    &self.remotes,
                    url,
                    &answers,
                ))
            }
        };
        let planned = match planned {
            Ok(planned) => planned,
            Err(problem) => return ImageReport::failed(name, problem),
        };
        let uploads = planned.uploads();
        let delivered = self.hosting.host_all(uploads, progress).await;
        account::image(name, planned, &delivered)
    }
}

/// A picture named by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImageInput {
    /// A file.
    File(PathBuf),
    /// A URL at another host.
    Url(String),
}

impl ImageInput {
    fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Url(url) => url.clone(),
        }
    }
}

/// Runs synchronous work off the async threads; a panic there is a problem of that item only.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Problem::new(Code::InternalBug).with("reason", error.to_string()))
}

impl Verb {
    /// What a page or rewritten article is called when it is written beside its source.
    fn output_name(self, source: &std::path::Path) -> PathBuf {
        match self {
            Self::Rewrite => source.to_owned(),
            Self::Publish => source.with_extension("wechat.html"),
        }
    }
}
