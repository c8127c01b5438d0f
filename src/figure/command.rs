//! A diagram by a program of the user: the source on its standard input, an SVG on its standard output.
//!
//! Which programs those are, only the user's own configuration says. They see none of the variables that
//! hold credentials, and end after [`SECONDS`].

use std::io::{ErrorKind, Read, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::fsio;
use crate::options::FigureCommand;
use crate::problem::{Code, Problem};

/// Time that one diagram may take; `PlantUML` takes some seconds to start.
const SECONDS: u64 = 30;

/// Pause between two looks at a program that runs.
const POLL: Duration = Duration::from_millis(5);

/// Most bytes that are read of its output.
const MOST: u64 = 16 << 20;

/// Longest part of its complaints that is shown, in characters.
const SHOWN: usize = 200;

/// Variables whose names begin so are ours, and hold secrets.
const OURS: [&str; 2] = ["WECHAT_", "TUWEN_"];

/// Has a diagram drawn.
///
/// # Errors
/// `diagram.command`.
pub(super) fn run(command: &FigureCommand, source: &str) -> Result<Vec<u8>, Problem> {
    let program = command.command.first().map_or("", String::as_str);
    let refused = |reason: String| {
        Problem::new(Code::DiagramCommand)
            .with("command", program)
            .with("reason", reason)
    };
    let mut child = start(program, &command.command).map_err(|error| {
        refused(match error.kind() {
            ErrorKind::NotFound => "not found".to_owned(),
            _ => fsio::reason_of(&error),
        })
    })?;
    if let Some(mut input) = child.stdin.take() {
        let source = source.as_bytes().to_vec();
        // A program that does not read to the end has its reasons, and its exit status tells.
        thread::spawn(move || input.write_all(&source));
    }
    let drawn = reader(child.stdout.take());
    let complaints = reader(child.stderr.take());
    let until = Instant::now() + Duration::from_secs(SECONDS);
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < until => thread::sleep(POLL),
            Ok(None) => {
                end(&mut child);
                return Err(refused(format!("> {SECONDS} s")));
            }
            Err(error) => {
                end(&mut child);
                return Err(refused(fsio::reason_of(&error)));
            }
        }
    };
    // Whoever it started may hold the pipes open.
    let rest = |bytes: mpsc::Receiver<Vec<u8>>| {
        let left = until.saturating_duration_since(Instant::now());
        bytes.recv_timeout(left).unwrap_or_default()
    };
    let drawn = rest(drawn);
    if !status.success() {
        let said = first_line(&rest(complaints));
        let reason = match (said.is_empty(), status.code()) {
            (false, _) => said,
            (true, Some(code)) => format!("exit {code}"),
            (true, None) => "killed".to_owned(),
        };
        return Err(refused(reason));
    }
    // What stands before the root is for readers of XML.
    if !drawn.windows(4).any(|start| start == b"<svg") {
        return Err(refused("no SVG".to_owned()));
    }
    Ok(drawn)
}

fn start(program: &str, words: &[String]) -> std::io::Result<Child> {
    let mut command = Command::new(program);
    command
        .args(words.iter().skip(1))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for (name, _) in std::env::vars_os() {
        let upper = name.to_string_lossy().to_ascii_uppercase();
        if OURS.iter().any(|ours| upper.starts_with(ours)) {
            command.env_remove(name);
        }
    }
    command.spawn()
}

/// Reads a pipe to its end, beside the others so that none is full.
fn reader(pipe: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            let _ = pipe.take(MOST).read_to_end(&mut bytes);
        }
        let _ = sender.send(bytes);
    });
    receiver
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

fn first_line(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    let plain = line.unwrap_or_default().chars().filter(|c| !c.is_control());
    plain.take(SHOWN).collect()
}
