//! The whole way of a page by hand, in a real browser: the preview is opened, its button pressed, and what was
//! copied is pasted into an editor. What arrives must be the page, and must look the same on a phone.
//!
//! Without a Chromium these tests say so and do nothing; with `TUWEN_NEEDS_CHROMIUM=1` they fail.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod article;
mod browser;
mod draft;
mod live;
mod looks;
