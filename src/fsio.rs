//! The file system, with paths in every error and outputs that appear whole or not at all.
//!
//! In: paths and bytes. Out: bytes, or a file renamed into its place. Refused: reading what is no
//! regular file (opening a FIFO would wait for a writer for ever).

mod leftover;
#[cfg(test)]
mod tests;

use std::fs::{File, Metadata, Permissions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// An I/O failure with the path it is about.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct IoError {
    /// The file or directory.
    pub path: PathBuf,
    /// What the system said.
    #[source]
    pub source: io::Error,
}

impl IoError {
    /// Puts a path to a system error.
    #[must_use]
    pub fn new(path: &Path, source: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            source,
        }
    }

    /// The reason without the path, for problems that name the path in an argument of its own.
    #[must_use]
    pub fn reason(&self) -> String {
        reason_of(&self.source)
    }
}

/// What the system said, without the number that `std` puts behind it.
pub(crate) fn reason_of(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// The word for what is no regular file: `directory`, `fifo`, `socket` or `device`.
pub(crate) fn special_kind(metadata: &Metadata) -> Option<&'static str> {
    if metadata.is_file() {
        return None;
    }
    if metadata.is_dir() {
        return Some("directory");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if metadata.file_type().is_fifo() {
            return Some("fifo");
        }
        if metadata.file_type().is_socket() {
            return Some("socket");
        }
    }
    Some("device")
}

/// Makes a directory, and those above it, that only the user can enter; one that exists stays as it is.
pub(crate) fn make_private_directory(directory: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(directory)
}

/// A path for people: relative to the working directory where it lies below it, else as it is.
pub(crate) fn shown_path(path: &Path) -> String {
    let below = std::env::current_dir()
        .ok()
        .and_then(|directory| path.strip_prefix(directory).ok())
        .filter(|rest| !rest.as_os_str().is_empty());
    below.unwrap_or(path).display().to_string()
}

/// Whether nobody but its owner can read or write a file; where there are no such permissions (a user's
/// profile on Windows is closed by default), yes.
#[must_use]
pub fn is_private(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // No bit of the group's or others' three. What is not there is no secret that others could read.
        std::fs::metadata(path).map_or(true, |metadata| {
            metadata.permissions().mode().trailing_zeros() >= 6
        })
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        true
    }
}

/// Tries whether files can be made in a directory, or, where it is not there yet, in the nearest one above
/// it; leaves nothing behind.
///
/// # Errors
/// What the system said.
pub fn check_writable(directory: &Path) -> Result<(), IoError> {
    let absolute = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
    let mut existing = absolute.as_path();
    // Only what is not there is passed over: a file in the way stays in the way.
    while let (Err(error), Some(parent)) = (std::fs::metadata(existing), existing.parent()) {
        if error.kind() != io::ErrorKind::NotFound {
            return Err(IoError::new(existing, error));
        }
        existing = parent;
    }
    tempfile::tempfile_in(existing)
        .map(|_| ())
        .map_err(|error| IoError::new(directory, without_temporary(error)))
}

/// Reads a whole regular file of at most `limit` bytes; `Ok(None)` when it is larger.
///
/// # Errors
/// When it cannot be opened or read, or is a directory, FIFO, socket or device.
pub fn read_limited(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, IoError> {
    let fail = |source| IoError::new(path, source);
    // Asked before opening, since opening a FIFO already blocks. Somebody who swaps the file in
    // between can make us wait, but not read anything else than they could name anyway.
    let metadata = std::fs::metadata(path).map_err(fail)?;
    if let Some(kind) = special_kind(&metadata) {
        let error = if metadata.is_dir() {
            io::Error::from(io::ErrorKind::IsADirectory)
        } else {
            io::Error::new(io::ErrorKind::InvalidInput, format!("is a {kind}"))
        };
        return Err(fail(error));
    }
    let file = File::open(path).map_err(fail)?;
    let length = file.metadata().map_err(fail)?.len();
    if length > limit {
        return Ok(None);
    }
    // One byte more than the file holds lets the read see the end without growing the buffer.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    file.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(fail)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// Whether a file's content already is `bytes`; unreadable counts as different.
#[must_use]
pub fn is_same(path: &Path, bytes: &[u8]) -> bool {
    let length = bytes.len() as u64;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.len() == length)
        && matches!(read_limited(path, length), Ok(Some(old)) if old == bytes)
}

/// Writes a file so that it appears whole or not at all, keeping the permissions (and, where the
/// system lets us, the owner) of the file it replaces and following a symlink to its target.
/// Parent directories are made. A FIFO or device (`/dev/null`, `>(…)`) is written into, not replaced.
///
/// A kill at any moment leaves the old file or the new one; a temporary file that it may leave beside
/// them goes when a later run writes there. A power cut does so too where a file is
/// replaced: its bytes are forced to the disk before the rename, since it may be somebody's only
/// copy. A new file is not waited for (it would cost 0.5–10 ms a page): after a power cut a page
/// written in the last seconds may be empty, and the next run writes it again.
///
/// # Errors
/// When the directory or the file cannot be written; the old file is then still there.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), IoError> {
    let fail = |source| IoError::new(path, without_temporary(source));
    let old = std::fs::metadata(path).ok();
    if old
        .as_ref()
        .is_some_and(|old| !old.is_file() && !old.is_dir())
    {
        let mut special = File::options().write(true).open(path).map_err(fail)?;
        return special.write_all(bytes).map_err(fail);
    }
    let target = symlink_target(path).map_err(fail)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let ordinary = {
        use std::os::unix::fs::PermissionsExt as _;
        // A new file gets 0666 less the umask, as any editor would give it, not tempfile's 0600.
        Permissions::from_mode(0o666)
    };
    #[cfg(unix)]
    builder.permissions(ordinary);
    replace(&mut builder, &target, bytes, old.as_ref()).map_err(fail)
}

/// Writes a file that only its owner can read (0600), whole or not at all, on the disk when this
/// returns. A symlink is replaced, not followed.
///
/// # Errors
/// When the directory or the file cannot be written.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), IoError> {
    let fail = |source| IoError::new(path, without_temporary(source));
    // `tempfile` creates 0600 by itself.
    let mut builder = tempfile::Builder::new();
    let file = stage(&mut builder, path, bytes).map_err(fail)?;
    file.as_file().sync_data().map_err(fail)?;
    file.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
}

fn replace(
    builder: &mut tempfile::Builder<'_, '_>,
    target: &Path,
    bytes: &[u8],
    old: Option<&Metadata>,
) -> io::Result<()> {
    let file = stage(builder, target, bytes)?;
    if let Some(old) = old {
        keep_owner(file.path(), file.as_file(), old);
        let permissions: Permissions = old.permissions();
        file.as_file().set_permissions(permissions)?;
        file.as_file().sync_data()?;
    }
    // A temporary file that is dropped without `persist` removes itself.
    file.persist(target).map_err(|error| error.error)?;
    Ok(())
}

/// A temporary file with these bytes in the directory of `target`, which is made if need be.
fn stage(
    builder: &mut tempfile::Builder<'_, '_>,
    target: &Path,
    bytes: &[u8],
) -> io::Result<tempfile::NamedTempFile> {
    let directory = target
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(directory)?;
    let mut file = leftover::begin(builder, directory)?;
    file.write_all(bytes)?;
    Ok(file)
}

/// Gives a file the owner of the one it replaces. Only root may; for others it changes nothing.
fn keep_owner(path: &Path, file: &File, old: &Metadata) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let differs = file
            .metadata()
            .is_ok_and(|new| (new.uid(), new.gid()) != (old.uid(), old.gid()));
        if differs {
            let _ = std::os::unix::fs::chown(path, Some(old.uid()), Some(old.gid()));
        }
    }
    #[cfg(not(unix))]
    let _ = (path, file, old);
}

/// Where writing to `path` ends up: symlinks followed, also those that point to nothing yet.
fn symlink_target(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    // As many links as Linux follows in one look-up.
    for _ in 0..40 {
        match std::fs::read_link(&target) {
            Ok(link) => {
                target = match target.parent() {
                    Some(directory) => directory.join(link),
                    None => link,
                }
            }
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

/// The same error without the name of the temporary file, which `tempfile` writes into it.
fn without_temporary(error: io::Error) -> io::Error {
    if error.raw_os_error().is_none() && error.get_ref().is_some() {
        let text = error.to_string();
        if let Some(end) = text.find(" at path ") {
            return io::Error::new(error.kind(), text[..end].to_owned());
        }
    }
    error
}
