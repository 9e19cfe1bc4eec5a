//! An area that somebody drew: accepted if it is sound, else refused with its defects and, where there is one, a
//! repair to look at, which is used only when asked.

use deadpool_postgres::GenericClient;
use geo::{BoundingRect as _, Coord, MultiPolygon};
use postgis::ewkb as wire;
use serde_json::Value;

use crate::error::{Defect, Error, Repair, Said};
use crate::geometry::crs::Crs;
use crate::geometry::geojson::ReadArea;
use crate::geometry::{ewkb, validity};
use crate::sql;

/// An area somebody drew, in x, y order of its CRS.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub area: wire::MultiPolygon,
    /// How far off it may lie, m, if they say so.
    pub position_uncertainty_m: Option<f64>,
    /// The defects of what was sent, if this is its repaired form.
    pub repaired: Option<Vec<Defect>>,
}

/// Accepts what was read.
///
/// # Errors
/// [`Error::InvalidGeometry`] and [`Error::Repairable`] with places in CRS84; those of the database.
pub async fn accept(
    client: &impl GenericClient,
    mut read: ReadArea,
    crs: Crs,
    wants_repair: bool,
) -> Result<Drawn, Error> {
    let of = |area| Drawn {
        area,
        position_uncertainty_m: None,
        repaired: None,
    };
    let may_be_repaired = !read.defects.is_empty() && read.may_be_repaired(crs);
    let stray = outside(&read, crs);
    let near = stray.is_none();
    if read.defects.is_empty() || may_be_repaired {
        read.defects.extend(stray);
    }
    if read.defects.is_empty() {
        return Ok(of(ewkb::multi_polygon(&read.area, crs.srid())));
    }
    locate(client, &mut read.defects, crs).await?;
    let defects = read.defects;
    let repaired = if may_be_repaired && near {
        repair(client, &read.area, crs).await?
    } else {
        None
    };
    match repaired {
        None => Err(Error::InvalidGeometry { defects }),
        Some(repaired) if wants_repair => Ok(Drawn {
            repaired: Some(defects),
            ..of(repaired.area)
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

/// An area made sound, in the CRS of what it was made from.
struct Repaired {
    area: wire::MultiPolygon,
    /// As it can be shown.
    shown: Repair,
}

/// Makes an area sound, `None` when nothing of it remains.
async fn repair(
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
async fn locate(
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
