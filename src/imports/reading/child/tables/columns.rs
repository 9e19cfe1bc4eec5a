//! Where a table has its header, and which of its columns are coordinates.

use crate::imports::reading::child::tables::numbers::{Mark, number};
use crate::imports::reading::{CoordinateColumns, Wanted};
use crate::names::search_key;

/// A row of a table: its number in the file, and its cells.
pub type Line = (usize, Vec<String>);

/// Where the coordinates of a table are, by the index of their columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Pair {
        east: usize,
        north: usize,
        outline: Option<usize>,
        order: Option<usize>,
        /// Neither header nor values say which is which: X was taken for north.
        by_custom: bool,
    },
    Wkt(usize),
}

/// Rows above the header that a title may take.
const MAX_TITLE_ROWS: usize = 20;
/// Rows that values are judged by.
const LOOKED_AT: usize = 200;

const EAST: [&str; 14] = [
    "e",
    "east",
    "easting",
    "dong",
    "lon",
    "long",
    "lng",
    "longitude",
    "kinh do",
    "kinhdo",
    "toa do dong",
    "hoanh do",
    "kinh tuyen",
    "y dong",
];
const NORTH: [&str; 12] = [
    "n",
    "north",
    "northing",
    "bac",
    "lat",
    "latitude",
    "vi do",
    "vido",
    "toa do bac",
    "tung do",
    "vi tuyen",
    "x bac",
];
const ORDER: [&str; 20] = [
    "stt",
    "tt",
    "so tt",
    "thu tu",
    "order",
    "vertex",
    "point",
    "pt",
    "point no",
    "diem",
    "so diem",
    "diem so",
    "so hieu",
    "so hieu diem",
    "so hieu moc",
    "moc",
    "ten diem",
    "ten moc",
    "goc",
    "dinh",
];
const WKT: [&str; 6] = ["wkt", "geom", "geometry", "the geom", "wkt geom", "hinh"];

/// A header as it is compared: without marks, units and brackets.
fn key(header: &str) -> String {
    let key = search_key(header);
    key.trim_end_matches(" m").to_owned()
}

/// X or Y of a header such as `X (m)`, `Tọa độ X`, `toado_y`, `POINT_X`.
fn letter(header: &str) -> Option<char> {
    let key = key(header);
    let last = key.rsplit(' ').next().unwrap_or_default();
    let last = last.strip_suffix("coord").unwrap_or(last);
    let last = last.strip_prefix("toado").unwrap_or(last);
    match last {
        "x" => Some('x'),
        "y" => Some('y'),
        _ => None,
    }
}

fn is_geometry_text(cell: &str) -> bool {
    let upper = cell.trim_start().to_uppercase();
    let after_srid = upper.split_once(';').map_or(&upper[..], |(_, rest)| rest);
    [
        "POLYGON",
        "MULTIPOLYGON",
        "POINT",
        "MULTIPOINT",
        "CURVEPOLYGON",
        "LINESTRING",
    ]
    .iter()
    .any(|word| after_srid.starts_with(word) && after_srid.contains('('))
}

/// The place of the header among the rows, and of the coordinates in it.
pub fn find(
    rows: &[Line],
    wanted: Wanted,
    asked: Option<&CoordinateColumns>,
    mark: Mark,
) -> Option<(usize, Found)> {
    rows.iter()
        .take(MAX_TITLE_ROWS)
        .enumerate()
        .find_map(|(at, (_, header))| {
            let below = &rows[at + 1..];
            let found = match asked {
                Some(asked) => by_name(header, asked),
                None => by_header(header, below, mark),
            }?;
            Some((at, with_outline(found, header, below, wanted)))
        })
}

fn by_name(header: &[String], asked: &CoordinateColumns) -> Option<Found> {
    let at = |name: &str| header.iter().position(|cell| cell.trim() == name.trim());
    match asked {
        CoordinateColumns::Wkt(name) => at(name).map(Found::Wkt),
        CoordinateColumns::Pair {
            east,
            north,
            outline,
            order,
        } => Some(Found::Pair {
            east: at(east)?,
            north: at(north)?,
            outline: outline.as_deref().and_then(at),
            order: order.as_deref().and_then(at),
            by_custom: false,
        }),
    }
}

fn by_header(header: &[String], below: &[Line], mark: Mark) -> Option<Found> {
    let cell = |row: &Line, column: usize| row.1.get(column).cloned().unwrap_or_default();
    let is_wkt = |column: &usize| {
        WKT.contains(&key(&header[*column]).as_str())
            && below
                .first()
                .is_some_and(|row| is_geometry_text(&cell(row, *column)))
    };
    if let Some(column) = (0..header.len()).find(is_wkt) {
        return Some(Found::Wkt(column));
    }
    let named = |names: &[&str]| {
        header
            .iter()
            .position(|header| names.contains(&key(header).as_str()))
    };
    let pair = |east, north, by_custom| Found::Pair {
        east,
        north,
        outline: None,
        order: None,
        by_custom,
    };
    if let (Some(east), Some(north)) = (named(&EAST), named(&NORTH)) {
        return Some(pair(east, north, false));
    }
    let lettered = |wanted: char| {
        header
            .iter()
            .position(|header| letter(header) == Some(wanted))
    };
    let (x, y) = (lettered('x')?, lettered('y')?);
    let largest = |column: usize| {
        below
            .iter()
            .take(LOOKED_AT)
            .filter_map(|row| number(&cell(row, column), mark))
            .map(f64::abs)
            .fold(0.0, f64::max)
    };
    Some(match which_is_north(largest(x), largest(y)) {
        Some(true) => pair(y, x, false),
        Some(false) => pair(x, y, false),
        None => pair(y, x, true),
    })
}

/// Whether the first of two coordinates is the northing, by their size: over Việt Nam the northing is the larger
/// number of metres and the longitude the larger number of degrees. None when both could be either.
pub fn which_is_north(first: f64, second: f64) -> Option<bool> {
    let is_degrees = first < 400.0 && second < 400.0;
    let (smaller, larger) = (first.min(second), first.max(second));
    // Metres: with all its digits a northing is above 900 km, an easting below.
    let is_plain = if is_degrees {
        (5.0..30.0).contains(&smaller) && (95.0..120.0).contains(&larger)
    } else {
        smaller < 900_000.0 && larger > 900_000.0
    };
    is_plain.then_some((first > second) != is_degrees)
}

/// Adds the columns that gather corners, where rows are corners of areas.
fn with_outline(found: Found, header: &[String], below: &[Line], wanted: Wanted) -> Found {
    let Found::Pair {
        east,
        north,
        outline: None,
        order: None,
        by_custom,
    } = found
    else {
        return found;
    };
    if wanted == Wanted::Points {
        return found;
    }
    let free = || (0..header.len()).filter(|column| ![east, north].contains(column));
    let order = free().find(|column| ORDER.contains(&key(&header[*column]).as_str()));
    let outline = free()
        .filter(|column| Some(*column) != order)
        .find(|column| gathers(below, *column));
    Found::Pair {
        east,
        north,
        outline,
        order,
        by_custom,
    }
}

/// Whether every value of a column stands in at least three rows, one below the other: a boundary's corners.
fn gathers(rows: &[Line], column: usize) -> bool {
    let mut runs: Vec<(&str, usize)> = Vec::new();
    for (_, cells) in rows {
        let value = cells.get(column).map_or("", |cell| cell.trim());
        match runs.last_mut() {
            // A merged cell of a workbook has its value in the first row only.
            Some((last, count)) if *last == value || value.is_empty() => *count += 1,
            _ => runs.push((value, 1)),
        }
    }
    let first = runs.first().map_or("", |(value, _)| value);
    !first.is_empty() && runs.iter().all(|(_, count)| *count >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Line> {
        text.lines()
            .map(|line| line.split('|').map(str::to_owned).collect())
            .enumerate()
            .map(|(at, cells)| (at + 1, cells))
            .collect()
    }

    fn pair(east: usize, north: usize, outline: Option<usize>, order: Option<usize>) -> Found {
        Found::Pair {
            east,
            north,
            outline,
            order,
            by_custom: false,
        }
    }

    #[test]
    fn a_header_below_a_title_is_found_and_corners_are_gathered() {
        let table = rows(
            "BẢNG TOẠ ĐỘ|||\n\nTên cụm|Số hiệu mốc|X (m)|Y (m)\nA|1|2326345|588591\nA|2|2326345|588691\nA|3|2326445|588691",
        );
        let found = find(&table, Wanted::Areas, None, Mark::Point);
        assert_eq!(found, Some((2, pair(3, 2, Some(0), Some(1)))));
    }

    #[test]
    fn x_is_east_where_the_values_say_so() {
        let table = rows("X|Y|TEN\n588591|2326345|A");
        let found = find(&table, Wanted::Points, None, Mark::Point);
        assert_eq!(found, Some((0, pair(0, 1, None, None))));
        let table = rows("x|y\n105.85|21.02");
        let found = find(&table, Wanted::Points, None, Mark::Point);
        assert_eq!(found, Some((0, pair(0, 1, None, None))));
    }

    #[test]
    fn x_is_north_by_custom_where_digits_are_missing() {
        let table = rows("X|Y\n26345|88591");
        let Some((
            0,
            Found::Pair {
                east: 1,
                north: 0,
                by_custom: true,
                ..
            },
        )) = find(&table, Wanted::Points, None, Mark::Point)
        else {
            panic!("X is north");
        };
    }

    #[test]
    fn degrees_and_text_of_geometry_are_found_by_name() {
        let table = rows("Tên|Kinh độ|Vĩ độ\nA|105,85|21,02");
        let found = find(&table, Wanted::Points, None, Mark::Comma);
        assert_eq!(found, Some((0, pair(1, 2, None, None))));
        let table = rows("id|WKT\n1|POLYGON ((0 0,1 0,1 1,0 0))");
        let found = find(&table, Wanted::Areas, None, Mark::Point);
        assert_eq!(found, Some((0, Found::Wkt(1))));
        assert_eq!(
            find(&rows("a|b\n1|2"), Wanted::Areas, None, Mark::Point),
            None
        );
    }
}
