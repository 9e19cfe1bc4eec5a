//! Digits that a survey left out because all its coordinates begin with them.

use geo::{BoundingRect, Coord, Geometry, Rect};

use crate::imports::detective::Prefix;
use crate::imports::detective::known::{self, Known};
use crate::imports::detective::way::Way;
use crate::imports::detective::witness::is_in_hanoi;
use crate::imports::reading::RowRead;

/// What may stand before an easting, and before a northing, of Hà Nội on the grids of the city; and below what the
/// rest of the number then is.
const EASTINGS: [(f64, f64); 3] = [(0.0, 1e6), (500_000.0, 100_000.0), (600_000.0, 100_000.0)];
const NORTHINGS: [(f64, f64); 4] = [
    (0.0, 1e7),
    (2_000_000.0, 1_000_000.0),
    (2_200_000.0, 100_000.0),
    (2_300_000.0, 100_000.0),
];

/// Every completion of the digits that puts all rows in Hà Nội, in either order of the axes.
pub fn ways(rows: &[RowRead]) -> Vec<Way> {
    let Some(around) = extent(rows.iter().filter_map(|row| row.geometry.as_ref())) else {
        return Vec::new();
    };
    let grids: Vec<Known> = [5897, 3405]
        .into_iter()
        .filter_map(known::by_epsg)
        .collect();
    let mut ways = Vec::new();
    for swapped in [false, true] {
        let (min, max) = (order(around.min(), swapped), order(around.max(), swapped));
        for (easting_m, below_x) in EASTINGS {
            for (northing_m, below_y) in NORTHINGS {
                let fits = min.x >= 0.0 && max.x < below_x && min.y >= 0.0 && max.y < below_y;
                let shifted = |at: Coord| Coord {
                    x: at.x + easting_m,
                    y: at.y + northing_m,
                };
                let is_plain = easting_m == 0.0 && northing_m == 0.0;
                if fits && !is_plain && is_in_hanoi(shifted(min)) && is_in_hanoi(shifted(max)) {
                    ways.extend(grids.iter().map(|known| Way {
                        known: *known,
                        swapped,
                        prefix: Some(Prefix {
                            easting_m,
                            northing_m,
                        }),
                    }));
                }
            }
        }
    }
    ways
}

fn order(at: Coord, swapped: bool) -> Coord {
    if swapped {
        Coord { x: at.y, y: at.x }
    } else {
        at
    }
}

fn extent<'a>(geometries: impl Iterator<Item = &'a Geometry>) -> Option<Rect> {
    geometries
        .filter_map(BoundingRect::bounding_rect)
        .reduce(|a: Rect, b: Rect| {
            Rect::new(
                Coord {
                    x: a.min().x.min(b.min().x),
                    y: a.min().y.min(b.min().y),
                },
                Coord {
                    x: a.max().x.max(b.max().x),
                    y: a.max().y.max(b.max().y),
                },
            )
        })
}
