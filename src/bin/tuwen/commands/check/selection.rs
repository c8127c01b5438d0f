//! Which articles are checked: those of the inputs, of a list, or those that git says have changed.

use std::collections::HashSet;
use std::path::PathBuf;

use tuwen::{Format, Index, Job, Output, Problem};

use super::job;
use crate::args::Check;
use crate::commands::articles::{inputs_of, read_stdin};
use crate::commands::chosen::{changed_since, read_list, staged};
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
    if check.choosing.staged {
        let (staged, index) = staged(&check.inputs)?;
        let jobs = staged
            .into_iter()
            .map(|staged| of_path(staged.path, Some(staged.source), staged.format));
        return Ok(Selection {
            jobs: jobs.collect(),
            index: Some(index),
        });
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
