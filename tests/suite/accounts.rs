//! Every way of calling, with the real program: whose account it is, where its secrets are, and that
//! tokens, ledgers and memories of accounts never mix.

use std::path::Path;

use tuwen::{Sandbox, SandboxOptions, Secret};

use crate::project::{Project, Run};
use crate::service::Service;

const OTHER: &str = "wx00000000000000b2";
const OTHER_SECRET: &str = "other-secret";

/// A project with an article of `count` pictures, and nothing of an account but the service's address.
fn project(service: &Service, count: u8) -> Project {
    let mut project = Project::new();
    project.variable("TUWEN_API_BASE", service.sandbox().base());
    let mut text = String::new();
    for number in 0..count {
        project.png(&format!("{number}.png"), number);
        text = format!("{text}![]({number}.png)\n");
    }
    project.file("a.md", text);
    project
}

fn rewrite(project: &Project) -> Run {
    project.tuwen(["rewrite", "a.md", "-o", "b.md"])
}

fn requests(service: &Service, endpoint: &str) -> u64 {
    let requests = service.sandbox().requests();
    requests.get(endpoint).copied().unwrap_or(0)
}

#[track_caller]
fn assert_done(run: &Run, service: &Service, uploads: usize) {
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(service.uploads(), uploads, "{run:?}");
}

/// Writes a file that its owner alone can read.
fn private(project: &Project, name: &str, content: &str) {
    project.file(name, content);
    #[cfg(unix)]
    mode(&project.path(name), 0o600);
}

#[cfg(unix)]
fn mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn the_classic_endpoint_is_chosen_and_warned_of_when_it_is_asked() {
    let service = Service::start();
    let mut project = project(&service, 2);
    project
        .variable("WECHAT_APP_ID", Sandbox::APP_ID)
        .variable("WECHAT_APP_SECRET", Sandbox::APP_SECRET)
        .variable("TUWEN_AUTH", "classic-token");
    let run = rewrite(&project);
    assert_done(&run, &service, 2);
    assert_eq!(requests(&service, "token"), 1);
    assert_eq!(requests(&service, "stable_token"), 0);
    assert!(
        run.stderr.contains("warning[wechat.classic-token]"),
        "{run:?}"
    );
    // The cached one is used, and invalidates nobody's.
    project.png("9.png", 99).file("a.md", "![](9.png)");
    let run = rewrite(&project);
    assert_done(&run, &service, 3);
    assert_eq!(requests(&service, "token"), 1);
    assert!(!run.stderr.contains("classic-token"), "{run:?}");
    // The other endpoint's tokens are another matter.
    project
        .variable("TUWEN_AUTH", "stable-token")
        .png("10.png", 100)
        .file("a.md", "![](10.png)");
    assert_done(&rewrite(&project), &service, 4);
    assert_eq!(requests(&service, "stable_token"), 1);
}

#[test]
fn a_secret_may_stand_in_a_private_file_or_come_from_a_command() {
    let service = Service::start();
    let mut project = project(&service, 1);
    project.variable("WECHAT_APP_ID", Sandbox::APP_ID);
    private(&project, "密钥", Sandbox::APP_SECRET);
    project.variable("WECHAT_APP_SECRET_FILE", "密钥");
    assert_done(&rewrite(&project), &service, 1);
    #[cfg(unix)]
    {
        // What is remembered needs no secret; what is new does, and others could read it.
        mode(&project.path("密钥"), 0o644);
        assert_eq!(rewrite(&project).status, 0);
        let run = project.tuwen(["rewrite", "a.md", "-o", "b.md", "--refresh"]);
        assert_eq!(run.status, 0, "the token is still good: {run:?}");
        service.sandbox().expire_tokens();
        let run = project.tuwen(["rewrite", "a.md", "-o", "b.md", "--refresh"]);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.stderr.contains("chmod 600"), "{run:?}");

        let other = self::project(&service, 1);
        other.user_config(&format!(
            "app-id = '{}'\napp-secret = {{ command = \"cat 密钥 && echo asked >> asked\" }}\n",
            Sandbox::APP_ID
        ));
        other.file("密钥", Sandbox::APP_SECRET);
        let run = rewrite(&other);
        assert_eq!(run.status, 0, "{run:?}");
        assert!(!format!("{run:?}").contains(Sandbox::APP_SECRET));
        assert_eq!(rewrite(&other).status, 0);
        assert_eq!(other.read("asked"), "asked\n", "asked when it was needed");
    }
}

#[cfg(unix)]
#[test]
fn a_command_that_fails_is_told_without_what_it_holds() {
    let service = Service::start();
    let project = project(&service, 1);
    project.user_config(&format!(
        "app-id = '{}'\napp-secret = {{ command = 'sh -c \"exit 7\" --key=geheim' }}\n",
        Sandbox::APP_ID
    ));
    let run = project.tuwen(["rewrite", "a.md", "-o", "b.md", "-v"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.stderr.contains("error[config.secret-unavailable]"),
        "{run:?}"
    );
    assert!(run.stderr.contains("exit 7"), "{run:?}");
    assert!(!run.stderr.contains("geheim"), "{run:?}");
    assert_eq!(service.requests(), 0);
}

#[test]
fn a_token_server_is_asked_once_and_again_when_its_token_is_refused() {
    let service = Service::start();
    let mut project = project(&service, 3);
    // The emulator's own endpoint plays the company's server.
    let url = format!(
        "{}/cgi-bin/token?grant_type=client_credential&appid={}&secret={}",
        service.sandbox().base(),
        Sandbox::APP_ID,
        Sandbox::APP_SECRET
    );
    project.variable("WECHAT_ACCESS_TOKEN_URL", url);
    let run = project.tuwen(["rewrite", "a.md", "-o", "b.md", "-v"]);
    assert_done(&run, &service, 3);
    assert_eq!(requests(&service, "token"), 1);
    assert!(!format!("{run:?}").contains(Sandbox::APP_SECRET), "{run:?}");
    service.sandbox().fault("token-expired=#2".parse().unwrap());
    let run = project.tuwen(["rewrite", "a.md", "-o", "b.md", "--refresh"]);
    assert_done(&run, &service, 6);
    assert_eq!(
        requests(&service, "token"),
        3,
        "one for the run, one for the renewal"
    );
}

#[cfg(unix)]
#[test]
fn a_token_command_that_gives_the_refused_token_again_is_final() {
    let service = Service::start();
    let project = project(&service, 3);
    let token = "t".repeat(64);
    project.user_config(&format!(
        "access-token = {{ command = 'echo asked >> asked; echo {token}' }}\n"
    ));
    let run = rewrite(&project);
    assert_eq!(run.status, 3, "{run:?}");
    assert!(run.stderr.contains("error[wechat.token]"), "{run:?}");
    assert!(!run.stderr.contains(&token), "{run:?}");
    let asked = project.read("asked").lines().count();
    assert!((2..=5).contains(&asked), "{asked}");
    assert!(requests(&service, "media/uploadimg") <= 4);
}

#[test]
fn a_platform_renews_tokens_and_keeps_the_refresh_token() {
    let service = Service::start();
    let mut project = project(&service, 2);
    project
        .variable("WECHAT_APP_ID", Sandbox::APP_ID)
        .variable("WECHAT_COMPONENT_APP_ID", Sandbox::COMPONENT_APP_ID)
        .variable("WECHAT_COMPONENT_ACCESS_TOKEN", Sandbox::COMPONENT_TOKEN)
        .variable("WECHAT_AUTHORIZER_REFRESH_TOKEN", Sandbox::REFRESH_TOKEN);
    let run = project.tuwen(["rewrite", "a.md", "-o", "b.md", "-v"]);
    assert_done(&run, &service, 2);
    assert_eq!(requests(&service, "component/api_authorizer_token"), 1);
    // The token is cached; when it dies, the refresh token that came with it is good for the next.
    project.tuwen(["rewrite", "a.md", "-o", "b.md", "--refresh"]);
    assert_eq!(requests(&service, "component/api_authorizer_token"), 1);
    for round in 2..5 {
        service.sandbox().expire_tokens();
        let run = project.tuwen(["rewrite", "a.md", "-o", "b.md", "--refresh"]);
        assert_eq!(run.status, 0, "{run:?}");
        assert_eq!(requests(&service, "component/api_authorizer_token"), round);
        for secret in [Sandbox::COMPONENT_TOKEN, Sandbox::REFRESH_TOKEN] {
            assert!(!format!("{run:?}").contains(secret), "{run:?}");
        }
    }
    // Another authorisation: what is configured counts again, and here it is used up.
    let lost = self::project(&service, 1);
    let mut lost = lost;
    lost.variable("WECHAT_APP_ID", Sandbox::APP_ID)
        .variable("WECHAT_COMPONENT_APP_ID", Sandbox::COMPONENT_APP_ID)
        .variable("WECHAT_COMPONENT_ACCESS_TOKEN", Sandbox::COMPONENT_TOKEN)
        .variable("WECHAT_AUTHORIZER_REFRESH_TOKEN", Sandbox::REFRESH_TOKEN);
    let run = rewrite(&lost);
    assert_eq!(run.status, 3, "{run:?}");
    assert!(run.stderr.contains("61023"), "{run:?}");
    assert!(
        run.stderr.contains("authorise the platform again"),
        "{run:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_refresh_token_that_could_not_be_kept_is_not_used_up() {
    let service = Service::start();
    let mut project = project(&service, 1);
    let cache = project.path("cache");
    project
        .variable("WECHAT_APP_ID", Sandbox::APP_ID)
        .variable("WECHAT_COMPONENT_APP_ID", Sandbox::COMPONENT_APP_ID)
        .variable("WECHAT_COMPONENT_ACCESS_TOKEN", Sandbox::COMPONENT_TOKEN)
        .variable("WECHAT_AUTHORIZER_REFRESH_TOKEN", Sandbox::REFRESH_TOKEN)
        .variable("TUWEN_CACHE_DIR", cache.to_str().unwrap());
    // A file where the directory of tokens should be: also root cannot write there.
    project.file("cache/tokens", "");
    let run = rewrite(&project);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("error[config.no-data-dir]"), "{run:?}");
    assert_eq!(requests(&service, "component/api_authorizer_token"), 0);
    assert_eq!(
        service.sandbox().refresh_token().expose(),
        Sandbox::REFRESH_TOKEN
    );
    std::fs::remove_file(cache.join("tokens")).unwrap();
    assert_done(&rewrite(&project), &service, 1);
}

#[test]
fn in_a_cloud_container_the_sidecar_needs_no_token() {
    let mut options = SandboxOptions::default();
    options.sidecar = true;
    let service = Service::with_options(options);
    let mut project = project(&service, 2);
    project.variable("TUWEN_AUTH", "cloud-sidecar");
    let run = rewrite(&project);
    assert_done(&run, &service, 2);
    assert_eq!(requests(&service, "stable_token"), 0);
    // A path that is not released looks like trouble on the way, and is said to be what it may be.
    service
        .sandbox()
        .fault("http-502@media/uploadimg".parse().unwrap());
    let run = project.tuwen(["upload", "0.png", "--refresh"]);
    assert_eq!(run.status, 4, "{run:?}");
    assert!(run.stderr.contains("微信令牌权限配置"), "{run:?}");
    // Without a sidecar the service says so, and so do we.
    let plain = Service::start();
    let mut project = self::project(&plain, 1);
    project.variable("TUWEN_AUTH", "cloud-sidecar");
    let run = rewrite(&project);
    assert_eq!(run.status, 3, "{run:?}");
    assert!(run.stderr.contains("开放接口服务"), "{run:?}");
}

#[test]
fn a_cloud_token_is_read_again_before_every_call() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("cloudbase_access_token");
    let mut options = SandboxOptions::default();
    options.cloud_token_file = Some(file.clone());
    let service = Service::with_options(options);
    let mut project = project(&service, 2);
    project
        .variable("TUWEN_AUTH", "cloud-token")
        .variable("WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE", file.to_str().unwrap());
    assert_done(&rewrite(&project), &service, 2);
    let before = std::fs::read_to_string(&file).unwrap();
    service
        .sandbox()
        .advance(std::time::Duration::from_hours(1));
    assert_ne!(std::fs::read_to_string(&file).unwrap(), before);
    let run = project.tuwen(["rewrite", "a.md", "-o", "b.md", "--refresh", "-v"]);
    assert_done(&run, &service, 4);
    assert!(!format!("{run:?}").contains(before.trim()), "{run:?}");
    // Quotas cannot be asked for here, and nobody tries.
    service.sandbox().fault("quota".parse().unwrap());
    let run = project.tuwen(["rewrite", "a.md", "-o", "b.md", "--refresh"]);
    assert_eq!(run.status, 3, "{run:?}");
    assert_eq!(requests(&service, "openapi/quota/get"), 0);
}

#[test]
fn accounts_never_mix() {
    let mut options = SandboxOptions::default();
    options
        .accounts
        .push((OTHER.to_owned(), Secret::new(OTHER_SECRET)));
    let service = Service::with_options(options);
    let project = project(&service, 2);
    project.user_config(&format!(
        "account = 'first'\n\
         [accounts.first]\napp-id = '{}'\napp-secret = '{}'\n\
         [accounts.'第二']\napp-id = '{OTHER}'\napp-secret = '{OTHER_SECRET}'\nauth = 'classic-token'\n",
        Sandbox::APP_ID,
        Sandbox::APP_SECRET
    ));
    assert_done(&rewrite(&project), &service, 2);
    let second = ["rewrite", "a.md", "-o", "c.md", "--account", "第二"];
    assert_done(&project.tuwen(second), &service, 4);
    assert_ne!(project.read("b.md"), project.read("c.md"));
    let mut accounts: Vec<String> = service
        .sandbox()
        .uploads()
        .into_iter()
        .map(|upload| upload.account)
        .collect();
    accounts.sort();
    assert_eq!(accounts, [OTHER, OTHER, Sandbox::APP_ID, Sandbox::APP_ID]);
    // Each has its own way of calling, its own token and its own memory.
    assert_eq!(requests(&service, "stable_token"), 1);
    assert_eq!(requests(&service, "token"), 1);
    let before = service.requests();
    assert_eq!(rewrite(&project).status, 0);
    assert_eq!(project.tuwen(second).status, 0);
    assert_eq!(service.requests(), before);
}

#[test]
fn files_that_come_with_articles_choose_no_source_of_secrets() {
    let service = Service::start();
    let project = project(&service, 1);
    project.file("tuwen.toml", "access-token = { command = 'touch ran' }\n");
    let run = rewrite(&project);
    run.assert_usage("config.untrusted-source");
    project.file("tuwen.toml", "");
    for line in [
        "WECHAT_APP_SECRET_COMMAND='touch ran'",
        "WECHAT_ACCESS_TOKEN_URL=http://127.0.0.1:9/",
        "WECHAT_APP_SECRET_FILE=/etc/passwd",
    ] {
        project.file(".env", line);
        let run = rewrite(&project);
        run.assert_usage("config.untrusted-source");
    }
    assert!(!project.path("ran").exists());
}

#[cfg(unix)]
#[test]
fn a_secret_in_a_file_that_others_can_read_is_worth_a_warning() {
    let service = Service::start();
    let project = project(&service, 1);
    let secrets = format!(
        "WECHAT_APP_ID={}\nWECHAT_APP_SECRET={}\n",
        Sandbox::APP_ID,
        Sandbox::APP_SECRET
    );
    project.file(".env", &secrets);
    mode(&project.path(".env"), 0o644);
    let run = rewrite(&project);
    assert_done(&run, &service, 1);
    assert!(
        run.stderr.contains("warning[config.open-secret]"),
        "{run:?}"
    );
    mode(&project.path(".env"), 0o600);
    let run = rewrite(&project);
    assert!(!run.stderr.contains("open-secret"), "{run:?}");
}

#[test]
fn many_processes_fetch_one_token() {
    let service = Service::start();
    service
        .sandbox()
        .fault("delay=100ms@stable_token".parse().unwrap());
    let mut project = service.project();
    project.variable("TUWEN_JOBS", "2");
    let children: Vec<_> = (0..8)
        .map(|number| {
            project.png(&format!("{number}.png"), number);
            project.file(&format!("{number}.md"), format!("![]({number}.png)\n"));
            let output = format!("out/{number}.md");
            let mut process = project.process();
            process
                .args(["rewrite", &format!("{number}.md"), "-o", &output, "-q"])
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(service.uploads(), 8);
    assert_eq!(requests(&service, "stable_token"), 1);
    // All have the same refused token in hand; one of them renews it.
    service.sandbox().revoke_tokens();
    let children: Vec<_> = (0..8)
        .map(|number| {
            let output = format!("out/{number}.md");
            let mut process = project.process();
            process
                .args([
                    "rewrite",
                    &format!("{number}.md"),
                    "-o",
                    &output,
                    "-q",
                    "--refresh",
                ])
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(requests(&service, "stable_token"), 2);
}
