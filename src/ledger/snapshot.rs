//! The ledger as it was at one moment, on a connection of its own: for whoever looks up much and writes
//! nothing, beside threads that do.

use std::collections::HashMap;
use std::fs::Metadata;
use std::path::Path;
use std::sync::Arc;

use super::state::Shared;
use super::store::Store;
use super::{FinishedKey, Key, Signature, copy, finished, index, remote};
use crate::asset::{Asset, HostedImage};
use crate::validator::Validator;

/// A look at the ledger. What cannot be read is as good as absent.
#[derive(Debug)]
pub(crate) struct Snapshot {
    store: Store,
    shared: Arc<Shared>,
    /// What the lockfile in use said at the beginning.
    known: Option<Arc<HashMap<Key, HostedImage>>>,
    /// The shared ledger in use.
    sharing: Option<String>,
    /// What was given out of our own memory, or (`false`) because the shared ledger said so.
    given: Vec<(Key, HostedImage, bool)>,
}

impl Snapshot {
    pub(super) fn new(store: Store, shared: Arc<Shared>) -> Self {
        let (known, sharing) = {
            let state = shared.lock();
            (
                state
                    .locked
                    .as_ref()
                    .map(|locked| Arc::clone(&locked.known)),
                state.sharing.as_ref().map(|sharing| sharing.id.clone()),
            )
        };
        Self {
            store,
            shared,
            known,
            sharing,
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
        if self.given.is_empty() {
            return;
        }
        let mut state = self.shared.lock();
        for (key, hosted, is_ours) in self.given.drain(..) {
            if is_ours {
                state.gave(&key, &hosted);
            } else if let Some(locked) = &mut state.locked {
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
        if let Some(hosted) = self.known.as_ref().and_then(|known| known.get(key)) {
            return Some(hosted.clone());
        }
        let ours = self.store.recall(key).ok().flatten();
        let is_ours = ours.is_some();
        let hosted = ours.or_else(|| {
            let id = self.sharing.as_ref()?;
            copy::find(&self.store.connection, id, key).ok().flatten()
        })?;
        if self.known.is_some() || (is_ours && self.sharing.is_some()) {
            self.given.push((key.clone(), hosted.clone(), is_ours));
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
