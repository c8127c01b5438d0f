//! The GitHub Action and the GitLab example: what they run, as their runners run it, on a real repository.

use std::path::Path;
use std::process::Command;

use crate::project::{Project, Run};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A repository, and a clone of it with a branch in which something is wrong.
fn clone() -> Project {
    let mut project = Project::new();
    project
        .file("起/文/旧.md", "# 旧\n\n![缺](没有.png)\n")
        .file("起/文/好.md", "# 好\n");
    done(&project.git("起", ["init", "-q", "-b", "main"]));
    done(&project.git("起", ["add", "-A"]));
    done(&project.git("起", ["commit", "-q", "-m", "first"]));
    done(&project.git("起", ["checkout", "-q", "-b", "draft"]));
    project.file("起/文/新.md", "# 新\n\n![缺](也没有.png)\n");
    done(&project.git("起", ["add", "-A"]));
    done(&project.git("起", ["commit", "-q", "-m", "second"]));
    let origin = format!("file://{}", project.path("起").display());
    let clone = ["clone", "-q", "--depth=1", "--branch=draft", &origin, "克"];
    done(&project.git("", clone));
    let path = std::env::var("PATH").unwrap_or_default();
    let program = Path::new(env!("CARGO_BIN_EXE_tuwen")).parent().unwrap();
    project.variable("PATH", format!("{}:{path}", program.display()));
    project
}

fn done(run: &Run) {
    assert_eq!(run.status, 0, "{run:?}");
}

fn action(project: &Project, variables: &[(&str, &str)]) -> Run {
    let mut command = Command::new("bash");
    command
        .arg(root().join("ci/action"))
        .env_clear()
        .env("HOME", project.home())
        .env("LC_ALL", "C.UTF-8")
        .env("PATH", project.value("PATH"))
        .current_dir(project.path("克"));
    command.envs(variables.iter().copied());
    Run::of(&mut assert_cmd::Command::from_std(command))
}

#[test]
#[cfg(unix)]
fn a_pull_request_is_checked_for_what_it_changed_with_annotations() {
    let project = clone();
    let run = action(
        &project,
        &[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_BASE_REF", "main"),
            ("TUWEN_RUN", "check"),
            ("TUWEN_PATHS", "文\n"),
            ("TUWEN_MORE", "--allow\nimage.alt-missing\n"),
        ],
    );
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.stdout.starts_with("::error file=文/新.md,line=3"),
        "{run:?}"
    );
    // What was wrong before is not this request's.
    assert!(!run.stdout.contains("旧.md"), "{run:?}");
    // GitLab says it otherwise, and people read it.
    let run = action(
        &project,
        &[
            ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
            ("TUWEN_PATHS", "文"),
        ],
    );
    assert!(run.stderr.contains("文/新.md:3:6: error"), "{run:?}");
    assert!(!run.stderr.contains("旧.md"), "{run:?}");
    // Elsewhere than in a request everything is checked.
    let run = action(&project, &[("TUWEN_PATHS", "文")]);
    assert!(run.stderr.contains("旧.md"), "{run:?}");
}

#[test]
#[cfg(unix)]
fn the_main_branch_is_published_with_the_lockfile() {
    let project = clone();
    let run = action(
        &project,
        &[
            ("TUWEN_RUN", "publish"),
            ("TUWEN_PATHS", "文/好.md\n"),
            ("TUWEN_PAGES", "页/好.html"),
            ("TUWEN_MORE", "--sandbox"),
        ],
    );
    assert_eq!(run.status, 0, "{run:?}");
    assert!(project.path("克/页/好.html").exists());
    let run = action(&project, &[("TUWEN_RUN", "burn")]);
    assert_eq!(run.status, 2, "{run:?}");
}

#[test]
fn the_action_hands_its_inputs_to_the_script() {
    let text = std::fs::read_to_string(root().join("action.yml")).unwrap();
    let action: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
    let steps = action["runs"]["steps"].as_array().unwrap();
    let last = steps.last().unwrap();
    assert_eq!(last["run"], "bash \"$GITHUB_ACTION_PATH/ci/action\"");
    let script = std::fs::read_to_string(root().join("ci/action")).unwrap();
    for (name, input) in [
        ("TUWEN_RUN", "run"),
        ("TUWEN_PATHS", "paths"),
        ("TUWEN_PAGES", "output"),
        ("TUWEN_MORE", "options"),
    ] {
        assert_eq!(last["env"][name], format!("${{{{ inputs.{input} }}}}"));
        assert!(
            action["inputs"][input]["description"].is_string(),
            "{input}"
        );
        assert!(script.contains(name));
    }
    // Every shell step names its shell, without which a composite action does not load.
    let run_steps = steps.iter().filter(|step| step["run"].is_string());
    assert!(run_steps.into_iter().all(|step| step["shell"] == "bash"));
    let gitlab = std::fs::read_to_string(root().join("ci/gitlab.yml")).unwrap();
    let gitlab: serde_json::Value = serde_saphyr::from_str(&gitlab).unwrap();
    for job in ["tuwen-check", "tuwen-publish"] {
        assert_eq!(gitlab[job]["script"][0], "bash ci/action");
    }
}
