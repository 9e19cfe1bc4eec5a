//! The web map, carried in the binary: pages, hashed assets, the published style.

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, REFERRER_POLICY,
    VARY,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use rust_embed::{EmbeddedFile, RustEmbed};
use serde_json::json;

use crate::error::Error;
use crate::hash::hex;
use crate::http::Shared;
use crate::http::links::{JSON, has_already, json_response, takes_encoding};
use crate::http::params::Params;

#[derive(RustEmbed)]
#[folder = "web/dist/"]
#[allow_missing = true]
struct Web;

/// Hashed names never change their content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// The map.
pub fn index(app: &Shared, headers: &HeaderMap) -> Result<Response, Error> {
    let mut response = embedded("index.html", headers, ASK_AGAIN).ok_or_else(|| {
        Error::startup(
            "this binary was built without the web map; build `web` first (bin/serve does)",
        )
    })?;
    let answer = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy(app)) {
        answer.insert(CONTENT_SECURITY_POLICY, policy);
    }
    answer.insert(
        REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    );
    answer.insert(VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
    Ok(response)
}

fn content_security_policy(app: &Shared) -> String {
    let basemap = app
        .config
        .basemap_url
        .as_deref()
        .and_then(origin)
        .unwrap_or_default();
    format!(
        "default-src 'self'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data: blob: {basemap}; connect-src 'self' {basemap}; font-src 'self'; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )
}

/// Scheme and host of a basemap address.
fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split('/').next()?;
    let plain = host
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    (matches!(scheme, "http" | "https") && plain).then(|| format!("{scheme}://{host}"))
}

pub async fn asset(
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let Path(path) = path?;
    let name = format!("assets/{path}");
    embedded(&name, &headers, FOR_EVER).ok_or_else(|| not_found(&name))
}

/// Files beside the assets, such as the icon; anything else does not exist.
pub async fn file(method: Method, uri: Uri, headers: HeaderMap) -> Result<Response, Error> {
    let name = uri.path().trim_start_matches('/');
    let readable = matches!(method, Method::GET | Method::HEAD);
    let served = !["index.html", "style.json"].contains(&name) && !is_packed(name);
    (readable && served)
        .then(|| embedded(name, &headers, ASK_AGAIN))
        .flatten()
        .ok_or_else(|| not_found(name))
}

/// The compressed twins are served under the name of what they hold.
fn is_packed(name: &str) -> bool {
    matches!(name.rsplit('.').next(), Some("gz" | "br"))
}

fn not_found(name: &str) -> Error {
    Error::NotFound {
        resource: "resource",
        id: name.chars().filter(|c| !c.is_control()).take(200).collect(),
    }
}

/// A file of the web build in the best encoding the client takes.
fn embedded(name: &str, headers: &HeaderMap, cache: HeaderValue) -> Option<Response> {
    let plain = Web::get(name)?;
    let (file, encoding) = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(coding, _)| takes_encoding(headers, coding))
        .find_map(|(coding, suffix)| Some((Web::get(&format!("{name}{suffix}"))?, Some(coding))))
        .unwrap_or((plain, None));
    let etag = etag(&file);
    let unchanged = etag.as_ref().is_some_and(|etag| has_already(headers, etag));
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.data.into_owned()).into_response()
    };
    let answer = response.headers_mut();
    answer.insert(CACHE_CONTROL, cache);
    answer.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(etag) = etag {
        answer.insert(ETAG, etag);
    }
    if !unchanged {
        answer.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
        if let Some(coding) = encoding {
            answer.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
    }
    Some(response)
}

fn etag(file: &EmbeddedFile) -> Option<HeaderValue> {
    let hash = file.metadata.sha256_hash();
    HeaderValue::from_str(&format!("\"{}\"", hex(&hash[..12]))).ok()
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

/// The map's style for other clients, with this service's address in it.
pub async fn style(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    Params::parse(query.as_deref(), &[])?;
    let file = Web::get("style.json")
        .ok_or_else(|| Error::startup("this binary was built without the web map"))?;
    let text = String::from_utf8_lossy(&file.data).replace("{public_url}", &app.public_url);
    Ok(([(CONTENT_TYPE, JSON), (CACHE_CONTROL, ASK_AGAIN)], text).into_response())
}

/// What the map must know before it draws.
pub async fn config(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    Params::parse(query.as_deref(), &[])?;
    Ok(json_response(
        JSON,
        &json!({
            "version": env!("CARGO_PKG_VERSION"),
            "public_url": app.public_url,
            "basemap_url": app.config.basemap_url,
            "basemap_attribution": app.config.basemap_attribution,
            "writable": app.imports.is_some(),
        }),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_of_a_basemap_cannot_add_to_the_policy() {
        assert_eq!(
            origin("https://tile.example.vn/{z}/{x}/{y}.png").as_deref(),
            Some("https://tile.example.vn")
        );
        assert_eq!(origin("https://evil.example; script-src */x"), None);
        assert_eq!(origin("javascript:alert(1)"), None);
    }
}
