//! HTML articles and the author's own HTML.

use super::*;

#[test]
fn a_block_is_a_section() {
    assert_eq!(
        from_html("<div class=a id=b>甲</div>"),
        "<section>甲</section>"
    );
}
