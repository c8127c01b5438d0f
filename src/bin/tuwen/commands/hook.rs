//! `hook`: adds the check to the hooks of a repository, and takes it out again.
//!
//! A hook that is a shell script gets a marked block behind its first line; any other is moved aside and
//! called from a script of ours. Taking out leaves what was there before, byte for byte.

mod script;

use std::path::{Path, PathBuf};

use tuwen::{Code, IoError, Problem, Repository, write_atomic};

use crate::args::{HookCommand, HookKinds};
use crate::console::Console;
use script::{Kind, has_block, is_only_ours, is_shell, with_block, without_block};

/// Largest hook that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// What stands behind the name of a hook that was moved aside.
const ASIDE: &str = ".before-tuwen";

/// Runs the verb; the exit status.
///
/// # Errors
/// `git.…`, `hook.…`.
pub(crate) fn run(command: &HookCommand, console: &Console) -> Result<u8, Problem> {
    let repository = Repository::here()?;
    match command {
        HookCommand::Install(kinds) => {
            let directory = directory(&repository)?;
            for kind in chosen(kinds, &[Kind::PreCommit]) {
                install(&directory, kind, console)?;
            }
        }
        HookCommand::Uninstall(kinds) => {
            let directory = script_directory(repository.hooks()?);
            for kind in chosen(kinds, &[Kind::PreCommit, Kind::PrePush]) {
                uninstall(&directory, kind, console)?;
            }
        }
    }
    Ok(0)
}

fn chosen(kinds: &HookKinds, default: &[Kind]) -> Vec<Kind> {
    let mut chosen = Vec::new();
    if kinds.pre_commit {
        chosen.push(Kind::PreCommit);
    }
    if kinds.pre_push {
        chosen.push(Kind::PrePush);
    }
    if chosen.is_empty() {
        chosen.extend(default);
    }
    chosen
}

/// Where the hooks of this repository are, and of no other.
fn directory(repository: &Repository) -> Result<PathBuf, Problem> {
    let directory = repository.hooks()?;
    if !repository.owns_hooks()? {
        return Err(Problem::new(Code::HookShared).with("path", directory.display()));
    }
    Ok(script_directory(directory))
}

/// Husky points git to `.husky/_`, which it writes anew, and runs the scripts in `.husky` from there.
fn script_directory(directory: PathBuf) -> PathBuf {
    if directory.ends_with(".husky/_") {
        directory.parent().map(Path::to_owned).unwrap_or(directory)
    } else {
        directory
    }
}

fn install(directory: &Path, kind: Kind, console: &Console) -> Result<(), Problem> {
    let hook = directory.join(kind.name());
    let told = [("path", hook.display().to_string())];
    let old = read(&hook)?;
    if old.as_deref().is_some_and(has_block) {
        console.note(&console.text("ui-hook-unchanged", &told));
        return Ok(());
    }
    let said = console.text("ui-hook-no-program", &[]);
    match old {
        Some(old) if is_shell(&old) && is_run(&hook) => {
            write(&hook, &with_block(Some(&old), kind, &said, None))?;
        }
        Some(_) => {
            let aside = aside(&hook);
            std::fs::rename(&hook, &aside).map_err(|error| unwritable(&aside, error))?;
            let name = aside.file_name().unwrap_or_default().to_string_lossy();
            let written = write(&hook, &with_block(None, kind, &said, Some(&name)))
                .and_then(|()| make_executable(&hook));
            if let Err(problem) = written {
                // The hook must not be lost.
                let _ = std::fs::rename(&aside, &hook);
                return Err(problem);
            }
            let kept = [("path", aside.display().to_string())];
            console.note(&console.text("ui-hook-kept", &kept));
        }
        None => {
            write(&hook, &with_block(None, kind, &said, None))?;
            make_executable(&hook)?;
        }
    }
    console.note(&console.text("ui-hook-installed", &told));
    Ok(())
}

fn uninstall(directory: &Path, kind: Kind, console: &Console) -> Result<(), Problem> {
    let hook = directory.join(kind.name());
    let told = [("path", hook.display().to_string())];
    let Some(old) = read(&hook)?.filter(|old| has_block(old)) else {
        console.note(&console.text("ui-hook-none", &told));
        return Ok(());
    };
    let aside = aside(&hook);
    if is_only_ours(&old) {
        if aside.exists() {
            std::fs::rename(&aside, &hook).map_err(|error| unwritable(&hook, error))?;
        } else {
            std::fs::remove_file(&hook).map_err(|error| unwritable(&hook, error))?;
        }
    } else {
        write(&hook, &without_block(&old))?;
    }
    console.note(&console.text("ui-hook-removed", &told));
    Ok(())
}

fn aside(hook: &Path) -> PathBuf {
    let mut name = hook.file_name().unwrap_or_default().to_owned();
    name.push(ASIDE);
    hook.with_file_name(name)
}

/// The bytes of a hook; `None` where there is none.
fn read(hook: &Path) -> Result<Option<Vec<u8>>, Problem> {
    if !hook.exists() {
        return Ok(None);
    }
    match tuwen::read_limited(hook, LARGEST) {
        // One that is too large to be a script is moved aside as it is.
        Ok(bytes) => Ok(Some(bytes.unwrap_or_default())),
        Err(error) => Err(unwritable(hook, error.source)),
    }
}

fn write(hook: &Path, bytes: &[u8]) -> Result<(), Problem> {
    write_atomic(hook, bytes).map_err(|error| unwritable(hook, error.source))
}

fn unwritable(path: &Path, error: std::io::Error) -> Problem {
    Problem::new(Code::HookUnwritable)
        .with("path", path.display())
        .with("reason", IoError::new(path, error).reason())
}

/// Whether it is run: git runs what is executable, on Windows whatever is there, and husky too.
fn is_run(hook: &Path) -> bool {
    if hook
        .parent()
        .is_some_and(|parent| parent.ends_with(".husky"))
    {
        return true;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::metadata(hook).is_ok_and(|file| file.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = hook;
        true
    }
}

fn make_executable(hook: &Path) -> Result<(), Problem> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = std::fs::metadata(hook).map_err(|error| unwritable(hook, error))?;
        let mode = metadata.permissions().mode();
        // Who may read it may run it.
        let mode = mode | (mode & 0o444) >> 2;
        std::fs::set_permissions(hook, std::fs::Permissions::from_mode(mode))
            .map_err(|error| unwritable(hook, error))?;
    }
    let _ = hook;
    Ok(())
}
