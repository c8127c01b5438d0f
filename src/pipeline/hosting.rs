//! Every distinct content once: remembered, in flight already, or claimed, read, uploaded, recorded.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::{OnceCell, Semaphore, SemaphorePermit};

use super::images::ImageSource;
use super::{Progress, blocking};
use crate::asset::{AccountId, Asset, Digest, HostedUrl, ImageFormat};
use crate::image;
use crate::ledger::{Claim, ClaimGuard, Key, Ledger};
use crate::options::Options;
use crate::problem::{Code, Problem};
use crate::upload::{FittedImage, ImageHost, Uploader};

/// Pause between two looks at a content that another process is uploading.
const CLAIM_POLL: Duration = Duration::from_millis(20);

/// A content to be hosted and where its bytes are.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    pub(super) asset: Asset,
    pub(super) source: ImageSource,
}

/// A content on the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hosted {
    pub(super) url: HostedUrl,
    /// Whether this run sent it (`false`: another process did meanwhile).
    pub(super) uploaded: bool,
}

/// What became of the contents that were asked for.
pub(super) type Delivered = HashMap<Digest, Result<Hosted, Problem>>;

/// Sums of what was sent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Figures {
    pub(super) bytes_sent: u64,
    pub(super) requests: u64,
}

type Flight = Arc<OnceCell<Result<Hosted, Problem>>>;

/// The gate between assets and the image host.
#[derive(Debug)]
pub(super) struct Hosting<H> {
    uploader: Uploader<H>,
    account: AccountId,
    ledger: Arc<Ledger>,
    refresh: bool,
    dry_run: bool,
    in_flight: Mutex<HashMap<Digest, Flight>>,
    /// Images in memory at once: those being sent and a few read ahead.
    in_memory: Semaphore,
    bytes_sent: AtomicU64,
    warnings: Mutex<Vec<Problem>>,
    interrupted: Arc<AtomicBool>,
}

impl<H: ImageHost> Hosting<H> {
    pub(super) fn new(
        uploader: Uploader<H>,
        account: AccountId,
        ledger: Arc<Ledger>,
        options: &Options,
        interrupted: Arc<AtomicBool>,
    ) -> Self {
        Self {
            uploader,
            account,
            ledger,
            refresh: options.refresh,
            dry_run: options.dry_run,
            in_flight: Mutex::default(),
            in_memory: Semaphore::new(options.jobs.max(1) + 2),
            bytes_sent: AtomicU64::new(0),
            warnings: Mutex::default(),
            interrupted,
        }
    }

    /// The remembered URL of a content, unless it is to be uploaded again.
    pub(super) fn remembered(&self, asset: &Asset) -> Option<HostedUrl> {
        if self.refresh {
            None
        } else {
            self.ledger.lookup(&self.key(asset.digest))
        }
    }

    /// Hosts contents, each once however often it is asked for in the run; a dry run asks nobody.
    pub(super) async fn host_all(
        &self,
        uploads: Vec<Upload>,
        progress: &Arc<dyn Progress>,
    ) -> Delivered {
        if self.dry_run {
            return Delivered::new();
        }
        let mut asked = HashSet::new();
        let flights = uploads
            .into_iter()
            .filter(|upload| asked.insert(upload.asset.digest))
            .map(|upload| async move {
                let digest = upload.asset.digest;
                let (flight, first) = self.flight(digest);
                if first {
                    progress.planned(1, upload.asset.size);
                }
                let hosted = flight
                    .get_or_init(|| async {
                        let size = upload.asset.size;
                        let hosted = self.obtain(upload).await;
                        progress.uploaded(size);
                        hosted
                    })
                    .await
                    .clone();
                (digest, hosted)
            });
        join_all(flights).await.into_iter().collect()
    }

    fn flight(&self, digest: Digest) -> (Flight, bool) {
        let mut in_flight = self
            .in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let first = !in_flight.contains_key(&digest);
        (Arc::clone(in_flight.entry(digest).or_default()), first)
    }

    async fn obtain(&self, upload: Upload) -> Result<Hosted, Problem> {
        let key = self.key(upload.asset.digest);
        let (claim, _place) = match self.claim(&key).await? {
            Ok(url) => {
                return Ok(Hosted {
                    url,
                    uploaded: false,
                });
            }
            Err(taken) => taken,
        };
        let image = blocking(move || load(&upload)).await??;
        let url = self.uploader.upload(&image).await?;
        let size = image.bytes.len() as u64;
        self.bytes_sent.fetch_add(size, Ordering::Relaxed);
        let ledger = Arc::clone(&self.ledger);
        let recorded = url.clone();
        if let Err(problem) = blocking(move || ledger.settle(claim, &recorded, size)).await? {
            self.warn(problem);
        }
        Ok(Hosted {
            url,
            uploaded: true,
        })
    }

    /// Waits until the content is ours to send (`Err`, with its place in memory), or somebody has sent it
    /// (`Ok`). A place is held only together with a claim, so that one hung process holds up nothing but
    /// the pictures it claimed; and a claim only together with a place, so that none waits in a queue.
    async fn claim(
        &self,
        key: &Key,
    ) -> Result<Result<HostedUrl, (ClaimGuard, Option<SemaphorePermit<'_>>)>, Problem> {
        loop {
            let place = self.in_memory.acquire().await.ok();
            if self.interrupted.load(Ordering::Relaxed) {
                return Err(
                    Problem::new(Code::ImageNotSent).with("cause", Code::Interrupted.as_str())
                );
            }
            let (ledger, wanted, refresh) = (Arc::clone(&self.ledger), key.clone(), self.refresh);
            // The ledger may be waiting for the disk on behalf of another image.
            match blocking(move || ledger.claim(&wanted, refresh)).await? {
                Claim::Hosted(url) => return Ok(Ok(url)),
                Claim::Taken(guard) => return Ok(Err((guard, place))),
                Claim::Busy => {
                    drop(place);
                    tokio::time::sleep(CLAIM_POLL).await;
                }
            }
        }
    }

    fn key(&self, digest: Digest) -> Key {
        Key::original(self.account.clone(), digest)
    }

    fn warn(&self, problem: Problem) {
        let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        // A full disk fails every record alike: say it once.
        if !warnings.contains(&problem) {
            warnings.push(problem);
        }
    }

    /// Lets nothing new be sent, and wakes what waits to be sent again.
    pub(super) fn stop(&self, cause: Problem) {
        self.uploader.stop(cause);
    }

    /// The problems of the run as a whole.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = self.ledger.take_problems();
        problems.extend(
            self.warnings
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        );
        problems.extend(self.uploader.stopped());
        problems
    }

    pub(super) fn figures(&self) -> Figures {
        Figures {
            bytes_sent: self.bytes_sent.load(Ordering::Relaxed),
            requests: self.uploader.requests(),
        }
    }
}

/// Reads the bytes of a planned upload again; they must still be what was planned.
fn load(upload: &Upload) -> Result<FittedImage, Problem> {
    let name = upload.source.name();
    let bytes = match &upload.source {
        ImageSource::File(path) => {
            let loaded = image::read(path)?;
            if loaded.asset.digest != upload.asset.digest {
                return Err(Problem::new(Code::ImageChanged).with("path", &name));
            }
            loaded.bytes
        }
        ImageSource::Data(bytes) => bytes.to_vec(),
    };
    Ok(FittedImage {
        digest: upload.asset.digest,
        format: sent_as(upload.asset.format),
        bytes,
        name,
    })
}

/// An animated PNG goes up as the PNG it also is.
fn sent_as(format: ImageFormat) -> ImageFormat {
    match format {
        ImageFormat::Apng => ImageFormat::Png,
        other => other,
    }
}
