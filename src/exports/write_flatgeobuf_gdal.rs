//! FlatGeobuf: the rows go to a GeoPackage first, and GDAL copies it, as the index stands before the rows in the file.

use std::path::{Path, PathBuf};

use gdal::errors::GdalError;
use gdal::raster::RasterCreationOptions;
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags};

use crate::error::Error;
use crate::exports::rows::Row;
use crate::exports::{Order, Sink, Table, Tally, geopackage, not_written};

struct FlatGeobuf {
    rows: Box<dyn Sink>,
    from: PathBuf,
    to: PathBuf,
}

pub fn open(order: &Order, folder: &Path, path: &Path) -> Result<Box<dyn Sink>, Error> {
    let from = folder.join("rows.gpkg");
    Ok(Box::new(FlatGeobuf {
        rows: geopackage::open(order, &from, geopackage::Use::Between)?,
        from,
        to: path.to_owned(),
    }))
}

impl Sink for FlatGeobuf {
    fn begin(&mut self, table: &Table) -> Result<(), Error> {
        self.rows.begin(table)
    }

    fn row(&mut self, table: &Table, row: &Row) -> Result<(), Error> {
        self.rows.row(table, row)
    }

    fn end(&mut self, table: &Table, tally: &Tally) -> Result<(), Error> {
        self.rows.end(table, tally)
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        self.rows.finish()?;
        copy(&self.from, &self.to)
            .map_err(|source| Error::startup_from("GDAL writes no FlatGeobuf", source))?;
        std::fs::remove_file(&self.from).map_err(not_written)
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), GdalError> {
    let from = reading(from)?;
    let driver = DriverManager::get_driver_by_name("FlatGeobuf")?;
    from.create_copy(&driver, to, &RasterCreationOptions::new())?
        .close()
}

/// A GeoPackage of ours, to be read by GDAL.
pub fn reading(path: &Path) -> Result<Dataset, GdalError> {
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_READONLY,
        allowed_drivers: Some(&["GPKG"]),
        ..DatasetOptions::default()
    };
    Dataset::open_ex(path, options)
}
