//! What this machine has to have: fonts for drawings, a ledger that can be trusted, directories that can
//! be written. Whatever is missing is a warning: most articles do without.

use std::path::Path;

use tuwen::{Code, HealthState, IoError, Ledger, Problem, check_writable, chinese_font};

use super::check::Check;
use super::round::Round;

/// Tells of all three; `data` is where what must last is kept, if that is known.
pub(super) fn check(data: Option<&Path>, round: &mut Round<'_>) {
    round.begin("fonts");
    round.tell(fonts());
    let Some(data) = data else {
        round.skip("ledger", "configuration");
        round.skip("directories", "configuration");
        return;
    };
    round.begin("ledger");
    round.tell(ledger(data));
    round.tell(directories(data));
}

fn fonts() -> Check {
    const NAME: &str = "fonts";
    match chinese_font() {
        Ok(family) => Check::good(NAME, "doctor-fonts")
            .with("family", &family)
            .detail("family", family),
        Err(problem) => {
            let package = problem.argument("package").unwrap_or_default();
            Check::wrong(NAME, &problem)
                .saying("doctor-fonts-missing")
                .with("text", problem.argument("text").unwrap_or_default())
                .detail("package", package)
        }
    }
}

fn ledger(directory: &Path) -> Check {
    const NAME: &str = "ledger";
    let health = Ledger::examine(directory);
    let path = health.path.display().to_string();
    let trouble = |code: Code, reason: &str| {
        let problem = Problem::new(code)
            .with("path", &path)
            .with("reason", reason);
        Check::wrong(NAME, &problem)
    };
    let check = match &health.state {
        HealthState::Sound { entries, files } => Check::good(NAME, "doctor-ledger")
            .with("entries", entries)
            .with("size", health.size_on_disk)
            .with("path", &path)
            .detail("entries", *entries)
            .detail("files", *files),
        HealthState::Absent => Check::good(NAME, "doctor-ledger-none").with("path", &path),
        HealthState::Older => Check::good(NAME, "doctor-ledger-older").with("path", &path),
        HealthState::Broken(reason) => trouble(Code::LedgerBroken, reason),
        HealthState::Unusable(reason) => trouble(Code::LedgerUnavailable, reason)
            .saying("doctor-ledger-unusable")
            .with("path", &path)
            .with("reason", reason),
        _ => Check::spared(NAME, "doctor-ledger-none").with("path", &path),
    };
    check
        .detail("path", path.as_str())
        .detail("bytes", health.size_on_disk)
}

fn directories(data: &Path) -> Check {
    const NAME: &str = "directories";
    let temporary = std::env::temp_dir();
    let found = |check: Check| {
        check
            .detail("data", data.display().to_string())
            .detail("temporary", temporary.display().to_string())
    };
    for directory in [data, &temporary] {
        if let Err(error) = check_writable(directory) {
            return found(unwritable(directory, &error));
        }
    }
    found(Check::good(NAME, "doctor-directories").with("path", data.display()))
}

fn unwritable(directory: &Path, error: &IoError) -> Check {
    let problem = Problem::new(Code::ConfigNoDataDir)
        .with("path", directory.display())
        .with("reason", error.reason());
    Check::wrong("directories", &problem.softened())
}
