//! A page of the notations that are not CommonMark, kept to be read: the source is `notations.md`.
//!
//! `SNAPSHOTS=overwrite cargo test --lib tests::golden` accepts what it has become.

use super::*;

#[test]
fn the_notations_are_the_page_that_is_kept() {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/tests/notations.html");
    // One element a line, to be read.
    let page = page(include_str!("notations.md"), Format::Markdown).html;
    let page = page.replace("><", ">\n<") + "\n";
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        std::fs::write(&path, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        page == kept,
        "notations.html has changed; look at it, then accept with SNAPSHOTS=overwrite\n{page}"
    );
}
