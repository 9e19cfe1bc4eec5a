//! What is done with a staged file: looked at, published, undone.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use http::header::CONTENT_DISPOSITION;
use http::{HeaderMap, HeaderValue};
use serde_json::Value;

use super::{private, token, whole};
use crate::error::{Error, Said};
use crate::features::when;
use crate::http::Shared;
use crate::http::links::{GEOJSON, JSON};
use crate::http::params::Params;
use crate::imports::staged::{self, layer, publish, undo};

const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8; header=present");

/// `GET /imports/{id}/defects`.
pub async fn defects(
    State(app): State<Shared>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (_, owner) = token::admitted(&app, &headers)?;
    let params = Params::parse(query.as_deref(), &["f"])?;
    params.format(&["geojson", "csv"])?;
    let Path(id) = id?;
    let client = app.client().await?;
    let import = staged::find(&client, &id, &owner).await?;
    let (mut response, name) = if params.get("f") == Some("csv") {
        let table = layer::defects_csv(&client, &import).await?;
        (private(CSV, table), "ccn-import-defects.csv")
    } else {
        let layer = layer::defects(&client, &import).await?;
        (private(GEOJSON, layer), "ccn-import-defects.geojson")
    };
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response
            .headers_mut()
            .insert(CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}

/// `GET /imports/{id}/preview`.
pub async fn preview(
    State(app): State<Shared>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (_, owner) = token::admitted(&app, &headers)?;
    Params::parse(query.as_deref(), &[])?;
    let Path(id) = id?;
    let client = app.client().await?;
    let import = staged::find(&client, &id, &owner).await?;
    Ok(private(GEOJSON, layer::preview(&client, &import).await?))
}

/// `POST /imports/{id}/publish`.
pub async fn publish(
    State(app): State<Shared>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let (imports, owner) = token::admitted(&app, &headers)?;
    Params::parse(query.as_deref(), &[])?;
    nothing(&body?)?;
    let Path(id) = id?;
    let mut client = app.client().await?;
    publish::publish(&mut client, &id, &owner, when::today()).await?;
    app.freshness.written();
    // Its hash is what provenance needs; its bytes are needed no more.
    imports.store.remove(&id);
    let import = staged::find(&client, &id, &owner).await?;
    Ok(private(
        JSON,
        whole(&app, &client, &import).await?.to_string(),
    ))
}

/// `POST /imports/{id}/undo`.
pub async fn undo(
    State(app): State<Shared>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let (_, owner) = token::admitted(&app, &headers)?;
    Params::parse(query.as_deref(), &[])?;
    nothing(&body?)?;
    let Path(id) = id?;
    let mut client = app.client().await?;
    undo::undo(&mut client, &id, &owner).await?;
    app.freshness.written();
    let import = staged::find(&client, &id, &owner).await?;
    Ok(private(
        JSON,
        whole(&app, &client, &import).await?.to_string(),
    ))
}

/// These take nothing: a body that says something was meant for another place.
fn nothing(body: &[u8]) -> Result<(), Error> {
    let empty = body.trim_ascii().is_empty()
        || serde_json::from_slice::<Value>(body)
            .is_ok_and(|value| value.as_object().is_some_and(serde_json::Map::is_empty));
    if empty {
        return Ok(());
    }
    Err(Error::InvalidBody {
        reason: Said::new("không cần nội dung, hoặc {}", "no body is taken, or {}"),
    })
}
