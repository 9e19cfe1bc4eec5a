//! What is looked at of a file: some places of it, so that a large file costs no more than a small one.

use geo::{
    Area as _, BoundingRect as _, ConvexHull as _, Coord, CoordsIter as _, Geometry, LineString,
    MultiPoint, MultiPolygon,
};

use crate::imports::detective::Declared;
use crate::imports::reading::RowRead;

/// Rows whose middles are looked at, evenly over the file.
const MAX_ROWS: usize = 256;
/// Vertices that the outline is drawn around.
const MAX_VERTICES: usize = 2_048;
/// Places inside declared rows, over all rows and of one.
const MAX_PLACES: usize = 4_096;
const MAX_PLACES_OF_ROW: usize = 400;
/// Lines across an area on which its places are taken.
const LINES: usize = 16;

/// Places of a file, in its own coordinates.
pub struct Sample<'a> {
    pub middles: Vec<Coord>,
    /// The median of the middles.
    pub centre: Coord,
    /// Corners of a hull around some of the vertices.
    pub hull: Vec<Coord>,
    pub declared: Vec<Row<'a>>,
}

/// A row something is declared of.
pub struct Row<'a> {
    pub commune_5897: Option<&'a MultiPolygon>,
    pub declared_m2: Option<f64>,
    /// Evenly over its area; a point of points.
    pub places: Vec<Coord>,
    pub middle: Coord,
    /// Square units of the file.
    pub area: f64,
}

/// None when no row has a place.
pub fn sample<'a>(rows: &[RowRead], declared: &'a [Declared]) -> Option<Sample<'a>> {
    let with_geometry: Vec<&Geometry> = rows
        .iter()
        .filter_map(|row| row.geometry.as_ref())
        .collect();
    let step = with_geometry.len().div_ceil(MAX_ROWS).max(1);
    let middles: Vec<Coord> = with_geometry
        .iter()
        .step_by(step)
        .filter_map(|geometry| middle(geometry))
        .collect();
    let centre = Coord {
        x: median(middles.iter().map(|at| at.x))?,
        y: median(middles.iter().map(|at| at.y))?,
    };
    let vertices: usize = with_geometry
        .iter()
        .map(|geometry| geometry.coords_count())
        .sum();
    let some: MultiPoint = with_geometry
        .iter()
        .flat_map(|geometry| geometry.coords_iter())
        .step_by(vertices.div_ceil(MAX_VERTICES).max(1))
        .filter(is_finite)
        .map(geo::Point::from)
        .collect();
    let each = (MAX_PLACES / declared.len().max(1)).clamp(LINES, MAX_PLACES_OF_ROW);
    Some(Sample {
        middles,
        centre,
        hull: some.convex_hull().into_inner().0.0,
        declared: declared
            .iter()
            .filter_map(|said| row(said, rows.get(said.row)?.geometry.as_ref()?, each))
            .collect(),
    })
}

fn row<'a>(declared: &'a Declared, geometry: &Geometry, places: usize) -> Option<Row<'a>> {
    Some(Row {
        commune_5897: declared.commune_5897.as_ref(),
        declared_m2: declared.area_m2.filter(|area| *area > 0.0),
        places: places_inside(geometry, places),
        middle: middle(geometry)?,
        area: geometry.unsigned_area(),
    })
}

fn middle(geometry: &Geometry) -> Option<Coord> {
    let middle = geometry.bounding_rect()?.center();
    is_finite(&middle).then_some(middle)
}

fn is_finite(at: &Coord) -> bool {
    at.x.is_finite() && at.y.is_finite()
}

/// The middle one; of an even number the upper.
pub fn median(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

/// About so many places inside an area, as far from each other as lines across it allow. What has no area gives some
/// of its vertices.
pub fn places_inside(geometry: &Geometry, count: usize) -> Vec<Coord> {
    let rings: Vec<&LineString> = match geometry {
        Geometry::Polygon(polygon) => rings(polygon).collect(),
        Geometry::MultiPolygon(area) => area.iter().flat_map(rings).collect(),
        _ => Vec::new(),
    };
    let spans = spans(&rings);
    let length: f64 = spans.iter().map(|span| span.to_x - span.from_x).sum();
    if length <= 0.0 || !length.is_finite() {
        let step = geometry.coords_count().div_ceil(count).max(1);
        return geometry
            .coords_iter()
            .step_by(step)
            .filter(is_finite)
            .collect();
    }
    let apart = length / count as f64;
    let mut places = Vec::with_capacity(count);
    // How far the next place is from where the span begins.
    let mut ahead = apart / 2.0;
    for span in spans {
        let mut x = span.from_x + ahead;
        while x < span.to_x && places.len() < count {
            places.push(Coord { x, y: span.y });
            x += apart;
        }
        ahead = x - span.to_x;
    }
    places
}

fn rings(polygon: &geo::Polygon) -> impl Iterator<Item = &LineString> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

/// Part of a line across an area that is inside of it.
struct Span {
    y: f64,
    from_x: f64,
    to_x: f64,
}

fn spans(rings: &[&LineString]) -> Vec<Span> {
    let heights = || rings.iter().flat_map(|ring| ring.coords()).map(|at| at.y);
    let (south, north) = (
        heights().fold(f64::INFINITY, f64::min),
        heights().fold(f64::NEG_INFINITY, f64::max),
    );
    let mut spans = Vec::new();
    for line in 0..LINES {
        let y = south + (north - south) * (line as f64 + 0.5) / LINES as f64;
        let mut crossings: Vec<f64> = rings
            .iter()
            .flat_map(|ring| ring.lines())
            .filter(|side| (side.start.y <= y) != (side.end.y <= y))
            .map(|side| side.start.x + (y - side.start.y) * side.dx() / side.dy())
            .collect();
        crossings.sort_by(f64::total_cmp);
        spans.extend(crossings.chunks_exact(2).map(|pair| Span {
            y,
            from_x: pair[0],
            to_x: pair[1],
        }));
    }
    spans
}

#[cfg(test)]
mod tests {
    use geo::{Intersects as _, polygon};

    use std::f64::consts::TAU;

    use super::*;

    #[test]
    fn places_lie_inside_an_area_and_evenly() {
        let ring = polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 90.0, y: 0.0), (x: 90.0, y: 60.0), (x: 0.0, y: 60.0)],
            interiors: [[(x: 30.0, y: 0.5), (x: 60.0, y: 0.5), (x: 60.0, y: 59.5), (x: 30.0, y: 59.5)]],
        );
        let places = places_inside(&ring.clone().into(), 200);
        assert!((190..=200).contains(&places.len()), "{}", places.len());
        assert!(places.iter().all(|at| ring.intersects(at)));
        let west = places.iter().filter(|at| at.x < 45.0).count();
        assert!(west.abs_diff(places.len() - west) < 10, "{west}");
    }

    #[test]
    fn what_has_no_area_gives_its_vertices() {
        let point = Geometry::Point(geo::Point::new(1.0, 2.0));
        assert_eq!(places_inside(&point, 20), [Coord { x: 1.0, y: 2.0 }]);
        let flat = polygon![(x: 0.0, y: 0.0), (x: 9.0, y: 0.0), (x: 3.0, y: 0.0)];
        assert!(!places_inside(&flat.into(), 20).is_empty());
        let nowhere = Geometry::Point(geo::Point::new(f64::NAN, 2.0));
        assert!(places_inside(&nowhere, 20).is_empty());
    }

    #[test]
    fn a_large_file_gives_no_more_than_a_small_one() {
        let side = |i: u32| (f64::from(i) / 1e5 * TAU).sin_cos();
        let ring: LineString = (0..100_000_u32).map(side).collect();
        let rows: Vec<RowRead> = (1..=20)
            .map(|row| RowRead {
                row,
                place: format!("feature {row}"),
                geometry: Some(geo::Polygon::new(ring.clone(), vec![]).into()),
                problem: None,
                values: vec![],
            })
            .collect();
        let declared: Vec<Declared> = (0..20)
            .map(|row| Declared {
                row,
                commune_5897: None,
                area_m2: None,
            })
            .collect();
        let sample = sample(&rows, &declared).expect("a sample");
        let places: usize = sample.declared.iter().map(|row| row.places.len()).sum();
        assert!(places <= MAX_PLACES, "{places}");
        assert!(sample.hull.len() <= MAX_VERTICES + 1);
    }
}
