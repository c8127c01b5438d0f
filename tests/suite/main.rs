//! The program as its users meet it: the real binary, in a temporary directory, without a network.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod architecture;
mod bad_input;
mod check;
mod cli;
mod code;
mod config;
mod copying;
mod doctor;
mod drafting;
mod drafts;
mod faults;
mod figures;
mod hooks;
#[cfg(unix)]
mod kills;
mod lockfile;
mod lost_answers;
mod matrix;
mod mdbook;
mod messages;
mod network;
mod pictures;
mod pipelines;
mod preview;
mod project;
mod publish;
mod publishing;
mod rate;
mod remote;
mod rewrite;
mod samples;
mod secrets;
mod service;
mod stores;
mod talk;
mod team;
mod themes;
mod transfer;
mod trees;
mod up_to_date;
mod upload;
mod wires;
