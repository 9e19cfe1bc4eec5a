//! The formats of exports: what they are called, what they can hold.

use std::ffi::OsStr;
use std::path::Path;

use crate::error::{Error, Said};
use crate::exports::{
    Order, Sink, dxf, geopackage, shapefile, write_csv, write_flatgeobuf, write_geojson, write_kml,
    write_xlsx,
};
use crate::geometry::crs::Crs;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    GeoPackage,
    GeoJson,
    GeoJsonSeq,
    FlatGeobuf,
    Shapefile,
    Xlsx,
    Csv,
    Kml,
    Dxf,
}

/// What there is to know of a format.
pub struct About {
    /// As `f` names it.
    pub id: &'static str,
    pub vi: &'static str,
    pub en: &'static str,
    pub media_type: &'static str,
    pub extension: &'static str,
    /// Whether one file holds several collections.
    pub many: bool,
    /// What its coordinates may be in, the default first.
    pub crs: &'static [Crs],
}

const DEGREES: &[Crs] = &[Crs::Crs84];
const ANY: &[Crs] = &[
    Crs::Epsg5897,
    Crs::Epsg3405,
    Crs::Crs84,
    Crs::Epsg4326,
    Crs::Epsg3857,
];
const TABLES: &[Crs] = &[
    Crs::Crs84,
    Crs::Epsg4326,
    Crs::Epsg5897,
    Crs::Epsg3405,
    Crs::Epsg3857,
];
const METRES: &[Crs] = &[Crs::Epsg5897, Crs::Epsg3405, Crs::Epsg3857];

impl Format {
    /// In the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::GeoPackage,
        Self::Shapefile,
        Self::Dxf,
        Self::Xlsx,
        Self::Csv,
        Self::Kml,
        Self::GeoJson,
        Self::GeoJsonSeq,
        Self::FlatGeobuf,
    ];

    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.about().id == id)
    }

    /// By the end of a file's name.
    pub fn of_file(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_lowercase();
        Self::ALL
            .into_iter()
            .find(|format| name.ends_with(&format!(".{}", format.about().extension)))
            // No other format is zipped, whatever the file is called.
            .or_else(|| {
                let is_zip = |end: &OsStr| end.eq_ignore_ascii_case("zip");
                path.extension()
                    .is_some_and(is_zip)
                    .then_some(Self::Shapefile)
            })
    }

    #[expect(clippy::too_many_lines, reason = "a table, one entry after another")]
    pub const fn about(self) -> About {
        match self {
            Self::GeoPackage => About {
                id: "gpkg",
                vi: "GeoPackage (QGIS), kèm kiểu vẽ",
                en: "GeoPackage (QGIS), with styles",
                media_type: "application/geopackage+sqlite3",
                extension: "gpkg",
                many: true,
                crs: ANY,
            },
            Self::GeoJson => About {
                id: "geojson",
                vi: "GeoJSON",
                en: "GeoJSON",
                media_type: "application/geo+json",
                extension: "geojson",
                many: false,
                crs: DEGREES,
            },
            Self::GeoJsonSeq => About {
                id: "geojsonseq",
                vi: "GeoJSON từng dòng (RFC 8142)",
                en: "GeoJSON text sequence (RFC 8142)",
                media_type: "application/geo+json-seq",
                extension: "geojsons",
                many: false,
                crs: DEGREES,
            },
            Self::FlatGeobuf => About {
                id: "fgb",
                vi: "FlatGeobuf",
                en: "FlatGeobuf",
                media_type: "application/flatgeobuf",
                extension: "fgb",
                many: false,
                crs: ANY,
            },
            Self::Csv => About {
                id: "csv",
                vi: "CSV (UTF-8, có WKT)",
                en: "CSV (UTF-8, with WKT)",
                media_type: "text/csv; charset=utf-8; header=present",
                extension: "csv",
                many: false,
                crs: TABLES,
            },
            Self::Xlsx => About {
                id: "xlsx",
                vi: "Excel (XLSX)",
                en: "Excel (XLSX)",
                media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                extension: "xlsx",
                many: true,
                crs: TABLES,
            },
            Self::Kml => About {
                id: "kml",
                vi: "KML (Google Earth)",
                en: "KML (Google Earth)",
                media_type: "application/vnd.google-earth.kml+xml",
                extension: "kml",
                many: true,
                crs: DEGREES,
            },
            Self::Shapefile => About {
                id: "shp",
                vi: "Shapefile (ZIP)",
                en: "Shapefile (ZIP)",
                media_type: "application/zip",
                extension: "shp.zip",
                many: true,
                crs: ANY,
            },
            Self::Dxf => About {
                id: "dxf",
                vi: "DXF (AutoCAD)",
                en: "DXF (AutoCAD)",
                media_type: "image/vnd.dxf",
                extension: "dxf",
                many: true,
                crs: METRES,
            },
        }
    }

    pub fn title(self) -> Said {
        let about = self.about();
        Said::new(about.vi, about.en)
    }

    /// The CRS asked for, or the format's own.
    ///
    /// # Errors
    /// [`Error::InvalidParameter`] when it cannot be in that one.
    pub fn crs(self, asked: Option<Crs>) -> Result<Crs, Error> {
        let about = self.about();
        let Some(asked) = asked else {
            return Ok(about.crs.first().copied().unwrap_or(Crs::Crs84));
        };
        if about.crs.contains(&asked) {
            return Ok(asked);
        }
        let known: Vec<&str> = about.crs.iter().map(|crs| crs.short()).collect();
        let known = known.join(", ");
        Err(Error::parameter(
            "crs",
            format!("với f={} phải là một trong: {known}", about.id),
            format!("must be one of {known} with f={}", about.id),
        ))
    }

    /// Decimals of its coordinates as text: 9 of a degree (0.1 mm), 4 of a metre.
    pub const fn decimals(crs: Crs) -> i32 {
        if crs.is_geographic() { 9 } else { 4 }
    }

    /// Whether each row is to come with a point inside its area.
    pub const fn wants_label(self) -> bool {
        matches!(self, Self::Csv | Self::Xlsx | Self::Dxf)
    }

    pub(super) fn open(
        self,
        order: &Order,
        folder: &Path,
        path: &Path,
    ) -> Result<Box<dyn Sink>, Error> {
        match self {
            Self::GeoPackage => geopackage::open(order, path, geopackage::Use::Export),
            Self::FlatGeobuf => Ok(write_flatgeobuf::open(order, path)),
            Self::Shapefile => shapefile::open(order, folder, path),
            Self::Kml => write_kml::open(order, path),
            Self::Dxf => dxf::open(order, folder, path),
            Self::Csv => write_csv::open(path),
            Self::Xlsx => write_xlsx::open(order, folder, path),
            Self::GeoJson | Self::GeoJsonSeq => write_geojson::open(order, path),
        }
    }
}
