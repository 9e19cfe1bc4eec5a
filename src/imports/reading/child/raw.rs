//! What the readers of the formats give: rows as they stand in the file, counted as they come.

use std::io;

use crate::error::{Defect, Said};
use crate::imports::encoding::Encoding;
use crate::imports::format::Format;
use crate::imports::reading::child::text::Decoded;
use crate::imports::reading::stream::{Large, Refused};
use crate::imports::reading::wkb::Shape;
use crate::imports::reading::{FieldKind, LayerRead, Limits, StatedCrs};

/// A file in the private folder, under a name of our own.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    pub path: String,
    pub format: Format,
    /// As its sender calls it, without extension.
    pub name: String,
    /// The encoding it declares, if it declares one that is known.
    pub declared: Option<Encoding>,
}

/// How the text of a file has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// As the format says, UTF-8.
    Unicode,
    /// Bytes as letters of ISO 8859-1, for us to read.
    Undecoded { declared: Option<Encoding> },
}

/// A file as it was read, before its text and shapes are understood.
pub struct Raw {
    pub format: Format,
    pub layers: Vec<LayerRead>,
    pub layer: String,
    pub stated_crs: Option<StatedCrs>,
    pub text: Text,
    /// What was done to the text, where it had to be read to find the coordinates.
    pub decoded: Option<Decoded>,
    pub fields: Vec<(String, FieldKind)>,
    pub rows: Vec<RawRow>,
    pub notes: Vec<Defect>,
}

pub struct RawRow {
    pub place: String,
    /// None when the file gives none.
    pub shape: Option<Result<Shape, Said>>,
    pub values: Vec<Option<String>>,
}

/// Text of all attributes together; half of what the parent takes.
const MAX_TEXT_BYTES: u64 = 32 << 20;
/// More attributes than any table of planners has.
pub const MAX_FIELDS: usize = 500;

/// Counts what is read against the limits.
pub struct Counter {
    limits: Limits,
    features: u64,
    vertices: u64,
    text_bytes: u64,
}

impl Counter {
    pub fn new(limits: &Limits) -> Self {
        Self {
            limits: limits.clone(),
            features: 0,
            vertices: 0,
            text_bytes: 0,
        }
    }

    /// As many features as a file says it has, before any is read.
    pub fn expect(&self, features: usize) -> Result<(), Refused> {
        over(
            features as u64,
            self.limits.features,
            Large::Features,
            |limit| limit.to_string(),
        )
    }

    /// One more feature, before it is read.
    pub fn feature(&mut self) -> Result<(), Refused> {
        self.features += 1;
        over(
            self.features,
            self.limits.features,
            Large::Features,
            |limit| limit.to_string(),
        )
    }

    pub fn vertices(&mut self, more: usize) -> Result<(), Refused> {
        self.vertices += more as u64;
        over(
            self.vertices,
            self.limits.vertices,
            Large::Vertices,
            |limit| limit.to_string(),
        )
    }

    pub fn text(&mut self, more: usize) -> Result<(), Refused> {
        self.text_bytes += more as u64;
        over(self.text_bytes, MAX_TEXT_BYTES, Large::Text, |limit| {
            format!("{} MiB", limit >> 20)
        })
    }
}

fn over(
    count: u64,
    limit: u64,
    what: Large,
    said: impl FnOnce(u64) -> String,
) -> Result<(), Refused> {
    if count > limit {
        return Err(Refused::TooLarge {
            what,
            limit: said(limit),
        });
    }
    Ok(())
}

/// A file of the private folder that cannot be read.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what map_err hands over"
)]
pub fn not_read(error: io::Error) -> Refused {
    Refused::at(
        "file",
        "không đọc được tệp",
        format!("the file cannot be read: {error}"),
    )
}

pub fn note(place: &str, vi: impl Into<String>, en: impl Into<String>) -> Defect {
    Defect {
        place: place.to_owned(),
        said: Said::new(vi, en),
        location: None,
    }
}
