//! GeoJSON of requests to `geo` types: an area or lines, nothing else.

use geo::{
    Coord, CoordsIter as _, LineString, MapCoordsInPlace as _, MultiLineString, MultiPolygon,
    Polygon,
};
use geojson::{Geometry, GeometryValue, Position};

use crate::error::{Defect, Error, Said};
use crate::geometry::crs::Crs;
use crate::geometry::validity;

/// What a person can draw and have measured.
#[derive(Debug, PartialEq)]
pub enum Drawn {
    Area(MultiPolygon),
    Lines(MultiLineString),
}

/// An area as it was sent, and what is wrong with it.
#[derive(Debug)]
pub struct ReadArea {
    /// In x, y order of its CRS; open rings are closed here.
    pub area: MultiPolygon,
    /// Locations are in the area's CRS.
    pub defects: Vec<Defect>,
}

impl ReadArea {
    /// Whether PostGIS can take it as it is, to offer a repair: every ring has its four positions, every position
    /// is on the grid, and there are not too many.
    pub fn may_be_repaired(&self, crs: Crs) -> bool {
        let rings = || {
            self.area
                .iter()
                .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
        };
        let count = self.area.coords_count();
        count > 0
            && count <= MAX_REPAIRED_VERTICES
            && rings().all(|ring| ring.0.len() >= 4)
            && self
                .area
                .coords_iter()
                .all(|at| validity::is_within(crs.grid(), at))
    }
}

/// A repair takes longer than a check.
const MAX_REPAIRED_VERTICES: usize = 5_000;

/// Reads a GeoJSON geometry or feature of lines or areas in CRS84 and checks it.
///
/// # Errors
/// [`Error::InvalidBody`] when it is no such GeoJSON, [`Error::InvalidGeometry`] with every defect and its place.
pub fn parse_drawn(body: &[u8]) -> Result<Drawn, Error> {
    let geometry = geometry_of(body)?;
    let (drawn, defects) = match &geometry.value {
        GeometryValue::LineString { coordinates } => {
            let lines = MultiLineString::new(vec![to_line(coordinates)]);
            let defects = validity::line_defects(&lines, COORDINATES);
            (Drawn::Lines(lines), defects)
        }
        GeometryValue::MultiLineString { coordinates } => {
            let lines = MultiLineString::new(coordinates.iter().map(|l| to_line(l)).collect());
            let defects = validity::line_defects(&lines, COORDINATES);
            (Drawn::Lines(lines), defects)
        }
        other => {
            let read = area_of(other, Crs::Crs84).ok_or_else(|| {
                not_wanted(
                    other,
                    "LineString, Polygon, MultiLineString",
                    "MultiPolygon",
                )
            })?;
            (Drawn::Area(read.area), read.defects)
        }
    };
    if defects.is_empty() {
        Ok(drawn)
    } else {
        Err(Error::InvalidGeometry { defects })
    }
}

/// An area that is to be judged has no more vertices: the largest real commune has about 6,000.
pub const MAX_JUDGED_VERTICES: usize = 10_000;

/// Reads a GeoJSON polygon, multipolygon, or feature of one, in `crs` and its axis order, and checks it.
///
/// # Errors
/// [`Error::InvalidBody`] when it is no such GeoJSON, [`Error::TooLarge`] when it has too many vertices.
pub fn read_area(body: &[u8], crs: Crs) -> Result<ReadArea, Error> {
    let geometry = geometry_of(body)?;
    let vertices = match &geometry.value {
        GeometryValue::Polygon { coordinates } => coordinates.iter().map(Vec::len).sum(),
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().flatten().map(Vec::len).sum()
        }
        _ => 0,
    };
    if vertices > MAX_JUDGED_VERTICES {
        return Err(Error::TooLarge {
            what: "the area",
            limit: format!("{MAX_JUDGED_VERTICES} vertices"),
        });
    }
    area_of(&geometry.value, crs)
        .ok_or_else(|| not_wanted(&geometry.value, "Polygon", "MultiPolygon"))
}

/// Where defects of a drawn geometry are.
const COORDINATES: &str = "/coordinates";

fn invalid(vi: impl Into<String>, en: String) -> Error {
    Error::InvalidBody {
        reason: Said::new(vi, en),
    }
}

fn not_wanted(found: &GeometryValue, wanted: &str, last: &str) -> Error {
    invalid(
        format!("cần {wanted} hoặc {last}"),
        format!(
            "a {wanted} or {last} is needed, not a {}",
            found.type_name()
        ),
    )
}

/// The geometry of a body: itself, or that of a feature.
fn geometry_of(body: &[u8]) -> Result<Geometry, Error> {
    let read: geojson::GeoJson = serde_json::from_slice(body)
        .map_err(|e| invalid("không phải GeoJSON", format!("not GeoJSON: {e}")))?;
    match read {
        geojson::GeoJson::Geometry(geometry) => Some(geometry),
        geojson::GeoJson::Feature(feature) => feature.geometry,
        geojson::GeoJson::FeatureCollection(_) => None,
    }
    .ok_or_else(|| {
        invalid(
            "cần một hình (geometry) hoặc một đối tượng (feature)",
            "a geometry or one feature is needed".to_owned(),
        )
    })
}

fn area_of(value: &GeometryValue, crs: Crs) -> Option<ReadArea> {
    let polygons: Vec<&[Vec<Position>]> = match value {
        GeometryValue::Polygon { coordinates } => vec![coordinates],
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().map(Vec::as_slice).collect()
        }
        _ => return None,
    };
    let mut area = MultiPolygon::new(polygons.iter().map(|rings| to_polygon(rings)).collect());
    let mut defects: Vec<Defect> = polygons
        .iter()
        .filter_map(|rings| open_ring(rings, crs))
        .collect();
    if crs == Crs::Epsg4326 {
        area.map_coords_in_place(|at| Coord { x: at.y, y: at.x });
    }
    // What crosses may only cross where the ring was closed here.
    if defects.is_empty() {
        defects = validity::area_defects(&area, COORDINATES, crs);
    }
    Some(ReadArea { area, defects })
}

/// A position that lacks a number is no place; the check of the geometry then says so.
pub(super) fn to_coord(position: &Position) -> Coord {
    let number = |index| position.as_slice().get(index).copied().unwrap_or(f64::NAN);
    Coord {
        x: number(0),
        y: number(1),
    }
}

pub(super) fn to_line(positions: &[Position]) -> LineString {
    positions.iter().map(to_coord).collect()
}

pub(super) fn to_polygon(rings: &[Vec<Position>]) -> Polygon {
    let mut lines = rings.iter().map(|ring| to_line(ring));
    let exterior = lines.next().unwrap_or_else(|| LineString::new(Vec::new()));
    Polygon::new(exterior, lines.collect())
}

/// `geo` closes an open ring in silence; a ring that is not closed is a defect of the input.
pub(super) fn open_ring(rings: &[Vec<Position>], crs: Crs) -> Option<Defect> {
    let open = rings.iter().find(|ring| ring.first() != ring.last())?;
    let end = open
        .last()
        .map(to_coord)
        .filter(|at| at.x.is_finite() && at.y.is_finite());
    Some(Defect {
        place: COORDINATES.to_owned(),
        said: Said::new("vòng không đóng kín", "a ring is not closed"),
        location: end.map(|at| {
            if crs == Crs::Epsg4326 {
                [at.y, at.x]
            } else {
                [at.x, at.y]
            }
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polygon_and_a_line_are_read() {
        let polygon =
            br#"{"type":"Polygon","coordinates":[[[105,21],[105.1,21],[105.1,21.1],[105,21]]]}"#;
        assert!(matches!(parse_drawn(polygon), Ok(Drawn::Area(_))));
        let line = br#"{"type":"LineString","coordinates":[[105,21],[105.1,21]]}"#;
        assert!(matches!(parse_drawn(line), Ok(Drawn::Lines(_))));
    }

    #[test]
    fn what_cannot_be_measured_is_refused_with_its_reason() {
        for body in [
            &b"{"[..],
            b"",
            b"[]",
            br#"{"type":"Point","coordinates":[105,21]}"#,
            br#"{"type":"Polygon","coordinates":[]}"#,
            br#"{"type":"Polygon","coordinates":[[[105,21],[105.1,21],[105.1,21.1]]]}"#,
            br#"{"type":"Polygon","coordinates":[[[105],[105.1,21],[105.1,21.1],[105]]]}"#,
            br#"{"type":"LineString","coordinates":[[105,21]]}"#,
            br#"{"type":"LineString","coordinates":[[1e400,21],[105,21]]}"#,
            br#"{"type":"GeometryCollection","geometries":[]}"#,
            br#"{"type":"FeatureCollection","features":[]}"#,
            br#"{"type":"Feature","geometry":null,"properties":{}}"#,
        ] {
            assert!(
                parse_drawn(body).is_err(),
                "{}",
                String::from_utf8_lossy(body)
            );
        }
    }
}
