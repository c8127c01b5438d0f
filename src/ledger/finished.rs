//! Finished articles: what was made of which text, so that the same is not made again.
//!
//! The records are the pipeline's; here they are bytes under the article's and the output's path, sealed
//! like everything that is read back.

use std::borrow::Cow;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::store::{SEAL_LENGTH, Store, column, seal};

/// Which output of which article, for which command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FinishedKey {
    article: Vec<u8>,
    output: Vec<u8>,
    verb: Cow<'static, str>,
}

impl FinishedKey {
    /// The key of an article and an output; `None` for paths that have no absolute form.
    pub(crate) fn new(article: &Path, output: &Path, verb: &'static str) -> Option<Self> {
        // The bytes are a key and never become a path again, so names need not be valid Unicode.
        let bytes = |path: &Path| {
            let path = std::path::absolute(path).ok()?;
            Some(path.as_os_str().as_encoded_bytes().to_owned())
        };
        Some(Self {
            article: bytes(article)?,
            output: bytes(output)?,
            verb: Cow::Borrowed(verb),
        })
    }
}

impl FinishedKey {
    /// A key as it is written down.
    pub(super) fn of_row(article: Vec<u8>, output: Vec<u8>, verb: String) -> Self {
        Self {
            article,
            output,
            verb: Cow::Owned(verb),
        }
    }

    /// Deletes its record.
    pub(super) fn delete(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection
            .prepare_cached("DELETE FROM finished WHERE article = ? AND output = ? AND verb = ?")?
            .execute(params![self.article, self.output, self.verb])?;
        Ok(())
    }

    /// The names of article and output, where they are Unicode.
    pub(crate) fn names(&self) -> Option<(&str, &str)> {
        let text = |bytes| std::str::from_utf8(bytes).ok();
        Some((text(&self.article)?, text(&self.output)?))
    }
}

/// All keys of a command.
pub(super) fn keys(store: &mut Store, verb: &'static str) -> rusqlite::Result<Vec<FinishedKey>> {
    // Answered by the index alone.
    let mut statement = store
        .connection
        .prepare_cached("SELECT article, output FROM finished WHERE verb = ?")?;
    let rows = statement.query_map([verb], |row| {
        Ok(FinishedKey {
            article: row.get(0)?,
            output: row.get(1)?,
            verb: Cow::Borrowed(verb),
        })
    })?;
    rows.collect()
}

/// Drops records.
pub(super) fn forget(store: &mut Store, keys: &[FinishedKey]) -> rusqlite::Result<()> {
    store.set_durable(false)?;
    let transaction = store.connection.unchecked_transaction()?;
    for key in keys {
        key.delete(&transaction)?;
    }
    transaction.commit()
}

/// The record under a key.
pub(super) fn find(store: &mut Store, key: &FinishedKey) -> rusqlite::Result<Option<Vec<u8>>> {
    let found = store
        .connection
        .prepare_cached(
            "SELECT record, seal FROM finished WHERE article = ? AND output = ? AND verb = ?",
        )?
        .query_row(params![key.article, key.output, key.verb], |row| {
            Ok(record(row, key))
        })
        .optional()?;
    Ok(found.flatten())
}

fn record(row: &Row<'_>, key: &FinishedKey) -> Option<Vec<u8>> {
    let record: Vec<u8> = column(row, 0)?;
    let sealed: [u8; SEAL_LENGTH] = column(row, 1)?;
    (sealed == seal_of(key, &record)).then_some(record)
}

/// Remembers records, all or none.
pub(super) fn remember(
    store: &mut Store,
    records: &[(FinishedKey, Vec<u8>)],
) -> rusqlite::Result<()> {
    store.set_durable(false)?;
    let transaction = store.connection.transaction()?;
    {
        let mut insert = transaction.prepare_cached(
            "INSERT OR REPLACE INTO finished (article, output, verb, record, seal)
             VALUES (?, ?, ?, ?, ?)",
        )?;
        for (key, record) in records {
            insert.execute(params![
                key.article,
                key.output,
                key.verb,
                record,
                seal_of(key, record)
            ])?;
        }
    }
    transaction.commit()
}

fn seal_of(key: &FinishedKey, record: &[u8]) -> [u8; SEAL_LENGTH] {
    seal(&[&key.article, &key.output, key.verb.as_bytes(), record])
}
