//! Geometries as a collection wants them: areas from polygons and closed lines, points from points; all else is
//! said to be what it is.

use std::collections::BTreeMap;

use geo::{CoordsIter as _, Geometry, LineString, MultiPolygon, Polygon};

use crate::error::{Defect, Said};
use crate::imports::reading::Wanted;
use crate::imports::reading::child::raw::note;
use crate::imports::reading::wkb::Shape;

/// What GeoJSON calls a type of geometry.
pub const fn type_name(geometry: &Geometry) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::Line(_) | Geometry::LineString(_) => "LineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}

/// A geometry that is what is wanted, and whether lines became an area.
#[derive(Debug, PartialEq)]
pub struct Fitted {
    pub geometry: Geometry,
    pub from_lines: bool,
}

/// A shape as what is wanted: a MultiPolygon or a Point.
///
/// # Errors
/// Why it is none.
pub fn fit(shape: &Shape, wanted: Wanted) -> Result<Fitted, Said> {
    let geometry = &shape.geometry;
    // An empty point has no other form in WKB.
    let is_empty_point =
        matches!(geometry, Geometry::Point(at) if at.x().is_nan() && at.y().is_nan());
    if geometry.coords_count() == 0 || is_empty_point {
        return Err(Said::new("hình trống", "the geometry is empty"));
    }
    if let Some((number, at)) = geometry
        .coords_iter()
        .enumerate()
        .find(|(_, at)| !(at.x.is_finite() && at.y.is_finite()))
    {
        return Err(Said::new(
            format!(
                "đỉnh {} không phải số hữu hạn ({}, {})",
                number + 1,
                at.x,
                at.y
            ),
            format!(
                "vertex {} is no finite number ({}, {})",
                number + 1,
                at.x,
                at.y
            ),
        ));
    }
    if shape.open_ring.is_some() {
        return Err(Said::new("vòng không đóng kín", "a ring is not closed"));
    }
    match wanted {
        Wanted::Areas => {
            let mut from_lines = false;
            let mut polygons = Vec::new();
            gather(geometry, &mut polygons, &mut from_lines)?;
            Ok(Fitted {
                geometry: MultiPolygon::new(polygons).into(),
                from_lines,
            })
        }
        Wanted::Points => match geometry {
            Geometry::Point(_) => Some(geometry.clone()),
            Geometry::MultiPoint(points) if points.0.len() == 1 => {
                points.0.first().map(|point| (*point).into())
            }
            _ => None,
        }
        .map(|geometry| Fitted {
            geometry,
            from_lines: false,
        })
        .ok_or_else(|| {
            let name = type_name(geometry);
            Said::new(
                format!("là {name}; cần một điểm (Point)"),
                format!("is a {name}; a Point is needed"),
            )
        }),
    }
}

fn gather(
    geometry: &Geometry,
    polygons: &mut Vec<Polygon>,
    from_lines: &mut bool,
) -> Result<(), Said> {
    match geometry {
        Geometry::Polygon(polygon) => polygons.push(polygon.clone()),
        Geometry::MultiPolygon(area) => polygons.extend(area.iter().cloned()),
        Geometry::LineString(line) => {
            polygons.push(enclosed(line)?);
            *from_lines = true;
        }
        Geometry::MultiLineString(lines) => {
            for line in lines {
                polygons.push(enclosed(line)?);
            }
            *from_lines = true;
        }
        Geometry::GeometryCollection(parts) => {
            for part in parts {
                gather(part, polygons, from_lines)?;
            }
        }
        other => {
            let name = type_name(other);
            return Err(Said::new(
                format!("là {name}; cần một vùng (Polygon hoặc MultiPolygon)"),
                format!("is a {name}; a Polygon or MultiPolygon is needed"),
            ));
        }
    }
    Ok(())
}

fn is_closed(line: &LineString) -> bool {
    line.0.len() >= 4 && line.is_closed()
}

fn enclosed(line: &LineString) -> Result<Polygon, Said> {
    if is_closed(line) {
        return Ok(Polygon::new(line.clone(), Vec::new()));
    }
    let gap = match (line.0.first(), line.0.last()) {
        (Some(first), Some(last)) => (first.x - last.x).hypot(first.y - last.y),
        _ => 0.0,
    };
    Err(Said::new(
        format!("đường không đóng kín (hở {gap:.3})"),
        format!("a line is not closed (a gap of {gap:.3})"),
    ))
}

/// Of a drawing only what can be taken is: it holds texts, dimensions and the lines of streets as well.
pub fn is_part_of_drawing(shape: Option<&Result<Shape, Said>>, wanted: Wanted) -> bool {
    let Some(Ok(shape)) = shape else { return false };
    match (wanted, &shape.geometry) {
        (Wanted::Areas, Geometry::Polygon(_) | Geometry::MultiPolygon(_))
        | (Wanted::Points, Geometry::Point(_)) => true,
        (Wanted::Areas, Geometry::LineString(line)) => is_closed(line),
        (Wanted::Areas, Geometry::MultiLineString(lines)) => lines.iter().all(is_closed),
        _ => false,
    }
}

/// What of a drawing was left out, by type.
#[derive(Default)]
pub struct LeftOut {
    first: Option<String>,
    types: BTreeMap<&'static str, u64>,
}

impl LeftOut {
    pub fn add(&mut self, place: &str, shape: Option<&Result<Shape, Said>>) {
        self.first.get_or_insert_with(|| place.to_owned());
        let name = match shape {
            Some(Ok(shape)) => type_name(&shape.geometry),
            _ => "no geometry",
        };
        *self.types.entry(name).or_default() += 1;
    }

    pub fn note(self) -> Option<Defect> {
        let place = self.first?;
        let counts: Vec<String> = self
            .types
            .iter()
            .map(|(name, count)| format!("{count} {name}"))
            .collect();
        let counts = counts.join(", ");
        Some(note(
            &place,
            format!("bỏ qua các đối tượng vẽ khác: {counts}"),
            format!("other objects of the drawing are left out: {counts}"),
        ))
    }
}

#[cfg(test)]
mod tests {
    use geo::{Point, polygon};

    use super::*;

    fn shape(geometry: impl Into<Geometry>) -> Shape {
        Shape {
            geometry: geometry.into(),
            had_height: false,
            was_curved: false,
            open_ring: None,
        }
    }

    fn ring() -> LineString {
        LineString::from(vec![(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)])
    }

    #[test]
    fn a_closed_line_is_an_area_and_an_open_one_says_how_far_it_is_open() {
        let fitted = fit(&shape(ring()), Wanted::Areas).expect("an area");
        assert!(fitted.from_lines);
        assert_eq!(
            fitted.geometry,
            MultiPolygon::new(vec![Polygon::new(ring(), vec![])]).into()
        );
        let open = LineString::from(vec![(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.5)]);
        let said = fit(&shape(open), Wanted::Areas).expect_err("open");
        assert!(said.en.contains("0.500"), "{said}");
    }

    #[test]
    fn what_is_not_wanted_is_named() {
        let point = shape(Point::new(1.0, 2.0));
        assert!(fit(&point, Wanted::Points).is_ok());
        let said = fit(&point, Wanted::Areas).expect_err("no area");
        assert!(said.en.starts_with("is a Point"), "{said}");
        let area = shape(polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)]);
        assert!(fit(&area, Wanted::Points).is_err());
    }

    #[test]
    fn numbers_that_are_none_and_nothing_at_all_are_refused() {
        for geometry in [
            Geometry::from(Point::new(f64::NAN, 2.0)),
            Point::new(1.0, f64::INFINITY).into(),
            LineString::new(vec![]).into(),
        ] {
            assert!(fit(&shape(geometry), Wanted::Points).is_err());
        }
    }
}
