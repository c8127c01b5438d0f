//! From finished pages to drafts.
//!
//! 1. `manuscript`: what each article says of its draft, within the service's limits; no request.
//! 2. `memory`: which draft it is; of one that is as it would be, nobody is asked.
//! 3. `sheet`: which picture is its cover; all are uploaded together.
//! 4. `sending`: one draft after the other, added once or updated.
//! 5. `readback`: what the service made of it.
//!
//! An article that is not complete never becomes a draft. What is wrong with the account or the connection ends
//! the run for the drafts that follow.

mod headline;
mod manuscript;
mod memory;
mod readback;
mod sending;
mod sheet;

use std::sync::Arc;

use super::{Job, Pipeline, Progress, Run, account, blocking, stale};
use crate::article::{Article, Origin};
use crate::draft::{DraftArticle, DraftBox, MOST_ARTICLES};
use crate::fsio;
use crate::options::DraftOptions;
use crate::problem::{Class, Code, Problem};
use crate::report::{
    ArticleReport, ArticleStatus, DraftReport, DraftStatus, PlacedProblem, ReferenceStatus, Report,
};
use crate::upload::ImageHost;

pub(super) use headline::without_headline;
pub(super) use manuscript::says_pictures;
use memory::{Memory, Names};
use sending::{Sending, Sent, Unsent, is_sent};
use sheet::Sheet;

impl<H: ImageHost + DraftBox> Pipeline<H> {
    /// Runs all jobs and makes drafts of the articles that are complete, as the options say
    /// ([`DraftOptions`]); without those it is [`Pipeline::run`].
    pub async fn run_to_drafts(&self, jobs: Vec<Job>, progress: Arc<dyn Progress>) -> Report {
        let Some(options) = self.run.options.draft.clone() else {
            return self.run(jobs, progress).await;
        };
        progress.articles(jobs.len() as u64);
        let scope = stale::Scope::new(&self.run.options, &jobs);
        let mut articles = self.run_articles(jobs.clone(), &progress).await;
        account::pass_over(&mut articles);
        self.run
            .drafts(&options, &jobs, &mut articles, &progress)
            .await;
        let mut report = self.finish(self.run.options.verb.as_str(), articles, Vec::new());
        report.stale = stale::look(&self.run.finished, &self.run.options, &scope);
        report
    }
}

/// The articles of one draft, by their numbers in the report.
struct Group {
    indexes: Vec<usize>,
    names: Vec<Names>,
    sheets: Vec<Sheet>,
}

impl<H: ImageHost + DraftBox> Run<H> {
    /// Makes drafts of finished articles, and tells of each in its report.
    async fn drafts(
        self: &Arc<Self>,
        options: &DraftOptions,
        jobs: &[Job],
        articles: &mut [ArticleReport],
        progress: &Arc<dyn Progress>,
    ) {
        let mut sheets = Vec::new();
        for (index, job) in jobs.iter().enumerate() {
            let report = &mut articles[index];
            match report.status {
                ArticleStatus::Done => {}
                ArticleStatus::Incomplete => {
                    refuse(report, Problem::new(Code::DraftIncomplete).into());
                    continue;
                }
                ArticleStatus::Failed | ArticleStatus::PassedOver => continue,
            }
            match self.sheet(job, report, options).await {
                Ok(sheet) => sheets.push((index, sheet)),
                Err(problems) => {
                    for placed in problems {
                        refuse(report, placed);
                    }
                }
            }
        }
        let groups = self.groups(options, sheets, jobs, articles);
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

    /// The manuscript of an article with its cover.
    async fn sheet(
        self: &Arc<Self>,
        job: &Job,
        report: &ArticleReport,
        options: &DraftOptions,
    ) -> Result<Sheet, Vec<PlacedProblem>> {
        let whole = |problem: Problem| vec![PlacedProblem::from(problem)];
        let shown = report
            .references
            .iter()
            .filter(|row| {
                matches!(
                    row.status,
                    ReferenceStatus::Uploaded | ReferenceStatus::Reused
                )
            })
            .map(|row| (row.position.line, row.position.column))
            .collect();
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
            None if self.options.dry_run => String::new(),
            None => return Err(whole(Problem::new(Code::DraftIncomplete))),
        };
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
        sheet.await.unwrap_or_else(|problem| Err(whole(problem)))
    }

    /// The drafts that the articles become: one each, or one of all if all are complete.
    fn groups(
        &self,
        options: &DraftOptions,
        sheets: Vec<(usize, Sheet)>,
        jobs: &[Job],
        articles: &mut [ArticleReport],
    ) -> Vec<Group> {
        let directory = self.ledger.lockfile_directory();
        let named = |(index, sheet): (usize, Sheet)| {
            let names = Names::of(&sheet.manuscript, directory.as_deref());
            (index, names, sheet)
        };
        let named: Vec<_> = sheets.into_iter().map(named).collect();
        if !options.together {
            let groups = named.into_iter().map(|(index, names, sheet)| Group {
                indexes: vec![index],
                names: vec![names],
                sheets: vec![sheet],
            });
            return self.without_namesakes(groups.collect(), articles);
        }
        if named.len() < jobs.len() || named.len() > MOST_ARTICLES {
            for (index, ..) in &named {
                refuse(
                    &mut articles[*index],
                    Problem::new(Code::DraftIncomplete).into(),
                );
            }
            return Vec::new();
        }
        let mut group = Group {
            indexes: Vec::new(),
            names: Vec::new(),
            sheets: Vec::new(),
        };
        for (index, names, sheet) in named {
            group.indexes.push(index);
            group.names.push(names);
            group.sheets.push(sheet);
        }
        vec![group]
    }

    /// Refuses articles that would be the draft of another one of this run.
    fn without_namesakes(&self, groups: Vec<Group>, articles: &mut [ArticleReport]) -> Vec<Group> {
        let mut seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
        let mut kept = Vec::new();
        for group in groups {
            let (name, index) = (group.names[0].local.clone(), group.indexes[0]);
            match seen.get(&name) {
                Some(other) => {
                    let problem = Problem::new(Code::DraftIdTaken)
                        .with("id", name.trim_start_matches("id:"))
                        .with("other", &articles[*other].input);
                    refuse(&mut articles[index], problem.into());
                }
                None => {
                    seen.insert(name, index);
                    kept.push(group);
                }
            }
        }
        kept
    }

    /// Tells of drafts that are as they would be; gives the others.
    fn changed(
        &self,
        groups: Vec<Group>,
        options: &DraftOptions,
        articles: &mut [ArticleReport],
    ) -> Vec<Group> {
        let (ledger, account) = (&self.ledger, self.hosting.account());
        let memory = Memory::read(ledger, account);
        let mut changed = Vec::new();
        for group in groups {
            let manuscripts: Vec<_> = group.sheets.iter().map(|sheet| &sheet.manuscript).collect();
            let known = match memory.of(&manuscripts, &group.names, ledger, account) {
                Ok(known) => known,
                Err(problem) => {
                    for index in &group.indexes {
                        refuse(&mut articles[*index], problem.clone().into());
                    }
                    continue;
                }
            };
            let is_same = is_sent(&known.record, &group.names, &group.sheets);
            let status = match (options.new, &known.record.media_id) {
                (true, _) | (false, None) => DraftStatus::WouldCreate,
                (false, Some(_)) if is_same => DraftStatus::Unchanged,
                (false, Some(_)) => DraftStatus::WouldUpdate,
            };
            if status == DraftStatus::Unchanged || self.options.dry_run {
                for (place, index) in group.indexes.iter().enumerate() {
                    let sheet = &group.sheets[place];
                    let media_id = known.record.media_id.clone().filter(|_| !options.new);
                    let report = &mut articles[*index];
                    report.draft = Some(draft_report(sheet, media_id, place, status));
                    let note = known.note.iter().filter(|_| place == 0);
                    report
                        .problems
                        .extend(note.cloned().map(PlacedProblem::from));
                }
                if status == DraftStatus::Unchanged && !self.options.dry_run {
                    memory::rename(ledger, account, &known, &group.names);
                    if let Some(media_id) = &known.record.media_id {
                        memory::lock(ledger, account, media_id, &group.names);
                    }
                }
            } else {
                changed.push(group);
            }
        }
        changed
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
                        refuse(report, Problem::new(Code::DraftIncomplete).into());
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

    /// Tells why there is no draft. What is wrong with the account or the connection ends the run.
    fn tell_unsent(&self, group: &Group, unsent: Unsent, articles: &mut [ArticleReport]) {
        let Unsent { problem, written } = unsent;
        let is_the_runs = matches!(
            problem.class(),
            Class::Account | Class::Usage | Class::Unreachable | Class::Interrupted
        );
        for (place, index) in group.indexes.iter().enumerate() {
            let told = if is_the_runs {
                Problem::new(Code::DraftNotSent).with("cause", problem.code().as_str())
            } else {
                problem.clone()
            };
            let report = &mut articles[*index];
            if let Some(article) = written.get(place).filter(|_| !is_the_runs) {
                let sheet = &group.sheets[place];
                report.problems.extend(readback::triggers(
                    &sheet.manuscript.article,
                    article,
                    &problem,
                ));
            }
            refuse(report, told.into());
        }
        if is_the_runs {
            let cause = self.ended.get_or_init(|| problem);
            self.hosting.stop(cause.clone());
        }
    }
}

/// Tells what became of a draft, in the reports of its articles.
fn tell(group: &Group, sent: Sent, articles: &mut [ArticleReport]) {
    let Sent {
        media_id,
        status,
        stored,
        written,
        notes,
    } = sent;
    for (place, index) in group.indexes.iter().enumerate() {
        let (sheet, report) = (&group.sheets[place], &mut articles[*index]);
        report.draft = Some(draft_report(sheet, Some(media_id.clone()), place, status));
        // What concerns the draft as a whole is told once.
        let notes = notes.iter().filter(|_| place == 0).chain(&sheet.notes);
        report
            .problems
            .extend(notes.cloned().map(PlacedProblem::from));
        let stored = stored.as_ref().and_then(|draft| draft.articles.get(place));
        let written: Option<&DraftArticle> = written.get(place).and_then(Option::as_ref);
        if let (Some(stored), Some(written)) = (stored, written) {
            let article = &sheet.manuscript.article;
            report.problems.extend(readback::losses(
                article,
                &report.references,
                written,
                stored,
            ));
        }
        sort(report);
    }
}

fn draft_report(
    sheet: &Sheet,
    media_id: Option<String>,
    index: usize,
    status: DraftStatus,
) -> DraftReport {
    let draft = &sheet.manuscript.draft;
    DraftReport {
        media_id,
        index,
        status,
        title: draft.title.clone(),
        author: draft.author.clone(),
        digest: draft.digest.clone(),
        source_url: draft.source_url.clone(),
        cover: sheet.cover().cloned(),
    }
}

/// Tells why an article does not become a draft; once.
fn refuse(report: &mut ArticleReport, placed: PlacedProblem) {
    let at = |placed: &PlacedProblem| placed.place.as_ref().map(|place| place.position);
    // A cover that is missing is only worth a warning for a page.
    report.problems.retain(|known| {
        !(known.problem.code() == placed.problem.code() && at(known) == at(&placed))
    });
    report.status = ArticleStatus::Incomplete;
    report.problems.push(placed);
    sort(report);
}

fn sort(report: &mut ArticleReport) {
    report
        .problems
        .sort_by_key(|placed| placed.place.as_ref().map(|place| place.position));
}
