//! `--fix`: only the bytes of the path change, and the second run has nothing to do.

use super::project;

#[cfg(target_os = "linux")]
#[test]
fn paths_are_mended_and_nothing_else() {
    let project = project();
    project.png("图/一 二.png", 2).png("Img/Logo.PNG", 3);
    let before = "\u{feff}# 题\r\n![图](图\\a.png \"题\")\r\n![b](img/logo.png)![图](图/一 二.png)\r\n<img src='IMG/logo.PNG'>\r\n\r\n![x][定义] ![没](无.png)\r\n\r\n[定义]: 图/A.png\r\n`![](图\\a.png)`";
    let after = "\u{feff}# 题\r\n![图](图/a.png \"题\")\r\n![b](Img/Logo.PNG)![图](<图/一 二.png>)\r\n<img src='Img/Logo.PNG'>\r\n\r\n![x][定义] ![没](无.png)\r\n\r\n[定义]: 图/a.png\r\n`![](图\\a.png)`";
    project.file("文.md", before);
    let run = project.tuwen(["check", "--fix"]);
    assert_eq!(project.read("文.md"), after, "{run:?}");
    assert!(
        run.stderr
            .contains("文.md:2:6: `图\\a.png` is now `图/a.png`"),
        "{run:?}"
    );
    assert_eq!(run.status, 1, "the missing one is still missing");
    assert!(
        !run.stderr.contains("inexact") && !run.stderr.contains("commonmark"),
        "{run:?}"
    );
    let modified = std::fs::metadata(project.path("文.md"))
        .unwrap()
        .modified()
        .unwrap();
    let again = project.tuwen(["check", "--fix"]);
    assert!(!again.stderr.contains("is now"), "{again:?}");
    assert_eq!(
        std::fs::metadata(project.path("文.md"))
            .unwrap()
            .modified()
            .unwrap(),
        modified
    );
}

#[cfg(target_os = "linux")]
#[test]
fn escapes_stay_escapes() {
    let project = project();
    project.png("图/A B.png", 2);
    project.file("文.md", "![图](%E5%9B%BE/a%20b.png)\n");
    project.tuwen(["check", "--fix"]);
    let text = project.read("文.md");
    assert!(!text.contains("a%20b"), "{text}");
    let run = project.tuwen(["check", "--strict"]);
    assert_eq!(run.status, 0, "{run:?}");
}

#[test]
fn what_is_no_file_is_not_mended() {
    let mut project = project();
    let stdin = project.tuwen_with_input(
        ["check", "-", "--from", "markdown", "--fix"],
        "![a](图\\a.png)",
    );
    stdin.assert_usage("output.no-place");
    project.repository();
    project
        .tuwen(["check", "--staged", "--fix"])
        .assert_usage("check.fix-staged");
}

#[cfg(target_os = "linux")]
#[test]
fn a_thousand_paths_are_mended_at_once() {
    let project = project();
    project.png("图/一 二.png", 2);
    let line = "![图](图\\a.png) ![图](图/一 二.png) <img src=图\\a.png alt=x>\n\n";
    project.file("文.md", line.repeat(1000));
    let begun = std::time::Instant::now();
    project.tuwen(["check", "--fix", "-q"]);
    let text = project.read("文.md");
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    assert!(
        !text.contains('\\') && text.matches("<图/一 二.png>").count() == 1000,
        "{}",
        &text[..200]
    );
}
