//! Who is uploading what: claims across threads and processes.
//!
//! A claim is a row with an owner and the end of its lease. The owner is a file in `claims/` that its
//! process holds locked: the system lets go of the lock however the process ends, so a killed owner's
//! claims are free at once, and the lease frees those of one that hangs. Names of owners that do not
//! look like ours are never made into paths.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rusqlite::{OptionalExtension as _, TransactionBehavior, params};
use tempfile::NamedTempFile;

use super::Key;
use super::state::Shared;
use super::store::{Store, column, milliseconds, recall};
use crate::asset::HostedImage;

/// Who may upload a content now.
#[derive(Debug)]
#[non_exhaustive]
pub enum Claim {
    /// Somebody has uploaded it meanwhile.
    Hosted(HostedImage),
    /// It is ours to upload; dropping the claim unsettled frees it for others.
    Taken(ClaimGuard),
    /// Another live worker, of this process or another, is uploading it: ask again shortly.
    Busy,
}

/// A taken claim.
#[derive(Debug)]
pub struct ClaimGuard {
    pub(super) shared: Arc<Shared>,
    pub(super) key: Key,
    pub(super) settled: bool,
    /// Whether the lockfile in use is to know of it.
    pub(super) listed: bool,
}

impl ClaimGuard {
    /// What may be uploaded.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.key
    }
}

impl Drop for ClaimGuard {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.held.remove(&self.key);
        if !self.settled {
            // Should this fail, the end of the process or the end of the lease frees the claim.
            let _ = state.attempt_to_write(|store| free(store, &self.key));
        }
    }
}

/// How long a claim holds while its owner lives: longer than an upload of one megabyte over the slowest
/// line we wait for, with all its retries and pauses. A dead owner's claims end at once.
pub(super) const LEASE: Duration = Duration::from_mins(30);

const DIRECTORY: &str = "claims";
const SUFFIX: &str = ".lock";
/// Begins the name of an owner whose file system knows no locks; only the lease ends its claims.
const UNLOCKED: &str = "unlocked";

/// This ledger as the owner of claims. Its file goes when it is dropped.
#[derive(Debug)]
pub(super) struct Owner {
    name: String,
    _file: Option<NamedTempFile>,
}

/// The outcome of asking.
#[derive(Debug)]
pub(super) enum Taken {
    Hosted(HostedImage),
    Ours,
    Busy,
}

/// Takes the claim on `key`, unless it is remembered by now (without `refresh`) or a live owner has it.
///
/// With `refresh`, only what was recorded since that moment counts as remembered: by another process that
/// refreshes as well.
pub(super) fn take(
    store: &mut Store,
    key: &Key,
    refresh: Option<SystemTime>,
) -> rusqlite::Result<Taken> {
    if store.owner.is_none() {
        store.owner = Some(Owner::begin(&store.directory));
    }
    let Some(name) = store.owner.as_ref().map(|owner| owner.name.clone()) else {
        return Ok(Taken::Ours);
    };
    store.set_durable(false)?;
    let claims = store.directory.join(DIRECTORY);
    // Immediate: two askers are told apart here, not when both have read "free".
    let transaction = store
        .connection
        .transaction_with_behavior(TransactionBehavior::Immediate)?;
    let remembered = recall(&transaction, key)?;
    if let Some(entry) =
        remembered.filter(|entry| refresh.is_none_or(|since| entry.recorded >= since))
    {
        return Ok(Taken::Hosted(entry.hosted));
    }
    let id = params![key.account.as_str(), key.digest.as_bytes(), key.profile];
    let holder = transaction
        .prepare_cached(
            "SELECT owner, expires FROM claim WHERE account = ? AND digest = ? AND profile = ?",
        )?
        .query_row(id, |row| {
            Ok(column::<String>(row, 0).zip(column::<i64>(row, 1)))
        })
        .optional()?
        .flatten();
    // Read after the wait for the transaction: another's lease, begun meanwhile, must not look longer.
    let now = SystemTime::now();
    if let Some((owner, until)) = holder {
        // One that ends far later than any begun now is from before the clock was turned back.
        let leased = milliseconds(now) < until && until <= milliseconds(now + 2 * LEASE);
        if leased && owner != name && is_alive(&claims, &owner) {
            return Ok(Taken::Busy);
        }
    }
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO claim (account, digest, profile, owner, expires)
             VALUES (?, ?, ?, ?, ?)",
        )?
        .execute(params![
            key.account.as_str(),
            key.digest.as_bytes(),
            key.profile,
            name,
            milliseconds(now + LEASE)
        ])?;
    transaction.commit()?;
    Ok(Taken::Ours)
}

/// Gives an unsettled claim back.
pub(super) fn free(store: &mut Store, key: &Key) -> rusqlite::Result<()> {
    let Some(name) = store.owner.as_ref().map(|owner| owner.name.clone()) else {
        return Ok(());
    };
    store.set_durable(false)?;
    store
        .connection
        .prepare_cached(
            "DELETE FROM claim WHERE account = ? AND digest = ? AND profile = ? AND owner = ?",
        )?
        .execute(params![
            key.account.as_str(),
            key.digest.as_bytes(),
            key.profile,
            name
        ])?;
    Ok(())
}

impl Owner {
    /// Makes and locks a file of our own, and clears away those of the dead.
    fn begin(directory: &Path) -> Self {
        let claims = directory.join(DIRECTORY);
        let file = Self::locked_file(&claims).ok();
        let name = file
            .as_ref()
            .and_then(|file| file.path().file_name()?.to_str()?.strip_suffix(SUFFIX))
            .map_or_else(
                || format!("{UNLOCKED}{}", std::process::id()),
                str::to_owned,
            );
        sweep(&claims);
        Self { name, _file: file }
    }

    /// Ends as with its process: the lock is let go and nothing is cleaned up. Closing alone would not
    /// do in a test: a child that another test has just forked holds the same file until it executes.
    #[cfg(test)]
    pub(super) fn die(self) {
        let Self { _file: file, .. } = self;
        if let Some(file) = file {
            file.as_file().unlock().expect("it was locked");
            drop(file.keep());
        }
    }

    /// The name in the rows.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    fn locked_file(claims: &Path) -> io::Result<NamedTempFile> {
        crate::fsio::make_private_directory(claims)?;
        // Between making and locking, a sweep may take our file for a dead one's: then once more.
        for _ in 0..8 {
            let file = tempfile::Builder::new()
                .prefix("o")
                .suffix(SUFFIX)
                .rand_bytes(16)
                .tempfile_in(claims)?;
            match file.as_file().try_lock() {
                Ok(()) if file.path().exists() => return Ok(file),
                Ok(()) | Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Err(io::ErrorKind::WouldBlock.into())
    }
}

/// Whether the owner's process still runs. The file of a dead one is removed on the way.
fn is_alive(claims: &Path, owner: &str) -> bool {
    if owner.starts_with(UNLOCKED) {
        return true;
    }
    if owner.is_empty() || !owner.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return false;
    }
    let path: PathBuf = claims.join(format!("{owner}{SUFFIX}"));
    let file = match File::options().read(true).write(true).open(&path) {
        Ok(file) => file,
        Err(error) => return error.kind() != io::ErrorKind::NotFound,
    };
    match file.try_lock() {
        // Removed while we hold the lock, so nobody can begin to live in between.
        Ok(()) => {
            let _ = std::fs::remove_file(&path);
            false
        }
        // Not to be known on this file system: the lease decides.
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => true,
    }
}

/// Removes the files of owners that were killed.
fn sweep(claims: &Path) {
    let Ok(entries) = std::fs::read_dir(claims) else {
        return;
    };
    for entry in entries.flatten() {
        if let Some(owner) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.strip_suffix(SUFFIX))
        {
            is_alive(claims, owner);
        }
    }
}
