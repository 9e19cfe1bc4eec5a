//! An area that somebody sends: read, checked, and repaired only if they ask for it.

use axum::body::Bytes;
use geo::{BoundingRect as _, Coord};

use crate::error::{Defect, Error, Said};
use crate::fit::{Drawn, repair};
use crate::geometry::crs::Crs;
use crate::geometry::geojson::{self, ReadArea};
use crate::geometry::{ewkb, validity};
use crate::http::Shared;
use crate::http::fit::yes_or_no;
use crate::http::params::Params;

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
    let mut read = tokio::task::spawn_blocking(move || geojson::read_area(&body, crs))
        .await
        .map_err(|source| Error::startup_from("the check of a geometry broke off", source))??;
    drop(turn);
    if read.defects.is_empty() {
        read.defects.extend(outside(&read, crs));
    } else if read.may_be_repaired(crs) {
        return repaired(app, read, crs, wants_repair).await;
    }
    if !read.defects.is_empty() {
        repair::locate(&app.client().await?, &mut read.defects, crs).await?;
        return Err(Error::InvalidGeometry {
            defects: read.defects,
        });
    }
    Ok(Drawn {
        area: ewkb::multi_polygon(&read.area, crs.srid()),
        position_uncertainty_m,
        repaired: None,
    })
}

/// The repaired form if it is wanted, else the defects and the offer.
async fn repaired(
    app: &Shared,
    mut read: ReadArea,
    crs: Crs,
    wanted: bool,
) -> Result<Drawn, Error> {
    let client = app.client().await?;
    repair::locate(&client, &mut read.defects, crs).await?;
    let defects = read.defects.clone();
    match repair::repair(&client, &read.area, crs).await? {
        None => Err(Error::InvalidGeometry { defects }),
        Some(_) if outside(&read, crs).is_some() => Err(Error::InvalidGeometry {
            defects: defects.into_iter().chain(outside(&read, crs)).collect(),
        }),
        Some(repaired) if wanted => Ok(Drawn {
            area: repaired.area,
            position_uncertainty_m: None,
            repaired: Some(defects),
        }),
        Some(repaired) => Err(Error::Repairable {
            defects,
            repair: repaired.shown,
        }),
    }
}

/// The plans are of Hà Nội: what lies nowhere near it was meant to lie elsewhere.
fn outside(read: &ReadArea, crs: Crs) -> Option<Defect> {
    let around = read.area.bounding_rect()?;
    let [west, south, east, north] = crs.hanoi();
    let apart = around.max().x < west
        || around.min().x > east
        || around.max().y < south
        || around.min().y > north;
    let at = around.center();
    let swapped = validity::is_within(crs.hanoi(), Coord { x: at.y, y: at.x });
    let (vi, en) = if swapped {
        ("; có lẽ hai trục bị đổi chỗ", "; the axes look swapped")
    } else {
        ("", "")
    };
    apart.then(|| Defect {
        place: "/coordinates".to_owned(),
        said: Said::new(
            format!("hình nằm ngoài Hà Nội{vi}"),
            format!("the area lies outside Hà Nội{en}"),
        ),
        location: Some([at.x, at.y]),
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
                .filter(|m| (0.0..=MAX_UNCERTAINTY_M).contains(m) && *m > 0.0)
                .ok_or_else(|| {
                    Error::parameter(
                        "uncertainty_m",
                        format!("phải là số mét lớn hơn 0, đến {MAX_UNCERTAINTY_M}"),
                        format!("must be metres, more than 0 and up to {MAX_UNCERTAINTY_M}"),
                    )
                })
        })
        .transpose()
}
