//! The rows of a GeoPackage of ours as shapefiles: GDAL writes them, with the fields that were measured.

use std::path::Path;

use gdal::errors::GdalError;
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{
    Feature, FieldDefn, LayerAccess as _, LayerOptions, OGRFieldType, OGRwkbGeometryType,
};
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags};

use crate::exports::Table;
use crate::exports::geopackage::table::name;
use crate::exports::shapefile::fields::{Column, Kind, parts};

/// Writes a shapefile of each table into `folder`.
pub fn copy(from: &Path, folder: &Path, tables: &[(Table, Vec<Column>)]) -> Result<(), GdalError> {
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_READONLY,
        allowed_drivers: Some(&["GPKG"]),
        ..DatasetOptions::default()
    };
    let from = Dataset::open_ex(from, options)?;
    let driver = DriverManager::get_driver_by_name("ESRI Shapefile")?;
    let mut to = driver.create_vector_only(folder)?;
    for (table, columns) in tables {
        let layer_name = name(&table.collection);
        let mut rows = from.layer_by_name(&layer_name)?;
        let srs = SpatialRef::from_epsg(table.crs().srid().unsigned_abs())?;
        let layer = to.create_layer(LayerOptions {
            name: &layer_name,
            srs: Some(&srs),
            ty: if table.is_of_points() {
                OGRwkbGeometryType::wkbMultiPoint
            } else {
                OGRwkbGeometryType::wkbMultiPolygon
            },
            options: Some(&["ENCODING=UTF-8"]),
        })?;
        for column in columns {
            for field in &column.names {
                define(column, field)?.add_to_layer(&layer)?;
            }
        }
        for row in rows.features() {
            let mut feature = Feature::new(layer.defn())?;
            fill(&mut feature, &row, columns)?;
            if let Some(geometry) = row.geometry() {
                feature.set_geometry(geometry.clone())?;
            }
            feature.create(&layer)?;
        }
    }
    to.close()
}

fn define(column: &Column, name: &str) -> Result<FieldDefn, GdalError> {
    let kind = match column.kind {
        Kind::Text => OGRFieldType::OFTString,
        Kind::Real { .. } => OGRFieldType::OFTReal,
        Kind::Integer => OGRFieldType::OFTInteger64,
        Kind::Boolean => OGRFieldType::OFTInteger,
        Kind::Date => OGRFieldType::OFTDate,
    };
    let field = FieldDefn::new(name, kind)?;
    if column.kind != Kind::Date {
        field.set_width(i32::try_from(column.width).unwrap_or_default());
    }
    if let Kind::Real { decimals } = column.kind {
        field.set_precision(i32::try_from(decimals).unwrap_or_default());
    }
    Ok(field)
}

/// The values of a row: fields stand in the same order in both, a text in as many as it needs.
fn fill(to: &mut Feature<'_>, from: &Feature<'_>, columns: &[Column]) -> Result<(), GdalError> {
    let mut field = 0;
    for (index, column) in columns.iter().enumerate() {
        let first = field;
        field += column.names.len();
        match column.kind {
            Kind::Text => {
                let text = from.field_as_string(index)?.unwrap_or_default();
                for (at, part) in (first..field).zip(parts(&text)) {
                    to.set_field_string(at, part)?;
                }
            }
            Kind::Date => {
                if let Some(day) = from.field_as_string(index)? {
                    to.set_field_string(first, &day)?;
                }
            }
            Kind::Real { .. } => {
                if let Some(number) = from.field_as_double(index)? {
                    to.set_field_double(first, number)?;
                }
            }
            Kind::Integer => {
                if let Some(number) = from.field_as_integer64(index)? {
                    to.set_field_integer64(first, number)?;
                }
            }
            Kind::Boolean => {
                if let Some(yes) = from.field_as_integer(index)? {
                    to.set_field_integer(first, yes)?;
                }
            }
        }
    }
    Ok(())
}
