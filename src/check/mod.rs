//! Looks at articles as publishing would, without a network, a secret or a trace: what is wrong with them,
//! each thing with a code, at its place.
//!
//! 1. `subject`: an article is read, scanned and surveyed; each of its pictures is looked at (`pictures`).
//! 2. `rules`: one file each judges the subject and finds problems.
//! 3. `rule`: which rules there are, and what each finding is worth here.
//! 4. `repair` mends what can be mended by changing letters of a path; `explanation` says more of a rule.
//!
//! The findings have the codes of publishing, because they come from the same rooms. Articles are looked at
//! on all cores; what one run learned of a picture serves all of its articles.

mod explanation;
mod github;
mod mention;
mod pictures;
mod repair;
mod rule;
mod rules;
mod sarif;
mod subject;

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::asset::AccountId;
use crate::git::Index;
use crate::image::{Locator, LocatorOptions};
use crate::ledger::Ledger;
use crate::options::{Options, Verb};
use crate::pipeline::Job;
use crate::problem::{Code, Problem, Severity};
use crate::report::{ArticleReport, ArticleStatus, PlacedProblem, Report, Totals};

pub use explanation::{Explanation, explanation};
pub use github::github;
pub use mention::mentions;
pub use repair::{Repair, repair};
pub use rule::{Level, Rules};
pub use sarif::sarif;

use pictures::Pictures;
use subject::Subject;

/// What is remembered of uploads, for `--require-uploaded`.
#[derive(Debug)]
pub(crate) struct Memory {
    ledger: Ledger,
    account: AccountId,
}

/// Looks at articles.
#[derive(Debug)]
pub struct Checker {
    options: Options,
    rules: Rules,
    pictures: Pictures,
    memory: Option<Memory>,
    /// Where pictures that no article shows are looked for.
    unused_in: Option<Vec<PathBuf>>,
}

impl Checker {
    /// A checker for what `publish` would make with these options, by these rules.
    #[must_use]
    pub fn new(mut options: Options, rules: Rules) -> Self {
        options.verb = Verb::Publish;
        let locator = Locator::new(LocatorOptions::new(
            options.roots.clone(),
            options.allow_outside,
        ));
        Self {
            pictures: Pictures::new(locator, &options),
            options,
            rules,
            memory: None,
            unused_in: None,
        }
    }

    /// Asks a ledger, too, whether each content was uploaded for an account (`image.not-uploaded`).
    #[must_use]
    pub fn requiring_uploads(mut self, ledger: Ledger, account: AccountId) -> Self {
        self.pictures.with_digests();
        self.memory = Some(Memory { ledger, account });
        self
    }

    /// Takes pictures as they are in an index, where they are in it.
    #[must_use]
    pub fn in_index(mut self, index: Index) -> Self {
        self.pictures.in_index(index);
        self
    }

    /// Looks for pictures in these directories that none of the articles shows (`image.unused`).
    #[must_use]
    pub fn looking_for_unused(mut self, directories: Vec<PathBuf>) -> Self {
        self.pictures.with_names();
        self.unused_in = Some(directories);
        self
    }

    /// Looks at articles; the outputs of the jobs count for nothing. Never fails as a whole.
    #[must_use]
    pub fn check(&self, jobs: Vec<Job>) -> Report {
        let articles = in_parallel(jobs, |job| self.article(job));
        let problems = match &self.unused_in {
            Some(directories) => rules::unused::find(directories, &self.pictures)
                .into_iter()
                .filter_map(|problem| self.rules.apply(problem))
                .collect(),
            None => Vec::new(),
        };
        let totals = totals(&articles);
        Report {
            command: "check",
            dry_run: false,
            articles,
            images: Vec::new(),
            stale: Vec::new(),
            problems,
            totals,
        }
    }

    fn article(&self, job: Job) -> ArticleReport {
        let name = job.input_name();
        let subject = match Subject::read(job, &self.options, &self.pictures, self.memory.as_ref())
        {
            Ok(subject) => subject,
            Err(problem) => return ArticleReport::unreadable(name, problem),
        };
        let mut findings = rules::Findings::default();
        for find in rules::ALL {
            find(&subject, &mut findings);
        }
        let problems = findings.judged(&subject, &self.rules);
        let mut report = subject.report(&self.rules);
        let failed = problems
            .iter()
            .any(|placed: &PlacedProblem| placed.problem.severity() == Severity::Error);
        report.status = if failed {
            ArticleStatus::Incomplete
        } else {
            ArticleStatus::Done
        };
        report.problems = problems;
        report
    }
}

fn totals(articles: &[ArticleReport]) -> Totals {
    let references = articles.iter().flat_map(|article| &article.references);
    let mut totals = Totals {
        articles: articles.len() as u64,
        ..Totals::default()
    };
    for reference in references {
        totals.references += 1;
        match &reference.problem {
            Some(_) => totals.failed += 1,
            None => totals.kept += 1,
        }
    }
    totals
}

/// Does the work for each item on all cores; results in the order of the items. A panic is a problem of
/// that item alone.
fn in_parallel(jobs: Vec<Job>, work: impl Fn(Job) -> ArticleReport + Sync) -> Vec<ArticleReport> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(jobs.len());
    let count = jobs.len();
    let jobs: Vec<Mutex<Option<Job>>> = jobs.into_iter().map(|job| Mutex::new(Some(job))).collect();
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, ArticleReport)>> = Mutex::new(Vec::with_capacity(count));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(slot) = jobs.get(at) else { break };
                    let job = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
                    let Some(job) = job else { continue };
                    let name = job.input_name();
                    let work = std::panic::AssertUnwindSafe(|| work(job));
                    let report = std::panic::catch_unwind(work).unwrap_or_else(|_| {
                        let problem = Problem::new(Code::InternalBug).with("reason", "panic");
                        ArticleReport::unreadable(name, problem)
                    });
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.push((at, report));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, report)| report).collect()
}

#[cfg(test)]
mod tests;
