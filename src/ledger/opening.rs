//! Opening the database: find it, make it, or set a broken one aside.
//!
//! In comes a directory; out goes a store, a warning, or both. Everyone who has the database open
//! holds `ledger.lock` shared; making, migrating and setting aside need it alone. So of two who find
//! the same broken file one replaces it and the other finds the new one, and no database is moved
//! away under a process that works with it. Refuses to touch what a newer program wrote.

mod health;

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

pub use self::health::{Health, HealthState};
use super::store::{self, MIGRATIONS, PATIENCE, Store};
use crate::fsio;
use crate::problem::{Code, Problem};

const FILE: &str = "ledger.sqlite3";
const LOCK: &str = "ledger.lock";
/// "tuwn": written into the header, so that another program's database is not taken for ours.
const APPLICATION: i64 = 0x7475_776e;
/// One page of the smallest size, in bytes.
const SMALLEST_DATABASE: u64 = 512;
/// How long to wait for others to let go of the database. Those who make or replace it do within
/// milliseconds; those who work with it do not.
const LOCK_PATIENCE: Duration = Duration::from_secs(1);
/// How long before what is to be made or mended is looked at again: another may have done it meanwhile,
/// and be working with it and not let go.
const MENDING_PATIENCE: Duration = Duration::from_millis(20);
/// So often something may be found wrong with what was just mended.
const MENDINGS: usize = 4;

/// What the ledger is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// To read and record.
    Writing,
    /// To read what is there, making nothing.
    Looking,
}

/// How closely the database is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// Header and tables: microseconds.
    Surface,
    /// Every page: for when something was found wrong.
    Whole,
}

/// What lies at the ledger's path.
enum Finding {
    /// A ledger of this program's version.
    Sound(Connection),
    /// None, or an empty file.
    Absent,
    /// A ledger of an older version, or one whose making was cut short.
    Older(Connection),
    /// Nothing that can be a ledger; why.
    Broken(String),
    /// Something that must be left alone, or cannot be got at; why.
    Unusable(String),
}

/// How to connect.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Connecting {
    ForWriting,
    ForReading,
    /// As a file that nobody changes: the only way where SQLite may not make its log beside it.
    Immutable,
}

/// Where the database lies.
pub(super) fn path(directory: &Path) -> PathBuf {
    directory.join(FILE)
}

/// Bytes of the database and its log.
pub(super) fn size_on_disk(path: &Path) -> u64 {
    [path.to_owned(), beside(path, "-wal")]
        .iter()
        .filter_map(|path| std::fs::metadata(path).ok())
        .map(|metadata| metadata.len())
        .sum()
}

/// Opens the ledger in the absolute `directory`. Without a store the run remembers for itself.
pub(super) fn open(
    directory: &Path,
    manner: Manner,
    check: Check,
) -> (Option<Store>, Option<Problem>) {
    let path = path(directory);
    let mut aside = None;
    let opened = match manner {
        Manner::Looking => look(directory, &path, check),
        Manner::Writing => open_for_writing(directory, &path, check, &mut aside).map(Some),
    };
    match opened {
        Ok(store) => (store, aside),
        Err(reason) => {
            // What cannot be written may still be read.
            let store = match manner {
                Manner::Writing => look(directory, &path, check).ok().flatten(),
                Manner::Looking => None,
            };
            let problem = Problem::new(Code::LedgerUnavailable)
                .with("path", path.display())
                .with("reason", reason);
            (store, Some(problem))
        }
    }
}

/// The ledger for reading; `None` where there is none.
fn look(directory: &Path, path: &Path, check: Check) -> Result<Option<Store>, String> {
    let in_use = File::open(directory.join(LOCK)).ok().and_then(|file| {
        wait_for(file, File::try_lock_shared, LOCK_PATIENCE)
            .ok()
            .flatten()
    });
    let mut finding = inspect(path, Connecting::ForReading, check);
    if let Finding::Unusable(_) = finding {
        let second = inspect(path, Connecting::Immutable, check);
        if let Finding::Sound(_) = second {
            finding = second;
        }
    }
    match finding {
        Finding::Sound(connection) => Ok(Some(Store::new(
            connection,
            false,
            directory.to_owned(),
            in_use,
        ))),
        // An older ledger is read once a writing run has brought it up to date.
        Finding::Absent | Finding::Older(_) => Ok(None),
        Finding::Broken(reason) | Finding::Unusable(reason) => Err(reason),
    }
}

/// The ledger for writing, made or mended if need be; `aside` gets the warning about a broken one.
fn open_for_writing(
    directory: &Path,
    path: &Path,
    check: Check,
    aside: &mut Option<Problem>,
) -> Result<Store, String> {
    let text = |error: io::Error| error.to_string();
    fsio::make_private_directory(directory).map_err(text)?;
    let lock_file = || {
        let mut options = File::options();
        options.read(true).write(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(directory.join(LOCK)).map_err(text)
    };
    let deadline = Instant::now() + LOCK_PATIENCE;
    let mut mended = 0;
    // Between mending it alone and opening it shared another may come in; it ends with the first
    // round that finds nothing to mend, and a file that does not stay mended is given up.
    while mended < MENDINGS {
        let in_use = wait_for(lock_file()?, File::try_lock_shared, LOCK_PATIENCE)?;
        let patience = match inspect(path, Connecting::ForWriting, check) {
            Finding::Sound(connection) => {
                return Ok(Store::new(connection, true, directory.to_owned(), in_use));
            }
            Finding::Unusable(reason) => return Err(reason),
            // Looking at every page takes long, and whoever looks is in the way of who wants to mend.
            Finding::Broken(_) if check == Check::Whole => LOCK_PATIENCE,
            Finding::Absent | Finding::Older(_) | Finding::Broken(_) => MENDING_PATIENCE,
        };
        drop(in_use);
        let late = Instant::now() >= deadline;
        let _alone = match wait_for(lock_file()?, File::try_lock, patience) {
            Ok(alone) => alone,
            Err(reason) if late => return Err(reason),
            // Those who do not let go may be working with what one of them has mended by now.
            Err(_) => continue,
        };
        mended += 1;
        match inspect(path, Connecting::ForWriting, check) {
            // Somebody else was faster.
            Finding::Sound(_) => {}
            Finding::Unusable(reason) => return Err(reason),
            Finding::Absent => create(path)?,
            Finding::Older(connection) => migrate(connection)?,
            Finding::Broken(reason) => {
                let moved = set_aside(path).map_err(text)?;
                *aside = Some(
                    Problem::new(Code::LedgerSetAside)
                        .with("path", path.display())
                        .with("aside", moved.display())
                        .with("reason", reason),
                );
                create(path)?;
            }
        }
    }
    Err("it does not stay whole".to_owned())
}

/// Takes a lock, waiting a little; `None` on file systems that know no locks.
fn wait_for(
    file: File,
    lock: fn(&File) -> Result<(), TryLockError>,
    patience: Duration,
) -> Result<Option<File>, String> {
    let deadline = Instant::now() + patience;
    loop {
        match lock(&file) {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(2));
            }
            Err(TryLockError::WouldBlock) => {
                return Err("another process is using it".to_owned());
            }
        }
    }
}

/// Connects and tells what is there, changing nothing.
fn inspect(path: &Path, connecting: Connecting, check: Check) -> Finding {
    // A directory, pipe or device is never opened: a pipe would make us wait for ever.
    match std::fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => {
            return Finding::Unusable("not a regular file".to_owned());
        }
        Ok(metadata) if metadata.len() == 0 => return Finding::Absent,
        // SQLite would take it for an empty file and write over it.
        Ok(metadata) if metadata.len() < SMALLEST_DATABASE => {
            return Finding::Broken("not a database".to_owned());
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Finding::Absent,
        Err(error) => return Finding::Unusable(error.to_string()),
    }
    let found = connect(path, connecting).and_then(|connection| {
        let state = state_of(&connection, check)?;
        Ok((connection, state))
    });
    match found {
        Ok((connection, State::Current)) => Finding::Sound(connection),
        Ok((connection, State::Older)) => Finding::Older(connection),
        Ok((_, State::Newer(version))) => Finding::Unusable(format!(
            "written by a newer version (schema {version}, known {})",
            known_version()
        )),
        Ok((_, State::Foreign)) => Finding::Broken("not a ledger".to_owned()),
        Ok((_, State::Damaged(reason))) => Finding::Broken(reason),
        Err(error) if store::is_broken(&error) => Finding::Broken(error.to_string()),
        Err(error) => Finding::Unusable(error.to_string()),
    }
}

fn connect(path: &Path, connecting: Connecting) -> rusqlite::Result<Connection> {
    let connection = if connecting == Connecting::Immutable {
        // The path is absolute, so it has a URL; characters that mean something there are escaped.
        let mut address = url::Url::from_file_path(path)
            .map_err(|()| rusqlite::Error::InvalidPath(path.to_owned()))?;
        address.set_query(Some("immutable=1"));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(address.as_str(), flags)?
    } else {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(path, flags)?
    };
    connection.busy_timeout(PATIENCE)?;
    connection.execute_batch("PRAGMA synchronous = FULL")?;
    match connecting {
        Connecting::ForReading => connection.execute_batch("PRAGMA query_only = ON")?,
        // SQLite falls back to reading without a word.
        Connecting::ForWriting if connection.is_readonly("main")? => {
            return Err(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY),
                None,
            ));
        }
        Connecting::ForWriting | Connecting::Immutable => {}
    }
    Ok(connection)
}

/// What a database is.
enum State {
    Current,
    Older,
    Newer(i64),
    Foreign,
    Damaged(String),
}

fn state_of(connection: &Connection, check: Check) -> rusqlite::Result<State> {
    let number =
        |sql: &str| -> rusqlite::Result<i64> { connection.query_one(sql, [], |row| row.get(0)) };
    let version = number("PRAGMA user_version")?;
    if number("PRAGMA application_id")? != APPLICATION {
        let empty = version == 0 && number("SELECT count(*) FROM sqlite_schema")? == 0;
        return Ok(if empty { State::Older } else { State::Foreign });
    }
    if version > known_version() {
        return Ok(State::Newer(version));
    }
    if check == Check::Whole {
        let verdict: String =
            connection.query_one("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Ok(State::Damaged(verdict));
        }
    }
    if version < known_version() {
        return Ok(State::Older);
    }
    store::look_for_tables(connection)?;
    Ok(State::Current)
}

/// The schema that this program writes.
fn known_version() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Makes an empty ledger where there is none; the caller is alone.
fn create(path: &Path) -> Result<(), String> {
    let mut options = File::options();
    options.write(true).create_new(true);
    // SQLite gives its log and index the same rights.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => {}
        // An empty file, left by a making that was cut short. It is not opened here: closing a second
        // handle would drop the locks of a connection that this process may have on it.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error.to_string()),
    }
    let connection = connect(path, Connecting::ForWriting).map_err(|error| error.to_string())?;
    migrate(connection)
}

/// Brings a database to this program's version; the caller is alone.
fn migrate(mut connection: Connection) -> Result<(), String> {
    let mut steps = || -> rusqlite::Result<()> {
        connection.query_one("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: i64 = transaction.query_one("PRAGMA user_version", [], |row| row.get(0))?;
        for step in MIGRATIONS
            .iter()
            .skip(usize::try_from(version).unwrap_or(0))
        {
            transaction.execute_batch(step)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", known_version())?;
        transaction.commit()
    };
    steps().map_err(|error| error.to_string())
}

/// Moves a database away with its log, so that nothing in it is lost; gives its new path.
pub(super) fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let stamp = now.unwrap_or_default().as_secs();
    let mut target = beside(path, &format!(".broken-{stamp}"));
    let mut number = 1;
    while std::fs::symlink_metadata(&target).is_ok() {
        number += 1;
        target = beside(path, &format!(".broken-{stamp}-{number}"));
    }
    // The log first: should we be stopped in between, the database is still found broken.
    for (suffix, kept) in [("-wal", true), ("-shm", false)] {
        let from = beside(path, suffix);
        let moved = if kept {
            std::fs::rename(&from, beside(&target, suffix))
        } else {
            std::fs::remove_file(&from)
        };
        match moved {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    std::fs::rename(path, &target)?;
    Ok(target)
}

/// A path with something put to the end of its file name.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}
