//! The value of a `srcset`, in each kind of quotes.
#![no_main]

#[path = "../promises.rs"]
mod promises;

use libfuzzer_sys::fuzz_target;
use tuwen::Format;

fuzz_target!(|value: &str| {
    for page in [
        format!("<img srcset=\"{value}\">"),
        format!("<source srcset='{value}'>"),
        format!("<img srcset={value}>"),
    ] {
        promises::hold(Format::Html, page.as_bytes());
    }
});
