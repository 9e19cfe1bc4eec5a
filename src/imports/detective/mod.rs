//! The VN-2000 detective: which CRS the coordinates of a file are in, by where they would lie.

pub mod known;
mod project_gdal;
mod sample;
mod sentences;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_evidence;
#[cfg(test)]
mod tests_random;
mod verdict;
mod way;
mod witness;
mod words;

use geo::orient::{Direction, Orient as _};
use geo::{
    Area as _, BoundingRect as _, Coord, Geometry, LineString, MultiPolygon, Polygon, Rect,
    Simplify as _,
};

use crate::error::{Defect, Error, Said};
use crate::geometry::crs::Crs;
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
    /// `EPSG:5897`, `EPSG:5897;swapped`, `EPSG:5897;east=500000;north=2000000`, `EPSG:5897;datum=wgs84`: what
    /// [`project`] takes.
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

/// No more than so many are shown, and the stated one: what is further down nobody needs.
const MAX_SHOWN: usize = 12;
/// An outline is no narrower than this around its middle, so that it can be seen.
const LEAST_OUTLINE_M: f64 = 25.0;

/// Ranks the ways to read the coordinates of these rows. What it costs depends little on how many vertices there are.
///
/// # Errors
/// [`Error::InvalidFile`] when no row has a geometry; [`Error::Startup`] when PROJ lacks a CRS.
pub fn candidates(evidence: &Evidence<'_>) -> Result<Ranking, Error> {
    let sample = sample::sample(evidence.rows, evidence.declared).ok_or_else(no_geometry)?;
    let mut witnesses = witness::hear_all(&sample, evidence.stated)?;
    witnesses.sort_by(|a, b| verdict::score(b).total_cmp(&verdict::score(a)));
    let (sure, why) = verdict::judge(&witnesses, evidence.stated);
    let sure = sure.map(|at| witnesses[at].way);
    let mut rank = 0..;
    witnesses
        .retain(|witness| rank.next().is_some_and(|rank| rank < MAX_SHOWN) || witness.is_stated);
    let to_84 = Projection::new(grid(), Crs::Crs84.srid().unsigned_abs())?;
    Ok(Ranking {
        candidates: witnesses
            .iter()
            .map(|witness| candidate(witness, &witnesses[0], &to_84, evidence.stated))
            .collect(),
        sure: sure.and_then(|way| witnesses.iter().position(|witness| witness.way == way)),
        why,
    })
}

fn grid() -> u32 {
    Crs::Epsg5897.srid().unsigned_abs()
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

fn candidate(
    witness: &Witness,
    best: &Witness,
    to_84: &Projection,
    stated: Option<&StatedCrs>,
) -> Candidate {
    let centre = to_84.places(&[witness.centre_5897])[0].unwrap_or_default();
    Candidate {
        id: witness.way.to_string(),
        epsg: witness.way.known.epsg,
        swapped: witness.way.swapped,
        prefix: witness.way.prefix,
        title: words::title(&witness.way),
        score: verdict::score(witness),
        reasons: words::reasons(witness, stated),
        centre_84: [centre.x, centre.y],
        outline_84: outline_84(witness, to_84),
        shift_from_best_m: verdict::apart_m(best, witness),
        mistake: words::mistake(&best.way, &witness.way),
    }
}

/// The hull of the file, with as many corners as are seen at its size; a small square where it has no area.
fn outline_84(witness: &Witness, to_84: &Projection) -> Polygon {
    let hull = Polygon::new(LineString::new(witness.hull_5897.clone()), Vec::new());
    let around = hull
        .bounding_rect()
        .unwrap_or_else(|| Rect::new(witness.centre_5897, witness.centre_5897));
    let outline_5897 = if hull.unsigned_area() < LEAST_OUTLINE_M * LEAST_OUTLINE_M {
        let margin = Coord {
            x: LEAST_OUTLINE_M,
            y: LEAST_OUTLINE_M,
        };
        Rect::new(around.min() - margin, around.max() + margin).to_polygon()
    } else {
        hull.simplify((around.width() + around.height()) / 1_000.0)
    };
    let corners: Vec<Coord> = outline_5897.exterior().coords().copied().collect();
    let ring: LineString = to_84.places(&corners).into_iter().flatten().collect();
    Polygon::new(ring, Vec::new()).orient(Direction::Default)
}

/// The geometries of rows read in the way `candidate` names, in EPSG:5897; one a row. A row whose coordinates cannot
/// be read that way has none: [`cannot_be_read`] says so.
///
/// # Errors
/// [`Error::InvalidParameter`] when there is no such candidate; [`Error::Startup`] when PROJ lacks its CRS.
pub fn project(rows: &[RowRead], candidate: &str) -> Result<Vec<Option<Geometry>>, Error> {
    let way = Way::parse(candidate).ok_or_else(|| {
        Error::parameter(
            "crs",
            format!("không có cách đọc toạ độ `{candidate}`"),
            format!("there is no way to read coordinates called `{candidate}`"),
        )
    })?;
    let to_grid = way.to_5897()?;
    Ok(rows
        .iter()
        .map(|row| to_grid.geometry(row.geometry.as_ref()?))
        .collect())
}

/// What is wrong with a row that has a geometry in the file and none after [`project`].
pub fn cannot_be_read(candidate: &str) -> Said {
    Said::new(
        format!("có toạ độ không thể thuộc `{candidate}`"),
        format!("has coordinates that cannot belong to `{candidate}`"),
    )
}
