//! CSV for spreadsheets and programs: UTF-8 with a byte-order mark, as Excel takes any other for a Windows code page;
//! a point inside in two columns, and the geometry as WKT last, where a program that cuts long cells loses nothing else.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use csv::{Terminator, Writer, WriterBuilder};
use serde_json::Value;

use crate::error::Error;
use crate::exports::rows::Row;
use crate::exports::{Sink, Table, Tally, decimals, not_written};
use crate::geometry::wkb::{Line, Shape};

/// Excel's sign of UTF-8.
const MARK: &[u8] = "\u{FEFF}".as_bytes();
/// What makes a spreadsheet take a text for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

struct Csv {
    file: Writer<BufWriter<File>>,
    cell: Vec<u8>,
}

pub fn open(path: &Path) -> Result<Box<dyn Sink>, Error> {
    let mut file = BufWriter::new(File::create(path).map_err(not_written)?);
    file.write_all(MARK).map_err(not_written)?;
    Ok(Box::new(Csv {
        file: WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .from_writer(file),
        cell: Vec::new(),
    }))
}

impl Sink for Csv {
    fn begin(&mut self, table: &Table) -> Result<(), Error> {
        let properties = table.columns().map(|column| column.name.as_str());
        let names = std::iter::once("id")
            .chain(properties)
            .chain(axes(table))
            .chain(["WKT"]);
        self.file.write_record(names).map_err(row_not_written)
    }

    fn row(&mut self, table: &Table, row: &Row) -> Result<(), Error> {
        let values = row.values()?;
        let texts = table.columns().map(|column| text(values.get(&column.name)));
        let point = row.label.map_or_else(Default::default, |point| {
            point.map(|number| decimal(number, table.decimals()))
        });
        self.cell.clear();
        wkt(&mut self.cell, &Shape::parse(&row.wkb)?, table.decimals());
        let fields = std::iter::once(harmless(&row.id)).chain(texts).chain(point);
        for field in fields {
            self.file.write_field(field).map_err(row_not_written)?;
        }
        self.file.write_field(&self.cell).map_err(row_not_written)?;
        let end = None::<&[u8]>;
        self.file.write_record(end).map_err(row_not_written)
    }

    fn end(&mut self, _: &Table, _: &Tally) -> Result<(), Error> {
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.file.flush().map_err(not_written)
    }
}

/// What the columns of a point are called.
pub fn axes(table: &Table) -> [&'static str; 2] {
    if table.crs().is_geographic() {
        ["longitude", "latitude"]
    } else {
        ["easting", "northing"]
    }
}

/// A property as text; nothing where no source states a value.
fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => harmless(text),
        Some(other) => other.to_string(),
    }
}

/// A text that no spreadsheet takes for a formula: with an apostrophe before it, as a person would type it. One more
/// where there is one already, so that whoever reads it can take one away and has what was there.
fn harmless(text: &str) -> String {
    if text.trim_start_matches('\'').starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn decimal(number: f64, places: usize) -> String {
    let mut text = Vec::new();
    decimals::push(&mut text, number, places);
    String::from_utf8_lossy(&text).into_owned()
}

/// A geometry as well-known text.
fn wkt(out: &mut Vec<u8>, shape: &Shape<'_>, decimals: usize) {
    match shape {
        Shape::Areas(areas) => {
            out.extend_from_slice(b"MULTIPOLYGON (");
            for (index, rings) in areas.iter().enumerate() {
                out.extend_from_slice(if index > 0 { b",(" } else { b"(" });
                for (index, ring) in rings.iter().enumerate() {
                    out.extend_from_slice(if index > 0 { b",(" } else { b"(" });
                    pairs(out, *ring, decimals);
                    out.push(b')');
                }
                out.push(b')');
            }
        }
        Shape::Points(points) => {
            out.extend_from_slice(b"MULTIPOINT (");
            for (index, point) in points.iter().enumerate() {
                out.extend_from_slice(if index > 0 { b",(" } else { b"(" });
                pairs(out, *point, decimals);
                out.push(b')');
            }
        }
    }
    out.push(b')');
}

fn pairs(out: &mut Vec<u8>, line: Line<'_>, places: usize) {
    for (index, [x, y]) in line.coords().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        decimals::push(out, x, places);
        out.push(b' ');
        decimals::push(out, y, places);
    }
}

fn row_not_written(source: csv::Error) -> Error {
    Error::startup_from("a row of CSV cannot be written", source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula_and_each_can_be_had_back() {
        for text in ["=1+1", "+84 24", "-5", "@SUM(A1)", "\tx", "'=1", "''@x"] {
            let written = harmless(text);
            assert!(written.starts_with('\''), "{text}");
            assert_eq!(&written[1..], text);
        }
        for text in ["Liên Hà", "'a", "1-2", ""] {
            assert_eq!(harmless(text), text);
        }
    }
}
