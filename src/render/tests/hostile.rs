//! Articles made to hurt: they cost time and memory linear in their size, and never the stack.

use super::*;

/// Renders on a small stack; fails when that takes far longer than a linear walk would.
fn survives(source: String, format: Format) -> Page {
    let size = source.len();
    let (page, elapsed) = std::thread::Builder::new()
        .stack_size(1 << 20)
        .spawn(move || {
            let start = std::time::Instant::now();
            let page = render(&source, format, &RenderOptions::default()).unwrap();
            (page, start.elapsed())
        })
        .unwrap()
        .join()
        .unwrap();
    rules::check(&page.html);
    assert!(elapsed.as_secs() < 20, "{size} bytes took {elapsed:?}");
    page
}

#[test]
fn nested_markdown_is_cut_off_and_its_text_kept() {
    for piece in [
        ">",
        "> ",
        "- ",
        "1. ",
        "[",
        "![",
        "**a ",
        "*a _b ",
        "*：a_甲 ",
        "==甲 ",
        "{甲|",
        "x^",
        "H~",
        "`",
        "<div>",
        "<b>",
        "[^1",
        "$",
        "$x",
        "\\(",
        "\\[x^2",
        "\\(x^2\\) \\[",
        "::: tip\n",
        "::: tip 甲\n:::\n",
        ":::: tip\n> ",
        "> [!NOTE]\n> ",
        "甲\n: ",
        "甲\n\n: ",
        "甲\n\n: 乙\n\n",
        "> [!tip] 甲\n> ",
        "[a](<b>",
        "<a ",
    ] {
        let page = survives(format!("{}末尾", piece.repeat(5_000)), Format::Markdown);
        assert!(page.html.contains("末尾"), "{piece}");
    }
}

#[test]
fn contents_are_written_once() {
    survives("[TOC]\n\n# 题\n\n".repeat(5_000), Format::Markdown);
}

#[test]
fn nested_html_is_cut_off_and_its_text_kept() {
    for piece in [
        "<div>",
        "<b>",
        "<p><b>",
        "<table>",
        "<table><tr><td>",
        "<ul><li>",
        "<a href='https://a.cn'>",
        "<svg>",
        "<svg><g>",
        "<h1>",
        "<font color=red><p>",
        "\\(",
        "\\[ \\(x\\) ",
        "$$x",
        "<span class=katex>",
        "<span class=katex></span>",
        "<span class='math inline'>\\(",
        "<math><mi>",
        "<pre><code class=language-c><i style=color:red>",
        "<dl><dd>",
        "</div>",
        "<ruby><rt>",
        "<pre>",
        "<",
        "<a ",
        "<x y=z ",
        "&",
        "<!--",
        "<select>",
    ] {
        let page = survives(
            format!(
                "<style>b b{{color:red}}</style>{}>-->末尾",
                piece.repeat(5_000)
            ),
            Format::Html,
        );
        assert!(
            page.html.contains("末尾")
                || piece.contains("select")
                || piece.starts_with("<math")
                || piece.starts_with("<a ")
                || piece.starts_with("<x"),
            "{piece}"
        );
    }
}

#[test]
fn one_long_line_is_a_paragraph() {
    for piece in [
        "字",
        "a_b ",
        "![a](b.png) ",
        "[a](https://b.cn) ",
        "https://a.cn/ ",
        "**a** `b` ",
        "**甲：**乙",
        "**：甲",
        "甲*：*乙_~~==",
        "==甲==",
        "H~2~O",
        "![甲](a.png =3x",
        "![甲](a.png){width=3}",
        "x^2",
        "{漢字|かん|じ}",
        "<b>a</b>",
        "&nbsp;",
        "\\*",
    ] {
        survives(piece.repeat((1 << 17) / piece.len()), Format::Markdown);
    }
}

#[test]
fn a_style_sheet_too_costly_for_the_article_is_named_and_left_out() {
    let sheet = "p b{top:1px}".repeat(20_000);
    let source = format!(
        "<style>{sheet}</style>{}",
        "<p><b>甲</b></p>".repeat(10_000)
    );
    let page = survives(source, Format::Html);
    let [(range, problem)] = page.problems.as_slice() else {
        panic!("{:?}", page.problems);
    };
    assert_eq!(problem.argument("element"), Some("style"));
    assert_eq!(*range, 0..7);
    for sheet in ["* ~ *{top:1px}", "a,b,c,d{color:red}"] {
        let source = format!(
            "<style>{}</style>{}",
            sheet.repeat(3_000),
            "<p>甲".repeat(3_000)
        );
        survives(source, Format::Html);
    }
}
