//! Diagrams and formulas become pictures like any other: drawn, uploaded once, told in the report; what
//! cannot be drawn is told at its place.

use serde_json::Value;

use crate::project::{Project, Run};
use crate::service::Service;

const FLOW: &str = "flowchart TD\n  A[开始] --> B{审核？}\n";

fn fenced(info: &str, source: &str) -> String {
    format!("# 题\n\n```{info}\n{source}```\n")
}

/// Publishes `稿.md` with these words added, and gives run, report and page.
fn publish<const N: usize>(project: &Project, words: [&str; N]) -> (Run, Value, String) {
    let mut command = project.command();
    command
        .args(["publish", "稿.md", "--report=json"])
        .args(words);
    let run = Run::of(&mut command);
    let report = run.json();
    let page = std::fs::read_to_string(project.path("稿.wechat.html")).unwrap_or_default();
    (run, report, page)
}

fn rows(report: &Value) -> Vec<String> {
    let rows = report["articles"][0]["references"].as_array().unwrap();
    let word = |row: &Value, key: &str| row[key].as_str().unwrap_or("").to_owned();
    rows.iter()
        .map(|row| format!("{} {}", word(row, "syntax"), word(row, "status")))
        .collect()
}

fn problems(report: &Value) -> Vec<String> {
    let problems = report["articles"][0]["problems"].as_array().unwrap();
    problems
        .iter()
        .map(|problem| {
            let code = problem["code"].as_str().unwrap();
            format!("{code} {}:{}", problem["line"], problem["column"])
        })
        .collect()
}

#[test]
fn a_diagram_is_drawn_and_uploaded_once() {
    let service = Service::start();
    let project = service.project();
    let flow = FLOW.replace('\n', "\n  ");
    project.file(
        "稿.md",
        format!(
            "# 题\n\n- 列表：\n  ```mermaid\n  {flow}```\n- 下一项\n\n\
             > 引用\n> ```Mermaid title=\"流程\"\n> {}```\n\n![](a.png)\n",
            FLOW.trim_end().replace('\n', "\n> ") + "\n> "
        ),
    );
    project.png("a.png", 1);
    let (run, report, page) = publish(&project, []);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(service.uploads(), 2, "{report}");
    assert_eq!(
        rows(&report),
        [
            "diagram uploaded",
            "diagram uploaded",
            "markdown-inline uploaded"
        ]
    );
    let first = &report["articles"][0]["references"][0];
    assert_eq!(
        (&first["line"], &first["column"]),
        (&5.into(), &3.into()),
        "{first}"
    );
    assert_eq!(page.matches("<img").count(), 3, "{page}");
    assert_eq!(
        page.matches("alt=\"flowchart TD\n  A[开始] --&gt; B{审核？}\"")
            .count(),
        2,
        "{page}"
    );
    assert!(page.contains(">流程</figcaption>"), "{page}");
    assert!(page.contains("<li") && page.contains(">下一项"), "{page}");
    assert!(!page.contains("<pre"), "{page}");
    // Another article, another place: the same picture.
    project.file("另.md", fenced("mermaid", FLOW));
    let run = project.tuwen(["publish", "另.md", "--report=json"]);
    assert_eq!(run.json()["totals"]["reused"], 1, "{run:?}");
    assert_eq!(service.uploads(), 2);
    // Other colours, another picture.
    let run = project.tuwen(["publish", "另.md", "--primary=#aa0000", "--report=json"]);
    assert_eq!(run.json()["totals"]["uploaded"], 1, "{run:?}");
}

#[test]
fn an_article_with_diagrams_is_up_to_date_too() {
    let service = Service::start();
    let project = service.project();
    project.file("稿.md", fenced("mermaid", FLOW));
    publish(&project, []);
    let requests = service.requests();
    let (_, report, _) = publish(&project, []);
    assert_eq!(report["totals"]["up_to_date"], 1, "{report}");
    assert_eq!(rows(&report), ["diagram reused"]);
    let (_, report, page) = publish(&project, ["--diagrams=code"]);
    assert_eq!(report["totals"]["up_to_date"], 0, "{report}");
    assert!(rows(&report).is_empty() && page.contains("<pre"), "{page}");
    assert_eq!(service.requests(), requests);
}

#[test]
fn a_mistake_is_told_at_its_place_and_stops_the_article() {
    let service = Service::start();
    let project = service.project();
    let source = "# 题\n\n> 说明\n>\n> ```mermaid\n> flowchart TD\n>   A[开始] --> B[\n> ```\n";
    project.file("稿.md", source);
    let (run, report, page) = publish(&project, []);
    assert_eq!(run.status, 1, "{run:?}");
    let told = problems(&report);
    assert!(told[0].starts_with("diagram.invalid 7:"), "{told:?}");
    assert_eq!(rows(&report), ["diagram failed"]);
    assert!(page.is_empty(), "{page}");
    // Offline as well.
    let run = project.tuwen(["check", "稿.md", "--report=json"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(problems(&run.json()), told);
    // The writer may go on without.
    let (run, _, page) = publish(&project, ["--allow-missing"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        page.contains("<pre") && page.contains("flowchart"),
        "{page}"
    );
    assert_eq!(service.uploads(), 0);
}

#[test]
fn a_hint_names_the_command_of_the_language() {
    let service = Service::start();
    let project = service.project();
    for (written, hint) in [
        ("graphviz", "dot = \"dot -Tsvg\""),
        ("puml", "plantuml = \"plantuml -tsvg -pipe\""),
    ] {
        project.file("稿.md", fenced(written, "a\n"));
        let run = project.tuwen(["publish", "稿.md"]);
        assert!(run.stderr.contains(hint), "{run:?}");
    }
}

#[test]
fn what_nobody_draws_is_code_with_a_hint() {
    let service = Service::start();
    let project = service.project();
    project.file(
        "稿.md",
        "```dot\ndigraph { a -> b }\n```\n\n```mermaid\nsankey-beta\na,b,1\n```\n\n```rust\nfn a() {}\n```\n",
    );
    let (run, report, page) = publish(&project, []);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(
        problems(&report),
        ["diagram.no-command 2:1", "diagram.kind 6:1"],
        "{report}"
    );
    assert_eq!(page.matches("<pre").count(), 3, "{page}");
    // Who wants code needs no hints.
    let (_, report, _) = publish(&project, ["--diagrams=code"]);
    assert!(problems(&report).is_empty(), "{report}");
}

#[cfg(unix)]
#[test]
fn commands_of_the_user_draw_other_languages() {
    let service = Service::start();
    let mut project = service.project();
    project.variable("PATH", std::env::var("PATH").unwrap());
    project.variable("WECHAT_NOTE", "secret-note");
    project.file(
        "稿.md",
        fenced("plantuml", "@startuml\n甲 -> 乙\n@enduml\n"),
    );
    // It draws what it was told, and what it knows of us.
    let script = "printf '<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"75pt\" height=\"30pt\">'; \
        printf '<rect width=\"50\" height=\"20\"/><!-- '; cat; env | grep -c '^WECHAT_\\|^TUWEN_' >&2; \
        echo ' --></svg>'";
    let command = format!("[figures.commands]\npuml = ['sh', '-c', '''{script}''']\n");
    let user = project.user_config(&command);
    let (run, report, page) = publish(&project, []);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(rows(&report), ["diagram uploaded"]);
    assert!(
        page.contains("width:100px") && page.contains("甲 -&gt; 乙"),
        "{page}"
    );
    // Looking needs no programs, and does not miss their pictures.
    let run = project.tuwen(["check", "稿.md"]);
    assert_eq!(
        (run.status, run.stderr.matches("diagram").count()),
        (0, 0),
        "{run:?}"
    );
    std::fs::write(&user, "[figures.commands]\nplantuml = 'sh -c false'\n").unwrap();
    let (run, report, _) = publish(&project, []);
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(problems(&report), ["diagram.command 4:1"]);
    std::fs::write(&user, "[figures.commands]\nplantuml = ''\n").unwrap();
    project.tuwen(["publish", "稿.md"]).assert_usage("plantuml");
    // Not who wrote the articles says which programs run.
    std::fs::remove_file(&user).unwrap();
    project.file(
        "tuwen.toml",
        "[figures.commands]\nplantuml = 'touch 到此一游'\n",
    );
    project
        .tuwen(["publish", "稿.md"])
        .assert_usage("figures.commands.plantuml");
    assert!(!project.names().contains(&"到此一游".to_owned()));
}

#[test]
fn formulas_become_pictures_by_choice() {
    let service = Service::start();
    let project = service.project();
    project.file(
        "稿.md",
        "行内 $x^2$ 与 $x^2$，价格 $5 和 $6。\n\n$$\\frac{1}{2}$$\n\n| 表 |\n|---|\n| $a\\|b$ |\n\n```math\ny\n```\n",
    );
    let (run, report, page) = publish(&project, ["--formulas=png"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(rows(&report).len(), 5, "{report}");
    assert!(
        rows(&report).iter().all(|row| row == "formula uploaded"),
        "{report}"
    );
    assert_eq!(service.uploads(), 4);
    assert!(!page.contains("<svg"), "{page}");
    assert_eq!(page.matches("alt=\"x^2\"").count(), 2, "{page}");
    assert!(page.contains("vertical-align:-"), "{page}");
    assert!(page.contains("价格 $5 和 $6。"), "{page}");
    let (run, report, page) = publish(&project, []);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        rows(&report).is_empty() && page.matches("<svg").count() == 5,
        "{page}"
    );
    project.file("稿.md", "好\n\n坏 $\\frac{1}$\n");
    let (run, report, _) = publish(&project, ["--formulas=png"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(problems(&report), ["formula.invalid 3:12"], "{report}");
}

#[test]
fn a_dry_run_tells_of_diagrams_without_a_request() {
    let service = Service::start();
    let project = service.project();
    project.file("稿.md", fenced("mermaid", FLOW));
    let (run, report, _) = publish(&project, ["--dry-run"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(rows(&report), ["diagram uploaded"]);
    assert_eq!(service.requests(), 0);
}

#[test]
fn diagrams_of_built_pages_are_drawn() {
    let service = Service::start();
    let project = service.project();
    project.file(
        "稿.html",
        format!(
            "<h1>题</h1><pre class=mermaid>{FLOW}</pre>\
             <pre><code class=\"language-mermaid\">{FLOW}</code></pre><div class=mermaid>{FLOW}</div>"
        ),
    );
    let run = project.tuwen(["publish", "稿.html", "--report=json"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(rows(&run.json()), ["diagram uploaded"; 3]);
    assert_eq!(service.uploads(), 1);
    let page = project.read("稿.wechat.html");
    assert!(
        page.matches("<img").count() == 3 && !page.contains("<pre"),
        "{page}"
    );
}

#[test]
fn diagrams_of_pages_with_their_own_styles_are_drawn() {
    let service = Service::start();
    let project = service.project();
    project.file(
        "稿.html",
        format!(
            "<style>p,pre {{ color: #123456 }}</style><p>文</p><pre class=mermaid>{FLOW}</pre>\
             <pre><code class=language-js>let a</code></pre>"
        ),
    );
    project.file(
        "稿.md",
        format!("文\n\n<div class=\"mermaid\">\n{FLOW}</div>\n"),
    );
    for article in ["稿.html", "稿.md"] {
        let run = project.tuwen(["publish", article, "-o", "-"]);
        assert_eq!(run.status, 0, "{run:?}");
        assert_eq!(run.stdout.matches("<img").count(), 1, "{run:?}");
    }
    assert_eq!(service.uploads(), 1);
}
