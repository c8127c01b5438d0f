//! CSS declarations in a `style` attribute.
#![no_main]

#[path = "../promises.rs"]
mod promises;

use libfuzzer_sys::fuzz_target;
use tuwen::Format;

fuzz_target!(|value: &str| {
    for page in [
        format!("<p style=\"{value}\">"),
        format!("<p style='background:url({value})'>"),
        format!("<p style=background:url({value})>"),
    ] {
        promises::hold(Format::Html, page.as_bytes());
    }
});
