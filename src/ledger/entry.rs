//! What a ledger holds and tells, as plain data.

use std::path::PathBuf;
use std::time::SystemTime;

use crate::asset::{AccountId, Digest, HostedImage, HostedUrl};

/// The profile of bytes that are sent as they are.
const ORIGINAL: &str = "original";

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
    /// What fit profiles begin with of pictures that are kept in the material library: covers of drafts, and
    /// pictures of posts.
    pub(crate) const IN_LIBRARY: &str = "library/";

    /// The key of bytes that are sent as they are.
    #[must_use]
    pub fn original(account: AccountId, digest: Digest) -> Self {
        Self::fitted(account, digest, ORIGINAL)
    }

    /// Whether the bytes are sent as they are.
    #[must_use]
    pub fn is_original(&self) -> bool {
        self.profile == ORIGINAL
    }

    /// Whether it is in the material library as the cover of a draft or a picture of a post.
    pub(super) fn is_of_library(&self) -> bool {
        self.profile.starts_with(Self::IN_LIBRARY)
    }

    /// The key of bytes that were prepared by a fit profile, such as `fit-1/2560`.
    #[must_use]
    pub fn fitted(account: AccountId, digest: Digest, profile: impl Into<String>) -> Self {
        Self {
            account,
            digest,
            profile: profile.into(),
        }
    }
}

/// One remembered upload.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// Its key.
    pub key: Key,
    /// The picture as the service keeps it.
    pub hosted: HostedImage,
    /// Bytes that were sent.
    pub bytes: u64,
    /// When it was recorded, to the millisecond.
    pub recorded: SystemTime,
}

impl Entry {
    /// An upload of `bytes` bytes that was recorded at a time.
    #[must_use]
    pub fn new(key: Key, hosted: HostedImage, bytes: u64, recorded: SystemTime) -> Self {
        Self {
            key,
            hosted,
            bytes,
            recorded,
        }
    }
}

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

/// What `cache forget` is told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Forget {
    /// One content.
    Digest(Digest),
    /// One hosted URL.
    Url(HostedUrl),
    /// Everything (of the account; without one, the file index too).
    All,
}
