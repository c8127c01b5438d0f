//! Sends fitted images to an image host: a bounded number at once (`pace`), retry with backoff, stop on
//! what would fail for every image. Knows no vendor.
//!
//! Comes in: one image at a time, from many tasks. Goes out: its hosted URL, or the one problem that
//! is this image's own. What is wrong with the account or the connection is no image's fault: it is
//! kept once, in [`Uploader::stopped`], and every image that did not get through because of it (the
//! first one included) has `image.not-sent`.

mod pace;
mod slowdown;

use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use tokio::sync::watch;

use crate::asset::{Digest, HostedImage, ImageFormat};
use crate::problem::{Class, Code, Problem};

use self::pace::Pace;
use self::slowdown::Slowdown;

/// Target of what is told of attempts.
const TARGET: &str = "tuwen::upload";

/// Longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// A rate limit counts by the minute, so its pauses are this many times longer than the others.
const RATE_FACTOR: u32 = 2;

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

impl FittedImage {
    /// Whether it is in the library because it moves, and not because it is to be a cover.
    pub(crate) fn is_animation(&self) -> bool {
        self.destination == Destination::Library && self.format == ImageFormat::Gif
    }
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
            pause: Duration::from_secs(1),
        }
    }
}

/// The one gate through which all uploads of a run go. Cheap to share by reference.
#[derive(Debug)]
pub struct Uploader<H> {
    host: H,
    options: UploadOptions,
    pace: Pace,
    /// What ended the run; also wakes those who are pausing.
    stopped: watch::Sender<Option<Problem>>,
    given_up: AtomicUsize,
    /// Attempts that failed in passing since the last success.
    trouble: AtomicUsize,
    bytes_sent: AtomicU64,
}

impl<H: ImageHost> Uploader<H> {
    /// A gate to `host`.
    pub fn new(host: H, options: UploadOptions) -> Self {
        Self {
            host,
            options,
            pace: Pace::new(options.jobs, options.pause * RATE_FACTOR),
            stopped: watch::Sender::new(None),
            given_up: AtomicUsize::new(0),
            trouble: AtomicUsize::new(0),
            bytes_sent: AtomicU64::new(0),
        }
    }

    /// Slows down together with the other processes that name the same file when the host asks one of
    /// them to: one account is one caller for it.
    #[must_use]
    pub fn slowing_down_with(mut self, file: PathBuf) -> Self {
        self.pace = self.pace.sharing(Slowdown::new(file));
        self
    }

    /// The host.
    pub fn host(&self) -> &H {
        &self.host
    }

    /// Uploads one image, waiting for its turn.
    ///
    /// # Errors
    /// The host's problem when it is about this image only, or after the last attempt;
    /// `image.not-sent` when what happened, now or before, is not about this image and stops the run:
    /// [`Self::stopped`] has the cause.
    pub async fn upload(&self, image: &FittedImage) -> Result<HostedImage, Problem> {
        let mut stopped = self.stopped.subscribe();
        let mut pauses = self.pauses();
        loop {
            let turn = tokio::select! {
                biased;
                _ = stopped.wait_for(Option::is_some) => return Err(self.not_sent()),
                turn = self.pace.turn() => turn,
            };
            let problem = match self.host.upload(image).await {
                Ok(hosted) => {
                    self.pace.succeeded(&turn);
                    self.given_up.store(0, Ordering::Relaxed);
                    self.trouble.store(0, Ordering::Relaxed);
                    self.bytes_sent
                        .fetch_add(image.bytes.len() as u64, Ordering::Relaxed);
                    return Ok(hosted);
                }
                Err(problem) => problem,
            };
            if problem.code() == Code::WechatRateLimited {
                // Not this image's fault, so none of its attempts.
                if self.options.attempts > 1 && self.pace.slow_down(&turn) {
                    continue;
                }
                return Err(self.settle(problem));
            }
            if !may_pass(&problem) {
                return Err(self.settle(problem));
            }
            let Some(pause) = pauses.next() else {
                return Err(self.settle(problem));
            };
            // Now and then something fails, and others go on meanwhile; a host that fails for all is not
            // helped by others in our place.
            let in_a_row = self.trouble.fetch_add(1, Ordering::Relaxed);
            let fails_for_all = !may_be_for_one(&problem) || in_a_row >= self.options.jobs;
            let _kept = fails_for_all.then_some(turn);
            log::debug!(
                target: TARGET,
                "{} {} next attempt in {} ms",
                image.name,
                problem.code().as_str(),
                pause.as_millis()
            );
            tokio::select! {
                biased;
                _ = stopped.wait_for(Option::is_some) => return Err(self.not_sent()),
                () = tokio::time::sleep(pause) => {}
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

    /// How long nothing will be sent, because the host asked for fewer requests.
    pub fn quiet(&self) -> Option<Duration> {
        self.pace.quiet()
    }

    /// What the host has to say.
    pub fn notices(&self) -> Vec<Problem> {
        self.host.notices()
    }

    /// Bytes of the images that got through.
    pub fn bytes_sent(&self) -> u64 {
        self.bytes_sent.load(Ordering::Relaxed)
    }

    fn pauses(&self) -> impl Iterator<Item = Duration> + use<H> {
        ExponentialBuilder::new()
            .with_min_delay(self.options.pause)
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
                // A service that is busy, or a line that breaks, may be so for one picture; one that is
                // not there, or that has had enough of us for minutes, is so for all.
                !may_be_for_one(&problem) || in_a_row >= GIVEN_UP_IN_A_ROW
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
}

/// Whether the same request may succeed a little later. Certificates and logins do not mend themselves.
fn may_pass(problem: &Problem) -> bool {
    let reason = problem.argument("reason").unwrap_or_default();
    let lasts = ["tls", "certificates", "proxy-login", "login"].contains(&reason);
    problem.code().is_transient() && !lasts
}

/// Whether trouble on the way may have been trouble for one picture only.
fn may_be_for_one(problem: &Problem) -> bool {
    match problem.code() {
        Code::WechatBusy | Code::WechatBadReply => true,
        Code::WechatUnreachable => matches!(problem.argument("reason"), Some("closed" | "timeout")),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
