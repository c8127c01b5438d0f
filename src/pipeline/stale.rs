//! Outputs whose articles are gone: found by what is remembered of finished articles, so that nothing is ever
//! taken for one that this program did not write.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf, absolute};

use super::finished::Finished;
use super::job::{Job, Output};
use crate::ledger::FinishedKey;
use crate::options::Options;
use crate::report::{StaleFate, StaleOutput};

/// Where stale outputs are looked for, and which outputs of this run are none.
#[derive(Debug)]
pub(super) struct Scope {
    directories: Vec<PathBuf>,
    outputs: HashSet<PathBuf>,
}

impl Scope {
    pub(super) fn new(options: &Options, jobs: &[Job]) -> Self {
        let directories = options.outputs_in.iter();
        let directories: Vec<_> = directories.filter_map(|path| absolute(path).ok()).collect();
        let outputs = jobs.iter().filter_map(|job| match &job.output {
            Output::File(path) if !directories.is_empty() => absolute(path).ok(),
            _ => None,
        });
        Self {
            outputs: outputs.collect(),
            directories,
        }
    }

    fn holds(&self, output: &Path) -> bool {
        !self.outputs.contains(output)
            && self
                .directories
                .iter()
                .any(|directory| output.starts_with(directory))
    }
}

/// Looks for stale outputs and removes them if that was asked for, with the directories they leave empty. One
/// that was changed since it was written is somebody's, and stays.
pub(super) fn look(finished: &Finished, options: &Options, scope: &Scope) -> Vec<StaleOutput> {
    if scope.directories.is_empty() {
        return Vec::new();
    }
    let mut stale = Vec::new();
    let mut forgotten = Vec::new();
    for key in finished.keys(options.verb) {
        let Some((article, output)) = key.paths() else {
            continue;
        };
        if !scope.holds(&output) || !is_gone(&article) {
            continue;
        }
        if is_gone(&output) {
            forgotten.push(key);
            continue;
        }
        let fate = if !finished.is_as_written(&key, &output) {
            StaleFate::Changed
        } else if !options.clean {
            StaleFate::Kept
        } else if options.dry_run {
            StaleFate::WouldRemove
        } else if fs::remove_file(&output).is_ok() {
            remove_empty(&output, &scope.directories);
            forgotten.push(key);
            StaleFate::Removed
        } else {
            StaleFate::Kept
        };
        stale.push(StaleOutput {
            path: shown(&output),
            article: shown(&article),
            fate,
        });
    }
    if !options.dry_run {
        finished.forget(&forgotten);
    }
    stale.sort_by(|one, other| one.path.cmp(&other.path));
    stale
}

fn is_gone(path: &Path) -> bool {
    let looked = path.symlink_metadata();
    looked
        .is_err_and(|error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
}

/// Removes the directories above an output that are empty now, up to the one that holds all outputs.
fn remove_empty(output: &Path, directories: &[PathBuf]) {
    for above in output.ancestors().skip(1) {
        let is_top = directories.iter().any(|directory| directory == above);
        if is_top || fs::remove_dir(above).is_err() {
            return;
        }
    }
}

/// A path as it would be typed: from the working directory, where it is below.
fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_owned()
}

impl FinishedKey {
    /// Its article and its output, where their names are Unicode.
    fn paths(&self) -> Option<(PathBuf, PathBuf)> {
        let (article, output) = self.names()?;
        Some((PathBuf::from(article), PathBuf::from(output)))
    }
}
