//! Where a shared ledger lies, said as one URL or path.
//!
//! - `redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE][/PREFIX]`, `rediss://…` encrypted
//! - `s3://BUCKET[/PREFIX][?endpoint=URL][&region=NAME][&style=host]`; keys of access as for AWS's own tools
//! - `webdavs://[USER:PASSWORD@]HOST[:PORT]/PATH`, `webdav://…` unencrypted
//! - `file:///PATH`, or the path of a folder

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use url::Url;

use crate::asset::Digest;
use crate::secret::Secret;

/// Under what uploads lie in a store that may hold other things as well.
const PREFIX: &str = "tuwen";

/// An address that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// As it may be shown: without user, password and query.
    pub(super) shown: String,
    /// What tells this store from others, in the ledger.
    pub(super) id: String,
    pub(super) place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Redis(RedisAddress),
    S3(S3Address),
    Webdav(WebdavAddress),
    Folder(FolderAddress),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RedisAddress {
    /// With the database, without the prefix.
    pub(super) url: Secret,
    pub(super) prefix: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct S3Address {
    pub(super) bucket: String,
    pub(super) root: String,
    pub(super) endpoint: Option<String>,
    pub(super) region: String,
    /// The bucket is a part of the host's name and not of the path.
    pub(super) virtual_host: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WebdavAddress {
    pub(super) endpoint: String,
    pub(super) root: String,
    pub(super) user: Option<String>,
    pub(super) password: Option<Secret>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FolderAddress {
    pub(super) path: String,
}

impl Address {
    /// Understands a URL or a path; `None` for what is neither.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let Some((scheme, _)) = text.split_once("://") else {
            return Self::of_folder(Path::new(text));
        };
        let url = Url::parse(text).ok()?;
        let place = match scheme.to_ascii_lowercase().as_str() {
            "redis" | "rediss" => Place::Redis(redis(&url)?),
            "s3" => Place::S3(s3(&url)?),
            "webdav" | "webdavs" => Place::Webdav(webdav(&url)?),
            "file" => return Self::of_folder(&url.to_file_path().ok()?),
            _ => return None,
        };
        let mut plain = url.clone();
        let _ = plain.set_username("");
        let _ = plain.set_password(None);
        plain.set_fragment(None);
        let id = plain.to_string();
        plain.set_query(None);
        Some(Self {
            shown: plain.to_string(),
            id,
            place,
        })
    }

    fn of_folder(path: &Path) -> Option<Self> {
        let path = std::path::absolute(path).ok()?;
        let text = path.to_str()?.to_owned();
        Some(Self {
            shown: text.clone(),
            id: text.clone(),
            place: Place::Folder(FolderAddress { path: text }),
        })
    }
}

fn redis(url: &Url) -> Option<RedisAddress> {
    url.host_str().filter(|host| !host.is_empty())?;
    let mut parts: Vec<&str> = url
        .path_segments()
        .map(|parts| parts.filter(|part| !part.is_empty()).collect())
        .unwrap_or_default();
    let database = parts
        .first()
        .filter(|first| first.bytes().all(|byte| byte.is_ascii_digit()))
        .copied();
    if database.is_some() {
        parts.remove(0);
    }
    let mut server = url.clone();
    server.set_path(database.unwrap_or(""));
    Some(RedisAddress {
        url: Secret::new(server.as_str()),
        prefix: if parts.is_empty() {
            PREFIX.to_owned()
        } else {
            decoded(&parts.join(":"))
        },
    })
}

fn s3(url: &Url) -> Option<S3Address> {
    let mut address = S3Address {
        bucket: url
            .host_str()
            .filter(|bucket| !bucket.is_empty())?
            .to_owned(),
        root: root(url),
        endpoint: None,
        region: "us-east-1".to_owned(),
        virtual_host: false,
    };
    for (name, value) in url.query_pairs() {
        match name.as_ref() {
            "endpoint" => {
                let is_web = value.starts_with("https://") || value.starts_with("http://");
                address.endpoint = Some(value.into_owned()).filter(|_| is_web);
                address.endpoint.as_ref()?;
            }
            "region" => address.region = value.into_owned(),
            "style" if value == "host" => address.virtual_host = true,
            "style" if value == "path" => {}
            _ => return None,
        }
    }
    Some(address)
}

fn webdav(url: &Url) -> Option<WebdavAddress> {
    let scheme = if url.scheme() == "webdav" {
        "http"
    } else {
        "https"
    };
    let host = url.host_str().filter(|host| !host.is_empty())?;
    let port = url
        .port()
        .map_or_else(String::new, |port| format!(":{port}"));
    Some(WebdavAddress {
        endpoint: format!("{scheme}://{host}{port}"),
        root: root(url),
        user: Some(decoded(url.username())).filter(|user| !user.is_empty()),
        password: url
            .password()
            .map(|password| Secret::new(decoded(password))),
    })
}

/// The path of a URL, or ours where it says none.
fn root(url: &Url) -> String {
    let path = decoded(url.path());
    let path = path.trim_matches('/');
    if path.is_empty() {
        PREFIX.to_owned()
    } else {
        path.to_owned()
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A part of a name in a store: itself where it is plain, else a part of its digest.
pub(super) fn plain(text: &str) -> String {
    let is_plain = !text.is_empty()
        && !text.starts_with(['.', '-'])
        && text.len() <= 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    if is_plain {
        text.to_owned()
    } else {
        format!("-{}", &Digest::of(text.as_bytes()).hex()[..16])
    }
}

/// The folder that an address names, if it names one: `file://…` or a path.
#[must_use]
pub fn shared_ledger_folder(text: &str) -> Option<PathBuf> {
    match Address::parse(text)?.place {
        Place::Folder(folder) => Some(PathBuf::from(folder.path)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Address {
        Address::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn a_redis_may_have_a_database_and_a_prefix() {
        let address = parsed("rediss://me:p%40ss@r.example:6380/2/blog/x");
        assert_eq!(address.shown, "rediss://r.example:6380/2/blog/x");
        let Place::Redis(redis) = &address.place else {
            panic!("{address:?}");
        };
        assert_eq!(redis.url.expose(), "rediss://me:p%40ss@r.example:6380/2");
        assert_eq!(redis.prefix, "blog:x");
        assert!(!format!("{address:?}").contains("ss@"), "{address:?}");
        let Place::Redis(redis) = parsed("redis://127.0.0.1").place else {
            panic!();
        };
        assert_eq!(redis.prefix, "tuwen");
    }

    #[test]
    fn a_bucket_may_have_an_endpoint_of_its_own() {
        let Place::S3(s3) =
            parsed("s3://pictures/team?endpoint=https://cos.example&region=ap-x").place
        else {
            panic!();
        };
        assert_eq!((s3.bucket.as_str(), s3.root.as_str()), ("pictures", "team"));
        assert_eq!(s3.endpoint.as_deref(), Some("https://cos.example"));
        assert_eq!(s3.region, "ap-x");
    }

    #[test]
    fn a_collection_keeps_its_password_to_itself() {
        let address = parsed("webdavs://u:geheim@dav.example/remote.php/dav/团队");
        assert!(!format!("{address:?}{}{}", address.shown, address.id).contains("geheim"));
        let Place::Webdav(webdav) = address.place else {
            panic!();
        };
        assert_eq!(webdav.endpoint, "https://dav.example");
        assert_eq!(webdav.root, "remote.php/dav/团队");
    }

    #[test]
    fn what_is_no_address_is_told_apart_from_a_folder() {
        for bad in [
            "redis://",
            "ftp://a/b",
            "s3://b?secret=1",
            "s3://b?endpoint=b",
        ] {
            assert_eq!(Address::parse(bad), None, "{bad}");
        }
        for folder in ["file:///mnt/team", "/mnt/team"] {
            assert_eq!(
                shared_ledger_folder(folder).as_deref(),
                Some(Path::new("/mnt/team"))
            );
        }
        assert!(shared_ledger_folder("共享").is_some_and(|folder| folder.ends_with("共享")));
    }

    #[test]
    fn names_are_plain_and_tell_apart() {
        assert_eq!(plain("fit-1"), "fit-1");
        assert_ne!(plain("公司"), plain("团队"));
        assert!(plain("../x").starts_with('-'));
        assert!(plain("fit-1/2560").starts_with('-'));
    }
}
