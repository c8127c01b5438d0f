//! What is remembered: (account, digest, fit profile) → hosted URL, and (path, size, mtime) → digest.
//!
//! A ledger never stops a run: one that is broken is set aside, one that cannot be written serves from
//! memory; either is said once as a warning.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::asset::{AccountId, Asset, Digest, HostedUrl};
use crate::problem::Problem;

/// Under what an upload is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Key {
    /// Whose picture it is.
    pub account: AccountId,
    /// SHA-256 of the original bytes.
    pub digest: Digest,
    /// The fit profile: how the bytes were prepared; `original` when they were sent as they are.
    pub profile: String,
}

impl Key {
    /// The key of bytes that are sent as they are.
    #[must_use]
    pub fn original(account: AccountId, digest: Digest) -> Self {
        Self {
            account,
            digest,
            profile: "original".to_owned(),
        }
    }
}

/// One remembered upload.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// Its key.
    pub key: Key,
    /// Where the picture is.
    pub url: HostedUrl,
    /// Bytes that were sent.
    pub bytes: u64,
    /// When it was recorded.
    pub recorded: SystemTime,
}

/// Who may upload a content now.
#[derive(Debug)]
#[non_exhaustive]
pub enum Claim {
    /// Somebody has uploaded it meanwhile.
    Hosted(HostedUrl),
    /// It is ours to upload; dropping the claim unsettled frees it for others.
    Taken(ClaimGuard),
    /// Another live process is uploading it: ask again shortly.
    Busy,
}

/// A taken claim.
#[derive(Debug)]
pub struct ClaimGuard {}

/// What `cache stats` tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Stats {
    /// Where the ledger lies.
    pub path: PathBuf,
    /// Entries by account.
    pub accounts: Vec<(AccountId, u64)>,
    /// Bytes sent for all entries together.
    pub bytes: u64,
    /// Files in the file index.
    pub files: u64,
    /// Size of the database on disk, in bytes.
    pub size_on_disk: u64,
}

/// The ledger of one user (or of the sandbox).
#[derive(Debug)]
pub struct Ledger {}

impl Ledger {
    /// Opens the ledger in `directory`, making it if there is none. Never fails: see the module.
    #[must_use]
    pub fn open(directory: &Path) -> (Self, Option<Problem>) {
        let _ = directory;
        (Self {}, None)
    }

    /// The remembered URL.
    #[must_use]
    pub fn lookup(&self, key: &Key) -> Option<HostedUrl> {
        let _ = key;
        None
    }

    /// Asks for the right to upload; with `refresh`, a remembered URL does not count.
    pub fn claim(&self, key: &Key, refresh: bool) -> Claim {
        let _ = (key, refresh);
        Claim::Taken(ClaimGuard {})
    }

    /// Records a finished upload durably and frees the claim.
    ///
    /// # Errors
    /// `ledger.not-recorded` (a warning): the URL is good, only the memory failed.
    pub fn settle(
        &self,
        claim: ClaimGuard,
        url: &HostedUrl,
        bytes_sent: u64,
    ) -> Result<(), Problem> {
        let _ = (claim, url, bytes_sent);
        Ok(())
    }

    /// The asset of a file that has not changed since it was indexed.
    ///
    /// An entry whose mtime is not safely older than its recording is not trusted (git's "racy" rule).
    #[must_use]
    pub fn indexed(&self, path: &Path, metadata: &std::fs::Metadata) -> Option<Asset> {
        let _ = (path, metadata);
        None
    }

    /// Remembers files' assets; `metadata` was taken before the file was read. Failures are ignored.
    pub fn index(&self, files: &[(PathBuf, std::fs::Metadata, Asset)]) {
        let _ = files;
    }

    /// The accounts with entries.
    #[must_use]
    pub fn accounts(&self) -> Vec<AccountId> {
        Vec::new()
    }

    /// Figures for `cache stats`.
    #[must_use]
    pub fn stats(&self) -> Stats {
        Stats::default()
    }

    /// All entries (of one account), oldest first.
    #[must_use]
    pub fn list(&self, account: Option<&AccountId>) -> Vec<Entry> {
        let _ = account;
        Vec::new()
    }

    /// Forgets entries by digest, or by hosted URL; gives the number forgotten.
    ///
    /// # Errors
    /// `ledger.unavailable`.
    pub fn forget(&self, account: Option<&AccountId>, what: &Forget) -> Result<u64, Problem> {
        let _ = (account, what);
        Ok(0)
    }
}

/// What `cache forget` is told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Forget {
    /// One content.
    Digest(Digest),
    /// One hosted URL.
    Url(HostedUrl),
    /// Everything (of the account).
    All,
}
