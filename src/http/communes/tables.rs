//! Tables that somebody sends: how large, of what media type, and what an answer to them carries.

use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::extract::rejection::BytesRejection;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::communes::table::short;
use crate::error::{Error, Said};
use crate::http::Shared;
use crate::http::problem::Language;

/// A table sent is no larger, bytes.
const MAX_TABLE: usize = 16 << 20;
const MAX_TABLE_SAID: &str = "16 MiB";
const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8; header=present");

/// What senders call a CSV: Windows names it after Excel where that is installed, curl calls every body a form.
const KINDS: [&str; 7] = [
    "text/csv",
    "application/csv",
    "text/plain",
    "text/tab-separated-values",
    "application/vnd.ms-excel",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
];

/// The limit of bodies that are tables.
pub fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(MAX_TABLE)
}

/// The whole table.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::InvalidBody`] when it broke off or says that it is no CSV in UTF-8.
pub fn whole(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Bytes, Error> {
    let body = body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Error::TooLarge {
                what: "the table",
                limit: MAX_TABLE_SAID.to_owned(),
            };
        }
        Error::from(rejection)
    })?;
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::to_str);
    match kind {
        None => Ok(body),
        Some(Ok(kind)) if is_table(kind) => Ok(body),
        Some(kind) => {
            let kind = short(kind.unwrap_or("?"));
            Err(Error::InvalidBody {
                reason: Said::new(
                    format!("phải là text/csv trong UTF-8, không phải `{kind}`"),
                    format!("it must be text/csv in UTF-8, not `{kind}`"),
                ),
            })
        }
    }
}

fn is_table(kind: &str) -> bool {
    let mut parts = kind.split(';').map(|part| part.trim().to_ascii_lowercase());
    let name = parts.next().unwrap_or_default();
    KINDS.contains(&name.as_str())
        && parts
            .filter_map(|part| part.strip_prefix("charset=").map(str::to_owned))
            .all(|charset| matches!(charset.trim_matches('"'), "utf-8" | "utf8" | "us-ascii"))
}

/// Does work on a table apart from what else the service does, one table at a time.
///
/// # Errors
/// [`Error::Startup`] when it broke off.
pub async fn apart<T: Send + 'static>(
    app: &Shared,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let _turn = app
        .tables
        .acquire()
        .await
        .map_err(|closed| Error::startup_from("no more tables are read", closed))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|source| Error::startup_from("work on a table broke off", source))
}

/// What chooses a sentence in this language.
pub fn pick(language: Language) -> fn(&Said) -> &str {
    match language {
        Language::Vi => |said| &said.vi,
        Language::En => |said| &said.en,
    }
}

/// Headers of a table in answer.
pub fn headers(file: &'static str) -> [(HeaderName, HeaderValue); 4] {
    [
        (CONTENT_TYPE, CSV),
        (CONTENT_DISPOSITION, HeaderValue::from_static(file)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (VARY, HeaderValue::from_static("Accept-Language")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_known_by_its_media_type() {
        for kind in [
            "text/csv",
            "Text/CSV; charset=UTF-8; header=present",
            "text/plain",
        ] {
            assert!(is_table(kind), "{kind}");
        }
        for kind in [
            "application/json",
            "text/csv; charset=windows-1258",
            "multipart/form-data; boundary=x",
            "",
        ] {
            assert!(!is_table(kind), "{kind}");
        }
    }
}
