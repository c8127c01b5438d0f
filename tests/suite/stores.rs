//! Servers of objects on loopback, for shared ledgers: S3 with signatures that are checked, and `WebDAV`.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use dav_server::DavHandler;
use dav_server::fakels::FakeLs;
use dav_server::memfs::MemFs;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::Mutex;

/// Keys of access that the S3 server knows.
pub(crate) const ACCESS_KEY: &str = "AKIDTEAM";
pub(crate) const SECRET_KEY: &str = "geheim-s3";

/// A server in a thread of its own.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    _runtime: Runtime,
}

/// Has the connections of a listener served.
macro_rules! serve {
    ($listener:expr, $service:expr) => {
        loop {
            let Ok((socket, _)) = $listener.accept().await else {
                continue;
            };
            let service = $service;
            tokio::spawn(async move {
                let _ = http1::Builder::new()
                    .serve_connection(TokioIo::new(socket), service)
                    .await;
            });
        }
    };
}

fn begin() -> (Runtime, TcpListener) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    (runtime, listener)
}

/// An S3 server whose buckets are the folders in `root`. Requests take turns: this server looks whether an
/// object is there before it writes it, which S3 does in one step.
pub(crate) fn s3(root: &Path) -> Server {
    let (runtime, listener) = begin();
    let address = listener.local_addr().unwrap();
    let mut builder = S3ServiceBuilder::new(FileSystem::new(root).unwrap());
    builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
    let service = builder.build();
    let turn = Arc::new(Mutex::new(()));
    runtime.spawn(async move {
        serve!(listener, {
            let (service, turn) = (service.clone(), Arc::clone(&turn));
            service_fn(move |request: Request<Incoming>| {
                let (service, turn) = (service.clone(), Arc::clone(&turn));
                async move {
                    let _turn = turn.lock().await;
                    service.call(request.map(s3s::Body::from)).await
                }
            })
        })
    });
    Server {
        address,
        _runtime: runtime,
    }
}

/// A `WebDAV` server that remembers as long as it lives.
pub(crate) fn webdav() -> Server {
    let (runtime, listener) = begin();
    let address = listener.local_addr().unwrap();
    let handler = DavHandler::builder()
        .filesystem(MemFs::new())
        .locksystem(FakeLs::new())
        .build_handler();
    runtime.spawn(async move {
        serve!(listener, {
            let handler = handler.clone();
            service_fn(move |request| {
                let handler = handler.clone();
                async move { Ok::<_, Infallible>(handler.handle(request).await) }
            })
        })
    });
    Server {
        address,
        _runtime: runtime,
    }
}
