//! The program as its users meet it: the real binary, in a temporary directory, without a network.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod architecture;
mod bad_input;
mod cli;
mod config;
mod doctor;
mod faults;
mod messages;
mod pictures;
mod project;
mod publish;
mod remote;
mod rewrite;
mod samples;
mod service;
mod talk;
mod upload;
