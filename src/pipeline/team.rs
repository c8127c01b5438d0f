//! The team's share in a run: what others have uploaded, who uploads now, and what the team is told.

use std::sync::Arc;
use std::time::SystemTime;

use futures_util::stream::{self, StreamExt as _};

use super::blocking;
use crate::asset::HostedImage;
use crate::ledger::shared::{Lease, SharedClaim};
use crate::ledger::{Entry, Key, Ledger, SharedLedger};
use crate::problem::Problem;

/// Uploads that are told at once.
const TOLD_AT_ONCE: usize = 16;

/// The shared ledger of a run, with the one of this machine that keeps what it says.
#[derive(Debug)]
pub(super) struct Team {
    shared: SharedLedger,
    ledger: Arc<Ledger>,
    /// Whether what others remember counts as little as what we remember.
    refresh: bool,
}

impl Team {
    pub(super) fn new(shared: SharedLedger, ledger: Arc<Ledger>, refresh: bool) -> Self {
        ledger.use_shared_ledger(&shared);
        Self {
            shared,
            ledger,
            refresh,
        }
    }

    /// What somebody has uploaded.
    pub(super) async fn find(&self, key: &Key) -> Result<Option<HostedImage>, Problem> {
        if self.refresh {
            return Ok(None);
        }
        match self.shared.find(key).await {
            Some(entry) => self.heard(entry).await.map(Some),
            None => Ok(None),
        }
    }

    /// Asks for the right to upload what nobody has uploaded.
    pub(super) async fn claim(&self, key: &Key, refresh: bool) -> Result<SharedClaim, Problem> {
        let claim = self.shared.claim(key, refresh).await;
        if let SharedClaim::Hosted(entry) = &claim {
            self.heard(entry.clone()).await?;
        }
        Ok(claim)
    }

    /// Tells of an upload of `bytes` bytes, and gives the right to it back.
    pub(super) async fn tell(
        &self,
        key: &Key,
        uploaded: Option<(&HostedImage, u64)>,
        lease: Lease,
        refresh: bool,
    ) -> Result<(), Problem> {
        if let Some((image, bytes)) = uploaded {
            let entry = Entry::new(key.clone(), image.clone(), bytes, SystemTime::now());
            if self.shared.publish(&entry, refresh).await {
                self.heard(entry).await?;
            }
        }
        lease.release().await;
        Ok(())
    }

    /// Tells of what this run used and the team has not heard of: from before there was a shared ledger, or
    /// while it did not answer.
    pub(super) async fn tell_the_rest(&self) {
        if !self.shared.is_up() {
            return;
        }
        let ledger = Arc::clone(&self.ledger);
        let unheard = blocking(move || ledger.unheard()).await.unwrap_or_default();
        let told = stream::iter(unheard).map(|entry| async move {
            if self.shared.publish(&entry, self.refresh).await {
                let _ = self.heard(entry).await;
            }
        });
        told.buffer_unordered(TOLD_AT_ONCE).collect::<()>().await;
    }

    /// What there is to tell of the store.
    pub(super) fn problem(&self) -> Option<Problem> {
        self.shared.take_problem()
    }

    async fn heard(&self, entry: Entry) -> Result<HostedImage, Problem> {
        let ledger = Arc::clone(&self.ledger);
        let image = entry.hosted.clone();
        blocking(move || ledger.heard(&entry)).await?;
        Ok(image)
    }
}
