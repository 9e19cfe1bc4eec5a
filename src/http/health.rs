//! Is the process alive, can it serve, and how does it fare.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::error::Error;
use crate::http::Shared;
use crate::sql;

const NO_STORE: (http::HeaderName, HeaderValue) =
    (CACHE_CONTROL, HeaderValue::from_static("no-store"));

/// The process runs.
pub async fn live() -> Response {
    ([NO_STORE], "ok\n").into_response()
}

/// The database answers.
pub async fn ready(State(app): State<Shared>) -> Result<Response, Error> {
    app.client().await?.query_one(sql!("db/ready"), &[]).await?;
    Ok(([NO_STORE], "ok\n").into_response())
}

/// Prometheus metrics.
pub async fn metrics(State(app): State<Shared>) -> Response {
    app.metrics.cache_bytes.set(app.replies.size_bytes() as f64);
    app.metrics.connections.set(app.db.status().size as f64);
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([NO_STORE, (CONTENT_TYPE, kind)], app.metrics.render()).into_response()
}
