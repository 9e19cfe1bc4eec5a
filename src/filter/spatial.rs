//! Geometries of a filter: sound and on the map before PostGIS sees them.

use cql2::Expr;
use geo::Geometry;

use crate::error::{Defect, Error};
use crate::filter::check::{Check, GEOMETRY, is_geometry, shown};
use crate::filter::condition::{Shape, Spatial};
use crate::filter::read::refused;
use crate::geometry::bbox::Bbox;
use crate::geometry::crs::Crs;
use crate::geometry::shape;

impl Check<'_> {
    pub fn shape(&self, expression: &Expr, whole: &Expr) -> Result<Shape, Error> {
        match expression {
            _ if is_geometry(expression) => Ok(Shape::OfFeature),
            Expr::Geometry(geometry) => {
                // Through text: the crate speaks an older version of the GeoJSON types.
                let text = serde_json::to_string(geometry).map_err(|_| no_geometry(expression))?;
                let read = shape::parse(&text, self.crs).map_err(|defects| wrong(&defects))?;
                Ok(Shape::Written(read))
            }
            Expr::BBox { bbox } => bounds(expression, bbox, self.crs).map(Shape::Written),
            _ => Err(refused(
                format!("`{}` cần `{GEOMETRY}` và một hình hay BBOX", shown(whole)),
                format!(
                    "`{}` needs `{GEOMETRY}` and a geometry or BBOX",
                    shown(whole)
                ),
            )),
        }
    }

    /// What a collection as a whole touches, crosses or contains is not defined.
    pub fn refuse_collections(
        relation: Spatial,
        a: &Shape,
        b: &Shape,
        whole: &Expr,
    ) -> Result<(), Error> {
        let is_collection =
            |shape: &Shape| matches!(shape, Shape::Written(Geometry::GeometryCollection(_)));
        let fits = matches!(relation, Spatial::Intersects | Spatial::Disjoint);
        if !fits && (is_collection(a) || is_collection(b)) {
            return Err(refused(
                format!(
                    "GEOMETRYCOLLECTION chỉ dùng với s_intersects, s_disjoint: `{}`",
                    shown(whole)
                ),
                format!(
                    "a GEOMETRYCOLLECTION goes with s_intersects and s_disjoint only: `{}`",
                    shown(whole)
                ),
            ));
        }
        Ok(())
    }
}

fn bounds(whole: &Expr, numbers: &[Box<Expr>], crs: Crs) -> Result<Geometry, Error> {
    let numbers = numbers
        .iter()
        .map(|number| match **number {
            Expr::Float(number) if number.is_finite() => Some(number),
            _ => None,
        })
        .collect::<Option<Vec<f64>>>()
        .ok_or_else(|| no_geometry(whole))?;
    let bbox = Bbox::of(&numbers, crs).map_err(|said| {
        let place = shown(whole);
        refused(
            format!("`{place}`: {}", said.vi),
            format!("`{place}`: {}", said.en),
        )
    })?;
    Ok(bbox.to_geometry())
}

fn no_geometry(expression: &Expr) -> Error {
    refused(
        format!("`{}` không phải hình đọc được", shown(expression)),
        format!("`{}` is no readable geometry", shown(expression)),
    )
}

/// The first defect; `location` is where it lies.
fn wrong(defects: &[Defect]) -> Error {
    let first = defects.first();
    let (vi, en) = first.map_or(("", ""), |d| (d.said.vi.as_str(), d.said.en.as_str()));
    let at = first
        .and_then(|defect| defect.location)
        .map(|[x, y]| format!(" ({x} {y})"))
        .unwrap_or_default();
    refused(
        format!("có hình không hợp lệ: {vi}{at}"),
        format!("has an unsound geometry: {en}{at}"),
    )
}
