//! HTML articles in the styles of their own site.

use super::*;
use crate::problem::Code;

fn site(source: &str, sheets: &[(&str, &str)]) -> Page {
    let options = RenderOptions {
        sheets: sheets
            .iter()
            .map(|(href, css)| ((*href).to_owned(), (*css).to_owned()))
            .collect(),
        ..RenderOptions::default()
    };
    let page = render(source, Format::Html, &options).unwrap();
    rules::check(&page.html);
    rules::check_reads_back(&page.html);
    page
}

fn body(source: &str, sheets: &[(&str, &str)]) -> String {
    let page = site(source, sheets).html;
    let page = page.replace(SENTINEL, "");
    let page = page.strip_prefix("<section>").unwrap();
    page.strip_suffix("</section>").unwrap().to_owned()
}

#[test]
fn linked_sheets_stand_where_they_are_linked() {
    let source = "<link rel=stylesheet href=a.css><style>b{color:blue}</style>\
        <link rel=stylesheet href=b.css media=print><link rel='alternate stylesheet' href=c.css>\
        <article><b>甲</b></article>";
    assert_eq!(linked_sheets(source), ["a.css"]);
    let sheets = [("a.css", "b{color:red;margin:0}")];
    assert_eq!(
        body(source, &sheets),
        "<b style=\"color:blue;margin:0\">甲</b>"
    );
    let late = source.replace("<article>", "<link rel=stylesheet href='a.css'><article>");
    assert!(body(&late, &sheets).contains("color:red"));
}

#[test]
fn a_sheet_that_is_not_there_is_named() {
    let source = "<link rel=stylesheet href='https://cdn.example/x.css'><p>甲";
    let page = site(source, &[]);
    let [(range, problem)] = &page.problems[..] else {
        panic!("{:?}", page.problems);
    };
    assert_eq!(problem.code(), Code::PageSheetLeftOut);
    assert_eq!(problem.argument("url"), Some("https://cdn.example/x.css"));
    assert!(source[range.clone()].starts_with("<link") && source[range.clone()].ends_with('>'));
}

#[test]
fn an_article_takes_what_it_inherits_with_it() {
    let source = "<html><style>:root{--c:#123;font-size:62.5%}body{color:var(--c);font-size:1.8rem;margin:9px}\
        main{font-family:serif;line-height:1.7}nav{color:red}p{margin:2rem 0}</style>\
        <body><nav>导航</nav><main><article><p>甲</article></main>";
    assert_eq!(
        body(source, &[]),
        "<section style=\"color:#123;font-size:18px;font-family:serif;line-height:1.7\">\
         <p style=\"margin:20px 0\">甲</p></section>"
    );
}

#[test]
fn a_phone_in_daylight_reads_it() {
    let source = "<style>p{margin:0}@media (min-width:768px){p{color:red}}@media (max-width:400px){p{color:blue}}\
        @media (prefers-color-scheme:dark){p{color:white}}@media print{p{display:none}}\
        @supports (display:grid){p{width:calc(1rem + 4px)}}</style><article><p>甲</article>";
    assert_eq!(
        body(source, &[]),
        "<p style=\"margin:0;color:blue;width:20px\">甲</p>"
    );
}

#[test]
fn what_readers_of_the_site_do_not_see_is_left_out() {
    let source = "<style>.x{display:none}.sr{position:absolute;width:1px;height:1px;overflow:hidden}b{color:red}</style>\
        <article><p class=x>丁</p><span class=sr>甲</span><b>乙</b><i class=sr-only>丙</i>\
        <i style='display:none'>戊</i></article>";
    assert_eq!(body(source, &[]), "<b style=\"color:red\">乙</b>");
    // The article itself waits for a script.
    let source = "<style>article{display:none;color:red}</style><article>甲</article>";
    assert_eq!(
        body(source, &[]),
        "<section style=\"color:red\">甲</section>"
    );
}

#[test]
fn pseudo_elements_become_real() {
    let source = "<style>blockquote{margin:0}blockquote::before{content:'“';color:red}.i::before{content:'\\f005'}\
        .c::after{content:'';display:table;clear:both}\
        article{counter-reset:h}h2::before{counter-increment:h;content:counter(h) '. '}\
        h2{margin:0;font-size:1em;font-weight:bold}</style>\
        <article><blockquote>甲</blockquote><h2>乙</h2><h2>丙</h2><div class=c><i class=i></i>丁</div></article>";
    let page = body(source, &[]);
    assert!(
        page.contains("<span style=\"color:red\">“</span>甲"),
        "{page}"
    );
    assert!(
        page.contains("<span>1. </span>乙") && page.contains("<span>2. </span>丙"),
        "{page}"
    );
    assert!(
        !page.contains('\u{f005}') && !page.contains("table"),
        "{page}"
    );
}

#[test]
fn importance_and_specificity_decide() {
    let source = "<style>p{color:red!important}#a{color:blue}.b p{margin:1px}p{margin:2px}p[style]{padding:1px}</style>\
        <article class=b><p id=a style='color:green;padding:3px'>甲</article>";
    let page = body(source, &[]);
    assert!(page.contains("color:red"), "{page}");
    assert!(
        !page.contains("blue") && !page.contains("green") && !page.contains('!'),
        "{page}"
    );
    assert!(
        page.contains("margin:1px") && page.contains("padding:3px"),
        "{page}"
    );
}

#[test]
fn painted_code_keeps_its_colours() {
    let source = "<style>.chroma{background:#222}.k{color:#f0f}</style>\
        <article><pre class=chroma><code><span class=k>fn</span> a() {}\n  1</code></pre></article>";
    let page = body(source, &[]);
    assert!(
        page.contains("background:#222") && page.contains("<span style=\"color:#f0f\">fn</span>"),
        "{page}"
    );
}

#[test]
fn a_large_sheet_costs_its_length() {
    let rule = ".x,.y:hover{color:#123;--v:1px;margin:var(--v)}";
    let css = rule.repeat(4000);
    let source = format!(
        "<style>{css}p{{color:red}}</style><article>{}</article>",
        "<p>甲</p>".repeat(100)
    );
    let started = std::time::Instant::now();
    assert!(body(&source, &[]).contains("color:red"));
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn a_shorthand_replaces_what_it_says_again() {
    let source = "<style>p{margin-top:0;border-radius:3px;margin:2px;border:0}</style><article><p>甲</article>";
    assert_eq!(
        body(source, &[]),
        "<p style=\"border-radius:3px;margin:2px;border:0\">甲</p>"
    );
}

#[test]
fn many_declarations_cost_their_length() {
    let style: Vec<String> = (0..50_000).map(|n| format!("p{n}:1")).collect();
    let style = style.join(";");
    let source = format!("<style>p{{margin:0}}</style><article><p style='{style}'>甲</article>");
    let started = std::time::Instant::now();
    assert!(body(&source, &[]).contains('甲'));
    assert!(started.elapsed().as_secs() < 20);
}
