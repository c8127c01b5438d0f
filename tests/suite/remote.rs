//! Pictures at other hosts: fetched once, asked about cheaply, never from where they must not come.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::project::{Project, png};
use crate::service::Service;

/// Stands for extra headers when the host is out of order.
const FAILING: &str = "failing";

/// A picture server on loopback that remembers what it was asked.
struct Host {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    headers: Arc<Mutex<String>>,
}

impl Host {
    /// Serves a PNG at every path but `/gone`, with an `ETag`, and the extra headers set later.
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = Self {
            address: listener.local_addr().unwrap(),
            requests: Arc::default(),
            headers: Arc::default(),
        };
        let (requests, headers) = (Arc::clone(&host.requests), Arc::clone(&host.headers));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let headers = headers.lock().unwrap().clone();
                requests.lock().unwrap().push(answer(stream, &headers));
            }
        });
        host
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    fn say(&self, header: &str) {
        *self.headers.lock().unwrap() = format!("{header}\r\n");
    }

    /// Answers everything with an error of its own from now on.
    fn fail(&self) {
        FAILING.clone_into(&mut self.headers.lock().unwrap());
    }

    /// A project of the service whose user trusts this host.
    fn project(&self, service: &Service) -> Project {
        let project = service.project();
        project.user_config(&format!("trusted-hosts = [\"{}\"]\n", self.address));
        project
    }
}

/// Answers one request and gives its text.
fn answer(mut stream: TcpStream, headers: &str) -> String {
    let mut request = String::new();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while reader.read_line(&mut request).unwrap_or(0) > 2 {}
    let head = |status: &str, length: usize| {
        format!(
            "HTTP/1.1 {status}\r\nETag: \"1\"\r\nContent-Length: {length}\r\n{headers}Connection: close\r\n\r\n"
        )
    };
    let asked = request.to_ascii_lowercase();
    let _ = if headers == FAILING {
        stream.write_all(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    } else if asked.starts_with("get /gone") {
        stream.write_all(head("404 Not Found", 0).as_bytes())
    } else if asked.contains("if-none-match: \"1\"") {
        stream.write_all(head("304 Not Modified", 0).as_bytes())
    } else {
        let body = png(7);
        stream
            .write_all(head("200 OK", body.len()).as_bytes())
            .and_then(|()| stream.write_all(&body))
    };
    request
}

#[test]
fn a_remote_picture_is_fetched_once_and_then_asked_about() {
    let (host, service) = (Host::start(), Service::start());
    let project = host.project(&service);
    let url = host.url("/图.png?a=1&b=2");
    project.file("稿.md", format!("![]({url}) ![]({url})\n"));
    project.file("别.md", format!("![]({url})\n"));
    let run = project.tuwen(["publish", "稿.md", "别.md", "-o", "out", "--report=json"]);
    assert_eq!(run.status, 0, "{run:?}");
    let report = run.json();
    assert_eq!(report["totals"]["uploaded"], 1);
    assert_eq!(report["totals"]["fetches"], 1);
    let reference = &report["articles"][0]["references"][0];
    assert_eq!(reference["target"], url.as_str());
    assert!(reference["digest"].is_string());
    assert!(project.read("out/稿.wechat.html").contains("mmbiz.qpic.cn"));

    let rerun = project.tuwen(["publish", "稿.md", "-o", "out", "--report=json"]);
    assert_eq!(rerun.status, 0, "{rerun:?}");
    assert_eq!(rerun.json()["totals"]["requests"], 0);
    assert_eq!(host.requests().len(), 2);
    assert!(
        host.requests()[1]
            .to_ascii_lowercase()
            .contains("if-none-match: \"1\"")
    );
    assert_eq!(service.uploads(), 1);
}

#[test]
fn a_host_that_says_for_how_long_is_not_asked_before() {
    let (host, service) = (Host::start(), Service::start());
    let project = host.project(&service);
    host.say("Cache-Control: max-age=3600");
    project.file("稿.md", format!("![]({})\n", host.url("/a.png")));
    for arguments in [["publish", "稿.md"], ["publish", "稿.md"]] {
        assert_eq!(project.tuwen(arguments).status, 0);
    }
    assert_eq!(host.requests().len(), 1);
    assert_eq!(project.tuwen(["publish", "稿.md", "--refresh"]).status, 0);
    assert_eq!((host.requests().len(), service.uploads()), (2, 2));
}

#[test]
fn the_same_content_as_a_file_is_one_asset() {
    let (host, service) = (Host::start(), Service::start());
    let project = host.project(&service);
    project.png("图.png", 7).file(
        "稿.md",
        format!("![]({}) ![](图.png)\n", host.url("/a.png")),
    );
    let report = project.tuwen(["publish", "稿.md", "--report=json"]).json();
    assert_eq!(report["totals"]["assets"], 1, "{report}");
    assert_eq!(service.uploads(), 1);
}

#[test]
fn a_rewrite_keeps_them_unless_asked_to_fetch() {
    let (host, service) = (Host::start(), Service::start());
    let project = host.project(&service);
    project.file("稿.md", format!("![]({})\n", host.url("/a.png")));
    let kept = project.tuwen(["rewrite", "稿.md"]);
    assert_eq!((kept.status, kept.stdout), (0, project.read("稿.md")));
    assert!(host.requests().is_empty());
    let fetched = project.tuwen(["rewrite", "稿.md", "--remote=fetch"]);
    assert_eq!(fetched.status, 0, "{fetched:?}");
    assert!(fetched.stdout.contains("mmbiz.qpic.cn"), "{fetched:?}");
    // A dry run asks nobody, and uses what is known.
    let planned = project.tuwen(["publish", "稿.md", "--dry-run", "--report=json"]);
    assert_eq!(planned.json()["totals"]["reused"], 1, "{planned:?}");
    assert_eq!(host.requests().len(), 1);
}

#[test]
fn an_upload_takes_urls_too() {
    let (host, service) = (Host::start(), Service::start());
    let project = host.project(&service);
    let run = project.tuwen(["upload", &host.url("/a.png")]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stdout.starts_with("https://mmbiz.qpic.cn/"), "{run:?}");
    assert_eq!(service.uploads(), 1);
}

#[test]
fn what_is_gone_is_a_problem_at_its_place_and_the_others_go_on() {
    let (host, service) = (Host::start(), Service::start());
    let project = host.project(&service);
    let article = format!(
        "![]({})\n\n![]({})\n",
        host.url("/gone.png"),
        host.url("/a.png")
    );
    project.file("稿.md", article);
    let run = project.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.stderr.contains("稿.md:1:5: error[remote.status]"),
        "{run:?}"
    );
    assert_eq!(service.uploads(), 1);
}

#[test]
fn what_was_uploaded_before_serves_while_its_host_cannot_be_asked() {
    let (host, service) = (Host::start(), Service::start());
    let project = host.project(&service);
    project.file("稿.md", format!("![]({})\n", host.url("/a.png")));
    assert_eq!(project.tuwen(["publish", "稿.md"]).status, 0);
    host.fail();
    let run = project.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stderr.contains("warning[remote.stale]"), "{run:?}");
    assert_eq!(service.uploads(), 1);
}

#[test]
fn places_that_are_not_public_are_never_asked() {
    let (host, service) = (Host::start(), Service::start());
    let project = service.project();
    let port = host.address.port();
    for address in [
        format!("http://127.0.0.1:{port}/a.png"),
        format!("http://localhost:{port}/a.png"),
        format!("http://2130706433:{port}/a.png"),
        format!("http://0x7f.1:{port}/a.png"),
        format!("http://[::ffff:127.0.0.1]:{port}/a.png"),
        format!("http://0:{port}/a.png"),
        "http://169.254.169.254/latest/meta-data/a.png".to_owned(),
        "http://100.100.100.200/a.png".to_owned(),
        "http://192.168.1.1/a.png".to_owned(),
    ] {
        project.file("稿.md", format!("![]({address})\n"));
        let run = project.tuwen(["publish", "稿.md"]);
        assert_eq!(run.status, 1, "{address}: {run:?}");
        assert!(
            run.stderr.contains("error[remote.blocked]"),
            "{address}: {run:?}"
        );
    }
    assert!(host.requests().is_empty());
    project.file(
        "tuwen.toml",
        format!("trusted-hosts = [\"127.0.0.1:{port}\"]\n"),
    );
    let run = project.tuwen(["publish", "稿.md"]);
    run.assert_usage("trusted-hosts");
}

#[test]
fn a_cover_at_another_host_goes_into_the_library_once() {
    let (host, service) = (Host::start(), Service::start());
    let project = host.project(&service);
    let article = format!("---\ncover: {}\n---\n# 题\n\n正文\n", host.url("/封.png"));
    project.file("稿.md", &article);
    let publish = || {
        let run = project.tuwen([
            "publish",
            "稿.md",
            "--draft",
            "-o",
            "页.html",
            "--report=json",
        ]);
        assert_eq!(run.status, 0, "{run:?}");
        run.json()
    };
    let library = || {
        let requests = service.sandbox().requests();
        requests.get("material/add_material").copied()
    };
    let report = publish();
    assert_eq!(report["articles"][0]["draft"]["cover"]["from"], "named");
    assert_eq!((library(), host.requests().len()), (Some(1), 1));
    // Nobody is asked for an article that is as it was.
    assert_eq!(publish()["totals"]["requests"], 0);
    assert_eq!(host.requests().len(), 1);
    project.file("稿.md", article.replace("正文", "改了"));
    assert_eq!(publish()["articles"][0]["draft"]["status"], "updated");
    assert_eq!(library(), Some(1));
    // Gone from the library, it is fetched and uploaded again.
    let gone = "40007=1@draft/update".parse().unwrap();
    service.sandbox().fault(gone);
    project.file("稿.md", article.replace("正文", "又改了"));
    assert_eq!(publish()["articles"][0]["draft"]["status"], "updated");
    assert_eq!(library(), Some(2));
    // One that is not there is told at its place.
    project.file("稿.md", article.replace("/封", "/gone"));
    let run = project.tuwen(["publish", "稿.md", "--draft", "--report=json"]);
    assert_eq!(run.status, 1, "{run:?}");
    let problem = &run.json()["articles"][0]["problems"][0];
    assert_eq!(
        (&problem["code"], &problem["line"]),
        (&"remote.status".into(), &2.into())
    );
}
