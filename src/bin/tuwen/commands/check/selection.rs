//! Which articles are checked: those of the inputs, of a list, or those that git says have changed.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use tuwen::{Format, Index, Job, Output, Problem, Repository};

use super::job;
use crate::args::Check;
use crate::commands::articles::{inputs_of, read_stdin};
use crate::commands::chosen::{articles, changed_since, read_list, removed, shows, written};
use crate::settings::Settings;

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
    if let Some(revision) = &check.choosing.changed_since {
        return Ok(Selection {
            jobs: listed(&changed_since(revision, &check.inputs)?),
            index: None,
        });
    }
    let mut inputs = check.inputs.clone();
    if let Some(list) = &check.choosing.files_from {
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
