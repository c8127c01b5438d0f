//! What shared ledgers said, kept here by shared ledger, and what of this run they have not been told yet.
//!
//! Apart from our own uploads: what one team's store says must not get into another's pages.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, ToSql, params};

use super::store::{self, SEAL_LENGTH, Store, column, seal};
use super::{Entry, Forget, Key, Ledger, SharedLedger};
use crate::asset::{AccountId, Digest, HostedImage, HostedUrl};

/// The shared ledger of a run.
#[derive(Debug)]
pub(super) struct Sharing {
    pub(super) id: String,
    /// What it said and could not be kept on the disk.
    pub(super) said: HashMap<Key, HostedImage>,
    /// What this run gave out from our own memory, or uploaded.
    used: HashMap<Key, HostedImage>,
}

impl Sharing {
    /// Notes what it may not know.
    pub(super) fn used(&mut self, key: &Key, hosted: &HostedImage) {
        self.used.insert(key.clone(), hosted.clone());
    }
}

impl Ledger {
    /// Counts what a shared ledger said before as remembered, and notes what it has not been told.
    pub fn use_shared_ledger(&self, shared: &SharedLedger) {
        self.shared.lock().sharing = Some(Sharing {
            id: shared.id().to_owned(),
            said: HashMap::new(),
            used: HashMap::new(),
        });
    }

    /// Remembers what the shared ledger said, or was told.
    pub(crate) fn heard(&self, entry: &Entry) {
        let mut state = self.shared.lock();
        let Some(id) = state.sharing.as_ref().map(|sharing| sharing.id.clone()) else {
            return;
        };
        let kept = state.attempt_to_write(|store| remember(store, &id, entry));
        if let Some(sharing) = &mut state.sharing {
            sharing.used.remove(&entry.key);
            if kept.is_err() {
                let said = (entry.key.clone(), entry.hosted.clone());
                sharing.said.extend([said]);
            }
        }
        if let Some(locked) = &mut state.locked {
            locked.gave(&entry.key, &entry.hosted);
        }
    }

    /// The keys under which an upload is remembered here, by ourselves or because the shared ledger in use said
    /// so; none for [`Forget::All`].
    #[must_use]
    pub fn keys_of(&self, account: Option<&AccountId>, what: &Forget) -> Vec<Key> {
        let mut state = self.shared.lock();
        let id = state.sharing.as_ref().map(|sharing| sharing.id.clone());
        let (column, value): (_, &dyn ToSql) = match what {
            Forget::Digest(digest) => ("digest", digest.as_bytes()),
            Forget::Url(url) => ("url", &url.as_str()),
            Forget::All => return Vec::new(),
        };
        let account = account.map(AccountId::as_str);
        let keys = state.attempt(|store| {
            let mut statement = store.connection.prepare(&format!(
                "SELECT account, digest, profile FROM upload
                 WHERE {column} = ?1 AND (?2 IS NULL OR account = ?2)
                 UNION SELECT account, digest, profile FROM shared
                 WHERE {column} = ?1 AND (?2 IS NULL OR account = ?2) AND ledger = ?3"
            ))?;
            let rows = statement.query_map(params![value, account, id], |row| {
                let account = AccountId::new(row.get::<_, String>(0)?);
                let digest = Digest::from_bytes(row.get(1)?);
                Ok(Key::fitted(account, digest, row.get::<_, String>(2)?))
            })?;
            rows.collect()
        });
        keys.unwrap_or_default()
    }

    /// What this run used and the shared ledger has not been told.
    pub(crate) fn unheard(&self) -> Vec<Entry> {
        let mut state = self.shared.lock();
        let Some(sharing) = &mut state.sharing else {
            return Vec::new();
        };
        let id = sharing.id.clone();
        let used = std::mem::take(&mut sharing.used);
        let unheard = |(key, hosted): (Key, HostedImage)| {
            let entry = state.attempt(|store| {
                let known = find(&store.connection, &id, &key)?;
                Ok((known, store::recall(&store.connection, &key)?))
            });
            match entry {
                Ok((Some(known), _)) if known == hosted => None,
                Ok((_, Some(entry))) => Some(entry),
                _ => Some(Entry::new(key, hosted, 0, std::time::SystemTime::now())),
            }
        };
        used.into_iter().filter_map(unheard).collect()
    }
}

/// What a shared ledger said of a key.
pub(super) fn find(
    connection: &Connection,
    id: &str,
    key: &Key,
) -> rusqlite::Result<Option<HostedImage>> {
    let found = connection
        .prepare_cached(
            "SELECT url, media_id, seal FROM shared
             WHERE ledger = ? AND account = ? AND digest = ? AND profile = ?",
        )?
        .query_row(
            params![id, key.account.as_str(), key.digest.as_bytes(), key.profile],
            |row| {
                let hosted = column::<String>(row, 0)
                    .and_then(|url| HostedUrl::parse(&url))
                    .map(|url| HostedImage {
                        media_id: column(row, 1).unwrap_or_default(),
                        ..HostedImage::for_bodies(url)
                    });
                let sealed = column::<[u8; SEAL_LENGTH]>(row, 2);
                Ok(hosted.filter(|hosted| sealed == Some(seal_of(id, key, hosted))))
            },
        )
        .optional()?;
    Ok(found.flatten())
}

/// Remembers what a shared ledger said; it can be asked again, so nobody waits for the disk.
fn remember(store: &mut Store, id: &str, entry: &Entry) -> rusqlite::Result<()> {
    store.set_durable(false)?;
    let Entry { key, hosted, .. } = entry;
    store
        .connection
        .prepare_cached(
            "INSERT OR REPLACE INTO shared (ledger, account, digest, profile, url, media_id, seal)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            id,
            key.account.as_str(),
            key.digest.as_bytes(),
            key.profile,
            hosted.url.as_str(),
            hosted.media_id,
            seal_of(id, key, hosted)
        ])?;
    Ok(())
}

fn seal_of(id: &str, key: &Key, hosted: &HostedImage) -> [u8; SEAL_LENGTH] {
    let media_id = hosted.media_id.as_deref().unwrap_or_default();
    seal(&[
        id.as_bytes(),
        key.account.as_str().as_bytes(),
        key.digest.as_bytes(),
        key.profile.as_bytes(),
        hosted.url.as_str().as_bytes(),
        media_id.as_bytes(),
    ])
}
