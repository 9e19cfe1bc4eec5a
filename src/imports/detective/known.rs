//! The coordinate reference systems that files about Hà Nội come in.

use geo::Coord;

use crate::error::Said;

/// The parameters of a transverse Mercator grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    pub meridian_deg: f64,
    pub scale: f64,
    pub false_easting_m: f64,
    pub false_northing_m: f64,
}

/// The numbers coordinates are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    Degrees,
    /// Metres of Web Mercator.
    Mercator,
    /// Metres of a transverse Mercator grid; its central meridian in minutes of arc.
    Tm3(u32),
    Utm(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Datum {
    Vn2000,
    Wgs84,
}

/// The CRS that PROJ is asked for, and how the numbers become numbers of that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Base {
    pub epsg: u32,
    east_m: f64,
    north_m: f64,
    /// Of the grid of the base ÷ that of the numbers.
    scale: f64,
}

/// One CRS that coordinates may be in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    pub epsg: u32,
    pub numbers: Numbers,
    pub datum: Datum,
    /// How usual it is in files about Hà Nội, 0 to 1: orders what nothing else does.
    pub custom: f64,
    pub base: Base,
}

/// The central meridian of Hà Nội, and of UTM zone 48, in minutes of arc.
pub const HANOI: u32 = 105 * 60;
const FALSE_EASTING_M: f64 = 500_000.0;
const TM3_SCALE: f64 = 0.9999;
const UTM_SCALE: f64 = 0.9996;

const fn plain(epsg: u32, numbers: Numbers, datum: Datum, custom: f64) -> Known {
    Known {
        epsg,
        numbers,
        datum,
        custom,
        base: Base {
            epsg,
            east_m: 0.0,
            north_m: 0.0,
            scale: 1.0,
        },
    }
}

const fn tm3(epsg: u32, meridian_min: u32, custom: f64) -> Known {
    plain(epsg, Numbers::Tm3(meridian_min), Datum::Vn2000, custom)
}

/// EPSG has a deprecated twin of each of three grids with the false easting given as false northing. PROJ puts the
/// grid in the place of its twin, so it is asked for the grid.
const fn twin(epsg: u32, of: u32, meridian_min: u32) -> Known {
    let mut known = tm3(epsg, meridian_min, 0.1);
    known.base = Base {
        epsg: of,
        east_m: FALSE_EASTING_M,
        north_m: -FALSE_EASTING_M,
        scale: 1.0,
    };
    known
}

/// The grid of Hà Nội computed straight from WGS 84, as receivers do that know its parameters and not its datum.
/// EPSG has no such CRS: it is UTM 48N on WGS 84 but for the scale.
const DATUM_IGNORED: Known = Known {
    base: Base {
        epsg: 32648,
        east_m: 0.0,
        north_m: 0.0,
        scale: UTM_SCALE / TM3_SCALE,
    },
    ..plain(5897, Numbers::Tm3(HANOI), Datum::Wgs84, 0.3)
};

/// All that are tried: the legal grid of Hà Nội, the older national grid, degrees, what the web uses, and the grids
/// of the rest of the country. Hanoi 1972 is not among them: the only shift that EPSG has for it (1544) is of Vũng
/// Tàu and good to 5 m there.
///
/// # Source
/// EPSG 11; domain research for which meridian is whose.
pub const ALL: [Known; 29] = [
    tm3(5897, HANOI, 1.0),
    plain(4326, Numbers::Degrees, Datum::Wgs84, 0.9),
    plain(3405, Numbers::Utm(HANOI), Datum::Vn2000, 0.8),
    plain(32648, Numbers::Utm(HANOI), Datum::Wgs84, 0.6),
    plain(4756, Numbers::Degrees, Datum::Vn2000, 0.6),
    plain(3857, Numbers::Mercator, Datum::Wgs84, 0.5),
    DATUM_IGNORED,
    tm3(9209, 105 * 60 + 30, 0.2),
    tm3(9210, 105 * 60 + 45, 0.2),
    tm3(9208, 104 * 60 + 45, 0.2),
    tm3(9211, 106 * 60, 0.2),
    tm3(9207, 104 * 60 + 30, 0.2),
    tm3(9206, 104 * 60, 0.1),
    tm3(9205, 103 * 60, 0.1),
    tm3(9212, 106 * 60 + 15, 0.1),
    tm3(9213, 106 * 60 + 30, 0.1),
    tm3(9214, 107 * 60, 0.1),
    tm3(9215, 107 * 60 + 15, 0.1),
    tm3(9216, 107 * 60 + 30, 0.1),
    tm3(5899, 107 * 60 + 45, 0.1),
    tm3(9217, 108 * 60 + 15, 0.1),
    tm3(9218, 108 * 60 + 30, 0.1),
    tm3(5896, 102 * 60, 0.1),
    tm3(5898, 108 * 60, 0.1),
    plain(3406, Numbers::Utm(111 * 60), Datum::Vn2000, 0.1),
    twin(6957, 5897, HANOI),
    twin(6956, 5896, 102 * 60),
    twin(6958, 5898, 108 * 60),
    plain(32649, Numbers::Utm(111 * 60), Datum::Wgs84, 0.1),
];

/// The one with this code; of the grid of Hà Nội also the one with its datum ignored.
pub fn by_epsg(epsg: u32, is_datum_ignored: bool) -> Option<Known> {
    ALL.into_iter()
        .find(|known| known.epsg == epsg && known.is_datum_ignored() == is_datum_ignored)
}

/// The one that a file states by its code, or by that of a CRS with the same plane coordinates.
pub fn by_stated(epsg: u32) -> Option<Known> {
    let same = match epsg {
        4979 => 4326,
        4755 => 4756,
        3785 | 102_100 | 102_113 | 900_913 => 3857,
        other => other,
    };
    by_epsg(same, false)
}

/// EPSG's code of the VN-2000 grid with these parameters.
pub fn by_grid(grid: Grid) -> Option<u32> {
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
    ALL.into_iter()
        .filter(|known| known.datum == Datum::Vn2000)
        .find(|known| {
            let (scale, meridian_min) = match known.numbers {
                Numbers::Tm3(meridian) => (TM3_SCALE, meridian),
                Numbers::Utm(meridian) => (UTM_SCALE, meridian),
                Numbers::Degrees | Numbers::Mercator => return false,
            };
            near(grid.meridian_deg * 60.0, f64::from(meridian_min))
                && near(grid.scale, scale)
                && near(grid.false_easting_m, FALSE_EASTING_M - known.base.east_m)
                && near(grid.false_northing_m, -known.base.north_m)
        })
        .map(|known| known.epsg)
}

impl Known {
    pub fn is_datum_ignored(&self) -> bool {
        (self.numbers, self.datum) == (DATUM_IGNORED.numbers, DATUM_IGNORED.datum)
    }

    /// A deprecated code of EPSG whose false easting and northing stand in each other's place.
    pub fn is_twin(&self) -> bool {
        self.base.north_m < 0.0
    }

    /// The central meridian of a grid, minutes of arc.
    pub fn meridian_min(&self) -> Option<u32> {
        match self.numbers {
            Numbers::Tm3(meridian) | Numbers::Utm(meridian) => Some(meridian),
            Numbers::Degrees | Numbers::Mercator => None,
        }
    }

    /// A grid about the meridian of Hà Nội, in the usual metres.
    pub fn is_of_hanoi(&self) -> bool {
        self.meridian_min() == Some(HANOI) && !self.is_twin()
    }

    /// A grid about a meridian that is not Hà Nội's.
    pub fn is_foreign(&self) -> bool {
        self.meridian_min()
            .is_some_and(|meridian| meridian != HANOI)
    }

    /// Whether these can be coordinates of this CRS in or around Việt Nam; what else need not be put to PROJ.
    /// NaN is in no range.
    pub fn may_be(&self, at: Coord) -> bool {
        let (wide, high) = match self.numbers {
            Numbers::Degrees => (95.0..=120.0, 5.0..=30.0),
            Numbers::Mercator => (10_500_000.0..=13_500_000.0, 500_000.0..=3_500_000.0),
            Numbers::Tm3(_) | Numbers::Utm(_) => {
                (-800_000.0..=1_800_000.0, 800_000.0..=3_500_000.0)
            }
        };
        wide.contains(&at.x) && high.contains(&at.y)
    }

    /// Coordinates of this CRS as those of its base.
    pub fn to_base(&self, at: Coord) -> Coord {
        let base = self.base;
        if (base.scale - 1.0).abs() < f64::EPSILON {
            return Coord {
                x: at.x + base.east_m,
                y: at.y + base.north_m,
            };
        }
        Coord {
            x: FALSE_EASTING_M + (at.x - FALSE_EASTING_M) * base.scale,
            y: at.y * base.scale,
        }
    }

    #[cfg(test)]
    pub fn from_base(&self, at: Coord) -> Coord {
        let base = self.base;
        Coord {
            x: FALSE_EASTING_M + (at.x - base.east_m - FALSE_EASTING_M) / base.scale,
            y: (at.y - base.north_m) / base.scale,
        }
    }

    pub fn title(&self) -> Said {
        let epsg = self.epsg;
        let meridian = self.meridian_min().map(meridian).unwrap_or_default();
        let zone = self.meridian_min().map_or(0, |minutes| minutes / 360 + 31);
        let datum = match self.datum {
            Datum::Vn2000 => "VN-2000",
            Datum::Wgs84 => "WGS 84",
        };
        match self.numbers {
            Numbers::Degrees => Said::new(
                format!("{datum}, kinh độ và vĩ độ (EPSG:{epsg})"),
                format!("{datum}, longitude and latitude (EPSG:{epsg})"),
            ),
            Numbers::Mercator => Said::new(
                format!("Web Mercator (EPSG:{epsg})"),
                format!("Web Mercator (EPSG:{epsg})"),
            ),
            Numbers::Utm(_) => Said::new(
                format!("{datum} / UTM múi {zone}N (EPSG:{epsg})"),
                format!("{datum} / UTM zone {zone}N (EPSG:{epsg})"),
            ),
            Numbers::Tm3(_) if self.is_datum_ignored() => Said::new(
                format!("múi chiếu 3°, kinh tuyến trục {meridian}, tính thẳng trên WGS 84"),
                format!("TM-3 {meridian} computed straight on WGS 84"),
            ),
            Numbers::Tm3(_) if self.is_twin() => Said::new(
                format!(
                    "VN-2000, múi chiếu 3°, kinh tuyến trục {meridian}, mã đã bỏ ghi nhầm gốc toạ độ (EPSG:{epsg})"
                ),
                format!(
                    "VN-2000 / TM-3 {meridian}, deprecated code with its origin mistaken (EPSG:{epsg})"
                ),
            ),
            Numbers::Tm3(_) => Said::new(
                format!("VN-2000, múi chiếu 3°, kinh tuyến trục {meridian} (EPSG:{epsg})"),
                format!("VN-2000 / TM-3 {meridian} (EPSG:{epsg})"),
            ),
        }
    }
}

/// A central meridian as maps have it: `105°30′`.
pub fn meridian(minutes: u32) -> String {
    format!("{}°{:02}′", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_is_known_by_its_parameters() {
        let hanoi = Grid {
            meridian_deg: 105.0,
            scale: 0.9999,
            false_easting_m: 500_000.0,
            false_northing_m: 0.0,
        };
        assert_eq!(by_grid(hanoi), Some(5897));
        let bac_ninh = Grid {
            meridian_deg: 105.5,
            ..hanoi
        };
        assert_eq!(by_grid(bac_ninh), Some(9209));
        let utm = Grid {
            scale: 0.9996,
            ..hanoi
        };
        assert_eq!(by_grid(utm), Some(3405));
        let twin = Grid {
            false_easting_m: 0.0,
            false_northing_m: 500_000.0,
            ..hanoi
        };
        assert_eq!(by_grid(twin), Some(6957));
        assert_eq!(
            by_grid(Grid {
                scale: 1.0,
                ..hanoi
            }),
            None
        );
    }

    #[test]
    fn each_is_found_by_its_code_and_no_code_is_there_twice() {
        for known in ALL {
            assert_eq!(by_epsg(known.epsg, known.is_datum_ignored()), Some(known));
        }
        assert_eq!(by_stated(4979), by_epsg(4326, false));
        assert_eq!(by_stated(2044), None);
    }

    #[test]
    fn zones_are_named_by_their_meridian() {
        let titles: Vec<String> = [3405, 3406, 9208]
            .into_iter()
            .filter_map(by_stated)
            .map(|known| known.title().en)
            .collect();
        assert_eq!(
            titles,
            [
                "VN-2000 / UTM zone 48N (EPSG:3405)",
                "VN-2000 / UTM zone 49N (EPSG:3406)",
                "VN-2000 / TM-3 104°45′ (EPSG:9208)"
            ]
        );
    }
}
