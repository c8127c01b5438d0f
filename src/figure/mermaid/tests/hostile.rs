//! Sources that mean ill: too much of something, or a way out of the picture.

use super::*;

fn many(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

#[test]
fn too_much_is_a_problem_and_in_time() {
    let begun = std::time::Instant::now();
    let nested = |depth| {
        let open = many(depth, |at| format!("subgraph s{at}\n"));
        format!("flowchart TD\n{open}a-->b\n{}", "end\n".repeat(depth))
    };
    let deep = "{\"a\":".repeat(5000) + "1" + &"}".repeat(5000);
    for source in [
        format!("flowchart TD\n{}", "A-->B\n".repeat(20_000)),
        nested(2000),
        format!("flowchart TD\n{}", many(4000, |at| format!("n{at}\n"))),
        format!("sequenceDiagram\n{}a->>b: x\n{}", "loop x\n".repeat(2000), "end\n".repeat(2000)),
        format!("flowchart TD\nA{}", "[".repeat(40_000)),
        format!("flowchart TD\n{}", "A((".repeat(10_000)),
        format!("%%{{init: {deep}}}%%\nflowchart TD\nA-->B\n"),
        format!("---\na: {}\n---\nflowchart TD\nA-->B\n", "[".repeat(20_000)),
        "gantt\n dateFormat YYYY-MM-DD\n excludes monday,tuesday,wednesday,thursday,friday,saturday,sunday\n \
            a: a1, 2026-01-01, 30d\n".to_owned(),
        "pie\n \"a\": 1e308\n \"b\": 1e308\n".to_owned(),
    ] {
        let error = mermaid(&source, &look()).expect_err("refused");
        let code = error.problem.code();
        let expected = [Code::DiagramTooLarge, Code::DiagramTooSlow, Code::DiagramInvalid];
        assert!(expected.contains(&code), "{error:?}");
    }
    assert!(
        begun.elapsed() < Duration::from_mins(1),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn a_drawing_that_takes_too_long_is_given_up() {
    let edges = many(2000, |at| format!("n{}-->n{}\n", at % 300, (at * 7) % 300));
    let begun = std::time::Instant::now();
    let control = OperationControl::new().with_deadline(Duration::from_millis(300));
    let error = draw(&format!("flowchart TD\n{edges}"), &look(), control).unwrap_err();
    assert_eq!(error, fault::too_slow());
    assert!(
        begun.elapsed() < Duration::from_secs(8),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn nothing_leads_out_of_the_picture() {
    for source in [
        "flowchart TD\nA-->B\nclick A \"javascript:alert(1)\"\nclick B href \"https://evil.test\" _blank\n",
        "flowchart TD\nA[\"<script>x()</script><a href='https://evil.test'>链接</a>\"]-->B[\"<b onclick='x()'>粗</b>\"]\n",
        "%%{init: {\"securityLevel\": \"loose\", \"flowchart\": {\"htmlLabels\": true}}}%%\nflowchart TD\n\
            A[\"<iframe src='http://evil.test'></iframe>x\"]\nclick A call f()\n",
        "%%{init: {\"themeCSS\": \"@import url(http://evil.test/a.css); .node{fill:url(http://evil.test/b)}\"}}%%\n\
            flowchart TD\nA-->B\n",
        "%%{init: {\"fontFamily\": \"x</style><script>alert(1)</script>\"}}%%\nflowchart TD\nA-->B\n",
        "flowchart TD\nA-->B\nstyle A fill:url(http://evil.test/x)\nclassDef c fill:url('https://evil.test')\nclass B c\n",
        "sequenceDiagram\n participant 甲\n link 甲: 面板 @ https://evil.test/x\n 甲->>甲: x\n",
        "classDiagram\n class 甲\n link 甲 \"https://evil.test\" \"提示\"\n",
        "stateDiagram-v2\n [*] --> 甲\n click 甲 \"https://evil.test\" \"提示\"\n",
        "gantt\n dateFormat YYYY-MM-DD\n 任务: a1, 2026-01-01, 3d\n click a1 href \"https://evil.test\"\n",
    ] {
        // A source may be refused as well.
        if let Ok(svg) = mermaid(source, &look()) {
            assert_eq!(text::forbidden(&svg), Vec::<String>::new(), "{source}");
        }
    }
    let linked = svg("flowchart TD\nA[甲]-->B[乙]\nclick B href \"https://evil.test\" _blank\n");
    assert!(
        text::lines(&linked).iter().any(|line| line == "乙"),
        "the linked node is drawn"
    );
}
