//! DXF of AutoCAD 2004 (AC1018), the first with colours of the map: closed polylines and points on a layer for each collection,
//! status and certainty, names as text. Entities are written aside first, as the layers they use stand before them.

mod tags;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::error::{Error, Said};
use crate::exports::rows::Row;
use crate::exports::styles::published::Published;
use crate::exports::write_kml::name;
use crate::exports::{BUFFER_BYTES, Order, Sink, Table, Tally, not_written, notes};
use crate::geometry::wkb::{Line, Shape};
use tags::{Layer, Tags};

/// Names of a feature stand on a layer of their own, so that they can be switched off.
const LABELS: &str = "-TEN";
/// What is true of the whole drawing stands here.
const NOTES: &str = "CCN-GHI-CHU";
/// Height of a name, metres: a share of the feature's width, between these.
const TEXT_SHARE: f64 = 0.06;
const TEXT_HEIGHT: [f64; 2] = [8.0, 400.0];
const GREY: &str = "#444c55";

struct Dxf {
    entities: BufWriter<File>,
    order: Order,
    drawing: Published,
    aside: PathBuf,
    path: PathBuf,
    tags: Tags,
    layers: BTreeMap<String, Layer>,
    extent: Option<[f64; 4]>,
    said: Vec<Said>,
}

pub fn open(order: &Order, folder: &Path, path: &Path) -> Result<Box<dyn Sink>, Error> {
    let aside = folder.join("entities.part");
    let file = File::create(&aside).map_err(not_written)?;
    Ok(Box::new(Dxf {
        entities: BufWriter::with_capacity(BUFFER_BYTES, file),
        order: order.clone(),
        drawing: Published::load()?,
        aside,
        path: path.to_owned(),
        tags: Tags::default(),
        layers: BTreeMap::new(),
        extent: None,
        said: Vec::new(),
    }))
}

impl Sink for Dxf {
    fn begin(&mut self, _: &Table) -> Result<(), Error> {
        Ok(())
    }

    fn row(&mut self, table: &Table, row: &Row) -> Result<(), Error> {
        let values = row.values()?;
        let layer = self.layer_of(table, &values);
        let shape = Shape::parse(&row.wkb)?;
        let facts = facts(table, row, &values);
        self.tags.clear();
        match &shape {
            Shape::Areas(areas) => {
                for ring in areas.iter().flatten() {
                    self.tags.polyline(&layer, *ring, &facts);
                }
            }
            Shape::Points(points) => {
                for at in points.iter().copied().flat_map(Line::coords) {
                    self.tags.point(&layer, at, &facts);
                }
            }
        }
        let envelope = shape.envelope();
        if let (Some(at), Some(name)) = (row.label, name(&values)) {
            let width = envelope.map_or(0.0, |[west, east, ..]| east - west);
            let height = (width * TEXT_SHARE).clamp(TEXT_HEIGHT[0], TEXT_HEIGHT[1]);
            self.tags
                .text(&format!("{layer}{LABELS}"), at, height, &name);
        }
        self.extent = match (self.extent, envelope) {
            (Some([w, e, s, n]), Some([west, east, south, north])) => {
                Some([w.min(west), e.max(east), s.min(south), n.max(north)])
            }
            (all, one) => all.or(one),
        };
        self.entities
            .write_all(self.tags.bytes())
            .map_err(not_written)
    }

    fn end(&mut self, table: &Table, tally: &Tally) -> Result<(), Error> {
        let mut notes = notes::of(&self.order, table);
        notes.push(notes::tally(tally));
        self.said.extend(notes.into_iter().map(|note| {
            let label = format!(
                "{}: {} · {}",
                table.collection.id, note.label.vi, note.label.en
            );
            let same = note.said.vi == note.said.en;
            let both = format!("{} · {}", note.said.vi, note.said.en);
            Said::new(label, if same { note.said.vi } else { both })
        }));
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.note();
        self.entities
            .write_all(self.tags.bytes())
            .map_err(not_written)?;
        self.entities.flush().map_err(not_written)?;
        let file = File::create(&self.path).map_err(not_written)?;
        let mut file = BufWriter::with_capacity(BUFFER_BYTES, file);
        let layers: Vec<(&String, &Layer)> = self.layers.iter().collect();
        let head = tags::head(
            &layers,
            self.extent.unwrap_or_default(),
            &self.said,
            self.tags.next(),
        );
        file.write_all(head.as_bytes()).map_err(not_written)?;
        let mut entities = File::open(&self.aside).map_err(not_written)?;
        io::copy(&mut entities, &mut file).map_err(not_written)?;
        file.write_all(tags::END.as_bytes()).map_err(not_written)?;
        file.flush().map_err(not_written)?;
        fs::remove_file(&self.aside).map_err(not_written)
    }
}

impl Dxf {
    /// The layer of a feature, and that of its name, made when they are first used.
    fn layer_of(&mut self, table: &Table, values: &Map<String, Value>) -> String {
        let id = &table.collection.id;
        let text = |name: &str| values.get(name).and_then(Value::as_str).unwrap_or_default();
        let codes = self.drawing.codes(id);
        let code = codes.as_ref().map_or("", |codes| {
            let code = text(&codes.property);
            codes
                .codes
                .iter()
                .find(|known| *known == code)
                .map_or("", String::as_str)
        });
        let certainty = text("boundary_certainty");
        let parts = ["ccn", id, code, certainty];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        let name = parts.map(tags::plain).collect::<Vec<_>>().join("-");
        if !self.layers.contains_key(&name) {
            let colour = self.drawing.ink(id, code);
            let colour = colour.unwrap_or_else(|| GREY.to_owned());
            let label = Layer {
                colour: colour.clone(),
                is_dashed: false,
            };
            self.layers.insert(format!("{name}{LABELS}"), label);
            let is_dashed = certainty == "indicative";
            self.layers
                .insert(name.clone(), Layer { colour, is_dashed });
        }
        name
    }

    /// Says below the drawing what it must not be taken for, and in which grid it is.
    fn note(&mut self) {
        self.tags.clear();
        let Some([west, east, south, _]) = self.extent else {
            return;
        };
        let colour = GREY.to_owned();
        let layer = Layer {
            colour,
            is_dashed: false,
        };
        self.layers.insert(NOTES.to_owned(), layer);
        let height = ((east - west) / 120.0).clamp(TEXT_HEIGHT[0], TEXT_HEIGHT[1]);
        let crs = self
            .order
            .tables
            .first()
            .map_or("", |table| table.crs().short());
        let certainty = notes::certainty();
        let sources: Vec<&str> = self
            .order
            .tables
            .iter()
            .map(|table| table.collection.attribution.as_str())
            .collect();
        let grid = format!("{crs}: x = E, y = N, m. {}", sources.join("; "));
        for (line, text) in (1..).zip([certainty.vi, certainty.en, grid]) {
            let down = south - f64::from(line) * 2.0 * height;
            self.tags
                .text(NOTES, [west + (east - west) / 2.0, down], height, &text);
        }
    }
}

/// What an entity carries of its feature: collection, id, name and certainty.
fn facts(table: &Table, row: &Row, values: &Map<String, Value>) -> Vec<String> {
    let certainty = values.get("boundary_certainty").and_then(Value::as_str);
    let facts = [
        ("collection", Some(table.collection.id.clone())),
        ("id", Some(row.id.clone())),
        ("name", name(values)),
        ("boundary_certainty", certainty.map(str::to_owned)),
    ];
    facts
        .into_iter()
        .filter_map(|(label, fact)| Some(format!("{label}={}", fact?)))
        .collect()
}
