use super::*;
use crate::article::Origin;

fn survey_of(source: &str, format: Format) -> (String, Survey) {
    let origin = Origin::Stdin {
        base_dir: ".".into(),
    };
    let article = Article::new(origin, format, source.as_bytes().to_vec()).unwrap();
    (source.to_owned(), survey(&article))
}

fn markdown_survey(source: &str) -> (String, Survey) {
    survey_of(source, Format::Markdown)
}

fn labels(survey: &Survey) -> Vec<&str> {
    survey
        .undefined
        .iter()
        .map(|(_, label)| label.as_str())
        .collect()
}

#[test]
fn links_are_found_in_markdown_and_html_with_their_places() {
    let source = "\u{feff}---\ntitle: 图\n---\n看[这里](#节)，<a href=\"?a=1&amp;b=2\">那里</a>\n\n<div>\n<a href='https://例.cn'>x</a>\n</div>\n\n<https://a.cn>\n";
    let (source, survey) = markdown_survey(source);
    let found: Vec<(&str, &str)> = (survey.links.iter())
        .map(|link| (&source[link.span.clone()], link.href.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("[这里](#节)", "#节"),
            ("<a href=\"?a=1&amp;b=2\">", "?a=1&b=2"),
            ("<a href='https://例.cn'>", "https://例.cn"),
            ("<https://a.cn>", "https://a.cn"),
        ]
    );
}

#[test]
fn images_without_a_description_are_found() {
    let source = "![](a.png) ![图](b.png) ![`码`](c.png) ![ ](d.png) [![](e.png)](x)\n\n`![](f.png)`\n\n<img src=g.png> <img src=h.png alt=\"\"> <img src=i.png :alt=\"x\">\n";
    let (source, survey) = markdown_survey(source);
    let found: Vec<&str> = (survey.undescribed.iter())
        .map(|span| &source[span.clone()])
        .collect();
    assert_eq!(
        found,
        ["![](a.png)", "![ ](d.png)", "![](e.png)", "<img src=g.png>"]
    );
    let page = "<p><img src=a.png><IMG SRC=b.png alt='图'><a href=#>x</a></p>";
    let (page, survey) = survey_of(page, Format::Html);
    assert_eq!(&page[survey.undescribed[0].clone()], "<img src=a.png>");
    assert_eq!(survey.undescribed.len(), 1);
    assert_eq!(survey.links[0].href, "#");
}

#[test]
fn only_what_is_meant_as_a_label_is_undefined() {
    let source =
        "[文字][无] [文字][有] [无此][] ![图] ![图][没] 见[^1] [^2]\n\n[有]: a\n[^2]: 注\n";
    let (_, survey) = markdown_survey(source);
    assert_eq!(labels(&survey), ["无", "无此", "图", "没", "^1"]);
    for text in [
        "dp[i][j] 与 a[0][1]",
        "文献[1][2]",
        "[一个词] 和 [ ] 与 [x]",
        "- [ ] 任务\n- [x] 任务",
        "`[a][b]`",
        "```\n[a][b]\n```",
        "$[a][b]$",
        "{{ x[a][b] }}",
        "[[页面]][a] `x`[a][b] ![[a.png]]",
        "正则 [^0-9] [^abc]",
    ] {
        let (_, survey) = markdown_survey(text);
        assert_eq!(labels(&survey), [""; 0], "{text}");
    }
}

#[test]
fn the_second_definition_of_a_label_is_a_duplicate() {
    let source = "[a] [^n]\n\n[a]: 1\n[B  c]: 2\n[^n]: 注\n\n> [A]: 3\n\n[b c]: 4\n\n[^n]: 又\n";
    let (source, survey) = markdown_survey(source);
    let mut found: Vec<(&str, &str)> = (survey.duplicates.iter())
        .map(|one| (&source[one.span.clone()], one.label.as_str()))
        .collect();
    found.sort_unstable();
    assert_eq!(found, [("[A]", "A"), ("[^n]", "^n"), ("[b c]", "b c")]);
    let first = survey.duplicates.iter().find(|one| one.label == "A");
    assert_eq!(&source[first.unwrap().first..][..4], "[a]:");
}

#[test]
fn what_only_looks_like_a_definition_is_none() {
    for text in [
        "[a]: 1\n\n```\n[a]: 2\n```\n",
        "[a]: 1\n\n    [a]: 2\n",
        "[a]: 1\n\n段落\n[a]: 2\n",
        "[a]: 1\n\n<div>\n[a]: 2\n</div>\n",
        "[a]: 1\n\n段落 `x\n[a]: 2` 完\n",
        "[a]: 1\n[b]: 2\n",
    ] {
        let (_, survey) = markdown_survey(text);
        assert_eq!(survey.duplicates, [], "{text}");
    }
}

#[test]
fn facts_of_the_front_matter_are_placed() {
    let source = "---\ntitle: \"图 文\"\nsummary: 乙\nauthors: [甲, 丁]\ndigest: 丙\n---\n正文\n";
    let (source, survey) = markdown_survey(source);
    let found: Vec<(Fact, &str)> = (survey.facts.iter())
        .map(|(span, fact, _)| (*fact, &source[span.clone()]))
        .collect();
    assert_eq!(
        found,
        [
            (Fact::Title, "图 文"),
            (Fact::Author, "甲"),
            (Fact::Author, "丁"),
            (Fact::Digest, "丙"),
        ]
    );
}

#[test]
fn styles_and_silent_elements_are_found() {
    let source =
        "<p style=\"a:&quot;b&quot;\">文</p>\n\n一 <b style='c:d'>二</b>\n\n<style>p{}</style>\n";
    let (source, survey) = markdown_survey(source);
    let styles: Vec<(&str, &str)> = (survey.styles.iter())
        .map(|(span, style)| (&source[span.clone()], style.as_str()))
        .collect();
    assert_eq!(
        styles,
        [
            ("<p style=\"a:&quot;b&quot;\">", "a:\"b\""),
            ("<b style='c:d'>", "c:d"),
        ]
    );
    assert_eq!(survey.silent.len(), 1);
}
