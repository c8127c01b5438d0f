//! The database: one connection, the uploads in it, and the seal on every record.
//!
//! In come entries and keys, out go entries whose seal fits and whose URL is one of `WeChat`'s; any
//! other row is as good as absent. The only file, with its neighbours in this room, that knows SQL.

use std::fs::File;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::types::FromSql;
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, Row, ToSql, params};

use super::claim::Owner;
use super::{Entry, Forget, Key};
use crate::asset::{AccountId, Digest, HostedImage, HostedUrl};

/// How long to wait for other writers; each holds the database for about a millisecond.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// The same, once a writer has been found to hold the database for good.
const PATIENCE_LOST: Duration = Duration::from_millis(50);

/// How the tables come to be: step *n* leads from version *n* to *n* + 1. Released steps never change.
pub(super) const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE upload (
        account TEXT NOT NULL, digest BLOB NOT NULL, profile TEXT NOT NULL,
        url TEXT NOT NULL, bytes INTEGER NOT NULL, recorded INTEGER NOT NULL, seal BLOB NOT NULL,
        PRIMARY KEY (account, digest, profile)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE claim (
        account TEXT NOT NULL, digest BLOB NOT NULL, profile TEXT NOT NULL,
        owner TEXT NOT NULL, expires INTEGER NOT NULL,
        PRIMARY KEY (account, digest, profile)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE file (
        path BLOB NOT NULL PRIMARY KEY, signature BLOB NOT NULL,
        digest BLOB NOT NULL, format TEXT NOT NULL, size INTEGER NOT NULL, seal BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
",
    "
    ALTER TABLE upload ADD COLUMN media_id TEXT;
    CREATE TABLE remote (
        url TEXT NOT NULL PRIMARY KEY, digest BLOB NOT NULL, format TEXT NOT NULL, size INTEGER NOT NULL,
        answered_by TEXT NOT NULL, etag TEXT, last_modified TEXT, fresh_until INTEGER NOT NULL, seal BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
",
    "
    CREATE TABLE finished (
        article BLOB NOT NULL, output BLOB NOT NULL, verb TEXT NOT NULL,
        record BLOB NOT NULL, seal BLOB NOT NULL,
        PRIMARY KEY (article, output, verb)
    ) STRICT;
",
    "
    CREATE TABLE shared (
        ledger TEXT NOT NULL, account TEXT NOT NULL, digest BLOB NOT NULL, profile TEXT NOT NULL,
        url TEXT NOT NULL, media_id TEXT, seal BLOB NOT NULL,
        PRIMARY KEY (ledger, account, digest, profile)
    ) STRICT, WITHOUT ROWID;
",
    "
    CREATE TABLE draft (
        account TEXT NOT NULL, articles TEXT NOT NULL, record BLOB NOT NULL, seal BLOB NOT NULL,
        PRIMARY KEY (account, articles)
    ) STRICT, WITHOUT ROWID;
",
];

/// An open database.
#[derive(Debug)]
pub(super) struct Store {
    // Dropped in this order: the lock that says "in use" goes last.
    pub(super) connection: Connection,
    pub(super) writable: bool,
    pub(super) directory: PathBuf,
    pub(super) owner: Option<Owner>,
    durable: bool,
    _in_use: Option<File>,
}

/// Sums for `cache stats`.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) accounts: Vec<(AccountId, u64)>,
    pub(super) bytes: u64,
    pub(super) files: u64,
}

impl Store {
    /// A store on a connection whose schema has been inspected.
    pub(super) fn new(
        connection: Connection,
        writable: bool,
        directory: PathBuf,
        in_use: Option<File>,
    ) -> Self {
        Self {
            connection,
            writable,
            directory,
            owner: None,
            durable: true,
            _in_use: in_use,
        }
    }

    /// Whether the next commits wait for the disk. Uploads do: on a solid-state disk that takes a
    /// fraction of a millisecond, an upload a hundred times as long. Claims, and the file index, which
    /// can be had again, do not.
    pub(super) fn set_durable(&mut self, durable: bool) -> rusqlite::Result<()> {
        if self.durable != durable {
            // NORMAL keeps the database whole through a power cut but may lose the last commits.
            self.connection.execute_batch(if durable {
                "PRAGMA synchronous = FULL"
            } else {
                "PRAGMA synchronous = NORMAL"
            })?;
            self.durable = durable;
        }
        Ok(())
    }

    /// After a refusal: do not wait long again for one who does not let go.
    pub(super) fn after_failure(&self, error: &rusqlite::Error) {
        if code(error) == Some(ErrorCode::DatabaseBusy) {
            let _ = self.connection.busy_timeout(PATIENCE_LOST);
        }
    }

    /// The picture under `key`.
    pub(super) fn recall(&self, key: &Key) -> rusqlite::Result<Option<HostedImage>> {
        Ok(recall(&self.connection, key)?.map(|entry| entry.hosted))
    }

    /// Writes an entry to the disk and frees our claim on it, both or none.
    pub(super) fn record(&mut self, entry: &Entry) -> rusqlite::Result<()> {
        self.set_durable(true)?;
        let owner = self.owner.as_ref().map_or("", Owner::name);
        let transaction = self.connection.unchecked_transaction()?;
        insert(&transaction, "REPLACE", entry)?;
        let Key {
            account,
            digest,
            profile,
        } = &entry.key;
        transaction
            .prepare_cached(
                "DELETE FROM claim WHERE account = ? AND digest = ? AND profile = ? AND owner = ?",
            )?
            .execute(params![account.as_str(), digest.as_bytes(), profile, owner])?;
        transaction.commit()
    }

    /// Writes those entries to the disk whose keys have none; gives their number.
    pub(super) fn import(&mut self, entries: &[Entry]) -> rusqlite::Result<u64> {
        self.set_durable(true)?;
        let transaction = self.connection.unchecked_transaction()?;
        let mut imported = 0;
        for entry in entries {
            imported += insert(&transaction, "IGNORE", entry)?;
        }
        transaction.commit()?;
        Ok(imported as u64)
    }

    /// All entries (of one account).
    pub(super) fn entries(&self, account: Option<&AccountId>) -> rusqlite::Result<Vec<Entry>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT account, digest, profile, url, bytes, recorded, seal, media_id FROM upload
             WHERE ?1 IS NULL OR account = ?1",
        )?;
        let rows = statement.query_map([account.map(AccountId::as_str)], |row| Ok(entry(row)))?;
        rows.filter_map(Result::transpose).collect()
    }

    /// Counts and sums.
    pub(super) fn counts(&self) -> rusqlite::Result<Counts> {
        let mut counts = Counts::default();
        let mut statement = self.connection.prepare(
            "SELECT account, count(*), CAST(total(bytes) AS INTEGER) FROM upload GROUP BY account ORDER BY account",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (account, number): (String, i64) = (row.get(0)?, row.get(1)?);
            counts
                .accounts
                .push((AccountId::new(account), number.cast_unsigned()));
            counts.bytes = counts
                .bytes
                .saturating_add(row.get::<_, i64>(2)?.cast_unsigned());
        }
        let files = self
            .connection
            .query_one("SELECT count(*) FROM file", [], |row| row.get::<_, i64>(0))?;
        counts.files = files.cast_unsigned();
        Ok(counts)
    }

    /// Deletes entries; gives their number.
    pub(super) fn forget(
        &mut self,
        account: Option<&AccountId>,
        what: &Forget,
    ) -> rusqlite::Result<u64> {
        self.set_durable(true)?;
        let account_name = account.map(AccountId::as_str);
        let transaction = self.connection.unchecked_transaction()?;
        // What shared ledgers said is the same upload, and counts once.
        let from_both = |condition: &str, arguments: &[&dyn ToSql]| {
            let delete = |table: &str| {
                let of_account = "(?1 IS NULL OR account = ?1)";
                let statement = format!("DELETE FROM {table} WHERE {of_account} AND {condition}");
                transaction.execute(&statement, arguments)
            };
            Ok::<_, rusqlite::Error>(delete("shared")?.max(delete("upload")?))
        };
        let forgotten = match what {
            Forget::Digest(digest) => {
                from_both("digest = ?2", params![account_name, digest.as_bytes()])
            }
            Forget::Url(url) => from_both("url = ?2", params![account_name, url.as_str()]),
            Forget::All => {
                if account.is_none() {
                    transaction.execute("DELETE FROM file", [])?;
                    transaction.execute("DELETE FROM remote", [])?;
                    transaction.execute("DELETE FROM finished", [])?;
                }
                from_both("TRUE", params![account_name])
            }
        }?;
        transaction.commit()?;
        Ok(forgotten as u64)
    }
}

/// Writes an entry; what becomes of one that is there is said by `otherwise`, a word of SQL. Gives how many rows
/// were written.
fn insert(connection: &Connection, otherwise: &str, entry: &Entry) -> rusqlite::Result<usize> {
    let Key {
        account,
        digest,
        profile,
    } = &entry.key;
    let recorded = milliseconds(entry.recorded);
    let bytes = entry.bytes.cast_signed();
    let seal = seal_of(&entry.key, &entry.hosted, bytes, recorded);
    connection
        .prepare_cached(&format!(
            "INSERT OR {otherwise} INTO upload
             (account, digest, profile, url, bytes, recorded, seal, media_id)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ))?
        .execute(params![
            account.as_str(),
            digest.as_bytes(),
            profile,
            entry.hosted.url.as_str(),
            bytes,
            recorded,
            seal,
            entry.hosted.media_id
        ])
}

/// The entry under `key`, also inside a transaction.
pub(super) fn recall(connection: &Connection, key: &Key) -> rusqlite::Result<Option<Entry>> {
    let mut statement = connection.prepare_cached(
        "SELECT account, digest, profile, url, bytes, recorded, seal, media_id FROM upload
         WHERE account = ? AND digest = ? AND profile = ?",
    )?;
    let found = statement
        .query_row(
            params![key.account.as_str(), key.digest.as_bytes(), key.profile],
            |row| Ok(entry(row)),
        )
        .optional()?;
    Ok(found.flatten())
}

/// A row as an entry; `None` for one that was not written by us, or has been damaged since.
fn entry(row: &Row<'_>) -> Option<Entry> {
    let key = Key {
        account: AccountId::new(column::<String>(row, 0)?),
        digest: Digest::from_bytes(column(row, 1)?),
        profile: column(row, 2)?,
    };
    let (url, bytes, recorded): (String, i64, i64) =
        (column(row, 3)?, column(row, 4)?, column(row, 5)?);
    let seal: [u8; SEAL_LENGTH] = column(row, 6)?;
    let hosted = HostedImage {
        media_id: column(row, 7)?,
        ..HostedImage::for_bodies(HostedUrl::parse(&url)?)
    };
    (seal == seal_of(&key, &hosted, bytes, recorded)).then_some(())?;
    Some(Entry {
        key,
        hosted,
        bytes: bytes.cast_unsigned(),
        recorded: UNIX_EPOCH + Duration::from_millis(u64::try_from(recorded).ok()?),
    })
}

/// A column's value; `None` when a damaged database holds something else there.
pub(super) fn column<T: FromSql>(row: &Row<'_>, position: usize) -> Option<T> {
    row.get(position).ok()
}

/// Milliseconds since 1970, 0 for anything earlier.
pub(super) fn milliseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Bytes of a seal: enough that no accident passes.
pub(super) const SEAL_LENGTH: usize = 8;

/// The seal of an entry.
pub(super) fn seal_of(
    key: &Key,
    hosted: &HostedImage,
    bytes: i64,
    recorded: i64,
) -> [u8; SEAL_LENGTH] {
    let (bytes, recorded) = (bytes.to_le_bytes(), recorded.to_le_bytes());
    let mut parts: Vec<&[u8]> = vec![
        key.account.as_str().as_bytes(),
        key.digest.as_bytes(),
        key.profile.as_bytes(),
        hosted.url.as_str().as_bytes(),
        &bytes,
        &recorded,
    ];
    // Not a part of its own where there is none: rows of the first version have no such column.
    parts.extend(hosted.media_id.as_ref().map(String::as_bytes));
    seal(&parts)
}

/// The seal of a record: SQLite does not notice a flipped bit, and a wrong URL or digest would put a
/// wrong picture into an article. It guards against accidents, not against forgery.
pub(super) fn seal(parts: &[&[u8]]) -> [u8; SEAL_LENGTH] {
    let mut text = Vec::with_capacity(384);
    for part in parts {
        text.extend_from_slice(&(part.len() as u64).to_le_bytes());
        text.extend_from_slice(part);
    }
    let digest = Digest::of(&text);
    let mut seal = [0; SEAL_LENGTH];
    seal.copy_from_slice(&digest.as_bytes()[..SEAL_LENGTH]);
    seal
}

/// SQLite's own word for a failure.
pub(super) fn code(error: &rusqlite::Error) -> Option<ErrorCode> {
    match error {
        rusqlite::Error::SqliteFailure(error, _) | rusqlite::Error::SqlInputError { error, .. } => {
            Some(error.code)
        }
        _ => None,
    }
}

/// Fails as a broken database does when a table or column of ours is not there.
pub(super) fn look_for_tables(connection: &Connection) -> rusqlite::Result<()> {
    for statement in [
        "SELECT account, digest, profile, url, bytes, recorded, seal, media_id FROM upload",
        "SELECT account, digest, profile, owner, expires FROM claim",
        "SELECT path, signature, digest, format, size, seal FROM file",
        "SELECT url, digest, format, size, answered_by, etag, last_modified, fresh_until, seal FROM remote",
        "SELECT article, output, verb, record, seal FROM finished",
        "SELECT ledger, account, digest, profile, url, media_id, seal FROM shared",
        "SELECT account, articles, record, seal FROM draft",
    ] {
        connection.prepare(statement)?;
    }
    Ok(())
}

/// Whether the file is to blame: no database, a damaged one, or one whose tables are not ours.
pub(super) fn is_broken(error: &rusqlite::Error) -> bool {
    let unknown_table = matches!(
        error,
        rusqlite::Error::SqliteFailure(error, _) | rusqlite::Error::SqlInputError { error, .. }
            if error.extended_code == rusqlite::ffi::SQLITE_ERROR
    );
    unknown_table
        || matches!(
            code(error),
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)
        )
}
