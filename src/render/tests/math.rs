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
    assert!(
        html.contains("能量 <span style=\"white-space:nowrap\"><svg"),
        "{html}"
    );
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
fn formulas_in_brackets_are_drawn_where_they_stand() {
    let source = "# 题 \\(x^2\\)\n\n质能 \\(E=mc^2\\)，**重：**\\(a*b^2\\)*斜*。\n\n\\[\n\\frac{1}{2} * 3 * 4\n\\]\n\n见 \\[i\\] 与 \\(见下\\)\n";
    let html = page(source).html;
    assert_eq!(html.matches("<svg viewBox=").count(), 4, "{html}");
    assert_eq!(html.matches("overflow-x:auto").count(), 1, "{html}");
    assert!(html.contains("aria-label=\"a*b^2\""), "{html}");
    assert!(
        html.contains("<strong style=") && html.contains(">斜</em>"),
        "{html}"
    );
    assert!(html.contains("见 [i] 与 (见下)"), "{html}");
    assert!(!html.contains("xx"), "{html}");
}

#[test]
fn a_mistake_in_brackets_is_named_at_its_place_and_the_source_stays() {
    let source = "甲 \\(a^2\\)，乙 \\(b + \\nosuch c\\) 丙\n\n> \\[\n> x_1 +\n> \\nosuch\n> \\]\n";
    let found = problems(source);
    assert_eq!(found[0], (Code::FormulaInvalid, "\\nosuch"));
    assert_eq!(found.len(), 2);
    assert!(found[1].1.contains("\\nosuch"), "{found:?}");
    let html = page(source).html;
    assert!(html.contains("\\(b + \\nosuch c\\) 丙"), "{html}");
}

#[test]
fn a_row_of_dollars_is_a_row_of_dollars() {
    // Each pair would be an empty formula, and each of those a mistake that is kept: gigabytes.
    for source in [
        "赚了 $$$$ 和 $$$$$$$。",
        "$$ $$",
        "$$\n$$",
        &"$".repeat(100_000),
    ] {
        let page = page(source);
        assert!(page.problems.is_empty(), "{} problems", page.problems.len());
        let count = |text: &str| text.matches('$').count();
        assert_eq!(count(&page.html), count(source));
    }
}

#[test]
fn formulas_of_a_web_page_are_drawn_in_its_text() {
    let source = "<style>p { color: red }</style><article><p>质能 \\(E=mc^2\\)。</p><p>$$\\frac{1}{2}$$</p>\
        <pre>\\(x\\)</pre><p>文<div>块</div>\\(y\\)</article>";
    for source in [
        source,
        &source.replace("<style>p { color: red }</style>", ""),
    ] {
        let html = super::page(source, Format::Html).html;
        assert_eq!(html.matches("<svg viewBox=").count(), 3, "{html}");
        assert_eq!(
            html.matches("overflow-x:auto;overflow-y").count(),
            1,
            "{html}"
        );
        assert!(
            html.contains("质能 <svg") && html.contains("</svg>。"),
            "{html}"
        );
        assert!(!html.contains("tuwen") && !html.contains("$$"), "{html}");
    }
}

#[test]
fn a_mistake_in_a_web_page_is_named_at_its_place_and_the_source_stays() {
    let source =
        "<p>甲&nbsp;\\(a &lt; b\\)，\\(b + \\nosuch\\) 丙</p><table><tr>\\(c\\)</tr></table>";
    let page = super::page(source, Format::Html);
    let found: Vec<(Code, &str)> = (page.problems.into_iter())
        .map(|(place, problem)| (problem.code(), &source[place]))
        .collect();
    assert_eq!(found, [(Code::FormulaInvalid, "\\nosuch")]);
    assert!(page.html.contains("\\(b + \\nosuch\\) 丙"), "{}", page.html);
}

#[test]
fn a_mark_behind_a_formula_stays_on_its_line() {
    let html = page("能量 $E=mc^2$。后文 $x$，（$y$）；$z$ 后").html;
    assert_eq!(html.matches("white-space:nowrap").count(), 3, "{html}");
    for kept in [
        "</svg>。</span>后文",
        "</svg>，</span>（",
        "</svg>）；</span><svg",
    ] {
        assert!(html.contains(kept), "{kept} in {html}");
    }
    // One as wide as the column is not made wider.
    let wide = format!("${}$。", "a+".repeat(40) + "a");
    let html = page(&wide).html;
    assert!(
        html.contains("</svg>。") && !html.contains("nowrap"),
        "{html}"
    );
    // Nothing is cut off where the text is not drawn.
    let html = page("价格$5，成本$3。 $a$\\. b").html;
    assert!(html.contains("价格$5，成本$3。"), "{html}");
}
