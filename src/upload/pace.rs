//! How many uploads are in flight, and when none may begin: as many as asked for, until the service asks
//! for fewer.
//!
//! Additive increase, multiplicative decrease. A rate limit halves the number and keeps everybody quiet for
//! a while, longer each time that it happens again with no success in between; after some time without
//! one, the number grows by one. Requests that were under way when the number was halved are one with the
//! request that halved it. By a file, the account's other processes slow down as well.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::slowdown::Slowdown;

/// Longest quiet time: the service counts by the minute.
pub(super) const LONGEST_QUIET: Duration = Duration::from_mins(1);

/// So many quiet times with no success in between are final: about four minutes.
const MOST_QUIET_TIMES: usize = 8;

/// How long it must have gone well before one more upload is tried at once.
const CALM: Duration = Duration::from_secs(10);

/// The pace of a run's uploads.
#[derive(Debug)]
pub(super) struct Pace {
    jobs: usize,
    /// The first quiet time.
    quiet: Duration,
    state: Mutex<State>,
    changed: Notify,
    slowdown: Option<Slowdown>,
}

#[derive(Debug)]
struct State {
    limit: usize,
    in_flight: usize,
    quiet_until: Option<Instant>,
    /// Quiet times since the last success.
    quiet_times: usize,
    /// Counts the decreases; a turn of an earlier epoch says nothing new.
    epoch: u64,
    /// When the limit last changed.
    since: Instant,
}

/// The right to have one request in flight; ends when dropped.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    pace: &'a Pace,
    epoch: u64,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.pace.lock().in_flight -= 1;
        self.pace.changed.notify_waiters();
    }
}

impl Pace {
    /// So many at once, until the service asks for fewer; `quiet` is the first quiet time.
    pub(super) fn new(jobs: usize, quiet: Duration) -> Self {
        Self {
            jobs: jobs.max(1),
            quiet,
            state: Mutex::new(State {
                limit: jobs.max(1),
                in_flight: 0,
                quiet_until: None,
                quiet_times: 0,
                epoch: 0,
                since: Instant::now(),
            }),
            changed: Notify::new(),
            slowdown: None,
        }
    }

    /// Slows down with others, and lets others slow down.
    pub(super) fn sharing(mut self, slowdown: Slowdown) -> Self {
        self.slowdown = Some(slowdown);
        self
    }

    /// Waits for a turn.
    pub(super) async fn turn(&self) -> Turn<'_> {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            // From here on no change is missed.
            changed.as_mut().enable();
            self.listen();
            let quiet_until = {
                let mut state = self.lock();
                let now = Instant::now();
                let quiet_until = state.quiet_until.filter(|until| *until > now);
                if quiet_until.is_none() && state.in_flight < state.limit {
                    state.in_flight += 1;
                    return Turn {
                        pace: self,
                        epoch: state.epoch,
                    };
                }
                quiet_until
            };
            match quiet_until {
                Some(until) => tokio::select! {
                    () = changed => {}
                    () = sleep_until(until) => {}
                },
                None => changed.await,
            }
        }
    }

    /// A request of this turn went well.
    pub(super) fn succeeded(&self, turn: &Turn<'_>) {
        let mut state = self.lock();
        if turn.epoch != state.epoch {
            return;
        }
        state.quiet_times = 0;
        if state.limit < self.jobs && state.since.elapsed() >= CALM {
            state.limit += 1;
            state.since = Instant::now();
        }
    }

    /// The service asked for fewer requests; false when it has done so too often.
    pub(super) fn slow_down(&self, turn: &Turn<'_>) -> bool {
        let mut state = self.lock();
        if turn.epoch < state.epoch {
            return true;
        }
        let Some(pause) = self.pauses().nth(state.quiet_times) else {
            return false;
        };
        state.quiet_times += 1;
        state.decrease(pause);
        log::debug!(
            target: super::TARGET,
            "asked to slow down: {} at once after {} ms",
            state.limit,
            pause.as_millis()
        );
        drop(state);
        if let Some(slowdown) = &self.slowdown {
            slowdown.tell(pause);
        }
        true
    }

    /// What is left of a quiet time.
    pub(super) fn quiet(&self) -> Option<Duration> {
        let until = self.lock().quiet_until?;
        until.checked_duration_since(Instant::now())
    }

    /// How many may be in flight now.
    #[cfg(test)]
    pub(super) fn limit(&self) -> usize {
        self.lock().limit
    }

    /// Takes part in a slowdown that another process has told of.
    fn listen(&self) {
        if let Some(pause) = self.slowdown.as_ref().and_then(Slowdown::news) {
            log::debug!(target: super::TARGET, "another process was asked to slow down");
            self.lock().decrease(pause.min(LONGEST_QUIET));
        }
    }

    fn pauses(&self) -> impl Iterator<Item = Duration> + use<> {
        ExponentialBuilder::new()
            .with_min_delay(self.quiet)
            .with_max_delay(LONGEST_QUIET)
            .with_factor(2.0)
            .with_jitter()
            .with_max_times(MOST_QUIET_TIMES)
            .build()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn decrease(&mut self, pause: Duration) {
        let now = Instant::now();
        let until = now + pause;
        self.limit = (self.limit / 2).max(1);
        self.epoch += 1;
        self.since = now;
        self.quiet_until = Some(self.quiet_until.map_or(until, |before| before.max(until)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Duration = Duration::from_secs(2);

    #[tokio::test(start_paused = true)]
    async fn a_limit_halves_the_number_once_for_all_that_were_under_way() {
        let pace = Pace::new(8, QUIET);
        let mut turns = Vec::new();
        for _ in 0..8 {
            turns.push(pace.turn().await);
        }
        for turn in &turns {
            assert!(pace.slow_down(turn));
        }
        assert_eq!(pace.limit(), 4);
        drop(turns);
        let started = Instant::now();
        let turn = pace.turn().await;
        let quiet = started.elapsed();
        assert!(quiet >= QUIET && quiet <= 2 * QUIET, "{quiet:?}");
        assert!(pace.slow_down(&turn));
        assert_eq!(pace.limit(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn it_grows_again_one_at_a_time() {
        let pace = Pace::new(4, QUIET);
        let turn = pace.turn().await;
        pace.slow_down(&turn);
        drop(turn);
        for (wait, limit) in [(0, 2), (11, 3), (1, 3), (10, 4), (60, 4)] {
            tokio::time::sleep(Duration::from_secs(wait)).await;
            pace.succeeded(&pace.turn().await);
            assert_eq!(pace.limit(), limit, "after {wait} s");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_that_does_not_end_is_final_after_some_minutes() {
        let pace = Pace::new(4, QUIET);
        let started = Instant::now();
        let mut times = 0;
        while pace.slow_down(&pace.turn().await) {
            times += 1;
        }
        assert_eq!((times, pace.limit()), (MOST_QUIET_TIMES, 1));
        let waited = started.elapsed();
        assert!(waited > Duration::from_mins(3) && waited < Duration::from_mins(9));
        // A success makes it all good.
        pace.succeeded(&pace.turn().await);
        assert!(pace.slow_down(&pace.turn().await));
    }

    #[tokio::test(start_paused = true)]
    async fn never_more_turns_than_the_limit() {
        let pace = Pace::new(2, QUIET);
        let first = pace.turn().await;
        let _second = pace.turn().await;
        let waiting = tokio::time::timeout(Duration::from_secs(100), pace.turn()).await;
        assert!(waiting.is_err());
        drop(first);
        let third = tokio::time::timeout(Duration::from_secs(1), pace.turn()).await;
        assert!(third.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn other_processes_of_the_account_slow_down_as_well() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pace/a.json");
        let here = Pace::new(4, QUIET).sharing(Slowdown::new(path.clone()));
        let there = Pace::new(8, QUIET).sharing(Slowdown::new(path.clone()));
        drop(there.turn().await);
        here.slow_down(&here.turn().await);
        let started = Instant::now();
        drop(there.turn().await);
        let waited = started.elapsed();
        assert!(waited > Duration::from_secs(1), "{waited:?}");
        assert_eq!(there.limit(), 4);
        // Told once; and what one tells is no news to oneself.
        drop(there.turn().await);
        assert_eq!((there.limit(), here.limit()), (4, 2));
        // One that begins in a quiet time keeps quiet, too.
        there.slow_down(&there.turn().await);
        let new = Pace::new(8, QUIET).sharing(Slowdown::new(path));
        let started = Instant::now();
        drop(new.turn().await);
        assert!(started.elapsed() > Duration::from_secs(1));
        assert_eq!(new.limit(), 4);
    }
}
