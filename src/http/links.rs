//! Links and small answers that several resources give.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::tiles::replies::{Encoded, Reply};

pub const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub const GEOJSON: HeaderValue = HeaderValue::from_static("application/geo+json");
pub const SCHEMA: HeaderValue = HeaderValue::from_static("application/schema+json");
pub const OPENAPI: HeaderValue =
    HeaderValue::from_static("application/vnd.oai.openapi+json;version=3.0");

/// A link object of OGC API.
pub fn link(href: impl Into<String>, rel: &str, kind: &str, title: &str) -> Value {
    json!({ "href": href.into(), "rel": rel, "type": kind, "title": title })
}

/// A JSON document that depends on the language only.
pub fn json_response(kind: HeaderValue, document: &Value) -> Response {
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (VARY, HeaderValue::from_static("Accept, Accept-Language")),
    ];
    (headers, Body::from(document.to_string())).into_response()
}

/// Whether the client takes gzip.
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    takes_encoding(headers, "gzip")
}

/// Whether the client takes a content coding.
pub fn takes_encoding(headers: &HeaderMap, coding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offer| {
            let (name, rest) = offer.trim().split_once(';').unwrap_or((offer.trim(), ""));
            let refused = rest
                .trim()
                .strip_prefix(['q', 'Q'])
                .and_then(|rest| rest.strip_prefix('='))
                .is_some_and(|q| q.parse::<f32>() == Ok(0.0));
            name.eq_ignore_ascii_case(coding) && !refused
        })
}

/// Whether the client already has the bytes of this ETag.
pub fn has_already(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let Some(etag) = etag.to_str().ok() else {
        return false;
    };
    headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|held| held == "*" || held.strip_prefix("W/").unwrap_or(held) == etag)
}

/// A kept reply in the encoding the client takes, or 304 if it has it.
pub fn kept(headers: &HeaderMap, reply: &Reply, kind: HeaderValue) -> Response {
    let gzip = takes_gzip(headers);
    let mut response = encoded(
        headers,
        if gzip { &reply.gzip } else { &reply.identity },
        kind,
    );
    if gzip && response.status() != StatusCode::NOT_MODIFIED {
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// A body with its ETag, or 304 if the client has it.
fn encoded(headers: &HeaderMap, reply: &Encoded, kind: HeaderValue) -> Response {
    let unchanged = has_already(headers, &reply.etag);
    let mut response = Response::new(if unchanged {
        Body::empty()
    } else {
        Body::from(reply.body.clone())
    });
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let answer = response.headers_mut();
    // Room for all that come, also later: growing on the way costs more than any one of them.
    answer.reserve(10);
    answer.insert(ETAG, reply.etag.clone());
    answer.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    answer.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if !unchanged {
        answer.insert(CONTENT_TYPE, kind);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_coding_is_not_taken() {
        let with = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            takes_gzip(&headers)
        };
        assert!(with("gzip"));
        assert!(with("br, GZIP;q=0.5"));
        assert!(!with("gzip;q=0, br"));
        assert!(!with("identity"));
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
