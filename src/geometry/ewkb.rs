//! `geo` geometries as PostGIS takes them: EWKB, by the `postgis` crate.

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon};
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

/// Any geometry as PostGIS takes it, as a Multi* or a collection of them, in the CRS `srid`.
pub fn geometry(any: &Geometry, srid: i32) -> ewkb::Geometry {
    use ewkb::GeometryT as Of;
    match any {
        Geometry::Point(point) => Of::MultiPoint(multi_point(point.0, srid)),
        Geometry::MultiPoint(MultiPoint(points)) => Of::MultiPoint(ewkb::MultiPointT {
            srid: Some(srid),
            points: points
                .iter()
                .map(|p| ewkb::Point::new(p.x(), p.y(), None))
                .collect(),
        }),
        Geometry::Line(line) => geometry(&Geometry::LineString(line.into()), srid),
        Geometry::LineString(line) => {
            let lines = MultiLineString::new(vec![line.clone()]);
            Of::MultiLineString(multi_line_string(&lines, srid))
        }
        Geometry::MultiLineString(lines) => Of::MultiLineString(multi_line_string(lines, srid)),
        Geometry::Polygon(polygon) => {
            Of::MultiPolygon(multi_polygon(&polygon.clone().into(), srid))
        }
        Geometry::MultiPolygon(area) => Of::MultiPolygon(multi_polygon(area, srid)),
        Geometry::Rect(rect) => geometry(&Geometry::Polygon(rect.to_polygon()), srid),
        Geometry::Triangle(triangle) => geometry(&Geometry::Polygon(triangle.to_polygon()), srid),
        Geometry::GeometryCollection(all) => Of::GeometryCollection(ewkb::GeometryCollectionT {
            srid: Some(srid),
            geometries: all.iter().map(|member| geometry(member, srid)).collect(),
        }),
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
