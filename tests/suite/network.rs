//! The way to the service: certificates, proxies, relays.

use crate::project::Project;
use crate::service::Service;

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
