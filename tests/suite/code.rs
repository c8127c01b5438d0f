//! Code in a page as the command line has it: colours by name, numbers and dots, from every source.

use crate::project::Project;

const SOURCE: &str = "```rust\nfn main() {}\n```\n";

fn project() -> Project {
    let project = Project::new();
    project.file("稿.md", SOURCE);
    project
}

/// The page that `publish` makes with two words more on its command line.
fn page(project: &Project, more: [&str; 2]) -> String {
    let [first, second] = more;
    let run = project.tuwen(["publish", "稿.md", "--sandbox", "-o", "-", first, second]);
    assert_eq!(run.status, 0, "{run:?}");
    run.stdout
}

#[test]
fn colours_are_chosen_by_option_variable_and_file() {
    let project = project();
    let default = page(&project, ["--lang", "zh"]);
    assert!(default.contains("color:#cf222e\">fn</span>"), "{default}");
    project.file("tuwen.toml", "code-theme = \"nord\"\ncode-dots = true\n");
    let by_file = page(&project, ["--lang", "zh"]);
    assert!(
        by_file.contains("background:#2e3440") && by_file.contains("<svg"),
        "{by_file}"
    );
    project.file(".env", "TUWEN_CODE_THEME=dracula\nTUWEN_CODE_LINES=1\n");
    let by_variable = page(&project, ["--lang", "zh"]);
    assert!(by_variable.contains("background:#282a36"), "{by_variable}");
    assert!(by_variable.contains(">1</pre>"), "{by_variable}");
    // In any case, and by another name.
    let by_option = page(&project, ["--code-theme", "Atom-One-Dark"]);
    assert!(by_option.contains("background:#282c34"), "{by_option}");
    let numbered = page(&project, ["--code-lines", "--code-dots"]);
    assert!(
        numbered.contains(">1</pre>") && numbered.contains("<svg"),
        "{numbered}"
    );
}

#[test]
fn a_wrong_name_is_a_mistake_that_lists_the_names() {
    let project = project();
    let run = project.tuwen(["publish", "稿.md", "--code-theme", "没有"]);
    assert_eq!(run.status, 2, "{run:?}");
    for theme in tuwen::CodeTheme::ALL {
        assert!(
            run.stderr.contains(&format!("`{}`", theme.name())),
            "{run:?}"
        );
    }
    project.file(".env", "TUWEN_CODE_THEME=没有\n");
    let run = project.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.stderr.contains("`tokyo-night`") && run.stderr.contains("TUWEN_CODE_THEME"),
        "{run:?}"
    );
    project
        .file(".env", "")
        .file("tuwen.toml", "code-theme = \"没有\"\n");
    let run = project.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.stderr.contains("`tokyo-night`") && run.stderr.contains("tuwen.toml"),
        "{run:?}"
    );
}

#[test]
fn the_help_and_the_file_of_init_name_every_theme() {
    for language in ["zh", "en"] {
        let project = project();
        let help = project
            .tuwen(["publish", "--help", "--lang", language])
            .stdout;
        assert_eq!(project.tuwen(["init", "--lang", language]).status, 0);
        let file = project.read("tuwen.toml");
        for theme in tuwen::CodeTheme::ALL {
            assert!(help.contains(theme.name()), "{} in {help}", theme.name());
            assert!(file.contains(theme.name()), "{} in {file}", theme.name());
        }
    }
}
