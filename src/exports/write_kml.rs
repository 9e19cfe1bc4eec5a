//! KML 2.2 (OGC 07-147r2): a folder for each collection, a placemark for each feature, its properties as extended data.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use serde_json::{Map, Value};

use crate::error::Error;
use crate::exports::rows::Row;
use crate::exports::styles::published::Published;
use crate::exports::xml::escaped;
use crate::exports::{BUFFER_BYTES, Order, Sink, Table, Tally, decimals, not_written, notes};
use crate::geometry::wkb::{Line, Shape};

struct Kml {
    file: BufWriter<File>,
    order: Order,
    drawing: Published,
    line: Vec<u8>,
}

pub fn open(order: &Order, path: &Path) -> Result<Box<dyn Sink>, Error> {
    let file = File::create(path).map_err(not_written)?;
    let mut kml = Kml {
        file: BufWriter::with_capacity(BUFFER_BYTES, file),
        order: order.clone(),
        drawing: Published::load()?,
        line: Vec::new(),
    };
    let title = match &order.tables[..] {
        [one] => escaped(&one.collection.title_vi),
        _ => "CCN Atlas".to_owned(),
    };
    let certainty = notes::certainty();
    kml.put(&format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n\
         <name>{title}</name>\n<description>{}\n\n{}</description>\n",
        escaped(&certainty.vi),
        escaped(&certainty.en)
    ))?;
    // Styles and schemas stand before any folder.
    for table in &order.tables {
        let styles = styles(&kml.drawing, table);
        kml.put(&styles)?;
    }
    for table in &order.tables {
        kml.put(&schema(table))?;
    }
    Ok(Box::new(kml))
}

impl Kml {
    fn put(&mut self, text: &str) -> Result<(), Error> {
        self.file.write_all(text.as_bytes()).map_err(not_written)
    }
}

impl Sink for Kml {
    fn begin(&mut self, table: &Table) -> Result<(), Error> {
        let notes: Vec<String> = notes::of(&self.order, table)
            .iter()
            .map(|note| format!("{}: {}", note.label.vi, note.said.vi))
            .collect();
        self.put(&format!(
            "<Folder>\n<name>{}</name>\n<description>{}</description>\n",
            escaped(&table.collection.title_vi),
            escaped(&notes.join("\n"))
        ))
    }

    fn row(&mut self, table: &Table, row: &Row) -> Result<(), Error> {
        let values = row.values()?;
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        let style = style_of(&self.drawing, table, &values);
        let head = format!(
            "<Placemark id=\"{0}-{1}\">\n<name>{2}</name>\n{3}<styleUrl>#{0}-{style}</styleUrl>\n{4}",
            escaped(&table.collection.id),
            escaped(&row.id),
            escaped(&name(&values).unwrap_or_else(|| row.id.clone())),
            description(&values),
            data(table, row, &values)
        );
        line.extend_from_slice(head.as_bytes());
        geometry(&mut line, &Shape::parse(&row.wkb)?, table.decimals());
        line.extend_from_slice(b"</Placemark>\n");
        self.file.write_all(&line).map_err(not_written)?;
        self.line = line;
        Ok(())
    }

    fn end(&mut self, _: &Table, _: &Tally) -> Result<(), Error> {
        self.put("</Folder>\n")
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.put("</Document>\n</kml>\n")?;
        self.file.flush().map_err(not_written)
    }
}

/// What people call a feature.
pub fn name(values: &Map<String, Value>) -> Option<String> {
    let found = ["full_name", "name", "name_vi"].into_iter();
    let mut names = found.filter_map(|name| values.get(name)?.as_str());
    names.next().map(str::to_owned)
}

/// The sentence that an indicative boundary carries wherever it goes.
fn description(values: &Map<String, Value>) -> &'static str {
    if values
        .get("boundary_certainty")
        .is_some_and(|known| known == "indicative")
    {
        "<description>Ranh giới tượng trưng, không phải ranh giới thật. Indicative: not the real \
         boundary.</description>\n"
    } else {
        ""
    }
}

/// The number of the style of a feature.
fn style_of(drawing: &Published, table: &Table, values: &Map<String, Value>) -> usize {
    let Some(codes) = drawing.codes(&table.collection.id) else {
        return 0;
    };
    let code = values.get(&codes.property).and_then(Value::as_str);
    let place = codes
        .codes
        .iter()
        .position(|known| Some(known.as_str()) == code);
    place.unwrap_or(codes.codes.len())
}

/// A style for each colour of the map.
fn styles(drawing: &Published, table: &Table) -> String {
    let id = &table.collection.id;
    let codes = drawing.codes(id).map_or_else(Vec::new, |codes| codes.codes);
    let codes = codes.iter().map(String::as_str).chain([""]);
    let mut text = String::new();
    for (index, code) in codes.enumerate() {
        let ink = drawing.ink(id, code);
        let ink = colour(ink.as_deref().unwrap_or("#444c55"), 1.0);
        let fill = drawing.fill(id, code);
        let fill = fill.map_or_else(|| ink.clone(), |(fill, opacity)| colour(&fill, opacity));
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "<Style id=\"{id}-{index}\"><IconStyle><color>{ink}</color></IconStyle><LabelStyle><scale>0.8</scale>\
             </LabelStyle><LineStyle><color>{ink}</color><width>2</width></LineStyle><PolyStyle><color>{fill}</color>\
             </PolyStyle></Style>"
        );
    }
    text
}

/// KML has alpha first and red last.
fn colour(rgb: &str, opacity: f64) -> String {
    let digits = rgb.trim_start_matches('#');
    let part = |at: usize| digits.get(at..at + 2).unwrap_or("00");
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to what a byte holds"
    )]
    let alpha = (opacity * 255.0).round().clamp(0.0, 255.0) as u8;
    format!("{alpha:02x}{}{}{}", part(4), part(2), part(0))
}

/// The types of the properties.
fn schema(table: &Table) -> String {
    let id = &table.collection.id;
    let mut text = format!("<Schema id=\"{id}-schema\" name=\"{id}\">\n");
    let own = [("id", "string", "Mã đối tượng")];
    let columns = table.columns().map(|column| {
        let kind = match column.kind.as_str() {
            "number" => "double",
            "integer" => "int",
            "boolean" => "bool",
            _ => "string",
        };
        (column.name.as_str(), kind, column.title_vi.as_str())
    });
    for (name, kind, title) in own.into_iter().chain(columns) {
        let _ = writeln!(
            text,
            "<SimpleField name=\"{name}\" type=\"{kind}\"><displayName>{}</displayName></SimpleField>",
            escaped(title)
        );
    }
    text.push_str("</Schema>\n");
    text
}

fn data(table: &Table, row: &Row, values: &Map<String, Value>) -> String {
    let mut text = format!(
        "<ExtendedData><SchemaData schemaUrl=\"#{}-schema\">\n<SimpleData name=\"id\">{}</SimpleData>\n",
        table.collection.id,
        escaped(&row.id)
    );
    for column in table.columns() {
        let value = match values.get(&column.name) {
            None | Some(Value::Null) => continue,
            Some(Value::String(text)) => escaped(text),
            Some(Value::Bool(yes)) => u8::from(*yes).to_string(),
            Some(other) => escaped(&other.to_string()),
        };
        let _ = writeln!(
            text,
            "<SimpleData name=\"{}\">{value}</SimpleData>",
            column.name
        );
    }
    text.push_str("</SchemaData></ExtendedData>\n");
    text
}

fn geometry(out: &mut Vec<u8>, shape: &Shape<'_>, decimals: usize) {
    out.extend_from_slice(b"<MultiGeometry>");
    match shape {
        Shape::Areas(areas) => {
            for rings in areas {
                out.extend_from_slice(b"<Polygon>");
                for (index, ring) in rings.iter().enumerate() {
                    let side: &[u8] = if index == 0 { b"outer" } else { b"inner" };
                    for part in [b"<", side, b"BoundaryIs><LinearRing><coordinates>"] {
                        out.extend_from_slice(part);
                    }
                    coordinates(out, *ring, decimals);
                    for part in [b"</coordinates></LinearRing></", side, b"BoundaryIs>"] {
                        out.extend_from_slice(part);
                    }
                }
                out.extend_from_slice(b"</Polygon>");
            }
        }
        Shape::Points(points) => {
            for point in points {
                out.extend_from_slice(b"<Point><coordinates>");
                coordinates(out, *point, decimals);
                out.extend_from_slice(b"</coordinates></Point>");
            }
        }
    }
    out.extend_from_slice(b"</MultiGeometry>\n");
}

fn coordinates(out: &mut Vec<u8>, line: Line<'_>, places: usize) {
    for (index, [lon, lat]) in line.coords().enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        decimals::push(out, lon, places);
        out.push(b',');
        decimals::push(out, lat, places);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_written_backwards() {
        assert_eq!(colour("#a83c00", 1.0), "ff003ca8");
        assert_eq!(colour("#0b4f8a", 0.14), "248a4f0b");
    }
}
