//! Each generator's way of naming a picture.

use super::*;

#[test]
fn hugo_serves_bundles_static_and_assets() {
    for configuration in ["hugo.toml", "hugo.yaml", "config/_default/hugo.toml"] {
        let tree = Tree::new(&[
            configuration,
            "content/posts/图文/index.md",
            "content/posts/图文/a.png",
            "content/posts/图文/子/b.png",
            "content/posts/c.md",
            "static/img/d.png",
            "static/posts/c/e.png",
            "static/posts/f.png",
            "assets/img/g.png",
        ]);
        for (article, written, expected) in [
            (
                "content/posts/图文/index.md",
                "a.png",
                "content/posts/图文/a.png",
            ),
            (
                "content/posts/图文/index.md",
                "子/b.png",
                "content/posts/图文/子/b.png",
            ),
            (
                "content/posts/图文/index.md",
                "/img/d.png",
                "static/img/d.png",
            ),
            (
                "content/posts/图文/index.md",
                "/img/g.png",
                "assets/img/g.png",
            ),
            (
                "content/posts/图文/index.md",
                "img/g.png",
                "assets/img/g.png",
            ),
            // The page is served as /posts/c/, and these are relative to that.
            ("content/posts/c.md", "e.png", "static/posts/c/e.png"),
            ("content/posts/c.md", "../f.png", "static/posts/f.png"),
        ] {
            assert_eq!(
                tree.locate(article, written),
                expected,
                "{configuration} {written}"
            );
        }
    }
}

#[test]
fn hugo_settings_and_themes_move_the_directories() {
    let tree = Tree::new(&[
        "config.toml=baseURL = 'https://example.org/博客/'\nstaticDir = ['静态', 'more']\ntheme = \"paper\"\n",
        "content/文.md",
        "静态/a.png",
        "more/b.png",
        "themes/paper/static/c.png",
    ]);
    assert_eq!(tree.locate("content/文.md", "/a.png"), "静态/a.png");
    assert_eq!(tree.locate("content/文.md", "/b.png"), "more/b.png");
    assert_eq!(
        tree.locate("content/文.md", "/c.png"),
        "themes/paper/static/c.png"
    );
    assert_eq!(tree.locate("content/文.md", "/博客/a.png"), "静态/a.png");
}

#[test]
fn built_pages_of_a_known_site_are_served_under_its_path() {
    let tree = Tree::new(&[
        "hugo.toml=baseURL = 'https://example.org/博客/'\n",
        "public/index.html",
        "public/posts/图文/index.html",
        "public/posts/图文/a_hu1_320x0.abc.jpg",
        "public/css/site.min.abc.css",
    ]);
    let page = "public/posts/图文/index.html";
    for (written, expected) in [
        (
            "/博客/posts/图文/a_hu1_320x0.abc.jpg",
            "public/posts/图文/a_hu1_320x0.abc.jpg",
        ),
        ("/博客/css/site.min.abc.css", "public/css/site.min.abc.css"),
    ] {
        assert_eq!(tree.locate(page, written), expected);
    }
}

#[test]
fn hugo_lends_pictures_between_the_languages_of_a_page() {
    let tree = Tree::new(&[
        "hugo.toml",
        "content/en/post/index.md",
        "content/en/post/a.png",
        "content/zh-cn/post/index.md",
        "static/post/b.png",
    ]);
    let page = "content/zh-cn/post/index.md";
    assert_eq!(tree.locate(page, "a.png"), "content/en/post/a.png");
    assert_eq!(tree.locate(page, "b.png"), "static/post/b.png");
}

#[test]
fn hexo_serves_source_and_the_asset_folder_of_a_post() {
    let tree = Tree::new(&[
        "_config.yml=title: 站\nroot: /blog/\ntheme: next\n",
        "source/_posts/图文.md",
        "source/_posts/图文/a.png",
        "source/img/b.png",
        "themes/next/source/c.png",
    ]);
    let post = "source/_posts/图文.md";
    for (written, kind, expected) in [
        ("a.png", LocalKind::Path, "source/_posts/图文/a.png"),
        ("图文/a.png", LocalKind::Path, "source/_posts/图文/a.png"),
        ("a.png", LocalKind::AssetFolder, "source/_posts/图文/a.png"),
        (
            "A.png",
            LocalKind::AssetFolder,
            "source/_posts/图文/a.png (a.png)",
        ),
        ("/img/b.png", LocalKind::Path, "source/img/b.png"),
        ("/blog/img/b.png", LocalKind::Path, "source/img/b.png"),
        ("../img/b.png", LocalKind::Path, "source/img/b.png"),
        ("img/b.png", LocalKind::Path, "source/img/b.png"),
        ("/c.png", LocalKind::Path, "themes/next/source/c.png"),
    ] {
        assert_eq!(tree.locate_as(post, written, kind), expected, "{written}");
    }
    assert_eq!(
        tree.locate_as(post, "d.png", LocalKind::AssetFolder),
        "image.missing"
    );
}

#[test]
fn jekyll_serves_its_root_under_the_baseurl() {
    let tree = Tree::new(&[
        "_config.yml=baseurl: \"/blog\" # 注\n",
        "_posts/2026-01-01-图文.md",
        "assets/a.png",
    ]);
    let post = "_posts/2026-01-01-图文.md";
    for (written, kind) in [
        ("/assets/a.png", LocalKind::Path),
        ("/blog/assets/a.png", LocalKind::Path),
        ("assets/a.png", LocalKind::Path),
        ("../assets/a.png", LocalKind::Path),
        ("/assets/a.png", LocalKind::SitePath),
        ("assets/a.png", LocalKind::SitePath),
    ] {
        assert_eq!(
            tree.locate_as(post, written, kind),
            "assets/a.png",
            "{written}"
        );
    }
    assert_eq!(tree.locate(post, "/blogs/assets/a.png"), "image.missing");
}

#[test]
fn vitepress_and_vuepress_serve_public_and_know_an_alias() {
    let tree = Tree::new(&[
        "docs/.vitepress/config.mts=export default { base: '/站/', srcDir: './src' }",
        "docs/src/guide/文.md",
        "docs/src/public/a.png",
        "docs/src/assets/b.png",
    ]);
    let page = "docs/src/guide/文.md";
    assert_eq!(tree.locate(page, "/a.png"), "docs/src/public/a.png");
    assert_eq!(tree.locate(page, "/站/a.png"), "docs/src/public/a.png");
    assert_eq!(tree.locate(page, "/assets/b.png"), "docs/src/assets/b.png");
    assert_eq!(tree.locate(page, "@/assets/b.png"), "docs/src/assets/b.png");

    let tree = Tree::new(&[
        "docs/.vuepress/config.js",
        "docs/.vuepress/public/img/a.png",
        "docs/图/b.png",
        "docs/guide/文.md",
    ]);
    let page = "docs/guide/文.md";
    assert_eq!(
        tree.locate(page, "/img/a.png"),
        "docs/.vuepress/public/img/a.png"
    );
    assert_eq!(tree.locate(page, "@source/图/b.png"), "docs/图/b.png");
    assert_eq!(tree.locate(page, "~@/图/b.png"), "docs/图/b.png");
}

#[test]
fn zola_is_told_from_hugo_and_serves_static_and_colocated_files() {
    let tree = Tree::new(&[
        "config.toml=base_url = \"https://example.org\"\n[extra]\n",
        "content/blog/图文/index.md",
        "content/blog/图文/a.png",
        "content/blog/b.md",
        "static/c.png",
        "assets/d.png",
    ]);
    let page = "content/blog/图文/index.md";
    assert_eq!(tree.locate(page, "a.png"), "content/blog/图文/a.png");
    assert_eq!(tree.locate(page, "/c.png"), "static/c.png");
    let other = "content/blog/b.md";
    assert_eq!(
        tree.locate(other, "/blog/图文/a.png"),
        "content/blog/图文/a.png"
    );
    assert_eq!(
        tree.locate(other, "../图文/a.png"),
        "content/blog/图文/a.png"
    );
    // Hugo would have served this one.
    assert_eq!(tree.locate(page, "d.png"), "image.missing");
}

#[test]
fn mdbook_serves_its_source_directory() {
    let tree = Tree::new(&[
        "book.toml=[book]\ntitle = 'a'\nsrc = \"书\"\n",
        "书/第一章/一.md",
        "书/img/a.svg",
    ]);
    for written in ["/img/a.svg", "../img/a.svg", "img/a.svg"] {
        assert_eq!(tree.locate("书/第一章/一.md", written), "书/img/a.svg");
    }
}

#[test]
fn docsify_looks_beside_the_page_and_then_from_its_root() {
    let tree = Tree::new(&[
        "docs/index.html=<script src='//cdn.example/docsify.min.js'></script>",
        "docs/_media/a.png",
        "docs/zh/b.png",
        "docs/zh/文.md",
    ]);
    let page = "docs/zh/文.md";
    assert_eq!(tree.locate(page, "b.png"), "docs/zh/b.png");
    assert_eq!(tree.locate(page, "_media/a.png"), "docs/_media/a.png");
    assert_eq!(tree.locate(page, "/_media/a.png"), "docs/_media/a.png");
}

#[test]
fn mkdocs_serves_its_documents_and_takes_urls_of_pages() {
    let tree = Tree::new(&[
        "mkdocs.yml=site_name: 站\ndocs_dir: 文档\nplugins: !!python/name:x\n",
        "文档/指南/一.md",
        "文档/图/a.png",
    ]);
    // The last one is raw HTML, which counts from /指南/一/.
    for written in ["/图/a.png", "../图/a.png", "../../图/a.png"] {
        assert_eq!(tree.locate("文档/指南/一.md", written), "文档/图/a.png");
    }
}

#[test]
fn bundlers_serve_public_or_static() {
    for (configuration, picture) in [
        (
            "docusaurus.config.ts=export default { baseUrl: '/站/' }",
            "static/img/a.png",
        ),
        (
            "gatsby-config.js=module.exports = { pathPrefix: `/站` }",
            "static/img/a.png",
        ),
        (
            "astro.config.mjs=export default defineConfig({ base: '/站/' })",
            "public/img/a.png",
        ),
        (
            "next.config.js=module.exports = { basePath: '/站' }",
            "public/img/a.png",
        ),
        (
            "nuxt.config.ts=export default defineNuxtConfig({ app: { baseURL: '/站/' } })",
            "public/img/a.png",
        ),
    ] {
        let tree = Tree::new(&[configuration, picture, "docs/文.md", "src/assets/b.png"]);
        assert_eq!(tree.locate("docs/文.md", "/img/a.png"), picture);
        assert_eq!(
            tree.locate("docs/文.md", "@/assets/b.png"),
            "src/assets/b.png"
        );
        assert_eq!(tree.locate("docs/文.md", "/站/img/a.png"), picture);
        if configuration.starts_with("docusaurus") {
            assert_eq!(tree.locate("docs/文.md", "@site/static/img/a.png"), picture);
        }
    }
}

#[test]
fn obsidian_finds_a_name_anywhere_in_the_vault() {
    let tree = Tree::new(&[
        ".obsidian/app.json={\"attachmentFolderPath\": \"附件\"}",
        "笔记/日/文.md",
        "附件/同名.png",
        "别处/同名.png",
        "别处/深/Pasted image 2026.png",
        "笔记/日/近.png",
        "甲/近.png",
        "甲/两.png",
        "乙/两.png",
    ]);
    let note = "笔记/日/文.md";
    for kind in [LocalKind::VaultName, LocalKind::Path] {
        for (written, expected) in [
            ("同名.png", "附件/同名.png"),
            ("Pasted%20image%202026.png", "别处/深/Pasted image 2026.png"),
            (
                "pasted image 2026.PNG",
                "别处/深/Pasted image 2026.png (别处/深/Pasted image 2026.png)",
            ),
            ("深/Pasted image 2026.png", "别处/深/Pasted image 2026.png"),
            ("别处/同名.png", "别处/同名.png"),
            ("近.png", "笔记/日/近.png"),
            ("乙/两.png", "乙/两.png"),
            ("两.png", "image.ambiguous"),
            ("无.png", "image.missing"),
        ] {
            assert_eq!(tree.locate_as(note, written, kind), expected, "{written}");
        }
    }
    // A path that is written to go up means that path.
    assert_eq!(tree.locate(note, "../同名.png"), "image.missing");
}

#[test]
fn a_wikilink_without_a_vault_is_looked_up_below_the_root() {
    let tree = Tree::new(&["图/深/a.png", "文.md"]);
    assert_eq!(
        tree.locate_as("文.md", "a.png", LocalKind::VaultName),
        "图/深/a.png"
    );
    assert_eq!(tree.locate("文.md", "a.png"), "image.missing");
}

#[test]
fn a_vault_that_is_a_sites_content_has_the_sites_root() {
    let tree = Tree::new(&[
        "hugo.toml",
        "content/.obsidian/app.json",
        "content/posts/文.md",
        "static/a.png",
    ]);
    assert_eq!(tree.locate("content/posts/文.md", "/a.png"), "static/a.png");
}

#[test]
fn a_built_site_is_served_from_its_own_top() {
    let tree = Tree::new(&[
        "dist/index.html",
        "dist/2026/10/图文/index.html",
        "dist/assets/a.png",
        "b.png",
    ]);
    let page = "dist/2026/10/图文/index.html";
    assert_eq!(tree.locate(page, "/assets/a.png"), "dist/assets/a.png");
    assert_eq!(
        tree.locate(page, "../../../assets/a.png"),
        "dist/assets/a.png"
    );
    assert_eq!(
        tree.locate(page, "../../../../b.png"),
        "image.outside-roots"
    );
}

#[test]
fn in_a_repository_a_built_page_is_served_from_its_site_and_not_from_the_top() {
    let tree = Tree::new(&[
        ".git/HEAD",
        "assets/a.png",
        "dist/index.html",
        "dist/文/b.html",
        "dist/assets/a.png",
        "b.png",
    ]);
    let page = "dist/文/b.html";
    assert_eq!(tree.locate(page, "/assets/a.png"), "dist/assets/a.png");
    assert_eq!(tree.locate(page, "../../b.png"), "b.png");
}

#[test]
fn typora_asset_folders_are_plain_relative_paths() {
    let tree = Tree::new(&["笔记/图文.md", "笔记/图文.assets/image-2026.png"]);
    let found = tree.locate("笔记/图文.md", "图文.assets/image-2026.png");
    assert_eq!(found, "笔记/图文.assets/image-2026.png");
}
