use super::*;

fn look() -> DiagramLook {
    DiagramLook::new("#07c160", "#333")
}

#[test]
fn a_flowchart_is_drawn() {
    let svg = mermaid(
        "flowchart TD\n  A[开始] -->|是| B[判断] --> C((结束))",
        &look(),
    )
    .unwrap();
    assert!(svg.contains("开始"));
}
