//! The VN-2000 detective: which CRS the coordinates of a file are in, by where they would lie.

pub mod known;
mod prefix;
mod project_gdal;
mod verdict;
mod way;
mod witness;
mod words;

use std::cmp::Ordering;

use geo::{BoundingRect as _, ConvexHull as _, Coord, Geometry, MultiPolygon, Polygon, Rect};

use crate::error::{Defect, Error, Said};
use crate::imports::detective::known::Numbers;
use crate::imports::detective::project_gdal::Projection;
use crate::imports::detective::way::Way;
use crate::imports::detective::witness::Witness;
use crate::imports::reading::{RowRead, StatedCrs};

/// What speaks for one CRS or another.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    pub rows: &'a [RowRead],
    pub stated: Option<&'a StatedCrs>,
    pub declared: &'a [Declared],
}

/// What the attributes of a row, or the register, say of where it lies and how large it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Declared {
    /// Index among the rows.
    pub row: usize,
    /// The commune it is said to lie in, or all it may lie in, EPSG:5897.
    pub commune_5897: Option<MultiPolygon>,
    pub area_m2: Option<f64>,
}

/// The ways to read the coordinates, the likeliest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    pub candidates: Vec<Candidate>,
    /// Index of the one the evidence leaves no doubt about; without it a person is asked.
    pub sure: Option<usize>,
    pub why: Said,
}

/// Digits that were left out of every coordinate, in metres to be added.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prefix {
    pub easting_m: f64,
    pub northing_m: f64,
}

/// A way to read the coordinates.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// `EPSG:5897`, `EPSG:5897;swapped`, `EPSG:5897;east=500000;north=2000000`: what [`project`] takes.
    pub id: String,
    pub epsg: u32,
    /// The first number is northing or latitude.
    pub swapped: bool,
    pub prefix: Option<Prefix>,
    pub title: Said,
    /// 0 to 1.
    pub score: f64,
    pub reasons: Vec<Said>,
    /// Longitude, latitude of where it would lie.
    pub centre_84: [f64; 2],
    /// Around all of it, CRS84, for a preview.
    pub outline_84: Polygon,
    pub shift_from_best_m: f64,
    /// The known mistake that leads from the best candidate to this one.
    pub mistake: Option<Said>,
}

/// The grid everything is compared on, and stored in.
const GRID: u32 = 5897;
/// No more candidates are shown: what is further down nobody needs.
const MAX_SHOWN: usize = 10;

/// Ranks the ways to read the coordinates of these rows.
///
/// # Errors
/// [`Error::InvalidFile`] when no row has a geometry; [`Error::Startup`] when PROJ lacks a CRS.
pub fn candidates(evidence: &Evidence<'_>) -> Result<Ranking, Error> {
    let subjects = witness::subjects(evidence.rows, evidence.declared);
    let Some(around) = extent(evidence.rows) else {
        return Err(no_geometry());
    };
    let mut witnesses = Vec::new();
    for way in ways(around, evidence.stated) {
        witnesses.extend(witness::hear(way, &subjects)?);
    }
    if !witnesses.iter().any(|witness| witness.in_hanoi > 0.5) {
        for way in prefix::ways(evidence.rows) {
            witnesses.extend(witness::hear(way, &subjects)?);
        }
    }
    let is_stated = |witness: &Witness| {
        evidence.stated.and_then(|stated| stated.epsg) == Some(witness.way.known.epsg)
            && !witness.way.swapped
    };
    let somewhere = witnesses.iter().any(|witness| witness.in_hanoi > 0.0);
    witnesses.retain(|witness| !somewhere || witness.in_hanoi > 0.0 || is_stated(witness));
    let scored = |witness: &Witness| verdict::score(witness, evidence.stated);
    witnesses.sort_by(|a, b| scored(b).partial_cmp(&scored(a)).unwrap_or(Ordering::Equal));
    let (sure, why) = verdict::judge(&witnesses, evidence.stated);
    witnesses.truncate(MAX_SHOWN);
    let to_84 = Projection::new(GRID, 4326)?;
    let candidates = witnesses
        .iter()
        .map(|witness| shown(witness, &witnesses[0], &to_84, evidence.stated))
        .collect();
    Ok(Ranking {
        candidates,
        sure,
        why,
    })
}

fn no_geometry() -> Error {
    Error::InvalidFile {
        file: "file".to_owned(),
        defects: vec![Defect {
            place: "file".to_owned(),
            said: Said::new(
                "không đối tượng nào có hình đọc được",
                "no feature has a geometry that can be read",
            ),
            location: None,
        }],
    }
}

fn extent(rows: &[RowRead]) -> Option<Rect> {
    let of = |row: &RowRead| row.geometry.as_ref()?.bounding_rect();
    rows.iter().filter_map(of).reduce(|a, b| {
        let (a_min, a_max, b_min, b_max) = (a.min(), a.max(), b.min(), b.max());
        let min = Coord {
            x: a_min.x.min(b_min.x),
            y: a_min.y.min(b_min.y),
        };
        let max = Coord {
            x: a_max.x.max(b_max.x),
            y: a_max.y.max(b_max.y),
        };
        Rect::new(min, max)
    })
}

/// The ways whose numbers can be these.
fn ways(around: Rect, stated: Option<&StatedCrs>) -> Vec<Way> {
    let largest = [
        around.min().x,
        around.min().y,
        around.max().x,
        around.max().y,
    ]
    .into_iter()
    .fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let numbers = if largest <= 360.0 {
        Numbers::Degrees
    } else if largest <= 4_000_000.0 {
        Numbers::Metres
    } else {
        Numbers::Mercator
    };
    known::ALL
        .into_iter()
        .filter(|known| {
            known.numbers == numbers || stated.and_then(|stated| stated.epsg) == Some(known.epsg)
        })
        .flat_map(|known| {
            [false, true].map(|swapped| Way {
                swapped,
                ..Way::plain(known)
            })
        })
        .collect()
}

fn shown(
    witness: &Witness,
    best: &Witness,
    to_84: &Projection,
    stated: Option<&StatedCrs>,
) -> Candidate {
    let (at, from) = (witness.centre_5897, best.centre_5897);
    let centre = to_84.places(&[at])[0].unwrap_or_default();
    let hull = witness.places_5897.convex_hull();
    let outline = to_84.geometry(hull.into());
    Candidate {
        id: witness.way.id(),
        epsg: witness.way.known.epsg,
        swapped: witness.way.swapped,
        prefix: witness.way.prefix,
        title: words::title(&witness.way),
        score: verdict::score(witness, stated),
        reasons: words::reasons(witness, stated),
        centre_84: [centre.x, centre.y],
        outline_84: outline
            .and_then(|outline| Polygon::try_from(outline).ok())
            .unwrap_or_else(Polygon::empty),
        shift_from_best_m: (at.x - from.x).hypot(at.y - from.y),
        mistake: verdict::mistake(best, witness),
    }
}

/// The geometries of rows read in the way `candidate` names, in EPSG:5897; one a row.
///
/// # Errors
/// [`Error::InvalidParameter`] when there is no such candidate, or it puts a vertex where the grid cannot be computed.
pub fn project(rows: &[RowRead], candidate: &str) -> Result<Vec<Option<Geometry>>, Error> {
    let way = Way::parse(candidate).ok_or_else(|| {
        Error::parameter(
            "crs",
            format!("không có hệ toạ độ `{candidate}`"),
            format!("there is no CRS `{candidate}`"),
        )
    })?;
    let projection = Projection::new(way.known.base.0, GRID)?;
    rows.iter()
        .map(|row| {
            row.geometry
                .as_ref()
                .map(|geometry| {
                    witness::completed(way, &projection, geometry).ok_or_else(|| {
                        Error::parameter(
                            "crs",
                            format!("{}: toạ độ nằm ngoài phạm vi của `{candidate}`", row.place),
                            format!(
                                "{}: coordinates are out of the range of `{candidate}`",
                                row.place
                            ),
                        )
                    })
                })
                .transpose()
        })
        .collect()
}

#[cfg(test)]
mod tests;
