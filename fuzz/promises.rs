//! What must hold for any article; every fuzz target ends here.

use tuwen::{Article, Format, HostedUrl, Origin, Target};

/// Scans, rewrites and scans again.
pub fn hold(format: Format, source: &[u8]) {
    let Some(article) = article(format, source) else {
        return;
    };
    let url = HostedUrl::parse("https://mmbiz.qpic.cn/mmbiz_png/x/0?wx_fmt=png&from=appmsg")
        .expect("a hosted URL");
    let scan = article.scan();
    let mut end = 0;
    for reference in &scan.references {
        assert!(reference.span.start >= end && reference.span.start < reference.span.end);
        end = reference.span.end;
        assert!(reference.position.line >= 1 && reference.position.column >= 1);
    }
    assert!(end <= source.len());

    let ours = |target: &Target| !matches!(target, Target::Template(_));
    let edits = |article: &Article| -> Vec<u8> {
        let scan = article.scan();
        article.splice(
            scan.references
                .iter()
                .filter(|reference| ours(&reference.target))
                .map(|reference| (reference, &url)),
        )
    };
    let once = edits(&article);
    let again = self::article(format, &once).expect("a rewritten article is an article");
    for reference in again.scan().references {
        assert!(
            matches!(reference.target, Target::Hosted(_) | Target::Template(_)),
            "left after rewriting: {reference:?} in {:?}",
            article.text()
        );
    }
    let twice = edits(&again);
    assert!(once == twice, "rewriting twice changes more: {:?}", article.text());
}

fn article(format: Format, source: &[u8]) -> Option<Article> {
    Article::new(Origin::File("文".into()), format, source.to_vec()).ok()
}
