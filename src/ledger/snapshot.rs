//! The ledger as it was at one moment, on a connection of its own: for whoever looks up much and writes
//! nothing, beside threads that do.

use std::fs::Metadata;
use std::path::Path;

use super::store::Store;
use super::{FinishedKey, Key, Signature, finished, index, remote};
use crate::asset::{Asset, HostedImage};
use crate::validator::Validator;

/// A look at the ledger. What cannot be read is as good as absent.
#[derive(Debug)]
pub(crate) struct Snapshot {
    store: Store,
}

impl Snapshot {
    pub(super) fn new(store: Store) -> Self {
        Self { store }
    }

    /// The ledger as it is now: all that is read until the next call belongs to this moment, and costs one
    /// lock instead of one each.
    pub(crate) fn renew(&mut self) {
        let connection = &self.store.connection;
        if !connection.is_autocommit() {
            let _ = connection.execute_batch("COMMIT");
        }
        let _ = connection.execute_batch("BEGIN");
    }

    /// Ends the look, so that the log can be written back.
    pub(crate) fn end(&mut self) {
        if !self.store.connection.is_autocommit() {
            let _ = self.store.connection.execute_batch("COMMIT");
        }
    }

    /// What the pipeline wrote down of a finished article.
    pub(crate) fn finished(&mut self, key: &FinishedKey) -> Option<Vec<u8>> {
        finished::find(&mut self.store, key).ok().flatten()
    }

    /// What is remembered under a key.
    pub(crate) fn lookup(&self, key: &Key) -> Option<HostedImage> {
        self.store.recall(key).ok().flatten()
    }

    /// The asset of a file, by its absolute path, that has not changed since it was indexed.
    pub(crate) fn indexed(&mut self, path: &Path, metadata: &Metadata) -> Option<Asset> {
        let signature = Signature::of(metadata)?;
        index::find(&mut self.store, path, &signature)
            .ok()
            .flatten()
    }

    /// What the picture at a URL was when it was last fetched.
    pub(crate) fn remote(&mut self, url: &str) -> Option<(Asset, Validator)> {
        remote::find(&mut self.store, url).ok().flatten()
    }
}
