//! Drafts: which articles are which draft of which account, so that the next run updates it.
//!
//! The records are the pipeline's; here they are bytes under the account and a word for the articles, sealed
//! like everything that is read back. What a lockfile says of drafts is beside it: the id alone, for machines
//! that have no record.

use std::path::{Path, PathBuf};

use rusqlite::params;

use super::Ledger;
use super::lockfile::DraftPlace;
use super::store::{SEAL_LENGTH, Store, column, seal};
use crate::asset::AccountId;
use crate::problem::{Code, Problem};

impl Ledger {
    /// The drafts of an account: the word for their articles, and the record.
    pub(crate) fn drafts(&self, account: &AccountId) -> Vec<(String, Vec<u8>)> {
        let mut state = self.shared.lock();
        let found = state.attempt(|store| all(store, account));
        found.unwrap_or_default()
    }

    /// Remembers a draft, durably.
    ///
    /// # Errors
    /// `draft.not-recorded`, a warning: the next run would make another draft.
    pub(crate) fn remember_draft(
        &self,
        account: &AccountId,
        articles: &str,
        record: &[u8],
    ) -> Result<(), Problem> {
        let mut state = self.shared.lock();
        let done = state.attempt_to_write(|store| remember(store, account, articles, record));
        done.map_err(|failure| {
            Problem::new(Code::DraftNotRecorded)
                .with("path", self.shared.path.display())
                .with("reason", failure.reason())
        })
    }

    /// Forgets a draft.
    pub(crate) fn forget_draft(&self, account: &AccountId, articles: &str) {
        let mut state = self.shared.lock();
        // What stays is found to be gone by the next run.
        let _ = state.attempt_to_write(|store| {
            store.set_durable(true)?;
            store
                .connection
                .prepare_cached("DELETE FROM draft WHERE account = ? AND articles = ?")?
                .execute(params![account.as_str(), articles])
        });
    }

    /// The draft that the lockfile in use has for an article, by its name there.
    pub(crate) fn locked_draft(&self, account: &AccountId, article: &str) -> Option<DraftPlace> {
        let state = self.shared.lock();
        state.locked.as_ref()?.draft(account, article)
    }

    /// Has the lockfile in use know the draft of an article.
    pub(crate) fn lock_draft(&self, account: &AccountId, article: &str, place: DraftPlace) {
        if let Some(locked) = &mut self.shared.lock().locked {
            locked.is_draft(account, article, place);
        }
    }

    /// The directory of the lockfile in use.
    pub(crate) fn lockfile_directory(&self) -> Option<PathBuf> {
        let state = self.shared.lock();
        let path = std::path::absolute(state.locked.as_ref()?.path()).ok()?;
        path.parent().map(Path::to_owned)
    }
}

fn all(store: &mut Store, account: &AccountId) -> rusqlite::Result<Vec<(String, Vec<u8>)>> {
    let mut statement = store
        .connection
        .prepare_cached("SELECT articles, record, seal FROM draft WHERE account = ?")?;
    let rows = statement.query_map([account.as_str()], |row| {
        let articles: Option<String> = column(row, 0);
        let record: Option<Vec<u8>> = column(row, 1);
        let sealed: Option<[u8; SEAL_LENGTH]> = column(row, 2);
        Ok(articles
            .zip(record)
            .filter(|(articles, record)| sealed == Some(seal_of(account, articles, record))))
    })?;
    rows.filter_map(Result::transpose).collect()
}

fn remember(
    store: &mut Store,
    account: &AccountId,
    articles: &str,
    record: &[u8],
) -> rusqlite::Result<()> {
    store.set_durable(true)?;
    store
        .connection
        .prepare_cached(
            "INSERT OR REPLACE INTO draft (account, articles, record, seal) VALUES (?, ?, ?, ?)",
        )?
        .execute(params![
            account.as_str(),
            articles,
            record,
            seal_of(account, articles, record)
        ])?;
    Ok(())
}

fn seal_of(account: &AccountId, articles: &str, record: &[u8]) -> [u8; SEAL_LENGTH] {
    seal(&[account.as_str().as_bytes(), articles.as_bytes(), record])
}
