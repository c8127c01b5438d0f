//! Inline notations: what Chinese writers mean by them, and what they must not be taken for.

use super::*;

fn line(source: &str) -> String {
    let html = from_markdown(source);
    html.strip_prefix("<p>")
        .and_then(|html| html.strip_suffix("</p>"))
        .unwrap_or(&html)
        .to_owned()
}

fn stays(source: &str) {
    let escaped = source
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    assert_eq!(line(source), escaped);
}

#[test]
fn emphasis_beside_chinese_punctuation_needs_no_space() {
    for (source, expected) in [
        ("**中文：**后文", "<strong>中文：</strong>后文"),
        ("前文**“引号”**后文", "前文<strong>“引号”</strong>后文"),
        ("前文**（括号）**后文", "前文<strong>（括号）</strong>后文"),
        (
            "**注意！**`cargo`",
            "<strong>注意！</strong><code>cargo</code>",
        ),
        ("**`code`**后文", "<strong><code>code</code></strong>后文"),
        ("**100%**的人", "<strong>100%</strong>的人"),
        ("*斜体。*后文", "<em>斜体。</em>后文"),
        ("***都有：***后文", "<em><strong>都有：</strong></em>后文"),
        ("~~删去。~~后文", "<del>删去。</del>后文"),
        (
            "**一：**二**三：**四",
            "<strong>一：</strong>二<strong>三：</strong>四",
        ),
        (
            "**一：**二**三：**",
            "<strong>一：</strong>二<strong>三：</strong>",
        ),
        ("**粗*斜。*体**后", "<strong>粗<em>斜。</em>体</strong>后"),
        (
            "日本語**「強調」**です",
            "日本語<strong>「強調」</strong>です",
        ),
        (
            "한국어**'강조'**입니다",
            "한국어<strong>'강조'</strong>입니다",
        ),
        ("[**链接：**文](b.md)后", "<strong>链接：</strong>文后"),
    ] {
        assert_eq!(line(source), expected, "{source}");
    }
    assert_eq!(
        from_markdown("# **题：**目\n\n- **项：**文\n\n|**头：**文|\n|--|\n|**格：**文|"),
        "<h1><strong>题：</strong>目</h1><ul><li><section><strong>项：</strong>文</section></li></ul>\
         <section><table><thead><tr><th><strong>头：</strong>文</th></tr></thead>\
         <tbody><tr><td><strong>格：</strong>文</td></tr></tbody></table></section>"
    );
}

#[test]
fn asterisks_that_are_no_emphasis_stay() {
    for source in [
        "2 ** 3 ** 4",
        "5 * 3 * 2，共 30",
        "中 ** 文：** 后",
        "**没有结尾：后文",
        "a**\"b\"**c",
        "snake_case_名_字，my__init__py的_x_",
    ] {
        stays(source);
    }
    assert_eq!(line("\\*\\*中文：\\*\\*后文"), "**中文：**后文");
    assert_eq!(line("\\**中文：**后文"), "**中文：**后文");
    assert_eq!(line("`**中文：**后文`"), "<code>**中文：**后文</code>");
    assert_eq!(
        from_markdown("```\n**中文：**后文\n```"),
        "<section><pre><code>**中文：**后文</code></pre></section>"
    );
}

#[test]
fn marked_text_is_marked() {
    for (source, expected) in [
        ("这是==重点==内容", "这是<mark>重点</mark>内容"),
        ("==重点：==内容", "<mark>重点：</mark>内容"),
        ("a ==b c== d", "a <mark>b c</mark> d"),
        ("==**粗**体==", "<mark><strong>粗</strong>体</mark>"),
        ("**粗==记==体**", "<strong>粗<mark>记</mark>体</strong>"),
        ("甲\n==乙==\n丙", "甲<mark>乙</mark>丙"),
    ] {
        assert_eq!(line(source), expected, "{source}");
    }
    for source in [
        "a == b，c == d",
        "a==b && c==d",
        "x!==y 和 z!==w",
        "如果a==1或b==2",
        "===重点===",
        "==没有结尾",
        "https://a.cn/?a==b&c==d 后==",
    ] {
        let text = line(source);
        assert!(!text.contains("<mark>"), "{text}");
    }
    assert_eq!(line("\\==重点=="), "==重点==");
    assert_eq!(line("`==a==`"), "<code>==a==</code>");
}

#[test]
fn scripts_stand_behind_what_they_belong_to() {
    for (source, expected) in [
        ("H~2~O 与 CO~2~", "H<sub>2</sub>O 与 CO<sub>2</sub>"),
        (
            "C~6~H~12~O~6~，v~max~",
            "C<sub>6</sub>H<sub>12</sub>O<sub>6</sub>，v<sub>max</sub>",
        ),
        ("x^2^+y^2^", "x<sup>2</sup>+y<sup>2</sup>"),
        ("10^-6^ 米", "10<sup>-6</sup> 米"),
        ("Na^+^ 与 1^st^", "Na<sup>+</sup> 与 1<sup>st</sup>"),
        ("正文^[1]^后", "正文<sup>[1]</sup>后"),
        ("**x^2^**", "<strong>x<sup>2</sup></strong>"),
        ("~~删H~2~O去~~", "<del>删H<sub>2</sub>O去</del>"),
    ] {
        assert_eq!(line(source), expected, "{source}");
    }
    for source in [
        "3~5天，10~20元",
        "周一~周五，9点~18点",
        "好的~谢谢~再见~",
        "开心^_^，你好^_^",
        "x^2+y^2=z^2",
        "2^10 与 2^20",
        "~/a~b/~c",
        "价格¥100~200",
        "a ~ b ~ c",
        "https://a.cn/H~2~O",
    ] {
        let text = line(source);
        assert!(!text.contains("<su") && !text.contains("<del"), "{text}");
    }
    assert_eq!(line("~~删~~ ~单~"), "<del>删</del> <del>单</del>");
    assert_eq!(line("H\\~2\\~O"), "H~2~O");
}

#[test]
fn ruby_has_its_reading_above_or_in_parentheses() {
    assert_eq!(
        line("{漢字|かんじ}を"),
        "<ruby>漢字<rp>（</rp><rt>かんじ</rt><rp>）</rp></ruby>を"
    );
    assert_eq!(
        line("{北京|běi|jīng}"),
        "<ruby>北<rp>（</rp><rt>běi</rt><rp>）</rp>京<rp>（</rp><rt>jīng</rt><rp>）</rp></ruby>"
    );
    for source in [
        "{a|b}",
        "{甲}",
        "{甲|}",
        "{甲乙|a|b|c}",
        "{{甲|乙}}",
        "{% 甲|乙 %}",
        "集合 { 甲|乙 }",
    ] {
        stays(source);
    }
    assert_eq!(line("`{漢字|かんじ}`"), "<code>{漢字|かんじ}</code>");
}

#[test]
fn alternative_texts_and_problems_keep_to_the_source() {
    assert_eq!(
        line("![H~2~O **水：**x](a.png)文"),
        "<img src=\"a.png\" alt=\"H2O 水：x\">文"
    );
    let source = "**注意：**后 <button>按</button> ==记==";
    assert_eq!(
        problems(source, Format::Markdown),
        [("page.dropped", "button".to_owned(), "<button>")]
    );
}

#[test]
fn containers_are_boxes() {
    let html = from_markdown(
        "前文\n::: tip 小心 `a` *b*\n内容 **粗**\n\n- 项\n:::\n后文\n\n\
         :::: danger\n外\n::: info\n内\n:::\n::::\n\n::: code-group\n文\n:::\n",
    );
    assert_eq!(
        html,
        "<p>前文</p><section><p>小心 <code>a</code> <em>b</em></p><p>内容 <strong>粗</strong></p>\
         <ul><li><section>项</section></li></ul></section><p>后文</p>\
         <section><p>危险</p><p>外</p><section><p>信息</p><p>内</p></section></section><p>文</p>"
    );
    stays("::: tip");
    // In a quote and an item, and what ends without its end.
    let html = from_markdown("> ::: note\n> 文\n> :::\n\n- 项\n\n  ::: note\n  文\n  :::\n");
    assert_eq!(
        html.matches("<section><p>说明</p><p>文</p></section>")
            .count(),
        2,
        "{html}"
    );
    let html = from_markdown("***\n\n::: 笔记 x\n文\n:::\n");
    assert!(
        html.contains("<hr>") && html.contains("<p>文</p>"),
        "{html}"
    );
}
