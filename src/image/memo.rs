//! Remembers answers within a bound, for several threads.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock};

/// A map that forgets everything when it grows past its limit: a run rarely gets there, and then
/// asking the file system again costs time, not truth.
#[derive(Debug)]
pub(super) struct Memo<K, V> {
    limit: usize,
    held: RwLock<Held<K, V>>,
}

#[derive(Debug)]
struct Held<K, V> {
    answers: HashMap<K, V>,
    weight: usize,
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// A memo whose entries together weigh at most `limit`.
    pub(super) fn new(limit: usize) -> Self {
        let held = Held {
            answers: HashMap::new(),
            weight: 0,
        };
        Self {
            limit,
            held: RwLock::new(held),
        }
    }

    /// The remembered answer.
    pub(super) fn get<Q>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.answers.get(key).cloned()
    }

    /// Remembers an answer of this weight and gives it back.
    pub(super) fn put(&self, key: K, value: V, weight: usize) -> V {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.weight + weight > self.limit {
            held.answers.clear();
            held.weight = 0;
        }
        held.weight += weight;
        held.answers.insert(key, value.clone());
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_kept_until_they_weigh_too_much() {
        let memo = Memo::new(10);
        memo.put("a", 1, 4);
        memo.put("b", 2, 4);
        assert_eq!((memo.get("a"), memo.get("b")), (Some(1), Some(2)));
        memo.put("c", 3, 4);
        assert_eq!((memo.get("a"), memo.get("c")), (None, Some(3)));
        assert_eq!(memo.put("d", 4, 100), 4);
    }
}
