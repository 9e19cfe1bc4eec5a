//! Is a geometry sound; if not, every defect and where. Asked before PostGIS sees it, because PostGIS
//! reports every bad geometry by the same error code.

use geo::algorithm::validation::{InvalidMultiPolygon, Validation};
use geo::coordinate_position::CoordPos;
use geo::{Coord, CoordsIter, Line, LineString, MultiLineString, MultiPolygon};

use crate::error::{Defect, Said};

/// More vertices than this are refused: the largest real commune has about 6,000.
pub const MAX_VERTICES: usize = 100_000;

/// All defects of an area in degrees (longitude, latitude); empty when it is sound.
pub fn area_defects(area: &MultiPolygon, place: &str) -> Vec<Defect> {
    let defect = |said: Said, location: Option<[f64; 2]>| Defect {
        place: place.to_owned(),
        said,
        location,
    };
    if area.coords_count() == 0 {
        return vec![defect(
            Said::new("hình trống", "the geometry is empty"),
            None,
        )];
    }
    let mut defects = basic_defects(area.coords_iter(), area.coords_count(), place);
    if !defects.is_empty() {
        return defects;
    }
    for ring in area
        .iter()
        .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
    {
        if ring.0.len() < 4 {
            let said = Said::new(
                "một vòng phải có ít nhất 3 điểm khác nhau và đóng kín",
                "a ring must have at least 3 distinct points and be closed",
            );
            defects.push(defect(said, ring.0.first().map(|c| [c.x, c.y])));
        } else if let Some(at) = self_crossing(ring) {
            let said = Said::new("đường biên tự cắt", "the boundary crosses itself");
            defects.push(defect(said, Some([at.x, at.y])));
        }
    }
    // With one ring there is nothing more to see; how rings lie to each other is for `geo` to say.
    let rings: usize = area.iter().map(|p| 1 + p.interiors().len()).sum();
    if defects.is_empty() && rings > 1 {
        for problem in area.validation_errors() {
            let text = describe(&problem);
            defects.push(defect(
                text,
                area.iter()
                    .next()
                    .and_then(|p| p.exterior().0.first())
                    .map(|c| [c.x, c.y]),
            ));
        }
    }
    defects
}

/// All defects of lines in degrees.
pub fn line_defects(lines: &MultiLineString, place: &str) -> Vec<Defect> {
    let count = lines.coords_count();
    if lines.iter().any(|l| l.0.len() < 2) || count == 0 {
        return vec![Defect {
            place: place.to_owned(),
            said: Said::new(
                "một đường phải có ít nhất 2 điểm",
                "a line must have at least 2 points",
            ),
            location: None,
        }];
    }
    basic_defects(lines.coords_iter(), count, place)
}

fn basic_defects(coords: impl Iterator<Item = Coord>, count: usize, place: &str) -> Vec<Defect> {
    if count > MAX_VERTICES {
        return vec![Defect {
            place: place.to_owned(),
            said: Said::new(
                format!("{count} đỉnh, nhiều hơn {MAX_VERTICES} cho phép"),
                format!("{count} vertices, more than the {MAX_VERTICES} allowed"),
            ),
            location: None,
        }];
    }
    coords
        .enumerate()
        .filter(|(_, c)| !(c.x.abs() <= 180.0 && c.y.abs() <= 90.0))
        .take(1)
        .map(|(index, c)| Defect {
            place: place.to_owned(),
            said: Said::new(
                format!("đỉnh {index} ({}, {}) không phải kinh độ, vĩ độ", c.x, c.y),
                format!(
                    "vertex {index} ({}, {}) is no longitude, latitude",
                    c.x, c.y
                ),
            ),
            location: None,
        })
        .collect()
}

/// The first place where a ring crosses or touches itself. Sweeps segments by their western end, so that
/// a ring of many vertices costs far less than all pairs.
fn self_crossing(ring: &LineString) -> Option<Coord> {
    // A vertex written twice is allowed; as a segment without length it would hide who is whose neighbour.
    let mut distinct = ring.clone();
    distinct.0.dedup();
    let lines: Vec<Line> = distinct.lines().collect();
    let last = lines.len().checked_sub(1)?;
    let mut order: Vec<usize> = (0..lines.len()).collect();
    let west = |i: usize| lines[i].start.x.min(lines[i].end.x);
    let east = |i: usize| lines[i].start.x.max(lines[i].end.x);
    order.sort_by(|a, b| west(*a).total_cmp(&west(*b)));
    let mut active: Vec<usize> = Vec::new();
    for i in order {
        active.retain(|j| east(*j) >= west(i));
        for &j in &active {
            let (first, second) = (i.min(j), i.max(j));
            let neighbours = second - first == 1 || (first == 0 && second == last);
            if let Some(at) = crossing(lines[first], lines[second], neighbours) {
                return Some(at);
            }
        }
        active.push(i);
    }
    None
}

fn crossing(a: Line, b: Line, neighbours: bool) -> Option<Coord> {
    use geo::line_intersection::{LineIntersection, line_intersection};
    match line_intersection(a, b)? {
        LineIntersection::SinglePoint { .. } if neighbours => None,
        LineIntersection::SinglePoint { intersection, .. } => Some(intersection),
        LineIntersection::Collinear { intersection } => {
            let is_point = intersection.start == intersection.end;
            (!(neighbours && is_point)).then_some(intersection.start)
        }
    }
}

fn describe(problem: &InvalidMultiPolygon) -> Said {
    let vi = match problem {
        InvalidMultiPolygon::ElementsOverlaps(_, _) => "các phần chồng lên nhau",
        InvalidMultiPolygon::ElementsTouchOnALine(_, _) => "các phần chung một đoạn biên",
        InvalidMultiPolygon::InvalidPolygon(..) => {
            "các vòng của một phần không hợp lệ (lỗ nằm ngoài hoặc chồng lên nhau)"
        }
    };
    Said::new(vi, problem.to_string())
}

/// Whether a place lies in an area or on its edge; degrees or metres, as both are given.
pub fn covers(area: &MultiPolygon, at: Coord) -> bool {
    use geo::coordinate_position::CoordinatePosition;
    area.coordinate_position(&at) != CoordPos::Outside
}

#[cfg(test)]
mod tests {
    use geo::{Polygon, polygon};

    use super::*;

    fn area(polygon: Polygon) -> MultiPolygon {
        MultiPolygon::new(vec![polygon])
    }

    #[test]
    fn a_sound_area_has_no_defect() {
        let square = polygon![(x: 105.0, y: 21.0), (x: 105.1, y: 21.0), (x: 105.1, y: 21.1), (x: 105.0, y: 21.1)];
        assert_eq!(area_defects(&area(square), "/geometry"), vec![]);
    }

    #[test]
    fn a_bow_tie_is_named_with_its_crossing() {
        let bow = polygon![(x: 105.0, y: 21.0), (x: 105.2, y: 21.2), (x: 105.2, y: 21.0), (x: 105.0, y: 21.2)];
        let defects = area_defects(&area(bow), "/geometry");
        assert_eq!(defects.len(), 1);
        let [lon, lat] = defects[0].location.expect("a place");
        assert!((lon - 105.1).abs() < 1e-9 && (lat - 21.1).abs() < 1e-9);
    }

    #[test]
    fn a_spike_a_flat_ring_and_far_coordinates_are_defects() {
        let spike = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 2.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)];
        assert!(!area_defects(&area(spike), "x").is_empty());
        let flat = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 0.0, y: 0.0)];
        assert!(!area_defects(&area(flat), "x").is_empty());
        let swapped = polygon![(x: 21.0, y: 105.0), (x: 21.1, y: 105.0), (x: 21.1, y: 105.1)];
        assert!(!area_defects(&area(swapped), "x").is_empty());
        assert!(!area_defects(&MultiPolygon::new(vec![]), "x").is_empty());
    }

    #[test]
    fn a_hole_outside_its_polygon_and_overlapping_parts_are_defects() {
        let square = |x: f64| {
            LineString::from(vec![
                (x, 0.0),
                (x + 1.0, 0.0),
                (x + 1.0, 1.0),
                (x, 1.0),
                (x, 0.0),
            ])
        };
        let holed = Polygon::new(square(0.0), vec![square(5.0)]);
        assert!(!area_defects(&area(holed), "x").is_empty());
        let overlapping = MultiPolygon::new(vec![
            Polygon::new(square(0.0), vec![]),
            Polygon::new(square(0.5), vec![]),
        ]);
        assert!(!area_defects(&overlapping, "x").is_empty());
    }
}
