//! How files are at a moment: paths come in, and whether two moments differ goes out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The sizes and times of files; a file that is not there has none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Files(BTreeMap<PathBuf, Option<(u64, Option<SystemTime>)>>);

impl Files {
    /// Files as they are now.
    pub(super) async fn at(paths: Vec<PathBuf>) -> Self {
        let look = move || {
            let files = paths.into_iter().map(|path| (look(&path), path));
            Self(files.map(|(seen, path)| (path, seen)).collect())
        };
        // A disk that sleeps must not hold up the page.
        tokio::task::spawn_blocking(look)
            .await
            .unwrap_or(Self(BTreeMap::new()))
    }
}

fn look(path: &Path) -> Option<(u64, Option<SystemTime>)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()))
}
