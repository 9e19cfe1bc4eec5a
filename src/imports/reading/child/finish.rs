//! From what stands in a file to what is handed over: text decoded, shapes fitted, what was done said.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

use crate::error::{Defect, Said};
use crate::imports::encoding::{self, Encoding};
use crate::imports::reading::child::raw::{Raw, RawRow, Text, note};
use crate::imports::reading::child::shapes;
use crate::imports::reading::parent::Ask;
use crate::imports::reading::stream::Refused;
use crate::imports::reading::wkb::Shape;
use crate::imports::reading::{FieldRead, FileRead, RowRead, Wanted};

/// Values shown of a field.
const SAMPLES: usize = 5;
/// Below this nobody should rely on a guess, and it is said so.
const CONVINCING: f64 = 0.7;

/// Decodes and fits everything.
pub fn finish(mut raw: Raw, ask: &Ask) -> Result<FileRead, Refused> {
    let (encoding, encoding_guessed) = decode(&mut raw, ask.encoding);
    let mut done = Done::default();
    let rows: Vec<RowRead> = std::mem::take(&mut raw.rows)
        .into_iter()
        .zip(1..)
        .map(|(row, number)| done.row(row, number, ask.wanted))
        .collect();
    if rows.is_empty() {
        return Err(Refused::at(
            "file",
            match ask.wanted {
                Wanted::Areas => "không có vùng nào trong tệp",
                Wanted::Points => "không có điểm nào trong tệp",
            },
            match ask.wanted {
                Wanted::Areas => "there is no area in the file",
                Wanted::Points => "there is no point in the file",
            },
        ));
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
        encoding,
        encoding_guessed,
        fields,
        rows,
        notes: raw.notes,
    })
}

fn samples(rows: &[RowRead], index: usize) -> Vec<String> {
    let mut seen = BTreeSet::new();
    rows.iter()
        .filter_map(|row| row.values.get(index)?.as_deref())
        .filter(|value| !value.is_empty() && seen.insert(*value))
        .take(SAMPLES)
        .map(str::to_owned)
        .collect()
}

/// Makes Unicode of all text; gives the encoding, and whether it is a guess.
fn decode(raw: &mut Raw, asked: Option<Encoding>) -> (Encoding, bool) {
    let (encoding, guessed) = settle(raw, asked);
    let mut unreadable = None;
    let mut decoded = |text: &mut String, place: &str| {
        let bytes = encoding::bytes_of(text).filter(|bytes| !bytes.is_ascii());
        let must = matches!(raw.text, Text::Undecoded { .. }) || encoding != Encoding::Utf8;
        *text = match bytes.filter(|_| must) {
            None => text.nfc().collect(),
            Some(bytes) => encoding.decode(&bytes).unwrap_or_else(|| {
                unreadable.get_or_insert_with(|| place.to_owned());
                text.nfc().collect()
            }),
        };
    };
    for (name, _) in &mut raw.fields {
        decoded(name, "header");
    }
    for row in &mut raw.rows {
        for value in row.values.iter_mut().flatten() {
            decoded(value, &row.place);
        }
    }
    if let Some(place) = unreadable {
        let id = encoding.id();
        raw.notes.push(note(
            &place,
            format!("có chữ không phải {id}; hãy chọn bảng mã khác"),
            format!("some text is not {id}; choose another encoding"),
        ));
    }
    (encoding, guessed)
}

/// The encoding: asked for, declared, or guessed from the text.
fn settle(raw: &mut Raw, asked: Option<Encoding>) -> (Encoding, bool) {
    if let Some(encoding) = asked {
        return (encoding, false);
    }
    let texts: Vec<Vec<u8>> = raw
        .fields
        .iter()
        .map(|(name, _)| name)
        .chain(raw.rows.iter().flat_map(|row| row.values.iter().flatten()))
        .filter(|text| !text.is_ascii())
        .filter_map(|text| encoding::bytes_of(text))
        .collect();
    let guess = encoding::guess(texts.iter().map(Vec::as_slice));
    let declared = match raw.text {
        Text::Undecoded { declared } => declared,
        // In Unicode only what can be nothing else is taken for a font of old: Western letters that make no
        // Vietnamese as they are.
        Text::Unicode => {
            let is_old = guess.words > 1
                && guess.confidence > CONVINCING
                && !matches!(guess.encoding, Encoding::Utf8 | Encoding::Windows1258);
            if !is_old {
                return (Encoding::Utf8, false);
            }
            None
        }
    };
    if let Some(declared) = declared
        && texts.iter().all(|text| declared.decode(text).is_some())
        && (declared == guess.encoding || guess.confidence <= CONVINCING)
    {
        return (declared, false);
    }
    if guess.words == 0 || guess.encoding == Encoding::Utf8 {
        return (guess.encoding, false);
    }
    raw.notes.push(guessed(guess, declared));
    (guess.encoding, true)
}

fn guessed(guess: encoding::Guess, declared: Option<Encoding>) -> Defect {
    let id = guess.encoding.id();
    let percent = (guess.confidence * 100.0).round();
    let (vi, en) = match declared {
        Some(declared) => (
            format!(" (tệp khai là {})", declared.id()),
            format!(" (the file declares {})", declared.id()),
        ),
        None => (String::new(), String::new()),
    };
    note(
        "file",
        format!("bảng mã được đoán là {id}{vi}: {percent} % số từ có dấu đọc được"),
        format!(
            "the encoding is guessed to be {id}{en}: {percent} % of the words with marks make sense"
        ),
    )
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
