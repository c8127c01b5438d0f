//! The file index: which asset a file held when it was last read, so that it need not be read again.
//!
//! In come paths with the metadata taken before reading; out goes the asset of a file whose metadata
//! is still the same. Refuses files that were changed so shortly before they were read that a later
//! change could leave the same times behind (git's "racy" rule).

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{OptionalExtension as _, Row, params};

use super::store::{SEAL_LENGTH, Store, column, seal};
use crate::asset::{Asset, Digest, ImageFormat};

/// How much older than its reading a file's last change must be.
///
/// Two changes within one tick of the file system's clock look the same. The coarsest clock in use
/// ticks every two seconds (FAT, exFAT), HFS+ every second, and Linux stamps with the time of the
/// last timer interrupt, up to 10 ms ago; three seconds are above all of them.
const MARGIN: Duration = Duration::from_secs(3);

/// Raise this when a format is recognised in another way: what older programs indexed is then read anew.
const GENERATION: u8 = 1;

/// All formats, to find one by its name.
const FORMATS: [ImageFormat; 14] = [
    ImageFormat::Png,
    ImageFormat::Apng,
    ImageFormat::Jpeg,
    ImageFormat::Gif,
    ImageFormat::Webp,
    ImageFormat::Avif,
    ImageFormat::Heic,
    ImageFormat::Bmp,
    ImageFormat::Tiff,
    ImageFormat::Ico,
    ImageFormat::Svg,
    ImageFormat::Jxl,
    ImageFormat::Psd,
    ImageFormat::Pdf,
];

/// What tells a file's state without reading it.
///
/// The device number is left out: on network and copy-on-write file systems it changes with every
/// mount, and the inode, where the system has one, tells a replaced file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Signature {
    size: u64,
    modified: i64,
    /// Unix: when content, name or rights last changed; cannot be set by hand, so it also shows a
    /// file rewritten with its old time (`cp -p`, `rsync -t`). 0 elsewhere.
    changed: i64,
    inode: u64,
}

impl Signature {
    /// The signature of a file; `None` for anything else, and where the system keeps no times.
    pub(crate) fn of(metadata: &Metadata) -> Option<Self> {
        let modified = nanoseconds(metadata.modified().ok()?)?;
        #[cfg(unix)]
        let (changed, inode) = {
            use std::os::unix::fs::MetadataExt as _;
            let changed = metadata
                .ctime()
                .checked_mul(1_000_000_000)?
                .checked_add(metadata.ctime_nsec())?;
            (changed, metadata.ino())
        };
        #[cfg(not(unix))]
        let (changed, inode) = (0, 0);
        metadata.is_file().then_some(Self {
            size: metadata.len(),
            modified,
            changed,
            inode,
        })
    }

    /// Whether no change after `reading` could leave this same signature behind.
    pub(crate) fn is_safely_older_than(&self, reading: SystemTime) -> bool {
        let margin = i64::try_from(MARGIN.as_nanos()).unwrap_or(i64::MAX);
        nanoseconds(reading).is_some_and(|reading| {
            self.modified.max(self.changed).saturating_add(margin) <= reading
        })
    }

    pub(crate) fn to_bytes(self) -> [u8; 33] {
        let mut bytes = [0; 33];
        bytes[0] = GENERATION;
        bytes[1..9].copy_from_slice(&self.size.to_le_bytes());
        bytes[9..17].copy_from_slice(&self.modified.to_le_bytes());
        bytes[17..25].copy_from_slice(&self.changed.to_le_bytes());
        bytes[25..].copy_from_slice(&self.inode.to_le_bytes());
        bytes
    }
}

/// Nanoseconds since 1970, negative before; `None` outside of the years 1678 to 2262.
fn nanoseconds(time: SystemTime) -> Option<i64> {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).ok(),
        Err(before) => i64::try_from(before.duration().as_nanos())
            .ok()
            .map(|nanoseconds| -nanoseconds),
    }
}

/// The format of a name.
pub(super) fn format_of(name: &str) -> Option<ImageFormat> {
    FORMATS.iter().copied().find(|known| known.name() == name)
}

/// The asset of the file at the absolute `path`, if it is in the state it was indexed in.
pub(super) fn find(
    store: &mut Store,
    path: &Path,
    signature: &Signature,
) -> rusqlite::Result<Option<Asset>> {
    // The bytes are a key and never become a path again, so names need not be valid Unicode.
    let path = path.as_os_str().as_encoded_bytes();
    let signature = signature.to_bytes();
    let found = store
        .connection
        .prepare_cached(
            "SELECT digest, format, size, seal FROM file WHERE path = ? AND signature = ?",
        )?
        .query_row(params![path, signature], |row| {
            Ok(asset(row, path, &signature))
        })
        .optional()?;
    Ok(found.flatten())
}

fn asset(row: &Row<'_>, path: &[u8], signature: &[u8]) -> Option<Asset> {
    let digest = Digest::from_bytes(column(row, 0)?);
    let format: String = column(row, 1)?;
    let asset = Asset {
        digest,
        format: format_of(&format)?,
        size: column::<i64>(row, 2)?.cast_unsigned(),
    };
    let seal: [u8; SEAL_LENGTH] = column(row, 3)?;
    (seal == seal_of(path, signature, &asset)).then_some(asset)
}

fn seal_of(path: &[u8], signature: &[u8], asset: &Asset) -> [u8; SEAL_LENGTH] {
    seal(&[
        path,
        signature,
        asset.digest.as_bytes(),
        asset.format.name().as_bytes(),
        &asset.size.to_le_bytes(),
    ])
}

/// Remembers files, all or none.
pub(super) fn remember(
    store: &mut Store,
    files: &[(PathBuf, Signature, Asset)],
) -> rusqlite::Result<()> {
    store.set_durable(false)?;
    let transaction = store.connection.transaction()?;
    {
        let mut insert = transaction.prepare_cached(
            "INSERT OR REPLACE INTO file (path, signature, digest, format, size, seal)
             VALUES (?, ?, ?, ?, ?, ?)",
        )?;
        for (path, signature, asset) in files {
            let path = path.as_os_str().as_encoded_bytes();
            let signature = signature.to_bytes();
            insert.execute(params![
                path,
                signature,
                asset.digest.as_bytes(),
                asset.format.name(),
                asset.size.cast_signed(),
                seal_of(path, &signature, asset)
            ])?;
        }
    }
    transaction.commit()
}
