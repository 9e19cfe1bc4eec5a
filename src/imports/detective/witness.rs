//! What the coordinates say when they are read one way: where they lie, whether in the declared communes, whether
//! as large as declared.

use geo::{
    Area as _, BoundingRect as _, Centroid as _, Coord, CoordsIter as _, Geometry, Intersects as _,
    MapCoords as _, MultiPoint, MultiPolygon, Point, Rect,
};

use crate::error::Error;
use crate::geometry::crs::Crs;
use crate::imports::detective::Declared;
use crate::imports::detective::project_gdal::Projection;
use crate::imports::detective::way::Way;
use crate::imports::reading::RowRead;

/// Rows looked at; evenly over the file.
const MAX_ROWS: usize = 100;
/// Places of a row that are looked for in its commune.
const MAX_PLACES: usize = 12;

/// A row as it is looked at.
pub struct Subject<'a> {
    geometry: &'a Geometry,
    /// Some of its vertices and its middle, in the file's coordinates.
    places: Vec<Coord>,
    commune_5897: Option<(&'a MultiPolygon, Rect)>,
    declared_m2: Option<f64>,
}

/// The rows that are looked at.
pub fn subjects<'a>(rows: &'a [RowRead], declared: &'a [Declared]) -> Vec<Subject<'a>> {
    let said = |index: usize| declared.iter().find(|declared| declared.row == index);
    let all: Vec<(usize, &Geometry)> = rows
        .iter()
        .enumerate()
        .filter_map(|(index, row)| Some((index, row.geometry.as_ref()?)))
        .collect();
    let step = all.len().div_ceil(MAX_ROWS).max(1);
    all.into_iter()
        .step_by(step)
        .map(|(index, geometry)| Subject {
            geometry,
            places: places(geometry),
            commune_5897: said(index)
                .and_then(|declared| declared.commune_5897.as_ref())
                .and_then(|area| Some((area, area.bounding_rect()?))),
            declared_m2: said(index)
                .and_then(|declared| declared.area_m2)
                .filter(|area| *area > 0.0),
        })
        .collect()
}

fn places(geometry: &Geometry) -> Vec<Coord> {
    let count = geometry.coords_count();
    let step = count.div_ceil(MAX_PLACES).max(1);
    let middle = geometry.centroid().map(|point| point.0);
    geometry.coords_iter().step_by(step).chain(middle).collect()
}

/// What one way of reading comes to.
pub struct Witness {
    pub way: Way,
    /// Share of the rows whose middle is in the box around Hà Nội.
    pub in_hanoi: f64,
    /// Share of the places that lie in the commune their row declares; none when no row declares one.
    pub in_commune: Option<f64>,
    /// Median of computed area ÷ declared area.
    pub area_ratio: Option<f64>,
    pub centre_5897: Coord,
    /// Around all places, EPSG:5897.
    pub places_5897: MultiPoint,
}

/// Reads the subjects one way; none when that puts them where the grid cannot be computed.
///
/// # Errors
/// [`Error::Startup`] when PROJ lacks the CRS.
pub fn hear(way: Way, subjects: &[Subject<'_>]) -> Result<Option<Witness>, Error> {
    let projection = Projection::new(way.known.base.0, Crs::Epsg5897.srid().unsigned_abs())?;
    let mut inside = 0usize;
    let (mut asked, mut found) = (0usize, 0usize);
    let mut all = Vec::new();
    for subject in subjects {
        let completed: Vec<Coord> = subject.places.iter().map(|at| way.complete(*at)).collect();
        if !completed.iter().all(|at| way.known.may_be(at.x, at.y)) {
            return Ok(None);
        }
        let Some(places) = projection
            .places(&completed)
            .into_iter()
            .collect::<Option<Vec<Coord>>>()
        else {
            return Ok(None);
        };
        let middle = places.last().copied().unwrap_or_default();
        inside += usize::from(is_in_hanoi(middle));
        if let Some((commune, around)) = &subject.commune_5897 {
            asked += places.len();
            found += places
                .iter()
                .filter(|at| around.intersects(*at) && commune.intersects(*at))
                .count();
        }
        all.extend(places);
    }
    let points: MultiPoint = all.iter().copied().map(Point::from).collect();
    let Some(centre) = points.bounding_rect().map(Rect::center) else {
        return Ok(None);
    };
    Ok(Some(Witness {
        in_hanoi: inside as f64 / subjects.len().max(1) as f64,
        in_commune: (asked > 0).then(|| found as f64 / asked as f64),
        area_ratio: (inside > 0)
            .then(|| area_ratio(way, &projection, subjects))
            .flatten(),
        centre_5897: centre,
        places_5897: points,
        way,
    }))
}

pub fn is_in_hanoi(at: Coord) -> bool {
    let [west, south, east, north] = Crs::Epsg5897.hanoi();
    (west..=east).contains(&at.x) && (south..=north).contains(&at.y)
}

fn area_ratio(way: Way, projection: &Projection, subjects: &[Subject<'_>]) -> Option<f64> {
    let mut ratios: Vec<f64> = subjects
        .iter()
        .filter_map(|subject| {
            let declared_m2 = subject.declared_m2?;
            let area_m2 = completed(way, projection, subject.geometry)?.unsigned_area();
            (area_m2 > 0.0).then_some(area_m2 / declared_m2)
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied()
}

/// A geometry read this way, EPSG:5897.
pub fn completed(way: Way, projection: &Projection, geometry: &Geometry) -> Option<Geometry> {
    let completed = geometry.map_coords(|at| way.complete(at));
    let may_be = completed
        .coords_iter()
        .all(|at| way.known.may_be(at.x, at.y));
    may_be.then(|| projection.geometry(completed)).flatten()
}
