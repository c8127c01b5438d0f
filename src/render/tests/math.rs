//! Formulas on the page, and what only looks like one.

use super::*;
use crate::problem::Code;

fn page(source: &str) -> Page {
    super::page(source, Format::Markdown)
}

fn problems(source: &str) -> Vec<(Code, &str)> {
    let page = page(source);
    page.problems
        .into_iter()
        .map(|(place, problem)| (problem.code(), &source[place]))
        .collect()
}

#[test]
fn formulas_are_drawn_where_they_stand() {
    let html = page("能量 $E=mc^2$。\n\n$$\n\\frac{1}{2}\n$$\n\n```math\nx^2\n```\n").html;
    assert_eq!(html.matches("<svg viewBox=").count(), 3, "{html}");
    assert!(html.contains("能量 <svg"), "{html}");
    assert!(html.contains("</svg>。"), "{html}");
    assert_eq!(html.matches("overflow-x:auto").count(), 2, "{html}");
    assert!(!html.contains('$') && !html.contains("<pre"), "{html}");
    assert!(html.contains("aria-label=\"E=mc^2\""), "{html}");
}

#[test]
fn prices_and_code_are_text() {
    for source in [
        "价格$5，成本$3",
        "设置$PATH和$HOME两个",
        "`$x$`",
        "\\$x\\$",
        "$ x $",
        "a$b",
        "```tex\n$x$\n```",
    ] {
        let page = page(source);
        assert!(!page.html.contains("<svg"), "{source}: {}", page.html);
        assert!(page.problems.is_empty(), "{source}");
    }
}

#[test]
fn a_mistake_is_named_at_its_place_and_the_source_stays() {
    let source = "好的 $a$，错的 $b + \\nosuch c$ 在这里";
    assert_eq!(problems(source), [(Code::FormulaInvalid, "\\nosuch")]);
    assert!(page(source).html.contains("$b + \\nosuch c$"));
    // In a quote the place is that of the formula.
    let quoted = "> $$\n> \\nosuch\n> $$\n";
    let [(Code::FormulaInvalid, place)] = problems(quoted)[..] else {
        panic!("{:?}", problems(quoted));
    };
    assert!(place.contains("\\nosuch"), "{place}");
    let fenced = "```math\n\\nosuch\n```\n";
    assert_eq!(problems(fenced), [(Code::FormulaInvalid, "\\nosuch")]);
    assert!(page(fenced).html.contains("<pre"));
}

#[test]
fn chinese_in_a_formula_is_drawn_or_named() {
    let source = "$\\text{总和}$";
    let named = problems(source);
    let drawn = page(source).html.contains(" d=\"m");
    assert!(
        drawn
            != named
                .iter()
                .any(|(code, _)| *code == Code::FormulaFontMissing)
    );
}

#[test]
fn backslash_delimiters_are_formulas_too() {
    let html = page(
        "能量 \\(E=mc^2\\)，\\(a*b\\) 与 \\(c*d\\)\n\n\\[\n\\frac{1}{2}\n\\]\n\n> 引\n> \\[ x^2 \\]\n\n| 表 |\n|--|\n| \\(y\\) |\n",
    )
    .html;
    assert_eq!(html.matches("<svg viewBox=").count(), 6, "{html}");
    assert_eq!(
        html.matches("overflow-x:auto;overflow-y").count(),
        2,
        "{html}"
    );
    assert!(!html.contains("xx") && !html.contains("<code"), "{html}");
    assert!(html.contains("aria-label=\"a*b\""), "{html}");
    for source in [r"\[注\]", r"\(见下文\)", r"`\(x\)`", r"\[a\](b\)"] {
        let page = page(source);
        assert!(!page.html.contains("<svg"), "{source}: {}", page.html);
    }
    let source = "错的 \\(b + \\nosuch c\\) 在这里";
    assert_eq!(problems(source), [(Code::FormulaInvalid, "\\nosuch")]);
    assert!(page(source).html.contains("\\(b + \\nosuch c\\)"));
    // In the list of headings it stands as it is written.
    let listed = page("[TOC]\n\n# 题\n\n## 二 \\(x^2\\)\n").html;
    assert!(listed.contains("二 \\(x^2\\)"), "{listed}");
}

fn in_html(source: &str) -> (String, Vec<(Code, &str)>) {
    let page = super::page(source, Format::Html);
    let problems = page.problems.into_iter();
    (
        page.html,
        problems
            .map(|(place, problem)| (problem.code(), &source[place]))
            .collect(),
    )
}

#[test]
fn formulas_of_html_articles_are_drawn() {
    let katex = "<span class=\"katex\"><span class=\"katex-mathml\"><math><semantics><mrow><mi>x</mi></mrow>\
        <annotation encoding=\"application/x-tex\">x &lt; 1</annotation></semantics></math></span>\
        <span class=\"katex-html\" aria-hidden=\"true\"><span class=\"base\"><span>x</span></span></span></span>";
    let in_box = format!("<span class='katex-display'>{katex}</span>");
    for (source, label, display) in [
        (r"<p>能量 \(E=mc^2\)。</p>", "E=mc^2", false),
        (r"<p>\(a &lt; b\)</p>", "a &lt; b", false),
        (r"<p>\[\frac{1}{2}\]</p>", r"\frac{1}{2}", true),
        (r"<p>$$x^2$$</p>", "x^2", true),
        (r#"<span class="math inline">\(x\)</span>"#, "x", false),
        (r#"<script type="math/tex">x_1</script>"#, "x_1", false),
        (
            "<script type=\"math/tex; mode=display\">% <![CDATA[\na<b %]]></script>",
            "a&lt;b",
            true,
        ),
        (katex, "x &lt; 1", false),
        (&in_box, "x &lt; 1", true),
        (
            "<math display=block><semantics><mi>x</mi><annotation encoding='application/x-tex'>x\
             </annotation></semantics></math>",
            "x",
            true,
        ),
    ] {
        let (html, problems) = in_html(source);
        assert_eq!(problems, [], "{source}");
        assert_eq!(html.matches("<svg").count(), 1, "{source}: {html}");
        assert!(
            html.contains(&format!("aria-label=\"{label}\"")),
            "{source}: {html}"
        );
        assert_eq!(
            html.contains("overflow-x:auto;overflow-y"),
            display,
            "{source}: {html}"
        );
        assert!(!html.contains("data-tuwen"), "{html}");
    }
    let (html, _) = in_html(katex);
    assert!(!html.contains(">x<"), "{html}");
}

#[test]
fn what_is_no_formula_in_html_stays() {
    for source in [
        r"<pre>\(x^2\)</pre>",
        r"<p><code>\(x^2\)</code></p>",
        r"<p>\(见下文\) \[注\] $$$</p>",
        r"<p>价格 $$5 与 $$ 之间</p>",
        r"<p>\\(x\\)</p>",
        "<span class=katex>只有字</span>",
        "<span class=katex><annotation encoding='application/x-tex'>x</annotation>",
    ] {
        let (html, problems) = in_html(source);
        assert!(!html.contains("<svg"), "{source}: {html}");
        assert_eq!(problems, [], "{source}");
    }
    let (html, problems) = in_html(r"<p>错 \(b + \nosuch c\) 了</p>");
    assert_eq!(problems, [(Code::FormulaInvalid, r"\nosuch")]);
    assert!(html.contains(r"错 \(b + \nosuch c\) 了"), "{html}");
    let (html, problems) = in_html("<math><mi>x</mi></math>");
    assert_eq!(problems, [(Code::PageDropped, "<math>")]);
    assert!(!html.contains("<svg"), "{html}");
    let hostile = format!("<p>{}", r"\(x$$\[".repeat(20_000));
    assert!(!in_html(&hostile).0.contains("<svg"));
}
