//! The ledger that a team shares: the same memory in the team's own store, asked where this machine remembers
//! nothing.
//!
//! In come keys and finished uploads; out go uploads that others made, and the right to make one. It helps, and
//! never hinders: a store that is slow or absent is told of once, left alone for a while, and the run goes on
//! with what this machine knows.

mod absent;
mod address;
#[cfg(feature = "shared-ledger")]
mod objects;
#[cfg(feature = "shared-ledger")]
mod redis;
mod store;

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use super::{Entry, Key};
use crate::problem::{Code, Problem};

use absent::Absent;
pub use address::shared_ledger_folder;
use address::{Address, plain};
use store::{Answer, Store};

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// Pause before something that may have been an accident is asked once more.
const SECOND_TRY: Duration = Duration::from_millis(100);

/// How long a store that failed is left alone.
const REST: Duration = Duration::from_secs(30);

/// How long a claim holds when its owner is not heard of any more.
const LEASE: Duration = Duration::from_mins(1);

/// How often an owner is heard of.
const RENEWAL: Duration = Duration::from_secs(20);

/// After so many renewals an upload hangs, and somebody else may try.
const MOST_RENEWALS: u32 = 90;

/// Questions at once.
const AT_ONCE: usize = 32;

/// The version of names and values in the store.
const VERSION: &str = "v1";

/// A ledger in a store that several machines reach.
#[derive(Debug)]
pub struct SharedLedger {
    shown: String,
    id: String,
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    shown: String,
    store: Box<dyn Store>,
    turns: Semaphore,
    health: Mutex<Health>,
}

/// Whether the store answers.
#[derive(Debug, Default)]
struct Health {
    /// Until when it is left alone.
    resting: Option<Instant>,
    /// What there is to tell, once.
    problem: Option<Problem>,
    was_told: bool,
}

/// The outcome of asking for the right to upload.
#[derive(Debug)]
pub(crate) enum SharedClaim {
    /// Somebody has uploaded it.
    Hosted(Entry),
    /// Ours to upload, as far as the store can tell.
    Ours(Lease),
    /// Somebody is uploading it.
    Busy,
}

/// The right to upload, until it is given back; one that is only dropped ends after a minute.
#[derive(Debug)]
pub(crate) struct Lease {
    /// `None` where the store did not answer.
    held: Option<Held>,
}

#[derive(Debug)]
struct Held {
    inner: Arc<Inner>,
    name: String,
    owner: String,
    renewing: JoinHandle<()>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.renewing.abort();
    }
}

impl Lease {
    /// Gives the right back.
    pub(crate) async fn release(self) {
        if let Some(held) = self.held {
            held.renewing.abort();
            held.inner
                .ask(|store| store.release(&held.name, &held.owner))
                .await;
        }
    }
}

impl SharedLedger {
    /// A shared ledger at a URL or in a folder, which is not asked for anything yet.
    ///
    /// `redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE][/PREFIX]` (`rediss` is encrypted),
    /// `s3://BUCKET[/PREFIX][?endpoint=URL][&region=NAME][&style=host]`, `webdavs://[USER:PASSWORD@]HOST/PATH`
    /// (`webdav` is not encrypted), `file:///FOLDER` or the path of a folder. Keys of access to S3 are looked for
    /// where AWS's own tools look.
    ///
    /// # Errors
    /// `ledger.shared-address`.
    pub fn open(address: &str) -> Result<Self, Problem> {
        let scheme = address.split_once("://").map_or("", |(scheme, _)| scheme);
        let refused = |reason: String| {
            // The rest of it may hold a password.
            Problem::new(Code::LedgerSharedAddress)
                .with("scheme", if scheme.is_empty() { "none" } else { scheme })
                .with("reason", reason)
        };
        let Address { shown, id, place } =
            Address::parse(address).ok_or_else(|| refused("address".to_owned()))?;
        let store = match (store_at(&place), &place) {
            (Ok(store), _) => store,
            // A folder that is not mounted today is a store that does not answer.
            (Err(reason), address::Place::Folder(_)) => Box::new(Absent { reason }),
            (Err(reason), _) => return Err(refused(reason)),
        };
        let inner = Inner {
            shown: shown.clone(),
            store,
            turns: Semaphore::new(AT_ONCE),
            health: Mutex::default(),
        };
        Ok(Self {
            shown,
            id,
            inner: Arc::new(inner),
        })
    }

    /// The address without user, password and query.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.shown
    }

    /// What tells it from other shared ledgers.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// What is remembered there under a key.
    pub(crate) async fn find(&self, key: &Key) -> Option<Entry> {
        self.inner.find(key).await
    }

    /// Asks for the right to upload; with `refresh`, what others have uploaded does not count.
    pub(crate) async fn claim(&self, key: &Key, refresh: bool) -> SharedClaim {
        let name = format!("{VERSION}/claim/{}", name_of(key));
        let random = RandomState::new();
        let owner = format!("{:016x}{:016x}", random.hash_one(0), random.hash_one(1));
        let claimed = self
            .inner
            .ask(|store| store.claim(&name, &owner, LEASE))
            .await;
        match claimed {
            Some(false) => return SharedClaim::Busy,
            None => return SharedClaim::Ours(Lease { held: None }),
            Some(true) => {}
        }
        let renewing = tokio::spawn(renew(Arc::clone(&self.inner), name.clone(), owner.clone()));
        let lease = Lease {
            held: Some(Held {
                inner: Arc::clone(&self.inner),
                name,
                owner,
                renewing,
            }),
        };
        if refresh {
            return SharedClaim::Ours(lease);
        }
        // Its last owner may have finished between our first look and the claim.
        match self.inner.find(key).await {
            Some(entry) => {
                lease.release().await;
                SharedClaim::Hosted(entry)
            }
            None => SharedClaim::Ours(lease),
        }
    }

    /// Tells the team of an upload; whether the store has it now. Without `replace`, what it has may stay.
    pub(crate) async fn publish(&self, entry: &Entry, replace: bool) -> bool {
        let name = value_name(&entry.key);
        let line = entry.to_line();
        let put = self
            .inner
            .ask(|store| store.put(&name, line.clone().into_bytes(), replace));
        put.await.is_some()
    }

    /// Has the team forget an upload; whether the store answered.
    pub async fn forget(&self, key: &Key) -> bool {
        let name = value_name(key);
        self.inner.ask(|store| store.remove(&name)).await.is_some()
    }

    /// Whether the store answers just now.
    pub(crate) fn is_up(&self) -> bool {
        self.inner.is_up()
    }

    /// Asks for something that is not there; what is wrong with the store, if anything is.
    ///
    /// # Errors
    /// `ledger.shared-unavailable`, a warning.
    pub async fn probe(&self) -> Result<(), Problem> {
        let name = format!("{VERSION}/probe");
        self.inner.ask(|store| store.get(&name)).await;
        self.take_problem().map_or(Ok(()), Err)
    }

    /// What there is to tell of the store, once.
    #[must_use]
    pub fn take_problem(&self) -> Option<Problem> {
        self.inner.health().problem.take()
    }
}

impl Inner {
    fn health(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_up(&self) -> bool {
        let resting = self.health().resting;
        resting.is_none_or(|until| until <= Instant::now())
    }

    async fn find(&self, key: &Key) -> Option<Entry> {
        let name = value_name(key);
        let value = self.ask(|store| store.get(&name)).await??;
        let entry = Entry::from_line(&value).ok()?;
        // Names are shorter than keys, and anybody may have written there.
        (entry.key == *key).then_some(entry)
    }

    /// Asks the store, a second time if the first was an accident; `None` when it does not answer.
    async fn ask<'a, T>(&'a self, question: impl Fn(&'a dyn Store) -> Answer<'a, T>) -> Option<T> {
        let _turn = self.turns.acquire().await.ok()?;
        for is_last in [false, true] {
            if !self.is_up() {
                return None;
            }
            let answer = tokio::time::timeout(PATIENCE, question(&*self.store)).await;
            let reason = match answer {
                Ok(Ok(answer)) => return Some(answer),
                Ok(Err(refusal)) if refusal.is_passing && !is_last => {
                    tokio::time::sleep(SECOND_TRY).await;
                    continue;
                }
                Ok(Err(refusal)) => refusal.reason,
                Err(_) => "timeout".to_owned(),
            };
            log::debug!(target: "tuwen::ledger", "{}: {reason}", self.shown);
            self.rest(reason);
            return None;
        }
        None
    }

    fn rest(&self, reason: String) {
        let mut health = self.health();
        health.resting = Some(Instant::now() + REST);
        if !health.was_told {
            health.was_told = true;
            let problem = Problem::new(Code::LedgerSharedUnavailable)
                .with("ledger", &self.shown)
                .with("reason", reason);
            health.problem = Some(problem);
        }
    }
}

async fn renew(inner: Arc<Inner>, name: String, owner: String) {
    for _ in 0..MOST_RENEWALS {
        tokio::time::sleep(RENEWAL).await;
        inner.ask(|store| store.renew(&name, &owner, LEASE)).await;
    }
}

fn value_name(key: &Key) -> String {
    format!("{VERSION}/upload/{}", name_of(key))
}

fn name_of(key: &Key) -> String {
    let (account, profile) = (plain(key.account.as_str()), plain(&key.profile));
    format!("{account}/{}/{profile}", key.digest.hex())
}

#[cfg(feature = "shared-ledger")]
fn store_at(place: &address::Place) -> Result<Box<dyn Store>, String> {
    use address::Place;
    use objects::ObjectStore;
    Ok(match place {
        Place::Redis(address) => Box::new(redis::RedisStore::new(address, PATIENCE)?),
        Place::S3(address) => Box::new(ObjectStore::bucket(address, PATIENCE)?),
        Place::Webdav(address) => Box::new(ObjectStore::collection(address, PATIENCE)?),
        Place::Folder(address) => Box::new(ObjectStore::folder(address)?),
    })
}

#[cfg(not(feature = "shared-ledger"))]
fn store_at(_place: &address::Place) -> Result<Box<dyn Store>, String> {
    Err("feature".to_owned())
}
