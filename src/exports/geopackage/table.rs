//! The rows of a GeoPackage's table and their spatial index.

use rusqlite::types::{Null, Value as SqliteValue};
use rusqlite::{Connection, Error as SqliteError, ToSql, params, params_from_iter};
use serde_json::Value;

use crate::catalogue::{Collection, Property};
use crate::error::Error;
use crate::exports::Table;
use crate::exports::geopackage::refused;
use crate::exports::rows::Row;
use crate::geometry::wkb::Shape;

const TABLE: &str = include_str!("../../../sql/geopackage/table.sql");
const TRIGGERS: &str = include_str!("../../../sql/geopackage/triggers.sql");
const ROW: &str = include_str!("../../../sql/geopackage/row.sql");
const BOX: &str = include_str!("../../../sql/geopackage/box.sql");
const EXTENT: &str = include_str!("../../../sql/geopackage/extent.sql");

/// A table being written.
#[derive(Default)]
pub struct Writing {
    name: String,
    row: String,
    index: String,
    srid: i32,
    /// Smallest and largest x, then y, of all rows.
    extent: Option<[f64; 4]>,
    /// The geometry of one row after another.
    blob: Vec<u8>,
}

/// The name of a collection's table: of letters, digits and `_`, as the standard recommends.
pub fn name(collection: &Collection) -> String {
    collection.id.replace('-', "_")
}

/// The type of a column.
fn kind(property: &Property) -> &'static str {
    match property.kind.as_str() {
        "number" => "DOUBLE",
        "integer" => "INTEGER",
        "boolean" => "BOOLEAN",
        "date" => "DATE",
        _ => "TEXT",
    }
}

impl Writing {
    /// Makes the table.
    pub fn begin(connection: &Connection, table: &Table) -> Result<Self, SqliteError> {
        let name = name(&table.collection);
        let columns: Vec<String> = table
            .columns()
            .map(|column| format!(",\n    \"{}\" {}", column.name, kind(column)))
            .collect();
        let text = TABLE
            .replace("{table}", &name)
            .replace("{geometry}", &table.collection.geometry.to_uppercase())
            .replace("{columns}", &columns.concat());
        connection.execute_batch(&text)?;
        let values: Vec<String> = (1..=table.columns().count() + 3)
            .map(|number| format!("?{number}"))
            .collect();
        Ok(Self {
            row: ROW
                .replace("{table}", &name)
                .replace("{values}", &values.join(", ")),
            index: BOX.replace("{table}", &name),
            srid: table.crs().srid(),
            extent: None,
            blob: Vec::new(),
            name,
        })
    }

    pub fn row(&mut self, connection: &Connection, table: &Table, row: &Row) -> Result<(), Error> {
        let envelope = Shape::parse(&row.wkb)?.envelope();
        self.extent = joined(self.extent, envelope);
        self.fill_blob(&row.wkb, envelope);
        let mut values = row.values()?;
        let taken: Vec<SqliteValue> = table
            .columns()
            .map(|column| value(column, values.remove(&column.name)))
            .collect();
        let fixed: [&dyn ToSql; 3] = [&row.fid, &self.blob, &row.id];
        let all = fixed
            .into_iter()
            .chain(taken.iter().map(|value| value as &dyn ToSql));
        let mut statement = connection.prepare_cached(&self.row).map_err(refused)?;
        statement.execute(params_from_iter(all)).map_err(refused)?;
        let Some([west, east, south, north]) = envelope else {
            return Ok(());
        };
        let mut statement = connection.prepare_cached(&self.index).map_err(refused)?;
        statement
            .execute(params![row.fid, west, east, south, north])
            .map_err(refused)?;
        Ok(())
    }

    /// `GP`, version, flags, CRS and envelope, then WKB: OGC 12-128r17, 2.1.3.
    fn fill_blob(&mut self, wkb: &[u8], envelope: Option<[f64; 4]>) {
        self.blob.clear();
        // Little end first; an envelope of x and y, or an empty geometry without one.
        let flags = if envelope.is_some() {
            0b0000_0011
        } else {
            0b0001_0001
        };
        self.blob.extend_from_slice(&[b'G', b'P', 0, flags]);
        self.blob.extend_from_slice(&self.srid.to_le_bytes());
        for edge in envelope.into_iter().flatten() {
            self.blob.extend_from_slice(&edge.to_le_bytes());
        }
        self.blob.extend_from_slice(wkb);
    }

    /// Makes the triggers and says how far the table reaches.
    pub fn end(&self, connection: &Connection) -> Result<(), SqliteError> {
        connection.execute_batch(&TRIGGERS.replace("{table}", &self.name))?;
        if let Some([west, east, south, north]) = self.extent {
            connection.execute(EXTENT, params![self.name, west, south, east, north])?;
        }
        Ok(())
    }
}

fn joined(all: Option<[f64; 4]>, one: Option<[f64; 4]>) -> Option<[f64; 4]> {
    match (all, one) {
        (Some([w, e, s, n]), Some([west, east, south, north])) => {
            Some([w.min(west), e.max(east), s.min(south), n.max(north)])
        }
        (all, one) => all.or(one),
    }
}

/// A JSON value as the type of its column; lists and objects as JSON text.
fn value(column: &Property, value: Option<Value>) -> SqliteValue {
    match (column.kind.as_str(), value) {
        (_, None | Some(Value::Null)) => Null.into(),
        ("boolean", Some(Value::Bool(yes))) => i64::from(yes).into(),
        ("integer", Some(Value::Number(number))) if number.is_i64() => number.as_i64().into(),
        (_, Some(Value::Number(number))) => number.as_f64().into(),
        (_, Some(Value::String(text))) => text.into(),
        (_, Some(other)) => other.to_string().into(),
    }
}
