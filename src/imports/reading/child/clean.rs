//! Characters that a text should not have, whatever the format: NUL, which no database takes, other controls, and
//! marks that turn the order of letters about.

use std::collections::BTreeSet;

use crate::error::{Defect, Said};
use crate::imports::format::Format;
use crate::imports::reading::child::raw::{Raw, note};
use crate::imports::reading::stream::Refused;

enum Fate {
    Kept,
    Blank,
    Gone,
}

const fn fate(letter: char) -> Fate {
    match letter {
        '\t' | '\n' | '\r' => Fate::Kept,
        '\0'..='\u{1F}' | '\u{7F}' => Fate::Blank,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}' => Fate::Gone,
        _ => Fate::Kept,
    }
}

/// How many characters of a text are not kept.
fn hidden(text: &str) -> usize {
    text.chars()
        .filter(|letter| !matches!(fate(*letter), Fate::Kept))
        .count()
}

/// A text with nothing in it that cannot be shown.
pub fn shown(text: &str) -> String {
    text.chars()
        .filter_map(|letter| match fate(letter) {
            Fate::Kept => Some(letter),
            Fate::Blank => Some(' '),
            Fate::Gone => None,
        })
        .collect()
}

/// What a refusal quotes may hold anything.
pub fn refused(refused: Refused) -> Refused {
    match refused {
        Refused::Defects(mut defects) => {
            defects.iter_mut().for_each(clean_note);
            Refused::Defects(defects)
        }
        too_large @ Refused::TooLarge { .. } => too_large,
    }
}

fn clean_note(note: &mut Defect) {
    note.place = shown(&note.place);
    clean_words(&mut note.said);
}

fn clean_words(said: &mut Said) {
    said.vi = shown(&said.vi);
    said.en = shown(&said.en);
}

/// What was taken out of texts, and of which first.
#[derive(Default)]
struct Taken {
    first: Option<String>,
    count: usize,
}

impl Taken {
    fn from(&mut self, text: &mut String, place: &str) -> Result<(), Refused> {
        refuse_nul(text, place)?;
        let count = hidden(text);
        if count > 0 {
            self.first.get_or_insert_with(|| place.to_owned());
            self.count += count;
            *text = shown(text);
        }
        Ok(())
    }

    fn note(self) -> Option<Defect> {
        let count = self.count;
        Some(note(
            &self.first?,
            format!("{count} ký tự không nhìn thấy được đã bị bỏ hoặc thay bằng dấu cách"),
            format!("{count} characters that cannot be seen are left out or made blanks"),
        ))
    }
}

fn refuse_nul(text: &str, place: &str) -> Result<(), Refused> {
    if text.contains('\0') {
        return Err(Refused::at(
            place,
            "có ký tự mà văn bản không thể có (NUL)",
            "holds a character that no text has (NUL)",
        ));
    }
    Ok(())
}

/// Cleans all texts of a file, once they are Unicode.
///
/// # Errors
/// The place of a NUL; fields that bear one name when they are clean.
pub fn texts(raw: &mut Raw) -> Result<(), Refused> {
    let mut taken = Taken::default();
    if let Some(crs) = &mut raw.stated_crs {
        taken.from(&mut crs.name, "file")?;
        taken.from(&mut crs.wkt, "file")?;
    }
    field_names(raw, &mut taken)?;
    for row in &mut raw.rows {
        for value in row.values.iter_mut().flatten() {
            taken.from(value, &row.place)?;
        }
        // It may quote a cell.
        if let Some(Err(said)) = &mut row.shape {
            refuse_nul(&said.en, &row.place)?;
            clean_words(said);
        }
    }
    raw.layer = shown(&raw.layer);
    for layer in &mut raw.layers {
        layer.name = shown(&layer.name);
    }
    raw.notes.iter_mut().for_each(clean_note);
    raw.notes.extend(taken.note());
    Ok(())
}

fn field_names(raw: &mut Raw, taken: &mut Taken) -> Result<(), Refused> {
    let mut changed = BTreeSet::new();
    for index in 0..raw.fields.len() {
        // The fields of GeoJSON stand in its features, those of all else above them.
        let has_it = |values: &[Option<String>]| values.get(index).is_some_and(Option::is_some);
        let first = matches!(raw.format, Format::GeoJson | Format::GeoJsonSeq)
            .then(|| raw.rows.iter().find(|row| has_it(&row.values)))
            .flatten();
        let place = first.map_or("header", |row| row.place.as_str());
        let name = &mut raw.fields[index].0;
        let before = taken.count;
        taken.from(name, place)?;
        if taken.count > before {
            changed.insert(name.clone());
        }
    }
    let named = |name: &String| raw.fields.iter().filter(|(other, _)| other == name).count();
    if let Some(name) = changed.iter().find(|name| named(name) > 1) {
        return Err(Refused::at(
            "header",
            format!("trường `{name}` có hai lần, chỉ khác ở ký tự không nhìn thấy được"),
            format!("the field `{name}` is there twice, but for characters that cannot be seen"),
        ));
    }
    Ok(())
}
