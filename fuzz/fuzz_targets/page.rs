//! Any Markdown gives a page that keeps every rule of the service, with the article's text in it.
#![no_main]

#[path = "../pages.rs"]
mod pages;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    pages::keep_the_rules(source, tuwen::Format::Markdown);
    pages::keep_the_text(source);
});
