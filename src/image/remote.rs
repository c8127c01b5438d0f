//! stand-in
use crate::problem::{Code, Problem};
use crate::validator::Validator;
use std::time::SystemTime;
#[derive(Debug)]
pub struct Fetcher;
#[derive(Debug, Default)]
pub struct FetchOptions {}
pub enum Fetched {
    NotModified {
        fresh_until: Option<SystemTime>,
    },
    Picture {
        bytes: Vec<u8>,
        validator: Validator,
    },
}
impl Fetcher {
    pub fn new(_o: FetchOptions) -> Self {
        Self
    }
    pub async fn fetch(&self, url: &str, _k: Option<&Validator>) -> Result<Fetched, Problem> {
        Err(Problem::new(Code::RemoteBadUrl).with("url", url))
    }
    pub fn fetches(&self) -> u64 {
        0
    }
}
