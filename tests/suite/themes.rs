//! How pages look, from the command line: themes by name, own CSS, values for their variables, from every
//! place they can be said; and the check of own CSS.

use crate::project::{Project, Run};

const ARTICLE: &str = "# 题\n\n## 甲\n\n乙**丙**\n\n丁\n";

const NAMES: [&str; 9] = [
    "bamboo",
    "literary",
    "technical",
    "magazine",
    "academic",
    "warm",
    "ink",
    "vivid",
    "midnight",
];

fn project() -> Project {
    let project = Project::new();
    project.file("a.md", ARTICLE);
    project
}

#[track_caller]
fn page<const N: usize>(project: &Project, arguments: [&str; N]) -> String {
    let run = project
        .command()
        .args(["publish", "a.md", "-o", "-"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(run.status.success(), "{run:?}");
    String::from_utf8(run.stdout).unwrap()
}

fn mistake<const N: usize>(project: &Project, arguments: [&str; N]) -> Run {
    let run = project.tuwen(arguments);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stdout.is_empty(), "{run:?}");
    run
}

#[test]
fn themes_are_listed_with_a_line_each() {
    let project = Project::new();
    for (language, word) in [("zh", "（默认）"), ("en", "(default)")] {
        let run = project.tuwen(["themes", "--lang", language]);
        assert_eq!(run.status, 0, "{run:?}");
        let lines: Vec<&str> = run.stdout.lines().collect();
        assert_eq!(lines.len(), NAMES.len());
        for (line, name) in lines.iter().zip(NAMES) {
            let (first, rest) = line.split_once(' ').unwrap();
            assert_eq!(first, name);
            assert!(!rest.contains("ui-theme"), "{line}");
        }
        assert!(lines[0].ends_with(word), "{}", lines[0]);
    }
    let run = project.tuwen(["themes", "--report", "json"]);
    assert_eq!(run.json()["themes"][8]["name"], "midnight");
}

#[test]
fn what_is_shown_of_a_theme_gives_its_page_as_own_css() {
    let project = project();
    for name in NAMES {
        let run = project.tuwen(["themes", "show", name]);
        assert_eq!(run.status, 0, "{run:?}");
        assert!(run.stdout.contains("--primary:"));
        project.file("own.css", &run.stdout);
        let own = page(&project, ["--theme", "none", "--css", "own.css"]);
        assert_eq!(page(&project, ["--theme", name]), own, "{name}");
        assert_eq!(project.tuwen(["themes", "check", "own.css"]).status, 0);
    }
    assert_eq!(page(&project, []), page(&project, ["--theme", "bamboo"]));
    let plain = page(&project, ["--theme", "none"]);
    assert!(plain.contains("<h2>甲</h2>"), "{plain}");
}

#[test]
fn variables_are_set_on_the_command_line_in_files_and_by_variables() {
    let mut project = project();
    let primary =
        |page: &str, color: &str| page.contains(&format!("border-left:4px solid {color}"));
    assert!(primary(&page(&project, []), "#1d7362"));
    project.file(
        "tuwen.toml",
        "theme = \"bamboo\"\nprimary = \"teal\"\nfont-size = 15\nline_height = 1.9\nindent = \"2em\"\nfont = \"serif\"\n",
    );
    let from_file = page(&project, []);
    assert!(primary(&from_file, "#008080"), "{from_file}");
    for seen in [
        "font-size:15px;line-height:1.9",
        "text-indent:2em",
        "Songti SC",
    ] {
        assert!(from_file.contains(seen), "{seen} in {from_file}");
    }
    project.variable("TUWEN_PRIMARY", "#0f766e");
    project.variable("TUWEN_LINE_HEIGHT", "2");
    let from_variable = page(&project, []);
    assert!(primary(&from_variable, "#0f766e"), "{from_variable}");
    assert!(from_variable.contains("font-size:15px;line-height:2;"));
    let flags = [
        "--primary",
        "rgb(1, 2, 3)",
        "--font-size",
        "17px",
        "--indent",
        "0",
        "--font",
        "sans",
    ];
    let from_flag = page(&project, flags);
    assert!(primary(&from_flag, "#010203"), "{from_flag}");
    assert!(from_flag.contains("font-size:17px;line-height:2;"));
    assert!(!from_flag.contains("text-indent") && !from_flag.contains("Songti"));
}

#[test]
fn wrong_names_and_values_are_mistakes_that_say_what_is_possible() {
    let mut project = project();
    for (option, value, hint) in [
        ("--theme", "?!", "`bamboo`, `literary`"),
        ("--theme", "magazin", "did you mean `magazine`?"),
        ("--primary", "blau", "`#0f766e`"),
        ("--font-size", "99px", "from `12px` to `24px`"),
        ("--line-height", "x", "from 1.2 to 3"),
        ("--indent", "9em", "up to `4em`"),
        ("--font", "arial", "`sans`, `serif`"),
    ] {
        let run = mistake(&project, ["publish", "a.md", option, value]);
        assert!(run.stderr.contains(hint), "{hint} in {run:?}");
    }
    let run = mistake(&project, ["themes", "show", "none"]);
    assert!(run.stderr.contains("`midnight`"), "{run:?}");
    for (line, hint) in [
        ("theme = \"nope\"", "`midnight`, `none`"),
        ("primary = \"blau\"", "`#0f766e`"),
        ("font-size = 99", "from `12px` to `24px`"),
        ("font = \"arial\"", "`sans`, `serif`"),
    ] {
        project.file("tuwen.toml", line);
        let run = mistake(&project, ["publish", "a.md"]);
        assert!(run.stderr.contains(hint), "{hint} in {run:?}");
        assert!(run.stderr.contains("line 1"), "{run:?}");
    }
    project.file("tuwen.toml", "");
    for (name, hint) in [
        ("TUWEN_THEME", "`midnight`, `none`"),
        ("TUWEN_PRIMARY", "`#0f766e`"),
        ("TUWEN_FONT", "`sans`, `serif`"),
        ("TUWEN_INDENT", "up to `4em`"),
    ] {
        project.variable(name, "nope");
        let run = mistake(&project, ["publish", "a.md"]);
        assert!(
            run.stderr.contains(hint) && run.stderr.contains(name),
            "{run:?}"
        );
        project.variable(name, "");
    }
}

#[test]
fn own_css_is_found_beside_the_file_that_names_it() {
    let project = Project::new();
    project.file("posts/深/a.md", ARTICLE);
    project.file("posts/look/own.css", "h2 { color: #123456 }");
    let publish = || {
        let run = project.tuwen(["publish", "posts/深/a.md", "-o", "-"]);
        assert_eq!(run.status, 0, "{run:?}");
        assert!(run.stdout.contains("color:#123456"), "{run:?}");
        assert!(
            run.stdout.contains("border-left:4px solid"),
            "on top of the theme"
        );
    };
    project.file("posts/tuwen.toml", "css = \"look/own.css\"\n");
    publish();
    project.file("posts/tuwen.toml", "");
    project.file("posts/.env", "TUWEN_CSS=look/own.css\n");
    publish();
}

#[test]
fn own_css_that_cannot_be_read_is_named_with_its_path() {
    let project = project();
    for (name, content) in [
        ("none.css", None),
        ("latin.css", Some(&b"p { content: '\xe9' }"[..])),
    ] {
        if let Some(content) = content {
            project.file(name, content);
        }
        let run = mistake(&project, ["publish", "a.md", "--css", name]);
        assert!(run.stderr.contains("theme.unreadable"), "{run:?}");
        assert!(run.stderr.contains(name), "{run:?}");
    }
    project.file("tuwen.toml", "css = \"gone.css\"\n");
    let run = mistake(&project, ["publish", "a.md"]);
    assert!(run.stderr.contains("gone.css"), "{run:?}");
    // What makes no page needs no style sheet.
    assert_eq!(project.tuwen(["rewrite", "a.md"]).status, 0);
}

#[test]
fn own_css_without_effect_is_told_of_once_and_named_by_the_check() {
    let project = project();
    project.file(
        "own.css",
        "h2 { color: #123456; position: fixed }\n\n/* 注释 */ p:hover { color: red }\n",
    );
    let run = project.tuwen(["publish", "a.md", "--css", "own.css"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.stderr
            .contains("warning[theme.ignored]: `own.css` has 2 places"),
        "{run:?}"
    );
    assert!(run.stderr.contains("tuwen themes check own.css"), "{run:?}");
    let page = project.read("a.wechat.html");
    assert!(page.contains("color:#123456") && !page.contains("position"));
    let run = project.tuwen(["themes", "check", "own.css"]);
    assert_eq!(run.status, 1, "{run:?}");
    for seen in [
        "own.css:1:22: error[theme.property]: WeChat drops `position`",
        "own.css:3:10: error[theme.selector]: `:hover`",
        "hint: use margins",
        "2 places",
    ] {
        assert!(run.stderr.contains(seen), "{seen} in {run:?}");
    }
    let run = project.tuwen(["themes", "check", "own.css", "--report", "json"]);
    let report = run.json();
    assert_eq!(run.status, 1);
    assert_eq!(report["exit"], 1);
    let second = &report["files"][0]["problems"][1];
    assert_eq!(second["code"], "theme.selector");
    assert_eq!(
        (&second["line"], &second["column"]),
        (&3.into(), &10.into())
    );
}

#[test]
fn every_at_rule_has_a_hint() {
    let project = Project::new();
    project.file(
        "own.css",
        "@import url(x.css);\n@font-face { src: url(x) }\n@media print { p { color: red } }\n@keyframes a { }\n@supports (x: y) { }\n",
    );
    for (language, hint) in [("en", "hint: "), ("zh", "提示：")] {
        let run = project.tuwen(["themes", "check", "own.css", "--lang", language]);
        assert_eq!(run.stderr.matches("theme.at-rule").count(), 5, "{run:?}");
        assert_eq!(run.stderr.matches(hint).count(), 5, "{run:?}");
        assert!(!run.stderr.contains(&format!("{hint}theme")), "{run:?}");
    }
}

#[test]
fn the_gallery_shows_every_theme() {
    let project = Project::new();
    let run = project.tuwen(["themes", "gallery", "-o", "g.html"]);
    assert_eq!(run.status, 0, "{run:?}");
    let page = project.read("g.html");
    for name in NAMES {
        assert!(page.contains(&format!("<b>{name}</b>")), "{name}");
    }
    assert_eq!(page.matches("把日子写下来").count(), NAMES.len());
    assert!(!page.contains("http:") && !page.contains(" src="));
    // Its own, which shows them by night.
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains("const darken") && page.contains("href=\"#night\""));
}
