//! `--staged` and `--changed-since`: what git says, and not what lies beside it.

use super::{found, project};
use crate::project::{Project, Run};

fn staged(project: &Project) -> Run {
    project.tuwen(["check", "--staged", "--report", "json"])
}

fn codes(run: &Run) -> Vec<String> {
    found(run).into_iter().map(|(code, _)| code).collect()
}

#[test]
fn the_index_counts_and_not_the_work_tree() {
    let mut project = project();
    project.file("文 章.md", "![图](图/a.png)\n");
    project.repository();
    assert_eq!(staged(&project).json()["articles"], serde_json::json!([]));
    project.file("文 章.md", "[x](#y) ![图](图/a.png)\n");
    project.git("", ["add", "文 章.md"]);
    project.file("文 章.md", "![](无.png)\n");
    let run = staged(&project);
    assert_eq!(codes(&run), ["link.fragment"]);
    assert_eq!(run.json()["articles"][0]["input"], "文 章.md");
}

#[test]
fn pictures_are_those_of_the_index() {
    let mut project = project();
    project.file("文.md", "文\n");
    project.repository();
    // On this machine only.
    project
        .png("图/新.png", 2)
        .file("文.md", "![图](图/新.png)\n");
    project.git("", ["add", "文.md"]);
    assert_eq!(codes(&staged(&project)), ["image.not-staged"]);
    project.git("", ["add", "图"]);
    assert_eq!(codes(&staged(&project)), [""; 0]);
    // Broken on the disk, whole in the index; then the other way round.
    project.file("图/新.png", "坏");
    assert_eq!(codes(&staged(&project)), [""; 0]);
    project.git("", ["add", "图"]);
    project.png("图/新.png", 2);
    assert_eq!(codes(&staged(&project)), ["image.not-an-image"]);
}

#[test]
fn a_picture_that_is_only_in_the_index_is_there() {
    let mut project = project();
    project
        .png("图/b.png", 2)
        .file("文.md", "![图](图/b.png) ![图](/图/b.png)\n");
    project.repository();
    project.file(
        "文.md",
        "改 ![图](图/b.png) ![图](/图/b.png) ![图](图/c.png)\n",
    );
    project.git("", ["add", "文.md"]);
    std::fs::remove_file(project.path("图/b.png")).unwrap();
    assert_eq!(codes(&staged(&project)), ["image.missing"]);
}

#[test]
fn articles_are_checked_when_their_picture_goes() {
    let mut project = project();
    project
        .png("图/b.png", 2)
        .file("章/一.md", "![图](../图/a.png)\n")
        .file("章/二.md", "![图](../图/b.png)\n");
    project.repository();
    project.git("", ["mv", "图/a.png", "图/改名.png"]);
    let run = staged(&project);
    assert_eq!(codes(&run), ["image.missing"]);
    assert_eq!(run.json()["articles"][0]["input"], "章/一.md");
    let since = project.tuwen(["check", "--changed-since", "HEAD", "--report", "json"]);
    assert_eq!(codes(&since), ["image.missing"]);
}

#[test]
fn changes_since_a_revision_are_those_of_the_work_tree() {
    let mut project = project();
    project.file("旧.md", "[x](#y)\n").file("改.md", "文\n");
    project.repository();
    project
        .file("改.md", "[x](#y)\n")
        .file("新.md", "![](图/a.png)\n");
    let since = ["check", "--changed-since", "main", "--report", "json"];
    let mut found = codes(&project.tuwen(since));
    found.sort();
    assert_eq!(found, ["image.alt-missing", "link.fragment"]);
    project.git("", ["add", "-A"]);
    project.git("", ["commit", "-q", "-m", "second"]);
    assert_eq!(codes(&project.tuwen(since)), [""; 0]);
    assert_eq!(
        codes(&project.tuwen(["check", "--changed-since", "HEAD~1", "--report", "json"])).len(),
        2
    );
    project
        .tuwen(["check", "--changed-since", "没有"])
        .assert_usage("git.failed");
}

#[test]
fn paths_restrict_what_is_staged_and_are_told_from_here() {
    let mut project = project();
    project.repository();
    project
        .file("甲/a.md", "[x](#y)\n")
        .file("乙/b.md", "[x](#y)\n");
    project.git("", ["add", "-A"]);
    let run = project.tuwen(["check", "--staged", "甲", "--report", "json"]);
    assert_eq!(run.json()["articles"].as_array().unwrap().len(), 1);
    let mut command = project.process();
    command
        .current_dir(project.path("甲"))
        .args(["check", "--staged", "--report", "json"]);
    let output = command.output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let names: Vec<&str> = report["articles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["input"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["../乙/b.md", "a.md"]);
}

#[test]
fn a_worktree_has_an_index_of_its_own() {
    let mut project = project();
    project.file("文.md", "文\n");
    project.repository();
    project.git("", ["worktree", "add", "-q", "树", "-b", "枝"]);
    project.file("树/文.md", "[x](#y) ![图](图/a.png)\n");
    project.git("树", ["add", "文.md"]);
    assert_eq!(codes(&staged(&project)), [""; 0]);
    let mut command = project.process();
    command
        .current_dir(project.path("树"))
        .args(["check", "--staged", "--report", "json"]);
    let output = command.output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        report["articles"][0]["problems"][0]["code"],
        "link.fragment"
    );
    assert_eq!(report["exit"], 0);
}

#[test]
fn before_the_first_commit_everything_is_new() {
    let mut project = project();
    project.git("", ["init", "-q"]);
    project.variable("PATH", std::env::var("PATH").unwrap_or_default());
    project.file("文.md", "[x](#y)\n");
    project.git("", ["add", "-A"]);
    assert_eq!(codes(&staged(&project)), ["link.fragment"]);
}

#[test]
fn submodules_and_lfs_pointers_are_taken_from_the_disk() {
    let mut project = project();
    project.png("库/b.png", 2);
    project.git("库", ["init", "-q"]);
    project.git("库", ["add", "-A"]);
    project.git("库", ["commit", "-q", "-m", "库"]);
    project.file(
        "大.png",
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    );
    project.repository();
    project
        .png("大.png", 3)
        .file("文.md", "![图](库/b.png) ![图](大.png)\n");
    project.git("", ["add", "文.md"]);
    assert_eq!(codes(&staged(&project)), [""; 0]);
}

#[test]
fn without_git_or_a_repository_it_is_said() {
    let mut project = project();
    project.variable("PATH", std::env::var("PATH").unwrap_or_default());
    // Nothing above the project may be taken for its repository.
    let top = project.directory().parent().unwrap().display().to_string();
    project.variable("GIT_CEILING_DIRECTORIES", top);
    project
        .tuwen(["check", "--staged"])
        .assert_usage("git.no-repository");
    project.variable("PATH", "/nowhere");
    project
        .tuwen(["check", "--staged"])
        .assert_usage("git.missing");
}
