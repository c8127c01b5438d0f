//! What is remembered: (account, digest, fit profile) → hosted URL, and (path, size, times) → digest.
//!
//! In come finished uploads and the assets of files that were read; out go hosted URLs, assets of
//! files that have not changed, and the right to upload a content that nobody else is uploading.
//! A ledger never stops a run: one that is broken is set aside and begun anew, one that cannot be
//! written is still read where possible and remembers the rest for the run alone; either is said once,
//! as a warning. What is read back is checked: a record that does not match its seal does not exist.

mod claim;
mod copy;
mod drafts;
mod entry;
mod finished;
mod index;
mod line;
mod locked;
mod lockfile;
mod opening;
mod prune;
mod remote;
pub(crate) mod shared;
mod shelf;
mod snapshot;
mod state;
mod store;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::asset::{AccountId, Asset, HostedImage};
use crate::problem::{Code, Problem};
use crate::validator::Validator;

use claim::Taken;
pub use claim::{Claim, ClaimGuard};
pub use entry::{Entry, Forget, Key, Stats};
pub(crate) use finished::FinishedKey;
pub(crate) use index::Signature;
pub(crate) use lockfile::DraftPlace;
use opening::{Check, Manner};
pub use opening::{Health, HealthState};
pub use prune::Pruned;
pub use shared::{SharedLedger, shared_ledger_folder};
pub use shelf::Shelved;
pub(crate) use snapshot::Snapshot;
use state::{Failure, Shared};

/// The ledger of one user (or of the sandbox). May be shared by threads; calls take microseconds, but
/// [`Ledger::settle`] waits for the disk.
#[derive(Debug)]
pub struct Ledger {
    shared: Arc<Shared>,
}

impl Ledger {
    /// Opens the ledger in `directory`, making it if there is none. Never fails: see the module.
    #[must_use]
    pub fn open(directory: &Path) -> (Self, Option<Problem>) {
        Self::open_as(directory, Manner::Writing)
    }

    /// Opens the ledger in `directory` for looking only: where there is none, none is made, and a
    /// broken one stays where it is. Claims and uploads are remembered for the run alone.
    #[must_use]
    pub fn open_read_only(directory: &Path) -> (Self, Option<Problem>) {
        Self::open_as(directory, Manner::Looking)
    }

    fn open_as(directory: &Path, manner: Manner) -> (Self, Option<Problem>) {
        // Taken first: whatever is read from here on is read later than this.
        let opened = SystemTime::now();
        // SQLite would take a relative name that begins with `file:` for a URI.
        let directory = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
        let (store, problem) = opening::open(&directory, manner, Check::Surface);
        let shared = Shared::new(directory, opened, manner, store);
        let ledger = Self {
            shared: Arc::new(shared),
        };
        (ledger, problem)
    }

    /// Where it and what else is remembered lies.
    pub(crate) fn directory(&self) -> PathBuf {
        self.shared.lock().directory.clone()
    }

    /// The warnings that came up since opening (or since the last call), such as a ledger that turned
    /// out to be broken in the middle of the run.
    #[must_use]
    pub fn take_problems(&self) -> Vec<Problem> {
        std::mem::take(&mut self.shared.lock().problems)
    }

    /// What is remembered under a key.
    #[must_use]
    pub fn lookup(&self, key: &Key) -> Option<HostedImage> {
        self.shared.lock().recall(key)
    }

    /// Asks for the right to upload; with `refresh`, a remembered URL does not count.
    ///
    /// A claim ends when it is settled or dropped, when its process ends however it ends, or after
    /// half an hour.
    #[must_use]
    pub fn claim(&self, key: &Key, refresh: bool) -> Claim {
        self.claim_as(key, refresh, true)
    }

    /// The same for bytes that were made of a picture and are no article's own: no lockfile lists them.
    #[must_use]
    pub fn claim_made(&self, key: &Key, refresh: bool) -> Claim {
        self.claim_as(key, refresh, false)
    }

    fn claim_as(&self, key: &Key, refresh: bool, listed: bool) -> Claim {
        let since = refresh.then_some(self.shared.opened);
        let mut state = self.shared.lock();
        if !refresh {
            let hosted = if listed {
                state.recall(key)
            } else {
                state.remembered(key)
            };
            if let Some(hosted) = hosted {
                return Claim::Hosted(hosted);
            }
        }
        // All of this was uploaded by this run, which is not to do so once more however it refreshes.
        if let Some(entry) = state.memory.get(key) {
            return Claim::Hosted(entry.hosted.clone());
        }
        if state.held.contains(key) {
            return Claim::Busy;
        }
        match state.attempt_to_write(|store| claim::take(store, key, since)) {
            Ok(Taken::Hosted(hosted)) => {
                if listed {
                    state.uploaded(key, &hosted);
                }
                return Claim::Hosted(hosted);
            }
            Ok(Taken::Busy) => return Claim::Busy,
            // Without a row other processes cannot know, but the upload must not wait for that; whether
            // it can be recorded, `settle` will tell.
            Ok(Taken::Ours) | Err(_) => {}
        }
        state.held.insert(key.clone());
        Claim::Taken(ClaimGuard {
            shared: Arc::clone(&self.shared),
            key: key.clone(),
            settled: false,
            listed,
        })
    }

    /// Records a finished upload durably and frees the claim.
    ///
    /// # Errors
    /// `ledger.not-recorded` (a warning): the URL is good and known for the rest of the run, only the
    /// lasting memory failed. The same reason is told once; a ledger that was unavailable from the
    /// start has been told already.
    pub fn settle(
        &self,
        mut claim: ClaimGuard,
        hosted: &HostedImage,
        bytes_sent: u64,
    ) -> Result<(), Problem> {
        let entry = Entry {
            key: claim.key.clone(),
            hosted: hosted.clone(),
            bytes: bytes_sent,
            recorded: SystemTime::now(),
        };
        let mut state = self.shared.lock();
        let outcome = state.attempt_to_write(|store| store.record(&entry));
        claim.settled = outcome.is_ok();
        if claim.listed {
            state.uploaded(&entry.key, hosted);
        }
        if outcome.is_ok() {
            state.memory.remove(&entry.key);
        } else {
            state.memory.insert(entry.key.clone(), entry);
        }
        let result = match outcome {
            Ok(()) | Err(Failure::NoStore) => Ok(()),
            // A full disk is told once and not for each image.
            Err(Failure::Refused(reason)) if state.told.as_ref() == Some(&reason) => Ok(()),
            Err(Failure::Refused(reason)) => {
                let problem = Problem::new(Code::LedgerNotRecorded)
                    .with("path", self.shared.path.display())
                    .with("reason", &reason);
                state.told = Some(reason);
                Err(problem)
            }
        };
        // The claim's own end takes the same lock.
        drop(state);
        drop(claim);
        result
    }

    /// The asset of a file that has not changed since it was indexed; `metadata` is the file's own
    /// (symlinks followed).
    #[must_use]
    pub fn indexed(&self, path: &Path, metadata: &Metadata) -> Option<Asset> {
        let signature = index::Signature::of(metadata)?;
        let path = std::path::absolute(path).ok()?;
        self.shared
            .lock()
            .attempt(|store| index::find(store, &path, &signature))
            .ok()
            .flatten()
    }

    /// Remembers files' assets; `metadata` was taken before the file was read. Failures are ignored:
    /// the next run reads the files again.
    ///
    /// Files that were changed shortly before this ledger was opened, or since, are passed over: they
    /// could change once more without a visible sign.
    pub fn index(&self, files: &[(PathBuf, Metadata, Asset)]) {
        let rows: Vec<_> = files
            .iter()
            .filter_map(|(path, metadata, asset)| {
                let signature = index::Signature::of(metadata)?;
                let safe = signature.is_safely_older_than(self.shared.opened);
                Some((std::path::absolute(path).ok()?, signature, *asset)).filter(|_| safe)
            })
            .collect();
        if !rows.is_empty() {
            let _ = self
                .shared
                .lock()
                .attempt_to_write(|store| index::remember(store, &rows));
        }
    }

    /// What the picture at a URL was when it was last fetched.
    #[must_use]
    pub fn remote(&self, url: &str) -> Option<(Asset, Validator)> {
        self.shared
            .lock()
            .attempt(|store| remote::find(store, url))
            .ok()
            .flatten()
    }

    /// Remembers what a URL gave. Failures are ignored: the next run fetches it again.
    pub fn remember_remote(&self, url: &str, asset: &Asset, validator: &Validator) {
        let _ = self
            .shared
            .lock()
            .attempt_to_write(|store| remote::remember(store, url, asset, validator));
    }

    /// A look at it on a connection of its own; `None` where there is nothing on the disk to look at.
    pub(crate) fn snapshot(&self) -> Option<Snapshot> {
        let directory = {
            let state = self.shared.lock();
            state.store.as_ref()?;
            state.directory.clone()
        };
        let (store, _) = opening::open(&directory, Manner::Looking, Check::Surface);
        store.map(|store| Snapshot::new(store, Arc::clone(&self.shared)))
    }

    /// Puts a fitted picture aside whose upload failed; the next run takes it instead of fitting again.
    pub fn shelve(&self, key: &Key, shelved: &Shelved) {
        if let Some(directory) = self.shelf() {
            shelf::put(&directory, key, shelved);
        }
    }

    /// Takes a fitted picture that was put aside.
    #[must_use]
    pub fn unshelve(&self, key: &Key) -> Option<Shelved> {
        shelf::take(&self.shelf()?, key)
    }

    /// Where pictures are put aside, if this run may write.
    fn shelf(&self) -> Option<PathBuf> {
        let state = self.shared.lock();
        (state.manner == Manner::Writing).then(|| state.directory.clone())
    }

    /// The accounts with entries, sorted.
    #[must_use]
    pub fn accounts(&self) -> Vec<AccountId> {
        let stats = self.stats();
        stats.accounts.into_iter().map(|(name, _)| name).collect()
    }

    /// Figures for `cache stats`.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let mut state = self.shared.lock();
        let counts = state.attempt(|store| store.counts()).unwrap_or_default();
        let mut accounts: BTreeMap<AccountId, u64> = counts.accounts.into_iter().collect();
        let mut bytes = counts.bytes;
        for entry in state.memory.values() {
            *accounts.entry(entry.key.account.clone()).or_default() += 1;
            bytes += entry.bytes;
        }
        Stats {
            path: self.shared.path.clone(),
            accounts: accounts.into_iter().collect(),
            bytes,
            files: counts.files,
            size_on_disk: opening::size_on_disk(&self.shared.path),
        }
    }

    /// All entries (of one account), oldest first.
    #[must_use]
    pub fn list(&self, account: Option<&AccountId>) -> Vec<Entry> {
        let mut state = self.shared.lock();
        let mut entries = state
            .attempt(|store| store.entries(account))
            .unwrap_or_default();
        let unrecorded = state.memory.values();
        entries.extend(
            unrecorded
                .filter(|entry| account.is_none_or(|account| *account == entry.key.account))
                .cloned(),
        );
        entries.sort_by(|one, other| {
            (one.recorded, one.key.digest).cmp(&(other.recorded, other.key.digest))
        });
        entries
    }

    /// Remembers uploads that were made elsewhere and are not remembered yet, all or none; gives how many those were.
    ///
    /// # Errors
    /// `ledger.unavailable`.
    pub fn import(&self, entries: &[Entry]) -> Result<u64, Problem> {
        let mut state = self.shared.lock();
        let outcome = state.attempt_to_write(|store| store.import(entries));
        outcome.map_err(|failure| self.unavailable(failure))
    }

    fn unavailable(&self, failure: Failure) -> Problem {
        Problem::new(Code::LedgerUnavailable)
            .with("path", self.shared.path.display())
            .with("reason", failure.reason())
    }

    /// Forgets entries by digest, or by hosted URL; gives the number forgotten.
    ///
    /// # Errors
    /// `ledger.unavailable`.
    pub fn forget(&self, account: Option<&AccountId>, what: &Forget) -> Result<u64, Problem> {
        let mut state = self.shared.lock();
        if account.is_none() && *what == Forget::All {
            shelf::clear(&state.directory);
        }
        let before = state.memory.len();
        state.memory.retain(|key, entry| {
            let other_account = account.is_some_and(|account| *account != key.account);
            let spared = match what {
                Forget::Digest(digest) => *digest != key.digest,
                Forget::Url(url) => *url != entry.hosted.url,
                Forget::All => false,
            };
            other_account || spared
        });
        let from_memory = (before - state.memory.len()) as u64;
        match state.attempt_to_write(|store| store.forget(account, what)) {
            Ok(forgotten) => Ok(forgotten + from_memory),
            Err(failure) => Err(self.unavailable(failure)),
        }
    }
}
