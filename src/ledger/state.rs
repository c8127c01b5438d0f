//! What the threads of a run share of a ledger: the store, if there is one, and what it could not take.
//!
//! In comes work on the store; out goes its result, or why there is none. A store that turns out to be
//! broken in the middle of the run is replaced here, and the work done again.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::copy::{self, Sharing};
use super::locked::Locked;
use super::opening::{self, Check, Manner};
use super::store::{self, Store};
use super::{Entry, Key};
use crate::asset::HostedImage;
use crate::problem::{Code, Problem};

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) path: PathBuf,
    /// Every file of this run is read after this moment.
    pub(super) opened: SystemTime,
    state: Mutex<State>,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) directory: PathBuf,
    pub(super) manner: Manner,
    /// `None`: this run remembers for itself alone.
    pub(super) store: Option<Store>,
    /// What the store could not take.
    pub(super) memory: HashMap<Key, Entry>,
    /// Claims of this ledger that are neither settled nor dropped.
    pub(super) held: HashSet<Key>,
    /// The lockfile in use.
    pub(super) locked: Option<Locked>,
    /// The shared ledger in use.
    pub(super) sharing: Option<Sharing>,
    /// Warnings that came up after opening, not yet fetched.
    pub(super) problems: Vec<Problem>,
    /// The last reason for which an upload was not recorded.
    pub(super) told: Option<String>,
}

/// Why the store did not do what it was asked.
#[derive(Debug)]
pub(super) enum Failure {
    /// There is none in this run, or none to write to; whoever opened the ledger knows.
    NoStore,
    /// It would not; what it said.
    Refused(String),
}

impl Failure {
    pub(super) fn reason(self) -> String {
        match self {
            Self::NoStore => "it is not open for writing".to_owned(),
            Self::Refused(reason) => reason,
        }
    }
}

impl Shared {
    /// What is shared of a ledger that has just been opened.
    pub(super) fn new(
        directory: PathBuf,
        opened: SystemTime,
        manner: Manner,
        store: Option<Store>,
    ) -> Self {
        Self {
            path: opening::path(&directory),
            opened,
            state: Mutex::new(State {
                directory,
                manner,
                store,
                memory: HashMap::new(),
                held: HashSet::new(),
                locked: None,
                sharing: None,
                problems: Vec::new(),
                told: None,
            }),
        }
    }

    /// The state, also after a panic elsewhere: every change of it is complete in one statement.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// What is remembered of a picture of an article, of which lockfile and shared ledger are to know.
    pub(super) fn recall(&mut self, key: &Key) -> Option<HostedImage> {
        if let Some(hosted) = self.remembered(key) {
            self.gave(key, &hosted);
            return Some(hosted);
        }
        let hosted = self.said_by_others(key)?;
        if let Some(locked) = &mut self.locked {
            locked.gave(key, &hosted);
        }
        Some(hosted)
    }

    /// Notes what was remembered elsewhere than in the lockfile.
    pub(super) fn gave(&mut self, key: &Key, hosted: &HostedImage) {
        let locked = self.locked.as_mut();
        if locked.as_ref().is_some_and(|locked| locked.knows(key)) {
            return;
        }
        if let Some(locked) = locked {
            locked.gave(key, hosted);
        }
        if let Some(sharing) = &mut self.sharing {
            sharing.used(key, hosted);
        }
    }

    /// Notes an upload of this run.
    pub(super) fn uploaded(&mut self, key: &Key, hosted: &HostedImage) {
        if let Some(locked) = &mut self.locked {
            locked.uploaded(key, hosted);
        }
        if let Some(sharing) = &mut self.sharing {
            sharing.used(key, hosted);
        }
    }

    /// What is remembered of what we uploaded ourselves, or the lockfile says.
    pub(super) fn remembered(&mut self, key: &Key) -> Option<HostedImage> {
        if let Some(entry) = self.memory.get(key) {
            return Some(entry.hosted.clone());
        }
        if let Some(hosted) = self.locked.as_ref().and_then(|locked| locked.recall(key)) {
            return Some(hosted);
        }
        self.attempt(|store| store.recall(key)).ok().flatten()
    }

    /// What the shared ledger said.
    fn said_by_others(&mut self, key: &Key) -> Option<HostedImage> {
        let sharing = self.sharing.as_ref()?;
        if let Some(hosted) = sharing.said.get(key) {
            return Some(hosted.clone());
        }
        let id = sharing.id.clone();
        self.attempt(|store| copy::find(&store.connection, &id, key))
            .ok()
            .flatten()
    }

    /// Works on the store; one that turns out to be broken is replaced and the work done again.
    pub(super) fn attempt<T>(
        &mut self,
        work: impl Fn(&mut Store) -> rusqlite::Result<T>,
    ) -> Result<T, Failure> {
        let store = self.store.as_mut().ok_or(Failure::NoStore)?;
        let error = match work(store) {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        if !store::is_broken(&error) {
            store.after_failure(&error);
            return Err(Failure::Refused(error.to_string()));
        }
        // Closed before it is looked at: nobody may replace a database that is in use.
        self.store = None;
        let (store, problem) = opening::open(&self.directory, self.manner, Check::Whole);
        self.store = store;
        self.problems.extend(problem);
        let store = self.store.as_mut().ok_or(Failure::NoStore)?;
        let error = match work(store) {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        if store::is_broken(&error) {
            // Broken in a way that the check does not see: leave it alone for this run.
            self.store = None;
            self.problems.push(
                Problem::new(Code::LedgerUnavailable)
                    .with("path", opening::path(&self.directory).display())
                    .with("reason", &error),
            );
        }
        Err(Failure::Refused(error.to_string()))
    }

    /// Works on the store if it may be written.
    pub(super) fn attempt_to_write<T>(
        &mut self,
        work: impl Fn(&mut Store) -> rusqlite::Result<T>,
    ) -> Result<T, Failure> {
        if self.store.as_ref().is_some_and(|store| store.writable) {
            self.attempt(work)
        } else {
            Err(Failure::NoStore)
        }
    }
}
