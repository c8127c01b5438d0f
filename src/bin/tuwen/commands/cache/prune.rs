//! `cache prune`: drops what is of no use any more; with articles, also lines of the lockfile that none of them uses.

use std::collections::HashSet;
use std::path::PathBuf;

use serde_json::json;
use tuwen::{
    ArticleStatus, Code, Digest, InputFile, Job, Ledger, Output, Problem, ReferenceStatus, Verb,
};

use super::{is_json, print_json};
use crate::args::Prune;
use crate::commands::articles::inputs_of;
use crate::console::Console;
use crate::session::Session;
use crate::settings::Settings;

/// Drops it.
///
/// # Errors
/// `ledger.unavailable`; `lockfile.prune-unsure` when not all pictures of the articles are known; `input.…`.
pub(super) fn prune(
    ledger: &Ledger,
    settings: &Settings,
    arguments: &Prune,
    console: &Console,
) -> Result<(), Problem> {
    let lines = match settings.data.lockfile.as_deref() {
        Some(path) if !arguments.inputs.is_empty() => {
            let used = used(&arguments.inputs, settings, console)?;
            ledger.keep_in_lockfile(path, &used)?
        }
        _ => 0,
    };
    let pruned = ledger.prune()?;
    if is_json(console) {
        let said = json!({
            "version": 1,
            "command": "cache prune",
            "files": pruned.files,
            "articles": pruned.articles,
            "lockfile_lines": lines,
            "size_before": pruned.size.0,
            "size_after": pruned.size.1,
        });
        return print_json(console, &said);
    }
    let arguments = [
        ("files", pruned.files.to_string()),
        ("articles", pruned.articles.to_string()),
        ("lines", lines.to_string()),
        ("size", pruned.size.1.to_string()),
    ];
    console.note(&console.text("ui-cache-pruned", &arguments));
    Ok(())
}

/// The contents that articles use.
fn used(
    inputs: &[PathBuf],
    settings: &Settings,
    console: &Console,
) -> Result<HashSet<Digest>, Problem> {
    let jobs: Vec<Job> = inputs_of(inputs, settings)?
        .into_iter()
        .filter_map(|file| match file {
            InputFile::File { path, format, .. } => Some(Job::file(path, format, Output::Stdout)),
            _ => None,
        })
        .collect();
    let mut plan = settings.clone();
    plan.plan_only();
    let report = Session::open(&plan, Verb::Publish)?.run(jobs, console)?;
    let mut used = HashSet::new();
    let mut unknown = 0;
    for article in &report.articles {
        unknown += usize::from(article.status == ArticleStatus::Failed);
        for reference in &article.references {
            match reference.digest {
                Some(digest) => {
                    used.insert(digest);
                }
                // A picture at another host that nobody has fetched here, or one that is not there now.
                None => unknown += usize::from(reference.status != ReferenceStatus::Kept),
            }
        }
    }
    if unknown > 0 {
        return Err(Problem::new(Code::LockfilePruneUnsure).with("count", unknown));
    }
    Ok(used)
}
