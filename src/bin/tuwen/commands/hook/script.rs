//! The text of hooks: POSIX shell without a path of this machine, so that it runs in Windows' git bash, in
//! every worktree, and after `tuwen` moved.

/// A hook of git.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    PreCommit,
    PrePush,
}

const BEGIN: &str = "# >>> tuwen check >>>";
const END: &str = "# <<< tuwen check <<<";
/// Stands in a file that was not there before.
const MADE: &str = "# `tuwen hook install` made this file, `tuwen hook uninstall` removes it.\n";
const FIRST: &str = "#!/bin/sh\n";

/// Before each commit: what is staged.
const PRE_COMMIT: &str = "\
if command -v tuwen >/dev/null 2>&1; then
  tuwen check --staged || exit 1
else
  echo 'SAID' >&2
fi
";

/// Before each push: what changed since the other side's commit; on a new branch, since it left what the
/// other side has. What git says on standard input is handed on to the rest of the hook.
const PRE_PUSH: &str = r#"tuwen_pushed=$(cat)
if command -v tuwen >/dev/null 2>&1; then
  while read -r tuwen_ref tuwen_new tuwen_there tuwen_old; do
    case "$tuwen_new" in *[!0]*) ;; *) continue ;; esac
    case "$tuwen_old" in
      *[!0]*) git cat-file -e "$tuwen_old" 2>/dev/null || tuwen_old= ;;
      *) tuwen_old= ;;
    esac
    if [ -z "$tuwen_old" ]; then
      tuwen_old=$(git rev-list --boundary "$tuwen_new" --not --remotes="$1" 2>/dev/null | sed -n 's/^-//p' | tail -n 1)
    fi
    if [ -z "$tuwen_old" ]; then
      tuwen_old=$(git hash-object -t tree /dev/null)
    fi
    tuwen check --require-uploaded --changed-since "$tuwen_old" </dev/null || exit 1
  done <<TUWEN_PUSHED
$tuwen_pushed
TUWEN_PUSHED
else
  echo 'SAID' >&2
fi
exec <<TUWEN_PUSHED
$tuwen_pushed
TUWEN_PUSHED
"#;

impl Kind {
    /// The name of its file.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PrePush => "pre-push",
        }
    }
}

/// A hook with the check in it: an old script with the block behind its first line, or a new one, which
/// calls the hook beside it that was there `before`. `said` is what it says where there is no `tuwen`.
pub(super) fn with_block(
    old: Option<&[u8]>,
    kind: Kind,
    said: &str,
    before: Option<&str>,
) -> Vec<u8> {
    let body = match kind {
        Kind::PreCommit => PRE_COMMIT,
        Kind::PrePush => PRE_PUSH,
    };
    let body = body.replace("SAID", &said.replace('\'', ""));
    let chain = before.map_or_else(String::new, |name| {
        format!(
            "tuwen_before=$(dirname \"$0\")/{name}\nif [ -x \"$tuwen_before\" ]; then\n  exec \"$tuwen_before\" \"$@\"\nfi\n"
        )
    });
    let made = if old.is_none() { MADE } else { "" };
    let block = format!("{BEGIN}\n{made}{body}{chain}{END}\n");
    let old = old.unwrap_or(FIRST.as_bytes());
    let first = first_line(old);
    [&old[..first], block.as_bytes(), &old[first..]].concat()
}

/// Whether the check is in a hook.
pub(super) fn has_block(hook: &[u8]) -> bool {
    place(hook).is_some()
}

/// A hook without the check.
pub(super) fn without_block(hook: &[u8]) -> Vec<u8> {
    match place(hook) {
        Some(place) => [&hook[..place.start], &hook[place.end..]].concat(),
        None => hook.to_vec(),
    }
}

/// Whether there would be no hook without the check.
pub(super) fn is_only_ours(hook: &[u8]) -> bool {
    without_block(hook) == FIRST.as_bytes() && find(hook, MADE.as_bytes()).is_some()
}

/// Whether a hook is a script of the shell, where lines of ours can stand.
pub(super) fn is_shell(hook: &[u8]) -> bool {
    let line = String::from_utf8_lossy(&hook[..first_line(hook)]).into_owned();
    let Some(program) = line.strip_prefix("#!") else {
        // Git and husky take a script without such a line for one of `sh`.
        return !hook.contains(&0) && !hook.is_empty() && std::str::from_utf8(hook).is_ok();
    };
    let is_ended = line.ends_with('\n');
    let mut words = program
        .split_whitespace()
        .filter_map(|word| word.rsplit('/').next());
    let is_name = |name: &str| matches!(name, "sh" | "bash" | "dash" | "ash" | "ksh" | "zsh");
    is_ended
        && match words.next() {
            Some("env") => words
                .find(|word| !word.starts_with('-'))
                .is_some_and(is_name),
            name => name.is_some_and(is_name),
        }
}

/// The length of the first line if it names an interpreter, else 0: there the block comes first.
fn first_line(hook: &[u8]) -> usize {
    if !hook.starts_with(b"#!") {
        return 0;
    }
    let end = hook.iter().position(|byte| *byte == b'\n');
    end.map_or(hook.len(), |end| end + 1)
}

fn place(hook: &[u8]) -> Option<std::ops::Range<usize>> {
    let start = find(hook, BEGIN.as_bytes())?;
    let end = start + find(&hook[start..], END.as_bytes())? + END.len();
    let end = end + usize::from(hook.get(end) == Some(&b'\n'));
    Some(start..end)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|piece| piece == wanted)
}
