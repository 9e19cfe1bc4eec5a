//! Which field of a file is read as which property: guessed from its header, settled by a person.

use serde_json::{Map, Value, json};

use super::settings::Settings;
use super::target::Target;
use crate::catalogue::Collection;
use crate::error::{Error, Said};
use crate::imports::fields::{FieldMatch, WantedProperty, guess_fields};
use crate::imports::reading::{FieldKind, FileRead, RowRead};

/// One property and the field it is read from.
#[derive(Debug, Clone)]
pub struct Entry {
    pub property: &'static str,
    title: Said,
    needed: bool,
    /// Index among the fields.
    pub field: Option<usize>,
    /// What every row has, where no field is read.
    value: Option<String>,
    /// What a number of the field is multiplied by to be in the property's unit.
    factor: f64,
    confidence: f64,
    why: Said,
    /// A person must say which of several fields it is.
    pub is_doubtful: bool,
}

#[derive(Debug, Clone)]
pub struct Mapping {
    pub entries: Vec<Entry>,
}

impl Mapping {
    /// Settles the mapping of a file.
    ///
    /// # Errors
    /// [`Error::InvalidBody`] when a setting names a field that the file does not have.
    pub fn settle(
        target: Target,
        collection: &Collection,
        file: &FileRead,
        settings: &Settings,
    ) -> Result<Self, Error> {
        let titles: Vec<Said> = target
            .properties()
            .iter()
            .map(|p| p.title(collection))
            .collect();
        let wanted: Vec<WantedProperty<'_>> = target
            .properties()
            .iter()
            .zip(&titles)
            .map(|(property, title)| WantedProperty {
                name: property.name,
                title_vi: &title.vi,
                title_en: &title.en,
                kind: property.type_name(),
            })
            .collect();
        let guesses = guess_fields(&file.fields, &wanted);
        let entries = target
            .properties()
            .iter()
            .zip(titles)
            .map(|(property, title)| {
                let chosen = choose(property.name, file, settings, &guesses)?;
                Ok(Entry {
                    property: property.name,
                    title,
                    needed: property.needed,
                    value: settings.values.get(property.name).cloned(),
                    ..chosen
                })
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self { entries })
    }

    fn entry(&self, property: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.property == property)
    }

    /// Whether rows have the property at all.
    pub fn has(&self, property: &str) -> bool {
        self.entry(property)
            .is_some_and(|entry| entry.field.is_some() || entry.value.is_some())
    }

    /// The text of a property in a row, and the type of the field it stands in. Blank is nothing.
    pub fn text_of<'a>(
        &'a self,
        property: &str,
        file: &FileRead,
        row: &'a RowRead,
    ) -> Option<(&'a str, FieldKind)> {
        let entry = self.entry(property)?;
        let (text, kind) = match (entry.field, &entry.value) {
            (Some(field), _) => (
                row.values.get(field)?.as_deref()?,
                file.fields.get(field)?.kind,
            ),
            (None, Some(value)) => (value.as_str(), FieldKind::Text),
            (None, None) => return None,
        };
        let text = text.trim();
        (!text.is_empty()).then_some((text, kind))
    }

    /// What a number of the field of a property is multiplied by, where its text names no unit itself.
    pub fn factor(&self, property: &str) -> f64 {
        self.entry(property).map_or(1.0, |entry| entry.factor)
    }

    /// As documents show it.
    pub fn document(&self, file: &FileRead) -> Value {
        self.entries
            .iter()
            .map(|entry| {
                json!({
                    "property": entry.property,
                    "title_vi": entry.title.vi,
                    "title_en": entry.title.en,
                    "field": entry.field.map(|field| &file.fields[field].name),
                    "value": entry.value,
                    "factor": entry.factor,
                    "confidence": entry.confidence,
                    "why_vi": entry.why.vi,
                    "why_en": entry.why.en,
                    "required": entry.needed,
                })
            })
            .collect()
    }

    /// As provenance keeps it: {property: field}, with the factor where the units differ.
    pub fn provenance(&self, file: &FileRead) -> Value {
        let mut kept = Map::new();
        for entry in &self.entries {
            match (entry.field, &entry.value) {
                (Some(field), _) => {
                    let name = &file.fields[field].name;
                    let is_as_is = (entry.factor - 1.0).abs() < f64::EPSILON;
                    let from = if is_as_is {
                        json!(name)
                    } else {
                        json!({ "field": name, "factor": entry.factor })
                    };
                    kept.insert(entry.property.to_owned(), from);
                }
                (None, Some(value)) => {
                    kept.insert(entry.property.to_owned(), json!({ "value": value }));
                }
                (None, None) => {}
            }
        }
        Value::Object(kept)
    }
}

fn choose(
    property: &'static str,
    file: &FileRead,
    settings: &Settings,
    guesses: &[FieldMatch],
) -> Result<Entry, Error> {
    let guess_of = |field| {
        guesses
            .iter()
            .find(|guess| guess.property == property && Some(guess.field) == field)
    };
    let entry = |field, confidence, why, is_doubtful| Entry {
        property,
        title: Said::new("", ""),
        needed: false,
        field,
        value: None,
        factor: guess_of(field).map_or(1.0, |guess| guess.factor),
        confidence,
        why,
        is_doubtful,
    };
    match settings.mapping.get(property) {
        Some(Some(name)) => {
            let field = file.fields.iter().position(|field| field.name == *name);
            let field = field.ok_or_else(|| no_field(name, file))?;
            let why = Said::new("do người nhập chọn", "chosen by a person");
            let mut chosen = entry(Some(field), 1.0, why, false);
            if chosen.factor < 1.0 {
                chosen.why.vi.push_str("; m² được đổi ra ha");
                chosen.why.en.push_str("; m² become ha");
            }
            return Ok(chosen);
        }
        Some(None) => {
            let why = Said::new("người nhập bỏ qua", "left out by a person");
            return Ok(entry(None, 1.0, why, false));
        }
        None if settings.values.contains_key(property) => {
            let why = Said::new("một giá trị cho mọi dòng", "one value for every row");
            return Ok(entry(None, 1.0, why, false));
        }
        None => {}
    }
    Ok(match best(property, file, settings, guesses) {
        Some(guess) if guess.sure => entry(
            Some(guess.field),
            guess.confidence,
            guess.why.clone(),
            false,
        ),
        Some(guess) => entry(None, guess.confidence, guess.why.clone(), true),
        None => entry(
            None,
            0.0,
            Said::new("không có cột nào giống", "no field is like it"),
            false,
        ),
    })
}

fn best<'a>(
    property: &str,
    file: &FileRead,
    settings: &Settings,
    guesses: &'a [FieldMatch],
) -> Option<&'a FieldMatch> {
    // A field that a person gave to one property is not guessed for another.
    let taken = |name: &String| {
        settings
            .mapping
            .values()
            .flatten()
            .any(|taken| taken == name)
    };
    guesses.iter().find(|guess| {
        let field = file.fields.get(guess.field);
        guess.property == property && field.is_some_and(|field| !taken(&field.name))
    })
}

fn no_field(name: &str, file: &FileRead) -> Error {
    let known: Vec<&str> = file
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    let known = known.join(", ");
    Error::InvalidBody {
        reason: Said::new(
            format!("tệp không có cột `{name}`; có: {known}"),
            format!("the file has no field `{name}`; it has: {known}"),
        ),
    }
}
