//! The emulator as other programs meet it: over HTTP, byte by byte.
#![cfg(feature = "sandbox")]
#![expect(clippy::unwrap_used, reason = "the whole file is a test")]

mod client;
mod cloud;
mod control;
mod drafts;
mod faults;
mod log;
mod page;
mod platform;
#[cfg(feature = "cli")]
mod program;
mod publications;
mod requests;
