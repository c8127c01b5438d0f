//! A shared ledger in a store of objects, by `OpenDAL`: S3 and what speaks its language, `WebDAV`, a folder.
//!
//! A claim is an object that only one can create, with its owner and its end as the content. One that has ended
//! is not taken away, which two could do at the same moment, but followed by the next with a number behind its
//! name. Those that ended stay: who takes them away could meet one who reads them.

use std::error::Error as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use opendal::{Error, ErrorKind, HttpTransporter, OperationContext, Operator};
use opendal_http_transport_reqwest::ReqwestTransport;

use super::address::{FolderAddress, S3Address, WebdavAddress};
use super::store::{Answer, Refusal, Store};
use crate::connection;

/// Claims on one name that ended with their owner: that many runs were killed over the same picture.
const MOST_FOLLOWERS: u32 = 64;

#[derive(Debug)]
pub(super) struct ObjectStore {
    values: Operator,
    /// `None` where nothing can be created by one alone.
    claims: Option<Operator>,
}

impl ObjectStore {
    /// A bucket.
    pub(super) fn bucket(address: &S3Address, patience: Duration) -> Result<Self, String> {
        let mut service = opendal::services::S3::default()
            .bucket(&address.bucket)
            .root(&address.root)
            .region(&address.region);
        if let Some(endpoint) = &address.endpoint {
            service = service.endpoint(endpoint);
        }
        if address.virtual_host {
            service = service.enable_virtual_host_style();
        }
        let encrypted = address
            .endpoint
            .as_ref()
            .is_none_or(|endpoint| !endpoint.starts_with("http://"));
        let values = over_http(Operator::new(service), encrypted, patience)?;
        let claims = Some(values.clone());
        Ok(Self { values, claims })
    }

    /// A collection of a `WebDAV` server, which knows no conditional writes.
    pub(super) fn collection(address: &WebdavAddress, patience: Duration) -> Result<Self, String> {
        let mut service = opendal::services::Webdav::default()
            .endpoint(&address.endpoint)
            .root(&address.root);
        if let Some(user) = &address.user {
            service = service.username(user);
        }
        if let Some(password) = &address.password {
            service = service.password(password.expose());
        }
        let encrypted = address.endpoint.starts_with("https://");
        Ok(Self {
            values: over_http(Operator::new(service), encrypted, patience)?,
            claims: None,
        })
    }

    /// A folder, on this machine or mounted.
    pub(super) fn folder(address: &FolderAddress) -> Result<Self, String> {
        let service = || opendal::services::Fs::default().root(&address.path);
        let aside = format!("{}/.partial", address.path);
        // Values appear whole; a claim has to be created in its place, to be created by one alone.
        let values = Operator::new(service().atomic_write_dir(&aside));
        let claims = Operator::new(service());
        Ok(Self {
            values: values.map_err(|error| reason(&error))?,
            claims: Some(claims.map_err(|error| reason(&error))?),
        })
    }
}

/// Has a service use this crate's own HTTP client: proxies, certificates, no redirects.
fn over_http(
    service: opendal::Result<Operator>,
    encrypted: bool,
    patience: Duration,
) -> Result<Operator, String> {
    let client = connection::patient(encrypted, patience).map_err(|problem| problem.to_string())?;
    let transport = HttpTransporter::new(ReqwestTransport::new(client));
    let context = OperationContext::new().with_http_transport(transport);
    service
        .map(|operator| operator.with_context(context))
        .map_err(|error| reason(&error))
}

impl Store for ObjectStore {
    fn get<'a>(&'a self, name: &'a str) -> Answer<'a, Option<Vec<u8>>> {
        Box::pin(read(&self.values, name))
    }

    fn put<'a>(&'a self, name: &'a str, value: Vec<u8>, _replace: bool) -> Answer<'a, ()> {
        // Of two that write at once the later stays; both name the picture.
        Box::pin(async move {
            let written = self.values.write(name, value).await;
            written.map(drop).map_err(|error| refusal(&error))
        })
    }

    fn remove<'a>(&'a self, name: &'a str) -> Answer<'a, ()> {
        Box::pin(async move { remove(&self.values, name).await })
    }

    fn claim<'a>(&'a self, name: &'a str, owner: &'a str, lease: Duration) -> Answer<'a, bool> {
        Box::pin(async move {
            let Some(claims) = &self.claims else {
                return Ok(true);
            };
            for follower in 0..MOST_FOLLOWERS {
                let name = numbered(name, follower);
                match read(claims, &name).await? {
                    Some(value) if has_ended(&value) => {}
                    Some(_) => return Ok(false),
                    None => return create(claims, &name, value_of(owner, lease)).await,
                }
            }
            // So many died over it that a double upload is the lesser evil.
            Ok(true)
        })
    }

    fn renew<'a>(&'a self, name: &'a str, owner: &'a str, lease: Duration) -> Answer<'a, ()> {
        Box::pin(async move {
            if let Some((claims, name)) = self.own(name, owner).await? {
                let written = claims.write(&name, value_of(owner, lease)).await;
                written.map_err(|error| refusal(&error))?;
            }
            Ok(())
        })
    }

    fn release<'a>(&'a self, name: &'a str, owner: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            if let Some((claims, ours)) = self.own(name, owner).await? {
                remove(claims, &ours).await?;
            }
            Ok(())
        })
    }
}

impl ObjectStore {
    /// The claim on a name that is the owner's, by its number.
    async fn own(&self, name: &str, owner: &str) -> Result<Option<(&Operator, String)>, Refusal> {
        let Some(claims) = &self.claims else {
            return Ok(None);
        };
        for follower in 0..MOST_FOLLOWERS {
            let name = numbered(name, follower);
            match read(claims, &name).await? {
                Some(value) if owner_of(&value).is_some_and(|of| of == owner) => {
                    return Ok(Some((claims, name)));
                }
                Some(_) => {}
                None => break,
            }
        }
        Ok(None)
    }
}

fn numbered(name: &str, follower: u32) -> String {
    if follower == 0 {
        name.to_owned()
    } else {
        format!("{name}.{follower}")
    }
}

async fn read(operator: &Operator, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
    match operator.read(name).await {
        Ok(value) => Ok(Some(value.to_vec())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(refusal(&error)),
    }
}

async fn remove(operator: &Operator, name: &str) -> Result<(), Refusal> {
    match operator.delete(name).await {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(refusal(&error)),
        _ => Ok(()),
    }
}

/// Creates an object that is not there; whether we did.
async fn create(operator: &Operator, name: &str, value: Vec<u8>) -> Result<bool, Refusal> {
    match operator.write_with(name, value).if_not_exists(true).await {
        Ok(_) => Ok(true),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::ConditionNotMatch | ErrorKind::AlreadyExists
            ) =>
        {
            Ok(false)
        }
        Err(error) => Err(refusal(&error)),
    }
}

/// `OWNER END`, the end in seconds since 1970. Clocks of machines that share a ledger may differ by less than a
/// lease.
fn value_of(owner: &str, lease: Duration) -> Vec<u8> {
    format!("{owner} {}", now() + lease.as_secs()).into_bytes()
}

fn owner_of(value: &[u8]) -> Option<&str> {
    std::str::from_utf8(value).ok()?.split(' ').next()
}

/// Whether a claim is over. One that cannot be read is being written just now.
fn has_ended(value: &[u8]) -> bool {
    let end = std::str::from_utf8(value)
        .ok()
        .and_then(|text| text.split_once(' ')?.1.parse::<u64>().ok());
    end.is_some_and(|end| end < now())
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}

fn refusal(error: &Error) -> Refusal {
    Refusal {
        reason: reason(error),
        is_passing: error.is_temporary(),
    }
}

/// What went wrong, in few words; an error's own text may hold the URL and what was signed.
fn reason(error: &Error) -> String {
    if let Some(word) = connection::reason_within(error) {
        return word.to_owned();
    }
    let io = error
        .source()
        .and_then(|cause| cause.downcast_ref::<std::io::Error>());
    if let Some(error) = io {
        return error.kind().to_string();
    }
    // S3's own word for it, such as `AccessDenied`.
    let code = error
        .message()
        .split_once("code: \"")
        .and_then(|(_, rest)| rest.split('"').next())
        .filter(|code| code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    match (code, error.kind()) {
        (Some(code), _) => code.to_owned(),
        (None, ErrorKind::Unexpected) => "other".to_owned(),
        (None, kind) => kind.to_string(),
    }
}
