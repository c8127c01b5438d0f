use super::*;

mod fence;
mod layouts;
mod names;

/// A directory with files; articles and targets are named relative to it.
struct Tree(tempfile::TempDir);

impl Tree {
    /// Files as `path` or `path=content`.
    fn new(files: &[&str]) -> Self {
        let tree = Self(tempfile::tempdir().unwrap());
        for file in files {
            let (path, content) = file.split_once('=').unwrap_or((file, ""));
            let path = tree.at(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        tree
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().canonicalize().unwrap().join(path)
    }

    fn locate_with(
        &self,
        options: LocatorOptions,
        article: &str,
        written: &str,
        kind: LocalKind,
    ) -> Result<Located, Problem> {
        let target = LocalTarget {
            path: written.to_owned(),
            kind,
        };
        Locator::new(options).locate(&Origin::File(self.at(article)), &target)
    }

    /// The found file relative to the tree; a remark or problem is told by its code.
    fn locate_as(&self, article: &str, written: &str, kind: LocalKind) -> String {
        self.told(self.locate_with(LocatorOptions::default(), article, written, kind))
    }

    fn locate(&self, article: &str, written: &str) -> String {
        self.locate_as(article, written, LocalKind::Path)
    }

    fn told(&self, result: Result<Located, Problem>) -> String {
        let located = match result {
            Ok(located) => located,
            Err(problem) => return problem.code().as_str().to_owned(),
        };
        let path = located
            .path
            .strip_prefix(self.at(""))
            .unwrap_or(&located.path);
        let mut told = path.to_str().unwrap().to_owned();
        for remark in located.remarks {
            assert_eq!(remark.code(), Code::ImageInexactName);
            told = format!("{told} ({})", remark.argument("found").unwrap());
        }
        told
    }

    fn problem(&self, article: &str, written: &str) -> Problem {
        self.locate_with(LocatorOptions::default(), article, written, LocalKind::Path)
            .unwrap_err()
    }
}

fn within(root: PathBuf) -> LocatorOptions {
    LocatorOptions {
        roots: vec![root],
        ..LocatorOptions::default()
    }
}

#[test]
fn a_thousand_references_are_served_by_several_threads() {
    let files: Vec<String> = (0..50).map(|index| format!("图/{index}.png")).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let tree = Tree::new(&files);
    let locator = Locator::default();
    let origin = Origin::File(tree.at("文.md"));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for index in 0..250 {
                    let target = LocalTarget {
                        path: format!("%E5%9B%BE/{}.png", index % 50),
                        kind: LocalKind::Path,
                    };
                    let located = locator.locate(&origin, &target).unwrap();
                    assert_eq!(located.path, tree.at(&format!("图/{}.png", index % 50)));
                }
            });
        }
    });
}

#[test]
fn standard_input_looks_in_its_base_directory() {
    let tree = Tree::new(&["稿/a.png"]);
    let origin = Origin::Stdin {
        base_dir: tree.at("稿"),
    };
    let target = LocalTarget {
        path: "a.png".to_owned(),
        kind: LocalKind::Path,
    };
    let located = Locator::default().locate(&origin, &target).unwrap();
    assert_eq!(located.path, tree.at("稿/a.png"));
}

#[test]
#[ignore = "a measurement: cargo test --release locate_cost -- --ignored --nocapture"]
fn locate_cost_of_a_warm_site() {
    let mut files = vec!["hugo.toml".to_owned(), ".git/HEAD".to_owned()];
    for article in 0..200 {
        for image in 0..5 {
            files.push(format!("content/posts/文章{article}/图 {image}.png"));
        }
    }
    for image in 0..500 {
        files.push(format!("static/img/{image}.png"));
    }
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let tree = Tree::new(&files);
    for round in ["first", "second"] {
        let locator = Locator::default();
        let start = std::time::Instant::now();
        for article in 0..200 {
            let origin = Origin::File(tree.at(&format!("content/posts/文章{article}/index.md")));
            for image in 0..5 {
                for path in [
                    format!("图%20{image}.png"),
                    format!("/img/{}.png", article + image),
                ] {
                    let kind = LocalKind::Path;
                    locator
                        .locate(&origin, &LocalTarget { path, kind })
                        .unwrap();
                }
            }
        }
        println!(
            "{round}: 2,000 references of 200 articles in {:?}",
            start.elapsed()
        );
    }
}
