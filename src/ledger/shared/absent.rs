//! A store that cannot be had in this run, such as a folder that is not mounted: it refuses everything.

use std::time::Duration;

use super::store::{Answer, Refusal, Store};

#[derive(Debug)]
pub(super) struct Absent {
    /// Why.
    pub(super) reason: String,
}

impl Absent {
    fn refuse<T: Send>(&self) -> Answer<'_, T> {
        let refusal = Refusal {
            reason: self.reason.clone(),
            is_passing: false,
        };
        Box::pin(async { Err(refusal) })
    }
}

impl Store for Absent {
    fn get<'a>(&'a self, _name: &'a str) -> Answer<'a, Option<Vec<u8>>> {
        self.refuse()
    }

    fn put<'a>(&'a self, _name: &'a str, _value: Vec<u8>, _replace: bool) -> Answer<'a, ()> {
        self.refuse()
    }

    fn remove<'a>(&'a self, _name: &'a str) -> Answer<'a, ()> {
        self.refuse()
    }

    fn claim<'a>(&'a self, _name: &'a str, _owner: &'a str, _lease: Duration) -> Answer<'a, bool> {
        self.refuse()
    }

    fn renew<'a>(&'a self, _name: &'a str, _owner: &'a str, _lease: Duration) -> Answer<'a, ()> {
        self.refuse()
    }

    fn release<'a>(&'a self, _name: &'a str, _owner: &'a str) -> Answer<'a, ()> {
        self.refuse()
    }
}
