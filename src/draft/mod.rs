//! Drafts: what the service does with a page that is sent to it.
//!
//! `page` reads HTML as text with elements in it, `loss` compares what was sent with what is stored, `trigger`
//! looks for what a refusal may be about, `blocks` cuts a page at its top level, and `place` finds the spot in
//! the article's source.

mod blocks;
mod loss;
mod page;
mod place;
mod trigger;
