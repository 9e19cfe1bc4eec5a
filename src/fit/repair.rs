//! What a drawn area that is not sound could be instead: offered, and applied only when asked.

use deadpool_postgres::GenericClient;
use geo::MultiPolygon;
use postgis::ewkb as wire;
use serde_json::Value;

use crate::error::{Defect, Error, Repair};
use crate::geometry::crs::Crs;
use crate::geometry::ewkb;
use crate::sql;

/// An area made sound, in the CRS of what it was made from.
pub struct Repaired {
    pub area: wire::MultiPolygon,
    /// As it can be shown.
    pub shown: Repair,
}

/// Makes an area sound, `None` when nothing of it remains.
///
/// # Errors
/// Those of the database.
pub async fn repair(
    client: &impl GenericClient,
    area: &MultiPolygon,
    crs: Crs,
) -> Result<Option<Repaired>, Error> {
    let statement = client.prepare_cached(sql!("fit/repair")).await?;
    let broken = ewkb::multi_polygon(area, crs.srid());
    let Some(row) = client.query_opt(&statement, &[&broken]).await? else {
        return Ok(None);
    };
    let geometry: &str = row.try_get("geojson")?;
    Ok(Some(Repaired {
        area: row.try_get("geom")?,
        shown: Repair {
            geometry: serde_json::from_str::<Value>(geometry)
                .map_err(|source| Error::startup_from("PostGIS wrote no GeoJSON", source))?,
            area_m2: row.try_get("area_m2")?,
        },
    }))
}

/// Turns the places of defects from `crs` into longitude and latitude.
///
/// # Errors
/// Those of the database.
pub async fn locate(
    client: &impl GenericClient,
    defects: &mut [Defect],
    crs: Crs,
) -> Result<(), Error> {
    if crs.is_geographic() {
        return Ok(());
    }
    let located: Vec<&mut [f64; 2]> = defects
        .iter_mut()
        .filter_map(|defect| defect.location.as_mut())
        .collect();
    let (xs, ys): (Vec<f64>, Vec<f64>) = located.iter().map(|at| (at[0], at[1])).unzip();
    let statement = client.prepare_cached(sql!("fit/locate")).await?;
    let rows = client.query(&statement, &[&xs, &ys, &crs.srid()]).await?;
    for (at, row) in located.into_iter().zip(rows) {
        *at = [row.try_get("lon")?, row.try_get("lat")?];
    }
    Ok(())
}
