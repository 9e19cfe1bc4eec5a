//! What the child process says and the parent reads: a line of JSON, then the rows in binary, so that a
//! hundred thousand vertices are copied and not printed. The reader trusts no length.

use serde::{Deserialize, Serialize};

use crate::error::{Defect, Error, Said};
use crate::imports::encoding::Encoding;
use crate::imports::format::Format;
use crate::imports::reading::wkb;
use crate::imports::reading::{FieldRead, FileRead, LayerRead, RowRead, StatedCrs};

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    Defects(Vec<Defect>),
    TooLarge { what: Large, limit: String },
}

/// What of a file is too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Large {
    Features,
    Vertices,
    Text,
    Unpacked,
}

impl Large {
    pub const fn what(self) -> &'static str {
        match self {
            Self::Features => "the number of features in the file",
            Self::Vertices => "the number of vertices in the file",
            Self::Text => "the text in the file",
            Self::Unpacked => "what the archive unpacks to",
        }
    }
}

impl Refused {
    /// As an error about a file of this name.
    pub fn of_file(self, file: &str) -> Error {
        match self {
            Self::Defects(defects) => Error::InvalidFile {
                file: file.to_owned(),
                defects,
            },
            Self::TooLarge { what, limit } => Error::TooLarge {
                what: what.what(),
                limit,
            },
        }
    }

    /// One defect.
    pub fn at(place: &str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Defects(vec![Defect {
            place: place.to_owned(),
            said: Said::new(vi, en),
            location: None,
        }])
    }
}

#[derive(Serialize, Deserialize)]
struct Head {
    format: Format,
    layers: Vec<LayerRead>,
    layer: String,
    stated_crs: Option<StatedCrs>,
    encoding: Encoding,
    encoding_guessed: bool,
    fields: Vec<FieldRead>,
    notes: Vec<Defect>,
    rows: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum First {
    Read(Box<Head>),
    Refused(Refused),
}

/// Stands for what is not there.
const NONE: u32 = u32::MAX;

/// The bytes that say what was read, or why nothing was.
pub fn write(result: Result<FileRead, Refused>) -> Vec<u8> {
    let (first, rows) = match result {
        Ok(read) => {
            let head = Head {
                format: read.format,
                layers: read.layers,
                layer: read.layer,
                stated_crs: read.stated_crs,
                encoding: read.encoding,
                encoding_guessed: read.encoding_guessed,
                fields: read.fields,
                notes: read.notes,
                rows: read.rows.len() as u64,
            };
            (First::Read(Box::new(head)), read.rows)
        }
        Err(refused) => (First::Refused(refused), Vec::new()),
    };
    // Nothing of a head can fail to be JSON; were it so, the parent says that the answer is damaged.
    let mut out = serde_json::to_vec(&first).unwrap_or_default();
    out.push(b'\n');
    let mut shape = Vec::new();
    for row in rows {
        out.extend(row.row.to_le_bytes());
        bytes(Some(row.place.as_bytes()), &mut out);
        shape.clear();
        if let Some(geometry) = &row.geometry {
            wkb::write(geometry, &mut shape);
        }
        bytes(row.geometry.is_some().then_some(&shape[..]), &mut out);
        let (vi, en) = match &row.problem {
            Some(said) => (Some(said.vi.as_bytes()), Some(said.en.as_bytes())),
            None => (None, None),
        };
        bytes(vi, &mut out);
        bytes(en, &mut out);
        for value in &row.values {
            bytes(value.as_deref().map(str::as_bytes), &mut out);
        }
    }
    out
}

fn bytes(value: Option<&[u8]>, out: &mut Vec<u8>) {
    let length = value.map_or(NONE, |value| u32::try_from(value.len()).unwrap_or(NONE));
    out.extend(length.to_le_bytes());
    if length != NONE {
        out.extend(value.unwrap_or_default());
    }
}

/// Reads what [`write`] wrote; none when it is damaged.
pub fn read(bytes: &[u8]) -> Option<Result<FileRead, Refused>> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let head = match serde_json::from_slice(&bytes[..end]).ok()? {
        First::Refused(refused) => return Some(Err(refused)),
        First::Read(head) => *head,
    };
    let mut input = &bytes[end + 1..];
    let fields = head.fields.len();
    let rows = (0..head.rows)
        .map(|_| row(&mut input, fields))
        .collect::<Option<Vec<_>>>()?;
    if !input.is_empty() {
        return None;
    }
    Some(Ok(FileRead {
        format: head.format,
        layers: head.layers,
        layer: head.layer,
        stated_crs: head.stated_crs,
        encoding: head.encoding,
        encoding_guessed: head.encoding_guessed,
        fields: head.fields,
        rows,
        notes: head.notes,
    }))
}

fn row(input: &mut &[u8], fields: usize) -> Option<RowRead> {
    let (number, rest) = input.split_first_chunk::<8>()?;
    *input = rest;
    let place = text(input)??;
    let geometry = match chunk(input)? {
        Some(bytes) => Some(wkb::parse(bytes).ok()?.geometry),
        None => None,
    };
    let problem = match (text(input)?, text(input)?) {
        (Some(vi), Some(en)) => Some(Said::new(vi, en)),
        _ => None,
    };
    Some(RowRead {
        row: u64::from_le_bytes(*number),
        place,
        geometry,
        problem,
        values: (0..fields).map(|_| text(input)).collect::<Option<_>>()?,
    })
}

/// Outer none: damaged; inner: not there.
#[expect(
    clippy::option_option,
    reason = "damaged and absent are different things"
)]
fn chunk<'a>(input: &mut &'a [u8]) -> Option<Option<&'a [u8]>> {
    let (length, rest) = input.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length);
    if length == NONE {
        *input = rest;
        return Some(None);
    }
    let (value, rest) = rest.split_at_checked(length as usize)?;
    *input = rest;
    Some(Some(value))
}

#[expect(
    clippy::option_option,
    reason = "damaged and absent are different things"
)]
fn text(input: &mut &[u8]) -> Option<Option<String>> {
    match chunk(input)? {
        Some(bytes) => Some(Some(String::from_utf8(bytes.to_vec()).ok()?)),
        None => Some(None),
    }
}

#[cfg(test)]
mod tests {
    use geo::{Geometry, MultiPolygon, polygon};

    use super::*;
    use crate::imports::reading::FieldKind;

    fn example() -> FileRead {
        let area = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)];
        let row = |row, geometry, problem| RowRead {
            row,
            place: format!("feature {row}"),
            geometry,
            problem,
            values: vec![Some("Liên Hà\n".to_owned()), None],
        };
        FileRead {
            format: Format::GeoPackage,
            layers: vec![],
            layer: "cum".to_owned(),
            stated_crs: None,
            encoding: Encoding::Tcvn3,
            encoding_guessed: true,
            fields: ["TEN", "GHI_CHU"]
                .map(|name| FieldRead {
                    name: name.to_owned(),
                    kind: FieldKind::Text,
                    samples: vec![],
                })
                .into(),
            rows: vec![
                row(1, Some(Geometry::from(MultiPolygon::new(vec![area]))), None),
                row(2, None, Some(Said::new("không có hình", "no geometry"))),
            ],
            notes: vec![],
        }
    }

    #[test]
    fn what_the_child_says_arrives_whole() {
        let bytes = write(Ok(example()));
        assert_eq!(read(&bytes), Some(Ok(example())));
        let refused = Refused::at("line 3", "hỏng", "damaged");
        assert_eq!(read(&write(Err(refused.clone()))), Some(Err(refused)));
    }

    #[test]
    fn what_a_child_that_died_has_said_is_damaged_wherever_it_ends() {
        let bytes = write(Ok(example()));
        for end in 0..bytes.len() {
            assert_eq!(read(&bytes[..end]), None, "{end}");
        }
    }
}
