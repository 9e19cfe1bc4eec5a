//! Well-known binary ⇄ `geo` types, in two dimensions. What GDAL writes is read here, and what the child process
//! says of a geometry: neither is trusted.

use std::f64::consts::{PI, TAU};

use geo::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};

use crate::error::Said;

/// A geometry as it was written, and what was done to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    pub geometry: Geometry,
    pub had_height: bool,
    pub was_curved: bool,
    /// The end of a ring that was not closed: it is now.
    pub open_ring: Option<[f64; 2]>,
}

/// Collections in collections deeper than this are no survey.
const MAX_DEPTH: u32 = 4;
/// Degrees of arc from one vertex to the next where a curve becomes straight; GDAL's own step.
const ARC_STEP: f64 = 4.0 * PI / 180.0;

/// Reads ISO WKB; heights and measures are left out, arcs become straight lines.
///
/// # Errors
/// What makes it unreadable.
pub fn parse(bytes: &[u8]) -> Result<Shape, Said> {
    let mut input = Input {
        bytes,
        had_height: false,
        was_curved: false,
        open_ring: None,
    };
    let geometry = input.geometry(0)?;
    if !input.bytes.is_empty() {
        return Err(cut_short());
    }
    Ok(Shape {
        geometry,
        had_height: input.had_height,
        was_curved: input.was_curved,
        open_ring: input.open_ring,
    })
}

fn cut_short() -> Said {
    Said::new(
        "hình bị cắt cụt hoặc hỏng",
        "the geometry is cut short or damaged",
    )
}

struct Input<'a> {
    bytes: &'a [u8],
    had_height: bool,
    was_curved: bool,
    open_ring: Option<[f64; 2]>,
}

/// What stands before the coordinates of a geometry.
#[derive(Clone, Copy)]
struct Head {
    little: bool,
    kind: u32,
    dimensions: usize,
}

impl Input<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Said> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>().ok_or_else(cut_short)?;
        self.bytes = rest;
        Ok(*taken)
    }

    fn u32(&mut self, little: bool) -> Result<u32, Said> {
        let bytes = self.take::<4>()?;
        Ok(if little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn f64(&mut self, little: bool) -> Result<f64, Said> {
        let bytes = self.take::<8>()?;
        Ok(if little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    /// How many things follow: never more than the bytes that are left could hold.
    fn count(&mut self, little: bool, least_bytes: usize) -> Result<usize, Said> {
        let count = self.u32(little)? as usize;
        if count > self.bytes.len() / least_bytes {
            return Err(cut_short());
        }
        Ok(count)
    }

    fn head(&mut self) -> Result<Head, Said> {
        let little = self.take::<1>()? == [1];
        let code = self.u32(little)?;
        let (kind, dimensions) = match code / 1000 {
            0 => (code, 2),
            1 => (code - 1000, 3),
            2 => (code - 2000, 3),
            3 => (code - 3000, 4),
            _ => return Err(unknown(code)),
        };
        self.had_height |= matches!(code / 1000, 1 | 3);
        Ok(Head {
            little,
            kind,
            dimensions,
        })
    }

    fn coord(&mut self, head: Head) -> Result<Coord, Said> {
        let (x, y) = (self.f64(head.little)?, self.f64(head.little)?);
        for _ in 2..head.dimensions {
            self.f64(head.little)?;
        }
        Ok(Coord { x, y })
    }

    fn coords(&mut self, head: Head) -> Result<Vec<Coord>, Said> {
        let count = self.count(head.little, 8 * head.dimensions)?;
        (0..count).map(|_| self.coord(head)).collect()
    }

    fn polygon(&mut self, head: Head) -> Result<Polygon, Said> {
        let count = self.count(head.little, 4)?;
        let rings = (0..count)
            .map(|_| self.coords(head))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(self.polygon_of(rings))
    }

    /// `geo` closes rings in silence; that it did so is kept.
    fn polygon_of(&mut self, rings: Vec<Vec<Coord>>) -> Polygon {
        if let Some(last) = rings
            .iter()
            .find(|ring| ring.first() != ring.last())
            .and_then(|ring| ring.last())
        {
            self.open_ring.get_or_insert([last.x, last.y]);
        }
        let mut rings = rings.into_iter().map(LineString::new);
        let exterior = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
        Polygon::new(exterior, rings.collect())
    }

    fn parts(&mut self, head: Head, depth: u32) -> Result<Vec<Geometry>, Said> {
        let count = self.count(head.little, 5)?;
        (0..count).map(|_| self.geometry(depth + 1)).collect()
    }

    fn geometry(&mut self, depth: u32) -> Result<Geometry, Said> {
        if depth > MAX_DEPTH {
            return Err(Said::new(
                format!("tập hợp lồng nhau quá {MAX_DEPTH} tầng"),
                format!("collections are nested more than {MAX_DEPTH} deep"),
            ));
        }
        let head = self.head()?;
        Ok(match head.kind {
            1 => Point(self.coord(head)?).into(),
            2 => LineString::new(self.coords(head)?).into(),
            3 => self.polygon(head)?.into(),
            4 => MultiPoint::new(only(self.parts(head, depth)?)?).into(),
            5 | 11 => MultiLineString::new(only(self.parts(head, depth)?)?).into(),
            6 | 12 => MultiPolygon::new(only(self.parts(head, depth)?)?).into(),
            7 => {
                Geometry::GeometryCollection(GeometryCollection::new_from(self.parts(head, depth)?))
            }
            8 => {
                self.was_curved = true;
                LineString::new(straightened(&self.coords(head)?)).into()
            }
            9 => joined(only(self.parts(head, depth)?)?).into(),
            10 => {
                let rings: Vec<LineString> = only(self.parts(head, depth)?)?;
                self.polygon_of(rings.into_iter().map(|ring| ring.0).collect())
                    .into()
            }
            other => return Err(unknown(other)),
        })
    }
}

fn unknown(code: u32) -> Said {
    let name = match code {
        15 => "PolyhedralSurface".to_owned(),
        16 => "TIN".to_owned(),
        17 => "Triangle".to_owned(),
        other => format!("WKB {other}"),
    };
    Said::new(
        format!("kiểu hình {name} không được nhận"),
        format!("a {name} is not taken"),
    )
}

/// All parts are of one kind.
fn only<T: TryFrom<Geometry>>(parts: Vec<Geometry>) -> Result<Vec<T>, Said> {
    parts
        .into_iter()
        .map(|part| T::try_from(part).map_err(|_| cut_short()))
        .collect()
}

/// The pieces of a compound curve; each begins where the one before ends.
fn joined(pieces: Vec<LineString>) -> LineString {
    let mut coords: Vec<Coord> = Vec::new();
    for piece in pieces {
        let again = usize::from(coords.last() == piece.0.first());
        coords.extend(piece.0.into_iter().skip(again));
    }
    LineString::new(coords)
}

/// A circular string: every second vertex ends an arc that passes through the one before it.
fn straightened(coords: &[Coord]) -> Vec<Coord> {
    let mut line: Vec<Coord> = coords.first().copied().into_iter().collect();
    for arc in coords.windows(3).step_by(2) {
        line.extend(arc_between(arc[0], arc[1], arc[2]));
        line.push(arc[2]);
    }
    line
}

/// Vertices strictly between the ends of the arc from `a` through `b` to `c`; a full circle where `a` is `c`.
fn arc_between(a: Coord, b: Coord, c: Coord) -> Vec<Coord> {
    // Relative to the first vertex, so that metres of a grid lose no digits.
    let (b, c) = (b - a, c - a);
    let is_circle = c.x == 0.0 && c.y == 0.0;
    let centre = if is_circle {
        b / 2.0
    } else {
        let twice = 2.0 * (b.x * c.y - b.y * c.x);
        let (b2, c2) = (b.x * b.x + b.y * b.y, c.x * c.x + c.y * c.y);
        let centre = Coord {
            x: (c.y * b2 - b.y * c2) / twice,
            y: (b.x * c2 - c.x * b2) / twice,
        };
        if !(centre.x.is_finite() && centre.y.is_finite()) {
            return vec![a + b];
        }
        centre
    };
    let radius = centre.x.hypot(centre.y);
    let angle = |at: Coord| (at.y - centre.y).atan2(at.x - centre.x);
    let start = angle(Coord::zero());
    let turn = |at: Coord| (angle(at) - start).rem_euclid(TAU);
    let sweep = match (is_circle, turn(b) < turn(c)) {
        (true, _) => TAU,
        (false, true) => turn(c),
        (false, false) => turn(c) - TAU,
    };
    let steps = (sweep.abs() / ARC_STEP).ceil().max(1.0);
    let at = |step: u32| {
        let angle = start + sweep * f64::from(step) / steps;
        a + centre
            + Coord {
                x: radius * angle.cos(),
                y: radius * angle.sin(),
            }
    };
    // A sweep is at most a circle: 90 steps.
    (1..=90)
        .take_while(|step| f64::from(*step) < steps)
        .map(at)
        .collect()
}

/// Writes a geometry as little-endian WKB.
pub fn write(geometry: &Geometry, out: &mut Vec<u8>) {
    match geometry {
        Geometry::Point(point) => {
            head(1, out);
            coord(point.0, out);
        }
        Geometry::LineString(line) => {
            head(2, out);
            coords(line, out);
        }
        Geometry::Polygon(area) => polygon(area, out),
        Geometry::MultiPoint(points) => {
            parts(4, points.0.iter().map(|p| Geometry::from(*p)), out);
        }
        Geometry::MultiLineString(lines) => {
            parts(5, lines.0.iter().cloned().map(Geometry::from), out);
        }
        Geometry::MultiPolygon(areas) => {
            head(6, out);
            length(areas.0.len(), out);
            areas.iter().for_each(|area| polygon(area, out));
        }
        Geometry::GeometryCollection(collection) => {
            parts(7, collection.0.iter().cloned(), out);
        }
        Geometry::Line(line) => write(&LineString::from(*line).into(), out),
        Geometry::Rect(rect) => polygon(&rect.to_polygon(), out),
        Geometry::Triangle(triangle) => polygon(&triangle.to_polygon(), out),
    }
}

fn head(kind: u32, out: &mut Vec<u8>) {
    out.push(1);
    out.extend(kind.to_le_bytes());
}

/// A length that does not fit is read back as damaged.
fn length(of: usize, out: &mut Vec<u8>) {
    out.extend(u32::try_from(of).unwrap_or(u32::MAX).to_le_bytes());
}

fn coord(at: Coord, out: &mut Vec<u8>) {
    out.extend(at.x.to_le_bytes());
    out.extend(at.y.to_le_bytes());
}

fn coords(line: &LineString, out: &mut Vec<u8>) {
    length(line.0.len(), out);
    line.coords().for_each(|at| coord(*at, out));
}

fn polygon(area: &Polygon, out: &mut Vec<u8>) {
    head(3, out);
    length(1 + area.interiors().len(), out);
    coords(area.exterior(), out);
    area.interiors().iter().for_each(|ring| coords(ring, out));
}

fn parts(kind: u32, of: impl ExactSizeIterator<Item = Geometry>, out: &mut Vec<u8>) {
    head(kind, out);
    length(of.len(), out);
    of.for_each(|part| write(&part, out));
}

#[cfg(test)]
#[path = "wkb_tests.rs"]
mod tests;
