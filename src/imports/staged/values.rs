//! The text of a file's fields as values of properties: typed, in the register's words, or refused with the reason.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::found::{Found, Severity};
use super::mapping::Mapping;
use super::numbers;
use super::target::{Kind, Target};
use crate::data;
use crate::error::{Error, Said};
use crate::imports::reading::{FieldKind, FileRead, RowRead};
use crate::names::search_key;

/// Longest text taken, in characters.
const MAX_LETTERS: usize = 2000;
/// What UTF-8 looks like when it was read as a Latin code page, and what stands for unreadable bytes.
const GARBLED: [&str; 7] = ["\u{FFFD}", "Ã¡", "Ã ", "áº", "á»", "Ä‘", "Æ°"];
/// Years that a paper may name.
const YEARS: std::ops::RangeInclusive<i64> = 1990..=2100;

/// The words that stand for values, by what they are values of.
pub struct Words(BTreeMap<(String, String), String>);

#[derive(Deserialize)]
struct Line {
    property: String,
    value: String,
    words: String,
}

impl Words {
    /// The committed words, and the titles of the register's land-use classes.
    ///
    /// # Errors
    /// [`Error::Startup`] when the committed list cannot be read.
    pub fn with_classes(classes: &[(String, Vec<String>)]) -> Result<Self, Error> {
        let mut words = BTreeMap::new();
        for line in data::rows::<Line>("import/words.csv")? {
            for word in line.words.split(';').chain([line.value.as_str()]) {
                words.insert((line.property.clone(), key(word)), line.value.clone());
            }
        }
        for (id, titles) in classes {
            for title in titles.iter().chain([id]) {
                // The title is the same land without the remark that it is illustrative.
                let bare = title.split('(').next().unwrap_or_default();
                for word in [title.as_str(), bare] {
                    words.insert(("class".to_owned(), key(word)), id.clone());
                }
            }
        }
        Ok(Self(words))
    }

    fn find(&self, list: &str, text: &str) -> Option<&str> {
        self.0
            .get(&(list.to_owned(), key(text)))
            .map(String::as_str)
    }

    /// The values of a list, for whoever wrote another.
    fn of(&self, list: &str) -> String {
        let mut values: Vec<&str> = self
            .0
            .iter()
            .filter(|((of, _), _)| of == list)
            .map(|(_, value)| value.as_str())
            .collect();
        values.sort_unstable();
        values.dedup();
        values.join(", ")
    }
}

/// A question mark is a word here, and no letter.
fn key(word: &str) -> String {
    if word.trim() == "?" {
        "?".to_owned()
    } else {
        search_key(word)
    }
}

/// What a row gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    /// What is written as it is, by property.
    pub attributes: Map<String, Value>,
    /// The same in the words of the file.
    pub as_written: Map<String, Value>,
    pub id: Option<String>,
    /// As the file writes it.
    pub commune: Option<String>,
    /// As the file writes it.
    pub cluster: Option<String>,
    /// A value was refused.
    pub has_error: bool,
}

impl Given {
    pub fn text(&self, property: &str) -> Option<&str> {
        self.attributes.get(property)?.as_str()
    }

    pub fn number(&self, property: &str) -> Option<f64> {
        self.attributes.get(property)?.as_f64()
    }
}

/// Reads the values of every row.
pub fn read(
    target: Target,
    file: &FileRead,
    mapping: &Mapping,
    words: &Words,
) -> (Vec<Given>, Vec<Found>) {
    let mut found = Vec::new();
    let mut garbled: BTreeMap<&str, (usize, &RowRead)> = BTreeMap::new();
    let all = file
        .rows
        .iter()
        .map(|row| {
            let mut given = Given::default();
            for property in target.properties() {
                let Some((text, typed)) = mapping.text_of(property.name, file, row) else {
                    continue;
                };
                if GARBLED.iter().any(|sign| text.contains(sign)) {
                    garbled.entry(property.name).or_insert((0, row)).0 += 1;
                }
                let number = Number {
                    kind: typed,
                    factor: mapping.factor(property.name),
                    is_ha: property.name.ends_with("_ha"),
                };
                match value(property.kind, text, number, words) {
                    Ok(value) => {
                        given
                            .as_written
                            .insert(property.name.to_owned(), json!(text));
                        put(&mut given, property.name, property.kind, value);
                    }
                    Err((code, said)) => {
                        given.has_error = true;
                        found.push(
                            Found::of_row(code, Severity::Error, row, said).property(property.name),
                        );
                    }
                }
            }
            given
        })
        .collect();
    found.extend(garbled.into_iter().map(|(property, (count, row))| {
        let said = Said::new(
            format!("{count} giá trị có vẻ đọc sai bảng mã; chọn lại bảng mã của tệp"),
            format!("{count} value(s) look read in the wrong encoding; choose the file's encoding"),
        );
        Found::of_row("encoding-doubt", Severity::Warning, row, said).property(property)
    }));
    (all, found)
}

fn put(given: &mut Given, name: &str, kind: Kind, value: Value) {
    let text = || value.as_str().map(str::to_owned);
    match kind {
        Kind::Id => given.id = text(),
        Kind::Commune => given.commune = text(),
        Kind::Cluster => given.cluster = text(),
        _ => {
            given.attributes.insert(name.to_owned(), value);
        }
    }
}

/// How a number is written.
#[derive(Clone, Copy)]
struct Number {
    /// How the file has it.
    kind: FieldKind,
    /// To the property's unit, where the text itself names none.
    factor: f64,
    /// The property is an area, in ha.
    is_ha: bool,
}

impl Number {
    /// In the property's unit, to twelve digits: a factor adds no more.
    fn read(self, text: &str) -> Result<f64, numbers::NoNumber> {
        let plain = |text: &str| text.parse().map_err(|_| numbers::NoNumber::NotOne);
        let (number, unit) = match self.kind {
            FieldKind::Number => (plain(text)?, ""),
            FieldKind::CommaNumber => {
                let digits = text.replace(['.', ' ', '\u{a0}'], "");
                (plain(&digits.replace(',', "."))?, "")
            }
            _ => numbers::parse_typed(text)?,
        };
        let factor = match unit {
            "" => self.factor,
            _ if !self.is_ha => 1.0,
            "ha" => 1.0,
            "m2" | "m²" => 1e-4,
            "km2" | "km²" => 100.0,
            _ => return Err(numbers::NoNumber::NotOne),
        };
        let scaled = number * factor;
        if (factor - 1.0).abs() < f64::EPSILON {
            return Ok(number);
        }
        format!("{scaled:.11e}")
            .parse()
            .map_err(|_| numbers::NoNumber::NotOne)
    }
}

fn value(
    kind: Kind,
    text: &str,
    number: Number,
    words: &Words,
) -> Result<Value, (&'static str, Said)> {
    let wrong = |said: Said| ("wrong-type", said);
    if text.contains('\0') || text.chars().count() > MAX_LETTERS {
        return Err(wrong(Said::new(
            format!("không phải văn bản, hoặc dài hơn {MAX_LETTERS} ký tự"),
            format!("is no text, or longer than {MAX_LETTERS} characters"),
        )));
    }
    let shown: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    match kind {
        Kind::Id | Kind::Text | Kind::Commune | Kind::Cluster => Ok(json!(text)),
        Kind::Number => {
            let number = number
                .read(text)
                .map_err(|why| wrong(numbers::refusal(&shown, why)))?;
            if number > 0.0 && number < 1e9 {
                Ok(json!(number))
            } else {
                Err(wrong(Said::new(
                    format!("`{shown}` phải lớn hơn 0 và nhỏ hơn một tỷ"),
                    format!("`{shown}` must be more than 0 and less than a billion"),
                )))
            }
        }
        Kind::Year => {
            let whole = text.strip_suffix(".0").unwrap_or(text).parse::<i64>().ok();
            whole
                .filter(|year| YEARS.contains(year))
                .map(|year| json!(year))
                .ok_or_else(|| {
                    wrong(Said::new(
                        format!("`{shown}` không phải là năm"),
                        format!("`{shown}` is no year"),
                    ))
                })
        }
        Kind::Choice(list) => chosen(list, text, &shown, words),
        Kind::Class => chosen("class", text, &shown, words),
    }
}

fn chosen(
    list: &str,
    text: &str,
    shown: &str,
    words: &Words,
) -> Result<Value, (&'static str, Said)> {
    words
        .find(list, text)
        .map(|value| json!(value))
        .ok_or_else(|| {
            let known = words.of(list);
            let said = Said::new(
                format!("không rõ giá trị `{shown}`; có: {known}"),
                format!("unknown value `{shown}`; known: {known}"),
            );
            ("unknown-value", said)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: Number = Number {
        kind: FieldKind::Text,
        factor: 1.0,
        is_ha: true,
    };

    fn words() -> Words {
        let classes = [(
            "green".to_owned(),
            vec![
                "Đất cây xanh (minh hoạ)".to_owned(),
                "Green land (illustrative)".to_owned(),
            ],
        )];
        Words::with_classes(&classes).expect("the committed words")
    }

    #[test]
    fn words_of_both_languages_become_the_registers_values() {
        let words = words();
        for (list, word, value) in [
            ("known", "Có", "yes"),
            ("known", "chua", "no"),
            ("known", "?", "unknown"),
            ("condition", "Đang vận hành", "operating"),
            ("law_status", "IN FORCE", "in_force"),
            ("law_status", "in_force", "in_force"),
            ("kind", "Hành lang thoát lũ", "flood_discharge_corridor"),
            ("class", "đất cây xanh", "green"),
            ("class", "Green land (illustrative)", "green"),
        ] {
            assert_eq!(words.find(list, word), Some(value), "{word}");
        }
        assert_eq!(words.find("kind", "đường sắt"), None);
    }

    #[test]
    fn what_is_no_value_is_refused_with_those_there_are() {
        let words = words();
        let refused = |kind, text| value(kind, text, WRITTEN, &words).expect_err("refused");
        let (code, said) = refused(Kind::Choice("kind"), "đường sắt");
        assert_eq!(code, "unknown-value");
        assert!(said.en.contains("heritage"), "{said}");
        for (kind, text) in [
            (Kind::Number, "0"),
            (Kind::Number, "-3"),
            (Kind::Number, "1.234"),
            (Kind::Year, "27"),
            (Kind::Text, "a\0b"),
        ] {
            assert_eq!(refused(kind, text).0, "wrong-type", "{text}");
        }
        let typed = Number {
            kind: FieldKind::Number,
            ..WRITTEN
        };
        let typed = value(Kind::Number, "1.234", typed, &words);
        assert_eq!(typed.ok(), Some(json!(1.234)));
    }

    #[test]
    fn areas_are_in_ha_whatever_the_header_or_the_text_says() {
        let in_m2 = Number {
            factor: 1e-4,
            ..WRITTEN
        };
        for (number, text, ha) in [
            (in_m2, "352.781,5", 35.278_15),
            (in_m2, "35,27 ha", 35.27),
            (WRITTEN, "352781 m2", 35.2781),
            (WRITTEN, "352 781 m²", 35.2781),
            (WRITTEN, "35 ha", 35.0),
        ] {
            assert_eq!(number.read(text), Ok(ha), "{text}");
        }
        let of_comma_table = Number {
            kind: FieldKind::CommaNumber,
            ..in_m2
        };
        assert_eq!(of_comma_table.read("272.000"), Ok(27.2));
        assert_eq!(of_comma_table.read("272.000,5"), Ok(27.200_05));
        assert!(WRITTEN.read("35 m3").is_err(), "no area");
        let capacity = Number {
            is_ha: false,
            ..WRITTEN
        };
        assert_eq!(capacity.read("500 m3/ngày"), Ok(500.0));
    }
}
