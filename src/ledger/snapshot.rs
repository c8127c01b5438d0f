//! The ledger as it was at one moment, on a connection of its own: for whoever looks up much and writes
//! nothing, beside threads that do.

use std::collections::HashMap;
use std::fs::Metadata;
use std::path::Path;
use std::sync::Arc;

use super::state::Shared;
use super::store::Store;
use super::{FinishedKey, Key, Signature, finished, index, remote};
use crate::asset::{Asset, HostedImage};
use crate::validator::Validator;

/// A look at the ledger. What cannot be read is as good as absent.
#[derive(Debug)]
pub(crate) struct Snapshot {
    store: Store,
    shared: Arc<Shared>,
    /// What the lockfile in use said at the beginning.
    known: Option<Arc<HashMap<Key, HostedImage>>>,
    /// What was given out and is not in it.
    given: Vec<(Key, HostedImage)>,
}

impl Snapshot {
    pub(super) fn new(store: Store, shared: Arc<Shared>) -> Self {
        let known = (shared.lock().locked.as_ref()).map(|locked| Arc::clone(&locked.known));
        Self {
            store,
            shared,
            known,
            given: Vec::new(),
        }
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
        if !self.given.is_empty()
            && let Some(locked) = &mut self.shared.lock().locked
        {
            for (key, hosted) in self.given.drain(..) {
                locked.gave(&key, &hosted);
            }
        }
    }

    /// What the pipeline wrote down of a finished article.
    pub(crate) fn finished(&mut self, key: &FinishedKey) -> Option<Vec<u8>> {
        finished::find(&mut self.store, key).ok().flatten()
    }

    /// What is remembered under a key.
    pub(crate) fn lookup(&mut self, key: &Key) -> Option<HostedImage> {
        let known = self.known.as_ref().map(|known| known.get(key));
        if let Some(Some(hosted)) = known {
            return Some(hosted.clone());
        }
        let hosted = self.store.recall(key).ok().flatten()?;
        if known.is_some() {
            self.given.push((key.clone(), hosted.clone()));
        }
        Some(hosted)
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
