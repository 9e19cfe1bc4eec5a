//! A way to read coordinates, and the id it goes by.

use std::fmt::Write as _;

use geo::Coord;

use crate::imports::detective::Prefix;
use crate::imports::detective::known::{self, Known};

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

    /// `EPSG:5897;swapped;east=500000;north=2000000`.
    pub fn id(&self) -> String {
        let mut id = format!("EPSG:{}", self.known.epsg);
        if self.swapped {
            id.push_str(";swapped");
        }
        if let Some(prefix) = self.prefix {
            let (east, north) = (prefix.easting_m, prefix.northing_m);
            // Writing to a text cannot fail.
            let _ = write!(id, ";east={east};north={north}");
        }
        id
    }

    /// Reads an id as [`Way::id`] writes it.
    pub fn parse(id: &str) -> Option<Self> {
        let mut parts = id.split(';');
        let epsg = parts.next()?.strip_prefix("EPSG:")?.parse().ok()?;
        let mut way = Self::plain(known::by_epsg(epsg)?);
        let (mut east, mut north) = (None, None);
        for part in parts {
            match part.split_once('=') {
                None if part == "swapped" => way.swapped = true,
                Some(("east", value)) => east = Some(metres(value)?),
                Some(("north", value)) => north = Some(metres(value)?),
                _ => return None,
            }
        }
        way.prefix = match (east, north) {
            (None, None) => None,
            (Some(easting_m), Some(northing_m)) => Some(Prefix {
                easting_m,
                northing_m,
            }),
            _ => return None,
        };
        Some(way)
    }

    /// A vertex of the file in the order and with the digits of the CRS PROJ is asked for.
    pub fn complete(&self, at: Coord) -> Coord {
        let (x, y) = if self.swapped {
            (at.y, at.x)
        } else {
            (at.x, at.y)
        };
        let (_, base_x, base_y) = self.known.base;
        let prefix = self.prefix.unwrap_or(Prefix {
            easting_m: 0.0,
            northing_m: 0.0,
        });
        Coord {
            x: x + base_x + prefix.easting_m,
            y: y + base_y + prefix.northing_m,
        }
    }
}

/// Whole thousands of kilometres at most, as prefixes are.
fn metres(text: &str) -> Option<f64> {
    text.parse()
        .ok()
        .filter(|value: &f64| value.abs() <= 1e8 && value.fract() == 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_was_written() {
        let known = known::by_epsg(5897).expect("known");
        for way in [
            Way::plain(known),
            Way {
                swapped: true,
                ..Way::plain(known)
            },
            Way {
                swapped: true,
                prefix: Some(Prefix {
                    easting_m: 500_000.0,
                    northing_m: 2_300_000.0,
                }),
                ..Way::plain(known)
            },
        ] {
            assert_eq!(Way::parse(&way.id()), Some(way), "{}", way.id());
        }
        for id in [
            "",
            "5897",
            "EPSG:1",
            "EPSG:5897;x",
            "EPSG:5897;east=1",
            "EPSG:5897;east=NaN;north=0",
        ] {
            assert_eq!(Way::parse(id), None, "{id}");
        }
    }
}
