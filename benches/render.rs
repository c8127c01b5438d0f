//! A 2 MB article to a page, beside what its parser alone costs.
//!
//! The limit is three times `parse_markdown` for all but the colours of code. HTML has no such limit; it is
//! here so that it does not get slower unnoticed.
//!
//! `render_markdown` is timed on an article whose code is in no known language. 600 KB of code in colours, and
//! ten blocks of a usual article, are timed apart.

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
    // Colours are timed apart.
    let part = part.replace("```rust", "```none");
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

/// Code of a few lines in the languages people publish most.
const BLOCKS: [(&str, &str); 10] = [
    (
        "rust",
        "fn main() -> Result<(), Error> {\n    let tea = \"龙井\"; // 注释\n    for n in 0..10 { println!(\"{tea} {n}\"); }\n    Ok(())\n}\n",
    ),
    (
        "js",
        "export async function load(id) {\n  const reply = await fetch(`/tea/${id}`, { method: 'GET' });\n  return reply.ok ? reply.json() : null;\n}\n",
    ),
    (
        "ts",
        "interface Tea { id: number; name?: string }\nexport const brew = (tea: Tea): string => tea.name ?? 'x';\n",
    ),
    (
        "python",
        "@dataclass\nclass Tea:\n    name: str = \"龙井\"\n    def brew(self, t: float = 85.5) -> str:\n        return f\"{self.name} {t}\"\n",
    ),
    (
        "go",
        "func (s *Server) Run(ctx context.Context) error {\n\tgo func() { s.ch <- 42 }()\n\treturn fmt.Errorf(\"bad: %w\", err)\n}\n",
    ),
    (
        "java",
        "public final class Tea extends Leaf {\n    private static final int MAX = 0xFF;\n    @Override public String name() { return \"龙井\"; }\n}\n",
    ),
    (
        "bash",
        "set -euo pipefail\nfor file in *.md; do\n  tuwen publish \"$file\" | grep -v '^$' > out.txt\ndone\n",
    ),
    (
        "json",
        "{ \"name\": \"龙井\", \"year\": 2024, \"tags\": [\"green\", null, true] }\n",
    ),
    (
        "yaml",
        "name: 龙井\non: [push]\njobs:\n  build:\n    runs-on: ubuntu-latest\n",
    ),
    (
        "html",
        "<section class=\"tea\"><p style=\"color:red\">龙井</p><!-- 注 --></section>\n",
    ),
];

/// An article of code, `size` bytes and some, in blocks of `times` times the same lines.
fn code(size: usize, times: usize) -> String {
    let mut article = String::new();
    for (language, lines) in BLOCKS.iter().cycle() {
        if article.len() >= size {
            break;
        }
        let lines = lines.repeat(times);
        article.extend(["一段代码：\n\n```", language, "\n", &lines, "```\n\n"]);
    }
    article
}

/// All colours of a long article, grammars already compiled.
#[divan::bench(sample_count = 10)]
fn highlight_600_kb(bencher: Bencher<'_, '_>) {
    let article = code(600 << 10, 20);
    bencher
        .counter(BytesCount::of_str(&article))
        .bench_local(|| render(&article, Format::Markdown, &RenderOptions::default()));
}

/// A usual article of ten blocks, grammars already compiled.
#[divan::bench]
fn highlight_ten_blocks(bencher: Bencher<'_, '_>) {
    let article = code(2 << 10, 2);
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
