//! The way to the service: certificates, proxies, relays.

use crate::project::{Project, Run};
use crate::service::Service;
use crate::wires::{Station, Wires};

/// The password in `login`s, by itself and as it is sent.
const PASSWORD: [&str; 2] = ["geh:eim@", "Z2VoOmVpbUA"];

/// `user`, and [`PASSWORD`].
const LOGIN: &str = "Basic dXNlcjpnZWg6ZWltQA==";

/// The same in a URL.
const IN_URL: &str = "user:geh%3Aeim%40";

/// A service behind TLS, under a name that nobody resolves.
struct Far {
    service: Service,
    wires: Wires,
    end: Station,
}

impl Far {
    fn new() -> Self {
        let (service, wires) = (Service::start(), Wires::new());
        let end = wires.encrypted(service.sandbox().address());
        Self {
            service,
            wires,
            end,
        }
    }

    /// A project that trusts the service's authority.
    fn project(&self, base: &str) -> Project {
        let mut project = self.service.project();
        article(&project);
        project.file("root.pem", &self.wires.authority);
        let root = project.path("root.pem").to_str().unwrap().to_owned();
        project
            .variable("TUWEN_API_BASE", base)
            .variable("SSL_CERT_FILE", root);
        project
    }
}

/// Publishes the article, telling all there is to tell.
fn publish(project: &Project) -> Run {
    let run = project.tuwen(["publish", "a.md", "-vvv", "--refresh"]);
    let output = format!("{}{}", run.stdout, run.stderr);
    let own = [IN_URL, LOGIN, "access_token="];
    for secret in PASSWORD.iter().chain(&own) {
        assert!(!output.contains(secret), "{secret} in {output}");
    }
    run
}

#[track_caller]
fn assert_published(run: &Run, project: &Project) {
    assert_eq!(run.status, 0, "{run:?}");
    let page = project.read("a.wechat.html");
    assert!(page.contains("https://mmbiz.qpic.cn/"), "{page}");
}

/// Asserts that there was no connection; what was said about it.
#[track_caller]
fn assert_unreachable(run: &Run, said: &str) {
    assert_eq!(run.status, 4, "{run:?}");
    let sentence = format!("error[wechat.unreachable]: no connection to {said}");
    assert!(run.stderr.contains(&sentence), "{sentence}: {run:?}");
}

/// An article with one picture.
fn article(project: &Project) {
    project.png("a.png", 1).file("a.md", "![](a.png)\n");
}

#[test]
fn certificates_that_cannot_be_read_are_told_before_anything_is_sent() {
    let mut project = Service::start().project();
    article(&project);
    project
        .file("empty.pem", "")
        .file("certificates/README", "none here");
    project.variable("TUWEN_API_BASE", "https://wechat.test");
    for (variable, path, said) in [
        ("SSL_CERT_FILE", "none.pem", "there is no such file"),
        (
            "SSL_CERT_FILE",
            "empty.pem",
            "there is no certificate in it",
        ),
        ("SSL_CERT_FILE", "certificates", "it is a directory"),
        (
            "SSL_CERT_DIR",
            "certificates",
            "there is no certificate in it",
        ),
        ("SSL_CERT_DIR", "none", "there is no such file"),
    ] {
        let mut command = project.command();
        command.args(["rewrite", "a.md"]).env(variable, path);
        let output = command.output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{variable}={path}: {stderr}");
        let named = format!(
            "error[config.bad-certificates]: cannot take root certificates from `{path}`: {said}"
        );
        assert!(stderr.contains(&named), "{variable}={path}: {stderr}");
    }
}

#[test]
fn plain_http_on_this_machine_asks_for_no_certificates() {
    let service = Service::start();
    let mut project = service.project();
    article(&project);
    project
        .variable("SSL_CERT_FILE", "/none.pem")
        .variable("SSL_CERT_DIR", "/none");
    let run = project.tuwen(["rewrite", "a.md", "-o", "b.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(service.uploads(), 1);
}

#[test]
fn an_article_is_published_through_an_http_proxy_with_a_login() {
    let far = Far::new();
    let proxy = far.wires.http_proxy(far.end.address, Some(LOGIN));
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        let mut project = far.project("https://wechat.test");
        project.variable(name, format!("http://{IN_URL}@{}", proxy.address));
        assert_published(&publish(&project), &project);
    }
    let asked = proxy.asked();
    assert!(asked.len() >= 3, "{asked:?}");
    assert!(
        asked
            .iter()
            .all(|line| line == "CONNECT wechat.test:443 HTTP/1.1"),
        "{asked:?}"
    );
    assert_eq!(far.service.uploads(), 3);
}

#[test]
fn an_article_is_published_through_a_socks_proxy_with_and_without_a_login() {
    let far = Far::new();
    let open = far.wires.socks_proxy(far.end.address, None);
    let closed = far
        .wires
        .socks_proxy(far.end.address, Some("user:geh:eim@"));
    for (scheme, proxy, login, base, asked) in [
        (
            "socks5h",
            &open,
            "",
            "https://wechat.test",
            "wechat.test:443",
        ),
        (
            "socks5h",
            &closed,
            "user:geh%3Aeim%40@",
            "https://wechat.test:8443",
            "wechat.test:8443",
        ),
        (
            "socks5",
            &closed,
            "user:geh%3Aeim%40@",
            "https://0.0.0.0:444",
            "0.0.0.0:444",
        ),
    ] {
        let mut project = far.project(base);
        project.variable("ALL_PROXY", format!("{scheme}://{login}{}", proxy.address));
        assert_published(&publish(&project), &project);
        assert_eq!(proxy.asked().last().unwrap(), asked);
    }
    assert_eq!(far.service.uploads(), 3);
}

#[test]
fn without_the_authority_the_encrypted_connection_is_refused() {
    let far = Far::new();
    let proxy = far.wires.http_proxy(far.end.address, None);
    let mut project = far.project("https://wechat.test");
    project
        .variable("SSL_CERT_FILE", "")
        .variable("HTTPS_PROXY", format!("http://{}", proxy.address));
    let run = publish(&project);
    assert_eq!(run.status, 4, "{run:?}");
    // A bare machine may have no root certificates of its own.
    let bare = run.stderr.contains("this system has no root certificates");
    if !bare {
        assert_unreachable(
            &run,
            "`wechat.test`: the encrypted connection could not be set up\n",
        );
        assert!(
            run.stderr.contains("hint: check this machine's clock"),
            "{run:?}"
        );
        assert!(
            run.stderr.contains("UnknownIssuer"),
            "-vvv tells the cause: {run:?}"
        );
    }
    assert_eq!(far.service.requests(), 0);
}

#[test]
fn another_authority_in_the_file_does_not_help() {
    let far = Far::new();
    let proxy = far.wires.http_proxy(far.end.address, None);
    let mut project = far.project("https://wechat.test");
    project.file("root.pem", Wires::new().authority);
    project.variable("HTTPS_PROXY", format!("http://{}", proxy.address));
    assert_unreachable(
        &publish(&project),
        "`wechat.test`: the encrypted connection could not be set up",
    );
}

#[test]
fn a_proxy_that_refuses_or_is_not_there_is_named_without_its_password() {
    let far = Far::new();
    let refusing = far.wires.http_proxy(far.end.address, Some("Basic other"));
    let socks = far.wires.socks_proxy(far.end.address, Some("other:login"));
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let login = "the proxy refuses the user name and password, or wants some";
    std::thread::scope(|scope| {
        for (scheme, address, reason) in [
            ("http", refusing.address, login),
            ("socks5h", socks.address, login),
            ("http", nobody, "the connection was refused"),
            ("socks5h", nobody, "the proxy cannot be reached"),
        ] {
            let far = &far;
            scope.spawn(move || {
                let mut project = far.project("https://wechat.test");
                project.variable("ALL_PROXY", format!("{scheme}://{IN_URL}@{address}"));
                let run = publish(&project);
                assert_unreachable(
                    &run,
                    &format!("`wechat.test` through the proxy `{address}`: {reason}\nhint: check `HTTPS_PROXY`"),
                );
            });
        }
    });
    assert_eq!(far.service.requests(), 0);
}

#[cfg(unix)]
#[test]
fn no_proxy_is_respected() {
    let far = Far::new();
    let proxy = far.wires.http_proxy(far.end.address, None);
    let mut project = far.project(&format!("https://0.0.0.0:{}", far.end.address.port()));
    project
        .variable("HTTPS_PROXY", format!("http://{}", proxy.address))
        .variable("NO_PROXY", "example.com,0.0.0.0");
    assert_published(&publish(&project), &project);
    assert_eq!(proxy.asked().len(), 0);
    project.variable("NO_PROXY", "example.com");
    assert_published(&publish(&project), &project);
    assert!(!proxy.asked().is_empty());
}

#[test]
fn a_relay_with_a_prefix_and_a_login_passes_everything_on() {
    let far = Far::new();
    let relay = far
        .wires
        .relay(far.service.sandbox().address(), "/wx", Some(LOGIN));
    let proxy = far.wires.http_proxy(relay.address, None);
    for base in ["relay.test/wx", "relay.test/wx/"] {
        let mut project = far.project(&format!("https://{IN_URL}@{base}"));
        project.variable("HTTPS_PROXY", format!("http://{}", proxy.address));
        assert_published(&publish(&project), &project);
    }
    assert_eq!(far.service.uploads(), 2);
    assert!(
        relay
            .asked()
            .contains(&"/wx/cgi-bin/media/uploadimg".to_owned()),
        "{:?}",
        relay.asked()
    );
}

#[test]
fn a_relay_that_refuses_the_login_is_told_with_its_status() {
    let far = Far::new();
    let relay = far
        .wires
        .relay(far.service.sandbox().address(), "/wx", Some("Basic other"));
    let proxy = far.wires.http_proxy(relay.address, None);
    let mut project = far.project(&format!("https://{IN_URL}@relay.test/wx"));
    project.variable("HTTPS_PROXY", format!("http://{}", proxy.address));
    let run = publish(&project);
    assert_eq!(run.status, 4, "{run:?}");
    assert!(
        run.stderr.contains("(HTTP 401): a relay wants a user name"),
        "{run:?}"
    );
    assert_eq!(far.service.requests(), 0);
}

#[test]
fn pictures_of_other_hosts_trust_the_same_certificates() {
    let mut project = Service::start().project();
    project.file("a.md", "![](https://1.1.1.1/a.png)\n");
    project
        .variable("HTTPS_PROXY", "http://127.0.0.1:9")
        .variable("SSL_CERT_FILE", "none.pem");
    let run = project.tuwen(["publish", "a.md", "-vvv"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.stderr.contains("error[config.bad-certificates]"),
        "{run:?}"
    );
    assert!(!run.stderr.contains(" GET "), "nothing was asked: {run:?}");
}

#[test]
fn requests_for_pictures_of_other_hosts_are_told_by_host_and_path() {
    let mut project = Service::start().project();
    project.file(
        "a.md",
        "![](https://user:geheim@1.1.1.1/a.png?sign=geheim)\n",
    );
    project.variable("HTTPS_PROXY", "http://127.0.0.1:9");
    let run = project.tuwen(["publish", "a.md", "-vv"]);
    assert_eq!(run.status, 1, "{run:?}");
    let line = " tuwen::remote GET 1.1.1.1:443/a.png failed=refused sent=0 ms=";
    assert!(run.stderr.contains(line), "{run:?}");
}
