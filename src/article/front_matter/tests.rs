use super::*;

fn covers(text: &str) -> Vec<(String, String)> {
    let (found, problem) = scan(text);
    assert!(problem.is_none(), "{problem:?}");
    found
        .into_iter()
        .map(|one| {
            assert_eq!(text[one.span.clone()], one.written);
            let path = match one.target {
                crate::Target::Local(local) => local.path,
                other => format!("{other:?}"),
            };
            (one.written, path)
        })
        .collect()
}

fn same(texts: &[&str]) -> Vec<(String, String)> {
    texts
        .iter()
        .map(|text| ((*text).to_owned(), (*text).to_owned()))
        .collect()
}

#[test]
fn yaml_covers_are_found_in_every_style() {
    let text = "---\ntitle: 图文: 第一篇\ncover: 图/封面.png\nthumbnail: \"a.png\" # 注\nbanner: 'b''c.png'\nimages:\n  - c.png\n  - url: d.jpg\n    alt: 图\nheader: {teaser: e.png, overlay_image: \"f.png\"}\n---\n正文";
    let text = text.replace("图文: 第一篇", "图文");
    let expected = [
        ("图/封面.png", "图/封面.png"),
        ("a.png", "a.png"),
        ("b''c.png", "b'c.png"),
        ("c.png", "c.png"),
        ("d.jpg", "d.jpg"),
        ("e.png", "e.png"),
        ("f.png", "f.png"),
    ]
    .map(|(written, path)| (written.to_owned(), path.to_owned()));
    assert_eq!(covers(&text), expected);
    assert_eq!(&text[body_start(&text)..], "正文");
}

#[test]
fn toml_covers_are_found() {
    let text = "+++\ntitle = '图'\nimages = ['图/a.png', \"b\\u56fe.png\"]\n[extra]\ncover = \"c.png\"\n[params.cover]\nimage = 'd.png'\n+++\n正文";
    let expected = [
        ("图/a.png", "图/a.png"),
        ("b\\u56fe.png", "b图.png"),
        ("c.png", "c.png"),
        ("d.png", "d.png"),
    ]
    .map(|(written, path)| (written.to_owned(), path.to_owned()));
    assert_eq!(covers(text), expected);
    assert_eq!(&text[body_start(text)..], "正文");
}

#[test]
fn json_covers_are_found() {
    let text = "{\n\t\"title\": \"图\",\n\t\"cover\": \"img\\/图.png\",\n\t\"images\": [\"a.png\"]\n}\n\n正文";
    let expected = [("img\\/图.png", "img/图.png"), ("a.png", "a.png")]
        .map(|(written, path)| (written.to_owned(), path.to_owned()));
    assert_eq!(covers(text), expected);
    assert_eq!(&text[body_start(text)..], "\n正文");
}

#[test]
fn only_what_looks_like_a_picture_is_a_cover() {
    let text = "---\ncover: true\nimage: 某处\nbanner: https://example.com/1\nhero: 'data:image/png;base64,AA=='\nthumb: |\n  a.png\nimg: a.pdf\n---\n";
    let (found, _) = scan(text);
    let written: Vec<_> = found.iter().map(|one| one.written.as_str()).collect();
    assert_eq!(
        written,
        ["https://example.com/1", "data:image/png;base64,AA=="]
    );
}

#[test]
fn every_line_end_closes_a_block() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["---", "cover: a.png", "---", "正文"].join(end);
        assert_eq!(covers(&text), same(&["a.png"]), "{end:?}");
        assert_eq!(&text[body_start(&text)..], "正文");
    }
}

#[test]
fn thematic_breaks_are_not_front_matter() {
    for text in [
        "---\n正文 ![](a.png)\n---\n",
        "---\n\n正文\n\n---\n",
        "---\n![图: 一](a.png)\n---\n",
        "----\ncover: a.png\n----\n",
        "---\ncover: a.png\n",
        "段落\n\n---\ncover: a.png\n---\n",
        "{{ site.title }}\n",
        "{}\n",
        "{\"a\": 1} 正文\n",
        "---\nhttps://example.com\n---\n",
    ] {
        assert_eq!(body_start(text), 0, "{text:?}");
    }
}

#[test]
fn broken_front_matter_is_a_warning_at_its_place() {
    let text = "---\ntitle: \"图\ncover: a.png\n---\n![](b.png)\n";
    let (found, problem) = scan(text);
    let (range, problem) = problem.unwrap();
    assert!(found.is_empty());
    assert_eq!(problem.code(), Code::ArticleFrontMatter);
    assert!(range.start >= 4 && range.start <= text.find("\n---").unwrap() + 1);
    assert!(text[body_start(text)..].starts_with("![](b.png)"));

    let (_, problem) = scan("+++\na = \n+++\n");
    assert!(problem.is_some());
}

#[test]
fn deep_and_odd_front_matter_costs_no_stack() {
    let deep = format!("---\na: {}\n---\n", "[".repeat(100_000));
    let _ = scan(&deep);
    let deep = format!("+++\na = {}\n+++\n", "[".repeat(100_000));
    let _ = scan(&deep);
    for unit in ["- ", "? ", "{a: ", "!a ", "&a "] {
        let deep = format!("---\na: 1\nb:\n {}\n---\n", unit.repeat(100_000));
        let _ = scan(&deep);
    }
    for entry in [
        format!("a{} = 1", ".a".repeat(100_000)),
        format!("[a{}]", ".a".repeat(100_000)),
        format!("a = {}", "{a=".repeat(100_000)),
        format!("a = {}1{}", "{a.a=".repeat(50), "}".repeat(50)),
    ] {
        let _ = scan(&format!("+++\nb = 1\n{entry}\n+++\n"));
    }
    let deep = format!("{{\"a\":{}", "[".repeat(100_000));
    assert_eq!(body_start(&deep), 0);
    let text =
        "---\na: &x cover.png\ncover: *x\nimage: &y b.png\n? [k]\n: v.png\nimg: c.png\n---\n";
    assert_eq!(covers(text), same(&["b.png", "c.png"]));
}

#[test]
fn title_authors_and_date_are_read_in_every_language() {
    let read = |text: &str| {
        let read = metadata(text);
        (
            read.title.unwrap_or_default(),
            read.authors.join("/"),
            read.date.unwrap_or_default(),
        )
    };
    let of = |title: &str, authors: &str, date: &str| {
        (title.to_owned(), authors.to_owned(), date.to_owned())
    };
    assert_eq!(
        read(
            "---\ntitle: \"题：一\"\nauthor: 张三\ndate: 2024-05-01\nextra:\n  title: 别的\n---\n"
        ),
        of("题：一", "张三", "2024-05-01")
    );
    assert_eq!(
        read("---\nTitle: 题\nauthors: [张三, 李四]\npubDate: 2024-05-01 10:00:00\n---\n"),
        of("题", "张三/李四", "2024-05-01 10:00:00")
    );
    assert_eq!(
        read("+++\ntitle = '题'\ndate = 2024-05-01T08:00:00Z\n[[authors]]\nname = '张三'\n+++\n"),
        of("题", "张三", "2024-05-01T08:00:00Z")
    );
    assert_eq!(
        read("{\"title\": \"题\", \"author\": {\"name\": \"张三\"}}\n"),
        of("题", "张三", "")
    );
    for text in [
        "",
        "正文",
        "---\ntitle: [\n---\n",
        "---\ntitle: ''\nauthor:\n---\n",
    ] {
        assert_eq!(read(text), of("", "", ""), "{text}");
    }
}
