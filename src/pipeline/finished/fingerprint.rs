//! What the options of a run come to, as one word: another word, another page.

use std::sync::OnceLock;

use super::hex;
use crate::asset::Digest;
use crate::ledger::Signature;
use crate::options::Options;

/// What decides, beside article and pictures, what is made: the program and those of its options that
/// matter; and the working directory, in which reports tell paths.
pub(super) fn fingerprint(options: &Options) -> String {
    // Whole, so that an option that comes later has to be thought of here.
    let Options {
        verb,
        select,
        allow_missing,
        roots,
        allow_outside,
        remote,
        fit,
        page,
        code,
        figures,
        theme,
        draft,
        outputs_in: _,
        clean: _,
        refresh: _,
        jobs: _,
        dry_run: _,
        trusted_hosts: _,
    } = options;
    let words = format!(
        "{verb:?} {select:?} {allow_missing} {roots:?} {allow_outside} {remote:?} {fit:?} {page:?} {code:?} {figures:?} {} {:?} {} {:?}",
        theme.words(),
        std::env::current_dir(),
        program(),
        // A draft's page is without the headline that is its title.
        draft.as_ref().map(|draft| &draft.given.title)
    );
    Digest::of(words.as_bytes()).hex()
}

/// The program as it is now: another build may make another page of the same article.
fn program() -> &'static str {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let file = std::env::current_exe().and_then(std::fs::metadata).ok();
        let signature = file.as_ref().and_then(Signature::of);
        let signature = signature.map(|signature| hex(&signature.to_bytes()));
        format!(
            "{} {}",
            env!("CARGO_PKG_VERSION"),
            signature.unwrap_or_default()
        )
    })
}
