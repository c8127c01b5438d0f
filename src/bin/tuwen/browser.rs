//! Opens a URL in the user's browser, where there is one to see.

use std::process::{Command, Stdio};

/// Opens `url`; whether that was tried. Nothing is said about a browser that does not come up: the URL is
/// printed in any case.
pub(crate) fn open(url: &str) -> bool {
    let Some(mut command) = opener(url) else {
        return false;
    };
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else {
        return false;
    };
    std::thread::spawn(move || child.wait());
    true
}

#[cfg(target_os = "macos")]
fn opener(url: &str) -> Option<Command> {
    let mut command = Command::new("open");
    command.arg(url);
    Some(command)
}

#[cfg(windows)]
fn opener(url: &str) -> Option<Command> {
    // Not `start`, which a shell reads: URLs hold `&`.
    let mut command = Command::new("rundll32.exe");
    command.args(["url.dll,FileProtocolHandler", url]);
    Some(command)
}

#[cfg(not(any(target_os = "macos", windows)))]
fn opener(url: &str) -> Option<Command> {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let has_display = ["DISPLAY", "WAYLAND_DISPLAY"].into_iter().any(is_set);
    let mut command = Command::new("xdg-open");
    command.arg(url);
    has_display.then_some(command)
}
