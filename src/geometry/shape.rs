//! A GeoJSON geometry of any type, for questions of where things lie rather than how large they are.

use geo::{
    Coord, Geometry, GeometryCollection, MapCoordsInPlace as _, MultiLineString, MultiPoint,
    MultiPolygon,
};
use geojson::{Geometry as Json, GeometryValue, Position};

use crate::error::{Defect, Said};
use crate::geometry::crs::Crs;
use crate::geometry::geojson::{open_ring, to_coord, to_line, to_polygon};
use crate::geometry::validity;

const PLACE: &str = "geometry";

/// Reads a geometry in `crs` and its axis order and gives it in x, y order; heights are left out.
///
/// # Errors
/// What is wrong with it, and where in `crs`.
pub fn parse(text: &str, crs: Crs) -> Result<Geometry, Vec<Defect>> {
    let json: Json =
        serde_json::from_str(text).map_err(|_| defect("không đọc được", "it cannot be read"))?;
    read(&json, crs)
}

fn read(json: &Json, crs: Crs) -> Result<Geometry, Vec<Defect>> {
    match &json.value {
        GeometryValue::Point { coordinates } => points(std::slice::from_ref(coordinates), crs),
        GeometryValue::MultiPoint { coordinates } => points(coordinates, crs),
        GeometryValue::LineString { coordinates } => lines(std::slice::from_ref(coordinates), crs),
        GeometryValue::MultiLineString { coordinates } => lines(coordinates, crs),
        GeometryValue::Polygon { coordinates } => area(std::slice::from_ref(coordinates), crs),
        GeometryValue::MultiPolygon { coordinates } => area(coordinates, crs),
        GeometryValue::GeometryCollection { geometries } => {
            let is_nested =
                |json: &Json| matches!(json.value, GeometryValue::GeometryCollection { .. });
            if geometries.is_empty() || geometries.iter().any(is_nested) {
                return Err(defect(
                    "tập hợp trống hoặc lồng nhau",
                    "the collection is empty, or holds another",
                ));
            }
            let members = geometries
                .iter()
                .map(|member| read(member, crs))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(Geometry::GeometryCollection(GeometryCollection::from(
                members,
            )))
        }
    }
}

fn defect(vi: &str, en: &str) -> Vec<Defect> {
    vec![Defect {
        place: PLACE.to_owned(),
        said: Said::new(vi, en),
        location: None,
    }]
}

fn points(positions: &[Position], crs: Crs) -> Result<Geometry, Vec<Defect>> {
    if positions.is_empty() {
        return Err(defect("hình trống", "the geometry is empty"));
    }
    let points = positions.iter().map(|position| to_coord(position).into());
    in_range(MultiPoint::new(points.collect()).into(), crs)
}

fn lines(lines: &[Vec<Position>], crs: Crs) -> Result<Geometry, Vec<Defect>> {
    let lines = MultiLineString::new(lines.iter().map(|line| to_line(line)).collect());
    if lines.0.is_empty() || lines.iter().any(|line| validity::distinct_points(line) < 2) {
        return Err(defect(
            "một đường phải có ít nhất 2 điểm khác nhau",
            "a line must have at least 2 distinct points",
        ));
    }
    in_range(lines.into(), crs)
}

fn area(polygons: &[Vec<Vec<Position>>], crs: Crs) -> Result<Geometry, Vec<Defect>> {
    let open: Vec<Defect> = polygons
        .iter()
        .filter_map(|rings| open_ring(rings, crs))
        .collect();
    if !open.is_empty() {
        return Err(open);
    }
    let mut area = MultiPolygon::new(polygons.iter().map(|rings| to_polygon(rings)).collect());
    if crs == Crs::Epsg4326 {
        area.map_coords_in_place(swapped);
    }
    let defects = validity::area_defects_within(crs.reach(), &area, PLACE, crs);
    if defects.is_empty() {
        Ok(area.into())
    } else {
        Err(defects)
    }
}

fn in_range(mut geometry: Geometry, crs: Crs) -> Result<Geometry, Vec<Defect>> {
    if crs == Crs::Epsg4326 {
        geometry.map_coords_in_place(swapped);
    }
    let defects = validity::position_defects(crs.reach(), &geometry, PLACE, crs);
    if defects.is_empty() {
        Ok(geometry)
    } else {
        Err(defects)
    }
}

fn swapped(at: Coord) -> Coord {
    Coord { x: at.y, y: at.x }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_read_in_the_axis_order_of_its_crs() {
        for (text, swapped) in [
            (
                r#"{"type":"Point","coordinates":[105.8,21.0]}"#,
                r#"{"type":"Point","coordinates":[21.0,105.8]}"#,
            ),
            (
                r#"{"type":"LineString","coordinates":[[105.8,21.0,7],[105.9,21.0,7]]}"#,
                r#"{"type":"LineString","coordinates":[[21.0,105.8],[21.0,105.9]]}"#,
            ),
            (
                r#"{"type":"Polygon","coordinates":[[[105,21],[106,21],[106,22],[105,21]]]}"#,
                r#"{"type":"Polygon","coordinates":[[[21,105],[21,106],[22,106],[21,105]]]}"#,
            ),
            (
                r#"{"type":"GeometryCollection","geometries":[{"type":"MultiPoint","coordinates":[[105,21]]}]}"#,
                r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[21,105]}]}"#,
            ),
        ] {
            let read = parse(text, Crs::Crs84).expect(text);
            assert_eq!(read, parse(swapped, Crs::Epsg4326).expect(swapped));
        }
    }

    #[test]
    fn a_shape_may_lie_anywhere_on_earth_but_nowhere_else() {
        let point = |x: f64, y: f64| format!(r#"{{"type":"Point","coordinates":[{x},{y}]}}"#);
        assert!(parse(&point(-180.0, -90.0), Crs::Crs84).is_ok());
        assert!(parse(&point(181.0, 0.0), Crs::Crs84).is_err());
        assert!(parse(&point(588_591.944, 2_326_345.312), Crs::Epsg5897).is_ok());
        assert!(parse(&point(1e12, 0.0), Crs::Epsg5897).is_err());
    }

    #[test]
    fn what_is_unsound_is_refused() {
        for text in [
            "{",
            r#"{"type":"Point","coordinates":[]}"#,
            r#"{"type":"Point","coordinates":[105]}"#,
            r#"{"type":"MultiPoint","coordinates":[]}"#,
            r#"{"type":"LineString","coordinates":[[105,21],[105,21]]}"#,
            r#"{"type":"MultiLineString","coordinates":[]}"#,
            r#"{"type":"Polygon","coordinates":[]}"#,
            r#"{"type":"Polygon","coordinates":[[[105,21],[106,21],[106,22],[105,22]]]}"#,
            r#"{"type":"Polygon","coordinates":[[[105,21],[106,22],[106,21],[105,22],[105,21]]]}"#,
            r#"{"type":"GeometryCollection","geometries":[]}"#,
        ] {
            assert!(parse(text, Crs::Crs84).is_err(), "{text}");
        }
    }
}
