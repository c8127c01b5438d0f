//! Nothing outside the roots, and no word about whether it exists.

use super::*;

#[test]
fn without_a_site_or_repository_the_articles_folder_is_the_fence() {
    let tree = Tree::new(&["图.png", "稿/文.md", "稿/图/a.png"]);
    assert_eq!(tree.locate("稿/文.md", "图/a.png"), "稿/图/a.png");
    assert_eq!(tree.locate("稿/文.md", "../稿/图/a.png"), "稿/图/a.png");
    assert_eq!(tree.locate("稿/文.md", "../图.png"), "image.outside-roots");
    assert_eq!(
        tree.locate("稿/文.md", "../没有.png"),
        "image.outside-roots"
    );
}

#[test]
fn in_a_repository_its_top_is_the_fence() {
    for git in [".git/HEAD", ".git=gitdir: elsewhere"] {
        let tree = Tree::new(&["外.png", &format!("库/{git}"), "库/图.png", "库/文/甲/a.md"]);
        assert_eq!(tree.locate("库/文/甲/a.md", "../../图.png"), "库/图.png");
        assert_eq!(tree.locate("库/文/甲/a.md", "/图.png"), "库/图.png");
        assert_eq!(
            tree.locate("库/文/甲/a.md", "../../../外.png"),
            "image.outside-roots"
        );
    }
}

#[test]
fn given_roots_hold_exactly() {
    let tree = Tree::new(&[
        "hugo.toml",
        "content/a.png",
        "static/b.png",
        "图/c.png",
        "d.png",
    ]);
    let locate = |written| {
        let options = within(tree.at("图"));
        let result = tree.locate_with(options, "content/文.md", written, LocalKind::Path);
        tree.told(result)
    };
    assert_eq!(locate("/c.png"), "图/c.png");
    assert_eq!(locate("../图/c.png"), "图/c.png");
    // Not even the article's own folder, nor what the generator serves.
    assert_eq!(locate("a.png"), "image.outside-roots");
    assert_eq!(locate("无.png"), "image.outside-roots");
    assert_eq!(locate("/b.png"), "image.missing");
}

#[test]
fn the_fence_can_be_lifted() {
    let tree = Tree::new(&["外/图.png", "稿/文.md"]);
    let open = || LocatorOptions {
        allow_outside: true,
        ..LocatorOptions::default()
    };
    let absolute = tree.at("外/图.png");
    for written in [
        "../外/图.png",
        "../外/%E5%9B%BE.png",
        absolute.to_str().unwrap(),
    ] {
        let result = tree.locate_with(open(), "稿/文.md", written, LocalKind::Path);
        assert_eq!(tree.told(result), "外/图.png");
    }
    let result = tree.locate_with(open(), "稿/文.md", "../外/图.PNG", LocalKind::Path);
    assert!(tree.told(result).starts_with("外/图.png ("));
}

#[test]
fn absolute_paths_and_file_urls_are_served_inside_the_roots_only() {
    let tree = Tree::new(&["外.png", "稿/文.md", "稿/图 一.png"]);
    let inside = tree.at("稿/图 一.png");
    let inside = inside.to_str().unwrap();
    let escaped = inside.replace(' ', "%20");
    let outside = tree.at("外.png");
    let outside = outside.to_str().unwrap();
    for kind in [LocalKind::Path, LocalKind::FileUrl] {
        assert_eq!(tree.locate_as("稿/文.md", inside, kind), "稿/图 一.png");
        assert_eq!(tree.locate_as("稿/文.md", &escaped, kind), "稿/图 一.png");
        let capital = inside.replace(".png", ".PNG");
        assert!(
            tree.locate_as("稿/文.md", &capital, kind)
                .starts_with("稿/图 一.png (")
        );
    }
    let told = |path: &str| tree.locate_as("稿/文.md", path, LocalKind::FileUrl);
    assert_eq!(told(outside), "image.outside-roots");
    assert_eq!(told(&format!("{outside}.无")), "image.outside-roots");
    assert_eq!(
        tree.locate("稿/文.md", "/etc/passwd"),
        "image.outside-roots"
    );
    assert_eq!(
        tree.locate("稿/文.md", "/etc/no-such-file"),
        "image.outside-roots"
    );
    // Such a path hardly means this machine, and whether `/bin` is here is nobody's business.
    assert_eq!(tree.locate("稿/文.md", "/bin/sh"), "image.missing");
    assert_eq!(tree.locate("稿/文.md", "/img/a.png"), "image.missing");
}

#[test]
fn a_site_directory_named_like_one_of_the_machine_is_the_sites() {
    let tree = Tree::new(&["hugo.toml", "static/home/a.png", "content/文.md"]);
    assert_eq!(
        tree.locate("content/文.md", "/home/a.png"),
        "static/home/a.png"
    );
    assert_eq!(tree.locate("content/文.md", "/home/b.png"), "image.missing");
}

#[cfg(unix)]
#[test]
fn symlinks_out_of_the_roots_are_refused_whether_their_target_exists() {
    use std::os::unix::fs::symlink;
    let tree = Tree::new(&["外/密.png", "稿/文.md", "稿/图/a.png"]);
    symlink("../外/密.png", tree.at("稿/链.png")).unwrap();
    symlink("../外/没有.png", tree.at("稿/断.png")).unwrap();
    symlink("链.png", tree.at("稿/链链.png")).unwrap();
    symlink("../外", tree.at("稿/目录")).unwrap();
    symlink("/no/such/place.png", tree.at("稿/远.png")).unwrap();
    for written in [
        "链.png",
        "断.png",
        "链链.png",
        "链.PNG",
        "目录/密.png",
        "目录/没有.png",
        "远.png",
        "/链.png",
    ] {
        assert_eq!(
            tree.locate("稿/文.md", written),
            "image.outside-roots",
            "{written}"
        );
    }
    // What the link points to is not told.
    let problem = tree.problem("稿/文.md", "链.png");
    assert!(problem.argument("path").unwrap().ends_with("稿/链.png"));
}

#[cfg(unix)]
#[test]
fn symlinks_inside_the_roots_are_followed() {
    use std::os::unix::fs::symlink;
    let tree = Tree::new(&["库/.git/HEAD", "库/图/a.png", "库/文/a.md"]);
    symlink("../图", tree.at("库/文/目录")).unwrap();
    symlink("目录/a.png", tree.at("库/文/链.png")).unwrap();
    symlink("圈.png", tree.at("库/文/圈.png")).unwrap();
    symlink("无.png", tree.at("库/文/断.png")).unwrap();
    symlink("库", tree.at("别名")).unwrap();
    for article in ["库/文/a.md", "别名/文/a.md"] {
        assert_eq!(tree.locate(article, "链.png"), "库/图/a.png");
        assert_eq!(tree.locate(article, "目录/a.png"), "库/图/a.png");
        assert_eq!(tree.locate(article, "圈.png"), "image.missing");
        assert_eq!(tree.locate(article, "断.png"), "image.missing");
    }
    // A path of this machine that comes to the root through a symlink.
    let through = tree.at("别名/图/a.png");
    let through = through.to_str().unwrap();
    assert_eq!(
        tree.locate_as("库/文/a.md", through, LocalKind::FileUrl),
        "库/图/a.png"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_maze_of_symlinks_ends_soon() {
    use std::os::unix::fs::symlink;
    let tree = Tree::new(&["文.md"]);
    for name in ["Ab", "aB", "AB"] {
        symlink(".", tree.at(name)).unwrap();
    }
    let start = std::time::Instant::now();
    let written = format!("{}x.png", "ab/".repeat(38));
    assert_eq!(tree.locate("文.md", &written), "image.missing");
    assert!(start.elapsed().as_secs() < 5);
}

#[test]
fn dots_above_the_top_lead_nowhere_else() {
    let tree = Tree::new(&["稿/文.md"]);
    let up = "../".repeat(40);
    for written in [
        &*format!("{up}etc/passwd"),
        "%2E%2E/%2E%2E/x.png",
        "..\\..\\x.png",
        "/../../x.png",
    ] {
        assert_eq!(
            tree.locate("稿/文.md", written),
            "image.outside-roots",
            "{written}"
        );
    }
}

#[cfg(unix)]
proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]

    /// Whatever is written and of whatever kind, only files inside come back.
    #[test]
    fn nothing_written_leads_out(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "..", "/", "/", "\\", "%2e%2E", "%2F", "%5c", ".", "外", "稿", "密.png", "图.png", "链", "目录",
            "~@/", "@/", "C:", "\0", "%00", "?", "#", " ", "%", "图", "etc/passwd", "%E5%9B%BE",
        ]), 0..9),
        kind in proptest::sample::select(vec![
            LocalKind::Path, LocalKind::FileUrl, LocalKind::VaultName, LocalKind::SitePath,
            LocalKind::AssetFolder,
        ]),
    ) {
        static TREE: std::sync::LazyLock<Tree> = std::sync::LazyLock::new(|| {
            let tree = Tree::new(&[
                "外/密.png", "稿/hugo.toml", "稿/content/文.md", "稿/static/图.png", "稿/content/图.png",
            ]);
            std::os::unix::fs::symlink("../../外", tree.at("稿/content/目录")).unwrap();
            std::os::unix::fs::symlink("../../外/密.png", tree.at("稿/content/链")).unwrap();
            tree
        });
        let written = pieces.concat();
        let result = TREE.locate_with(LocatorOptions::default(), "稿/content/文.md", &written, kind);
        if let Ok(located) = result {
            proptest::prop_assert!(located.path.starts_with(TREE.at("稿")), "{:?}", located);
            proptest::prop_assert_eq!(located.path.canonicalize().unwrap(), located.path);
        }
    }
}
