//! What a draft says: from options, the article and files, within the limits, told at its place.

use super::{ADD, ARTICLE, codes, cover, draft, drafted, id, project, stored, tried};
use crate::service::Service;

#[test]
fn the_article_says_what_the_draft_is() {
    let service = Service::start();
    let project = project(&service);
    let run = drafted(&project);
    let article = &stored(&project, &id(&run))[0];
    assert_eq!(article["title"], "题目");
    assert_eq!(article["author"], "张三");
    assert_eq!(article["digest"], "一句话的摘要");
    assert_eq!(article["source_url"], "https://example.com/a");
    let content = article["content"].as_str().unwrap();
    // The headline is the title, and not in the text as well.
    assert!(
        !content.contains("题目") && content.contains("正文第一段"),
        "{content}"
    );
    assert_eq!(content, project.read("文.html"), "nothing is lost");
    assert_eq!(draft(&run)["cover"]["from"], "named");
    // The cover is in the library and nowhere else.
    assert_eq!(service.uploads(), 2);
}

#[test]
fn options_outweigh_the_article_and_files_do_not() {
    let service = Service::start();
    let project = project(&service);
    project.file(
        "tuwen.toml",
        "author = '编辑部'\ncomments = 'fans'\ncover = '别的.png'\n",
    );
    project.file("别的.png", cover(9));
    let run = project.tuwen([
        "publish",
        "文.md",
        "--draft",
        "--title",
        "另一个题目",
        "--digest",
        "另一个摘要",
        "--report=json",
        "-o",
        "文.html",
    ]);
    assert_eq!(run.status, 0, "{run:?}");
    let article = &stored(&project, &id(&run))[0];
    assert_eq!(article["title"], "另一个题目");
    assert_eq!(article["digest"], "另一个摘要");
    assert_eq!(article["author"], "张三");
    // Another title: the headline stays.
    assert!(article["content"].as_str().unwrap().contains("题目"));
    assert_eq!(draft(&run)["cover"]["picture"], "封面.png");
    project.file("文.md", "# 题\n\n没有封面，没有作者。\n");
    let run = drafted(&project);
    assert_eq!(stored(&project, &id(&run))[0]["author"], "编辑部");
    assert_eq!(draft(&run)["cover"]["from"], "given");
}

#[test]
fn front_matter_of_all_generators_is_understood() {
    let service = Service::start();
    for (head, author, digest, url) in [
        (
            "+++\ntitle = '题'\nauthors = ['甲', '乙']\nsummary = '''\n多行\n摘要'''\ncanonicalURL = 'https://a.b/c'\n+++\n",
            "甲、乙",
            "多行 摘要",
            "https://a.b/c",
        ),
        (
            "---\ntitle: 题\nauthor:\n  name: 甲\nexcerpt: >\n  折叠的\n  摘要\ncanonical_url: https://a.b/d\n---\n",
            "甲",
            "折叠的 摘要",
            "https://a.b/d",
        ),
        (
            "{\"title\": \"题\", \"author\": \"Ann\", \"description\": \"d\", \"link\": \"https://a.b/e\"}\n",
            "Ann",
            "d",
            "https://a.b/e",
        ),
        (
            "---\ntitle: 题\nauthor: 站长\ndescription: 给搜索引擎\nwechat:\n  author: 作者\n  digest: 给读者\n---\n",
            "作者",
            "给读者",
            "",
        ),
    ] {
        let project = service.project();
        project.file("文.md", format!("{head}\n正文\n"));
        let run = drafted(&project);
        let draft = draft(&run);
        assert_eq!(draft["title"], "题", "{head}");
        assert_eq!(draft["author"], author, "{head}");
        assert_eq!(draft["digest"], digest, "{head}");
        assert_eq!(draft["source_url"], url, "{head}");
        assert_eq!(draft["cover"]["from"], "drawn", "{head}");
    }
}

#[test]
fn what_is_too_long_is_told_at_its_place_before_any_request() {
    let service = Service::start();
    let project = service.project();
    project.png("图.png", 1);
    for (head, code, line, column) in [
        (
            format!("---\ntitle: {}\n---\n", "字".repeat(65)),
            "article.title-too-long",
            2,
            8,
        ),
        (
            format!("---\ntitle: 题\nauthor: '{}'\n---\n", "字".repeat(17)),
            "article.author-too-long",
            3,
            10,
        ),
        (
            format!("---\ntitle: 题\ndigest: {}\n---\n", "字".repeat(121)),
            "article.digest-too-long",
            3,
            9,
        ),
        (
            format!(
                "---\ntitle: 题\nsource_url: https://a.b/{}\n---\n",
                "x".repeat(1020)
            ),
            "article.source-url-too-long",
            3,
            13,
        ),
        (
            "---\ntitle: 题\nsource_url: /a\n---\n".to_owned(),
            "draft.bad-field",
            3,
            13,
        ),
        (
            "---\ntitle: 题\ncomments: 也许\n---\n".to_owned(),
            "draft.bad-field",
            3,
            11,
        ),
        (
            format!("# {}\n", "字".repeat(65)),
            "article.title-too-long",
            1,
            1,
        ),
    ] {
        project.file("文.md", format!("{head}\n正文\n"));
        let run = tried(&project);
        assert_eq!(run.status, 1, "{head}: {run:?}");
        let problem = &run.json()["articles"][0]["problems"][0];
        assert_eq!(problem["code"], code, "{run:?}");
        assert_eq!(
            (problem["line"].as_u64(), problem["column"].as_u64()),
            (Some(line), Some(column)),
            "{run:?}"
        );
        assert_eq!(problem["severity"], "error");
    }
    project.file("文.md", "正文，没有题目\n");
    let run = tried(&project);
    assert_eq!(
        (run.status, codes(&run)),
        (1, vec!["draft.no-title".to_owned()]),
        "{run:?}"
    );
    assert_eq!(service.requests(), 0);
}

#[test]
fn comments_that_the_account_may_not_open_are_left_out() {
    let service = Service::with_fault(&format!("48015=1@{ADD}"));
    let project = project(&service);
    project.file("文.md", ARTICLE.replace("author", "comments: open\nauthor"));
    let run = drafted(&project);
    assert_eq!(codes(&run), ["draft.no-comments"]);
}

#[test]
fn no_draft_has_a_hole() {
    let service = Service::start();
    let project = project(&service);
    project.file("文.md", "# 题\n\n![](没有.png)\n");
    let run = project.tuwen([
        "publish",
        "文.md",
        "--draft",
        "--allow-missing",
        "-o",
        "文.html",
        "--report=json",
    ]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        codes(&run).contains(&"draft.incomplete".to_owned()),
        "{run:?}"
    );
    project.file("文.md", "---\ncover: 没有.png\n---\n# 题\n\n正文\n");
    let run = tried(&project);
    assert_eq!(
        (run.status, codes(&run)),
        (1, vec!["image.missing".to_owned()]),
        "{run:?}"
    );
    assert_eq!(
        run.json()["articles"][0]["problems"][0]["line"],
        2,
        "{run:?}"
    );
    assert_eq!(service.requests(), 0);
}

#[test]
fn a_draft_whose_metadata_is_wrong_sends_no_picture() {
    let service = Service::start();
    let project = project(&service);
    project.file("文.md", ARTICLE.replace("题目", &"长".repeat(65)));
    let run = tried(&project);
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(codes(&run), ["article.title-too-long"]);
    // What cannot be read might be another article's draft.
    project.file("文.md", "---\ntitle: [\n---\n# 题\n\n![](图.png)\n");
    assert_eq!(codes(&tried(&project)), ["article.front-matter"]);
    project.file("文.md", "---\ntitle: 题\n---\n");
    assert_eq!(codes(&tried(&project)), ["draft.empty"]);
    project.file("文.md", format!("# 题\n\n{}\n", "长".repeat(400_000)));
    assert!(codes(&tried(&project)).contains(&"draft.body-too-long".to_owned()));
    assert_eq!(service.requests(), 0);
    assert!(!project.path("二.html").exists());
}

#[test]
fn crops_are_given_in_any_spelling_and_checked() {
    let service = Service::start();
    let project = project(&service);
    let with = |crop: &str| ARTICLE.replace("author", &format!("cover_crop: {crop}\nauthor"));
    for crop in ["1,2", "0,0,2,1", "'0.5_0_0.1_1'", "0,0,0.5,1"] {
        project.file("文.md", with(crop));
        let run = tried(&project);
        assert_eq!(codes(&run), ["draft.bad-field"], "{crop}: {run:?}");
        let problem = &run.json()["articles"][0]["problems"][0];
        assert_eq!(
            (&problem["line"], &problem["column"]),
            (&2.into(), &(13 + u64::from(crop.starts_with('\''))).into()),
            "{crop}"
        );
    }
    project.file("文.md", with("0,0,1,1"));
    assert_eq!(tried(&project).status, 0);
}

#[test]
fn an_article_with_everything_comes_back_as_it_was_sent() {
    let service = Service::start();
    let project = service.project();
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for entry in std::fs::read_dir(samples.join("images")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        project.file(&format!("images/{name}"), std::fs::read(&path).unwrap());
    }
    let notations = "\n[^一]: 脚注\n\n> [!tip]\n> 提示\n\n```rust\nfn main() {} // 注\n```\n\n\
        $$\\int_0^1 x$$\n\n```mermaid\ngraph LR\n  甲 --> 乙\n```\n\n- [x] 做完\n\n| 一 | 二 |\n|---|--:|\n| a | b |\n\n\
        ==亮== H~2~O[^一]\n";
    let journey = std::fs::read_to_string(samples.join("journey.md")).unwrap();
    project.file("文.md", journey + notations);
    for theme in ["bamboo", "magazine", "midnight"] {
        let run = project.tuwen([
            "publish",
            "文.md",
            "--draft",
            "--theme",
            theme,
            "-o",
            "文.html",
            "--report=json",
        ]);
        assert_eq!(run.status, 0, "{run:?}");
        assert_eq!(codes(&run), [""; 0], "{theme}: {run:?}");
        // The service writes SVG attributes in its own way; what is read back is compared by what it says.
        let stored = stored(&project, &id(&run))[0]["content"].clone();
        let stored = stored.as_str().unwrap();
        let page = project.read("文.html");
        for mark in ["<img ", "<svg ", "<table", "<pre", "<li", "脚注"] {
            let (there, sent) = (stored.matches(mark).count(), page.matches(mark).count());
            assert_eq!((there, sent > 0), (sent, true), "{theme}: {mark}");
        }
    }
}
