//! Tables with coordinates: CSV, a workbook, or a list copied from a document.

mod cells_gdal;
mod columns;
pub mod list;
mod numbers;
mod rows;
mod separated;

use crate::imports::reading::child::raw::{Counter, Raw, Source, Text};
use crate::imports::reading::child::tables::columns::Line;
use crate::imports::reading::child::tables::numbers::{Mark, may_be_two, number};
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

/// The kind of a column: numbers where all its cells are. `1.234` may be two numbers: it is one only in a table whose
/// mark is known.
fn kind_of<'a>(cells: impl Iterator<Item = &'a str> + Clone, mark: Option<Mark>) -> FieldKind {
    let cells = cells.map(str::trim).filter(|cell| !cell.is_empty());
    let are_plain = cells.clone().all(|cell| cell.parse::<f64>().is_ok());
    let may_be_others = cells.clone().any(may_be_two);
    if cells.clone().next().is_none() {
        FieldKind::Text
    } else if are_plain && (!may_be_others || mark == Some(Mark::Point)) {
        FieldKind::Number
    } else if mark == Some(Mark::Comma) && cells.clone().all(|cell| is_number(cell, Mark::Comma)) {
        FieldKind::CommaNumber
    } else {
        FieldKind::Text
    }
}

fn is_number(cell: &str, mark: Mark) -> bool {
    cell.starts_with(|c: char| c.is_ascii_digit() || c == '-') && number(cell, mark).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_of_a_number_are_those_of_its_table() {
        let kind = |cells: &[&str], mark| kind_of(cells.iter().copied(), mark);
        assert_eq!(kind(&["12.5", ""], None), FieldKind::Number);
        assert_eq!(
            kind(&["12.500"], None),
            FieldKind::Text,
            "may be two numbers"
        );
        assert_eq!(kind(&["12.500"], Some(Mark::Point)), FieldKind::Number);
        for text in ["272.000", "272.000,5", "27,5", "1.272.000"] {
            assert_eq!(
                kind(&[text], Some(Mark::Comma)),
                FieldKind::CommaNumber,
                "{text}"
            );
        }
        assert_eq!(kind(&["27,5", "A1"], Some(Mark::Comma)), FieldKind::Text);
        assert_eq!(kind(&[""], Some(Mark::Comma)), FieldKind::Text);
    }
}
