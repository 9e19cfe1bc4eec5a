//! The coordinate reference systems that files about Hà Nội come in.

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
    Metres,
    /// Of Web Mercator: tens of millions.
    Mercator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Datum {
    Vn2000,
    Wgs84,
}

/// One CRS that coordinates may be in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    pub epsg: u32,
    pub numbers: Numbers,
    pub datum: Datum,
    /// Central meridian in minutes of arc, of a grid.
    pub meridian_min: Option<u32>,
    /// Grid of three degrees, not UTM.
    pub is_tm3: bool,
    /// How common it is in files about Hà Nội, 0 to 1: orders what nothing else does.
    pub custom: f64,
    /// The CRS PROJ is asked for, and what is added to easting and northing first.
    pub base: (u32, f64, f64),
}

const fn tm3(epsg: u32, meridian_min: u32, custom: f64) -> Known {
    Known {
        epsg,
        numbers: Numbers::Metres,
        datum: Datum::Vn2000,
        meridian_min: Some(meridian_min),
        is_tm3: true,
        custom,
        base: (epsg, 0.0, 0.0),
    }
}

const fn utm(epsg: u32, datum: Datum, meridian_min: u32, custom: f64) -> Known {
    Known {
        is_tm3: false,
        datum,
        ..tm3(epsg, meridian_min, custom)
    }
}

/// EPSG has a deprecated twin of each of the first three grids with the false easting given as northing.
const fn twin(epsg: u32, of: u32, meridian_min: u32) -> Known {
    Known {
        base: (of, 500_000.0, -500_000.0),
        ..tm3(epsg, meridian_min, 0.1)
    }
}

const fn plain(epsg: u32, numbers: Numbers, datum: Datum, custom: f64) -> Known {
    Known {
        epsg,
        numbers,
        datum,
        meridian_min: None,
        is_tm3: false,
        custom,
        base: (epsg, 0.0, 0.0),
    }
}

/// All that are tried: the legal grid of Hà Nội, the grids of the neighbours and the rest of the country, the older
/// national grid, degrees, and what the web uses. Hanoi 1972 is not among them: no shift to WGS 84 is published for
/// it that PROJ would use.
///
/// # Source
/// EPSG 11; grids of the provinces by Thông tư 25/2014/TT-BTNMT.
pub const ALL: [Known; 28] = [
    tm3(5897, 105 * 60, 1.0),
    plain(4326, Numbers::Degrees, Datum::Wgs84, 0.9),
    utm(3405, Datum::Vn2000, 105 * 60, 0.8),
    plain(4756, Numbers::Degrees, Datum::Vn2000, 0.6),
    utm(32648, Datum::Wgs84, 105 * 60, 0.6),
    plain(3857, Numbers::Mercator, Datum::Wgs84, 0.5),
    tm3(9209, 105 * 60 + 30, 0.4),
    tm3(9210, 105 * 60 + 45, 0.3),
    tm3(9208, 104 * 60 + 45, 0.3),
    tm3(9211, 106 * 60, 0.3),
    tm3(9207, 104 * 60 + 30, 0.2),
    tm3(9206, 104 * 60, 0.2),
    tm3(9205, 103 * 60, 0.2),
    tm3(9212, 106 * 60 + 15, 0.2),
    tm3(9213, 106 * 60 + 30, 0.2),
    tm3(9214, 107 * 60, 0.2),
    tm3(9215, 107 * 60 + 15, 0.2),
    tm3(9216, 107 * 60 + 30, 0.2),
    tm3(5899, 107 * 60 + 45, 0.2),
    tm3(9217, 108 * 60 + 15, 0.2),
    tm3(9218, 108 * 60 + 30, 0.2),
    tm3(5896, 102 * 60, 0.2),
    tm3(5898, 108 * 60, 0.2),
    utm(3406, Datum::Vn2000, 111 * 60, 0.2),
    twin(6957, 5897, 105 * 60),
    twin(6956, 5896, 102 * 60),
    twin(6958, 5898, 108 * 60),
    utm(32649, Datum::Wgs84, 111 * 60, 0.1),
];

/// The one with this code.
pub fn by_epsg(epsg: u32) -> Option<Known> {
    ALL.into_iter().find(|known| known.epsg == epsg)
}

/// EPSG's code of the VN-2000 grid with these parameters.
pub fn by_grid(grid: Grid) -> Option<u32> {
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
    ALL.into_iter()
        .filter(|known| known.datum == Datum::Vn2000 && known.base.0 == known.epsg)
        .find(|known| {
            let scale = if known.is_tm3 { 0.9999 } else { 0.9996 };
            known
                .meridian_min
                .is_some_and(|minutes| near(grid.meridian_deg * 60.0, f64::from(minutes)))
                && near(grid.scale, scale)
                && near(grid.false_easting_m, 500_000.0)
                && near(grid.false_northing_m, 0.0)
        })
        .map(|known| known.epsg)
}

impl Known {
    /// Whether numbers like these can be coordinates of this CRS in or around Việt Nam; outside of that PROJ need
    /// not be asked.
    pub fn may_be(&self, x: f64, y: f64) -> bool {
        let (wide, high) = match self.numbers {
            Numbers::Degrees => (95.0..=120.0, 0.0..=35.0),
            Numbers::Metres => (-1_500_000.0..=2_500_000.0, 0.0..=4_000_000.0),
            Numbers::Mercator => (10_500_000.0..=13_500_000.0, 0.0..=4_200_000.0),
        };
        wide.contains(&x) && high.contains(&y)
    }

    /// A central meridian as maps have it: `105°30′`.
    pub fn meridian(&self) -> Option<String> {
        self.meridian_min
            .map(|minutes| format!("{}°{:02}′", minutes / 60, minutes % 60))
    }

    pub fn title(&self) -> Said {
        let meridian = self.meridian().unwrap_or_default();
        let zone = if self.meridian_min == Some(111 * 60) {
            "49N"
        } else {
            "48N"
        };
        let name = match (self.epsg, self.datum, self.is_tm3) {
            (4326, ..) => {
                return Said::new("WGS 84, kinh độ và vĩ độ", "WGS 84, longitude and latitude");
            }
            (4756, ..) => {
                return Said::new(
                    "VN-2000, kinh độ và vĩ độ",
                    "VN-2000, longitude and latitude",
                );
            }
            (3857, ..) => "Web Mercator".to_owned(),
            (5897, ..) => {
                return Said::new(
                    "VN-2000, múi 3°, kinh tuyến trục 105°00′ (Hà Nội)",
                    "VN-2000 / TM-3 105°00′ (Hà Nội)",
                );
            }
            (6956..=6958, ..) => {
                return Said::new(
                    format!("VN-2000, múi 3°, {meridian}, mã cũ ghi nhầm gốc toạ độ"),
                    format!("VN-2000 / TM-3 {meridian}, deprecated code with its origin mistaken"),
                );
            }
            (_, Datum::Vn2000, true) => {
                return Said::new(
                    format!("VN-2000, múi 3°, kinh tuyến trục {meridian}"),
                    format!("VN-2000 / TM-3 {meridian}"),
                );
            }
            (_, Datum::Vn2000, false) => format!("VN-2000 / UTM {zone}"),
            (_, Datum::Wgs84, _) => format!("WGS 84 / UTM {zone}"),
        };
        Said::new(&name, &name)
    }
}
