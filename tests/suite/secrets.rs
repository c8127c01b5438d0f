//! No secret leaves by a side door: everything that can go wrong is made to go wrong, everything that can
//! be told is told (`-vvv`), and then all output and all files are searched.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tuwen::{Fault, SandboxOptions, Secret};

use crate::project::{Project, Run};
use crate::service::Service;
use crate::wires::Wires;

const APP_ID: &str = "wx5e1f0a2b3c4d5e6f";
const APP_SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const GIVEN_TOKEN: &str = "94_GivenTokenOfSomebodyElse-0123456789abcdefghijklmnopqrstuvwxyz";
const PASSWORD: &str = "Schwertfisch-7261";

/// `user:Schwertfisch-7261` in base64, from where the password begins to be legible.
const ENCODED: &str = "U2Nod2VydGZpc2No";

/// The same when it stands behind `user:`.
const ENCODED_BEHIND_USER: &str = "dXNlcjpTY2h3ZXJ0ZmlzY2gt";

/// Endpoints that an upload meets.
const ENDPOINTS: [&str; 2] = ["media/uploadimg", "stable_token"];

/// An emulator with an account whose secret is like real ones.
fn service() -> Service {
    let mut options = SandboxOptions::default();
    options.accounts = vec![(APP_ID.to_owned(), Secret::new(APP_SECRET))];
    Service::with_options(options)
}

/// A project with an article and this account.
fn project(base: &str) -> Project {
    let mut project = Project::new();
    project.png("a.png", 1).png("b.png", 2);
    project.file("a.md", "![](a.png)\n\n![](b.png)\n");
    project
        .variable("TUWEN_API_BASE", base)
        .variable("TUWEN_JOBS", "2")
        .variable("WECHAT_APP_ID", APP_ID)
        .variable("WECHAT_APP_SECRET", APP_SECRET);
    project
}

/// Each of these with each form of report.
fn in_both_forms(things: Vec<String>) -> Vec<(String, Form)> {
    let both = |thing: String| [(thing.clone(), Form::Human), (thing, Form::Json)];
    things.into_iter().flat_map(both).collect()
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    Human,
    Json,
}

/// Publishes, telling all there is to tell.
fn publish(project: &Project, form: Form) -> Run {
    match form {
        Form::Human => project.tuwen(["publish", "a.md", "-vvv"]),
        Form::Json => project.tuwen(["publish", "a.md", "-vvv", "--report", "json"]),
    }
}

/// The secrets that never may be seen, and those that only the token cache may hold; of each its
/// beginning, because half a secret is one too.
fn secrets(service: Option<&Service>) -> (Vec<String>, Vec<String>) {
    let always = [
        APP_SECRET,
        GIVEN_TOKEN,
        PASSWORD,
        ENCODED,
        ENCODED_BEHIND_USER,
    ];
    let tokens = service.map_or_else(Vec::new, |service| service.sandbox().issued_tokens());
    let beginning = |secret: &str| secret[..secret.len().min(10)].to_owned();
    (
        always.map(beginning).to_vec(),
        tokens
            .iter()
            .map(|token| beginning(token.expose()))
            .collect(),
    )
}

/// Searches outputs and files; `written` are the files in which the test itself put secrets.
fn assert_nothing_shown(
    what: &str,
    project: &Project,
    service: Option<&Service>,
    outputs: &[Run],
    written: &[PathBuf],
) {
    let (always, tokens) = secrets(service);
    for run in outputs {
        for secret in always.iter().chain(&tokens) {
            assert!(
                !run.stdout.contains(secret) && !run.stderr.contains(secret),
                "{what}: {secret} in {run:?}"
            );
        }
        // Whatever else it may be that nobody thought of.
        let told = run.stderr.replace("access_token=***", "");
        for mark in [
            "access_token=",
            "\"secret\"",
            " reqwest",
            " hyper",
            " rustls",
        ] {
            assert!(!told.contains(mark), "{what}: {mark} in {run:?}");
        }
        if run.stderr.contains("error[wechat.") {
            assert!(
                run.stderr.contains(" tuwen::"),
                "{what} was told in detail: {run:?}"
            );
        }
    }
    let mut files = Vec::new();
    list(&project.home(), &mut files);
    list(&project.directory(), &mut files);
    for path in files.iter().filter(|path| !written.contains(path)) {
        let name = path.to_string_lossy().into_owned();
        let content = std::fs::read(path).unwrap();
        let holds = |secret: &String| {
            name.contains(secret.as_str())
                || content
                    .windows(secret.len())
                    .any(|window| window == secret.as_bytes())
        };
        assert!(!always.iter().any(holds), "{what}: a secret in {name}");
        if tokens.iter().any(holds) {
            let cache = path.parent().and_then(Path::file_name);
            assert_eq!(cache.unwrap(), "tokens", "{what}: a token in {name}");
            assert_private(path);
        }
    }
}

#[cfg(unix)]
fn assert_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{} is {mode:o}", path.display());
}

#[cfg(not(unix))]
fn assert_private(_path: &Path) {}

fn list(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// Does the same with many things at once: most of the time is spent in pauses.
fn at_once<T: Send>(things: Vec<T>, work: impl Fn(T) + Sync) {
    let left = Mutex::new(things);
    std::thread::scope(|scope| {
        for _ in 0..40 {
            scope.spawn(|| {
                loop {
                    let next = left.lock().unwrap().pop();
                    let Some(thing) = next else { break };
                    work(thing);
                }
            });
        }
    });
}

/// Every fault at every endpoint, each in a run of its own.
fn faults(spellings: &[&str]) -> Vec<String> {
    let at = |fault: &&str| ENDPOINTS.map(|endpoint| format!("{fault}@{endpoint}"));
    spellings.iter().flat_map(at).collect()
}

fn drive(fault: &str) -> (Service, Project) {
    let service = service();
    service.sandbox().fault(fault.parse::<Fault>().unwrap());
    let project = project(&service.sandbox().base());
    (service, project)
}

#[test]
fn no_refusal_shows_a_secret() {
    let refusals = faults(&[
        "40001",
        "40013",
        "40014",
        "40125",
        "40164",
        "40243",
        "42001",
        "45009",
        "48001",
        "40005",
        "40009",
        "41005",
        "47001",
        "99999",
        "44001",
        "45001",
        "50002",
        "61024",
        "http-401",
        "http-403",
        "http-413",
        "delay=30ms",
    ]);
    at_once(in_both_forms(refusals), |(fault, form)| {
        let (service, project) = drive(&fault);
        let run = publish(&project, form);
        assert!(
            fault.starts_with("delay") || run.status != 0,
            "{fault} is met: {run:?}"
        );
        assert_nothing_shown(&fault, &project, Some(&service), &[run], &[]);
    });
}

#[test]
fn nothing_that_passes_shows_a_secret() {
    // Each is met till it is given up, and told in the end.
    let passing = faults(&[
        "busy",
        "http-500",
        "http-502",
        "html",
        "empty",
        "truncated",
        "cut",
        "reset-before",
        "reset-after",
    ]);
    at_once(in_both_forms(passing), |(fault, form)| {
        let (service, project) = drive(&fault);
        let run = publish(&project, form);
        assert_eq!(run.status, 4, "{fault}: {run:?}");
        assert_nothing_shown(&fault, &project, Some(&service), &[run], &[]);
    });
}

/// What takes minutes is ended by Ctrl-C when it has begun.
#[cfg(unix)]
#[test]
fn nothing_that_is_interrupted_shows_a_secret() {
    use std::process::{Command, Stdio};
    at_once(faults(&["45011", "stall"]), |fault| {
        let (service, project) = drive(&fault);
        let child = project
            .process()
            .args(["publish", "a.md", "-vvv"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let endpoint = fault.split_once('@').unwrap().1;
        while !service.sandbox().requests().contains_key(endpoint) {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let shown = process_list();
        for _ in 0..2 {
            std::thread::sleep(std::time::Duration::from_millis(300));
            let id = child.id().to_string();
            Command::new("kill").args(["-INT", &id]).status().unwrap();
        }
        let output = child.wait_with_output().unwrap();
        let run = Run {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        assert_eq!(run.status, 130, "{fault}: {run:?}");
        assert_nothing_shown(&fault, &project, Some(&service), &[run], &[]);
        let (always, tokens) = secrets(Some(&service));
        for secret in always.iter().chain(&tokens) {
            assert!(
                !shown.contains(secret),
                "{fault}: {secret} in the process list"
            );
        }
    });
}

/// The command lines of all processes, where the system has them as files.
#[cfg(unix)]
fn process_list() -> String {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return String::new();
    };
    entries
        .filter_map(|entry| std::fs::read(entry.ok()?.path().join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).into_owned() + "\n")
        .collect()
}

#[test]
fn a_service_that_quotes_what_it_was_sent_cannot_make_us_repeat_it() {
    let wires = Wires::new();
    let ways = [
        "HTTP/1.1 200 OK\r\n\r\n{\"errcode\":12345,\"errmsg\":\"«»\"}",
        "HTTP/1.1 200 OK\r\n\r\n{\"errcode\":40001,\"errmsg\":\"«»\"}",
        "HTTP/1.1 200 OK\r\n\r\n{\"errcode\":40164,\"errmsg\":\"invalid ip «»\"}",
        "HTTP/1.1 200 OK\r\n\r\n{\"url\":\"https://«».example/«»\"}",
        "HTTP/1.1 403 «»\r\n\r\n<html>«»</html>",
        "HTTP/1.1 302 Found\r\nLocation: https://a.example/«»\r\n\r\n",
        "HTTP/1.1 401 No\r\nWWW-Authenticate: «»\r\n\r\n«»",
        "«»\r\n\r\n",
    ];
    let cases: Vec<(&str, bool)> = ways
        .iter()
        .flat_map(|way| [(*way, false), (*way, true)])
        .collect();
    at_once(cases, |(way, given)| {
        let echo = wires.echo(way);
        let mut project = project(&format!("http://user:{PASSWORD}@{}/wx", echo.address));
        if given {
            project.variable("WECHAT_ACCESS_TOKEN", GIVEN_TOKEN);
        }
        let run = publish(&project, Form::Json);
        assert_ne!(run.status, 0, "{way}: {run:?}");
        let sent = echo.asked().join("\n");
        assert!(
            sent.contains(if given { GIVEN_TOKEN } else { APP_SECRET }),
            "{sent}"
        );
        assert!(
            sent.contains(ENCODED_BEHIND_USER),
            "the login was sent: {sent}"
        );
        assert_nothing_shown(way, &project, None, &[run], &[]);
    });
}

#[test]
fn no_wrong_base_shows_a_secret() {
    let service = service();
    let address = service.sandbox().address();
    let bases = [
        format!("http://{address}/nowhere"),
        format!("http://user:{PASSWORD}@{address}"),
        format!("http://user:{PASSWORD}@{address}/nowhere"),
        format!("https://user:{PASSWORD}@{address}/"),
        "http://127.0.0.1:9".to_owned(),
        format!("http://user:{PASSWORD}@127.0.0.1:9/wx"),
        format!("http://user:{PASSWORD}@relay.example/wx"),
        format!("ftp://user:{PASSWORD}@relay.example/wx"),
        format!("https://user:{PASSWORD}@relay.example/wx?a=1"),
        format!("https://user:{PASSWORD}@relay example/wx"),
        format!("user:{PASSWORD}@relay.example/wx"),
    ];
    at_once(in_both_forms(bases.to_vec()), |(base, form)| {
        let mut project = project(&base);
        if form == Form::Human {
            project.variable("WECHAT_ACCESS_TOKEN", GIVEN_TOKEN);
        }
        let run = publish(&project, form);
        assert_nothing_shown(&base, &project, Some(&service), &[run], &[]);
    });
}

#[test]
fn no_file_that_holds_a_secret_has_it_shown() {
    let lines = [
        format!("app-secret = \"{APP_SECRET}\"\n"),
        format!("app-secret = \"{APP_SECRET}\n"),
        format!("app-secret = {APP_SECRET}\n"),
        format!("app-secret = '{APP_SECRET}\"\n"),
        format!("app-secret = [\"{APP_SECRET}\"]\n"),
        format!("app-secret = {{ value = \"{APP_SECRET}\" }}\n"),
        format!("app-secret = \"{APP_SECRET}\\q\"\n"),
        format!("app-secret: {APP_SECRET}\n"),
        format!("app-secret {APP_SECRET}\n"),
        format!("app-secrets = \"{APP_SECRET}\"\n"),
        format!("app-secret = \"{APP_SECRET}\"\napp-secret = \"{APP_SECRET}\"\n"),
        format!("app-secret = \"{APP_SECRET}\" access-token = \"{GIVEN_TOKEN}\"\n"),
        format!("app_secret = \"{APP_SECRET}\"\napp-secret = \"{APP_SECRET}\"\n"),
        format!("access-token = \"{GIVEN_TOKEN}\n"),
        format!("access-token = {GIVEN_TOKEN}\n"),
        format!("accounts.a.app-secret = {APP_SECRET}\n"),
        format!("accounts.a = \"{APP_SECRET}\"\n"),
        format!("accounts = \"{APP_SECRET}\"\n"),
        format!("[accounts.a]\napp-id = \"{APP_ID}\"\napp-secret = \"{APP_SECRET}\"\nx = 1\n"),
        format!("api-base = \"https://user:{PASSWORD}@127.0.0.1:9/wx\"\n"),
        format!("api-base = \"https://user:{PASSWORD}@127.0.0.1:9/wx\n"),
        format!("api-base = \"http://user:{PASSWORD}@relay.example/wx\"\n"),
        format!("app-secret = \"{APP_SECRET}\"\nnonsense\n"),
        format!("app-secret = \"{APP_SECRET}\"\nno-such-key = 1\n"),
    ];
    at_once(lines.to_vec(), |line| {
        // In the user's file, closed and open to others; in the project's.
        for place in ["closed", "open", "project"] {
            let mut project = project("http://127.0.0.1:9");
            if line.starts_with("api-base") {
                project.variable("TUWEN_API_BASE", "");
            } else {
                project.variable("WECHAT_APP_SECRET", "");
            }
            let path = if place == "project" {
                project.file("tuwen.toml", &line);
                project.path("tuwen.toml")
            } else {
                project.user_config(&line)
            };
            #[cfg(unix)]
            if place == "open" {
                use std::os::unix::fs::PermissionsExt as _;
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
            }
            let run = project.tuwen(["publish", "a.md", "-vvv", "--dry-run"]);
            let what = format!("{place}: {line}");
            if place == "project" || (cfg!(unix) && place == "open") {
                assert_eq!(run.status, 2, "{what}: {run:?}");
            }
            assert_nothing_shown(&what, &project, None, &[run], &[path]);
        }
    });
}

#[test]
fn no_dotenv_has_its_secrets_shown() {
    let lines = [
        format!("WECHAT_APP_SECRET={APP_SECRET}\n"),
        format!("WECHAT_APP_SECRET='{APP_SECRET}\n"),
        format!("WECHAT_APP_SECRET=\"{APP_SECRET}\n"),
        format!("WECHAT_APP_SECRET={APP_SECRET} {GIVEN_TOKEN}\n"),
        format!("WECHAT_APP_SECRET {APP_SECRET}\n"),
        format!("WECHAT APP SECRET={APP_SECRET}\n"),
        format!("{APP_SECRET}\n"),
        format!("WECHAT_ACCESS_TOKEN={GIVEN_TOKEN}\n"),
        format!("TUWEN_API_BASE=https://user:{PASSWORD}@relay.example/wx\n"),
        format!("TUWEN_API_BASE=http://user:{PASSWORD}@relay.example/wx\n"),
        format!("TUWEN_API_BASE='https://user:{PASSWORD}@relay.example/wx\n"),
        format!("TUWEN_API_BASE=http://user:{PASSWORD}@127.0.0.1:9/wx\n"),
    ];
    at_once(lines.to_vec(), |line| {
        for place in ["project", "user"] {
            let mut project = Project::new();
            project.png("a.png", 1).file("a.md", "![](a.png)\n");
            project.variable("WECHAT_APP_ID", APP_ID);
            if !line.contains("TUWEN_API_BASE") {
                project.variable("TUWEN_API_BASE", "http://127.0.0.1:9");
            }
            let path = if place == "project" {
                project.file(".env", &line);
                project.path(".env")
            } else {
                let config = project.user_config("");
                let path = config.with_file_name(".env");
                std::fs::write(&path, &line).unwrap();
                path
            };
            let run = project.tuwen(["publish", "a.md", "-vvv", "--report", "json", "--dry-run"]);
            let what = format!("{place}: {line}");
            assert_nothing_shown(&what, &project, None, &[run], &[path]);
        }
    });
}
