//! `init`: writes a commented `tuwen.toml`, in the language of the user, with the image roots that hold
//! there today. Asks nothing and replaces nothing; in a git work tree, `.gitattributes` gets the line by which
//! lockfiles merge.

use std::path::{Path, PathBuf};

use tuwen::{Code, Locator, LocatorOptions, Origin, Problem, read_limited, write_atomic};

use crate::args::Init;
use crate::console::Console;
use crate::layer::LOCKFILE;
use crate::sources::PROJECT_FILE;

/// Longest `.gitignore` that is looked into, in bytes.
const LONGEST_IGNORE: u64 = 1 << 20;

/// Writes the file; the exit status.
///
/// # Errors
/// `config.exists`, `output.unwritable`.
pub(crate) fn run(init: &Init, console: &Console) -> Result<u8, Problem> {
    let path = shown(&init.directory.join(PROJECT_FILE));
    // Also a dangling symlink is somebody's.
    if path.symlink_metadata().is_ok() {
        return Err(Problem::new(Code::ConfigExists).with("path", path.display()));
    }
    let text = text(&init.directory, console);
    write_atomic(&path, text.as_bytes()).map_err(|error| {
        Problem::new(Code::OutputUnwritable)
            .with("path", path.display())
            .with("reason", error.reason())
    })?;
    let arguments = [("path", path.display().to_string())];
    console.note(&console.text("ui-init-written", &arguments));
    if let Some(ignore) = unprotected(&init.directory) {
        let arguments = [("path", shown(&ignore).display().to_string())];
        console.note(&console.text("ui-init-ignore", &arguments));
    }
    if let Some(attributes) = merging(&init.directory)? {
        let arguments = [("path", shown(&attributes).display().to_string())];
        console.note(&console.text("ui-init-attributes", &arguments));
    }
    console.note(&console.text("ui-init-next", &[]));
    Ok(0)
}

fn text(directory: &Path, console: &Console) -> String {
    let roots: Vec<String> = Locator::new(LocatorOptions::default())
        .roots(&Origin::Stdin {
            base_dir: directory.to_owned(),
        })
        .iter()
        .map(|root| relative(root, directory))
        .map(|root| toml::Value::String(root).to_string())
        .collect();
    let roots = if roots.is_empty() {
        "\".\"".to_owned()
    } else {
        roots.join(", ")
    };
    let mut text = String::new();
    // One paragraph of comment and its keys, as they would be written, for each thing there is to set.
    for (id, keys) in [
        ("init-head", String::new()),
        (
            "init-account",
            "#app-id = \"wx0123456789abcdef\"\n".to_owned(),
        ),
        ("init-root", format!("#root = [{roots}]\n")),
        ("init-select", "#select = \"article\"\n".to_owned()),
        ("init-allow-missing", "#allow-missing = false\n".to_owned()),
        ("init-jobs", "#jobs = 4\n".to_owned()),
        ("init-remote", "#remote = \"fetch\"\n".to_owned()),
        ("init-lock", "#lock = true\n".to_owned()),
        (
            "init-ledger",
            "#ledger = \"redis://redis.example:6379/0/tuwen\"\n".to_owned(),
        ),
        (
            "init-fit",
            "#max-width = 2560\n#quality = 92\n#animated = \"keep\"\n".to_owned(),
        ),
        (
            "init-page",
            "#caption = \"title\"\n#links = \"endnotes\"\n#metadata = false\n#spacing = false\n"
                .to_owned(),
        ),
        (
            "init-figures",
            "#formulas = \"svg\"\n#diagrams = \"draw\"\n".to_owned(),
        ),
        (
            "init-code",
            "#code-theme = \"github\"\n#code-lines = false\n#code-dots = false\n".to_owned(),
        ),
        (
            "init-look",
            "#theme = \"bamboo\"\n#primary = \"#1d7362\"\n\
             #font-size = \"16px\"\n#line-height = 1.75\n#indent = \"0\"\n#font = \"sans\"\n"
                .to_owned(),
        ),
        (
            "init-draft",
            "#author = \"张三\"\n#cover = \"cover.png\"\n#comments = \"off\"\n".to_owned(),
        ),
        ("init-lang", "#lang = \"zh\"\n".to_owned()),
        // Last: what follows a table's head belongs to the table.
        (
            "init-accounts",
            "#account = \"main\"\n#[accounts.main]\n#app-id = \"wx0123456789abcdef\"\n".to_owned(),
        ),
    ] {
        for line in console.text(id, &[]).lines() {
            text.push_str("# ");
            text.push_str(line);
            text.push('\n');
        }
        text.push_str(&keys);
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// A root as it would be written in a file of `directory`.
fn relative(root: &Path, directory: &Path) -> String {
    let base = directory
        .canonicalize()
        .unwrap_or_else(|_| directory.to_owned());
    match root.strip_prefix(&base) {
        Ok(inside) if inside.as_os_str().is_empty() => ".".to_owned(),
        Ok(inside) => inside.display().to_string(),
        Err(_) => root.display().to_string(),
    }
}

/// The `.gitignore` that should name `.env` and does not, if this is a git work tree.
fn unprotected(directory: &Path) -> Option<PathBuf> {
    let directory = directory.canonicalize().ok()?;
    let top = directory
        .ancestors()
        .find(|above| above.join(".git").exists())?;
    let covered = directory
        .ancestors()
        .take_while(|above| above.starts_with(top))
        .filter_map(|above| read_limited(&above.join(".gitignore"), LONGEST_IGNORE).ok()?)
        .any(|bytes| {
            String::from_utf8_lossy(&bytes).lines().any(|line| {
                matches!(
                    line.trim(),
                    ".env" | "/.env" | ".env*" | "*.env" | ".env.*" | "**/.env"
                )
            })
        });
    (!covered).then(|| directory.join(".gitignore"))
}

/// Has git merge lockfiles line by line, if this is a git work tree: the file that was changed for it.
fn merging(directory: &Path) -> Result<Option<PathBuf>, Problem> {
    let Ok(whole) = directory.canonicalize() else {
        return Ok(None);
    };
    if !whole.ancestors().any(|above| above.join(".git").exists()) {
        return Ok(None);
    }
    let path = directory.join(".gitattributes");
    let unwritable = |reason: String| {
        Problem::new(Code::OutputUnwritable)
            .with("path", path.display())
            .with("reason", reason)
    };
    let mut bytes = match path.symlink_metadata() {
        Ok(_) => match read_limited(&path, LONGEST_IGNORE) {
            Ok(Some(bytes)) => bytes,
            // Not worth failing for.
            _ => return Ok(None),
        },
        Err(_) => Vec::new(),
    };
    if String::from_utf8_lossy(&bytes).contains(LOCKFILE) {
        return Ok(None);
    }
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    bytes.extend(format!("{LOCKFILE} merge=union\n").bytes());
    write_atomic(&path, &bytes).map_err(|error| unwritable(error.reason()))?;
    Ok(Some(path))
}

/// The path without the `./` that a default brings.
fn shown(path: &Path) -> PathBuf {
    let plain = path.strip_prefix(".").unwrap_or(path);
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    match here {
        Ok(here) => plain.strip_prefix(here).unwrap_or(plain).to_owned(),
        Err(_) => plain.to_owned(),
    }
}
