//! From what stands in a file to what is handed over: text decoded, shapes fitted, what was done said.

use std::collections::BTreeSet;

use crate::error::{Defect, Said};
use crate::imports::encoding::Encoding;
use crate::imports::reading::child::clean;
use crate::imports::reading::child::raw::{Raw, RawRow, note};
use crate::imports::reading::child::shapes;
use crate::imports::reading::child::text::{self, Decoded};
use crate::imports::reading::parent::Ask;
use crate::imports::reading::stream::Refused;
use crate::imports::reading::wkb::Shape;
use crate::imports::reading::{FieldRead, FileRead, RowRead, Wanted};

/// Values shown of a field.
const SAMPLES: usize = 5;
/// Letters shown of a value.
const SAMPLE_LETTERS: usize = 200;

/// Decodes and fits everything.
pub fn finish(mut raw: Raw, ask: &Ask) -> Result<FileRead, Refused> {
    let decoded = match raw.decoded.take() {
        Some(decoded) => decoded,
        None => decode(&mut raw, ask.encoding),
    };
    raw.notes.extend(decoded.notes);
    clean::texts(&mut raw)?;
    let mut done = Done::default();
    let rows: Vec<RowRead> = std::mem::take(&mut raw.rows)
        .into_iter()
        .zip(1..)
        .map(|(row, number)| done.row(row, number, ask.wanted))
        .collect();
    if rows.is_empty() {
        return Err(nothing(ask.wanted, raw.notes));
    }
    raw.notes.extend(done.notes());
    let fields = raw
        .fields
        .into_iter()
        .enumerate()
        .map(|(index, (name, kind))| FieldRead {
            name,
            kind,
            samples: samples(&rows, index),
        })
        .collect();
    Ok(FileRead {
        format: raw.format,
        layers: raw.layers,
        layer: raw.layer,
        stated_crs: raw.stated_crs,
        encoding: decoded.encoding,
        encoding_guessed: decoded.guessed,
        fields,
        rows,
        notes: raw.notes,
    })
}

/// Nothing that is wanted, and what was noticed on the way, which may say why.
fn nothing(wanted: Wanted, notes: Vec<Defect>) -> Refused {
    let none = match wanted {
        Wanted::Areas => note(
            "file",
            "không có vùng nào trong tệp",
            "there is no area in the file",
        ),
        Wanted::Points => note(
            "file",
            "không có điểm nào trong tệp",
            "there is no point in the file",
        ),
    };
    Refused::Defects([vec![none], notes].concat())
}

fn samples(rows: &[RowRead], index: usize) -> Vec<String> {
    let mut seen = BTreeSet::new();
    rows.iter()
        .filter_map(|row| row.values.get(index)?.as_deref())
        .filter(|value| !value.is_empty() && seen.insert(*value))
        .take(SAMPLES)
        .map(sample)
        .collect()
}

fn sample(value: &str) -> String {
    match value.char_indices().nth(SAMPLE_LETTERS) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// The text of all fields and rows in Unicode.
fn decode(raw: &mut Raw, asked: Option<Encoding>) -> Decoded {
    let names = raw.fields.iter_mut().map(|(name, _)| (name, "header"));
    let values = raw.rows.iter_mut().flat_map(|row| {
        let place = row.place.as_str();
        row.values
            .iter_mut()
            .flatten()
            .map(move |value| (value, place))
    });
    let mut texts: Vec<(&mut String, &str)> = names.chain(values).collect();
    text::decode(&mut texts, raw.text, asked)
}

/// What was done to shapes, and to which first.
#[derive(Default)]
struct Done {
    heights: Seen,
    curves: Seen,
    lines: Seen,
}

#[derive(Default)]
struct Seen {
    first: Option<String>,
    count: u64,
}

impl Seen {
    fn add(&mut self, place: &str) {
        self.first.get_or_insert_with(|| place.to_owned());
        self.count += 1;
    }

    fn note(self, vi: &str, en: &str) -> Option<Defect> {
        let count = self.count;
        Some(note(
            &self.first?,
            format!("{vi} ({count} đối tượng)"),
            format!("{en} ({count} features)"),
        ))
    }
}

impl Done {
    fn row(&mut self, row: RawRow, number: u64, wanted: Wanted) -> RowRead {
        let fitted = match &row.shape {
            None => Err(Said::new("không có hình", "it has no geometry")),
            Some(Err(said)) => Err(said.clone()),
            Some(Ok(shape)) => shapes::fit(shape, wanted).inspect(|fitted| {
                self.look(shape, fitted.from_lines, &row.place);
            }),
        };
        let (geometry, problem) = match fitted {
            Ok(fitted) => (Some(fitted.geometry), None),
            Err(said) => (None, Some(said)),
        };
        RowRead {
            row: number,
            place: row.place,
            geometry,
            problem,
            values: row.values,
        }
    }

    fn look(&mut self, shape: &Shape, from_lines: bool, place: &str) {
        if shape.had_height {
            self.heights.add(place);
        }
        if shape.was_curved {
            self.curves.add(place);
        }
        if from_lines {
            self.lines.add(place);
        }
    }

    fn notes(self) -> impl Iterator<Item = Defect> {
        [
            self.heights
                .note("độ cao bị bỏ qua", "heights are left out"),
            self.curves.note(
                "cung tròn được thay bằng đoạn thẳng mỗi 4°",
                "arcs are made straight every 4°",
            ),
            self.lines.note(
                "đường khép kín được đọc thành vùng",
                "closed lines are read as areas",
            ),
        ]
        .into_iter()
        .flatten()
    }
}
