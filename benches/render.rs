//! A 2 MB article to a page, beside what its parser alone costs.
//!
//! The limit is three times `parse_markdown`. HTML has no such limit; it is here so that it does not
//! get slower unnoticed.

use divan::{Bencher, black_box, counter::BytesCount};
use pulldown_cmark::{Options, Parser};
use tuwen::{Format, RenderOptions, render};

fn main() {
    divan::main();
}

/// Every construct, Chinese and code, about 1 KB of prose to 0.4 KB of code.
const PART: &str = include_str!("../src/render/tests/kitchen.md");

const SIZE: usize = 2 << 20;

fn article() -> String {
    // The front matter once, and labels that differ from part to part.
    let (front, part) = PART.split_at(PART.find("# ").unwrap_or(0));
    let mut article = String::from(front);
    let mut number = 0;
    while article.len() < SIZE {
        let labels = part
            .replace("[^1]", &format!("[^a{number}]"))
            .replace("[^long]", &format!("[^b{number}]"));
        article.push_str(&labels);
        article.push_str("\n\n");
        number += 1;
    }
    article
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS
}

#[divan::bench(sample_count = 30)]
fn parse_markdown(bencher: Bencher<'_, '_>) {
    let article = article();
    bencher
        .counter(BytesCount::of_str(&article))
        .bench_local(|| {
            for event in Parser::new_ext(&article, options()).into_offset_iter() {
                black_box(event);
            }
        });
}

#[divan::bench(sample_count = 30)]
fn render_markdown(bencher: Bencher<'_, '_>) {
    let article = article();
    bencher
        .counter(BytesCount::of_str(&article))
        .bench_local(|| render(&article, Format::Markdown, &RenderOptions::default()));
}

/// A usual article: most of the time goes into the theme's cascade.
#[divan::bench]
fn render_small_markdown(bencher: Bencher<'_, '_>) {
    bencher
        .counter(BytesCount::of_str(PART))
        .bench_local(|| render(PART, Format::Markdown, &RenderOptions::default()));
}

#[divan::bench(sample_count = 10)]
fn render_html(bencher: Bencher<'_, '_>) {
    let part = "<div class=\"a\"><h2>题</h2><p>正文<b>粗</b>与<a href=\"https://a.cn\">链接</a>。</p>\
                <img src=\"a.png\"><ul><li>甲<li>乙</ul></div>\n";
    let article = part.repeat(SIZE / part.len());
    bencher
        .counter(BytesCount::of_str(&article))
        .bench_local(|| render(&article, Format::Html, &RenderOptions::default()));
}
