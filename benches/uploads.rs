//! Many small pictures, side by side with curl: the same pictures, the same number of requests at once,
//! the same emulator, which answers after 50 ms; in turns, so that both meet the machine as it is.
//!
//! `cargo bench --bench uploads`. What is timed is the whole life of a process. Ours begins with an empty
//! ledger, fetches its token and records every picture on the disk; curl gets its token beforehand and
//! remembers nothing. `cargo test --bench uploads` does one small round to see that all this works.

#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::runtime::Runtime;
use tuwen::{Sandbox, SandboxOptions};

const DELAY: &str = "delay=50ms";
/// curl has `--parallel` since this version.
const OLDEST_CURL: (u32, u32) = (7, 66);
/// Pause between two looks at how many requests are in flight: short beside the delay.
const LOOK: Duration = Duration::from_millis(10);

/// How much is done.
struct Extent {
    pictures: usize,
    rounds: usize,
}

fn main() {
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let extent = if is_bench {
        Extent {
            pictures: 400,
            rounds: 5,
        }
    } else {
        Extent {
            pictures: 24,
            rounds: 1,
        }
    };
    let curl = match curl_version() {
        Some(version) if version >= OLDEST_CURL => true,
        Some((major, minor)) => {
            println!("curl {major}.{minor} has no --parallel: ours alone");
            false
        }
        None => {
            println!("no curl: ours alone");
            false
        }
    };
    let directory = tempfile::tempdir().expect("a temporary directory");
    let pictures = pictures(directory.path(), extent.pictures);
    let mut too_many = Vec::new();
    for jobs in [4, 8] {
        let mut ours = Vec::new();
        let mut theirs = Vec::new();
        for round in 0..extent.rounds {
            let emulator = Emulator::start();
            // Who goes first changes from round to round.
            for turn in 0..2 {
                if (round + turn) % 2 == 0 {
                    ours.push(emulator.watch(|| upload(&emulator, &pictures, jobs)));
                } else if curl {
                    let token = emulator.token();
                    let config = Config::new(&emulator, &pictures, &token);
                    theirs.push(emulator.watch(|| config.run(jobs)));
                }
            }
        }
        for (name, runs) in [("tuwen", &ours), ("curl", &theirs)] {
            if !runs.is_empty() {
                tell(name, jobs, extent.pictures, runs);
            }
        }
        if curl {
            let ratio = median(&ours).as_secs_f64() / median(&theirs).as_secs_f64();
            println!("  tuwen / curl, {jobs} at once: {ratio:.3}");
        }
        let excess = ours.iter().filter(|run| run.connections > jobs as u64);
        too_many.extend(excess.map(|run| (jobs, run.connections)));
    }
    // Said when all figures are out. How a pool hands connections on depends on the moment, so a round
    // that only looks whether the bench works does not decide it.
    assert!(
        too_many.is_empty() || !is_bench,
        "more connections than requests at once: {too_many:?}"
    );
}

/// What was seen of one process.
struct Run {
    time: Duration,
    connections: u64,
    /// The most requests that had arrived and were not answered yet.
    peak: u64,
}

fn median(runs: &[Run]) -> Duration {
    let mut times: Vec<_> = runs.iter().map(|run| run.time).collect();
    times.sort();
    times[times.len() / 2]
}

fn tell(name: &str, jobs: usize, pictures: usize, runs: &[Run]) {
    let most = |of: fn(&Run) -> u64| runs.iter().map(of).max().unwrap_or_default();
    println!(
        "{name:>6}, {jobs} at once: {pictures} pictures in {:.3} s (median of {}); {} connections, {} in flight at most",
        median(runs).as_secs_f64(),
        runs.len(),
        most(|run| run.connections),
        most(|run| run.peak),
    );
}

/// The emulator that both talk to.
struct Emulator {
    sandbox: Sandbox,
    _runtime: Runtime,
}

impl Emulator {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let sandbox = runtime
            .block_on(Sandbox::start_with(address, SandboxOptions::default()))
            .expect("a free port");
        sandbox.fault(DELAY.parse().expect("a fault"));
        Self {
            sandbox,
            _runtime: runtime,
        }
    }

    /// A token, for those who don't fetch one themselves.
    fn token(&self) -> String {
        let url = format!(
            "{}/cgi-bin/token?grant_type=client_credential&appid={}&secret={}",
            self.sandbox.base(),
            Sandbox::APP_ID,
            Sandbox::APP_SECRET,
        );
        let mut config = tempfile::NamedTempFile::new().expect("a temporary file");
        std::io::Write::write_all(&mut config, format!("url = \"{url}\"\n").as_bytes())
            .expect("a writable temporary directory");
        let answer = Command::new("curl")
            .args(["--disable", "--silent", "--noproxy", "*", "--config"])
            .arg(config.path())
            .output()
            .expect("curl");
        let answer: serde_json::Value = serde_json::from_slice(&answer.stdout).expect("JSON");
        answer["access_token"].as_str().expect("a token").to_owned()
    }

    /// Watches a run: how long it takes, by how many connections, with how many requests in flight.
    fn watch(&self, run: impl FnOnce()) -> Run {
        let before = self.sandbox.connections();
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let peak = scope.spawn(|| {
                let mut peak = 0;
                while !over.load(Ordering::Relaxed) {
                    peak = peak.max(self.in_flight());
                    std::thread::sleep(LOOK);
                }
                peak
            });
            let begin = Instant::now();
            run();
            let time = begin.elapsed();
            over.store(true, Ordering::Relaxed);
            Run {
                time,
                connections: self.sandbox.connections() - before,
                peak: peak.join().expect("no panic"),
            }
        })
    }

    /// Uploads that have arrived and are not stored yet.
    fn in_flight(&self) -> u64 {
        let requests = self.sandbox.requests();
        let arrived = requests.get("media/uploadimg").copied().unwrap_or(0);
        arrived.saturating_sub(self.sandbox.uploads().len() as u64)
    }
}

/// Distinct pictures of two pixels.
fn pictures(directory: &Path, number: usize) -> Vec<PathBuf> {
    let picture = |number: usize| {
        let path = directory.join(format!("{number}.png"));
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().expect("memory");
        let [low, high, ..] = number.to_le_bytes();
        writer
            .write_image_data(&[low, high, 0, 0, 0, 0])
            .expect("two pixels");
        drop(writer);
        std::fs::write(&path, bytes).expect("a writable temporary directory");
        path
    };
    (0..number).map(picture).collect()
}

/// `tuwen upload`, with a ledger of its own.
fn upload(emulator: &Emulator, pictures: &[PathBuf], jobs: usize) {
    let home = tempfile::tempdir().expect("a temporary directory");
    let output = Command::new(env!("CARGO_BIN_EXE_tuwen"))
        .env_clear()
        .env("HOME", home.path())
        .env("TUWEN_CACHE_DIR", home.path().join("data"))
        .env("TUWEN_API_BASE", emulator.sandbox.base())
        .env("WECHAT_APP_ID", Sandbox::APP_ID)
        .env("WECHAT_APP_SECRET", Sandbox::APP_SECRET)
        .args(["upload", "--jobs", &jobs.to_string()])
        .args(pictures)
        .output()
        .expect("the program");
    assert!(output.status.success(), "{output:?}");
    let urls = String::from_utf8(output.stdout).expect("URLs");
    assert_eq!(urls.lines().count(), pictures.len(), "one for each picture");
}

/// What curl is told to do.
struct Config {
    directory: TempDir,
    pictures: usize,
}

impl Config {
    /// One transfer for each picture, with a form such as ours.
    fn new(emulator: &Emulator, pictures: &[PathBuf], token: &str) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let base = emulator.sandbox.base();
        let mut text = String::new();
        for (number, picture) in pictures.iter().enumerate() {
            if number > 0 {
                text.push_str("next\n");
            }
            let answer = directory.path().join(format!("{number}.json"));
            write!(
                text,
                "url = \"{base}/cgi-bin/media/uploadimg?access_token={token}\"\n\
                 form = \"media=@{};type=image/png\"\n\
                 output = \"{}\"\n\
                 noproxy = \"*\"\n",
                picture.display(),
                answer.display(),
            )
            .expect("memory");
        }
        std::fs::write(directory.path().join("config"), text)
            .expect("a writable temporary directory");
        Self {
            directory,
            pictures: pictures.len(),
        }
    }

    fn run(&self, jobs: usize) {
        let output = Command::new("curl")
            .args(["--disable", "--parallel", "--parallel-max"])
            .args([&jobs.to_string(), "--config"])
            .arg(self.directory.path().join("config"))
            .output()
            .expect("curl");
        // What it says may name the token.
        assert!(output.status.success(), "{}", output.status);
        let stored = (0..self.pictures).filter(|number| {
            let answer = self.directory.path().join(format!("{number}.json"));
            std::fs::read_to_string(answer).is_ok_and(|answer| answer.contains("\"url\""))
        });
        assert_eq!(stored.count(), self.pictures, "a URL for each picture");
    }
}

/// The version of the curl that is there.
fn curl_version() -> Option<(u32, u32)> {
    let output = Command::new("curl").arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut numbers = text.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}
