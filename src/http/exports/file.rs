//! A finished export on its way to a client.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::BytesMut;
use futures_util::stream;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

use crate::error::Error;
use crate::exports::jobs::{Job, State};
use crate::exports::{Made, Order, Table};
use crate::geometry::crs::Crs;
use crate::http::items::CONTENT_CRS;

/// Read and sent at once, bytes.
const CHUNK_BYTES: usize = 64 * 1024;

/// The bytes of a finished job; its folder stays as long as they are sent.
///
/// # Errors
/// [`Error::Io`] when the file is gone; [`Error::Startup`] when the job is not done.
pub async fn send(job: Arc<Job>) -> Result<Response, Error> {
    let State::Done(made) = job.state() else {
        return Err(Error::startup("an export that is not done has no file"));
    };
    let file = File::open(&made.path).await.map_err(|source| Error::Io {
        what: "an export cannot be read".to_owned(),
        source,
    })?;
    let mut response = head(&job.order);
    response
        .headers_mut()
        .insert(CONTENT_LENGTH, HeaderValue::from(made.bytes));
    *response.body_mut() = body(file, job, &made);
    Ok(response)
}

fn body(file: File, job: Arc<Job>, made: &Made) -> Body {
    let begun = (file, job, made.bytes);
    Body::from_stream(stream::try_unfold(
        begun,
        |(mut file, job, left)| async move {
            if left == 0 {
                return Ok::<_, std::io::Error>(None);
            }
            let mut chunk = BytesMut::with_capacity(CHUNK_BYTES);
            let read = file.read_buf(&mut chunk).await?;
            if read == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let left = left.saturating_sub(read as u64);
            Ok(Some((chunk.freeze(), (file, job, left))))
        },
    ))
}

/// The headers of a file, without its length.
pub fn head(order: &Order) -> Response {
    let about = order.format.about();
    let mut response = Body::empty().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(about.media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("Accept"));
    if let Ok(name) = HeaderValue::from_str(&disposition(order)) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    let crs = order.tables.first().map_or(Crs::Crs84, Table::crs);
    if let Ok(crs) = HeaderValue::from_str(&format!("<{}>", crs.uri())) {
        headers.insert(CONTENT_CRS, crs);
    }
    response
}

/// A name in plain letters for every client, and one in Vietnamese for those that read RFC 8187.
fn disposition(order: &Order) -> String {
    let extension = order.format.about().extension;
    let title = match &order.tables[..] {
        [one] => one.collection.title_vi.as_str(),
        _ => "Hà Nội",
    };
    let day = order.made_at.date();
    let mut text = format!(
        "attachment; filename=\"{}.{extension}\"; filename*=UTF-8''",
        order.name
    );
    for byte in format!("CCN Atlas - {title} - {day}.{extension}").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
