use super::*;

/// A directory with these (empty) files in it.
fn tree(files: &[&str]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for file in files {
        let path = directory.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "").unwrap();
    }
    directory
}

/// Path below `base` and `relative` of what the inputs (below `base`) lead to.
fn find(
    base: &Path,
    inputs: &[&str],
    from: Option<Format>,
) -> Result<Vec<(String, String)>, Problem> {
    let inputs: Vec<Input> = inputs
        .iter()
        .map(|text| Input::Path(base.join(text)))
        .collect();
    let found = find_inputs(&inputs, from)?;
    Ok(found
        .into_iter()
        .map(|file| match file {
            InputFile::File { path, relative, .. } => (
                path.strip_prefix(base)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned(),
                relative.to_str().unwrap().to_owned(),
            ),
            InputFile::Stdin { .. } => ("-".to_owned(), "-".to_owned()),
        })
        .collect())
}

fn paths(base: &Path, inputs: &[&str]) -> Vec<String> {
    let found = find(base, inputs, None).unwrap();
    found.into_iter().map(|(path, _)| path).collect()
}

fn code(base: &Path, input: &str) -> Code {
    find(base, &[input], None).unwrap_err().code()
}

#[test]
fn a_directory_gives_its_articles_sorted_and_mirrored() {
    let base = tree(&[
        "站/文章/二.md",
        "站/文章/一.MARKDOWN",
        "站/a.html",
        "站/b.HTM",
        "站/c.txt",
        "站/图.png",
        "站/a.wechat.html",
        "站/a.Preview.html",
        "站/.草稿/x.md",
        "站/.x.md",
    ]);
    let found = find(base.path(), &["站"], None).unwrap();
    let expected = ["a.html", "b.HTM", "文章/一.MARKDOWN", "文章/二.md"];
    let expected = expected.map(|path| (format!("站/{path}"), path.to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn gitignore_is_honoured_without_a_repository_too() {
    let base = tree(&[
        "a.md",
        "草稿/b.md",
        "node_modules/x/README.md",
        "子/c.md",
        "子/d.md",
    ]);
    std::fs::write(base.path().join(".gitignore"), "node_modules\n/草稿/\n").unwrap();
    std::fs::write(base.path().join("子/.gitignore"), "d.md\n").unwrap();
    assert_eq!(paths(base.path(), &["."]), ["a.md", "子/c.md"]);
    assert_eq!(paths(base.path(), &["**/*.md"]), ["a.md", "子/c.md"]);
    // What is named outright is wanted, ignored or not.
    assert_eq!(paths(base.path(), &["草稿/b.md"]), ["草稿/b.md"]);
    assert_eq!(paths(base.path(), &["草稿"]), ["草稿/b.md"]);
}

#[test]
fn globs_cross_directories_only_with_two_stars() {
    let base = tree(&[
        "一.md",
        "文章/二.md",
        "文章/深/三.md",
        "文章/深/四.html",
        "注.txt",
    ]);
    assert_eq!(paths(base.path(), &["*.md"]), ["一.md"]);
    assert_eq!(paths(base.path(), &["文章/*.md"]), ["文章/二.md"]);
    assert_eq!(
        paths(base.path(), &["**/*.md"]),
        ["一.md", "文章/二.md", "文章/深/三.md"]
    );
    assert_eq!(paths(base.path(), &["文章/**/*.{md,html}"]).len(), 3);
    assert_eq!(paths(base.path(), &["*/深/?.md"]), ["文章/深/三.md"]);
    // `*` alone means articles, not every file.
    assert_eq!(paths(base.path(), &["*"]), ["一.md"]);
}

#[test]
fn a_glob_is_mirrored_below_its_fixed_part() {
    let base = tree(&["站/文章/二.md", "站/文章/深/三.md"]);
    let found = find(base.path(), &["站/文章/**/*.md"], None).unwrap();
    let relative: Vec<&str> = found
        .iter()
        .map(|(_, relative)| relative.as_str())
        .collect();
    assert_eq!(relative, ["二.md", "深/三.md"]);
    let found = find(base.path(), &["站/*/深/三.md"], None).unwrap();
    assert_eq!(found[0].1, "文章/深/三.md");
    let found = find(base.path(), &["站/文章/深/三.md"], None).unwrap();
    assert_eq!(found[0].1, "三.md");
}

#[cfg(unix)]
#[test]
fn an_existing_name_with_brackets_wins_over_the_glob() {
    let base = tree(&["[1] 图文*.md", "1.md"]);
    assert_eq!(paths(base.path(), &["[1] 图文*.md"]), ["[1] 图文*.md"]);
    assert_eq!(paths(base.path(), &["[1].md"]), ["1.md"]);
}

#[test]
fn a_file_reached_twice_is_taken_once() {
    let base = tree(&["a.md", "子/b.md"]);
    assert_eq!(
        paths(base.path(), &["子/../a.md", "a.md", ".", "*.md", "子"]),
        ["子/../a.md", "子/b.md"]
    );
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("a.md", base.path().join("z.md")).unwrap();
        assert_eq!(paths(base.path(), &["."]).len(), 2);
    }
}

#[test]
fn an_unknown_suffix_needs_to_be_told() {
    let base = tree(&["注.txt", "b.md", "README"]);
    assert_eq!(code(base.path(), "注.txt"), Code::InputNotArticle);
    assert_eq!(code(base.path(), "*.txt"), Code::InputNoMatch);
    for (input, count) in [
        ("注.txt", 1),
        ("README", 1),
        ("*.txt", 1),
        ("*", 1),
        (".", 1),
    ] {
        let found = find(base.path(), &[input], Some(Format::Html)).unwrap();
        assert_eq!(found.len(), count, "{input}");
    }
    // A known suffix is believed.
    let input = [Input::Path(base.path().join("b.md"))];
    let found = find_inputs(&input, Some(Format::Html)).unwrap();
    assert!(matches!(
        &found[0],
        InputFile::File {
            format: Format::Markdown,
            ..
        }
    ));
}

#[test]
fn an_own_output_is_taken_when_it_is_named() {
    let base = tree(&["a.wechat.html"]);
    assert_eq!(code(base.path(), "."), Code::InputNoMatch);
    assert_eq!(code(base.path(), "*.html"), Code::InputNoMatch);
    assert_eq!(paths(base.path(), &["a.wechat.html"]).len(), 1);
    assert_eq!(paths(base.path(), &["*.wechat.html"]).len(), 1);
}

#[test]
fn inputs_that_lead_nowhere_are_told_by_name() {
    let base = tree(&["a.png", "空/图.png"]);
    assert_eq!(code(base.path(), "没有.md"), Code::InputNoMatch);
    assert_eq!(code(base.path(), "a.png/b.md"), Code::InputNoMatch);
    assert_eq!(code(base.path(), "没有/*.md"), Code::InputNoMatch);
    assert_eq!(code(base.path(), "空"), Code::InputNoMatch);
    assert_eq!(code(base.path(), "x[.md"), Code::InputBadPattern);
    let name = "长".repeat(300);
    assert_eq!(code(base.path(), &name), Code::InputNoMatch);
    let problem = find(base.path(), &["没有/*.md"], None).unwrap_err();
    assert!(problem.argument("pattern").unwrap().ends_with("没有/*.md"));
}

#[test]
fn standard_input_needs_a_format_and_comes_first() {
    let base = tree(&["a.md"]);
    let inputs = [
        Input::Path(base.path().join("a.md")),
        Input::Stdin,
        Input::Stdin,
    ];
    assert_eq!(
        find_inputs(&inputs, None).unwrap_err().code(),
        Code::InputFormatUnknown
    );
    let found = find_inputs(&inputs, Some(Format::Html)).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(
        found[0],
        InputFile::Stdin {
            format: Format::Html
        }
    );
}

#[cfg(unix)]
#[test]
fn fifos_directories_and_loops_named_like_articles_do_no_harm() {
    use std::os::unix::fs::symlink;
    let base = tree(&["a.md", "目录.md/b.md"]);
    let fifo = base.path().join("管道.md");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.unwrap().success());
    symlink("..", base.path().join("目录.md/圈")).unwrap();
    symlink("断", base.path().join("断.md")).unwrap();
    symlink("圈.md", base.path().join("圈.md")).unwrap();
    assert_eq!(paths(base.path(), &["."]), ["a.md", "目录.md/b.md"]);
    assert_eq!(paths(base.path(), &["目录.md"]), ["目录.md/b.md"]);
    assert_eq!(paths(base.path(), &["目录.md/圈/a.md"]).len(), 1);
    assert_eq!(code(base.path(), "管道.md"), Code::InputNotArticle);
    assert_eq!(code(base.path(), "圈.md"), Code::InputNoMatch);
}

#[cfg(unix)]
#[test]
fn a_symlinked_directory_is_walked_when_it_is_the_input() {
    let base = tree(&["真/a.md"]);
    std::os::unix::fs::symlink("真", base.path().join("链")).unwrap();
    assert_eq!(paths(base.path(), &["链"]), ["链/a.md"]);
    assert_eq!(paths(base.path(), &["链/*.md"]), ["链/a.md"]);
    assert_eq!(paths(base.path(), &["真", "链"]), ["真/a.md"]);
}

#[test]
fn fixed_parts_of_relative_globs_are_found() {
    for (text, base, depth) in [
        ("*.md", ".", Some(1)),
        ("./*.md", ".", Some(1)),
        ("../a/*.md", "../a", Some(1)),
        ("/*/x.md", "/", Some(2)),
        ("/站/**/*.md", "/站", None),
        ("站//*.md", "站/", Some(1)),
    ] {
        let glob = FixedGlob::new(text).unwrap();
        assert_eq!(glob.base, Path::new(base), "{text}");
        assert_eq!(glob.pattern.depth(), depth, "{text}");
    }
    assert_eq!(plain(Path::new("./站/./文章")), Path::new("站/文章"));
}
