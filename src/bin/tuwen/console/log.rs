//! What the library tells of its requests and connections, for `-vv` and `-vvv`.
//!
//! Records of this crate become lines on standard error, above the progress bar if there is one. Records
//! of other crates are dropped unread: those of HTTP stacks hold whole URLs, and URLs hold tokens.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use indicatif::ProgressBar;
use log::{LevelFilter, Log, Metadata, Record};

use super::{Console, DIM, clean};
use crate::verbosity::Verbosity;

/// Only what begins like this is printed.
const OURS: &str = "tuwen::";

static LOGGER: Logger = Logger(OnceLock::new());

/// The bar that lines must not tear.
static BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

struct Logger(OnceLock<(Console, Instant)>);

/// Begins to tell what `verbosity` asks for.
pub(super) fn start(console: &Console, verbosity: Verbosity) {
    let most = if verbosity >= Verbosity::CONNECTIONS {
        LevelFilter::Trace
    } else if verbosity >= Verbosity::REQUESTS {
        LevelFilter::Debug
    } else {
        return;
    };
    let _ = LOGGER.0.set((*console, Instant::now()));
    if log::set_logger(&LOGGER).is_ok() {
        log::set_max_level(most);
    }
}

/// Lines go above this bar from now on; or straight to the console, with `None`.
pub(super) fn above(bar: Option<&ProgressBar>) {
    *BAR.lock().unwrap_or_else(PoisonError::into_inner) = bar.cloned();
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with(OURS)
    }

    fn log(&self, record: &Record<'_>) {
        let Some((console, start)) = self.0.get().filter(|_| self.enabled(record.metadata()))
        else {
            return;
        };
        let seconds = start.elapsed().as_secs_f64();
        let target = record.target();
        let text = record.args().to_string();
        let line = format!("{DIM}{seconds:8.3} {target} {}{DIM:#}\n", clean(&text));
        let bar = BAR.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match bar {
            Some(bar) => bar.suspend(|| console.say(&line)),
            None => console.say(&line),
        }
    }

    fn flush(&self) {}
}
