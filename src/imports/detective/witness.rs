//! What the coordinates say when they are read one way: where they lie, whether in the declared communes, whether
//! as large as declared.

use geo::{BoundingRect as _, Coord, Intersects as _};

use crate::error::Error;
use crate::geometry::crs::Crs;
use crate::geometry::validity::is_within;
use crate::imports::detective::known::{self, Known, Numbers};
use crate::imports::detective::sample::{Row, Sample, median};
use crate::imports::detective::way::{ToGrid, Way};
use crate::imports::detective::{Prefix, StatedCrs};

/// What lies this far from Hà Nội is still shown.
const NEAR_HANOI_M: f64 = 15_000.0;
/// Share of the rows that must lie near for a way to be worth showing.
const MOST: f64 = 0.5;

/// What may stand before an easting of Hà Nội on its own grids, and before a northing; and below what the rest of the
/// number then is.
const EASTINGS: [(f64, f64); 3] = [(0.0, 1e6), (500_000.0, 1e5), (600_000.0, 1e5)];
const NORTHINGS: [(f64, f64); 4] = [
    (0.0, 1e7),
    (2_000_000.0, 1e6),
    (2_200_000.0, 1e5),
    (2_300_000.0, 1e5),
];

/// What one way of reading comes to.
pub struct Witness {
    pub way: Way,
    pub is_stated: bool,
    /// Share of the rows whose middle is in the box around Hà Nội.
    pub in_hanoi: f64,
    /// From the centre to that box.
    pub outside_m: f64,
    pub centre_5897: Coord,
    pub hull_5897: Vec<Coord>,
    /// Of each row with a declared commune, the share that lies in it.
    pub shares: Vec<f64>,
    /// The mean of them.
    pub in_commune: Option<f64>,
    /// Median of computed area ÷ declared area.
    pub area_ratio: Option<f64>,
}

/// Every way that puts most of the rows in or near Hà Nội; the stated one wherever it puts them.
///
/// # Errors
/// [`Error::Startup`] when PROJ lacks a CRS.
pub fn hear_all(sample: &Sample<'_>, stated: Option<&StatedCrs>) -> Result<Vec<Witness>, Error> {
    let stated = stated
        .and_then(|stated| stated.epsg)
        .and_then(known::by_stated);
    let mut witnesses = Vec::new();
    for known in known::ALL {
        for swapped in [false, true] {
            let way = Way {
                swapped,
                ..Way::plain(known)
            };
            let is_stated = !swapped && stated == Some(known);
            witnesses.extend(hear(way, sample, is_stated)?);
        }
    }
    // Digits are missed only where there is no reading without.
    let is_home = |witness: &Witness| witness.in_hanoi >= MOST && !witness.way.known.is_foreign();
    if !witnesses.iter().any(is_home) {
        for way in with_digits(sample) {
            witnesses.extend(hear(way, sample, false)?);
        }
    }
    Ok(witnesses)
}

/// Ways to complete numbers that are too short for the grids of Hà Nội.
fn with_digits(sample: &Sample<'_>) -> Vec<Way> {
    known::ALL
        .into_iter()
        .filter(Known::is_of_hanoi)
        .flat_map(|known| [false, true].map(|swapped| (known, swapped)))
        .flat_map(|(known, swapped)| {
            completions(
                sample,
                Way {
                    swapped,
                    ..Way::plain(known)
                },
            )
        })
        .collect()
}

fn completions(sample: &Sample<'_>, short: Way) -> Vec<Way> {
    let are_below = |x: f64, y: f64| {
        let mut middles = sample.middles.iter();
        middles.all(|at| is_within([0.0, 0.0, x, y], short.ordered(*at)))
    };
    let mut ways = Vec::new();
    for (easting_m, below_x) in EASTINGS {
        for (northing_m, below_y) in NORTHINGS {
            let prefix = Some(Prefix {
                easting_m,
                northing_m,
            });
            let way = Way { prefix, ..short };
            if easting_m + northing_m > 0.0
                && are_below(below_x, below_y)
                && outside_m(way.ordered(sample.centre)) < NEAR_HANOI_M
            {
                ways.push(way);
            }
        }
    }
    ways
}

fn hear(way: Way, sample: &Sample<'_>, is_stated: bool) -> Result<Option<Witness>, Error> {
    if !way.known.may_be(way.ordered(sample.centre)) {
        return Ok(None);
    }
    let to_grid = way.to_5897()?;
    let Some(centre_5897) = to_grid.places(&[sample.centre])[0] else {
        return Ok(None);
    };
    let middles = to_grid.places(&sample.middles);
    let share = |within_m: f64| {
        let near = middles
            .iter()
            .flatten()
            .filter(|at| outside_m(**at) <= within_m)
            .count();
        near as f64 / middles.len() as f64
    };
    // Digits are inferred from where they lead to, so they must lead there.
    let within_m = if way.prefix.is_some() {
        0.0
    } else {
        NEAR_HANOI_M
    };
    if share(within_m) < MOST && !is_stated {
        return Ok(None);
    }
    let shares: Vec<f64> = sample
        .declared
        .iter()
        .filter_map(|row| share_in_commune(row, &to_grid))
        .collect();
    let ratios = sample
        .declared
        .iter()
        .filter_map(|row| area_ratio(row, &to_grid));
    Ok(Some(Witness {
        way,
        is_stated,
        in_hanoi: share(0.0),
        outside_m: outside_m(centre_5897),
        centre_5897,
        hull_5897: to_grid.places(&sample.hull).into_iter().flatten().collect(),
        in_commune: (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64),
        shares,
        area_ratio: median(ratios),
    }))
}

/// Metres from the box around Hà Nội, EPSG:5897; 0 inside.
fn outside_m(at: Coord) -> f64 {
    let [west, south, east, north] = Crs::Epsg5897.hanoi();
    let (dx, dy) = (
        (west - at.x).max(at.x - east).max(0.0),
        (south - at.y).max(at.y - north).max(0.0),
    );
    dx.hypot(dy)
}

fn share_in_commune(row: &Row<'_>, to_grid: &ToGrid) -> Option<f64> {
    let commune = row.commune_5897?;
    let around = commune.bounding_rect()?;
    let inside = to_grid
        .places(&row.places)
        .into_iter()
        .flatten()
        .filter(|at| around.intersects(at) && commune.intersects(at))
        .count();
    (!row.places.is_empty()).then(|| inside as f64 / row.places.len() as f64)
}

/// Computed ÷ declared area, by how the way stretches area in the middle of the row: vertices need not be projected.
fn area_ratio(row: &Row<'_>, to_grid: &ToGrid) -> Option<f64> {
    let declared_m2 = row.declared_m2?;
    let step = match to_grid.way.known.numbers {
        Numbers::Degrees => 1e-3,
        Numbers::Mercator | Numbers::Tm3(_) | Numbers::Utm(_) => 100.0,
    };
    let Coord { x, y } = row.middle;
    let places = to_grid.places(&[
        row.middle,
        Coord { x: x + step, y },
        Coord { x, y: y + step },
    ]);
    let [Some(at), Some(east), Some(north)] = places[..] else {
        return None;
    };
    let (a, b) = (east - at, north - at);
    let stretch = (a.x * b.y - a.y * b.x).abs() / (step * step);
    (row.area > 0.0).then(|| row.area * stretch / declared_m2)
}
