//! The image and link examples of the CommonMark specification, resolved as the specification says.
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test may panic as the test itself may"
)]

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use tuwen::{Article, Format, HostedUrl, Origin, Scan, Target};

#[derive(serde::Deserialize)]
struct Example {
    #[serde(rename = "example")]
    number: u32,
    markdown: String,
    html: String,
}

fn examples(name: &str) -> Vec<Example> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/commonmark")
        .join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn article(markdown: &str) -> Article {
    Article::new(
        Origin::File(PathBuf::from("规范.md")),
        Format::Markdown,
        markdown.into(),
    )
    .unwrap()
}

/// The targets of a scan, percent-escapes decoded, because the specification's HTML adds some.
fn targets(scan: &Scan) -> Vec<String> {
    scan.references
        .iter()
        .map(|reference| match &reference.target {
            Target::Local(local) => decoded(&local.path),
            Target::Remote(url) => decoded(url),
            other => panic!("{other:?}"),
        })
        .collect()
}

fn decoded(url: &str) -> String {
    percent_decode_str(url).decode_utf8_lossy().into_owned()
}

/// The values of an attribute in the specification's HTML.
fn values(html: &str, attribute: &str) -> Vec<String> {
    html.split(&format!("{attribute}=\""))
        .skip(1)
        .map(|rest| {
            let value = &rest[..rest.find('"').unwrap()];
            decoded(
                &value
                    .replace("&quot;", "\"")
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&amp;", "&"),
            )
        })
        .collect()
}

/// Replaces every reference and scans again: the hosted URLs stand where the targets stood.
fn rewriting_holds(article: &Article, number: u32) {
    let url = HostedUrl::parse("https://mmbiz.qpic.cn/mmbiz_png/x/0").unwrap();
    let scan = article.scan();
    let output = article.splice(scan.references.iter().map(|one| (one, &url)));
    let output = String::from_utf8(output.into_bytes()).unwrap();
    let again = self::article(&output).scan();
    assert_eq!(
        again.references.len(),
        scan.references.len(),
        "example {number}: {output:?}"
    );
    for reference in &again.references {
        assert_eq!(
            reference.target,
            Target::Hosted(url.to_string()),
            "example {number}"
        );
    }
}

#[test]
fn every_image_example_resolves_as_specified() {
    let examples = examples("images.json");
    assert_eq!(examples.len(), 26);
    for Example {
        number,
        markdown,
        html,
    } in examples
    {
        let article = article(&markdown);
        assert_eq!(
            targets(&article.scan()),
            values(&html, "src"),
            "example {number}: {markdown:?}"
        );
        rewriting_holds(&article, number);
    }
}

#[test]
fn every_link_example_resolves_as_specified_when_it_is_an_image() {
    let examples = examples("links.json");
    let mut tried = 0;
    for Example {
        number,
        markdown,
        html,
    } in examples
    {
        let Some(article) = with_image(&markdown) else {
            continue;
        };
        tried += 1;
        // A picture needs a target: neither an empty one nor a fragment or query is one.
        let expected: Vec<_> = values(&html, "href")
            .into_iter()
            .filter(|href| !href.is_empty() && !href.starts_with(['#', '?']))
            .collect();
        assert_eq!(
            targets(&article.scan()),
            expected,
            "example {number}: {markdown:?}"
        );
        rewriting_holds(&article, number);
    }
    assert!(tried > 50, "{tried}");
}

/// The example with its link made an image: a mark before the last line that begins with a bracket
/// and is no definition.
fn with_image(markdown: &str) -> Option<Article> {
    let mut offset = 0;
    let mut link = None;
    for line in markdown.split_inclusive('\n') {
        if line.starts_with('[') && !line.contains("]:") && line != "[]\n" {
            link = Some(offset);
        }
        offset += line.len();
    }
    let (before, after) = markdown.split_at(link?);
    Some(article(&format!("{before}!{after}")))
}
