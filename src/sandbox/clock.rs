//! The emulator's clock: the system's, and what tests have moved it on.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A clock that can be moved on.
#[derive(Debug, Default)]
pub(super) struct Clock {
    moved: Duration,
}

impl Clock {
    /// Seconds since 1970.
    pub(super) fn now(&self) -> u64 {
        self.passed().as_secs()
    }

    /// Milliseconds since 1970.
    pub(super) fn now_ms(&self) -> u64 {
        u64::try_from(self.passed().as_millis()).unwrap_or(u64::MAX)
    }

    fn passed(&self) -> Duration {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .saturating_add(self.moved)
    }

    /// Lets time pass.
    pub(super) fn advance(&mut self, by: Duration) {
        self.moved = self.moved.saturating_add(by);
    }
}
