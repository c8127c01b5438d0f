//! From finished pages to drafts.
//!
//! 1. `manuscript`, `desk`: what each article says of its draft, within the service's limits; no request.
//! 2. `group`, `memory`: which draft it is; of one that is as it would be, nobody is asked.
//! 3. `sheet`: which picture is its cover; all are uploaded together.
//! 4. `sending`: one draft after the other, added once or updated.
//! 5. `readback`: what the service made of it.
//!
//! An article that is not complete never becomes a draft. What is wrong with the account or the connection ends
//! the run for the drafts that follow.

mod cover;
mod desk;
mod drawn;
mod group;
mod headline;
mod manuscript;
mod memory;
mod mending;
mod readback;
mod recording;
mod sending;
mod sheet;
mod sketch;
mod telling;

use std::sync::Arc;

use futures_util::stream::{self, StreamExt as _};

use super::hosting::Delivered;
use super::outcome::Resolved;
use super::{Job, Pipeline, Progress, Run, account, blocking, stale};
use crate::article::{Article, Origin};
use crate::draft::DraftBox;
use crate::fsio;
use crate::options::DraftOptions;
use crate::problem::{Code, Problem};
use crate::report::{
    ArticleReport, ArticleStatus, PlacedProblem, ReferenceReport, ReferenceStatus, Report,
};
use crate::upload::ImageHost;

use group::Group;
pub(super) use headline::without_headline;
pub(super) use manuscript::says_pictures;
pub use memory::forget_draft;
use sending::Sending;
use sheet::Sheet;
use telling::{refuse, sort, tell};

/// Articles that are looked at together.
const AT_ONCE: usize = 16;

impl<H: ImageHost + DraftBox> Pipeline<H> {
    /// Runs all jobs and makes drafts of the articles that are complete, as the options say
    /// ([`DraftOptions`]); without those it is [`Pipeline::run`].
    pub async fn run_to_drafts(&self, jobs: Vec<Job>, progress: Arc<dyn Progress>) -> Report {
        let Some(options) = self.run.options.draft.clone() else {
            return self.run(jobs, progress).await;
        };
        progress.articles(jobs.len() as u64);
        let scope = stale::Scope::new(&self.run.options, &jobs);
        // What is wrong with a draft is told before anything is sent for it.
        let mut refused = self.run.refused(&options, &jobs).await;
        let sound = jobs.iter().zip(&refused);
        let sound = sound.filter(|(_, refused)| refused.is_none());
        let sound = sound.map(|(job, _)| job.clone()).collect();
        let mut done = self.run_articles(sound, &progress).await.into_iter();
        let articles = refused
            .iter_mut()
            .map(|refused| refused.take().or_else(|| done.next()));
        let mut articles: Vec<ArticleReport> = articles.flatten().collect();
        account::pass_over(&mut articles);
        self.run
            .drafts(&options, &jobs, &mut articles, &progress)
            .await;
        let mut report = self.finish(self.run.options.verb.as_str(), articles, Vec::new());
        report.stale = stale::look(&self.run.finished, &self.run.options, &scope);
        report
    }
}

impl<H: ImageHost + DraftBox> Run<H> {
    /// The reports of the articles that cannot become drafts, as far as they themselves tell; of several for one
    /// draft none is done where one of them cannot.
    async fn refused(
        self: &Arc<Self>,
        options: &DraftOptions,
        jobs: &[Job],
    ) -> Vec<Option<ArticleReport>> {
        let mut refused: Vec<Option<ArticleReport>> = stream::iter(jobs)
            .map(|job| self.refused_one(options, job))
            .buffered(AT_ONCE)
            .collect()
            .await;
        if options.together && refused.iter().any(Option::is_some) {
            for (refused, job) in refused.iter_mut().zip(jobs) {
                refused.get_or_insert_with(|| {
                    let incomplete = Problem::new(Code::DraftTogether);
                    let mut report = ArticleReport::unreadable(job.input_name(), incomplete);
                    report.status = ArticleStatus::Incomplete;
                    report
                });
            }
        }
        refused
    }

    /// Makes drafts of finished articles, and tells of each in its report.
    async fn drafts(
        self: &Arc<Self>,
        options: &DraftOptions,
        jobs: &[Job],
        articles: &mut [ArticleReport],
        progress: &Arc<dyn Progress>,
    ) {
        let made = jobs.iter().zip(&*articles).map(|(job, report)| async move {
            match report.status {
                ArticleStatus::Done => Some(self.sheet_of(job, report, options).await),
                ArticleStatus::Incomplete
                    if report.page.is_some() || !report.references.is_empty() =>
                {
                    Some(Err(vec![Problem::new(Code::DraftIncomplete).into()]))
                }
                // It says itself why it is not there.
                _ => None,
            }
        });
        let made: Vec<_> = stream::iter(made).buffered(AT_ONCE).collect().await;
        let mut sheets = Vec::new();
        for (index, made) in made.into_iter().enumerate() {
            match made {
                Some(Ok(sheet)) => sheets.push((index, sheet)),
                Some(Err(problems)) => {
                    for placed in problems {
                        refuse(&mut articles[index], placed);
                    }
                }
                None => {}
            }
        }
        let mut groups = self.groups(options, sheets, jobs, articles);
        if self.options.dry_run {
            for sheet in groups.iter_mut().flat_map(|group| &mut group.sheets) {
                // What would have to be fetched is not known.
                let _ = sheet.choose(self).await;
            }
        }
        let mut changed = self.changed(groups, options, articles);
        if self.options.dry_run {
            return;
        }
        self.host_covers(&mut changed, articles, progress).await;
        for mut group in changed {
            if let Some(cause) = self.ended.get() {
                let problem = Problem::new(Code::DraftNotSent).with("cause", cause.code().as_str());
                for index in &group.indexes {
                    refuse(&mut articles[*index], problem.clone().into());
                }
                continue;
            }
            let sending = Sending::new(self, &mut group.sheets, &group.names);
            match sending.send().await {
                Ok(sent) => tell(&group, sent, articles),
                Err(unsent) => self.tell_unsent(&group, unsent, articles),
            }
        }
    }

    async fn refused_one(
        self: &Arc<Self>,
        options: &DraftOptions,
        job: &Job,
    ) -> Option<ArticleReport> {
        let sheet = self.sheet(job, String::from("…"), Vec::new(), options);
        let problems = sheet.await.err()?;
        let incomplete = Problem::new(Code::DraftIncomplete);
        let mut report = ArticleReport::unreadable(job.input_name(), incomplete);
        report.status = ArticleStatus::Incomplete;
        report.problems = problems;
        for placed in self.missed(job).await {
            let is_told = report.problems.iter().any(|told| {
                told.problem.code() == placed.problem.code() && told.position() == placed.position()
            });
            if !is_told {
                report.problems.push(placed);
            }
        }
        sort(&mut report);
        Some(report)
    }

    /// What publishing would find wrong with the references of an article, without a request.
    async fn missed(self: &Arc<Self>, job: &Job) -> Vec<PlacedProblem> {
        let (run, job) = (Arc::clone(self), job.clone());
        let problems = blocking(move || {
            let prepared = run.prepare(job).ok()?;
            let Resolved {
                article,
                references,
                problems,
                ..
            } = prepared.resolve(&Delivered::new());
            let report = account::article(run.options.verb, &article, &references, problems);
            Some(report.problems)
        });
        let mut problems = problems.await.ok().flatten().unwrap_or_default();
        // That it cannot be read has been told.
        problems.retain(|placed| placed.problem.code() != Code::ArticleFrontMatter);
        problems
    }

    /// The manuscript of an article that has a page.
    async fn sheet_of(
        self: &Arc<Self>,
        job: &Job,
        report: &ArticleReport,
        options: &DraftOptions,
    ) -> Result<Sheet, Vec<PlacedProblem>> {
        let is_hosted = |row: &&ReferenceReport| {
            matches!(
                row.status,
                ReferenceStatus::Uploaded | ReferenceStatus::Reused
            )
        };
        let hosted = report.references.iter().filter(is_hosted);
        let shown = hosted.map(|row| (row.position.line, row.position.column));
        let page = match (&report.content, &report.output) {
            (Some(content), _) => Some(content.clone()),
            (None, Some(output)) => fsio::read_limited(output, Article::MAX_BYTES)
                .ok()
                .flatten(),
            (None, None) => None,
        };
        let page = page.and_then(|page| String::from_utf8(page).ok());
        // A dry run has not written what it would have.
        let is_old = self.options.dry_run && report.changed;
        let page = match page.filter(|_| !is_old) {
            Some(page) => page,
            None if self.options.dry_run => String::from("…"),
            None => return Err(vec![Problem::new(Code::DraftIncomplete).into()]),
        };
        self.sheet(job, page, shown.collect(), options).await
    }

    /// The manuscript of an article with this page; `shown` are the places of the pictures on it.
    async fn sheet(
        self: &Arc<Self>,
        job: &Job,
        page: String,
        shown: Vec<(usize, usize)>,
        options: &DraftOptions,
    ) -> Result<Sheet, Vec<PlacedProblem>> {
        let (run, job, options) = (Arc::clone(self), job.clone(), options.clone());
        let sheet = blocking(move || {
            let source = match (&job.source, &job.origin) {
                (Some(source), _) => source.clone(),
                (None, Origin::File(path)) => fsio::read_limited(path, Article::MAX_BYTES)
                    .ok()
                    .flatten()
                    .unwrap_or_default(),
                (None, Origin::Stdin { .. }) => Vec::new(),
            };
            let article = Article::new(job.origin, job.format, source)
                .map_err(|problem| vec![PlacedProblem::from(problem)])?;
            let manuscript = manuscript::manuscript(article, page, &run.options, &options)?;
            Sheet::new(&run, manuscript, shown).map_err(|placed| vec![placed])
        });
        sheet
            .await
            .unwrap_or_else(|problem| Err(vec![problem.into()]))
    }

    /// Chooses the pictures of drafts and uploads them, all at once. What cannot be had is told of its article,
    /// whose draft is left out.
    async fn host_covers(
        self: &Arc<Self>,
        groups: &mut Vec<Group>,
        articles: &mut [ArticleReport],
        progress: &Arc<dyn Progress>,
    ) {
        let mut whole = Vec::new();
        for mut group in groups.drain(..) {
            let mut failed = false;
            for (place, sheet) in group.sheets.iter_mut().enumerate() {
                if let Err(placed) = sheet.choose(self).await {
                    refuse(&mut articles[group.indexes[place]], placed);
                    failed = true;
                }
            }
            if !failed {
                whole.push(group);
            } else if group.indexes.len() > 1 {
                for index in &group.indexes {
                    let report = &mut articles[*index];
                    if report.status == ArticleStatus::Done {
                        refuse(report, Problem::new(Code::DraftTogether).into());
                    }
                }
            }
        }
        let uploads: Vec<_> = whole
            .iter()
            .flat_map(|group| &group.sheets)
            .flat_map(|sheet| {
                let origin = sheet.manuscript.article.origin();
                sheet.contents().map(move |content| content.upload(origin))
            })
            .filter(|upload| {
                let known = self
                    .hosting
                    .remembered(&upload.asset.digest, &upload.profile);
                known.is_none() && !upload.source.is_elsewhere()
            })
            .collect();
        // Each failure comes up again where its draft is made.
        let _ = self.hosting.host_all(uploads, progress).await;
        *groups = whole;
    }
}
