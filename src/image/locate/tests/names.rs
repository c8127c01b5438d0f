//! One name, many spellings.

use super::*;

#[cfg(unix)]
#[test]
fn the_name_as_written_wins_over_what_it_may_stand_for() {
    let tree = Tree::new(&[
        "a%20b.png",
        "a b.png",
        "a?b.png",
        "a",
        "c d.png",
        "e.png",
        "f#1.png",
    ]);
    for (written, expected) in [
        ("a%20b.png", "a%20b.png"),
        ("a b.png", "a b.png"),
        ("a?b.png", "a?b.png"),
        ("c%20d.png", "c d.png"),
        ("c%20d.png?v=2#x", "c d.png"),
        ("./e.png#left", "e.png"),
        ("f#1.png", "f#1.png"),
        ("f%231.png", "f#1.png"),
    ] {
        assert_eq!(tree.locate("文.md", written), expected, "{written}");
    }
}

#[test]
fn chinese_names_are_found_raw_and_escaped_in_both_encodings() {
    let tree = Tree::new(&["图片/第 一张.png"]);
    for (written, expected) in [
        ("图片/第 一张.png", "图片/第 一张.png"),
        (
            "%E5%9B%BE%E7%89%87/%E7%AC%AC%20%E4%B8%80%E5%BC%A0.png",
            "图片/第 一张.png",
        ),
        ("%CD%BC%C6%AC/%B5%DA%20%D2%BB%D5%C5.png", "图片/第 一张.png"),
        // Half UTF-8, half GBK is no encoding at all.
        ("图片/%B5%DA%20%D2%BB%D5%C5.png", "image.missing"),
    ] {
        assert_eq!(tree.locate("文.md", written), expected, "{written}");
    }
}

#[test]
fn case_form_slashes_and_blanks_are_forgiven_with_a_remark() {
    let tree = Tree::new(&["Img/Shot.PNG", "caf\u{e9}.png", "图/甲.png", "尾 .png"]);
    for (written, expected) in [
        ("img/shot.png", "Img/Shot.PNG (Img/Shot.PNG)"),
        ("./IMG/Shot.PNG", "Img/Shot.PNG (Img/Shot.PNG)"),
        ("cafe\u{301}.png", "caf\u{e9}.png (caf\u{e9}.png)"),
        ("图\\甲.png", "图/甲.png (图/甲.png)"),
        (".\\IMG\\shot.png", "Img/Shot.PNG (Img/Shot.PNG)"),
        ("尾.png", "image.missing"),
        ("图/甲.png ", "图/甲.png (图/甲.png)"),
        ("/IMG/shot.png", "Img/Shot.PNG (/Img/Shot.PNG)"),
    ] {
        assert_eq!(tree.locate("文.md", written), expected, "{written}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn of_variants_the_exact_one_wins_and_two_others_are_ambiguous() {
    let tree = Tree::new(&["a.PNG", "A.png", "b/x.png", "B/X.png"]);
    assert_eq!(tree.locate("文.md", "A.png"), "A.png");
    assert_eq!(tree.locate("文.md", "b/x.PNG"), "b/x.png (b/x.png)");
    let problem = tree.problem("文.md", "a.png");
    assert_eq!(problem.code(), Code::ImageAmbiguous);
    let candidates = problem.argument("candidates").unwrap();
    assert!(
        candidates.contains("A.png, ") && candidates.ends_with("a.PNG"),
        "{candidates}"
    );
}

#[test]
fn a_missing_file_is_told_with_the_name_that_comes_near() {
    let tree = Tree::new(&["图/架构图.jpg", "文.md"]);
    let similar = |written| {
        let problem = tree.problem("文.md", written);
        assert_eq!(problem.code(), Code::ImageMissing);
        assert_eq!(problem.argument("written"), Some(written));
        problem.argument("similar").unwrap().to_owned()
    };
    assert_eq!(similar("图/架构图.png"), "图/架构图.jpg");
    assert_eq!(similar("%E5%9B%BE/架构图.png?v=1"), "图/架构图.jpg");
    assert_eq!(similar("/图/架构图.png"), "/图/架构图.jpg");
    assert_eq!(similar("无/架构图.png"), "");
    assert_eq!(similar("#f0f0f0"), "");
    assert_eq!(similar(""), "");
    assert_eq!(similar("C:\\Users\\我\\a.png"), "");
}

#[test]
fn what_no_file_can_be_named_is_a_bad_path() {
    let tree = Tree::new(&["a.png"]);
    for written in ["a\0.png", &"长".repeat(100), &"a/".repeat(3000)] {
        let problem = tree.problem("文.md", written);
        assert_eq!(problem.code(), Code::ImageBadPath);
        assert!(problem.argument("written").unwrap().chars().count() <= MAX_SHOWN + 1);
    }
    let long_query = format!("a.png?{}", "x".repeat(5000));
    assert_eq!(tree.locate("文.md", &long_query), "a.png");
}

#[cfg(target_os = "linux")]
#[test]
fn a_real_file_is_preferred_to_a_directory_of_the_name() {
    let tree = Tree::new(&["目录.png/x", "b%20.png/x", "b .png", "C.png/x", "c.PNG"]);
    assert_eq!(tree.locate("文.md", "目录.png"), "目录.png");
    assert_eq!(tree.locate("文.md", "b%20.png"), "b .png");
    assert_eq!(tree.locate("文.md", "C.png"), "c.PNG (c.PNG)");
    let found = tree
        .locate_with(
            LocatorOptions::default(),
            "文.md",
            "目录.png",
            LocalKind::Path,
        )
        .unwrap();
    let problem = crate::image::read(&found.path).unwrap_err();
    assert_eq!(problem.code(), Code::ImageNotFile);
}

#[cfg(unix)]
#[test]
fn a_fifo_is_found_and_not_opened() {
    let tree = Tree::new(&["文.md"]);
    let made = std::process::Command::new("mkfifo")
        .arg(tree.at("管.png"))
        .status();
    assert!(made.unwrap().success());
    assert_eq!(tree.locate("文.md", "管.png"), "管.png");
}
