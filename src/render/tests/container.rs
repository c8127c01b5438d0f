//! Containers of `:::` lines: boxes of the theme, in the article's structure.

use super::*;

#[test]
fn containers_are_the_boxes_of_callouts() {
    for (container, callout) in [
        ("::: tip\n文\n:::", "> [!tip]\n> 文"),
        (
            "::: warning 小 **心**\n文\n:::",
            "> [!warning] 小 **心**\n> 文",
        ),
        (
            ":::danger\n\n文\n\n- 项\n:::",
            "> [!danger]\n> 文\n>\n> - 项",
        ),
        ("::: info\n文\n:::\n后", "> [!info]\n> 文\n\n后"),
        ("前\n::: note\n文\n:::", "前\n\n> [!note]\n> 文"),
        (
            ":::: tip\n::: caution\n内\n:::\n外\n::::",
            "> [!tip]\n> > [!caution]\n> > 内\n>\n> 外",
        ),
        (
            "- 项\n\n  ::: important 重\n  文\n  :::\n\n- 又",
            "- 项\n\n  > [!important] 重\n  > 文\n\n- 又",
        ),
        ("> ::: tip\n> 文\n> :::", "> > [!tip]\n> > 文"),
    ] {
        assert_eq!(
            from_markdown(container),
            from_markdown(callout),
            "{container}"
        );
    }
    let details = from_markdown("# 题\n\n::: details\n文\n:::");
    assert!(details.contains("<p>详情</p><p>文</p>"), "{details}");
}

#[test]
fn unknown_containers_are_their_content() {
    for (container, plain) in [
        ("::: raw\n文\n:::", "文"),
        (
            "::: code-group\n```js [npm]\na\n```\n```ts\nb\n```\n:::",
            "```js [npm]\na\n```\n```ts\nb\n```",
        ),
        ("::: demo 一段描述\n文\n:::", "一段描述\n\n文"),
        ("::: left\n左\n:::\n::: right\n右\n:::", "左\n\n右"),
    ] {
        assert_eq!(
            from_markdown(container),
            from_markdown(plain),
            "{container}"
        );
    }
}

#[test]
fn lines_without_a_partner_are_text() {
    assert_eq!(from_markdown("::: tip\n文"), "<p>::: tip\n文</p>");
    assert!(from_markdown("文\n\n:::").contains("<p>:::</p>"));
    // Opened in a list and closed behind it, it ends with the list.
    let html = from_markdown("- 项\n\n  ::: tip\n  文\n\n:::\n\n后");
    assert!(html.ends_with("<p>后</p>"), "{html}");
}

#[test]
fn titles_of_containers_are_no_headings() {
    let html = from_markdown("[TOC]\n\n# 题\n\n## 一\n\n::: tip 盒\n文 \\(x^2\\)\n:::\n\n## 二\n");
    assert_eq!(html.matches("盒").count(), 1, "{html}");
    assert!(!html.contains(":::"), "{html}");
}
