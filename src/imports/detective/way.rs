//! A way to read coordinates, and the id it goes by.

use std::fmt::{Display, Formatter, Result as FmtResult};

use geo::{Coord, CoordsIter as _, Geometry, MapCoords as _};

use crate::error::Error;
use crate::geometry::crs::Crs;
use crate::imports::detective::Prefix;
use crate::imports::detective::known::{self, Known};
use crate::imports::detective::project_gdal::Projection;

/// A CRS, the order of the axes, and the digits that were left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    pub known: Known,
    pub swapped: bool,
    pub prefix: Option<Prefix>,
}

impl Way {
    pub const fn plain(known: Known) -> Self {
        Self {
            known,
            swapped: false,
            prefix: None,
        }
    }

    /// Reads an id as it is displayed.
    pub fn parse(id: &str) -> Option<Self> {
        let mut parts = id.split(';').peekable();
        let epsg = parts.next()?.strip_prefix("EPSG:")?.parse().ok()?;
        let is_datum_ignored = parts.next_if_eq(&"datum=wgs84").is_some();
        let mut way = Self::plain(known::by_epsg(epsg, is_datum_ignored)?);
        way.swapped = parts.next_if_eq(&"swapped").is_some();
        if let Some(east) = parts.next() {
            let north = parts.next()?;
            way.prefix = Some(Prefix {
                easting_m: metres(east.strip_prefix("east=")?)?,
                northing_m: metres(north.strip_prefix("north=")?)?,
            });
        }
        parts.next().is_none().then_some(way)
    }

    /// Coordinates of the file as easting and northing, or longitude and latitude, of the CRS.
    pub fn ordered(&self, at: Coord) -> Coord {
        let (x, y) = if self.swapped {
            (at.y, at.x)
        } else {
            (at.x, at.y)
        };
        match self.prefix {
            None => Coord { x, y },
            Some(prefix) => Coord {
                x: x + prefix.easting_m,
                y: y + prefix.northing_m,
            },
        }
    }

    /// # Errors
    /// [`Error::Startup`] when PROJ lacks the CRS.
    pub fn to_5897(self) -> Result<ToGrid, Error> {
        Ok(ToGrid {
            way: self,
            projection: Projection::new(self.known.base.epsg, Crs::Epsg5897.srid().unsigned_abs())?,
        })
    }
}

impl Display for Way {
    /// `EPSG:5897`, with `;datum=wgs84`, `;swapped` and `;east=500000;north=2000000` where they hold.
    fn fmt(&self, f: &mut Formatter<'_>) -> FmtResult {
        write!(f, "EPSG:{}", self.known.epsg)?;
        if self.known.is_datum_ignored() {
            f.write_str(";datum=wgs84")?;
        }
        if self.swapped {
            f.write_str(";swapped")?;
        }
        if let Some(Prefix {
            easting_m,
            northing_m,
        }) = self.prefix
        {
            write!(f, ";east={easting_m};north={northing_m}")?;
        }
        Ok(())
    }
}

/// Whole metres, no more than a coordinate of the country has.
fn metres(text: &str) -> Option<f64> {
    text.parse::<u32>()
        .ok()
        .filter(|value| *value <= 4_000_000)
        .map(f64::from)
}

/// From the coordinates of a file, read one way, to EPSG:5897.
pub struct ToGrid {
    pub way: Way,
    projection: Projection,
}

impl ToGrid {
    /// These places in EPSG:5897; one that is out of range is none.
    pub fn places(&self, places: &[Coord]) -> Vec<Option<Coord>> {
        let known = self.way.known;
        // What is out of range is not put to PROJ, which would complain of each.
        let in_range: Vec<Option<Coord>> = places
            .iter()
            .map(|at| Some(self.way.ordered(*at)).filter(|at| known.may_be(*at)))
            .collect();
        let asked: Vec<Coord> = in_range
            .iter()
            .flatten()
            .map(|at| known.to_base(*at))
            .collect();
        let mut answers = self.projection.places(&asked).into_iter();
        in_range
            .into_iter()
            .map(|at| at.and_then(|_| answers.next().flatten()))
            .collect()
    }

    /// A geometry in EPSG:5897; none when part of it is out of range.
    pub fn geometry(&self, geometry: &Geometry) -> Option<Geometry> {
        let known = self.way.known;
        let ordered = geometry.map_coords(|at| self.way.ordered(at));
        if !ordered.coords_iter().all(|at| known.may_be(at)) {
            return None;
        }
        self.projection
            .geometry(ordered.map_coords(|at| known.to_base(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written() {
        for id in [
            "EPSG:5897",
            "EPSG:5897;datum=wgs84",
            "EPSG:4326;swapped",
            "EPSG:5897;east=500000;north=2000000",
            "EPSG:5897;datum=wgs84;swapped;east=0;north=2300000",
        ] {
            assert_eq!(Way::parse(id).expect("a way").to_string(), id);
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for id in [
            "",
            "5897",
            "EPSG:1",
            "EPSG:5897;",
            "EPSG:5897;x",
            "EPSG:3405;datum=wgs84",
            "EPSG:5897;swapped;swapped",
            "EPSG:5897;east=1",
            "EPSG:5897;east=NaN;north=0",
            "EPSG:5897;east=-1;north=0",
            "EPSG:5897;east=1;north=1;east=1",
        ] {
            assert_eq!(Way::parse(id), None, "{id}");
        }
    }

    #[test]
    fn what_is_out_of_range_is_told_from_what_is_not() {
        let way = Way::parse("EPSG:4326").expect("a way");
        let to_grid = way.to_5897().expect("a projection");
        let at = |x: f64, y: f64| Coord { x, y };
        let found = to_grid.places(&[
            at(f64::NAN, 21.0),
            at(105.8542, 21.0285),
            at(0.0, 91.0),
            at(105.0, f64::INFINITY),
        ]);
        assert_eq!(
            found.iter().map(Option::is_some).collect::<Vec<_>>(),
            [false, true, false, false]
        );
        let point = Geometry::Point(geo::Point::new(f64::NAN, 21.0));
        assert_eq!(to_grid.geometry(&point), None);
    }
}
