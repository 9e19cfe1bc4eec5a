//! What surrounds every request: its id, time limit, log line and metrics, CORS, and its errors as problems.
//!
//! One function rather than a stack of layers: a warm tile takes about as long as ten layers would.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use tower::util::ServiceExt as _;
use tracing::{debug, error, info, warn};

use crate::error::Error;
use crate::http::problem::{self, Failed, Language};
use crate::http::{Shared, tiles};

/// No answer takes longer to begin.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// But for a file that is brought over a slow line; each piece of it has a limit of its own.
const UPLOAD_LIMIT: Duration = Duration::from_mins(10);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// Handles one request.
pub async fn handle(app: Shared, router: Router, request: Request<Body>) -> Response {
    let started = Instant::now();
    let request_id = request_id(&request, &app);
    let language = Language::of(request.headers());
    let method = request.method().clone();
    let path = loggable(request.uri().path());
    let from_elsewhere = request.headers().contains_key(ORIGIN);
    let has_body = !request.body().is_end_stream();
    let mut response = if is_preflight(&request) {
        preflight()
    } else if let Some(kept) =
        tiles::kept_already(&app, &method, request.uri(), request.headers()).await
    {
        kept
    } else {
        let is_upload = method == Method::POST && path == "/imports";
        let limit = if is_upload { UPLOAD_LIMIT } else { TIME_LIMIT };
        let answer = AssertUnwindSafe(router.oneshot(request)).catch_unwind();
        match tokio::time::timeout(limit, answer).await {
            Ok(Ok(Ok(response))) => response,
            Ok(Ok(Err(never))) => match never {},
            // A fault of ours; the panic has been logged with its place.
            Ok(Err(_)) => Error::startup("a handler panicked").into_response(),
            Err(_) => Error::TimedOut {
                limit_s: limit.as_secs(),
            }
            .into_response(),
        }
    };
    if let Some(Failed(failed)) = response.extensions_mut().remove::<Failed>() {
        let allow = response.headers_mut().remove(http::header::ALLOW);
        response = problem::respond(&failed, language, &app.public_url, &request_id);
        if let Some(allow) = allow {
            response.headers_mut().insert(http::header::ALLOW, allow);
        }
        if has_body {
            // What is refused may not have been read to its end; the connection then closes after the
            // answer, and a client that is not told would ask again on it.
            let close = HeaderValue::from_static("close");
            response
                .headers_mut()
                .insert(http::header::CONNECTION, close);
        }
        if response.status().is_server_error() {
            error!(%request_id, %method, path, error = %failed.chain(), "failed");
        }
    }
    finish(&mut response, from_elsewhere, &request_id);
    let duration = started.elapsed();
    app.metrics.record(&path, response.status(), duration);
    log(&request_id, &method, &path, response.status(), duration);
    response
}

/// A path as it may be written down: the key of an extract is only for those who were given it.
fn loggable(path: &str) -> String {
    let Some((before, rest)) = path.split_once("/extracts/") else {
        return path.to_owned();
    };
    let number = rest.split('/').next().unwrap_or_default();
    if number.len() < 20 && number.bytes().all(|b| b.is_ascii_digit()) {
        format!("{before}/extracts/{number}/…")
    } else {
        format!("{before}/extracts/…")
    }
}

/// The id a proxy gave, if it is short and plain, else one of ours: process start and a count.
fn request_id(request: &Request<Body>, app: &Shared) -> String {
    request
        .headers()
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|id| {
            (8..=64).contains(&id.len())
                && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
        .map_or_else(|| own_id(app.metrics.started_at_s), str::to_owned)
}

/// Two numbers of eight digits. Written by hand, as every request has one and `format!` takes ten times as long.
fn own_id(started_at_s: u64) -> String {
    let [.., a, b, c, d] = started_at_s.to_be_bytes();
    let [e, f, g, h] = COUNTER.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    let mut id = String::with_capacity(17);
    for (place, byte) in [a, b, c, d, e, f, g, h].into_iter().enumerate() {
        if place == 4 {
            id.push('-');
        }
        for digit in [byte >> 4, byte & 15] {
            id.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
    }
    id
}

/// Only a preflight is answered here. A plain OPTIONS goes to its route, whose `Allow` QGIS reads.
fn is_preflight(request: &Request<Body>) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(ORIGIN)
        && request
            .headers()
            .contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight() -> Response {
    let headers = [
        (
            ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, HEAD, POST, PUT, DELETE, OPTIONS"),
        ),
        (
            ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static(
                "accept, accept-language, authorization, content-type, if-none-match, prefer, x-request-id",
            ),
        ),
        (ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400")),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

fn finish(response: &mut Response, from_elsewhere: bool, request_id: &str) {
    let headers = response.headers_mut();
    if from_elsewhere {
        // Everything served is public and no cookie is read, so any page may read it.
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(
                "Allow, Ccn-Doubtful, Ccn-Left-Out, Content-Crs, Content-Disposition, ETag, Link, Location, OGC-NumberMatched, OGC-NumberReturned, Retry-After, X-Request-Id",
            ),
        );
    }
    headers.insert(
        http::header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id);
    }
}

fn log(request_id: &str, method: &Method, path: &str, status: StatusCode, duration: Duration) {
    let duration_ms = duration.as_secs_f64() * 1000.0;
    let status = status.as_u16();
    let often = ["/tiles/", "/assets/", "/health/", "/metrics"]
        .iter()
        .any(|p| path.starts_with(p));
    if duration > Duration::from_secs(1) {
        warn!(request_id, %method, path, status, duration_ms, "slow request");
    } else if often {
        debug!(request_id, %method, path, status, duration_ms, "request");
    } else {
        info!(request_id, %method, path, status, duration_ms, "request");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_requests_are_hexadecimal_and_differ() {
        let (first, second) = (own_id(0x0123_abcd), own_id(0x0123_abcd));
        assert!(first.starts_with("0123abcd-"), "{first}");
        assert_eq!(first.len(), 17);
        assert_ne!(first, second);
    }

    #[test]
    fn the_key_of_an_extract_is_not_written_down() {
        let key = "0123456789abcdef0123456789abcdef";
        for path in [
            format!("/extracts/7/{key}"),
            format!("/extracts/7/{key}/more"),
            format!("//extracts/{key}"),
            format!("/atlas/extracts/7/{key}"),
        ] {
            assert!(!loggable(&path).contains(key), "{path}");
        }
        assert_eq!(loggable("/extracts/7/x"), "/extracts/7/…");
        assert_eq!(loggable("/extracts"), "/extracts");
        assert_eq!(loggable("/tiles/clusters/1/2/3"), "/tiles/clusters/1/2/3");
    }
}
