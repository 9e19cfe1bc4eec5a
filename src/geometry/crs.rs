//! The coordinate reference systems the service speaks, and their axis order.

/// A CRS of requests and answers.
///
/// # Source
/// OGC API Features Part 2; axis order as the EPSG register defines it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crs {
    /// Longitude, latitude on WGS 84: the default of GeoJSON.
    Crs84,
    /// Latitude, longitude on WGS 84.
    Epsg4326,
    /// Web Mercator, metres of the projection (not of the ground).
    Epsg3857,
    /// VN-2000 / TM-3 105°, easting, northing in metres: the legal grid of Hà Nội, and the storage CRS.
    Epsg5897,
    /// VN-2000 / UTM zone 48N, easting, northing in metres.
    Epsg3405,
}

impl Crs {
    pub const ALL: [Self; 5] = [
        Self::Crs84,
        Self::Epsg5897,
        Self::Epsg4326,
        Self::Epsg3857,
        Self::Epsg3405,
    ];

    /// The identifier OGC API requests and answers use.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            Self::Epsg4326 => "http://www.opengis.net/def/crs/EPSG/0/4326",
            Self::Epsg3857 => "http://www.opengis.net/def/crs/EPSG/0/3857",
            Self::Epsg5897 => "http://www.opengis.net/def/crs/EPSG/0/5897",
            Self::Epsg3405 => "http://www.opengis.net/def/crs/EPSG/0/3405",
        }
    }

    /// Reads a URI, `EPSG:5897`, `CRS84`, or a safe CURIE such as `[EPSG:5897]`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text
            .strip_prefix('[')
            .and_then(|inner| inner.strip_suffix(']'))
            .unwrap_or(text);
        Self::ALL.into_iter().find(|crs| {
            text == crs.uri()
                || crs.uri().strip_prefix("http://") == text.strip_prefix("https://")
                || text.eq_ignore_ascii_case(crs.short())
        })
    }

    pub const fn short(self) -> &'static str {
        match self {
            Self::Crs84 => "CRS84",
            Self::Epsg4326 => "EPSG:4326",
            Self::Epsg3857 => "EPSG:3857",
            Self::Epsg5897 => "EPSG:5897",
            Self::Epsg3405 => "EPSG:3405",
        }
    }

    /// The number the queries use: 84 for CRS84, else the EPSG code.
    pub const fn number(self) -> i32 {
        match self {
            Self::Crs84 => 84,
            _ => self.srid(),
        }
    }

    /// The PostGIS SRID of coordinates in x, y order.
    pub const fn srid(self) -> i32 {
        match self {
            Self::Crs84 | Self::Epsg4326 => 4326,
            Self::Epsg3857 => 3857,
            Self::Epsg5897 => 5897,
            Self::Epsg3405 => 3405,
        }
    }

    /// Whether coordinates are degrees.
    pub const fn is_geographic(self) -> bool {
        matches!(self, Self::Crs84 | Self::Epsg4326)
    }

    /// West, south, east, north of where EPSG:5897 can be computed and its areas mean anything: longitude 99–111,
    /// latitude 0–30, in x, y order.
    pub const fn grid(self) -> [f64; 4] {
        match self {
            Self::Crs84 | Self::Epsg4326 => [99.0, 0.0, 111.0, 30.0],
            Self::Epsg3857 => [11_020_000.0, 0.0, 12_357_000.0, 3_504_000.0],
            Self::Epsg5897 | Self::Epsg3405 => [-170_000.0, 0.0, 1_170_000.0, 3_330_000.0],
        }
    }

    /// West, south, east, north of where a position of it can be at all, in x, y order. The national grids keep to
    /// [`Crs::grid`].
    pub const fn reach(self) -> [f64; 4] {
        match self {
            Self::Crs84 | Self::Epsg4326 => [-180.0, -90.0, 180.0, 90.0],
            Self::Epsg3857 => [-20_050_000.0, -20_050_000.0, 20_050_000.0, 20_050_000.0],
            Self::Epsg5897 | Self::Epsg3405 => self.grid(),
        }
    }

    /// The box around Hà Nội, in x, y order: its communes and about a kilometre more.
    pub const fn hanoi(self) -> [f64; 4] {
        match self {
            Self::Crs84 | Self::Epsg4326 => [105.27, 20.55, 106.03, 21.4],
            Self::Epsg3857 => [11_718_600.0, 2_339_000.0, 11_803_300.0, 2_440_600.0],
            Self::Epsg5897 => [527_900.0, 2_272_200.0, 607_600.0, 2_367_000.0],
            Self::Epsg3405 => [527_900.0, 2_271_500.0, 607_600.0, 2_366_300.0],
        }
    }

    /// Decimals of a coordinate unless asked otherwise: 7 of a degree (about 1 cm), 4 of a metre.
    pub const fn default_decimals(self) -> i32 {
        if self.is_geographic() { 7 } else { 4 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_name_a_crs_is_understood() {
        for text in [
            "http://www.opengis.net/def/crs/EPSG/0/5897",
            "https://www.opengis.net/def/crs/EPSG/0/5897",
            "EPSG:5897",
            "epsg:5897",
            "[EPSG:5897]",
        ] {
            assert_eq!(Crs::parse(text), Some(Crs::Epsg5897), "{text}");
        }
        assert_eq!(Crs::parse("CRS84"), Some(Crs::Crs84));
        for text in ["", "EPSG:9209", "5897", "https://", "[EPSG:5897"] {
            assert_eq!(Crs::parse(text), None, "{text}");
        }
    }
}
