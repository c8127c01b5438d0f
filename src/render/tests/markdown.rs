//! Markdown articles, construct by construct.

use super::*;

#[test]
fn task_items_are_drawn_as_characters() {
    assert_eq!(
        from_markdown("- [x] 甲\n- [ ] 乙"),
        "<ul><li><section>☑ 甲</section></li><li><section>☐ 乙</section></li></ul>"
    );
}
