//! An area that somebody sends: read and checked apart from what else the service does.

use axum::body::Bytes;

use crate::error::Error;
use crate::fit::drawn::{self, Drawn};
use crate::geometry::crs::Crs;
use crate::geometry::geojson;
use crate::http::Shared;
use crate::http::fit::yes_or_no;
use crate::http::params::Params;

/// A boundary is known no better, metres.
const MIN_UNCERTAINTY_M: f64 = 0.01;
/// The boundary of a drawn area may be off by at most this, metres.
const MAX_UNCERTAINTY_M: f64 = 100_000.0;

/// Reads and checks a drawn area; what is not sound is refused, with a repair to look at where there is one.
///
/// # Errors
/// [`Error::InvalidBody`], [`Error::InvalidGeometry`], [`Error::Repairable`], and of its parameters.
pub async fn drawn(app: &Shared, params: &Params, body: Bytes) -> Result<Drawn, Error> {
    let crs = read_crs(params)?;
    let wants_repair = yes_or_no(params, "repair", false)?;
    let position_uncertainty_m = uncertainty(params)?;
    let turn = app
        .checks
        .acquire()
        .await
        .map_err(|closed| Error::startup_from("no more checks are made", closed))?;
    // Checking 100,000 vertices takes longer than other requests should wait for this thread.
    let read = tokio::task::spawn_blocking(move || geojson::read_area(&body, crs))
        .await
        .map_err(|source| Error::startup_from("the check of a geometry broke off", source))??;
    drop(turn);
    let accepted = drawn::accept(&app.client().await?, read, crs, wants_repair).await?;
    Ok(Drawn {
        position_uncertainty_m,
        ..accepted
    })
}

fn read_crs(params: &Params) -> Result<Crs, Error> {
    let Some(text) = params.get("crs") else {
        return Ok(Crs::Crs84);
    };
    Crs::parse(text).ok_or_else(|| {
        let known = Crs::ALL.map(Crs::short).join(", ");
        Error::parameter(
            "crs",
            format!("phải là một trong: {known}"),
            format!("must be one of: {known}"),
        )
    })
}

fn uncertainty(params: &Params) -> Result<Option<f64>, Error> {
    params
        .get("uncertainty_m")
        .map(|text| {
            let metres = text.parse::<f64>().ok();
            metres
                .filter(|m| (MIN_UNCERTAINTY_M..=MAX_UNCERTAINTY_M).contains(m))
                .ok_or_else(|| {
                    Error::parameter(
                        "uncertainty_m",
                        format!("phải là số mét từ {MIN_UNCERTAINTY_M} đến {MAX_UNCERTAINTY_M}"),
                        format!("must be metres from {MIN_UNCERTAINTY_M} to {MAX_UNCERTAINTY_M}"),
                    )
                })
        })
        .transpose()
}
