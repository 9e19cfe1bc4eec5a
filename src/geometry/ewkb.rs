//! `geo` geometries as PostGIS takes them: EWKB, by the `postgis` crate.

use geo::{Coord, LineString, MultiLineString, MultiPolygon};
use postgis::ewkb;

/// An area as PostGIS takes it, in the CRS `srid`.
pub fn multi_polygon(area: &MultiPolygon, srid: i32) -> ewkb::MultiPolygon {
    ewkb::MultiPolygonT {
        srid: Some(srid),
        polygons: area
            .iter()
            .map(|polygon| ewkb::PolygonT {
                srid: None,
                rings: std::iter::once(polygon.exterior())
                    .chain(polygon.interiors())
                    .map(line)
                    .collect(),
            })
            .collect(),
    }
}

/// Lines as PostGIS takes them, in the CRS `srid`.
pub fn multi_line_string(lines: &MultiLineString, srid: i32) -> ewkb::MultiLineString {
    ewkb::MultiLineStringT {
        srid: Some(srid),
        lines: lines.iter().map(line).collect(),
    }
}

/// A point as a MultiPoint, in the CRS `srid`.
pub fn multi_point(at: Coord, srid: i32) -> ewkb::MultiPoint {
    ewkb::MultiPointT {
        srid: Some(srid),
        points: vec![ewkb::Point::new(at.x, at.y, None)],
    }
}

fn line(ring: &LineString) -> ewkb::LineString {
    ewkb::LineStringT {
        srid: None,
        points: ring
            .coords()
            .map(|c| ewkb::Point::new(c.x, c.y, None))
            .collect(),
    }
}
