//! Rows on their way from the database to the file.

use serde_json::{Map, Value};
use tokio_postgres::Row as DatabaseRow;

use crate::error::Error;
use crate::features::items::After;

/// What the reader tells the writer.
pub enum Message {
    /// The rows that follow are of the order's table of this index.
    Table(usize),
    Rows(Vec<Row>),
    /// That was all: without it the file is not finished.
    End,
}

/// One feature.
pub struct Row {
    pub fid: i64,
    pub id: String,
    /// MultiPolygon or MultiPoint, little end first, in the CRS of the table.
    pub wkb: Vec<u8>,
    /// A point inside, in the CRS of the table, where the format wants one.
    pub label: Option<[f64; 2]>,
    /// A JSON object.
    pub properties: String,
    sort_value: Option<Value>,
}

impl Row {
    pub fn from_row(row: &DatabaseRow) -> Result<Self, Error> {
        let x: Option<f64> = row.try_get("label_x")?;
        let y: Option<f64> = row.try_get("label_y")?;
        Ok(Self {
            fid: row.try_get("fid")?,
            id: row.try_get("id")?,
            wkb: row.try_get("wkb")?,
            label: x.zip(y).map(|(x, y)| [x, y]),
            properties: row.try_get("properties")?,
            sort_value: row.try_get("sort_value")?,
        })
    }

    /// The properties, by name.
    pub fn values(&self) -> Result<Map<String, Value>, Error> {
        serde_json::from_str(&self.properties)
            .map_err(|source| Error::startup_from("properties are no JSON object", source))
    }

    /// Said by a property that every collection has, so the text need not be taken apart.
    pub fn is_indicative(&self) -> bool {
        self.properties
            .contains("\"boundary_certainty\":\"indicative\"")
    }

    pub fn bytes(&self) -> usize {
        self.wkb.len() + self.properties.len()
    }

    /// Where the page after this row begins.
    pub fn after(&self) -> After {
        After {
            fid: self.fid,
            value: self.sort_value.clone().unwrap_or(Value::Null),
        }
    }
}
