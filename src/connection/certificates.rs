//! Which certificates are trusted: the system's, and those that `SSL_CERT_FILE` and `SSL_CERT_DIR` add.
//!
//! The verifier of the HTTP stack takes the two variables as a replacement for the system's certificates
//! where those are files (Linux, BSD), and passes over them elsewhere. Whoever names the certificate of a
//! company's proxy or of a relay wants the rest of the world to go on working, so here they add to the
//! system's everywhere. Refused: a file or directory that cannot be read, or has no certificate.
//!
//! Everything is read when the first client for encrypted connections is made, and not before.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use reqwest::{Certificate, ClientBuilder};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::fsio::{self, IoError};
use crate::problem::{Code, Problem};

/// Larger files are no bundles of certificates; the whole world's have a quarter of a megabyte.
const LONGEST: u64 = 16 << 20;

/// What the variables name.
#[derive(Debug, Default)]
struct Named {
    file: Option<PathBuf>,
    directories: Vec<PathBuf>,
}

/// The builder of a client that trusts the system's certificates and those that the environment adds.
///
/// # Errors
/// `config.bad-certificates`.
pub(super) fn trust(builder: ClientBuilder) -> Result<ClientBuilder, Problem> {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let named = Named::by(variable("SSL_CERT_FILE"), variable("SSL_CERT_DIR"));
    let added = named.read()?;
    Ok(if added.is_empty() {
        builder
    } else {
        beside_system(builder, added)
    })
}

/// Where the system's certificates are files, the stack would not look at them any more.
#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
fn beside_system(builder: ClientBuilder, added: Vec<CertificateDer<'static>>) -> ClientBuilder {
    builder.tls_certs_only(handed_over(system().into_iter().chain(added)))
}

#[cfg(not(all(unix, not(target_vendor = "apple"), not(target_os = "android"))))]
fn beside_system(builder: ClientBuilder, added: Vec<CertificateDer<'static>>) -> ClientBuilder {
    builder.tls_certs_merge(handed_over(added))
}

fn handed_over(
    certificates: impl IntoIterator<Item = CertificateDer<'static>>,
) -> impl Iterator<Item = Certificate> {
    certificates
        .into_iter()
        .filter_map(|certificate| Certificate::from_der(&certificate).ok())
}

impl Named {
    fn by(file: Option<OsString>, directories: Option<OsString>) -> Self {
        let directories = directories.unwrap_or_default();
        Self {
            file: file.map(PathBuf::from),
            directories: std::env::split_paths(&directories)
                .filter(|path| !path.as_os_str().is_empty())
                .collect(),
        }
    }

    /// The certificates that were named; none when nothing was.
    fn read(&self) -> Result<Vec<CertificateDer<'static>>, Problem> {
        let mut found = Vec::new();
        if let Some(file) = &self.file {
            let certificates = of_file(file).map_err(|reason| bad(file, &reason))?;
            if certificates.is_empty() {
                return Err(bad(file, "no certificate"));
            }
            found = certificates;
        }
        for directory in &self.directories {
            let certificates = of_directory(directory).map_err(|reason| bad(directory, &reason))?;
            if certificates.is_empty() {
                return Err(bad(directory, "no certificate"));
            }
            found.extend(certificates);
        }
        Ok(found)
    }
}

fn bad(path: &Path, reason: &str) -> Problem {
    Problem::new(Code::ConfigBadCertificates)
        .with("path", path.display())
        .with("reason", reason)
}

/// The certificates of a file in PEM form; what cannot be trusted anyway, being none, is left out.
fn of_file(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let bytes = fsio::read_limited(path, LONGEST)
        .map_err(|error| error.reason())?
        .ok_or("no certificate")?;
    let is_sound = |certificate: &CertificateDer<'static>| {
        RootCertStore::empty().add(certificate.clone()).is_ok()
    };
    Ok(CertificateDer::pem_slice_iter(&bytes)
        .filter_map(Result::ok)
        .filter(is_sound)
        .collect())
}

/// The certificates of all files of a directory; a file that is none of ours to read is passed over.
fn of_directory(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let entries = fs::read_dir(path).map_err(|error| IoError::new(path, error).reason())?;
    let mut found: Vec<CertificateDer<'static>> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| of_file(&entry.path()).ok())
        .flatten()
        .collect();
    // A certificate has its name and its hash there, and often stands in a bundle besides.
    found.sort_unstable_by(|one, other| one.as_ref().cmp(other.as_ref()));
    found.dedup();
    Ok(found)
}

/// The system's certificates: the first bundle there is, else what lies in the usual directories.
#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
fn system() -> Vec<CertificateDer<'static>> {
    /// As other programs look for them; the last two are where the BSDs keep theirs.
    const BUNDLES: [&str; 8] = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/pki/tls/cacert.pem",
        "/etc/ssl/cert.pem",
        "/usr/local/share/certs/ca-root-nss.crt",
        "/etc/openssl/certs/ca-certificates.crt",
    ];
    const DIRECTORIES: [&str; 4] = [
        "/etc/ssl/certs",
        "/etc/pki/tls/certs",
        "/etc/openssl/certs",
        "/usr/local/share/certs",
    ];
    let filled = |found: &Vec<CertificateDer<'static>>| !found.is_empty();
    BUNDLES
        .iter()
        .filter_map(|path| of_file(Path::new(path)).ok())
        .find(filled)
        .or_else(|| {
            DIRECTORIES
                .iter()
                .filter_map(|path| of_directory(Path::new(path)).ok())
                .find(filled)
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authority(name: &str) -> String {
        let mut parameters = rcgen::CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let names = &mut parameters.distinguished_name;
        names.push(rcgen::DnType::CommonName, name);
        let key = rcgen::KeyPair::generate().unwrap();
        parameters.self_signed(&key).unwrap().pem()
    }

    fn read(file: Option<&Path>, directories: &[&Path]) -> Result<usize, String> {
        let joined = std::env::join_paths(directories).unwrap();
        let named = Named::by(file.map(Into::into), Some(joined));
        named
            .read()
            .map(|found| found.len())
            .map_err(|problem| problem.argument("reason").unwrap().to_owned())
    }

    #[test]
    fn a_bundle_may_hold_other_things_and_broken_certificates() {
        let directory = tempfile::tempdir().unwrap();
        let bundle = directory.path().join("bundle.pem");
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let text = format!("# 公司\n{}{broken}{}", authority("a"), authority("b"));
        fs::write(&bundle, text).unwrap();
        assert_eq!(read(Some(&bundle), &[]), Ok(2));
        fs::write(&bundle, broken).unwrap();
        assert_eq!(read(Some(&bundle), &[]), Err("no certificate".to_owned()));
        fs::write(&bundle, "").unwrap();
        assert_eq!(read(Some(&bundle), &[]), Err("no certificate".to_owned()));
        assert!(read(Some(&directory.path().join("none")), &[]).is_err());
        assert!(read(Some(directory.path()), &[]).is_err());
        assert_eq!(read(None, &[]), Ok(0));
    }

    #[test]
    fn of_directories_all_files_count_each_certificate_once() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let one = authority("one");
        fs::write(first.path().join("one.pem"), &one).unwrap();
        fs::write(first.path().join("5ed36f99.0"), &one).unwrap();
        fs::write(first.path().join("README"), "text").unwrap();
        fs::create_dir(first.path().join("java")).unwrap();
        assert_eq!(read(None, &[first.path()]), Ok(1));
        let both = [first.path(), second.path()];
        assert_eq!(read(None, &both), Err("no certificate".to_owned()));
        fs::write(second.path().join("two.crt"), authority("two")).unwrap();
        assert_eq!(read(None, &both), Ok(2));
        assert!(read(None, &[&first.path().join("gone")]).is_err());
    }
}
