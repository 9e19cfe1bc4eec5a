//! Text with separators: which, and in which of Unicode's forms.

use std::fs;

use crate::imports::encoding::Encoding;
use crate::imports::reading::child::raw::{Counter, MAX_FIELDS, Source, Text, not_read};
use crate::imports::reading::child::tables::columns::Line;
use crate::imports::reading::stream::Refused;

/// What makes a spreadsheet take a text for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The rows of a file, with the line each begins in.
///
/// # Errors
/// The line that is no row.
pub fn read(source: &Source, counter: &mut Counter) -> Result<(Vec<Line>, Text), Refused> {
    let (text, state) = text_of(fs::read(&source.path).map_err(not_read)?);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            Refused::at(
                &format!("row {line}"),
                "dòng không đọc được",
                format!("the row cannot be read: {error}"),
            )
        })?;
        counter.feature()?;
        counter.text(record.as_slice().len())?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() > MAX_FIELDS {
            return Err(Refused::at(
                &format!("row {line}"),
                format!("nhiều hơn {MAX_FIELDS} cột"),
                format!("more than {MAX_FIELDS} columns"),
            ));
        }
        let number = usize::try_from(line).unwrap_or(usize::MAX);
        let cells = record.iter().map(|cell| plain(cell).to_owned());
        lines.push((number, cells.collect()));
    }
    Ok((lines, state))
}

/// A cell without the apostrophe that keeps spreadsheets from taking it for a formula, as our exports have it.
fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'')
        .filter(|text| text.trim_start_matches('\'').starts_with(FORMULA))
        .unwrap_or(cell)
}

/// Text of a file: UTF-8, UTF-16 with its mark as Excel writes it, or bytes as letters of ISO 8859-1.
pub fn text_of(bytes: Vec<u8>) -> (String, Text) {
    let wide = |from: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..]
            .chunks_exact(2)
            .map(|pair| from([pair[0], pair[1]]))
            .collect();
        (String::from_utf16_lossy(&units), Text::Unicode)
    };
    match bytes[..] {
        [0xFF, 0xFE, ..] => return wide(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => return wide(u16::from_be_bytes),
        _ => {}
    }
    match String::from_utf8(bytes) {
        Ok(text) => (
            text.strip_prefix('\u{FEFF}')
                .map_or_else(|| text.clone(), str::to_owned),
            Text::Unicode,
        ),
        Err(error) => (
            error.into_bytes().into_iter().map(char::from).collect(),
            Text::Undecoded {
                declared: None::<Encoding>,
            },
        ),
    }
}

/// What parts the cells of most of the first lines.
fn separator(text: &str) -> u8 {
    let text = without_quoted(text);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(20)
        .collect();
    let held = |separator: u8| {
        lines
            .iter()
            .filter(|line| line.bytes().any(|byte| byte == separator))
            .count()
    };
    // A comma may be a decimal mark; of the others most lines hold none by chance.
    [b'\t', b';', b'|']
        .into_iter()
        .max_by_key(|separator| held(*separator))
        .filter(|separator| held(*separator) > lines.len() / 2)
        .unwrap_or(b',')
}

/// What stands outside of quotes: a quoted cell may hold any mark, and lines of its own.
fn without_quoted(text: &str) -> String {
    let parts = text.split('"').step_by(2);
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_parts_cells_only_where_nothing_else_does() {
        assert_eq!(separator("ten,x,y\na,1,2"), b',');
        assert_eq!(separator("ten;x;y\na;588591,944;2326345,312"), b';');
        assert_eq!(separator("ten\tx\ty\n"), b'\t');
        assert_eq!(
            separator("ten,nguon\nA,\"mot; hai;\nba; \"\"bon;\"\"\"\nB,\"a; b\""),
            b','
        );
        assert_eq!(separator("a|wkt\n1|SRID=5897;POINT(1 2)"), b'|');
        assert_eq!(separator("ten,x,y\n\"a; b\",1,2\nc,1,2"), b',');
    }

    #[test]
    fn an_apostrophe_before_a_formula_is_taken_away_and_no_other() {
        for (cell, text) in [
            ("'=1+1", "=1+1"),
            ("'+84 24", "+84 24"),
            ("'-5", "-5"),
            ("'@SUM(A1)", "@SUM(A1)"),
            ("'\tx", "\tx"),
            ("''=1", "'=1"),
            ("=1", "=1"),
            ("'a", "'a"),
            ("''", "''"),
            ("105°49'-", "105°49'-"),
            ("", ""),
        ] {
            assert_eq!(plain(cell), text, "{cell}");
        }
    }

    #[test]
    fn unicode_of_excel_and_bytes_of_old_are_text() {
        let wide: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain("xã".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(text_of(wide), ("xã".to_owned(), Text::Unicode));
        let (text, state) = text_of(b"C\xABng".to_vec());
        assert_eq!(
            (text.as_str(), state),
            ("C«ng", Text::Undecoded { declared: None })
        );
    }
}
