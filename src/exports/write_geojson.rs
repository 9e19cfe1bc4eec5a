//! GeoJSON (RFC 7946) and GeoJSON text sequences (RFC 8142).

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use serde_json::json;

use crate::error::Error;
use crate::exports::format::Format;
use crate::exports::rows::Row;
use crate::exports::{BUFFER_BYTES, Order, Sink, Table, Tally, decimals, not_written, notes};
use crate::geometry::wkb::{Line, Shape};

/// What begins a text of a sequence.
const RECORD_SEPARATOR: u8 = 0x1E;

struct GeoJson {
    file: BufWriter<File>,
    order: Order,
    line: Vec<u8>,
    written: u64,
}

pub fn open(order: &Order, path: &Path) -> Result<Box<dyn Sink>, Error> {
    let file = File::create(path).map_err(not_written)?;
    Ok(Box::new(GeoJson {
        file: BufWriter::with_capacity(BUFFER_BYTES, file),
        order: order.clone(),
        line: Vec::new(),
        written: 0,
    }))
}

impl GeoJson {
    fn is_sequence(&self) -> bool {
        self.order.format == Format::GeoJsonSeq
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.file.write_all(bytes).map_err(not_written)
    }
}

impl Sink for GeoJson {
    fn begin(&mut self, table: &Table) -> Result<(), Error> {
        if self.is_sequence() {
            return Ok(());
        }
        // Members of our own, before the features: a reader that wants none of them passes over them.
        let mut head = json!({ "type": "FeatureCollection", "name": table.collection.id });
        for note in notes::of(&self.order, table) {
            head[note.id] = json!({ "vi": note.said.vi, "en": note.said.en });
        }
        let head = head.to_string();
        let open = head.strip_suffix('}').unwrap_or(&head);
        self.put(open.as_bytes())?;
        self.put(b",\"features\":[\n")
    }

    fn row(&mut self, table: &Table, row: &Row) -> Result<(), Error> {
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        if self.is_sequence() {
            line.push(RECORD_SEPARATOR);
        } else if self.written > 0 {
            line.extend_from_slice(b",\n");
        }
        feature(&mut line, table, row)?;
        if self.is_sequence() {
            line.push(b'\n');
        }
        self.put(&line)?;
        self.written += 1;
        self.line = line;
        Ok(())
    }

    fn end(&mut self, table: &Table, tally: &Tally) -> Result<(), Error> {
        if self.is_sequence() {
            return Ok(());
        }
        let end = format!(
            "\n],\"numberMatched\":{},\"numberReturned\":{}}}\n",
            table.matched, tally.written
        );
        self.put(end.as_bytes())
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.file.flush().map_err(not_written)
    }
}

fn feature(out: &mut Vec<u8>, table: &Table, row: &Row) -> Result<(), Error> {
    out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
    out.extend_from_slice(json!(row.id).to_string().as_bytes());
    out.extend_from_slice(b",\"geometry\":");
    geometry(out, &Shape::parse(&row.wkb)?, table.decimals());
    out.extend_from_slice(b",\"properties\":");
    if table.query.properties.is_none() {
        out.extend_from_slice(row.properties.as_bytes());
    } else {
        let mut values = row.values()?;
        values.retain(|name, _| table.columns().any(|column| column.name == *name));
        out.extend_from_slice(json!(values).to_string().as_bytes());
    }
    out.push(b'}');
    Ok(())
}

fn geometry(out: &mut Vec<u8>, shape: &Shape<'_>, decimals: usize) {
    match shape {
        Shape::Areas(areas) => {
            out.extend_from_slice(b"{\"type\":\"MultiPolygon\",\"coordinates\":");
            list(out, areas, |out, rings| {
                list(out, rings, |out, ring| coordinates(out, *ring, decimals));
            });
        }
        Shape::Points(points) => {
            out.extend_from_slice(b"{\"type\":\"MultiPoint\",\"coordinates\":[");
            for (index, point) in points.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                pairs(out, *point, decimals);
            }
            out.push(b']');
        }
    }
    out.push(b'}');
}

fn list<T>(out: &mut Vec<u8>, items: &[T], each: impl Fn(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        each(out, item);
    }
    out.push(b']');
}

fn coordinates(out: &mut Vec<u8>, line: Line<'_>, decimals: usize) {
    out.push(b'[');
    pairs(out, line, decimals);
    out.push(b']');
}

fn pairs(out: &mut Vec<u8>, line: Line<'_>, decimals: usize) {
    for (index, [x, y]) in line.coords().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.push(b'[');
        decimals::push(out, x, decimals);
        out.push(b',');
        decimals::push(out, y, decimals);
        out.push(b']');
    }
}
