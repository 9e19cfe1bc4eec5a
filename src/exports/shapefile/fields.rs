//! The fields of a shapefile: dBASE has names of ten letters, texts of 254 bytes and numbers as text. Names are
//! shortened and kept apart, a longer text goes on in further fields, and nothing is rounded.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::catalogue::Property;
use crate::exports::Table;

/// A text field holds no more, bytes of UTF-8.
const TEXT_BYTES: usize = 254;
/// A table has no more fields, says dBASE.
const MAX_FIELDS: usize = 255;
const NAME_LETTERS: usize = 10;
/// Digits of a number, and those behind the point: what a double can mean.
const MAX_DIGITS: usize = 24;
const MAX_DECIMALS: usize = 15;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Real { decimals: usize },
    Integer,
    Boolean,
    Date,
}

/// A property and the fields it is in.
#[derive(Debug, Clone)]
pub struct Column {
    pub property: String,
    pub title_vi: String,
    pub title_en: String,
    pub kind: Kind,
    /// Letters of each field.
    pub width: usize,
    /// Names of its fields; a text goes on from one to the next.
    pub names: Vec<String>,
    /// Whether texts end before they should: there are no more fields.
    pub is_cut: bool,
}

/// How much room the values of a column take, as far as they were seen.
#[derive(Debug, Clone, Copy, Default)]
struct Room {
    parts: usize,
    bytes: usize,
    whole: usize,
    decimals: usize,
}

/// The values of a table, measured one after another.
#[derive(Default)]
pub struct Measured {
    rooms: Vec<Room>,
}

impl Measured {
    /// A row: its id, then its properties in the order of the columns.
    pub fn add<'a>(&mut self, id: &str, values: impl Iterator<Item = &'a Value>) {
        self.room(0).widen_text(id);
        for (index, value) in values.enumerate() {
            self.room(index + 1).widen(value);
        }
    }

    fn room(&mut self, index: usize) -> &mut Room {
        if self.rooms.len() <= index {
            self.rooms.resize(index + 1, Room::default());
        }
        &mut self.rooms[index]
    }

    /// The fields that hold all of it.
    pub fn columns(&self, table: &Table) -> Vec<Column> {
        let id = Property {
            name: "id".to_owned(),
            title_vi: "Mã đối tượng".to_owned(),
            title_en: "Feature id".to_owned(),
            kind: "string".to_owned(),
            unit: None,
            values: None,
            role: None,
            items: None,
            nullable: false,
            tile: false,
        };
        let mut names = Names::default();
        let properties: Vec<&Property> = std::iter::once(&id).chain(table.columns()).collect();
        let rooms: Vec<Room> = (0..properties.len())
            .map(|index| self.rooms.get(index).copied().unwrap_or_default())
            .collect();
        let parts = shared_out(&rooms);
        properties
            .into_iter()
            .zip(rooms)
            .zip(parts)
            .map(|((property, room), parts)| column(property, room, parts, &mut names))
            .collect()
    }
}

impl Room {
    fn widen(&mut self, value: &Value) {
        match value {
            Value::Null => {}
            Value::Number(number) => {
                let text = number.as_i64().map_or_else(
                    || number.as_f64().unwrap_or_default().to_string(),
                    |whole| whole.to_string(),
                );
                let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
                self.whole = self.whole.max(whole.len());
                self.decimals = self.decimals.max(decimals.len());
            }
            Value::String(text) => self.widen_text(text),
            other => self.widen_text(&other.to_string()),
        }
    }

    fn widen_text(&mut self, text: &str) {
        self.bytes = self.bytes.max(text.len());
        self.parts = self.parts.max(parts(text).count());
    }
}

/// A text in pieces that each fit a field; no letter is divided.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (part, after) = rest.split_at(end_of_part(rest));
        rest = after;
        Some(part)
    })
}

/// Where the first piece of a text ends: not at a blank, as dBASE fills fields with blanks and readers take them away.
fn end_of_part(text: &str) -> usize {
    let longest = text.floor_char_boundary(TEXT_BYTES.min(text.len()));
    if longest == text.len() {
        return longest;
    }
    (1..=longest)
        .rev()
        .filter(|end| text.is_char_boundary(*end))
        .find(|end| !text[..*end].ends_with(' ') && !text[*end..].starts_with(' '))
        .unwrap_or(longest)
}

/// How many fields each column gets. Only where there are not enough does the one with the most get fewer.
fn shared_out(rooms: &[Room]) -> Vec<usize> {
    let mut parts: Vec<usize> = rooms.iter().map(|room| room.parts.max(1)).collect();
    while parts.iter().sum::<usize>() > MAX_FIELDS {
        if let Some(most) = parts.iter_mut().max() {
            *most -= 1;
        }
    }
    parts
}

fn column(property: &Property, room: Room, parts: usize, names: &mut Names) -> Column {
    let decimals = room.decimals.clamp(1, MAX_DECIMALS);
    let (kind, width) = match property.kind.as_str() {
        "number" => {
            let width = (room.whole.max(1) + 1 + decimals).min(MAX_DIGITS);
            (Kind::Real { decimals }, width)
        }
        "integer" => (Kind::Integer, room.whole.max(1)),
        "boolean" => (Kind::Boolean, 1),
        "date" => (Kind::Date, 8),
        _ => (Kind::Text, room.bytes.clamp(1, TEXT_BYTES)),
    };
    let parts = if kind == Kind::Text { parts } else { 1 };
    Column {
        property: property.name.clone(),
        title_vi: property.title_vi.clone(),
        title_en: property.title_en.clone(),
        kind,
        width,
        names: (0..parts)
            .map(|part| names.take(&property.name, part))
            .collect(),
        is_cut: parts < room.parts,
    }
}

/// Names given out, each once whatever the case of its letters.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    /// A name for a part of a property: its beginning, and a number where that is taken or it is a later part.
    fn take(&mut self, property: &str, part: usize) -> String {
        let first = if part == 0 { 0 } else { part + 1 };
        (first..=MAX_FIELDS + first)
            .map(|number| match number {
                0 => property.chars().take(NAME_LETTERS).collect(),
                number => {
                    let end = format!("_{number}");
                    let letters = NAME_LETTERS - end.len();
                    property
                        .chars()
                        .take(letters)
                        .chain(end.chars())
                        .collect::<String>()
                }
            })
            .find(|name| self.0.insert(name.to_lowercase()))
            .unwrap_or_else(|| property.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_differ() {
        let mut names = Names::default();
        let asked = ["commune_code", "commune_co", "COMMUNE_CO", "name"].map(|name| (name, 0));
        let all: Vec<String> = asked
            .into_iter()
            .chain((0..3).map(|part| ("citations", part)))
            .map(|(name, part)| names.take(name, part))
            .collect();
        assert_eq!(
            all,
            [
                "commune_co",
                "commune__1",
                "COMMUNE__2",
                "name",
                "citations",
                "citation_2",
                "citation_3"
            ]
        );
        assert!(all.iter().all(|name| name.len() <= NAME_LETTERS));
    }

    #[test]
    fn a_long_text_goes_on_without_loss() {
        let text = "ệ".repeat(300);
        let pieces: Vec<&str> = parts(&text).collect();
        assert_eq!(pieces.concat(), text);
        assert!(
            pieces.iter().all(|piece| piece.len() <= TEXT_BYTES),
            "{pieces:?}"
        );
        assert_eq!(parts("").count(), 0);
    }

    #[test]
    fn no_piece_begins_or_ends_with_a_blank() {
        for length in 240..260 {
            let text = format!("{}  Đề{}", "ồ".repeat(length / 2), " Bồ".repeat(200));
            let pieces: Vec<&str> = parts(&text).collect();
            assert_eq!(pieces.concat(), text);
            for piece in &pieces {
                assert_eq!(piece.trim(), *piece, "{length}");
                assert!(piece.len() <= TEXT_BYTES);
            }
        }
        let blank = " ".repeat(600);
        assert_eq!(parts(&blank).collect::<String>(), blank);
    }

    #[test]
    fn where_there_are_too_few_fields_the_longest_gets_fewer() {
        let room = |parts| Room {
            parts,
            ..Room::default()
        };
        assert_eq!(shared_out(&[room(0), room(3)]), [1, 3]);
        let many = shared_out(&[room(2), room(400)]);
        assert_eq!(many, [2, 253]);
    }
}
