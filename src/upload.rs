//! Sends fitted images to an image host: bounded concurrency, retry with backoff, stop on what would
//! fail for every image. Knows no vendor.
//!
//! Comes in: one image at a time, from many tasks. Goes out: its hosted URL, or the one problem that
//! is this image's own. What is wrong with the account or the connection is no image's fault: it is
//! kept once, in [`Uploader::stopped`], and every image that did not get through because of it (the
//! first one included) has `image.not-sent`.

use std::future::Future;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, sleep_until};

use crate::asset::{Digest, HostedImage, ImageFormat};
use crate::problem::{Class, Code, Problem};

/// Longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// A rate limit counts by the minute, so its pauses are this many times longer than the others.
const RATE_FACTOR: u32 = 20;

/// So many images given up in a row, with no success in between, mean that the host is down.
const GIVEN_UP_IN_A_ROW: usize = 3;

/// Where the host keeps a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Destination {
    /// Among the pictures of article bodies: jpg and png under 1 MB, which count nowhere.
    Bodies,
    /// In the account's material library: up to 10 MB, GIF included, counted.
    Library,
}

/// Bytes that the host accepts.
#[derive(Debug, Clone)]
pub struct FittedImage {
    /// The digest of the original bytes; gives the ASCII file name.
    pub digest: Digest,
    /// What the bytes are: `Png` or `Jpeg`; `Gif` too for the library.
    pub format: ImageFormat,
    /// Where they go.
    pub destination: Destination,
    /// What is sent.
    pub bytes: Vec<u8>,
    /// The name to use in problems (a path, or `data:`).
    pub name: String,
}

/// A service that stores pictures and answers with their URLs.
pub trait ImageHost: Send + Sync + 'static {
    /// Uploads one image to its destination, one attempt (token renewal included).
    ///
    /// # Errors
    /// A problem whose code tells what to do: [`crate::Code::is_transient`] → try again;
    /// class `Account` or `Usage` → the next image would fail the same way; else this image only.
    fn upload(
        &self,
        image: &FittedImage,
    ) -> impl Future<Output = Result<HostedImage, Problem>> + Send;

    /// Requests made so far, of every kind.
    fn requests(&self) -> u64;

    /// What is worth saying of the host at the end of a run.
    fn notices(&self) -> Vec<Problem> {
        Vec::new()
    }
}

/// How uploads are paced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadOptions {
    /// Uploads in flight; 0 counts as 1.
    pub jobs: usize,
    /// Attempts for one image before a transient problem is final; 0 counts as 1.
    pub attempts: usize,
    /// First pause before a retry; grows exponentially with jitter.
    pub pause: Duration,
}

impl Default for UploadOptions {
    fn default() -> Self {
        Self {
            jobs: 4,
            attempts: 4,
            pause: Duration::from_millis(500),
        }
    }
}

/// The one gate through which all uploads of a run go. Cheap to share by reference.
#[derive(Debug)]
pub struct Uploader<H> {
    host: H,
    options: UploadOptions,
    gate: Semaphore,
    /// What ended the run; also wakes those who are pausing.
    stopped: watch::Sender<Option<Problem>>,
    /// Nothing is sent before this moment: the service asked all of us to slow down.
    quiet_until: Mutex<Option<Instant>>,
    given_up: AtomicUsize,
    bytes_sent: AtomicU64,
}

impl<H: ImageHost> Uploader<H> {
    /// A gate to `host`.
    pub fn new(host: H, options: UploadOptions) -> Self {
        Self {
            host,
            options,
            gate: Semaphore::new(options.jobs.clamp(1, Semaphore::MAX_PERMITS)),
            stopped: watch::Sender::new(None),
            quiet_until: Mutex::new(None),
            given_up: AtomicUsize::new(0),
            bytes_sent: AtomicU64::new(0),
        }
    }

    /// Uploads one image, waiting for its turn.
    ///
    /// # Errors
    /// The host's problem when it is about this image only, or after the last attempt;
    /// `image.not-sent` when what happened, now or before, is not about this image and stops the run:
    /// [`Self::stopped`] has the cause.
    pub async fn upload(&self, image: &FittedImage) -> Result<HostedImage, Problem> {
        let mut stopped = self.stopped.subscribe();
        // The semaphore is never closed; should it be, nothing more may be sent.
        let Ok(_turn) = self.gate.acquire().await else {
            return Err(self.not_sent());
        };
        let mut pauses = self.pauses(self.options.pause);
        let mut rate_pauses = self.pauses(self.options.pause * RATE_FACTOR);
        loop {
            if !self.wait_for_quiet(&mut stopped).await {
                return Err(self.not_sent());
            }
            let problem = match self.host.upload(image).await {
                Ok(hosted) => {
                    self.given_up.store(0, Ordering::Relaxed);
                    self.bytes_sent
                        .fetch_add(image.bytes.len() as u64, Ordering::Relaxed);
                    return Ok(hosted);
                }
                Err(problem) => problem,
            };
            if !problem.code().is_transient() {
                return Err(self.settle(problem));
            }
            // One budget of attempts, two lengths of pauses.
            let (short, long) = (pauses.next(), rate_pauses.next());
            let limited = problem.code() == Code::WechatRateLimited;
            let Some(pause) = (if limited { long } else { short }) else {
                return Err(self.settle(problem));
            };
            let until = Instant::now() + pause;
            if limited {
                self.keep_quiet(until);
            } else if !self.pause(&mut stopped, until).await {
                return Err(self.not_sent());
            }
        }
    }

    /// Ends the run: what is in flight finishes, nothing new is sent. The first cause stays.
    pub fn stop(&self, cause: Problem) {
        self.stopped.send_if_modified(|stopped| {
            let first = stopped.is_none();
            if first {
                *stopped = Some(cause);
            }
            first
        });
    }

    /// What ended the run, if something did; to be reported once, for the run as a whole.
    pub fn stopped(&self) -> Option<Problem> {
        self.stopped.borrow().clone()
    }

    /// Requests made so far.
    pub fn requests(&self) -> u64 {
        self.host.requests()
    }

    /// What the host has to say.
    pub fn notices(&self) -> Vec<Problem> {
        self.host.notices()
    }

    /// Bytes of the images that got through.
    pub fn bytes_sent(&self) -> u64 {
        self.bytes_sent.load(Ordering::Relaxed)
    }

    fn pauses(&self, first: Duration) -> impl Iterator<Item = Duration> + use<H> {
        ExponentialBuilder::new()
            .with_min_delay(first)
            .with_max_delay(LONGEST_PAUSE)
            .with_factor(2.0)
            .with_jitter()
            .with_max_times(self.options.attempts.max(1) - 1)
            .build()
    }

    /// Decides whose problem a final one is.
    fn settle(&self, problem: Problem) -> Problem {
        let stops = match problem.class() {
            Class::Account | Class::Usage | Class::Interrupted => true,
            Class::Unreachable => {
                let in_a_row = self.given_up.fetch_add(1, Ordering::Relaxed) + 1;
                // A service that is busy may be so for one picture; one that is not there, or that
                // has had enough of us for minutes, is so for all.
                !matches!(problem.code(), Code::WechatBusy | Code::WechatBadReply)
                    || in_a_row >= GIVEN_UP_IN_A_ROW
            }
            Class::Article | Class::Notice => false,
        };
        if !stops {
            return problem;
        }
        self.stop(problem);
        self.not_sent()
    }

    fn not_sent(&self) -> Problem {
        let cause = self.stopped.borrow();
        let cause = cause
            .as_ref()
            .map_or("unknown", |cause| cause.code().as_str());
        Problem::new(Code::ImageNotSent).with("cause", cause)
    }

    fn keep_quiet(&self, until: Instant) {
        let mut quiet = self
            .quiet_until
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *quiet = Some(quiet.map_or(until, |before| before.max(until)));
    }

    /// Waits out a quiet time; false when the run was stopped.
    async fn wait_for_quiet(&self, stopped: &mut watch::Receiver<Option<Problem>>) -> bool {
        loop {
            let quiet = *self
                .quiet_until
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            match quiet {
                Some(until) if until > Instant::now() => {
                    if !self.pause(stopped, until).await {
                        return false;
                    }
                }
                _ => return stopped.borrow().is_none(),
            }
        }
    }

    /// Sleeps; false when the run was stopped before or meanwhile.
    async fn pause(&self, stopped: &mut watch::Receiver<Option<Problem>>, until: Instant) -> bool {
        tokio::select! {
            biased;
            _ = stopped.wait_for(Option::is_some) => false,
            () = sleep_until(until) => true,
        }
    }
}

#[cfg(test)]
mod tests;
