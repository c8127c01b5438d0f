//! Any HTML gives a page that keeps every rule of the service.
#![no_main]

#[path = "../pages.rs"]
#[allow(dead_code, reason = "one target needs less of it")]
mod pages;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| pages::keep_the_rules(source, tuwen::Format::Html));
