//! The program as its users meet it: the real binary, in a temporary directory, without a network.

mod architecture;
mod cli;
mod config;
mod messages;
mod project;
mod talk;
