//! Taking leave of what is of no use any more: files and articles that are gone, claims that have ended.

use std::path::Path;
use std::time::SystemTime;

use rusqlite::params;

use super::finished::FinishedKey;
use super::store::{Store, milliseconds};
use super::{Ledger, opening};
use crate::problem::Problem;

/// What was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Pruned {
    /// Files of the file index that are no longer there.
    pub files: u64,
    /// Finished articles that are gone with their outputs.
    pub articles: u64,
    /// Size of the database before and after, in bytes.
    pub size: (u64, u64),
}

impl Ledger {
    /// Drops what is remembered of files and articles that are gone, and gives the space back. Uploads stay: a
    /// picture that is gone here may still be shown there.
    ///
    /// # Errors
    /// `ledger.unavailable`.
    pub fn prune(&self) -> Result<Pruned, Problem> {
        let before = opening::size_on_disk(&self.shared.path);
        let mut state = self.shared.lock();
        let outcome = state.attempt_to_write(prune);
        let (files, articles) = outcome.map_err(|failure| self.unavailable(failure))?;
        drop(state);
        Ok(Pruned {
            files,
            articles,
            size: (before, opening::size_on_disk(&self.shared.path)),
        })
    }
}

fn prune(store: &mut Store) -> rusqlite::Result<(u64, u64)> {
    store.set_durable(true)?;
    let transaction = store.connection.unchecked_transaction()?;
    let mut gone = Vec::new();
    {
        let mut statement = transaction.prepare("SELECT path FROM file")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let path: Vec<u8> = row.get(0)?;
            if is_gone(&path) {
                gone.push(path);
            }
        }
    }
    for path in &gone {
        transaction
            .prepare_cached("DELETE FROM file WHERE path = ?")?
            .execute([path])?;
    }
    let mut articles: Vec<FinishedKey> = Vec::new();
    {
        let mut statement = transaction.prepare("SELECT article, output, verb FROM finished")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (article, output): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
            // While the output is there, `--clean` wants to know what it is.
            if is_gone(&article) && is_gone(&output) {
                articles.push(FinishedKey::of_row(article, output, row.get(2)?));
            }
        }
    }
    for key in &articles {
        key.delete(&transaction)?;
    }
    transaction.execute(
        "DELETE FROM claim WHERE expires < ?",
        params![milliseconds(SystemTime::now())],
    )?;
    transaction.commit()?;
    store
        .connection
        .execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok((gone.len() as u64, articles.len() as u64))
}

/// Whether nothing is at a path that was written down; names that are no Unicode are left alone.
fn is_gone(path: &[u8]) -> bool {
    let Ok(path) = std::str::from_utf8(path) else {
        return false;
    };
    let looked = Path::new(path).symlink_metadata();
    looked.is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
}
