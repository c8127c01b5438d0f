//! Links that are lost on the way to readers: into the article itself, and to anywhere but `WeChat`.

use super::Findings;
use crate::check::subject::Subject;
use crate::problem::{Code, Problem};

pub(super) fn find(subject: &Subject<'_>, findings: &mut Findings) {
    for link in &subject.survey.links {
        let href = link.href.trim();
        // Without the address: an article with a hundred of them is told once.
        if href.starts_with('#') {
            findings.at(&link.span, Problem::new(Code::LinkFragment));
        } else if is_external(href) {
            let problem = Problem::new(Code::LinkExternal).with("href", href);
            findings.at(&link.span, problem);
        }
    }
}

/// Whether a link leads out of the site, and not to an article of `WeChat`.
fn is_external(href: &str) -> bool {
    let Some((scheme, rest)) = href.split_once("//") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let is_web = ["", "http:", "https:"]
        .iter()
        .any(|web| scheme.eq_ignore_ascii_case(web));
    is_web && !host.eq_ignore_ascii_case("mp.weixin.qq.com")
}
