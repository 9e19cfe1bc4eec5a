//! Indicative footprints: a regular polygon of the declared area, moved so that none lies on another.

use std::f64::consts::TAU;

use geo::{Coord, LineString, MultiPolygon, Polygon};

/// Corners of a footprint; plainly a symbol, not a survey.
const CORNERS: u32 = 12;
/// Free ground kept between two footprints, metres.
const GAP_M: f64 = 60.0;

/// A circle on the plane of EPSG:5897.
#[derive(Debug, Clone, Copy)]
pub struct Circle {
    pub centre: Coord,
    pub radius_m: f64,
}

/// The circle around the footprint of `area_m2`.
fn around(centre: Coord, area_m2: f64) -> Circle {
    let sector = TAU / f64::from(CORNERS);
    Circle {
        centre,
        radius_m: (2.0 * area_m2 / (f64::from(CORNERS) * sector.sin())).sqrt(),
    }
}

/// The free place nearest to `wanted` for a footprint of `area_m2`, which is then taken.
/// Deterministic: rings of candidates outwards, eastern first.
///
/// # Units
/// Metres and m², EPSG:5897.
pub fn place(wanted: Coord, area_m2: f64, taken: &mut Vec<Circle>) -> Circle {
    let mut ring = 0_u32;
    loop {
        let candidates = (ring * 8).max(1);
        let distance_m = f64::from(ring) * 100.0;
        for step in 0..candidates {
            let angle = TAU * f64::from(step) / f64::from(candidates);
            let circle = around(
                Coord {
                    x: wanted.x + distance_m * angle.cos(),
                    y: wanted.y + distance_m * angle.sin(),
                },
                area_m2,
            );
            if taken.iter().all(|other| is_clear(&circle, other)) {
                taken.push(circle);
                return circle;
            }
        }
        ring += 1;
    }
}

fn is_clear(a: &Circle, b: &Circle) -> bool {
    let apart_m = (a.centre.x - b.centre.x).hypot(a.centre.y - b.centre.y);
    apart_m >= a.radius_m + b.radius_m + GAP_M
}

/// The regular polygon inside a circle, counter-clockwise.
pub fn polygon(circle: &Circle) -> MultiPolygon {
    let corner = |i: u32| {
        let angle = TAU * f64::from(i) / f64::from(CORNERS);
        Coord {
            x: circle.centre.x + circle.radius_m * angle.cos(),
            y: circle.centre.y + circle.radius_m * angle.sin(),
        }
    };
    let ring: LineString = (0..CORNERS).chain([0]).map(corner).collect();
    MultiPolygon::new(vec![Polygon::new(ring, Vec::new())])
}

#[cfg(test)]
mod tests {
    use geo::{Area, Intersects};

    use super::*;

    #[test]
    fn a_footprint_has_the_declared_area() {
        let circle = around(
            Coord {
                x: 588_000.0,
                y: 2_326_000.0,
            },
            92_600.0,
        );
        assert!((polygon(&circle).signed_area() - 92_600.0).abs() < 1e-3);
    }

    #[test]
    fn footprints_that_want_one_place_do_not_lie_on_each_other() {
        let mut taken = Vec::new();
        let wanted = Coord {
            x: 588_000.0,
            y: 2_326_000.0,
        };
        let placed: Vec<_> = [750_000.0, 14_000.0, 100_000.0, 28_000.0, 520_500.0]
            .map(|area_m2| polygon(&place(wanted, area_m2, &mut taken)))
            .into();
        for (i, a) in placed.iter().enumerate() {
            for b in &placed[..i] {
                assert!(!a.intersects(b));
            }
        }
        assert!(taken[0].centre == wanted);
    }
}
