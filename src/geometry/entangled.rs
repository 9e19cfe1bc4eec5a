//! Whether areas lie over each other so intricately that overlaying them would take for ever. PostGIS cannot be
//! stopped in the middle of an overlay, so it is asked before.

use geo::{BoundingRect as _, Intersects as _, Line, LinesIter as _, MultiPolygon, Rect};
use rstar::primitives::{CachedEnvelope, GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// Pairs of sides of different areas whose boxes meet: about a second of overlaying.
const MAX_PAIRS: usize = 5_000_000;
/// More are allowed by side: along a common boundary each side meets its like and their neighbours.
const PAIRS_A_SIDE: usize = 16;
/// Up to so many pairs of sides are not worth a look.
const FEW: usize = 10_000;

type Boxed = GeomWithData<Rectangle<[f64; 2]>, usize>;
type Side = CachedEnvelope<Rectangle<[f64; 2]>>;

/// The first two areas, by index, at which the limit is passed; none if it never is.
pub fn entangled(areas: &[Option<&MultiPolygon>]) -> Option<(usize, usize)> {
    let boxes: Vec<Boxed> = areas
        .iter()
        .enumerate()
        .filter_map(|(index, area)| {
            let around = (*area)?.bounding_rect()?;
            Some(Boxed::new(Rectangle::from_aabb(envelope(&around)), index))
        })
        .collect();
    let sides: usize = areas
        .iter()
        .flatten()
        .map(|area| area.lines_iter().count())
        .sum();
    let limit = MAX_PAIRS + PAIRS_A_SIDE * sides;
    let tree = RTree::bulk_load(boxes);
    let mut pairs = 0;
    let meeting = tree
        .intersection_candidates_with_other_tree(&tree)
        .map(|(a, b)| (a.data, b.data))
        .filter(|(a, b)| a < b);
    for (a, b) in meeting {
        let (Some(one), Some(other)) = (areas[a], areas[b]) else {
            continue;
        };
        pairs += meeting_sides(one, other, limit - pairs);
        if pairs >= limit {
            return Some((a, b));
        }
    }
    None
}

/// Pairs of sides whose boxes meet, counted up to a limit; few are taken to meet all.
fn meeting_sides(one: &MultiPolygon, other: &MultiPolygon, limit: usize) -> usize {
    let (Some(a), Some(b)) = (one.bounding_rect(), other.bounding_rect()) else {
        return 0;
    };
    let (ours, theirs) = (sides_in(one, &b), sides_in(other, &a));
    let all = ours.len() * theirs.len();
    if all <= FEW {
        return all.min(limit);
    }
    let (ours, theirs) = (RTree::bulk_load(ours), RTree::bulk_load(theirs));
    ours.intersection_candidates_with_other_tree(&theirs)
        .take(limit)
        .count()
}

fn sides_in(area: &MultiPolygon, around: &Rect) -> Vec<Side> {
    area.lines_iter()
        .map(|side: Line| side.bounding_rect())
        .filter(|side| side.intersects(around))
        .map(|side| CachedEnvelope::new(Rectangle::from_aabb(envelope(&side))))
        .collect()
}

fn envelope(rect: &Rect) -> AABB<[f64; 2]> {
    AABB::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y])
}

#[cfg(test)]
mod tests {
    use geo::{Coord, Polygon};

    use super::*;

    fn square(west: f64, south: f64, side: f64) -> MultiPolygon {
        let corner = Coord { x: west, y: south };
        let far = Coord {
            x: west + side,
            y: south + side,
        };
        MultiPolygon::new(vec![Rect::new(corner, far).to_polygon()])
    }

    /// Teeth upwards, or with the axes exchanged to the right.
    fn comb(teeth: u32, lies: bool) -> MultiPolygon {
        let mut ring: Vec<(f64, f64)> = (0..teeth)
            .flat_map(|i| {
                let x = f64::from(i);
                [(x, 1.0), (x, 9_000.0), (x + 0.5, 9_000.0), (x + 0.5, 1.0)]
            })
            .collect();
        ring.push((f64::from(teeth), 0.0));
        ring.push((0.0, 0.0));
        let ring: Vec<(f64, f64)> = ring
            .into_iter()
            .map(|(x, y)| if lies { (y, x) } else { (x, y) })
            .collect();
        MultiPolygon::new(vec![Polygon::new(ring.into(), vec![])])
    }

    fn of(areas: &[MultiPolygon]) -> Option<(usize, usize)> {
        entangled(&areas.iter().map(Some).collect::<Vec<_>>())
    }

    #[test]
    fn a_partition_and_ordinary_overlaps_are_fine() {
        let partition: Vec<MultiPolygon> = (0..2_000)
            .map(|i| square(f64::from(i % 50), f64::from(i / 50), 1.0))
            .collect();
        assert_eq!(of(&partition), None);
        let overlapping: Vec<MultiPolygon> =
            (0..300).map(|i| square(f64::from(i), 0.0, 100.0)).collect();
        assert_eq!(of(&overlapping), None);
        assert_eq!(of(&[comb(1_000, false), square(0.0, 0.0, 9_000.0)]), None);
    }

    #[test]
    fn crossing_combs_and_thousands_upon_each_other_are_refused() {
        let combs = [
            square(-9.0, -9.0, 1.0),
            comb(4_000, false),
            comb(4_000, true),
        ];
        assert_eq!(of(&combs), Some((1, 2)));
        let heap: Vec<MultiPolygon> = (0..3_000)
            .map(|i| square(f64::from(i) * 1e-3, 0.0, 100.0))
            .collect();
        assert!(of(&heap).is_some());
    }
}
