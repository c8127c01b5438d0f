//! `hook`: real repositories, real commits.

#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;

use crate::project::Project;

/// A repository with a broken article staged.
fn project() -> Project {
    let mut project = Project::new();
    project.file("文.md", "好\n");
    project.repository();
    project.file("文.md", "![图](无.png)\n");
    project.git("", ["add", "-A"]);
    project
}

fn executable(project: &Project, name: &str, text: &str) {
    project.file(name, text);
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(project.path(name), mode).unwrap();
}

fn mode(project: &Project, name: &str) -> u32 {
    std::fs::metadata(project.path(name))
        .unwrap()
        .permissions()
        .mode()
        & 0o777
}

#[track_caller]
fn assert_guards(project: &Project, directory: &str) {
    let refused = project.git(directory, ["commit", "-q", "-m", "坏"]);
    assert_ne!(refused.status, 0, "{refused:?}");
    assert!(refused.stderr.contains("image.missing"), "{refused:?}");
}

#[test]
fn a_commit_with_a_broken_article_is_refused() {
    let project = project();
    assert_eq!(project.tuwen(["hook", "install"]).status, 0);
    assert_guards(&project, "");
    project.file("文.md", "改好了\n");
    assert_guards(&project, "");
    project.git("", ["add", "-A"]);
    let done = project.git("", ["commit", "-q", "-m", "好"]);
    assert_eq!(done.status, 0, "{done:?}");
    let again = project.tuwen(["hook", "install"]);
    assert!(again.stderr.contains("already"), "{again:?}");
    assert_eq!(project.tuwen(["hook", "uninstall"]).status, 0);
    assert!(!project.path(".git/hooks/pre-commit").exists());
    assert_eq!(project.tuwen(["hook", "uninstall"]).status, 0);
}

#[test]
fn a_hook_that_was_there_goes_on_and_comes_back_as_it_was() {
    for (before, word) in [
        ("#!/bin/sh\n# 原有\necho 原有的 >&2\nexit 0\n", "script"),
        (
            "#!/usr/bin/env -S perl\nprint STDERR \"原有的\\n\";\n",
            "other",
        ),
        ("#!/bin/sh\necho 原有的 >&2", "no line end"),
    ] {
        let project = project();
        executable(&project, ".git/hooks/pre-commit", before);
        std::fs::set_permissions(
            project.path(".git/hooks/pre-commit"),
            std::fs::Permissions::from_mode(0o750),
        )
        .unwrap();
        let run = project.tuwen(["hook", "install"]);
        assert_eq!(run.status, 0, "{word}: {run:?}");
        assert_guards(&project, "");
        project.file("文.md", "改好了\n");
        project.git("", ["add", "-A"]);
        let done = project.git("", ["commit", "-q", "-m", "好"]);
        assert_eq!(done.status, 0, "{word}: {done:?}");
        assert!(done.stderr.contains("原有的"), "{word}: {done:?}");
        assert_eq!(project.tuwen(["hook", "uninstall"]).status, 0);
        assert_eq!(project.read(".git/hooks/pre-commit"), before, "{word}");
        assert_eq!(mode(&project, ".git/hooks/pre-commit"), 0o750, "{word}");
        assert!(!project.path(".git/hooks/pre-commit.before-tuwen").exists());
    }
}

#[test]
fn a_hook_that_git_does_not_run_is_not_run() {
    let project = project();
    project.file(
        ".git/hooks/pre-commit",
        "#!/bin/sh\necho 睡着 >&2; exit 9\n",
    );
    assert_eq!(project.tuwen(["hook", "install"]).status, 0);
    assert_guards(&project, "");
    project.file("文.md", "好\n好\n");
    project.git("", ["add", "-A"]);
    let done = project.git("", ["commit", "-q", "-m", "好"]);
    assert!(
        done.status == 0 && !done.stderr.contains("睡着"),
        "{done:?}"
    );
    project.tuwen(["hook", "uninstall"]);
    assert_eq!(mode(&project, ".git/hooks/pre-commit") & 0o111, 0);
}

#[test]
fn the_configured_directory_is_used_and_a_shared_one_is_not() {
    let project = project();
    project.git("", ["config", "core.hooksPath", ".钩子"]);
    assert_eq!(project.tuwen(["hook", "install"]).status, 0);
    assert!(project.path(".钩子/pre-commit").exists());
    assert!(!project.path(".git/hooks/pre-commit").exists());
    assert_guards(&project, "");
    project.git("", ["config", "--unset", "core.hooksPath"]);
    project.git("", ["config", "--global", "core.hooksPath", "~/hooks"]);
    project
        .tuwen(["hook", "install"])
        .assert_usage("hook.shared");
}

#[test]
fn husky_keeps_its_own_files() {
    let project = project();
    executable(
        &project,
        ".husky/_/pre-commit",
        "#!/bin/sh\nsh .husky/pre-commit\n",
    );
    project.file(".husky/pre-commit", "echo 原有的 >&2\n");
    project.git("", ["config", "core.hooksPath", ".husky/_"]);
    assert_eq!(project.tuwen(["hook", "install"]).status, 0);
    assert_eq!(
        project.read(".husky/_/pre-commit"),
        "#!/bin/sh\nsh .husky/pre-commit\n"
    );
    assert_guards(&project, "");
    project.tuwen(["hook", "uninstall"]);
    assert_eq!(project.read(".husky/pre-commit"), "echo 原有的 >&2\n");
}

#[test]
fn worktrees_share_the_hook_and_check_their_own_index() {
    let project = project();
    project.git("", ["worktree", "add", "-q", "../树", "-b", "枝"]);
    let mut command = project.process();
    command
        .current_dir(project.path("../树"))
        .args(["hook", "install"]);
    assert!(command.output().unwrap().status.success());
    project.file("../树/文.md", "![图](也无.png)\n");
    project.git("../树", ["add", "-A"]);
    assert_guards(&project, "../树");
    assert_guards(&project, "");
}

#[test]
fn a_push_needs_its_pictures_uploaded() {
    let mut project = Project::new();
    project.file("文.md", "好\n");
    project.repository();
    project.git("", ["init", "-q", "--bare", "../远"]);
    project.git("", ["remote", "add", "origin", "../远"]);
    project.git("", ["push", "-q", "origin", "main"]);
    executable(
        &project,
        ".git/hooks/pre-push",
        "#!/bin/sh\nread -r ref rest && echo \"原有的 $ref $1\" >&2\n",
    );
    assert_eq!(project.tuwen(["hook", "install", "--pre-push"]).status, 0);
    project
        .png("图.png", 1)
        .file("文.md", "![图](图.png)\n")
        .file("tuwen.toml", "sandbox = true\n");
    project.git("", ["add", "-A"]);
    assert_eq!(
        project.git("", ["commit", "-q", "-m", "图"]).status,
        0,
        "commits are not guarded"
    );
    let refused = project.git("", ["push", "-q", "origin", "main"]);
    assert!(
        refused.status != 0 && refused.stderr.contains("image.not-uploaded"),
        "{refused:?}"
    );
    // A new branch is compared with what the other side has.
    let refused = project.git("", ["push", "-q", "origin", "main:新"]);
    assert!(
        refused.status != 0 && refused.stderr.contains("image.not-uploaded"),
        "{refused:?}"
    );
    assert_eq!(project.tuwen(["publish", "文.md"]).status, 0);
    let pushed = project.git("", ["push", "-q", "origin", "main"]);
    assert_eq!(pushed.status, 0, "{pushed:?}");
    assert!(
        pushed.stderr.contains("原有的 refs/heads/main origin"),
        "{pushed:?}"
    );
    // Deleting a branch pushes nothing.
    project.git("", ["push", "-q", "origin", "main:旧"]);
    let deleted = project.git("", ["push", "-q", "origin", ":旧"]);
    assert_eq!(deleted.status, 0, "{deleted:?}");
}
