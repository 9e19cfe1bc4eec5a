//! Tables with coordinates: CSV, a workbook, or a list copied from a document.

mod cells_gdal;
mod columns;
pub mod list;
mod numbers;
mod rows;
mod separated;

use crate::imports::reading::child::raw::{Counter, Raw, Source, Text};
use crate::imports::reading::child::tables::columns::Line;
use crate::imports::reading::child::tables::rows::Table;
use crate::imports::reading::parent::Ask;
use crate::imports::reading::stream::Refused;
use crate::imports::reading::{FieldKind, LayerRead};

/// Reads a CSV file.
///
/// # Errors
/// When no header names coordinates, and the defects of its rows.
pub fn read_csv(source: &Source, ask: &Ask, counter: &mut Counter) -> Result<Raw, Refused> {
    let (lines, text) = separated::read(source, counter)?;
    let layer = LayerRead {
        name: source.name.clone(),
        features: lines.len() as u64,
        geometry_types: Vec::new(),
    };
    let table = Table {
        layers: vec![layer],
        at: 0,
        lines,
        text,
    };
    rows::read(source, table, ask, counter)
}

/// Reads a sheet of a workbook: the one asked for, or the first with coordinates.
///
/// # Errors
/// As [`read_csv`].
pub fn read_xlsx(source: &Source, ask: &Ask, counter: &mut Counter) -> Result<Raw, Refused> {
    let sheets = cells_gdal::read(source, counter)?;
    let layers: Vec<LayerRead> = sheets
        .iter()
        .map(|(name, rows)| LayerRead {
            name: name.clone(),
            features: rows.len() as u64,
            geometry_types: Vec::new(),
        })
        .collect();
    let mut sheets: Vec<Vec<Line>> = sheets
        .into_iter()
        .map(|(_, rows)| {
            rows.into_iter()
                .enumerate()
                .map(|(at, row)| (at + 1, row))
                .collect()
        })
        .collect();
    let at = match &ask.layer {
        Some(name) => layers
            .iter()
            .position(|layer| layer.name == *name)
            .ok_or_else(|| {
                Refused::at(
                    "file",
                    format!("không có trang `{name}`"),
                    format!("there is no sheet `{name}`"),
                )
            })?,
        None => sheets
            .iter()
            .position(|sheet| rows::has_coordinates(sheet, ask))
            .unwrap_or(0),
    };
    if sheets.is_empty() {
        return Err(Refused::at("file", "tệp rỗng", "the workbook is empty"));
    }
    let lines = sheets.swap_remove(at);
    let table = Table {
        layers,
        at,
        lines,
        text: Text::Unicode,
    };
    rows::read(source, table, ask, counter)
}

/// The kind of a column: numbers where all its cells are.
fn kind_of<'a>(cells: impl Iterator<Item = &'a str>) -> FieldKind {
    let mut any = false;
    for cell in cells.map(str::trim).filter(|cell| !cell.is_empty()) {
        any = true;
        if cell.parse::<f64>().is_err() {
            return FieldKind::Text;
        }
    }
    if any {
        FieldKind::Number
    } else {
        FieldKind::Text
    }
}
