use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::*;
use crate::problem::{Class, Code};
use crate::sandbox::{Effect, Fault, Sandbox, SandboxOptions, Schedule};
use crate::upload::{UploadOptions, Uploader};

async fn sandbox() -> Sandbox {
    Sandbox::start("127.0.0.1:0".parse().unwrap())
        .await
        .unwrap()
}

fn app(sandbox: &Sandbox, directory: &Path) -> Wechat {
    let credentials = Credentials::App {
        app_id: Sandbox::APP_ID.into(),
        secret: Secret::new(Sandbox::APP_SECRET).into(),
        endpoint: TokenEndpoint::Stable,
    };
    Wechat::new(&sandbox.base(), credentials, directory).unwrap()
}

fn gate(wechat: Wechat, jobs: usize) -> Uploader<Wechat> {
    let options = UploadOptions {
        jobs,
        attempts: 4,
        pause: Duration::from_millis(2),
    };
    Uploader::new(wechat, options)
}

/// Uploads so many pictures at once; the problems of those that failed.
async fn upload(uploader: &Uploader<Wechat>, count: u32) -> Vec<Problem> {
    let images: Vec<_> = (0..count).map(picture).collect();
    join_all(images.iter().map(|image| uploader.upload(image)))
        .await
        .into_iter()
        .filter_map(Result::err)
        .collect()
}

fn requests(sandbox: &Sandbox, endpoint: &str) -> u64 {
    sandbox.requests().get(endpoint).copied().unwrap_or(0)
}

#[tokio::test]
async fn a_picture_goes_up_and_comes_back() {
    let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
    let wechat = app(&sandbox, directory.path());
    let image = picture(1);
    let first = wechat.upload(&image).await.unwrap();
    assert!(
        first
            .url
            .as_str()
            .starts_with("https://mmbiz.qpic.cn/mmbiz_png/")
    );
    assert_eq!(
        sandbox.picture(first.url.as_str()),
        Some(image.bytes.clone())
    );
    // The service knows nothing of sameness.
    let second = wechat.upload(&image).await.unwrap();
    assert_ne!(first, second);
    let uploads = sandbox.uploads();
    assert_eq!(uploads.len(), 2);
    assert_eq!(uploads[0].digest, image.digest);
    assert_eq!(
        uploads[0].filename,
        format!("{}.png", &image.digest.hex()[..16])
    );
    assert!(uploads[0].content_length.is_some());
    assert_eq!(wechat.requests(), 3);
}

#[tokio::test]
async fn many_tasks_fetch_one_token_over_no_more_connections_than_jobs() {
    for jobs in [1, 4, 8] {
        let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
        let uploader = gate(app(&sandbox, directory.path()), jobs);
        assert!(upload(&uploader, 60).await.is_empty());
        assert_eq!(requests(&sandbox, "stable_token"), 1);
        assert_eq!(requests(&sandbox, "media/uploadimg"), 60);
        assert_eq!(sandbox.uploads().len(), 60);
        let connections = sandbox.connections();
        assert!(connections <= jobs as u64, "{connections} > {jobs}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_are_reused_on_several_threads_too() {
    let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
    sandbox.fault("delay=1ms".parse().unwrap());
    let uploader = Arc::new(gate(app(&sandbox, directory.path()), 4));
    let tasks = (0..100).map(|number| {
        let uploader = Arc::clone(&uploader);
        tokio::spawn(async move { uploader.upload(&picture(number)).await })
    });
    for result in join_all(tasks).await {
        result.unwrap().unwrap();
    }
    // With several threads a request may, once in a while, look into the pool in the instant before
    // a connection is back there, and open another one.
    let connections = sandbox.connections();
    assert!(connections <= 4 + 4, "{connections}");
}

#[tokio::test]
async fn several_clients_sharing_a_directory_fetch_one_token() {
    let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
    sandbox.fault("delay=30ms@stable_token".parse().unwrap());
    let clients: Vec<_> = (0..5).map(|_| app(&sandbox, directory.path())).collect();
    let image = picture(1);
    for result in join_all(clients.iter().map(|client| client.upload(&image))).await {
        result.unwrap();
    }
    assert_eq!(requests(&sandbox, "stable_token"), 1);
    // And the next run needs none.
    app(&sandbox, directory.path())
        .upload(&image)
        .await
        .unwrap();
    assert_eq!(requests(&sandbox, "stable_token"), 1);
}

#[tokio::test]
async fn a_directory_that_cannot_be_written_costs_a_token_and_nothing_else() {
    let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
    let file = directory.path().join("这是文件");
    crate::fsio::write_atomic(&file, b"").unwrap();
    for run in 1..=2 {
        let wechat = app(&sandbox, &file.join("tokens"));
        wechat.upload(&picture(1)).await.unwrap();
        wechat.upload(&picture(2)).await.unwrap();
        assert_eq!(requests(&sandbox, "stable_token"), run);
    }
}

#[tokio::test]
async fn a_token_that_expires_or_is_replaced_is_renewed_once_for_all() {
    for replaced in [false, true] {
        let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
        let uploader = gate(app(&sandbox, directory.path()), 4);
        assert!(upload(&uploader, 4).await.is_empty());
        if replaced {
            sandbox.revoke_tokens();
        } else {
            sandbox.expire_tokens();
        }
        assert!(upload(&uploader, 12).await.is_empty());
        assert_eq!(requests(&sandbox, "stable_token"), 2);
        assert_eq!(sandbox.uploads().len(), 16);
        // The new one is on disk, too.
        app(&sandbox, directory.path())
            .upload(&picture(1))
            .await
            .unwrap();
        assert_eq!(requests(&sandbox, "stable_token"), 2);
    }
}

#[tokio::test]
async fn tokens_that_die_again_and_again_do_not_end_a_run() {
    let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
    sandbox.fault("token-uses=5".parse().unwrap());
    let uploader = gate(app(&sandbox, directory.path()), 4);
    assert!(upload(&uploader, 40).await.is_empty());
    assert_eq!(sandbox.uploads().len(), 40);
    assert!(requests(&sandbox, "stable_token") <= 9);
}

#[tokio::test]
async fn a_refusal_of_the_renewed_token_is_final() {
    let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
    sandbox.fault(Fault::new(Effect::Errcode(40001), Schedule::Always));
    let uploader = gate(app(&sandbox, directory.path()), 1);
    let problems = upload(&uploader, 10).await;
    assert_eq!(problems.len(), 10);
    let stopped = uploader.stopped().unwrap();
    assert_eq!(stopped.code(), Code::WechatToken);
    assert_eq!(stopped.argument("errcode"), Some("40001"));
    assert_eq!(requests(&sandbox, "stable_token"), 2);
    assert_eq!(requests(&sandbox, "media/uploadimg"), 2);
}

#[tokio::test]
async fn a_given_token_is_used_as_it_is() {
    let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
    let token = "x".repeat(100);
    let credentials = Credentials::Token(Secret::new(token).into());
    let wechat = Wechat::new(&sandbox.base(), credentials, directory.path()).unwrap();
    let problem = wechat.upload(&picture(1)).await.unwrap_err();
    assert_eq!(problem.code(), Code::WechatToken);
    assert_ne!(problem.argument("rid"), None);
    assert_eq!(wechat.requests(), 1);
    assert_eq!(requests(&sandbox, "stable_token"), 0);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn without_credentials_nothing_is_sent() {
    let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
    let missing = Credentials::Missing(Problem::new(Code::ConfigNoAccount));
    let wechat = Wechat::new(&sandbox.base(), missing, directory.path()).unwrap();
    let uploader = gate(wechat, 4);
    assert_eq!(upload(&uploader, 3).await.len(), 3);
    assert_eq!(uploader.stopped().unwrap().code(), Code::ConfigNoAccount);
    assert_eq!((uploader.requests(), sandbox.connections()), (0, 0));
}

#[tokio::test]
async fn wrong_credentials_are_asked_about_once() {
    for (app_id, secret, fault) in [
        (Sandbox::APP_ID, "wrong", None),
        ("wxunknown", Sandbox::APP_SECRET, None),
        (
            Sandbox::APP_ID,
            Sandbox::APP_SECRET,
            Some(("ip", Code::WechatIpNotAllowed)),
        ),
        (
            Sandbox::APP_ID,
            Sandbox::APP_SECRET,
            Some(("frozen", Code::WechatAccount)),
        ),
    ] {
        let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
        let mut expected = Code::WechatCredentials;
        if let Some((fault, code)) = fault {
            sandbox.fault(fault.parse().unwrap());
            expected = code;
        }
        let credentials = Credentials::App {
            app_id: app_id.into(),
            secret: Secret::new(secret).into(),
            endpoint: TokenEndpoint::Stable,
        };
        let wechat = Wechat::new(&sandbox.base(), credentials, directory.path()).unwrap();
        let uploader = gate(wechat, 8);
        assert_eq!(upload(&uploader, 20).await.len(), 20);
        let stopped = uploader.stopped().unwrap();
        assert_eq!(
            (stopped.code(), stopped.class()),
            (expected, Class::Account)
        );
        if expected == Code::WechatIpNotAllowed {
            assert_eq!(stopped.argument("ip"), Some("203.0.113.7"));
        }
        assert_eq!(uploader.requests(), 1);
    }
}

#[tokio::test]
async fn a_changed_secret_does_not_use_the_old_ones_token() {
    let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
    app(&sandbox, directory.path())
        .upload(&picture(1))
        .await
        .unwrap();
    let credentials = Credentials::App {
        app_id: Sandbox::APP_ID.into(),
        secret: Secret::new("wrong").into(),
        endpoint: TokenEndpoint::Stable,
    };
    let wechat = Wechat::new(&sandbox.base(), credentials, directory.path()).unwrap();
    let problem = wechat.upload(&picture(1)).await.unwrap_err();
    assert_eq!(problem.code(), Code::WechatCredentials);
}

#[tokio::test]
async fn everything_that_passes_ends_complete() {
    for (fault, stored) in [
        ("busy=2", 12),
        ("busy=2@stable_token", 12),
        ("busy=%3", 12),
        ("rate-limited=2", 12),
        ("http-500=2", 12),
        ("http-502=1@stable_token", 12),
        ("html=2", 12),
        ("reset-before=2", 12),
        ("delay=5ms", 12),
        // The answer is lost and the picture is not: the price of sending it again.
        ("empty=1", 13),
        ("truncated=2", 14),
        ("cut=1", 13),
        ("reset-after=2", 14),
        ("truncated=1@stable_token", 12),
        ("reset-after=1@stable_token", 12),
    ] {
        let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
        sandbox.fault(fault.parse().unwrap());
        let uploader = gate(app(&sandbox, directory.path()), 4);
        let problems = upload(&uploader, 12).await;
        assert!(problems.is_empty(), "{fault}: {problems:?}");
        assert_eq!(sandbox.uploads().len(), stored, "{fault}");
        assert_eq!(uploader.stopped(), None, "{fault}");
    }
}

#[tokio::test]
async fn one_refused_picture_leaves_the_others_alone() {
    let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
    sandbox.fault("refuse=#3".parse().unwrap());
    let uploader = gate(app(&sandbox, directory.path()), 1);
    let problems = upload(&uploader, 6).await;
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code(), Code::ImageRefused);
    assert_eq!(problems[0].argument("path"), Some("图片/第 2 张.png"));
    assert_eq!(problems[0].argument("errcode"), Some("40005"));
    assert_eq!(sandbox.uploads().len(), 5);
}

#[tokio::test]
async fn a_spent_quota_keeps_what_was_done_and_stops_the_rest() {
    let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
    sandbox.fault("quota=8..".parse().unwrap());
    let uploader = gate(app(&sandbox, directory.path()), 2);
    let problems = upload(&uploader, 50).await;
    assert_eq!(problems.len(), 43);
    for problem in &problems {
        assert_eq!(problem.code(), Code::ImageNotSent);
        assert_eq!(problem.argument("cause"), Some("wechat.quota-spent"));
    }
    assert_eq!(sandbox.uploads().len(), 7);
    assert!(requests(&sandbox, "media/uploadimg") <= 9);
    assert_eq!(
        uploader.stopped().unwrap().argument("errcode"),
        Some("45009")
    );
}

#[tokio::test]
async fn an_emulator_that_is_gone_is_unreachable_soon() {
    let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
    let uploader = gate(app(&sandbox, directory.path()), 4);
    assert!(upload(&uploader, 4).await.is_empty());
    drop(sandbox);
    let started = Instant::now();
    assert_eq!(upload(&uploader, 30).await.len(), 30);
    assert_eq!(uploader.stopped().unwrap().code(), Code::WechatUnreachable);
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn pictures_at_the_limit_are_judged_by_the_service() {
    let (sandbox, directory) = (sandbox().await, tempfile::tempdir().unwrap());
    let wechat = app(&sandbox, directory.path());
    for (size, fits) in [(1_048_575, true), (1_048_576, false)] {
        let mut image = picture(1);
        image.bytes.resize(size, 0);
        match wechat.upload(&image).await {
            Ok(_) => assert!(fits),
            Err(problem) => {
                assert!(!fits);
                assert_eq!(problem.code(), Code::ImageRefused);
                assert_eq!(problem.argument("errcode"), Some("40009"));
            }
        }
    }
}

#[tokio::test]
async fn accounts_do_not_share_tokens() {
    let options = SandboxOptions {
        accounts: vec![("wx另一个".into(), Secret::new("二"))],
        ..SandboxOptions::default()
    };
    let sandbox = Sandbox::start_with("127.0.0.1:0".parse().unwrap(), options)
        .await
        .unwrap();
    let directory = tempfile::tempdir().unwrap();
    app(&sandbox, directory.path())
        .upload(&picture(1))
        .await
        .unwrap();
    let credentials = Credentials::App {
        app_id: "wx另一个".into(),
        secret: Secret::new("二").into(),
        endpoint: TokenEndpoint::Stable,
    };
    let other = Wechat::new(&sandbox.base(), credentials, directory.path()).unwrap();
    other.upload(&picture(1)).await.unwrap();
    let accounts: Vec<String> = sandbox
        .uploads()
        .into_iter()
        .map(|upload| upload.account)
        .collect();
    assert_eq!(accounts, [Sandbox::APP_ID, "wx另一个"]);
    assert_eq!(requests(&sandbox, "stable_token"), 2);
}
