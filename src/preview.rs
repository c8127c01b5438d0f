//! A finished page as one would see it on a phone: the fragment in a column of a phone's width, its
//! hosted pictures replaced by local ones where they are known.
//!
//! For looking only. What goes to `WeChat` is the page itself.

use std::collections::HashMap;

use crate::asset::HostedUrl;

/// Where hosted pictures can be seen on this machine: `file:` or `data:` URLs.
pub type Pictures = HashMap<HostedUrl, String>;

/// A whole HTML document that shows `page`, titled `title`.
///
/// Pictures are shown from `pictures`; the others are asked for without a referrer,
/// because `WeChat`'s hosts answer a foreign `Referer` with a placeholder.
#[must_use]
pub fn preview(page: &str, title: &str, pictures: &Pictures) -> String {
    let title = escape(title);
    let page = localised(page, pictures);
    format!(
        r#"<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
body {{ margin: 0; background: #e9ecea; }}
main {{ box-sizing: border-box; max-width: 407px; margin: 32px auto; padding: 24px 16px 40px; background: #fff; border-radius: 28px; box-shadow: 0 1px 2px #0002, 0 12px 40px #0002; overflow: hidden; }}
@media (max-width: 440px) {{ main {{ margin: 0; border-radius: 0; box-shadow: none; }} }}
</style>
</head>
<body>
<main>
{page}
</main>
</body>
</html>
"#
    )
}

/// The page with the hosted pictures we know replaced by local ones.
fn localised(page: &str, pictures: &Pictures) -> String {
    const ATTRIBUTE: &str = "src=\"";
    let mut output = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find(ATTRIBUTE) {
        let (before, from) = rest.split_at(at + ATTRIBUTE.len());
        output.push_str(before);
        let end = from.find('"').unwrap_or(from.len());
        let (written, after) = from.split_at(end);
        let local = HostedUrl::parse(&written.replace("&amp;", "&"))
            .and_then(|hosted| pictures.get(&hosted));
        output.push_str(local.map_or(written, String::as_str));
        rest = after;
    }
    output.push_str(rest);
    output
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_pictures_are_shown_from_disk_and_others_stay() {
        let hosted = HostedUrl::parse("https://mmbiz.qpic.cn/a/0?x=1&y=2").unwrap();
        let pictures = Pictures::from([(hosted, "file:///a%20b.png".to_owned())]);
        let page = r#"<img src="https://mmbiz.qpic.cn/a/0?x=1&amp;y=2"><img src="https://mmbiz.qpic.cn/b/0">"#;
        let shown = preview(page, "<题>", &pictures);
        assert!(
            shown.contains(r#"<img src="file:///a%20b.png">"#),
            "{shown}"
        );
        assert!(shown.contains(r#"<img src="https://mmbiz.qpic.cn/b/0">"#));
        assert!(shown.contains("<title>&lt;题&gt;</title>"));
    }
}
