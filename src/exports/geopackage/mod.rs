//! GeoPackage (OGC 12-128r17): a table of features for each collection, with spatial index, meanings of its columns,
//! metadata, and how QGIS is to draw it. Written by SQLite itself: types are exactly those of the catalogue, and
//! coordinates the bytes of PostGIS.

mod about;
pub mod table;

use std::path::Path;

use rusqlite::{Connection, Error as SqliteError};

use crate::error::Error;
use crate::exports::rows::Row;
use crate::exports::{Order, Sink, Table, Tally};
use table::Writing;

const SCHEMA: &str = include_str!("../../../sql/geopackage/schema.sql");
const STYLES: &str = include_str!("../../../sql/geopackage/layer_styles.sql");

/// What a GeoPackage is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// To be opened by people.
    Export,
    /// To be copied into another format: tables of features, and nothing beside.
    Between,
}

struct GeoPackage {
    connection: Connection,
    order: Order,
    writing: Writing,
    used: Use,
}

pub fn open(order: &Order, path: &Path, used: Use) -> Result<Box<dyn Sink>, Error> {
    let connection = Connection::open(path).map_err(refused)?;
    connection.execute_batch(SCHEMA).map_err(refused)?;
    if used == Use::Export {
        connection.execute_batch(STYLES).map_err(refused)?;
    }
    about::add_crs(&connection, order)?;
    Ok(Box::new(GeoPackage {
        connection,
        order: order.clone(),
        writing: Writing::default(),
        used,
    }))
}

impl Sink for GeoPackage {
    fn begin(&mut self, table: &Table) -> Result<(), Error> {
        self.connection.execute_batch("BEGIN").map_err(refused)?;
        self.writing = Writing::begin(&self.connection, table).map_err(refused)?;
        Ok(())
    }

    fn row(&mut self, table: &Table, row: &Row) -> Result<(), Error> {
        self.writing.row(&self.connection, table, row)
    }

    fn end(&mut self, table: &Table, tally: &Tally) -> Result<(), Error> {
        self.writing.end(&self.connection).map_err(refused)?;
        about::add(&self.connection, &self.order, table, tally)?;
        if self.used == Use::Export {
            about::add_style(&self.connection, table)?;
        }
        self.connection.execute_batch("COMMIT").map_err(refused)
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        self.connection
            .close()
            .map_err(|(_, source)| refused(source))
    }
}

fn refused(source: SqliteError) -> Error {
    Error::startup_from("a GeoPackage cannot be written", source)
}
