//! The system's clipboard: a page goes there as HTML and as plain text.
//!
//! On X11 and Wayland what is copied lives in the program that copied it. So the program starts itself once
//! more, in the background; that one holds the page until something else is copied.

use std::io::{Read as _, Write as _};

use arboard::Clipboard;
use tuwen::{Code, Problem};

/// The only argument of the program that holds a page.
pub(crate) const HOLD: &str = "--hold-clipboard";

/// Puts a page on the clipboard.
///
/// # Errors
/// `clipboard.unavailable`.
pub(crate) fn copy(html: &str, text: &str) -> Result<(), Problem> {
    if cfg!(any(target_os = "macos", windows)) {
        let set = open().and_then(|mut clipboard| set(&mut clipboard, html, text));
        return set.map_err(unavailable);
    }
    hand_over(html, text).map_err(unavailable)
}

/// Holds the page that comes on standard input: its length in bytes on a line, the page, the plain text. Says
/// `ok` once it is there, or why it is not. The exit status.
pub(crate) fn hold() -> u8 {
    let held = read().and_then(|(html, text)| {
        // One and the same all the time: where it ends, so does what it holds.
        let mut clipboard = open()?;
        set(&mut clipboard, &html, &text)?;
        answer("ok");
        keep(&mut clipboard, &html, &text)
    });
    match held {
        Ok(()) => 0,
        Err(reason) => {
            answer(&reason);
            1
        }
    }
}

fn unavailable(reason: String) -> Problem {
    Problem::new(Code::ClipboardUnavailable).with("reason", reason)
}

fn open() -> Result<Clipboard, String> {
    Clipboard::new().map_err(|error| error.to_string())
}

fn set(clipboard: &mut Clipboard, html: &str, text: &str) -> Result<(), String> {
    let set = clipboard.set().html(html, Some(text));
    set.map_err(|error| error.to_string())
}

/// Starts the program that holds the page, and waits for what it says.
fn hand_over(html: &str, text: &str) -> Result<(), String> {
    let reason = |error: std::io::Error| error.to_string();
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY") {
        return Err("no display".to_owned());
    }
    let program = std::env::current_exe().map_err(reason)?;
    let mut command = std::process::Command::new(program);
    command
        .arg(HOLD)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null());
    // It stays; secrets need not.
    for (name, _) in std::env::vars_os() {
        let upper = name.to_string_lossy().to_ascii_uppercase();
        if upper.starts_with("WECHAT_") || upper.starts_with("TUWEN_") {
            command.env_remove(name);
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        // What ends this program's group, such as Ctrl-C, shall not end that one.
        command.process_group(0);
    }
    let mut child = command.spawn().map_err(reason)?;
    if let Some(mut input) = child.stdin.take() {
        let head = format!("{}\n", html.len());
        // One that has ended already says why.
        let _ = [&head, html, text]
            .iter()
            .try_for_each(|part| input.write_all(part.as_bytes()));
    }
    let mut said = Vec::new();
    if let Some(mut output) = child.stdout.take() {
        let mut byte = [0];
        while let Ok(1) = output.read(&mut byte) {
            if byte[0] == b'\n' {
                break;
            }
            said.push(byte[0]);
        }
    }
    match String::from_utf8_lossy(&said).trim() {
        "ok" => Ok(()),
        "" => Err("no answer".to_owned()),
        reason => Err(reason.to_owned()),
    }
}

fn read() -> Result<(String, String), String> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    let wrong = || "no page".to_owned();
    let text = String::from_utf8(bytes).map_err(|_| wrong())?;
    let (length, rest) = text.split_once('\n').ok_or_else(wrong)?;
    let length: usize = length.parse().map_err(|_| wrong())?;
    let (html, text) = rest.split_at_checked(length).ok_or_else(wrong)?;
    Ok((html.to_owned(), text.to_owned()))
}

/// Tells the program that waits. It may be gone, and then nobody cares.
fn answer(line: &str) {
    let line = line.replace('\n', " ");
    let mut output = std::io::stdout().lock();
    let _ = writeln!(output, "{line}");
    let _ = output.flush();
}

/// Holds the page until something else is copied.
#[cfg(all(unix, not(target_os = "macos")))]
fn keep(clipboard: &mut Clipboard, html: &str, text: &str) -> Result<(), String> {
    use arboard::SetExtLinux as _;
    let kept = clipboard.set().wait().html(html, Some(text));
    kept.map_err(|error| error.to_string())
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn keep(_: &mut Clipboard, _: &str, _: &str) -> Result<(), String> {
    Ok(())
}
