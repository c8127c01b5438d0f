//! `cache export` and `cache import`: what is remembered as JSON lines, from one machine to another.

use std::io::Read as _;
use std::path::Path;

use tuwen::{AccountId, Code, Entry, Ledger, Problem, read_limited};

use crate::console::Console;

/// Largest file that is imported, in bytes.
const LONGEST: u64 = 256 << 20;

/// Prints all entries (of one account).
///
/// # Errors
/// `output.unwritable`.
pub(super) fn export(entries: &[Entry], console: &Console) -> Result<(), Problem> {
    let mut text = String::new();
    for entry in entries {
        text.push_str(&entry.to_line());
        text.push('\n');
    }
    console.data(text.as_bytes())
}

/// Remembers what a file of such lines says and is not remembered yet: all of it, or nothing when a line is none.
/// Gives how many uploads are new.
///
/// # Errors
/// `cache.import-invalid`, `ledger.unavailable`.
pub(super) fn import(
    ledger: &Ledger,
    account: Option<&AccountId>,
    path: &Path,
) -> Result<u64, Problem> {
    let invalid = |line: Option<usize>, reason: String| {
        let line = line.map_or_else(|| "none".to_owned(), |line| line.to_string());
        Problem::new(Code::CacheImportInvalid)
            .with("path", path.display())
            .with("line", line)
            .with("reason", reason)
    };
    let bytes = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        let read = std::io::stdin()
            .lock()
            .take(LONGEST)
            .read_to_end(&mut bytes);
        read.map(|_| bytes)
            .map_err(|error| invalid(None, error.to_string()))
    } else {
        read_limited(path, LONGEST)
            .map_err(|error| invalid(None, error.reason()))
            .and_then(|bytes| bytes.ok_or_else(|| invalid(None, "larger than 256 MB".to_owned())))
    }?;
    let mut entries = Vec::new();
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let read = Entry::from_line(line);
        entries.push(read.map_err(|reason| invalid(Some(index + 1), reason))?);
    }
    entries.retain(|entry: &Entry| account.is_none_or(|account| *account == entry.key.account));
    ledger.import(&entries)
}
