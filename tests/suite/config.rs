//! Configuration as it is found: which file, which order, which mistakes. The merge itself is tested
//! beside `settings`; here it is seen that the sources are really read.

use crate::project::Project;

/// A project whose only article has nothing to upload.
fn project() -> Project {
    let project = Project::new();
    project.file("posts/深/a.md", "文字\n");
    project
}

#[test]
fn the_project_file_is_found_upwards_from_the_article() {
    let project = project();
    project.file("posts/tuwen.toml", "\n\nthemes = 1\n");
    // From the article, not from the working directory.
    let run = project.tuwen(["publish", "posts/深/a.md", "--dry-run"]);
    run.assert_usage("config.unknown-key");
    assert!(
        run.stderr
            .contains("tuwen.toml`, line 3: there is no key `themes`"),
        "{run:?}"
    );
    let other = Project::new();
    other.file("a.md", "文字\n");
    assert_eq!(other.tuwen(["publish", "a.md", "--dry-run"]).status, 0);
}

#[test]
fn a_directory_and_a_pattern_find_it_too() {
    let project = project();
    project.file("posts/tuwen.toml", "themes = 1\n");
    for input in ["posts", "posts/深/*.md", "posts/**/*.md"] {
        let run = project.tuwen(["publish", input, "-o", "out", "--dry-run"]);
        run.assert_usage("config.unknown-key");
    }
}

#[test]
fn secrets_in_the_project_file_are_refused() {
    let project = project();
    project.file("tuwen.toml", "app_secret = 'hunter2'\n");
    let run = project.tuwen(["publish", "posts", "-o", "out", "--dry-run"]);
    run.assert_usage("config.secret-in-file");
    assert!(!run.stderr.contains("hunter2"), "{run:?}");
}

#[cfg(unix)]
#[test]
fn a_user_file_with_a_secret_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = project();
    let path = project.user_config("app-id = 'wx1'\napp-secret = 'hunter2'\n");
    let dry = ["publish", "posts", "-o", "out", "--dry-run"];
    assert_eq!(project.tuwen(dry).status, 0);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let run = project.tuwen(dry);
    run.assert_usage("chmod 600");
    assert!(!run.stderr.contains("hunter2"), "{run:?}");
}

#[test]
fn the_user_file_is_the_one_that_is_named() {
    let mut project = project();
    project.user_config("lang = 'zh'\n");
    project.file("other.toml", "lang = 'en'\njobs = 99\n");
    let chinese = project.tuwen(["publish", "posts", "-o", "out", "--dry-run"]);
    assert!(
        chinese.stderr.contains("篇") || chinese.stderr.contains("没有图片"),
        "{chinese:?}"
    );
    let named = project.tuwen(["publish", "posts", "--config", "other.toml", "--dry-run"]);
    named.assert_usage("`other.toml`, line 2");
    project.variable("TUWEN_CONFIG", "other.toml");
    let named = project.tuwen(["publish", "posts", "--dry-run"]);
    named.assert_usage("`other.toml`, line 2");
    let missing = project.tuwen(["publish", "posts", "--config", "没有.toml", "--dry-run"]);
    missing.assert_usage("config.unreadable");
}

#[test]
fn variables_that_do_not_fit_are_mistakes() {
    let mut project = project();
    project.variable("TUWEN_JOBS", "many");
    let run = project.tuwen(["publish", "posts", "--dry-run"]);
    run.assert_usage("`many` does not fit `TUWEN_JOBS`");
    assert!(run.stderr.contains("a number from 1 to 64"), "{run:?}");
}

#[test]
fn a_dotenv_file_beside_the_configuration_or_here_is_read() {
    let project = project();
    project.file("posts/tuwen.toml", "");
    project.file("posts/.env", "TUWEN_JOBS=beside\n");
    let input = ["publish", "posts/深/a.md", "--dry-run"];
    project.tuwen(input).assert_usage("`beside` does not fit");
    std::fs::remove_file(project.path("posts/.env")).unwrap();
    project.file(".env", "# 注释\nexport TUWEN_JOBS=here\n");
    project.tuwen(input).assert_usage("`here` does not fit");
}

#[test]
fn the_real_environment_wins_over_a_dotenv_file() {
    let mut project = project();
    project.file(".env", "TUWEN_JOBS=many\n");
    project.variable("TUWEN_JOBS", "2");
    assert_eq!(
        project
            .tuwen(["publish", "posts", "-o", "out", "--dry-run"])
            .status,
        0
    );
}

#[test]
fn a_broken_dotenv_file_is_named_by_line_without_its_text() {
    let project = project();
    project.file(".env", "WECHAT_APP_ID=wx1\nWECHAT_APP_SECRET hunter2\n");
    let run = project.tuwen(["publish", "posts", "--dry-run"]);
    run.assert_usage("`.env`, line 2");
    assert!(!run.stderr.contains("hunter2"), "{run:?}");
}

#[test]
fn a_dotenv_file_does_not_decide_who_gets_the_secrets() {
    let mut project = project();
    let dry = ["publish", "posts", "-o", "out", "--dry-run"];
    project.file(".env", "TUWEN_API_BASE=https://evil.example\n");
    project.tuwen(dry).assert_usage("config.untrusted-base");
    // Nor by way of another file.
    project.file(".env", "TUWEN_CONFIG=evil.toml\n");
    project.file(
        "evil.toml",
        "api-base = 'https://evil.example'\njobs = 99\n",
    );
    assert_eq!(project.tuwen(dry).status, 0);
    // A server on this machine is harmless, and one that the user names is the user's.
    project.file(".env", "TUWEN_API_BASE=http://127.0.0.1:9\n");
    assert_eq!(project.tuwen(dry).status, 0);
    project.file(".env", "TUWEN_API_BASE=https://evil.example\n");
    project.variable("TUWEN_API_BASE", "https://proxy.example");
    assert_eq!(project.tuwen(dry).status, 0);
}

#[test]
fn unknown_accounts_are_mistakes() {
    let project = project();
    project.file("tuwen.toml", "[accounts.main]\napp-id = 'wx1'\n");
    let run = project.tuwen(["publish", "posts", "--account", "副号", "--dry-run"]);
    run.assert_usage("config.unknown-account");
    assert!(run.stderr.contains("[accounts.\"副号\"]"), "{run:?}");
    let run = project.tuwen([
        "publish",
        "posts",
        "-o",
        "out",
        "--account",
        "main",
        "--dry-run",
    ]);
    assert_eq!(run.status, 0, "{run:?}");
}

#[test]
fn a_data_directory_that_is_named_needs_no_home() {
    let project = project();
    let status = project
        .command()
        .env_remove("HOME")
        .env_remove("USERPROFILE")
        .args(["publish", "posts", "-o", "out", "--cache-dir", "记录"])
        .output()
        .unwrap()
        .status;
    assert_eq!(status.code(), Some(0));
    assert!(project.path("记录").is_dir());
}

#[test]
fn a_page_never_replaces_its_source() {
    let mut project = project();
    project.variable("TUWEN_IN_PLACE", "1");
    let run = project.tuwen(["publish", "posts/深/a.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(project.read("posts/深/a.md"), "文字\n");
    assert!(project.path("posts/深/a.wechat.html").exists());
}

#[test]
fn what_travels_with_articles_does_not_lift_the_fence() {
    let project = Project::new();
    project
        .file("站/a.md", "![](../外/b.png)")
        .png("外/b.png", 1);
    let dry = || project.tuwen(["rewrite", "站/a.md", "--dry-run", "-o", "c.md"]);
    for (name, content) in [
        ("站/tuwen.toml", "allow-outside = true"),
        ("站/tuwen.toml", "root = ['..']"),
        (".env", "TUWEN_ALLOW_OUTSIDE=1"),
        (".env", "TUWEN_ROOT=/"),
    ] {
        project.file(name, content);
        dry().assert_usage("config.untrusted-fence");
        std::fs::remove_file(project.path(name)).unwrap();
    }
    project.file("站/tuwen.toml", "root = ['.']");
    assert!(dry().stderr.contains("image.outside-roots"));
    let run = project.tuwen([
        "rewrite",
        "站/a.md",
        "--dry-run",
        "-o",
        "c.md",
        "--root",
        ".",
    ]);
    assert_eq!(run.status, 0, "{run:?}");
}
