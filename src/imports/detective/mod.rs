//! The VN-2000 detective: which CRS the coordinates of a file are in, by where they would lie.

pub mod known;

use geo::{Geometry, MultiPolygon, Polygon};

use crate::error::{Error, Said};
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

/// Ranks the ways to read the coordinates of these rows.
///
/// # Errors
/// [`Error::InvalidFile`] when no row has a geometry; [`Error::Startup`] when PROJ lacks a CRS.
pub fn candidates(evidence: &Evidence<'_>) -> Result<Ranking, Error> {
    let _ = evidence;
    Err(Error::startup("no CRS is known"))
}

/// The geometries of rows read in the way `candidate` names, in EPSG:5897; one a row.
///
/// # Errors
/// [`Error::InvalidParameter`] when there is no such candidate.
pub fn project(rows: &[RowRead], candidate: &str) -> Result<Vec<Option<Geometry>>, Error> {
    let _ = rows;
    Err(Error::parameter(
        "crs",
        format!("không có hệ toạ độ `{candidate}`"),
        format!("there is no CRS `{candidate}`"),
    ))
}
