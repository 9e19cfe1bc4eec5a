//! The frame of an extract's map: a piece of the grid of EPSG:5897 around the subject, and what stands on its margin.

/// Drawing units from edge to edge: 4:3.
pub const WIDTH: f64 = 1000.0;
pub const HEIGHT: f64 = 750.0;
/// The subject takes at most this part of the frame, so that what lies around it is seen.
const SUBJECT_SHARE: f64 = 0.5;
/// A small subject is not drawn larger than this frame allows.
const LEAST_WIDTH_M: f64 = 1600.0;
/// Lines of the grid from west to east at most.
const MAX_LINES: f64 = 7.0;
/// Distances a grid line or a scale bar may stand for, m.
const ROUND_M: [f64; 15] = [
    50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6,
];

/// What a map shows, in m of EPSG:5897.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    pub west: f64,
    pub north: f64,
    pub width_m: f64,
    pub height_m: f64,
}

/// A line of the grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Drawing units from the left or upper edge.
    pub at: f64,
    /// Its easting or northing.
    pub coordinate_m: f64,
}

impl Frame {
    /// The frame around a box of west, south, east, north, which lies in its middle.
    pub fn around([west, south, east, north]: [f64; 4]) -> Self {
        let width_m = ((east - west).max((north - south) * WIDTH / HEIGHT) / SUBJECT_SHARE)
            .max(LEAST_WIDTH_M);
        let height_m = width_m * HEIGHT / WIDTH;
        Self {
            west: f64::midpoint(west, east) - width_m / 2.0,
            north: f64::midpoint(south, north) + height_m / 2.0,
            width_m,
            height_m,
        }
    }

    /// Metres of a drawing unit.
    pub fn unit_m(&self) -> f64 {
        self.width_m / WIDTH
    }

    /// Drawing units from the upper edge.
    pub fn y_of(&self, northing: f64) -> f64 {
        (self.north - northing) / self.unit_m()
    }

    /// Lines of equal easting, west to east.
    pub fn eastings(&self) -> Vec<Line> {
        multiples(self.step_m(), self.west, self.west + self.width_m)
            .map(|coordinate_m| Line {
                at: (coordinate_m - self.west) / self.unit_m(),
                coordinate_m,
            })
            .collect()
    }

    /// Lines of equal northing, south to north.
    pub fn northings(&self) -> Vec<Line> {
        multiples(self.step_m(), self.north - self.height_m, self.north)
            .map(|coordinate_m| Line {
                at: self.y_of(coordinate_m),
                coordinate_m,
            })
            .collect()
    }

    /// Length of the scale bar: the largest round one that fits a fifth of the frame.
    pub fn bar_m(&self) -> f64 {
        ROUND_M
            .into_iter()
            .take_while(|round| *round <= self.width_m / 5.0)
            .last()
            .unwrap_or(ROUND_M[0])
    }

    fn step_m(&self) -> f64 {
        ROUND_M
            .into_iter()
            .find(|round| self.width_m / round <= MAX_LINES)
            .unwrap_or(self.width_m)
    }
}

fn multiples(step: f64, from: f64, to: f64) -> impl Iterator<Item = f64> {
    let mut place = (from / step).ceil() * step;
    std::iter::from_fn(move || {
        let here = place;
        place += step;
        (here <= to).then_some(here)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_lies_in_the_middle_and_takes_half_of_the_frame_at_most() {
        let frame = Frame::around([580_000.0, 2_320_000.0, 582_000.0, 2_320_500.0]);
        assert!((frame.width_m - 4000.0).abs() < 1e-9 && (frame.height_m - 3000.0).abs() < 1e-9);
        assert!((frame.west - 579_000.0).abs() < 1e-9);
        assert!((frame.y_of(2_320_250.0) - HEIGHT / 2.0).abs() < 1e-9);
        let tall = Frame::around([580_000.0, 2_320_000.0, 580_100.0, 2_326_000.0]);
        assert!((tall.height_m - 12_000.0).abs() < 1e-9);
        let small = Frame::around([580_000.0, 2_320_000.0, 580_010.0, 2_320_010.0]);
        assert!((small.width_m - LEAST_WIDTH_M).abs() < 1e-9);
    }

    #[test]
    fn grid_lines_are_round_and_few() {
        for width in [10.0, 700.0, 2_500.0, 80_000.0, 400_000.0] {
            let frame = Frame::around([580_123.0, 2_320_456.0, 580_123.0 + width, 2_320_500.0]);
            let lines = frame.eastings();
            assert!((2..=8).contains(&lines.len()), "{width}: {lines:?}");
            assert!(lines.iter().all(|line| line.coordinate_m % 50.0 == 0.0));
            assert!(lines.iter().all(|line| (0.0..=WIDTH).contains(&line.at)));
            assert!(
                frame
                    .northings()
                    .iter()
                    .all(|line| (0.0..=HEIGHT).contains(&line.at))
            );
            assert!(frame.bar_m() <= frame.width_m / 5.0);
        }
    }
}
