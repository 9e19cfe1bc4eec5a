//! GeoJSON of requests to `geo` types: an area or lines, nothing else.

use geo::{Coord, LineString, MultiLineString, MultiPolygon, Polygon};
use geojson::{GeometryValue, Position};

use crate::error::{Defect, Error, Said};
use crate::geometry::validity;

/// What a person can draw and have measured.
#[derive(Debug, PartialEq)]
pub enum Drawn {
    Area(MultiPolygon),
    Lines(MultiLineString),
}

/// Reads a GeoJSON geometry or feature of lines or areas in CRS84 and checks it.
///
/// # Errors
/// [`Error::InvalidBody`] when it is no such GeoJSON, [`Error::InvalidGeometry`] with every defect and its place.
pub fn parse_drawn(body: &[u8]) -> Result<Drawn, Error> {
    let invalid = |vi: &str, en: String| Error::InvalidBody {
        reason: Said::new(vi, en),
    };
    let read: geojson::GeoJson = serde_json::from_slice(body)
        .map_err(|e| invalid("không phải GeoJSON", format!("not GeoJSON: {e}")))?;
    let geometry = match read {
        geojson::GeoJson::Geometry(geometry) => Some(geometry),
        geojson::GeoJson::Feature(feature) => feature.geometry,
        geojson::GeoJson::FeatureCollection(_) => None,
    }
    .ok_or_else(|| {
        invalid(
            "cần một hình (geometry) hoặc một đối tượng (feature)",
            "a geometry or one feature is needed".to_owned(),
        )
    })?;
    let drawn = match &geometry.value {
        GeometryValue::Polygon { coordinates } => {
            Drawn::Area(MultiPolygon::new(vec![to_polygon(coordinates)?]))
        }
        GeometryValue::MultiPolygon { coordinates } => Drawn::Area(MultiPolygon::new(
            coordinates
                .iter()
                .map(|rings| to_polygon(rings))
                .collect::<Result<_, _>>()?,
        )),
        GeometryValue::LineString { coordinates } => {
            Drawn::Lines(MultiLineString::new(vec![to_line(coordinates)]))
        }
        GeometryValue::MultiLineString { coordinates } => Drawn::Lines(MultiLineString::new(
            coordinates.iter().map(|l| to_line(l)).collect(),
        )),
        other => {
            return Err(invalid(
                "cần LineString, Polygon, MultiLineString hoặc MultiPolygon",
                format!(
                    "a LineString, Polygon, MultiLineString or MultiPolygon is needed, not a {}",
                    other.type_name()
                ),
            ));
        }
    };
    let defects = match &drawn {
        Drawn::Area(area) => validity::area_defects(area, "/coordinates"),
        Drawn::Lines(lines) => validity::line_defects(lines, "/coordinates"),
    };
    if defects.is_empty() {
        Ok(drawn)
    } else {
        Err(Error::InvalidGeometry { defects })
    }
}

/// A position that lacks a number is no place; the check of the geometry then says so.
fn to_coord(position: &Position) -> Coord {
    let number = |index| position.as_slice().get(index).copied().unwrap_or(f64::NAN);
    Coord {
        x: number(0),
        y: number(1),
    }
}

fn to_line(positions: &[Position]) -> LineString {
    positions.iter().map(to_coord).collect()
}

/// `geo` closes an open ring in silence; a ring that is not closed is a defect of the input.
fn to_polygon(rings: &[Vec<Position>]) -> Result<Polygon, Error> {
    if let Some(open) = rings.iter().find(|ring| ring.first() != ring.last()) {
        return Err(Error::InvalidGeometry {
            defects: vec![Defect {
                place: "/coordinates".to_owned(),
                said: Said::new("vòng không đóng kín", "a ring is not closed"),
                location: open
                    .last()
                    .map(to_coord)
                    .filter(|c| c.x.is_finite() && c.y.is_finite())
                    .map(|c| [c.x, c.y]),
            }],
        });
    }
    let mut lines = rings.iter().map(|ring| to_line(ring));
    let exterior = lines.next().unwrap_or_else(|| LineString::new(Vec::new()));
    Ok(Polygon::new(exterior, lines.collect()))
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
