//! What a GeoPackage says of its tables: CRS, meaning of columns, metadata, style.

use rusqlite::{Connection, params};
use serde_json::{Map, json};

use crate::catalogue::Property;
use crate::error::Error;
use crate::exports::geopackage::{refused, table};
use crate::exports::notes::{self, Note};
use crate::exports::styles::published::Published;
use crate::exports::{Order, Table, Tally, spatial_ref_gdal, styles, xml};
use crate::geometry::crs::Crs;

const CRS: &str = include_str!("../../../sql/geopackage/crs.sql");
const CONTENTS: &str = include_str!("../../../sql/geopackage/contents.sql");
const GEOMETRY_COLUMN: &str = include_str!("../../../sql/geopackage/geometry_column.sql");
const DATA_COLUMN: &str = include_str!("../../../sql/geopackage/data_column.sql");
const VALUE: &str = include_str!("../../../sql/geopackage/value.sql");
const METADATA: &str = include_str!("../../../sql/geopackage/metadata.sql");
const METADATA_REFERENCE: &str = include_str!("../../../sql/geopackage/metadata_reference.sql");
const STYLE: &str = include_str!("../../../sql/geopackage/style.sql");

/// The CRS of the tables, and EPSG:4326, which every GeoPackage has to define.
pub fn add_crs(connection: &Connection, order: &Order) -> Result<(), Error> {
    let used = order.tables.iter().map(Table::crs);
    for crs in used.chain([Crs::Epsg4326]) {
        let found = spatial_ref_gdal::definition(crs)?;
        connection
            .execute(CRS, params![found.name, crs.srid(), found.wkt])
            .map_err(refused)?;
    }
    Ok(())
}

/// All about a table whose rows are in.
pub fn add(
    connection: &Connection,
    order: &Order,
    table: &Table,
    tally: &Tally,
) -> Result<(), Error> {
    let name = table::name(&table.collection);
    let mut notes = notes::of(order, table);
    notes.push(notes::tally(tally));
    let srid = table.crs().srid();
    let description = format!(
        "{}\n{}",
        table.collection.description_vi,
        notes::certainty().vi
    );
    let made_at = order.made_at.to_offset(time::UtcOffset::UTC);
    let (title, made_at) = (&table.collection.title_vi, notes::instant(made_at));
    let kind = table.collection.geometry.to_uppercase();
    let published = Published::load()?;
    let written = || -> rusqlite::Result<()> {
        connection.execute(CONTENTS, params![name, title, description, made_at, srid])?;
        connection.execute(GEOMETRY_COLUMN, params![name, kind, srid])?;
        add_columns(connection, &published, table, &name)?;
        // For programs; QGIS shows its own dialect in the layer's properties.
        let json = (
            "https://www.rfc-editor.org/rfc/rfc8259",
            "application/json",
            as_json(&notes),
        );
        let qgis = (
            "http://mrcc.com/qgis.dtd",
            "text/xml",
            as_qgis(table, &notes),
        );
        for (standard, mime, text) in [json, qgis] {
            connection.execute(METADATA, params![standard, mime, text])?;
            connection.execute(
                METADATA_REFERENCE,
                params![name, connection.last_insert_rowid()],
            )?;
        }
        Ok(())
    };
    written().map_err(refused)
}

/// How QGIS draws a table: as the map does, without being asked.
pub fn add_style(connection: &Connection, table: &Table) -> Result<(), Error> {
    let columns: Vec<&Property> = table.columns().collect();
    let Some(qml) = styles::qml(&table.collection, &columns)? else {
        return Ok(());
    };
    let name = table::name(&table.collection);
    let title = &table.collection.title_vi;
    let values = params![name, "CCN Atlas", qml, title];
    connection.execute(STYLE, values).map_err(refused)?;
    Ok(())
}

fn add_columns(
    connection: &Connection,
    published: &Published,
    table: &Table,
    name: &str,
) -> rusqlite::Result<()> {
    for column in table.columns() {
        let list = column
            .values
            .as_ref()
            .map(|_| format!("{name}_{}", column.name));
        for value in column.values.iter().flatten() {
            let word = published.word(&column.name, value);
            connection.execute(VALUE, params![list, value, word])?;
        }
        let mime = matches!(column.kind.as_str(), "array" | "object").then_some("application/json");
        let unit = column
            .unit
            .as_deref()
            .map_or(String::new(), |unit| format!(" [{unit}]"));
        let meaning = format!("{}{unit}", column.title_en);
        connection.execute(
            DATA_COLUMN,
            params![name, column.name, column.title_vi, meaning, mime, list],
        )?;
    }
    Ok(())
}

fn as_json(notes: &[Note]) -> String {
    let members: Map<_, _> = notes
        .iter()
        .map(|note| {
            let said = json!({ "vi": note.said.vi, "en": note.said.en });
            (note.id.to_owned(), said)
        })
        .collect();
    json!(members).to_string()
}

/// The metadata of a layer as QGIS keeps it.
fn as_qgis(table: &Table, notes: &[Note]) -> String {
    let said = |id: &str| {
        let note = notes.iter().find(|note| note.id == id);
        xml::escaped(note.map_or("", |note| &note.said.vi))
    };
    let all: Vec<String> = notes
        .iter()
        .map(|note| format!("{}: {}", note.label.vi, note.said.vi))
        .collect();
    format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22\"><identifier>{}</identifier>\
         <parentidentifier></parentidentifier><language>VIE</language><type>dataset</type><title>{}</title>\
         <abstract>{}</abstract><links><link name=\"CCN Atlas\" type=\"WWW:LINK\" url=\"{}\" description=\"\" \
         format=\"\" mimeType=\"\" size=\"\"/></links><rights>{}</rights><license>{}</license></qgis>",
        xml::escaped(&table.collection.id),
        said("title"),
        xml::escaped(&all.join("\n")),
        said("service"),
        said("attribution"),
        said("licence"),
    )
}
