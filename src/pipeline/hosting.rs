//! Every distinct content once: remembered, in flight already, or claimed, fitted, uploaded, recorded.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::{OnceCell, Semaphore, SemaphorePermit};

use super::fitter::{Fitter, Ready};
use super::images::ImageSource;
use super::team::Team;
use super::{Progress, blocking};
use crate::article::Origin;
use crate::asset::{AccountId, Asset, Digest, HostedImage};
use crate::fitting::Fitting;
use crate::ledger::shared::{Lease, SharedClaim};
use crate::ledger::{Claim, ClaimGuard, Key, Ledger};
use crate::options::Options;
use crate::problem::{Code, Problem};
use crate::upload::{Destination, ImageHost, Uploader};

/// Pause between two looks at a content that another process is uploading.
const CLAIM_POLL: Duration = Duration::from_millis(20);

/// The same, where another machine does.
const TEAM_POLL: Duration = Duration::from_millis(200);

/// How often quiet times are told.
const TELLING: Duration = Duration::from_secs(1);

/// The profiles under which bytes are known that were sent just so, to the bodies of articles and to the library.
const ORIGINAL: &str = "original";
const ORIGINAL_IN_LIBRARY: &str = "library/original";

/// Refusals of a size or a format.
const FILE_REFUSED: [&str; 7] = [
    "40005", "40006", "40009", "40113", "40137", "45001", "HTTP 413",
];

/// A content to be hosted, and where its bytes are.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    pub(super) asset: Asset,
    /// How it is made to fit.
    pub(super) profile: String,
    pub(super) source: ImageSource,
    /// The article, for what a drawing in it refers to.
    pub(super) origin: Origin,
    /// The width at which the article shows it, where that matters.
    pub(super) shown_width: Option<u32>,
    /// Where it is to be kept.
    pub(super) destination: Destination,
}

impl Upload {
    /// What tells one upload of a run from another.
    pub(super) fn id(&self) -> UploadId {
        (self.asset.digest, self.profile.clone())
    }
}

/// Digest and fit profile.
pub(super) type UploadId = (Digest, String);

/// A content on the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hosted {
    pub(super) image: HostedImage,
    /// Whether this run sent it (`false`: another process did meanwhile, or the same bytes were there).
    pub(super) uploaded: bool,
    /// What was done to make it fit.
    pub(super) fitting: Option<Fitting>,
}

/// What became of the contents that were asked for.
pub(super) type Delivered = HashMap<UploadId, Result<Hosted, Problem>>;

/// Sums of what was sent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) bytes_sent: u64,
    pub(super) requests: u64,
    /// Requests to other hosts than the service.
    pub(super) fetches: u64,
}

/// The right to send a content: here, among the machines of the team, and a place in memory.
#[derive(Debug)]
struct Turn<'a> {
    claim: ClaimGuard,
    lease: Option<Lease>,
    place: Option<SemaphorePermit<'a>>,
}

type Flight = Arc<OnceCell<Result<Hosted, Problem>>>;

/// The gate between assets and the image host.
#[derive(Debug)]
pub(super) struct Hosting<H> {
    uploader: Uploader<H>,
    account: AccountId,
    ledger: Arc<Ledger>,
    fitter: Fitter,
    team: Option<Team>,
    refresh: bool,
    dry_run: bool,
    in_flight: Mutex<HashMap<UploadId, Flight>>,
    /// Images in memory at once: those being sent, and two more that are fitted ahead, recorded, or wait to
    /// be sent again. So many are lost by a kill at most.
    in_memory: Semaphore,
    bytes_sent: AtomicU64,
    warnings: Mutex<Vec<Problem>>,
    ended: Arc<OnceLock<Problem>>,
}

impl<H: ImageHost> Hosting<H> {
    pub(super) fn new(
        uploader: Uploader<H>,
        account: AccountId,
        ledger: Arc<Ledger>,
        fitter: Fitter,
        options: &Options,
        ended: Arc<OnceLock<Problem>>,
    ) -> Self {
        Self {
            uploader,
            account,
            ledger,
            fitter,
            team: None,
            refresh: options.refresh,
            dry_run: options.dry_run,
            in_flight: Mutex::default(),
            in_memory: Semaphore::new(options.jobs.max(1) + 2),
            bytes_sent: AtomicU64::new(0),
            warnings: Mutex::default(),
            ended,
        }
    }

    /// Has the run ask and tell a team.
    pub(super) fn work_with(&mut self, team: Team) {
        self.team = (!self.dry_run).then_some(team);
    }

    /// The team of the run.
    pub(super) fn team(&self) -> Option<&Team> {
        self.team.as_ref()
    }

    /// How an asset is made to fit, as a word of the ledger's key.
    pub(super) fn profile(
        &self,
        asset: &Asset,
        shown_width: Option<u32>,
        destination: Destination,
    ) -> String {
        self.fitter.profile(asset, shown_width, destination)
    }

    /// What is remembered of a content, unless it is to be uploaded again.
    pub(super) fn remembered(&self, digest: &Digest, profile: &str) -> Option<HostedImage> {
        if self.refresh {
            None
        } else {
            self.ledger.lookup(&self.key(*digest, profile))
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
            .filter(|upload| asked.insert(upload.id()))
            .map(|upload| async move {
                let id = upload.id();
                let (flight, first) = self.flight(&id);
                if first {
                    progress.planned(1, upload.asset.size);
                }
                let hosted = flight
                    .get_or_init(|| async {
                        let size = upload.asset.size;
                        let hosted = self.obtain(upload, self.refresh).await;
                        progress.uploaded(size);
                        hosted
                    })
                    .await
                    .clone();
                (id, hosted)
            });
        tokio::select! {
            delivered = join_all(flights) => delivered.into_iter().collect(),
            never = self.tell_quiet_times(progress) => never,
        }
    }

    /// Tells of quiet times, so that nobody takes waiting for hanging; never ends.
    async fn tell_quiet_times(&self, progress: &Arc<dyn Progress>) -> Delivered {
        loop {
            tokio::time::sleep(TELLING).await;
            if let Some(left) = self.uploader.quiet() {
                progress.quiet(left);
            }
        }
    }

    fn flight(&self, id: &UploadId) -> (Flight, bool) {
        let mut in_flight = self
            .in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match in_flight.get(id) {
            Some(flight) => (Arc::clone(flight), false),
            None => (Arc::clone(in_flight.entry(id.clone()).or_default()), true),
        }
    }

    /// Hosts a content again, because the host says that what is remembered of it is gone.
    pub(super) async fn host_anew(&self, upload: Upload) -> Result<Hosted, Problem> {
        self.obtain(upload, true).await
    }

    async fn obtain(&self, upload: Upload, refresh: bool) -> Result<Hosted, Problem> {
        let key = self.key(upload.asset.digest, &upload.profile);
        let known = |image| Hosted {
            image,
            uploaded: false,
            fitting: None,
        };
        if let Some(team) = self.team.as_ref().filter(|_| !refresh)
            && let Some(image) = team.find(&key).await?
        {
            return Ok(known(image));
        }
        let Turn {
            claim,
            lease,
            place,
        } = match self.turn(&key, refresh).await? {
            Ok(image) => return Ok(known(image)),
            Err(turn) => turn,
        };
        let sent = self.fit_and_send(&upload, &key, claim, refresh).await;
        drop(place);
        if let (Some(team), Some(lease)) = (&self.team, lease) {
            let told = sent
                .as_ref()
                .ok()
                .map(|(hosted, size)| (&hosted.image, *size));
            team.tell(&key, told, lease, refresh).await?;
        }
        sent.map(|(hosted, _)| hosted)
    }

    /// Fits a content, sends and records it; with how many bytes were sent.
    async fn fit_and_send(
        &self,
        upload: &Upload,
        key: &Key,
        claim: ClaimGuard,
        refresh: bool,
    ) -> Result<(Hosted, u64), Problem> {
        let to = upload.destination;
        let mut ready = self.fitter.fit(upload, key, false).await?;
        let mut sent = self.send(key, &ready, to, refresh).await;
        if ready.fitting.is_none() && sent.as_ref().is_err_and(is_about_the_file) {
            ready = self.fitter.fit(upload, key, true).await?;
            sent = self.send(key, &ready, to, refresh).await;
        }
        let fitting = ready.fitting;
        match sent {
            Ok((image, uploaded)) => {
                let size = ready.image.bytes.len() as u64;
                self.settle(claim, &image, size).await?;
                let hosted = Hosted {
                    image,
                    uploaded,
                    fitting,
                };
                Ok((hosted, size))
            }
            Err(problem) => {
                self.fitter.shelve(key.clone(), ready).await;
                Err(problem)
            }
        }
    }

    /// Sends fitted bytes, unless the very same are hosted already: another picture may differ from this
    /// one only in what does not leave this machine.
    async fn send(
        &self,
        key: &Key,
        ready: &Ready,
        destination: Destination,
        refresh: bool,
    ) -> Result<(HostedImage, bool), Problem> {
        let profile = match destination {
            Destination::Bodies => ORIGINAL,
            Destination::Library => ORIGINAL_IN_LIBRARY,
        };
        let own = self.key(ready.sent, profile);
        let claim = if own == *key {
            None
        } else {
            match self.claim_bytes(&own, refresh).await? {
                Ok(image) => return Ok((image, false)),
                Err(claim) => Some(claim),
            }
        };
        let image = self.uploader.upload(&ready.image).await?;
        let size = ready.image.bytes.len() as u64;
        self.bytes_sent.fetch_add(size, Ordering::Relaxed);
        if let Some(claim) = claim {
            self.settle(claim, &image, size).await?;
        }
        Ok((image, true))
    }

    /// Waits for the right to send bytes; the place in memory is held already.
    async fn claim_bytes(
        &self,
        own: &Key,
        refresh: bool,
    ) -> Result<Result<HostedImage, ClaimGuard>, Problem> {
        loop {
            let (ledger, wanted) = (Arc::clone(&self.ledger), own.clone());
            match blocking(move || ledger.claim_made(&wanted, refresh)).await? {
                Claim::Hosted(image) => return Ok(Ok(image)),
                Claim::Taken(guard) => return Ok(Err(guard)),
                Claim::Busy => tokio::time::sleep(CLAIM_POLL).await,
            }
        }
    }

    async fn settle(
        &self,
        claim: ClaimGuard,
        image: &HostedImage,
        size: u64,
    ) -> Result<(), Problem> {
        let (ledger, image) = (Arc::clone(&self.ledger), image.clone());
        if let Err(problem) = blocking(move || ledger.settle(claim, &image, size)).await? {
            self.warn(problem);
        }
        Ok(())
    }

    /// Waits until the content is ours to send (`Err`), or somebody has sent it (`Ok`). A place in memory is
    /// held only together with a claim, so that one hung process holds up nothing but the pictures it claimed;
    /// and a claim only together with a place, so that none waits in a queue.
    async fn turn(
        &self,
        key: &Key,
        refresh: bool,
    ) -> Result<Result<HostedImage, Turn<'_>>, Problem> {
        loop {
            let place = self.in_memory.acquire().await.ok();
            if let Some(cause) = self.ended.get() {
                return Err(Problem::new(Code::ImageNotSent).with("cause", cause.code().as_str()));
            }
            let (ledger, wanted) = (Arc::clone(&self.ledger), key.clone());
            // The ledger may be waiting for the disk on behalf of another image.
            let claim = match blocking(move || ledger.claim(&wanted, refresh)).await? {
                Claim::Hosted(image) => return Ok(Ok(image)),
                Claim::Taken(claim) => claim,
                Claim::Busy => {
                    drop(place);
                    tokio::time::sleep(CLAIM_POLL).await;
                    continue;
                }
            };
            let lease = match &self.team {
                None => None,
                Some(team) => match team.claim(key, refresh).await? {
                    SharedClaim::Hosted(entry) => return Ok(Ok(entry.hosted)),
                    SharedClaim::Ours(lease) => Some(lease),
                    SharedClaim::Busy => {
                        drop((claim, place));
                        tokio::time::sleep(TEAM_POLL).await;
                        continue;
                    }
                },
            };
            return Ok(Err(Turn {
                claim,
                lease,
                place,
            }));
        }
    }

    /// The account of the run.
    pub(super) fn account(&self) -> &AccountId {
        &self.account
    }

    /// The service itself.
    pub(super) fn host(&self) -> &H {
        self.uploader.host()
    }

    pub(super) fn key(&self, digest: Digest, profile: &str) -> Key {
        Key::fitted(self.account.clone(), digest, profile)
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
        problems.extend(self.team.as_ref().and_then(Team::problem));
        problems.extend(self.uploader.notices());
        problems.extend(self.uploader.stopped());
        problems
    }

    pub(super) fn sums(&self) -> Sums {
        Sums {
            bytes_sent: self.bytes_sent.load(Ordering::Relaxed),
            requests: self.uploader.requests(),
            fetches: 0,
        }
    }
}

/// Whether the service refused a file for its size or format: encoded anew, it may take it.
fn is_about_the_file(problem: &Problem) -> bool {
    problem.code() == Code::ImageRefused
        && problem
            .argument("errcode")
            .is_some_and(|errcode| FILE_REFUSED.contains(&errcode))
}
