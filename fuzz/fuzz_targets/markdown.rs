//! Markdown: scan, splice, scan again.
#![no_main]

#[path = "../promises.rs"]
mod promises;

use libfuzzer_sys::fuzz_target;
use tuwen::Format;

fuzz_target!(|source: &[u8]| promises::hold(Format::Markdown, source));
