//! Template expressions of site generators: what they evaluate to when that is plain to see, what
//! hides text from readers, and how to keep them out of a parser's way.
//!
//! Knows Jekyll's ways to write a path from the site root (`{{ site.baseurl }}/a.png`,
//! `{{ "/a.png" | relative_url }}`, `{% link a.png %}`). Everything else is an expression that is
//! not ours to touch.

use std::borrow::Cow;
use std::ops::Range;

/// What the text of a target is, seen as a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Evaluated {
    /// No template at all.
    Literal,
    /// A path from the site root.
    SitePath(String),
    /// Only the site generator knows.
    Unknown,
}

/// What no file name has: with half an expression in it, a text is not to be touched either.
const MARKS: [&str; 6] = ["{{", "}}", "{%", "%}", "<%", "%>"];

/// Pairs that enclose an expression, and that may stand alone in a file name.
const PAIRS: [(&str, &str); 3] = [("<?", "?>"), ("${", "}"), ("#{", "}")];

/// Variables that stand for the site's own address: nothing, seen from the site root.
const SITE_ADDRESSES: [&str; 6] = [
    "site.baseurl",
    "site.url",
    "site.github.url",
    "site.production_url",
    "base_path",
    "baseurl",
];

/// Evaluates the text of a target.
pub(super) fn evaluate(text: &str) -> Evaluated {
    // JSX: `src={logo}` arrives without quotes.
    let is_braced = text.len() > 2 && text.starts_with('{') && text.ends_with('}');
    if is_braced && !text.starts_with("{{") && !text.starts_with("{%") {
        return Evaluated::Unknown;
    }
    if !is_template(text) {
        return Evaluated::Literal;
    }
    site_path(text).map_or(Evaluated::Unknown, Evaluated::SitePath)
}

fn is_template(text: &str) -> bool {
    MARKS.iter().any(|mark| text.contains(mark))
        || PAIRS.iter().any(|(open, close)| {
            text.find(open)
                .is_some_and(|start| text[start + open.len()..].contains(close))
        })
}

/// Puts leading expressions and the literal text behind them together.
fn site_path(text: &str) -> Option<String> {
    let mut rest = text;
    let mut path = String::new();
    loop {
        if let Some(after) = rest.strip_prefix("{{") {
            let end = after.find("}}")?;
            path.push_str(&output(&after[..end])?);
            rest = &after[end + 2..];
        } else if let Some(after) = rest.strip_prefix("{%") {
            let end = after.find("%}")?;
            path.push_str(&link(&after[..end])?);
            rest = &after[end + 2..];
        } else {
            break;
        }
    }
    path.push_str(rest);
    (!is_template(rest) && !path.is_empty()).then_some(path)
}

fn without_whitespace_control(inner: &str) -> &str {
    let inner = inner.strip_prefix('-').unwrap_or(inner);
    inner.strip_suffix('-').unwrap_or(inner).trim()
}

/// The value of `{{ … }}`: a site address, or a quoted text, through filters that keep the path.
fn output(inner: &str) -> Option<String> {
    let mut parts = split_outside_quotes(without_whitespace_control(inner));
    let first = parts.next()?.trim();
    let mut value = match quoted(first) {
        Some(text) => text.to_owned(),
        None if SITE_ADDRESSES.contains(&first) => String::new(),
        None => return None,
    };
    for filter in parts {
        let (name, argument) = match filter.split_once(':') {
            Some((name, argument)) => (name.trim(), Some(argument.trim())),
            None => (filter.trim(), None),
        };
        match (name, argument) {
            ("relative_url" | "absolute_url" | "escape" | "uri_escape" | "strip", None) => {}
            ("prepend", Some(address)) if SITE_ADDRESSES.contains(&address) => {}
            ("prepend", Some(text)) => value.insert_str(0, quoted(text)?),
            ("append", Some(text)) => value.push_str(quoted(text)?),
            _ => return None,
        }
    }
    Some(value)
}

/// The path of `{% link path %}`, which Jekyll counts from the site root.
fn link(inner: &str) -> Option<String> {
    let rest = without_whitespace_control(inner).strip_prefix("link")?;
    let path = rest.trim_start();
    (path.len() < rest.len() && !path.is_empty() && !path.contains('{'))
        .then(|| format!("/{}", path.trim_start_matches('/')))
}

fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|first| "\"'".contains(*first))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.contains(quote)).then_some(inner)
}

fn split_outside_quotes(text: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    text.split(move |character| {
        match quote {
            Some(open) if open == character => quote = None,
            Some(_) => {}
            None if "\"'".contains(character) => quote = Some(character),
            None => return character == '|',
        }
        false
    })
}

/// Longest expression that [`masked`] hides, in bytes.
const MASK_WITHIN: usize = 512;

/// The same text, byte for byte as long, in which short expressions look like one word.
///
/// A site generator evaluates them before anything reads the Markdown or HTML; blanks, quotes and
/// pipes inside them must not end a URL, an attribute or a table cell. Only expressions without
/// markup of their own are hidden, so that text which merely has double braces parses as ever.
/// `utf8` says that a `{` is never part of a longer character.
pub(super) fn masked(text: &[u8], utf8: bool) -> Cow<'_, [u8]> {
    let mut copy = Cow::Borrowed(text);
    let mut from = 0;
    while let Some(found) = text[from..].iter().position(|&byte| byte == b'{') {
        let start = from + found;
        from = start + 1;
        if let Some(end) = expression_end(text, start, utf8) {
            for byte in &mut copy.to_mut()[start..end] {
                if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
                    *byte = b'x';
                }
            }
            from = end;
        }
    }
    copy
}

/// Where the expression that begins at `start` ends, if it is one that [`masked`] hides.
fn expression_end(text: &[u8], start: usize, utf8: bool) -> Option<usize> {
    if !utf8 && start > 0 && text[start - 1] >= 0x80 {
        return None;
    }
    let is_output = match text.get(start + 1)? {
        b'{' => true,
        b'%' => false,
        _ => return None,
    };
    let inner = &text[start + 2..text.len().min(start + MASK_WITHIN)];
    let brace = inner.iter().position(|byte| {
        byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b" \t/._-\"'|:,?=&%~@+".contains(byte)
    })?;
    if is_output {
        inner[brace..]
            .starts_with(b"}}")
            .then_some(start + 2 + brace + 2)
    } else {
        let body = inner[..brace].strip_suffix(b"%")?;
        let words = body.strip_prefix(b"-").unwrap_or(body).trim_ascii_start();
        (inner[brace] == b'}' && words.starts_with(b"link ")).then_some(start + 2 + brace + 1)
    }
}

/// `{% … %}`, or a Hugo shortcode `{{< … >}}`, `{{% … %}}`.
#[derive(Debug, Clone)]
pub(super) struct Tag<'t> {
    /// From the first brace to the last.
    pub(super) range: Range<usize>,
    /// What stands between the delimiters, blanks trimmed.
    pub(super) inner: &'t str,
    is_shortcode: bool,
}

impl<'t> Tag<'t> {
    /// The tag that begins at `start` and ends on the same line, before `limit`.
    pub(super) fn at(text: &'t str, start: usize, limit: usize) -> Option<Self> {
        let window = text.get(start..limit)?;
        let (open, close) = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")]
            .into_iter()
            .find(|(open, _)| window.starts_with(open))?;
        let body = &window[open.len()..];
        // Looking no further than the next opening brace pair keeps a line of openers linear.
        let mut end = None;
        for (index, byte) in body.bytes().enumerate() {
            match byte {
                b'\n' | b'\r' => break,
                b'{' if matches!(body.as_bytes().get(index + 1), Some(b'{' | b'%')) => break,
                b'%' | b'>' if body[index..].starts_with(close) => {
                    end = Some(index);
                    break;
                }
                _ => {}
            }
        }
        let end = end?;
        Some(Self {
            range: start..start + open.len() + end + close.len(),
            inner: without_whitespace_control(&body[..end]),
            is_shortcode: open != "{%",
        })
    }

    fn name(&self) -> &'t str {
        self.inner
            .split(|character: char| character.is_whitespace())
            .next()
            .unwrap_or_default()
    }
}

/// Longest expression that is told of, in bytes.
const LONGEST: usize = 2048;

/// What a shortcode that names a picture has in it.
const PICTURES: [&str; 13] = [
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp", "figure", "image", "img",
    "gallery", "picture",
];

/// An expression that only the site's generator runs, in text that readers would see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// From the first brace to the last.
    pub(crate) range: Range<usize>,
    /// Whether a picture is lost with it.
    pub(crate) has_picture: bool,
}

/// The first expression that begins in a range of a text.
pub(crate) fn shown(text: &str, within: Range<usize>) -> Option<Shown> {
    let bytes = text.as_bytes();
    let mut from = within.start;
    loop {
        let start = from + text.get(from..within.end)?.find('{')?;
        from = start + 1;
        let mut limit = text.len().min(start + LONGEST);
        while !text.is_char_boundary(limit) {
            limit -= 1;
        }
        let range = match Tag::at(text, start, limit) {
            Some(tag) => tag.range,
            None => match output_end(&text[start..limit]) {
                Some(length) => start..start + length,
                None => continue,
            },
        };
        // What is written with a backslash is meant as it stands.
        if start > 0 && bytes[start - 1] == b'\\' {
            continue;
        }
        let inside = text[range.clone()].to_ascii_lowercase();
        return Some(Shown {
            has_picture: PICTURES.iter().any(|mark| inside.contains(mark)),
            range,
        });
    }
}

/// The length of `{{ … }}` on one line: a blank, a `#` or a letter stands behind the braces.
fn output_end(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("{{")?;
    let begins = |first: char| first == ' ' || first == '#' || first.is_ascii_alphabetic();
    inside.chars().next().filter(|first| begins(*first))?;
    let end = inside.find(['\n', '\r', '{', '}'])?;
    inside[end..].starts_with("}}").then_some(2 + end + 2)
}

/// Blocks whose content is shown as code or not at all. (`raw` shows its content: pictures and all.)
const HIDING_BLOCKS: [&str; 4] = ["comment", "highlight", "codeblock", "code"];

/// The ranges between the tags of blocks that hide their content, given all tags in order.
pub(super) fn hidden(tags: &[Tag<'_>]) -> Vec<Range<usize>> {
    // For each block, where its end tags are: `{% endraw %}`, `{{< /highlight >}}`.
    let ends = |block: &str, is_shortcode| -> Vec<usize> {
        tags.iter()
            .filter(|tag| tag.is_shortcode == is_shortcode)
            .filter(|tag| {
                if is_shortcode {
                    tag.inner.strip_prefix('/').map(str::trim) == Some(block)
                } else {
                    tag.name().strip_prefix("end") == Some(block)
                }
            })
            .map(|tag| tag.range.start)
            .collect()
    };
    if !tags.iter().any(|tag| HIDING_BLOCKS.contains(&tag.name())) {
        return Vec::new();
    }
    let table = HIDING_BLOCKS.map(|block| (block, ends(block, false), ends(block, true)));
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for tag in tags {
        if ranges.last().is_some_and(|last| tag.range.start < last.end) {
            continue;
        }
        let Some((_, tag_ends, shortcode_ends)) =
            table.iter().find(|(block, ..)| *block == tag.name())
        else {
            continue;
        };
        let ends = if tag.is_shortcode {
            shortcode_ends
        } else {
            tag_ends
        };
        let next = ends.partition_point(|&end| end < tag.range.end);
        if let Some(&end) = ends.get(next) {
            ranges.push(tag.range.end..end);
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(text: &str) -> Option<String> {
        match evaluate(text) {
            Evaluated::SitePath(path) => Some(path),
            Evaluated::Literal | Evaluated::Unknown => None,
        }
    }

    #[test]
    fn jekyll_site_paths_are_understood() {
        for text in [
            "{{ site.baseurl }}/img/图.png",
            "{{site.baseurl}}/img/图.png",
            "{{ site.url }}{{ site.baseurl }}/img/图.png",
            "{{- site.baseurl -}}/img/图.png",
            "{{ \"/img/图.png\" | relative_url }}",
            "{{ '/img/图.png' | absolute_url }}",
            "{{ '/img/' | relative_url }}图.png",
            "{{ '/图.png' | prepend: '/img' | prepend: site.baseurl | prepend: site.url }}",
            "{% link img/图.png %}",
            "{{ site.baseurl }}{% link img/图.png %}",
            "{%- link /img/图.png -%}",
        ] {
            assert_eq!(site(text).as_deref(), Some("/img/图.png"), "{text}");
        }
    }

    #[test]
    fn other_expressions_are_not_ours() {
        for text in [
            "{{ page.image }}",
            "{{ site.baseurl }}/{{ page.image }}",
            "img/{{ page.image }}",
            "{{ \"/a.png\" | asset_url }}",
            "{{< figure >}}",
            "<%= image_path(1) %>",
            "<?php echo $x ?>",
            "${base}/a.png",
            "{logo}",
            "{{ site.baseurl }}",
            "{{a.png",
            "a.png%}",
        ] {
            assert_eq!(evaluate(text), Evaluated::Unknown, "{text}");
        }
        for text in ["a.png", "a{1}.png", "50%.png", "<a>.png", "${a.png"] {
            assert_eq!(evaluate(text), Evaluated::Literal, "{text}");
        }
    }

    #[test]
    fn masking_keeps_every_offset_and_all_markup() {
        let mask =
            |text: &str| String::from_utf8(masked(text.as_bytes(), true).into_owned()).unwrap();
        assert_eq!(
            mask("![图]({{ \"/图 1.png\" | relative_url }} 't')"),
            "![图](xxxxx图x1xpngxxxxrelativexurlxxx 't')"
        );
        assert_eq!(mask("({% link a b.png %})"), "(xxxlinkxaxbxpngxxx)");
        for untouched in [
            "{{ ![图](a.png) }}",
            "{{ `code` }}",
            "{{ a\nb }}",
            "{% asset_img a.png %}",
            "{{{a}}",
            "{{ a",
        ] {
            let expected = untouched.replace("{{{a}}", "{xxaxx");
            assert_eq!(mask(untouched), expected);
        }
        assert_eq!(masked(b"\x81{{a}}", false), b"\x81{{a}}".as_slice());
    }

    fn hidden_text(text: &str) -> Vec<&str> {
        let tags: Vec<_> = text
            .char_indices()
            .filter_map(|(start, _)| Tag::at(text, start, text.len()))
            .collect();
        hidden(&tags)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn blocks_hide_what_is_between_their_tags() {
        assert_eq!(
            hidden_text("a{% code %}b{% endcode %}c{%- comment -%}d{%endcomment%}{% code %}e"),
            ["b", "d"]
        );
        assert_eq!(
            hidden_text("{{< highlight go >}}x{{< /highlight >}}{% if a %}y{% endif %}"),
            ["x"]
        );
        assert_eq!(
            hidden_text("{% highlight js %}{% code %}x{% endhighlight %}y{% endcode %}"),
            ["{% code %}x"]
        );
    }
}
