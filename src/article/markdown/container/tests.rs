use super::*;

/// Name, title, and the copy.
fn read(body: &str) -> (Vec<(String, &str)>, String) {
    let found = find(body);
    let copy = set_apart(body, &found);
    assert_eq!(copy.len(), body.len());
    let named = found
        .into_iter()
        .map(|one| (one.name, &body[one.title]))
        .collect();
    (named, copy)
}

#[test]
fn first_lines_of_all_dialects_are_read() {
    for (line, name, title) in [
        ("::: tip", "tip", ""),
        (":::tip", "tip", ""),
        ("::: Tip 标题", "tip", "标题"),
        ("::: warning **粗** `码`", "warning", "**粗** `码`"),
        (":::note[标 题]", "note", "标 题"),
        ("::: details 点开 {open}", "details", "点开"),
        (":::info{title=\"标题\"}", "info", "标题"),
        ("::: {.note}", "note", ""),
        (":::{.callout-tip title=\"标题\"}", "tip", "标题"),
        ("::: code-group", "code-group", ""),
    ] {
        let body = format!("{line}\n文\n:::\n");
        let (found, copy) = read(&body);
        assert_eq!(found, [(name.to_owned(), title)], "{line}");
        assert!(copy.starts_with("# "), "{copy}");
        assert!(copy.ends_with("\n文\n***\n"), "{copy}");
        assert!(copy.contains(title), "{copy}");
    }
}

#[test]
fn pairs_are_found_and_everything_else_is_text() {
    let names = |body| -> Vec<String> { find(body).into_iter().map(|one| one.name).collect() };
    let none: [&str; 0] = [];
    for body in [
        "::: tip\n没有结尾",
        "没有开头\n:::\n",
        "```\n::: tip\n:::\n```\n",
        "<div>\n::: tip\n:::\n</div>\n",
        "    ::: tip\n    :::\n",
        "::: 3\n文\n:::\n",
        "::: tip 一行 :::\n:::\n",
        "文 ::: tip\n:::\n",
        "::: tip\n> :::\n",
        ":::: tip\n:::\n",
    ] {
        assert_eq!(names(body), none, "{body}");
    }
    assert_eq!(
        names(":::: a\n::: b\n:::\n::: c\n::::\n"),
        ["a", "b"],
        "one without an end does not take that of another"
    );
    assert_eq!(names("::: a\n::: b\n:::\n:::\n"), ["a", "b"]);
    assert_eq!(names("> ::: tip\n> 文\n> :::\n"), ["tip"]);
    assert_eq!(names("- 项\n\n  ::: tip\n  - 文\n  :::\n"), ["tip"]);
}
