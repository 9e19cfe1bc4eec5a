//! Rows of a table become features: a point each, an area of several corners, or a text of geometry each.

use geo::{Coord, CoordsIter as _, LineString, Point, Polygon};

use crate::error::{Defect, Said};
use crate::imports::reading::child::layers_gdal;
use crate::imports::reading::child::raw::{Counter, Raw, RawRow, Source, Text, note};
use crate::imports::reading::child::tables::columns::{self, Found, Line};
use crate::imports::reading::child::tables::kind_of;
use crate::imports::reading::child::tables::numbers::{Mark, mark_of, may_be_two, number};
use crate::imports::reading::child::text::{self, Decoded};
use crate::imports::reading::parent::Ask;
use crate::imports::reading::stream::Refused;
use crate::imports::reading::wkb::Shape;
use crate::imports::reading::{FieldKind, LayerRead, StatedCrs, Wanted};

/// Whether a header names coordinates.
pub fn has_coordinates(lines: &[Line], ask: &Ask) -> bool {
    columns::find(lines, ask.wanted, ask.columns.as_ref(), mark(lines)).is_some()
}

/// The cells of a table that hold nothing but digits and marks.
fn numbers_of(lines: &[Line]) -> impl Iterator<Item = &str> + Clone {
    lines
        .iter()
        .flat_map(|(_, cells)| cells)
        .map(|cell| cell.trim())
        .filter(|cell| {
            cell.len() > 3
                && cell
                    .bytes()
                    .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-'))
        })
}

/// The decimal mark of a table.
fn mark(lines: &[Line]) -> Mark {
    mark_of(numbers_of(lines))
}

/// The same; none where no number tells it.
fn sure_mark(lines: &[Line]) -> Option<Mark> {
    let tells = |cell: &str| cell.contains(['.', ',']) && !may_be_two(cell);
    numbers_of(lines).any(tells).then(|| mark(lines))
}

/// A table of a file that may have several.
pub struct Table {
    pub layers: Vec<LayerRead>,
    /// Which of the layers it is.
    pub at: usize,
    pub lines: Vec<Line>,
    pub text: Text,
}

/// Features of a table.
///
/// # Errors
/// When no header names coordinates.
pub fn read(
    source: &Source,
    table: Table,
    ask: &Ask,
    counter: &mut Counter,
) -> Result<Raw, Refused> {
    let Table {
        mut layers,
        at,
        mut lines,
        text,
    } = table;
    let decoded = decode(&mut lines, text, ask);
    let known_mark = sure_mark(&lines);
    let mark = mark(&lines);
    let Some((header_at, found)) = columns::find(&lines, ask.wanted, ask.columns.as_ref(), mark)
    else {
        return Err(Refused::at(
            "header",
            "không thấy cột toạ độ (X và Y, kinh độ và vĩ độ, hoặc WKT) ở các dòng đầu",
            "no columns of coordinates (X and Y, longitude and latitude, or WKT) in the first rows",
        ));
    };
    let header = lines[header_at].1.clone();
    let body: Vec<Line> = lines
        .into_iter()
        .skip(header_at + 1)
        .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()))
        .collect();
    let kept = kept(&found, &header, &body);
    let fields = fields(&header, &body, &kept, known_mark);
    let (rows, stated_crs) = match &found {
        Found::Wkt(column) => from_wkt(&body, *column, &kept),
        Found::Pair { .. } => (from_pairs(&body, &found, &kept, mark, ask.wanted), None),
    };
    for row in &rows {
        if let Some(Ok(shape)) = &row.shape {
            counter.vertices(shape.geometry.coords_count())?;
        }
    }
    if let Some(layer) = layers.get_mut(at) {
        layer.features = rows.len() as u64;
    }
    Ok(Raw {
        format: source.format,
        layer: layers
            .get(at)
            .map(|layer| layer.name.clone())
            .unwrap_or_default(),
        layers,
        stated_crs,
        text,
        decoded: Some(decoded),
        fields,
        rows,
        notes: notes(&found, &header, header_at),
    })
}

/// All cells in Unicode, before the header is looked for.
fn decode(lines: &mut [Line], state: Text, ask: &Ask) -> Decoded {
    let places: Vec<String> = lines
        .iter()
        .map(|(line, _)| format!("row {line}"))
        .collect();
    let mut texts: Vec<(&mut String, &str)> = lines
        .iter_mut()
        .zip(&places)
        .flat_map(|((_, cells), place)| cells.iter_mut().map(move |cell| (cell, place.as_str())))
        .collect();
    text::decode(&mut texts, state, ask.encoding)
}

/// The columns that hold attributes.
fn kept(found: &Found, header: &[String], body: &[Line]) -> Vec<usize> {
    let taken = match found {
        Found::Wkt(column) => vec![*column],
        Found::Pair {
            east, north, order, ..
        } => [Some(*east), Some(*north), *order]
            .into_iter()
            .flatten()
            .collect(),
    };
    let is_empty = |cell: Option<&String>| cell.is_none_or(|cell| cell.trim().is_empty());
    (0..header.len())
        .filter(|column| !taken.contains(column))
        .filter(|column| {
            !is_empty(header.get(*column))
                || body.iter().any(|(_, cells)| !is_empty(cells.get(*column)))
        })
        .collect()
}

fn fields(
    header: &[String],
    body: &[Line],
    kept: &[usize],
    mark: Option<Mark>,
) -> Vec<(String, FieldKind)> {
    kept.iter()
        .map(|column| {
            let cells = body
                .iter()
                .filter_map(|(_, cells)| cells.get(*column))
                .map(String::as_str);
            let name = match header[*column].trim() {
                "" => format!("column {}", column + 1),
                name => name.to_owned(),
            };
            (name, kind_of(cells, mark))
        })
        .collect()
}

fn notes(found: &Found, header: &[String], header_at: usize) -> Vec<Defect> {
    let Found::Pair {
        east,
        north,
        outline,
        by_custom,
        ..
    } = found
    else {
        return Vec::new();
    };
    let name = |column: usize| header.get(column).map_or("", |name| name.trim());
    let mut notes = Vec::new();
    if *by_custom {
        notes.push(note(
            &format!("row {}", header_at + 1),
            format!(
                "cột `{}` được hiểu là hướng bắc (X), `{}` là hướng đông (Y)",
                name(*north),
                name(*east)
            ),
            format!(
                "column `{}` is taken for north (X), `{}` for east (Y)",
                name(*north),
                name(*east)
            ),
        ));
    }
    if let Some(outline) = outline {
        notes.push(note(
            &format!("row {}", header_at + 1),
            format!(
                "các dòng cùng `{}` là các đỉnh của một ranh giới",
                name(*outline)
            ),
            format!(
                "rows of the same `{}` are corners of one boundary",
                name(*outline)
            ),
        ));
    }
    notes
}

fn values(cells: &[String], kept: &[usize]) -> Vec<Option<String>> {
    kept.iter()
        .map(|column| {
            let cell = cells.get(*column)?.trim();
            (!cell.is_empty()).then(|| cell.to_owned())
        })
        .collect()
}

fn shape(geometry: impl Into<geo::Geometry>) -> Shape {
    Shape {
        geometry: geometry.into(),
        had_height: false,
        was_curved: false,
        open_ring: None,
    }
}

fn from_wkt(body: &[Line], column: usize, kept: &[usize]) -> (Vec<RawRow>, Option<StatedCrs>) {
    let mut stated = None;
    let rows = body
        .iter()
        .map(|(line, cells)| {
            let text = cells.get(column).map_or("", |cell| cell.trim());
            let (srid, text) = srid_of(text);
            let mut other = None;
            if let Some(epsg) = srid {
                let first = stated.get_or_insert_with(|| StatedCrs {
                    epsg: Some(epsg),
                    name: format!("SRID={epsg}"),
                    wkt: String::new(),
                });
                other = (first.epsg != srid).then(|| other_srid(epsg, &first.name));
            }
            RawRow {
                place: format!("row {line}"),
                shape: (!text.is_empty())
                    .then(|| other.map_or_else(|| layers_gdal::shape_of_text(text), Err)),
                values: values(cells, kept),
            }
        })
        .collect();
    (rows, stated)
}

/// The form of PostGIS, with its CRS in front.
fn srid_of(text: &str) -> (Option<u32>, &str) {
    let parts = text.split_once(';').and_then(|(head, rest)| {
        let upper = head.to_uppercase();
        let srid = upper.strip_prefix("SRID=")?.trim().parse().ok()?;
        Some((Some(srid), rest))
    });
    parts.unwrap_or((None, text))
}

fn other_srid(epsg: u32, first: &str) -> Said {
    Said::new(
        format!("ghi SRID={epsg}, nhưng dòng đầu ghi {first}"),
        format!("it states SRID={epsg}, but the first row {first}"),
    )
}

/// A pair of coordinates of a row.
fn coord(cells: &[String], east: usize, north: usize, mark: Mark) -> Result<Coord, Said> {
    let value = |column: usize| {
        let cell = cells.get(column).map_or("", |cell| cell.trim());
        number(cell, mark).ok_or_else(|| {
            Said::new(
                format!("`{cell}` không phải toạ độ"),
                format!("`{cell}` is no coordinate"),
            )
        })
    };
    Ok(Coord {
        x: value(east)?,
        y: value(north)?,
    })
}

fn from_pairs(
    body: &[Line],
    found: &Found,
    kept: &[usize],
    mark: Mark,
    wanted: Wanted,
) -> Vec<RawRow> {
    let Found::Pair {
        east,
        north,
        outline,
        order,
        ..
    } = found
    else {
        return Vec::new();
    };
    if wanted == Wanted::Points {
        return body
            .iter()
            .map(|(line, cells)| RawRow {
                place: format!("row {line}"),
                shape: Some(coord(cells, *east, *north, mark).map(|at| shape(Point(at)))),
                values: values(cells, kept),
            })
            .collect();
    }
    let mut outlines: Vec<(String, Vec<&Line>)> = Vec::new();
    for line in body {
        let name = outline
            .and_then(|column| line.1.get(column))
            .map_or("", |cell| cell.trim());
        match outlines.last_mut() {
            Some((last, corners)) if name == last || name.is_empty() => corners.push(line),
            _ => outlines.push((name.to_owned(), vec![line])),
        }
    }
    outlines
        .into_iter()
        .map(|(_, mut corners)| {
            if let Some(order) = order {
                sort(&mut corners, *order, mark);
            }
            let coords = corners.iter().map(|(line, cells)| {
                coord(cells, *east, *north, mark).map_err(|said| {
                    Said::new(
                        format!("dòng {line}: {}", said.vi),
                        format!("row {line}: {}", said.en),
                    )
                })
            });
            RawRow {
                place: format!(
                    "row {}",
                    corners.iter().map(|(line, _)| *line).min().unwrap_or(0)
                ),
                shape: Some(coords.collect::<Result<Vec<_>, _>>().and_then(outlined)),
                values: merged(&corners, kept),
            }
        })
        .collect()
}

/// Corners by their numbers, where all have one and none has it twice; else as they stand.
fn sort(corners: &mut [&Line], order: usize, mark: Mark) {
    let place = |line: &Line| line.1.get(order).and_then(|cell| number(cell, mark));
    let mut numbers: Vec<f64> = corners.iter().filter_map(|line| place(line)).collect();
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    // The first corner may be repeated at the end under its own number, which then stays at the end.
    if numbers.len() == corners.len() {
        corners.sort_by(|a, b| place(a).unwrap_or(0.0).total_cmp(&place(b).unwrap_or(0.0)));
    }
}

/// The area within corners, closed where the list does not repeat its first corner.
pub fn outlined(mut coords: Vec<Coord>) -> Result<Shape, Said> {
    if coords.len() > 1 && coords.first() == coords.last() {
        coords.pop();
    }
    if coords.len() < 3 {
        let count = coords.len();
        return Err(Said::new(
            format!("chỉ có {count} đỉnh; một ranh giới cần ít nhất 3"),
            format!("only {count} corner(s); a boundary needs at least 3"),
        ));
    }
    Ok(shape(Polygon::new(LineString::new(coords), Vec::new())))
}

/// The first value each column has among the rows of one boundary.
fn merged(corners: &[&Line], kept: &[usize]) -> Vec<Option<String>> {
    kept.iter()
        .map(|column| {
            corners.iter().find_map(|(_, cells)| {
                let cell = cells.get(*column)?.trim();
                (!cell.is_empty()).then(|| cell.to_owned())
            })
        })
        .collect()
}
