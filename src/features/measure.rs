//! Length and area of a drawn geometry, in the legal grid.

use deadpool_postgres::Object;

use crate::error::Error;
use crate::geometry::ewkb;
use crate::geometry::geojson::Drawn;
use crate::sql;

/// What a drawn geometry measures.
///
/// # Units
/// Metres and m².
///
/// # CRS
/// EPSG:5897, the province's own grid; within 0.003 % of the ellipsoid over Hà Nội.
#[derive(Debug, PartialEq)]
pub struct Measures {
    pub length_m: f64,
    pub perimeter_m: Option<f64>,
    pub area_m2: Option<f64>,
}

/// Measures lines or an area given in degrees.
///
/// # Errors
/// Those of the database.
pub async fn measure(client: &Object, drawn: &Drawn) -> Result<Measures, Error> {
    let prepared = client.prepare_cached(sql!("features/measure")).await?;
    let row = match drawn {
        Drawn::Area(area) => {
            let area = ewkb::multi_polygon(area, 4326);
            client.query_one(&prepared, &[&area]).await?
        }
        Drawn::Lines(lines) => {
            let lines = ewkb::multi_line_string(lines, 4326);
            client.query_one(&prepared, &[&lines]).await?
        }
    };
    let is_area = matches!(drawn, Drawn::Area(_));
    let perimeter_m: f64 = row.try_get("perimeter_m")?;
    let area_m2: f64 = row.try_get("area_m2")?;
    Ok(Measures {
        length_m: if is_area {
            perimeter_m
        } else {
            row.try_get("length_m")?
        },
        perimeter_m: is_area.then_some(perimeter_m),
        area_m2: is_area.then_some(area_m2),
    })
}
