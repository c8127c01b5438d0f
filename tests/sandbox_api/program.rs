//! The emulator as a program: what it prints for a shell, and that it serves what it prints.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running `tuwen sandbox`; ends when dropped.
struct Program {
    child: Child,
    exports: Vec<String>,
}

impl Program {
    /// Starts it and reads so many lines of its standard output.
    fn start(directory: &Path, options: &[&str], lines: usize) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tuwen"))
            .args(["sandbox", "--listen", "127.0.0.1:0", "--quiet"])
            .args(options)
            .current_dir(directory)
            .env("HOME", directory)
            .env("TMPDIR", directory)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let exports = output.lines().take(lines).map(Result::unwrap).collect();
        Self { child, exports }
    }

    fn value(&self, name: &str) -> Option<&str> {
        let start = format!("export {name}=");
        self.exports
            .iter()
            .find_map(|line| line.strip_prefix(start.as_str()))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_each_mode_needs_is_printed_for_a_shell() {
    let directory = tempfile::tempdir().unwrap();
    let plain = Program::start(directory.path(), &[], 3);
    for name in ["TUWEN_API_BASE", "WECHAT_APP_ID", "WECHAT_APP_SECRET"] {
        assert!(plain.value(name).is_some(), "{:?}", plain.exports);
    }
    let sidecar = Program::start(directory.path(), &["--sidecar"], 4);
    assert_eq!(sidecar.value("TUWEN_AUTH"), Some("cloud-sidecar"));
    let options = ["--cloud-token-file", "my token"];
    let token = Program::start(directory.path(), &options, 5);
    assert_eq!(token.value("TUWEN_AUTH"), Some("cloud-token"));
    let file = token.value("WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE").unwrap();
    let file = file.strip_prefix('\'').unwrap().strip_suffix('\'').unwrap();
    assert!(Path::new(file).is_absolute());
    let pushed = tuwen::read_limited(Path::new(file), 1000).unwrap().unwrap();
    assert!(pushed.len() > 100);
    // The token itself is in the file only.
    let pushed = String::from_utf8(pushed).unwrap();
    assert!(token.exports.iter().all(|line| !line.contains(&pushed)));
}

#[cfg(unix)]
#[test]
fn a_script_can_end_it() {
    let directory = tempfile::tempdir().unwrap();
    let mut program = Program::start(directory.path(), &[], 3);
    let scratch = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(scratch, 1, "its scratch directory");
    let pid = program.child.id().to_string();
    let sent = Command::new("kill").arg(&pid).status().unwrap();
    assert!(sent.success());
    assert_eq!(program.child.wait().unwrap().code(), Some(0));
    // Nothing is left behind.
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn the_two_cloud_modes_do_not_go_together() {
    let both = ["sandbox", "--sidecar", "--cloud-token-file", "token"];
    let run = Command::new(env!("CARGO_BIN_EXE_tuwen"))
        .args(both)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2));
}
