//! `/measure`: length and area of what a person drew.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::json;

use crate::error::Error;
use crate::features::measure as features;
use crate::geometry::geojson;
use crate::http::Shared;
use crate::http::links::{JSON, json_response};
use crate::http::params::Params;

pub async fn measure(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    Params::parse(query.as_deref(), &[])?;
    let body = body?;
    let _turn = app
        .checks
        .acquire()
        .await
        .map_err(|closed| Error::startup_from("no more checks are made", closed))?;
    // Checking 100,000 vertices takes longer than other requests should wait for this thread.
    let drawn = tokio::task::spawn_blocking(move || geojson::parse_drawn(&body))
        .await
        .map_err(|source| Error::startup_from("the check of a geometry broke off", source))??;
    let measures = features::measure(&app.client().await?, &drawn).await?;
    Ok(json_response(
        JSON,
        &json!({
            "length_m": measures.length_m,
            "perimeter_m": measures.perimeter_m,
            "area_m2": measures.area_m2,
            "crs": "EPSG:5897",
            "basis_vi": "Tính trên lưới VN-2000 / TM-3 kinh tuyến trục 105°",
            "basis_en": "Measured on the VN-2000 / TM-3 105° grid",
        }),
    ))
}
