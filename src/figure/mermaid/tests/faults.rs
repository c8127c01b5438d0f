//! Sources that are wrong: what is told, and at which place.

use super::*;

fn fault(source: &str) -> FigureError {
    mermaid(source, &look()).expect_err(source)
}

/// The line (from 1) of a fault and what stands at its place.
fn place<'s>(source: &'s str, error: &FigureError) -> (usize, &'s str) {
    let at = error
        .at
        .clone()
        .unwrap_or_else(|| panic!("{error:?} has no place in\n{source}"));
    (source[..at.start].matches('\n').count() + 1, &source[at])
}

#[test]
fn mistakes_are_told_at_their_place() {
    for (source, line, written) in [
        ("flowchart TD\n  A[甲] --> B[乙\n  C --> D", 2, "[乙"),
        ("flowchart TD\n  A --> B\n  C -=-> D\n", 3, "-"),
        ("sequenceDiagram\n  甲->>乙: 你好\n  甲 => 乙\n", 3, ">"),
        ("erDiagram\n 甲 ||--x{ 乙 : 有\n", 2, "x"),
        (
            "gantt\n dateFormat YYYY-MM-DD\n section 一\n 任务 :a, 2026-99-99, 3d\n",
            4,
            "2026-99-99",
        ),
        ("pie\n \"甲\" : abc\n", 2, "\"甲\" : abc"),
        ("mindmap\n root\n   a\n b\nc\n", 4, "b"),
        (
            "gitGraph\n commit\n checkout nowhere\n",
            3,
            "checkout nowhere",
        ),
        ("quadrantChart\n 甲: [2, 3]\n", 2, "甲: [2, 3]"),
        ("---\ntitle: [a\n---\nflowchart TD\nA-->B\n", 2, "title: [a"),
        ("---\ntitle: a\nflowchart TD\nA-->B\n", 1, "---"),
    ] {
        let error = fault(source);
        assert_eq!(error.problem.code(), Code::DiagramInvalid, "{error:?}");
        assert_eq!(place(source, &error), (line, written), "{error:?}");
        let reason = error.problem.argument("reason").unwrap();
        assert!(
            reason.len() > 5 && !reason.contains('\n') && !reason.contains(" at 4"),
            "{reason}"
        );
    }
}

#[test]
fn kinds_that_are_not_drawn_are_told_with_those_that_are() {
    for (source, line, kind) in [
        ("sankey-beta\na,b,1", 1, "sankey-beta"),
        (
            "---\ntitle: a\n---\n%% c\n\n  C4Context\n title x",
            6,
            "C4Context",
        ),
        (
            "%%{init: {'theme': 'dark'}}%%\nkanban\n todo\n  a",
            2,
            "kanban",
        ),
        ("hello world", 1, "hello"),
    ] {
        let error = fault(source);
        assert_eq!(error.problem.code(), Code::DiagramKind, "{error:?}");
        assert_eq!(error.problem.argument("kind"), Some(kind));
        assert_eq!(place(source, &error), (line, kind));
        assert!(error.problem.argument("kinds").unwrap().contains("gantt"));
    }
    let empty = fault(" \n");
    assert_eq!((empty.problem.code(), empty.at), (Code::DiagramKind, None));
}

#[test]
fn what_would_be_missing_from_the_picture_is_a_problem() {
    for (source, kind, written) in [
        ("flowchart TD\nA[\"<IMG src='x.png'>\"]", "picture", "<IMG"),
        (
            "flowchart TD\nA@{ img: \"https://a.test/x.png\", label: \"图\" }",
            "picture",
            "img",
        ),
        (
            "flowchart TD\nA@{ shape: rect, icon: \"fa:user\" }",
            "picture",
            "icon",
        ),
        ("flowchart TD\nA[\"$$x^2$$\"]", "formula", "$$"),
    ] {
        let error = fault(source);
        assert_eq!(error.problem.code(), Code::DiagramUnsupported, "{error:?}");
        assert_eq!(error.problem.argument("kind"), Some(kind));
        assert_eq!(place(source, &error), (2, written));
    }
    svg("flowchart TD\nA@{ shape: rect, label: \"icon img\" }");
}

#[test]
fn places_hold_with_windows_line_ends_and_a_mark_at_the_beginning() {
    let error = fault("\u{feff}flowchart TD\r\n  A[甲] --> B[乙\r\n");
    assert_eq!(error.problem.code(), Code::DiagramInvalid);
    svg("\u{feff}flowchart TD\r\n  A[甲] --> B[乙]\r\n");
}
