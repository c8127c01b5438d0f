//! A shared ledger: machines of a team, each with a home of its own, and one memory between them.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::project::{Project, Run};
use crate::service::Service;
use crate::stores;

/// A real Redis, where it is installed; `TUWEN_NEEDS_REDIS` makes that a must.
pub(crate) struct Redis {
    server: Child,
    port: u16,
    directory: tempfile::TempDir,
}

impl Redis {
    fn start() -> Option<Self> {
        Self::on(free_port(), &[])
    }

    fn on(port: u16, more: &[&str]) -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let started = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .args(more)
            .current_dir(directory.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let is_needed = std::env::var_os("TUWEN_NEEDS_REDIS").is_some();
        assert!(
            started.is_ok() || !is_needed,
            "redis-server is not installed"
        );
        let server = started.ok()?;
        let redis = Self {
            server,
            port,
            directory,
        };
        let deadline = Instant::now() + Duration::from_secs(20);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "Redis does not come up");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(redis)
    }

    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/1/team", self.port)
    }

    /// What `redis-cli` says.
    fn say(&self, arguments: &[&str]) -> String {
        let said = Command::new("redis-cli")
            .args(["-p", &self.port.to_string(), "-n", "1"])
            .args(arguments)
            .output()
            .unwrap();
        String::from_utf8(said.stdout).unwrap()
    }

    fn kill(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = self.directory.path();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A machine with the same articles: `pictures` of them in each.
fn machine(service: &Service, ledger: &str, pictures: u32) -> Project {
    let mut machine = service.project();
    machine.variable("TUWEN_LEDGER", ledger);
    let mut text = "# 题\n".to_owned();
    for number in 0..pictures {
        machine.file(&format!("图/{number}.png"), crate::project::picture(number));
        let _ = write!(text, "\n![图](图/{number}.png)\n");
    }
    machine.file("稿.md", text);
    machine
}

fn publish(machine: &Project) -> Run {
    let run = machine.tuwen(["publish", "稿.md", "--report=json"]);
    assert_eq!(run.status, 0, "{run:?}");
    run
}

fn codes(run: &Run) -> Vec<String> {
    let problems = run.json()["problems"].as_array().cloned();
    let code = |problem: &serde_json::Value| problem["code"].as_str().unwrap().to_owned();
    problems.unwrap_or_default().iter().map(code).collect()
}

/// What holds of every kind of store; `variables` say who may use it.
fn shares(ledger: &str, variables: &[(&str, &str)]) {
    let service = Service::start();
    let machine = || {
        let mut machine = machine(&service, ledger, 6);
        for (name, value) in variables {
            machine.variable(name, *value);
        }
        machine
    };
    let first = machine();
    let run = publish(&first);
    assert_eq!(run.json()["totals"]["uploaded"], 6, "{run:?}");
    assert_eq!(codes(&run), Vec::<String>::new());
    let second = machine();
    let run = publish(&second);
    assert_eq!(run.json()["totals"]["uploaded"], 0, "{run:?}");
    assert_eq!(run.json()["totals"]["reused"], 6);
    assert_eq!(run.json()["totals"]["requests"], 0);
    assert_eq!(service.uploads(), 6);
    assert_eq!(first.read("稿.wechat.html"), second.read("稿.wechat.html"));
}

#[test]
fn what_one_machine_uploads_no_other_uploads_again() {
    if let Some(redis) = Redis::start() {
        shares(&redis.url(), &[]);
        // Names are under the prefix, in the database that was named; no claim is left.
        let names = redis.say(&["KEYS", "*"]);
        assert_eq!(names.lines().count(), 6, "{names}");
        assert!(
            names
                .lines()
                .all(|name| name.starts_with("team:v1:upload:"))
        );
    }
    let folder = tempfile::tempdir().unwrap();
    shares(folder.path().join("团队").to_str().unwrap(), &[]);
    shares(&format!("file://{}/b", folder.path().display()), &[]);
}

/// The keys of access, as AWS's own tools take them.
const KEYS: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", stores::ACCESS_KEY),
    ("AWS_SECRET_ACCESS_KEY", stores::SECRET_KEY),
];

#[test]
fn a_bucket_is_shared_with_signed_requests() {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join("pictures")).unwrap();
    let server = stores::s3(root.path());
    let ledger = format!("s3://pictures/team?endpoint=http://{}", server.address);
    shares(&ledger, &KEYS);
    assert_eq!(walk(&root.path().join("pictures/team/v1/upload")).len(), 6);
    // A wrong key is a store that does not answer.
    let service = Service::start();
    let mut machine = machine(&service, &ledger, 1);
    machine.variable("AWS_ACCESS_KEY_ID", stores::ACCESS_KEY);
    machine.variable("AWS_SECRET_ACCESS_KEY", "falsch");
    let run = publish(&machine);
    assert_eq!(run.json()["totals"]["uploaded"], 1, "{run:?}");
    assert_eq!(codes(&run), ["ledger.shared-unavailable"]);
    assert!(run.stdout.contains("SignatureDoesNotMatch"), "{run:?}");
    assert!(!format!("{run:?}").contains("falsch"), "{run:?}");
}

#[test]
fn a_collection_is_shared() {
    let server = stores::webdav();
    shares(&format!("webdav://u:p@{}/team", server.address), &[]);
}

#[test]
fn what_the_store_said_is_kept_here_and_nobody_asks_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l");
    let service = Service::start();
    let ledger = path.to_str().unwrap();
    publish(&machine(&service, ledger, 3));
    let second = machine(&service, ledger, 3);
    publish(&second);
    std::fs::remove_dir_all(&path).unwrap();
    let run = publish(&second);
    assert_eq!(run.json()["totals"]["up_to_date"], 1, "{run:?}");
    // Also where the page has to be made again, and for the check before a push.
    let run = second.tuwen(["publish", "稿.md", "-o", "另.html", "--report=json"]);
    assert_eq!(run.json()["totals"]["reused"], 3, "{run:?}");
    assert_eq!(second.tuwen(["check", ".", "--require-uploaded"]).status, 0);
    assert_eq!(service.uploads(), 3);
    // What another team's store would say is another matter.
    let mut third = machine(&service, ledger, 3);
    third.variable(
        "TUWEN_LEDGER",
        folder.path().join("another").to_str().unwrap(),
    );
    third.variable(
        "TUWEN_CACHE_DIR",
        second.home().join(".local/share/tuwen").to_str().unwrap(),
    );
    let run = publish(&third);
    assert_eq!(run.json()["totals"]["uploaded"], 3, "{run:?}");
}

#[test]
fn machines_that_meet_at_the_same_moment_upload_each_picture_once() {
    const PICTURES: u32 = 24;
    let folder = tempfile::tempdir().unwrap();
    let redis = Redis::start();
    let bucket = tempfile::tempdir().unwrap();
    std::fs::create_dir(bucket.path().join("team")).unwrap();
    let server = stores::s3(bucket.path());
    let mut ledgers = vec![
        folder.path().join("l").to_str().unwrap().to_owned(),
        format!("s3://team?endpoint=http://{}", server.address),
    ];
    ledgers.extend(redis.as_ref().map(Redis::url));
    for ledger in ledgers {
        let service = Service::with_fault("delay=50ms");
        let machines: Vec<_> = (0..4)
            .map(|_| {
                let mut machine = machine(&service, &ledger, PICTURES);
                for (name, value) in KEYS {
                    machine.variable(name, value);
                }
                machine
            })
            .collect();
        let runs: Vec<_> = machines
            .iter()
            .map(|machine| {
                let mut process = machine.process();
                process.args(["publish", "稿.md", "--report=json"]);
                process.stdout(Stdio::piped()).stderr(Stdio::piped());
                process.spawn().unwrap()
            })
            .collect();
        for run in runs {
            let output = run.wait_with_output().unwrap();
            assert!(output.status.success(), "{output:?}");
            let output = String::from_utf8(output.stdout).unwrap();
            assert!(!output.contains("ledger.shared-unavailable"), "{output}");
        }
        assert_eq!(service.uploads(), PICTURES as usize, "{ledger}");
        let pages: std::collections::HashSet<_> = machines
            .iter()
            .map(|machine| machine.read("稿.wechat.html"))
            .collect();
        assert_eq!(pages.len(), 1);
    }
}

#[test]
fn a_store_that_is_absent_is_a_warning_and_is_told_later() {
    let Some(mut redis) = Redis::start() else {
        return;
    };
    let service = Service::start();
    let first = machine(&service, &redis.url(), 4);
    redis.kill();
    let run = publish(&first);
    assert_eq!(run.json()["totals"]["uploaded"], 4, "{run:?}");
    assert_eq!(codes(&run), ["ledger.shared-unavailable"]);
    let run = first.tuwen(["publish", "稿.md"]);
    assert!(run.stderr.contains("127.0.0.1"), "{run:?}");
    let back = Redis::on(redis.port, &[]).unwrap();
    // The article is up to date, and what the team has not heard of is told all the same.
    let run = publish(&first);
    assert_eq!(run.json()["totals"]["up_to_date"], 1, "{run:?}");
    assert_eq!(codes(&run), Vec::<String>::new());
    assert_eq!(back.say(&["DBSIZE"]).trim(), "4");
    let run = publish(&machine(&service, &back.url(), 4));
    assert_eq!(run.json()["totals"]["requests"], 0, "{run:?}");
}

#[test]
fn a_store_that_is_killed_in_the_middle_costs_nothing_but_a_warning() {
    let Some(mut redis) = Redis::start() else {
        return;
    };
    let service = Service::with_fault("delay=100ms");
    let first = machine(&service, &redis.url(), 30);
    let mut process = first.process();
    process.args(["publish", "稿.md", "--report=json"]);
    process.stdout(Stdio::piped()).stderr(Stdio::piped());
    let run = process.spawn().unwrap();
    let deadline = Instant::now() + Duration::from_mins(1);
    while service.uploads() < 8 {
        assert!(Instant::now() < deadline);
        std::thread::sleep(Duration::from_millis(10));
    }
    redis.kill();
    let output = run.wait_with_output().unwrap();
    let run = Run {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(run.json()["totals"]["uploaded"], 30, "{run:?}");
    assert_eq!(codes(&run), ["ledger.shared-unavailable"]);
    assert_eq!(service.uploads(), 30);
}

#[test]
fn a_machine_that_is_killed_holds_nobody_up_for_long() {
    let Some(redis) = Redis::start() else {
        return;
    };
    let service = Service::start();
    let machine = machine(&service, &redis.url(), 1);
    let digest = tuwen::Digest::of(&crate::project::picture(0)).hex();
    let account = tuwen::Sandbox::APP_ID;
    // As a run leaves it that was killed 58 seconds ago.
    let claim = format!("team:v1:claim:{account}:{digest}:original");
    redis.say(&["SET", &claim, "somebody", "PX", "2000"]);
    let run = publish(&machine);
    assert_eq!(run.json()["totals"]["uploaded"], 1, "{run:?}");
    assert_eq!(codes(&run), Vec::<String>::new());
}

#[test]
fn a_claim_in_a_folder_that_has_ended_is_followed_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start();
    let machine = machine(&service, folder.path().to_str().unwrap(), 1);
    let digest = tuwen::Digest::of(&crate::project::picture(0)).hex();
    let claims = folder
        .path()
        .join("v1/claim")
        .join(tuwen::Sandbox::APP_ID)
        .join(digest);
    std::fs::create_dir_all(&claims).unwrap();
    std::fs::write(claims.join("original"), "somebody 1700000000").unwrap();
    let run = publish(&machine);
    assert_eq!(run.json()["totals"]["uploaded"], 1, "{run:?}");
}

#[test]
fn what_is_forgotten_is_forgotten_by_the_team() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start();
    let ledger = folder.path().to_str().unwrap();
    publish(&machine(&service, ledger, 2));
    let second = machine(&service, ledger, 2);
    publish(&second);
    let run = second.tuwen(["cache", "forget", "图/0.png", "--report=json"]);
    assert_eq!(run.json()["forgotten"], 1, "{run:?}");
    let run = publish(&second);
    assert_eq!(run.json()["totals"]["uploaded"], 1, "{run:?}");
    assert_eq!(service.uploads(), 3);
}

#[test]
fn nothing_of_it_is_believed_that_is_no_upload_of_that_very_picture() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start();
    let ledger = folder.path().to_str().unwrap();
    publish(&machine(&service, ledger, 2));
    let values: Vec<_> = walk(&folder.path().join("v1/upload"));
    assert_eq!(values.len(), 2);
    // One is nonsense, the other the picture of somebody else's.
    let text = std::fs::read_to_string(&values[0]).unwrap();
    std::fs::write(&values[1], text).unwrap();
    std::fs::write(&values[0], "{\"url\": \"https://evil.example/x.png\"").unwrap();
    let run = publish(&machine(&service, ledger, 2));
    assert_eq!(run.json()["totals"]["uploaded"], 2, "{run:?}");
}

fn walk(directory: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(walk(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

#[test]
fn passwords_are_for_the_environment_and_are_never_shown() {
    let service = Service::start();
    let secret = "geheim9";
    let address = format!("redis://u:{secret}@127.0.0.1:1/0");
    let mut machine = machine(&service, &address, 1);
    let run = machine.tuwen(["publish", "稿.md", "-vvv"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stderr.contains("ledger.shared-unavailable"), "{run:?}");
    assert!(!format!("{run:?}").contains(secret), "{run:?}");
    // No address: of it nothing but its kind.
    machine.variable("TUWEN_LEDGER", format!("ftp://u:{secret}@h/0"));
    let run = machine.tuwen(["publish", "稿.md"]);
    run.assert_usage("ledger.shared-address");
    assert!(!format!("{run:?}").contains(secret), "{run:?}");
    machine.variable("TUWEN_LEDGER", "");
    // In a file that travels with the articles.
    machine.file("tuwen.toml", format!("ledger = \"{address}\"\n"));
    let run = machine.tuwen(["publish", "稿.md"]);
    run.assert_usage("config.secret-in-file");
    assert!(!format!("{run:?}").contains(secret), "{run:?}");
}

#[test]
fn a_project_may_name_a_store_and_no_folder_outside_of_itself() {
    let service = Service::start();
    let outside = tempfile::tempdir().unwrap();
    let mut machine = machine(&service, "", 1);
    machine.file(
        "tuwen.toml",
        format!(
            "ledger = {:?}\n",
            outside.path().join("x").to_str().unwrap()
        ),
    );
    machine
        .tuwen(["publish", "稿.md"])
        .assert_usage("config.untrusted-fence");
    machine.file("tuwen.toml", "ledger = \"记录\"\n");
    let run = publish(&machine);
    assert_eq!(codes(&run), Vec::<String>::new());
    assert!(machine.path("记录/v1/upload").is_dir());
    machine.file(
        ".env",
        format!("TUWEN_LEDGER={}\n", outside.path().display()),
    );
    // What comes with the articles says no folder; this run's own environment may.
    machine.variable("TUWEN_LEDGER", outside.path().join("y").to_str().unwrap());
    publish(&machine);
    assert!(outside.path().join("y/v1").is_dir());
}

#[test]
fn the_emulator_tells_a_team_nothing() {
    let project = Project::new();
    project
        .png("a.png", 1)
        .file("稿.md", "# 题\n\n![图](a.png)\n")
        .file("tuwen.toml", "ledger = \"记录\"\n");
    let run = project.tuwen(["publish", "稿.md", "--sandbox"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(!project.path("记录").exists());
}

#[test]
#[cfg(unix)]
fn a_folder_that_cannot_be_had_is_a_warning() {
    let service = Service::start();
    let machine = machine(&service, "/proc/nowhere/team", 1);
    let run = publish(&machine);
    assert_eq!(run.json()["totals"]["uploaded"], 1, "{run:?}");
    assert_eq!(codes(&run), ["ledger.shared-unavailable"]);
}
