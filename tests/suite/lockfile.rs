//! `tuwen.lock`: uploads that travel with the articles.

use std::fs;

use crate::project::{Project, Run};
use crate::service::Service;

/// Another machine, which has no account, no network and no memory, with the same articles and lockfile.
fn colleague(project: &Project) -> Project {
    let other = Project::new();
    other
        .png("图/a.png", 1)
        .file("稿.md", ARTICLE)
        .file("tuwen.toml", "");
    other.file("tuwen.lock", project.read("tuwen.lock"));
    other
}

const ARTICLE: &str = "# 题\n\n![图](图/a.png)\n";

fn project(service: &Service) -> Project {
    let project = service.project();
    project.png("图/a.png", 1).file("稿.md", ARTICLE);
    project
}

fn done(run: &Run) {
    assert_eq!(run.status, 0, "{run:?}");
}

/// The lines of uploads.
fn uploads(lockfile: &str) -> Vec<&str> {
    let lines = lockfile.lines();
    lines.filter(|line| line.starts_with("sha256:")).collect()
}

#[test]
fn a_colleague_without_account_network_or_memory_publishes_the_same_page() {
    let service = Service::start();
    let project = project(&service);
    done(&project.tuwen(["publish", "稿.md", "--lock"]));
    let lockfile = project.read("tuwen.lock");
    assert_eq!(uploads(&lockfile).len(), 1, "{lockfile}");
    let other = colleague(&project);
    let run = other.tuwen(["publish", "稿.md", "--report=json"]);
    done(&run);
    assert_eq!(run.json()["totals"]["reused"], 1);
    assert_eq!(run.json()["totals"]["requests"], 0);
    assert_eq!(other.read("稿.wechat.html"), project.read("稿.wechat.html"));
    assert_eq!(other.read("tuwen.lock"), lockfile);
    // What was made by it is up to date by it.
    let run = other.tuwen(["publish", "稿.md", "--report=json"]);
    assert_eq!(run.json()["totals"]["up_to_date"], 1, "{run:?}");
    // Without it, somebody would have to upload.
    let run = other.tuwen(["publish", "稿.md", "--lock=off"]);
    assert_eq!(run.status, 2, "{run:?}");
}

#[test]
fn checking_asks_the_lockfile_and_leaves_it_as_it_is() {
    let service = Service::start();
    let project = project(&service);
    done(&project.tuwen(["publish", "稿.md", "--lock"]));
    let other = colleague(&project);
    let mut names = other.names();
    done(&other.tuwen(["check", ".", "--require-uploaded"]));
    other
        .png("图/b.png", 2)
        .file("新.md", "# 新\n\n![图](图/b.png)\n");
    let run = other.tuwen(["check", ".", "--require-uploaded"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("image.not-uploaded"), "{run:?}");
    assert!(run.stderr.contains("图/b.png"), "{run:?}");
    names.extend(["图/b.png".to_owned(), "新.md".to_owned()]);
    names.sort();
    assert_eq!(other.names(), names);
}

#[test]
fn what_was_remembered_before_goes_into_a_new_lockfile_and_a_rerun_does_not_touch_it() {
    let service = Service::start();
    let project = project(&service);
    for _ in 0..2 {
        done(&project.tuwen(["publish", "稿.md"]));
    }
    assert!(!project.path("tuwen.lock").exists());
    let requests = service.requests();
    done(&project.tuwen(["publish", "稿.md", "--lock"]));
    assert_eq!(service.requests(), requests);
    assert_eq!(uploads(&project.read("tuwen.lock")).len(), 1);
    let modified = |project: &Project| {
        let metadata = fs::metadata(project.path("tuwen.lock")).expect("a lockfile");
        metadata.modified().expect("a time")
    };
    let before = modified(&project);
    done(&project.tuwen(["publish", "稿.md", "--lock"]));
    assert_eq!(modified(&project), before);
    // A dry run writes none, another verb into the one that is named.
    project.png("图/b.png", 2).file("二.md", "![](图/b.png)\n");
    done(&project.tuwen(["rewrite", "二.md", "--dry-run", "--lock"]));
    assert_eq!(modified(&project), before);
    done(&project.tuwen(["rewrite", "二.md", "--lock", "团队.lock"]));
    assert_eq!(uploads(&project.read("团队.lock")).len(), 1);
    done(&project.tuwen(["upload", "图/b.png", "--lock=团队.lock"]));
    assert_eq!(uploads(&project.read("团队.lock")).len(), 1);
}

#[test]
fn a_refreshed_upload_replaces_its_line_and_a_forgotten_one_is_gone() {
    let service = Service::start();
    let project = project(&service);
    project.file("tuwen.toml", "lock = true\n");
    done(&project.tuwen(["publish", "稿.md"]));
    let first = project.read("tuwen.lock");
    project.file("tuwen.lock", format!("# 我们的图\n{first}# 末尾\n"));
    done(&project.tuwen(["publish", "稿.md", "--refresh"]));
    let second = project.read("tuwen.lock");
    assert!(second.starts_with("# 我们的图\n"), "{second}");
    assert!(second.ends_with("# 末尾\n"), "{second}");
    assert_eq!(uploads(&second).len(), 1);
    let url = uploads(&second)[0]
        .split(' ')
        .nth(3)
        .expect("a URL")
        .to_owned();
    assert!(project.read("稿.wechat.html").contains(&url));
    done(&project.tuwen(["cache", "forget", "图/a.png"]));
    assert_eq!(uploads(&project.read("tuwen.lock")).len(), 0);
    project.file("tuwen.lock", &second);
    done(&project.tuwen(["cache", "forget", "--all"]));
    assert_eq!(project.read("tuwen.lock"), second);
    done(&project.tuwen(["cache", "forget", "图/a.png"]));
    let requests = service.requests();
    done(&project.tuwen(["publish", "稿.md"]));
    assert!(service.requests() > requests);
    assert_eq!(uploads(&project.read("tuwen.lock")).len(), 1);
}

#[test]
fn hand_edits_and_conflicts_are_told_with_their_lines() {
    let service = Service::start();
    let project = project(&service);
    done(&project.tuwen(["publish", "稿.md", "--lock"]));
    let lockfile = project.read("tuwen.lock");
    let line = uploads(&lockfile)[0];
    project.file(
        "tuwen.lock",
        format!("# 头\n\n<<<<<<< HEAD\n{line}\n=======\nsha256:abc 手写\n>>>>>>> 分支\n"),
    );
    let requests = service.requests();
    let run = project.tuwen(["publish", "稿.md", "--lock", "--lang=zh"]);
    done(&run);
    assert_eq!(service.requests(), requests);
    assert!(run.stderr.contains("tuwen.lock:3"), "{run:?}");
    assert!(run.stderr.contains("tuwen.lock:6"), "{run:?}");
    project.png("图/b.png", 2).file("二.md", "![](图/b.png)\n");
    done(&project.tuwen(["publish", "二.md", "--lock"]));
    let written = project.read("tuwen.lock");
    assert!(!written.contains("<<<"), "{written}");
    assert!(written.contains("sha256:abc 手写"), "{written}");
    assert_eq!(uploads(&written).len(), 3, "{written}");
    // No text at all: nothing is lost by writing over it.
    project.file("tuwen.lock", b"# \xe5\x9b\xbe\n\xff\xfe\n");
    let run = project.tuwen(["publish", "稿.md", "--lock"]);
    run.assert_usage("lockfile.unreadable");
    assert!(run.stderr.contains("line 2"), "{run:?}");
    let kept = fs::read(project.path("tuwen.lock")).expect("the file");
    assert_eq!(kept, b"# \xe5\x9b\xbe\n\xff\xfe\n");
}

#[test]
fn files_that_came_with_articles_name_no_file_elsewhere_and_no_other_kind_of_file() {
    let service = Service::start();
    let project = project(&service);
    project
        .file("项目/tuwen.toml", "lock = \"../外.lock\"\n")
        .file("项目/稿.md", "# 题\n");
    let run = project.tuwen(["publish", "项目/稿.md"]);
    run.assert_usage("config.untrusted-fence");
    project.file("项目/tuwen.toml", "lock = \"Cargo.toml\"\n");
    project
        .tuwen(["publish", "项目/稿.md"])
        .assert_usage("config.invalid");
    let run = project.tuwen(["publish", "稿.md", "--lock=a.json"]);
    assert_eq!(run.status, 2, "{run:?}");
    project.file("项目/tuwen.toml", "lock = \"没有/../../外.lock\"\n");
    let run = project.tuwen(["publish", "项目/稿.md"]);
    run.assert_usage("config.untrusted-fence");
    assert!(run.stderr.contains("names a lockfile"), "{run:?}");
    #[cfg(unix)]
    {
        project.file("项目/tuwen.toml", "lock = true\n");
        for to in ["没有.lock", "有.lock"] {
            project.file("有.lock", "");
            let link = project.path("项目/tuwen.lock");
            std::os::unix::fs::symlink(project.path(to), &link).expect("a link");
            let run = project.tuwen(["publish", "项目/稿.md"]);
            run.assert_usage("config.untrusted-fence");
            fs::remove_file(link).expect("the link");
        }
    }
    project
        .file("项目/tuwen.toml", "")
        .file("项目/.env", "TUWEN_LOCK=../外.lock\n");
    let run = project.tuwen(["publish", "项目/稿.md"]);
    run.assert_usage("config.untrusted-fence");
    project.file("项目/.env", "TUWEN_LOCK=off\n");
    done(&project.tuwen(["publish", "项目/稿.md"]));
    // Another kind of file stays as it is.
    let foreign = "[[package]]\n\nname = \"x\"\n";
    project.file("Cargo.lock", foreign);
    let run = project.tuwen(["publish", "稿.md", "--lock", "Cargo.lock"]);
    run.assert_usage("lockfile.unreadable");
    assert_eq!(project.read("Cargo.lock"), foreign);
    // The emulator's uploads stay out of a team's file.
    project.file("项目/tuwen.toml", "lock = true\n");
    done(&project.tuwen(["publish", "项目/稿.md", "--sandbox"]));
    assert!(!project.path("项目/tuwen.lock").exists());
}

#[test]
fn processes_that_end_at_once_are_all_in_the_lockfile() {
    let service = Service::start();
    let project = project(&service);
    for number in 0..6 {
        project
            .png(&format!("图/{number}.png"), 10 + number)
            .file(&format!("{number}.md"), format!("![](图/{number}.png)\n"));
    }
    let children: Vec<_> = (0..6)
        .map(|number| {
            let mut process = project.process();
            process.args(["publish", &format!("{number}.md"), "--lock", "-q"]);
            process.spawn().expect("a process")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("an end").success());
    }
    assert_eq!(uploads(&project.read("tuwen.lock")).len(), 6);
}

#[test]
fn git_merges_the_lockfiles_of_two_branches_by_the_line_that_init_writes() {
    let service = Service::start();
    let mut project = project(&service);
    project.repository();
    done(&project.tuwen(["init"]));
    assert_eq!(project.read(".gitattributes"), "tuwen.lock merge=union\n");
    project.file("tuwen.toml", "lock = true\n");
    done(&project.tuwen(["publish", "稿.md"]));
    project.git("", ["add", "."]);
    done(&project.git("", ["commit", "-qm", "base"]));
    for (branch, seed) in [("one", 5), ("two", 6)] {
        done(&project.git("", ["checkout", "-qb", branch, "HEAD"]));
        let picture = format!("图/{branch}.png");
        project
            .png(&picture, seed)
            .file(&format!("{branch}.md"), format!("![]({picture})\n"));
        done(&project.tuwen(["publish", &format!("{branch}.md")]));
        project.git("", ["add", "."]);
        done(&project.git("", ["commit", "-qm", branch]));
        if branch == "one" {
            done(&project.git("", ["checkout", "-q", "HEAD~1"]));
        }
    }
    done(&project.git("", ["merge", "-q", "--no-edit", "one"]));
    assert_eq!(uploads(&project.read("tuwen.lock")).len(), 3);
    let requests = service.requests();
    let run = project.tuwen(["publish", ".", "-o", "out"]);
    done(&run);
    assert_eq!(service.requests(), requests);
    assert!(!run.stderr.contains("lockfile."), "{run:?}");
}

#[test]
fn a_picture_that_was_made_to_fit_is_one_line() {
    let service = Service::start();
    let project = service.project();
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"40\">\
                   <circle cx=\"20\" cy=\"20\" r=\"15\"/></svg>";
    project
        .file("图.svg", drawing)
        .file("稿.md", "![圆](图.svg)\n");
    for more in ["-q", "--refresh"] {
        done(&project.tuwen(["publish", "稿.md", "--lock", more]));
        let lockfile = project.read("tuwen.lock");
        let [line] = uploads(&lockfile)[..] else {
            panic!("{lockfile}");
        };
        let url = line.split(' ').nth(3).expect("a URL");
        assert!(line.contains(" fit-"), "{line}");
        assert!(project.read("稿.wechat.html").contains(url));
    }
}
