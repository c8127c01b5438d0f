//! The program as its users meet it: the real binary, in a temporary directory, without a network.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod architecture;
mod cli;
mod config;
mod messages;
mod project;
mod talk;
