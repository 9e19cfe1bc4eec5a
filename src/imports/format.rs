//! The formats that are read.

use serde::{Deserialize, Serialize};

use crate::error::Said;

/// A format of geometry, told by content, confirmed by the extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    GeoJson,
    /// GeoJSON text sequence (RFC 8142), or one feature a line.
    GeoJsonSeq,
    GeoPackage,
    Shapefile,
    Kml,
    MapInfoTab,
    MapInfoMif,
    Dxf,
    FlatGeobuf,
    Csv,
    Xlsx,
    /// Pairs of coordinates copied from a document.
    CoordinateList,
}

impl Format {
    pub const ALL: [Self; 12] = [
        Self::GeoJson,
        Self::GeoJsonSeq,
        Self::GeoPackage,
        Self::Shapefile,
        Self::Kml,
        Self::MapInfoTab,
        Self::MapInfoMif,
        Self::Dxf,
        Self::FlatGeobuf,
        Self::Csv,
        Self::Xlsx,
        Self::CoordinateList,
    ];

    /// What documents and links call it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::GeoJsonSeq => "geojsonseq",
            Self::GeoPackage => "gpkg",
            Self::Shapefile => "shp",
            Self::Kml => "kml",
            Self::MapInfoTab => "tab",
            Self::MapInfoMif => "mif",
            Self::Dxf => "dxf",
            Self::FlatGeobuf => "fgb",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::CoordinateList => "list",
        }
    }

    pub fn title(self) -> Said {
        let name = match self {
            Self::GeoJson => "GeoJSON",
            Self::GeoJsonSeq => "GeoJSON text sequence",
            Self::GeoPackage => "GeoPackage",
            Self::Shapefile => "Shapefile",
            Self::Kml => "KML",
            Self::MapInfoTab => "MapInfo TAB",
            Self::MapInfoMif => "MapInfo MIF/MID",
            Self::Dxf => "AutoCAD DXF",
            Self::FlatGeobuf => "FlatGeobuf",
            Self::Csv => "CSV",
            Self::Xlsx => "Excel (XLSX)",
            Self::CoordinateList => {
                return Said::new("danh sách toạ độ", "coordinate list");
            }
        };
        Said::new(name, name)
    }
}
