//! The listener: HTTP/1 with title-case headers, and an end that lets running requests finish.
//!
//! `axum::serve` writes header names in lower case, and QGIS before 3.40 finds neither `Allow` nor
//! `Location` then; so hyper is driven here.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tracing::{debug, info, warn};

use crate::error::Error;
use crate::http::{Shared, frame};

/// A client that has sent no complete header after this is cut off.
const HEADER_LIMIT: Duration = Duration::from_secs(10);
/// Running requests may take this long to finish at the end.
const GRACE: Duration = Duration::from_secs(10);

/// Takes the address.
///
/// # Errors
/// [`Error::Startup`] saying that the port is in use, or why else it cannot be had.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|source| {
        let what = match source.kind() {
            std::io::ErrorKind::AddrInUse => {
                format!("{address} is in use by another program; choose another with --listen or CCN_LISTEN")
            }
            _ => format!("cannot listen on {address}"),
        };
        Error::startup_from(what, source)
    })
}

/// Serves until `stop` resolves, then lets what runs finish.
pub async fn serve(
    listener: TcpListener,
    app: Shared,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.title_case_headers(true)
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_LIMIT);
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file descriptors, most likely: others must finish first.
                    warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        // Small answers must not wait for the client's acknowledgement.
        if let Err(error) = stream.set_nodelay(true) {
            debug!(%error, "cannot set TCP_NODELAY");
        }
        let (app, router) = (app.clone(), router.clone());
        let service = service_fn(move |request: Request<Incoming>| {
            let (app, router) = (app.clone(), router.clone());
            async move { Ok::<_, Infallible>(frame::handle(app, router, request.map(Body::new)).await) }
        });
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                debug!(%error, "connection ended early");
            }
        });
    }
    info!("stopping: running requests finish first");
    if tokio::time::timeout(GRACE, graceful.shutdown())
        .await
        .is_err()
    {
        warn!("some requests did not finish in time and are cut off");
    }
}
