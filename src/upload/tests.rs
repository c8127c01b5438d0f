use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::time::Instant;

use super::*;
use crate::asset::HostedUrl;

/// A host that answers each image by its name: what it fails with, in order, then success.
#[derive(Debug, Default)]
struct FakeHost {
    scripts: Mutex<std::collections::HashMap<String, VecDeque<Code>>>,
    always: Option<Code>,
    /// Names whose connections always break.
    broken: Mutex<Vec<String>>,
    slow: Duration,
    calls: Mutex<Vec<(String, Instant)>>,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
}

impl FakeHost {
    fn failing(name: &str, codes: &[Code]) -> Self {
        let host = Self::default();
        host.script(name, codes);
        host
    }

    fn script(&self, name: &str, codes: &[Code]) {
        self.scripts
            .lock()
            .unwrap()
            .insert(name.to_owned(), codes.iter().copied().collect());
    }
}

impl ImageHost for Arc<FakeHost> {
    async fn upload(&self, image: &FittedImage) -> Result<HostedImage, Problem> {
        let now = self.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_in_flight.fetch_max(now, Ordering::SeqCst);
        self.calls
            .lock()
            .unwrap()
            .push((image.name.clone(), Instant::now()));
        tokio::time::sleep(self.slow).await;
        self.in_flight.fetch_sub(1, Ordering::SeqCst);
        if self.broken.lock().unwrap().contains(&image.name) {
            return Err(Problem::new(Code::WechatUnreachable).with("reason", "closed"));
        }
        let scripted = self
            .scripts
            .lock()
            .unwrap()
            .get_mut(&image.name)
            .and_then(VecDeque::pop_front);
        match scripted.or(self.always) {
            Some(code) => Err(Problem::new(code)),
            None => Ok(HostedImage::for_bodies(
                HostedUrl::parse("https://mmbiz.qpic.cn/mmbiz_png/a/0").unwrap(),
            )),
        }
    }

    fn requests(&self) -> u64 {
        self.calls.lock().unwrap().len() as u64
    }
}

fn image(name: &str) -> FittedImage {
    FittedImage {
        digest: Digest::of(name.as_bytes()),
        format: ImageFormat::Png,
        destination: Destination::Bodies,
        bytes: vec![0; 10],
        name: name.to_owned(),
    }
}

fn uploader(host: FakeHost, jobs: usize) -> (Arc<FakeHost>, Uploader<Arc<FakeHost>>) {
    let host = Arc::new(host);
    let options = UploadOptions {
        jobs,
        ..UploadOptions::default()
    };
    (Arc::clone(&host), Uploader::new(host, options))
}

/// Uploads all names at once; the codes of their problems, `ok` for success.
async fn all(uploader: &Uploader<Arc<FakeHost>>, names: &[&str]) -> Vec<&'static str> {
    let images: Vec<_> = names.iter().map(|name| image(name)).collect();
    futures_util::future::join_all(images.iter().map(|image| uploader.upload(image)))
        .await
        .into_iter()
        .map(|result| match result {
            Ok(_) => "ok",
            Err(problem) => problem.code().as_str(),
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn transient_problems_are_tried_again_with_growing_pauses() {
    let host = FakeHost::failing(
        "图.png",
        &[
            Code::WechatBusy,
            Code::WechatUnreachable,
            Code::WechatBadReply,
        ],
    );
    let (host, uploader) = uploader(host, 4);
    assert_eq!(all(&uploader, &["图.png"]).await, ["ok"]);
    let calls = host.calls.lock().unwrap();
    let gaps: Vec<u128> = calls
        .windows(2)
        .map(|pair| (pair[1].1 - pair[0].1).as_millis())
        .collect();
    assert_eq!(gaps.len(), 3);
    for (gap, least) in gaps.iter().zip([1000, 2000, 4000]) {
        assert!((least..=2 * least + 2).contains(gap), "{gaps:?}");
    }
    drop(calls);
    assert_eq!(uploader.requests(), 4);
    assert_eq!(uploader.bytes_sent(), 10);
    assert_eq!(uploader.stopped(), None);
}

#[tokio::test(start_paused = true)]
async fn a_busy_host_is_given_up_after_the_last_attempt_for_this_image_only() {
    let host = FakeHost::failing("忙.png", &[Code::WechatBusy; 4]);
    let (host, uploader) = uploader(host, 1);
    assert_eq!(
        all(&uploader, &["忙.png", "b.png"]).await,
        ["wechat.busy", "ok"]
    );
    assert_eq!(host.requests(), 5);
    assert_eq!(uploader.stopped(), None);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_is_busy_for_everyone_stops_the_run() {
    let host = FakeHost {
        always: Some(Code::WechatBusy),
        ..FakeHost::default()
    };
    let (host, uploader) = uploader(host, 1);
    let names: Vec<String> = (0..50).map(|number| format!("{number}.png")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let outcome = all(&uploader, &names).await;
    let busy = outcome.iter().filter(|code| **code == "wechat.busy");
    assert_eq!(busy.count(), 2);
    let not_sent = outcome.iter().filter(|code| **code == "image.not-sent");
    assert_eq!(not_sent.count(), 48);
    // One more may have begun while the first waited to be sent again.
    assert!((12..=14).contains(&host.requests()), "{}", host.requests());
    assert_eq!(uploader.stopped().unwrap().code(), Code::WechatBusy);
}

#[tokio::test(start_paused = true)]
async fn an_image_problem_is_final_and_stops_nothing() {
    let host = FakeHost::failing("坏.png", &[Code::ImageRefused; 4]);
    let (host, uploader) = uploader(host, 2);
    assert_eq!(
        all(&uploader, &["坏.png", "b.png", "c.png"]).await,
        ["image.refused", "ok", "ok"]
    );
    assert_eq!(host.requests(), 3);
    assert_eq!(uploader.stopped(), None);
}

#[tokio::test(start_paused = true)]
async fn an_account_problem_stops_the_run_and_is_kept_once() {
    for code in [Code::WechatQuotaSpent, Code::ConfigNoAccount] {
        let host = FakeHost {
            always: Some(code),
            slow: Duration::from_millis(10),
            ..FakeHost::default()
        };
        let (host, uploader) = uploader(host, 2);
        let outcome = all(&uploader, &["a", "b", "c", "d", "e"]).await;
        assert_eq!(outcome, ["image.not-sent"; 5]);
        // The two in flight were sent; no third one was.
        assert_eq!(host.requests(), 2);
        assert_eq!(uploader.stopped().unwrap().code(), code);
        let late = uploader.upload(&image("f")).await.unwrap_err();
        assert_eq!(late.argument("cause"), Some(code.as_str()));
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_in_flight_when_the_run_stops_still_counts() {
    let host = FakeHost {
        slow: Duration::from_secs(1),
        ..FakeHost::failing("a", &[Code::WechatForbidden])
    };
    let (_, uploader) = uploader(host, 2);
    assert_eq!(
        all(&uploader, &["a", "b", "c"]).await,
        ["image.not-sent", "ok", "image.not-sent"]
    );
}

#[tokio::test(start_paused = true)]
async fn an_unreachable_host_fails_the_rest_fast() {
    let host = FakeHost {
        always: Some(Code::WechatUnreachable),
        ..FakeHost::default()
    };
    let (host, uploader) = uploader(host, 1);
    let started = Instant::now();
    assert_eq!(
        all(&uploader, &["a", "b", "c", "d"]).await,
        ["image.not-sent"; 4]
    );
    assert_eq!(host.requests(), 4);
    assert!(started.elapsed() < Duration::from_secs(16));
    assert_eq!(uploader.stopped().unwrap().code(), Code::WechatUnreachable);
}

#[tokio::test(start_paused = true)]
async fn a_stop_wakes_those_who_pause() {
    let host = FakeHost::failing("睡.png", &[Code::WechatBusy; 3]);
    let (_, uploader) = uploader(host, 2);
    let started = Instant::now();
    let sleeping = image("睡.png");
    let stop = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        uploader.stop(Problem::new(Code::Interrupted));
        uploader.stop(Problem::new(Code::WechatBusy));
    };
    let (result, ()) = tokio::join!(uploader.upload(&sleeping), stop);
    let problem = result.unwrap_err();
    assert_eq!(problem.code(), Code::ImageNotSent);
    assert_eq!(problem.argument("cause"), Some("run.interrupted"));
    assert!(started.elapsed() < Duration::from_millis(200));
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_quiets_everyone_for_longer() {
    let host = FakeHost::failing("a", &[Code::WechatRateLimited]);
    let (host, uploader) = uploader(host, 1);
    let started = Instant::now();
    assert_eq!(all(&uploader, &["a", "b"]).await, ["ok"; 2]);
    let second = host.calls.lock().unwrap()[1].1;
    assert!(second - started >= Duration::from_secs(2));

    let slow = FakeHost {
        slow: Duration::from_millis(5),
        ..FakeHost::failing("a", &[Code::WechatRateLimited])
    };
    let (host, uploader) = super::tests::uploader(slow, 2);
    let started = Instant::now();
    assert_eq!(all(&uploader, &["a", "b", "c", "d"]).await, ["ok"; 4]);
    let calls = host.calls.lock().unwrap();
    // `a` and `b` went out together; all others kept quiet with `a`.
    for (_, when) in &calls[2..] {
        assert!(*when - started >= Duration::from_secs(2));
    }
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_costs_no_image_its_attempts_and_fewer_go_at_once() {
    let host = FakeHost {
        slow: Duration::from_millis(50),
        ..FakeHost::failing("a", &[Code::WechatRateLimited; 6])
    };
    let (host, uploader) = uploader(host, 8);
    let names: Vec<String> = (0..40).map(|number| format!("{number}.png")).collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.insert(0, "a");
    assert_eq!(all(&uploader, &names).await, ["ok"; 41]);
    assert_eq!(host.requests(), 47);
    assert_eq!(host.most_in_flight.load(Ordering::SeqCst), 8);
}

#[tokio::test(start_paused = true)]
async fn a_line_that_breaks_for_one_image_stops_nothing() {
    let host = FakeHost::default();
    *host.broken.lock().unwrap() = vec!["断.png".to_owned()];
    let (_, uploader) = uploader(host, 1);
    let outcome = all(&uploader, &["断.png", "b", "c"]).await;
    assert_eq!(outcome, ["wechat.unreachable", "ok", "ok"]);
    assert_eq!(uploader.stopped(), None);
}

#[tokio::test(start_paused = true)]
async fn never_more_in_flight_than_jobs() {
    for jobs in [0, 1, 3, 8] {
        let host = FakeHost {
            slow: Duration::from_millis(50),
            ..FakeHost::default()
        };
        let (host, uploader) = uploader(host, jobs);
        let names: Vec<String> = (0..20).map(|number| number.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(all(&uploader, &names).await, ["ok"; 20]);
        let most = host.most_in_flight.load(Ordering::SeqCst);
        assert_eq!(most, jobs.max(1));
    }
}

#[tokio::test(start_paused = true)]
async fn one_attempt_means_no_retry() {
    let host = Arc::new(FakeHost::failing("a", &[Code::WechatBusy]));
    for attempts in [0, 1] {
        host.script("a", &[Code::WechatBusy]);
        let options = UploadOptions {
            attempts,
            ..UploadOptions::default()
        };
        let uploader = Uploader::new(Arc::clone(&host), options);
        assert_eq!(all(&uploader, &["a"]).await, ["wechat.busy"]);
    }
    assert_eq!(host.requests(), 2);
}
