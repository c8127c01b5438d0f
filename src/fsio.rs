//! The file system, with paths in every error and outputs that appear whole or not at all.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// An I/O failure with the path it is about.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct IoError {
    /// The file or directory.
    pub path: PathBuf,
    /// What the system said.
    #[source]
    pub source: std::io::Error,
}

impl IoError {
    /// Puts a path to a system error.
    pub fn new(path: &Path, source: std::io::Error) -> Self {
        Self {
            path: path.to_owned(),
            source,
        }
    }

    /// The reason without the path, for problems that name the path in an argument of its own.
    #[must_use]
    pub fn reason(&self) -> String {
        self.source.to_string()
    }
}

/// Reads a whole file of at most `limit` bytes; `Ok(None)` when it is larger.
///
/// # Errors
/// When it cannot be opened or read.
pub fn read_limited(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, IoError> {
    let fail = |source| IoError::new(path, source);
    let file = File::open(path).map_err(fail)?;
    let length = file.metadata().map_err(fail)?.len();
    if length > limit {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(fail)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// Whether a file's content already is `bytes`; unreadable counts as different.
#[must_use]
pub fn is_same(path: &Path, bytes: &[u8]) -> bool {
    matches!(read_limited(path, bytes.len() as u64), Ok(Some(old)) if old == bytes)
}

/// Writes a file so that it appears whole or not at all, keeping the permissions of the file it
/// replaces and following a symlink to its target. Parent directories are made.
///
/// # Errors
/// When the directory or the file cannot be written; the old file is then still there.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), IoError> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let fail = |source| IoError::new(path, source);
    let directory = target
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(directory).map_err(fail)?;
    let permissions = std::fs::metadata(&target)
        .ok()
        .map(|metadata| metadata.permissions());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tuwen-").suffix(".tmp");
    #[cfg(unix)]
    let mode = {
        use std::os::unix::fs::PermissionsExt as _;
        // A new file gets 0666 less the umask, as any editor would give it, not tempfile's 0600.
        std::fs::Permissions::from_mode(0o666)
    };
    #[cfg(unix)]
    builder.permissions(mode);
    let mut file = builder.tempfile_in(directory).map_err(fail)?;
    file.write_all(bytes).map_err(fail)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions).map_err(fail)?;
    }
    file.as_file().sync_data().map_err(fail)?;
    file.persist(&target).map_err(|error| fail(error.error))?;
    Ok(())
}

/// Writes a file that only its owner can read (0600), whole or not at all.
///
/// # Errors
/// When the directory or the file cannot be written.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), IoError> {
    let fail = |source| IoError::new(path, source);
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(directory).map_err(fail)?;
    // `tempfile` creates 0600 by itself.
    let mut file = tempfile::Builder::new()
        .prefix(".tuwen-")
        .tempfile_in(directory)
        .map_err(fail)?;
    file.write_all(bytes).map_err(fail)?;
    file.as_file().sync_data().map_err(fail)?;
    file.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
}
