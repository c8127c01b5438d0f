//! What a shared ledger asks of the store it lies in: named values, and names that only one can take.

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;

/// Why a store did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// In a few words, without secrets.
    pub(super) reason: String,
    /// Whether asking once more may help.
    pub(super) is_passing: bool,
}

pub(super) type Answer<'a, T> = BoxFuture<'a, Result<T, Refusal>>;

/// A store. Names are of letters, digits and `-._/`.
pub(super) trait Store: fmt::Debug + Send + Sync {
    /// The value under a name.
    fn get<'a>(&'a self, name: &'a str) -> Answer<'a, Option<Vec<u8>>>;

    /// Writes a value as a whole; without `replace`, one that is there may stay.
    fn put<'a>(&'a self, name: &'a str, value: Vec<u8>, replace: bool) -> Answer<'a, ()>;

    /// Takes a value away, if there is one.
    fn remove<'a>(&'a self, name: &'a str) -> Answer<'a, ()>;

    /// Takes a name for `owner`, for as long as `lease`, unless another has it; whether it did. A store that
    /// cannot tell two who ask at the same moment apart gives it to both.
    fn claim<'a>(&'a self, name: &'a str, owner: &'a str, lease: Duration) -> Answer<'a, bool>;

    /// Begins the lease of a name anew, if the owner still has it.
    fn renew<'a>(&'a self, name: &'a str, owner: &'a str, lease: Duration) -> Answer<'a, ()>;

    /// Gives a name back, if the owner still has it.
    fn release<'a>(&'a self, name: &'a str, owner: &'a str) -> Answer<'a, ()>;
}
