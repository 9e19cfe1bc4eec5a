//! A list of coordinates copied from a document: a pair a line, with or without the number of the corner.

use std::fs;

use geo::{Coord, Point};

use crate::error::Said;
use crate::imports::format::Format;
use crate::imports::reading::child::raw::{Counter, Raw, RawRow, Source, Text, not_read, note};
use crate::imports::reading::child::tables::columns::which_is_north;
use crate::imports::reading::child::tables::numbers::{Mark, mark_of, number};
use crate::imports::reading::child::tables::rows::outlined;
pub use crate::imports::reading::child::tables::separated::text_of;
use crate::imports::reading::stream::Refused;
use crate::imports::reading::wkb::Shape;
use crate::imports::reading::{FieldKind, LayerRead};

/// A boundary's name and corners.
struct Outline {
    line: usize,
    name: Option<String>,
    pairs: Vec<(usize, [f64; 2])>,
}

/// Reads a list from a file.
pub fn read_source(source: &Source, counter: &mut Counter) -> Result<Raw, Refused> {
    let (text, state) = text_of(fs::read(&source.path).map_err(not_read)?);
    let raw = read(&text, counter)?;
    Ok(Raw { text: state, ..raw })
}

/// Reads a list: boundaries one after the other, each under a heading of its own or after an empty line.
///
/// # Errors
/// Every line in which no pair can be read.
pub fn read(text: &str, counter: &mut Counter) -> Result<Raw, Refused> {
    let lines: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.trim()))
        .collect();
    let cells: Vec<String> = lines.iter().flat_map(|(_, line)| parts(line)).collect();
    let mark = mark_of(cells.iter().map(String::as_str).filter(|part| {
        part.len() > 3
            && part
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
    }));
    let column = column(&lines, mark);
    let mut outlines: Vec<Outline> = Vec::new();
    let mut heading = None;
    let mut apart = true;
    let mut defects = Vec::new();
    for (number, line) in lines {
        if line.is_empty() {
            apart = true;
        } else if let Some(pair) = pair(line, column, mark) {
            counter.vertices(1)?;
            if apart || outlines.is_empty() {
                counter.feature()?;
                outlines.push(Outline {
                    line: number,
                    name: heading.take(),
                    pairs: Vec::new(),
                });
            }
            apart = false;
            if let Some(outline) = outlines.last_mut() {
                outline.pairs.push((number, pair));
            }
        } else if is_heading(line) {
            apart = true;
            heading = is_name(line)
                .then(|| line.trim_end_matches(':').trim().to_owned())
                .or(heading);
        } else {
            defects.push(note(
                &format!("line {number}"),
                format!("không đọc được cặp toạ độ trong `{line}`"),
                format!("no pair of coordinates can be read in `{line}`"),
            ));
        }
    }
    if !defects.is_empty() {
        return Err(Refused::Defects(defects));
    }
    if outlines.is_empty() {
        return Err(Refused::at(
            "line 1",
            "không có toạ độ nào",
            "there are no coordinates",
        ));
    }
    Ok(raw(outlines))
}

fn raw(outlines: Vec<Outline>) -> Raw {
    let largest = |axis: usize| {
        outlines
            .iter()
            .flat_map(|outline| &outline.pairs)
            .map(|(_, pair)| pair[axis].abs())
            .fold(0.0, f64::max)
    };
    let known = which_is_north(largest(0), largest(1));
    let north_first = known.unwrap_or(true);
    let notes = known.is_none().then(|| {
        note(
            "line 1",
            "số thứ nhất được hiểu là hướng bắc (X), số thứ hai là hướng đông (Y)",
            "the first number is taken for north (X), the second for east (Y)",
        )
    });
    let named = outlines.iter().any(|outline| outline.name.is_some());
    let layer = "list".to_owned();
    Raw {
        format: Format::CoordinateList,
        layers: vec![LayerRead {
            name: layer.clone(),
            features: outlines.len() as u64,
            geometry_types: Vec::new(),
        }],
        layer,
        stated_crs: None,
        text: Text::Unicode,
        decoded: None,
        fields: named
            .then(|| ("name".to_owned(), FieldKind::Text))
            .into_iter()
            .collect(),
        rows: outlines
            .into_iter()
            .map(|outline| RawRow {
                place: format!("line {}", outline.line),
                shape: Some(shape(&outline.pairs, north_first)),
                values: if named {
                    vec![outline.name]
                } else {
                    Vec::new()
                },
            })
            .collect(),
        notes: notes.into_iter().collect(),
    }
}

/// One pair is a point, several are corners.
fn shape(pairs: &[(usize, [f64; 2])], north_first: bool) -> Result<Shape, Said> {
    let coords: Vec<Coord> = pairs
        .iter()
        .map(|(_, [first, second])| {
            if north_first {
                Coord {
                    x: *second,
                    y: *first,
                }
            } else {
                Coord {
                    x: *first,
                    y: *second,
                }
            }
        })
        .collect();
    match coords[..] {
        [at] => Ok(Shape {
            geometry: Point(at).into(),
            had_height: false,
            was_curved: false,
            open_ring: None,
        }),
        _ => outlined(coords),
    }
}

/// Cells of a line: parted by tabs, semicolons or bars, else by blanks, else by commas.
fn parts(line: &str) -> Vec<String> {
    let split = |by: &[char]| -> Vec<String> {
        line.split(by)
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect()
    };
    if line.contains(['\t', ';', '|']) {
        return split(&['\t', ';', '|']);
    }
    if line.contains(['°', 'º', '˚']) {
        return angles(line);
    }
    let spaced: Vec<String> = line
        .split_whitespace()
        .map(|part| part.trim_end_matches(',').to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    if spaced.len() > 1 {
        spaced
    } else {
        split(&[','])
    }
}

/// Two angles of a line, blanks inside them or not: the second begins with the digits before its degree sign.
fn angles(line: &str) -> Vec<String> {
    let is_degree = |c: char| matches!(c, '°' | 'º' | '˚');
    let Some(second) = line.char_indices().filter(|(_, c)| is_degree(*c)).nth(1) else {
        return vec![line.to_owned()];
    };
    let before = &line[..second.0];
    let digits = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let (first, second) = line.split_at(digits.len());
    // A direction of the second angle may stand before it.
    let (first, second) = match first.trim_end().strip_suffix(['E', 'Đ']) {
        Some(rest)
            if !rest.contains(['E', 'Đ']) && first.ends_with(' ') && rest.ends_with([' ', ',']) =>
        {
            (rest, second)
        }
        _ => (first, second),
    };
    let clean = |part: &str| part.trim_matches([' ', ',', ';']).to_owned();
    vec![clean(first), clean(second)]
}

/// The column the pair begins in: the same in all lines, or a corner's number would pass for a coordinate.
fn column(lines: &[(usize, &str)], mark: Mark) -> usize {
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|(_, line)| parts(line))
        .filter(|parts| {
            parts
                .iter()
                .filter(|part| number(part, mark).is_some())
                .count()
                > 1
        })
        .collect();
    let counted = rows.len() > 1
        && rows
            .iter()
            .filter(|row| number(&row[0], mark).is_some())
            .count()
            > 1
        && rows.iter().all(|row| row.len() > 2)
        && rows
            .iter()
            .filter_map(|row| number(&row[0], mark))
            .collect::<Vec<_>>()
            .windows(2)
            .all(|pair| is_one(pair[1] - pair[0]) || is_one(pair[1]));
    let readable = |column: usize| {
        let read = rows
            .iter()
            .filter(|row| {
                let cell = |at: usize| row.get(at).and_then(|cell| number(cell, mark));
                cell(column).is_some() && cell(column + 1).is_some()
            })
            .count();
        (read, usize::MAX - column)
    };
    (usize::from(counted)..4)
        .max_by_key(|column| readable(*column))
        .unwrap_or(0)
}

/// Whether a corner is the next one; a list may begin again, or end, with the first.
fn is_one(number: f64) -> bool {
    (number - 1.0).abs() < 1e-9
}

fn pair(line: &str, column: usize, mark: Mark) -> Option<[f64; 2]> {
    let parts = parts(line);
    let cell = |at: usize| parts.get(at).and_then(|cell| number(cell, mark));
    let column = if parts.len() == 2 { 0 } else { column };
    Some([cell(column)?, cell(column + 1)?])
}

/// Words in which no coordinate stands: a number as long as one has to be read.
fn is_heading(line: &str) -> bool {
    let mut digits = 0;
    let long = line.chars().any(|c| {
        digits = match c {
            '0'..='9' => digits + 1,
            '.' | ',' => digits,
            _ => 0,
        };
        digits > 4
    });
    line.contains(char::is_alphabetic) && !long
}

/// A heading that names a boundary, not columns such as «Số hiệu; X (m); Y (m)».
fn is_name(line: &str) -> bool {
    let words = crate::names::search_key(line);
    let columns = ["x", "y", "kinh do", "vi do", "toa do"];
    !columns.iter().any(|column| {
        words.split(' ').any(|word| word == *column)
            || column.contains(' ') && words.contains(column)
    })
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
