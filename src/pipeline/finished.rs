//! Articles that need not be made again.
//!
//! In: a job. Out: its report, if the article's text, what its references mean, what is remembered of
//! them, the options and the output are what they were when it was made. Nothing is parsed for that: files
//! are known by size, times and inode, or by their digest where those could deceive or the text was given; targets are
//! looked for anew, because a file that has come into being may be nearer than the one that was used.

mod fingerprint;
mod record;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use self::fingerprint::fingerprint;
use self::record::{FileState, Meaning, Placed, Record, Reference, Sheet, Written};
use super::fitter::destination_of;
use super::hosting::Hosting;
use super::images::Images;
use super::job::{Job, Output};
use super::outcome::ResolvedReference;
use super::sheets::{self, LookedFor};
use crate::article::{Article, Origin};
use crate::asset::{Asset, Digest, HostedImage};
use crate::fsio;
use crate::image;
use crate::ledger::{FinishedKey, Ledger, Signature, Snapshot};
use crate::options::{Options, Verb};
use crate::problem::Problem;
use crate::report::{ArticleReport, ArticleStatus, PageSize};
use crate::upload::ImageHost;

/// Records that are written together.
const BATCH: usize = 256;

/// Largest output that is remembered, in bytes.
const MOST: u64 = 64 << 20;

/// What a page was made of, beside the article's own text.
#[derive(Debug)]
pub(super) struct Dependencies<'a> {
    /// The article's file, before it was read; `None` for a text that was given in its place.
    pub(super) seen: Option<Seen>,
    pub(super) references: &'a [ResolvedReference],
    pub(super) sheets: &'a [LookedFor],
}

/// The finished articles of a run and of those before it.
#[derive(Debug)]
pub(super) struct Finished {
    ledger: Arc<Ledger>,
    fingerprint: String,
    refresh: bool,
    /// Looks at the ledger that nobody takes at the moment.
    idle: Mutex<Vec<Snapshot>>,
    fresh: Mutex<Vec<(FinishedKey, Vec<u8>)>>,
}

/// A job whose article is up to date, with its report, or one that has to be done.
#[derive(Debug)]
pub(super) enum Begun {
    UpToDate(Box<ArticleReport>),
    ToDo(Job),
}

/// A file as it was before it was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    signature: Signature,
    is_safe: bool,
}

impl Seen {
    /// Looks at a file that is read next, or has just been written.
    pub(super) fn now(path: &Path) -> Option<Self> {
        let now = SystemTime::now();
        let signature = Signature::of(&std::fs::metadata(path).ok()?)?;
        Some(Self {
            is_safe: signature.is_safely_older_than(now),
            signature,
        })
    }

    fn state(self, digest: &Digest) -> FileState {
        FileState {
            signature: hex(&self.signature.to_bytes()),
            is_safe: self.is_safe,
            digest: digest.hex(),
        }
    }
}

impl Finished {
    pub(super) fn new(ledger: Arc<Ledger>, options: &Options) -> Self {
        Self {
            ledger,
            fingerprint: fingerprint(options),
            refresh: options.refresh,
            idle: Mutex::default(),
            fresh: Mutex::default(),
        }
    }

    /// Tells the jobs whose articles were finished before, and of which nothing has changed, from the others.
    pub(super) fn recall<H: ImageHost>(
        &self,
        images: &Images,
        hosting: &Hosting<H>,
        verb: Verb,
        jobs: Vec<Job>,
    ) -> Vec<Begun> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = if self.refresh { None } else { idle().pop() };
        let Some(mut snapshot) = taken.or_else(|| self.look()) else {
            return jobs.into_iter().map(Begun::ToDo).collect();
        };
        snapshot.renew();
        let begun = jobs.into_iter().map(|job| {
            let world = World {
                images,
                hosting,
                origin: &job.origin,
            };
            match self.recall_one(&world, verb, &mut snapshot, &job) {
                Some(report) => Begun::UpToDate(Box::new(report)),
                None => Begun::ToDo(job),
            }
        });
        let begun = begun.collect();
        snapshot.end();
        idle().push(snapshot);
        begun
    }

    fn look(&self) -> Option<Snapshot> {
        if self.refresh {
            None
        } else {
            self.ledger.snapshot()
        }
    }

    fn recall_one<H: ImageHost>(
        &self,
        world: &World<'_, H>,
        verb: Verb,
        snapshot: &mut Snapshot,
        job: &Job,
    ) -> Option<ArticleReport> {
        let (path, output) = files(job)?;
        let key = FinishedKey::new(path, output, verb.as_str())?;
        let record: Record = serde_json::from_slice(&snapshot.finished(&key)?).ok()?;
        if record.fingerprint != self.fingerprint {
            return None;
        }
        let article = match &job.source {
            Some(given) => record
                .article
                .is_of(given)
                .then(|| record.article.clone())?,
            None => confirmed(path, &record.article)?,
        };
        let written = confirmed(output, &record.output)?;
        let mut references = record.references.iter();
        if !references.all(|reference| world.is_unchanged(snapshot, reference))
            || !record.sheets.iter().all(|sheet| world.is_same_sheet(sheet))
        {
            return None;
        }
        // Once the times are old enough, the next run need not read the files.
        if article != record.article || written != record.output {
            let renewed = Record {
                article,
                output: written,
                ..record
            };
            self.write_down(key, &renewed);
            return report(job, output, renewed);
        }
        report(job, output, record)
    }

    /// Remembers an article that is complete.
    pub(super) fn keep(
        &self,
        options: &Options,
        article: &Article,
        dependencies: &Dependencies<'_>,
        report: &ArticleReport,
        made: &Digest,
    ) {
        let (Origin::File(path), Some(output)) = (article.origin(), report.output.as_deref())
        else {
            return;
        };
        let whole = report.status == ArticleStatus::Done && !options.dry_run;
        let (true, Some(written)) = (whole, Seen::now(output)) else {
            return;
        };
        let Some(key) = FinishedKey::new(path, output, options.verb.as_str()) else {
            return;
        };
        let sheets = dependencies.sheets.iter().map(Sheet::new);
        // Names that are no Unicode cannot be written down.
        let Some(sheets) = sheets.collect() else {
            return;
        };
        let record = Record {
            fingerprint: self.fingerprint.clone(),
            article: match dependencies.seen {
                Some(seen) => seen.state(&Digest::of(article.as_read())),
                None => FileState::given(article.as_read()),
            },
            output: written.state(made),
            page: report.page.map(|page| (page.characters, page.bytes)),
            sheets,
            references: dependencies
                .references
                .iter()
                .zip(&report.references)
                .map(|(resolved, row)| Reference::new(resolved, row))
                .collect(),
            problems: report.problems.iter().map(Placed::new).collect(),
        };
        self.write_down(key, &record);
    }

    /// The finished articles of all runs.
    pub(super) fn keys(&self, verb: Verb) -> Vec<FinishedKey> {
        self.ledger.finished_keys(verb.as_str())
    }

    /// Whether an output holds what was written into it.
    pub(super) fn is_as_written(&self, key: &FinishedKey, output: &Path) -> bool {
        let record = self.ledger.finished(key);
        let record = record.and_then(|record| serde_json::from_slice::<Record>(&record).ok());
        record.is_some_and(|record| confirmed(output, &record.output).is_some())
    }

    /// Forgets articles that are gone with their outputs.
    pub(super) fn forget(&self, keys: &[FinishedKey]) {
        self.ledger.forget_finished(keys);
    }

    fn write_down(&self, key: FinishedKey, record: &Record) {
        let Ok(record) = serde_json::to_vec(record) else {
            return;
        };
        let full = {
            let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
            fresh.push((key, record));
            fresh.len() >= BATCH
        };
        if full {
            self.remember();
        }
    }

    /// Writes what was finished into the ledger, in one transaction.
    pub(super) fn remember(&self) {
        let fresh = std::mem::take(&mut *self.fresh.lock().unwrap_or_else(PoisonError::into_inner));
        self.ledger.remember_finished(&fresh);
    }
}

/// What references are compared with.
struct World<'a, H> {
    images: &'a Images,
    hosting: &'a Hosting<H>,
    origin: &'a Origin,
}

impl<H: ImageHost> World<'_, H> {
    fn is_unchanged(&self, snapshot: &mut Snapshot, reference: &Reference) -> bool {
        match &reference.meaning {
            Meaning::Text => self.is_remembered(snapshot, reference, None),
            Meaning::File { path, kind } => {
                let Some(target) = Meaning::local(path, kind) else {
                    return false;
                };
                let located = self.images.locate(self.origin, &target);
                let found = located.and_then(|located| {
                    let asset = self.images.asset_by(&located.path, |path, metadata| {
                        snapshot.indexed(path, metadata)
                    })?;
                    let misnamed = image::misnamed(&located.path, asset.format);
                    let remarks = located.remarks.into_iter().chain(misnamed);
                    Ok((asset, remarks.collect::<Vec<_>>()))
                });
                match found {
                    Ok((asset, remarks)) => {
                        remarks
                            .iter()
                            .map(Written::new)
                            .eq(reference.remarks.iter().cloned())
                            && self.is_remembered(snapshot, reference, Some(&asset))
                    }
                    Err(problem) => is_same_failure(reference, problem),
                }
            }
            Meaning::Elsewhere { url } => {
                let known = snapshot.remote(url);
                // While its host said that this still holds.
                let fresh = known.filter(|(_, validator)| validator.is_fresh(SystemTime::now()));
                reference.remarks.is_empty()
                    && fresh.is_some_and(|(asset, _)| {
                        self.is_remembered(snapshot, reference, Some(&asset))
                    })
            }
        }
    }

    /// Whether a style sheet is the file it was, and holds what it held; or is not there as before.
    fn is_same_sheet(&self, sheet: &Sheet) -> bool {
        let from = sheet.from.as_deref().map(Path::new);
        let path = sheets::locate(self.images.locator(), self.origin, from, &sheet.written);
        match (&sheet.file, path) {
            (Some((known, state)), Some(path)) => {
                path == Path::new(known) && confirmed(&path, state).is_some()
            }
            (None, None) => true,
            _ => false,
        }
    }

    /// Whether the content, which is `asset` where that had to be looked at, still has its URL.
    fn is_remembered(
        &self,
        snapshot: &mut Snapshot,
        reference: &Reference,
        asset: Option<&Asset>,
    ) -> bool {
        let (Some(hex), Some(profile), Some(url)) =
            (&reference.digest, &reference.profile, &reference.url)
        else {
            // Nothing was uploaded for it: kept as it is written.
            return asset.is_none() && reference.url.is_none();
        };
        let Ok(digest) = hex.parse::<Digest>() else {
            return false;
        };
        let is_same = asset.is_none_or(|asset| {
            let destination = destination_of(profile);
            let width = reference.shown_width;
            asset.digest == digest && self.hosting.profile(asset, width, destination) == *profile
        });
        let hosted = snapshot.lookup(&self.hosting.key(digest, profile));
        is_same && hosted.is_some_and(|image: HostedImage| image.url.as_str() == url)
    }
}

/// Whether a picture that need not be there is missing as before.
fn is_same_failure(reference: &Reference, problem: Problem) -> bool {
    reference
        .problem
        .as_ref()
        .is_some_and(|known| *known == Written::new(&problem.softened()))
}

/// The article's file and the output's, of a job that has both and not in one.
fn files(job: &Job) -> Option<(&Path, &Path)> {
    match (&job.origin, &job.output) {
        (Origin::File(path), Output::File(output)) => Some((path, output)),
        _ => None,
    }
}

/// The state of a file, if it holds what it held.
fn confirmed(path: &Path, known: &FileState) -> Option<FileState> {
    let seen = Seen::now(path)?;
    if known.is_safe && hex(&seen.signature.to_bytes()) == known.signature {
        return Some(known.clone());
    }
    let bytes = fsio::read_limited(path, MOST).ok()??;
    let digest = Digest::of(&bytes);
    (digest.hex() == known.digest).then(|| seen.state(&digest))
}

fn report(job: &Job, output: &Path, record: Record) -> Option<ArticleReport> {
    let references = record.references.into_iter().map(Reference::row);
    let problems = record.problems.into_iter().map(Placed::read);
    Some(ArticleReport {
        input: job.input_name(),
        output: Some(output.to_owned()),
        content: None,
        changed: false,
        up_to_date: true,
        draft: None,
        page: record
            .page
            .map(|(characters, bytes)| PageSize { characters, bytes }),
        status: ArticleStatus::Done,
        references: references.collect::<Option<_>>()?,
        problems: problems.collect::<Option<_>>()?,
    })
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
