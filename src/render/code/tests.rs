//! Code blocks in a page: what each construct becomes, and that the text is always the author's.

use proptest::prelude::*;

use crate::code_theme::CodeTheme;
use crate::render::tests::rules;
use crate::render::{Format, RenderOptions, render};

fn options(theme: &str) -> RenderOptions {
    let mut options = RenderOptions::default();
    options.code.theme = Some(CodeTheme::by_name(theme).unwrap());
    options
}

fn page(source: &str, options: &RenderOptions) -> String {
    let page = render(source, Format::Markdown, options).unwrap().html;
    rules::check(&page);
    rules::check_reads_back(&page);
    page
}

/// What stands in the `code` of the last block of a page.
fn inner(page: &str) -> &str {
    let start = page.rfind("<code").unwrap();
    let start = start + page[start..].find('>').unwrap() + 1;
    &page[start..page.rfind("</code>").unwrap()]
}

/// The last block's code, in the colours of `one-dark`.
fn code(info: &str, text: &str) -> String {
    let source = format!("````{info}\n{text}\n````\n");
    inner(&page(&source, &options("one-dark"))).to_owned()
}

/// Without spans.
fn stripped(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest
        .find("<span")
        .into_iter()
        .chain(rest.find("</span"))
        .min()
    {
        text.push_str(&rest[..start]);
        rest = &rest[start + rest[start..].find('>').unwrap() + 1..];
    }
    text + rest
}

const MARKED: &str = "<span style=\"display:inline-block;min-width:100%;margin:0 -14px;padding:0 14px;background:rgba(171,178,191,.12);vertical-align:top\">";

#[test]
fn marked_lines_share_a_ground_and_keep_their_line_ends() {
    assert_eq!(
        code("text {2-3,5}", "a\nb\n c\nd\ne"),
        format!("a<br>{MARKED}b<br>&nbsp;c</span><br>d<br>{MARKED}e</span>")
    );
    // Empty lines at an edge would be lost in an element of their own.
    assert_eq!(
        code("text {1-9}", "\n\na\n\nb\n\n"),
        format!("<br><br>{MARKED}a<br><br>b</span><br><br>")
    );
    assert_eq!(code("text {2}", "a\n\nb"), "a<br><br>b");
    assert_eq!(code("text {0,7-9,3-2}", "a\nb"), "a<br>b");
}

#[test]
fn added_and_removed_lines_are_coloured() {
    let html = code("diff", "--- a\n+++ b\n@@ -1 +1 @@\n x\n-old\n-\n+new");
    assert_eq!(
        stripped(&html),
        "--- a<br>+++ b<br>@@ -1 +1 @@<br>&nbsp;x<br>-old<br>-<br>+new"
    );
    assert!(
        html.starts_with("--- a<br>+++ b<br><span style=\"color:#56b6c2\">@@"),
        "{html}"
    );
    let removed = "background:rgba(248,81,73,.22);vertical-align:top\"><span style=\"color:#ffa198\">-old<br>-</span></span><br>";
    assert!(html.contains(removed), "{html}");
    assert!(
        html.ends_with("<span style=\"color:#7ee787\">+new</span></span>"),
        "{html}"
    );
}

#[test]
fn numbers_stand_in_a_column_of_their_own() {
    let source = "```text {linenostart=9}\na\n\nb\n```\n";
    let mut options = options("github");
    options.code.lines = true;
    let html = page(source, &options);
    assert!(html.contains(">9<br>10<br>11</pre><pre style="), "{html}");
    assert_eq!(inner(&html), "a<br><br>b");
    let off = page("```text linenos=false\na\n```\n", &options);
    assert_eq!(off.matches("<pre").count(), 1, "{off}");
    let on = page("```text linenos\na\n```\n", &RenderOptions::default());
    assert!(on.contains(">1</pre>"), "{on}");
}

#[test]
fn a_window_has_dots_and_its_title_or_language() {
    let mut options = options("nord");
    options.code.dots = true;
    for (info, label) in [
        ("rust title=\"甲 & 乙.rs\"", "甲 &amp; 乙.rs"),
        ("rust", "rust"),
        ("text", ""),
    ] {
        let html = page(&format!("```{info}\nx\n```\n"), &options);
        assert!(html.contains(&format!("</svg>{label}</section>")), "{html}");
    }
    let html = page("```js [甲.js]\nx\n```\n", &RenderOptions::default());
    assert!(
        html.contains(">甲.js</section>") && !html.contains("<svg"),
        "{html}"
    );
}

#[test]
fn the_ground_of_the_scheme_is_that_of_the_box() {
    for theme in CodeTheme::ALL {
        for source in ["```rust\nx\n```\n", "    x\n", "```nonsense\nx\n```\n"] {
            let html = page(source, &options(theme.name()));
            let ground = format!("background:{}\"", theme.ground());
            assert!(html.contains(&ground), "{}: {html}", theme.name());
            assert!(html.contains(&format!("color:{}", theme.text())), "{html}");
        }
    }
}

#[test]
fn an_enormous_block_is_plain_and_takes_no_time() {
    let texts = ["a(".repeat(5 << 20), "x = \"y\"\n".repeat(1 << 20)];
    for text in texts {
        let source = format!("```systemverilog {{2-99999999}}\n{text}\n```\n");
        let start = std::time::Instant::now();
        let page = render(&source, Format::Markdown, &options("nord"))
            .unwrap()
            .html;
        assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
        assert!(page.matches("<span").count() <= 1, "{}", page.len());
    }
}

#[cfg(feature = "highlight")]
mod highlighted {
    use super::*;

    #[test]
    fn words_have_colours_and_signs_have_none() {
        assert_eq!(
            code("rust", "fn main() {\n    let x = \"a\\n\"; // 注\n}"),
            "<span style=\"color:#c678dd\">fn</span> <span style=\"color:#61afef\">main</span>() {<br>\
             &nbsp;&nbsp;&nbsp;&nbsp;<span style=\"color:#c678dd\">let</span> x = \
             <span style=\"color:#98c379\">\"a</span><span style=\"color:#56b6c2\">\\n</span>\
             <span style=\"color:#98c379\">\"</span>; <span style=\"color:#7f848e\">// 注</span><br>}"
        );
    }

    #[test]
    fn neighbours_of_one_colour_share_a_span_across_lines() {
        assert_eq!(
            code("js", "/* a\n\n   b */\n// c\n\tconst  let"),
            "<span style=\"color:#7f848e\">/* a<br><br>&nbsp;&nbsp;&nbsp;b */<br>// c</span><br>\
             &nbsp;&nbsp;&nbsp;&nbsp;<span style=\"color:#c678dd\">const &nbsp;let</span>"
        );
    }

    #[test]
    fn constructs_of_many_languages_are_told_apart() {
        const KEYWORD: &str = "#c678dd";
        const STRING: &str = "#98c379";
        const NUMBER: &str = "#d19a66";
        const FUNCTION: &str = "#61afef";
        const TYPE: &str = "#e5c07b";
        const TAG: &str = "#e06c75";
        const COMMENT: &str = "#7f848e";
        for (language, text, word, color) in [
            (
                "python",
                "def f(a):\n    return a is not None",
                "def",
                KEYWORD,
            ),
            ("python", "x = f\"{a}\"", "\"", STRING),
            ("python", "a and b", "and", KEYWORD),
            ("ts", "interface A { b: string }", "interface", KEYWORD),
            ("tsx", "const a = <div/>", "div", TAG),
            ("jsx", "const a = <div/>", "div", TAG),
            ("json", "{\"a\": \"b\"}", "\"a\"", TAG),
            ("json", "{\"a\": \"b\"}", "\"b\"", STRING),
            ("yaml", "a: 1", "a", TAG),
            ("yml", "a: 1", "1", NUMBER),
            ("toml", "a = 1", "a", TAG),
            ("html", "<p class=\"a\">b</p>", "\"a\"", STRING),
            ("wxml", "<view wx:if=\"{{a}}\"/>", "view", TAG),
            ("wxss", ".a { width: 10rpx }", "10", NUMBER),
            ("vue", "<script>\nconst a = 1\n</script>", "const", KEYWORD),
            ("sql", "SELECT a FROM b -- c", "SELECT", KEYWORD),
            ("go", "func f() { return }", "return", KEYWORD),
            ("golang", "func f() {}", "f", FUNCTION),
            ("c++", "int main() { return 0; }", "main", FUNCTION),
            ("cs", "class A {}", "A", TYPE),
            ("objc", "@interface A : B", "@interface", KEYWORD),
            ("ps1", "# a", "# a", COMMENT),
            ("sh", "echo \"a\" # b", "# b", COMMENT),
            ("dockerfile", "FROM a", "FROM", KEYWORD),
            ("kotlin", "fun a() {}", "fun", KEYWORD),
            ("swift", "let a = 1", "let", KEYWORD),
            ("java", "class A {}", "class", KEYWORD),
        ] {
            let html = code(language, text);
            let word = word.replace('<', "&lt;");
            let spans: Vec<&str> = html
                .split(&format!("<span style=\"color:{color}\">"))
                .skip(1)
                .collect();
            let found = spans.iter().any(|span| {
                span.split("</span>")
                    .next()
                    .is_some_and(|inside| inside.contains(&word))
            });
            assert!(found, "{language}: {word} is not {color} in {html}");
        }
    }

    #[test]
    fn a_console_session_has_prompts_commands_and_plain_answers() {
        let html = code("console", "$ echo \"a\"\nfn if \"b\"\nroot@a:~# ls");
        let prompt = "<span style=\"color:#7f848e\">";
        assert!(
            html.starts_with(&format!("{prompt}$</span> <span")),
            "{html}"
        );
        assert!(html.contains("<br>fn if \"b\"<br>"), "{html}");
        assert!(
            html.contains(&format!("{prompt}root@a:~#</span> ")),
            "{html}"
        );
    }

    #[test]
    fn a_sign_before_the_code_does_not_disturb_the_grammar() {
        for info in ["js diff", "diff-js", "diff-javascript"] {
            let html = code(info, " function f() {\n-  return 1;\n+  return 2;\n }");
            assert_eq!(
                html.matches("color:#c678dd\">return</span>").count(),
                2,
                "{info}: {html}"
            );
            assert_eq!(
                html.matches("display:inline-block").count(),
                2,
                "{info}: {html}"
            );
        }
    }

    #[test]
    fn unknown_languages_and_diagrams_are_plain() {
        for language in ["", "mermaid", "brainfuck", "没有", "text", "output"] {
            assert_eq!(
                code(language, "if (a) { \"b\" }"),
                "if (a) { \"b\" }",
                "{language}"
            );
        }
    }

    #[test]
    fn a_long_line_is_plain_and_those_around_it_are_not() {
        let long = "a".repeat(2000);
        let html = code("rust", &format!("let a = 1;\n// {long}\nlet b = 2;"));
        assert_eq!(
            html.matches("color:#c678dd\">let</span>").count(),
            2,
            "{html}"
        );
        assert!(html.contains(&format!("<br>// {long}<br>")), "{html}");
    }

    #[test]
    fn many_blocks_are_painted_in_their_order_and_as_each_alone() {
        let languages = [
            "rust", "js", "python", "go", "text", "bash", "diff", "nonsense",
        ];
        let block = |number: usize| {
            let language = languages[number % languages.len()];
            let line = format!("if x{number} == \"{number}\" {{ return {number} }} # a\n");
            format!(
                "```{language} {{2}}\n{}```\n\n",
                line.repeat(1 + number % 7)
            )
        };
        let all = page(&(0..60).map(block).collect::<String>(), &options("github"));
        let mut rest = all.as_str();
        for number in 0..60 {
            let alone = page(&block(number), &options("github"));
            let inner = inner(&alone);
            let at = rest.find(inner).unwrap_or_else(|| panic!("block {number}"));
            rest = &rest[at + inner.len()..];
        }
        assert_eq!(
            all,
            page(&(0..60).map(block).collect::<String>(), &options("github"))
        );
    }

    #[test]
    fn every_grammar_takes_anything() {
        let grammars = crate::render::code::language::grammars();
        let text = "<a b=\"c\">{{ d }}\n\tif (x) { y: [1, 'z'] } // # -- /* \n\"\"\"`$(é字)\\\n#!%@^&*~<?php ?>\n";
        for syntax in grammars.syntaxes() {
            let mut runs = Vec::new();
            let until = std::time::Instant::now() + std::time::Duration::from_mins(1);
            let name = syntax.name.to_lowercase();
            super::super::highlight::runs(&name, text, false, until, &mut runs);
            let known = crate::render::code::language::find(grammars, &name).is_some();
            assert_eq!(
                known,
                runs.last().is_some_and(|(end, _)| *end == text.len()),
                "{name}"
            );
            assert!(runs.is_sorted_by_key(|(end, _)| *end), "{name}");
        }
    }
}

const LANGUAGES: &[&str] = &[
    "rust",
    "js",
    "ts",
    "tsx",
    "python",
    "go",
    "c++",
    "html",
    "vue",
    "css",
    "scss",
    "sql",
    "bash",
    "console",
    "yaml",
    "toml",
    "json",
    "markdown",
    "php",
    "ruby",
    "java",
    "kotlin",
    "swift",
    "ps1",
    "diff",
    "diff-js",
    "latex",
    "xml",
    "text",
    "nonsense",
    "haskell",
    "lisp",
    "perl",
    "make",
    "dockerfile",
    "nginx",
];

const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    " ",
    "  ",
    "\t",
    "    ",
    "\"",
    "'",
    "`",
    "/*",
    "*/",
    "//",
    "#",
    "--",
    "+",
    "-",
    "@@",
    "<a>",
    "</a>",
    "<!--",
    "-->",
    "{",
    "}",
    "{{",
    "}}",
    "(",
    ")",
    "[",
    "]",
    "$",
    "${",
    "\\",
    "\\n",
    ";",
    ":",
    "=",
    "&",
    "&amp;",
    "\u{a0}",
    "\u{7f}",
    "\u{b}",
    "\r",
    "字",
    "é",
    "😀",
    "\u{200b}",
    "if",
    "fn ",
    "def ",
    "class ",
    "return",
    "let x",
    "0x1F",
    "3.14",
    "$ ",
    ">>> ",
    "r#\"",
    "\"\"\"",
    "<?php",
    "<script>",
    "</script>",
    "<style>",
    "---",
    "```",
];

const INFOS: &[&str] = &[
    "",
    " {1-2,4}",
    " linenos",
    " diff",
    " {2} title=\"a\"",
    "{1}",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_any_language_is_the_text(
        language in prop::sample::select(LANGUAGES),
        info in prop::sample::select(INFOS),
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60),
        theme in prop::sample::select(CodeTheme::ALL),
    ) {
        let text = pieces.concat();
        let colored = page(&format!("````{language}{info}\n{text}\n````\n"), &options(theme.name()));
        let plain = page(&format!("````\n{text}\n````\n"), &options("github"));
        prop_assert_eq!(stripped(inner(&colored)), inner(&plain));
    }

    #[test]
    fn any_characters_in_any_language_are_the_text(
        language in prop::sample::select(LANGUAGES),
        text in "(\\PC|\n){0,200}",
    ) {
        // A fence in the text would end the block.
        let text = text.replace('`', "'");
        let colored = page(&format!("```{language}\n{text}\n```\n"), &options("dracula"));
        let plain = page(&format!("```\n{text}\n```\n"), &options("github"));
        prop_assert_eq!(stripped(inner(&colored)), inner(&plain));
    }
}
