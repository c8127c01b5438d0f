use super::*;

/// Display formulas in `[]`, others in `()`.
fn found(body: &str) -> Vec<String> {
    let formulas = find(body);
    let copy = set_apart(body, &formulas);
    assert_eq!(copy.len(), body.len());
    let lines = |text: &str| text.split('\n').map(str::len).collect::<Vec<_>>();
    assert_eq!(lines(&copy), lines(body));
    (formulas.iter())
        .map(|formula| {
            if formula.display {
                format!("[{}]", formula.tex)
            } else {
                format!("({})", formula.tex)
            }
        })
        .collect()
}

#[test]
fn formulas_are_found_in_text() {
    for (body, expected) in [
        ("质能 \\(E=mc^2\\)。", &["(E=mc^2)"][..]),
        ("\\[ \\frac{1}{2} \\]", &["[ \\frac{1}{2} ]"]),
        ("\\[\na = b\n\\]\n", &["[\na = b\n]"]),
        ("其中 \\[x^2\\] 在文中", &["(x^2)"]),
        ("> \\[\n> a_1 \\\\\n> b_2\n> \\]", &["[\na_1 \\\\\nb_2\n]"]),
        ("- 项\n\n  \\[\n  x^2\n  \\]", &["[\n  x^2\n  ]"]),
        ("1. \\[x^2\\]", &["[x^2]"]),
        (
            "# 题 \\(x_i\\)\n\n| \\(a^b\\) | 乙 |\n|--|--|\n",
            &["(x_i)", "(a^b)"],
        ),
        ("\\(a*b^2\\) 与 \\(c*d=1\\)", &["(a*b^2)", "(c*d=1)"]),
        (
            "\\(n\\) 个 \\(x_1, \\dots, x_n\\)",
            &["(n)", "(x_1, \\dots, x_n)"],
        ),
        (
            "\\[ f(x) = \\begin{cases} 1 & \\text{若 \\(x>0\\)} \\end{cases} \\]",
            &["[ f(x) = \\begin{cases} 1 & \\text{若 \\(x>0\\)} \\end{cases} ]"],
        ),
        ("左 \\( 与 \\(x^2\\)", &["(x^2)"]),
        ("\\\\(x\\_1 + \\\\alpha\\\\)", &["(x_1 + \\alpha)"]),
        ("\\\\[ \\mu = x^2 \\\\]", &["[ \\mu = x^2 ]"]),
        ("\\\\[\na_1 \\\\\\\\ b\n\\\\]", &["[\na_1 \\\\ b\n]"]),
        ("\\\\[x^2](y) 与 \\\\[y^2\\\\]", &["(y^2)"]),
        ("**\\(x^2\\)** 与 [链 \\(y^2\\)](a.md)", &["(x^2)", "(y^2)"]),
        ("\\[ \\text{当 $x$ 时} \\]", &["[ \\text{当 $x$ 时} ]"]),
    ] {
        assert_eq!(found(body), expected, "{body}");
    }
}

#[test]
fn escaped_brackets_of_ordinary_text_are_none() {
    for body in [
        "\\[不是链接\\](x)",
        "\\[not a link\\](x)",
        "\\[TOC\\]",
        "\\[toc\\]\n\n\\[\\[_TOC_\\]\\]",
        "见下 \\(see below\\)",
        "\\(c\\) 2024 \\(a\\) \\(1\\)",
        "文献 \\[1\\] 与 \\[2, 3\\]",
        "\\[1\\]",
        "- \\[x\\] 已做\n- \\[ \\] 未做",
        "\\[key=value\\] 与 \\(key=value\\)",
        "\\[2024-01-01 12:00\\] \\[INFO\\] a=b",
        "颜文字 \\(^_^\\) \\(\\^\\_\\^\\)",
        "\\(file\\_name\\) \\(my_file\\)",
        "调用 f\\(x\\)",
        "正则 \\(\\d+\\) 与 \\(\\w\\)",
        "[百科](https://zh.wikipedia.org/wiki/A_\\(x^2\\))",
        "`\\(x^2\\)`",
        "    \\(x^2\\)",
        "```\n\\[x^2\\]\n```",
        "<div>\n\\(x^2\\)\n</div>",
        "$\\(x^2\\)$",
        "\\(x^2\n\n\\)",
        "\\(x^2\n- y\\)",
        "\\(![x^2](a.png)\\)",
        "![\\(x^2\\)](a.png)",
        "\\(x^2 `\\)` \\)",
        "\\\\\\\\(x^2\\\\\\\\)",
        "| \\(x^2 | y\\) |\n|--|--|",
        "(x^2) [x^2]",
    ] {
        assert_eq!(found(body), [""; 0], "{body}");
    }
}

#[test]
fn a_single_letter_is_a_formula_beside_one_of_which_there_is_no_doubt() {
    assert_eq!(found("有 \\(n\\) 个"), [""; 0]);
    assert_eq!(found("有 \\(n\\) 个\n\n\\(n+1\\)"), ["(n)", "(n+1)"]);
    assert_eq!(found("见 \\(see below\\) \\(x^2\\)"), ["(x^2)"]);
}

#[test]
fn lines_of_many_brackets_cost_their_length() {
    for piece in [
        "\\(",
        "\\[",
        "\\)",
        "\\(x^2\\)",
        "\\[a\\]",
        "\\[\\(",
        "\\[ \\(x\\) ",
        "\\\\(",
    ] {
        let body = piece.repeat(100_000);
        let count = find(&body).len();
        assert_eq!(
            count,
            if piece == "\\(x^2\\)" { 100_000 } else { 0 },
            "{piece}"
        );
    }
}
