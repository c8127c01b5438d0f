//! Code that an author wrote in HTML.

use super::*;

#[test]
fn a_listing_in_markdown_is_that_of_a_fence() {
    for (html, fence) in [
        (
            "<pre><code class=\"language-rust\">fn main() {\n\n    let a = &amp;b;\n}\n</code></pre>",
            "```rust\nfn main() {\n\n    let a = &b;\n}\n```",
        ),
        (
            "<pre lang=x class=\"lang-js\"><span class=\"hljs-keyword\">let</span> a</pre>",
            "```js\nlet a\n```",
        ),
        (
            "<div>\n<pre><code class=\"language-c\">int a;</code></pre>\n</div>",
            "<div>\n\n```c\nint a;\n```\n\n</div>",
        ),
        (
            "<pre><code class=\"language-c\">没有结尾",
            "```c\n没有结尾\n```",
        ),
    ] {
        let page = |source| page(source, Format::Markdown).html;
        assert_eq!(page(html), page(fence), "{html}");
    }
}

#[test]
fn what_is_coloured_or_names_no_language_stays_as_it_is() {
    let html = page(
        "<pre><code class=\"language-rust\"><span style=\"color:#123456\">fn</span> main() {}</code></pre>\n\n<pre>  文\n<b>粗</b></pre>\n",
        Format::Markdown,
    )
    .html;
    assert!(html.contains("color:#123456"), "{html}");
    assert_eq!(html.matches("<pre").count(), 2, "{html}");
    assert!(html.contains("粗</"), "{html}");
    let inline = page(
        "文 <code class=\"language-rust\">fn</code> 后",
        Format::Markdown,
    )
    .html;
    assert!(inline.contains(">fn</code> 后"), "{inline}");
}
