//! The generators on this machine: programs of the system, and what npm has installed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Whether a missing generator is a failure.
fn is_needed() -> bool {
    std::env::var_os("TUWEN_NEEDS_GENERATORS")
        .is_some_and(|value| value != "0" && !value.is_empty())
}

/// Where generators are installed that the system does not have.
fn installed() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    target.join("generators")
}

/// A program on the path or among the installed ones.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let found = find(name);
    if found.is_none() {
        missing(name, "there is no such program");
    }
    found
}

/// Jekyll, with the theme of its site.
pub(crate) fn jekyll_with(theme: &str) -> Option<PathBuf> {
    let jekyll = program("jekyll")?;
    let script = format!("Gem::Specification.find_by_name('{theme}')");
    let found = Command::new("ruby").args(["-e", &script]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Some(jekyll);
    }
    missing("jekyll", &format!("it has no theme {theme}"));
    None
}

fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([installed().join(name).join("bin")])
        .map(|directory| directory.join(name))
        .find(|path| path.is_file())
}

/// The installed packages of a site (its `node_modules`), brought by npm if they are needed.
pub(crate) fn packages(name: &str) -> Option<PathBuf> {
    if find("node").is_none() {
        missing(name, "there is no Node.js");
        return None;
    }
    let wanted = super::site::source(name);
    let home = installed().join(name);
    let (packages, complete) = (home.join("node_modules"), home.join("complete"));
    let manifest = std::fs::read(wanted.join("package-lock.json")).unwrap();
    // Two test runs must not install at once.
    std::fs::create_dir_all(&home).unwrap();
    let lock = File::create(home.join("lock")).unwrap();
    lock.lock().unwrap();
    if std::fs::read(&complete).is_ok_and(|installed| installed == manifest) {
        return Some(packages);
    }
    if !is_needed() {
        missing(name, "its packages are not installed");
        return None;
    }
    for file in ["package.json", "package-lock.json"] {
        std::fs::copy(wanted.join(file), home.join(file)).unwrap();
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund"]);
    run(npm.current_dir(&home));
    std::fs::write(&complete, manifest).unwrap();
    Some(packages)
}

/// Runs a program to its good end.
#[track_caller]
pub(crate) fn run(command: &mut Command) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[expect(clippy::print_stderr, reason = "a test that is not run must say so")]
fn missing(name: &str, why: &str) {
    assert!(
        !is_needed(),
        "TUWEN_NEEDS_GENERATORS is set, and {name} cannot be run: {why}"
    );
    eprintln!("skipped: {name}: {why}; TUWEN_NEEDS_GENERATORS=1 makes it needed");
}
