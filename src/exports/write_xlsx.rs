//! XLSX: a sheet of rows for each collection and one of notes on it. Rows go to disk as they come.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;

use crate::catalogue::Property;
use crate::error::Error;
use crate::exports::rows::Row;
use crate::exports::write_csv::axes;
use crate::exports::{Order, Sink, Table, Tally, notes};

/// A cell holds no more, in units of UTF-16.
const CELL_UNITS: usize = 32_767;
/// A sheet holds no more rows below its header.
const MAX_ROWS: u64 = 1_048_575;
/// A sheet's name is no longer.
const SHEET_LETTERS: usize = 31;

struct Xlsx {
    book: Workbook,
    order: Order,
    path: PathBuf,
    /// Sheets by pairs: rows, then notes.
    sheets: usize,
    next_row: u32,
    /// Columns of which a text was too long for a cell.
    cut: BTreeSet<String>,
}

pub fn open(order: &Order, folder: &Path, path: &Path) -> Result<Box<dyn Sink>, Error> {
    let mut book = Workbook::new();
    book.set_tempdir(folder).map_err(refused)?;
    Ok(Box::new(Xlsx {
        book,
        order: order.clone(),
        path: path.to_owned(),
        sheets: 0,
        next_row: 0,
        cut: BTreeSet::new(),
    }))
}

impl Xlsx {
    fn rows(&mut self) -> Result<&mut Worksheet, Error> {
        let index = self.sheets.saturating_sub(1);
        self.book.worksheet_from_index(index).map_err(refused)
    }
}

impl Sink for Xlsx {
    fn begin(&mut self, table: &Table) -> Result<(), Error> {
        if table.matched > MAX_ROWS {
            return Err(Error::TooLarge {
                what: "the sheet",
                limit: format!("{MAX_ROWS} rows"),
            });
        }
        self.next_row = 1;
        self.cut.clear();
        self.sheets += 1;
        let sheet = self.book.add_worksheet_with_constant_memory();
        header(sheet.map_err(refused)?, table).map_err(refused)
    }

    fn row(&mut self, table: &Table, row: &Row) -> Result<(), Error> {
        let values = row.values()?;
        let at = self.next_row;
        self.next_row += 1;
        let mut cut = Vec::new();
        let sheet = self.rows()?;
        sheet.write_string(at, 0, &row.id).map_err(refused)?;
        let mut place = 1;
        for column in table.columns() {
            if let Some(value) = values.get(&column.name)
                && write(sheet, (at, place), value).map_err(refused)?
            {
                cut.push(column.name.clone());
            }
            place += 1;
        }
        for number in row.label.into_iter().flatten() {
            sheet.write_number(at, place, number).map_err(refused)?;
            place += 1;
        }
        self.cut.extend(cut);
        Ok(())
    }

    fn end(&mut self, table: &Table, tally: &Tally) -> Result<(), Error> {
        self.sheets += 1;
        let lines = lines(&self.order, table, tally, &self.cut);
        let sheet = self.book.add_worksheet_with_constant_memory();
        explain(sheet.map_err(refused)?, table, &lines).map_err(refused)
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.book.save(&self.path).map_err(refused)
    }
}

/// Titles with the names that programs know; they stay in view.
fn header(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(&table.collection.title_vi, ""))?;
    let bold = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_background_color(Color::RGB(0x00E6_EBEC));
    let titles = std::iter::once("Mã (id)".to_owned())
        .chain(table.columns().map(title))
        .chain(axes(table).map(|axis| format!("{} ({axis})", axis_title(axis))));
    for (place, title) in (0_u16..).zip(titles) {
        sheet.set_column_width(place, 18)?;
        sheet.write_string_with_format(0, place, title, &bold)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

fn title(column: &Property) -> String {
    let unit = column
        .unit
        .as_deref()
        .map_or(String::new(), |unit| format!(", {unit}"));
    format!("{}{unit} ({})", column.title_vi, column.name)
}

fn axis_title(axis: &str) -> &'static str {
    match axis {
        "longitude" => "Kinh độ một điểm bên trong",
        "latitude" => "Vĩ độ một điểm bên trong",
        "easting" => "Toạ độ đông một điểm bên trong",
        _ => "Toạ độ bắc một điểm bên trong",
    }
}

/// Writes a value as what it is: a text is a text, whatever it begins with. Tells whether it was too long.
fn write(
    sheet: &mut Worksheet,
    (row, place): (u32, u16),
    value: &Value,
) -> Result<bool, XlsxError> {
    match value {
        Value::Null => {}
        Value::Bool(yes) => {
            sheet.write_boolean(row, place, *yes)?;
        }
        Value::Number(number) => {
            sheet.write_number(row, place, number.as_f64().unwrap_or_default())?;
        }
        Value::String(text) => return write_text(sheet, (row, place), text),
        other => return write_text(sheet, (row, place), &other.to_string()),
    }
    Ok(false)
}

fn write_text(
    sheet: &mut Worksheet,
    (row, place): (u32, u16),
    text: &str,
) -> Result<bool, XlsxError> {
    let mut units = 0;
    let fits = text.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > CELL_UNITS
    });
    let end = fits.map_or(text.len(), |(at, _)| at);
    sheet.write_string(row, place, &text[..end])?;
    Ok(end < text.len())
}

/// What the sheet of notes says, in three columns.
fn lines(order: &Order, table: &Table, tally: &Tally, cut: &BTreeSet<String>) -> Vec<[String; 3]> {
    let line = |first: &str, vi: &str, en: &str| [first.to_owned(), vi.to_owned(), en.to_owned()];
    let mut notes = notes::of(order, table);
    notes.push(notes::tally(tally));
    let mut lines: Vec<[String; 3]> = notes
        .iter()
        .map(|note| {
            let label = format!("{} · {}", note.label.vi, note.label.en);
            line(&label, &note.said.vi, &note.said.en)
        })
        .collect();
    lines.push(line(
        "Hình học · Geometry",
        "Bảng tính không chứa ranh giới, chỉ một điểm bên trong; lấy GeoPackage để có ranh giới.",
        "A spreadsheet holds no boundaries, only a point inside; the GeoPackage has them.",
    ));
    for name in cut {
        lines.push(line(
            "BỊ CẮT · CUT",
            &format!("{name}: có ô dài hơn {CELL_UNITS} ký tự"),
            &format!("{name}: a cell would hold more than {CELL_UNITS} letters"),
        ));
    }
    lines.push(line("", "", ""));
    lines.push(line("Cột · Column", "Nghĩa", "Meaning"));
    for column in table.columns() {
        let values = column
            .values
            .as_ref()
            .map_or(String::new(), |values| format!(" [{}]", values.join(" | ")));
        let unit = column
            .unit
            .as_deref()
            .map_or(String::new(), |unit| format!(" ({unit})"));
        lines.push([
            column.name.clone(),
            format!("{}{unit}{values}", column.title_vi),
            format!("{}{unit}{values}", column.title_en),
        ]);
    }
    lines
}

fn explain(sheet: &mut Worksheet, table: &Table, lines: &[[String; 3]]) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(&table.collection.title_vi, " – chú thích"))?;
    let wrap = Format::new().set_text_wrap();
    for (place, width) in [(0, 34), (1, 70), (2, 70)] {
        sheet.set_column_width(place, width)?;
    }
    for (row, cells) in (0_u32..).zip(lines) {
        for (place, text) in (0_u16..).zip(cells) {
            sheet.write_string_with_format(row, place, text, &wrap)?;
        }
    }
    Ok(())
}

/// A title as a sheet's name: some signs are not allowed in one, and its length is limited.
fn sheet_name(title: &str, end: &str) -> String {
    let room = SHEET_LETTERS - end.chars().count();
    let plain = title.replace(['[', ']', ':', '*', '?', '/', '\\', '\''], "-");
    plain.chars().take(room).chain(end.chars()).collect()
}

fn refused(source: XlsxError) -> Error {
    Error::startup_from("an XLSX file cannot be written", source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_named_after_its_collection() {
        assert_eq!(
            sheet_name("Xã, phường trước 1/7/2025", ""),
            "Xã, phường trước 1-7-2025"
        );
        let long = sheet_name("Quận, huyện, thị xã trước 1/7/2025", " – chú thích");
        assert_eq!(long, "Quận, huyện, thị xã – chú thích");
    }
}
