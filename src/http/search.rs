//! `/search`: clusters, communes and former communes by name.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::json;

use crate::error::Error;
use crate::features::search;
use crate::http::Shared;
use crate::http::links::{JSON, json_response};
use crate::http::params::{MAX_LETTERS, Params, too_long};

pub async fn search(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let params = Params::parse(query.as_deref(), &["q", "limit"])?;
    let limit = params.limit(50, 12)?;
    let text = params
        .get("q")
        .ok_or_else(|| Error::parameter("q", "cần có từ cần tìm", "is needed: what to look for"))?;
    if text.chars().count() > MAX_LETTERS {
        return Err(too_long("q"));
    }
    let results = search::find(&app.client().await?, &app.catalogue, text, limit).await?;
    Ok(json_response(
        JSON,
        &json!({ "query": text, "results": results }),
    ))
}
