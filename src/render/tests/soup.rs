//! Articles of random pieces: whatever is in them, the page keeps the rules and the text.

use proptest::prelude::*;

use super::rules::{check_reads_back, tokens};
use super::*;

const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\n\n",
    " ",
    "> ",
    "- ",
    "1. ",
    "  ",
    "    ",
    "# ",
    "**",
    "_",
    "`",
    "~~",
    "==",
    "**甲：**",
    "H~2~O",
    "\n: ",
    "\n\n: ",
    "![图](b.png =30x)",
    "![图](b.png){width=30%}",
    "x^2^",
    "{漢字|かんじ}",
    "[",
    "]",
    "| a | b |\n|:--|--:|\n| c | d |\n",
    "![图|30](a.png \"题\")",
    "[连](https://例.cn/a)",
    "[文](https://mp.weixin.qq.com/s/x)",
    "<https://a.cn>",
    "[^1]",
    "\n\n[^1]: 注 [^2]\n\n",
    "\n\n[^2]: 又\n\n",
    "> [!NOTE]\n> ",
    "> [!tip]- ",
    "\n\n[TOC]\n\n",
    "- [x] ",
    "---\n",
    "```rust\n",
    "```\n",
    "<div>",
    "</div>",
    "<div align=center>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<span style='color:red;position:fixed'>",
    "</span>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th>",
    "<thead>",
    "<tbody>",
    "<caption>",
    "<colgroup>",
    "<col>",
    "<ul>",
    "</ul>",
    "<ol start=3>",
    "</ol>",
    "<li>",
    "</li>",
    "<dl>",
    "<dt>",
    "<dd>",
    "<a href='https://b.cn'>",
    "<a href=#x>",
    "<a href='https://mp.weixin.qq.com/s/y'>",
    "</a>",
    "<h1>",
    "</h1>",
    "<h2>",
    "<pre>",
    "</pre>",
    "<code>",
    "<code class=language-js>",
    "</code>",
    "<blockquote>",
    "</blockquote>",
    "<br>",
    "<hr>",
    "<img src=b.png width=30>",
    "<picture>",
    "<source srcset='c.png 2x'>",
    "</picture>",
    "<ruby>",
    "<rt>",
    "</ruby>",
    "<details>",
    "<summary>",
    "</summary>",
    "</details>",
    "<font color=red>",
    "</font>",
    "<nobr>",
    "<svg viewBox='0 0 1 1'>",
    "<g>",
    "<path d='M0 0'/>",
    "</g>",
    "</svg>",
    "<center>",
    "</center>",
    "<form>",
    "</form>",
    "<body>",
    "</body>",
    "<html>",
    "<main>",
    "</main>",
    "<my-tag>",
    "</my-tag>",
    "&amp;",
    "&lt;",
    "<",
    "<!-- x -->",
    "<style>p{color:red}",
    "</style>",
    "<script>",
    "</script>",
    "<video>",
    "</video>",
    "<noscript>",
    "</noscript>",
    "<select>",
    "<option>",
    "</select>",
    "<button>",
    "</button>",
    "<iframe src=//v.qq.com/x>",
    "</iframe>",
    "<textarea>",
    "</textarea>",
    "<input type=checkbox>",
    "<template>",
    "</template>",
    "<frameset>",
    "<title>",
    "<plaintext>",
    "<math>",
];

fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => (0..1000_u32).prop_map(|number| format!("字{number} ")),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Pieces that neither hide nor take apart the text between them.
const TRANSPARENT: &[&str] = &[
    "\n\n",
    "> ",
    "- ",
    "# ",
    "**",
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<ul>",
    "</ul>",
    "<li>",
    "</li>",
    "<h1>",
    "</h1>",
    "<pre>",
    "</pre>",
    "<a href='https://b.cn'>",
    "</a>",
    "<span style='color:red'>",
    "</span>",
    "<svg>",
    "<g>",
    "</svg>",
    "<my-tag>",
    "<ruby>",
    "<rt>",
    "<details>",
    "<dl>",
    "<dt>",
    "\n: ",
    "\n\n: ",
    "> [!tip] ",
    "==",
    "^",
    "~",
];

/// A site that puts something on and beside every element.
const SITE: &str = "<style>:root{--c:red}body{font:1rem/1.5 serif;background:#111}*{margin:1rem;color:var(--c)}\
    *::before{content:'◆';counter-increment:n}*::after{content:counter(n)}\
    @media (max-width:400px){span,section{padding:calc(1px + 1px)}}td::before,li::after{display:block}</style>";

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_markdown_gives_a_page_that_keeps_the_rules(source in soup()) {
        let page = page(&source, Format::Markdown);
        check_reads_back(&page.html);
        for (range, _) in page.problems {
            prop_assert!(source.get(range).is_some());
        }
    }

    #[test]
    fn any_html_gives_a_page_that_keeps_the_rules(source in soup()) {
        let page = page(&source, Format::Html);
        check_reads_back(&page.html);
        for (range, _) in page.problems {
            prop_assert!(source.get(range).is_some());
        }
    }

    #[test]
    fn any_html_keeps_the_rules_in_the_styles_of_its_site(source in soup()) {
        let source = format!("{SITE}{source}");
        let page = page(&source, Format::Html);
        check_reads_back(&page.html);
        for (range, _) in page.problems {
            prop_assert!(source.get(range).is_some());
        }
    }

    #[test]
    fn no_word_is_lost_in_the_styles_of_a_site(
        pieces in prop::collection::vec(prop::sample::select(TRANSPARENT), 0..30),
    ) {
        let mut source = SITE.to_owned();
        for (number, piece) in pieces.iter().enumerate() {
            source.push_str(piece);
            source.extend(["字", &number.to_string(), "。"]);
        }
        let page = page(&source, Format::Html);
        let text = tokens(&page.html).concat();
        for number in 0..pieces.len() {
            prop_assert!(text.contains(&format!("字{number}。")), "字{number} of {source}: {}", page.html);
        }
    }

    #[test]
    fn any_characters_give_a_page(source in "\\PC*") {
        page(&source, Format::Markdown);
        page(&source, Format::Html);
    }

    #[test]
    fn no_word_is_lost(
        pieces in prop::collection::vec(prop::sample::select(TRANSPARENT), 0..30),
        html in any::<bool>(),
    ) {
        let mut source = String::new();
        for (number, piece) in pieces.iter().enumerate() {
            source.push_str(piece);
            source.extend(["字", &number.to_string(), "。"]);
        }
        let format = if html { Format::Html } else { Format::Markdown };
        let page = page(&source, format);
        let text = tokens(&page.html).concat();
        for number in 0..pieces.len() {
            prop_assert!(text.contains(&format!("字{number}。")), "字{number} of {source}: {}", page.html);
        }
    }

    #[test]
    fn the_text_of_a_page_is_that_of_its_article(source in "([ab中文1 \\n]|[*_`>#|~=-]|\\n\\n|    |1\\. |- |> |\\|--\\|--\\|\\n){0,60}") {
        // Nothing of it is front matter.
        let source = format!("字\n\n{source}");
        if let Some(expected) = text_of(&source) {
            let page = page(&source, Format::Markdown);
            let shown = letters(&crate::render::plain_text(&page.html));
            prop_assert_eq!(shown, expected, "{}: {}", source, page.html);
        }
    }
}

/// The letters and digits of a text, in order.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Those that readers of an article should see, by the parser alone; `None` where the page says more.
fn text_of(source: &str) -> Option<String> {
    use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};
    let mut text = String::new();
    for event in Parser::new_ext(source, crate::article::markdown_options()) {
        match event {
            Event::Text(more) | Event::Code(more) => text.push_str(&letters(&more)),
            // The language stands above the code.
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if !info.is_empty() => {
                return None;
            }
            _ => {}
        }
    }
    Some(text)
}
