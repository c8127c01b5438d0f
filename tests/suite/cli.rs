//! The command line itself: help, mistakes, completions, manual, `init`; languages and streams.

use crate::project::Project;

#[test]
fn the_version_is_on_standard_output() {
    let run = Project::new().tuwen(["--version"]);
    assert_eq!(run.status, 0);
    assert_eq!(
        run.stdout,
        concat!("tuwen ", env!("CARGO_PKG_VERSION"), "\n")
    );
    assert_eq!(run.stderr, "");
}

#[test]
fn help_is_on_standard_output_when_asked_for() {
    let project = Project::new();
    for arguments in [["publish", "--help"], ["help", "publish"]] {
        let run = project.tuwen(arguments);
        assert_eq!(run.status, 0);
        assert!(run.stdout.contains("Usage: tuwen publish"), "{run:?}");
        assert!(run.stdout.contains("--allow-missing"));
        assert!(!run.stdout.contains('\u{1b}'));
        assert_eq!(run.stderr, "");
    }
}

#[test]
fn no_command_is_a_mistake_that_shows_the_help() {
    let run = Project::new().tuwen([]);
    run.assert_usage("Usage: tuwen COMMAND");
}

#[test]
fn only_what_works_is_in_the_help() {
    let help = Project::new().tuwen(["--help"]).stdout;
    for verb in [
        "publish",
        "rewrite",
        "check",
        "upload",
        "preview",
        "cache",
        "themes",
        "doctor",
        "hook",
        "sandbox",
        "init",
        "completions",
        "man",
    ] {
        assert!(help.contains(&format!("\n  {verb} ")), "{verb}");
    }
}

#[test]
fn help_follows_the_locale() {
    let mut project = Project::new();
    project.variable("LC_ALL", "zh_CN.UTF-8");
    let run = project.tuwen(["publish", "--help"]);
    assert!(run.stdout.contains("用法：tuwen publish"), "{run:?}");
    assert!(!run.stdout.contains("Usage"), "{run:?}");
}

#[test]
fn the_language_is_chosen_by_flag_then_variable_then_locale() {
    let mut project = Project::new();
    let said = |project: &Project, arguments: [&str; 2]| project.tuwen(arguments).stderr;
    assert!(said(&project, ["publish", "--nope"]).starts_with("error: "));
    project.variable("LC_ALL", "");
    project.variable("LANG", "zh_TW.UTF-8");
    assert!(said(&project, ["publish", "--nope"]).starts_with("错误："));
    project.variable("LC_ALL", "C");
    assert!(said(&project, ["publish", "--nope"]).starts_with("error: "));
    project.variable("TUWEN_LANG", "zh");
    assert!(said(&project, ["publish", "--nope"]).starts_with("错误："));
    assert!(said(&project, ["--lang=en", "--nope"]).starts_with("error: "));
}

#[test]
fn mistakes_say_what_to_do() {
    let project = Project::new();
    let cases: [(&[&str], &str, &str); 9] = [
        (
            &["publsh"],
            "there is no command `publsh`",
            "did you mean `publish`?",
        ),
        (
            &["publish", "--reprot", "x"],
            "there is no option `--reprot`",
            "did you mean `--report`?",
        ),
        (
            &["publish"],
            "something is missing: <INPUT>...",
            "see `tuwen publish --help`",
        ),
        (
            &["publish", "a.md", "--jobs", "0"],
            "`0` does not fit `--jobs <N>`",
            "use a number from 1 to 64",
        ),
        (
            &["publish", "a.md", "--report", "xml"],
            "`xml` does not fit",
            "use one of `human`, `json`",
        ),
        (
            &["publish", "a.md", "--lang"],
            "`--lang <zh|en>` needs a value",
            "use one of `zh`, `en`",
        ),
        (
            &["rewrite", "a.md", "-o", "b.md", "--in-place"],
            "exclude each other",
            "leave one of them out",
        ),
        (
            &["publish", "a.md", "-o", "b", "-o", "c"],
            "is given more than once",
            "give it once",
        ),
        (
            &["cache", "forget"],
            "something is missing",
            "see `tuwen cache --help`",
        ),
    ];
    for (arguments, sentence, hint) in cases {
        let output = project.command().args(arguments).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        let lines: Vec<&str> = stderr.lines().collect();
        assert_eq!(lines.len(), 2, "{stderr}");
        assert!(lines[0].starts_with("error: "), "{stderr}");
        assert!(lines[0].contains(sentence), "{stderr}");
        assert_eq!(lines[1], format!("hint: {hint}"));
    }
}

#[test]
fn quiet_and_verbose_exclude_each_other() {
    let run = Project::new().tuwen(["-q", "-v", "publish", "a.md"]);
    run.assert_usage("`--quiet` and `--verbose` exclude each other");
}

#[test]
fn no_input_that_matches_is_a_mistake() {
    let run = Project::new().tuwen(["publish", "没有.md"]);
    run.assert_usage("error[input.no-match]: nothing matches `没有.md`");
    assert!(run.stderr.contains("\nhint: "), "{run:?}");
}

#[test]
fn a_run_that_could_not_begin_is_reported_as_json_too() {
    let run = Project::new().tuwen(["publish", "没有.md", "--report", "json"]);
    assert_eq!(run.status, 2);
    let report = run.json();
    assert_eq!(report["version"], 1);
    assert_eq!(report["exit"], 2);
    assert_eq!(report["problems"][0]["code"], "input.no-match");
    assert!(run.stderr.contains("error[input.no-match]"));
}

#[test]
fn json_and_an_article_do_not_share_standard_output() {
    let project = Project::new();
    project.file("a.md", "文字\n");
    let run = project.tuwen(["rewrite", "a.md", "--report", "json"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("output.stdout-taken"), "{run:?}");
}

#[test]
fn colours_come_only_when_asked_for() {
    let mut project = Project::new();
    let coloured = |project: &Project, arguments: [&str; 2]| {
        project.tuwen(arguments).stderr.contains('\u{1b}')
    };
    assert!(!coloured(&project, ["publish", "没有.md"]));
    assert!(coloured(&project, ["--color=always", "publish"]));
    project.variable("CLICOLOR_FORCE", "1");
    assert!(coloured(&project, ["publish", "没有.md"]));
    assert!(!coloured(&project, ["--color=never", "publish"]));
    project.variable("NO_COLOR", "1");
    assert!(!coloured(&project, ["publish", "没有.md"]));
}

#[test]
fn names_cannot_steer_the_terminal() {
    let run = Project::new().tuwen(["publish", "图\u{1b}]0;title\u{7}.md"]);
    run.assert_usage("input.no-match");
    assert!(!run.stderr.contains('\u{1b}'), "{run:?}");
    assert!(run.stderr.contains('␛'), "{run:?}");
}

#[test]
fn every_shell_gets_its_completions() {
    let project = Project::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = project.tuwen(["completions", shell]);
        assert_eq!(run.status, 0, "{run:?}");
        assert!(run.stdout.contains("allow-missing"), "{shell}");
        assert_eq!(run.stderr, "");
    }
    project
        .tuwen(["completions", "cmd"])
        .assert_usage("`cmd` does not fit");
}

#[test]
fn the_manual_is_printed_or_written_for_each_command() {
    let project = Project::new();
    let run = project.tuwen(["man"]);
    assert_eq!(run.status, 0);
    assert!(run.stdout.contains(".TH tuwen 1"), "{}", run.stdout);
    let run = project.tuwen(["man", "-o", "手册"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(run.stdout, "");
    for name in ["tuwen.1", "tuwen-publish.1", "tuwen-cache-forget.1"] {
        let page = project.read(&format!("手册/{name}"));
        assert!(page.contains(".TH"), "{name}");
    }
    assert!(project.read("手册/tuwen-publish.1").contains("allow"));
    assert!(!project.path("手册/tuwen-help.1").exists());
}

#[test]
fn init_writes_a_file_that_is_read_and_never_replaces_one() {
    for (language, comment) in [("en", "# Configuration of tuwen"), ("zh", "# tuwen 的配置")] {
        let project = Project::new();
        let run = project.tuwen(["init", "--lang", language]);
        assert_eq!(run.status, 0, "{run:?}");
        let written = project.read("tuwen.toml");
        assert!(written.starts_with(comment), "{written}");
        // It changes nothing as it is, and every key in it is one that is known.
        project.file("a.md", "文字\n");
        let dry = ["publish", "a.md", "--dry-run"];
        assert_eq!(project.tuwen(dry).status, 0);
        let keys: Vec<&str> = written
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(key) if !key.starts_with(' ') => key,
                _ => line,
            })
            .collect();
        let keys = keys.join("\n");
        assert!(keys.contains("\njobs = 4\n"), "{keys}");
        project.file("tuwen.toml", keys);
        let run = project.tuwen(dry);
        assert_eq!(run.status, 0, "{run:?}");
        let run = project.tuwen(["init"]);
        run.assert_usage("config.exists");
    }
}

#[test]
fn init_reminds_of_the_secrets_in_a_git_work_tree() {
    let project = Project::new();
    std::fs::create_dir(project.path(".git")).unwrap();
    std::fs::create_dir(project.path("posts")).unwrap();
    let run = project.tuwen(["init", "posts"]);
    assert!(run.stderr.contains("add a line `.env`"), "{run:?}");
    project.file(".gitignore", "/target\n.env\n");
    std::fs::remove_file(project.path("posts/tuwen.toml")).unwrap();
    let run = project.tuwen(["init", "posts"]);
    assert!(!run.stderr.contains(".gitignore"), "{run:?}");
}

#[test]
fn an_empty_cache_is_told_as_such() {
    let project = Project::new();
    let run = project.tuwen(["cache", "list"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains("nothing is remembered yet"), "{run:?}");
    let stats = project.tuwen(["cache", "stats", "--report", "json"]).json();
    assert_eq!(stats["entries"], 0);
    assert_eq!(stats["version"], 1);
}

#[test]
fn what_cannot_be_forgotten_is_a_mistake() {
    let run = Project::new().tuwen(["cache", "forget", "没有.png"]);
    run.assert_usage("`没有.png` does not fit `cache forget`");
}
