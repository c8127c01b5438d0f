//! Scanning and splicing 2 MB articles, and the parser alone as the base line.

use std::fmt::Write as _;
use std::path::PathBuf;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use pulldown_cmark::{Options, Parser};
use tuwen::{Article, Format, HostedUrl, Origin};

const SIZE: usize = 2 << 20;

fn main() {
    divan::main();
}

/// An article of paragraphs, lists, tables and code as people write them, with an image in about
/// every sixth block.
fn markdown() -> String {
    let mut text = String::from("---\ntitle: 一篇长文\ncover: 图/封面.png\n---\n\n");
    let mut number = 0;
    while text.len() < SIZE {
        number += 1;
        let _ = match number % 12 {
            0 => writeln!(text, "## 第 {number} 节\n"),
            1 => writeln!(text, "![图 {number}](图/{number}.png \"说明\")\n"),
            2 => writeln!(
                text,
                "> 引用一句话，再加上 `代码` 与[链接](https://example.com/{number})。\n"
            ),
            3 => writeln!(text, "- 甲 ![x](img/{number}.jpg)\n- 乙\n- 丙\n"),
            4 => writeln!(text, "| 列 | 图 |\n|---|---|\n| {number} | 文 |\n"),
            5 => writeln!(text, "```rust\nlet x = \"![不是图](a.png)\";\n```\n"),
            _ => writeln!(
                text,
                "这是第 {number} 段，写得不长也不短，有**粗体**、*斜体*和 English words，\
                 为的是像一篇真正的文章：读者会在手机上读到它。\n"
            ),
        };
    }
    text
}

fn html() -> String {
    let mut text = String::from("<!doctype html><meta charset=utf-8><article>\n");
    let mut number = 0;
    while text.len() < SIZE {
        number += 1;
        let _ = match number % 6 {
            0 => writeln!(
                text,
                "<p><img class=\"wide\" src=\"图/{number}.png?a=1&amp;b=2\" alt=\"图\"></p>"
            ),
            1 => writeln!(
                text,
                "<section style=\"background: url('bg/{number}.jpg')\">节</section>"
            ),
            _ => writeln!(
                text,
                "<p class=\"text\" style=\"color: #333\">这是第 {number} 段，有<strong>粗体</strong>和<a href=\"#\">链接</a>。</p>"
            ),
        };
    }
    text
}

fn article(format: Format, text: String) -> Article {
    Article::new(
        Origin::File(PathBuf::from("长文")),
        format,
        text.into_bytes(),
    )
    .expect("generated text is UTF-8 without NUL bytes")
}

#[divan::bench]
fn markdown_parser_alone(bencher: Bencher<'_, '_>) {
    let text = markdown();
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        Parser::new_ext(black_box(&text), Options::ENABLE_TABLES)
            .into_offset_iter()
            .count()
    });
}

#[divan::bench]
fn markdown_scan(bencher: Bencher<'_, '_>) {
    scan(bencher, Format::Markdown, &markdown());
}

#[divan::bench]
fn html_scan(bencher: Bencher<'_, '_>) {
    scan(bencher, Format::Html, &html());
}

#[divan::bench]
fn markdown_splice(bencher: Bencher<'_, '_>) {
    splice(bencher, Format::Markdown, markdown());
}

#[divan::bench]
fn html_splice(bencher: Bencher<'_, '_>) {
    splice(bencher, Format::Html, html());
}

/// A fresh article each time, so that its position index is part of the scan.
fn scan(bencher: Bencher<'_, '_>, format: Format, text: &str) {
    bencher
        .counter(BytesCount::of_str(text))
        .with_inputs(|| article(format, text.to_owned()))
        .bench_refs(|article| article.scan().references.len());
}

fn splice(bencher: Bencher<'_, '_>, format: Format, text: String) {
    let article = article(format, text);
    let references = article.scan().references;
    let url = HostedUrl::parse("https://mmbiz.qpic.cn/mmbiz_png/abcdef/0?wx_fmt=png&from=appmsg")
        .expect("a hosted URL");
    bencher
        .counter(BytesCount::new(article.source().len()))
        .bench(|| article.splice(references.iter().map(|one| (one, &url))));
}
