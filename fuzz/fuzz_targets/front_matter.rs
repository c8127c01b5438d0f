//! Front matter of all three kinds.
#![no_main]

#[path = "../promises.rs"]
mod promises;

use libfuzzer_sys::fuzz_target;
use tuwen::Format;

fuzz_target!(|content: &str| {
    for article in [
        format!("---\n{content}\n---\n正文"),
        format!("---\ncover: {content}\n---\n正文"),
        format!("+++\n{content}\n+++\n正文"),
        format!("+++\ncover = {content}\n+++\n正文"),
        format!("{{\"cover\": {content}}}\n正文"),
    ] {
        promises::hold(Format::Markdown, article.as_bytes());
    }
});
