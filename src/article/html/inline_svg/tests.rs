use super::*;

fn found(pages: &[&str]) -> Vec<(String, String, Option<u32>)> {
    let drawings: Vec<_> = pages
        .iter()
        .map(|html| InlineSvg {
            span: 0..html.len(),
            html: (*html).to_owned(),
        })
        .collect();
    references(&drawings)
        .into_iter()
        .map(|one| match (one.target, one.slot) {
            (Target::InlineSvg(xml), Slot::AroundHtml { after, .. }) => {
                (xml, after, one.shown_width)
            }
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn html_becomes_xml() {
    let (xml, after, width) = found(&[
        "<SVG viewbox='0 0 24 12' @click=x v-on:a='b' data-x><title>图 \"一\"</title>\
         <lineargradient id=g><stop offset=1 /></linearGradient><!-- x -->\
         <path fill=url(#g) d=M0><p>a&nbsp;&lt;b<br></path></svg>",
    ])
    .remove(0);
    assert_eq!(
        xml,
        "<svg viewBox=\"0 0 24 12\" data-x=\"\" xmlns=\"http://www.w3.org/2000/svg\" \
         xmlns:xlink=\"http://www.w3.org/1999/xlink\"><title>图 &quot;一&quot;</title>\
         <linearGradient id=\"g\"><stop offset=\"1\"/></linearGradient>\
         <path fill=\"url(#g)\" d=\"M0\"><p>a\u{A0}&lt;b<br/></p></path></svg>"
    );
    assert_eq!(
        after,
        "\" style=\"width:24px;max-width:100%\" alt=\"&#22270; &#34;&#19968;&#34;\">"
    );
    assert_eq!(width, Some(24));
}

#[test]
fn what_survives_or_draws_nothing_is_no_reference() {
    assert_eq!(
        found(&[
            "<svg width=10><path d='M0 0'/></svg>",
            "<svg style='display:none'><symbol id='a'><path/></symbol><use href='#a'/></svg>",
            "<svg width=0 height=0><use href='#a'/></svg>",
            "<svg><defs><linearGradient id='g'/><path fill='url(#g)'/></defs></svg>",
            "<svg hidden><use href='#a'/></svg>",
        ]),
        []
    );
}

#[test]
fn shapes_of_other_drawings_come_along() {
    let all = found(&[
        "<svg hidden><symbol id='icon'><path d='M1 1'/></symbol></svg>",
        "<svg width='2em'><use xlink:href='#icon'></svg>",
    ]);
    let (xml, after, width) = &all[0];
    assert!(xml.contains("<defs><svg hidden=\"\""), "{xml}");
    assert!(
        xml.contains("<use xlink:href=\"#icon\"></use></svg>"),
        "{xml}"
    );
    assert!(after.contains("width:32px"), "{after}");
    assert_eq!((all.len(), *width), (1, Some(32)));
}

#[test]
fn widths_stay_as_the_page_has_them() {
    let style = |svg: &str| {
        let (_, after, width) = found(&[svg]).remove(0);
        let style = after.split('"').nth(2).unwrap_or_default().to_owned();
        (style, width)
    };
    let body = "><use href='#a'/></svg>";
    assert_eq!(
        style(&format!(
            "<svg width='100%' style='max-width: 512px; margin:0 auto' viewBox='0 0 9 9'{body}"
        )),
        (
            "width:100%;max-width:100%;max-width: 512px;margin:0 auto".to_owned(),
            Some(512)
        )
    );
    assert_eq!(
        style(&format!("<svg{body}")),
        ("max-width:100%".to_owned(), None)
    );
    assert_eq!(
        style(&format!(
            "<svg width=300 style='width:120px;display:block'{body}"
        )),
        (
            "width:120px;max-width:100%;display:block".to_owned(),
            Some(120)
        )
    );
}
