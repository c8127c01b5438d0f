//! Pictures at other hosts: each URL asked once a run, or not at all while its host says so.
//!
//! In: a URL. Out: its asset and where its bytes are. What was fetched and uploaded before is asked about
//! by its validators; if its host cannot be asked, what was uploaded is used, with a warning.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use futures_util::stream::{self, StreamExt as _};
use tempfile::TempDir;
use tokio::sync::{OnceCell, Semaphore};

use super::blocking;
use super::images::ImageSource;
use crate::asset::Asset;
use crate::fsio;
use crate::image::{self, FetchOptions, Fetched, Fetcher};
use crate::ledger::Ledger;
use crate::problem::{Code, Problem};
use crate::upload::Destination;
use crate::validator::Validator;

/// Fetches at once, whatever `--jobs` says: other hosts owe us nothing.
const AT_ONCE: usize = 4;

/// A picture at another host.
#[derive(Debug, Clone)]
pub(super) struct RemoteImage {
    pub(super) asset: Asset,
    pub(super) source: ImageSource,
    /// `remote.stale`.
    pub(super) remark: Option<Problem>,
}

/// What became of the URLs that were asked for.
pub(super) type Answers = HashMap<String, Result<RemoteImage, Problem>>;

type Slot = Arc<OnceCell<Result<RemoteImage, Problem>>>;

/// The remote pictures of a run.
#[derive(Debug)]
pub(super) struct Remotes {
    fetcher: Fetcher,
    ledger: Arc<Ledger>,
    refresh: bool,
    asked: Mutex<HashMap<(String, Destination), Slot>>,
    at_once: Semaphore,
    /// What was fetched, until the run ends.
    scratch: OnceLock<Option<TempDir>>,
}

impl Remotes {
    pub(super) fn new(options: FetchOptions, ledger: Arc<Ledger>, refresh: bool) -> Self {
        Self {
            fetcher: Fetcher::new(options),
            ledger,
            refresh,
            asked: Mutex::default(),
            at_once: Semaphore::new(AT_ONCE),
            scratch: OnceLock::new(),
        }
    }

    /// Requests made so far.
    pub(super) fn fetches(&self) -> u64 {
        self.fetcher.fetches()
    }

    /// What is known of a URL without asking anybody.
    pub(super) fn known(&self, url: &str) -> Option<(Asset, ImageSource)> {
        let (asset, _) = self.ledger.remote(url)?;
        Some((asset, ImageSource::Elsewhere(url.to_owned())))
    }

    /// Asks for URLs; `is_hosted` says whether an asset needs no bytes because it is uploaded already to where it is
    /// to go.
    pub(super) async fn ask_for(
        &self,
        urls: Vec<String>,
        destination: Destination,
        is_hosted: &(impl Fn(&Asset) -> bool + Sync),
    ) -> Answers {
        stream::iter(urls)
            .map(|url| async move {
                let slot = {
                    let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
                    let wanted = (url.clone(), destination);
                    Arc::clone(asked.entry(wanted).or_default())
                };
                let answer = slot.get_or_init(|| self.ask(&url, is_hosted)).await.clone();
                (url, answer)
            })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await
    }

    /// Fetches a picture whose bytes are needed after all, although it was uploaded before.
    pub(super) async fn with_bytes(&self, url: &str) -> Result<RemoteImage, Problem> {
        self.ask(url, &|_: &Asset| false).await
    }

    async fn ask(
        &self,
        url: &str,
        is_hosted: &(impl Fn(&Asset) -> bool + Sync),
    ) -> Result<RemoteImage, Problem> {
        // Bytes that are not here cannot be uploaded: without an upload, everything is fetched anew.
        let known = self
            .ledger
            .remote(url)
            .filter(|(asset, _)| !self.refresh && is_hosted(asset));
        if let Some((asset, validator)) = &known
            && validator.is_fresh(SystemTime::now())
        {
            return Ok(RemoteImage::elsewhere(*asset, url, None));
        }
        let answer = {
            let _turn = self.at_once.acquire().await.ok();
            let validator = known.as_ref().map(|(_, validator)| validator);
            self.fetcher.fetch(url, validator).await
        };
        match (answer, known) {
            (Ok(Fetched::Picture { bytes, validator }), _) => {
                self.keep(url, bytes, validator).await
            }
            (Ok(Fetched::NotModified { fresh_until }), Some((asset, mut validator))) => {
                validator.fresh_until = fresh_until;
                self.ledger.remember_remote(url, &asset, &validator);
                Ok(RemoteImage::elsewhere(asset, url, None))
            }
            // Nobody was asked whether anything was modified.
            (Ok(Fetched::NotModified { .. }), None) => Err(Problem::new(Code::RemoteStatus)
                .with("url", url)
                .with("status", 304)),
            (Err(problem), Some((asset, _))) if is_passing(&problem) => {
                let reason = problem.argument("reason").unwrap_or("status");
                let remark = Problem::new(Code::RemoteStale)
                    .with("url", url)
                    .with("reason", reason);
                Ok(RemoteImage::elsewhere(asset, url, Some(remark)))
            }
            (Err(problem), _) => Err(problem),
        }
    }

    /// Writes what was fetched to the disk, where it waits for its turn to be uploaded.
    async fn keep(
        &self,
        url: &str,
        bytes: Vec<u8>,
        validator: Validator,
    ) -> Result<RemoteImage, Problem> {
        let (name, directory) = (url.to_owned(), self.directory(url)?);
        let kept = blocking(move || {
            let loaded = image::inspect(&name, bytes)?;
            let path = directory.join(loaded.asset.digest.hex());
            fsio::write_atomic(&path, &loaded.bytes)
                .map_err(|error| unkept(&name, &error.reason()))?;
            Ok((loaded.asset, path))
        });
        let (asset, path) = kept.await??;
        self.ledger.remember_remote(url, &asset, &validator);
        Ok(RemoteImage {
            asset,
            source: ImageSource::Fetched {
                path,
                url: url.to_owned(),
            },
            remark: None,
        })
    }

    fn directory(&self, url: &str) -> Result<PathBuf, Problem> {
        let scratch = self.scratch.get_or_init(|| tempfile::tempdir().ok());
        let scratch = scratch.as_ref();
        scratch
            .map(|directory| directory.path().to_owned())
            .ok_or_else(|| unkept(url, "no temporary directory"))
    }
}

/// Whether the other host may answer otherwise in a while.
fn is_passing(problem: &Problem) -> bool {
    match problem.code() {
        Code::RemoteUnreachable => true,
        Code::RemoteStatus => problem
            .argument("status")
            .and_then(|status| status.parse::<u16>().ok())
            .is_some_and(|status| status == 429 || status >= 500),
        _ => false,
    }
}

fn unkept(url: &str, reason: &str) -> Problem {
    Problem::new(Code::ImageUnreadable)
        .with("path", url)
        .with("reason", reason)
}

impl RemoteImage {
    /// A picture whose bytes are not here, because nobody needs them.
    fn elsewhere(asset: Asset, url: &str, remark: Option<Problem>) -> Self {
        Self {
            asset,
            source: ImageSource::Elsewhere(url.to_owned()),
            remark,
        }
    }
}
