//! What git knows, asked of the program `git`: the index as it would be committed, what changed, where
//! hooks are.
//!
//! The program and not a library: it alone knows the user's configuration in full (`core.hooksPath`,
//! filters, sparse and partial clones, worktrees, `GIT_INDEX_FILE` inside hooks), is there wherever a hook
//! runs, and costs some milliseconds a call; a library would cost a hundred crates. Paths go through `-z`,
//! so that no name is quoted; nothing is written.

mod blobs;
mod index;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub use index::{Index, Standing};

use crate::problem::{Code, Problem};

/// A work tree.
#[derive(Debug, Clone)]
pub struct Repository {
    /// Its top, canonical.
    top: PathBuf,
    /// From the working directory up to it: empty, or `../` some times.
    up: String,
    /// From it down to the working directory: empty, or ending in `/`.
    down: String,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// It is new, or has another content.
    Written,
    /// It is no longer there under this name.
    Gone,
}

/// A file that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changed {
    /// The path from the top, with slashes.
    pub path: String,
    /// What happened.
    pub change: Change,
}

impl Repository {
    /// The repository around the working directory.
    ///
    /// # Errors
    /// `git.missing`, `git.no-repository`, `git.failed`.
    pub fn here() -> Result<Self, Problem> {
        let arguments = [
            "rev-parse",
            "--show-toplevel",
            "--show-cdup",
            "--show-prefix",
        ];
        let output = command(None, &arguments)
            .output()
            .map_err(|error| missing(&error))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            // Other refusals (`safe.directory`) have reasons that the user must see.
            if said.contains("not a git repository") || said.contains("must be run in a work tree")
            {
                let here = std::env::current_dir().unwrap_or_default();
                return Err(Problem::new(Code::GitNoRepository).with("path", here.display()));
            }
            return Err(failed("rev-parse", &output.stderr));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let mut lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
        let top = PathBuf::from(lines.next().unwrap_or_default());
        let top = top.canonicalize().unwrap_or(top);
        Ok(Self {
            top,
            up: lines.next().unwrap_or_default().to_owned(),
            down: lines.next().unwrap_or_default().to_owned(),
        })
    }

    /// The top of the work tree, canonical.
    #[must_use]
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// A path from the top as it is written from the working directory.
    #[must_use]
    pub fn from_here(&self, path: &str) -> PathBuf {
        match path.strip_prefix(&self.down) {
            Some(below) => PathBuf::from(below),
            None => PathBuf::from(format!("{}{path}", self.up)),
        }
    }

    /// What is staged: how the index differs from the last commit, in the given paths (all without any).
    ///
    /// # Errors
    /// `git.failed`.
    pub fn staged(&self, paths: &[PathBuf]) -> Result<Vec<Changed>, Problem> {
        self.difference(&["diff", "--cached"], paths)
    }

    /// What changed in the work tree since a revision, or since it branched off from there; files that git
    /// does not know yet count.
    ///
    /// # Errors
    /// `git.failed`, also when there is no such revision.
    pub fn changed_since(
        &self,
        revision: &str,
        paths: &[PathBuf],
    ) -> Result<Vec<Changed>, Problem> {
        let known = format!("{revision}^{{object}}");
        run(
            None,
            &[
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                &known,
            ],
        )
        .map_err(|_| failed("rev-parse", format!("no revision `{revision}`").as_bytes()))?;
        // Where there is no common ancestor (the empty tree, a shallow clone), the revision itself counts.
        let base = run(None, &["merge-base", revision, "HEAD"])
            .ok()
            .map(|base| String::from_utf8_lossy(&base).trim().to_owned())
            .filter(|base| !base.is_empty());
        let base = base.as_deref().unwrap_or(revision);
        let mut changed = self.difference(&["diff", base], paths)?;
        let arguments = [
            "ls-files",
            "-z",
            "--others",
            "--exclude-standard",
            "--full-name",
        ];
        let new = self.run_on(&arguments, paths)?;
        changed.extend(names(&new).map(|path| Changed {
            path,
            change: Change::Written,
        }));
        Ok(changed)
    }

    /// The index as it stands.
    ///
    /// # Errors
    /// `git.failed`.
    pub fn index(&self) -> Result<Index, Problem> {
        let listed = run(Some(&self.top), &["ls-files", "-z", "--stage"])?;
        Ok(Index::new(self.top.clone(), &listed))
    }

    /// Where hooks are looked for, with `core.hooksPath` and worktrees heeded.
    ///
    /// # Errors
    /// `git.failed`.
    pub fn hooks(&self) -> Result<PathBuf, Problem> {
        let said = run(Some(&self.top), &["rev-parse", "--git-path", "hooks"])?;
        let said = String::from_utf8_lossy(&said);
        Ok(self.top.join(said.trim_end_matches(['\n', '\r'])))
    }

    /// Whether the directory of the hooks is set for this repository alone, or not set at all.
    ///
    /// # Errors
    /// `git.missing`.
    pub fn owns_hooks(&self) -> Result<bool, Problem> {
        let own = |scope| self.ask(&["config", scope, "--get", "core.hooksPath"]);
        if own("--local")?.is_some() || own("--worktree").ok().flatten().is_some() {
            return Ok(true);
        }
        Ok(self.ask(&["config", "--get", "core.hooksPath"])?.is_none())
    }

    /// An answer that may be missing.
    fn ask(&self, arguments: &[&str]) -> Result<Option<String>, Problem> {
        let output = command(Some(&self.top), arguments)
            .output()
            .map_err(|error| missing(&error))?;
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok((output.status.success() && !text.is_empty()).then_some(text))
    }

    fn difference(&self, what: &[&str], paths: &[PathBuf]) -> Result<Vec<Changed>, Problem> {
        let options = [
            "--name-status",
            "-z",
            "--no-renames",
            "--no-ext-diff",
            "--ignore-submodules",
        ];
        let arguments: Vec<&str> = what.iter().chain(&options).copied().collect();
        let listed = self.run_on(&arguments, paths)?;
        let mut fields = names(&listed);
        let mut changed = Vec::new();
        while let (Some(status), Some(path)) = (fields.next(), fields.next()) {
            let change = if status.starts_with('D') {
                Change::Gone
            } else {
                Change::Written
            };
            changed.push(Changed { path, change });
        }
        Ok(changed)
    }

    /// Runs a listing in the working directory, for some paths or, without any, for the whole tree.
    fn run_on(&self, arguments: &[&str], paths: &[PathBuf]) -> Result<Vec<u8>, Problem> {
        let directory = paths.is_empty().then_some(self.top.as_path());
        let mut command = command(directory, arguments);
        command.arg("--").args(paths);
        finish(command, arguments[0])
    }
}

fn run(directory: Option<&Path>, arguments: &[&str]) -> Result<Vec<u8>, Problem> {
    finish(command(directory, arguments), arguments[0])
}

/// Git, ready to be asked, in another directory than the working one if need be.
fn command(directory: Option<&Path>, arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new("git");
    if let Some(directory) = directory {
        command.arg("-C").arg(directory);
    }
    // Reading must not wait for, or make, locks of the index.
    command.env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    command.args(arguments).stdin(Stdio::null());
    command
}

fn finish(mut command: Command, name: &str) -> Result<Vec<u8>, Problem> {
    let output = command.output().map_err(|error| missing(&error))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(failed(name, &output.stderr))
    }
}

/// The fields of an answer, each ended by a NUL byte; names that are no text are left out with U+FFFD.
fn names(answer: &[u8]) -> impl Iterator<Item = String> {
    answer
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty())
        .map(|name| String::from_utf8_lossy(name).into_owned())
}

fn missing(error: &std::io::Error) -> Problem {
    Problem::new(Code::GitMissing).with("reason", crate::fsio::reason_of(error))
}

fn failed(command: &str, said: &[u8]) -> Problem {
    let said = String::from_utf8_lossy(said);
    let lines: Vec<&str> = (said.lines().map(str::trim))
        .filter(|line| !line.is_empty())
        .take(3)
        .collect();
    Problem::new(Code::GitFailed)
        .with("command", command)
        .with("reason", lines.join("; "))
}
