//! `preview`: what its server serves and to whom, how it follows files, and that it uploads nothing unasked;
//! `publish --open`.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::project::{Project, png};
use crate::service::Service;

/// A running `tuwen preview`.
struct Preview {
    child: Child,
    /// `127.0.0.1:PORT`.
    host: String,
    /// `/TOKEN/`.
    path: String,
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Preview {
    fn start<const N: usize>(project: &Project, arguments: [&str; N]) -> Self {
        let mut child = project
            .process()
            .arg("preview")
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut url).unwrap();
        let rest = url.trim().strip_prefix("http://").unwrap_or_else(|| {
            let mut said = String::new();
            child
                .stderr
                .take()
                .unwrap()
                .read_to_string(&mut said)
                .unwrap();
            panic!("{said}")
        });
        let (host, path) = rest.split_at(rest.find('/').unwrap());
        let (host, path) = (host.to_owned(), path.to_owned());
        Self { child, host, path }
    }

    /// A request with these header lines, to a path of the server.
    fn request(&self, method: &str, path: &str, headers: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(40)))
            .unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n"
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let split = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(bytes[..split].to_vec())
            .unwrap()
            .to_ascii_lowercase();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            body: bytes[split + 4..].to_vec(),
            head,
        }
    }

    /// Gets something below the secret path, as the page does.
    fn get(&self, name: &str) -> Answer {
        let host = format!("Host: {}\r\n", self.host);
        self.request("GET", &format!("{}{name}", self.path), &host)
    }

    /// The first state that is not the one of `version`.
    fn state(&self, version: u64) -> Value {
        let answer = self.get(&format!("state?after={version}"));
        assert_eq!(answer.status, 200);
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// The first state for which something holds.
    fn until(&self, holds: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + Duration::from_secs(30);
        let mut version = 0;
        loop {
            let state = self.state(version);
            if holds(&state) {
                return state;
            }
            version = state["version"].as_u64().unwrap();
            assert!(Instant::now() < end, "{state}");
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The paths of the pictures that a shown page has.
fn pictures(state: &Value) -> Vec<String> {
    let page = state["page"].as_str().unwrap();
    let names = page.split("src=\"").skip(1);
    names
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_page_shows_local_pictures_and_sends_nothing() {
    let service = Service::start();
    let project = service.project();
    project
        .png("图.png", 1)
        .file("稿.md", "---\ntitle: 题目\n---\n正文 ![图](图.png)\n");
    let preview = Preview::start(&project, ["稿.md", "--no-open"]);
    let document = preview.get("");
    assert_eq!(document.status, 200);
    let text = String::from_utf8(document.body).unwrap();
    assert!(text.contains("<title>题目</title>"), "{text}");
    for protection in [
        "content-security-policy: default-src 'none'; script-src 'sha256-",
        "frame-ancestors 'none'",
        "x-content-type-options: nosniff",
        "cache-control: no-store",
    ] {
        assert!(document.head.contains(protection), "{}", document.head);
    }
    assert!(
        !document.head.contains("access-control-"),
        "{}",
        document.head
    );

    let state = preview.state(0);
    assert_eq!(state["title"], "题目");
    assert_eq!(state["pictures"]["pending"], 1);
    assert_eq!(
        state["copy"],
        Value::Null,
        "a page with pictures to upload is not copied"
    );
    let shown = pictures(&state);
    assert_eq!(shown.len(), 1);
    let picture = preview.get(&shown[0]);
    assert_eq!((picture.status, picture.body), (200, png(1)));
    assert!(
        picture.head.contains("content-type: image/png"),
        "{}",
        picture.head
    );
    assert_eq!(service.requests(), 0);
    assert!(!project.path("稿.wechat.html").exists());
}

#[test]
fn only_the_pictures_of_the_article_are_served() {
    let service = Service::start();
    let project = service.project();
    project
        .png("图.png", 1)
        .png("别的.png", 2)
        .file("稿.md", "![](图.png) ![](../home/秘密.png)\n");
    std::fs::write(project.home().join("秘密.png"), png(3)).unwrap();
    let preview = Preview::start(&project, ["稿.md", "--no-open"]);
    let state = preview.state(0);
    let problems = state["problems"].to_string();
    assert!(problems.contains("image.outside-roots"), "{problems}");
    assert_eq!(state["sights"], Value::Null);
    let other = |seed| tuwen::Digest::of(&png(seed)).hex();
    assert_eq!(preview.get(&format!("picture/{}", other(1))).status, 200);
    for name in [
        &format!("picture/{}", other(2)),
        &format!("picture/{}", other(3)),
        "picture/图.png",
        "picture/../稿.md",
        "picture/%2e%2e/稿.md",
        "picture/",
        "稿.md",
        "图.png",
        "../稿.md",
    ] {
        assert_eq!(preview.get(name).status, 404, "{name}");
    }
    // A link in the place of the picture leads nowhere.
    #[cfg(unix)]
    {
        std::fs::remove_file(project.path("图.png")).unwrap();
        std::os::unix::fs::symlink(project.home().join("秘密.png"), project.path("图.png"))
            .unwrap();
        let answer = preview.get(&format!("picture/{}", other(1)));
        assert_eq!((answer.status, answer.body.len()), (404, 0));
    }
}

#[test]
fn other_hosts_other_sites_and_other_paths_are_refused() {
    let service = Service::start();
    let project = service.project();
    project.png("图.png", 1).file("稿.md", "![](图.png)\n");
    let preview = Preview::start(&project, ["稿.md", "--no-open"]);
    let (host, path) = (&preview.host, &preview.path);
    let port = host.rsplit(':').next().unwrap();
    for (named, status) in [
        (format!("Host: {host}\r\n"), 200),
        (format!("Host: localhost:{port}\r\n"), 200),
        (format!("Host: evil.example:{port}\r\n"), 403),
        (
            format!("Host: evil.example\r\nX-Forwarded-Host: {host}\r\n"),
            403,
        ),
        ("Host: 127.0.0.1\r\n".to_owned(), 403),
    ] {
        assert_eq!(
            preview.request("GET", path, &named).status,
            status,
            "{named}"
        );
    }
    let own = format!("Host: {host}\r\n");
    for foreign in [
        "/",
        "/state?after=0",
        "/00000000000000000000000000000000/",
        "/publish",
    ] {
        assert_eq!(
            preview.request("GET", foreign, &own).status,
            404,
            "{foreign}"
        );
    }
    let publish = format!("{path}publish");
    for (more, status) in [
        ("", 403),
        ("X-Tuwen: 1\r\nOrigin: https://evil.example\r\n", 403),
        ("X-Tuwen: 1\r\nOrigin: null\r\n", 403),
        ("X-Tuwen: 1\r\nSec-Fetch-Site: cross-site\r\n", 403),
    ] {
        let headers = format!("{own}Content-Length: 0\r\n{more}");
        assert_eq!(
            preview.request("POST", &publish, &headers).status,
            status,
            "{more}"
        );
    }
    let state = format!("{path}state?after=0");
    let crossed = format!("{own}Sec-Fetch-Site: same-site\r\n");
    assert_eq!(preview.request("GET", &state, &crossed).status, 403);
    assert_eq!(service.requests(), 0);
    assert!(
        TcpStream::connect(format!("127.0.0.2:{port}")).is_err(),
        "loopback's own address alone"
    );
}

#[test]
fn it_follows_the_article_its_pictures_and_those_that_were_missing() {
    let service = Service::start();
    let project = service.project();
    project
        .png("图.png", 1)
        .file("稿.md", "第一稿 ![](图.png) ![](后来.png)\n");
    let preview = Preview::start(&project, ["稿.md", "--no-open"]);
    let first = preview.state(0);
    let problem = &first["problems"][0];
    assert_eq!(problem["code"], "image.missing");
    assert_eq!(problem["place"], "稿.md:1:20");
    assert_eq!(problem["severity"], "error");
    assert!(!problem["hint"].as_str().unwrap().is_empty());

    project.png("后来.png", 2);
    let second = preview.until(|state| state["problems"].as_array().unwrap().is_empty());
    assert_eq!(second["pictures"]["pending"], 2);

    let before = pictures(&second);
    project.file("图.png", crate::project::picture(7));
    let digest = tuwen::Digest::of(&crate::project::picture(7)).hex();
    let third = preview.until(|state| pictures(state)[0].ends_with(&digest));
    assert_ne!(pictures(&third), before);
    assert_eq!(
        preview.get(&pictures(&third)[0]).body,
        crate::project::picture(7)
    );

    // As editors do it: a new file in the place of the old one.
    project.file("新.md", "第二稿\n");
    std::fs::rename(project.path("新.md"), project.path("稿.md")).unwrap();
    let fourth = preview.until(|state| state["page"].to_string().contains("第二稿"));
    assert!(
        fourth["copy"].is_string(),
        "without pictures there is nothing to upload"
    );
    std::fs::remove_file(project.path("稿.md")).unwrap();
    let gone = preview.until(|state| state["page"].is_null());
    assert_eq!(gone["problems"][0]["code"], "article.unreadable");
    project.file("稿.md", "第三稿\n");
    preview.until(|state| state["page"].to_string().contains("第三稿"));
}

#[test]
fn pictures_are_uploaded_when_it_is_asked_for_and_then_the_page_can_be_copied() {
    let service = Service::start();
    let project = service.project();
    project.png("图.png", 1).file("稿.md", "![](图.png)\n");
    let preview = Preview::start(&project, ["稿.md", "--no-open"]);
    let headers = format!(
        "Host: {}\r\nX-Tuwen: 1\r\nContent-Length: 0\r\n",
        preview.host
    );
    let answer = preview.request("POST", &format!("{}publish", preview.path), &headers);
    assert_eq!(answer.status, 202);
    let state = preview.until(|state| state["copy"].is_string());
    assert_eq!(service.uploads(), 1);
    assert_eq!(state["pictures"]["hosted"], 1);
    let copied = state["copy"].as_str().unwrap();
    assert!(
        copied.contains("src=\"https://mmbiz.qpic.cn/") && !copied.contains("picture/"),
        "{copied}"
    );
    assert!(
        pictures(&state)[0].starts_with("picture/"),
        "what is here is shown from here"
    );
    assert_eq!(
        state["characters"].as_u64().unwrap(),
        copied.chars().count() as u64
    );
    let run = project.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(
        project.read("稿.wechat.html"),
        copied,
        "the very page that is published"
    );
    assert_eq!(service.uploads(), 1);
}

#[test]
fn another_theme_is_chosen_in_the_page_and_own_css_is_followed() {
    let service = Service::start();
    let project = service.project();
    project
        .file("稿.md", "# 标题\n")
        .file("own.css", "h1 { color: #123456 }");
    let preview = Preview::start(&project, ["稿.md", "--no-open", "--css", "own.css"]);
    let first = preview.state(0);
    assert_eq!(first["theme"], tuwen::Theme::default().name());
    let themes = first["themes"].as_array().unwrap();
    assert_eq!(themes.len(), tuwen::Theme::names().count());
    assert!(
        first["copy"].as_str().unwrap().contains("#123456"),
        "{first}"
    );

    let own = format!("Host: {}\r\nContent-Length: 0\r\n", preview.host);
    let choose = |name: &str, more: &str| {
        let path = format!("{}theme/{name}", preview.path);
        preview
            .request("POST", &path, &format!("{own}{more}"))
            .status
    };
    assert_eq!(choose("ink", ""), 403);
    assert_eq!(choose("nope", "X-Tuwen: 1\r\n"), 404);
    assert_eq!(choose("ink", "X-Tuwen: 1\r\n"), 204);
    let second = preview.until(|state| state["theme"] == "ink");
    assert_ne!(second["copy"], first["copy"]);
    assert!(
        second["copy"].as_str().unwrap().contains("#123456"),
        "own CSS stays on top"
    );

    project.file("own.css", "h1 { color: #654321 }");
    let third = preview.until(|state| state["copy"].to_string().contains("#654321"));
    assert_eq!(third["theme"], "ink");
    let run = project.tuwen([
        "publish", "稿.md", "--theme", "ink", "--css", "own.css", "-o", "-",
    ]);
    assert_eq!(
        third["copy"],
        run.stdout.as_str(),
        "as it is published in that theme"
    );
}

#[test]
fn what_goes_wrong_with_an_upload_is_in_the_list() {
    let service = Service::with_fault("ip");
    let project = service.project();
    project.png("图.png", 1).file("稿.md", "![](图.png)\n");
    let preview = Preview::start(&project, ["稿.md", "--no-open"]);
    let headers = format!(
        "Host: {}\r\nX-Tuwen: 1\r\nContent-Length: 0\r\n",
        preview.host
    );
    let answer = preview.request("POST", &format!("{}publish", preview.path), &headers);
    assert_eq!(answer.status, 202);
    let state = preview.until(|state| {
        state["problems"]
            .to_string()
            .contains("wechat.ip-not-allowed")
    });
    assert_eq!(state["copy"], Value::Null);
    let text = state.to_string();
    assert!(!text.contains(tuwen::Sandbox::APP_SECRET), "{text}");
}

#[test]
fn one_article_is_shown() {
    let project = Project::new();
    project.file("甲.md", "甲").file("乙.md", "乙");
    let run = project.tuwen(["preview", ".", "--no-open"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("preview.one-article"), "{run:?}");
    let run = project.tuwen(["preview", "没有.md", "--no-open"]);
    assert_ne!(run.status, 0, "{run:?}");
}

/// A browser of the test's: what it is opened with stands in a file.
#[cfg(target_os = "linux")]
fn with_browser(project: &mut Project) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let programs = project.home().join("bin");
    std::fs::create_dir_all(&programs).unwrap();
    let opened = project.home().join("opened");
    let script = format!(
        "#!/bin/sh\nprintf '%s' \"$1\" > '{0}.new' && mv '{0}.new' '{0}'\n",
        opened.display()
    );
    std::fs::write(programs.join("xdg-open"), script).unwrap();
    std::fs::set_permissions(
        programs.join("xdg-open"),
        std::fs::Permissions::from_mode(0o755),
    )
    .unwrap();
    project
        .variable("PATH", format!("{}:/usr/bin:/bin", programs.display()))
        .variable("DISPLAY", ":99");
    opened
}

#[cfg(target_os = "linux")]
fn opened(path: &std::path::Path) -> String {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        match std::fs::read_to_string(path) {
            Ok(url) => return url,
            Err(error) => assert!(Instant::now() < end, "{error}"),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_browser_is_opened_by_a_door_that_opens_once() {
    let mut project = Project::new();
    let place = with_browser(&mut project);
    project.file("稿.md", "正文\n");
    let preview = Preview::start(&project, ["稿.md", "--sandbox"]);
    let url = opened(&place);
    assert!(
        !url.contains(&preview.path),
        "command lines can be read by others"
    );
    let path = url
        .strip_prefix(&format!("http://{}", preview.host))
        .unwrap();
    let own = format!("Host: {}\r\n", preview.host);
    let first = preview.request("GET", path, &own);
    assert_eq!(first.status, 303);
    assert!(
        first.head.contains(&format!("location: {}", preview.path)),
        "{}",
        first.head
    );
    assert_eq!(preview.request("GET", path, &own).status, 404);
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_published_is_opened_as_one_file() {
    let mut project = Project::new();
    let place = with_browser(&mut project);
    project
        .png("图.png", 1)
        .file("稿.md", "---\ntitle: 题\n---\n正文 ![](图.png)\n");
    let run = project.tuwen(["publish", "稿.md", "--sandbox", "--open"]);
    assert_eq!(run.status, 0, "{run:?}");
    let url = opened(&place);
    let path = url::Url::parse(&url).unwrap().to_file_path().unwrap();
    let document = std::fs::read_to_string(path).unwrap();
    assert!(document.contains("<title>题</title>"), "{document}");
    let state = document.split("id=\"state\">").nth(1).unwrap();
    let state: Value = serde_json::from_str(state.split("</script>").next().unwrap()).unwrap();
    assert_eq!(state["copy"], project.read("稿.wechat.html").as_str());
    assert!(pictures(&state)[0].starts_with("file:///"), "{state}");
    assert_eq!(state["served"], false);

    std::fs::remove_file(&place).unwrap();
    let run = project.tuwen(["publish", "稿.md", "--sandbox", "--open", "--dry-run"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(!place.exists(), "a dry run opens nothing");
}
