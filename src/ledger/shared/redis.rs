//! A shared ledger in Redis, or what speaks its language (Valkey, `KeyDB`, Dragonfly).
//!
//! By the `redis` crate and not by `OpenDAL`, whose Redis service has neither conditional writes nor an end for
//! a single key: claims need both.

use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, FromRedisValue, RedisError};

use super::address::RedisAddress;
use super::store::{Answer, Refusal, Store};

/// Gives a name a new end, or back, if it is still ours: one script, so that nothing comes in between.
const RENEW: &str = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0";
const RELEASE: &str =
    "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

pub(super) struct RedisStore {
    connection: tokio::sync::OnceCell<ConnectionManager>,
    client: Client,
    prefix: String,
    patience: Duration,
}

impl std::fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The client knows the password.
        f.debug_struct("RedisStore")
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

impl RedisStore {
    /// A store that connects when it is first asked.
    pub(super) fn new(address: &RedisAddress, patience: Duration) -> Result<Self, String> {
        crate::connection::choose_cryptography();
        let client = Client::open(address.url.expose()).map_err(|error| reason(&error))?;
        Ok(Self {
            connection: tokio::sync::OnceCell::new(),
            client,
            prefix: address.prefix.clone(),
            patience,
        })
    }

    fn key(&self, name: &str) -> String {
        // Colons between the parts, as is the custom there.
        format!("{}:{}", self.prefix, name.replace('/', ":"))
    }

    async fn ask<T: FromRedisValue>(&self, command: Cmd) -> Result<T, Refusal> {
        let connect = || {
            let manner = ConnectionManagerConfig::new()
                .set_number_of_retries(1)
                .set_connection_timeout(Some(self.patience))
                .set_response_timeout(Some(self.patience));
            ConnectionManager::new_with_config(self.client.clone(), manner)
        };
        // Clones share one connection, which is made anew when it breaks.
        let mut connection = self
            .connection
            .get_or_try_init(connect)
            .await
            .map_err(|error| refusal(&error))?
            .clone();
        command
            .query_async(&mut connection)
            .await
            .map_err(|error| refusal(&error))
    }
}

impl Store for RedisStore {
    fn get<'a>(&'a self, name: &'a str) -> Answer<'a, Option<Vec<u8>>> {
        let mut command = redis::cmd("GET");
        command.arg(self.key(name));
        Box::pin(self.ask(command))
    }

    fn put<'a>(&'a self, name: &'a str, value: Vec<u8>, replace: bool) -> Answer<'a, ()> {
        let mut command = redis::cmd("SET");
        command.arg(self.key(name)).arg(value);
        if !replace {
            command.arg("NX");
        }
        Box::pin(async move { self.ask::<redis::Value>(command).await.map(drop) })
    }

    fn remove<'a>(&'a self, name: &'a str) -> Answer<'a, ()> {
        let mut command = redis::cmd("DEL");
        command.arg(self.key(name));
        Box::pin(async move { self.ask::<redis::Value>(command).await.map(drop) })
    }

    fn claim<'a>(&'a self, name: &'a str, owner: &'a str, lease: Duration) -> Answer<'a, bool> {
        let mut command = redis::cmd("SET");
        command.arg(self.key(name)).arg(owner).arg("NX");
        command.arg("PX").arg(milliseconds(lease));
        Box::pin(async move { Ok(self.ask::<Option<String>>(command).await?.is_some()) })
    }

    fn renew<'a>(&'a self, name: &'a str, owner: &'a str, lease: Duration) -> Answer<'a, ()> {
        let mut command = redis::cmd("EVAL");
        command.arg(RENEW).arg(1).arg(self.key(name));
        command.arg(owner).arg(milliseconds(lease));
        Box::pin(async move { self.ask::<redis::Value>(command).await.map(drop) })
    }

    fn release<'a>(&'a self, name: &'a str, owner: &'a str) -> Answer<'a, ()> {
        let mut command = redis::cmd("EVAL");
        command.arg(RELEASE).arg(1).arg(self.key(name)).arg(owner);
        Box::pin(async move { self.ask::<redis::Value>(command).await.map(drop) })
    }
}

fn milliseconds(lease: Duration) -> u64 {
    u64::try_from(lease.as_millis()).unwrap_or(u64::MAX)
}

fn refusal(error: &RedisError) -> Refusal {
    Refusal {
        reason: reason(error),
        is_passing: error.is_io_error() || error.is_connection_dropped(),
    }
}

/// The server's own code, such as `WRONGPASS`, or what became of the connection; never more of its text, which
/// may repeat what was sent.
fn reason(error: &RedisError) -> String {
    if error.is_timeout() {
        return "timeout".to_owned();
    }
    if error.is_connection_refusal() {
        return "refused".to_owned();
    }
    if error.is_connection_dropped() {
        return "closed".to_owned();
    }
    match error.code() {
        Some(code) => code.to_owned(),
        None => error.category().to_owned(),
    }
}
