mod drawings;
mod property;

use super::*;
use crate::asset::HostedUrl;

/// An article in memory.
pub(super) fn article(format: Format, source: impl Into<Vec<u8>>) -> Article {
    let name = match format {
        Format::Markdown => "文章.md",
        Format::Html => "文章.html",
    };
    Article::new(Origin::File(name.into()), format, source.into()).unwrap()
}

pub(super) fn hosted(number: usize) -> HostedUrl {
    HostedUrl::parse(&format!(
        "https://mmbiz.qpic.cn/mmbiz_png/{number}/0?wx_fmt=png&from=appmsg"
    ))
    .unwrap()
}

/// Every reference as `syntax target`, local targets with their kind unless it is a plain path.
pub(super) fn found(article: &Article) -> Vec<String> {
    article
        .scan()
        .references
        .iter()
        .map(|reference| format!("{} {}", reference.syntax.as_str(), shown(&reference.target)))
        .collect()
}

fn shown(target: &Target) -> String {
    match target {
        Target::Local(local) if local.kind == LocalKind::Path => local.path.clone(),
        Target::Local(local) => format!("{:?}:{}", local.kind, local.path),
        Target::Remote(url) => format!("remote:{url}"),
        Target::Data(_) => "data".to_owned(),
        Target::Hosted(_) => "hosted".to_owned(),
        Target::Template(text) => format!("template:{text}"),
        Target::InlineSvg(_) => "drawing".to_owned(),
        Target::Figure(source) => source.clone(),
    }
}

/// The article with each reference's URL replaced, in order, by `U0`, `U1`, …, checked to change
/// nothing more when done twice.
pub(super) fn rewritten(format: Format, source: &str) -> String {
    let text = rewrite(&article(format, source));
    let mut text = String::from_utf8(text).unwrap();
    for number in 0..100 {
        let url = hosted(number);
        text = text
            .replace(&url.as_str().replace('&', "&amp;"), &format!("U{number}&"))
            .replace(url.as_str(), &format!("U{number}"));
    }
    text
}

/// Replaces every reference that is not a template, and holds the result to what is promised.
pub(super) fn rewrite(article: &Article) -> Vec<u8> {
    let scan = article.scan();
    let urls: Vec<_> = (0..scan.references.len()).map(hosted).collect();
    let edits: Vec<_> = scan
        .references
        .iter()
        .zip(&urls)
        .filter(|(reference, _)| !matches!(reference.target, Target::Template(_)))
        .collect();
    let output = article.splice(edits.iter().copied()).into_bytes();

    let again = Article::new(article.origin().clone(), article.format(), output.clone()).unwrap();
    let second = again.scan();
    let left: Vec<_> = second
        .references
        .iter()
        .filter(|reference| !matches!(reference.target, Target::Hosted(_) | Target::Template(_)))
        .collect();
    assert!(
        left.is_empty(),
        "left after rewriting {:?}: {left:?}",
        article.text()
    );
    assert_eq!(
        second
            .references
            .iter()
            .filter_map(|reference| match &reference.target {
                Target::Hosted(url) => Some(url.as_str()),
                _ => None,
            })
            .collect::<Vec<_>>(),
        edits
            .iter()
            .map(|(_, url)| url.as_str())
            .collect::<Vec<_>>(),
        "rewriting {:?}",
        article.text()
    );
    output
}

#[test]
fn position_and_line_tell_people_where() {
    let article = article(
        Format::Markdown,
        "\u{FEFF}# 题\r\n\r\n看图 ![](图.png) 文\r\n",
    );
    let scan = article.scan();
    let reference = &scan.references[0];
    assert_eq!(reference.position, Position { line: 3, column: 8 });
    assert_eq!(article.position(reference.span.start), reference.position);
    assert_eq!(article.line(3), "看图 ![](图.png) 文");
    assert_eq!(
        &article.source()[reference.span.clone()],
        "图.png".as_bytes()
    );
    assert_eq!(article.text(), "# 题\r\n\r\n看图 ![](图.png) 文\r\n");
}

#[test]
fn a_splice_without_edits_keeps_every_byte() {
    let source = "\u{FEFF}a\r\nb\rc\n\n![](a.png)";
    let article = article(Format::Markdown, source);
    assert_eq!(article.splice([]).bytes(), source.as_bytes());
}

#[test]
fn edits_of_another_article_are_skipped() {
    let long = article(Format::Markdown, "很长很长很长 ![](a.png)");
    let short = article(Format::Markdown, "短");
    let scan = long.scan();
    let url = hosted(0);
    let edit = (&scan.references[0], &url);
    assert_eq!(short.splice([edit, edit]).bytes(), "短".as_bytes());
    assert_eq!(
        String::from_utf8(long.splice([edit, edit]).into_bytes()).unwrap(),
        format!("很长很长很长 ![]({url})")
    );
}
