//! `/collections/{collection}/items`: a page, or one feature.

pub mod ask;

use std::convert::Infallible;
use std::pin::pin;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body_util::StreamBody;
use hyper::body::Frame;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::Error;
use crate::features::items::{self, After, Item, Query};
use crate::features::when;
use crate::geometry::crs::Crs;
use crate::http::links::{GEOJSON, kept, link};
use crate::http::params::Params;
use crate::http::problem::Failed;
use crate::http::{Shared, exports, filters};
use crate::tiles::replies::{Key, Reply};

const PAGE_PARAMS: [&str; 12] = [
    "limit",
    "cursor",
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "as-of",
    "properties",
    "sortby",
    "q",
    "precision",
    "f",
];
const ITEM_PARAMS: [&str; 5] = ["crs", "datetime", "as-of", "precision", "f"];
pub const CONTENT_CRS: HeaderName = HeaderName::from_static("content-crs");
/// A chunk of a page: large enough that writing costs little, small enough that none is copied to grow.
const CHUNK_BYTES: usize = 64 * 1024;
/// Pages asked for without these are the same for everybody and are kept.
const VARYING: [&str; 6] = ["cursor", "bbox", "datetime", "as-of", "q", "sortby"];

pub async fn page(
    State(app): State<Shared>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let failed = |error: Error| Failed(error.into());
    let Path(id) = id.map_err(|e| failed(e.into()))?;
    let collection = app.catalogue.get(&id).map_err(failed)?;
    let known = filters::known(collection, &PAGE_PARAMS);
    let params = Params::parse(query.as_deref(), &known).map_err(failed)?;
    let query = ask::read(collection, &params).map_err(failed)?;
    if let Some(format) = exports::of_page(&params, &headers).map_err(failed)? {
        let mut response = exports::page(&app, &params, query, format).await?;
        filters::link_queryables(&mut response, &app.public_url, &id);
        return Ok(response);
    }
    let crs = query.form.crs;
    let mut response = if query.filter.is_some() || params.has_any(&VARYING) {
        let chunks = write(&app, query, params).await.map_err(failed)?;
        let headers = [
            (CONTENT_TYPE, GEOJSON),
            (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        ];
        let whole = StreamBody::new(stream::iter(
            chunks
                .into_iter()
                .map(|c| Ok::<_, Infallible>(Frame::data(c))),
        ));
        (headers, Body::new(whole)).into_response()
    } else {
        let key = Key::Text {
            generation: app.freshness.of_all(),
            julian_day: when::today().to_julian_day(),
            name: format!("{id}?{}", params.encoded()),
        };
        let build = async {
            let chunks = write(&app, query, params).await?;
            Ok(Bytes::from(chunks.concat()))
        };
        let build = Box::pin(build);
        let reply = app.replies.get_or_build(key, build).await.map_err(Failed)?;
        kept(&headers, &reply, GEOJSON)
    };
    state_crs(&mut response, crs);
    // The same address has other formats.
    let vary = HeaderValue::from_static("Accept, Accept-Encoding");
    response.headers_mut().insert(VARY, vary);
    filters::link_queryables(&mut response, &app.public_url, &id);
    Ok(response)
}

pub async fn one(
    State(app): State<Shared>,
    path: Result<Path<(String, String)>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let Path((collection, id)) = path?;
    let params = Params::parse(query.as_deref(), &ITEM_PARAMS)?;
    params.format(&["json", "geojson"])?;
    let query = ask::read(app.catalogue.get(&collection)?, &params)?;
    // PostgreSQL takes no NUL in text, and no id is this long.
    if id.contains('\0') || id.len() > 200 {
        return Err(Error::NotFound {
            resource: "feature",
            id: id.chars().filter(|c| !c.is_control()).take(60).collect(),
        });
    }
    let feature = items::one(&app.client().await?, &query, &id).await?;
    let here = format!("{}/collections/{collection}", app.public_url);
    let links = json!([
        link(
            format!("{here}/items/{id}"),
            "self",
            "application/geo+json",
            "Feature"
        ),
        link(here, "collection", "application/json", &collection),
    ]);
    let body = match feature.strip_suffix('}') {
        Some(open) => format!("{open},\"links\":{links}}}"),
        None => feature,
    };
    // Hashed and not made of the version: what is shown beside the geometry, such as sources, changes too.
    let mut response = kept(&headers, &Reply::new(body.into())?, GEOJSON);
    state_crs(&mut response, query.form.crs);
    Ok(response)
}

/// Part 2 asks for the CRS of the answer in a header.
fn state_crs(response: &mut Response, crs: Crs) {
    if let Ok(value) = HeaderValue::from_str(&format!("<{}>", crs.uri())) {
        response.headers_mut().insert(CONTENT_CRS, value);
    }
}

/// The bytes of a page. They are read whole before the first is sent: a client that reads slowly must not
/// hold a connection to the database, of which there are few.
async fn write(app: &Shared, query: Query, params: Params) -> Result<Vec<Bytes>, Error> {
    let client = app.client().await?;
    let mut rows = pin!(items::rows(&client, &query).await?);
    let mut chunks = Vec::new();
    let mut out = BytesMut::from("{\"type\":\"FeatureCollection\",\"features\":[");
    let mut written = 0;
    let mut last: Option<After> = None;
    let mut next = None;
    while let Some(row) = rows.next().await {
        if written == query.limit {
            // The one row more than wanted. There is no other; the stream is read to its end, as the
            // connection has another question to answer.
            next = last.take();
            continue;
        }
        let item = Item::from_row(row?)?;
        if written > 0 {
            out.extend_from_slice(b",\n");
        }
        out.extend_from_slice(item.feature()?.as_bytes());
        written += 1;
        last = Some(After {
            fid: item.fid,
            value: item.sort_value,
        });
        if out.len() >= CHUNK_BYTES {
            chunks.push(out.split().freeze());
        }
    }
    // A first page that is not full holds all that match: nothing is left to count.
    let matched = if next.is_none() && query.after.is_none() {
        written
    } else {
        items::count(&client, &query).await?
    };
    let links = links(app, &query, &params, next.as_ref());
    let now = OffsetDateTime::now_utc()
        .format(&Rfc3339)
        .unwrap_or_default();
    let end = format!(
        "],\"numberMatched\":{matched},\"numberReturned\":{written},\"timeStamp\":\"{now}\",\"links\":{links}}}"
    );
    out.extend_from_slice(end.as_bytes());
    chunks.push(out.freeze());
    Ok(chunks)
}

/// The links of a page; `next` only if there is more.
fn links(app: &Shared, query: &Query, params: &Params, next: Option<&After>) -> Value {
    let here = format!("{}/collections/{}", app.public_url, query.collection);
    let own = params.encoded();
    let question = if own.is_empty() { "" } else { "?" };
    let mut links = vec![
        link(
            format!("{here}/items{question}{own}"),
            "self",
            "application/geo+json",
            "This page",
        ),
        link(&here, "collection", "application/json", &query.collection),
    ];
    if let Some(after) = next {
        let query = params.with("cursor", &after.cursor(query.sort.is_some()));
        links.push(link(
            format!("{here}/items?{query}"),
            "next",
            "application/geo+json",
            "Next page",
        ));
    }
    Value::Array(links)
}
