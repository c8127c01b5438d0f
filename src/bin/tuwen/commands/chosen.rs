//! Which of many articles are meant: those of a list, or those that git says have changed.

use std::collections::HashSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use tuwen::{
    Article, Change, Changed, Code, Format, Index, IoError, Origin, Problem, Repository, mentions,
    read_limited,
};

/// Longest list of files that is read, in bytes.
const LONGEST_LIST: u64 = 64 << 20;

/// The paths of a list: ended by NUL bytes if there are any, else by line ends.
pub(super) fn read_list(list: &Path) -> Result<Vec<PathBuf>, Problem> {
    let unreadable = |reason: String| {
        Problem::new(Code::ArticleUnreadable)
            .with("path", list.display())
            .with("reason", reason)
    };
    let bytes = if list.as_os_str() == "-" {
        let mut bytes = Vec::new();
        let read = std::io::stdin()
            .lock()
            .take(LONGEST_LIST)
            .read_to_end(&mut bytes);
        read.map_err(|error| unreadable(IoError::new(list, error).reason()))?;
        bytes
    } else {
        read_limited(list, LONGEST_LIST)
            .map_err(|error| unreadable(error.reason()))?
            .unwrap_or_default()
    };
    let text = String::from_utf8_lossy(&bytes);
    let separators: &[char] = if text.contains('\0') {
        &['\0']
    } else {
        &['\n', '\r']
    };
    let paths = text.split(separators).filter(|path| !path.is_empty());
    Ok(paths.map(PathBuf::from).collect())
}

/// An article as it is staged.
pub(super) struct Staged {
    pub(super) path: PathBuf,
    pub(super) source: Vec<u8>,
    pub(super) format: Format,
}

/// What is staged, with the index; and the articles that show a picture whose removal is staged.
///
/// # Errors
/// `git.…`.
pub(super) fn staged(inputs: &[PathBuf]) -> Result<(Vec<Staged>, Index), Problem> {
    let repository = Repository::here()?;
    let changed = repository.staged(inputs)?;
    let index = repository.index()?;
    let mut paths = written(&changed);
    let removed = removed(&changed);
    if !removed.is_empty() {
        for path in articles(index.paths()) {
            if paths.contains(&path) {
                continue;
            }
            if let Some(source) = index.read(&path)?
                && shows(&path, source, &removed)
            {
                paths.push(path);
            }
        }
    }
    paths.sort_unstable();
    let mut staged = Vec::with_capacity(paths.len());
    for path in paths {
        // A symlink or submodule is no article of this index.
        if let Some(source) = index.read(&path)?
            && let Some(format) = Format::of_path(Path::new(&path))
        {
            staged.push(Staged {
                path: repository.from_here(&path),
                source,
                format,
            });
        }
    }
    Ok((staged, index))
}

/// The articles that changed in the work tree since a revision; and those that show a picture that is gone since.
///
/// # Errors
/// `git.…`.
pub(super) fn changed_since(revision: &str, inputs: &[PathBuf]) -> Result<Vec<PathBuf>, Problem> {
    let repository = Repository::here()?;
    let changed = repository.changed_since(revision, inputs)?;
    let mut paths = written(&changed);
    let removed = removed(&changed);
    if !removed.is_empty() {
        for path in articles(repository.index()?.paths()) {
            let file = repository.from_here(&path);
            if !paths.contains(&path)
                && let Ok(Some(source)) = read_limited(&file, Article::MAX_BYTES)
                && shows(&path, source, &removed)
            {
                paths.push(path);
            }
        }
    }
    paths.sort_unstable();
    paths.dedup();
    let files = paths.iter().map(|path| repository.from_here(path));
    Ok(files.collect())
}

/// The changed articles that are still there.
fn written(changed: &[Changed]) -> Vec<String> {
    let written = changed
        .iter()
        .filter(|changed| changed.change == Change::Written)
        .map(|changed| changed.path.as_str());
    articles(written)
}

/// The files that are no longer there and are no articles.
fn removed(changed: &[Changed]) -> HashSet<String> {
    changed
        .iter()
        .filter(|changed| changed.change == Change::Gone)
        .filter(|changed| Format::of_path(Path::new(&changed.path)).is_none())
        .map(|changed| changed.path.clone())
        .collect()
}

/// Those that are articles by their suffix, but not our own pages.
fn articles<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<String> {
    paths
        .filter(|path| Format::of_path(Path::new(path)).is_some())
        .filter(|path| !path.ends_with(".wechat.html") && !path.ends_with(".preview.html"))
        .map(str::to_owned)
        .collect()
}

/// Whether an article that did not change shows one of these files.
fn shows(path: &str, source: Vec<u8>, removed: &HashSet<String>) -> bool {
    let Some(format) = Format::of_path(Path::new(path)) else {
        return false;
    };
    let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
    Article::new(Origin::File(PathBuf::from(path)), format, source)
        .is_ok_and(|article| mentions(&article, directory, removed))
}
