//! `/qgis/ccn-atlas.qlr`: every collection in QGIS with one file, drawn as on the map.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use crate::communes;
use crate::error::Error;
use crate::exports::styles::layer_definition::layer_definition;
use crate::features::when;
use crate::http::Shared;
use crate::http::params::Params;
use crate::sql;

/// The type QGIS registers for its layer definitions.
pub const LAYER_DEFINITION: &str = "application/x-qgis-layer-definition";

/// Says in the names of layers whether they hold indicative boundaries only, as the register is now.
pub async fn layers(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    Params::parse(query.as_deref(), &[])?;
    let client = app.client().await?;
    let prepared = client
        .prepare_cached(sql!("exports/only_indicative"))
        .await?;
    let mut indicative = Vec::new();
    let mut catalogue = app.catalogue.clone();
    for collection in catalogue.iter_mut() {
        communes::credit(&client, collection).await?;
        let day = collection.default_day().unwrap_or_else(when::today);
        let row = client.query_one(&prepared, &[&collection.id, &day]).await?;
        if row.try_get::<_, Option<bool>>("only_indicative")? == Some(true) {
            indicative.push(collection.id.clone());
        }
    }
    let text = layer_definition(&catalogue, &app.public_url, &indicative)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(LAYER_DEFINITION)),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"ccn-atlas.qlr\""),
        ),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    Ok((headers, text).into_response())
}
