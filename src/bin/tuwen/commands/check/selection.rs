//! Which articles are checked: those of the inputs, of a list, or those that git says have changed.

use std::collections::HashSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use tuwen::{
    Article, Change, Changed, Code, Format, Index, IoError, Job, Origin, Output, Problem,
    Repository, mentions, read_limited,
};

use super::job;
use crate::args::Check;
use crate::commands::articles::{inputs_of, read_stdin};
use crate::settings::Settings;

/// Longest list of files that is read, in bytes.
const LONGEST_LIST: u64 = 64 << 20;

/// What is checked.
#[derive(Debug)]
pub(super) struct Selection {
    pub(super) jobs: Vec<Job>,
    /// Where contents are taken from, if not from files.
    pub(super) index: Option<Index>,
}

/// Finds what is to be checked.
///
/// # Errors
/// `input.…`, `git.…`, `article.unreadable` for the list.
pub(super) fn select(check: &Check, settings: &Settings) -> Result<Selection, Problem> {
    if check.staged {
        return staged(&check.inputs);
    }
    if let Some(revision) = &check.changed_since {
        return changed_since(revision, &check.inputs);
    }
    let mut inputs = check.inputs.clone();
    if let Some(list) = &check.files_from {
        let jobs = listed(&read_list(list)?);
        if inputs.is_empty() {
            return Ok(Selection { jobs, index: None });
        }
        let mut selection = named(&inputs, settings)?;
        selection.jobs.extend(jobs);
        return Ok(selection);
    }
    if inputs.is_empty() {
        inputs.push(PathBuf::from("."));
    }
    named(&inputs, settings)
}

fn named(inputs: &[PathBuf], settings: &Settings) -> Result<Selection, Problem> {
    let files = inputs_of(inputs, settings)?;
    let mut stdin = read_stdin(&files, settings)?;
    let jobs = files.into_iter().filter_map(|file| job(file, &mut stdin));
    Ok(Selection {
        jobs: jobs.collect(),
        index: None,
    })
}

/// The articles of a list; what is none by its suffix is passed over, since lists come from `git diff` and
/// the like.
fn listed(paths: &[PathBuf]) -> Vec<Job> {
    let mut seen = HashSet::new();
    (paths.iter())
        .filter(|path| seen.insert(*path))
        .filter_map(|path| Some(of_path(path.clone(), None, Format::of_path(path)?)))
        .collect()
}

fn of_path(path: PathBuf, source: Option<Vec<u8>>, format: Format) -> Job {
    let mut job = Job::file(path, format, Output::Stdout);
    job.source = source;
    job
}

/// The paths of a list: ended by NUL bytes if there are any, else by line ends.
fn read_list(list: &Path) -> Result<Vec<PathBuf>, Problem> {
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

/// What is staged, as it is staged; and the articles that show a picture whose removal is staged.
fn staged(inputs: &[PathBuf]) -> Result<Selection, Problem> {
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
    let mut jobs = Vec::with_capacity(paths.len());
    for path in paths {
        // A symlink or submodule is no article of this index.
        if let Some(source) = index.read(&path)?
            && let Some(format) = Format::of_path(Path::new(&path))
        {
            jobs.push(of_path(repository.from_here(&path), Some(source), format));
        }
    }
    Ok(Selection {
        jobs,
        index: Some(index),
    })
}

/// What changed in the work tree since a revision; and the articles that show a picture that is gone since.
fn changed_since(revision: &str, inputs: &[PathBuf]) -> Result<Selection, Problem> {
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
    let files: Vec<PathBuf> = (paths.iter())
        .map(|path| repository.from_here(path))
        .collect();
    Ok(Selection {
        jobs: listed(&files),
        index: None,
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_ended_by_nul_bytes_or_lines() {
        let directory = tempfile::tempdir().unwrap();
        let list = directory.path().join("list");
        for text in [
            "a.md\n图 文.md\n\nb.png\n",
            "a.md\0图 文.md\0b.png\0",
            "a.md\r\n图 文.md\r\n",
        ] {
            std::fs::write(&list, text).unwrap();
            let jobs = listed(&read_list(&list).unwrap());
            let names: Vec<String> = jobs.iter().map(|job| job.origin.name()).collect();
            assert_eq!(names, ["a.md", "图 文.md"], "{text:?}");
        }
    }
}
