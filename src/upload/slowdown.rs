//! One small file by which the processes of an account tell each other that the service has asked for
//! fewer requests.
//!
//! Comes in: a quiet time that has just begun. Goes out: the rest of one that another process has told
//! of, once. A file that cannot be written or read tells nothing, and each process finds out by itself.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::fsio;

/// The file holds two numbers.
const LONGEST_FILE: u64 = 1024;

/// Where the processes of an account meet.
#[derive(Debug)]
pub(super) struct Slowdown {
    path: PathBuf,
    /// When the file that was last looked at was written.
    seen: Mutex<Option<SystemTime>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Told {
    /// The end of the quiet time, in milliseconds since 1970.
    until: u64,
    /// Who told it.
    process: u32,
}

impl Slowdown {
    /// Meets at this file; touches nothing yet.
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            seen: Mutex::new(None),
        }
    }

    /// Tells that a quiet time has begun.
    pub(super) fn tell(&self, pause: Duration) {
        let told = Told {
            until: milliseconds(SystemTime::now() + pause),
            process: std::process::id(),
        };
        let Ok(bytes) = serde_json::to_vec(&told) else {
            return;
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if fsio::write_private(&self.path, &bytes).is_ok() {
            *seen = self.written();
        }
    }

    /// What is left of a quiet time that somebody else has told since the last look.
    pub(super) fn news(&self) -> Option<Duration> {
        let written = self.written()?;
        {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if *seen == Some(written) {
                return None;
            }
            *seen = Some(written);
        }
        let bytes = fsio::read_limited(&self.path, LONGEST_FILE).ok()??;
        let told: Told = serde_json::from_slice(&bytes).ok()?;
        let left = told.until.checked_sub(milliseconds(SystemTime::now()))?;
        (left > 0).then(|| Duration::from_millis(left))
    }

    fn written(&self) -> Option<SystemTime> {
        std::fs::metadata(&self.path).ok()?.modified().ok()
    }
}

fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
