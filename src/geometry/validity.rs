//! Is a geometry sound; if not, every defect and where. Asked before PostGIS sees it, because PostGIS
//! reports every bad geometry by the same error code.

use geo::algorithm::validation::{InvalidMultiPolygon, Validation};
use geo::{Coord, CoordsIter, Line, LineString, MultiLineString, MultiPolygon};
use rstar::primitives::CachedEnvelope;
use rstar::{AABB, RTree, RTreeObject};

use crate::error::{Defect, Said};
use crate::geometry::crs::Crs;

/// More vertices than this are refused: the largest real commune has about 6,000.
pub const MAX_VERTICES: usize = 100_000;
/// More rings than this are refused: how each lies to each other is asked pair by pair.
const MAX_RINGS: usize = 500;
/// Of several rings together; `geo` compares every side with every other.
const MAX_VERTICES_OF_RINGS: usize = 10_000;
/// Pairs of sides compared at most: about a quarter of a second.
const MAX_COMPARED: usize = 5_000_000;

/// All defects of an area that is to be measured, in x, y order of `crs`; empty when it is sound. Locations are in
/// `crs` too.
pub fn area_defects(area: &MultiPolygon, place: &str, crs: Crs) -> Vec<Defect> {
    area_defects_within(crs.grid(), area, place, crs)
}

/// As [`area_defects`], of an area that may lie anywhere in `range`.
pub fn area_defects_within(
    range: [f64; 4],
    area: &MultiPolygon,
    place: &str,
    crs: Crs,
) -> Vec<Defect> {
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
    let mut defects = position_defects(range, area, place, crs);
    if !defects.is_empty() {
        return defects;
    }
    for ring in area
        .iter()
        .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
    {
        defects.extend(ring_defect(ring).map(|(said, at)| defect(said, at)));
    }
    let rings: usize = area.iter().map(|p| 1 + p.interiors().len()).sum();
    if rings > MAX_RINGS {
        let said = Said::new(
            format!("{rings} vòng, nhiều hơn {MAX_RINGS} cho phép"),
            format!("{rings} rings, more than the {MAX_RINGS} allowed"),
        );
        return vec![defect(said, None)];
    }
    if rings > 1 && area.coords_count() > MAX_VERTICES_OF_RINGS {
        let said = Said::new(
            format!("nhiều vòng với hơn {MAX_VERTICES_OF_RINGS} đỉnh; hãy đơn giản hoá"),
            format!("several rings of more than {MAX_VERTICES_OF_RINGS} vertices; simplify them"),
        );
        return vec![defect(said, None)];
    }
    // With one ring there is nothing more to see; how rings lie to each other is for `geo` to say.
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

/// What is wrong with a ring by itself, and where.
fn ring_defect(ring: &LineString) -> Option<(Said, Option<[f64; 2]>)> {
    if distinct_points(ring) < 3 {
        let said = Said::new(
            "một vòng phải có ít nhất 3 điểm khác nhau và đóng kín",
            "a ring must have at least 3 distinct points and be closed",
        );
        return Some((said, ring.0.first().map(|c| [c.x, c.y])));
    }
    match self_crossing(ring) {
        Crossing::None => None,
        Crossing::At(at) => Some((
            Said::new("đường biên tự cắt", "the boundary crosses itself"),
            Some([at.x, at.y]),
        )),
        Crossing::TooTangled => Some((
            Said::new(
                "đường biên quá rối để kiểm tra; hãy đơn giản hoá",
                "the boundary is too tangled to be checked; simplify it",
            ),
            None,
        )),
    }
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
    position_defects(Crs::Crs84.grid(), lines, place, Crs::Crs84)
}

/// Different places among the vertices of a ring or line, as far as three.
pub fn distinct_points(ring: &LineString) -> usize {
    let mut places: Vec<Coord> = Vec::new();
    for coord in ring.coords() {
        if !places.contains(coord) {
            places.push(*coord);
            if places.len() == 3 {
                break;
            }
        }
    }
    places.len()
}

/// There are too many positions, or one lies out of `range`.
pub fn position_defects(
    range: [f64; 4],
    geometry: &impl CoordsIter<Scalar = f64>,
    place: &str,
    crs: Crs,
) -> Vec<Defect> {
    let count = geometry.coords_count();
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
    geometry
        .coords_iter()
        .enumerate()
        .find(|(_, at)| !is_within(range, *at))
        .map(|(index, at)| Defect {
            place: place.to_owned(),
            said: out_of_range(range, index, at, crs),
            location: None,
        })
        .into_iter()
        .collect()
}

/// NaN is within nothing.
pub fn is_within([west, south, east, north]: [f64; 4], at: Coord) -> bool {
    (west..=east).contains(&at.x) && (south..=north).contains(&at.y)
}

fn out_of_range(range: [f64; 4], index: usize, at: Coord, crs: Crs) -> Said {
    let [west, south, east, north] = range;
    let (x_vi, y_vi, x_en, y_en) = if crs.is_geographic() {
        ("kinh độ", "vĩ độ", "longitude", "latitude")
    } else {
        ("hướng đông", "hướng bắc", "easting", "northing")
    };
    let Coord { x, y } = at;
    let swapped = is_within(crs.hanoi(), Coord { x: y, y: x });
    let (vi, en) = if swapped {
        (
            format!("; có lẽ hai trục bị đổi chỗ: cần {x_vi} trước, {y_vi} sau"),
            format!("; the axes look swapped: {x_en} comes first, then {y_en}"),
        )
    } else {
        (String::new(), String::new())
    };
    Said::new(
        format!(
            "đỉnh {index} ({x}, {y}) nằm ngoài lưới toạ độ ({x_vi} {west}–{east}, {y_vi} {south}–{north}){vi}"
        ),
        format!(
            "vertex {index} ({x}, {y}) lies outside the grid ({x_en} {west}–{east}, {y_en} {south}–{north}){en}"
        ),
    )
}

/// A side of a ring, found by the box around it.
struct Side {
    index: usize,
    line: Line,
}

impl RTreeObject for Side {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        let (start, end) = (self.line.start, self.line.end);
        AABB::from_corners([start.x, start.y], [end.x, end.y])
    }
}

/// What the look for a crossing came to.
enum Crossing {
    None,
    At(Coord),
    /// So many sides lie over each other that looking at all pairs would take too long.
    TooTangled,
}

/// The first place where a ring crosses or touches itself. Only sides whose boxes meet are compared.
fn self_crossing(ring: &LineString) -> Crossing {
    // A vertex written twice is allowed; as a segment without length it would hide who is whose neighbour.
    let mut distinct = ring.clone();
    distinct.0.dedup();
    let sides: Vec<_> = distinct
        .lines()
        .enumerate()
        .map(|(index, line)| CachedEnvelope::new(Side { index, line }))
        .collect();
    let last = sides.len().saturating_sub(1);
    let tree = RTree::bulk_load(sides);
    let pairs = tree
        .intersection_candidates_with_other_tree(&tree)
        .filter(|(side, other)| side.index < other.index);
    for (compared, (side, other)) in pairs.enumerate() {
        if compared == MAX_COMPARED {
            return Crossing::TooTangled;
        }
        let neighbours = other.index - side.index == 1 || (side.index == 0 && other.index == last);
        if let Some(at) = crossing(side.line, other.line, neighbours) {
            return Crossing::At(at);
        }
    }
    Crossing::None
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
        assert_eq!(area_defects(&area(square), "/geometry", Crs::Crs84), vec![]);
    }

    #[test]
    fn a_bow_tie_is_named_with_its_crossing() {
        let bow = polygon![(x: 105.0, y: 21.0), (x: 105.2, y: 21.2), (x: 105.2, y: 21.0), (x: 105.0, y: 21.2)];
        let defects = area_defects(&area(bow), "/geometry", Crs::Crs84);
        assert_eq!(defects.len(), 1);
        let [lon, lat] = defects[0].location.expect("a place");
        assert!((lon - 105.1).abs() < 1e-9 && (lat - 21.1).abs() < 1e-9);
    }

    #[test]
    fn a_comb_of_many_teeth_is_checked_and_a_tangle_is_refused_in_good_time() {
        let tooth = |i: u32| {
            let x = 105.0 + f64::from(i) * 1e-6;
            [(x, 21.0), (x, 21.5), (x + 5e-7, 21.5), (x + 5e-7, 21.0)]
        };
        let mut comb: Vec<(f64, f64)> = (0..20_000).flat_map(tooth).collect();
        comb.push((105.5, 20.9));
        assert_eq!(
            area_defects(&area(Polygon::new(comb.into(), vec![])), "x", Crs::Crs84),
            vec![]
        );
        let spoke = |i: u32| {
            let angle = f64::from(i) * 3.0;
            (
                105.5 + 0.4 * angle.cos(),
                21.0 + 0.4 * angle.sin() + f64::from(i) * 1e-9,
            )
        };
        let star: Vec<(f64, f64)> = (0..90_000).map(spoke).collect();
        assert_eq!(
            area_defects(&area(Polygon::new(star.into(), vec![])), "x", Crs::Crs84).len(),
            1
        );
    }

    #[test]
    fn rings_without_three_places_or_in_their_thousands_are_refused() {
        let point = polygon![(x: 105.0, y: 21.0), (x: 105.0, y: 21.0), (x: 105.0, y: 21.0)];
        assert!(!area_defects(&area(point), "x", Crs::Crs84).is_empty());
        let hole = |i: u32| {
            let x = 105.0 + f64::from(i) * 1e-4;
            LineString::from(vec![(x, 21.0), (x + 5e-5, 21.0), (x, 21.00005), (x, 21.0)])
        };
        let outside = LineString::from(vec![
            (104.0, 20.0),
            (107.0, 20.0),
            (107.0, 22.0),
            (104.0, 20.0),
        ]);
        let holed = Polygon::new(outside, (0..2_000).map(hole).collect());
        assert!(
            area_defects(&area(holed), "x", Crs::Crs84)[0]
                .said
                .en
                .contains("rings")
        );
    }

    #[test]
    fn a_spike_a_flat_ring_and_far_coordinates_are_defects() {
        let spike = polygon![(x: 105.0, y: 0.0), (x: 106.0, y: 0.0), (x: 107.0, y: 0.0), (x: 106.0, y: 0.0), (x: 106.0, y: 1.0)];
        assert!(!area_defects(&area(spike), "x", Crs::Crs84).is_empty());
        let flat = polygon![(x: 105.0, y: 0.0), (x: 106.0, y: 0.0), (x: 105.0, y: 0.0)];
        assert!(!area_defects(&area(flat), "x", Crs::Crs84).is_empty());
        let swapped = polygon![(x: 21.0, y: 105.0), (x: 21.1, y: 105.0), (x: 21.1, y: 105.1)];
        assert!(!area_defects(&area(swapped), "x", Crs::Crs84).is_empty());
        assert!(!area_defects(&MultiPolygon::new(vec![]), "x", Crs::Crs84).is_empty());
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
        let holed = Polygon::new(square(105.0), vec![square(109.0)]);
        assert!(!area_defects(&area(holed), "x", Crs::Crs84).is_empty());
        let overlapping = MultiPolygon::new(vec![
            Polygon::new(square(105.0), vec![]),
            Polygon::new(square(105.5), vec![]),
        ]);
        assert!(!area_defects(&overlapping, "x", Crs::Crs84).is_empty());
    }
}
