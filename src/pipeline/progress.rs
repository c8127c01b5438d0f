//! What a run tells while it works.

use std::time::Duration;

/// What a run tells while it works; every method may be called from any thread.
pub trait Progress: Send + Sync + 'static {
    /// So many articles will be done; told once, first.
    fn articles(&self, count: u64) {
        let _ = count;
    }

    /// More uploads became known.
    fn planned(&self, images: u64, bytes: u64) {
        let _ = (images, bytes);
    }

    /// One image is done (uploaded, or found to be uploaded by another process, or failed).
    fn uploaded(&self, bytes: u64) {
        let _ = bytes;
    }

    /// For so long nothing will be sent: the service asked for fewer requests. Told once a second.
    fn quiet(&self, left: Duration) {
        let _ = left;
    }

    /// One article is finished.
    fn article_done(&self) {}
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {}
