//! What is staged and published: listed, looked at, taken away.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use http::header::CACHE_CONTROL;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::json;

use super::{private, token, whole};
use crate::error::Error;
use crate::http::Shared;
use crate::http::links::{JSON, link};
use crate::http::params::Params;
use crate::imports::staged::{self, document};

/// `GET /imports`.
pub async fn list(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (_, owner) = token::admitted(&app, &headers)?;
    Params::parse(query.as_deref(), &[])?;
    let client = app.client().await?;
    let mut imports = document::list(&client, &owner).await?;
    for import in &mut imports {
        let id = import["id"].as_str().unwrap_or_default();
        let href = format!("{}/imports/{id}", app.public_url);
        import["links"] = json!([link(href, "self", "application/json", "This import")]);
    }
    Ok(private(JSON, json!({ "imports": imports }).to_string()))
}

/// `GET /imports/{id}`.
pub async fn one(
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
    Ok(private(
        JSON,
        whole(&app, &client, &import).await?.to_string(),
    ))
}

/// `DELETE /imports/{id}`.
pub async fn delete(
    State(app): State<Shared>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (imports, owner) = token::admitted(&app, &headers)?;
    Params::parse(query.as_deref(), &[])?;
    let Path(id) = id?;
    let client = app.client().await?;
    let import = staged::find(&client, &id, &owner).await?;
    if !import.state.is_staged() {
        return Err(Error::conflict(
            "lần nhập này đã công bố; có thể hoàn tác",
            "this import is published; it can be undone",
        ));
    }
    staged::delete(&client, &id, &owner).await?;
    imports.store.remove(&id);
    Ok((
        StatusCode::NO_CONTENT,
        [(CACHE_CONTROL, HeaderValue::from_static("private, no-store"))],
    )
        .into_response())
}
