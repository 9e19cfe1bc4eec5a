//! Shapefiles in a ZIP: a set of files for each collection, and a text of what they are and how their fields are
//! called. The rows go to a GeoPackage first, as the width of a field is known only when all of them were seen.

mod copy_gdal;
mod fields;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::error::Error;
use crate::exports::geopackage::{self, table};
use crate::exports::rows::Row;
use crate::exports::{Order, Sink, Table, Tally, not_written, notes};
use fields::{Column, Kind, Measured};

struct Shapefile {
    rows: Box<dyn Sink>,
    order: Order,
    folder: PathBuf,
    path: PathBuf,
    measured: Measured,
    tables: Vec<(Table, Vec<Column>)>,
    about: String,
}

pub fn open(order: &Order, folder: &Path, path: &Path) -> Result<Box<dyn Sink>, Error> {
    let rows = geopackage::open(order, &folder.join("rows.gpkg"), geopackage::Use::Between)?;
    Ok(Box::new(Shapefile {
        rows,
        order: order.clone(),
        folder: folder.to_owned(),
        path: path.to_owned(),
        measured: Measured::default(),
        tables: Vec::new(),
        about: String::new(),
    }))
}

impl Sink for Shapefile {
    fn begin(&mut self, table: &Table) -> Result<(), Error> {
        self.measured = Measured::default();
        self.rows.begin(table)
    }

    fn row(&mut self, table: &Table, row: &Row) -> Result<(), Error> {
        let values = row.values()?;
        let wanted = table
            .columns()
            .map(|column| values.get(&column.name).unwrap_or(&Value::Null));
        self.measured.add(&row.id, wanted);
        self.rows.row(table, row)
    }

    fn end(&mut self, table: &Table, tally: &Tally) -> Result<(), Error> {
        let columns = self.measured.columns(table);
        about(&mut self.about, &self.order, table, tally, &columns);
        self.tables.push((table.clone(), columns));
        self.rows.end(table, tally)
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        self.rows.finish()?;
        let (from, folder) = (
            self.folder.join("rows.gpkg"),
            self.folder.join("shapefiles"),
        );
        copy_gdal::copy(&from, &folder, &self.tables)
            .map_err(|source| Error::startup_from("GDAL writes no shapefile", source))?;
        fs::remove_file(&from).map_err(not_written)?;
        pack(&folder, &self.path, &self.about)?;
        fs::remove_dir_all(&folder).map_err(not_written)
    }
}

/// All files of a folder and the text, in one ZIP.
fn pack(folder: &Path, path: &Path, about: &str) -> Result<(), Error> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .large_file(true);
    let file = BufWriter::new(File::create(path).map_err(not_written)?);
    let mut zip = ZipWriter::new(file);
    zip.start_file("README.txt", options).map_err(not_packed)?;
    // Windows tells UTF-8 by this mark.
    zip.write_all("\u{FEFF}".as_bytes()).map_err(not_written)?;
    zip.write_all(about.as_bytes()).map_err(not_written)?;
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(not_written)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(not_written)?;
    files.sort();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        zip.start_file(name, options).map_err(not_packed)?;
        let mut from = File::open(&file).map_err(not_written)?;
        io::copy(&mut from, &mut zip).map_err(not_written)?;
    }
    let mut file = zip.finish().map_err(not_packed)?;
    file.flush().map_err(not_written)
}

fn not_packed(source: ZipError) -> Error {
    Error::startup_from("an export cannot be packed", source)
}

/// What a shapefile is, and the map of its fields.
fn about(out: &mut String, order: &Order, table: &Table, tally: &Tally, columns: &[Column]) {
    let mut lines = vec![
        format!("{}.shp", table::name(&table.collection)),
        String::new(),
    ];
    let mut notes = notes::of(order, table);
    notes.push(notes::tally(tally));
    for note in &notes {
        lines.push(format!("{}: {}", note.label.vi, note.said.vi));
        if note.said.en != note.said.vi {
            lines.push(format!("{}: {}", note.label.en, note.said.en));
        }
    }
    lines.push(String::new());
    lines.push("Trường · Field\tThuộc tính · Property\tKiểu · Type\tNghĩa · Meaning".to_owned());
    for column in columns {
        let kind = match column.kind {
            Kind::Text => "text",
            Kind::Real { .. } => "number",
            Kind::Integer => "integer",
            Kind::Boolean => "1 / 0",
            Kind::Date => "date",
        };
        lines.push(format!(
            "{}\t{}\t{kind}\t{} · {}",
            column.names.join(" + "),
            column.property,
            column.title_vi,
            column.title_en
        ));
    }
    lines.push(String::new());
    lines.push(
        "Văn bản dài hơn 254 byte được ghi tiếp sang các trường sau (dấu +): ghép lại theo thứ tự.\n\
         A text longer than 254 bytes goes on in the next fields (the + above): put them together in order."
            .to_owned(),
    );
    for column in columns.iter().filter(|column| column.is_cut) {
        lines.push(format!(
            "BỊ CẮT · CUT: {}: dBASE không có đủ trường; lấy GeoPackage để có đủ. There are not enough fields; the \
             GeoPackage has all of it.",
            column.property
        ));
    }
    out.push_str(&lines.join("\r\n"));
    out.push_str("\r\n\r\n\r\n");
}
