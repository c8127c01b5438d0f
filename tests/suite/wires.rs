//! What can stand between the program and the service: an end of TLS with a private authority, a relay
//! that takes a prefix off the path, HTTP and SOCKS proxies that know names nobody else knows. All on
//! loopback; each remembers what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// Names and addresses that the certificate is for. Nobody resolves the names; the address is this
/// machine's, but not one by which the program knows it.
const NAMES: [&str; 4] = ["wechat.test", "relay.test", "0.0.0.0", "mmbiz.qpic.cn"];

/// Everything that runs.
#[derive(Debug)]
pub(crate) struct Wires {
    runtime: Runtime,
    acceptor: Arc<ServerConfig>,
    /// The authority's certificate, in PEM form.
    pub(crate) authority: String,
}

/// Something that listens, and what it was asked, line by line.
#[derive(Debug, Clone)]
pub(crate) struct Station {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Station {
    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    fn note(&self, what: impl Into<String>) {
        self.asked.lock().unwrap().push(what.into());
    }
}

impl Wires {
    /// An authority and its certificate.
    pub(crate) fn new() -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority =
            CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(NAMES.map(str::to_owned).to_vec())
            .unwrap()
            .signed_by(&key, &authority)
            .unwrap();
        let chain = vec![certificate.der().clone()];
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        Self {
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .unwrap(),
            acceptor: Arc::new(config),
            authority: authority.pem(),
        }
    }

    /// Serves each connection in a task of its own.
    fn listen<F: Future<Output = std::io::Result<()>> + Send + 'static>(
        &self,
        serve: impl Fn(TcpStream, Station) -> F + Send + Sync + 'static,
    ) -> Station {
        let listener = self
            .runtime
            .block_on(TcpListener::bind("127.0.0.1:0"))
            .unwrap();
        let station = Station {
            address: listener.local_addr().unwrap(),
            asked: Arc::default(),
        };
        let noting = station.clone();
        self.runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Who goes away in the middle of things is part of the tests.
                tokio::spawn(serve(stream, noting.clone()));
            }
        });
        station
    }

    /// The end of TLS in front of a service; what it was asked are the connections.
    pub(crate) fn encrypted(&self, service: SocketAddr) -> Station {
        let acceptor = TlsAcceptor::from(Arc::clone(&self.acceptor));
        self.listen(move |stream, station| {
            let acceptor = acceptor.clone();
            async move {
                let mut stream = acceptor.accept(stream).await?;
                station.note("connection");
                let mut service = TcpStream::connect(service).await?;
                copy_bidirectional(&mut stream, &mut service).await?;
                Ok(())
            }
        })
    }

    /// A relay behind TLS: takes `prefix` off the path and passes on what has the right login.
    pub(crate) fn relay(
        &self,
        service: SocketAddr,
        prefix: &'static str,
        login: Option<&'static str>,
    ) -> Station {
        let acceptor = TlsAcceptor::from(Arc::clone(&self.acceptor));
        self.listen(move |stream, station| {
            let acceptor = acceptor.clone();
            async move {
                let mut stream = acceptor.accept(stream).await?;
                let (head, body) = request(&mut stream).await?;
                let (method, rest) = head.split_once(' ').unwrap_or_default();
                station.note(rest.split(['?', ' ']).next().unwrap_or_default());
                let refusal = match (rest.strip_prefix(prefix), login) {
                    (None, _) => Some("404 Not Found"),
                    (_, Some(login)) if value(&head, "authorization") != Some(login) => {
                        Some("401 Unauthorized")
                    }
                    _ => None,
                };
                if let Some(refusal) = refusal {
                    let answer = format!(
                        "HTTP/1.1 {refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    );
                    stream.write_all(answer.as_bytes()).await?;
                    return stream.shutdown().await;
                }
                // As real ones do: the login is for the relay alone, and each request is its own.
                let kept: Vec<&str> = head
                    .lines()
                    .skip(1)
                    .filter(|line| !line.to_ascii_lowercase().starts_with("authorization:"))
                    .collect();
                let kept = kept.join("\r\n");
                let rest = rest.lines().next().unwrap_or_default();
                let rest = rest.strip_prefix(prefix).unwrap_or_default();
                let head = format!("{method} {rest}\r\n{kept}\r\nConnection: close\r\n\r\n");
                let mut service = TcpStream::connect(service).await?;
                service.write_all(head.as_bytes()).await?;
                service.write_all(&body).await?;
                let mut answer = Vec::new();
                service.read_to_end(&mut answer).await?;
                stream.write_all(&answer).await?;
                stream.shutdown().await
            }
        })
    }

    /// A service that answers in this way, with what it was sent (on one line) in place of `«»`.
    pub(crate) fn echo(&self, way: &str) -> Station {
        let way = way.to_owned();
        self.listen(move |mut stream, station| {
            let way = way.clone();
            async move {
                let (head, body) = request(&mut stream).await?;
                let sent = format!("{head} {}", String::from_utf8_lossy(&body));
                station.note(&sent);
                let legible = |character: char| {
                    if character.is_ascii_alphanumeric() || "_-=&?/: ".contains(character) {
                        character
                    } else {
                        ' '
                    }
                };
                let sent: String = sent.chars().map(legible).collect();
                stream
                    .write_all(way.replace("«»", &sent).as_bytes())
                    .await?;
                stream.shutdown().await
            }
        })
    }

    /// A proxy for CONNECT, which leads everything to `end`; with a login, only for those who have it.
    pub(crate) fn http_proxy(&self, end: SocketAddr, login: Option<&'static str>) -> Station {
        self.listen(move |mut stream, station| async move {
            let (head, _) = request(&mut stream).await?;
            station.note(head.lines().next().unwrap_or_default());
            if login.is_some() && value(&head, "proxy-authorization") != login {
                let refusal =
                    b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
                return stream.write_all(refusal).await;
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
            pass_on(stream, end).await
        })
    }

    /// A SOCKS5 proxy, which leads everything to `end`; with a login, only for those who have it.
    pub(crate) fn socks_proxy(&self, end: SocketAddr, login: Option<&'static str>) -> Station {
        self.listen(move |mut stream, station| async move {
            let [_, methods] = take::<2>(&mut stream).await?;
            let offered = take_many(&mut stream, methods).await?;
            let method = if login.is_some() { 2 } else { 0 };
            if !offered.contains(&method) {
                return stream.write_all(&[5, 0xff]).await;
            }
            stream.write_all(&[5, method]).await?;
            if let Some(login) = login {
                let [_, length] = take::<2>(&mut stream).await?;
                let user = take_many(&mut stream, length).await?;
                let [length] = take::<1>(&mut stream).await?;
                let password = take_many(&mut stream, length).await?;
                let given = [user, password].map(|text| String::from_utf8(text).unwrap());
                let right = given.join(":") == login;
                stream.write_all(&[1, u8::from(!right)]).await?;
                if !right {
                    return Ok(());
                }
            }
            let [_, _, _, kind] = take::<4>(&mut stream).await?;
            let host = if kind == 1 {
                let address = take::<4>(&mut stream).await?;
                address.map(|byte| byte.to_string()).join(".")
            } else {
                let [length] = take::<1>(&mut stream).await?;
                String::from_utf8(take_many(&mut stream, length).await?).unwrap()
            };
            let port = u16::from_be_bytes(take::<2>(&mut stream).await?);
            station.note(format!("{host}:{port}"));
            stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
            pass_on(stream, end).await
        })
    }
}

async fn pass_on(mut stream: TcpStream, end: SocketAddr) -> std::io::Result<()> {
    let mut end = TcpStream::connect(end).await?;
    copy_bidirectional(&mut stream, &mut end).await?;
    Ok(())
}

async fn take<const N: usize>(stream: &mut TcpStream) -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

async fn take_many(stream: &mut TcpStream, length: u8) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::from(length)];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// Head (without the empty line) and body of a request.
async fn request(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
) -> std::io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let length = value(&head, "content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = bytes.split_off(end + 4);
    while body.len() < length {
        if stream.read_buf(&mut body).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok((head, body))
}

/// The value of a header.
fn value<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().skip(1).find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
