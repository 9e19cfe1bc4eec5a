//! Well-known binary as PostGIS writes it (`ST_AsBinary(geom, 'NDR')`), read in place: no coordinate is copied.
//!
//! # Source
//! OGC 06-103r4, chapter 8: a byte of order, a type, a count, then the parts.

use crate::error::Error;

/// Coordinates that follow one another, closed where they are a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a>(&'a [u8]);

/// A MultiPolygon or a MultiPoint.
#[derive(Debug, PartialEq, Eq)]
pub enum Shape<'a> {
    /// The rings of each polygon, its outer one first.
    Areas(Vec<Vec<Line<'a>>>),
    /// Each point, a line of one coordinate.
    Points(Vec<Line<'a>>),
}

/// Bytes of a coordinate.
const XY: usize = 16;
const POINT: u32 = 1;
const POLYGON: u32 = 3;
const MULTI_POINT: u32 = 4;
const MULTI_POLYGON: u32 = 6;

impl<'a> Line<'a> {
    /// x and y of each coordinate.
    pub fn coords(self) -> impl ExactSizeIterator<Item = [f64; 2]> + 'a {
        self.0.chunks_exact(XY).map(|pair| {
            let number = |at: usize| {
                let mut bytes = [0; 8];
                bytes.copy_from_slice(&pair[at..at + 8]);
                f64::from_le_bytes(bytes)
            };
            [number(0), number(8)]
        })
    }
}

impl<'a> Shape<'a> {
    /// # Errors
    /// [`Error::Startup`] when it is anything else: our own statement gave it.
    pub fn parse(wkb: &'a [u8]) -> Result<Self, Error> {
        Reader(wkb)
            .shape()
            .ok_or_else(|| Error::startup("a geometry is no MultiPolygon and no MultiPoint in NDR"))
    }

    /// Every line of it: the rings, or the points.
    pub fn lines(&self) -> impl Iterator<Item = Line<'a>> {
        let (areas, points) = match self {
            Self::Areas(areas) => (areas.as_slice(), &[][..]),
            Self::Points(points) => (&[][..], points.as_slice()),
        };
        areas.iter().flatten().chain(points).copied()
    }

    /// Smallest and largest x, then y; none of an empty geometry.
    pub fn envelope(&self) -> Option<[f64; 4]> {
        self.lines()
            .flat_map(Line::coords)
            .fold(None, |all, [x, y]| {
                let [west, east, south, north] = all.unwrap_or([x, x, y, y]);
                Some([west.min(x), east.max(x), south.min(y), north.max(y)])
            })
    }
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// The type of the geometry that begins here; only the little end first.
    fn kind(&mut self) -> Option<u32> {
        (self.take(1)? == [1]).then(|| self.number())?
    }

    fn line(&mut self, coordinates: usize) -> Option<Line<'a>> {
        self.take(coordinates.checked_mul(XY)?).map(Line)
    }

    fn shape(&mut self) -> Option<Shape<'a>> {
        let kind = self.kind()?;
        let parts = self.number()?;
        match kind {
            MULTI_POLYGON => {
                let areas = (0..parts).map(|_| self.polygon()).collect::<Option<_>>()?;
                Some(Shape::Areas(areas))
            }
            MULTI_POINT => {
                let points = (0..parts).map(|_| self.point()).collect::<Option<_>>()?;
                Some(Shape::Points(points))
            }
            _ => None,
        }
    }

    fn polygon(&mut self) -> Option<Vec<Line<'a>>> {
        if self.kind()? != POLYGON {
            return None;
        }
        let rings = self.number()?;
        (0..rings)
            .map(|_| {
                let count = self.number()?;
                self.line(usize::try_from(count).ok()?)
            })
            .collect()
    }

    fn point(&mut self) -> Option<Line<'a>> {
        (self.kind()? == POINT).then(|| self.line(1))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MULTIPOLYGON(((0 0,4 0,0 3,0 0))), as `SELECT ST_AsBinary(…, 'NDR')` gives it.
    fn triangle() -> Vec<u8> {
        let mut wkb = vec![
            1, 6, 0, 0, 0, 1, 0, 0, 0, 1, 3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0,
        ];
        for number in [0.0, 0.0, 4.0, 0.0, 0.0, 3.0, 0.0, 0.0_f64] {
            wkb.extend(number.to_le_bytes());
        }
        wkb
    }

    #[test]
    fn rings_and_envelope_are_read_in_place() {
        let wkb = triangle();
        let shape = Shape::parse(&wkb).expect("a shape");
        let coords: Vec<[f64; 2]> = shape.lines().flat_map(Line::coords).collect();
        assert_eq!(coords, [[0.0, 0.0], [4.0, 0.0], [0.0, 3.0], [0.0, 0.0]]);
        assert_eq!(shape.envelope(), Some([0.0, 4.0, 0.0, 3.0]));
    }

    #[test]
    fn what_breaks_off_or_is_something_else_is_refused() {
        let wkb = triangle();
        for cut in [0, 1, 5, 9, 20, wkb.len() - 1] {
            assert!(Shape::parse(&wkb[..cut]).is_err(), "{cut}");
        }
        assert!(Shape::parse(&[0; 40]).is_err(), "the big end first");
        // A count that no memory holds.
        assert!(Shape::parse(&[1, 6, 0, 0, 0, 255, 255, 255, 255]).is_err());
    }
}
