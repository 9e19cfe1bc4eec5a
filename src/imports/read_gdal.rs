//! GDAL, behind one file: features of a vector file as (`code`, area in CRS84).

use std::path::Path;

use gdal::errors::GdalError;
use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};
use gdal::vector::LayerAccess;
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};
use geo::{Geometry, MultiPolygon};

/// Only these drivers open a file; none of them reaches the network.
const DRIVERS: [&str; 3] = ["GeoJSON", "GeoJSONSeq", "GPKG"];

/// A feature as GDAL reads it.
pub struct Read {
    pub code: Option<String>,
    /// None when it has no area for a geometry.
    pub area_84: Option<MultiPolygon>,
}

/// Reads the first layer of a file, transforming to CRS84 where the file states another CRS.
///
/// # Errors
/// GDAL's own words when the file cannot be opened or a coordinate cannot be transformed.
pub fn read(path: &Path) -> Result<Vec<Read>, GdalError> {
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_READONLY,
        allowed_drivers: Some(&DRIVERS),
        ..DatasetOptions::default()
    };
    let dataset = Dataset::open_ex(path, options)?;
    let mut layer = dataset.layer(0)?;
    let transform = layer.spatial_ref().map(to_crs84).transpose()?.flatten();
    layer
        .features()
        .map(|feature| {
            let code = match feature.field_index("code") {
                Ok(index) => feature.field_as_string(index)?,
                Err(_) => None,
            };
            let area_84 = match feature.geometry() {
                Some(geometry) => {
                    let mut geometry = geometry.clone();
                    if let Some(transform) = &transform {
                        geometry.transform_inplace(transform)?;
                    }
                    to_area(geometry.to_geo()?)
                }
                None => None,
            };
            Ok(Read { code, area_84 })
        })
        .collect()
}

/// The way from a file's CRS to CRS84; none when it is WGS 84 already.
fn to_crs84(mut from: SpatialRef) -> Result<Option<CoordTransform>, GdalError> {
    let mut crs84 = SpatialRef::from_epsg(4326)?;
    crs84.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    from.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    if from == crs84 || from.auth_code().is_ok_and(|code| code == 4326) {
        return Ok(None);
    }
    CoordTransform::new(&from, &crs84).map(Some)
}

fn to_area(geometry: Geometry) -> Option<MultiPolygon> {
    match geometry {
        Geometry::Polygon(polygon) => Some(MultiPolygon::new(vec![polygon])),
        Geometry::MultiPolygon(area) => Some(area),
        _ => None,
    }
}
