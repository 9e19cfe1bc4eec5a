//! The machine's limit: a bare axum handler that returns bytes it holds.

use std::fs;
use std::io::{self, Write as _};

use axum::Router;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use bytes::Bytes;
use http::HeaderValue;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use tokio::net::TcpListener;

use crate::Outcome;

/// Serves until killed; the address is said on standard output once it listens.
pub async fn serve(replies: &[String]) -> Outcome<()> {
    let mut router = Router::new();
    for (place, reply) in replies.chunks_exact(3).enumerate() {
        let kind = HeaderValue::from_str(&reply[0])?;
        let coding = HeaderValue::from_str(&reply[1])?;
        let body = Bytes::from(fs::read(&reply[2])?);
        let path = format!("/{place}");
        router = if coding.is_empty() {
            router.route(
                &path,
                get(move || async move { ([(CONTENT_TYPE, kind)], body) }),
            )
        } else {
            let handler = get(move || async move {
                ([(CONTENT_TYPE, kind), (CONTENT_ENCODING, coding)], body)
            });
            router.route(&path, handler)
        };
    }
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(io::stdout().lock(), "{}", listener.local_addr()?)?;
    // As the product does: without it the last packet of a large body waits.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await?;
    Ok(())
}
