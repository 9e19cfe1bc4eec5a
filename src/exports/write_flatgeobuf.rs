//! FlatGeobuf: rows go aside as they come and are sorted by place at the end, so that the index stands before them.

use std::error::Error as StdError;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use flatgeobuf::geozero::error::GeozeroError;
use flatgeobuf::geozero::{ColumnValue, GeomProcessor, PropertyProcessor as _};
use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType, GeozeroGeometry};
use serde_json::{Value, json};

use crate::error::Error;
use crate::exports::geopackage::table;
use crate::exports::rows::Row;
use crate::exports::{
    BUFFER_BYTES, Order, Sink, Table, Tally, not_written, notes, spatial_ref_gdal,
};
use crate::geometry::wkb::{Line, Shape};

struct FlatGeobuf {
    /// None until the table begins: the file says of itself what the table is.
    writer: Option<FgbWriter<'static>>,
    order: Order,
    path: PathBuf,
}

pub fn open(order: &Order, path: &Path) -> Box<dyn Sink> {
    Box::new(FlatGeobuf {
        writer: None,
        order: order.clone(),
        path: path.to_owned(),
    })
}

impl Sink for FlatGeobuf {
    fn begin(&mut self, table: &Table) -> Result<(), Error> {
        let definition = spatial_ref_gdal::definition(table.crs())?;
        let mut metadata = json!({});
        for note in notes::of(&self.order, table) {
            metadata[note.id] = json!({ "vi": note.said.vi, "en": note.said.en });
        }
        let kind = if table.is_of_points() {
            GeometryType::MultiPoint
        } else {
            GeometryType::MultiPolygon
        };
        let options = FgbWriterOptions {
            // There is no index of nothing.
            write_index: table.matched > 0,
            crs: FgbCrs {
                org: Some("EPSG"),
                code: table.crs().srid(),
                name: Some(&definition.name),
                wkt: Some(&definition.wkt),
                ..FgbCrs::default()
            },
            title: Some(&table.collection.title_vi),
            description: Some(&table.collection.description_vi),
            metadata: Some(&metadata.to_string()),
            ..FgbWriterOptions::default()
        };
        let name = table::name(&table.collection);
        let mut writer = FgbWriter::create_with_options(&name, kind, options).map_err(refused)?;
        writer.add_column("id", ColumnType::String, |text, column| {
            column.title = Some(text.create_string("Mã đối tượng"));
            column.nullable = false;
        });
        for column in table.columns() {
            let kind = match column.kind.as_str() {
                "number" => ColumnType::Double,
                "integer" => ColumnType::Long,
                "boolean" => ColumnType::Bool,
                "date" => ColumnType::DateTime,
                "array" | "object" => ColumnType::Json,
                _ => ColumnType::String,
            };
            writer.add_column(&column.name, kind, |text, made| {
                made.title = Some(text.create_string(&column.title_vi));
                made.description = Some(text.create_string(&column.title_en));
            });
        }
        self.writer = Some(writer);
        Ok(())
    }

    fn row(&mut self, table: &Table, row: &Row) -> Result<(), Error> {
        let writer = self.writer.as_mut().ok_or_else(no_table)?;
        let values = row.values()?;
        let mut told = Ok(false);
        writer
            .add_feature_geom(Shape::parse(&row.wkb)?, |feature| {
                told = feature.property(0, "id", &ColumnValue::String(&row.id));
                for (place, column) in table.columns().enumerate() {
                    let Some(value) = values.get(&column.name).filter(|value| !value.is_null())
                    else {
                        continue;
                    };
                    let text = value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned);
                    let value = match (column.kind.as_str(), value) {
                        ("number", Value::Number(number)) => {
                            ColumnValue::Double(number.as_f64().unwrap_or_default())
                        }
                        ("integer", Value::Number(number)) => {
                            ColumnValue::Long(number.as_i64().unwrap_or_default())
                        }
                        ("boolean", Value::Bool(yes)) => ColumnValue::Bool(*yes),
                        ("date", _) => ColumnValue::DateTime(&text),
                        ("array" | "object", _) => ColumnValue::Json(&text),
                        _ => ColumnValue::String(&text),
                    };
                    if told.is_ok() {
                        told = feature.property(place + 1, &column.name, &value);
                    }
                }
            })
            .map_err(refused)?;
        told.map(|_| ()).map_err(refused)
    }

    fn end(&mut self, _: &Table, _: &Tally) -> Result<(), Error> {
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        let writer = self.writer.ok_or_else(no_table)?;
        let file = File::create(&self.path).map_err(not_written)?;
        let mut file = BufWriter::with_capacity(BUFFER_BYTES, file);
        writer.write(&mut file).map_err(refused)?;
        file.flush().map_err(not_written)
    }
}

impl GeozeroGeometry for Shape<'_> {
    fn process_geom<P: GeomProcessor>(&self, to: &mut P) -> Result<(), GeozeroError> {
        match self {
            Self::Areas(areas) => {
                to.multipolygon_begin(areas.len(), 0)?;
                for (index, rings) in areas.iter().enumerate() {
                    to.polygon_begin(false, rings.len(), index)?;
                    for (index, ring) in rings.iter().enumerate() {
                        to.linestring_begin(false, ring.coords().len(), index)?;
                        coordinates(*ring, to)?;
                        to.linestring_end(false, index)?;
                    }
                    to.polygon_end(false, index)?;
                }
                to.multipolygon_end(0)
            }
            Self::Points(points) => {
                to.multipoint_begin(points.len(), 0)?;
                for point in points {
                    coordinates(*point, to)?;
                }
                to.multipoint_end(0)
            }
        }
    }
}

fn coordinates(line: Line<'_>, to: &mut impl GeomProcessor) -> Result<(), GeozeroError> {
    for (index, [x, y]) in line.coords().enumerate() {
        to.xy(x, y, index)?;
    }
    Ok(())
}

fn no_table() -> Error {
    Error::startup("a FlatGeobuf without a table")
}

fn refused(source: impl StdError + Send + Sync + 'static) -> Error {
    Error::startup_from("a FlatGeobuf cannot be written", source)
}
