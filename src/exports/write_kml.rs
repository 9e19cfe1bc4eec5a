//! KML 2.2 (OGC 07-147r2): a folder for each collection, a placemark for each feature, its properties as extended data.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use serde_json::{Map, Value};

use crate::error::Error;
use crate::exports::rows::Row;
use crate::exports::style::Drawing;
use crate::exports::xml::escaped;
use crate::exports::{Order, Sink, Table, Tally, decimals, not_written, notes};
use crate::geometry::wkb::{Line, Shape};

struct Kml {
    file: BufWriter<File>,
    order: Order,
    drawing: Drawing,
    text: Vec<u8>,
}

pub fn open(order: &Order, path: &Path) -> Result<Box<dyn Sink>, Error> {
    let file = File::create(path).map_err(not_written)?;
    let mut kml = Kml {
        file: BufWriter::with_capacity(256 * 1024, file),
        order: order.clone(),
        drawing: Drawing::published()?,
        text: Vec::new(),
    };
    let title = match &order.tables[..] {
        [one] => escaped(&one.collection.title_vi),
        _ => "CCN Atlas".to_owned(),
    };
    kml.put(&format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n\
         <name>{title}</name>\n<description>{}</description>\n",
        escaped(&notes::certainty().vi)
    ))?;
    // Before any folder, says the schema: a style for each way a feature is drawn.
    for table in &order.tables {
        let styles = kml.styles(table);
        kml.put(&styles)?;
        let schema = schema(table);
        kml.put(&schema)?;
    }
    Ok(Box::new(kml))
}

impl Kml {
    fn put(&mut self, text: &str) -> Result<(), Error> {
        self.file.write_all(text.as_bytes()).map_err(not_written)
    }
}
